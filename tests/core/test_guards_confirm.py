"""Guards: a stop that nobody can confirm. The boiler heats all the same, a contactor opens, an alarm says so."""

from control_bench import LPH, Bench
from tandem.control.param_table import (
    P_BOILER_FITTED,
    P_HP_COMMAND,
    P_HP_CONTACTOR,
    P_HP_MIN_OFF_S,
    P_HP_RUN_FEEDBACK,
    P_HP_STOP_S,
    P_MODE,
    P_SCHEME,
)
from tandem.ports.frame import (
    ALARM_LIMIT,
    ALARM_STOP,
    CH_HP_DEFROST,
    CH_HP_FLOW,
    CH_HP_LPH,
    CH_HP_POWER,
    CH_HP_RUN,
    CH_OUTDOOR,
    OUT_ALARMS,
    OUT_BOILER,
    OUT_CONTACTOR,
    OUT_CONTACTOR_WHY,
    OUT_HP,
    OUT_HP_PUMP,
    OUT_HP_WHY,
    OUT_PLAN,
    PLAN_BOILER,
    Q_ABSENT,
    Q_FAULT,
)
from tandem.ports.limits import SRC_EMERGENCY, SRC_MANAGER
from tandem.ports.reasons import R_LIMIT_OFF, R_NO_FLOW, R_NONE, R_UNCONFIRMED

MODE_OFF = 3
MILD_C100 = 900  # no defrost above 7 C
LATE_S = 120  # stop delay and a minute
DEFROST_S = 900


def running(settings=(), outdoor=MILD_C100):
    """A machine that has run for long, in mild air."""
    bench = Bench(settings=settings)
    bench.put(CH_OUTDOOR, outdoor)
    bench.start()
    bench.run(900)
    return bench


def mute(bench):
    """From now on the machine says nothing at all."""
    bench.put(CH_HP_RUN, 0, Q_FAULT)
    bench.put(CH_HP_POWER, 0, Q_FAULT)


def runs_on(bench):
    """From now on it obeys nobody; water flows where the pump runs."""
    bench.obeys = False
    bench.machine(True)
    bench.base[CH_HP_LPH] = LPH


def test_a_stop_that_nobody_confirms_blocks_no_boiler():
    """Feedback lost in the middle of a run, then a limit: a boiler that waits for the stop would wait for ever."""
    for scheme in range(5):
        for command in range(3):
            for contactor in range(2):
                settings = ((P_SCHEME, scheme), (P_HP_COMMAND, command), (P_HP_CONTACTOR, contactor))
                bench = running(settings)
                mute(bench)
                bench.limit(SRC_EMERGENCY, 0)
                bench.tick()
                assert bench.o[OUT_HP] == 0 and bench.o[OUT_HP_WHY] == R_LIMIT_OFF
                bench.tick()
                assert bench.o[OUT_PLAN] == PLAN_BOILER
                heats = 0
                for _ in range(360):
                    bench.tick()
                    heats += bench.o[OUT_BOILER]
                assert heats > 300
                assert bench.o[OUT_PLAN] == PLAN_BOILER


def test_one_that_runs_on_blocks_no_boiler_either():
    for scheme in range(5):
        bench = running(((P_SCHEME, scheme),))
        runs_on(bench)
        bench.limit(SRC_EMERGENCY, 0)
        bench.until(OUT_BOILER, 1, 60)
        bench.run(7200)
        assert bench.o[OUT_BOILER] == 1
        assert bench.o[OUT_ALARMS] & ALARM_LIMIT
        assert bench.o[OUT_HP_PUMP] == 1  # where the compressor runs its water has to move


