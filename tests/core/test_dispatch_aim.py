"""Dispatch from tick to tick: heat is owed and paid, water that stays too cold calls the boiler, set-points."""

from dispatch_bench import Bench
from tandem.control.dispatch import TRIM_MAX
from tandem.control.param_table import P_ENERGY_KMIN, P_HP_MAX_FLOW_C100, P_HP_MIN_POWER_W
from tandem.ports.frame import PLAN_BOILER, PLAN_BOTH, PLAN_HP
from tandem.ports.reasons import R_BRIDGE, R_CAPACITY, R_NO_FLOW, R_SHORTFALL

GAP = 300  # water 3 K too cold: ten minutes for 30 kelvin-minutes


def aimed(load_w=2000, hp_why=0):
    """A dispatch that has just planned, its clock started."""
    bench = Bench()
    bench.wish.load_w = load_w
    bench.plan(hp_why=hp_why)
    aim(bench, 0)
    return bench


def aim(bench, gap, seconds=0, known=True):
    """Ticks of 10 s."""
    for _ in range(seconds // 10 if seconds else 1):
        bench.now_s += 10 if seconds else 0
        bench.d.aim(gap, known, bench.wish, bench.params.v, bench.now_s)
    return bench.d.hp_call, bench.d.boiler_call


def test_a_source_starts_when_enough_heat_is_owed():
    bench = aimed()
    assert aim(bench, GAP, 590) == (False, False)
    assert aim(bench, GAP, 10) == (True, False)


def test_and_stops_when_as_much_is_in_excess():
    bench = aimed()
    aim(bench, GAP, 600)
    assert aim(bench, -GAP, 1190) == (True, False)
    assert aim(bench, -GAP, 10) == (False, False)
    assert aim(bench, GAP, 600) == (False, False)
    assert aim(bench, GAP, 600) == (True, False)


def test_the_threshold_is_a_parameter():
    bench = aimed()
    bench.params.set(P_ENERGY_KMIN, 60)
    assert aim(bench, GAP, 1190) == (False, False)
    assert aim(bench, GAP, 10) == (True, False)


def test_below_the_machines_lowest_output_it_starts_half_as_often():
    bench = aimed()
    cop = bench.d.choice.cop_x100
    least = bench.params.v[P_HP_MIN_POWER_W] * cop // 100
    bench.wish.load_w = least - 20
    assert aim(bench, GAP, 1190) == (False, False)
    assert aim(bench, GAP, 10) == (True, False)
    assert aim(bench, -GAP, 2390) == (True, False)
    assert aim(bench, -GAP, 10) == (False, False)
    bench.wish.load_w = least + 20
    assert aim(bench, GAP, 1790) == (False, False)
    assert aim(bench, GAP, 10) == (True, False)


def test_the_boiler_alone_does_the_same():
    bench = aimed()
    bench.plan(hp_ok=False)
    assert bench.d.plan == PLAN_BOILER
    aim(bench, 0)
    assert aim(bench, GAP, 590) == (False, False)
    assert aim(bench, GAP, 10) == (False, True)
    assert aim(bench, -GAP, 1190) == (False, True)
    assert aim(bench, -GAP, 10) == (False, False)


def test_water_that_nobody_measures_is_heated_to_the_set_point():
    bench = aimed()
    assert aim(bench, 0, 10, False) == (True, False)
    assert aim(bench, 0, 3600, False) == (True, False)


def test_a_gap_between_ticks_counts_as_a_minute():
    bench = aimed()
    bench.now_s += 10800
    assert aim(bench, GAP) == (False, False)
    assert bench.d.owed == 60 * GAP


def test_a_huge_gap_in_temperature_counts_as_twenty_kelvin():
    for gap, owed in ((9000, 20000), (-9000, -20000)):
        bench = aimed()
        aim(bench, gap, 10)
        assert bench.d.owed == owed


def test_nothing_wanted_forgets_what_was_owed():
    bench = aimed()
    aim(bench, GAP, 600)
    bench.wish.wanted = False
    bench.plan()
    assert aim(bench, GAP, 10) == (False, False)
    assert bench.d.owed == 0
    assert bench.d.hp_set_c100 == 0 and bench.d.boiler_set_c100 == 0


def test_beside_each_other_the_heat_pump_is_the_one_that_stays_on():
    bench = aimed(50000)
    assert (bench.d.plan, bench.d.why) == (PLAN_BOTH, R_CAPACITY)
    assert aim(bench, GAP, 600) == (True, True)
    assert bench.d.hp_set_c100 > bench.d.boiler_set_c100
    hp, boiler = aim(bench, -GAP, 900)
    assert hp and not boiler
    # Nothing is owed any more: aiming higher would only end in a stop.
    assert bench.d.owed < 0
    assert bench.d.hp_set_c100 == bench.d.boiler_set_c100


def test_set_points_follow_the_wish_within_the_machines_maximum():
    bench = aimed(20000)
    bench.plan(hp_ok=False)
    aim(bench, GAP, 10)
    assert bench.d.boiler_set_c100 == 3500
    assert bench.d.hp_set_c100 == 3500
    bench.d.trim = 200
    aim(bench, GAP, 10)
    assert bench.d.hp_set_c100 == 3700
    bench.params.set(P_HP_MAX_FLOW_C100, 3600)
    aim(bench, GAP, 10)
    assert bench.d.hp_set_c100 == 3600


def test_a_boiler_larger_than_the_load_makes_one_long_burn():
    bench = aimed(2000)
    bench.plan(hp_ok=False)
    aim(bench, GAP, 10)
    assert bench.d.boiler_set_c100 == 3500 + 800


def test_water_too_cold_for_long_calls_the_boiler():
    bench = aimed()
    aim(bench, 450, 2690)
    bench.plan(run_s=9999, after_s=0)
    assert bench.d.plan == PLAN_HP
    aim(bench, 450, 30)
    assert bench.plan(run_s=9999, after_s=0) == (PLAN_BOTH, R_SHORTFALL)


def test_a_machine_with_twice_the_power_needed_gets_three_times_as_long():
    bench = aimed(1500)
    aim(bench, 500, 10)
    bench.plan(after_s=2 * 2700, run_s=2 * 2700)
    assert bench.d.plan == PLAN_HP
    bench.plan(after_s=2710, run_s=3 * 2700 + 10)
    assert (bench.d.plan, bench.d.why) == (PLAN_BOTH, R_SHORTFALL)


def test_sooner_when_the_room_is_cold_too():
    bench = aimed()
    bench.wish.room_error = 50
    aim(bench, 450, 620)
    assert bench.plan(run_s=9999, after_s=0) == (PLAN_BOTH, R_SHORTFALL)


def test_a_pause_of_the_heat_pump_is_bridged():
    bench = aimed()
    aim(bench, 450, 2720)
    assert bench.plan(hp_why=R_NO_FLOW, after_s=0)[1] == R_BRIDGE


def test_a_small_gap_is_no_shortfall():
    bench = aimed()
    aim(bench, 400, 7200)
    assert bench.plan(run_s=9999, after_s=0)[0] == PLAN_HP


def test_trim_follows_the_loss_in_ten_minutes_and_is_bounded():
    bench = aimed()
    for _ in range(100):
        bench.d.follow_mixing(250, 60)
    assert 190 <= bench.d.trim <= 200
    for _ in range(100):
        bench.d.follow_mixing(9000, 100000)
    assert bench.d.trim == TRIM_MAX
    for _ in range(100):
        bench.d.follow_mixing(-9000, 100000)
    assert bench.d.trim == 0
