"""The SG Ready model against scenarios worked out by hand."""

import pytest
from sg_ready import FORCED, LOCK, NORMAL, NOT_FITTED, RAISED, SgParams, SgReady, SgResult

from tandem.ports.frame import Q_ABSENT, Q_FAULT, Q_GOOD, Q_OPEN, Q_SHORT
from tandem.ports.limits import LIMIT_NONE, LIMIT_SET

MANAGER = SgParams(sender=1)
OPERATOR = SgParams(sender=2)
WIRES = {LOCK: (1, 0), NORMAL: (0, 0), RAISED: (0, 1), FORCED: (1, 1)}
MIDNIGHT = 9000 * 1440  # minutes, UTC


class Bench:
    """A machine, contacts that stay as they are, and a clock that runs with uptime when there is one."""

    def __init__(self, params=MANAGER, wall_min=None, offset_min=0):
        self.machine = SgReady(params)
        self.wires = WIRES[NORMAL]
        self.wall_min, self.offset_min = wall_min, offset_min
        self.at(0)

    def at(self, now_s, shown=None):
        """Tick; shown: state that the contacts show from here on."""
        if shown:
            self.wires = WIRES[shown]
        one, two = self.wires
        good = self.wall_min is not None
        wall = self.wall_min + now_s // 60 if good else 0
        self.last = self.machine.tick(now_s, one, Q_GOOD, two, Q_GOOD, int(good), wall, self.offset_min)
        return self.last

    def lock(self, begin_s, end_s):
        """A lock; its result at end_s. It lasts two seconds longer, which NORMAL needs to be believed."""
        self.at(begin_s, LOCK)
        last = self.at(end_s)
        self.at(end_s, NORMAL)
        self.at(end_s + 2)
        return last


def test_boot_is_normal():
    assert Bench().last == SgResult(NORMAL, LIMIT_NONE, 0, 0, 0, 0, 7200)


def test_a_lock_counts_at_once():
    assert Bench().at(1, LOCK) == SgResult(LOCK, LIMIT_SET, 0, 0, 0, 0, 7200)
    machine = SgReady(OPERATOR._replace(lock_w=4200))
    assert machine.tick(0, 1, Q_GOOD, 0, Q_GOOD, 0, 0, 0) == SgResult(LOCK, LIMIT_SET, 4200, 1, 0, 0, 7200)


@pytest.mark.parametrize("state, boost", [(RAISED, 1), (FORCED, 2)])
def test_others_have_to_be_steady_for_2_s(state, boost):
    bench = Bench()
    assert bench.at(10, state).state == NORMAL
    assert bench.at(11).state == NORMAL
    assert bench.at(12) == SgResult(state, LIMIT_NONE, 0, 0, boost, 0, 7200)


def test_a_glitch_begins_the_2_s_anew():
    bench = Bench()
    bench.at(10, RAISED)
    bench.at(11, NORMAL)
    bench.at(12, RAISED)
    assert bench.at(13).state == NORMAL
    assert bench.at(14).state == RAISED


def test_600_s_between_normal_raised_and_forced():
    bench = Bench()
    bench.at(0, RAISED)
    assert bench.at(2).state == RAISED
    bench.at(10, FORCED)
    assert bench.at(601).state == RAISED
    assert bench.at(602).state == FORCED
    bench.at(700, NORMAL)
    assert bench.at(1201).state == FORCED
    assert bench.at(1202).state == NORMAL


def test_a_lock_waits_for_nothing_and_leaving_it_only_2_s():
    bench = Bench()
    bench.at(0, RAISED)
    bench.at(2)
    assert bench.at(3, LOCK).state == LOCK
    assert bench.at(4, FORCED).state == LOCK
    assert bench.at(6).state == FORCED
    bench.at(7, RAISED)
    assert bench.at(605).state == FORCED
    assert bench.at(606).state == RAISED


@pytest.mark.parametrize("quality", [Q_ABSENT, Q_OPEN, Q_SHORT, Q_FAULT])
def test_a_broken_wire_is_normal(quality):
    machine = SgReady(MANAGER)
    assert machine.tick(0, 1, quality, 0, Q_GOOD, 0, 0, 0).state == NORMAL
    assert machine.tick(1, 1, Q_GOOD, 1, quality, 0, 0, 0).state == LOCK
    machine.tick(2, 1, quality, 1, quality, 0, 0, 0)
    assert machine.tick(4, 1, quality, 1, quality, 0, 0, 0).state == NORMAL


