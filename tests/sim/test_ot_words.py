"""OpenTherm frames in plain words: every id, every flag, every value; and whatever is no frame."""

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from host_sim.opentherm import texts
from host_sim.opentherm.id_schema import read_ids
from host_sim.opentherm.words import parts, words
from tandem.links.opentherm import frame, ids

VECTORS = Path(__file__).resolve().parents[1] / "peers" / "opentherm_vectors.csv"
ROWS = read_ids()
READ_ACK, WRITE_DATA = 4, 1


def made(kind, number, value):
    """The eight hex digits of a message."""
    message, out = frame.Message(), bytearray(4)
    message.kind, message.id, message.value = kind, number, value
    message.pack(out)
    return out.hex().upper()


def said(number, value, kind=READ_ACK):
    return parts(made(kind, number, value)).value


def test_the_line_of_a_frame():
    assert words("C000030A") == "READ-ACK 0 status: CH enable, DHW enable; CH mode, flame"
    assert words("40193180") == "READ-ACK 25 boiler flow temperature: 49.50 C"
    assert words("80190000") == "READ-DATA 25 boiler flow temperature"
    assert words("70640000") == "UNKNOWN-DATAID 100 remote override function: not known to the slave"


def test_text_bytes_and_a_gateways_letter_say_the_same():
    want = words("C000030A")
    data = bytes.fromhex("C000030A")
    for same in ("c000030a", " C000030A\n", "BC000030A", "tc000030a", data, bytearray(data), memoryview(data)):
        assert words(same) == want
    assert data == bytes.fromhex("C000030A"), "what is given stays as it is"


def _vectors():
    for line in VECTORS.read_text().splitlines()[1:]:
        yield line.split(",")


@pytest.mark.parametrize("digits, kind, number, value, _source", list(_vectors()))
def test_the_frames_of_others(digits, kind, number, value, _source):
    found = parts(digits)
    assert (found.kind, found.id, found.problem) == (kind, int(number), "")
    if kind in ("READ-ACK", "WRITE-ACK", "WRITE-DATA") and "." in value:
        assert found.value == "none" if value == "0.00" and number == "9" else found.value.split()[0] == value
    if kind in ("READ-ACK", "WRITE-ACK") and value.isdigit() and int(number) < 128:
        assert found.value.split()[0] == value


def test_every_f88_word_is_what_python_makes_of_it():
    for word in range(0x10000):
        exact = Decimal(int.from_bytes(word.to_bytes(2, "big"), "big", signed=True)) / 256
        rounded = exact.quantize(Decimal("0.01"), ROUND_HALF_UP)
        assert frame.c100(word) == rounded * 100
        text = said(25, word)
        number = text.split(" ")[0]
        assert Decimal(number) == rounded and number == f"{rounded + 0:.2f}"
        assert ("outside" in text) == (not -40 <= exact <= 127)


def test_every_whole_number():
    for word in range(0, 0x10000, 7):
        signed = int.from_bytes(word.to_bytes(2, "big"), "big", signed=True)
        assert said(33, word).split(" (")[0] == f"{signed} C"
        assert said(120, word) == f"{word} h"


@pytest.mark.parametrize("number", sorted(ROWS))
def test_every_id_has_words_for_every_kind(number):
    for kind in range(8):
        for value in (0, 1, 0x0101, 0x1580, 0x7FFF, 0x8000, 0xFFFF):
            found = parts(made(kind, number, value))
            assert (found.kind, found.id, found.name) == (texts.KINDS[kind], number, ROWS[number].text)
            assert found.problem == ("reserved message type" if kind == 3 else "")
            if kind in (1, 4, 5):
                assert found.value
            assert found.value == found.value.strip()


@pytest.mark.parametrize("number, half", sorted(texts.FLAGS))
def test_every_flag_by_its_name(number, half):
    at = 8 if half == "hb" else 0
    names = texts.FLAGS[number, half]
    assert ROWS[number].hb == "flag8" if half == "hb" else ROWS[number].lb == "flag8"
    nothing = said(number, 0)
    for bit in range(8):
        name = names[bit] if bit < len(names) and names[bit] else f"bit {bit}"
        text = said(number, 1 << bit << at)
        assert name in text and text != nothing


