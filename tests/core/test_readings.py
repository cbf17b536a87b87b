"""Readings: each rule that refuses a value, how long the last good one is held, and how a channel comes back."""

from array import array

from tandem.control.readings import S_ABSENT, S_BAD, S_GOOD, S_HELD, Readings
from tandem.ports.frame import (
    CH_BOILER_FLOW,
    CH_FLOW,
    CH_HP_FLOW,
    CH_HP_LPH,
    CH_HP_POWER,
    CH_HP_RETURN,
    CH_OUTDOOR,
    CH_RETURN,
    CH_ROOM,
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

WATER = (CH_FLOW, CH_RETURN, CH_HP_FLOW, CH_HP_RETURN, CH_BOILER_FLOW)


class Bench:
    """Readings with one channel in use."""

    def __init__(self, ch, value=2000, now_s=1000, heat_s=-1):
        self.r = Readings()
        self.ch = ch
        self.f = array("i", [0] * N_IN)
        self.now_s = now_s
        self.heat_s = heat_s
        self.say(value, 0)

    def say(self, value, after_s=10, quality=Q_GOOD, age_s=0):
        """Let after_s pass, then judge this; return the state."""
        self.now_s += after_s
        self.f[IN_CH + self.ch] = value
        self.f[IN_QUALITY + self.ch] = quality
        self.f[IN_AGE_S + self.ch] = age_s
        self.r.step(self.f, self.now_s, self.heat_s)
        return self.r.state[self.ch]

    def usable(self):
        """What others see: value or None; the masks must agree with the state."""
        state = self.r.state[self.ch]
        assert self.r.usable(self.ch) == (state in (S_GOOD, S_HELD))
        assert (self.r.bad == 1 << self.ch) == (state == S_BAD)
        return self.r.v[self.ch] if self.r.usable(self.ch) else None


def test_a_good_value_is_passed_on():
    for ch, value in ((CH_OUTDOOR, -1234), (CH_ROOM, 2050), (CH_FLOW, 4500), (CH_HP_LPH, 600), (CH_HP_POWER, 900)):
        bench = Bench(ch, value)
        assert bench.usable() == value
        assert bench.say(value + 3) == S_GOOD
        assert bench.usable() == value + 3


def test_what_is_not_fitted_is_neither_good_nor_bad():
    for ch in range(CH_HP_POWER + 1):
        bench = Bench(ch, 2000)
        assert bench.say(2000, 10, Q_ABSENT) == S_ABSENT
        assert bench.usable() is None
        assert bench.r.bad == 0


def test_open_short_and_fault_are_held_then_bad():
    for quality in (Q_OPEN, Q_SHORT, Q_FAULT, 99, -1):
        for ch, hold_s in ((CH_OUTDOOR, 1800), (CH_ROOM, 600), (CH_FLOW, 60), (CH_HP_LPH, 30), (CH_HP_POWER, 60)):
            bench = Bench(ch, 500)
            assert bench.say(-9999, hold_s, quality) == S_HELD
            assert bench.usable() == 500
            assert bench.say(-9999, 1, quality) == S_BAD
            assert bench.usable() is None


def test_bad_from_the_first_moment_has_nothing_to_hold():
    bench = Bench(CH_ROOM, 2000)
    bench.r = Readings()
    assert bench.say(2000, 10, Q_OPEN) == S_BAD
    assert bench.usable() is None


def test_too_old_is_no_value():
    for ch, old_s in ((CH_OUTDOOR, 900), (CH_ROOM, 600), (CH_FLOW, 60), (CH_HP_LPH, 30)):
        bench = Bench(ch, 500)
        assert bench.say(510, 10, Q_GOOD, old_s) == S_GOOD
        assert bench.say(520, 10, Q_GOOD, old_s + 1) == S_HELD
        assert bench.usable() == 510


def test_out_of_range():
    ranges = (
        (CH_OUTDOOR, -4500, 6000),
        (CH_ROOM, -1000, 5000),
        (CH_FLOW, -500, 11000),
        (CH_RETURN, -500, 11000),
        (CH_HP_FLOW, -1500, 10000),
        (CH_HP_RETURN, -1500, 10000),
        (CH_BOILER_FLOW, -500, 11500),
        (CH_HP_LPH, 0, 20000),
        (CH_HP_POWER, 0, 60000),
    )
    for ch, low, high in ranges:
        for inside, outside in ((low, low - 1), (high, high + 1), (low, -0x40000000), (high, 0x3FFFFFFF)):
            bench = Bench(ch, inside)
            assert bench.usable() == inside
            assert bench.say(outside) == S_HELD
            assert bench.usable() == inside
            fresh = Bench(ch, outside)
            assert fresh.usable() is None


def test_the_power_on_value_is_not_a_temperature():
    for ch in (CH_HP_RETURN, CH_FLOW, CH_RETURN, CH_HP_FLOW, CH_BOILER_FLOW):
        bench = Bench(ch, 2000)
        assert bench.say(8500, 30) == S_HELD  # fast enough for 65 K, were it another value
        assert bench.usable() == 2000
        assert Bench(ch, 8500).usable() is None
        near = Bench(ch, 8200)
        assert near.say(8500) == S_GOOD  # water that is that hot may say so
        assert near.say(2000, 30) == S_GOOD


def test_a_litre_count_of_8500_is_no_power_on_value():
    bench = Bench(CH_HP_LPH, 600)
    assert bench.say(8500) == S_GOOD


def test_a_plain_step_is_never_too_fast():
    for ch in range(CH_HP_POWER + 1):
        bench = Bench(ch, 2000)
        assert bench.say(2100, 0) == S_GOOD
        assert bench.say(2000, 0) == S_GOOD


def test_too_fast_a_change_is_refused():
    # One kelvin, and so much per second.
    for ch, rate in ((CH_OUTDOOR, 20), (CH_ROOM, 4), (CH_FLOW, 500)):
        for sign in (1, -1):
            bench = Bench(ch, 2000)
            assert bench.say(2000 + sign * (100 + 4 * rate), 4) == S_GOOD
            assert bench.say(2000 + sign * (201 + 8 * rate), 4) == S_HELD
            assert bench.usable() == 2000 + sign * (100 + 4 * rate)
            assert bench.r.rejected == 1


def test_a_jump_that_stays_is_believed_in_the_end():
    bench = Bench(CH_ROOM, 2000)
    assert bench.say(2800) == S_HELD
    for _ in range(16):
        assert bench.say(2800) == S_HELD
    assert bench.say(2800) == S_GOOD  # 180 s at 4 a second, and one kelvin
    assert bench.usable() == 2800


def test_held_comes_back_only_with_a_likely_value():
    bench = Bench(CH_FLOW, 2000)
    bench.say(0, 1, Q_OPEN)
    assert bench.say(3200, 1) == S_HELD  # 12 K in 2 s
    assert bench.say(3050, 0) == S_GOOD


def test_bad_comes_back_with_any_value_in_range():
    bench = Bench(CH_FLOW, 2000)
    bench.say(0, 61, Q_OPEN)
    assert bench.usable() is None
    assert bench.say(8500) == S_BAD
    assert bench.say(20000) == S_BAD
    assert bench.say(9000) == S_GOOD
    assert bench.usable() == 9000


def test_a_stuck_outdoor_sensor():
    bench = Bench(CH_OUTDOOR, 500)
    bench.say(501)
    for _ in range(24):
        assert bench.say(501, 3600) == S_GOOD
    assert bench.say(501, 1) == S_HELD
    assert bench.say(501, 1801) == S_BAD
    assert bench.say(501, 10) == S_BAD
    assert bench.say(502, 10) == S_GOOD


def test_a_stuck_outdoor_sensor_that_moves_is_alive():
    bench = Bench(CH_OUTDOOR, 500)
    for i in range(40):
        assert bench.say(500 + i % 2, 80000) == S_GOOD


def test_water_may_stand_still_while_nothing_heats():
    for ch in WATER:
        bench = Bench(ch, 2400)
        for _ in range(100):
            assert bench.say(2400, 3600) == S_GOOD


def test_water_that_stands_still_while_heated_is_stuck():
    for ch in (CH_FLOW, CH_RETURN, CH_HP_FLOW):
        bench = Bench(ch, 2400)
        bench.say(2400, 50)
        bench.heat_s = bench.now_s + 10
        for _ in range(181):
            assert bench.say(2400) == S_GOOD
        assert bench.say(2400) == S_HELD
        assert bench.say(2400, 61) == S_BAD
        assert bench.say(2401) == S_GOOD


def test_water_that_has_moved_since_the_heat_began_may_rest():
    bench = Bench(CH_FLOW, 2400)
    bench.heat_s = bench.now_s + 5
    bench.say(2500, 60)
    for _ in range(100):
        assert bench.say(2500, 60) == S_GOOD


def test_a_stuck_room_sensor_is_normal():
    bench = Bench(CH_ROOM, 2000, 1000, 900)
    for _ in range(100):
        assert bench.say(2000, 3600) == S_GOOD


def test_a_long_fault_is_not_a_stuck_value():
    for quality, age_s in ((Q_OPEN, 0), (Q_FAULT, 0), (Q_ABSENT, 0), (Q_GOOD, 5000)):
        bench = Bench(CH_FLOW, 2400)
        for _ in range(400):
            bench.say(2400, 10, quality, age_s)
        assert bench.usable() is None
        assert bench.say(2400) == S_GOOD  # the same value as before, and a new one
        assert bench.usable() == 2400


def test_fitted_late_with_a_value_of_zero():
    bench = Bench(CH_OUTDOOR, 0, 500000)
    assert bench.usable() == 0
    late = Bench(CH_FLOW, 0, 500000)
    assert late.usable() == 0


def test_a_gap_of_hours_between_ticks():
    bench = Bench(CH_ROOM, 1500)
    assert bench.say(2900, 10800) == S_GOOD
    assert bench.say(-1500, 10800) == S_BAD  # the last good one is too old to hold
