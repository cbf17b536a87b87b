"""Guards, the boiler and the circuit's pump; a boiler that does not burn; water that stands still while heated."""

from control_bench import Bench
from tandem.control.param_table import P_MODE, P_PUMP_AFTER_S
from tandem.ports.frame import (
    ALARM_BOILER,
    CH_BOILER_ERROR,
    CH_FLAME,
    CH_FLOW,
    OUT_ALARMS,
    OUT_BAD,
    OUT_BOILER,
    OUT_BOILER_WHY,
    OUT_PLAN,
    OUT_PUMP,
    OUT_PUMP_WHY,
    PLAN_BOILER,
    PLAN_HP,
    Q_ABSENT,
    Q_FAULT,
)
from tandem.ports.reasons import R_HEAT, R_NO_DEMAND, R_PUMP_AFTER, R_WARM_ENOUGH

MODE_AUTO = 0
MODE_BOILER = 2
MODE_OFF = 3


def burning(obeys=True):
    bench = Bench(obeys, ((P_MODE, MODE_BOILER),))
    bench.until(OUT_BOILER, 1)
    return bench


def test_plainly_on_and_off():
    bench = burning()
    assert bench.o[OUT_BOILER_WHY] == R_HEAT
    assert bench.o[OUT_PUMP] == 1 and bench.o[OUT_PUMP_WHY] == R_HEAT
    bench.water(6000)
    bench.base[CH_FLOW] = 5500
    bench.until(OUT_BOILER, 0)
    assert bench.o[OUT_BOILER_WHY] == R_WARM_ENOUGH
    assert bench.o[OUT_PUMP] == 1 and bench.o[OUT_PUMP_WHY] == R_WARM_ENOUGH  # the house still wants its heat
    bench.set(P_MODE, MODE_OFF)
    bench.run(400)
    assert bench.o[OUT_BOILER_WHY] == R_NO_DEMAND


def test_the_circuits_pump_runs_after():
    for after_s in (30, 1800):
        bench = burning()
        bench.set(P_PUMP_AFTER_S, after_s)
        bench.set(P_MODE, MODE_OFF)
        off = bench.until(OUT_BOILER, 0)
        assert bench.o[OUT_PUMP_WHY] == R_PUMP_AFTER
        assert bench.until(OUT_PUMP, 0) == off - 10000 + after_s * 1000


def test_a_boiler_that_does_not_burn_is_replaced_for_half_an_hour():
    bench = burning(obeys=False)
    bench.base[CH_FLAME] = 1
    bench.run(60)
    dark = bench.now_ms
    bench.base[CH_FLAME] = 0
    bench.run(900)
    assert bench.controller.guards.boiler_ok
    bench.tick()
    assert not bench.controller.guards.boiler_ok
    assert bench.now_ms - dark == 910000
    bench.set(P_MODE, MODE_AUTO)
    bench.run(120)
    assert bench.o[OUT_PLAN] == PLAN_HP and bench.o[OUT_BOILER] == 0
    bench.run(1680)
    assert not bench.controller.guards.boiler_ok
    bench.run(20)
    assert bench.controller.guards.boiler_ok


def test_a_boiler_that_reports_an_error_is_replaced_until_it_reports_none():
    bench = burning(obeys=False)
    bench.base[CH_FLAME] = 1
    bench.set(P_MODE, MODE_AUTO)
    bench.put(CH_BOILER_ERROR, 1)
    bench.run(70)
    assert not bench.controller.guards.boiler_ok and bench.o[OUT_ALARMS] & ALARM_BOILER
    assert bench.o[OUT_PLAN] == PLAN_HP and bench.o[OUT_BOILER] == 0
    bench.run(7200)
    assert not bench.controller.guards.boiler_ok
    bench.base[CH_BOILER_ERROR] = 0
    bench.run(20)
    assert bench.controller.guards.boiler_ok and not bench.o[OUT_ALARMS] & ALARM_BOILER
    bench.put(CH_BOILER_ERROR, 1, Q_FAULT)
    bench.run(100)
    assert bench.controller.guards.boiler_ok, "a link that is lost says nothing of the boiler"


def test_a_flame_that_nobody_watches_is_no_failure():
    bench = burning(obeys=False)
    bench.put(CH_FLAME, 0, Q_ABSENT)
    bench.run(7200)
    assert bench.controller.guards.boiler_ok
    assert bench.o[OUT_PLAN] == PLAN_BOILER


def test_warm_water_needs_no_flame():
    bench = burning(obeys=False)
    bench.water(3600)
    bench.base[CH_FLAME] = 0
    bench.run(7200)
    assert bench.controller.guards.boiler_ok


def test_a_flow_sensor_that_stands_still_while_heated_is_bad():
    bench = Bench(settings=((P_MODE, MODE_OFF),))
    bench.jitter = False
    bench.run(7200)
    assert bench.o[OUT_BAD] == 0  # at rest it may
    bench.set(P_MODE, MODE_BOILER)
    bench.until(OUT_BOILER, 1)
    bench.run(1800)
    assert not bench.o[OUT_BAD] >> CH_FLOW & 1
    bench.run(100)
    assert bench.o[OUT_BAD] >> CH_FLOW & 1
