"""Limitation of power consumption: every transition with its second, rejections, failsafe values, peers' defects.

LPC-xxx are the numbers of the use case's requirements, TS-xxx those of its high-level test specification.
"""

from sg_lpc_bench import SAFE, WEEK_S
from sg_lpc_bench import LpcBench as Bench
from tandem.control.limits.lpc import LPC_AUTONOMOUS, LPC_FAILSAFE, LPC_INIT, LPC_LIMITED, LPC_UNLIMITED
from tandem.control.param_table import P_LPC_SAFE_W, P_LPC_SILENT, P_LPC_USE
from tandem.ports.frame import (
    IN_LPC_ACTIVE,
    IN_LPC_BEAT,
    IN_LPC_CONFIG,
    IN_LPC_S,
    IN_LPC_SAFE_W,
    IN_LPC_W,
    IN_LPC_WRITE,
)
from tandem.ports.limits import LIMIT_ABSENT, LIMIT_NONE, LIMIT_SET
from tandem.ports.reasons import R_LPC, R_LPC_SAFE, R_NO_BEAT, R_NONE, R_RANGE
from wild import HIGHEST, LOWEST


def test_not_in_use():
    bench = Bench(settings=((P_LPC_USE, 0),))
    s = bench.tick(0)
    bench.beat().write(100).config(500, 7200)
    bench.tick(10)
    assert (s.state, s.lpc, s.why, s.seen, s.answer) == (LIMIT_ABSENT, 0, R_NONE, 0, R_NONE)


def test_states_are_numbered_as_outputs_say():
    assert (LPC_INIT, LPC_UNLIMITED, LPC_LIMITED, LPC_FAILSAFE, LPC_AUTONOMOUS) == (1, 2, 3, 4, 5)


def test_it_is_always_hard():
    assert Bench().source.hard


def test_901_the_failsafe_limit_applies_from_the_first_tick_on():
    for silent in (0, 1):
        for watts in (0, 4200, 30000):
            bench = Bench(silent, ((P_LPC_SAFE_W, watts),))
            assert bench.at(0) == LPC_INIT
            assert bench.says() == (LIMIT_SET, watts, R_LPC_SAFE)


def test_the_four_results():
    bench = Bench(1).controlled()
    assert (bench.source.state, bench.source.why) == (LIMIT_NONE, R_NONE)
    assert Bench().limited(1234).says() == (LIMIT_SET, 1234, R_LPC)
    assert Bench().failsafe().says() == SAFE
    bench = Bench(1).autonomous()
    assert (bench.source.state, bench.source.why) == (LIMIT_NONE, R_NONE)


def test_906_without_a_write_it_may_become_autonomous_after_120_seconds():
    for beats in (False, True):
        bench = Bench(1)
        bench.at(0)
        if beats:
            bench.alive(120)  # a heartbeat is no write
        assert bench.at(120) == LPC_INIT
        assert bench.at(121) == LPC_AUTONOMOUS
        bench = Bench(0)
        bench.at(0)
        assert bench.at(121) == LPC_INIT
        assert bench.go(100000, 60).lpc == LPC_INIT
        assert bench.says() == SAFE


def test_906_counts_from_the_first_tick():
    bench = Bench(1, t=5000)
    assert bench.at(5000) == LPC_INIT
    assert bench.at(5120) == LPC_INIT
    assert bench.at(5121) == LPC_AUTONOMOUS


def test_a_rejected_write_is_none():
    bench = Bench(1)
    bench.tick(0)
    bench.write().tick(60)
    assert bench.source.answer == R_NO_BEAT
    bench.beat().write(-1).tick(100)
    assert bench.source.answer == R_RANGE
    assert bench.at(121) == LPC_AUTONOMOUS


