"""SG Ready in: what is accepted when, budgets of the sender, days, restarts, wires."""

from sg_lpc_bench import NOON, SourceBench
from tandem.control.limits.sg import SgReady
from tandem.control.param_table import P_SG_BLOCKS, P_SG_DAY_MIN, P_SG_LOCK_W, P_SG_MAX_MIN, P_SG_SENDER
from tandem.ports.frame import (
    CH_SG_1,
    CH_SG_2,
    IN_CH,
    IN_QUALITY,
    IN_WALL_MIN,
    IN_WALL_OFF_MIN,
    IN_WALL_STATE,
    Q_ABSENT,
    Q_FAULT,
    Q_GOOD,
    Q_OPEN,
    Q_SHORT,
)
from tandem.ports.limits import LIMIT_ABSENT, LIMIT_NONE, LIMIT_SET
from tandem.ports.reasons import R_NONE, R_SG_BOOST, R_SG_FORCE, R_SG_LOCK, R_SG_OVER
from watched import told
from wild import EDGES, YEARS_30_S, Random

MANAGER = 1
OPERATOR = 2
PATTERN = ((1, 0), (0, 0), (0, 1), (1, 1))  # of states 1..4
MIDNIGHT = NOON + 720


class Bench(SourceBench):
    """Both contacts fitted and open."""

    def __init__(self, sender=MANAGER, settings=(), lock=None, t=0):
        super().__init__(SgReady, ((P_SG_SENDER, sender), *settings), lock, t)
        self.wire(Q_GOOD, Q_GOOD)

    def wire(self, q1, q2):
        self.f[IN_QUALITY + CH_SG_1] = q1
        self.f[IN_QUALITY + CH_SG_2] = q2

    def show(self, sg):
        """The contacts show a state from the next tick on."""
        self.f[IN_CH + CH_SG_1], self.f[IN_CH + CH_SG_2] = PATTERN[sg - 1]

    def shown(self, sg, t):
        """The contacts show a state at a tick at t; returns the state in force."""
        self.show(sg)
        return self.tick(t).sg

    def into(self, sg):
        """A state is in force for the last 600 s."""
        self.shown(sg, self.t)
        assert self.go(self.t + 2, 1).sg == sg
        self.go(self.t + 600)
        return self

    def lock_for(self, seconds, pause_s=10):
        """A lock of this length, and normal afterwards."""
        assert self.shown(1, self.t) == 1
        self.go(self.t + seconds - 2)
        self.shown(2, self.t)
        assert self.tick(self.t + 2).sg == 2  # a lock ends 2 s after its contact has opened
        return self.go(self.t + pause_s)


def test_nobody_sends():
    bench = Bench(0)
    for sg in (1, 3, 4):
        bench.show(sg)
        s = bench.go(bench.t + 700)
        assert (s.state, s.sg, s.boost, s.hard, s.over, s.left_s) == (LIMIT_ABSENT, 0, 0, False, False, -1)
        assert (s.why, s.boost_why) == (R_NONE, R_NONE)


def test_the_four_states():
    for sg, state, why, boost, boost_why in (
        (1, LIMIT_SET, R_SG_LOCK, 0, R_NONE),
        (2, LIMIT_NONE, R_NONE, 0, R_NONE),
        (3, LIMIT_NONE, R_NONE, 1, R_SG_BOOST),
        (4, LIMIT_NONE, R_NONE, 2, R_SG_FORCE),
    ):
        for sender in (MANAGER, OPERATOR):
            bench = Bench(sender)
            bench.show(sg)
            bench.tick(0)
            s = bench.tick(2)
            assert (s.sg, s.state, s.why, s.boost, s.boost_why) == (sg, state, why, boost, boost_why)
            assert s.hard == (sender == OPERATOR)


def test_a_lock_is_off_or_a_limit():
    for watts in (0, 4200, 30000):
        bench = Bench(OPERATOR, ((P_SG_LOCK_W, watts),))
        bench.shown(1, 0)
        assert (bench.source.state, bench.source.value_w) == (LIMIT_SET, watts)
        bench.set(P_SG_LOCK_W, 1000)  # a new value acts at once
        assert bench.tick(1).value_w == 1000


