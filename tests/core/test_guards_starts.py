"""Guards, floor 1: minimum running time, minimum pause, starts per hour and day, what the machine was seen to do."""

from control_bench import LPH, Bench
from tandem.control.param_table import (
    P_HP_FITTED,
    P_HP_MIN_OFF_S,
    P_HP_MIN_ON_S,
    P_HP_RUN_FEEDBACK,
    P_HP_STARTS_DAY,
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
    OUT_HP_PUMP,
    OUT_HP_SET_C100,
    OUT_HP_SET_WHY,
    OUT_HP_WHY,
    OUT_PLAN,
    PLAN_BOILER,
    Q_ABSENT,
    Q_FAULT,
    Q_GOOD,
)
from tandem.ports.limits import SRC_GRID
from tandem.ports.reasons import (
    R_BOOT,
    R_HEAT,
    R_KEEP_RUNNING,
    R_MIN_OFF,
    R_MIN_ON,
    R_MODE_OFF,
    R_NO_DEMAND,
    R_NOT_FITTED,
    R_OTHER_SOURCE,
    R_SELF_STOP,
    R_STARTS_DAY,
    R_STARTS_HOUR,
)

MODE_OFF = 3
PAUSE_MS = 300000
LEAD_MS = 60000


def drop(bench):
    """Nobody wants heat any more."""
    bench.set(P_MODE, MODE_OFF)


def want(bench):
    bench.set(P_MODE, 0)


def test_boot_counts_as_a_stop():
    bench = Bench()
    bench.run(200)
    assert bench.o[OUT_HP_WHY] == R_BOOT
    assert bench.until(OUT_HP, 1) == PAUSE_MS + LEAD_MS
    assert bench.o[OUT_HP_WHY] == R_HEAT


def test_a_longer_pause_is_kept_after_boot_too():
    bench = Bench(settings=((P_HP_MIN_OFF_S, 1800),))
    assert bench.until(OUT_HP, 1) == 1800000 + LEAD_MS


def test_minimum_running_time():
    for min_on_s in (300, 600, 3600):
        bench = Bench(settings=((P_HP_MIN_ON_S, min_on_s),))
        bench.start()
        seen_ms = bench.now_ms - 10000
        drop(bench)
        stopped = bench.until(OUT_HP, 0, 4000)
        assert stopped - seen_ms == min_on_s * 1000
        assert bench.o[OUT_HP_WHY] == R_NO_DEMAND


def test_held_on_says_so_and_keeps_its_own_thermostat_quiet():
    bench = Bench()
    bench.start()
    drop(bench)
    bench.water(4500)
    bench.run(200)
    assert bench.o[OUT_HP] == 1
    assert bench.o[OUT_HP_WHY] == R_MIN_ON
    assert bench.o[OUT_HP_SET_WHY] == R_KEEP_RUNNING
    assert 4700 <= bench.o[OUT_HP_SET_C100] <= 4701  # 2 K above the water


def test_minimum_pause():
    for min_off_s in (300, 900):
        bench = Bench(settings=((P_HP_MIN_OFF_S, min_off_s),))
        bench.start()
        bench.run(900)
        drop(bench)
        bench.until(OUT_HP, 0)
        bench.tick()
        seen_ms = bench.now_ms - 10000
        want(bench)
        bench.run(min_off_s - 10)
        assert bench.o[OUT_HP_WHY] == R_MIN_OFF
        assert bench.until(OUT_HP, 1) == seen_ms + min_off_s * 1000 + LEAD_MS


def test_the_pause_counts_from_the_stop_and_not_from_the_command():
    bench = Bench()
    bench.start()
    bench.run(900)
    drop(bench)
    bench.until(OUT_HP, 0)
    bench.obeys = False  # it goes on for two minutes
    bench.run(120)
    bench.machine(False)
    bench.tick()
    seen_ms = bench.now_ms - 10000
    bench.obeys = True
    want(bench)
    assert bench.until(OUT_HP, 1) == seen_ms + PAUSE_MS + LEAD_MS


