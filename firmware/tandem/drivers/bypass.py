"""The bypass relay of an OpenTherm role: it stays only while it is retriggered, and drops by hardware without that.

The pin feeds a charge pump or a retriggerable timer that holds the relay for less than 3 s after the last change. A
program that hangs, resets or is being flashed leaves the pin still, at either level, and the relay drops.
"""

from machine import Pin

from tandem.drivers.clock import FAR_MS, since


class Bypass:
    """half_ms: the pin changes this often while held, a quarter of the relay's drop time at most."""

    def __init__(self, pin, half_ms=500):
        self._pin = Pin(pin, Pin.OUT, value=0)
        self._half_ms = half_ms
        self._level = 0
        self._last = 0
        self.held = False

    def hold(self, on):
        """True: take the line. False: let the relay drop."""
        self.held = on

    def write(self, frame):
        """The role decides, not the frame."""

    def fallback(self):
        """Let it drop."""
        self.held = False
        self._pin.value(0)

    def poll(self, now):
        """Retrigger."""
        if self.held and since(now, self._last) >= self._half_ms:
            self._last = now
            self._level ^= 1
            self._pin.value(self._level)

    def next_due_ms(self, now):
        """The next change."""
        if not self.held:
            return FAR_MS
        left = self._half_ms - since(now, self._last)
        return left if left > 0 else 0
