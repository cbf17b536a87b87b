"""The choice by cost: hysteresis in money over the quarter-hours ahead, and the simple rules beside it."""

from dispatch_bench import Bench
from tandem.control.copmap import cop_x100
from tandem.control.dispatch import Dispatch
from tandem.control.param_table import (
    P_BOILER_FITTED,
    P_BOILER_SLOPE_X1000,
    P_POWER_G_KWH,
    P_RULE,
    P_SHIFT_C100,
    P_START_CT_X10,
    P_WEIGHT_CO2_PCT,
)
from tandem.ports.frame import (
    IN_GAS_PRICE_STATE,
    IN_WALL_MIN,
    IN_WALL_STATE,
    PLAN_BOILER,
    PLAN_BOTH,
    PLAN_HP,
    Q_ABSENT,
    Q_GOOD,
)
from tandem.ports.reasons import (
    R_ABOVE_CUTOUT,
    R_BELOW_CUTOUT,
    R_CAPACITY,
    R_CHEAPER_GAS,
    R_CHEAPER_HP,
    R_CLEANER_GAS,
    R_CLEANER_HP,
    R_DEFICIT,
    R_OPT_OUT,
    R_SG_BOOST,
    R_STAY,
    R_TOO_COLD,
)
from tandem.ports.series import SERIES_PRICE

NOW = 13000000 // 15 * 15