def test_any_closed_contact_is_one():
    bench = Bench()
    bench.f[IN_CH + CH_SG_1] = 7
    assert bench.tick(0).sg == 1
    bench.f[IN_CH + CH_SG_2] = -1
    bench.tick(1)
    assert bench.tick(3).sg == 4


def test_a_lock_acts_in_the_same_tick_from_every_state():
    for sg in (2, 3, 4):
        bench = Bench().into(sg)
        assert bench.shown(1, bench.t) == 1
        assert bench.source.state == LIMIT_SET
        bench = Bench()
        bench.shown(sg, 0)
        bench.tick(2)  # accepted just now: a lock knows no dwell
        assert bench.shown(1, 2) == 1


def test_the_end_of_a_lock_takes_two_seconds_and_no_dwell():
    for sg in (2, 3, 4):
        bench = Bench()
        bench.shown(1, 100)
        assert bench.shown(sg, 103) == 1
        assert bench.tick(104).sg == 1
        assert bench.tick(105).sg == sg


def test_another_state_is_accepted_after_two_seconds():
    bench = Bench()
    assert bench.shown(3, 50) == 2
    assert bench.tick(51).sg == 2
    assert bench.tick(52).sg == 3


def test_ticks_that_come_late_accept_late():
    bench = Bench()
    assert bench.shown(3, 50) == 2
    assert bench.tick(59).sg == 3


def test_a_bouncing_contact_begins_anew():
    bench = Bench()
    bench.shown(3, 50)
    bench.shown(2, 51)
    bench.shown(3, 52)
    assert bench.tick(53).sg == 2
    assert bench.tick(54).sg == 3
    bench = Bench()
    bench.shown(3, 50)
    bench.shown(4, 51)  # another new state is as good as a bounce
    assert bench.tick(52).sg == 2
    assert bench.tick(53).sg == 4


def test_a_lock_that_bounces_stays():
    bench = Bench()
    bench.shown(1, 10)
    for t in range(11, 40, 2):
        assert bench.shown(2, t) == 1
        assert bench.shown(1, t + 1) == 1
    bench.set(P_SG_BLOCKS, 1)
    assert not bench.tick(41).over  # still the same lock


def test_ten_minutes_between_two_three_and_four():
    for old in (2, 3, 4):
        for new in (2, 3, 4):
            if new == old:
                continue
            bench = Bench()
            bench.shown(1, 0)  # so that the old state has a beginning
            bench.shown(old, 1)
            assert bench.tick(3).sg == old
            bench.shown(new, 100)
            assert bench.tick(602).sg == old
            assert bench.tick(603).sg == new
            assert bench.shown(old, 700) == new
            assert bench.tick(1202).sg == new
            assert bench.tick(1203).sg == old


def test_both_waits_must_be_over():
    bench = Bench()
    bench.shown(3, 0)
    bench.tick(2)
    bench.shown(4, 601)
    assert bench.tick(602).sg == 3  # ten minutes are over, two seconds are not
    assert bench.tick(603).sg == 4


def test_no_dwell_at_boot():
    bench = Bench()
    bench.shown(4, 0)
    assert bench.tick(1).sg == 2
    assert bench.tick(2).sg == 4


def test_a_sender_that_is_set_up_later_begins_as_at_boot():
    bench = Bench(0)
    bench.show(1)
    bench.go(5000)
    bench.set(P_SG_SENDER, MANAGER)
    s = bench.tick(5001)
    assert (s.sg, s.state, s.left_s) == (1, LIMIT_SET, 7200)
    bench.set(P_SG_SENDER, 0)
    assert bench.tick(5002).state == LIMIT_ABSENT
    bench.show(3)
    bench.set(P_SG_SENDER, MANAGER)
    assert bench.tick(5003).sg == 2
    assert bench.tick(5005).sg == 3


