"""Guards in the hydraulic schemes: whose pump runs, where flow is proven, which circuit has a limit of its own."""

from control_bench import LPH, Bench
from tandem.control.param_table import P_CIRC_MAX_C100, P_HP_FLOW_PROOF, P_MIXED_MAX_C100, P_MODE, P_SCHEME
from tandem.ports.frame import (
    ALARM_FLOW_SENSOR,
    ALARM_OVERHEAT,
    CH_BOILER_FLOW,
    CH_FLOW,
    CH_HP_FLOW,
    CH_HP_LPH,
    CH_MIXED_FLOW,
    CH_OUTDOOR,
    CH_ROOM,
    OUT_ALARMS,
    OUT_BOILER,
    OUT_BOILER_SET_C100,
    OUT_BOILER_WHY,
    OUT_HP,
    OUT_HP_PUMP,
    OUT_HP_PUMP_WHY,
    OUT_HP_SET_C100,
    OUT_HP_WHY,
    OUT_PUMP,
    OUT_PUMP_WHY,
    Q_FAULT,
)
from tandem.ports.reasons import R_FROST, R_HEAT, R_NO_FLOW, R_OVERHEAT

SEPARATOR, SERIES, MIXED, BUFFER, TANK = range(5)
MODE_BOILER, MODE_OFF = 2, 3


def scheme(kind, settings=()):
    return Bench(settings=((P_SCHEME, kind),) + tuple(settings))


def test_every_scheme_heats_with_either_source():
    for kind in range(5):
        bench = scheme(kind)
        bench.start()
        assert (bench.o[OUT_HP_PUMP], bench.o[OUT_PUMP]) == (1, 1)
        bench = scheme(kind, ((P_MODE, MODE_BOILER),))
        bench.until(OUT_BOILER, 1)
        assert bench.o[OUT_PUMP] == 1


def test_in_series_the_pumps_of_the_loop_run_together():
    for kind, hp_pump in ((SEPARATOR, 0), (SERIES, 1), (BUFFER, 0)):
        bench = scheme(kind, ((P_MODE, MODE_BOILER),))
        bench.until(OUT_BOILER, 1)
        assert (bench.o[OUT_PUMP], bench.o[OUT_HP_PUMP]) == (1, hp_pump)
        assert not hp_pump or bench.o[OUT_HP_PUMP_WHY] == R_HEAT


def test_in_series_the_circuits_pump_is_there_before_the_compressor():
    bench = scheme(SERIES)
    bench.set(P_MODE, MODE_OFF)
    bench.run(400)
    bench.set(P_MODE, 0)
    bench.until(OUT_HP_PUMP, 1)
    assert bench.o[OUT_PUMP] == 1
    bench.until(OUT_HP, 1)
    bench.run(900)
    bench.set(P_MODE, MODE_OFF)
    bench.until(OUT_HP, 0)
    while bench.o[OUT_HP_PUMP]:
        bench.tick()
        assert bench.o[OUT_PUMP] == bench.o[OUT_HP_PUMP]


def test_in_series_no_response_of_the_water_is_a_proof():
    """The loop moves anyway, and the boiler moves its temperature: only the meter proves flow."""
    for kind, starts in ((SEPARATOR, 1), (SERIES, 0)):
        bench = Bench(False, ((P_SCHEME, kind), (P_HP_FLOW_PROOF, 1)))
        bench.run(400)
        bench.base[CH_HP_FLOW] += 300
        bench.run(100)
        assert bench.o[OUT_HP] == starts
    assert bench.o[OUT_HP_WHY] == R_NO_FLOW
    bench.put(CH_HP_LPH, LPH)
    bench.tick()
    assert bench.o[OUT_HP] == 1


def mixed(water, settings=()):
    """The second circuit's water at this temperature, everything else as usual."""
    bench = scheme(MIXED, settings)
    bench.put(CH_MIXED_FLOW, water)
    return bench


