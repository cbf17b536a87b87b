"""Limitation of power consumption: defects that peers have shipped, any sequence, and no heap."""

from sg_lpc_bench import SAFE, WEEK_S
from sg_lpc_bench import LpcBench as Bench
from tandem.control.limits.lpc import LPC_AUTONOMOUS, LPC_FAILSAFE, LPC_INIT, LPC_LIMITED, LPC_UNLIMITED
from tandem.ports.frame import (
    IN_LPC_BEAT,
    IN_LPC_SAFE_S,
)
from tandem.ports.limits import LIMIT_NONE, LIMIT_SET
from tandem.ports.reasons import R_LPC, R_LPC_SAFE, R_NONE
from watched import told
from wild import HIGHEST, LOWEST, WATTS, YEARS_30_S, Random


def test_peer_defect_1_negative_limits():
    for watts in (-1, -4200, LOWEST):
        bench = Bench().limited(1500)
        assert bench.write(watts).at(20) == LPC_LIMITED
        assert bench.says() == (LIMIT_SET, 1500, R_LPC)


def test_peer_defect_2_failsafe_is_never_left():
    for silent in (0, 1):
        for first in (True, False):
            bench = Bench(silent).failsafe()
            bench.beat().tick(140)
            if first:
                bench.tick(150)
            assert bench.write(None).at(151) == LPC_UNLIMITED
    assert Bench(1).failsafe().at(131 + 7200) == LPC_AUTONOMOUS  # either way out by itself is enough
    bench = Bench(1).failsafe()
    assert bench.alive(131 + 200) == LPC_AUTONOMOUS


def test_peer_defect_3_failsafe_is_kept_though_heartbeat_and_limit_are_back():
    bench = Bench().failsafe()
    bench.alive(50000)
    assert bench.write(2500, 600).at(50001) == LPC_LIMITED
    assert bench.says() == (LIMIT_SET, 2500, R_LPC)


def test_peer_defect_4_unlimited_after_an_outage_of_two_hours():
    bench = Bench().limited(1500)
    for hours in (1, 2, 3, 24, 25, 24 * 365):
        bench.tick(hours * 3600 + 200)
        assert bench.says() == SAFE
        assert bench.source.lpc == LPC_FAILSAFE


def test_peer_defect_5_failsafe_ten_seconds_after_connecting():
    bench = Bench()
    bench.tick(0)
    bench.beat().tick(5000)
    for t in range(5001, 5120, 10):
        assert bench.at(t) == LPC_INIT
    assert bench.write(None).at(5120) == LPC_UNLIMITED  # the heartbeat is 120 s old
    bench = Bench().controlled()
    for t in range(11, 131):
        assert bench.at(t) == LPC_UNLIMITED


def test_peer_defect_6_a_limit_without_duration_is_dropped_on_the_next_tick():
    bench = Bench().limited(1500, 0)
    assert bench.at(10) == LPC_LIMITED
    assert bench.at(11) == LPC_LIMITED
    bench = Bench().limited(1500, 0)
    assert bench.alive(200000) == LPC_LIMITED
    assert bench.says() == (LIMIT_SET, 1500, R_LPC)


def test_peer_defect_7_failsafe_is_left_on_a_heartbeat_alone():
    bench = Bench().failsafe()
    for t in range(132, 20000, 50):
        assert bench.beat().at(t) == LPC_FAILSAFE
    bench = Bench(1).failsafe()
    for t in range(132, 253, 10):
        assert bench.beat().at(t) == LPC_FAILSAFE  # its 120 s of grace


def test_peer_defect_8_a_lost_link_keeps_its_state_for_ever():
    """The frame goes on showing the last write after the link is gone."""
    bench = Bench().controlled()
    for _ in range(500):
        bench.tick(bench.t + 10)
    assert bench.says() == SAFE


def test_peer_defect_9_a_heartbeat_exactly_at_the_deadline():
    for silent in (0, 1):
        bench = Bench(silent).limited(1500)
        for t in range(130, 13000, 120):
            assert bench.beat().at(t) == LPC_LIMITED


def test_peer_defect_9_a_heartbeat_in_the_tick_that_would_have_found_it_dead():
    bench = Bench().limited(1500)
    assert bench.beat().at(131) == LPC_LIMITED


def test_peer_defect_10_nothing_but_the_senders_heartbeat_is_one():
    bench = Bench().limited(1500)
    for t in range(20, 131, 10):
        bench.config(500, 7200).write(1500).tick(t)
    assert bench.source.lpc == LPC_LIMITED
    bench.config(500, 7200)
    assert bench.write(1500).at(131) == LPC_FAILSAFE


def test_zero_watts_is_a_limit():
    bench = Bench().limited(0)
    assert bench.says() == (LIMIT_SET, 0, R_LPC)
    bench.config(0, 7200).tick(131)
    assert bench.says() == (LIMIT_SET, 0, R_LPC_SAFE)


def _anything(lock, seed, t, n=700):
    """Any sequence; held against what must never be."""
    random = Random(seed)
    silent = seed % 2
    bench = Bench(silent, (), lock, t)
    begun = t
    beat = write = accepted = -1000 + t
    bench.tick(t)
    for i in range(n):
        t = bench.t + random.pick((0, 1, 2, 9, 10, 10, 60, 119, 120, 121, 7200))
        if random.below(2):
            bench.beat()
            beat = t
        if not random.below(4):
            bench.config(random.pick(WATTS), random.pick((7200, 7199, 10000, 86400, 86401, HIGHEST, LOWEST)))
        if not random.below(3):
            bench.write(random.pick(WATTS), random.pick((0, 0, 1, 60, 600, WEEK_S, WEEK_S + 1, -1)), random.below(3))
            write = t
        s = bench.tick(t)
        alive = t - beat <= 120
        if write == t and s.answer == R_NONE:
            accepted = t
        assert 0 <= s.value_w <= 100000
        assert s.state == (LIMIT_NONE if s.lpc in (LPC_UNLIMITED, LPC_AUTONOMOUS) else LIMIT_SET)
        if not alive:
            assert s.lpc not in (LPC_UNLIMITED, LPC_LIMITED)
            assert accepted < t
            if not silent:
                assert s.state == LIMIT_SET and s.why == R_LPC_SAFE
        if not silent:
            assert s.lpc != LPC_AUTONOMOUS
            if s.lpc == LPC_UNLIMITED:
                assert accepted > begun - 1000
        if s.lpc == LPC_INIT:
            assert accepted < begun
            assert not silent or t - begun <= 120
        if i % 150 == 149:
            bench.reboot(2)
            bench.t = begun
            beat = write = accepted = -1000 + begun
            bench.tick(begun)


def test_anything():
    for seed in range(20):
        _anything(None, seed, 0)


def _watched(lock):
    for seed in range(3):
        _anything(lock, seed, 0, 300)
        _anything(lock, seed, YEARS_30_S, 300)
    bench = Bench(0, (), lock).limited(100000, WEEK_S)
    bench.beat().tick(100)
    bench.tick(YEARS_30_S)
    bench = Bench(1, (), lock)
    bench.tick(0)
    for seq in (HIGHEST, LOWEST):
        for i in range(IN_LPC_BEAT, IN_LPC_SAFE_S + 1):
            bench.f[i] = seq
        bench.tick(bench.t + YEARS_30_S // 2)


def test_no_heap():
    told(_watched)