def test_a_manager_is_released_after_two_hours_an_operator_is_not():
    manager, operator = Bench(MANAGER), Bench(OPERATOR)
    for bench in (manager, operator):
        bench.at(100, LOCK)
        assert bench.at(100 + 7199) == SgResult(LOCK, LIMIT_SET, 0, int(bench is operator), 0, 0, 1)
        bench.at(100 + 7200)
    assert manager.last == SgResult(LOCK, LIMIT_NONE, 0, 0, 0, 1, 0)
    assert operator.last == SgResult(LOCK, LIMIT_SET, 0, 1, 0, 1, 0)


def test_no_length_is_set_for_a_lock():
    bench = Bench(SgParams(sender=1, max_min=0, day_min=0, blocks=0))
    bench.at(0, LOCK)
    assert bench.at(20 * 86400) == SgResult(LOCK, LIMIT_SET, 0, 0, 0, 0, -1)


def test_the_fourth_lock_of_a_day_is_one_too_many():
    bench = Bench()
    for number in range(3):
        assert bench.last.left_s > 0
        assert bench.lock(100 + number * 100, 160 + number * 100).over == 0
    assert bench.last.left_s == 0
    assert bench.at(1000, LOCK) == SgResult(LOCK, LIMIT_NONE, 0, 0, 0, 1, 7200 - 3 * 62)
    assert bench.machine._locks_today() == 4


def test_locked_seconds_of_the_day_add_up():
    bench = Bench(SgParams(sender=1, max_min=60, day_min=90, blocks=0))
    bench.lock(0, 3000)
    assert bench.last.left_s == 5400 - 3000 - 2  # two seconds of proving NORMAL are locked too
    bench.at(4000, LOCK)
    assert bench.at(4000 + 2397).over == 0
    assert bench.at(4000 + 2398) == SgResult(LOCK, LIMIT_NONE, 0, 0, 0, 1, 0)


def test_release_is_latched_for_this_lock_over_a_new_day():
    bench = Bench(SgParams(sender=1, max_min=0, day_min=10, blocks=1), wall_min=MIDNIGHT - 20)
    bench.at(0, LOCK)
    assert bench.at(600).limit == LIMIT_NONE
    assert bench.at(1199).over == 1
    assert bench.at(1200) == SgResult(LOCK, LIMIT_NONE, 0, 0, 0, 0, 600)
    bench.at(1210, NORMAL)
    assert bench.at(1212).left_s == 0  # the lock over midnight was the one of this day
    assert bench.at(1213, LOCK).over == 1


def test_the_next_lock_of_a_new_day_counts_again():
    bench = Bench(SgParams(sender=1, max_min=1, day_min=0, blocks=0))
    assert bench.lock(0, 60).limit == LIMIT_NONE
    assert bench.at(100, LOCK).limit == LIMIT_SET


def test_the_day_is_local():
    bench = Bench(wall_min=MIDNIGHT - 61, offset_min=60)
    bench.lock(0, 30)
    assert bench.machine._locks_today() == 1
    bench.at(59)
    assert bench.machine._locks_today() == 1
    bench.at(60)
    assert bench.machine._locks_today() == 0


def test_without_a_clock_a_day_is_86400_s():
    bench = Bench()
    bench.lock(0, 30)
    bench.at(86399)
    assert bench.machine._locks_today() == 1
    bench.at(86400)
    assert bench.machine._locks_today() == 0
    assert bench.last.left_s == 7200


def test_the_first_good_clock_only_names_the_day():
    bench = Bench()
    bench.lock(0, 30)
    bench.wall_min = MIDNIGHT - 10
    bench.at(100)
    assert bench.machine._locks_today() == 1
    bench.at(600)
    assert bench.machine._locks_today() == 0


def test_a_clock_that_fails_and_comes_back_gives_no_new_budget():
    bench = Bench(wall_min=MIDNIGHT + 60)
    bench.lock(0, 30)
    bench.wall_min = None
    bench.at(100)
    bench.wall_min = MIDNIGHT + 60
    bench.at(200)
    assert bench.machine._locks_today() == 1


def test_not_fitted_says_nothing_and_counts_nothing():
    bench = Bench(SgParams(sender=0))
    assert bench.at(1, LOCK) == NOT_FITTED
    bench.machine.set_params(MANAGER)
    assert bench.at(5000).left_s == 7200
