"""Guards, floor 1: no start without flow proven, the pump before and after, flow lost while running."""

from control_bench import LPH, Bench
from tandem.control.param_table import (
    P_FLOW_LOST_S,
    P_HP_FLOW_PROOF,
    P_HP_MIN_FLOW_LPH,
    P_MODE,
    P_PUMP_AFTER_S,
    P_PUMP_LEAD_S,
)
from tandem.ports.frame import (
    ALARM_NO_FLOW,
    CH_FLOW,
    CH_HP_FLOW,
    CH_HP_LPH,
    CH_HP_RETURN,
    OUT_ALARMS,
    OUT_HP,
    OUT_HP_PUMP,
    OUT_HP_PUMP_WHY,
    OUT_HP_WHY,
    Q_ABSENT,
    Q_FAULT,
    Q_GOOD,
    Q_OPEN,
)
from tandem.ports.reasons import R_BLIND, R_HEAT, R_NO_FLOW, R_PUMP_AFTER, R_PUMP_FIRST

MODE_OFF = 3
READY_S = 310  # after boot: the pause is over
RESPONSE = (P_HP_FLOW_PROOF, 1)


def ready(settings=()):
    """A bench that wants heat and has just begun to prove flow; water and machine stand still until told."""
    bench = Bench(False, settings)
    bench.run(READY_S)
    assert bench.o[OUT_HP_WHY] == R_PUMP_FIRST
    return bench


def test_the_pump_runs_first():
    for lead_s in (10, 60, 600):
        bench = Bench(settings=((P_PUMP_LEAD_S, lead_s),))
        bench.base[CH_HP_LPH] = LPH
        pump = bench.until(OUT_HP_PUMP, 1)
        assert bench.o[OUT_HP_PUMP_WHY] == R_PUMP_FIRST
        assert bench.o[OUT_HP_WHY] == R_PUMP_FIRST
        assert bench.until(OUT_HP, 1) == pump + lead_s * 1000


def test_the_pump_runs_after():
    for after_s in (30, 1800):
        bench = Bench(settings=((P_PUMP_AFTER_S, after_s),))
        bench.start()
        bench.run(700)
        bench.set(P_MODE, MODE_OFF)
        bench.until(OUT_HP, 0)
        bench.tick()
        stopped = bench.now_ms - 10000
        assert bench.o[OUT_HP_PUMP] == 1 and bench.o[OUT_HP_PUMP_WHY] == R_PUMP_AFTER
        assert bench.until(OUT_HP_PUMP, 0) == stopped + after_s * 1000


def test_the_pump_runs_as_long_as_the_machine_does():
    bench = Bench()
    bench.start()
    bench.obeys = False
    bench.set(P_MODE, MODE_OFF)
    bench.run(3600)
    assert bench.o[OUT_HP] == 0
    assert bench.o[OUT_HP_PUMP] == 1 and bench.o[OUT_HP_PUMP_WHY] == R_HEAT


def test_no_start_without_flow_by_the_meter():
    for lph, quality in ((0, Q_GOOD), (249, Q_GOOD), (-5, Q_GOOD), (30000, Q_GOOD), (LPH, Q_ABSENT), (LPH, Q_FAULT)):
        bench = ready()
        bench.put(CH_HP_LPH, lph, quality)
        bench.run(3600)
        assert bench.o[OUT_HP] == 0
        assert bench.o[OUT_HP_WHY] == R_NO_FLOW
        assert bench.o[OUT_HP_PUMP] == 1
        assert bench.o[OUT_ALARMS] & ALARM_NO_FLOW
    bench.put(CH_HP_LPH, 250)
    bench.run(20)
    assert bench.o[OUT_HP] == 1
    assert not bench.o[OUT_ALARMS] & ALARM_NO_FLOW


def test_a_held_flow_is_no_proof():
    bench = ready()
    bench.put(CH_HP_LPH, LPH)
    bench.run(40)
    bench.put(CH_HP_LPH, LPH, Q_FAULT)
    bench.run(30)
    assert bench.controller.readings.usable(CH_HP_LPH)
    assert bench.o[OUT_HP_WHY] == R_NO_FLOW


def test_the_least_flow_is_a_parameter():
    bench = ready(((P_HP_MIN_FLOW_LPH, 700),))
    bench.put(CH_HP_LPH, 699)
    bench.run(200)
    assert bench.o[OUT_HP_WHY] == R_NO_FLOW
    bench.put(CH_HP_LPH, 700)
    bench.tick()
    assert bench.o[OUT_HP] == 1


def test_the_alarm_comes_after_five_minutes():
    bench = ready()
    bench.run(300)
    assert not bench.o[OUT_ALARMS] & ALARM_NO_FLOW
    bench.run(20)
    assert bench.o[OUT_ALARMS] & ALARM_NO_FLOW


def test_no_start_without_a_response():
    bench = ready((RESPONSE,))
    bench.put(CH_HP_LPH, LPH)  # a meter counts for nothing here
    bench.run(1200)
    assert bench.o[OUT_HP] == 0 and bench.o[OUT_HP_WHY] == R_NO_FLOW


def test_either_sensor_that_moves_half_a_kelvin_proves_flow():
    for ch in (CH_HP_FLOW, CH_HP_RETURN):
        for moved in (-60, 60):
            bench = ready((RESPONSE,))
            bench.base[ch] += moved * 2 // 3
            bench.run(100)
            assert bench.o[OUT_HP_WHY] == R_NO_FLOW
            bench.base[ch] += moved * 1 // 3
            bench.tick()
            assert bench.o[OUT_HP] == 1


