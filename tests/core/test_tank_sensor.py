"""A lost sensor, the element and its limits, a tank without a mixing valve."""

from tandem.control.param_table import (
    P_DHW_BY,
    P_DHW_SET_C100,
    P_ELEMENT_W,
    P_HP_FITTED,
    P_HP_MAX_FLOW_C100,
    P_MIXER,
    P_MODE,
    P_TANK_SENSOR,
)
from tandem.ports.frame import (
    ALARM_NO_MIXER,
    ALARM_TANK,
    CH_HP_FLOW,
    CH_HP_POWER,
    CH_ROOM,
    CH_TANK,
    OUT_ALARMS,
    OUT_BOILER,
    OUT_BOILER_SET_C100,
    OUT_DHW_GOAL_C100,
    OUT_ELEMENT,
    OUT_ELEMENT_WHY,
    OUT_HP,
    OUT_HP_CAP_W,
    OUT_HP_SET_C100,
    OUT_VALVE,
    Q_OPEN,
)
from tandem.ports.limits import SRC_GRID, SRC_MANAGER
from tandem.ports.reasons import R_LIMIT_OFF
from tank_bench import (
    BOILER,
    COLD,
    DAY_S,
    EITHER,
    FULL_C100,
    GOAL,
    HP,
    MODE_BOILER,
    MODE_HP,
    MODE_OFF,
    Prices,
    TankBench,
    cold,
    proven,
)


