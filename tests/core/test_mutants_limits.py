"""Power limits, frost and the observed machine: behaviour that the mutation tester found no test for."""

from control_bench import LPH, Bench
from tandem.control.param_table import P_BOILER_FITTED, P_HP_RUN_FEEDBACK, P_HP_STARTS_HOUR, P_MODE
from tandem.ports.frame import (
    ALARM_FROST,
    CH_FLOW,
    CH_HP_LPH,
    CH_HP_POWER,
    CH_HP_RUN,
    CH_OUTDOOR,
    CH_RETURN,
    CH_ROOM,
    OUT_ALARMS,
    OUT_BOILER,
    OUT_HP,
    OUT_HP_CAP_W,
    OUT_HP_CAP_WHY,
    OUT_HP_WHY,
    OUT_PUMP,
    Q_ABSENT,
    Q_FAULT,
    Q_GOOD,
)
from tandem.ports.limits import SRC_GRID, SRC_MANAGER
from tandem.ports.reasons import R_FROST, R_HEAT, R_LIMIT_CAP, R_LIMIT_OFF, R_LIMIT_WAIT, R_NO_LIMIT

MODE_OFF = 3
FLOOR_W = 770
BACK_W = 924
ALONE = ((P_BOILER_FITTED, 0),)


# --- power limits ----------------------------------------------------------------------------------------------------
def test_a_limit_just_above_the_floor_beside_a_wide_one_stops_nothing():
    for tight, wide in ((SRC_GRID, SRC_MANAGER), (SRC_MANAGER, SRC_GRID)):
        bench = Bench()
        bench.start()
        bench.run(900)
        bench.limit(wide, 5000)
        bench.limit(tight, FLOOR_W)
        for _ in range(60):
            bench.tick()
            assert bench.o[OUT_HP] == 1 and bench.o[OUT_HP_WHY] == R_HEAT
            assert bench.o[OUT_HP_CAP_W] == FLOOR_W


def test_below_the_floor_it_is_off_and_above_it_waits():
    """Each source alone; that of the other class is silent or wide."""
    for source, other in ((SRC_GRID, SRC_MANAGER), (SRC_MANAGER, SRC_GRID)):
        for wide in (None, 5000):
            bench = Bench(settings=ALONE)
            bench.put(CH_ROOM, 1995)  # a colder house would go without soft limits
            if wide:
                bench.limit(other, wide)
            bench.limit(source, FLOOR_W - 1)
            bench.run(900)
            assert bench.o[OUT_HP_WHY] == R_LIMIT_OFF
            bench.limit(source, FLOOR_W)
            bench.run(300)
            assert bench.o[OUT_HP] == 0 and bench.o[OUT_HP_WHY] == R_LIMIT_WAIT
            bench.limit(source, BACK_W)
            bench.run(50)
            assert bench.o[OUT_HP] == 0 and bench.o[OUT_HP_WHY] == R_LIMIT_WAIT


def test_a_limit_that_is_gone_says_wait_for_the_rest_of_the_minute():
    for source in (SRC_GRID, SRC_MANAGER):
        bench = Bench(settings=ALONE)
        bench.put(CH_ROOM, 1995)
        bench.limit(source, 0)
        bench.run(900)
        bench.no_limit(source)
        bench.run(50)
        assert bench.o[OUT_HP] == 0 and bench.o[OUT_HP_WHY] == R_LIMIT_WAIT
        assert (bench.o[OUT_HP_CAP_W], bench.o[OUT_HP_CAP_WHY]) == (0, R_NO_LIMIT)


def test_frost_leaves_a_sufficient_cap_alone_and_makes_none():
    for watts, cap, why in ((None, 0, R_NO_LIMIT), (2000, 2000, R_LIMIT_CAP), (0, FLOOR_W, R_LIMIT_CAP)):
        bench = Bench(settings=ALONE + ((P_MODE, MODE_OFF),))
        bench.put(CH_ROOM, 1500)
        bench.water(600)
        if watts is not None:
            bench.limit(SRC_GRID, watts)
        bench.until(OUT_HP, 1)
        assert (bench.o[OUT_HP_CAP_W], bench.o[OUT_HP_CAP_WHY]) == (cap, why)
        assert watts == 0 or bench.o[OUT_HP_WHY] == R_FROST


# --- frost -----------------------------------------------------------------------------------------------------------
def test_a_cold_room_is_protected_while_the_outdoor_sensor_is_broken():
    bench = Bench(settings=((P_MODE, MODE_OFF),))
    bench.water(2000)
    bench.put(CH_OUTDOOR, 0, Q_FAULT)
    bench.put(CH_ROOM, 600)
    bench.run(60)
    assert bench.o[OUT_PUMP] == 1 and bench.o[OUT_BOILER] == 1


def test_a_circuit_that_nobody_measures_rests_when_it_is_warm_outside():
    bench = Bench(settings=((P_MODE, MODE_OFF),))
    bench.put(CH_OUTDOOR, 1500)
    for ch in (CH_FLOW, CH_RETURN, CH_ROOM):
        bench.put(ch, 0, Q_ABSENT)
    bench.run(600)
    assert bench.o[OUT_PUMP] == 0 and bench.o[OUT_BOILER] == 0


