"""Guards: behaviour that the mutation tester found no test for."""

from control_bench import LPH, Bench
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
    CH_HP_LPH,
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
    OUT_HP_SET_WHY,
    OUT_HP_WHY,
    OUT_PLAN,
    OUT_PUMP,
    OUT_REQ_C100,
    PLAN_BOILER,
    Q_ABSENT,
    Q_OPEN,
)
from tandem.ports.reasons import (
    R_FROST,
    R_HEAT,
    R_MAX_SET,
    R_MIN_ON,
    R_NO_FLOW,
    R_NONE,
    R_NOT_FITTED,
    R_OVERHEAT,
    R_SELF_STOP,
)

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
    for before, quality in ((2500, Q_OPEN), (5900, Q_ABSENT)):
        bench = Bench(settings=((P_MODE, MODE_BOILER),))
        bench.run(60)
        bench.base[CH_FLOW] = before
        bench.run(10, 1000)
        bench.put(CH_FLOW, 0, quality)
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


def test_hot_means_more_than_three_kelvin_above_the_maximum():
    for c100, on in ((5800, 1), (5801, 0)):
        bench = Bench()
        bench.start()
        bench.jitter = False
        bench.base[CH_HP_FLOW] = c100
        bench.run(60)
        assert bench.o[OUT_HP] == on


# --- starts ----------------------------------------------------------------------------------------------------------
def test_exactly_half_a_kelvin_either_way_is_a_response():
    for ch in (CH_HP_FLOW, CH_HP_RETURN):
        for moved, on in ((49, 0), (-49, 0), (50, 1), (-50, 1)):
            bench = Bench(False, ((P_HP_FLOW_PROOF, 1),))
            bench.jitter = False
            bench.run(310)
            bench.base[ch] += moved
            bench.run(80)
            assert bench.o[OUT_HP] == on, (ch, moved)


def test_a_start_under_way_is_not_called_off_for_want_of_demand():
    bench = Bench(False)
    bench.base[CH_HP_LPH] = LPH
    bench.until(OUT_HP, 1)
    bench.set(P_MODE, MODE_OFF)
    bench.run(120)
    assert bench.o[OUT_HP] == 1 and bench.o[OUT_HP_WHY] == R_MIN_ON


def test_a_machine_that_did_not_start_rests_half_an_hour_even_against_frost():
    bench = Bench(False, ((P_BOILER_FITTED, 0), (P_MODE, MODE_OFF)))
    bench.base[CH_HP_LPH] = LPH
    bench.put(CH_ROOM, 1500)
    bench.water(600)
    bench.until(OUT_HP, 1)
    gave_up = bench.until(OUT_HP, 0)
    bench.run(400)  # the pause is over
    assert bench.o[OUT_HP_WHY] == R_SELF_STOP
    again = bench.until(OUT_HP, 1, 7200)
    assert 1800000 <= again - gave_up <= 1800000 + 120000


def test_frost_is_the_reason_of_a_set_point_that_it_lifts():
    for settings, on, why in (((), OUT_BOILER, OUT_BOILER_SET_WHY), (((P_BOILER_FITTED, 0),), OUT_HP, OUT_HP_SET_WHY)):
        bench = Bench(settings=settings + ((P_MODE, MODE_OFF),))
        bench.put(CH_ROOM, 1500)
        bench.water(600)
        bench.until(on, 1)
        assert bench.o[why] == R_FROST


def test_each_proof_of_flow_begins_anew():
    """Water that warmed up while the pump stood is no response to the pump."""
    for ch in (CH_HP_FLOW, CH_HP_RETURN):
        bench = Bench(False, ((P_HP_FLOW_PROOF, 1),))
        bench.run(500)
        assert bench.o[OUT_HP_WHY] == R_NO_FLOW
        bench.set(P_MODE, MODE_OFF)
        bench.run(120)
        assert bench.o[OUT_HP_PUMP] == 0
        bench.base[ch] += 500
        bench.run(60)
        bench.set(P_MODE, MODE_HP)
        bench.run(300)
        assert bench.o[OUT_HP] == 0 and bench.o[OUT_HP_WHY] == R_NO_FLOW


def test_flow_that_fails_right_after_the_command_has_its_time_too():
    bench = Bench(False)
    bench.run(310)
    bench.base[CH_HP_LPH] = LPH
    while not bench.o[OUT_HP]:
        bench.tick(1000)
    bench.machine(True)
    bench.base[CH_HP_LPH] = 0
    at = bench.now_ms
    assert bench.until(OUT_HP, 0, 60, 1000) - at == 20000


def test_without_flow_the_boiler_takes_over():
    bench = Bench(False)
    bench.base[CH_FLAME] = 1
    bench.run(750)  # pause, five minutes of trying, a slow decision
    for _ in range(300):
        assert bench.o[OUT_HP] == 0 and bench.o[OUT_BOILER] == 1
        bench.tick()


def test_a_machine_that_is_taken_out_has_no_set_point_and_no_pump():
    bench = Bench()
    bench.start()
    bench.set(P_HP_FITTED, 0)
    bench.tick()
    assert bench.o[OUT_HP] == 0
    assert bench.o[OUT_HP_SET_C100] == 0 and bench.o[OUT_HP_SET_WHY] == R_NONE
    assert bench.o[OUT_HP_PUMP] == 0 and bench.o[OUT_HP_PUMP_WHY] == R_NOT_FITTED
