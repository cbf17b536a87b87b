"""Disinfection: what proves it, and the run itself."""

from tandem.control.param_table import (
    P_ELEMENT_W,
    P_HP_MAX_FLOW_C100,
    P_HP_OWN_HYGIENE,
    P_HYGIENE_C100,
    P_TANK_SENSOR,
)
from tandem.ports.frame import (
    ALARM_HYGIENE,
    CH_TANK,
    DHW_HYGIENE,
    OUT_ALARMS,
    OUT_BOILER,
    OUT_DHW,
    OUT_DHW_WHY,
    OUT_HYGIENE_H,
    Q_ABSENT,
    Q_FAULT,
    Q_OPEN,
)
from tandem.ports.reasons import R_HYGIENE
from tank_bench import BOILER, DAY_S, EITHER, HOUR_S, HP, TankBench, credited, fresh, hold, left_s, wait


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


def test_above_the_bottom_a_small_dip_may_be_a_draw():
    for place, drop_c100, again in ((1, 60, True), (1, 40, False), (2, 60, True), (0, 60, False)):
        bench = TankBench(BOILER, ((P_TANK_SENSOR, place),))
        bench.tick()
        hot = 6400 + 250 * place
        need_s = (1200, 3600, 6000)[place]
        hold(bench, hot, need_s - 200)
        hold(bench, hot - drop_c100, 30)
        hold(bench, hot, 200)
        assert credited(bench) != again, (place, drop_c100)


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
