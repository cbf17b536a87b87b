"""DS18B20 sensors on one wire, with own supply: all convert at once, then one is read at each turn of the loop.

A turn costs about 12 ms, for reading one sensor (19 bytes of 8 bits at 65 us, and a reset). Commands and the layout of
the scratchpad are of the DS18B20 data sheet (Maxim 19-7487, "ROM commands", "Function commands", "Memory").
"""

import onewire
from machine import Pin

from tandem.drivers.clock import since
from tandem.ports.frame import IN_AGE_S, IN_CH, IN_QUALITY, Q_ABSENT, Q_FAULT, Q_GOOD, Q_OPEN, Q_SHORT

PERIOD_MS = 5000
CONVERT_MS = 800  # 750 at 12 bits
_SCAN_MS = 30000
_ROM = 8
_FAMILY = 0x28
_CONVERT = 0x44
_READ = 0xBE
_POWER_ON = 0x0550  # 85 C
_NEAR_C100 = 500
_FORGET_S = 86400
_OLD_S = 0x0FFFFFFF

_IDLE = 0
_CONVERTING = 1
_READING = 2


def c100(raw):
    """Hundredths of a degree from sixteenths, half a hundredth rounded up. raw: two's complement of 16 bits."""
    if raw & 0x8000:
        raw -= 0x10000
    return (raw * 25 + 2) >> 2


class Ds18b20:
    """pin; channels: CH_* of the sensors; roms: 8 bytes for each, in the same order.

    Without roms the record "rom" + pin of files is used; without that the bus is searched, and when it has just as
    many sensors as channels they are taken by ascending ROM code and stored. A sensor too few or too many changes
    nothing: who is who must not depend on which one is broken. forget() is for commissioning.

    Qualities: Q_SHORT line held low, Q_OPEN no such sensor answers, Q_FAULT checksum or a value of no conversion,
    Q_ABSENT until the first reading.
    """

    def __init__(self, pin, channels, roms=b"", files=None):
        if len(roms) % _ROM or (roms and len(roms) != _ROM * len(channels)):
            raise ValueError("roms has 8 bytes for each channel")
        self.channels = channels
        self._pin = Pin(pin)
        self._wire = onewire.OneWire(self._pin)
        self._files = files
        self._name = "rom%d" % pin
        self.roms = roms
        if not roms and files is not None:
            kept = files.read(self._name)
            if kept and len(kept) == _ROM * len(channels):
                self.roms = kept
        n = len(channels)
        self._value = [0] * n
        self._quality = [Q_ABSENT] * n
        self._good = [0] * n  # clock reading of the last good sample
        self._ever = [False] * n
        self._rom = bytearray(_ROM)
        self._pad = bytearray(9)
        self._state = _IDLE
        self._next = 0
        self._due = 0
        self._started = False

    def forget(self):
        """Assign anew at the next turn, after sensors were changed."""
        self.roms = b""

    def read(self, frame, now):
        """What was read last."""
        for i in range(len(self.channels)):
            ch = self.channels[i]
            frame[IN_CH + ch] = self._value[i]
            frame[IN_QUALITY + ch] = self._quality[i]
            age_s = _OLD_S
            if self._ever[i]:
                age_s = since(now, self._good[i]) // 1000
                if age_s > _FORGET_S:
                    self._ever[i] = False  # before the clock's period has passed
            frame[IN_AGE_S + ch] = age_s

    def poll(self, now):
        """One step."""
        if not self._started:
            self._started = True
            self._due = now
        if since(now, self._due) < 0:
            return
        if self._state == _IDLE:
            self._begin(now)
        elif self._state == _CONVERTING:
            self._state = _READING
            self._next = 0
        elif self._next < len(self.channels):
            self._take(self._next, now)
            self._next += 1
        else:
            self._state = _IDLE
            self._due = (now + PERIOD_MS - CONVERT_MS) & 0x3FFFFFFF

    def next_due_ms(self, now):
        """When the next step is due."""
        if not self._started:
            return 0
        left = since(self._due, now)
        return left if left > 0 else 0

    def _begin(self, now):
        self._due = (now + PERIOD_MS) & 0x3FFFFFFF
        quality = self._bus()
        if quality == Q_GOOD and not self.roms:
            quality = self._search(now)
        if quality != Q_GOOD:
            for i in range(len(self.channels)):
                self._quality[i] = quality
            return
        self._wire.writebyte(self._wire.SKIP_ROM)
        self._wire.writebyte(_CONVERT)
        self._state = _CONVERTING
        self._due = (now + CONVERT_MS) & 0x3FFFFFFF

    def _bus(self):
        # A line held low looks like presence to the reset.
        if not self._pin.value():
            return Q_SHORT
        return Q_GOOD if self._wire.reset() else Q_OPEN

    def _search(self, now):
        """Find out who is there; the bus is reset again afterwards."""
        self._due = (now + _SCAN_MS) & 0x3FFFFFFF
        found = []
        for rom in self._wire.scan():
            if rom[0] == _FAMILY and self._wire.crc8(rom) == 0:
                found.append(bytes(rom))
        if len(found) != len(self.channels):
            return Q_FAULT if found else Q_OPEN
        found.sort()
        roms = b"".join(found)
        self.roms = roms
        if self._files is not None:
            try:
                self._files.write(self._name, roms)
            except OSError:
                pass  # it is assigned by the same rule after the next start
        return self._bus()

    def _take(self, i, now):
        quality = self._bus()
        if quality == Q_GOOD:
            wire = self._wire
            rom = self._rom
            for k in range(_ROM):
                rom[k] = self.roms[_ROM * i + k]
            wire.select_rom(rom)  # resets once more
            wire.writebyte(_READ)
            wire.readinto(self._pad)
            quality = self._judge(i, now)
        self._quality[i] = quality

    def _judge(self, i, now):
        pad = self._pad
        ones = zeros = True
        for byte in pad:
            if byte:
                zeros = False
            if byte != 0xFF:
                ones = False
        if ones:
            return Q_OPEN  # nobody answered
        if zeros:
            return Q_SHORT  # and its checksum would be right
        # The configuration register has fixed bits: 0 and 11111.
        if self._wire.crc8(pad) or pad[4] & 0x9F != 0x1F:
            return Q_FAULT
        raw = pad[0] | (pad[1] << 8)
        raw &= ~((1 << (3 - (pad[4] >> 5))) - 1)  # bits below the resolution mean nothing
        value = c100(raw)
        if raw == _POWER_ON:
            # What it holds after power-on. A real 85 C comes from close by, and leaves another count behind.
            d = value - self._value[i]
            if not self._ever[i] or pad[6] == 0x0C or not -_NEAR_C100 <= d <= _NEAR_C100:
                return Q_FAULT
        self._value[i] = value
        self._good[i] = now
        self._ever[i] = True
        return Q_GOOD
