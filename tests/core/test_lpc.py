"""Limitation of power consumption: every transition with its second, rejections, failsafe values, peers' defects.

LPC-xxx are the numbers of the use case's requirements, TS-xxx those of its high-level test specification.
"""

from sg_lpc_bench import SourceBench
from tandem.control.limits.lpc import LPC_AUTONOMOUS, LPC_FAILSAFE, LPC_INIT, LPC_LIMITED, LPC_UNLIMITED, Lpc
from tandem.control.param_table import P_LPC_SAFE_MIN, P_LPC_SAFE_W, P_LPC_SILENT, P_LPC_USE
from tandem.ports.frame import (
    IN_LPC_ACTIVE,
    IN_LPC_BEAT,
    IN_LPC_CONFIG,
    IN_LPC_S,
    IN_LPC_SAFE_S,
    IN_LPC_SAFE_W,
    IN_LPC_W,
    IN_LPC_WRITE,
)
from tandem.ports.limits import LIMIT_ABSENT, LIMIT_NONE, LIMIT_SET
from tandem.ports.reasons import R_LPC, R_LPC_SAFE, R_NO_BEAT, R_NONE, R_RANGE
from watched import told
from wild import HIGHEST, LOWEST, WATTS, YEARS_30_S, Random

SAFE = (LIMIT_SET, 4200, R_LPC_SAFE)
WEEK_S = 604800


class Bench(SourceBench):
    """A session that is set up."""

    def __init__(self, silent=0, settings=(), lock=None, t=0):
        super().__init__(Lpc, ((P_LPC_USE, 1), (P_LPC_SILENT, silent), *settings), lock, t)

    def beat(self):
        self.f[IN_LPC_BEAT] += 1
        return self

    def write(self, watts=1500, seconds=0, active=1):
        """A limit; None: a deactivated one."""
        f = self.f
        f[IN_LPC_WRITE] += 1
        f[IN_LPC_ACTIVE] = 0 if watts is None else active
        f[IN_LPC_W] = 0 if watts is None else watts
        f[IN_LPC_S] = seconds
        return self

    def config(self, watts, seconds):
        self.f[IN_LPC_CONFIG] += 1
        self.f[IN_LPC_SAFE_W] = watts
        self.f[IN_LPC_SAFE_S] = seconds
        return self

    def at(self, t):
        """A tick; returns the state."""
        return self.tick(t).lpc

    def says(self):
        s = self.source
        return s.state, s.value_w, s.why

    def alive(self, until, every_s=60):
        """Heartbeats until then, the last one at that time; returns the state."""
        while self.t < until:
            self.beat()
            self.tick(min(self.t + every_s, until))
        return self.source.lpc

    def limited(self, watts=1500, seconds=0):
        """In LIMITED since 10 s, by a heartbeat and a write at 10 s."""
        self.tick(0)
        assert self.beat().write(watts, seconds).at(10) == LPC_LIMITED
        return self

    def controlled(self):
        self.tick(0)
        assert self.beat().write(None).at(10) == LPC_UNLIMITED
        return self

    def failsafe(self):
        """In FAILSAFE since 131 s."""
        self.controlled()
        assert self.at(131) == LPC_FAILSAFE
        return self

    def autonomous(self):
        """Since 121 s."""
        assert self.v[P_LPC_SILENT] == 1
        self.tick(0)
        assert self.at(121) == LPC_AUTONOMOUS
        return self


def test_not_in_use():
    bench = Bench(settings=((P_LPC_USE, 0),))
    s = bench.tick(0)
    bench.beat().write(100).config(500, 7200)
    bench.tick(10)
    assert (s.state, s.lpc, s.why, s.seen, s.answer) == (LIMIT_ABSENT, 0, R_NONE, 0, R_NONE)


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


# --- rejections -----------------------------------------------------------------------------------------------------
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


# --- the end of a limit ---------------------------------------------------------------------------------------------
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


# --- failsafe -------------------------------------------------------------------------------------------------------
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


# --- failsafe values ------------------------------------------------------------------------------------------------
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


# --- restarts -------------------------------------------------------------------------------------------------------
def test_failsafe_values_survive_a_restart_and_a_limit_does_not():
    for make in (Bench.limited, Bench.controlled, Bench.failsafe, Bench.autonomous):
        bench = Bench(1)
        make(bench)
        bench.config(0, 50000).tick(bench.t + 1)
        for _ in range(3):
            bench.reboot(2)
            assert bench.at(0) == LPC_INIT
            assert bench.says() == (LIMIT_SET, 0, R_LPC_SAFE)
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


# --- defects that peers have shipped --------------------------------------------------------------------------------
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


# --- anything -------------------------------------------------------------------------------------------------------
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
