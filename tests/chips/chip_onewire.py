"""A one-wire bus bit by bit: the master as MicroPython has it, and DS18B20 sensors behind it.

Line levels are wired-and: whoever pulls low wins. ``buses[pin]`` is what hangs on a pin.
"""

import chip_time
from chip_machine import Pin, pins

buses = {}


def crc8(data):
    """Polynomial x^8 + x^5 + x^4 + 1, reflected."""
    crc = 0
    for byte in data:
        for _ in range(8):
            mix = (crc ^ byte) & 1
            crc >>= 1
            if mix:
                crc ^= 0x8C
            byte >>= 1
    return crc


class Bus:
    """short: the line is held low; noise: flip every nth bit that is read."""

    def __init__(self, pin, sensors):
        self.sensors = sensors
        self.pin = pin
        self.noise = 0
        self.bits = 0
        buses[pin] = self
        pins[pin].outside = 1

    @property
    def short(self):
        return pins[self.pin].outside == 0


class Sensor:
    """A DS18B20. sixteenths: what it will measure; dead: cut off."""

    def __init__(self, serial, sixteenths):
        head = bytes((0x28, serial & 0xFF, serial >> 8 & 0xFF, 0, 0, 0, 0))
        self.rom = head + bytes((crc8(head),))
        self.sixteenths = sixteenths
        self.dead = False
        self.asked_ms = -1
        self.config = 0x7F
        self.power_on()

    def power_on(self):
        self.pad = self._pad(0x0550, 0x0C)
        self.asked_ms = -1
        self.rest()

    def rest(self):
        self.state = "off"
        self.n = 0
        self.value = 0

    def reset(self):
        self.rest()
        self.state = "rom"

    def write(self, bit):
        if self.state == "search":
            # Third slot of a bit: who differs drops out.
            if self.turn == 2:
                if bit != self._rom_bit(self.n):
                    self.state = "off"
                self.n += 1
                self.turn = 0
                if self.n == 64 and self.state != "off":
                    self.state = "function"
                    self.n = self.value = 0
            return
        if self.state == "match":
            if bit != self._rom_bit(self.n):
                self.state = "off"
                return
            self.n += 1
            if self.n == 64:
                self.state = "function"
                self.n = self.value = 0
            return
        if self.state not in ("rom", "function"):
            return
        self.value |= bit << self.n
        self.n += 1
        if self.n < 8:
            return
        value = self.value
        self.n = self.value = 0
        if self.state == "rom":
            self.state = {0x55: "match", 0xCC: "function", 0xF0: "search"}.get(value, "off")
            self.turn = 0
        elif value == 0x44:
            self.asked_ms = chip_time.clock.ms
            self.state = "off"
        elif value == 0xBE:
            self._convert()
            self.state = "read"
        else:
            self.state = "off"

    def read(self):
        if self.state == "search":
            bit = self._rom_bit(self.n)
            self.turn += 1
            return bit if self.turn == 1 else 1 - bit
        if self.state == "read" and self.n < 72:
            bit = self.pad[self.n // 8] >> (self.n % 8) & 1
            self.n += 1
            return bit
        return 1

    def _rom_bit(self, n):
        return self.rom[n // 8] >> (n % 8) & 1

    def _convert(self):
        if self.asked_ms >= 0 and chip_time.clock.ms - self.asked_ms >= 750:
            raw = self.sixteenths & 0xFFFF
            self.pad = self._pad(raw, 16 - (raw & 15))
            self.asked_ms = -1

    def _pad(self, raw, rest):
        head = bytes((raw & 0xFF, raw >> 8, 75, 70, self.config, 0xFF, rest, 0x10))
        return head + bytes((crc8(head),))


class OneWire:
    SKIP_ROM = 0xCC

    def __init__(self, pin):
        self.pin = pin
        pin.init(Pin.OPEN_DRAIN, Pin.PULL_UP)

    def _there(self):
        bus = buses.get(self.pin.number)
        return bus, [sensor for sensor in bus.sensors if not sensor.dead] if bus else []

    def reset(self, required=False):
        bus, sensors = self._there()
        for sensor in sensors:
            sensor.reset()
        return bool(sensors) or bool(bus and bus.short)

    def writebit(self, bit):
        for sensor in self._there()[1]:
            sensor.write(bit)

    def readbit(self):
        bus, sensors = self._there()
        bit = 0 if bus and bus.short else 1
        for sensor in sensors:
            bit &= sensor.read()
        if bus and bus.noise:
            bus.bits += 1
            if bus.bits % bus.noise == 0:
                bit ^= 1
        return bit

    def writebyte(self, value):
        for i in range(8):
            self.writebit(value >> i & 1)

    def readinto(self, buf):
        for k in range(len(buf)):
            value = 0
            for i in range(8):
                value |= self.readbit() << i
            buf[k] = value

    def select_rom(self, rom):
        self.reset()
        self.writebyte(0x55)
        for byte in rom:
            self.writebyte(byte)

    def scan(self):
        """The search of the data sheet: at a conflict 0 first, then back to the last one with 1."""
        found = []
        rom = bytearray(8)
        last = 0
        while True:
            if not self.reset():
                return found
            self.writebyte(0xF0)
            branch = 0
            for n in range(64):
                first, second = self.readbit(), self.readbit()
                if first and second:
                    return found
                bit = first
                if not first and not second:
                    bit = 1 if n + 1 == last or (n + 1 < last and rom[n // 8] >> (n % 8) & 1) else 0
                    if not bit:
                        branch = n + 1
                if bit:
                    rom[n // 8] |= 1 << (n % 8)
                else:
                    rom[n // 8] &= 0xFF ^ (1 << (n % 8))
                self.writebit(bit)
            found.append(bytearray(rom))
            last = branch
            if not last:
                return found

    def crc8(self, data):
        return crc8(data)
