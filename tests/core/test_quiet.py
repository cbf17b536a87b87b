"""Quiet hours: at the minute, over midnight, without a clock."""

from limits_bench import LimitsBench
from support import no_allocation
from tandem.control.param_table import P_QUIET_FROM_MIN, P_QUIET_TO_MIN, P_QUIET_W
from tandem.ports.frame import IN_WALL_OFF_MIN
from tandem.ports.limits import LIMIT_ABSENT, LIMIT_NONE, LIMIT_SET, SRC_QUIET
from tandem.ports.reasons import R_QUIET


def bench(start, end, watts=900):
    return LimitsBench(((P_QUIET_FROM_MIN, start), (P_QUIET_TO_MIN, end), (P_QUIET_W, watts)))


def at(b, minute):
    b.clock(minute)
    b.step(10)
    return b.soft()


def test_over_midnight_at_the_minute():
    b = bench(1320, 420)
    for minute, want in ((1319, None), (1320, 900), (1439, 900), (0, 900), (419, 900), (420, None), (700, None)):
        assert at(b, minute) == want
    assert at(b, 1320) == 900
    assert b.e.soft_why == R_QUIET


def test_comfort_comes_before_it():
    b = bench(1320, 420)
    b.e.cold = True  # a house without another source
    assert at(b, 1330) is None
    assert b.e.soft_state == LIMIT_NONE
    b.e.cold = False
    assert at(b, 1331) == 900


def test_within_a_day():
    b = bench(780, 840)
    for minute, want in ((779, None), (780, 900), (839, 900), (840, None), (0, None), (1439, None)):
        assert at(b, minute) == want


def test_by_local_time():
    b = bench(1320, 420)
    b.f[IN_WALL_OFF_MIN] = 60
    assert at(b, 1259) is None
    assert at(b, 1260) == 900


def test_the_same_minute_is_none():
    b = bench(600, 600)
    at(b, 600)
    assert b.e.soft_state == LIMIT_ABSENT
    b.set(P_QUIET_TO_MIN, 601)
    assert at(b, 600) == 900
    assert at(b, 601) is None
    assert b.e.soft_state == LIMIT_NONE


def test_unknown_clock_is_no_limit():
    b = bench(0, 1439)
    assert at(b, 100) == 900
    assert at(b, None) is None
    assert b.e.soft_state == LIMIT_NONE


def test_zero_watts_is_off():
    assert at(bench(0, 60, 0), 30) == 0


def test_a_quieter_slot_rules():
    b = bench(0, 60)
    b.slot(SRC_QUIET, LIMIT_SET, 700)
    assert at(b, 30) == 700
    assert at(b, 90) == 700


def _step(b):
    b.tick(10)


def test_no_allocation():
    b = bench(1320, 420)
    for minute in (0, 500, None):
        at(b, minute)
        no_allocation(_step, b)
    assert b.e.soft_state != LIMIT_SET
