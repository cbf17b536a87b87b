"""One light that says how the board is: steady works, flashes by what is wrong.

Alarm: three flashes. Network wanted and not there: one short gap. No control tick for a minute, or outputs at their
fallback: off and blinking slowly.
"""

from machine import Pin

from tandem.drivers.clock import since
from tandem.ports.frame import OUT_ALARMS

SLOT_MS = 250
_SLOTS = 8
# Bit n is slot n of two seconds.
WORKS = 0b11111111
NO_NET = 0b11111110
ALARM = 0b00010101
STOPPED = 0b00001111
_TICK_MS = 60000


class Led:
    """active: level of the pin that lights it; net: a driver of net.py, or None."""

    def __init__(self, pin, active, net=None):
        self._off = 0 if active else 1
        self._pin = Pin(pin, Pin.OUT, value=self._off)
        self._net = net
        self._alarm = False
        self._fresh = False  # a tick came, its time is not known yet
        self._running = False
        self._tick = 0
        self._level = -1

    def write(self, frame):
        """A control tick was done."""
        self._alarm = frame[OUT_ALARMS] != 0
        self._fresh = True

    def fallback(self):
        """Outputs are at rest; nothing runs."""
        self._running = self._fresh = False

    def pattern(self):
        """What to show, a bit for each slot."""
        if not self._running:
            return STOPPED
        if self._alarm:
            return ALARM
        return NO_NET if self._net is not None and not self._net.up else WORKS

    def poll(self, now):
        """Show it."""
        if self._fresh:
            self._fresh = False
            self._running = True
            self._tick = now
        elif self._running and since(now, self._tick) > _TICK_MS:
            self._running = False
        level = self.pattern() >> (now // SLOT_MS % _SLOTS) & 1
        if level != self._level:
            self._level = level
            self._pin.value(level ^ self._off)

    def next_due_ms(self, now):
        """The next change of the pattern, not each slot."""
        pattern = self.pattern()
        left = SLOT_MS - now % SLOT_MS
        slot = now // SLOT_MS
        level = pattern >> (slot % _SLOTS) & 1
        for i in range(1, _SLOTS):
            if pattern >> ((slot + i) % _SLOTS) & 1 != level:
                break
            left += SLOT_MS
        return left
