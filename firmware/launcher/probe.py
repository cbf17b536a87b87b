"""The temperature sensors of safe mode, read once a second without waiting: DS18B20, or a resistor at an ADC."""

import machine

from launcher.frost import NO_READING

_ONE_WIRE = 1
_AT_ADC = 2
_CONVERT = 0x44
_READ = 0xBE
_POWER_ON = 0x0550  # 85 C: what the sensor says before its first measurement
_WARM_C100 = 1600  # all that an ADC value is asked: on which side of 5, 7 and 15 C it lies
_CHILLY_C100 = 1000
_COLD_C100 = 600
_FREEZING_C100 = 400


class Probe:
    """data: the 14 bytes of safe.bin on this sensor (boards/README.md), or None for none."""

    def __init__(self, data):
        self._kind = 0
        self._data = data
        self._bus = None
        self._asked = False
        if data is None:
            return
        try:
            pin = machine.Pin(data[2])
            if data[1] == _ONE_WIRE:
                import onewire

                self._bus = onewire.OneWire(pin)
            elif data[1] == _AT_ADC:
                self._bus = machine.ADC(pin, atten=machine.ADC.ATTN_11DB)
            self._kind = data[1] if self._bus else 0
        except Exception:  # a pin or a module that is not there: no reading, and safe mode goes on
            pass

    def read(self):
        """Hundredths of a degree, or NO_READING. To be called once a second; a DS18B20 measures in between."""
        try:
            if self._kind == _ONE_WIRE:
                return self._one_wire()
            if self._kind == _AT_ADC:
                return self._at_adc()
        except Exception:  # whatever a broken wire does to the bus
            pass
        return NO_READING

    def _one_wire(self):
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
        bus = self._bus
        if not bus.reset():
            raise OSError
        rom = self._data[4:12]
        if rom == bytes(8):
            bus.writebyte(0xCC)  # the only one on its bus
        else:
            bus.select_rom(rom)

    def _at_adc(self):
        data = self._data
        five = data[4] | data[5] << 8
        seven = data[6] | data[7] << 8
        fifteen = data[8] | data[9] << 8
        mv = self._bus.read_uv() // 1000
        if mv < data[10] | data[11] << 8 or mv > data[12] | data[13] << 8:
            return NO_READING
        if five > fifteen:  # falls with temperature: turn it round
            mv, five, seven, fifteen = -mv, -five, -seven, -fifteen
        if mv >= fifteen:
            return _WARM_C100
        if mv >= seven:
            return _CHILLY_C100
        return _COLD_C100 if mv >= five else _FREEZING_C100
