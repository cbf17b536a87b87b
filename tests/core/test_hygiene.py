"""Disinfection: what proves it, when it is tried, what a restart, a limit, an absence or a failure changes."""

from array import array

from tandem.control.controller import Controller
from tandem.control.hygiene import Hygiene
from tandem.control.param_table import (
    P_AWAY_D,
    P_AWAY_MIN,
    P_ELEMENT_W,
    P_HP_MAX_FLOW_C100,
    P_HP_OWN_HYGIENE,
    P_HYGIENE_C100,
    P_HYGIENE_D,
    P_HYGIENE_MAX_MIN,
    P_MIXER,
    P_TANK_SENSOR,
)
from tandem.control.wall import Wall
from tandem.ports.frame import (
    ALARM_HYGIENE,
    CH_BOILER_FLOW,
    CH_FLAME,
    CH_TANK,
    DHW_HYGIENE,
    IN_WALL_STATE,
    OUT_ALARMS,
    OUT_BOILER,
    OUT_BOILER_SET_C100,
    OUT_DHW,
    OUT_DHW_WHY,
    OUT_ELEMENT,
    OUT_HP,
    OUT_HYGIENE_H,
    OUT_VALVE,
    Q_ABSENT,
    Q_FAULT,
    Q_OPEN,
)
from tandem.ports.limits import SRC_GRID, SRC_MANAGER
from tandem.ports.reasons import R_HYGIENE, R_HYGIENE_LATE
from tank_bench import BOILER, DAY_S, EITHER, FULL_C100, HOUR_S, HP, SATURDAY_MIN, Prices, TankBench

WEEK_S = 7 * DAY_S


def hold(bench, c100, seconds, step_ms=10000):
    bench.tank(c100)
    bench.run(seconds, step_ms)


def left_s(bench):
    return bench.controller.hygiene.due_s - bench.now_ms // 1000


def credited(bench):
    """The deadline was moved just now, or is being moved."""
    return left_s(bench) > WEEK_S - 120


def fresh(by=BOILER, settings=(), day=0, minute=0, clock=True, heats=0):
    """A bench just disinfected at this time, and the tank back at its usual temperature."""
    bench = TankBench(by, ((P_TANK_SENSOR, 0),) + settings, heats)
    if clock:
        bench.clock(minute, day)
    hold(bench, 7800, 1700)
    bench.tank(FULL_C100)
    bench.run(900)
    assert not bench.controller.hygiene.want and bench.controller.hygiene.due_s > 6 * DAY_S
    return bench


def wait(bench, hours, step_ms=600000):
    """Let hours pass with a tank that is warm and no hotter."""
    bench.tank(FULL_C100)
    bench.run(hours * HOUR_S, step_ms)


# --- what proves it --------------------------------------------------------------------------------------------------
def test_every_row_of_the_table():
    for c100, need_s in ((6060, 1200), (6550, 600), (7050, 300), (8000, 300)):
        for short in (20, 0):
            bench = TankBench(BOILER, ((P_TANK_SENSOR, 0),))
            bench.tank(c100 - 1)
            bench.tick()
            hold(bench, c100, need_s - short)
            assert credited(bench) == (not short), (c100, short)


def test_just_too_cold_never_counts():
    bench = TankBench(BOILER, ((P_TANK_SENSOR, 0),))
    hold(bench, 6040, 6 * HOUR_S)
    assert left_s(bench) < DAY_S


def test_the_sensors_place_wants_more():
    for place, c100, need_s in ((1, 6300, 3600), (2, 6550, 6000)):
        for less, short in ((6, 0), (0, 30), (0, 0)):
            bench = TankBench(BOILER, ((P_TANK_SENSOR, place),))
            bench.tick()
            hold(bench, c100 - less, need_s - short + 10)
            assert credited(bench) == (not less and not short), (place, less, short)


def test_a_drop_begins_anew():
    """Below the temperature, or by more than 2 K: the water itself dropped further than its sensor."""
    for peak, drop, again in ((6060, 6040, True), (6300, 6090, True), (6300, 6110, False)):
        bench = TankBench(BOILER, ((P_TANK_SENSOR, 0),))
        bench.tick()
        hold(bench, peak, 1000)
        hold(bench, drop, 30)
        hold(bench, peak, 160)
        assert not credited(bench)
        hold(bench, peak, 40)
        assert credited(bench) != again
        hold(bench, peak, 1000)
        assert credited(bench)


def test_time_between_ticks_that_lie_far_apart_is_no_time_at_temperature():
    for step_ms, counts in ((60000, True), (61000, False), (600000, False)):
        bench = TankBench(BOILER, ((P_TANK_SENSOR, 0),))
        hold(bench, 6100, 4000, step_ms)
        assert credited(bench) == counts, step_ms
    # Ten minutes and more: nobody knows whether it stayed hot.
    bench = TankBench(BOILER, ((P_TANK_SENSOR, 0),))
    bench.tick()
    hold(bench, 6100, 1100)
    bench.now_ms += 700000
    hold(bench, 6100, 600)
    assert not credited(bench)


