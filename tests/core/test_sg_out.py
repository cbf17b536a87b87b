"""SG Ready out: from the guards' command to the contacts of a foreign heat pump, and how long a state lasts."""

from support import allocates_now
from tandem.control.limits.sg_out import SgOut
from tandem.ports.reasons import (
    R_BOOT,
    R_HEAT,
    R_LIMIT_OFF,
    R_MIN_OFF,
    R_MIN_ON,
    R_NO_DEMAND,
    R_SG_BOOST,
    R_SG_FORCE,
    R_SG_LOCK,
    R_SG_OVER,
)
from watched import told
from wild import YEARS_30_S, Random

OFF = (False, False, False, 0)
ON = (True, False, False, 0)
RECOMMENDED = (True, False, False, 1)
MUST_RUN = (True, False, False, 2)
HARD = (False, True, False, 0)
SAFETY = (False, False, True, 0)


class Bench:
    """``t`` is the uptime of the last tick."""

    def __init__(self):
        self.out = SgOut()
        self.t = 0

    def at(self, t, wish):
        """A tick; returns the state that is driven."""
        assert t >= self.t
        self.t = t
        on, hard, safety, boost = wish
        self.out.step(on, hard, safety, boost, t)
        return self.out.sg

    def go(self, until, wish, step_s=10):
        """Ticks up to this uptime, which is the last one."""
        while self.t + step_s < until:
            self.at(self.t + step_s, wish)
        return self.at(until, wish)


def test_before_the_first_tick_it_is_what_contacts_fall_back_to():
    assert (SgOut().sg, SgOut().why) == (2, R_BOOT)


def test_wishes_and_states():
    for wish, sg, why in (
        (OFF, 1, R_NO_DEMAND),
        (ON, 2, R_HEAT),
        (RECOMMENDED, 3, R_SG_BOOST),
        (MUST_RUN, 4, R_SG_FORCE),
        (HARD, 1, R_LIMIT_OFF),
        (SAFETY, 1, R_SG_LOCK),
        ((False, True, True, 2), 1, R_LIMIT_OFF),
        ((False, False, False, 2), 1, R_NO_DEMAND),  # a boost fires nothing
    ):
        bench = Bench()
        assert bench.at(0, wish) == sg  # at once after a restart
        assert bench.out.why == why
        assert bench.go(1200, wish) == sg
        assert bench.out.why == why


def test_the_guards_have_the_last_word():
    """On means on: against frost a machine may run under a limit that would stop it."""
    assert Bench().at(0, (True, True, True, 0)) == 2


def test_strange_boosts_are_bounded():
    assert Bench().at(0, (True, False, False, 99)) == 4
    assert Bench().at(0, (True, False, False, -1)) == 2


def test_each_state_lasts_ten_minutes():
    wishes = (OFF, ON, RECOMMENDED, MUST_RUN)
    for old in range(4):
        for new in range(4):
            if new == old:
                continue
            bench = Bench()
            bench.at(0, wishes[new])
            bench.at(1000, wishes[old])
            assert bench.at(1000, wishes[new]) == old + 1
            assert bench.at(1599, wishes[new]) == old + 1
            assert bench.at(1600, wishes[new]) == new + 1


def test_a_wish_that_goes_back_changes_nothing():
    bench = Bench()
    bench.at(0, OFF)
    bench.at(1000, ON)
    assert bench.go(1500, OFF) == 2
    assert bench.go(1700, ON) == 2
    assert bench.at(1701, OFF) == 1  # ten minutes from the beginning of the state, not of the wish


def test_why_it_is_held():
    bench = Bench()
    bench.at(0, OFF)
    bench.at(1, ON)
    assert (bench.out.sg, bench.out.why) == (1, R_MIN_OFF)
    bench.at(600, MUST_RUN)
    bench.at(601, OFF)
    assert (bench.out.sg, bench.out.why) == (4, R_MIN_ON)
    bench.at(602, ON)
    assert (bench.out.sg, bench.out.why) == (4, R_SG_FORCE)