def cycle(bench, seconds=36000):
    """Demand that comes and goes as fast as it may; times of the starts seen, ms."""
    seen = []
    was = 0
    for _ in range(seconds // 10):
        run = bench.o[OUT_HP]
        want(bench) if not run else drop(bench)
        bench.tick()
        if run and not was:
            seen.append(bench.now_ms - 10000)
        was = run
    return seen


def test_starts_in_any_rolling_hour():
    for cap in range(1, 7):
        bench = Bench(settings=((P_HP_STARTS_HOUR, cap), (P_HP_MIN_ON_S, 300), (P_HP_STARTS_DAY, 100)))
        seen = cycle(bench)
        assert len(seen) >= 9 * min(cap, 4)
        for i in range(len(seen) - cap):
            assert seen[i + cap] - seen[i] >= 3600000


def test_held_back_by_the_hour_says_so():
    bench = Bench(settings=((P_HP_STARTS_HOUR, 1),))
    bench.start()
    bench.run(700)
    drop(bench)
    bench.run(400)
    want(bench)
    bench.run(300)
    assert bench.o[OUT_HP] == 0
    assert bench.o[OUT_HP_WHY] == R_STARTS_HOUR
    assert bench.o[OUT_HP_PUMP] == 0  # no start in sight, so the pump rests too


def test_starts_and_pause_survive_a_restart():
    bench = Bench(settings=((P_HP_STARTS_HOUR, 2), (P_HP_MIN_ON_S, 300)))
    cycle(bench, 1500)
    record = bench.controller.dump()
    age_ms = bench.now_ms
    for _ in range(3):  # restarts give nothing back
        assert bench.reboot(record) == 1
        want(bench)
        bench.run(600)
        assert bench.o[OUT_HP_WHY] == R_STARTS_HOUR
        record = bench.controller.dump()
        age_ms += bench.now_ms
    assert bench.reboot(record)
    started = bench.until(OUT_HP, 1)
    assert age_ms + started >= 3600000 + 360000


def test_the_daily_budget_lets_the_boiler_do_it():
    bench = Bench(settings=((P_HP_STARTS_DAY, 2), (P_HP_MIN_ON_S, 300), (P_HP_STARTS_HOUR, 6)))
    seen = cycle(bench, 14400)
    assert len(seen) == 2
    want(bench)
    bench.run(120)
    assert bench.o[OUT_HP_WHY] in (R_STARTS_DAY, R_OTHER_SOURCE)
    assert bench.o[OUT_PLAN] == PLAN_BOILER
    bench.run(86400 - 14400)
    assert len(cycle(bench, 14400)) == 2  # a new day, a new budget


def test_the_budget_of_the_day_survives_a_restart():
    bench = Bench(settings=((P_HP_STARTS_DAY, 2), (P_HP_MIN_ON_S, 300), (P_HP_STARTS_HOUR, 6)))
    assert len(cycle(bench, 7200)) == 2
    bench.reboot(bench.controller.dump())
    assert cycle(bench, 7200) == []


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


def test_off_is_no_reason_to_cut_a_run_short():
    bench = Bench()
    bench.start()
    drop(bench)
    bench.run(590)
    assert bench.o[OUT_HP] == 1
    bench.run(20)
    assert bench.o[OUT_HP] == 0
    assert bench.controller.demand.why == R_MODE_OFF


def test_ticks_that_come_at_odd_times_shorten_nothing():
    for step_ms in (137, 1037, 9999, 10001, 33333):
        bench = Bench(settings=((P_HP_MIN_ON_S, 300),))
        bench.start()
        bench.run(400, step_ms)
        drop(bench)
        off = bench.until(OUT_HP, 0, 1000, step_ms)
        bench.tick(step_ms)
        seen = bench.now_ms - step_ms
        want(bench)
        on = bench.until(OUT_HP, 1, 3600, step_ms)
        assert on - seen >= PAUSE_MS
        assert seen - off == step_ms
