"""What the launcher does to pins, and its loop against frost."""

from binascii import crc32

import launcher_bench as bench
from launcher.frost import NO_READING, Frost
from launcher_bench import Adc, Machine, Pin, Wdt
from support import raises

terminals = bench.load("terminals")
launches = bench.load("launch")
probe = bench.load("probe")

HP, BOILER, HP_PUMP, PUMP, SG_1 = 1, 2, 3, 4, 8
OUTPUTS = ((HP, 4, 0, 1), (BOILER, 5, 1, 0), (HP_PUMP, 12, 0, 1), (PUMP, 13, 0, 1), (SG_1, 14, 0, 1))
NTC = (900, 850, 700, 100, 2900)  # millivolts at 5, 7, 15 C; lowest and highest


def sensor(what, kind, pin, rest):
    return bytes((what, kind, pin, 0)) + rest + bytes(10 - len(rest))


def words(values):
    return b"".join(value.to_bytes(2, "little") for value in values)


SENSORS = (sensor(0, 2, 34, words(NTC)), sensor(1, 1, 15, b"\x28ABCDEFG"))


def safe_bin(outputs=OUTPUTS, sensors=SENSORS, flags=1, bypass=(25, 0), lamp=(2, 1)):
    data = b"TSB1" + bytes((1, len(outputs), len(sensors), flags)) + words((8000, 120)) + bytes(bypass + lamp)
    data += b"board-x" + bytes(17)
    for output in outputs:
        data += bytes(output)
    for one in sensors:
        data += one
    return data + (crc32(data) & 0xFFFFFFFF).to_bytes(4, "little")


def test_what_safe_bin_says():
    bench.fresh()
    house = terminals.Terminals(safe_bin())
    assert house.whole and (house.chip, house.name, house.may_fire) == (1, b"board-x", 1)
    assert (house.watchdog_ms, house.service_ms) == (8000, 120000)
    assert house.sensor(0) == SENSORS[0] and house.sensor(1) == SENSORS[1]
    assert not Pin.levels


def test_every_output_goes_to_its_fallback_at_once():
    bench.fresh()
    terminals.Terminals(safe_bin()).safe()
    assert Pin.levels == {25: [0], 4: [0], 5: [1], 12: [0], 13: [0], 14: [0]}


def test_a_pin_that_fails_does_not_keep_the_others():
    bench.fresh()
    Pin.missing = (25, 5)
    terminals.Terminals(safe_bin()).safe()
    assert Pin.levels == {4: [0], 12: [0], 13: [0], 14: [0]}


def test_switching():
    bench.fresh()
    house = terminals.Terminals(safe_bin())
    house.switch(BOILER, True)
    house.switch(BOILER, False)
    house.switch(PUMP, True)
    house.switch(99, True)
    house.lamp(1)
    house.lamp(0)
    assert Pin.levels == {5: [0, 1], 13: [1], 2: [1, 0]}


def test_a_damaged_safe_bin_drives_nothing():
    bench.fresh()
    good = safe_bin()
    damaged = [None, b"", good[:-1], good + b"\0"]
    for bit in range(len(good) * 8):
        changed = bytearray(good)
        changed[bit >> 3] ^= 1 << (bit & 7)
        damaged.append(bytes(changed))
    for data in damaged:
        house = terminals.Terminals(data)
        house.safe()
        house.switch(BOILER, True)
        house.lamp(1)
        assert not house.whole and not house.may_fire and house.sensor(0) is None and house.name == b""
        assert (house.watchdog_ms, house.service_ms) == (8000, 120000)
    assert not Pin.levels
    assert terminals.Terminals(good).whole


class Record:
    """In place of the slot record."""

    def __init__(self):
        self.calls = 0

    def worked(self):
        self.calls += 1


class Deaf:
    """In place of the serial port: tests have none."""


def test_the_handle_makes_the_outputs_safe_before_anything_else():
    bench.fresh()
    Machine.cause = 3
    launches.Stdio = Deaf
    slots = Record()
    launch = launches.Launch(terminals.Terminals(safe_bin()), slots)
    assert Pin.levels[5] == [1] and Wdt.timeouts == [8000]
    assert (launch.cause, launch.slot, launch.version) == (3, -1, (0, 0, 0, 0))
    launch.watchdog.feed()
    assert Wdt.fed == 1
    launch.watchdog.lengthen(120000)
    assert Wdt.timeouts == [8000, 120000]
    launch.worked()
    assert slots.calls == 1
    Pin.levels.clear()
    raises(bench.Reset, launch.restart)
    assert Pin.levels[5] == [1] and Pin.levels[25] == [0]


def after(frost, seconds, water, outdoor):
    """Seconds of the pump, seconds of the boiler, in so many."""
    pump = boiler = 0
    for _ in range(seconds):
        frost.step(water, outdoor)
        pump += frost.pump
        boiler += frost.boiler
    return pump, boiler


def test_warm_water_needs_nothing():
    assert after(Frost(1), 7200, 2500, 1000) == (0, 0)
    assert after(Frost(1), 7200, 2500, -1500) == (0, 0)


