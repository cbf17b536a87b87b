"""SG Ready in: what survives a restart, any sequence, and no heap."""

from sg_lpc_bench import MANAGER, MIDNIGHT, NOON, OPERATOR
from sg_lpc_bench import SgBench as Bench
from tandem.control.param_table import P_SG_BLOCKS, P_SG_DAY_MIN, P_SG_LOCK_W, P_SG_MAX_MIN, P_SG_SENDER
from tandem.ports.frame import (
    CH_SG_1,
    CH_SG_2,
    IN_CH,
    IN_QUALITY,
    IN_WALL_MIN,
    IN_WALL_OFF_MIN,
    IN_WALL_STATE,
    Q_GOOD,
)
from tandem.ports.limits import LIMIT_ABSENT, LIMIT_NONE, LIMIT_SET
from watched import told
from wild import EDGES, YEARS_30_S, Random


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
