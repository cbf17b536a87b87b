"""The board's pins, from /safe.bin: the level of each output at its fallback, and what safe mode may use.

The layout is in boards/README.md; tools/boards writes it. Without a whole file no pin is driven: after a reset every
output is where the hardware lets it rest, which is its fallback too.
"""

from binascii import crc32

import machine

_HEAD = 40
_NONE = 255
BOILER = 2
PUMPS = (3, 4)  # of the heat pump, of the heating
WATER = 0
OUTDOOR = 1


class Terminals:
    """data: the bytes of the file, or None."""

    def __init__(self, data):
        if not _is_whole(data):
            data = bytes(4) + bytes((_NONE, 0, 0, 0, 0x40, 0x1F, 120, 0, _NONE, 0, _NONE, 0)) + bytes(24)
        self._data = data
        self.whole = data[0] != 0
        self.chip = data[4]
        self.may_fire = data[7] & 1
        self.watchdog_ms = data[8] | data[9] << 8
        self.service_ms = (data[10] | data[11] << 8) * 1000
        self.name = bytes(data[16:_HEAD]).rstrip(b"\0")

    def safe(self):
        """All outputs to their fallback; one that cannot be driven does not keep the others from it."""
        data = self._data
        _drive(data[12], data[13])
        for i in range(data[5]):
            at = _HEAD + 4 * i
            _drive(data[at + 1], data[at + 2])

    def switch(self, signal, on):
        """Switch the output of a signal, if the board has it; off is its fallback."""
        data = self._data
        for i in range(data[5]):
            at = _HEAD + 4 * i
            if data[at] == signal:
                _drive(data[at + 1], data[at + 3] if on else data[at + 2])

    def lamp(self, on):
        """The status LED, if there is one."""
        level = self._data[15]
        _drive(self._data[14], level if on else 1 - level)

    def sensor(self, what):
        """The 14 bytes on the sensor of WATER or OUTDOOR, or None."""
        data = self._data
        for i in range(data[6]):
            at = _HEAD + 4 * data[5] + 14 * i
            if data[at] == what:
                return data[at : at + 14]
        return None


def _is_whole(data):
    if data is None or len(data) < _HEAD + 4 or data[:4] != b"TSB1":
        return False
    end = _HEAD + 4 * data[5] + 14 * data[6]
    if len(data) != end + 4 or data[5] > 32 or data[6] > 2:
        return False
    return crc32(data[:end]) & 0xFFFFFFFF == int.from_bytes(data[end:], "little")


def _drive(pin, level):
    if pin != _NONE:
        try:
            machine.Pin(pin, machine.Pin.OUT, value=level)
        except Exception:  # a pin that this chip does not have: the others still count
            pass
