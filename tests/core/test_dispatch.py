"""Dispatch: which source and why. Window, money, fixed temperature, capacity, modes, what is fitted."""

from control_bench import GAS_CT_MWH, POWER_CT_MWH
from dispatch_bench import Bench
from tandem.control.copmap import cop_x100, output_w
from tandem.control.demand import MODE_BOILER, MODE_HP
from tandem.control.dispatch import Dispatch
from tandem.control.param_table import (
    P_BIVALENT,
    P_BOILER_FITTED,
    P_CUTOUT_C100,
    P_HP_FITTED,
    P_HP_MAX_FLOW_C100,
    P_HP_MIN_OUTDOOR_C100,
    P_MODE,
    P_PRICE_HYST_PCT,
    P_RULE,
)
from tandem.ports.frame import (
    IN_GAS_PRICE_STATE,
    IN_POWER_PRICE_STATE,
    PLAN_BOILER,
    PLAN_BOTH,
    PLAN_HP,
    PLAN_NONE,
    Q_ABSENT,
    Q_FAULT,
)
from tandem.ports.reasons import (
    R_ABOVE_CUTOUT,
    R_BELOW_CUTOUT,
    R_CAPACITY,
    R_CHEAPER_GAS,
    R_CHEAPER_HP,
    R_LIMIT_OFF,
    R_MODE_BOILER,
    R_MODE_HP,
    R_NO_OUTDOOR,
    R_NO_PRICE,
    R_NONE,
    R_NOT_FITTED,
    R_ONLY_SOURCE,
    R_STARTS_DAY,
    R_SUMMER,
    R_TOO_COLD,
    R_TOO_HOT,
)

EVEN_X100 = 252  # 0.22 EUR/kWh x 0.93 / 0.0809 EUR/kWh = 2.529
HP = (PLAN_HP, R_CHEAPER_HP)
GAS = (PLAN_BOILER, R_CHEAPER_GAS)


def test_break_even_is_the_price_of_power_over_that_of_gas_heat():
    bench = Bench()
    bench.plan()
    assert bench.d.choice.even_x100 == EVEN_X100
    bench.prices(30000, 10000)
    bench.plan()
    assert bench.d.choice.even_x100 == 279  # 0.30 x 0.93 / 0.10
    bench.prices(0, 10000)
    bench.plan()
    assert bench.d.choice.even_x100 == 0


def test_the_cheaper_heat_is_chosen():
    bench = Bench()
    bench.lift(30)  # COP 4.40
    assert bench.plan() == HP
    bench.prices(40000, GAS_CT_MWH)  # break-even 4.59
    assert bench.plan() == GAS
    bench.prices(-5000, GAS_CT_MWH)
    assert bench.plan() == HP


def test_judged_at_the_required_flow_temperature():
    bench = Bench()
    bench.params.set(P_HP_MAX_FLOW_C100, 6500)
    for kelvin, want in ((20, HP), (45, HP), (52, GAS)):
        bench.d = Dispatch()
        bench.lift(kelvin)
        assert bench.plan() == want
        assert bench.d.choice.cop_x100 == cop_x100(bench.wish.req_c100, 500, bench.params.v)


