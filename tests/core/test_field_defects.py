"""Defects reported from other controllers in the field, each as a house would see it here: the machine's own timers.

Which defect is held by which test of the whole suite is a table in docs/testing.md. The timers here must not follow
requests, clocks, safety stops or values that a broken sensor leaves behind.
"""

from control_bench import LPH, Bench
from tandem.control.param_table import P_HP_STARTS_HOUR, P_MODE, P_THERMOSTAT
from tandem.ports.frame import (
    ALARM_STOP,
    CH_HP_LPH,
    CH_HP_POWER,
    CH_HP_RUN,
    CH_THERMOSTAT,
    IN_WALL_MIN,
    IN_WALL_OFF_MIN,
    IN_WALL_STATE,
    OUT_ALARMS,
    OUT_BOILER,
    OUT_HP,
    OUT_HP_WHY,
    OUT_PLAN,
    PLAN_NONE,
    Q_ABSENT,
    Q_GOOD,
)
from tandem.ports.reasons import R_MIN_OFF, R_NO_FLOW

MODE_OFF = 3
DAY_MIN = 1440
NOON_MIN = 9800 * DAY_MIN + 700
JUMPS = (-1, 60, -60, DAY_MIN, -DAY_MIN, -10 * 365 * DAY_MIN, 20 * 365 * DAY_MIN, -NOON_MIN)


def clock(bench, minutes, state=Q_GOOD):
    f = bench.f
    f[IN_WALL_MIN] = minutes
    f[IN_WALL_OFF_MIN] = 60
    f[IN_WALL_STATE] = state


def starts(bench, seconds):
    """Commands to start in so many seconds."""
    n = 0
    was = bench.o[OUT_HP]
    for _ in range(seconds // 10):
        bench.tick()
        n += bench.o[OUT_HP] and not was
        was = bench.o[OUT_HP]
    return n


def test_safety_stops_buy_no_more_starts_in_an_hour():
    """Seven starts in an hour, and up to fifteen after safety stops."""
    bench = Bench(settings=((P_HP_STARTS_HOUR, 3),))
    n = 0
    for _ in range(60):
        n += starts(bench, 60)
        if bench.o[OUT_HP]:
            bench.obeys = False
            bench.machine(False)
            bench.base[CH_HP_LPH] = 0
            n += starts(bench, 60)
            assert bench.o[OUT_HP_WHY] in (R_NO_FLOW, R_MIN_OFF) or not bench.o[OUT_HP]
            bench.obeys = True
        assert bench.now_ms > 3600000 or n <= 3
    assert n >= 3


def test_neither_do_reboots_nor_gaps_in_what_the_machine_reports():
    bench = Bench(settings=((P_HP_STARTS_HOUR, 3),))
    n = 0
    for i in range(9):
        n += starts(bench, 420)
        bench.put(CH_HP_RUN, 0, Q_ABSENT)
        bench.put(CH_HP_POWER, 0, Q_ABSENT)
        n += starts(bench, 60)
        bench.put(CH_HP_RUN, bench.o[OUT_HP])
        bench.put(CH_HP_POWER, 0)
        if i % 2:
            bench.reboot(bench.controller.dump(), None)
        else:
            bench.set(P_MODE, MODE_OFF)
            n += starts(bench, 10)
            bench.set(P_MODE, 0)
    assert 1 <= n <= 4  # 80 minutes


def test_the_minimum_running_time_counts_from_the_start_and_not_from_the_request():
    """Runs of one minute, as the timer had begun with the request."""
    bench = Bench(obeys=False)
    bench.put(CH_HP_LPH, LPH)
    bench.until(OUT_HP, 1)
    bench.run(250)
    bench.machine(True)
    bench.tick()
    began = bench.now_ms - 10000
    bench.set(P_MODE, MODE_OFF)
    assert bench.until(OUT_HP, 0) - began >= 600000


def test_a_clock_that_jumps_shortens_no_pause():
    for jump in JUMPS:
        bench = Bench(settings=((P_HP_STARTS_HOUR, 6),))
        clock(bench, NOON_MIN)
        bench.start()
        bench.run(700)
        bench.set(P_MODE, MODE_OFF)
        off = bench.until(OUT_HP, 0)
        bench.set(P_MODE, 0)
        clock(bench, NOON_MIN + jump)
        assert bench.until(OUT_HP, 1) >= off + 300000, jump


def test_a_clock_that_jumps_ends_no_run_and_buys_no_start():
    for jump in JUMPS:
        bench = Bench(settings=((P_HP_STARTS_HOUR, 1),))
        clock(bench, NOON_MIN)
        at = bench.start() // 1000
        bench.set(P_MODE, MODE_OFF)
        clock(bench, NOON_MIN + jump)
        off = bench.until(OUT_HP, 0) // 1000
        assert 600 <= off - at <= 640, jump
        bench.set(P_MODE, 0)
        assert bench.until(OUT_HP, 1, 7200) // 1000 - at >= 3600, jump


def test_daylight_saving_stops_no_heating():
    """A controller of a kiln stopped when the clocks changed."""
    for offset in (120, 60):
        bench = Bench()
        clock(bench, NOON_MIN)
        bench.start()
        bench.f[IN_WALL_OFF_MIN] = offset
        assert starts(bench, 1800) == 0 and bench.o[OUT_HP] == 1


def test_a_clock_that_is_lost_changes_nothing_that_runs():
    for state, minutes in ((Q_ABSENT, 0), (Q_GOOD, 0), (Q_GOOD, -1), (Q_GOOD, 1 << 29)):
        bench = Bench()
        clock(bench, NOON_MIN)
        bench.start()
        clock(bench, minutes, state)
        assert starts(bench, 1800) == 0 and bench.o[OUT_HP] == 1


def test_a_meter_that_lags_behind_is_no_disobedience():
    """Power is shown for 45 s after the machine was switched off."""
    bench = Bench()
    bench.start()
    bench.run(700)
    bench.set(P_MODE, MODE_OFF)
    bench.until(OUT_HP, 0)
    bench.obeys = False
    bench.machine(True)
    bench.run(110)
    assert not bench.o[OUT_ALARMS] & ALARM_STOP
    bench.machine(False)
    bench.run(600)
    assert not bench.o[OUT_ALARMS] & ALARM_STOP


def test_off_is_off_whatever_the_thermostats_wire_says():
    """A relay stayed on for ever when it was on as the thermostat was set to off."""
    bench = Bench(settings=((P_THERMOSTAT, 1),))
    bench.put(CH_THERMOSTAT, 1)
    bench.start()
    bench.set(P_MODE, MODE_OFF)
    bench.run(1200)
    assert bench.o[OUT_HP] == bench.o[OUT_BOILER] == 0 and bench.o[OUT_PLAN] == PLAN_NONE
    assert starts(bench, 7200) == 0
