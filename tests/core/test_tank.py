"""Charging the tank: when, how hot, and by which source."""

from tandem.control.param_table import (
    P_BOOST_TANK_C100,
    P_DHW_FROM_MIN,
    P_DHW_LOW_C100,
    P_DHW_ONCE,
    P_DHW_TO_MIN,
    P_HP_MAX_FLOW_C100,
    P_MODE,
    P_TANK_SENSOR,
)
from tandem.ports.frame import (
    DHW_CHARGE,
    DHW_NONE,
    OUT_ALARMS,
    OUT_BOILER,
    OUT_DHW,
    OUT_DHW_GOAL_C100,
    OUT_DHW_WHY,
    OUT_HP,
    OUT_HP_SET_C100,
    OUT_HP_WHY,
    OUT_VALVE,
)
from tandem.ports.limits import SRC_GRID
from tandem.ports.reasons import R_DHW_ONCE, R_STORE, R_TANK
from tank_bench import (
    BOILER,
    BY_HP,
    COLD,
    EITHER,
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
