"""Limitation of power consumption: failsafe, its values, ways out, restarts."""

from sg_lpc_bench import SAFE
from sg_lpc_bench import LpcBench as Bench
from tandem.control.limits.lpc import LPC_AUTONOMOUS, LPC_FAILSAFE, LPC_INIT, LPC_LIMITED, LPC_UNLIMITED
from tandem.control.param_table import P_LPC_SAFE_MIN, P_LPC_SAFE_W, P_LPC_SILENT, P_LPC_USE
from tandem.ports.limits import LIMIT_ABSENT, LIMIT_NONE, LIMIT_SET
from tandem.ports.reasons import R_LPC, R_LPC_SAFE, R_NO_BEAT, R_NONE, R_RANGE
from wild import HIGHEST, LOWEST


def test_916_failsafe_ends_by_a_heartbeat_and_a_following_write():
    for watts, state in ((2000, LPC_LIMITED), (None, LPC_UNLIMITED)):
        bench = Bench().failsafe()
        assert bench.write(watts).at(140) == LPC_FAILSAFE  # no heartbeat
        assert bench.beat().at(150) == LPC_FAILSAFE
        assert bench.write(watts).at(160) == state


def test_921_heartbeats_without_a_write_for_120_seconds_may_end_it():
    bench = Bench(1).failsafe()
    bench.beat().tick(200)
    bench.beat().tick(260)
    assert bench.at(320) == LPC_FAILSAFE
    assert bench.at(321) == LPC_AUTONOMOUS
    bench = Bench(0).failsafe()
    assert bench.alive(100000) == LPC_FAILSAFE
    assert bench.says() == SAFE


def test_921_counts_from_the_first_heartbeat_after_the_silence():
    bench = Bench(1).failsafe()
    bench.beat().tick(200)
    assert bench.at(320) == LPC_FAILSAFE  # alive until now
    bench.at(321)
    assert bench.source.lpc == LPC_FAILSAFE  # dead again: nothing to wait for
    bench.beat().tick(322)
    assert bench.beat().at(442) == LPC_FAILSAFE
    assert bench.at(443) == LPC_AUTONOMOUS


def test_a_heartbeat_of_120_seconds_goes_on_with_the_same_stretch():
    bench = Bench(1).failsafe()
    bench.beat().tick(200)
    assert bench.beat().at(320) == LPC_FAILSAFE
    assert bench.at(321) == LPC_AUTONOMOUS


def test_922_the_shortest_duration_of_failsafe():
    for minutes in (120, 1440):
        bench = Bench(1, ((P_LPC_SAFE_MIN, minutes),)).failsafe()
        assert bench.at(131 + minutes * 60 - 1) == LPC_FAILSAFE
        assert bench.at(131 + minutes * 60) == LPC_AUTONOMOUS
        bench = Bench(0, ((P_LPC_SAFE_MIN, minutes),)).failsafe()
        assert bench.at(131 + minutes * 60) == LPC_FAILSAFE


def test_922_holds_in_silence_only():
    bench = Bench(1).failsafe()
    bench.beat().tick(7320)
    assert bench.at(7331) == LPC_FAILSAFE  # a sender that is just back may still write
    assert bench.at(7440) == LPC_FAILSAFE
    assert bench.at(7441) == LPC_AUTONOMOUS  # gone again, and the duration is over long since


def test_918_to_920_autonomous_is_left_by_a_write_only():
    bench = Bench(1).autonomous()
    assert bench.alive(1000) == LPC_AUTONOMOUS
    assert bench.at(5000) == LPC_AUTONOMOUS  # silence neither
    assert bench.write(100).at(5001) == LPC_AUTONOMOUS
    assert bench.source.answer == R_NO_BEAT
    assert bench.beat().at(5002) == LPC_AUTONOMOUS
    assert bench.write(100).at(5003) == LPC_LIMITED
    bench = Bench(1).autonomous()
    assert bench.beat().write(None).at(5000) == LPC_UNLIMITED
    assert bench.at(5121) == LPC_FAILSAFE


def test_failsafe_values_need_no_heartbeat_and_act_at_once():
    for make in (lambda b: b, Bench.failsafe):
        bench = Bench()
        bench.tick(0)
        make(bench)
        bench.config(800, 10000).tick(bench.t + 1)
        assert bench.says() == (LIMIT_SET, 800, R_LPC_SAFE)
        assert bench.source.config_answer == R_NONE
    bench = Bench().limited(1500)
    bench.config(800, 10000).tick(20)
    assert bench.says() == (LIMIT_SET, 1500, R_LPC)
    bench.tick(131)
    assert bench.says() == (LIMIT_SET, 800, R_LPC_SAFE)