def test_the_choice_may_change_at_any_time():
    bench = Bench(0)
    bench.tick(0)
    assert bench.at(500) == LPC_INIT
    bench.set(P_LPC_SILENT, 1)
    assert bench.at(501) == LPC_AUTONOMOUS
    bench.set(P_LPC_SILENT, 0)
    assert bench.at(502) == LPC_AUTONOMOUS  # left only by a write


def test_a_write_after_a_heartbeat_is_accepted_from_every_state():
    for make in (Bench.limited, Bench.controlled, Bench.failsafe, Bench.autonomous, lambda b: b):
        for watts, state in ((0, LPC_LIMITED), (700, LPC_LIMITED), (100000, LPC_LIMITED), (None, LPC_UNLIMITED)):
            bench = Bench(1)
            bench.tick(0)
            make(bench)
            bench.beat().tick(bench.t + 1)
            assert bench.write(watts).at(bench.t + 120) == state
            assert bench.source.answer == R_NONE
            if watts is None:
                assert bench.source.state == LIMIT_NONE
            else:
                assert bench.says() == (LIMIT_SET, watts, R_LPC)


def test_heartbeat_and_write_in_one_tick():
    bench = Bench()
    bench.tick(0)
    assert bench.beat().write(0).at(1) == LPC_LIMITED


def test_a_write_before_a_heartbeat_does_not_count():
    bench = Bench()
    bench.tick(0)
    assert bench.write(100).at(1) == LPC_INIT
    assert (bench.source.answer, bench.source.seen) == (R_NO_BEAT, 1)
    assert bench.beat().at(2) == LPC_INIT  # nor does it count afterwards
    assert bench.says() == SAFE
    bench = Bench()
    bench.tick(0)
    assert bench.write(None).at(1) == LPC_INIT


def test_a_write_after_a_dead_heartbeat_does_not_count():
    bench = Bench().limited(1500)
    assert bench.write(None).at(131) == LPC_FAILSAFE
    assert bench.source.answer == R_NO_BEAT
    bench = Bench().limited(1500)
    assert bench.write(None).at(130) == LPC_UNLIMITED


def test_numbers_of_before_the_first_tick_are_no_events():
    bench = Bench()
    bench.beat().write(100).config(700, 7200)
    for seq in (IN_LPC_BEAT, IN_LPC_WRITE, IN_LPC_CONFIG):
        bench.f[seq] = 77
    assert bench.at(0) == LPC_INIT
    assert bench.says() == SAFE
    assert bench.source.seen != 77  # nobody is told that it was accepted
    assert bench.write(200).at(1) == LPC_INIT
    assert bench.source.answer == R_NO_BEAT
    assert bench.beat().write(200).at(2) == LPC_LIMITED


def test_any_change_of_a_number_is_an_event():
    bench = Bench()
    bench.tick(0)
    f = bench.f
    for i, seq in enumerate((HIGHEST, LOWEST, 0, -1, 5)):
        bench.write(1000 + i)
        f[IN_LPC_BEAT] = f[IN_LPC_WRITE] = seq
        assert bench.at(1000 * i + 1) == LPC_LIMITED
        assert (bench.source.value_w, bench.source.seen) == (1000 + i, seq)


def test_without_a_new_number_nothing_happens():
    bench = Bench().limited(1500)
    bench.f[IN_LPC_W] = 99
    bench.f[IN_LPC_S] = 1
    bench.f[IN_LPC_ACTIVE] = 0
    assert bench.at(20) == LPC_LIMITED
    assert bench.source.value_w == 1500
    bench.config(700, 7200).tick(30)
    bench.f[IN_LPC_SAFE_W] = 99
    bench.tick(40)
    assert bench.at(131) == LPC_FAILSAFE
    assert bench.source.value_w == 700


