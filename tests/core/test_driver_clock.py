"""The board's clock and stopwatch, over the wrap."""

import chips
from support import no_allocation
from tandem.kernel import uptime

TIME = chips.chip_time.clock


def test_it_counts_as_the_kernel_does():
    clock = chips.driver("clock")
    edges = (0, 1, 5, 0x1FFFFFFE, 0x1FFFFFFF, 0x20000000, 0x20000001, 0x3FFFFFFE, 0x3FFFFFFF)
    for now in edges:
        for then in edges:
            assert clock.since(now, then) == uptime.since(now, then), (now, then)
    assert clock.WRAP == uptime.WRAP


def test_the_clock_wraps_at_two_to_the_thirtieth():
    chips.fresh()
    clock = chips.driver("clock").Clock()
    TIME.ms = 0x3FFFFFFF
    assert clock.now() == 0x3FFFFFFF
    TIME.ms += 1
    assert clock.now() == 0
    TIME.ms = 5 * 0x40000000 + 7
    assert clock.now() == 7


def test_the_stopwatch():
    chips.fresh()
    watch = chips.driver("clock").Stopwatch()
    for begin in (1000, 0x3FFFFFFF - 20):
        TIME.ms = begin
        watch.start()
        assert watch.elapsed_ms() == 0
        TIME.ms += 123
        assert watch.elapsed_ms() == 123
        watch.start()
        TIME.ms += 7
        assert watch.elapsed_ms() == 7


def test_pulls():
    pull_of = chips.driver("clock").pull_of
    pin = chips.FAKES["machine"].Pin
    assert [pull_of(pin, pull) for pull in (0, 1, 2)] == [None, pin.PULL_UP, pin.PULL_DOWN]


def test_it_takes_no_heap():
    watch = chips.driver("clock").Stopwatch()
    TIME.ms = 0x3FFFFF00
    no_allocation(ask, watch)


def ask(watch):
    watch.start()
    watch.elapsed_ms()
