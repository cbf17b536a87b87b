"""A boiler on OpenTherm, in front of the plant's boiler: what it makes of frames, and what it says of itself.

It has the quirks of real ones: answers after 30..110 ms, knows some thirty ids and no more, keeps its own highest flow,
makes hot water first and does not heat meanwhile, ignites slowly (the plant's), reports a lock-out as a fault, and lets
go of the heating when nobody has spoken for a minute. Frames are made here without the firmware's codec.
"""

import numpy as np

from host_sim.opentherm.frames import build, parts
from host_sim.opentherm.wire import NEVER_MS
from host_sim.plant.boiler import BURNING, IGNITING, LOCKED
from host_sim.plant.layout import K_B_IN, X_B_FRAC, X_B_STATE, X_B_TAP, X_BOILER
from tandem.ports.frame import OUT_BOILER, OUT_BOILER_SET_C100

SILENT_MS = 60000
READ, WRITE = 0, 1
READ_ACK, WRITE_ACK, INVALID, UNKNOWN = 4, 5, 6, 7
LOCK_OUT_CODE = 0x05  # made up, as are all manufacturers' codes
_LOCKED = {5: 0x0200 | LOCK_OUT_CODE, 115: LOCK_OUT_CODE}
_MEASURED = (5, 17, 25, 28, 115)
_SAYS = {
    3: 0x0100,
    6: 0x0303,
    15: 0x1814,
    18: 0x0180,
    26: -1,
    48: 0x3C23,
    49: 0x5A14,
    125: 0x0300,
    127: 0x0104,
}


class BoilerSlave:
    """end: of the wire; board: with plant and cmd, into which its orders go."""

    def __init__(self, end, board, seed=1):
        self.end = end
        self._board = board
        # Plain numbers come faster out of a view than out of the array, and dice faster by the thousand.
        self._x, self._k = memoryview(board.plant.x), memoryview(board.plant.k)
        self._rng = np.random.default_rng((seed, 4711))
        self._delays_ms = []
        self._buf = bytearray(4)
        self._heard_ms = -SILENT_MS
        self._due_ms = NEVER_MS
        self._reply = b""
        self.on = True  # supplied
        self._forget()

    def _forget(self):
        self.ch = False
        self.set_c = 0.0
        self.words = {14: 0x6400, 56: 0x3C00, 57: 0x5000}  # written by the master

    def step(self, now):
        """Do what is due, ms."""
        while now >= self.end.arrives_ms and self.end.take(self._buf):
            frame = parts(self._buf)
            if frame is None or frame[0] > 3 or not self.on:
                continue
            self._heard_ms = now
            self._due_ms = now + self._delay_ms()
            self._reply = self._answer(*frame)
        if now >= self._due_ms and self.end.send(self._reply):
            self._due_ms = NEVER_MS
        if self.ch and now - self._heard_ms >= SILENT_MS:
            self.ch = False
            self.obey()

    def switch(self, on):
        """Its electronics lose their supply, or get it back and begin anew."""
        self.on = on
        self._due_ms = NEVER_MS
        self._forget()
        self.obey()

    def due_ms(self):
        """When step() must come, ms."""
        due = min(self.end.arrives_ms, self._due_ms)
        return min(due, self._heard_ms + SILENT_MS) if self.ch else due

    def _delay_ms(self):
        if not self._delays_ms:
            self._delays_ms = self._rng.integers(30, 111, 1000)[::-1].tolist()
        return self._delays_ms.pop()

    def obey(self):
        """Put the orders where the plant reads them."""
        self._board.settle()
        cmd = self._board.cmd
        cmd[OUT_BOILER] = int(self.ch and self.set_c >= 20.0)
        cmd[OUT_BOILER_SET_C100] = round(100.0 * min(self.set_c, self.words[57] / 256.0))

    def _answer(self, kind, at, word):
        if at == 0:
            ch = bool(word & 0x100)
            if ch != self.ch:
                self.ch = ch
                self.obey()
            return build(READ_ACK, 0, word & 0xFF00 | self._status())
        if kind == WRITE:
            return self._write(at, word)
        value = self._read(at)
        if value is None:
            return build(UNKNOWN, at, 0)
        return build(INVALID if value < 0 else READ_ACK, at, max(value, 0))

    def _write(self, at, word):
        if at == 1:
            self.set_c = min(100.0, max(0.0, _signed(word) / 256.0))
            self.obey()
            return build(WRITE_ACK, 1, word)
        if at in (2, 4, 16, 24, 124, 126):
            return build(WRITE_ACK, at, word)
        if at not in self.words:
            return build(UNKNOWN, at, 0)
        low, high = {14: (0, 0x6400), 56: (0x2300, 0x3C00), 57: (0x1400, 0x5A00)}[at]
        self.words[at] = min(high, max(low, word))
        if at == 57:
            self.obey()
        return build(WRITE_ACK, at, self.words[at])

    def _status(self):
        self._board.settle()
        x = self._x
        state = x[X_B_STATE]
        tap = x[X_B_TAP] != 0.0
        burns = state == BURNING or tap
        heats = self.ch and not tap and state in (IGNITING, BURNING)
        return int(state == LOCKED) | int(heats) << 1 | int(tap) << 2 | int(burns) << 3

    def _read(self, at):
        """Word of an id; None: not known, -1: no value now."""
        if at in self.words:
            return self.words[at]
        if at not in _MEASURED:
            return _SAYS.get(at)
        self._board.settle()
        x = self._x
        if at == 17:
            return _f88(100.0 * x[X_B_FRAC]) if x[X_B_STATE] == BURNING else 0
        if at == 28 and self._k[K_B_IN] > 0.0:
            return _f88(self._k[K_B_IN])
        if at in _LOCKED:
            return _LOCKED[at] if x[X_B_STATE] == LOCKED else 0
        return _f88(x[X_BOILER])


def _signed(word):
    return word - 0x10000 if word & 0x8000 else word


def _f88(value):
    return round(256.0 * value) & 0xFFFF
