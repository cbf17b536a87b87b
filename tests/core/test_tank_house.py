"""A charge and the house: who gets the heat, and floor 6 with a diverter that takes its time."""

from tandem.control.diverter import VALVE_S
from tandem.control.param_table import (
    P_CIRC_MAX_C100,
    P_DHW_MAX_MIN,
    P_HP_MAX_FLOW_C100,
    P_MODE,
)
from tandem.ports.frame import (
    ALARM_OVERHEAT,
    CH_BOILER_FLOW,
    CH_FLAME,
    CH_FLOW,
    CH_RETURN,
    CH_ROOM,
    DHW_CHARGE,
    DHW_NONE,
    IN_POWER_PRICE_CT_MWH,
    OUT_ALARMS,
    OUT_BAD,
    OUT_BOILER,
    OUT_BOILER_SET_C100,
    OUT_DHW,
    OUT_DHW_WHY,
    OUT_HP,
    OUT_HP_PUMP,
    OUT_HP_SET_C100,
    OUT_PLAN_WHY,
    OUT_PUMP,
    OUT_VALVE,
)
from tandem.ports.reasons import R_BRIDGE, R_HEAT
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
    Prices,
    TankBench,
    cold,
    proven,
)


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
