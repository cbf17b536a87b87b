"""OpenTherm's bits: a frame of four bytes to run lengths on the line, and run lengths back to a frame.

Bi-phase-L at 1000 bit/s, 34 bits: start bit 1, 32 bits, the most significant first, stop bit 1. A 1 is active then
idle, a 0 idle then active, with the edge in the middle of the bit (OpenTherm 2.2, par. 3.3). Between frames the line
is idle. Which level is active is the caller's business: in medium and high power mode it is the lower one.

Limits in us. The standard gives 900..1150 from one middle to the next, and up to 50 for an edge, in which it may cross
the receiver's threshold anywhere, so two edges may come 50 closer or farther: 850..1200. The edge between two equal
bits has no limits of its own; half of the distance, and the same 50, give 400..625. A recorded line (the tests have
it) has halves of 406..612, as its receiver lags on one side, and middles 912..1121 apart. Sampling adds a few us. So
there is a margin of 25 and 10 around 400..650 and 850..1200; a run between the classes, or outside, ends the frame.
"""

from array import array

HALVES = 68  # half-bits in a frame
HALF_US = 500
GLITCH_US = 100  # shorter runs are no runs; so much of them is forgiven within one run
PAUSE_US = 1300  # idle for so long ends a frame, and before the next can begin it must have been so
_HALF_LEAST = 375
_HALF_MOST = 675
_FULL_LEAST = 840
_FULL_MOST = 1210
_CAP_US = 20000

# Why a frame was dropped, index of EdgeDecoder.bad.
B_START = 0  # what began after a pause is no start bit
B_TIMING = 1  # a run, or a distance of two middles, out of its limits
B_MANCHESTER = 2  # no edge in the middle of a bit
B_STOP = 3  # stop bit 0
B_PARITY = 4  # an odd number of ones
B_SHORT = 5  # the line went still before the end
B_LONG = 6  # it went on after the stop bit
B_NOISE = 7  # glitches, more than are forgiven
N_CAUSES = 8
_COUNT_MOST = 65535

_WAIT = 0  # for a pause
_READY = 1  # for a start bit
_MIDDLE = 2  # the last edge was in the middle of a bit
_BETWEEN = 3  # it was between two bits
_END = 4  # it was in the middle of the stop bit


def encode(buf, at, runs):
    """Fill runs with the frame buf[at:at + 4] as run lengths in half-bits; return how many, always an even number.

    The first run is active, then they alternate; the last is the idle half of the stop bit. Room for HALVES.
    """
    runs[0] = 1
    runs[1] = 1
    n = 2
    last = 1
    for k in range(33):
        bit = 1 if k == 32 else buf[at + (k >> 3)] >> (7 - (k & 7)) & 1
        if bit == last:
            runs[n] = 1
            n += 1
        else:
            runs[n - 1] = 2
            last = bit
        runs[n] = 1
        n += 1
    return n


def durations(buf, out, at=0):
    """As encode, in us: what a transmitter wants that takes durations and the level of the first."""
    n = encode(buf, at, out)
    for k in range(n):
        out[k] *= HALF_US
    return n


def levels(buf, at, out, idle=0):
    """Fill out with the HALVES levels (0, 1) of the half-bits: for a transmitter that takes one duration and levels.

    Always the same length, so one list serves every frame (mode 2 of MicroPython's RMT.write_pulses takes only lists
    and tuples, whole).
    """
    active = 0 if idle else 1
    for k in range(34):
        bit = 1 if k == 0 or k == 33 else buf[at + (k - 1 >> 3)] >> (7 - (k - 1 & 7)) & 1
        level = active if bit else 1 - active
        out[2 * k] = level
        out[2 * k + 1] = 1 - level


