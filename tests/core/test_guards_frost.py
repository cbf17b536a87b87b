"""Guards, floor 5: frost. First the pump, then heat, in every mode and under every limit."""

from control_bench import Bench
from tandem.control.param_table import (
    P_BOILER_FITTED,
    P_HP_FITTED,
    P_HP_OUTDOOR_WATER,
    P_HP_OWN_FROST,
    P_HP_STARTS_HOUR,
    P_MODE,
    P_ROOM_TARGET_C100,
    P_SEIZE_H,
)
from tandem.ports.frame import (
    ALARM_FROST,
    CH_FLAME,
    CH_FLOW,
    CH_HP_FLOW,
    CH_HP_RETURN,
    CH_OUTDOOR,
    CH_RETURN,
    CH_ROOM,
    OUT_ALARMS,
    OUT_BOILER,
    OUT_BOILER_SET_C100,
    OUT_BOILER_WHY,
    OUT_HP,
    OUT_HP_CAP_W,
    OUT_HP_PUMP,
    OUT_HP_SET_C100,
    OUT_HP_WHY,
    OUT_PUMP,
    OUT_PUMP_WHY,
    Q_ABSENT,
    Q_FAULT,
    Q_GOOD,
)
from tandem.ports.limits import SRC_EMERGENCY, SRC_MANAGER
from tandem.ports.reasons import R_FROST, R_FROST_LIMIT, R_LIMIT_OFF

MODE_OFF = 3
FLOOR_W = 770
COLD_C100 = 600


def cold(settings=(), water=COLD_C100):
    """A house that is off, with water this cold."""
    bench = Bench(settings=((P_MODE, MODE_OFF),) + tuple(settings))
    bench.put(CH_ROOM, 1500)
    bench.water(water)
    return bench


def test_the_pump_from_eight_degrees_to_ten():
    bench = cold(water=801)
    for water, pump in ((801, 0), (798, 1), (998, 1), (1001, 0), (801, 0), (798, 1)):
        bench.water(water)
        bench.run(300)  # the after-run of the pump is over
        assert bench.o[OUT_PUMP] == pump, water
        assert bench.o[OUT_BOILER] == 0
    assert bench.o[OUT_PUMP_WHY] == R_FROST
    assert bench.o[OUT_HP_PUMP] == 1  # the water outdoors too


def test_heat_from_six_and_a_half_degrees_to_twelve():
    bench = cold(water=652)
    for water, heat in ((652, 0), (648, 1), (900, 1), (1001, 1), (1198, 1), (1201, 0), (652, 0)):
        bench.water(water)
        bench.run(100)
        assert bench.o[OUT_BOILER] == heat, water
        assert bench.o[OUT_HP] == 0


def test_the_coldest_of_flow_return_and_room_counts():
    for ch in (CH_FLOW, CH_RETURN, CH_ROOM):
        bench = cold(water=2000)
        bench.base[CH_ROOM] = 2000
        bench.run(100)
        assert bench.o[OUT_BOILER] == 0
        bench.base[ch] = COLD_C100
        bench.run(700)
        assert bench.o[OUT_BOILER] == 1
        assert bench.o[OUT_BOILER_WHY] == R_FROST
        assert bench.o[OUT_BOILER_SET_C100] == 3000


def test_frost_lowers_no_set_point():
    bench = Bench()
    bench.put(CH_OUTDOOR, -1500)
    bench.set(P_MODE, 2)
    bench.until(OUT_BOILER, 1)
    wanted = bench.o[OUT_BOILER_SET_C100]
    bench.base[CH_RETURN] = COLD_C100
    bench.run(200)
    assert bench.o[OUT_BOILER_SET_C100] >= wanted > 3000


def test_the_alarm_below_five_degrees():
    bench = cold(water=502)
    bench.tick()
    assert not bench.o[OUT_ALARMS] & ALARM_FROST
    bench.water(498)
    bench.tick()
    assert bench.o[OUT_ALARMS] & ALARM_FROST


def test_in_every_mode():
    for mode in range(4):
        bench = cold(((P_ROOM_TARGET_C100, 500),))
        bench.set(P_MODE, mode)
        bench.run(30)
        assert bench.o[OUT_BOILER] == 1
        assert bench.o[OUT_PUMP] == 1


