"""Guards: a heat pump with set-point and cap, one with an enable contact alone, one with SG Ready contacts alone."""

from control_bench import LPH, Bench
from tandem.control.param_table import P_HP_COMMAND, P_HP_FITTED, P_HP_RUN_FEEDBACK, P_HP_STARTS_HOUR, P_MODE
from tandem.ports.frame import (
    ALARM_HP,
    ALARM_LIMIT,
    ALARM_NO_FLOW,
    CH_HP_ERROR,
    CH_HP_LPH,
    CH_HP_RUN,
    OUT_ALARMS,
    OUT_BOILER,
    OUT_HP,
    OUT_HP_CAP_WHY,
    OUT_HP_PUMP,
    OUT_HP_WHY,
    OUT_PLAN,
    OUT_SG,
    PLAN_BOILER,
    Q_ABSENT,
    Q_FAULT,
)
from tandem.ports.limits import SRC_GRID, SRC_MANAGER
from tandem.ports.reasons import R_HP_ERROR, R_LIMIT_CAP, R_LIMIT_OFF, R_NO_LIMIT, R_SOFT_START

FULL, CONTACT, SG = range(3)
MODE_OFF = 3
LOCKED, FREE = 1, 2


def running(command, seconds=700):
    bench = Bench(settings=((P_HP_COMMAND, command),))
    bench.start()
    bench.run(seconds)
    return bench


def test_without_a_cap_what_is_below_rated_power_is_off():
    for command in (CONTACT, SG):
        for source in (SRC_GRID, SRC_MANAGER):
            for watts, on in ((1499, 0), (1500, 1)):
                bench = running(command)
                bench.limit(source, watts)
                bench.tick()
                assert bench.o[OUT_HP] == on, (command, watts)
                if not on:
                    assert bench.o[OUT_HP_WHY] == R_LIMIT_OFF
                    bench.run(20)
                    assert bench.o[OUT_PLAN] == PLAN_BOILER


def test_only_what_can_be_capped_starts_softly():
    for command, why in ((FULL, R_SOFT_START), (CONTACT, R_NO_LIMIT), (SG, R_NO_LIMIT)):
        bench = running(command, 0)
        assert bench.o[OUT_HP_CAP_WHY] == why
    bench = running(CONTACT, 0)
    bench.limit(SRC_GRID, 4200)
    bench.tick()
    assert bench.o[OUT_HP_CAP_WHY] == R_LIMIT_CAP


def test_power_tells_of_a_machine_with_a_contact():
    bench = Bench(settings=((P_HP_COMMAND, CONTACT), (P_HP_RUN_FEEDBACK, 0)))
    bench.put(CH_HP_RUN, 0, Q_ABSENT)
    bench.start()
    assert bench.controller.hp.known and bench.controller.hp.running
    bench.limit(SRC_GRID, 0)
    bench.run(200)
    assert not bench.controller.hp.running
    assert not bench.o[OUT_ALARMS] & ALARM_LIMIT


def test_sg_ready_is_driven_where_it_is_all_there_is():
    for command in (FULL, CONTACT):
        assert running(command).o[OUT_SG] == 0
    bench = Bench(settings=((P_HP_COMMAND, SG),))
    bench.tick()
    assert bench.o[OUT_SG] == LOCKED
    bench.start()
    assert bench.o[OUT_SG] == FREE
    bench.run(700)
    bench.limit(SRC_GRID, 0)
    bench.tick()
    assert bench.o[OUT_SG] == LOCKED


def test_an_unlocked_machine_may_start_by_itself_so_its_pump_runs():
    bench = running(SG)
    bench.set(P_MODE, MODE_OFF)
    while bench.o[OUT_SG] == FREE:
        bench.tick()
        assert bench.o[OUT_SG] == LOCKED or bench.o[OUT_HP_PUMP] == 1


