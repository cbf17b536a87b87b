"""SG Ready in: budgets of the sender, and what a day is with a clock, without one, and with one that jumps."""

from sg_lpc_bench import MANAGER, MIDNIGHT, NOON, OPERATOR
from sg_lpc_bench import SgBench as Bench
from tandem.control.param_table import P_SG_BLOCKS, P_SG_DAY_MIN, P_SG_MAX_MIN
from tandem.ports.limits import LIMIT_NONE, LIMIT_SET
from tandem.ports.reasons import R_NONE, R_SG_LOCK, R_SG_OVER


def test_a_single_lock_is_released_after_its_longest_time():
    bench = Bench(MANAGER, ((P_SG_DAY_MIN, 0), (P_SG_BLOCKS, 0), (P_SG_MAX_MIN, 30)))
    bench.shown(1, 100)
    s = bench.go(1899)
    assert (s.state, s.over, s.left_s, s.why) == (LIMIT_SET, False, 1, R_SG_LOCK)
    s = bench.tick(1900)
    assert (s.state, s.over, s.left_s, s.sg, s.why) == (LIMIT_NONE, True, 0, 1, R_SG_OVER)
    assert bench.tick(1901).left_s == 0
    s = bench.go(90000)  # and stays so
    assert (s.state, s.over, s.left_s) == (LIMIT_NONE, True, 0)
    bench.shown(2, 90001)
    s = bench.tick(90003)
    assert (s.sg, s.over, s.left_s, s.why) == (2, False, 1800, R_NONE)
    assert bench.shown(1, 90004) == 1  # the next lock is another one
    assert (s.state, s.left_s, s.why) == (LIMIT_SET, 1800, R_SG_LOCK)


def test_a_grid_operator_is_obeyed_and_reported():
    for budget in (P_SG_MAX_MIN, P_SG_DAY_MIN, P_SG_BLOCKS):
        settings = [(P_SG_MAX_MIN, 0), (P_SG_DAY_MIN, 0), (P_SG_BLOCKS, 0), (budget, 1)]
        bench = Bench(OPERATOR, settings)
        bench.lock_for(50)
        bench.show(1)
        s = bench.go(bench.t + 1000)
        assert (s.state, s.value_w, s.over, s.why) == (LIMIT_SET, 0, True, R_SG_LOCK), budget
        s = bench.go(bench.t + 80000)
        assert s.state == LIMIT_SET


def test_locked_seconds_of_the_day():
    bench = Bench(MANAGER, ((P_SG_MAX_MIN, 0), (P_SG_DAY_MIN, 10), (P_SG_BLOCKS, 0)))
    s = bench.lock_for(400)
    assert s.left_s == 200
    start = bench.t
    bench.shown(1, start)
    s = bench.tick(start + 199)
    assert (s.state, s.over, s.left_s) == (LIMIT_SET, False, 1)
    s = bench.tick(start + 200)
    assert (s.state, s.over, s.left_s) == (LIMIT_NONE, True, 0)
    bench.shown(2, start + 300)
    s = bench.tick(start + 302)
    assert (s.state, s.over, s.left_s) == (LIMIT_NONE, True, 0)
    assert bench.shown(1, start + 400) == 1  # a further lock of the day is released at once
    assert (s.state, s.over) == (LIMIT_NONE, True)


def test_seconds_count_from_tick_to_tick_by_the_state_at_the_first():
    bench = Bench(MANAGER, ((P_SG_MAX_MIN, 0), (P_SG_DAY_MIN, 10), (P_SG_BLOCKS, 0)))
    bench.tick(0)
    bench.shown(1, 10)  # not the ten seconds before
    assert bench.source.left_s == 600
    bench.shown(2, 15)
    assert bench.tick(25).left_s == 585  # but those in which the end of the lock was not yet accepted
    assert bench.tick(35).left_s == 585


def test_locks_of_the_day():
    bench = Bench(MANAGER, ((P_SG_MAX_MIN, 0), (P_SG_DAY_MIN, 0), (P_SG_BLOCKS, 2)))
    assert bench.tick(0).left_s == -1
    assert bench.lock_for(100).left_s == -1
    s = bench.lock_for(100)
    assert (s.left_s, s.over) == (0, False)  # used up, not exceeded
    bench.shown(1, bench.t)
    assert (s.state, s.over, s.left_s, s.why) == (LIMIT_NONE, True, -1, R_SG_OVER)
    bench.shown(2, bench.t)
    bench.tick(bench.t + 2)
    assert (s.left_s, s.over) == (0, True)


