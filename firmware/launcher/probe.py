"""The temperature sensors of safe mode, read once a second without waiting: DS18B20, or a resistor at an ADC."""

import machine

from launcher.frost import NO_READING

_ONE_WIRE = 1
_AT_ADC = 2
_CONVERT = 0x44
_READ = 0xBE
_ONLY_ONE = 0xCC
_POWER_ON = 0x0550  # 85 C: what the sensor says before its first measurement
_WARM_C100 = 1600  # all that an ADC value is asked: on which side of 5, 7 and 15 C it lies
_CHILLY_C100 = 1000
_COLD_C100 = 600
_FREEZING_C100 = 400


def read(probe):
    """Hundredths of a degree, or NO_READING: also for None, and whatever a broken wire does."""
    try:
        return probe.read() if probe else NO_READING
    except Exception:
        return NO_READING


def make(data):
    """The probe for the 14 bytes of safe.bin on a sensor (boards/README.md); None when there is none."""
    try:
        if data and data[1] == _ONE_WIRE:
            return OneWire(data)
        if data and data[1] == _AT_ADC:
            return Adc(data)
    except Exception:  # a pin or a module that this board does not have
        pass
    return None


class OneWire:
    """A DS18B20; it measures between two calls of read(), which takes 750 ms."""

    def __init__(self, data):
        import onewire

        self._bus = onewire.OneWire(machine.Pin(data[2]))
        self._rom = data[4:12]
        self._asked = False

    def read(self):
        """Hundredths of a degree, or NO_READING. Raises OSError when nobody answers."""
        bus = self._bus
        found = NO_READING
        if self._asked:
            self._asked = False
            self._select()
            bus.writebyte(_READ)
            scratch = bytearray(9)
            bus.readinto(scratch)
            # A shorted bus reads as zeros, whose CRC fits; byte 4, the resolution, is never 0.
            if scratch[4] and not bus.crc8(scratch):
                raw = scratch[0] | scratch[1] << 8
                if raw != _POWER_ON:
                    found = (raw - 0x10000 if raw & 0x8000 else raw) * 25 // 4
        self._select()
        bus.writebyte(_CONVERT)
        self._asked = True
        return found

    def _select(self):
        if not self._bus.reset():
            raise OSError
        if self._rom == bytes(8):
            self._bus.writebyte(_ONLY_ONE)
        else:
            self._bus.select_rom(self._rom)


class Adc:
    """A resistor at an ADC, known by its voltages at 5, 7 and 15 C."""

    def __init__(self, data):
        self._adc = machine.ADC(machine.Pin(data[2]), atten=machine.ADC.ATTN_11DB)
        self._data = data

    def _mv(self, i):
        at = 4 + 2 * i
        return self._data[at] | self._data[at + 1] << 8

    def read(self):
        """A temperature on the right side of 5, 7 and 15 C, or NO_READING for a broken wire."""
        mv = self._adc.read_uv() // 1000
        if not self._mv(3) <= mv <= self._mv(4):
            return NO_READING
        way = -1 if self._mv(0) > self._mv(2) else 1  # falls or rises with temperature
        if way * mv >= way * self._mv(2):
            return _WARM_C100
        if way * mv >= way * self._mv(1):
            return _CHILLY_C100
        return _COLD_C100 if way * mv >= way * self._mv(0) else _FREEZING_C100