def test_a_lock_lasts_ten_minutes():
    bench = running(SG)
    bench.set(P_MODE, MODE_OFF)
    locked = bench.until(OUT_SG, LOCKED)
    bench.set(P_MODE, 0)
    assert bench.until(OUT_SG, FREE) >= locked + 600000


def test_contacts_that_are_no_longer_the_command_fall_to_their_rest():
    """An installer who takes back SG Ready would else have a pump that never stops and a machine thought to run."""
    for pid, value in ((P_HP_COMMAND, FULL), (P_HP_COMMAND, CONTACT), (P_HP_FITTED, 0)):
        bench = running(SG)
        bench.set(P_MODE, MODE_OFF)
        bench.set(pid, value)
        bench.tick()
        assert bench.o[OUT_SG] == 0, (pid, value)
        bench.run(1800)
        assert bench.o[OUT_HP_PUMP] == 0
        bench.set(pid, 1 if pid == P_HP_FITTED else SG)
        bench.tick()
        assert bench.o[OUT_SG] == LOCKED  # as after a restart


def test_a_machine_without_water_stays_locked_for_longer_than_two_hours():
    bench = Bench(settings=((P_HP_COMMAND, SG),))
    bench.obeys = False  # its pump brings no flow
    bench.run(3600)
    assert bench.o[OUT_ALARMS] & ALARM_NO_FLOW
    for _ in range(24 * 60):
        bench.tick()
        assert bench.o[OUT_SG] == LOCKED
    bench.obeys = True
    bench.until(OUT_SG, FREE, 700)


def test_an_error_lets_the_boiler_take_over():
    bench = Bench(settings=((P_HP_STARTS_HOUR, 6),))
    bench.put(CH_HP_ERROR, 0)
    bench.start()
    bench.run(100)
    assert not bench.o[OUT_ALARMS] & ALARM_HP
    bench.obeys = False
    bench.machine(False)
    bench.put(CH_HP_ERROR, 1)
    bench.run(120)
    assert bench.o[OUT_ALARMS] & ALARM_HP
    assert bench.o[OUT_HP] == 0 and bench.o[OUT_HP_WHY] == R_HP_ERROR
    assert (bench.o[OUT_PLAN], bench.o[OUT_BOILER]) == (PLAN_BOILER, 1)
    bench.obeys = True
    bench.run(7200)
    assert bench.o[OUT_HP] == 0  # it does not try in vain
    bench.put(CH_HP_ERROR, 0)
    bench.until(OUT_HP, 1, 7200)
    assert not bench.o[OUT_ALARMS] & ALARM_HP


def test_an_error_that_the_machine_survives_cuts_no_run_short():
    bench = Bench()
    bench.put(CH_HP_ERROR, 0)
    start = bench.start()
    bench.put(CH_HP_ERROR, 1)
    off = bench.until(OUT_HP, 0, 1200)
    assert off - start >= 600000


def test_an_error_contact_that_is_not_there_says_nothing():
    for quality in (Q_ABSENT, Q_FAULT):
        bench = Bench()
        bench.put(CH_HP_ERROR, 1, quality)
        bench.start()
        bench.run(60)
        assert bench.o[OUT_HP] == 1 and not bench.o[OUT_ALARMS] & ALARM_HP


def test_a_machine_that_started_by_itself_gets_its_running_time_too():
    bench = Bench(settings=((P_HP_COMMAND, SG), (P_MODE, MODE_OFF)))
    bench.run(700)
    bench.obeys = False
    bench.machine(True)
    bench.base[CH_HP_LPH] = LPH
    bench.tick()
    seen = bench.now_ms - 10000
    assert (bench.o[OUT_HP], bench.o[OUT_SG]) == (0, FREE)
    assert bench.until(OUT_SG, LOCKED) == seen + 600000
    bench.machine(False)
    bench.run(700)
    bench.machine(True)
    bench.tick()
    assert bench.o[OUT_SG] == FREE
    bench.limit(SRC_GRID, 0)
    bench.tick()
    assert bench.o[OUT_SG] == LOCKED
