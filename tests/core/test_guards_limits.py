"""Guards, floor 2: a limit below the machine's electrical floor, hard and soft, and the way back."""

from control_bench import Bench
from tandem.control.param_table import (
    P_HP_CAN_CAP,
    P_HP_DEFROST_POWER_W,
    P_HP_MIN_POWER_W,
    P_HP_RATED_POWER_W,
    P_HP_SOFT_S,
    P_HP_START_POWER_W,
    P_HP_STOP_S,
)
from tandem.control.powerlimit import floor_w
from tandem.ports.frame import (
    ALARM_LIMIT,
    OUT_ALARMS,
    OUT_HARD_STATE,
    OUT_HARD_W,
    OUT_HP,
    OUT_HP_CAP_W,
    OUT_HP_CAP_WHY,
    OUT_HP_WHY,
    OUT_PLAN,
    OUT_PLAN_WHY,
    OUT_SOFT_STATE,
    OUT_SOFT_W,
    PLAN_BOILER,
    PLAN_BOTH,
    PLAN_HP,
)
from tandem.ports.limits import LIMIT_ABSENT, LIMIT_LOST, LIMIT_SET, SRC_EMERGENCY, SRC_FUSE, SRC_GRID, SRC_MANAGER
from tandem.ports.reasons import R_HEAT, R_LIMIT_CAP, R_LIMIT_OFF, R_LIMIT_WAIT, R_MIN_ON, R_NO_LIMIT, R_OTHER_SOURCE

FLOOR_W = 770  # the largest of 400, 600 and 700 W, and a tenth more
BACK_W = 924
NO_CAP = ((P_HP_CAN_CAP, 0),)


def running(settings=(), seconds=0):
    bench = Bench(settings=((P_HP_SOFT_S, 0),) + tuple(settings))
    bench.start()
    bench.run(seconds)
    return bench


def test_the_floor_is_the_largest_of_three_and_a_tenth():
    for least, start, defrost, want in ((400, 600, 700, 770), (400, 900, 700, 990), (1000, 900, 700, 1100)):
        bench = Bench(
            settings=((P_HP_MIN_POWER_W, least), (P_HP_START_POWER_W, start), (P_HP_DEFROST_POWER_W, defrost))
        )
        assert floor_w(bench.params.v) == want
    assert floor_w(Bench(settings=NO_CAP).params.v) == 1500


def test_a_hard_limit_below_the_floor_ends_even_the_minimum_running_time():
    for source in (SRC_FUSE, SRC_EMERGENCY, SRC_GRID):
        for watts in (0, FLOOR_W - 1):
            bench = running()
            bench.limit(source, watts)
            bench.tick()
            assert bench.o[OUT_HP] == 0 and bench.o[OUT_HP_WHY] == R_LIMIT_OFF
            assert (bench.o[OUT_HARD_STATE], bench.o[OUT_HARD_W]) == (LIMIT_SET, watts)


def test_at_the_floor_it_is_capped_and_runs():
    for watts in (FLOOR_W, 1000, 9000):
        bench = running()
        bench.limit(SRC_GRID, watts)
        bench.tick()
        assert bench.o[OUT_HP] == 1 and bench.o[OUT_HP_WHY] == R_HEAT
        assert (bench.o[OUT_HP_CAP_W], bench.o[OUT_HP_CAP_WHY]) == (watts, R_LIMIT_CAP)
        bench.no_limit(SRC_GRID)
        bench.tick()
        assert (bench.o[OUT_HP_CAP_W], bench.o[OUT_HP_CAP_WHY]) == (0, R_NO_LIMIT)


def test_no_start_below_the_floor():
    for source in (SRC_GRID, SRC_MANAGER):
        bench = Bench()
        bench.limit(source, FLOOR_W - 1)
        bench.run(3600)
        assert bench.o[OUT_HP] == 0
        assert bench.controller.hp.total_starts == 0


def test_back_only_when_the_limit_has_been_high_enough_for_a_minute():
    for source in (SRC_GRID, SRC_MANAGER):
        bench = Bench(settings=((P_HP_SOFT_S, 0),))
        bench.limit(source, 0)
        bench.run(900)
        bench.limit(source, BACK_W - 1)
        bench.run(900)
        assert bench.o[OUT_HP] == 0
        bench.limit(source, BACK_W)
        bench.run(50)
        bench.limit(source, BACK_W - 1)  # one dip, and the minute begins anew
        bench.tick()
        bench.limit(source, BACK_W)
        raised = bench.now_ms
        bench.run(60)
        assert bench.o[OUT_HP_WHY] in (R_LIMIT_WAIT, R_OTHER_SOURCE)
        assert bench.until(OUT_HP, 1) >= raised + 60000
        assert bench.o[OUT_HP_CAP_W] == BACK_W


def test_coming_back_asks_for_both_limits():
    for low, other in ((SRC_GRID, SRC_MANAGER), (SRC_MANAGER, SRC_GRID)):
        bench = Bench()
        bench.limit(low, 0)
        bench.run(900)
        bench.no_limit(low)
        bench.limit(other, FLOOR_W)  # enough to go on, not to come back
        bench.run(900)
        assert bench.o[OUT_HP] == 0
        bench.limit(other, BACK_W)
        bench.run(300)
        assert bench.o[OUT_HP] == 1