# --- wires ----------------------------------------------------------------------------------------------------------
def test_a_broken_wire_is_normal():
    for quality in (Q_ABSENT, Q_OPEN, Q_SHORT, Q_FAULT, 99, -1):
        for sg, after in ((1, 2), (3, 3), (4, 3)):
            bench = Bench().into(sg)
            bench.wire(quality, Q_GOOD)
            bench.tick(bench.t + 1)
            assert bench.tick(bench.t + 2).sg == after
        for sg, after in ((3, 2), (4, 1)):
            bench = Bench().into(sg)
            bench.wire(Q_GOOD, quality)
            bench.tick(bench.t + 1)
            assert bench.tick(bench.t + 2).sg == after


def test_peer_defect_8_a_contact_whose_link_is_lost_locks_no_longer():
    bench = Bench(OPERATOR)
    bench.shown(1, 0)
    bench.wire(Q_FAULT, Q_FAULT)  # the frame still says 1:0
    bench.tick(10)
    s = bench.tick(12)
    assert (s.sg, s.state) == (2, LIMIT_NONE)


# --- budgets --------------------------------------------------------------------------------------------------------
def test_a_single_lock_is_released_after_its_longest_time():
    bench = Bench(MANAGER, ((P_SG_DAY_MIN, 0), (P_SG_BLOCKS, 0), (P_SG_MAX_MIN, 30)))
    bench.shown(1, 100)
    s = bench.go(1899)
    assert (s.state, s.over, s.left_s, s.why) == (LIMIT_SET, False, 1, R_SG_LOCK)
    s = bench.tick(1900)
    assert (s.state, s.over, s.left_s, s.sg, s.why) == (LIMIT_NONE, True, 0, 1, R_SG_OVER)
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


# --- days -----------------------------------------------------------------------------------------------------------
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


def test_daylight_saving():
    bench = Bench(MANAGER, ((P_SG_MAX_MIN, 0), (P_SG_DAY_MIN, 60), (P_SG_BLOCKS, 0)))
    bench.offset_min = 120
    bench.clock(MIDNIGHT + 170)
    bench.lock_for(600)
    bench.offset_min = 60
    bench.clock(MIDNIGHT + 125)
    assert bench.go(bench.t + 22 * 3600 - 300 - 610, 600).left_s == 3000
    assert bench.go(bench.t + 1000).left_s == 3600


# --- restarts -------------------------------------------------------------------------------------------------------
def test_the_day_survives_a_restart():
    bench = Bench(MANAGER, ((P_SG_MAX_MIN, 0), (P_SG_DAY_MIN, 60), (P_SG_BLOCKS, 2)))
    bench.clock(NOON)
    bench.lock_for(600)
    bench.reboot(3)
    s = bench.tick(0)
    assert (s.sg, s.left_s) == (2, 3000)
    bench.lock_for(100)
    assert s.left_s == 0  # two locks
    bench.clock(None)  # a clock that is not set after the restart
    bench.reboot(3)
    assert bench.tick(0).left_s == 0
    assert bench.go(3600).left_s == 0
    bench.clock(NOON + 120)
    assert bench.tick(3601).left_s == 0
    bench.reboot(3)
    bench.clock(MIDNIGHT)
    assert bench.tick(0).left_s == 3600


def test_the_age_of_the_day_survives_where_there_is_no_clock():
    bench = Bench(MANAGER, ((P_SG_MAX_MIN, 0), (P_SG_DAY_MIN, 60), (P_SG_BLOCKS, 0)))
    bench.lock_for(600)
    bench.go(80000, 600)
    bench.reboot(3)
    assert bench.tick(0).left_s == 3000
    bench.reboot(3)  # however often
    assert bench.go(6399, 600).left_s == 3000
    assert bench.tick(6400).left_s == 3600
    bench.lock_for(600)
    bench.reboot(3)
    bench.clock(NOON)  # a clock that is found after a restart begins no day either
    assert bench.tick(0).left_s == 3000


def test_a_lock_does_not_survive_a_restart_but_its_contact_acts_at_once():
    bench = Bench(MANAGER, ((P_SG_DAY_MIN, 0),))
    bench.clock(NOON)
    bench.shown(1, 0)
    bench.go(5000)
    bench.reboot(3)
    s = bench.tick(0)
    assert (s.sg, s.state, s.left_s) == (1, LIMIT_SET, 7200)  # a new lock, the second of the day
    bench.set(P_SG_BLOCKS, 1)
    assert bench.tick(1).over