# --- the sensor ------------------------------------------------------------------------------------------------------
def test_without_the_sensor_an_hour_a_day():
    for by, out in ((BOILER, OUT_BOILER), (HP, OUT_HP)):
        bench = TankBench(by)
        proven(bench)
        bench.put(CH_TANK, 0, Q_OPEN)
        bench.run(900)
        assert bench.o[OUT_ALARMS] & ALARM_TANK
        on_s = 0
        for _ in range(3 * DAY_S // 60):
            bench.tick(60000)
            on_s += 60 * bench.o[out]
            at = OUT_BOILER_SET_C100 if out == OUT_BOILER else OUT_HP_SET_C100
            assert bench.o[at] <= 5100 + 800
        assert 3 * 3000 <= on_s <= 4 * 3900, on_s
        bench.put(CH_TANK, FULL_C100)
        bench.run(1200)
        assert not bench.o[OUT_ALARMS] & ALARM_TANK and not bench.o[OUT_VALVE]


def test_a_sensor_that_stands_still_is_lost():
    bench = TankBench(BOILER)
    bench.run(200)
    ticks = bench.ticks
    for _ in range(8 * 60):
        bench.ticks = ticks  # nothing moves
        bench.tick(60000)
    assert bench.o[OUT_ALARMS] & ALARM_TANK
    bench.ticks = ticks
    bench.run(200)
    assert not bench.o[OUT_ALARMS] & ALARM_TANK
    # Heat that does not show within an hour.
    bench.tank(3000)
    bench.run(200)
    ticks = bench.ticks
    for minute in range(80):
        bench.ticks = ticks
        bench.tick(60000)
        assert minute > 55 or not bench.o[OUT_ALARMS] & ALARM_TANK
    assert bench.o[OUT_ALARMS] & ALARM_TANK


def test_a_cold_tank_may_stand_still():
    bench = TankBench(BOILER, ((P_MODE, MODE_OFF),))
    bench.tank(2000)
    bench.run(200)
    ticks = bench.ticks
    for _ in range(30):
        bench.ticks = ticks
        bench.tick(3600000)
    assert not bench.o[OUT_ALARMS] & ALARM_TANK


# --- the element -----------------------------------------------------------------------------------------------------
def test_the_element_only_where_nothing_else_can():
    for by, settings, element in (
        (HP, (), 0),
        (BOILER, (), 0),
        (HP, ((P_HP_FITTED, 0),), 1),
        (HP, ((P_MODE, MODE_BOILER),), 1),
    ):
        bench = TankBench(by, ((P_ELEMENT_W, 2000),) + settings)
        proven(bench)
        bench.tank(COLD - 500)
        bench.run(200)
        assert bench.o[OUT_ELEMENT] == element, (by, settings)


def test_the_element_brings_the_last_degrees():
    bench = cold(HP, ((P_ELEMENT_W, 2000),))
    bench.run(900)
    assert bench.o[OUT_HP] and not bench.o[OUT_ELEMENT] and bench.o[OUT_DHW_GOAL_C100] == GOAL
    bench.tank(5010)
    bench.run(700)
    assert bench.o[OUT_ELEMENT] and not bench.controller.tank.hp_call


def limited(settings=(), by=HP):
    bench = TankBench(by, ((P_ELEMENT_W, 2000),) + settings)
    proven(bench)
    bench.tank(COLD - 500)
    return bench


def test_the_element_obeys_limits():
    for watts, element in ((0, 0), (1999, 0), (2000, 1), (4200, 1)):
        for source in (SRC_GRID, SRC_MANAGER):
            bench = limited(((P_HP_FITTED, 0),))
            bench.limit(source, watts)
            bench.run(200)
            assert bench.o[OUT_ELEMENT] == element, (watts, source)
            if not element:
                assert bench.o[OUT_ELEMENT_WHY] == R_LIMIT_OFF
    bench.no_limit(SRC_MANAGER)
    bench.run(200)
    assert bench.o[OUT_ELEMENT]
    bench.limit(SRC_GRID, 0)
    bench.tick(1000)
    assert not bench.o[OUT_ELEMENT], "off with the tick"


def test_compressor_and_element_share_a_limit():
    """The element's power comes off the compressor's cap, and it waits until the compressor has come down."""
    bench = TankBench(BOILER, ((P_ELEMENT_W, 2000), (P_MODE, MODE_HP)))
    proven(bench)
    bench.base[CH_ROOM] = 1900
    bench.run(900)
    assert bench.o[OUT_HP], "for the house"
    bench.tank(3000)
    bench.limit(SRC_GRID, 2700)
    bench.run(200)
    assert not bench.o[OUT_ELEMENT], "770 W is this compressor's floor"
    bench.limit(SRC_GRID, 2800)
    bench.run(200)
    assert bench.o[OUT_HP_CAP_W] == 800
    assert not bench.o[OUT_ELEMENT], "900 W are still drawn"
    bench.limit(SRC_GRID, 2900)
    bench.run(70)
    assert bench.o[OUT_ELEMENT] and bench.o[OUT_HP_CAP_W] == 900


def test_the_compressors_floor_stays_free():
    bench = TankBench(BOILER, ((P_ELEMENT_W, 2000), (P_MODE, MODE_HP)))
    proven(bench)
    bench.base[CH_ROOM] = 1900
    bench.run(900)
    bench.obeys = False
    bench.put(CH_HP_POWER, 500)
    bench.tank(3000)
    bench.limit(SRC_GRID, 2700)  # enough for what is drawn now, not for a defrost
    bench.run(200)
    assert bench.o[OUT_HP] and not bench.o[OUT_ELEMENT]


# --- no mixing valve -------------------------------------------------------------------------------------------------
def test_without_a_mixing_valve_never_above_60():
    bench = TankBench(BOILER, ((P_MIXER, 0), (P_TANK_SENSOR, 2)))
    bench.set(P_DHW_BY, BOILER)
    for set_c100 in (5000, 5900, 6500):
        bench.set(P_DHW_SET_C100, set_c100)
        bench.tank(3000)
        bench.run(400)
        assert bench.o[OUT_BOILER] and bench.o[OUT_DHW_GOAL_C100] <= 6000
        assert bench.o[OUT_BOILER_SET_C100] <= 6500
        assert bench.o[OUT_ALARMS] & ALARM_NO_MIXER
    bench.tank(6010)
    bench.run(20)
    assert not bench.o[OUT_BOILER]
    bench.hours(200, 600000)
    assert not bench.controller.hygiene.want


def test_thirty_years_on():
    """Every state at the far end of the clock; the wasm run shows what would be too large."""
    bench = TankBench(EITHER, ((P_ELEMENT_W, 9000), (P_HP_MAX_FLOW_C100, 8000)))
    bench.now_ms = 946000000 * 1000
    bench.clock(0)
    bench.controller.prices = Prices(400000, 1)
    bench.tank(3000)
    bench.put(CH_HP_FLOW, 2500)
    bench.run(400)
    assert bench.o[OUT_BOILER]
