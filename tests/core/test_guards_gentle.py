"""Guards: what is easy on a compressor. Low power after a start, no change after a defrost, no start into odd water."""

from control_bench import Bench
from tandem.control.param_table import (
    P_BOILER_FITTED,
    P_HP_CAN_CAP,
    P_HP_SETTLE_S,
    P_HP_SOFT_S,
    P_MODE,
)
from tandem.ports.frame import (
    CH_FLOW,
    CH_HP_DEFROST,
    CH_HP_RETURN,
    CH_OUTDOOR,
    CH_RETURN,
    CH_ROOM,
    OUT_BOILER,
    OUT_HP,
    OUT_HP_CAP_W,
    OUT_HP_CAP_WHY,
    OUT_HP_PUMP,
    OUT_HP_SET_C100,
    OUT_HP_SET_WHY,
    OUT_HP_WHY,
    Q_ABSENT,
)
from tandem.ports.limits import SRC_EMERGENCY, SRC_GRID, SRC_MANAGER
from tandem.ports.reasons import (
    R_AFTER_DEFROST,
    R_COLD_RETURN,
    R_DEFROST,
    R_HEAT,
    R_LIMIT_CAP,
    R_LIMIT_OFF,
    R_NO_LIMIT,
    R_SOFT_START,
)

MODE_OFF = 3
FLOOR_W = 770


def old(settings=()):
    """A machine that has run for long."""
    bench = Bench(settings=settings)
    bench.start()
    bench.run(900)
    return bench


def test_low_power_after_a_start():
    for soft_s in (60, 180, 900):
        bench = Bench(settings=((P_HP_SOFT_S, soft_s),))
        bench.until(OUT_HP, 1)
        assert (bench.o[OUT_HP_CAP_W], bench.o[OUT_HP_CAP_WHY]) == (FLOOR_W, R_SOFT_START)
        bench.tick()
        seen = bench.now_ms - 10000
        free = bench.until(OUT_HP_CAP_WHY, R_NO_LIMIT)
        assert free == seen + soft_s * 1000


def test_no_soft_start_where_there_is_none_or_no_cap():
    for setting in ((P_HP_SOFT_S, 0), (P_HP_CAN_CAP, 0)):
        bench = Bench(settings=(setting,))
        bench.until(OUT_HP, 1)
        assert bench.o[OUT_HP_CAP_WHY] == R_NO_LIMIT


def test_a_soft_start_beside_a_limit():
    for watts in (FLOOR_W, 1200):
        bench = Bench()
        bench.start()
        bench.limit(SRC_GRID, watts)
        bench.tick()
        assert bench.o[OUT_HP_CAP_W] == FLOOR_W  # never below what the machine can do
        bench.run(200)
        assert (bench.o[OUT_HP_CAP_W], bench.o[OUT_HP_CAP_WHY]) == (watts, R_LIMIT_CAP)


def test_after_a_defrost_it_goes_on_as_it_was():
    for settle_s in (0, 300, 900):
        bench = old(((P_HP_SETTLE_S, settle_s),))
        bench.tick()
        was = bench.o[OUT_HP_SET_C100]
        bench.base[CH_HP_DEFROST] = 1
        bench.run(120)
        assert bench.o[OUT_HP_WHY] == R_HEAT
        bench.set(P_MODE, MODE_OFF)
        bench.base[CH_ROOM] = 1700
        bench.run(60)
        if settle_s:
            assert bench.o[OUT_HP_WHY] == R_DEFROST
            assert (bench.o[OUT_HP_SET_C100], bench.o[OUT_HP_SET_WHY]) == (was, R_AFTER_DEFROST)
        bench.base[CH_HP_DEFROST] = 0
        over = bench.now_ms - 10000
        if settle_s:
            bench.run(settle_s - 10)
            assert (bench.o[OUT_HP], bench.o[OUT_HP_WHY]) == (1, R_AFTER_DEFROST)
            assert bench.until(OUT_HP, 0) == over + settle_s * 1000
        else:
            assert bench.o[OUT_HP] == 0


def test_a_soft_limit_waits_for_a_defrost_and_a_hard_one_does_not():
    bench = old()
    bench.base[CH_HP_DEFROST] = 1
    bench.tick()
    bench.limit(SRC_MANAGER, 0)
    bench.run(120)
    assert bench.o[OUT_HP] == 1
    assert bench.o[OUT_HP_CAP_W] >= FLOOR_W
    bench.limit(SRC_EMERGENCY, 0)
    bench.tick()
    assert (bench.o[OUT_HP], bench.o[OUT_HP_WHY]) == (0, R_LIMIT_OFF)


def test_a_defrost_that_never_ends_is_not_believed():
    bench = old()
    bench.base[CH_HP_DEFROST] = 1
    bench.tick()
    bench.set(P_MODE, MODE_OFF)
    bench.until(OUT_HP, 0, 900 + 300 + 20)


def test_nobody_tells_of_defrosts_nothing_is_held():
    bench = old()
    bench.put(CH_HP_DEFROST, 1, Q_ABSENT)
    bench.tick()
    bench.set(P_MODE, MODE_OFF)
    bench.until(OUT_HP, 0, 70)  # with the next slow decision


def test_the_boiler_warms_water_that_is_too_cold_for_a_start():
    bench = Bench()
    bench.base[CH_HP_RETURN] = 450
    bench.run(1200)
    assert (bench.o[OUT_HP], bench.o[OUT_HP_WHY]) == (0, R_COLD_RETURN)
    assert bench.o[OUT_HP_PUMP] == 1  # or it would never be seen to warm up
    bench.until(OUT_BOILER, 1, 7200)
    bench.base[CH_HP_RETURN] = 510
    bench.until(OUT_HP, 1, 7200)


def test_alone_it_starts_into_cold_water():
    bench = Bench(settings=((P_BOILER_FITTED, 0),))
    for ch in (CH_HP_RETURN, CH_FLOW, CH_RETURN):
        bench.base[ch] = 450
    bench.until(OUT_HP, 1, 900)


def test_no_start_into_water_near_its_maximum():
    for water, on in ((5002, 0), (4990, 1)):
        bench = Bench()
        bench.put(CH_OUTDOOR, 0)
        bench.base[CH_HP_RETURN] = water
        bench.run(900)
        assert bench.o[OUT_HP] == on, water
        if not on:
            assert bench.o[OUT_HP_WHY] == R_COLD_RETURN


def test_water_that_nobody_measures_holds_nothing_back():
    bench = Bench()
    bench.put(CH_HP_RETURN, 0, Q_ABSENT)
    bench.until(OUT_HP, 1, 900)
