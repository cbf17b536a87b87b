"""Guards, floor 1: what the machine was seen to do, and what counts when nobody saw it."""

from control_bench import LPH, Bench
from tandem.control.param_table import (
    P_HP_FITTED,
    P_HP_RUN_FEEDBACK,
    P_HP_STARTS_HOUR,
    P_MODE,
)
from tandem.ports.frame import (
    ALARM_NO_START,
    CH_HP_LPH,
    CH_HP_POWER,
    CH_HP_RUN,
    OUT_ALARMS,
    OUT_HP,
    OUT_HP_WHY,
    OUT_PLAN,
    PLAN_BOILER,
    Q_ABSENT,
    Q_FAULT,
    Q_GOOD,
)
from tandem.ports.limits import SRC_GRID
from tandem.ports.reasons import (
    R_NOT_FITTED,
    R_SELF_STOP,
)

MODE_OFF = 3
PAUSE_MS = 300000
LEAD_MS = 60000


def drop(bench):
    """Nobody wants heat any more."""
    bench.set(P_MODE, MODE_OFF)


def want(bench):
    bench.set(P_MODE, 0)


def test_unknown_counts_as_running():
    bench = Bench()
    bench.start()
    bench.run(900)
    bench.put(CH_HP_RUN, 0, Q_FAULT)
    bench.put(CH_HP_POWER, 0, Q_ABSENT)
    drop(bench)
    off = bench.until(OUT_HP, 0)
    want(bench)
    assert bench.until(OUT_HP, 1) == off + 60000 + PAUSE_MS + LEAD_MS


def test_unknown_from_the_moment_of_the_stop_counts_as_running():
    bench = Bench()
    bench.start()
    bench.run(900)
    drop(bench)
    off = bench.until(OUT_HP, 0)
    bench.put(CH_HP_RUN, 1, Q_FAULT)
    bench.put(CH_HP_POWER, 900, Q_ABSENT)
    want(bench)
    assert bench.until(OUT_HP, 1) >= off + 60000 + PAUSE_MS + LEAD_MS


def test_unknown_at_boot_counts_as_running():
    bench = Bench()
    bench.put(CH_HP_RUN, 0, Q_ABSENT)
    bench.put(CH_HP_POWER, 0, Q_ABSENT)
    assert bench.until(OUT_HP, 1) == 60000 + PAUSE_MS + LEAD_MS


def test_an_old_report_is_no_report():
    bench = Bench()
    bench.start()
    bench.run(900)
    drop(bench)
    bench.put(CH_HP_RUN, 1, Q_GOOD, 61)
    bench.put(CH_HP_POWER, 900, Q_GOOD, 61)
    off = bench.until(OUT_HP, 0)
    bench.run(100)
    assert not bench.controller.hp.known
    want(bench)
    assert bench.until(OUT_HP, 1) == off + 60000 + PAUSE_MS + LEAD_MS


def test_power_tells_where_the_machine_does_not():
    bench = Bench(settings=((P_HP_RUN_FEEDBACK, 0),))
    bench.put(CH_HP_RUN, 0, Q_ABSENT)
    bench.start()
    assert bench.controller.hp.known and bench.controller.hp.running
    drop(bench)
    assert bench.until(OUT_HP, 0) == bench.controller.hp.start_s * 1000 + 600000
    for watts, runs in ((200, False), (201, True), (0x3FFFFFFF, True), (-0x40000000, False), (0, False)):
        bench.obeys = False
        bench.base[CH_HP_POWER] = watts
        bench.tick()
        assert bench.controller.hp.running == runs


def test_a_machine_that_stops_by_itself_gets_its_pause():
    bench = Bench()
    bench.start()
    bench.run(60)
    bench.obeys = False
    bench.machine(False)
    bench.tick()
    stopped = bench.now_ms - 10000
    assert bench.o[OUT_HP] == 0 and bench.o[OUT_HP_WHY] == R_SELF_STOP
    bench.obeys = True
    assert bench.until(OUT_HP, 1) == stopped + PAUSE_MS + LEAD_MS


def test_a_machine_that_does_not_start_in_time():
    bench = Bench(obeys=False)
    bench.base[CH_HP_LPH] = LPH
    asked = bench.until(OUT_HP, 1)
    gave_up = bench.until(OUT_HP, 0)
    assert gave_up - asked == 310000  # the first tick after 300 s
    assert bench.o[OUT_HP_WHY] == R_SELF_STOP
    assert bench.o[OUT_ALARMS] & ALARM_NO_START
    bench.run(120)
    assert bench.o[OUT_PLAN] == PLAN_BOILER
    again = bench.until(OUT_HP, 1, 7200)
    assert again - gave_up >= 1800000
    assert not bench.o[OUT_ALARMS] & ALARM_NO_START  # tried anew
    bench.machine(True)
    bench.run(100)
    assert bench.o[OUT_HP] == 1


def test_a_start_that_is_called_off_gets_its_pause_too():
    bench = Bench(False)
    bench.base[CH_HP_LPH] = LPH
    bench.until(OUT_HP, 1)
    bench.run(100)
    bench.limit(SRC_GRID, 0)
    off = bench.until(OUT_HP, 0)
    bench.no_limit(SRC_GRID)
    # It may have run for a moment, unseen.
    assert bench.until(OUT_HP, 1) >= off + PAUSE_MS + LEAD_MS


def test_tries_count_as_starts():
    bench = Bench(False, ((P_HP_STARTS_HOUR, 1),))
    bench.base[CH_HP_LPH] = LPH
    bench.until(OUT_HP, 1)
    gave_up = bench.until(OUT_HP, 0)
    # Whether it ran for a moment, unseen, nobody knows: the hour counts from then.
    assert bench.until(OUT_HP, 1, 9000) >= gave_up + 3600000


def test_a_start_by_itself_is_booked_too():
    bench = Bench(settings=((P_HP_STARTS_HOUR, 1), (P_MODE, MODE_OFF)))
    bench.run(600)
    bench.obeys = False
    bench.machine(True)
    bench.tick()
    seen = bench.now_ms - 10000
    bench.machine(False)
    bench.tick()
    bench.obeys = True
    want(bench)
    assert bench.until(OUT_HP, 1, 7200) >= seen + 3600000


def test_a_machine_that_is_taken_out_is_off():
    bench = Bench()
    bench.until(OUT_HP, 1)
    bench.set(P_HP_FITTED, 0)
    bench.tick()
    assert bench.o[OUT_HP] == 0 and bench.o[OUT_HP_WHY] == R_NOT_FITTED
    assert not bench.controller.hp.waiting
    bench.run(600)
    assert not bench.o[OUT_ALARMS] & ALARM_NO_START
