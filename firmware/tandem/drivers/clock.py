"""The board's clock: milliseconds since the start, modulo 2^30. Beside it only interrupt handlers read the time.

time.ticks_ms() wraps at 2^30 on a board and elsewhere on 64 bits, so it is cut to that everywhere.
"""

import time

WRAP = 0x3FFFFFFF
HALF = 0x20000000
FAR_MS = 0x0FFFFFFF  # "nothing to do": 3 days, well inside half the clock's period


def since(now, then):
    """Milliseconds from then to now, both modulo 2^30; -2^29 .. 2^29 - 1."""
    d = (now - then) & WRAP
    if d >= HALF:
        d = d - WRAP - 1
    return d


def pull_of(pin, pull):
    """The pull of a pin's class for 0 none, 1 up, 2 down."""
    return (None, pin.PULL_UP, pin.PULL_DOWN)[pull]


def _ticks_ms():
    return time.ticks_ms()


class Clock:
    """The Clock port."""

    def now(self):
        """The port's clock."""
        return _ticks_ms() & WRAP


class Stopwatch:
    """The Stopwatch port."""

    def __init__(self):
        self._start = 0

    def start(self):
        """Begin."""
        self._start = _ticks_ms() & WRAP

    def elapsed_ms(self):
        """Milliseconds since start()."""
        return ((_ticks_ms() & WRAP) - self._start) & WRAP
