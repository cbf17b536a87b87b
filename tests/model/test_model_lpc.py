"""The LPC model against scenarios worked out by hand from the requirement numbers and from defects of peers."""

import pytest
from lpc import (
    A_NO_BEAT,
    A_NONE,
    A_OK,
    A_RANGE,
    AUTONOMOUS,
    CONTROLLED,
    FAILSAFE,
    INIT,
    LIMITED,
    NOT_USED,
    Lpc,
    LpcParams,
    LpcResult,
)

from tandem.ports.limits import LIMIT_NONE, LIMIT_SET

STAYS = LpcParams(silent=0)
LEAVES = LpcParams(silent=1)


class Bench:
    """A machine with its sender: what is not said stays as it was."""

    def __init__(self, params=STAYS):
        self.machine = Lpc(params)
        self.beats = self.writes = self.configs = 0
        self.written, self.safe = (0, 0, 0), (0, 0)
        self.at(0)

    def at(self, now_s, beat=False, limit=None, release=False, safe=None):
        """Tick. limit: (W, s); safe: (W, s)."""
        self.beats += beat
        if limit is not None or release:
            self.writes += 1
            self.written = (0, 0, 0) if release else (1, *limit)
        if safe is not None:
            self.configs += 1
            self.safe = safe
        result = self.machine.tick(now_s, self.beats, self.writes, *self.written, self.configs, *self.safe)
        self.last = result
        return result

    def limit(self):
        """Watts in force, None = unlimited."""
        return self.last.value_w if self.last.limit == LIMIT_SET else None

    def beat_until(self, begin_s, end_s, every_s=60):
        """Heartbeats, and a tick each 10 s."""
        for now_s in range(begin_s, end_s + 1, 10):
            self.at(now_s, beat=(now_s - begin_s) % every_s == 0)


def limited(watts=1500, duration_s=0, params=STAYS):
    """A bench in LIMITED: heartbeat at 10 s, write at 11 s."""
    bench = Bench(params)
    bench.at(10, beat=True)
    assert bench.at(11, limit=(watts, duration_s)) == LpcResult(LIMITED, LIMIT_SET, watts, 1, A_OK, A_NONE)
    return bench


def test_901_the_failsafe_limit_holds_from_the_first_tick():
    assert Bench().last == LpcResult(INIT, LIMIT_SET, 4200, 1, A_NONE, A_NONE)


@pytest.mark.parametrize("params, state, watts", [(STAYS, INIT, 4200), (LEAVES, AUTONOMOUS, None)])
def test_906_without_a_write_for_120_s(params, state, watts):
    bench = Bench(params)
    bench.beat_until(10, 110)
    assert bench.at(120).state == INIT
    assert bench.at(121).state == state
    assert bench.limit() == watts


def test_a_write_before_a_heartbeat_does_not_count():
    bench = Bench()
    assert bench.at(5, limit=(1000, 0)) == LpcResult(INIT, LIMIT_SET, 4200, 1, A_NO_BEAT, A_NONE)
    assert bench.at(6, beat=True).state == INIT
    assert bench.at(7, release=True).state == CONTROLLED


@pytest.mark.parametrize("limit, state, watts", [((1000, 0), LIMITED, 1000), (None, CONTROLLED, None)])
def test_911_912_no_heartbeat_for_120_s_forgets_the_limit(limit, state, watts):
    bench = Bench()
    bench.at(10, beat=True, limit=limit, release=limit is None)
    assert (bench.at(130).state, bench.limit()) == (state, watts)
    assert (bench.at(131).state, bench.limit()) == (FAILSAFE, 4200)
    assert (bench.at(132, beat=True).state, bench.limit()) == (FAILSAFE, 4200)


def test_914_a_limit_ends_after_its_duration():
    bench = limited(1500, 60)
    assert bench.at(70).state == LIMITED
    assert (bench.at(71).state, bench.limit()) == (CONTROLLED, None)