def test_cold_water_is_moved_and_colder_water_heated():
    frost = Frost(1)
    assert after(frost, 60, 699, 1000) == (60, 0)
    assert after(frost, 60, 800, 1000) == (60, 0)
    assert after(frost, 60, 900, 1000) == (0, 0)
    assert after(frost, 60, 500, 1000) == (60, 0)
    assert after(frost, 60, 499, 1000) == (60, 60)
    assert after(frost, 60, 1499, 1000) == (60, 60)
    assert after(frost, 60, 1500, 1000) == (0, 0)
    assert after(frost, 60, 600, 1000) == (60, 0)


def test_without_a_boiler_contact_only_the_pump_runs():
    assert after(Frost(0), 3600, 200, -1000) == (3600, 0)


def test_a_boiler_that_does_not_warm_the_sensor_rests_between():
    frost = Frost(1)
    assert after(frost, 1200, 300, -1000) == (1200, 1200)
    assert after(frost, 600, 300, -1000) == (600, 0)
    pump, boiler = after(frost, 4 * 1800, 300, -1000)
    assert (pump, boiler) == (4 * 1800, 4 * 1200)


def test_a_lost_water_sensor_ends_the_fire():
    frost = Frost(1)
    assert after(frost, 10, 300, 1000) == (10, 10)
    assert after(frost, 3600, NO_READING, 1000) == (0, 0)


def test_who_knows_nothing_moves_the_water_some_minutes_an_hour():
    assert after(Frost(1), 3 * 3600, 2000, NO_READING) == (900, 0)
    assert after(Frost(1), 3 * 3600, NO_READING, NO_READING) == (900, 0)
    assert after(Frost(1), 3 * 3600, NO_READING, 499) == (900, 0)
    assert after(Frost(1), 3 * 3600, NO_READING, 500) == (0, 0)


def test_a_resistor_tells_the_side_of_each_threshold():
    bench.fresh()
    falling = probe.make(SENSORS[0])
    rising = probe.make(sensor(0, 2, 34, words((700, 750, 900, 100, 2900))))
    frost = []
    for mv, expected in ((701, 1000), (700, 1600), (850, 1000), (851, 600), (900, 600), (901, 400), (2900, 400)):
        Adc.uv = mv * 1000
        assert probe.read(falling) == expected, mv
        frost.append(expected)
    for mv, expected in ((699, 400), (700, 600), (749, 600), (750, 1000), (899, 1000), (900, 1600)):
        Adc.uv = mv * 1000
        assert probe.read(rising) == expected, mv
    for mv in (99, 2901, 0):
        Adc.uv = mv * 1000
        assert probe.read(falling) == NO_READING
    Adc.uv = None
    assert probe.read(falling) == NO_READING
    assert probe.read(None) == NO_READING


def crc8(data):
    """Of the one-wire bus."""
    crc = 0
    for byte in data:
        for _ in range(8):
            crc = crc >> 1 ^ (0x8C if (crc ^ byte) & 1 else 0)
            byte >>= 1
    return crc


class Bus:
    """A DS18B20 as the bus sees it; raw: its reading, None for nobody there, or nine bytes as they are."""

    raw = 0

    def __init__(self, pin):
        self.sent = []

    def reset(self):
        self.sent.clear()
        return Bus.raw is not None

    def writebyte(self, byte):
        self.sent.append(byte)

    def select_rom(self, rom):
        self.sent.append(bytes(rom))

    def readinto(self, buf):
        assert self.sent == [b"\x28ABCDEFG", 0xBE], self.sent
        data = Bus.raw
        if type(data) is int:
            data = (data & 0xFFFF).to_bytes(2, "little") + b"\x4b\x46\x7f\xff\x0c\x10"
            data += bytes((crc8(data),))
        buf[:] = data

    def crc8(self, data):
        return crc8(data)


class OneWireModule:
    OneWire = Bus


def test_a_one_wire_sensor():
    import sys

    bench.fresh()
    before = sys.modules.get("onewire")
    sys.modules["onewire"] = OneWireModule
    try:
        one = probe.make(SENSORS[1])
    finally:
        del sys.modules["onewire"]
        if before is not None:
            sys.modules["onewire"] = before
    Bus.raw = 0x0191  # 25.0625 C, from the data sheet
    assert probe.read(one) == NO_READING  # it has only been asked
    assert probe.read(one) == 2506
    Bus.raw = -0x0191
    assert probe.read(one) == -2507  # rounds down
    Bus.raw = 0
    assert probe.read(one) == 0
    Bus.raw = 0x0550
    assert probe.read(one) == NO_READING
    Bus.raw = bytes(9)
    assert probe.read(one) == NO_READING
    Bus.raw = b"\x91\x01\x4b\x46\x7f\xff\x0c\x10\x00"
    assert probe.read(one) == NO_READING
    Bus.raw = None
    assert probe.read(one) == NO_READING
    Bus.raw = 0x0191
    assert probe.read(one) == NO_READING and probe.read(one) == 2506
