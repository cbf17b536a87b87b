"""Guards, floor 6: set-points, the trip of a circuit that is too hot; and every command carries a reason."""

from control_bench import Bench
from tandem.control.param_table import (
    P_BOILER_FITTED,
    P_BOILER_MIN_SET_C100,
    P_CIRC_MAX_C100,
    P_HP_MAX_FLOW_C100,
    P_HP_MIN_ON_S,
    P_HP_MIN_SET_C100,
    P_MODE,
    P_RULE,
)
from tandem.ports.frame import (
    ALARM_OVERHEAT,
    CH_FLOW,
    CH_HP_FLOW,
    CH_OUTDOOR,
    CH_ROOM,
    OUT_ALARMS,
    OUT_BOILER,
    OUT_BOILER_SET_C100,
    OUT_BOILER_SET_WHY,
    OUT_BOILER_WHY,
    OUT_HP,
    OUT_HP_CAP_WHY,
    OUT_HP_PUMP_WHY,
    OUT_HP_SET_C100,
    OUT_HP_SET_WHY,
    OUT_HP_WHY,
    OUT_PLAN_WHY,
    OUT_PUMP,
    OUT_PUMP_WHY,
    Q_OPEN,
)
from tandem.ports.limits import SRC_GRID
from tandem.ports.reasons import R_HEAT, R_LOW_FLOOR, R_MAX_SET, R_MIN_ON, R_NONE, R_OVERHEAT

MODE_HP = 1
MODE_BOILER = 2
ALONE = ((P_MODE, MODE_BOILER),)


def freezing(settings):
    """A very cold day: the curve wants more than any maximum."""
    bench = Bench(settings=settings)
    bench.put(CH_OUTDOOR, -1900)
    bench.put(CH_ROOM, 1700)
    return bench


def test_a_boiler_beside_a_young_heat_pump_stays_below_its_limit():
    """The plan may leave the pump just as it starts; water too hot for it would end its minimum running time."""
    bench = Bench(settings=((P_HP_MAX_FLOW_C100, 4500), (P_HP_MIN_ON_S, 900)))
    start_ms = bench.start()
    bench.put(CH_OUTDOOR, -1900)
    bench.put(CH_ROOM, 1700)
    bench.set(P_MODE, MODE_BOILER)
    bench.until(OUT_BOILER, 1)
    assert bench.o[OUT_HP] == 1 and bench.o[OUT_HP_WHY] == R_MIN_ON
    assert bench.o[OUT_BOILER_SET_C100] == 4300 and bench.o[OUT_BOILER_SET_WHY] == R_MAX_SET
    bench.until(OUT_HP, 0)
    assert bench.now_ms - start_ms >= 900000
    bench.run(30)
    assert bench.o[OUT_BOILER_SET_C100] > 4500


def test_set_points_stay_below_the_circuits_maximum():
    for top in (3000, 4200):
        bench = freezing(((P_CIRC_MAX_C100, top), (P_MODE, MODE_HP)))
        bench.start()
        bench.run(900)
        assert bench.o[OUT_HP_SET_C100] == top
        bench = freezing(((P_CIRC_MAX_C100, top),) + ALONE)
        bench.until(OUT_BOILER, 1)
        assert bench.o[OUT_BOILER_SET_C100] == top
        assert bench.o[OUT_BOILER_SET_WHY] == R_MAX_SET


def test_the_heat_pumps_own_maximum():
    bench = freezing(((P_HP_MAX_FLOW_C100, 4000), (P_MODE, MODE_HP), (P_CIRC_MAX_C100, 9000)))
    bench.start()
    assert bench.o[OUT_HP_SET_C100] == 4000


def test_no_other_rule_lifts_a_set_point_above_the_maximum():
    bench = Bench(settings=((P_CIRC_MAX_C100, 3000), (P_HP_MIN_SET_C100, 4000), (P_MODE, MODE_HP)))
    bench.start()
    bench.water(3200)  # would be lifted so that the machine can go on
    bench.run(30)
    assert bench.o[OUT_HP] == 1
    assert (bench.o[OUT_HP_SET_C100], bench.o[OUT_HP_SET_WHY]) == (3000, R_MAX_SET)
    bench = Bench(settings=((P_CIRC_MAX_C100, 3000), (P_BOILER_MIN_SET_C100, 6000)) + ALONE)
    bench.until(OUT_BOILER, 1)
    assert (bench.o[OUT_BOILER_SET_C100], bench.o[OUT_BOILER_SET_WHY]) == (3000, R_MAX_SET)


