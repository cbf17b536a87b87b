"""Writes tests/peers/cbor_vectors.tsv: what cbor2 makes of many values, for the board's own codec to be held against.

    python -m tools.cbor_vectors

A row is bytes in hex, a tab and a Python literal: the bytes are what cbor2 writes for it, and mean it. With "<" before
the literal the bytes only mean it (there is a shorter way to write it), and "refused" are bytes that the board must not
take though cbor2 may.
"""

import sys
from pathlib import Path

import cbor2

TARGET = Path(__file__).resolve().parent.parent / "tests" / "peers" / "cbor_vectors.tsv"
NUMBERS = [0, 1, 23, 24, 100, 255, 256, 1000, 65535, 65536, 1000000, 2**30 - 1, 2**30, 2**31 - 1, 2**31, 2**32 - 1]
VALUES = [
    *NUMBERS,
    *(-1 - n for n in NUMBERS),
    None, True, False, b"", b"\x00", bytes(range(23)), bytes(range(24)), bytes(200), "", "a", "hp_fitted", "\u00fc",
    "\u6c34", "x" * 23, "x" * 24, "x" * 240, [], [1], [1, [2, [3]]], list(range(30)), [None, True, "x", b"y", -1], {},
    {"d": "hello"}, {1: 2}, {"a": {"b": [1, {"c": b"z"}]}}, {"name": b"\x18\x2a"}, [{"a": 1}, {"b": 2}],
]  # fmt: skip
# Longer than needed, indefinite, in no order.
MEANT = ["1817", "190001", "1a00000001", "3800", "5803616263", "7803616263", "9f01029f03ffff", "bf61610161629f0203ffff",
         "5f42010243030405ff", "7f657374726561646d696e67ff", "5fff", "9fff", "bfff", "b8016161f6", "a2616201616102",
         "7f62c3bc62c3bcff"]  # fmt: skip
REFUSED = [
    "", "18", "19ff", "1a000000", "1b0000000000000001", "3b0000000000000001", "1c", "1d", "1e", "1f", "3f", "41", "58",
    "5803ff", "62c328", "61ff", "81", "8201", "9f", "9f01", "a1", "a16161", "bf6161ff", "bf", "ff", "a201020103",
    "a2616101616102", "a1f500", "a14100f6", "a1810000", "a1a000f6", "c000", "c1fb41d452d9e20000", "d82000", "df", "e0",
    "f3", "f7", "f800", "f820", "f8ff", "f93c00", "fa47c35000", "fb3ff199999999999a", "fc", "fd", "fe",
    "5f4101", "5f01ff", "5f6101ff", "7f4101ff", "5f5f4101ffff", "5f" * 200, "81" * 5 + "00", "9f" * 200,
    "a16161" * 5 + "00", "5affffffff00", "7affffffff", "9affffffff00", "baffffffff00", "9bffffffffffffffff",
    "5bffffffffffffffff",
]  # fmt: skip


def rows():
    """[(bytes, text)] of the file."""
    found = [(cbor2.dumps(value), ascii(value)) for value in VALUES]
    found += [(bytes.fromhex(text), "<" + ascii(cbor2.loads(bytes.fromhex(text)))) for text in MEANT]
    return found + [(bytes.fromhex(text), "refused") for text in REFUSED]


def main():
    """Write the file."""
    TARGET.write_text("".join(f"{data.hex()}\t{text}\n" for data, text in rows()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
