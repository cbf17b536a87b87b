"""What the launcher is told of a board: safe.bin, byte for byte as boards/README.md has it, and nothing by halves."""

import importlib.util
import struct
import sys
import types
import zlib

import pytest
from boards_bench import HEAD, bus, bypass, contact, ds18b20, lines, ntc, parse, relay, table

from tools.boards import entry, safe, schema
from tools.boards.words import FOLDER

LAUNCHER = FOLDER.parent / "firmware" / "launcher" / "terminals.py"
WHOLE = (
    relay("boiler", 16) + relay("pump", 18, "low") + relay("contactor", 19, wired="nc", fallback="on")
    + relay("valve", 27, "low", "on", wired="nc") + relay("sg_1", 2, strapping_ok="x") + relay("sg_2", 4)
    + table("[output]", signal="boiler_set", driver="analog", pin=25, low_c=20, low_v=2, high_c=60, high_v=8,
            fallback="off")
    + ds18b20(pin=13, rom="28ff641e8316035c") + ds18b20("outdoor", pin=14) + bypass(pin=17)
    + table("led", pin=26, active="low") + bus(tx=32, rx=34, direction=33)
)  # fmt: skip


def test_bytes():
    head = b"TSB1" + bytes((1, 8, 2, 1)) + struct.pack("<HH", 8000, 120) + bytes((17, 0, 26, 0)) + b"mine" + bytes(20)
    outputs = bytes((
        2, 16, 0, 1,  # coil on at a high level
        4, 18, 1, 0,  # at a low one
        7, 19, 0, 0,  # closed while the coil is off, which it is at a low level
        5, 27, 1, 1,  # so at a high one
        8, 2, 0, 1, 9, 4, 0, 1, 10, 25, 0, 1, 12, 33, 0, 1,
    ))  # fmt: skip
    sensors = bytes((0, 1, 13, 0)) + bytes.fromhex("28ff641e8316035c") + bytes(2) + bytes((1, 1, 14, 0)) + bytes(10)
    data = head + outputs + sensors
    assert safe.packed(parse(WHOLE)) == data + struct.pack("<I", zlib.crc32(data))


def test_only_whole_files_are_read():
    data = safe.packed(parse(WHOLE))
    assert safe.unpacked(data).name == "mine"
    for n in range(len(data)):
        with pytest.raises(ValueError):
            safe.unpacked(data[:n])
        with pytest.raises(ValueError):
            safe.unpacked(data[:n] + bytes((data[n] ^ 4,)) + data[n + 1 :])
    with pytest.raises(ValueError):
        safe.unpacked(data + b"\0")


def water(text):
    """The row of the water sensor, or None."""
    return next((row for row in safe.contents(parse(text)).sensors if row[0] == safe.WATER), None)


def test_safe_mode_only_reads_what_it_can_tell_apart():
    assert water(ds18b20())[1:] == (safe.ONE_WIRE, 4, bytes(10))
    assert water(ds18b20() + ds18b20("outdoor")) is None
    assert water(ds18b20() + ds18b20("outdoor") + ntc("return"))[1:3] == (safe.AT_ADC, 32)
    both = ds18b20(rom="28ff641e8316035c") + ds18b20("outdoor", rom="28aaaaaaaaaaaa01")
    assert water(both)[3] == bytes.fromhex("28ff641e8316035c0000")
    assert water(ds18b20("return", 13) + ds18b20("flow"))[2] == 4
    assert water(ds18b20("tank")) is None and water(contact()) is None


def test_the_boiler_is_fired_only_where_water_is_measured():
    def fires(text):
        return safe.contents(parse(text)).flags & safe.MAY_FIRE

    assert fires(relay("boiler") + ds18b20())
    assert not fires(relay("boiler") + ds18b20("outdoor"))
    assert not fires(relay("pump") + ds18b20())


def test_resistances():
    # Tables of makers of 10 kOhm thermistors with B 3977 and 3950, and IEC 60751.
    assert safe.ohm("10k3977", 25.0) == pytest.approx(10000)
    assert safe.ohm("10k3977", 0.0) == pytest.approx(33900, rel=0.02)
    assert safe.ohm("10k3950", 50.0) == pytest.approx(3590, rel=0.01)
    assert safe.ohm("pt1000", 0.0) == 1000 and safe.ohm("pt1000", 100.0) == pytest.approx(1385.1, abs=0.1)


@pytest.mark.parametrize(
    "curve, pull, falls", [("10k3950", 10000, True), ("10k3977", 4700, True), ("pt1000", 1000, False)]
)
def test_marks_of_a_resistor(curve, pull, falls):
    text = table("[input]", signal="flow", driver="ntc", pin=32, curve=curve, pull_ohm=pull, supply_mv=3000)
    five, seven, fifteen, low, high = struct.unpack("<5H", water(text)[3])
    assert low < min(five, fifteen) and max(five, fifteen) < high
    assert (five > seven > fifteen) if falls else (five < seven < fifteen)
    ohm = safe.ohm(curve, 7.0)
    assert seven == pytest.approx(3000 * ohm / (ohm + pull), abs=1)
    # A trim of +1 K: the sensor reads a degree too low, so the mark for 7 C is where it reads 6.
    ohm = safe.ohm(curve, 6.0)
    assert struct.unpack("<5H", water(text + "trim_k = 1\n")[3])[1] == pytest.approx(3000 * ohm / (ohm + pull), abs=1)


def test_lines_are_held_at_rest_even_without_a_role():
    head = HEAD.replace('["wifi"]', "[]")
    rows = [row for row in safe.contents(parse(lines(idle="high"), head)).outputs if row[0] == 11]
    assert rows == [(11, 22, 1, 0), (11, 23, 0, 1)]


@pytest.mark.skipif(not LAUNCHER.exists(), reason="the launcher is not there")
@pytest.mark.parametrize("board", [parse(WHOLE), *map(schema.load, schema.names())], ids=lambda board: board.name)
def test_the_launcher_reads_it(board, monkeypatch):
    levels = {}

    class Pin:
        OUT = 3

        def __init__(self, number, mode, value):
            levels[number] = value

    monkeypatch.setitem(sys.modules, "machine", types.SimpleNamespace(Pin=Pin))
    monkeypatch.syspath_prepend(str(LAUNCHER.parents[1]))
    spec = importlib.util.spec_from_file_location("launcher_terminals", LAUNCHER)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    known = safe.contents(board)
    terminals = module.Terminals(safe.packed(board))
    assert terminals.whole and terminals.name.decode() == board.name and terminals.chip == board.chip.code
    assert (terminals.watchdog_ms, terminals.service_ms) == (8000, 120000)
    terminals.safe()
    rest = {pin: level for _, pin, level, _ in known.outputs}
    if board.bypass:
        rest[board.bypass["pin"]] = 0
    assert levels == rest
    for signal, pin, _, on in known.outputs:
        if signal in (2, 3, 4):
            terminals.switch(signal, True)
            assert levels[pin] == on
    for what, kind, pin, more in known.sensors:
        assert bytes(terminals.sensor(what)) == bytes((what, kind, pin, 0)) + more


def test_the_room_of_every_file():
    for name in schema.names():
        data = safe.packed(schema.load(name))
        assert 44 <= len(data) <= 40 + 32 * 4 + 2 * 14 + 4
        assert entry.files(schema.load(name)) == {"/safe.bin": data}
