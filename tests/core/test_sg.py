"""SG Ready in: what is accepted when, budgets of the sender, days, restarts, wires."""

from sg_lpc_bench import MANAGER, OPERATOR
from sg_lpc_bench import SgBench as Bench
from tandem.control.param_table import P_SG_BLOCKS, P_SG_LOCK_W, P_SG_SENDER
from tandem.ports.frame import (
    CH_SG_1,
    CH_SG_2,
    IN_CH,
    Q_ABSENT,
    Q_FAULT,
    Q_GOOD,
    Q_OPEN,
    Q_SHORT,
)
from tandem.ports.limits import LIMIT_ABSENT, LIMIT_NONE, LIMIT_SET
from tandem.ports.reasons import R_NONE, R_SG_BOOST, R_SG_FORCE, R_SG_LOCK


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
    bench.set(P_SG_BLOCKS, 0)
    assert bench.go(5001 + 7200, 100).over
    bench.set(P_SG_SENDER, 0)
    assert bench.tick(12202).state == LIMIT_ABSENT
    assert (s.why, s.left_s, s.over) == (R_NONE, -1, False)
    bench.show(3)
    bench.set(P_SG_SENDER, MANAGER)
    assert bench.tick(12203).sg == 2
    assert bench.tick(12205).sg == 3


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