def test_the_last_lock_has_its_time():
    bench = Bench(MANAGER, ((P_SG_MAX_MIN, 60), (P_SG_DAY_MIN, 0), (P_SG_BLOCKS, 1)))
    assert bench.tick(0).left_s == 3600
    bench.shown(1, 0)
    assert bench.tick(100).left_s == 3500
    bench.shown(2, 100)
    assert bench.tick(102).left_s == 0


def test_left_is_the_smallest_of_the_budgets():
    bench = Bench(MANAGER, ((P_SG_MAX_MIN, 120), (P_SG_DAY_MIN, 150), (P_SG_BLOCKS, 0)))
    assert bench.tick(0).left_s == 7200
    s = bench.lock_for(3600)
    assert s.left_s == 9000 - 3600
    bench.shown(1, bench.t)
    assert bench.tick(bench.t + 100).left_s == 5300
    bench.set(P_SG_DAY_MIN, 0)
    assert bench.tick(bench.t).left_s == 7100


def test_left_of_nearly_equal_budgets():
    bench = Bench(MANAGER, ((P_SG_MAX_MIN, 120), (P_SG_DAY_MIN, 121), (P_SG_BLOCKS, 0)))
    assert bench.tick(0).left_s == 7200
    bench.set(P_SG_DAY_MIN, 120)
    assert bench.lock_for(30).left_s == 7170


def test_no_budget_at_all():
    bench = Bench(MANAGER, ((P_SG_MAX_MIN, 0), (P_SG_DAY_MIN, 0), (P_SG_BLOCKS, 0)))
    for _ in range(9):
        s = bench.lock_for(8000)
        assert (s.left_s, s.over) == (-1, False)
    bench.show(1)
    s = bench.go(bench.t + 80000)
    assert (s.state, s.left_s, s.over) == (LIMIT_SET, -1, False)


def test_a_budget_that_is_lowered_in_a_lock_acts_at_once_and_a_raised_one_not():
    bench = Bench()
    bench.shown(1, 0)
    bench.go(3000)
    bench.set(P_SG_MAX_MIN, 50)
    assert bench.tick(3000).state == LIMIT_NONE
    bench.set(P_SG_MAX_MIN, 120)
    s = bench.tick(3001)
    assert (s.state, s.over, s.why) == (LIMIT_NONE, False, R_SG_OVER)


def test_a_new_calendar_day_begins_at_zero():
    for offset in (0, 60, -300, 720):
        bench = Bench(MANAGER, ((P_SG_MAX_MIN, 0), (P_SG_DAY_MIN, 60), (P_SG_BLOCKS, 2)))
        bench.offset_min = offset
        bench.clock(MIDNIGHT - 60)
        bench.lock_for(600)
        assert bench.lock_for(600).left_s == 0
        s = bench.go(3599)
        assert s.left_s == 0
        s = bench.tick(3600)
        assert (s.left_s, s.over) == (3600, False)
        bench.lock_for(600)
        assert bench.source.left_s == 3000
        assert bench.lock_for(600).left_s == 0


def test_a_lock_over_midnight_is_one_lock_of_the_new_day():
    bench = Bench(MANAGER, ((P_SG_MAX_MIN, 0), (P_SG_DAY_MIN, 60), (P_SG_BLOCKS, 1)))
    bench.clock(MIDNIGHT - 10)
    bench.shown(1, 0)
    s = bench.go(599)
    assert s.left_s == 3600 - 599
    s = bench.tick(600)
    assert (s.state, s.left_s, s.over) == (LIMIT_SET, 3600, False)
    assert bench.tick(605).left_s == 3595
    bench.shown(2, 605)
    assert bench.tick(607).left_s == 0
    bench.shown(1, 700)
    assert (s.state, s.over) == (LIMIT_NONE, True)


def test_a_new_day_takes_no_release_back():
    bench = Bench(MANAGER, ((P_SG_MAX_MIN, 0), (P_SG_DAY_MIN, 10), (P_SG_BLOCKS, 0)))
    bench.clock(MIDNIGHT - 30)
    bench.shown(1, 0)
    assert bench.go(1799).state == LIMIT_NONE
    s = bench.tick(1800)
    assert (s.state, s.over, s.left_s, s.sg, s.why) == (LIMIT_NONE, False, 600, 1, R_SG_OVER)
    assert bench.go(2300).state == LIMIT_NONE
    bench.shown(2, 2300)
    bench.tick(2302)
    bench.shown(1, 2303)
    assert s.state == LIMIT_SET