def test_the_mixed_circuit_trips_at_its_own_maximum():
    bench = mixed(3000)
    bench.set(P_MODE, MODE_BOILER)
    bench.until(OUT_BOILER, 1)
    bench.put(CH_MIXED_FLOW, 4790)
    bench.run(120)
    assert bench.o[OUT_BOILER] == 1
    bench.base[CH_MIXED_FLOW] = 4810
    bench.until(OUT_BOILER, 0, 60)
    assert bench.o[OUT_BOILER_WHY] == R_OVERHEAT
    assert bench.o[OUT_ALARMS] & ALARM_OVERHEAT
    bench.base[CH_MIXED_FLOW] = 4190
    bench.tick()
    assert not bench.o[OUT_ALARMS] & ALARM_OVERHEAT


def test_in_other_schemes_that_channel_says_nothing():
    bench = scheme(SEPARATOR)
    bench.put(CH_MIXED_FLOW, 6000)
    bench.run(200)
    assert not bench.o[OUT_ALARMS] & ALARM_OVERHEAT


def test_a_valve_that_let_hot_water_through_is_not_trusted_for_a_day():
    bench = mixed(3000, ((P_MIXED_MAX_C100, 3500), (P_CIRC_MAX_C100, 5500)))
    bench.put(CH_OUTDOOR, -1000)
    bench.set(P_MODE, MODE_BOILER)
    bench.until(OUT_BOILER, 1)
    assert bench.o[OUT_BOILER_SET_C100] > 3500
    bench.put(CH_MIXED_FLOW, 4500)
    bench.run(60)
    bench.put(CH_MIXED_FLOW, 3000)
    again = bench.until(OUT_BOILER, 1)
    for _ in range(100):
        bench.tick()
        assert bench.o[OUT_BOILER_SET_C100] <= 3500
    bench.set(P_MODE, 1)
    bench.until(OUT_HP, 1)
    assert bench.o[OUT_HP_SET_C100] <= 3500
    bench.set(P_MODE, MODE_BOILER)
    while bench.now_ms < again + 86400000:
        bench.tick(60000)
    bench.until(OUT_BOILER, 1)
    assert bench.o[OUT_BOILER_SET_C100] > 3500


def test_frost_of_the_mixed_circuit():
    bench = mixed(600, ((P_MODE, MODE_OFF),))
    bench.run(60)
    assert (bench.o[OUT_PUMP], bench.o[OUT_PUMP_WHY]) == (1, R_HEAT)
    assert (bench.o[OUT_BOILER], bench.o[OUT_BOILER_WHY]) == (1, R_FROST)


def test_a_lost_sensor_behind_the_mixing_valve_is_told():
    bench = mixed(3000)
    bench.run(60)
    assert not bench.o[OUT_ALARMS] & ALARM_FLOW_SENSOR
    bench.put(CH_MIXED_FLOW, 3000, Q_FAULT)
    bench.run(120)
    assert bench.o[OUT_ALARMS] & ALARM_FLOW_SENSOR
    assert not bench.o[OUT_ALARMS] & ALARM_OVERHEAT


def test_a_buffer_that_fills_is_no_mixing_loss():
    for kind, trims in ((SEPARATOR, True), (BUFFER, False)):
        bench = scheme(kind)
        bench.start()
        bench.base[CH_HP_FLOW] = 3300
        bench.base[CH_BOILER_FLOW] = 3300
        bench.base[CH_FLOW] = 2600
        bench.run(1200)
        assert (bench.controller.dispatch.trim > 0) == trims


def test_the_scheme_may_change_while_it_runs():
    bench = scheme(SEPARATOR)
    bench.put(CH_ROOM, 1900)
    bench.start()
    for kind in (SERIES, MIXED, BUFFER, TANK, SEPARATOR):
        bench.set(P_SCHEME, kind)
        bench.run(100)
        assert bench.o[OUT_HP] == 1
