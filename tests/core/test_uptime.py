"""Uptime: the clock's wrap, decades, a clock that steps back, no allocation."""

from support import no_allocation
from tandem.kernel.uptime import HALF, WRAP, Uptime, since

NEAR_WRAP = WRAP + 1 - 5000  # a clock reading five seconds before it wraps
SMALL = 0x3FFFFFFF  # the largest small integer on a board
YEARS_30_S = 946728000


def test_since_counts_across_the_wrap():
    assert since(0, 0) == 0
    assert since(100, 0) == 100
    assert since(0, 100) == -100
    assert since(100, WRAP) == 101
    assert since(WRAP, 100) == -101
    assert since(HALF - 1, 0) == HALF - 1
    assert since(HALF, 0) == -HALF


def test_starts_at_zero_whatever_the_clock_says():
    for first in (0, 1, HALF, NEAR_WRAP, WRAP):
        uptime = Uptime(first)
        uptime.advance(first)
        assert (uptime.s, uptime.ms) == (0, 0)


def test_seconds_and_rest():
    uptime = Uptime(0)
    for now, s, ms in ((999, 0, 999), (1000, 1, 0), (1001, 1, 1), (61999, 61, 999), (62000, 62, 0)):
        uptime.advance(now)
        assert (uptime.s, uptime.ms) == (s, ms)


def test_goes_on_through_the_wrap():
    uptime = Uptime(NEAR_WRAP)
    now = NEAR_WRAP
    for i in range(1, 1001):
        now = (now + 10) & WRAP
        uptime.advance(now)
        assert uptime.s * 1000 + uptime.ms == i * 10
    assert now == 5000


def test_thirty_years_stay_small():
    uptime = Uptime(NEAR_WRAP)
    now = NEAR_WRAP
    total_ms = 0
    while total_ms < YEARS_30_S * 1000:
        now = (now + HALF - 1) & WRAP
        total_ms += HALF - 1
        uptime.advance(now)
        assert 0 <= uptime.ms < 1000
    assert uptime.s == total_ms // 1000
    assert uptime.ms == total_ms % 1000
    assert YEARS_30_S <= uptime.s < SMALL


def test_a_clock_that_steps_back_stands_still_until_it_has_caught_up():
    uptime = Uptime(1000)
    uptime.advance(5500)
    for now in (5499, 1000, 0, WRAP, 5500):
        uptime.advance(now)
        assert (uptime.s, uptime.ms) == (4, 500)
    uptime.advance(5600)
    assert (uptime.s, uptime.ms) == (4, 600)


def test_allocates_nothing():
    uptime = Uptime(0)
    uptime.s = YEARS_30_S
    uptime.ms = 999

    readings = (HALF - 1, WRAP - 1, WRAP, 0, 1, HALF - 2, WRAP)

    def steps(_):
        for now in readings:
            uptime.advance(now)
            since(now, WRAP)
            since(0, now)

    no_allocation(steps, None)
    assert uptime.s < SMALL
