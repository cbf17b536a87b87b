"""Paid peaks: the running quarter-hour, the month's highest, and what the heat pump would add to the bill."""

from dispatch_bench import Bench
from limits_bench import MONDAY_MIN, LimitsBench
from support import no_allocation
from tandem.control.choice import Choice
from tandem.control.limits.peak import LEAST_W, Peak, month_of
from tandem.control.param_table import P_HP_MIN_POWER_W, P_PEAK_EUR_KW
from tandem.control.snapshot import dump, load
from tandem.ports.frame import CH_HP_POWER, CH_IMPORT, IN_WALL_MIN, PLAN_BOILER, PLAN_HP
from tandem.ports.reasons import R_CHEAPER_HP, R_PEAK
from wild import HIGHEST, LOWEST

EUR_KW = 48  # 4 EUR for a kilowatt in one month


def bench(watts=1000, known=True, own=0):
    """A bench at the begin of a quarter; watts: import, own: of it the heat pump's."""
    b = LimitsBench(((P_PEAK_EUR_KW, EUR_KW), (P_HP_MIN_POWER_W, 400)))
    b.now_s = 9000  # begins a quarter of uptime
    if known:
        b.clock(600)
    b.put(CH_IMPORT, watts)
    b.put(CH_HP_POWER, own)
    b.step()
    return b


def quarter(b):
    return b.e.peak.quarter_w


def next_quarter(b, minute):
    b.now_s = b.now_s // 900 * 900 + 900
    if minute is not None:
        b.clock(minute)
    b.step()


def spend(b, watts, minute):
    """A whole quarter with this import."""
    b.put(CH_IMPORT, watts)
    b.walk(890)
    next_quarter(b, minute)


