"""Water pressure: an alarm below the minimum; below half of it nothing runs dry."""

from control_bench import Bench
from support import no_allocation
from tandem.control.param_table import P_BOILER_FITTED, P_CIRC_MIN_BAR_X100, P_MODE, P_SCHEME
from tandem.control.scheme import SEPARATOR, SERIES
from tandem.ports.frame import (
    ALARM_PRESSURE,
    CH_HP_LPH,
    CH_PRESSURE,
    CH_ROOM,
    OUT_ALARMS,
    OUT_BOILER,
    OUT_BOILER_WHY,
    OUT_HP,
    OUT_HP_PUMP,
    OUT_HP_WHY,
    OUT_PUMP,
    OUT_PUMP_WHY,
    Q_ABSENT,
    Q_FAULT,
)
from tandem.ports.reasons import R_PRESSURE

LEAST = 60


def house(pressure, *settings):
    bench = Bench(settings=settings)
    bench.put(CH_PRESSURE, pressure)
    bench.run(600)
    return bench


def alarm(bench):
    return bench.o[OUT_ALARMS] & ALARM_PRESSURE


def test_the_alarm_takes_a_minute_and_goes_with_a_tenth_of_a_bar_more():
    bench = house(LEAST)
    assert not alarm(bench)
    bench.put(CH_PRESSURE, LEAST - 1)
    bench.run(50)
    assert not alarm(bench)
    bench.run(20)
    assert alarm(bench)
    bench.put(CH_PRESSURE, LEAST + 9)
    bench.run(600)
    assert alarm(bench)
    bench.put(CH_PRESSURE, LEAST + 10)
    bench.run(50)
    assert alarm(bench)
    bench.run(20)
    assert not alarm(bench)


def test_a_short_dip_is_no_alarm():
    bench = house(150)
    for _ in range(20):
        bench.put(CH_PRESSURE, 10)
        bench.run(50)
        bench.put(CH_PRESSURE, 150)
        bench.tick()
        assert not alarm(bench) and bench.o[OUT_HP_WHY] != R_PRESSURE


def test_noise_around_half_of_the_minimum_hides_neither():
    bench = house(150)
    for _ in range(20):
        bench.put(CH_PRESSURE, 29)
        bench.tick()
        bench.put(CH_PRESSURE, 31)
        bench.tick()
    assert alarm(bench)


def test_low_pressure_alone_stops_nothing():
    bench = house(35)
    bench.start()
    assert alarm(bench) and bench.o[OUT_HP] == 1


def test_below_half_of_it_the_heat_pump_stops_within_its_minimum_time():
    bench = house(150)
    bench.start()
    bench.put(CH_PRESSURE, 29)
    bench.run(80)
    assert bench.o[OUT_HP] == 0 and bench.o[OUT_HP_WHY] == R_PRESSURE
    bench.run(20)
    assert bench.o[OUT_PUMP] == bench.o[OUT_HP_PUMP] == 0
    assert bench.o[OUT_PUMP_WHY] == R_PRESSURE and alarm(bench)
    bench.run(7200)
    assert bench.o[OUT_HP] == bench.o[OUT_BOILER] == bench.o[OUT_PUMP] == bench.o[OUT_HP_PUMP] == 0
    bench.put(CH_PRESSURE, 150)
    bench.run(600)
    assert bench.o[OUT_HP] == 1 and not alarm(bench)


def test_the_pump_of_a_compressor_that_still_runs_goes_on():
    bench = house(150)
    bench.start()
    bench.obeys = False
    bench.put(CH_PRESSURE, 29)
    bench.run(200)
    assert bench.o[OUT_HP] == 0 and bench.o[OUT_HP_PUMP] == 1
    bench.machine(False)
    bench.run(20)
    assert bench.o[OUT_HP_PUMP] == 0


def test_in_a_single_loop_the_other_pump_goes_on_with_it():
    for scheme, pump in ((SEPARATOR, 0), (SERIES, 1)):
        bench = house(150, (P_SCHEME, scheme))
        bench.start()
        bench.obeys = False
        bench.put(CH_PRESSURE, 29)
        bench.run(200)
        assert bench.o[OUT_HP] == 0 and bench.o[OUT_HP_PUMP] == 1
        assert bench.o[OUT_PUMP] == pump
        bench.machine(False)
        bench.run(20)
        assert bench.o[OUT_HP_PUMP] == bench.o[OUT_PUMP] == 0


def test_a_boiler_never_burns_for_a_tick_without_its_pump():
    bench = house(150, (P_MODE, 2))
    bench.put(CH_ROOM, 1800)
    bench.until(OUT_BOILER, 1)
    bench.put(CH_PRESSURE, 20)
    for _ in range(12):
        bench.tick()
        assert bench.o[OUT_PUMP] or not bench.o[OUT_BOILER]
    assert not bench.o[OUT_PUMP]


def test_a_start_is_called_off_with_its_pump():
    bench = Bench(obeys=False)
    bench.put(CH_PRESSURE, 150)
    bench.put(CH_HP_LPH, 1200)
    bench.until(OUT_HP, 1)
    bench.put(CH_PRESSURE, 20)
    for _ in range(12):
        bench.tick()
        assert bench.o[OUT_HP_PUMP] or not bench.o[OUT_HP]
    assert not bench.o[OUT_HP_PUMP]


def test_a_sensor_that_comes_or_comes_back_is_watched_for_a_minute_first():
    for gap in (Q_ABSENT, Q_FAULT):
        bench = house(150)
        bench.put(CH_PRESSURE, 0, gap)
        bench.run(3600)
        bench.put(CH_PRESSURE, 10)
        bench.run(50)
        assert not alarm(bench) and bench.o[OUT_HP_WHY] != R_PRESSURE, gap
        bench.run(40)
        assert alarm(bench)


def test_nor_boiler_nor_frost_run_dry():
    bench = house(150, (P_MODE, 2))
    bench.put(CH_ROOM, 1800)
    bench.until(OUT_BOILER, 1)
    bench.put(CH_PRESSURE, 20)
    bench.run(80)
    assert bench.o[OUT_BOILER] == 0 and bench.o[OUT_BOILER_WHY] == R_PRESSURE
    for fitted in (0, 1):
        bench.set(P_BOILER_FITTED, fitted)
        bench.water(300)
        bench.run(1200)
        assert bench.o[OUT_BOILER] == bench.o[OUT_HP] == bench.o[OUT_PUMP] == bench.o[OUT_HP_PUMP] == 0


def test_no_sensor_or_no_minimum_no_judgement():
    bench = Bench()
    bench.run(600)
    assert not alarm(bench) and bench.start() >= 0
    bench = house(0, (P_CIRC_MIN_BAR_X100, 0))
    assert not alarm(bench) and bench.o[OUT_HP_WHY] != R_PRESSURE
    bench = house(20)
    assert alarm(bench)
    bench.put(CH_PRESSURE, 0, Q_ABSENT)
    bench.tick()
    assert not alarm(bench)


def test_a_sensor_that_breaks_leaves_the_verdict():
    for pressure, dry in ((20, True), (150, False)):
        bench = house(pressure)
        bench.put(CH_PRESSURE, 0, Q_FAULT)
        bench.run(3600)
        assert (bench.o[OUT_HP_WHY] == R_PRESSURE) == dry


def test_it_takes_no_heap():
    for pressure in (20, 50, 150):
        bench = house(pressure)

        def step(b):
            b.controller.step(b.inputs, b.outputs)

        no_allocation(step, bench)