def test_limits_out_of_range_have_no_effect_at_all():
    for watts, seconds in ((100001, 0), (HIGHEST, 0), (500, -1), (500, WEEK_S + 1), (500, LOWEST), (-1, -1)):
        bench = Bench().limited(1500, 100)
        assert bench.write(watts, seconds).at(20) == LPC_LIMITED
        assert bench.says() == (LIMIT_SET, 1500, R_LPC)
        assert (bench.source.answer, bench.source.seen) == (R_RANGE, 2)
        bench.beat()
        assert bench.at(109) == LPC_LIMITED
        assert bench.at(110) == LPC_UNLIMITED  # the old one ends when it would have
        bench = Bench().controlled()
        assert bench.write(watts, seconds).at(20) == LPC_UNLIMITED
        bench = Bench().failsafe()
        bench.beat()
        assert bench.write(watts, seconds).at(140) == LPC_FAILSAFE
        assert bench.says() == SAFE


def test_the_edges_of_the_range():
    for watts, seconds in ((0, 0), (100000, 0), (500, 1), (500, WEEK_S)):
        bench = Bench().controlled()
        assert bench.write(watts, seconds).at(20) == LPC_LIMITED
        assert bench.source.answer == R_NONE


def test_range_is_judged_before_the_heartbeat():
    bench = Bench()
    bench.tick(0)
    bench.write(-1).tick(1)
    assert bench.source.answer == R_RANGE


def test_a_deactivated_write_may_say_anything():
    for watts, seconds in ((-1, 0), (HIGHEST, HIGHEST), (LOWEST, LOWEST)):
        bench = Bench().limited()
        assert bench.write(watts, seconds, 0).at(20) == LPC_UNLIMITED
        assert bench.source.answer == R_NONE


def test_an_answer_stays_until_the_next_write():
    bench = Bench().limited()
    bench.write(-1).tick(20)
    bench.beat().tick(30)
    assert (bench.source.answer, bench.source.seen) == (R_RANGE, 2)
    bench.write(100).tick(40)
    assert (bench.source.answer, bench.source.seen) == (R_NONE, 3)


def test_914_a_limit_ends_after_its_duration():
    for seconds in (1, 100, 3600, WEEK_S):
        bench = Bench().limited(1500, seconds)
        bench.alive(9 + seconds)
        assert bench.source.lpc == LPC_LIMITED
        bench.beat()
        assert bench.at(10 + seconds) == LPC_UNLIMITED
        assert bench.source.state == LIMIT_NONE


def test_a_later_write_begins_its_own_duration():
    bench = Bench().limited(1500, 100)
    bench.beat().write(1400, 100).tick(100)
    assert bench.at(199) == LPC_LIMITED
    assert bench.at(200) == LPC_UNLIMITED
    bench = Bench().limited(1500, 100)
    bench.beat().write(1400, 0).tick(100)
    assert bench.alive(100000) == LPC_LIMITED


def test_the_limit_is_in_force_in_its_own_tick():
    bench = Bench().controlled()
    bench.write(0, 1).tick(20)
    assert bench.says() == (LIMIT_SET, 0, R_LPC)


def test_911_912_silence_of_more_than_120_seconds_is_failsafe():
    for make in (Bench.limited, Bench.controlled):
        for silent in (0, 1):
            bench = Bench(silent)
            make(bench)
            state = bench.source.lpc
            assert bench.at(130) == state
            assert bench.at(131) == LPC_FAILSAFE
            assert bench.says() == SAFE


def test_silence_wins_over_the_end_of_a_limit():
    bench = Bench().limited(1500, 121)
    assert bench.at(131) == LPC_FAILSAFE
    bench = Bench().limited(1500, 120)
    assert bench.at(130) == LPC_UNLIMITED
    assert bench.at(131) == LPC_FAILSAFE


def test_failsafe_forgets_the_limit():
    bench = Bench(1).limited(500)
    assert bench.at(131) == LPC_FAILSAFE
    assert bench.says() == SAFE  # although it is higher
    bench.beat()
    assert bench.at(140) == LPC_FAILSAFE
    assert bench.says() == SAFE
