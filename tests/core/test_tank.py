"""Charging the tank: when, how hot, by which source, and what that must not do to house, circuit and limits."""

from tandem.control.diverter import VALVE_S
from tandem.control.param_table import (
    P_BOOST_TANK_C100,
    P_CIRC_MAX_C100,
    P_DHW_BY,
    P_DHW_FROM_MIN,
    P_DHW_LOW_C100,
    P_DHW_MAX_MIN,
    P_DHW_ONCE,
    P_DHW_SET_C100,
    P_DHW_TO_MIN,
    P_ELEMENT_W,
    P_HP_FITTED,
    P_HP_MAX_FLOW_C100,
    P_MIXER,
    P_MODE,
    P_TANK_SENSOR,
)
from tandem.ports.frame import (
    ALARM_NO_MIXER,
    ALARM_OVERHEAT,
    ALARM_TANK,
    CH_BOILER_FLOW,
    CH_FLAME,
    CH_FLOW,
    CH_HP_FLOW,
    CH_HP_POWER,
    CH_RETURN,
    CH_ROOM,
    CH_TANK,
    DHW_CHARGE,
    DHW_NONE,
    IN_POWER_PRICE_CT_MWH,
    OUT_ALARMS,
    OUT_BAD,
    OUT_BOILER,
    OUT_BOILER_SET_C100,
    OUT_DHW,
    OUT_DHW_GOAL_C100,
    OUT_DHW_WHY,
    OUT_ELEMENT,
    OUT_ELEMENT_WHY,
    OUT_HP,
    OUT_HP_CAP_W,
    OUT_HP_PUMP,
    OUT_HP_SET_C100,
    OUT_HP_WHY,
    OUT_PLAN_WHY,
    OUT_PUMP,
    OUT_VALVE,
    Q_OPEN,
)
from tandem.ports.limits import SRC_GRID, SRC_MANAGER
from tandem.ports.reasons import R_BRIDGE, R_DHW_ONCE, R_HEAT, R_LIMIT_OFF, R_STORE, R_TANK
from tank_bench import BOILER, DAY_S, EITHER, FULL_C100, HP, Prices, TankBench

# At its defaults: 50 C, with the sensor in the middle 1 K more, charged again 6 K below.
GOAL = 5100
COLD = 3900
BY_HP = 4700  # by the heat pump: 55 C of flow less 8 K
MODE_HP, MODE_BOILER, MODE_OFF = 1, 2, 3


def cold(by, settings=(), heats=0):
    """A bench whose tank wants a charge; the first disinfection is done and far away."""
    bench = TankBench(by, settings, heats)
    proven(bench)
    bench.tank(COLD)
    bench.run(70)
    return bench


def proven(bench):
    """Hot for long enough, whatever the sensor's place."""
    bench.tank(7800)
    bench.run(1700)
    bench.tank(FULL_C100)
    bench.run(900)
    assert not bench.controller.hygiene.want


def test_no_tank_no_charge():
    bench = TankBench(0)
    bench.tank(1000)
    bench.run(3600)
    assert bench.o[OUT_VALVE] == bench.o[OUT_DHW] == bench.o[OUT_ALARMS] == bench.o[OUT_BOILER] == bench.o[OUT_HP] == 0


def test_thermostat_on_the_sensor():
    for by, out, goal in ((BOILER, OUT_BOILER, GOAL), (HP, OUT_HP, BY_HP)):
        bench = TankBench(by)
        proven(bench)
        assert bench.o[OUT_DHW_GOAL_C100] == goal
        bench.tank(goal - 590)
        bench.run(900)
        assert bench.o[OUT_DHW] == DHW_NONE and not bench.o[out] and not bench.o[OUT_VALVE]
        bench.tank(goal - 610)
        bench.run(200)
        assert bench.o[OUT_DHW] == DHW_CHARGE and bench.o[out] and bench.o[OUT_VALVE]
        bench.tank(goal - 10)
        bench.run(900)
        assert bench.o[out]
        bench.tank(goal + 10)
        bench.tick()
        assert not bench.o[out], "a source that fills the tank stops with the tick, not with the next slow decision"


def test_the_sensors_place_moves_goal_and_hysteresis():
    for place, goal, starts in ((0, 5000, 2590), (1, 5100, 4490), (2, 5200, 5040)):
        bench = TankBench(BOILER, ((P_TANK_SENSOR, place),))
        proven(bench)
        assert bench.o[OUT_DHW_GOAL_C100] == goal
        bench.tank(starts + 20)
        bench.run(200)
        assert not bench.o[OUT_BOILER]
        bench.tank(starts)
        bench.run(200)
        assert bench.o[OUT_BOILER]


