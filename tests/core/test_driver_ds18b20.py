"""DS18B20 sensors on a bus that is simulated bit by bit, with the ways in which it breaks."""

from array import array

import chips
from chip_onewire import Bus, Sensor, crc8
from support import no_allocation, raises
from tandem.ports.frame import (
    CH_FLOW,
    CH_RETURN,
    CH_TANK,
    IN_AGE_S,
    IN_CH,
    IN_QUALITY,
    N_IN,
    Q_ABSENT,
    Q_FAULT,
    Q_GOOD,
    Q_OPEN,
    Q_SHORT,
)


class Store:
    def __init__(self):
        self.kept = {}

    def read(self, name):
        return self.kept.get(name)

    def write(self, name, data):
        self.kept[name] = bytes(data)


class Bench:
    """Serial numbers are not in the order of the ROM codes on purpose."""

    def __init__(self, values=(400, 352), channels=(CH_FLOW, CH_RETURN), roms=b"", files=None):
        chips.fresh()
        self.sensors = [Sensor(0x0150 - 7 * i, value) for i, value in enumerate(values)]
        self.bus = Bus(4, self.sensors)
        self.f = array("i", [0] * N_IN)
        self.driver = chips.driver("ds18b20").Ds18b20(4, channels, roms, files)

    def seen(self, ms=6000):
        chips.serve(self.driver, ms)
        self.driver.read(self.f, chips.now())
        return [(self.f[IN_QUALITY + ch], self.f[IN_CH + ch]) for ch in self.driver.channels]


def by_rom(bench):
    return sorted(bench.sensors, key=lambda sensor: sensor.rom)


def good(bench):
    """What a healthy bus shows: by ascending ROM code."""
    c100 = chips.driver("ds18b20").c100
    return [(Q_GOOD, c100(sensor.sixteenths & 0xFFFF)) for sensor in by_rom(bench)]


def test_sixteenths_to_hundredths():
    c100 = chips.driver("ds18b20").c100
    # From the table of the data sheet: +125, +85, +25.0625, +10.125, +0.5, 0, -0.5, -10.125, -25.0625, -55.
    table = ((0x07D0, 12500), (0x0550, 8500), (0x0191, 2506), (0x00A2, 1013), (0x0008, 50), (0, 0), (0xFFF8, -50),
             (0xFF5E, -1012), (0xFE6F, -2506), (0xFC90, -5500), (0x0001, 6), (0xFFFF, -6))  # fmt: skip
    for raw, value in table:
        assert c100(raw) == value, (raw, c100(raw))


def test_it_measures_by_rom_order():
    bench = Bench((400, 352, -16 & 0xFFFF), (CH_FLOW, CH_RETURN, CH_TANK))
    assert bench.seen() == good(bench)
    bench.sensors[0].sixteenths = 500
    assert bench.seen() == good(bench)


def test_nothing_is_known_before_the_first_conversion():
    bench = Bench()
    assert bench.seen(700) == [(Q_ABSENT, 0)] * 2
    assert bench.f[IN_AGE_S + CH_FLOW] > 100000


def test_no_step_waits():
    bench = Bench()
    chips.serve(bench.driver, 60000)
    assert chips.chip_time.clock.slept_us == 0


def test_given_codes_are_used_in_their_order():
    bench = Bench()
    roms = bench.sensors[0].rom + bench.sensors[1].rom
    bench = Bench(roms=roms)
    assert bench.seen() == [(Q_GOOD, 2500), (Q_GOOD, 2200)]
    bench = Bench(roms=roms[8:] + roms[:8])
    assert bench.seen() == [(Q_GOOD, 2200), (Q_GOOD, 2500)]
    raises(ValueError, Bench, (400,), (CH_FLOW,), roms)


def test_who_is_who_is_kept():
    store = Store()
    bench = Bench(files=store)
    want = bench.seen()
    assert len(store.kept["rom4"]) == 16
    # The lower code is gone at the next start: the other one keeps its channel.
    bench = Bench(files=store)
    lower = by_rom(bench)[0]
    lower.dead = True
    assert bench.seen() == [(Q_OPEN, 0), want[1]]
    lower.dead = False
    assert bench.seen() == want


def test_one_sensor_too_few_or_too_many_is_assigned_to_nobody():
    bench = Bench((400,))
    assert bench.seen() == [(Q_FAULT, 0)] * 2
    bench = Bench((400, 352, 300))
    assert bench.seen() == [(Q_FAULT, 0)] * 2
    bench.sensors[2].dead = True
    assert [quality for quality, _ in bench.seen(40000)] == [Q_GOOD] * 2, "looked for again"


