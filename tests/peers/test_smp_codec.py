"""The board's CBOR against cbor2, and its lines against the package smp, both ways, on random values."""

import cbor2
from hypothesis import given, settings
from hypothesis import strategies as st
from smp import packet

from launcher.cbor import Reader
from launcher.smp_line import BUFFER, Lines
from smp_bench import Wire, cbor, unframed
from tools.cbor_vectors import TARGET, rows
from tools.smp_port import lines

NUMBERS = st.integers(-(2**32), 2**32 - 1)
TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)
PLAIN = st.none() | st.booleans() | NUMBERS | st.binary(max_size=40) | TEXTS
KEYS = TEXTS | NUMBERS


def _containers(inner):
    return st.lists(inner, max_size=5) | st.dictionaries(KEYS, inner, max_size=5)


VALUES = PLAIN | _containers(PLAIN | _containers(PLAIN | _containers(PLAIN)))
MESSAGES = st.binary(min_size=1, max_size=BUFFER - 4)


def _read(data):
    """What the board reads from bytes, or None: it refuses them."""
    reader = Reader(data, 0, len(data))
    try:
        value = reader.value()
    except ValueError:
        return None
    return (value,) if reader.at == len(data) else None


def _same(a, b):
    """Equal, and of the same types all through: True is not 1."""
    if type(a) is not type(b):
        return False
    if isinstance(a, list):
        return len(a) == len(b) and all(map(_same, a, b))
    if isinstance(a, dict):
        return len(a) == len(b) and all(key in b and _same(a[key], b[key]) for key in a)
    return a == b


@settings(max_examples=500)
@given(VALUES)
def test_values_go_both_ways(value):
    assert _same(cbor2.loads(cbor(value)), value)
    data = cbor2.dumps(value)
    assert cbor(value) == data
    assert _same(_read(data), (value,))


@settings(max_examples=1000)
@given(st.binary(max_size=60))
def test_what_it_takes_cbor2_takes_too(data):
    found = _read(data)
    if found is not None:
        assert _same(cbor2.loads(data), found[0])


@settings(max_examples=1000)
@given(VALUES, st.data())
def test_changed_bytes_mean_the_same_or_are_refused(value, data):
    changed = bytearray(cbor2.dumps(value))
    for _ in range(data.draw(st.integers(1, 3))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    found = _read(bytes(changed))
    try:
        meant = cbor2.loads(bytes(changed))
    except Exception:  # its own errors, and what its tags raise
        assert found is None
        return
    if found is not None:
        assert _same(meant, found[0])


@settings(max_examples=500)
@given(MESSAGES, st.integers(8, 127))
def test_lines_go_both_ways(message, length):
    assert unframed(b"".join(packet.encode(message, length))) == [message]
    wire = Wire()
    Lines(wire).send(bytearray(2) + bytearray(message) + bytearray(2), len(message) + 2)
    assert wire.sent == b"".join(packet.encode(message)) == lines(message)
    decoder = packet.decode()
    next(decoder)
    try:
        for line in wire.sent.splitlines(True):
            decoder.send(line)
    except StopIteration as done:
        assert bytes(done.value) == message
    else:
        raise AssertionError("not whole")


def test_the_vectors_are_what_cbor2_makes():
    assert TARGET.read_text() == "".join(f"{data.hex()}\t{text}\n" for data, text in rows())