def test_no_credit_without_a_good_sensor():
    for quality in (Q_OPEN, Q_FAULT, Q_ABSENT):
        bench = TankBench(BOILER, ((P_TANK_SENSOR, 0),))
        bench.tick()
        hold(bench, 6100, 600)
        bench.put(CH_TANK, 6100, quality)
        bench.run(1800)
        assert not credited(bench)
        bench.put(CH_TANK, 6100)
        bench.run(700)
        assert not credited(bench), "the counter began anew"


def test_a_value_held_over_a_gap_does_not_count():
    bench = TankBench(BOILER, ((P_TANK_SENSOR, 0),))
    bench.tick()
    hold(bench, 6100, 1000)
    bench.put(CH_TANK, 6100, Q_FAULT)
    bench.run(300)
    bench.put(CH_TANK, 6100)
    bench.run(150)
    assert not credited(bench)
    bench.run(100)
    assert credited(bench)


def test_a_sensor_that_stands_still_proves_nothing():
    bench = fresh(settings=((P_TANK_SENSOR, 0),))
    bench.tank(6200)
    bench.tick()
    ticks = bench.ticks
    for _ in range(9 * DAY_S // 60):
        bench.ticks = ticks
        bench.tick(60000)
    assert left_s(bench) < 0 and bench.o[OUT_ALARMS] & ALARM_HYGIENE


def test_a_natural_pass_counts():
    bench = fresh()
    wait(bench, 72)
    hold(bench, 7400, 950)
    assert credited(bench)
    assert bench.o[OUT_HYGIENE_H] >= 167


def test_above_the_cold_a_sensor_proves_nothing_while_nobody_heats():
    """Draws let cold water in below a sensor in the middle or at the top, and it does not see them."""
    for place in range(3):
        bench = fresh()
        bench.set(P_TANK_SENSOR, place)
        wait(bench, 72)
        hold(bench, 7800, 3 * HOUR_S)
        assert credited(bench) == (place == 0)
    # With heat it may be a natural pass.
    bench = fresh(settings=((P_HP_OWN_HYGIENE, 1),))
    bench.set(P_TANK_SENSOR, 2)
    wait(bench, 72)
    bench.obeys = False
    bench.machine(True)
    hold(bench, 7800, 3 * HOUR_S)
    assert credited(bench)


def test_a_pass_without_an_attempt_ends_the_attempt():
    bench = TankBench(BOILER)
    bench.run(60)
    assert bench.o[OUT_DHW] == DHW_HYGIENE and bench.o[OUT_DHW_WHY] == R_HYGIENE
    hold(bench, 7400, 950)
    assert bench.o[OUT_DHW] != DHW_HYGIENE and not bench.o[OUT_BOILER]


# --- the run itself --------------------------------------------------------------------------------------------------
def test_it_heats_and_holds_until_it_is_done():
    for by, settings in ((BOILER, ()), (EITHER, ()), (HP, ((P_ELEMENT_W, 2000),)), (HP, ((P_HP_MAX_FLOW_C100, 8000),))):
        for place in range(3):
            bench = TankBench(by, ((P_TANK_SENSOR, place), (P_HYGIENE_C100, 6000)) + settings, heats=15)
            bench.tank(4500)
            bench.until(OUT_DHW, DHW_HYGIENE, 7200)
            for _ in range(4 * 360):
                bench.tick()
                if not bench.controller.hygiene.want:
                    break
            assert credited(bench), (by, place)
            assert 6000 < bench.base[CH_TANK] < 7100


def test_hotter_is_shorter():
    """The installer's choice of 70 C needs five minutes of it."""
    bench = TankBench(BOILER, ((P_TANK_SENSOR, 0), (P_HYGIENE_C100, 7000)), heats=60)
    bench.tank(4500)
    bench.run(1500)
    assert credited(bench) and bench.base[CH_TANK] > 7000


def test_a_draw_in_the_hold_begins_anew():
    bench = TankBench(BOILER, ((P_TANK_SENSOR, 0),), heats=30)
    bench.tank(4500)
    while not bench.controller.hygiene.holds:
        bench.tick()
    bench.run(900)
    bench.tank(3000)
    bench.run(60)
    assert not bench.controller.hygiene.holds and bench.o[OUT_BOILER], "and is heated at once"
    bench.run(600)
    assert not credited(bench)
    bench.run(1800)
    assert credited(bench)


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


# --- restart ---------------------------------------------------------------------------------------------------------
def restarted(bench, away_min, clock_min=0, known=True):
    """Power was away; the clock then shows clock_min more or less than it should."""
    record = bench.controller.dump()
    assert len(record) <= 112
    utc = bench.f[2]
    bench.reboot(record, None)
    bench.tank(FULL_C100)
    bench.f[IN_WALL_STATE] = 1 if known else 0
    bench._from_min = utc + away_min + clock_min
    bench.run(30)
    return bench


def test_a_cut_of_unknown_length_leaves_a_day():
    bench = restarted(fresh(), 30, known=False)
    assert DAY_S - 60 < left_s(bench) <= DAY_S
    assert bench.controller.hygiene.want


def test_the_wall_clock_proves_how_long_it_was():
    for away_min in (10, 1440, 5 * 1440):
        bench = fresh()
        before = left_s(bench)
        restarted(bench, away_min)
        assert 0 <= before - left_s(bench) - away_min * 60 < 2800, away_min
        assert not bench.controller.hygiene.want or left_s(bench) < 2 * DAY_S
    restarted(bench, 9 * 1440)
    assert left_s(bench) < 0 and bench.o[OUT_ALARMS] & ALARM_HYGIENE


def test_a_clock_that_comes_later_proves_it_too():
    bench = fresh()
    utc = bench.f[2]
    before = left_s(bench)
    restarted(bench, 60, known=False)
    bench.run(3600)
    bench.f[IN_WALL_STATE] = 1
    bench._from_min = utc + 60
    bench.run(70)
    assert 0 <= before - left_s(bench) - 2 * HOUR_S < 2800
    bench.run(120)
    assert bench.controller.hygiene.want, "an attempt that is on is ended"


def test_a_clock_that_is_behind_proves_nothing():
    for clock_min in (-3 * 1440, -5 * 1440, -90 * 1440):
        bench = fresh()
        wait(bench, 100)
        restarted(bench, 60, clock_min)
        assert left_s(bench) <= DAY_S, clock_min


def test_a_clock_far_ahead_is_taken_at_its_word():
    bench = restarted(fresh(), 0, 1 << 26)
    assert left_s(bench) < 0


def test_repeated_cuts_do_not_put_it_off():
    bench = fresh(clock=False)
    wait(bench, 130)
    for n in range(1, 5):
        restarted(bench, 0, known=False)
        assert left_s(bench) <= DAY_S - (n - 1) * (5 * HOUR_S - 600)
        bench.run(5 * HOUR_S, 600000)
    assert left_s(bench) < 5 * HOUR_S


def test_a_first_start_knows_nothing():
    bench = TankBench(BOILER)
    bench.clock(0)
    bench.run(30)
    assert DAY_S - 60 < left_s(bench) <= DAY_S


def test_a_cut_in_the_hold_begins_anew():
    bench = TankBench(BOILER, ((P_TANK_SENSOR, 0),))
    bench.tick()
    hold(bench, 6060, 1100)
    bench.reboot(bench.controller.dump(), None)
    hold(bench, 6060, 1100)
    assert not credited(bench)
    hold(bench, 6060, 120)
    assert credited(bench)


def test_a_credit_is_kept_with_its_date():
    """Saved in the tick after the last minute of the hold: the wall clock's part must be there."""
    bench = TankBench(BOILER, ((P_TANK_SENSOR, 0),))
    bench.clock(600)
    bench.run(30)
    bench.tank(6100)
    while not credited(bench):
        bench.tick()
    restarted(bench, 3 * 1440)
    assert abs(left_s(bench) - 4 * DAY_S) < 2800


def test_strange_records():
    for fill in (0x00, 0x7F, 0x80, 0xFF):
        row = array("i", bytes([fill]) * 8)
        hygiene = Hygiene()
        assert hygiene.restore(row, 0) == 2
        assert -61 * DAY_S < hygiene.due_s <= DAY_S
        hygiene.keep(row, 0, 946000000)
    assert len(Controller().dump()) <= 112


# --- away ------------------------------------------------------------------------------------------------------------
def test_nobody_at_home():
    """Due at the return, tried in the day before it, no alarm while it rests."""
    bench = fresh(BOILER)
    wall = Wall()
    wall.step(bench.f)
    wait(bench, 40)
    bench.set(P_AWAY_D, wall.day + 21)
    bench.set(P_AWAY_MIN, 960)
    bench.tank(FULL_C100)
    began = None
    for _ in range(22 * 144):
        bench.tick(600000)
        bench.base[CH_TANK] = max(2000, bench.base[CH_TANK] - 5)
        assert not bench.o[OUT_ALARMS] & ALARM_HYGIENE
        if bench.controller.hygiene.want and began is None:
            began = bench.o[OUT_HYGIENE_H]
            assert bench.o[OUT_BOILER] and bench.o[OUT_BOILER_SET_C100] > 0
            break
    assert began is not None and 11 <= began < 24
    # Back, and it has not been done.
    bench.run(30 * HOUR_S, 600000)
    assert bench.o[OUT_ALARMS] & ALARM_HYGIENE


def test_a_short_absence_changes_nothing():
    bench = fresh(BOILER)
    wall = Wall()
    wall.step(bench.f)
    bench.set(P_AWAY_D, wall.day + 3)
    bench.run(70)
    assert bench.o[OUT_HYGIENE_H] == left_s(bench) // 3600


def test_no_mixing_valve_no_disinfection():
    bench = TankBench(BOILER, ((P_MIXER, 0),))
    bench.hours(24 * 9)
    assert bench.o[OUT_DHW] != DHW_HYGIENE and not bench.o[OUT_ALARMS] & ALARM_HYGIENE


def test_no_tank_no_deadline():
    bench = TankBench(0)
    bench.hours(24 * 9)
    assert bench.o[OUT_HYGIENE_H] == 0 and not bench.o[OUT_ALARMS]