def choose(bench, even_x100):
    """The plan at prices that make this the break-even COP."""
    bench.prices(even_x100 * 10 * GAS_CT_MWH // 930 + 1, GAS_CT_MWH)
    bench.plan()
    assert bench.d.choice.even_x100 == even_x100
    return bench.d.plan


def test_price_hysteresis_lies_on_both_sides():
    for pct in (0, 4, 30):
        bench = Bench()
        bench.params.set(P_PRICE_HYST_PCT, pct)
        bench.lift(30)
        cop = cop_x100(bench.wish.req_c100, 500, bench.params.v)
        takes_over = cop * (100 - pct) // 100
        gives_up = cop * (100 + pct) // 100
        assert choose(bench, gives_up + 3) == PLAN_BOILER
        assert choose(bench, takes_over + 3) == PLAN_BOILER
        assert choose(bench, takes_over - 3) == PLAN_HP
        assert choose(bench, gives_up - 3) == PLAN_HP
        assert choose(bench, gives_up + 3) == PLAN_BOILER


def test_extreme_prices_are_bounded():
    bench = Bench()
    for power, gas, even in (
        (0x3FFFFFFF, 1, 100000),
        (-0x40000000, 1, -100000),
        (0x3FFFFFFF, 0x3FFFFFFF, 93),
        (400000, GAS_CT_MWH, 4598),
        (500000, GAS_CT_MWH, 4598),  # beyond the market's ceiling
    ):
        bench.prices(power, gas)
        bench.plan()
        assert bench.d.choice.even_x100 == even


def test_without_prices_the_outdoor_temperature_decides():
    for at, state in ((IN_POWER_PRICE_STATE, Q_ABSENT), (IN_GAS_PRICE_STATE, Q_ABSENT), (IN_GAS_PRICE_STATE, Q_FAULT)):
        bench = Bench()
        bench.f[at] = state
        bench.wish.outdoor_c100 = 251
        assert bench.plan() == (PLAN_HP, R_NO_PRICE)
        bench.wish.outdoor_c100 = 174
        assert bench.plan() == (PLAN_BOILER, R_NO_PRICE)


def test_free_gas_is_no_price():
    for gas in (0, -5):
        bench = Bench()
        bench.prices(POWER_CT_MWH, gas)
        assert bench.plan() == (PLAN_HP, R_NO_PRICE)


def test_without_outdoor_temperature_the_assumed_day_decides():
    bench = Bench()
    bench.wish.outdoor_known = False
    bench.wish.outdoor_c100 = 0
    assert bench.plan() == (PLAN_BOILER, R_NO_OUTDOOR)
    bench.params.set(P_CUTOUT_C100, -500)
    assert bench.plan() == (PLAN_HP, R_NO_OUTDOOR)


def test_fixed_cut_out_has_hysteresis():
    bench = Bench()
    bench.params.set(P_RULE, 1)
    for outdoor, want in (
        (224, (PLAN_BOILER, R_BELOW_CUTOUT)),
        (225, (PLAN_HP, R_ABOVE_CUTOUT)),
        (175, (PLAN_HP, R_ABOVE_CUTOUT)),
        (174, (PLAN_BOILER, R_BELOW_CUTOUT)),
        (224, (PLAN_BOILER, R_BELOW_CUTOUT)),
    ):
        bench.wish.outdoor_c100 = outdoor
        assert bench.plan() == want


def test_the_window_comes_before_money():
    bench = Bench()
    bench.prices(-50000, GAS_CT_MWH)
    bench.params.set(P_HP_MIN_OUTDOOR_C100, -700)
    bench.wish.outdoor_c100 = -600
    bench.wish.load_w = 500
    assert bench.plan() == HP
    bench.wish.outdoor_c100 = -701
    assert bench.plan() == (PLAN_BOILER, R_TOO_COLD)
    bench.wish.outdoor_c100 = -601  # a kelvin to come back
    assert bench.plan() == (PLAN_BOILER, R_TOO_COLD)
    bench.wish.outdoor_c100 = -600
    assert bench.plan() == HP
    bench.wish.outdoor_c100 = 500
    for req, want in ((5500, PLAN_HP), (5501, PLAN_BOILER), (5401, PLAN_BOILER), (5400, PLAN_HP)):
        bench.wish.req_c100 = req
        got = bench.plan()
        assert got[0] == want
        assert want == PLAN_HP or got[1] == R_TOO_HOT


def test_a_heat_pump_that_is_too_small_gets_help():
    for bivalent, want in ((1, PLAN_BOTH), (0, PLAN_BOILER)):
        bench = Bench()
        bench.params.set(P_BIVALENT, bivalent)
        capacity = output_w(3500, 500, bench.params.v)
        bench.wish.load_w = capacity * 104 // 100
        assert bench.plan() == HP
        bench.wish.load_w = capacity * 106 // 100
        assert bench.plan() == (want, R_CAPACITY)
        bench.wish.load_w = capacity * 97 // 100  # hysteresis
        bench.plan(after_s=3600)
        assert (bench.d.plan, bench.d.why) == (want, R_CAPACITY)
        bench.wish.load_w = capacity * 94 // 100
        bench.plan(after_s=3600)
        assert bench.plan(after_s=3600) == HP


def test_help_lasts_at_least_ten_minutes():
    bench = Bench()
    bench.wish.load_w = 50000
    assert bench.plan() == (PLAN_BOTH, R_CAPACITY)
    bench.wish.load_w = 500
    assert bench.plan(after_s=590)[0] == PLAN_BOTH
    assert bench.plan(after_s=10) == HP


def test_modes_rule_over_money():
    bench = Bench()
    bench.params.set(P_MODE, MODE_BOILER)
    assert bench.plan() == (PLAN_BOILER, R_MODE_BOILER)
    bench.params.set(P_MODE, MODE_HP)
    bench.prices(90000, GAS_CT_MWH)
    assert bench.plan() == (PLAN_HP, R_MODE_HP)


def test_the_only_source_does_it_whatever_it_costs():
    bench = Bench()
    bench.params.set(P_BOILER_FITTED, 0)
    bench.prices(90000, GAS_CT_MWH)
    assert bench.plan() == (PLAN_HP, R_ONLY_SOURCE)
    bench.wish.load_w = 50000
    assert bench.plan() == (PLAN_HP, R_ONLY_SOURCE)
    bench = Bench()
    bench.params.set(P_HP_FITTED, 0)
    assert bench.plan() == (PLAN_BOILER, R_ONLY_SOURCE)
    bench.params.set(P_BOILER_FITTED, 0)
    assert bench.plan() == (PLAN_NONE, R_NOT_FITTED)


def test_a_failed_source_is_replaced_by_the_other():
    bench = Bench()
    assert bench.plan(hp_ok=False) == (PLAN_BOILER, R_ONLY_SOURCE)
    bench.prices(90000, GAS_CT_MWH)
    assert bench.plan(boiler_ok=False) == (PLAN_HP, R_ONLY_SOURCE)
    assert bench.plan() == GAS


def test_over_the_daily_budget_of_starts_the_boiler_does_it():
    bench = Bench()
    assert bench.plan(hp_why=R_STARTS_DAY) == (PLAN_BOILER, R_STARTS_DAY)


def test_nothing_wanted():
    bench = Bench()
    bench.wish.wanted = False
    assert bench.plan() == (PLAN_NONE, R_SUMMER)


def test_heat_that_is_only_stored_is_for_the_heat_pump_or_for_nobody():
    for hp_ok, boiler_ok, why, plan in (
        (True, True, R_NONE, PLAN_HP),
        (False, True, R_NONE, PLAN_NONE),
        (True, True, R_LIMIT_OFF, PLAN_NONE),
        (True, False, R_NONE, PLAN_HP),
    ):
        bench = Bench()
        bench.wish.boosted = bench.wish.req_c100
        assert bench.plan(hp_ok, why, boiler_ok)[0] == plan
    bench = Bench()
    bench.wish.req_c100 = bench.wish.boosted = 6000  # hotter than it can
    assert bench.plan()[0] == PLAN_NONE


def test_a_boost_is_no_reason_for_gas():
    """The boiler is chosen, called and set as if there were no boost."""
    for load_w in (1000, 4200, 9000):
        for outdoor in (500, -1500):
            for req in (3000, 4500, 5200):
                one, two = Bench(), Bench()
                for bench in (one, two):
                    bench.wish.load_w = load_w
                    bench.wish.outdoor_c100 = outdoor
                    bench.wish.req_c100 = req
                two.wish.req_c100 += 600
                two.wish.mean_c100 += 600
                two.wish.boosted = 600
                for k in range(400):
                    gap = 500 if k % 60 < 20 else -300
                    assert one.plan(run_s=3600) == two.plan(run_s=3600)
                    one.d.aim(gap, True, one.wish, one.params.v, one.now_s)
                    two.d.aim(gap + 600, True, two.wish, two.params.v, two.now_s)
                    assert one.d.short == two.d.short
                    if one.d.plan == PLAN_HP:
                        break  # the heat pump makes the boost
                    assert one.d.boiler_call == two.d.boiler_call
                    assert one.d.boiler_set_c100 == two.d.boiler_set_c100


def test_heat_for_a_boost_is_missed_by_nobody():
    bench = Bench()
    bench.wish.req_c100 += 600
    bench.wish.mean_c100 += 600
    bench.wish.boosted = 600
    bench.plan()
    for _ in range(600):
        bench.now_s += 10
        bench.d.aim(600, True, bench.wish, bench.params.v, bench.now_s)
    assert bench.d.hp_call and not bench.d.short
    assert bench.plan(run_s=6000)[0] == PLAN_HP


def test_capacity_is_judged_without_the_boost():
    bench = Bench()
    p = bench.params.v
    bench.wish.req_c100, bench.wish.boosted = 4600, 1600
    high, low = output_w(3000, 500, p), output_w(4600, 500, p)
    bench.wish.load_w = low * 106 // 100
    assert bench.wish.load_w < high * 104 // 100
    assert bench.plan()[0] == PLAN_HP