def test_a_circuit_that_nobody_measures():
    for outdoor, quality, pump in ((480, Q_GOOD, 1), (600, Q_GOOD, 0), (600, Q_ABSENT, 1), (600, Q_FAULT, 1)):
        bench = cold(water=2000)
        bench.put(CH_OUTDOOR, 600)
        bench.tick()
        bench.put(CH_FLOW, 0, Q_ABSENT)
        bench.put(CH_RETURN, 0, Q_FAULT)
        bench.put(CH_OUTDOOR, outdoor, quality)
        bench.run(3600)
        assert bench.o[OUT_PUMP] == pump
        assert bench.o[OUT_BOILER] == 0  # the room is warm
        bench.base[CH_ROOM] = COLD_C100
        bench.run(1200)
        assert bench.o[OUT_BOILER] == pump


def test_the_heat_pump_where_there_is_no_boiler():
    bench = cold(((P_BOILER_FITTED, 0),))
    bench.until(OUT_HP, 1)
    assert bench.o[OUT_HP_WHY] == R_FROST
    assert bench.o[OUT_HP_SET_C100] == 3000
    bench.run(1200)
    assert bench.o[OUT_HP] == 1 and bench.o[OUT_HP_WHY] == R_FROST
    bench.water(1300)
    bench.run(20)
    assert bench.o[OUT_HP] == 0


def test_the_heat_pump_where_the_boiler_has_failed():
    bench = cold(water=640)
    bench.obeys = False
    bench.put(CH_FLAME, 0)
    bench.run(300)
    assert bench.o[OUT_BOILER] == 1 and bench.o[OUT_HP] == 0
    bench.obeys = True
    for _ in range(200):
        bench.tick()
        bench.o[OUT_BOILER] = 0  # the bench lights no flame
    assert bench.o[OUT_HP] == 1 and bench.o[OUT_HP_WHY] == R_FROST


def test_against_a_hard_limit_only_without_another_source():
    bench = cold()
    bench.limit(SRC_EMERGENCY, 0)
    bench.run(1200)
    assert bench.o[OUT_HP] == 0 and bench.o[OUT_BOILER] == 1
    bench.set(P_BOILER_FITTED, 0)
    bench.until(OUT_HP, 1)
    assert bench.o[OUT_HP_WHY] == R_FROST_LIMIT
    assert bench.o[OUT_HP_CAP_W] == FLOOR_W  # as little as the machine can do
    bench.run(100)
    assert bench.o[OUT_HP_WHY] == R_FROST_LIMIT
    bench.water(1300)
    bench.tick()
    assert bench.o[OUT_HP] == 0 and bench.o[OUT_HP_WHY] == R_LIMIT_OFF


def test_against_a_soft_limit_only_without_another_source():
    bench = Bench()
    bench.start()
    bench.run(900)
    bench.limit(SRC_MANAGER, 0)
    bench.water(COLD_C100)
    bench.run(90)
    bench.tick()
    assert bench.o[OUT_BOILER] == 1 and bench.o[OUT_HP] == 0
    bench = cold(((P_BOILER_FITTED, 0),))
    bench.put(CH_ROOM, 2000)  # in a cold room comfort comes first, too
    bench.limit(SRC_MANAGER, 0)
    bench.until(OUT_HP, 1)
    bench.run(1200)
    assert bench.o[OUT_HP] == 1 and bench.o[OUT_HP_WHY] == R_FROST_LIMIT
    assert bench.o[OUT_HP_CAP_W] == FLOOR_W


def test_frost_comes_before_the_cap_on_starts_but_keeps_the_pause():
    bench = cold(((P_BOILER_FITTED, 0), (P_HP_STARTS_HOUR, 1)))
    seen = []
    was = 0
    for _ in range(360):
        bench.water(COLD_C100 if bench.ticks % 40 < 5 or not bench.o[OUT_HP] else 1300)
        bench.tick()
        if bench.o[OUT_HP] and not was:
            seen.append(bench.now_ms)
        was = bench.o[OUT_HP]
    assert len(seen) >= 2
    for i in range(len(seen) - 1):
        assert seen[i + 1] - seen[i] >= 900000  # running time and pause


def test_no_source_at_all_still_moves_the_water_and_says_so():
    bench = cold(((P_BOILER_FITTED, 0), (P_HP_FITTED, 0)), 450)
    bench.run(60)
    assert bench.o[OUT_PUMP] == 1
    assert bench.o[OUT_ALARMS] & ALARM_FROST


def standing(outdoor, quality=Q_GOOD, settings=()):
    """A warm house that is off and whose water stands."""
    bench = cold(settings + ((P_SEIZE_H, 0),), 2000)
    bench.put(CH_OUTDOOR, outdoor, quality)
    if quality == Q_GOOD:
        bench.base[CH_OUTDOOR] = outdoor
    return bench