def test_a_hard_limit_and_a_floor_lock_at_once():
    for wish, why in ((HARD, R_LIMIT_OFF), (SAFETY, R_SG_LOCK)):
        for running in (ON, RECOMMENDED, MUST_RUN):
            bench = Bench()
            bench.at(0, OFF)
            bench.at(1000, running)
            assert bench.at(1001, wish) == 1
            assert bench.out.why == why
            assert bench.at(1600, ON) == 1  # and that too lasts ten minutes
            assert bench.at(1601, ON) == 2


def test_the_reason_of_a_lock_is_todays():
    bench = Bench()
    for t, wish, why in (
        (0, OFF, R_NO_DEMAND),
        (10, HARD, R_LIMIT_OFF),
        (20, SAFETY, R_SG_LOCK),
        (30, OFF, R_NO_DEMAND),
    ):
        assert bench.at(t, wish) == 1
        assert bench.out.why == why


def test_two_hours_are_the_longest_lock():
    bench = Bench()
    bench.at(100, OFF)
    assert bench.go(7299, OFF) == 1
    assert bench.at(7300, OFF) == 2
    assert bench.out.why == R_SG_OVER
    assert bench.go(7899, OFF) == 2  # let go for ten minutes
    assert bench.out.why == R_SG_OVER
    assert bench.at(7900, OFF) == 1  # and locked again
    assert bench.out.why == R_NO_DEMAND
    assert bench.go(7900 + 7199, OFF) == 1
    assert bench.at(7900 + 7200, OFF) == 2


def test_a_hard_limit_or_a_floor_holds_for_as_long_as_it_lasts():
    for wish in (HARD, SAFETY):
        bench = Bench()
        bench.at(0, OFF)
        assert bench.go(5000, OFF) == 1
        assert bench.go(200000, wish) == 1
        assert bench.go(207199, OFF) == 1  # two hours count from its end: nobody starts the moment a limit ends
        assert bench.at(207200, OFF) == 2


def test_a_hard_limit_ends_the_ten_minutes_too():
    bench = Bench()
    bench.at(0, OFF)
    assert bench.go(7200, OFF) == 2
    assert bench.at(7201, HARD) == 1
    assert bench.go(14400, OFF) == 1
    assert bench.at(14401, OFF) == 2


def test_a_call_in_the_ten_minutes_goes_on():
    bench = Bench()
    bench.at(0, OFF)
    bench.go(7200, OFF)
    assert bench.at(7300, ON) == 2
    assert bench.out.why == R_HEAT
    assert bench.at(7799, MUST_RUN) == 2
    assert bench.at(7800, MUST_RUN) == 4


def test_a_tick_that_comes_late():
    bench = Bench()
    bench.at(0, OFF)
    assert bench.at(100000, OFF) == 2
    assert bench.at(200000, OFF) == 1
    assert bench.at(300000, ON) == 2


def _step(args):
    out, on, hard, safety, boost, now_s = args
    out.step(on, hard, safety, boost, now_s)


def _anything(lock, seed, t):
    """Held against the four rules, whatever is asked for."""
    random = Random(seed)
    out = SgOut()
    since = lock_s = None
    for i in range(1500):
        if i % 3 == 0 or random.below(4) == 0:
            on, hard, safety = random.below(3) == 0, random.below(20) == 0, random.below(20) == 0
            boost = random.below(3)
        t += random.pick((0, 1, 9, 10, 10, 10, 300, 599, 600, 601))
        was = out.sg
        if lock is None:
            out.step(on, hard, safety, boost, t)
        else:
            assert not allocates_now(_step, (out, on, hard, safety, boost, t), lock)
        stop = not on and (hard or safety)
        assert 1 <= out.sg <= 4
        if stop:
            assert out.sg == 1
        if out.sg != was:
            assert stop or since is None or t - since >= 600
            since = t
        if out.sg != 1 or stop or lock_s is None:
            lock_s = t
        elif was != 1:
            lock_s = t
        assert t - lock_s < 7200
        if out.sg > 2:
            assert on or t - since < 600


def test_anything():
    for seed in range(6):
        _anything(None, seed, 0)


def test_no_heap():
    for seed in range(2):
        told(_anything, seed, 0)
        told(_anything, seed, YEARS_30_S)
