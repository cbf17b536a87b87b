"""Disinfection: when it is tried, what limits and failures change."""

from tandem.control.param_table import (
    P_BOILER_FITTED,
    P_ELEMENT_W,
    P_HP_MAX_FLOW_C100,
    P_HP_OWN_HYGIENE,
    P_HYGIENE_D,
    P_HYGIENE_MAX_MIN,
    P_RELEASE_S,
    P_ROOM_USE,
)
from tandem.control.powerlimit import floor_w
from tandem.ports.frame import (
    ALARM_HYGIENE,
    CH_BOILER_FLOW,
    CH_FLAME,
    CH_ROOM,
    DHW_HYGIENE,
    OUT_ALARMS,
    OUT_BOILER,
    OUT_DHW,
    OUT_DHW_WHY,
    OUT_ELEMENT,
    OUT_HP,
    OUT_HP_CAP_W,
    OUT_HYGIENE_H,
    OUT_PLAN,
    OUT_VALVE,
    PLAN_NONE,
)
from tandem.ports.limits import SRC_GRID, SRC_MANAGER
from tandem.ports.reasons import R_HYGIENE_LATE
from tank_bench import (
    BOILER,
    DAY_S,
    EITHER,
    FULL_C100,
    HOUR_S,
    HP,
    SATURDAY_MIN,
    Prices,
    TankBench,
    credited,
    fresh,
    hold,
    left_s,
    wait,
)


# --- when ------------------------------------------------------------------------------------------------------------
def begins_h(bench, most_h=24 * 8):
    """Hours left when the attempt begins."""
    bench.tank(FULL_C100)
    for _ in range(most_h * 6):
        bench.tick(600000)
        if bench.controller.hygiene.want:
            return left_s(bench) / 3600
    return None


def test_without_prices_at_13():
    """The day of choice lies 48 to 24 h before the deadline."""
    bench = fresh(minute=9 * 60)
    begins = begins_h(bench)
    minute = (bench.f[2] - SATURDAY_MIN) % 1440
    assert 780 <= minute < 800
    assert 24 < begins <= 48


def test_without_a_clock_a_day_before():
    bench = fresh(clock=False)
    assert 23.5 < begins_h(bench) <= 24


def test_with_the_sun_at_once():
    bench = fresh(HP, ((P_ELEMENT_W, 2000),), clock=False)
    wait(bench, 100)
    bench.controller.envelope.boost = 1
    assert 47.5 < begins_h(bench) <= 48


def test_at_the_cheapest_hours():
    for cheap in (0, 40, 77, 95):
        prices = Prices()
        for day in range(14):
            for quarter in range(96):
                far = min((quarter - cheap) % 96, (cheap - quarter) % 96)
                prices.by_quarter[day * 96 + quarter] = 5000 + 100 * far
        bench = fresh(EITHER, minute=600)
        bench.controller.prices = prices
        assert 24 <= begins_h(bench) <= 48
        middle = (bench.f[2] - SATURDAY_MIN) // 15 % 96 + 4
        assert min((middle - cheap) % 96, (cheap - middle) % 96) <= 2, (cheap, middle)


