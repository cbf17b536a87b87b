"""Guards, floor 1: minimum running time, minimum pause, starts per hour and day."""

from control_bench import Bench
from tandem.control.param_table import (
    P_BOILER_FITTED,
    P_HP_MIN_OFF_S,
    P_HP_MIN_ON_S,
    P_HP_STARTS_DAY,
    P_HP_STARTS_HOUR,
    P_MODE,
)
from tandem.ports.frame import (
    OUT_HP,
    OUT_HP_PUMP,
    OUT_HP_SET_C100,
    OUT_HP_SET_WHY,
    OUT_HP_WHY,
    OUT_PLAN,
    PLAN_BOILER,
)
from tandem.ports.reasons import (
    R_BOOT,
    R_HEAT,
    R_KEEP_RUNNING,
    R_MIN_OFF,
    R_MIN_ON,
    R_MODE_OFF,
    R_NO_DEMAND,
    R_OTHER_SOURCE,
    R_STARTS_DAY,
    R_STARTS_HOUR,
)

MODE_HP = 1
MODE_OFF = 3
PAUSE_MS = 300000
LEAD_MS = 60000


def drop(bench):
    """Nobody wants heat any more."""
    bench.set(P_MODE, MODE_OFF)


def want(bench):
    bench.set(P_MODE, 0)


def test_a_wish_that_ends_before_the_machine_has_started_leaves_it_a_set_point_above_its_water():
    bench = Bench()
    bench.until(OUT_HP, 1)
    bench.obeys = False
    bench.water(4000)
    drop(bench)
    bench.run(30)
    assert bench.o[OUT_HP] == 1  # the command stands: it may be starting just now
    assert 4190 <= bench.o[OUT_HP_SET_C100] <= 4210 and bench.o[OUT_HP_SET_WHY] == R_KEEP_RUNNING


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


def test_alone_it_passes_the_budget_before_the_house_gets_cold():
    """Without a boiler comfort comes first: beyond the budget it starts when the water is 4 K too cold, not before."""
    for alone in ((P_BOILER_FITTED, 0), (P_MODE, MODE_HP)):
        bench = Bench(settings=(alone, (P_HP_STARTS_DAY, 2), (P_HP_MIN_ON_S, 300), (P_HP_STARTS_HOUR, 6)))
        for _ in range(2):
            bench.until(OUT_HP, 1)
            bench.run(400)
            bench.water(bench.controller.demand.mean_c100 + 300)
            bench.until(OUT_HP, 0)
            bench.water(bench.controller.demand.mean_c100 - 300)
        bench.run(7200)
        assert bench.o[OUT_HP] == 0 and bench.o[OUT_HP_WHY] == R_STARTS_DAY
        bench.water(bench.controller.demand.mean_c100 - 500)
        bench.until(OUT_HP, 1, 600)


def test_the_budget_of_the_day_survives_a_restart():
    bench = Bench(settings=((P_HP_STARTS_DAY, 2), (P_HP_MIN_ON_S, 300), (P_HP_STARTS_HOUR, 6)))
    assert len(cycle(bench, 7200)) == 2
    bench.reboot(bench.controller.dump())
    assert cycle(bench, 7200) == []


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
