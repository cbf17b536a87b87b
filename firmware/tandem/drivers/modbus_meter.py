"""Electricity meters on Modbus RTU. One row of data for each model; values are IEEE 754 singles in input registers.

Registers: Eastron "SDM120 Modbus protocol" and "SDM630 Modbus V2 protocol": 0x000C active power (of phase 1), 0x000E
and 0x0010 of phases 2 and 3, 0x0034 of all. Watts, import positive.
"""

from tandem.drivers.clock import since
from tandem.ports.frame import IN_AGE_S, IN_CH, IN_QUALITY, Q_ABSENT, Q_FAULT, Q_GOOD

PERIOD_MS = 2000
_TRIES = 3  # failures in a row until the value is given up
_AGAIN_MS = 10000  # between questions to a device that is given up
_FORGET_S = 86400
_OLD_S = 0x0FFFFFFF
# First register, number of registers, then for each channel its place in them.
MODELS = ("sdm120", "sdm630")
_ROWS = (b"\x0c\x02\x00", b"\x0c\x2a\x28\x00\x02\x04")
WRONG = -0x20000000  # no number, or none that a meter could mean


def whole(hi, lo):
    """The number of an IEEE 754 single given as two 16-bit halves, to the nearest integer, halves away from zero.

    WRONG for infinity, no number, and 2^28 and more in magnitude.
    """
    exponent = (hi >> 7) & 0xFF
    if exponent >= 127 + 28:
        return WRONG
    if exponent < 126:
        return 0  # below a half
    # 24 bits with the leading one; their last has the weight 2^(exponent - 150).
    n = ((hi & 0x7F | 0x80) << 16) | lo
    shift = 150 - exponent
    if shift > 0:
        n = ((n >> (shift - 1)) + 1) >> 1
    else:
        n <<= -shift
    return -n if hi & 0x8000 else n


class Meter:
    """master: modbus_rtu.Master; address 1..247; model of MODELS; channels: CH_* for each value of its row, or -1.

    Three failures in a row make Q_FAULT, then it is asked less often; so does a value that is no number, at once.
    """

    def __init__(self, master, address, model, channels):
        row = _ROWS[MODELS.index(model)]
        if not 1 <= address <= 247 or len(channels) != len(row) - 2:
            raise ValueError("address is 1..247, and each value of the model has a channel or -1")
        self.address = address
        self.start = row[0]
        self.count = row[1]
        self._places = row
        self._all = channels
        wanted = []
        for ch in channels:
            if ch >= 0:
                wanted.append(ch)
        self.channels = tuple(wanted)
        self._values = [0] * len(channels)
        self._quality = Q_ABSENT
        self._ever = False
        self._good = 0
        self._asked = -1  # clock reading of the last answer or failure
        self._fails = 0
        master.add(self)

    def read(self, frame, now):
        """What was read last."""
        age_s = _OLD_S
        if self._ever:
            age_s = since(now, self._good) // 1000
            if age_s > _FORGET_S:
                self._ever = False  # before the clock's period has passed
        for i in range(len(self._all)):
            ch = self._all[i]
            if ch >= 0:
                frame[IN_CH + ch] = self._values[i]
                frame[IN_QUALITY + ch] = self._quality
                frame[IN_AGE_S + ch] = age_s

    def due_ms(self, now):
        """For the master."""
        if self._asked < 0:
            return 0
        return (PERIOD_MS if self._fails < _TRIES else _AGAIN_MS) - since(now, self._asked)

    def answer(self, data, at, now):
        """For the master: registers from data[at] on."""
        for i in range(len(self._all)):
            k = at + 2 * self._places[2 + i]
            value = whole((data[k] << 8) | data[k + 1], (data[k + 2] << 8) | data[k + 3])
            if value == WRONG:
                self._fails = _TRIES
                self.failed(0, now)
                return
            self._values[i] = value
        self._asked = now
        self._fails = 0
        self._quality = Q_GOOD
        self._ever = True
        self._good = now

    def failed(self, why, now):
        """For the master."""
        self._asked = now
        if self._fails < _TRIES:
            self._fails += 1
        if self._fails >= _TRIES:
            self._quality = Q_FAULT