def test_other_devices_on_the_bus_do_not_count():
    bench = Bench()
    other = Sensor(0x0009, 320)
    head = b"\x01" + other.rom[1:7]
    other.rom = head + bytes((crc8(head),))
    bench.bus.sensors.append(other)
    assert [quality for quality, _ in bench.seen()] == [Q_GOOD] * 2
    assert other.rom not in (bench.driver.roms[:8], bench.driver.roms[8:])


def test_forget_assigns_anew():
    store = Store()
    bench = Bench(files=store)
    bench.seen()
    bench.sensors[0] = bench.bus.sensors[0] = Sensor(0x0001, 320)
    assert Q_OPEN in [quality for quality, _ in bench.seen()]
    bench.driver.forget()
    assert bench.seen(12000) == good(bench)
    assert bench.sensors[0].rom in (store.kept["rom4"][:8], store.kept["rom4"][8:])


def test_short_and_cut():
    bench = Bench()
    want = bench.seen()
    chips.pins.put(4, 0)
    assert [quality for quality, _ in bench.seen()] == [Q_SHORT] * 2
    chips.pins.put(4, 1)
    assert bench.seen() == want
    for sensor in bench.sensors:
        sensor.dead = True
    assert [quality for quality, _ in bench.seen(7000)] == [Q_OPEN] * 2
    assert 5 <= bench.f[IN_AGE_S + CH_FLOW] <= 16, bench.f[IN_AGE_S + CH_FLOW]


def test_a_line_held_low_while_reading_is_no_zero_degrees():
    bench = Bench()
    bench.seen()
    chips.serve(bench.driver, 5000)
    bench.driver._pad[:] = bytes(9)
    assert bench.driver._judge(0, chips.now()) == Q_SHORT


def test_the_power_on_value_is_refused():
    bench = Bench((400, 352))
    want = bench.seen()
    # A sensor that lost its supply between conversion and reading says 85.
    lower = by_rom(bench)[0]
    keep = lower._convert
    lower.power_on()
    lower._convert = lambda: None
    assert bench.seen() == [(Q_FAULT, want[0][1]), want[1]]
    lower._convert = keep
    assert bench.seen() == want
    # From the start too.
    bench = Bench((400,), (CH_FLOW,))
    bench.sensors[0]._convert = lambda: None
    assert bench.seen() == [(Q_FAULT, 0)]


def test_a_real_85_is_believed_when_it_came_slowly():
    bench = Bench((1300,), (CH_FLOW,))
    bench.seen()
    bench.sensors[0].sixteenths = 0x0550
    assert bench.seen() == [(Q_GOOD, 8500)]
    bench = Bench((1000,), (CH_FLOW,))
    bench.seen()
    bench.sensors[0].sixteenths = 0x0550
    assert bench.seen()[0][0] == Q_FAULT


def test_flipped_bits_are_seen():
    bench = Bench()
    want = bench.seen()
    bench.bus.noise = 61
    assert [quality for quality, _ in bench.seen()] == [Q_FAULT] * 2
    bench.bus.noise = 0
    assert bench.seen() == want


def test_bits_below_the_resolution_mean_nothing():
    bench = Bench((407,), (CH_FLOW,))
    bench.sensors[0].config = 0x1F  # 9 bits
    assert bench.seen() == [(Q_GOOD, 2500)]


def test_age_grows_while_nobody_answers():
    bench = Bench()
    bench.seen()
    for sensor in bench.sensors:
        sensor.dead = True
    bench.seen(60000)
    assert 60 <= bench.f[IN_AGE_S + CH_FLOW] <= 70


def test_reading_takes_no_heap():
    bench = Bench()
    bench.seen()
    no_allocation(frame_read, bench)
    # And a whole round of conversion and reading, with the bus in place of the simulated sensors.
    bench.driver._wire = Quiet()
    bench.driver._due = chips.now()
    no_allocation(full_round, bench)


def frame_read(bench):
    bench.driver.read(bench.f, 123456)


class Quiet:
    SKIP_ROM = 0xCC

    def reset(self):
        return True

    def writebyte(self, value):
        pass

    def select_rom(self, rom):
        pass

    def readinto(self, buf):
        for i in range(9):
            buf[i] = 1

    def crc8(self, data):
        return 1


def full_round(bench):
    driver = bench.driver
    driver._state = 0
    now = 50000
    for _ in range(6):
        driver._due = now
        driver.poll(now)
        driver.next_due_ms(now)


def test_weeks_without_an_answer_are_old_all_the_time():
    bench = Bench()
    bench.seen()
    for sensor in bench.sensors:
        sensor.dead = True
    bench.seen()
    for hour in range(24 * 14):
        chips.chip_time.clock.ms += 3600000
        bench.driver.read(bench.f, chips.now())
        assert bench.f[IN_AGE_S + CH_FLOW] >= 3600 * hour