def test_a_response_before_the_lead_is_over_starts_nothing_early():
    bench = ready((RESPONSE,))
    bench.base[CH_HP_FLOW] += 500
    bench.run(50)
    assert bench.o[OUT_HP_WHY] == R_PUMP_FIRST
    bench.tick()
    assert bench.o[OUT_HP] == 1


def test_a_sensor_that_comes_back_is_no_response():
    for ch in (CH_HP_FLOW, CH_HP_RETURN):
        bench = Bench(False, (RESPONSE,))
        bench.put(ch, 2500, Q_OPEN)
        bench.run(READY_S + 100)
        assert bench.o[OUT_HP_WHY] == R_NO_FLOW
        bench.put(ch, 2900)
        bench.run(100)
        assert bench.o[OUT_HP_WHY] == R_NO_FLOW  # that is where it stands
        bench.base[ch] += 60
        bench.run(20)
        assert bench.o[OUT_HP] == 1


def test_a_held_sensor_that_comes_back_is_no_response():
    bench = Bench(False, (RESPONSE,))
    bench.run(READY_S - 20)
    bench.put(CH_HP_FLOW, 2500, Q_OPEN)
    bench.run(30)
    bench.put(CH_HP_FLOW, 2900)
    bench.run(200)
    assert bench.o[OUT_HP_WHY] == R_NO_FLOW


def test_no_response_from_a_sensor_that_is_not_there():
    bench = Bench(False, (RESPONSE,))
    bench.put(CH_HP_FLOW, 0, Q_ABSENT)
    bench.put(CH_HP_RETURN, 0, Q_ABSENT)
    bench.run(3600)
    assert bench.o[OUT_HP] == 0


def test_flow_lost_stops_the_compressor():
    for lost_s in (1, 20, 60):
        bench = Bench(settings=((P_FLOW_LOST_S, lost_s),))
        bench.start()
        bench.run(60)
        bench.obeys = False
        bench.base[CH_HP_LPH] = 249
        at = bench.now_ms
        stopped = bench.until(OUT_HP, 0, 200, 1000)
        assert stopped - at == lost_s * 1000
        assert bench.o[OUT_HP_WHY] == R_NO_FLOW  # the minimum running time is no excuse


def test_the_least_flow_is_enough():
    bench = Bench()
    bench.start()
    bench.obeys = False
    bench.base[CH_HP_LPH] = 250
    bench.run(600)
    assert bench.o[OUT_HP] == 1


def test_a_short_gap_in_the_flow_stops_nothing():
    bench = Bench()
    bench.start()
    bench.obeys = False
    for _ in range(20):
        bench.base[CH_HP_LPH] = 0
        bench.run(15, 1000)
        bench.base[CH_HP_LPH] = LPH
        bench.run(2, 1000)
    assert bench.o[OUT_HP] == 1


def test_a_meter_that_fails_while_running_is_flow_lost():
    for quality in (Q_FAULT, Q_ABSENT):
        bench = Bench()
        bench.start()
        bench.run(60)
        bench.obeys = False
        bench.put(CH_HP_LPH, LPH, quality)
        at = bench.now_ms
        stopped = bench.until(OUT_HP, 0, 300, 1000)
        assert stopped - at <= 52000  # held for 30 s, then missing for 20 s
        assert bench.o[OUT_HP_WHY] == R_NO_FLOW


def test_a_large_spread_means_that_the_water_stands():
    bench = Bench(settings=(RESPONSE,))
    bench.run(READY_S)
    bench.base[CH_HP_FLOW] += 100
    bench.start()
    bench.run(60)
    bench.base[CH_HP_FLOW] = 4000
    bench.base[CH_HP_RETURN] = 2501
    bench.run(120)
    assert bench.o[OUT_HP] == 1
    bench.base[CH_HP_RETURN] = 2499
    bench.run(30)
    assert bench.o[OUT_HP_WHY] == R_NO_FLOW


def test_a_start_that_has_not_happened_yet_is_called_off_too():
    bench = ready()
    bench.put(CH_HP_LPH, LPH)
    bench.until(OUT_HP, 1)
    bench.put(CH_HP_LPH, 0)
    bench.until(OUT_HP, 0, 50)
    assert bench.o[OUT_HP_WHY] == R_NO_FLOW
    assert not bench.controller.hp.waiting


def test_blind_on_both_flows_is_off():
    bench = Bench()
    bench.start()
    for ch in (CH_HP_FLOW, CH_FLOW):
        assert bench.o[OUT_HP] == 1
        bench.put(ch, 0, Q_OPEN)
        bench.run(90)
    assert bench.o[OUT_HP] == 0 and bench.o[OUT_HP_WHY] == R_BLIND
    bench.run(3600)
    assert bench.o[OUT_HP] == 0


def test_a_pump_that_is_no_longer_wanted_rests():
    bench = ready()
    bench.run(30)
    bench.set(P_MODE, MODE_OFF)
    bench.run(70)
    assert bench.o[OUT_HP_PUMP] == 0
    bench.set(P_MODE, 0)
    bench.put(CH_HP_LPH, LPH)
    pump = bench.until(OUT_HP_PUMP, 1)
    assert bench.until(OUT_HP, 1) == pump + 60000  # from the beginning again