def test_written_again_a_limit_lasts_anew():
    bench = limited(1500, 60)
    bench.at(50, limit=(1600, 60))
    assert (bench.at(109).state, bench.limit()) == (LIMITED, 1600)
    assert bench.at(110).state == CONTROLLED


def test_end_and_silence_in_one_tick_is_failsafe():
    bench = limited(1500, 120)
    assert bench.at(131).state == FAILSAFE


@pytest.mark.parametrize("limit, state, watts", [((700, 0), LIMITED, 700), (None, CONTROLLED, None)])
def test_916_heartbeat_and_write_leave_failsafe(limit, state, watts):
    bench = limited()
    assert bench.at(300).state == FAILSAFE
    assert bench.at(301, limit=limit, release=limit is None).answer == A_NO_BEAT
    assert bench.at(302, beat=True).state == FAILSAFE
    assert (bench.at(303, limit=limit, release=limit is None).state, bench.limit()) == (state, watts)


def test_921_heartbeat_without_a_write_for_120_s():
    bench, keeper = limited(params=LEAVES), limited(params=STAYS)
    for one, end in ((bench, AUTONOMOUS), (keeper, FAILSAFE)):
        one.at(200)
        one.beat_until(1000, 1110)
        assert one.at(1120).state == FAILSAFE
        assert one.at(1121).state == end


def test_921_counts_from_the_first_heartbeat_of_an_unbroken_row():
    bench = limited(params=LEAVES)
    bench.at(200)
    bench.at(1000, beat=True)
    bench.at(1121, beat=True)  # came too late: a new row
    assert bench.at(1241, beat=True).state == FAILSAFE
    assert bench.at(1242).state == AUTONOMOUS


def test_922_failsafe_ends_after_its_duration_only_for_who_may():
    for params, end in ((LEAVES, AUTONOMOUS), (STAYS, FAILSAFE)):
        bench = limited(params=params)
        assert bench.at(131).state == FAILSAFE
        assert bench.at(131 + 7199).state == FAILSAFE
        assert bench.at(131 + 7200).state == end
    assert bench.at(131 + 30 * 86400).state == FAILSAFE
    assert bench.limit() == 4200


@pytest.mark.parametrize("limit, state", [((0, 0), LIMITED), (None, CONTROLLED)])
def test_918_919_920_autonomy_ends_with_heartbeat_and_write(limit, state):
    bench = Bench(LEAVES)
    assert bench.at(500).state == AUTONOMOUS
    assert bench.at(501, limit=limit, release=limit is None).answer == A_NO_BEAT
    bench.beat_until(510, 1000)
    assert bench.last.state == AUTONOMOUS
    assert bench.at(1001, limit=limit, release=limit is None).state == state


def test_zero_watts_is_a_limit():
    assert limited(0).limit() == 0


@pytest.mark.parametrize("limit", [(-1, 0), (100001, 0), (1000, -1), (1000, 604801)])
def test_a_rejected_write_changes_nothing(limit):
    bench = limited(1500, 100)
    assert bench.at(20, limit=limit) == LpcResult(LIMITED, LIMIT_SET, 1500, 1, A_RANGE, A_NONE)
    assert bench.at(110).state == LIMITED
    assert bench.at(111).state == CONTROLLED


@pytest.mark.parametrize("limit", [(0, 0), (100000, 604800)])
def test_the_ends_of_the_range_are_good(limit):
    bench = limited()
    assert bench.at(20, limit=limit).answer == A_OK


def test_range_is_answered_before_the_missing_heartbeat():
    assert Bench().at(1, limit=(-5, 0)).answer == A_RANGE


@pytest.mark.parametrize(
    "safe, good",
    [
        ((0, 7200), True),
        ((100000, 86400), True),
        ((-1, 7200), False),
        ((100001, 7200), False),
        ((5000, 7199), False),
        ((5000, 86401), False),
    ],
)
def test_022_failsafe_values_need_no_heartbeat_but_a_range(safe, good):
    bench = Bench()
    assert bench.at(1, safe=safe).config_answer == (A_OK if good else A_RANGE)
    assert bench.limit() == (safe[0] if good else 4200)