def test_hours_of_the_day():
    bench = TankBench(BOILER, ((P_DHW_FROM_MIN, 1320), (P_DHW_TO_MIN, 360), (P_DHW_LOW_C100, 4000)))
    proven(bench)
    bench.tank(COLD)
    bench.run(130)
    assert bench.o[OUT_BOILER], "without a clock the tank is always warm"
    bench.tank(4400)
    bench.clock(12 * 60)
    bench.run(130)
    assert not bench.o[OUT_BOILER] and bench.o[OUT_DHW_GOAL_C100] == 4100
    bench.tank(3490)
    bench.run(130)
    assert bench.o[OUT_BOILER], "outside the hours a little warmth is kept"
    bench.tank(4400)
    bench.run(130)
    assert not bench.o[OUT_BOILER]
    bench.clock(22 * 60)
    bench.run(130)
    assert bench.o[OUT_BOILER]


def test_hot_water_once():
    bench = TankBench(BOILER, ((P_DHW_ONCE, 1),))
    proven(bench)
    bench.tank(4800)
    bench.run(300)
    assert not bench.o[OUT_BOILER], "what was stored is no new call"
    bench.set(P_DHW_ONCE, 0)
    bench.run(70)
    bench.set(P_DHW_ONCE, 1)
    bench.run(70)
    assert bench.o[OUT_BOILER] and bench.o[OUT_DHW_WHY] == R_DHW_ONCE
    bench.tank(GOAL + 10)
    bench.run(70)
    bench.tank(4800)
    bench.run(900)
    assert not bench.o[OUT_BOILER], "it ends by itself, though the parameter stays"


def test_once_ignores_the_hours():
    bench = TankBench(BOILER, ((P_DHW_FROM_MIN, 0), (P_DHW_TO_MIN, 60)))
    proven(bench)
    bench.clock(720)
    bench.tank(4800)
    bench.run(130)
    assert not bench.o[OUT_BOILER]
    bench.set(P_DHW_ONCE, 1)
    bench.run(70)
    assert bench.o[OUT_BOILER]
    bench.set(P_DHW_ONCE, 0)
    bench.run(70)
    assert not bench.o[OUT_BOILER], "and can be called off"


def test_encouragement_warms_by_the_heat_pump_only():
    for by, runs in ((BOILER, 0), (HP, 1), (EITHER, 1)):
        bench = TankBench(by, ((P_HP_MAX_FLOW_C100, 7000), (P_BOOST_TANK_C100, 700)))
        bench.controller.prices = Prices(40000)  # it costs nothing now, whatever the price
        proven(bench)
        bench.tank(GOAL + 20)
        bench.controller.envelope.boost = 1
        bench.run(400)
        assert bench.o[OUT_HP] == runs and not bench.o[OUT_BOILER]
        if runs:
            assert bench.o[OUT_DHW_WHY] == R_STORE and bench.o[OUT_DHW_GOAL_C100] == GOAL + 700
        bench.controller.envelope.boost = 0
        bench.run(70)
        assert not bench.controller.tank.hp_call


def test_the_boiler_stays_out_of_a_store_when_the_heat_pump_may_not():
    bench = TankBench(EITHER, ((P_HP_MAX_FLOW_C100, 7000),))
    proven(bench)
    bench.tank(GOAL + 20)
    bench.controller.envelope.boost = 2
    bench.limit(SRC_GRID, 0)
    bench.run(900)
    assert not bench.o[OUT_HP] and not bench.o[OUT_BOILER]


def test_either_takes_the_cheaper():
    for power_ct, out in ((12000, OUT_HP), (30000, OUT_BOILER)):
        bench = TankBench(EITHER, ((P_HP_MAX_FLOW_C100, 6000),))
        bench.controller.prices = Prices(power_ct)
        proven(bench)
        bench.tank(COLD)
        bench.run(200)
        assert bench.o[out] and bench.o[OUT_HP] != bench.o[OUT_BOILER]


def test_what_the_heat_pump_cannot_reach_is_the_boilers():
    bench = TankBench(EITHER, ((P_HP_MAX_FLOW_C100, 5800),))
    bench.controller.prices = Prices(1000)
    proven(bench)
    bench.tank(COLD)
    bench.run(200)
    assert bench.o[OUT_BOILER] and not bench.o[OUT_HP]


def test_alone_the_heat_pump_goes_as_far_as_it_can():
    bench = cold(HP)
    bench.run(120)
    assert bench.o[OUT_DHW_GOAL_C100] == BY_HP
    assert bench.o[OUT_HP] and bench.o[OUT_HP_WHY] == R_TANK
    assert bench.o[OUT_HP_SET_C100] == 5500