class EdgeDecoder:
    """Makes frames of runs. frame: the last good one; good: how many; bad[B_...]: dropped. Counters stop at 65535.

    idle: level of the line between frames; call reset() after a change. After anything that is no frame the next one is
    found when the line was idle for PAUSE_US before it. A frame is delivered once the line was idle for so long behind
    its last edge. Nothing is allocated, and the work of a call has a bound.
    """

    def __init__(self, idle=0):
        self.idle = idle
        self.frame = bytearray(4)
        self.good = 0
        self.bad = array("H", bytes(2 * N_CAUSES))
        self._bits = bytearray(4)
        self.reset()

    def reset(self):
        """Forget the line, keep frame and counters."""
        self._state = _WAIT
        self._level = -1  # of the run that is not yet complete, since a glitch may follow; -1: none
        self._us = 0
        self._noise_us = 0
        self._line = self.idle  # where the line went with the last edge
        self._still = False  # quiet() spoke last
        self._first_us = 0
        self._n = 0  # bits so far, with the start bit
        self._ones = 0

    def edge(self, us, level):
        """The line was at level for us and has left it; True when this made a frame complete.

        A capture may begin in the middle of the start bit, that is with an idle run, if quiet() came before it.
        """
        if us <= 0:
            return False
        if us > _CAP_US:
            us = _CAP_US
        level = 1 if level else 0
        self._line = 1 - level
        still = self._still
        self._still = False
        if us < GLITCH_US:
            if self._level >= 0:
                self._glitch(us)
            return False
        if still and level == self._level and us < PAUSE_US:
            # Shorter than what quiet() told of: another capture. It begins in the middle of a start bit, or, with an
            # active run, at its begin, and then the line was idle, whatever the last capture seemed to end with.
            if level != self.idle:
                self._state = _READY
            self._us = us
            self._noise_us = 0
            return False
        return self._join(us, level)

    def quiet(self, us):
        """Since the last edge nothing has happened for us, all in all; True when this made a frame complete."""
        if us < PAUSE_US:
            return False
        if self._state == _END and self._level == self.idle:
            self._line = self.idle  # a capture whose list ends with the idle half of the stop bit
        self._still = True
        return self._join(_CAP_US if us > _CAP_US else us, self._line)

    def _glitch(self, us):
        if self._us < _CAP_US:
            self._us += us
        if self._state >= _MIDDLE:
            self._noise_us += us
            if self._noise_us > GLITCH_US:
                self._drop(B_NOISE)

    def _join(self, us, level):
        """A run, which is more of the last one when only a glitch was between them."""
        if level == self._level:
            us += self._us
            if us > _CAP_US:
                us = _CAP_US
        else:
            if 0 < self._us < PAUSE_US:
                self._run(self._us, self._level != self.idle)
            self._level = level
            self._noise_us = 0
        self._us = us
        return us >= PAUSE_US and self._pause(level == self.idle)

    def _pause(self, idle):
        """The line has been still for longer than any bit."""
        state = self._state
        if not idle:
            if state == _READY:
                self._drop(B_START)
            elif state != _WAIT:
                self._drop(B_SHORT)
            return False
        self._state = _READY
        if state == _END:
            return self._finish()
        if state == _MIDDLE or state == _BETWEEN:
            self._drop(B_SHORT)
            self._state = _READY
        return False

    def _run(self, us, active):
        """A run that an edge has ended; shorter than a pause."""
        state = self._state
        half = _HALF_LEAST <= us <= _HALF_MOST
        if state == _READY:
            if active:
                if not half:
                    self._drop(B_START)
                    return
                self._begin()
                return
            self._begin()
            state = _MIDDLE
        if state == _MIDDLE:
            if half:
                self._first_us = us
                self._state = _BETWEEN
            elif _FULL_LEAST <= us <= _FULL_MOST:
                self._bit(active)
            else:
                self._drop(B_TIMING)
        elif state == _BETWEEN:
            if half:
                us += self._first_us
                if _FULL_LEAST <= us <= _FULL_MOST:
                    self._bit(active)
                else:
                    self._drop(B_TIMING)
            else:
                self._drop(B_MANCHESTER if _FULL_LEAST <= us <= _FULL_MOST else B_TIMING)
        elif state == _END:
            self._drop(B_LONG)

    def _begin(self):
        """The edge in the middle of the start bit."""
        bits = self._bits
        bits[0] = bits[1] = bits[2] = bits[3] = 0
        self._n = 1
        self._ones = 0
        self._state = _MIDDLE

    def _bit(self, one):
        """The edge in the middle of another bit."""
        n = self._n - 1
        self._n += 1
        self._state = _MIDDLE
        if n == 32:
            self._state = _END
            if not one:
                self._drop(B_STOP)
        elif one:
            self._bits[n >> 3] |= 128 >> (n & 7)
            self._ones ^= 1

    def _finish(self):
        if self._ones:
            self._drop(B_PARITY)
            self._state = _READY
            return False
        bits = self._bits
        frame = self.frame
        frame[0] = bits[0]
        frame[1] = bits[1]
        frame[2] = bits[2]
        frame[3] = bits[3]
        if self.good < _COUNT_MOST:
            self.good += 1
        return True

    def _drop(self, cause):
        self._state = _WAIT
        if self.bad[cause] < _COUNT_MOST:
            self.bad[cause] += 1
