"""Dry contacts: inputs with debounce, and the two outputs of SG Ready."""

from machine import Pin

from tandem.drivers.clock import FAR_MS, pull_of, since
from tandem.ports.frame import IN_AGE_S, IN_CH, IN_QUALITY, OUT_SG, Q_GOOD

_SAMPLE_MS = 10


class Contact:
    """pin; channel: CH_* that gets 0 or 1; active: level of the pin that means 1; pull: 0 none, 1 up, 2 down.

    A change counts when it was seen for debounce_ms without a break (0: at once). fast: it then runs a control tick.
    The interrupt only sets a flag; the level itself is looked at whenever the loop turns, so a missed interrupt costs
    at most two seconds. A contact that never rests keeps its last state.
    """

    def __init__(self, pin, channel, active, pull, debounce_ms, fast):
        self.channels = (channel,)
        self._channel = channel
        self._off = 0 if active else 1
        self._debounce_ms = debounce_ms
        self._fast = fast
        self._pin = Pin(pin, Pin.IN, pull_of(Pin, pull))
        self._state = self._pin.value() ^ self._off
        self._moving = False
        self._since = 0

    def attach(self, board):
        """Interrupts from now on."""
        self._board = board
        self._pin.irq(self._edge, Pin.IRQ_RISING | Pin.IRQ_FALLING)

    def read(self, frame, now):
        """The state, not the bare level."""
        ch = self._channel
        frame[IN_CH + ch] = self._state
        frame[IN_QUALITY + ch] = Q_GOOD
        frame[IN_AGE_S + ch] = 0

    def poll(self, now):
        """Look at the level."""
        level = self._pin.value() ^ self._off
        if level == self._state:
            self._moving = False
            return
        if not self._moving:
            self._moving = True
            self._since = now
        if since(now, self._since) >= self._debounce_ms:
            self._state = level
            self._moving = False
            if self._fast:
                self._board.wake()

    def next_due_ms(self, now):
        """Often while it moves."""
        return _SAMPLE_MS if self._moving else FAR_MS

    def _edge(self, _pin):
        self._board.woken = True


class SgOut:
    """SG Ready contacts of a heat pump: state 1 is 1:0, 2 is 0:0, 3 is 0:1, 4 is 1:1 (BWP, SG Ready v1.1).

    Contacts open before others close, so that no change passes through 1:1, the order to start. At rest 0:0.
    """

    def __init__(self, pin_1, pin_2, active):
        self._off = 0 if active else 1
        self._pin_1 = Pin(pin_1, Pin.OUT, value=self._off)
        self._pin_2 = Pin(pin_2, Pin.OUT, value=self._off)

    def write(self, frame):
        """Follow OUT_SG; what is no state is 2, normal."""
        state = frame[OUT_SG]
        off = self._off
        one = 1 if state == 1 or state == 4 else 0
        two = 1 if state == 3 or state == 4 else 0
        if not one:
            self._pin_1.value(off)
        if not two:
            self._pin_2.value(off)
        if one:
            self._pin_1.value(1 ^ off)
        if two:
            self._pin_2.value(1 ^ off)

    def fallback(self):
        """0:0, whatever one pin does."""
        try:
            self._pin_1.value(self._off)
        finally:
            self._pin_2.value(self._off)
