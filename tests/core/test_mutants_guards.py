"""Guards: behaviour that the mutation tester found no test for."""

from control_bench import Bench
from tandem.control.param_table import (
    P_BOILER_FITTED,
    P_CIRC_FLOW_C100,
    P_CIRC_RETURN_C100,
    P_HP_FITTED,
    P_HP_FLOW_PROOF,
    P_HP_MIN_ON_S,
    P_MODE,
)
from tandem.ports.frame import (
    ALARM_OVERHEAT,
    CH_FLAME,
    CH_FLOW,
    CH_HP_FLOW,
    CH_HP_RETURN,
    CH_OUTDOOR,
    CH_ROOM,
    OUT_ALARMS,
    OUT_BOILER,
    OUT_BOILER_SET_C100,
    OUT_BOILER_SET_WHY,
    OUT_BOILER_WHY,
    OUT_HP,
    OUT_HP_PUMP,
    OUT_HP_PUMP_WHY,
    OUT_HP_SET_C100,
    OUT_HP_WHY,
    OUT_PLAN,
    OUT_PUMP,
    OUT_REQ_C100,
    PLAN_BOILER,
    Q_OPEN,
)
from tandem.ports.reasons import R_FROST, R_HEAT, R_MAX_SET, R_NO_FLOW, R_NOT_FITTED, R_OVERHEAT

MODE_HP = 1
MODE_BOILER = 2
MODE_OFF = 3


def test_a_house_with_a_boiler_alone_is_heated():
    bench = Bench(settings=((P_HP_FITTED, 0),))
    bench.until(OUT_BOILER, 1)
    assert bench.o[OUT_BOILER_WHY] == R_HEAT
    assert bench.o[OUT_HP_WHY] == R_NOT_FITTED
    assert bench.o[OUT_HP_PUMP] == 0 and bench.o[OUT_HP_PUMP_WHY] == R_NOT_FITTED


def test_a_boiler_that_is_not_there_is_never_asked_and_says_so():
    bench = Bench(settings=((P_BOILER_FITTED, 0),))
    for _ in range(400):
        bench.tick()
        assert bench.o[OUT_BOILER] == 0 and bench.o[OUT_BOILER_SET_C100] == 0
        assert bench.o[OUT_BOILER_WHY] == R_NOT_FITTED


def test_a_boiler_near_its_set_point_may_rest_its_flame():
    bench = Bench(False, ((P_MODE, MODE_BOILER),))
    bench.until(OUT_BOILER, 1)
    bench.base[CH_FLAME] = 0
    for _ in range(300):
        bench.base[CH_FLOW] = bench.o[OUT_BOILER_SET_C100] - 400 if bench.o[OUT_BOILER] else 3000
        bench.tick()
        assert bench.controller.guards.boiler_ok
    assert bench.o[OUT_BOILER] == 1 and bench.o[OUT_PLAN] == PLAN_BOILER


def test_beside_a_young_heat_pump_the_boiler_stays_two_kelvin_below_its_limit():
    """Also where the circuit's maximum is no lower than the heat pump's."""
    bench = Bench(settings=((P_HP_MIN_ON_S, 900),))
    bench.start()
    bench.put(CH_OUTDOOR, -1900)
    bench.put(CH_ROOM, 1700)
    bench.set(P_MODE, MODE_BOILER)
    bench.until(OUT_BOILER, 1)
    assert bench.o[OUT_HP] == 1
    assert bench.o[OUT_BOILER_SET_C100] == 5300 and bench.o[OUT_BOILER_SET_WHY] == R_MAX_SET


def test_a_low_set_point_stays_low_without_frost():
    """An underfloor circuit on a mild day: hotter water would only cost power."""
    bench = Bench(settings=((P_CIRC_FLOW_C100, 3500), (P_CIRC_RETURN_C100, 2800)))
    bench.put(CH_OUTDOOR, 900)
    bench.water(2000)
    bench.start()
    bench.run(30)
    assert bench.o[OUT_REQ_C100] <= bench.o[OUT_HP_SET_C100] < 2950