def test_a_limit_that_is_lifted_waits_a_minute_too():
    bench = Bench()
    bench.limit(SRC_GRID, 0)
    bench.run(900)
    bench.limit(SRC_GRID, None)
    lifted = bench.now_ms
    assert bench.until(OUT_HP, 1) >= lifted + 60000


def test_a_hard_limit_shortens_no_pause():
    bench = running(seconds=100)
    bench.limit(SRC_GRID, 0)
    bench.until(OUT_HP, 0)
    bench.tick()
    stopped = bench.now_ms - 10000
    bench.no_limit(SRC_GRID)
    assert bench.until(OUT_HP, 1) >= stopped + 300000


def test_a_soft_limit_waits_for_the_minimum_running_time():
    bench = running()
    seen = bench.now_ms - 10000
    bench.limit(SRC_MANAGER, 0)
    bench.tick()
    assert bench.o[OUT_HP] == 1 and bench.o[OUT_HP_WHY] == R_MIN_ON
    assert bench.o[OUT_HP_CAP_W] == FLOOR_W  # meanwhile at its lowest power
    assert (bench.o[OUT_SOFT_STATE], bench.o[OUT_SOFT_W]) == (LIMIT_SET, 0)
    assert bench.o[OUT_HARD_STATE] == LIMIT_ABSENT
    assert bench.until(OUT_HP, 0) == seen + 600000
    assert bench.o[OUT_HP_WHY] == R_LIMIT_OFF


def test_a_soft_limit_stops_an_older_run_at_once():
    bench = running(seconds=900)
    bench.limit(SRC_MANAGER, FLOOR_W - 1)
    bench.tick()
    assert bench.o[OUT_HP] == 0 and bench.o[OUT_HP_WHY] == R_LIMIT_OFF


def test_the_lower_of_hard_and_soft_is_the_cap():
    bench = running()
    for hard, soft, cap in ((2000, 1000, 1000), (1000, 2000, 1000), (800, 100, FLOOR_W), (2000, None, 2000)):
        bench.limit(SRC_GRID, hard)
        bench.limit(SRC_MANAGER, soft)
        bench.tick()
        assert bench.o[OUT_HP] == 1
        assert bench.o[OUT_HP_CAP_W] == cap


def test_what_cannot_be_capped_is_off_below_its_rated_power():
    for watts, on in ((1499, 0), (1500, 1), (4200, 1)):
        bench = running(NO_CAP)
        bench.limit(SRC_GRID, watts)
        bench.tick()
        assert bench.o[OUT_HP] == on
        waiting = Bench(settings=NO_CAP)
        waiting.limit(SRC_GRID, watts)
        waiting.run(1200)
        assert waiting.o[OUT_HP] == on


def test_the_boiler_heats_meanwhile():
    bench = running()
    bench.limit(SRC_GRID, 0)
    bench.run(3 * 3600)
    assert bench.o[OUT_HP] == 0
    assert bench.controller.guards.boiler_on


def test_a_source_that_falls_silent_follows_its_rule():
    bench = running()
    bench.limit(SRC_FUSE, 9000)
    bench.run(30)
    bench.limit(SRC_FUSE, 0, LIMIT_LOST)
    bench.tick()
    assert bench.o[OUT_HP] == 1 and bench.o[OUT_HP_CAP_W] == 1500


def test_a_machine_that_does_not_obey_is_reported():
    for stop_s in (0, 60, 600):
        bench = running(((P_HP_STOP_S, stop_s),))
        bench.limit(SRC_EMERGENCY, 0)
        bench.obeys = False
        bench.run(stop_s + 60)
        assert not bench.o[OUT_ALARMS] & ALARM_LIMIT
        bench.tick()
        assert bench.o[OUT_ALARMS] & ALARM_LIMIT
        bench.machine(False)
        bench.tick()
        assert not bench.o[OUT_ALARMS] & ALARM_LIMIT


def test_rated_power_is_what_counts_without_a_cap():
    bench = running(NO_CAP + ((P_HP_RATED_POWER_W, 2000),))
    bench.limit(SRC_MANAGER, 1999)
    bench.run(700)
    assert bench.o[OUT_HP] == 0


def test_the_boiler_takes_over_at_once():
    for source in (SRC_EMERGENCY, SRC_MANAGER):
        bench = running(seconds=700)
        bench.limit(source, 0)
        bench.run(30)
        assert bench.o[OUT_HP] == 0
        assert (bench.o[OUT_PLAN], bench.o[OUT_PLAN_WHY]) == (PLAN_BOILER, R_LIMIT_OFF)
        bench.no_limit(source)
        bench.run(30)
        assert bench.o[OUT_PLAN] == PLAN_BOILER
        bench.run(90)
        assert bench.o[OUT_PLAN] in (PLAN_HP, PLAN_BOTH)