def test_power_that_flaps_ends_in_a_release():
    """Each restart in a lock begins another one, so the budget of locks bounds them all."""
    bench = Bench()
    bench.show(1)
    states = []
    for _ in range(5):
        bench.reboot(3)
        states.append(bench.tick(0).state)
        bench.tick(5)
    assert states == [LIMIT_SET] * 3 + [LIMIT_NONE] * 2


def test_strange_records_are_bounded():
    low, high = -0x7FFFFFFF - 1, 0x7FFFFFFF
    for locks in (low, -1, 0, 5, high):
        for seconds in (low, -1, 0, 5, high):
            for day in (low, -100000, -2, -1, 0, 9000, high):
                bench = Bench()
                s = bench.reboot(None, (locks, seconds, day))
                bench.tick(0)
                assert 0 <= s.left_s <= 7200
                bench.reboot(3)
                s = bench.tick(86400)
                assert (s.left_s, s.over) == (7200, False)  # a day without a clock has passed


def test_a_fresh_device_keeps_nothing():
    bench = Bench()
    bench.reboot(3)
    s = bench.tick(0)
    assert (s.left_s, s.over, s.sg) == (7200, False, 2)


# --- numbers --------------------------------------------------------------------------------------------------------
def _anything(lock, seed, t):
    random = Random(seed)
    bench = Bench(MANAGER, (), lock, t)
    for i in range(700):
        if not random.below(40):
            for pid in (P_SG_SENDER, P_SG_LOCK_W, P_SG_MAX_MIN, P_SG_DAY_MIN, P_SG_BLOCKS):
                if random.below(2):
                    bench.params.set(pid, random.pick((0, 1, 2, 3, 30, 48, 120, 1440, 30000)))
        if random.below(3):
            bench.show(1 + random.below(4))
        for ch in (CH_SG_1, CH_SG_2):
            bench.f[IN_QUALITY + ch] = random.below(6) - 1 if not random.below(8) else Q_GOOD
            if not random.below(9):
                bench.f[IN_CH + ch] = random.pick(EDGES)
        if not random.below(9):
            bench.f[IN_WALL_MIN] = random.pick(EDGES)
            bench.f[IN_WALL_OFF_MIN] = random.pick(EDGES)
            bench.f[IN_WALL_STATE] = random.below(3)
            bench.wall.step(bench.f)
        bench.t += random.pick((0, 1, 2, 9, 10, 600, 7200, 86400))
        bench.step()
        s = bench.source
        assert s.sg in (0, 1, 2, 3, 4) and s.state in (LIMIT_ABSENT, LIMIT_NONE, LIMIT_SET)
        assert (s.state == LIMIT_SET) <= (s.sg == 1)
        assert (s.state == LIMIT_ABSENT) == (s.sg == 0) == (bench.v[P_SG_SENDER] == 0)
        assert s.boost == (s.sg - 2 if s.sg > 2 else 0)
        assert -1 <= s.left_s <= 86400
        if i % 100 == 99:
            left = s.left_s
            bench.reboot(3)
            bench.t = t
            assert -1 <= left


def test_no_heap_at_anything():
    for seed in range(3):
        told(_anything, seed, 0)
        told(_anything, seed, YEARS_30_S)


def test_anything():
    for seed in range(3, 9):
        _anything(None, seed, 0)
        _anything(None, seed, YEARS_30_S)


def _long(lock):
    """A lock of thirty years, with and without a clock."""
    for sender in (0, MANAGER, OPERATOR):
        for clock in (None, NOON):
            bench = Bench(sender, (), lock)
            bench.show(1)
            bench.clock(clock)
            while bench.t < YEARS_30_S:
                if clock is not None:
                    bench.clock(clock)  # stands still
                bench.tick(bench.t + 30000000)
            bench.reboot(3)
            bench.tick(0)


def test_no_heap_in_a_lock_of_thirty_years():
    told(_long)