def pumped(bench, out, seconds):
    """Seconds in which this pump ran, and how often it began."""
    ran = begun = was = 0
    for _ in range(seconds // 10):
        bench.tick()
        on = bench.o[out]
        ran += 10 * on
        begun += on and not was
        was = on
    return ran, begun


def test_water_that_stands_long_in_the_cold_is_moved():
    for outdoor, quality, moved in ((450, Q_GOOD, 4), (550, Q_GOOD, 0), (2000, Q_ABSENT, 4), (2000, Q_FAULT, 4)):
        bench = standing(outdoor, quality)
        bench.run(3600)  # a lost sensor is held for a while
        ran, begun = pumped(bench, OUT_PUMP, 25 * 3600)
        assert begun == moved, outdoor
        assert 290 * moved <= ran <= 320 * moved
        assert bench.o[OUT_BOILER] == 0


def test_water_that_moved_for_another_reason_has_not_stood():
    bench = standing(450)
    bench.run(18000)
    bench.set(P_MODE, 0)
    bench.run(900)
    bench.set(P_MODE, MODE_OFF)
    bench.run(1200)
    assert pumped(bench, OUT_PUMP, 19000)[1] == 0
    assert pumped(bench, OUT_PUMP, 3600)[1] == 1


def test_the_turn_comes_at_once_with_the_cold_after_a_long_stand():
    bench = standing(800)
    bench.run(40000)
    assert bench.o[OUT_PUMP] == 0
    bench.base[CH_OUTDOOR] = 400
    bench.until(OUT_PUMP, 1, 30)


OUTDOORS = ((P_HP_OUTDOOR_WATER, 2),)


def test_pipes_outdoors_are_moved_every_half_an_hour_in_frost():
    for outdoor, begun in ((150, 10), (300, 0)):
        bench = standing(outdoor, settings=OUTDOORS)
        bench.run(300)
        ran, seen = pumped(bench, OUT_HP_PUMP, 6 * 3600 - 900)
        assert abs(seen - begun) <= 1 and ran >= 290 * (seen - 1), outdoor
    bench = standing(150)  # glycol, or a split machine
    assert pumped(bench, OUT_HP_PUMP, 6 * 3600 - 900) == (0, 0)


def test_a_boiler_that_heats_moves_no_pipes_outdoors():
    bench = Bench(settings=((P_MODE, 2),) + OUTDOORS)
    bench.put(CH_OUTDOOR, -500)
    bench.run(600)
    assert bench.o[OUT_BOILER] == 1
    ran, begun = pumped(bench, OUT_HP_PUMP, 7200)
    assert begun >= 3


def test_cold_pipes_outdoors_keep_both_pumps_on():
    """Behind a separator the machine's own water alone would cool down: the house's must come past, too."""
    for ch in (CH_HP_FLOW, CH_HP_RETURN):
        bench = standing(-100, settings=OUTDOORS)
        bench.base[ch] = 790
        bench.run(400)
        for _ in range(100):
            bench.tick()
            assert (bench.o[OUT_HP_PUMP], bench.o[OUT_PUMP], bench.o[OUT_BOILER]) == (1, 1, 0)
        bench.base[ch] = 640
        bench.run(20)
        assert bench.o[OUT_BOILER] == 1 and bench.o[OUT_BOILER_WHY] == R_FROST
        bench.base[ch] = 490
        bench.tick()
        assert bench.o[OUT_ALARMS] & ALARM_FROST


def test_a_machine_that_protects_its_own_water_is_left_to_it():
    for own, boiler in ((1, 0), (0, 1)):
        bench = standing(-100, settings=((P_HP_OWN_FROST, own),))
        bench.base[CH_HP_FLOW] = COLD_C100
        bench.run(100)
        assert bench.o[OUT_BOILER] == boiler


def test_pipes_outdoors_that_nobody_measures_are_kept_moving():
    bench = standing(300, settings=OUTDOORS)
    bench.put(CH_HP_FLOW, 0, Q_ABSENT)
    bench.put(CH_HP_RETURN, 0, Q_ABSENT)
    bench.run(100)
    assert (bench.o[OUT_HP_PUMP], bench.o[OUT_PUMP]) == (1, 1)
    bench.base[CH_OUTDOOR] = 600
    bench.run(20)
    assert bench.o[OUT_HP_PUMP] == 0