def test_022_failsafe_values_out_of_range_have_no_effect_at_all():
    for watts, seconds in ((-1, 7200), (100001, 7200), (0, 7199), (0, 86401), (0, 0), (LOWEST, LOWEST), (5, HIGHEST)):
        bench = Bench()
        bench.tick(0)
        bench.config(700, 8000).tick(1)
        bench.config(watts, seconds).tick(2)
        assert bench.source.config_answer == R_RANGE
        assert bench.says() == (LIMIT_SET, 700, R_LPC_SAFE)
        bench.config(600, 8000).tick(3)
        assert bench.source.config_answer == R_NONE


def test_022_the_edges_of_failsafe_values():
    for watts, seconds in ((0, 7200), (100000, 86400)):
        bench = Bench(1)
        bench.config(1, 9000).tick(0)
        bench.config(watts, seconds).tick(1)
        assert bench.says() == (LIMIT_SET, watts, R_LPC_SAFE)
        bench.beat().write(None).tick(10)
        assert bench.at(131) == LPC_FAILSAFE
        assert bench.at(130 + seconds) == LPC_FAILSAFE
        assert bench.at(131 + seconds) == LPC_AUTONOMOUS


def test_a_duration_that_is_written_in_failsafe_counts_from_its_beginning():
    bench = Bench(1).failsafe()
    bench.config(100, 20000).tick(7000)
    assert bench.at(20130) == LPC_FAILSAFE
    assert bench.at(20131) == LPC_AUTONOMOUS


def test_config_comes_before_the_rest_of_its_tick():
    bench = Bench(1).failsafe()
    assert bench.config(100, 7300).at(7331) == LPC_FAILSAFE  # and not yet autonomous
    assert bench.source.value_w == 100
    bench = Bench()
    bench.tick(0)
    assert bench.config(100, 7200).beat().write(5).at(1) == LPC_LIMITED
    assert bench.says() == (LIMIT_SET, 5, R_LPC)


def test_parameters_are_the_factorys_values_until_a_sender_sets_some():
    bench = Bench()
    bench.tick(0)
    bench.set(P_LPC_SAFE_W, 900)
    bench.tick(1)
    assert bench.source.value_w == 900
    bench.config(0, 7200).tick(2)
    bench.set(P_LPC_SAFE_W, 1000)
    bench.tick(3)
    assert bench.source.value_w == 0


def test_failsafe_values_survive_a_restart_and_a_limit_does_not():
    for make in (Bench.limited, Bench.controlled, Bench.failsafe, Bench.autonomous):
        bench = Bench(1)
        make(bench)
        bench.config(650, 50000).tick(bench.t + 1)
        for _ in range(3):
            bench.reboot(2)
            assert bench.at(0) == LPC_INIT
            assert bench.says() == (LIMIT_SET, 650, R_LPC_SAFE)
            assert bench.write(None).at(1) == LPC_INIT  # the heartbeat of before counts no longer
        bench.beat().write(None).tick(10)
        assert bench.at(131 + 49999) == LPC_FAILSAFE
        assert bench.at(100129) == LPC_FAILSAFE
        assert bench.at(100130) == LPC_AUTONOMOUS


def test_without_values_of_a_sender_the_factorys_hold_after_a_restart():
    bench = Bench().limited()
    bench.reboot(2)
    bench.set(P_LPC_SAFE_W, 900)
    bench.tick(0)
    assert bench.says() == (LIMIT_SET, 900, R_LPC_SAFE)


def test_never_unlimited_after_a_restart_in_any_state():
    for make in (Bench.limited, Bench.controlled, Bench.failsafe, Bench.autonomous, lambda b: b.tick(0)):
        for silent in (0, 1):
            bench = Bench(1)
            make(bench)
            bench.set(P_LPC_SILENT, silent)
            bench.reboot(2)
            for t in range(0, 121, 10):
                bench.tick(t)
                assert bench.says() == SAFE
            assert (bench.tick(121).state == LIMIT_NONE) == (silent == 1)


def test_records_that_nobody_wrote_are_not_taken_up():
    for bits in ((-1, 7200), (100001, 7200), (500, 0), (500, 7199), (500, 86401), (0x7FFFFFFF, 0x7FFFFFFF), (-1, -1)):
        bench = Bench()
        bench.reboot(None, bits)
        bench.tick(0)
        assert bench.says() == SAFE
    bench.reboot(None, (500, 7200))
    bench.tick(0)
    assert bench.says() == (LIMIT_SET, 500, R_LPC_SAFE)


def test_a_session_that_is_taken_down_and_set_up_again_begins_as_at_boot():
    bench = Bench(1).limited(500)
    bench.set(P_LPC_USE, 0)
    s = bench.tick(20)
    assert (s.state, s.lpc, s.why) == (LIMIT_ABSENT, 0, R_NONE)
    bench.beat().write(300)
    bench.set(P_LPC_USE, 1)
    assert bench.at(30) == LPC_INIT
    assert bench.says() == SAFE
    assert bench.write(300).at(31) == LPC_INIT  # no heartbeat since
    assert bench.at(150) == LPC_INIT
    assert bench.at(151) == LPC_AUTONOMOUS