def ahead(bench, *eur):
    """Prices of the quarter-hours from now on, EUR/MWh."""
    bench.f[IN_WALL_MIN] = NOW
    bench.f[IN_WALL_STATE] = Q_GOOD
    for i in range(len(eur)):
        bench.inputs.series.put(SERIES_PRICE, NOW // 15 + i, eur[i] * 10)


def even_eur(bench):
    """The electricity price, EUR/MWh, at which both sources cost the same."""
    bench.plan()
    choice = bench.d.choice
    return choice.boiler_ct * choice.cop_x100 // 10000


def test_a_short_dip_is_not_worth_a_start():
    bench = Bench()
    bench.params.set(P_START_CT_X10, 50)  # 5 ct
    bench.wish.load_w = 4000
    even = even_eur(bench)
    dear, cheap = even + 100, even - 40
    ahead(bench, dear, dear, dear)
    assert bench.plan() == (PLAN_BOILER, R_CHEAPER_GAS)
    # A quarter-hour saves 40 EUR/MWh x 1 kWh / COP of heat: about 4 / 4.9 ct.
    ahead(bench, cheap, dear, dear)
    assert bench.plan() == (PLAN_BOILER, R_STAY)
    ahead(bench, *[cheap] * 4, dear)
    assert bench.plan() == (PLAN_BOILER, R_STAY)
    ahead(bench, *[cheap] * 8, dear)
    assert bench.plan() == (PLAN_HP, R_CHEAPER_HP)


def test_a_short_peak_is_not_worth_a_stop():
    bench = Bench()
    bench.params.set(P_START_CT_X10, 50)
    bench.wish.load_w = 4000
    even = even_eur(bench)
    ahead(bench, *[even - 50] * 8)
    assert bench.plan() == (PLAN_HP, R_CHEAPER_HP)
    ahead(bench, even + 60, even - 50)
    assert bench.plan() == (PLAN_HP, R_STAY)
    ahead(bench, even + 600, even - 50)
    assert bench.plan() == (PLAN_BOILER, R_CHEAPER_GAS)


def test_the_hysteresis_is_the_price_of_a_start():
    for start in (0, 20, 200):
        bench = Bench()
        bench.params.set(P_START_CT_X10, start)
        bench.wish.load_w = 2500
        bench.prices(60000, 8000)
        bench.plan()
        assert bench.d.plan == PLAN_BOILER
        boiler = bench.d.choice.boiler_ct
        cop = bench.d.choice.cop_x100
        took = 0
        for power in range(60000, 0, -100):
            bench.prices(power, 8000)
            if bench.plan()[0] == PLAN_HP:
                took = boiler - power * 100 // cop
                break
        want = start * 20 // 3  # 24 quarter-hours of 0.625 kWh each: 0.015 MWh
        assert want <= took <= want + 60


def test_a_small_load_needs_a_larger_difference():
    took = []
    for load in (1000, 4000):
        bench = Bench()
        bench.params.set(P_START_CT_X10, 100)
        bench.wish.load_w = load
        bench.prices(60000, 8000)
        bench.plan()
        for power in range(60000, -30000, -100):
            bench.prices(power, 8000)
            if bench.plan()[0] == PLAN_HP:
                took.append(power)
                break
    assert took[0] < took[1]


def test_the_boiler_is_better_with_a_cool_return():
    bench = Bench()
    bench.params.set(P_BOILER_SLOPE_X1000, 3)
    costs = []
    for mean in (2700, 3500, 4400):
        bench.wish.req_c100 = mean + 300
        bench.wish.mean_c100 = mean
        bench.plan()
        costs.append(bench.d.choice.boiler_ct)
    assert costs[0] < costs[1] < costs[2]
    assert costs[0] == bench.money.gas_ct * 1000 // (930 + 36)  # no better than at 25 C
    bench.params.set(P_BOILER_SLOPE_X1000, 0)
    bench.plan()
    assert bench.d.choice.boiler_ct == bench.money.gas_ct * 1000 // 930


def test_by_carbon_dioxide():
    bench = Bench()
    bench.params.set(P_WEIGHT_CO2_PCT, 100)
    bench.lift(30)  # COP 4.4: 300 g/kWh of electricity are 68 g/kWh of heat, gas 198
    assert bench.plan() == (PLAN_HP, R_CLEANER_HP)
    bench.lift(70)  # COP 1.6
    bench.wish.req_c100 = 5000
    bench.wish.outdoor_c100 = -2000
    bench.wish.load_w = 500
    assert bench.plan() == (PLAN_HP, R_CLEANER_HP)
    bench.params.set(P_POWER_G_KWH, 600)
    assert bench.plan() == (PLAN_BOILER, R_CLEANER_GAS)


def test_measured_cop_corrects_the_map():
    bench = Bench()
    bench.plan()
    plain = bench.d.choice.cop_x100
    assert plain == cop_x100(3500, 500, bench.params.v)
    bench.d.meter.factor_x1000 = 800
    bench.plan()
    assert bench.d.choice.cop_x100 == plain * 800 // 1000


def test_break_even_with_three_kelvin():
    bench = Bench()
    bench.params.set(P_RULE, 2)
    bench.prices(30000, 8000)

    def at(outdoor):
        bench.wish.outdoor_c100 = outdoor
        return bench.plan()[0]

    low = high = None
    for outdoor in range(1500, -1500, -10):
        if at(outdoor) == PLAN_BOILER:
            low = outdoor
            break
    for outdoor in range(low, 1500, 10):
        if at(outdoor) == PLAN_HP:
            high = outdoor
            break
    assert 290 <= high - low <= 310


def test_the_capacity_rule_never_asks_for_a_price():
    bench = Bench()
    bench.params.set(P_RULE, 3)
    bench.prices(300000, 8000)
    assert bench.plan() == (PLAN_HP, R_DEFICIT)
    bench.wish.load_w = 9000
    assert bench.plan() == (PLAN_BOTH, R_CAPACITY)


def test_who_opts_out_gets_the_fixed_rule():
    bench = Bench()
    bench.prices(300000, 8000)
    for outdoor, plan in ((800, PLAN_HP), (-200, PLAN_BOILER)):
        bench.wish.outdoor_c100 = outdoor
        assert bench.plan(opt_out=True) == (plan, R_OPT_OUT)
    bench.params.set(P_RULE, 1)
    assert bench.plan(opt_out=True) == (PLAN_BOILER, R_OPT_OUT)
    assert bench.plan() == (PLAN_BOILER, R_BELOW_CUTOUT)
    bench.wish.outdoor_c100 = 800
    assert bench.plan() == (PLAN_HP, R_ABOVE_CUTOUT)


def test_who_asks_for_running_gets_the_heat_pump_within_its_window():
    bench = Bench()
    bench.prices(300000, 8000)
    assert bench.plan() == (PLAN_BOILER, R_CHEAPER_GAS)
    assert bench.plan(boost_why=R_SG_BOOST) == (PLAN_HP, R_SG_BOOST)
    bench.wish.outdoor_c100 = -2100
    assert bench.plan(boost_why=R_SG_BOOST) == (PLAN_BOILER, R_TOO_COLD)


def test_prices_that_vanish_leave_the_fixed_rule():
    bench = Bench()
    bench.params.set(P_RULE, 2)
    bench.f[IN_GAS_PRICE_STATE] = Q_ABSENT
    bench.wish.outdoor_c100 = -500
    assert bench.plan()[0] == PLAN_BOILER


def shifted(bench, opt_out=False):
    """The shift at the prices of now, with a fresh dispatch that has decided once."""
    bench.d = Dispatch()
    bench.plan()
    bench.d.choice.look(bench.money, bench.params.v, opt_out, bench.d.alone)
    return bench.d.choice.shift_c100


def test_the_room_follows_the_price_within_bounds():
    bench = Bench()
    bench.params.set(P_SHIFT_C100, 40)
    even = even_eur(bench)
    # Boiler heat is the ceiling: a price above it is as dear as gas.
    for first, want in ((even - 200, 40), (even - 1, 0), (even + 900, 0)):
        ahead(bench, first, *[even] * 30)
        assert shifted(bench) == want
    ahead(bench, even, *[even - 100] * 30)
    assert shifted(bench) == -40
    bench.params.set(P_SHIFT_C100, 0)
    assert shifted(bench) == 0
    bench.params.set(P_SHIFT_C100, 40)
    bench.params.set(P_RULE, 2)
    assert shifted(bench) == 0


def test_the_room_does_not_follow_what_is_not_known():
    bench = Bench()
    even = even_eur(bench)
    assert shifted(bench) == 0
    ahead(bench, even - 100, *[even] * 10)  # two and a half hours are too few
    assert shifted(bench) == 0
    ahead(bench, even - 100, *[even] * 30)
    assert shifted(bench, True) == 0
    bench.wish.req_c100 = 4600
    assert shifted(bench) == 0
    bench.wish.req_c100 = 3500
    assert shifted(bench) == bench.params.v[P_SHIFT_C100] > 0
    bench.f[IN_WALL_STATE] = Q_ABSENT
    assert shifted(bench) == 0


def test_alone_there_is_no_ceiling_of_gas():
    bench = Bench()
    bench.params.set(P_BOILER_FITTED, 0)
    bench.f[IN_GAS_PRICE_STATE] = Q_ABSENT
    ahead(bench, 400, *[200] * 30)
    assert shifted(bench) == -bench.params.v[P_SHIFT_C100] < 0


def test_a_price_of_the_moment_is_taken_to_last():
    for wall in (False, True):
        bench = Bench()
        bench.params.set(P_START_CT_X10, 20)
        if wall:
            bench.f[IN_WALL_MIN] = NOW
            bench.f[IN_WALL_STATE] = Q_GOOD
        bench.prices(60000, 8000)
        assert bench.plan() == (PLAN_BOILER, R_CHEAPER_GAS)
        bench.prices(22000, 8090)
        assert bench.plan() == (PLAN_HP, R_CHEAPER_HP)