def test_prices_that_end_soon_and_a_boiler_that_does_not_care():
    for by, known, quarter in ((EITHER, 4, 52), (BOILER, 1 << 20, 52)):
        prices = Prices()
        bench = fresh(by, minute=600)
        wait(bench, 110)
        prices.until = (bench.f[2] // 15) + known
        for i in range(96 * 14):
            prices.by_quarter[i] = 5000 if i % 96 == 10 else 9000
        bench.controller.prices = prices
        begins_h(bench)
        assert (bench.f[2] - SATURDAY_MIN) // 15 % 96 == quarter


def test_the_parameter_moves_the_deadline():
    bench = fresh()
    before = left_s(bench)
    bench.set(P_HYGIENE_D, 10)
    bench.run(70)
    assert before + 3 * DAY_S - 100 < left_s(bench) <= before + 3 * DAY_S


def test_the_appliances_own_run_is_not_doubled():
    bench = fresh(settings=((P_HP_OWN_HYGIENE, 1),))
    assert 11.5 < begins_h(bench) <= 12
    bench = fresh(settings=((P_HP_OWN_HYGIENE, 1),))
    wait(bench, 150)
    hold(bench, 7400, 950)
    assert credited(bench)


# --- limits ----------------------------------------------------------------------------------------------------------
def test_a_limit_holds_back_the_heat_pump_until_it_is_late():
    bench = fresh(HP, ((P_ELEMENT_W, 2000),), clock=False)
    bench.limit(SRC_MANAGER, 0)
    begins = begins_h(bench)
    assert 11.5 < begins <= 12
    bench.tank(4000)
    bench.run(1200)
    assert bench.o[OUT_HP] and bench.o[OUT_DHW_WHY] == R_HYGIENE_LATE, "a soft limit yields to hygiene"


def test_a_hard_limit_stands():
    bench = fresh(HP, ((P_ELEMENT_W, 2000),), clock=False)
    bench.limit(SRC_GRID, 0)
    wait(bench, 7 * 24 + 5)
    bench.tank(4000)
    bench.run(900)
    assert bench.o[OUT_DHW] == DHW_HYGIENE
    assert not bench.o[OUT_HP] and not bench.o[OUT_ELEMENT]
    assert bench.o[OUT_ALARMS] & ALARM_HYGIENE and bench.o[OUT_HYGIENE_H] < 0
    bench.no_limit(SRC_GRID)
    bench.run(1800)
    assert bench.o[OUT_HP]


def test_the_boiler_knows_no_power_limit():
    for by in (BOILER, EITHER):
        bench = fresh(by, clock=False)
        bench.limit(SRC_GRID, 0)
        assert 23 < begins_h(bench) <= 24
        bench.run(120)
        assert bench.o[OUT_BOILER] and bench.o[OUT_VALVE]


def test_a_limit_on_the_way_is_no_failure():
    bench = fresh(HP, ((P_ELEMENT_W, 2000),), clock=False)
    begins_h(bench)
    bench.limit(SRC_GRID, 0)
    bench.tank(4000)
    bench.run(300)
    assert bench.o[OUT_DHW] != DHW_HYGIENE
    wait(bench, 8)
    bench.tank(4000)
    bench.no_limit(SRC_GRID)
    bench.run(900)
    assert bench.o[OUT_DHW] == DHW_HYGIENE and not bench.o[OUT_ALARMS] & ALARM_HYGIENE


def test_late_the_element_joins_where_the_heat_pump_is_held():
    bench = fresh(HP, ((P_ELEMENT_W, 500),), clock=False)
    bench.limit(SRC_GRID, 600)  # below the compressor's floor, above the element
    wait(bench, 165)
    bench.tank(4500)
    bench.run(300)
    assert bench.o[OUT_ELEMENT] and not bench.o[OUT_HP]


def test_a_compressor_that_starts_beside_the_element_has_its_floor_from_the_first_tick():
    bench = fresh(BOILER, ((P_BOILER_FITTED, 0), (P_ELEMENT_W, 500), (P_RELEASE_S, 0)), clock=False)
    least_w = floor_w(bench.params.v)
    bench.limit(SRC_GRID, least_w)  # room for one of them
    bench.base[CH_ROOM] = 2600
    wait(bench, 145)
    bench.tank(4500)
    bench.run(300)
    assert bench.o[OUT_ELEMENT] and not bench.o[OUT_HP]
    bench.base[CH_ROOM] = 1700
    beside = False
    for _ in range(720):
        was = bench.o[OUT_ELEMENT]
        bench.tick()
        if bench.o[OUT_HP]:
            beside = beside or was
            assert bench.o[OUT_HP_CAP_W] >= least_w and not bench.o[OUT_ELEMENT]
    assert beside


def test_late_the_house_still_keeps_to_soft_limits():
    """Only what the tank needs is let through, not the heating beside it."""
    bench = fresh(BOILER, ((P_ROOM_USE, 0),), clock=False)
    bench.base[CH_ROOM] = 2000
    bench.limit(SRC_MANAGER, 0)
    bench.tank(FULL_C100)
    while not bench.controller.tank.late:
        bench.tick(600000)
    for _ in range(360):
        bench.tick()
        assert bench.o[OUT_DHW_WHY] == R_HYGIENE_LATE and bench.o[OUT_VALVE] and bench.o[OUT_PLAN] != PLAN_NONE
        assert bench.controller.guards.limit.soft_off and not bench.o[OUT_HP]


# --- failure ---------------------------------------------------------------------------------------------------------
def test_late_a_soft_limit_yields_to_the_element_too():
    for source, element in ((SRC_MANAGER, 1), (SRC_GRID, 0)):
        bench = fresh(HP, ((P_ELEMENT_W, 2000),), clock=False)
        bench.limit(source, 0)
        wait(bench, 158)
        bench.run(300)
        assert bench.o[OUT_ELEMENT] == element


def test_a_failure_is_an_alarm_and_tried_again():
    bench = fresh(settings=((P_HYGIENE_MAX_MIN, 60),), clock=False)
    begins_h(bench)
    tries = []
    on = True
    for _ in range(80 * 60):
        bench.tick(60000)
        if bench.controller.hygiene.want != on:
            on = not on
            tries.append((on, bench.now_ms // 1000))
        if not on:
            assert bench.o[OUT_ALARMS] & ALARM_HYGIENE
    assert [on for on, _ in tries[:5]] == [False, True, False, True, False]
    times = [t for _, t in tries]
    assert abs(times[1] - times[0] - 6 * HOUR_S) <= 120
    assert abs(times[3] - times[2] - 24 * HOUR_S) <= 120
    hold(bench, 7400, 950)
    assert credited(bench) and not bench.o[OUT_ALARMS] & ALARM_HYGIENE


def test_a_hold_that_has_begun_is_let_finish():
    bench = fresh(settings=((P_HYGIENE_MAX_MIN, 60),), clock=False)
    begins_h(bench)
    hold(bench, FULL_C100, 3000)
    hold(bench, 6100, 1000)
    assert bench.controller.hygiene.want
    hold(bench, 6100, 300)
    assert credited(bench)


def test_a_dead_boiler_is_told():
    bench = fresh(clock=False)
    wait(bench, 6 * 24 - 1)
    bench.obeys = False
    bench.put(CH_FLAME, 0)
    bench.base[CH_BOILER_FLOW] = 2500
    bench.run(9 * HOUR_S, 30000)
    assert bench.o[OUT_ALARMS] & ALARM_HYGIENE


def test_what_cannot_be_done_is_said_at_once():
    bench = TankBench(HP)  # 55 C of flow and nothing else
    bench.run(1200)
    assert bench.o[OUT_ALARMS] & ALARM_HYGIENE and bench.o[OUT_DHW] != DHW_HYGIENE
    bench = TankBench(HP, ((P_HP_MAX_FLOW_C100, 7500),))
    bench.run(1200)
    assert not bench.o[OUT_ALARMS] & ALARM_HYGIENE