def test_under_a_limit_the_boiler_charges_or_nobody():
    for by, boiler in ((EITHER, 1), (HP, 0)):
        bench = TankBench(by, ((P_HP_MAX_FLOW_C100, 7000),))
        proven(bench)
        bench.limit(SRC_GRID, 0)
        bench.tank(COLD)
        bench.run(300)
        assert not bench.o[OUT_HP] and bench.o[OUT_BOILER] == boiler and bench.o[OUT_VALVE] == boiler
        bench.no_limit(SRC_GRID)
        bench.run(400)
        # A charge stays with the source it began with.
        assert bench.o[OUT_HP] == 1 - boiler


def test_a_limit_in_the_middle_hands_over():
    bench = TankBench(EITHER, ((P_HP_MAX_FLOW_C100, 7000),))
    bench.controller.prices = Prices(8000)
    proven(bench)
    bench.tank(COLD)
    bench.run(300)
    assert bench.o[OUT_HP] and not bench.o[OUT_BOILER]
    bench.limit(SRC_GRID, 0)
    bench.run(30)
    assert not bench.o[OUT_HP] and bench.o[OUT_BOILER]


def test_modes():
    for mode, hp, boiler in ((MODE_HP, 1, 0), (MODE_BOILER, 0, 1), (MODE_OFF, 0, 0)):
        bench = TankBench(EITHER, ((P_MODE, mode), (P_HP_MAX_FLOW_C100, 7000)))
        proven(bench)
        bench.tank(COLD)
        bench.run(300)
        assert (bench.o[OUT_HP], bench.o[OUT_BOILER]) == (hp, boiler)


# --- the house -------------------------------------------------------------------------------------------------------
def test_the_circuits_pump_rests_while_only_the_tank_is_heated():
    for by in (BOILER, HP):
        bench = cold(by)
        bench.run(300)
        assert bench.o[OUT_VALVE] and not bench.o[OUT_PUMP]


def house_and_tank(by, room, settings=()):
    bench = TankBench(by, settings)
    bench.controller.prices = Prices(8000)
    proven(bench)
    bench.base[CH_ROOM] = room
    bench.tank(COLD)
    bench.run(300)
    assert bench.o[OUT_DHW] == DHW_CHARGE
    return bench


def test_a_cold_house_gets_its_half_hour():
    bench = house_and_tank(HP, 1940, ((P_DHW_MAX_MIN, 60), (P_MODE, MODE_HP)))
    bench.run(3000)
    assert bench.o[OUT_DHW] == DHW_CHARGE
    bench.run(600)
    assert bench.o[OUT_DHW] == DHW_NONE and bench.o[OUT_DHW_WHY] == R_HEAT and not bench.o[OUT_VALVE]
    bench.run(1500)
    assert bench.o[OUT_DHW] == DHW_NONE
    bench.run(600)
    assert bench.o[OUT_DHW] == DHW_CHARGE


def test_a_warm_house_can_wait():
    bench = house_and_tank(HP, 1990, ((P_DHW_MAX_MIN, 60), (P_MODE, MODE_HP)))
    bench.run(3 * 3600)
    assert bench.o[OUT_DHW] == DHW_CHARGE


def test_a_cold_house_makes_the_charge_short():
    bench = house_and_tank(EITHER, 2000, ((P_HP_MAX_FLOW_C100, 7000),))
    assert bench.o[OUT_HP]
    bench.base[CH_ROOM] = 1940
    bench.run(900)
    assert not bench.o[OUT_HP] and bench.o[OUT_BOILER] and bench.o[OUT_VALVE]


def test_the_boiler_heats_the_house_beside_the_heat_pumps_charge():
    bench = house_and_tank(HP, 1900)
    bench.f[IN_POWER_PRICE_CT_MWH] = 5000
    bench.run(1800)
    assert bench.o[OUT_PLAN_WHY] == R_BRIDGE
    assert bench.o[OUT_VALVE] and bench.o[OUT_HP] and bench.o[OUT_BOILER] and bench.o[OUT_PUMP]
    assert bench.o[OUT_BOILER_SET_C100] <= 5500


def test_a_charge_teaches_nothing_about_the_circuit():
    """Hot water on its way to the tank is no mixing loss."""
    bench = house_and_tank(BOILER, 1900, ((P_MODE, MODE_BOILER),))
    bench.base[CH_BOILER_FLOW] = 6500
    bench.run(2000)
    assert bench.o[OUT_DHW] == DHW_CHARGE
    assert bench.controller.dispatch.trim == 0


def test_the_circuits_sensors_may_stand_still_meanwhile():
    bench = TankBench(BOILER)
    proven(bench)
    bench.jitter = False
    bench.run(300)
    bench.tank(COLD)
    bench.run(4000)
    assert bench.o[OUT_DHW] == DHW_CHARGE and bench.o[OUT_BAD] == 0


