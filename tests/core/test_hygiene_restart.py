"""Disinfection: what a restart leaves of the deadline, and an absence."""

from array import array

from tandem.control.controller import Controller
from tandem.control.hygiene import Hygiene
from tandem.control.param_table import (
    P_AWAY_D,
    P_AWAY_MIN,
    P_MIXER,
    P_TANK_SENSOR,
)
from tandem.control.wall import Wall
from tandem.ports.frame import (
    ALARM_HYGIENE,
    CH_TANK,
    DHW_HYGIENE,
    IN_WALL_STATE,
    OUT_ALARMS,
    OUT_BOILER,
    OUT_BOILER_SET_C100,
    OUT_DHW,
    OUT_HYGIENE_H,
)
from tank_bench import (
    BOILER,
    DAY_S,
    FULL_C100,
    HOUR_S,
    TankBench,
    credited,
    fresh,
    hold,
    left_s,
    wait,
)


# --- restart ---------------------------------------------------------------------------------------------------------
def restarted(bench, away_min, clock_min=0, known=True):
    """Power was away; the clock then shows clock_min more or less than it should."""
    record = bench.controller.dump()
    assert len(record) <= 112
    utc = bench.f[2]
    bench.reboot(record, None)
    bench.tank(FULL_C100)
    bench.f[IN_WALL_STATE] = 1 if known else 0
    bench._from_min = utc + away_min + clock_min
    bench.run(30)
    return bench


def test_a_cut_of_unknown_length_leaves_a_day():
    bench = restarted(fresh(), 30, known=False)
    assert DAY_S - 60 < left_s(bench) <= DAY_S
    assert bench.controller.hygiene.want


def test_the_wall_clock_proves_how_long_it_was():
    for away_min in (10, 1440, 5 * 1440):
        bench = fresh()
        before = left_s(bench)
        restarted(bench, away_min)
        assert 0 <= before - left_s(bench) - away_min * 60 < 2800, away_min
        assert not bench.controller.hygiene.want or left_s(bench) < 2 * DAY_S
    restarted(bench, 9 * 1440)
    assert left_s(bench) < 0 and bench.o[OUT_ALARMS] & ALARM_HYGIENE


def test_a_clock_that_comes_later_proves_it_too():
    bench = fresh()
    utc = bench.f[2]
    before = left_s(bench)
    restarted(bench, 60, known=False)
    bench.run(3600)
    bench.f[IN_WALL_STATE] = 1
    bench._from_min = utc + 60
    bench.run(70)
    assert 0 <= before - left_s(bench) - 2 * HOUR_S < 2800
    bench.run(120)
    assert bench.controller.hygiene.want, "an attempt that is on is ended"


def test_a_clock_that_is_behind_proves_nothing():
    for clock_min in (-3 * 1440, -5 * 1440, -90 * 1440):
        bench = fresh()
        wait(bench, 100)
        restarted(bench, 60, clock_min)
        assert left_s(bench) <= DAY_S, clock_min


def test_a_clock_far_ahead_is_taken_at_its_word():
    bench = restarted(fresh(), 0, 1 << 26)
    assert left_s(bench) < 0


def test_repeated_cuts_do_not_put_it_off():
    bench = fresh(clock=False)
    wait(bench, 130)
    for n in range(1, 5):
        restarted(bench, 0, known=False)
        assert left_s(bench) <= DAY_S - (n - 1) * (5 * HOUR_S - 600)
        bench.run(5 * HOUR_S, 600000)
    assert left_s(bench) < 5 * HOUR_S


def test_a_first_start_knows_nothing():
    bench = TankBench(BOILER)
    bench.clock(0)
    bench.run(30)
    assert DAY_S - 60 < left_s(bench) <= DAY_S


def test_a_cut_in_the_hold_begins_anew():
    bench = TankBench(BOILER, ((P_TANK_SENSOR, 0),))
    bench.tick()
    hold(bench, 6060, 1100)
    bench.reboot(bench.controller.dump(), None)
    hold(bench, 6060, 1100)
    assert not credited(bench)
    hold(bench, 6060, 120)
    assert credited(bench)


def test_a_credit_is_kept_with_its_date():
    """Saved in the tick after the last minute of the hold: the wall clock's part must be there."""
    bench = TankBench(BOILER, ((P_TANK_SENSOR, 0),))
    bench.clock(600)
    bench.run(30)
    bench.tank(6100)
    while not credited(bench):
        bench.tick()
    restarted(bench, 3 * 1440)
    assert abs(left_s(bench) - 4 * DAY_S) < 2800


def test_strange_records():
    for fill in (0x00, 0x7F, 0x80, 0xFF):
        row = array("i", bytes([fill]) * 8)
        hygiene = Hygiene()
        assert hygiene.restore(row, 0) == 2
        assert -61 * DAY_S < hygiene.due_s <= DAY_S
        hygiene.keep(row, 0, 946000000)
    assert len(Controller().dump()) <= 112


# --- away ------------------------------------------------------------------------------------------------------------
def test_nobody_at_home():
    """Due at the return, tried in the day before it, no alarm while it rests."""
    bench = fresh(BOILER)
    wall = Wall()
    wall.step(bench.f)
    wait(bench, 40)
    bench.set(P_AWAY_D, wall.day + 21)
    bench.set(P_AWAY_MIN, 960)
    bench.tank(FULL_C100)
    began = None
    for _ in range(22 * 144):
        bench.tick(600000)
        bench.base[CH_TANK] = max(2000, bench.base[CH_TANK] - 5)
        assert not bench.o[OUT_ALARMS] & ALARM_HYGIENE
        if bench.controller.hygiene.want and began is None:
            began = bench.o[OUT_HYGIENE_H]
            assert bench.o[OUT_BOILER] and bench.o[OUT_BOILER_SET_C100] > 0
            break
    assert began is not None and 11 <= began < 24
    # Back, and it has not been done.
    bench.run(30 * HOUR_S, 600000)
    assert bench.o[OUT_ALARMS] & ALARM_HYGIENE


def test_a_short_absence_changes_nothing():
    bench = fresh(BOILER)
    wall = Wall()
    wall.step(bench.f)
    bench.set(P_AWAY_D, wall.day + 3)
    bench.run(70)
    assert bench.o[OUT_HYGIENE_H] == left_s(bench) // 3600


def test_no_mixing_valve_no_disinfection():
    bench = TankBench(BOILER, ((P_MIXER, 0),))
    bench.hours(24 * 9)
    assert bench.o[OUT_DHW] != DHW_HYGIENE and not bench.o[OUT_ALARMS] & ALARM_HYGIENE


def test_no_tank_no_deadline():
    bench = TankBench(0)
    bench.hours(24 * 9)
    assert bench.o[OUT_HYGIENE_H] == 0 and not bench.o[OUT_ALARMS]
