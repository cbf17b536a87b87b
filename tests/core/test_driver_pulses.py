"""Pulses to watts and litres per hour, on the simulated chip."""

from array import array

import chips
from chip_machine import Chip
from support import no_allocation, raises
from tandem.ports.frame import CH_HP_LPH, CH_HP_POWER, IN_CH, IN_QUALITY, N_IN, Q_ABSENT, Q_GOOD

PINS = chips.pins
TIME = chips.chip_time.clock


class Bench:
    def __init__(self, per_1000=1000, channel=CH_HP_POWER, counter=-1, start_ms=1000):
        chips.fresh()
        TIME.ms = start_ms
        self.f = array("i", [0] * N_IN)
        self.ch = channel
        PINS.put(4, 1)
        self.driver = chips.driver("pulses").Pulses(4, channel, per_1000, 1, counter)
        self.counter = counter

    def pulse(self, n=1):
        for _ in range(n):
            if self.counter >= 0:
                Chip.counters[self.counter].n += 1
            else:
                PINS.put(4, 0)
                PINS.put(4, 1)

    def run(self, seconds, every_ms=0, tick_ms=10000, late=None):
        """Readings of each tick while a pulse comes every so often."""
        got = []
        end = TIME.ms + seconds * 1000
        pulse = TIME.ms + every_ms
        tick = TIME.ms + tick_ms
        look = TIME.ms
        while TIME.ms < end:
            nearest = min(tick, pulse if every_ms else tick, look)
            TIME.ms = max(TIME.ms, nearest)
            if every_ms and TIME.ms >= pulse:
                if late:
                    TIME.ms += late()
                self.pulse()
                pulse += every_ms
            if TIME.ms >= look:
                self.driver.poll(chips.now())
                look = TIME.ms + self.driver.next_due_ms(chips.now())
            if TIME.ms >= tick:
                self.driver.read(self.f, chips.now())
                got.append(self.f[IN_CH + self.ch] if self.f[IN_QUALITY + self.ch] == Q_GOOD else None)
                tick += tick_ms
        return got


def test_watts_from_the_time_between():
    # 1000 per kWh: 3600 J a pulse.
    for every_ms, watts in ((1200, 3000), (36000, 100), (180, 20000), (2400, 1500)):
        got = Bench().run(300, every_ms)
        assert abs(got[-1] - watts) <= max(watts // 100, 1), (every_ms, got[-3:])
    got = Bench(2000).run(100, 1200)
    assert abs(got[-1] - 1500) <= 15
    got = Bench(800).run(100, 3000)
    assert abs(got[-1] - 1500) <= 15


def test_energy_since_the_start():
    bench = Bench(800)
    bench.run(3600, 3000)  # 1500 W for an hour
    assert abs(bench.driver.total() - 1500) <= 2, bench.driver.total()
    bench.driver.count = 0x3FFFFFFF
    assert bench.driver.total() == 0x3FFFFFFF * 1000 // 800


def test_litres_per_hour():
    got = Bench(1000, CH_HP_LPH).run(100, 4000)  # a litre each 4 s
    assert abs(got[-1] - 900) <= 9


def test_a_late_interrupt_costs_little():
    jitter = [0]

    def late():
        jitter[0] = (jitter[0] * 7 + 3) % 11
        return jitter[0]

    got = Bench().run(200, 1200, late=late)
    for watts in got[3:]:
        assert 2950 <= watts <= 3050, got


def test_it_falls_when_the_next_is_late_and_ends_at_nothing():
    bench = Bench()
    bench.run(60, 1200)
    got = bench.run(60)
    assert got[0] <= 360 and got[1] == 0, got
    for i in range(1, len(got)):
        assert got[i] <= got[i - 1]
    bench = Bench()
    bench.run(400, 36000)
    got = bench.run(600)
    assert 36 < got[8] <= 40 and got[-1] == 0, got


def test_after_a_standstill_the_second_pulse_tells():
    bench = Bench()
    bench.run(60, 1200)
    bench.run(3600)
    got = bench.run(30, 1200)
    assert abs(got[-1] - 3000) <= 30, got


def test_nothing_is_known_at_the_start():
    got = Bench().run(120)
    assert got[0] is None and got[2] is None and got[-1] == 0, got
    got = Bench().run(60, 7200)
    assert got[0] is not None and abs(got[-1] - 500) <= 5, got


def test_bounces_count_once():
    bench = Bench()
    for _ in range(50):
        TIME.ms += 1200
        for _ in range(4):
            bench.pulse()
            TIME.ms += 2
        TIME.ms -= 8
    assert bench.driver.count == 50


def test_a_counter_of_the_chip():
    bench = Bench(450000, CH_HP_LPH, 0)  # turbine: 450 pulses a litre
    got = bench.run(60, 10)  # 100 a second
    assert abs(got[-1] - 800) <= 16, got
    assert bench.run(60)[-1] == 0


def test_months_without_a_pulse():
    bench = Bench()
    bench.run(60, 1200)
    for _ in range(3000):
        TIME.ms += 3600000
        bench.driver.read(bench.f, chips.now())
        assert bench.f[IN_CH + CH_HP_POWER] == 0 and bench.f[IN_QUALITY + CH_HP_POWER] == Q_GOOD
    got = bench.run(30, 1200)
    assert max(got) <= 3030 and abs(got[-1] - 3000) <= 30, got


def test_over_the_wrap_of_the_clock():
    got = Bench(start_ms=0x3FFFFFFF - 30000).run(120, 1200)
    for watts in got[1:]:
        assert abs(watts - 3000) <= 30, got


def test_a_fast_meter_stays_small_numbers():
    bench = Bench(100)
    TIME.ms += 10000
    bench.driver.count = 1000000
    bench.driver._last = chips.now()
    bench.driver.read(bench.f, chips.now())
    assert 0 < bench.f[IN_CH + CH_HP_POWER] < 0x3FFFFFFF


def test_bad_constants_are_refused():
    raises(ValueError, Bench, 50)
    raises(ValueError, Bench, 2000000)
    assert Q_ABSENT == 0


def test_it_takes_no_heap():
    for per_1000 in (100, 1000, 1000000):
        no_allocation(tick, Bench(per_1000))


def tick(bench):
    driver = bench.driver
    driver.count = driver.count + 290
    driver._last = (driver._last + 1200) & 0x3FFFFFFF
    driver.read(bench.f, (driver._last + 5000) & 0x3FFFFFFF)
    driver.poll(5000)
    driver.next_due_ms(5000)