def test_a_young_compressor_stays_on_the_tank():
    bench = cold(HP)
    bench.run(100)
    assert bench.o[OUT_HP]
    bench.tank(FULL_C100)
    bench.base[CH_ROOM] = 1900
    bench.run(300)
    assert bench.o[OUT_HP] and bench.o[OUT_VALVE]
    bench.run(600)
    assert not bench.o[OUT_VALVE], "then it is the house's"


def test_frost_takes_the_valve_back():
    bench = cold(HP, ((P_MODE, MODE_HP),))
    bench.run(1200)
    assert bench.o[OUT_VALVE]
    for ch in (CH_FLOW, CH_RETURN):
        bench.base[ch] = 600
    bench.run(30)
    assert not bench.o[OUT_VALVE]


# --- floor 6 ---------------------------------------------------------------------------------------------------------
def test_hot_water_only_when_the_valve_has_turned():
    bench = TankBench(BOILER, ((P_CIRC_MAX_C100, 4500),))
    proven(bench)
    bench.tank(COLD)
    at = bench.until(OUT_VALVE, 1) // 1000
    while bench.now_ms // 1000 - at < VALVE_S:
        assert bench.o[OUT_BOILER_SET_C100] <= 4500
        bench.tick(1000)
    bench.tick()
    bench.tick()
    assert bench.o[OUT_BOILER_SET_C100] == GOAL + 1500


def test_the_heat_pump_too_waits_for_the_valve():
    bench = TankBench(HP, ((P_CIRC_MAX_C100, 4000),))
    proven(bench)
    bench.put(CH_ROOM, 1900)
    bench.run(600)
    assert bench.o[OUT_HP] and bench.o[OUT_HP_SET_C100] <= 4000
    bench.tank(COLD)
    at = bench.until(OUT_VALVE, 1) // 1000
    while bench.now_ms // 1000 - at < VALVE_S:
        assert bench.o[OUT_HP_SET_C100] <= 4000
        bench.tick(5000)
    bench.run(30)
    assert bench.o[OUT_HP_SET_C100] == 5500


def test_the_boilers_last_heat_goes_into_the_tank():
    bench = cold(BOILER)
    bench.base[CH_BOILER_FLOW] = 6500
    bench.base[CH_ROOM] = 1900
    bench.set(P_MODE, MODE_BOILER)
    bench.run(300)
    bench.tank(FULL_C100)
    bench.run(60)
    assert bench.o[OUT_VALVE] and not bench.o[OUT_BOILER], "the house's call waits"
    bench.base[CH_BOILER_FLOW] = 5300
    bench.run(20)
    assert not bench.o[OUT_VALVE]
    bench.run(200)
    assert bench.o[OUT_BOILER] and bench.o[OUT_BOILER_SET_C100] <= 5500


def test_a_boiler_that_stays_hot_does_not_hold_the_valve():
    bench = cold(BOILER)
    bench.base[CH_BOILER_FLOW] = 7500
    bench.run(300)
    bench.tank(FULL_C100)
    bench.run(280)
    assert bench.o[OUT_VALVE]
    bench.run(60)
    assert not bench.o[OUT_VALVE]


def test_after_the_heat_pump_its_pump_runs_into_the_tank():
    bench = cold(HP)
    bench.run(1200)
    bench.tank(FULL_C100)
    bench.run(60)
    assert not bench.o[OUT_HP] and bench.o[OUT_HP_PUMP] and bench.o[OUT_VALVE]
    bench.run(120)
    assert not bench.o[OUT_HP_PUMP] and not bench.o[OUT_VALVE]


def test_a_valve_that_does_not_turn():
    bench = cold(BOILER)
    bench.run(300)
    assert bench.o[OUT_BOILER_SET_C100] > 5500
    bench.base[CH_FLOW] = 6000
    bench.run(60)
    assert not bench.o[OUT_BOILER] and bench.o[OUT_ALARMS] & ALARM_OVERHEAT
    bench.base[CH_FLOW] = 3000
    bench.run(600)
    assert bench.o[OUT_VALVE] and bench.o[OUT_BOILER] and bench.o[OUT_BOILER_SET_C100] == 5500
    bench.run(DAY_S, 600000)
    bench.run(300)
    assert bench.o[OUT_BOILER_SET_C100] > 5500


def test_a_dead_burner_is_seen_at_the_boiler():
    """The circuit's water is cool while the boiler heats the tank, and says nothing of its burner."""
    bench = cold(BOILER)
    bench.obeys = False
    bench.put(CH_FLAME, 0)
    bench.base[CH_BOILER_FLOW] = 6600  # hot: no flame is due
    bench.run(1500)
    assert bench.o[OUT_BOILER]
    bench.base[CH_BOILER_FLOW] = 4500
    bench.run(1000)
    assert not bench.o[OUT_BOILER]


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