def test_runs_on_after_a_plain_stop():
    for stop_s in (0, 60, 300):
        bench = running(((P_HP_STOP_S, stop_s), (P_HP_CONTACTOR, 1)))
        bench.set(P_MODE, MODE_OFF)
        bench.until(OUT_HP, 0)
        runs_on(bench)
        bench.run(stop_s + 50)
        assert not bench.o[OUT_ALARMS] & ALARM_STOP
        bench.run(20)
        assert bench.o[OUT_ALARMS] & ALARM_STOP
        bench.run(3600)
        assert bench.o[OUT_CONTACTOR] == 1  # no limit and no danger: its supply is left alone
        bench.machine(False)
        bench.run(20)
        assert not bench.o[OUT_ALARMS] & ALARM_STOP


def test_a_start_of_its_own_is_its_own_matter():
    """Against frost, or for its own disinfection: seen and booked, but nothing that did not obey."""
    bench = Bench(settings=((P_MODE, MODE_OFF),))
    bench.run(900)
    runs_on(bench)
    bench.run(1200)
    assert not bench.o[OUT_ALARMS] & ALARM_STOP


def test_a_report_that_is_due_and_does_not_come():
    bench = running()
    bench.set(P_MODE, MODE_OFF)
    bench.until(OUT_HP, 0)
    mute(bench)
    bench.run(200)
    assert bench.o[OUT_ALARMS] & ALARM_STOP
    bench.set(P_HP_RUN_FEEDBACK, 0)  # none is due
    bench.run(20)
    assert not bench.o[OUT_ALARMS] & ALARM_STOP


def test_without_any_report_a_limit_is_not_confirmed():
    bench = Bench(settings=((P_HP_RUN_FEEDBACK, 0),))
    bench.put(CH_HP_RUN, 0, Q_ABSENT)
    bench.put(CH_HP_POWER, 0, Q_ABSENT)
    bench.start()
    bench.run(900)
    assert not bench.o[OUT_ALARMS] & (ALARM_LIMIT | ALARM_STOP)
    bench.limit(SRC_MANAGER, 0)
    bench.run(600)
    assert not bench.o[OUT_ALARMS] & (ALARM_LIMIT | ALARM_STOP)  # nobody's law
    bench.limit(SRC_EMERGENCY, 0)
    bench.run(LATE_S)
    assert not bench.o[OUT_ALARMS] & ALARM_LIMIT
    bench.run(20)
    assert bench.o[OUT_ALARMS] & ALARM_LIMIT


def test_the_contactor_opens_for_a_hard_limit_and_closes_after_the_pause():
    for pause_s in (300, 900):
        bench = running(((P_HP_CONTACTOR, 1), (P_HP_MIN_OFF_S, pause_s)))
        runs_on(bench)
        bench.limit(SRC_EMERGENCY, 0)
        at = bench.now_ms
        opened = bench.until(OUT_CONTACTOR, 0)
        assert at + LATE_S * 1000 <= opened <= at + LATE_S * 1000 + 10000
        assert bench.o[OUT_CONTACTOR_WHY] == R_UNCONFIRMED
        bench.machine(False)
        bench.tick()
        bench.obeys = True
        bench.no_limit(SRC_EMERGENCY)
        closed = bench.until(OUT_CONTACTOR, 1)
        assert pause_s * 1000 <= closed - opened <= pause_s * 1000 + 80000
        assert bench.o[OUT_CONTACTOR_WHY] == R_NONE
        assert bench.until(OUT_HP, 1) > closed


def test_it_stays_open_as_long_as_the_limit_holds():
    bench = running(((P_HP_CONTACTOR, 1),))
    mute(bench)
    bench.limit(SRC_EMERGENCY, 0)
    bench.until(OUT_CONTACTOR, 0)
    bench.tick()
    assert not bench.o[OUT_ALARMS] & ALARM_LIMIT  # without supply it surely stands
    for _ in range(360):
        bench.tick()
        assert bench.o[OUT_CONTACTOR] == 0


def test_the_contactor_opens_for_safety_too():
    bench = running(((P_HP_CONTACTOR, 1),))
    runs_on(bench)
    bench.base[CH_HP_LPH] = 0
    bench.until(OUT_CONTACTOR, 0, 300)
    assert bench.o[OUT_HP_WHY] == R_NO_FLOW