def test_flag_texts_are_in_the_order_of_the_firmwares_bits():
    master, slave = texts.FLAGS[0, "hb"], texts.FLAGS[0, "lb"]
    pairs = [
        (ids.MASTER_CH, master, "CH enable"),
        (ids.MASTER_COOLING, master, "cooling enable"),
        (ids.MASTER_SUMMER, master, "summer mode"),
        (ids.MASTER_DHW_BLOCKED, master, "DHW blocked"),
        (ids.SLAVE_FAULT, slave, "fault"),
        (ids.SLAVE_FLAME, slave, "flame"),
        (ids.SLAVE_DIAGNOSTIC, slave, "diagnostic event"),
        (ids.CONFIG_TANK, texts.FLAGS[3, "hb"], "storage tank"),
        (ids.FAULT_LOW_PRESSURE, texts.FLAGS[5, "hb"], "low water pressure"),
        (ids.FAULT_OVER_TEMPERATURE, texts.FLAGS[5, "hb"], "water over-temperature"),
        (ids.OVERRIDE_PROGRAM, texts.FLAGS[100, "lb"], "a program change ends it"),
    ]
    for flag, names, name in pairs:
        assert 1 << names.index(name) == flag


SPECIAL = [
    (2, 0x010B, "smart power; member 11 (seen from Remeha, De Dietrich, Baxi)"),
    (3, 0x01AD, "DHW present; member 173 (seen from Intergas, MHG)"),
    (3, 0x0000, "none; member 0 (not a member's own)"),
    (3, 0x00FE, "none; member 254"),
    (4, 0x0100, "lock-out reset"),
    (4, 0x0180, "lock-out reset; accepted (128)"),
    (4, 0x017F, "lock-out reset; refused (127)"),
    (4, 0x0CFF, "air purge; accepted (255)"),
    (4, 0xC800, "code 200"),
    (5, 0x0469, "low water pressure; OEM code 105"),
    (6, 0x0301, "transfer hot water setpoint, maximum heating setpoint; writable hot water setpoint"),
    (9, 0x0000, "none"),
    (9, 0x1480, "20.50 C"),
    (10, 0x0C00, "12"),
    (11, 0x0580, "entry 5; value 128"),
    (15, 0x1814, "at most 24 kW; minimum modulation 20 %"),
    (15, 0x18C8, "at most 24 kW; minimum modulation 200 % (outside 0..100)"),
    (18, 0x0600, "6.00 bar (outside 0..5)"),
    (20, 0xB21E, "Friday 18:30"),
    (20, 0x0000, "00:00"),
    (20, 0x183C, "24:60 (no time of day)"),
    (21, 0x0C1F, "31 December"),
    (21, 0x0D01, "month 13, day 1 (no date)"),
    (22, 0x07EA, "2026"),
    (30, 0x0019, "25 C"),
    (30, 0xFFEC, "-20 C"),
    (30, 0x1900, "25.00 C (taken for f8.8)"),
    (30, 0xFB00, "-5.00 C (taken for f8.8)"),
    (35, 0x3C3B, "setpoint 60 Hz (3600 rpm); actual 59 Hz (3540 rpm)"),
    (48, 0x3C28, "at most 60 C; at least 40 C"),
    (49, 0x50F6, "at most 80 C; at least -10 C (outside 0..127)"),
    (71, 0x0032, "50 %"),
    (71, 0x3200, "HB 32; 0 %"),
    (75, 0x0233, "2.20"),
    (87, 0x3200, "50 %"),
    (93, 0x0652, "length 6; character 'R'"),
    (94, 0x0600, "length 6; character code 0"),
    (98, 0x120F, "room sensor 2; signal 3 of 5, battery good"),
    (98, 0x5000, "sensor kind 5 0; signal unknown, battery unknown"),
    (99, 0x1212, "DHW anti-legionella, push; CH comfort, CH2 auto"),
    (99, 0x0F60, "DHW code 15; CH no override, CH2 off"),
    (100, 0x0003, "a manual change ends it, a program change ends it"),
    (100, 0x0101, "a manual change ends it; HB a manual change ends it"),
    (101, 0x0433, "continuous boost; fault, eco, anti-legionella"),
    (115, 0x007E, "126"),
    (127, 0x0304, "type 3; version 4"),
    (130, 0x2451, "2451 (two bytes 36/81, number 9297)"),
    (45, 0x0001, "0001 (two bytes 0/1, number 1)"),
]