def test_without_a_clock_a_day_is_a_days_length():
    bench = Bench(MANAGER, ((P_SG_MAX_MIN, 0), (P_SG_DAY_MIN, 60), (P_SG_BLOCKS, 0)))
    bench.lock_for(600)
    assert bench.go(86399).left_s == 3000
    assert bench.tick(86405).left_s == 3600
    bench.lock_for(600)
    assert bench.tick(86405 + 86399).left_s == 3000
    assert bench.tick(86405 + 86400).left_s == 3600


def test_a_clock_that_is_set_begins_no_day():
    bench = Bench(MANAGER, ((P_SG_MAX_MIN, 0), (P_SG_DAY_MIN, 60), (P_SG_BLOCKS, 0)))
    bench.lock_for(600)
    bench.clock(NOON)
    assert bench.go(bench.t + 100).left_s == 3000
    bench.clock(MIDNIGHT)
    assert bench.tick(bench.t).left_s == 3600


def test_a_clock_that_is_lost_and_comes_back():
    bench = Bench(MANAGER, ((P_SG_MAX_MIN, 0), (P_SG_DAY_MIN, 60), (P_SG_BLOCKS, 0)))
    bench.clock(NOON)
    bench.lock_for(600)
    bench.clock(None)
    assert bench.go(bench.t + 3000).left_s == 3000
    bench.clock(NOON + 60)
    assert bench.go(bench.t + 3000).left_s == 3000  # the same day
    bench.clock(None)
    bench.go(bench.t + 3000)
    bench.clock(MIDNIGHT + 60)
    assert bench.tick(bench.t).left_s == 3600  # another one
    bench.lock_for(600)
    begun = bench.t - 610
    bench.clock(None)
    assert bench.go(begun + 86399, 600).left_s == 3000
    assert bench.tick(begun + 86400).left_s == 3600  # counted from where the clock had begun the day
    bench.lock_for(600)
    bench.clock(MIDNIGHT + 1440 + 90)
    assert bench.tick(bench.t).left_s == 3000  # that is the day which has begun meanwhile


def test_a_clock_that_jumps():
    bench = Bench(MANAGER, ((P_SG_MAX_MIN, 0), (P_SG_DAY_MIN, 60), (P_SG_BLOCKS, 0)))
    bench.clock(NOON)
    bench.lock_for(600)
    for minute in (NOON - 700, NOON + 700, NOON):
        bench.clock(minute)
        assert bench.tick(bench.t + 1).left_s == 3000
    bench.clock(NOON - 1440)  # back into yesterday
    assert bench.tick(bench.t + 1).left_s == 3600
    bench.lock_for(600)
    bench.clock(NOON + 20 * 365 * 1440)
    assert bench.tick(bench.t + 1).left_s == 3600
    # Whatever it says, dwell and single lock go by uptime.
    bench = Bench(MANAGER, ((P_SG_DAY_MIN, 0), (P_SG_BLOCKS, 0)))
    bench.clock(NOON)
    bench.shown(1, 0)
    bench.clock(NOON + 100000)
    assert bench.tick(7199).state == LIMIT_SET
    bench.clock(NOON - 100000)
    assert bench.tick(7200).state == LIMIT_NONE


def test_the_last_day_of_1999_is_a_day():
    """What a clock at its zero and west of Greenwich says."""
    bench = Bench(MANAGER, ((P_SG_MAX_MIN, 0), (P_SG_DAY_MIN, 60), (P_SG_BLOCKS, 0)))
    bench.offset_min = -300
    bench.clock(-30)
    bench.lock_for(600)
    assert bench.go(1799).left_s == 3000
    assert bench.tick(1800).left_s == 3600
    bench.clock(None)
    bench.reboot(3)
    assert bench.tick(0).left_s == 3600


def test_daylight_saving():
    bench = Bench(MANAGER, ((P_SG_MAX_MIN, 0), (P_SG_DAY_MIN, 60), (P_SG_BLOCKS, 0)))
    bench.offset_min = 120
    bench.clock(MIDNIGHT + 170)
    bench.lock_for(600)
    bench.offset_min = 60
    bench.clock(MIDNIGHT + 125)
    assert bench.go(bench.t + 22 * 3600 - 300 - 610, 600).left_s == 3000
    assert bench.go(bench.t + 1000).left_s == 3600
