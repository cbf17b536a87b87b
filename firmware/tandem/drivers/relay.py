"""Relays: one pin for one command of the output frame."""

from machine import Pin

from tandem.drivers.clock import FAR_MS, since
from tandem.ports.reasons import E_OUTPUT

_SETTLE_MS = 1000  # what a relay or a contactor may take to follow
_LOOK_MS = 200


class Relay:
    """pin; out: OUT_* that it follows, 0 off, else on; active: level of the pin for on; fallback: 0 off, 1 on.

    The level is chosen before the pin becomes an output, so that nothing clicks while the board starts.
    """

    def __init__(self, pin, out, active, fallback):
        self._out = out
        self._off = 0 if active else 1
        self._fallback = 1 if fallback else 0
        self._pin = Pin(pin, Pin.OUT, value=self._fallback ^ self._off)

    def write(self, frame):
        """Follow the command."""
        self._set(1 if frame[self._out] else 0)

    def fallback(self):
        """To the stated fallback."""
        self._set(self._fallback)

    def _set(self, on):
        self._pin.value(on ^ self._off)


class ProvenRelay(Relay):
    """A relay with a contact that is closed while it is on (back_active: level of that pin for closed).

    Longer than a second apart from the command: ``fault`` is True and an event says so; the relay is written all the
    same with each tick. What a welded contact means for the house, guards judge by what they measure.
    """

    def __init__(self, pin, out, active, fallback, back_pin, back_active):
        Relay.__init__(self, pin, out, active, fallback)
        self._back = Pin(back_pin, Pin.IN, Pin.PULL_DOWN if back_active else Pin.PULL_UP)
        self._back_off = 0 if back_active else 1
        self._on = self._fallback
        self._apart = False
        self._since = 0
        self.fault = False

    def attach(self, board):
        """For events."""
        self._board = board

    def poll(self, now):
        """Compare."""
        if self._back.value() ^ self._back_off == self._on:
            self._apart = False
            if self.fault:
                self.fault = False
                self._board.post(E_OUTPUT, self._out, 0)
        elif not self._apart:
            self._apart = True
            self._since = now
        elif not self.fault and since(now, self._since) > _SETTLE_MS:
            self.fault = True
            self._board.post(E_OUTPUT, self._out, 2 if self._on else 1)

    def next_due_ms(self, now):
        """Soon while they differ; else whenever the loop turns."""
        return _LOOK_MS if self._apart and not self.fault else FAR_MS

    def _set(self, on):
        Relay._set(self, on)
        self._on = on