def test_five_degrees_exactly_is_not_below_five():
    bench = Bench(settings=((P_MODE, MODE_OFF),))
    bench.jitter = False
    for water, alarm in ((500, False), (499, True)):
        bench.water(water)
        bench.tick()
        assert bool(bench.o[OUT_ALARMS] & ALARM_FROST) == alarm
    for ch in (CH_FLOW, CH_RETURN):  # now the room alone is seen
        bench.put(ch, 0, Q_ABSENT)
    for room, alarm in ((500, False), (499, True)):
        bench.put(CH_ROOM, room, Q_ABSENT)
        bench.tick()
        bench.put(CH_ROOM, room)
        bench.tick()
        assert bool(bench.o[OUT_ALARMS] & ALARM_FROST) == alarm


def test_frost_thresholds_to_the_hundredth():
    """First the pump, 8 to 10 C; then heat, 6.5 to 12 C."""
    steps = ((800, 0, 0), (799, 1, 0), (999, 1, 0), (1000, 0, 0), (650, 1, 0), (649, 1, 1), (1199, 1, 1), (1200, 0, 0))
    bench = Bench(settings=((P_MODE, MODE_OFF),))
    bench.jitter = False
    bench.base[CH_ROOM] = 1500
    for water, pump, heat in steps:
        bench.water(water)
        bench.run(300)  # the after-run of the pump is over
        assert (bench.o[OUT_PUMP], bench.o[OUT_BOILER]) == (pump, heat), water


def test_unmeasured_water_moves_below_five_degrees_outside():
    for outdoor, pump in ((500, 0), (499, 1)):
        bench = Bench(settings=((P_MODE, MODE_OFF),))
        bench.jitter = False
        bench.put(CH_OUTDOOR, outdoor)
        for ch in (CH_FLOW, CH_RETURN):
            bench.put(ch, 0, Q_ABSENT)
        bench.run(60)
        assert bench.o[OUT_PUMP] == pump


# --- the observed machine --------------------------------------------------------------------------------------------
def seen_running(run, power, feedback=1):
    """Whether the machine counts as running; run and power: (value, quality, age)."""
    bench = Bench(False, ((P_HP_RUN_FEEDBACK, feedback),))
    bench.put(CH_HP_RUN, run[0], run[1], run[2])
    bench.put(CH_HP_POWER, power[0], power[1], power[2])
    bench.run(120)
    assert bench.controller.hp.known
    return bench.controller.hp.running


def test_a_fresh_status_comes_before_power_and_an_old_one_does_not_count():
    for says in (0, 1):
        other = 900 if not says else 0
        assert seen_running((says, Q_GOOD, 0), (other, Q_GOOD, 0)) == bool(says)
        assert seen_running((says, Q_GOOD, 60), (other, Q_GOOD, 0)) == bool(says)
        assert seen_running((says, Q_GOOD, 0), (other, Q_GOOD, 61)) == bool(says)
        assert seen_running((says, Q_GOOD, 61), (other, Q_GOOD, 0)) == bool(other)
        assert seen_running((says, Q_GOOD, 61), (other, Q_GOOD, 60)) == bool(other)
        assert seen_running((says, Q_ABSENT, 1000), (other, Q_GOOD, 0)) == bool(other)


def test_a_status_that_is_declared_useless_is_not_asked():
    assert seen_running((0, Q_GOOD, 0), (900, Q_GOOD, 0), 0)
    assert not seen_running((1, Q_GOOD, 0), (0, Q_GOOD, 0), 0)


def test_the_hour_counts_from_the_start_that_was_seen():
    bench = Bench(False, ((P_HP_STARTS_HOUR, 1),))
    bench.base[CH_HP_LPH] = LPH
    bench.until(OUT_HP, 1)
    bench.run(240)  # it takes its time
    bench.machine(True)
    bench.tick()
    seen = bench.now_ms - 10000
    bench.run(700)
    bench.machine(False)
    bench.until(OUT_HP, 0)
    assert bench.until(OUT_HP, 1, 7200) >= seen + 3600000


def test_a_machine_that_runs_unasked_and_falls_silent_counts_as_running_for_a_minute():
    bench = Bench(False, ((P_MODE, MODE_OFF),))
    bench.run(300)
    bench.machine(True)
    bench.run(600)
    bench.put(CH_HP_RUN, 0, Q_FAULT)
    bench.put(CH_HP_POWER, 0, Q_FAULT)
    bench.run(50)
    assert bench.controller.hp.running
    bench.run(20)
    assert not bench.controller.hp.running


def test_a_stop_that_was_seen_stays_seen_when_the_machine_falls_silent():
    bench = Bench()
    bench.start()
    bench.run(900)
    bench.set(P_MODE, MODE_OFF)
    bench.until(OUT_HP, 0)
    bench.tick()
    starts = bench.controller.hp.total_starts
    bench.put(CH_HP_RUN, 0, Q_FAULT)
    bench.put(CH_HP_POWER, 0, Q_FAULT)
    bench.run(60)
    assert not bench.controller.hp.running and bench.controller.hp.total_starts == starts