def test_after_frost_an_older_run_is_plain_heat_again():
    bench = Bench(settings=((P_BOILER_FITTED, 0),))
    bench.start()
    bench.run(900)
    bench.base[CH_FLOW] = 600
    bench.run(90)
    assert bench.o[OUT_HP_WHY] == R_FROST
    bench.base[CH_FLOW] = 1300
    bench.run(90)
    assert bench.o[OUT_HP] == 1 and bench.o[OUT_HP_WHY] == R_HEAT


def test_after_boot_there_is_no_heat_to_carry_away():
    bench = Bench(settings=((P_MODE, MODE_OFF),))
    bench.run(60)
    assert bench.o[OUT_PUMP] == 0


# --- hot water -------------------------------------------------------------------------------------------------------
def test_a_hot_reading_whose_sensor_has_failed_holds_nothing_back_for_ever():
    bench = Bench()
    bench.start()
    bench.base[CH_HP_FLOW] = 5900
    bench.until(OUT_HP, 0)
    assert bench.o[OUT_HP_WHY] == R_OVERHEAT
    bench.put(CH_HP_FLOW, 0, Q_OPEN)  # the circuit's own sensor still sees the water
    bench.until(OUT_HP, 1, 7200)


def test_a_pump_that_brings_hot_water_goes_on_cooling():
    bench = Bench()
    bench.start()
    bench.base[CH_HP_FLOW] = 5900
    bench.until(OUT_HP, 0)
    for _ in range(120):
        bench.tick()
        assert bench.o[OUT_HP_PUMP] == 1
    assert bench.o[OUT_HP_WHY] == R_OVERHEAT


def test_when_the_whole_circuit_has_tripped_the_heat_pumps_pump_rests():
    bench = Bench(settings=((P_MODE, MODE_HP),))
    bench.start()
    bench.base[CH_FLOW] = bench.base[CH_HP_FLOW] = 5900
    bench.until(OUT_HP, 0)
    bench.run(300)
    assert bench.o[OUT_ALARMS] & ALARM_OVERHEAT
    assert bench.o[OUT_HP_PUMP] == 0
    assert bench.o[OUT_PUMP] == 1  # the circuit's own carries the heat away


def test_a_trip_ends_exactly_three_kelvin_below_the_maximum():
    bench = Bench(settings=((P_MODE, MODE_BOILER),))
    bench.jitter = False
    bench.base[CH_FLOW] = 5801
    bench.run(60)
    for c100, tripped in ((5201, True), (5200, False)):
        bench.base[CH_FLOW] = c100
        bench.run(60)
        assert bool(bench.o[OUT_ALARMS] & ALARM_OVERHEAT) == tripped


def test_a_sensor_that_comes_back_hot_is_watched_for_half_a_minute_first():
    bench = Bench(settings=((P_MODE, MODE_BOILER),))
    bench.run(60)
    bench.put(CH_FLOW, 0, Q_OPEN)
    bench.run(600)
    bench.put(CH_FLOW, 5900)
    back = bench.now_ms
    while not bench.o[OUT_ALARMS] & ALARM_OVERHEAT:
        bench.tick(1000)
        assert bench.now_ms - back <= 31000
    assert bench.now_ms - 1000 - back == 30000


def test_a_spread_needs_both_sensors():
    """Flow proven by the water's response: with one of the two sensors bad nobody sees the water stand."""
    for ch in (CH_HP_FLOW, CH_HP_RETURN):
        bench = Bench(settings=((P_HP_FLOW_PROOF, 1),))
        bench.run(310)
        bench.base[CH_HP_FLOW] += 100
        bench.start()
        bench.run(60)
        bench.put(ch, 0, Q_OPEN)
        bench.until(OUT_HP, 0, 120)  # held for a minute, then missing for 20 s
        assert bench.o[OUT_HP_WHY] == R_NO_FLOW
