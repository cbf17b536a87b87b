"""Time since boot, from a millisecond count that wraps.

The clock gives milliseconds modulo 2^30 (12.4 days). Uptime keeps whole seconds and a rest, so that no number grows
past 2^30 in thirty years, and is changed in place, so that asking for the time allocates nothing.
"""

WRAP = 0x3FFFFFFF  # 2^30 - 1
HALF = 0x20000000  # spans of 2^29 ms (6.2 days) and more cannot be told from negative ones


def later(now, span_ms):
    """The clock reading span_ms after now, modulo 2^30; span_ms: 0 .. 2^30-1."""
    # Taking 2^30 off first keeps the sum below 2^30, where integers are small on a board.
    return (now - WRAP - 1 + span_ms) & WRAP


def since(now, then):
    """Milliseconds from then to now, both modulo 2^30; -2^29 .. 2^29 - 1."""
    d = (now - then) & WRAP
    if d >= HALF:
        d = d - WRAP - 1
    return d


class Uptime:
    """``s`` whole seconds and ``ms`` 0..999 since the first reading."""

    def __init__(self, now=0):
        self.s = 0
        self.ms = 0
        self._last = now

    def advance(self, now):
        """Move on to clock reading now. A clock that steps back is taken as standing still."""
        d = (now - self._last) & WRAP
        if d >= HALF:
            return
        self._last = now
        d += self.ms
        self.s += d // 1000
        self.ms = d % 1000