@pytest.mark.parametrize("number, value, text", SPECIAL)
def test_values_that_are_more_than_a_number(number, value, text):
    assert said(number, value) == text


def test_what_a_request_carries():
    assert words(made(0, 0, 0x0300)) == "READ-DATA 0 status: CH enable, DHW enable"
    assert words(made(0, 0, 0x0304)) == "READ-DATA 0 status: CH enable, DHW enable (and 04)"
    assert words(made(0, 70, 0x0100)) == "READ-DATA 70 ventilation status: ventilation enable"
    assert words(made(0, 101, 0x0100)) == "READ-DATA 101 solar storage status: eco"
    assert words(made(0, 11, 0x0500)) == "READ-DATA 11 transparent parameter: entry 5"
    assert words(made(0, 93, 0x0000)) == "READ-DATA 93 brand: entry 0"
    assert words(made(0, 28, 0x7FFF)) == "READ-DATA 28 return temperature: (carries 7FFF)"


def test_what_the_standard_does_not_allow_is_said():
    assert words(made(WRITE_DATA, 25, 0x1900)).endswith("25.00 C (read-only by the standard)")
    assert words(made(0, 16, 0)) == "READ-DATA 16 room setpoint: (write-only by the standard)"
    assert "standard" not in words(made(WRITE_DATA, 50, 0)) + words(made(0, 50, 0)), "it no longer says anything"


def test_ids_without_a_name():
    assert words(made(0, 45, 0)) == "READ-DATA 45 reserved id"
    assert words(made(0, 128, 0)) == "READ-DATA 128 maker's own id"
    assert words(made(7, 45, 0)) == "UNKNOWN-DATAID 45 reserved id: not known to the slave"


def test_bad_frames_are_said_and_shown_all_the_same():
    assert words("C0190000").endswith("(wrong parity)")
    assert words("C0190000").startswith("READ-ACK 25 boiler flow temperature: 0.00 C")
    assert words("30000000") == "reserved type 0 status (reserved message type)"
    assert words("0F190001") == "READ-DATA 25 boiler flow temperature: (carries 0001) (spare bits 1111)"
    for digits, *_rest in _vectors():
        raw = bytes.fromhex(digits[-8:])
        for bit in range(32):
            wrong = bytearray(raw)
            wrong[bit // 8] ^= 1 << bit % 8
            assert "wrong parity" in parts(wrong).problem


NOT_FRAMES = ["", "C000030", "C000030AB", "XC000030A", "C000 30A", "0xC000030A", "Error 01", "PR: G=00", b"", b"abc"]
NOT_FRAMES += [b"C000030A", None, 7, 0xC000030A, [], ["C000030A"], "\u0660" * 8, "C000030\uff21"]


@pytest.mark.parametrize("thing", NOT_FRAMES)
def test_what_is_no_frame(thing):
    assert parts(thing).id == -1
    assert words(thing).startswith("no frame: ")
    assert len(words(thing)) < 80


@given(st.binary(max_size=12))
def test_no_bytes_make_it_raise(data):
    assert words(data)
    assert words(data.hex())
    assert words(data.decode("latin-1"))


@given(st.binary(min_size=4, max_size=4))
def test_every_four_bytes_have_one_printable_line(data):
    line = words(data)
    assert line.isascii() and line.isprintable()
    kind, number = data[0] >> 4 & 7, data[1]
    assert line.startswith(f"{texts.KINDS[kind]} {number} ")
    assert ("wrong parity" in line) == (int.from_bytes(data, "big").bit_count() % 2 == 1)


@given(st.text(max_size=12))
def test_no_text_makes_it_raise(text):
    assert words(text)
