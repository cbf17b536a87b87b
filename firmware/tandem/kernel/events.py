"""The ring of events: what happened, when, in four integers each.

Overflow policy: the oldest event is dropped, and every reader (kernel.reader) can tell how many it missed. post()
allocates nothing and never fails, so that it may be called from anywhere in a control tick.
"""

from array import array

FIELDS = 4  # uptime in seconds, code of ports.reasons, a, b
MASK = 0x3FFFFFFF  # event numbers are modulo 2^30
_HIGHEST = 0x3FFFFFFF
_LOWEST = -0x3FFFFFFF - 1  # written so that it is a small integer on 32 bits too


class Events:
    """The last ``capacity`` events. ``total`` counts all ever posted, modulo 2^30: the number of the next event."""

    def __init__(self, capacity=32):
        self.capacity = capacity
        self.total = 0
        self.held = 0
        self.s = 0  # this object stands for the uptime until bind()
        self._uptime = self
        self._ring = array("i", [0] * (capacity * FIELDS))
        self._next = 0  # index into the ring

    def bind(self, uptime):
        """Stamp events from now on with ``uptime.s``; before, they carry 0."""
        self._uptime = uptime

    def post(self, code, a=0, b=0):
        """Add an event. a and b: integers, clamped to -2^30 .. 2^30-1."""
        ring = self._ring
        i = self._next
        ring[i] = self._uptime.s
        ring[i + 1] = code
        ring[i + 2] = min(max(a, _LOWEST), _HIGHEST)
        ring[i + 3] = min(max(b, _LOWEST), _HIGHEST)
        i += FIELDS
        self._next = i if i < len(ring) else 0
        self.total = (self.total + 1) & MASK
        if self.held < self.capacity:
            self.held += 1

    def at(self, number, row):
        """Copy event ``number`` into ``row``, an array('i') of FIELDS. False when it is not held (any more, or yet)."""
        back = (self.total - number) & MASK  # 1: the latest
        if not 0 < back <= self.held:
            return False
        i = self._next - back * FIELDS  # below 0 it counts from the end, which is where the ring goes on
        for k in range(FIELDS):
            row[k] = self._ring[i + k]
        return True

    def lost(self, number):
        """How many events from ``number`` on were dropped: a reader that wants ``number`` next has missed so many."""
        back = (self.total - number) & MASK
        return back - self.held if back > self.held else 0
