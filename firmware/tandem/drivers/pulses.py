"""Pulses of a meter: the S0 output of an electricity meter (IEC 62053-31) or the reed contact of a water meter.

Watts or litres per hour from the time between pulses. With the board's interrupt, which has no time stamp of its own
and may be some 10 ms late, that serves to about 8 pulses a second; a turbine needs a hardware counter.
"""

import machine
from machine import Pin

from tandem.drivers.clock import FAR_MS, WRAP, Clock, pull_of, since
from tandem.ports.frame import IN_AGE_S, IN_CH, IN_QUALITY, Q_ABSENT, Q_GOOD

HOUR_MS = 3600000
_CLOSED_MS = 30  # shortest pulse and shortest pause of S0: nearer edges are bounces
_COUNTER_MS = 100
_FILTER_NS = 10000
_LATE = 8  # so many times the last interval without a pulse is standstill
_LATE_MS = 5000
_SMALL = 100  # W or l/h: known at the start when it can be no more than this


class Pulses:
    """pin, channel; per_1000: pulses per kWh (watts) or per m3 (litres per hour), 100..1000000; pull as Contact.

    counter: number of a hardware counter (machine.Counter), -1 for the interrupt. Falling edges count. Between two
    pulses the value falls with what the time since the last one still allows, and is 0 when the next is eight times
    as late. A cut wire cannot be told from standstill. ``count``: pulses since the start, modulo 2^30.
    """

    def __init__(self, pin, channel, per_1000, pull=1, counter=-1):
        if not 100 <= per_1000 <= 1000000:
            raise ValueError("per_1000 is 100..1000000")
        self.channels = (channel,)
        self._channel = channel
        self._per_1000 = per_1000
        self._k = 1000 * HOUR_MS // per_1000  # value times milliseconds of one pulse
        self._most = WRAP // self._k
        self._unknown_ms = min(self._k // _SMALL, HOUR_MS)
        self._clock = Clock()
        self.count = 0
        self._last = self._mark = self._edge_ms = self._clock.now()
        self._seen = 0
        self._value = 0
        self._interval = 0
        self._known = False
        self._counter = None
        source = Pin(pin, Pin.IN, pull_of(Pin, pull))
        if counter < 0:
            source.irq(self._edge, Pin.IRQ_FALLING)
        else:
            kind = machine.Counter
            self._counter = kind(counter, source, edge=kind.FALLING, filter_ns=_FILTER_NS)

    def read(self, frame, now):
        """The value from all pulses since the last reading."""
        last = self._last
        n = (self.count - self._seen) & WRAP
        if n:
            self._seen = (self._seen + n) & WRAP
            span = max(since(last, self._mark), 1)
            self._mark = last
            if n > self._most:
                n = self._most
            self._value = (n * self._k + span // 2) // span
            self._interval = span // n
            self._known = True
        elapsed = since(now, last)
        if elapsed > 2 * HOUR_MS:
            # Far back is all the same, and must not run into the end of the clock's period.
            self._last = self._mark = (now - HOUR_MS) & WRAP
            elapsed = HOUR_MS
        if elapsed > 0:
            self._value = min(self._value, self._k // elapsed)
        if elapsed > _LATE_MS and elapsed > _LATE * self._interval:
            self._value = 0
        if elapsed > self._unknown_ms:
            self._known = True
        ch = self._channel
        frame[IN_CH + ch] = self._value
        frame[IN_QUALITY + ch] = Q_GOOD if self._known else Q_ABSENT
        frame[IN_AGE_S + ch] = 0

    def total(self):
        """Wh or litres since the start, until ``count`` begins anew."""
        per = self._per_1000
        return self.count // per * 1000 + self.count % per * 1000 // per

    def poll(self, now):
        """Look at the counter."""
        if self._counter is not None:
            count = self._counter.value() & WRAP
            if count != self.count:
                self.count = count
                self._last = now

    def next_due_ms(self, now):
        """Often enough to know when it moved."""
        return FAR_MS if self._counter is None else _COUNTER_MS

    def _edge(self, _pin):
        now = self._clock.now()
        if 0 <= since(now, self._edge_ms) < _CLOSED_MS:
            return
        self._edge_ms = now
        self._last = now
        self.count = (self.count + 1) & WRAP
