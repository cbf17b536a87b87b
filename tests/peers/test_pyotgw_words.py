"""Our reading of OpenTherm against pyotgw, the library of Home Assistant: the same formats, the same numbers.

pyotgw follows protocol version 2.2; where 4.2 differs, the ids are named below with what we follow.
"""

import asyncio

import pytest
from pyotgw import vars as v
from pyotgw.messages import ARGS, FUNC, M2S, REGISTRY, RETURNS, S2M
from pyotgw.protocol import OpenThermProtocol
from pyotgw.status import StatusManager

from host_sim.opentherm.id_schema import read_ids
from host_sim.opentherm.values import raw_number
from tandem.links.opentherm import frame

ROWS = read_ids()
FORMATS = {"_get_f8_8": "f8.8", "_get_s16": "s16", "_get_u16": "u16", "_get_s8": "s8", "_get_u8": "u8"}
FORMATS["_get_flag8"] = "flag8"
# Byte by pyotgw is HB; LB by the specification 4.2.
OTHER_BYTE = {71, 77}
# Solar collector: f8.8 by 2.2; whole degrees by 4.2. We say f8.8 for words that are no whole degrees.
OTHER_FORMAT = {30}
WORDS = (0x0000, 0x0001, 0x0100, 0x1580, 0x2B0F, 0x7F7F, 0x7FFF, 0x8000, 0xA55A, 0xFAC0, 0xFF80, 0xFFFF)
# Sent by the boiler as an answer, and by the thermostat as a request, as pyotgw tells the two apart.
SIDES = [(S2M, "B", frame.READ_ACK, v.BOILER), (M2S, "T", frame.WRITE_DATA, v.THERMOSTAT)]


def entries():
    """(id, side, letter, kind, part, format, bytes, names) of all that pyotgw reads without a quirk of its own."""
    for key, sides in REGISTRY.items():
        for side, letter, kind, part in SIDES:
            for action in sides[side]:
                if action[FUNC] in FORMATS:
                    yield (key[0], side, letter, kind, part, FORMATS[action[FUNC]], action[ARGS], action[RETURNS])


ENTRIES = list(entries())
NAMES = [f"{entry[0]}-{entry[1]}-{'-'.join(entry[6])}" for entry in ENTRIES]


def ours(row, places):
    """Our format of the bytes that pyotgw takes: "msb", "lsb", or both."""
    if len(places) == 2:
        return row.hb
    return row.hb if places[0] == "msb" else row.lb


def test_pyotgw_reads_enough_to_compare():
    assert len(ENTRIES) > 50
    assert {entry[5] for entry in ENTRIES} == set(FORMATS.values())


@pytest.mark.parametrize("entry", ENTRIES, ids=NAMES)
def test_formats_are_the_same(entry):
    number, _side, _letter, _kind, _part, kind, places, _names = entry
    row = ROWS[number]
    if number in OTHER_BYTE:
        assert places == ("msb",) and (row.hb, row.lb) == ("-", kind)
    elif number in OTHER_FORMAT:
        assert (kind, row.hb) == ("f8.8", "s16")
    else:
        assert ours(row, places) == kind


def line(letter, kind, number, value):
    message, out = frame.Message(), bytearray(4)
    message.kind, message.id, message.value = kind, number, value
    message.pack(out)
    return f"{letter}{out.hex().upper()}\r\n".encode()


async def read_by_pyotgw(entry):
    """[(word, {name: what pyotgw reads})]"""
    number, _side, letter, kind, part, _format, _places, _names = entry
    status = StatusManager()
    protocol = OpenThermProtocol(status, None)
    found = []
    for word in WORDS:
        protocol.data_received(line(letter, kind, number, word))
        for _ in range(4):
            await asyncio.sleep(0)
        found.append((word, status.status[part]))
    await protocol.message_processor.cleanup()
    await status.cleanup()
    return found


@pytest.mark.parametrize("entry", ENTRIES, ids=NAMES)
def test_numbers_are_the_same(entry):
    number, _side, _letter, _kind, _part, kind, places, names = entry
    for word, status in asyncio.run(read_by_pyotgw(entry)):
        byte = word >> 8 if places[0] == "msb" else word & 0xFF
        if kind == "flag8":
            want = [byte >> bit & 1 for bit in range(8)]
        elif kind in ("u8", "s8"):
            want = [frame.s8(byte) if kind == "s8" else byte]
        else:
            want = [raw_number(kind, word)]
        got = [status[name] for name in names if name]
        assert got == [value for name, value in zip(names, want, strict=False) if name], f"{number}: {word:04X}"