def test_no_contactor_no_command():
    bench = running()
    runs_on(bench)
    bench.limit(SRC_EMERGENCY, 0)
    bench.run(3600)
    assert bench.o[OUT_CONTACTOR] == 1


def test_never_in_a_defrost():
    bench = running(((P_HP_CONTACTOR, 1),))
    runs_on(bench)
    bench.base[CH_HP_DEFROST] = 1
    bench.limit(SRC_EMERGENCY, 0)
    bench.run(600)
    assert bench.o[OUT_CONTACTOR] == 1
    bench.base[CH_HP_DEFROST] = 0
    bench.tick()
    assert bench.o[OUT_CONTACTOR] == 0


def test_a_stop_that_waits_for_the_end_of_a_defrost_is_no_disobedience():
    bench = running()
    bench.base[CH_HP_DEFROST] = 1
    bench.tick()
    bench.limit(SRC_EMERGENCY, 0)
    runs_on(bench)
    bench.run(300)
    assert not bench.o[OUT_ALARMS] & ALARM_STOP
    assert bench.o[OUT_ALARMS] & ALARM_LIMIT  # but the limit is not met
    bench.base[CH_HP_DEFROST] = 0
    bench.run(200)
    assert bench.o[OUT_ALARMS] & ALARM_STOP


def test_where_nobody_tells_of_defrosts_the_cold_is_enough_to_wait():
    for outdoor, wait_s in ((MILD_C100, LATE_S), (300, LATE_S + DEFROST_S), (None, LATE_S + DEFROST_S)):
        bench = running(((P_HP_CONTACTOR, 1),))
        bench.put(CH_HP_DEFROST, 0, Q_ABSENT)
        runs_on(bench)
        if outdoor is None:
            bench.put(CH_OUTDOOR, 0, Q_ABSENT)
        else:
            bench.base[CH_OUTDOOR] = outdoor
        at = bench.now_ms
        bench.limit(SRC_EMERGENCY, 0)
        opened = bench.until(OUT_CONTACTOR, 0)
        assert wait_s * 1000 <= opened - at <= wait_s * 1000 + 20000


def test_a_report_of_a_defrost_that_never_ends_is_not_believed():
    bench = running(((P_HP_CONTACTOR, 1),))
    runs_on(bench)
    bench.base[CH_HP_DEFROST] = 1
    at = bench.now_ms
    bench.limit(SRC_EMERGENCY, 0)
    opened = bench.until(OUT_CONTACTOR, 0)
    assert opened - at <= (LATE_S + DEFROST_S + 20) * 1000


def test_a_welded_contactor_is_not_taken_for_a_stop():
    bench = running(((P_HP_CONTACTOR, 1),))
    runs_on(bench)
    bench.limit(SRC_EMERGENCY, 0)
    bench.until(OUT_CONTACTOR, 0)
    bench.run(600)  # the power meter still shows it running
    assert bench.o[OUT_ALARMS] & ALARM_LIMIT


def test_blind_starts_and_stops_take_the_slowest_machine():
    """Nobody reports: a run begins as late, and ends as late, as this machine's record allows."""
    settings = ((P_HP_RUN_FEEDBACK, 0), (P_HP_STOP_S, 200), (P_BOILER_FITTED, 0))
    bench = Bench(settings=settings)
    bench.put(CH_HP_RUN, 0, Q_ABSENT)
    bench.put(CH_HP_POWER, 0, Q_ABSENT)
    asked = bench.until(OUT_HP, 1)
    bench.set(P_MODE, MODE_OFF)
    off = bench.until(OUT_HP, 0)
    assert off - asked >= 660000  # hp_start_s and the minimum running time
    bench.set(P_MODE, 0)
    bench.base[CH_HP_FLOW] -= 100
    assert bench.until(OUT_HP, 1) >= off + 200000 + 300000
