"""A pump that stood for long is turned for a minute, while nothing else happens."""

from control_bench import Bench
from support import no_allocation
from tandem.control.param_table import P_DHW_BY, P_HP_FITTED, P_MODE, P_SEIZE_H, P_SERVICE
from tandem.ports.frame import (
    CH_OUTDOOR,
    CH_ROOM,
    OUT_BOILER,
    OUT_HP,
    OUT_HP_PUMP,
    OUT_HP_PUMP_WHY,
    OUT_PUMP,
    OUT_PUMP_WHY,
    OUT_VALVE,
    OUT_VALVE_WHY,
)
from tandem.ports.reasons import R_SEIZE

MODE_BOILER = 2
MODE_OFF = 3
HOUR_S = 3600


def summer(*settings):
    """Nothing is wanted; nothing has run since boot."""
    bench = Bench(settings=((P_MODE, MODE_OFF),) + settings)
    bench.put(CH_OUTDOOR, 2200)
    bench.put(CH_ROOM, 2300)
    return bench


def turned(bench, hours, at=OUT_PUMP):
    """[(first second, last second), ...] in which an output is on."""
    spans = []
    for _ in range(hours * 360):
        bench.tick()
        now_s = bench.now_ms // 1000 - 10
        if bench.o[at]:
            if spans and spans[-1][1] == now_s - 10:
                spans[-1][1] = now_s
            else:
                spans.append([now_s, now_s])
    return spans


def test_every_so_many_hours_for_a_minute():
    for hours in (1, 5):
        for at in (OUT_PUMP, OUT_HP_PUMP):
            spans = turned(summer((P_SEIZE_H, hours)), 3 * hours + 1, at)
            assert len(spans) == 3
            for k in range(3):
                first, last = spans[k]
                assert 0 <= first - (k + 1) * hours * HOUR_S <= 70 * (k + 1)
                assert last - first + 10 == 60


def test_the_reason_is_told_and_no_source_runs():
    bench = summer((P_SEIZE_H, 1))
    bench.until(OUT_PUMP, 1, 2 * HOUR_S)
    assert bench.o[OUT_PUMP_WHY] == bench.o[OUT_HP_PUMP_WHY] == R_SEIZE
    assert bench.o[OUT_HP] == bench.o[OUT_BOILER] == bench.o[OUT_VALVE] == 0


def test_never_means_never_and_what_is_not_fitted_is_not_turned():
    assert turned(summer((P_SEIZE_H, 0)), 50) == []
    bench = summer((P_SEIZE_H, 1), (P_HP_FITTED, 0))
    assert turned(bench, 3, OUT_HP_PUMP) == []
    assert turned(summer((P_SEIZE_H, 1)), 3, OUT_VALVE) == []


def test_the_diverter_of_a_tank_too():
    bench = summer((P_SEIZE_H, 1), (P_DHW_BY, 1))
    assert len(turned(bench, 3, OUT_VALVE)) == 2
    bench.until(OUT_VALVE, 1, 2 * HOUR_S)
    assert bench.o[OUT_VALVE_WHY] == R_SEIZE


def test_only_the_pump_that_stood():
    """The boiler heats every now and then: the circuit's pump has moved, the heat pump's has not."""
    bench = Bench(settings=((P_SEIZE_H, 1), (P_MODE, MODE_BOILER)))
    seized = 0
    for _ in range(6):
        bench.water(2000)
        bench.run(1200)
        assert bench.o[OUT_BOILER] == 1
        bench.water(5000)
        for _ in range(120):
            bench.tick()
            assert bench.o[OUT_PUMP_WHY] != R_SEIZE
            if bench.o[OUT_HP_PUMP]:
                assert bench.o[OUT_HP_PUMP_WHY] == R_SEIZE
                assert bench.o[OUT_BOILER] == 0
                seized += 1
    assert seized >= 6


def test_not_while_a_source_runs():
    bench = Bench(settings=((P_SEIZE_H, 1), (P_MODE, MODE_BOILER)))
    bench.water(2000)
    bench.put(CH_ROOM, 1800)
    bench.until(OUT_BOILER, 1)
    for _ in range(3 * 360):
        bench.tick()
        assert bench.o[OUT_BOILER] == 1 and bench.o[OUT_HP_PUMP] == 0


def test_a_source_that_starts_comes_first():
    bench = Bench(settings=((P_SEIZE_H, 1), (P_MODE, MODE_OFF)))
    bench.until(OUT_PUMP, 1, 2 * HOUR_S)
    bench.water(500)  # frost
    bench.tick()
    assert bench.o[OUT_BOILER] == 1 and bench.o[OUT_PUMP_WHY] != R_SEIZE


def test_not_under_the_hands_of_service():
    bench = summer((P_SEIZE_H, 1), (P_SERVICE, 2))
    assert turned(bench, 5) == []
    bench.set(P_SERVICE, 0)
    assert len(turned(bench, 1)) == 1


def test_it_takes_no_heap():
    bench = summer((P_SEIZE_H, 1), (P_DHW_BY, 1))
    bench.until(OUT_PUMP, 1, 2 * HOUR_S)

    def step(b):
        b.tick()

    no_allocation(step, bench)