def near(tenths, watts):
    """Whether a cost is that of so many watts, within 5 W."""
    return abs(tenths - watts * EUR_KW // 12) <= 5 * EUR_KW // 12


def test_the_mean_of_the_running_quarter():
    for known in (True, False):
        b = bench(3000, known)
        b.walk(300)
        assert quarter(b) == 3000
        b.put(CH_IMPORT, 6000)
        b.walk(300)
        assert quarter(b) == 4500
        b.put(CH_IMPORT, -1500)
        b.walk(290)
        assert 2500 < quarter(b) < 2600
        assert b.e.peak.span_s == 890
        next_quarter(b, 615 if known else None)
        assert quarter(b) == 0  # a new one
        b.put(CH_IMPORT, 1000)
        b.walk(60)
        assert quarter(b) == 1000
    assert b.hard() is None and b.soft() is None  # a price is no limit


def test_nobody_pays_for_peaks():
    b = LimitsBench()
    b.put(CH_IMPORT, 3000)
    b.walk(60)
    assert b.e.peak is None


def test_the_months_highest_quarter_counts_from_two_and_a_half_kilowatt():
    b = bench()
    assert b.e.peak.most_w == LEAST_W
    spend(b, 2400, 615)
    assert b.e.peak.most_w == LEAST_W
    spend(b, 5200, 630)
    assert b.e.peak.most_w == 5200
    spend(b, 4000, 645)
    assert b.e.peak.most_w == 5200
    b.clock(0, 31)  # the first of February
    b.step()
    assert b.e.peak.most_w == LEAST_W


def test_a_quarter_that_was_hardly_seen_does_not_count():
    b = bench()
    b.walk(400)
    b.put(CH_IMPORT, 9000)
    b.put(CH_IMPORT, 9000, 0)
    b.walk(490)
    next_quarter(b, 615)
    assert b.e.peak.most_w == LEAST_W


def test_months_by_the_calendar():
    # Days since 2000-01-01 of the first of a month: leap years 2024 and 2028, common 2026 and 2027.
    firsts = (8766, 8797, 8826, 9132, 9163, 9191, 9497, 9862, 10227, 10258, 10287)
    for first in firsts:
        assert month_of(first) == month_of(first - 1) + 1, first
        assert month_of(first) == month_of(first + 27)
    assert month_of(9497) == month_of(9132) + 12


def test_what_the_heat_pump_adds_is_a_twelfth_of_the_price_of_a_kilowatt():
    b = bench(2000)
    b.walk(3600)
    next_quarter(b, 720)
    p = b.e.peak
    assert p.cost(400, False, b.p) == 0
    assert near(p.cost(1500, False, b.p), 1000)  # 4 EUR
    assert near(p.cost(600, False, b.p), 100 + 60)  # it was dear: it has to be 10 % less
    assert p.cost(100, False, b.p) == 0  # its lowest power is 400 W
    assert near(p.cost(600, False, b.p), 100)


def test_its_own_power_is_not_counted_twice():
    b = bench(3200, own=1200)
    b.walk(590)  # too short to count
    next_quarter(b, 720)
    b.walk(890)
    assert near(b.e.peak.cost(1200, True, b.p), 700)


def test_one_that_runs_is_judged_by_this_quarter_one_that_would_start_by_the_next_too():
    b = bench(500)
    b.walk(3600)
    next_quarter(b, 720)
    b.walk(600)  # two thirds of the quarter were cheap
    b.put(CH_IMPORT, 3500)
    b.walk(290)
    assert b.e.peak.cost(1500, True, b.p) == 0
    assert b.e.peak.cost(1500, False, b.p) > 0
    next_quarter(b, 735)
    assert b.e.peak.cost(1500, True, b.p) > 0


def test_a_kettle_is_smoothed():
    b = bench(900)
    b.walk(3600)
    next_quarter(b, 720)
    b.put(CH_IMPORT, 2900)
    b.walk(60)
    assert b.e.peak.cost(1000, True, b.p) == 0
    b.walk(600)
    assert b.e.peak.cost(1000, True, b.p) > 0


def test_without_the_meter_nobody_can_say():
    b = bench(9000)
    b.walk(600)
    assert b.e.peak.cost(1000, True, b.p) > 0
    b.put(CH_IMPORT, 0, 0)
    b.walk(10)
    assert b.e.peak.cost(1000, True, b.p) == 0


def test_the_peak_outlives_a_restart():
    b = bench()
    choice = Choice()
    choice.attach(b.e.peak)
    b.clock(615)
    b.step()
    spend(b, 5200, 630)
    data = dump((choice,), 0)
    fresh = Choice()
    assert load((fresh,), data)
    assert dump((fresh,), 0) == data  # even when nobody asked for it in between
    again = bench()
    fresh.attach(again.e.peak)
    assert again.e.peak.most_w == 5200
    next_quarter(again, 645)
    assert again.e.peak.most_w == 5200  # still January
    for value in (HIGHEST, LOWEST, -1):
        peak = Peak(None)
        peak.restore([value, value], 0)
        assert LEAST_W <= peak.most_w <= 100000


class Bill:
    """A peak that costs what it is told to."""

    def __init__(self, cost):
        self.tenths = cost
        self.asked = 0

    def cost(self, w, runs, p):
        self.asked = w
        return self.tenths


def test_it_is_a_cost_in_the_choice_of_the_source():
    for cost, plan, why in ((0, PLAN_HP, R_CHEAPER_HP), (1, PLAN_HP, R_CHEAPER_HP), (4000, PLAN_BOILER, R_PEAK)):
        bench = Bench()
        bench.params.set(P_PEAK_EUR_KW, EUR_KW)
        bench.lift(25)
        bench.d.choice.peak = Bill(cost)
        assert bench.plan() == (plan, why)
        assert bench.d.choice.peak.asked == bench.wish.load_w * 100 // bench.d.choice.cop_x100
        assert bench.plan() == (plan, why)
    assert bench.plan(boiler_ok=False)[0] == PLAN_HP  # a house without another source pays
    bench.params.set(P_PEAK_EUR_KW, 0)
    assert bench.plan() == (PLAN_HP, R_CHEAPER_HP)


def _step(b):
    b.tick(10)


def test_no_allocation_and_31_bits():
    for watts in (60000, -60000, HIGHEST, LOWEST):
        b = bench(watts)
        b.set(P_PEAK_EUR_KW, 500)
        b.now_s = 946000000
        b.f[IN_WALL_MIN] = MONDAY_MIN + 1440 * 30000
        b.walk(60)
        for _ in range(100):
            b.step(899)
            assert -HIGHEST < b.e.peak.cost(20000, False, b.p) < HIGHEST
        no_allocation(_step, b)