def test_failsafe_values_survive_a_reboot_and_a_limit_does_not():
    bench = limited(1500)
    bench.at(12, safe=(2300, 10000))
    assert bench.limit() == 1500
    bench.machine.reboot()
    assert (bench.at(0).state, bench.limit()) == (INIT, 2300)
    assert bench.at(1, limit=(100, 0)).answer == A_NO_BEAT


def test_written_failsafe_duration_counts():
    bench = limited(params=LEAVES)
    bench.at(12, safe=(2300, 10000))
    bench.at(131)
    assert bench.at(131 + 9999).state == FAILSAFE
    assert bench.at(131 + 10000).state == AUTONOMOUS


def test_all_events_in_one_tick_come_in_their_order():
    bench = Bench()
    assert bench.at(3, beat=True, limit=(900, 0), safe=(50, 7200)) == LpcResult(LIMITED, LIMIT_SET, 900, 1, A_OK, A_OK)


def test_not_used_it_forgets_all_but_the_failsafe_values():
    bench = limited()
    bench.at(12, safe=(2300, 7200))
    bench.machine.set_params(LpcParams(use=0))
    assert bench.at(13) == NOT_USED
    assert bench.at(14, beat=True, limit=(1, 0)) == NOT_USED
    bench.machine.set_params(LpcParams(use=1, silent=1))
    assert bench.at(5000) == LpcResult(INIT, LIMIT_SET, 2300, 1, A_NONE, A_NONE)
    assert bench.at(5120).state == INIT
    assert bench.at(5121).state == AUTONOMOUS


# --- defects that peers shipped; the numbers are those of the list they come from -----------------------------------


def test_defect_1_negative_limits_are_refused():
    assert limited().at(20, limit=(-1500, 0)).answer == A_RANGE


def test_defects_2_and_3_failsafe_is_left_when_heartbeat_and_limit_are_back():
    bench = limited()
    bench.at(300)
    assert (bench.at(310, beat=True, limit=(800, 0)).state, bench.limit()) == (LIMITED, 800)


def test_defect_4_never_unlimited_after_an_outage_of_two_hours():
    bench = limited()
    for now_s in range(20, 4 * 3600, 10):
        assert bench.at(now_s).limit == LIMIT_SET


def test_defect_5_no_failsafe_10_s_after_a_connection():
    bench = limited()
    bench.at(1000)
    bench.at(1001, beat=True, limit=(800, 0))
    assert bench.at(1011).state == LIMITED


def test_defect_6_a_limit_without_duration_stays():
    bench = limited(1500, 0)
    bench.beat_until(20, 20 + 3 * 86400)
    assert (bench.last.state, bench.limit()) == (LIMITED, 1500)


def test_defect_7_a_heartbeat_alone_does_not_leave_failsafe():
    bench = limited()
    bench.at(300)
    bench.beat_until(310, 1500)
    assert (bench.last.state, bench.limit()) == (FAILSAFE, 4200)


def test_defect_8_a_limit_does_not_stay_for_ever_without_its_sender():
    bench = limited(0)
    bench.at(86400)
    assert bench.limit() == 4200


def test_defect_9_a_heartbeat_at_the_deadline_is_in_time():
    bench = limited()
    for now_s in range(130, 1300, 120):
        assert bench.at(now_s, beat=True).state == LIMITED


def test_defect_10_what_is_not_a_heartbeat_does_not_count_as_one():
    bench = limited(1500)
    bench.at(100, limit=(1400, 0), safe=(3000, 7200))
    bench.written = (1, 9999, 0)  # a payload that nobody announced
    assert bench.at(130).state == LIMITED
    assert (bench.at(131).state, bench.limit()) == (FAILSAFE, 3000)


def test_an_autonomous_device_says_that_it_lives():
    bench = Bench(LEAVES)
    assert bench.at(121) == LpcResult(AUTONOMOUS, LIMIT_NONE, 0, 1, A_NONE, A_NONE)