def test_the_machines_minimum():
    bench = Bench(settings=((P_HP_MIN_SET_C100, 4000), (P_MODE, MODE_HP)))
    bench.start()
    assert (bench.o[OUT_HP_SET_C100], bench.o[OUT_HP_SET_WHY]) == (4000, R_LOW_FLOOR)
    bench = Bench(settings=((P_BOILER_MIN_SET_C100, 5400),) + ALONE)
    bench.until(OUT_BOILER, 1)
    assert (bench.o[OUT_BOILER_SET_C100], bench.o[OUT_BOILER_SET_WHY]) == (5400, R_LOW_FLOOR)


def test_at_rest_there_is_no_set_point():
    bench = Bench()
    bench.run(100)
    assert bench.o[OUT_HP_SET_C100] == 0 and bench.o[OUT_HP_SET_WHY] == R_NONE
    assert bench.o[OUT_BOILER_SET_C100] == 0 and bench.o[OUT_BOILER_SET_WHY] == R_NONE


def test_a_circuit_that_is_too_hot_trips_every_source():
    for mode, out, why in ((MODE_BOILER, OUT_BOILER, OUT_BOILER_WHY), (MODE_HP, OUT_HP, OUT_HP_WHY)):
        bench = Bench(settings=((P_MODE, mode),))
        bench.until(out, 1)
        bench.run(60)
        bench.base[CH_FLOW] = 5798
        bench.run(600)
        assert not bench.o[OUT_ALARMS] & ALARM_OVERHEAT  # 3 K are allowed
        bench.set(P_MODE, mode)
        bench.base[CH_FLOW] = 5801
        bench.controller.dispatch.owed = 10**6
        hot = bench.now_ms
        while not bench.o[OUT_ALARMS] & ALARM_OVERHEAT:
            bench.tick(1000)
            assert bench.now_ms - hot <= 31000
        assert bench.now_ms - 1000 - hot == 30000
        assert bench.o[out] == 0 and bench.o[why] == R_OVERHEAT
        assert bench.o[OUT_PUMP] == 1 and bench.o[OUT_PUMP_WHY] == R_OVERHEAT
        bench.base[CH_FLOW] = 5202
        bench.run(600)
        assert bench.o[OUT_ALARMS] & ALARM_OVERHEAT
        assert bench.o[out] == 0
        bench.base[CH_FLOW] = 5198
        bench.run(20)
        assert not bench.o[OUT_ALARMS] & ALARM_OVERHEAT


def test_a_short_peak_trips_nothing():
    bench = Bench(settings=ALONE)
    for _ in range(20):
        bench.base[CH_FLOW] = 5900
        bench.run(29, 1000)
        bench.base[CH_FLOW] = 5700
        bench.run(2, 1000)
        assert not bench.o[OUT_ALARMS] & ALARM_OVERHEAT


def test_a_trip_stays_when_the_sensor_fails():
    bench = Bench(settings=ALONE)
    bench.base[CH_FLOW] = 6500
    bench.run(60)
    bench.put(CH_FLOW, 0, Q_OPEN)
    bench.run(3600)
    assert bench.o[OUT_ALARMS] & ALARM_OVERHEAT
    assert bench.o[OUT_BOILER] == 0


def test_hot_water_in_the_heat_pump_stops_it_at_once():
    bench = Bench()
    bench.start()
    bench.base[CH_HP_FLOW] = 5790
    bench.run(100)
    assert bench.o[OUT_HP] == 1
    bench.base[CH_HP_FLOW] = 5801
    bench.tick()
    assert bench.o[OUT_HP] == 0 and bench.o[OUT_HP_WHY] == R_OVERHEAT


def test_every_command_carries_a_reason():
    codes = (OUT_HP_WHY, OUT_HP_CAP_WHY, OUT_BOILER_WHY, OUT_HP_PUMP_WHY, OUT_PUMP_WHY, OUT_PLAN_WHY)
    for settings in ((), ALONE, ((P_MODE, 3),), ((P_MODE, MODE_HP),), ((P_BOILER_FITTED, 0),), ((P_RULE, 1),)):
        bench = Bench(settings=settings)
        for i in range(400):
            if i == 150:
                bench.limit(SRC_GRID, 0)
            if i == 300:
                bench.no_limit(SRC_GRID)
            bench.tick()
            for at in codes:
                assert bench.o[at] != R_NONE, (settings, i, at)
            assert (bench.o[OUT_HP_SET_WHY] != R_NONE) == (bench.o[OUT_HP] == 1)
            assert (bench.o[OUT_BOILER_SET_WHY] != R_NONE) == (bench.o[OUT_BOILER] == 1)


def test_a_plain_run_is_plainly_explained():
    bench = Bench()
    bench.start()
    for at in (OUT_HP_WHY, OUT_HP_PUMP_WHY, OUT_PUMP_WHY):
        assert bench.o[at] == R_HEAT
