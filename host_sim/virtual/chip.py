"""What is soldered around the processor of a virtual board: pins, watchdog, flash, clock chip. No process, no port."""

import os
import struct
import time

from host_sim.virtual.vm import vm_words as w

_DAY_S = 86400


class Chip:
    """house: of this package. virtual_watchdog: its timeout is in the house's time, which must go by itself then."""

    def __init__(self, house, virtual_watchdog=False):
        self.house = house
        self._virtual = virtual_watchdog
        self.resets = []  # cause of every reset
        self.log = []  # (house's clock ms, text) of what a test may want to know
        self.supply = os.memfd_create("supply")  # vm_words tells what is in it
        os.pwrite(self.supply, struct.pack("5i", w.NEVER, 0, 0, 0, 0), 0)
        self._rtc_s = None
        self.pins = {}
        self.modes = {}
        self.outside = {}  # levels that the host puts on inputs
        self._timeout = None
        self._deadline = None

    def reset(self, cause):
        """The processor starts again: the pins are inputs, every output of the house is at its fallback."""
        self.resets.append(cause)
        self.pins.clear()
        self.modes.clear()
        self._timeout = self._deadline = None
        os.pwrite(self.supply, struct.pack("2i", w.NEVER, 0), 0)
        if cause == w.POWER_ON:
            self._rtc_s = None
        self.house.fallback()
        self.log.append((self.house.clock(), f"reset {cause}"))

    def operations(self):
        """(flash writes, erases, reads) so far."""
        return struct.unpack("5i", os.pread(self.supply, 20, 0))[w.WRITES :]

    def cut_after(self, operations, torn=False):
        """The power fails in the flash operation after that many more; torn: with half of it done."""
        os.pwrite(self.supply, struct.pack("2i", sum(self.operations()[:2]) + operations, torn), 0)

    def watch(self, ms):
        """The watchdog is on from now on, or has another timeout."""
        self._timeout = ms / 1000.0
        self.feed()

    def feed(self):
        """The watchdog is fed."""
        if self._timeout is not None:
            self._deadline = self._now() + self._timeout

    def hungry_s(self):
        """Real seconds until the watchdog bites; None while it is off."""
        if self._deadline is None:
            return None
        left_s = self._deadline - self._now()
        return left_s / self.house.speed if self._virtual else left_s

    def set_pin(self, pin, level):
        """The processor sets a level."""
        self.pins[pin] = level
        self.house.switch(pin, level)

    def get_pin(self, pin):
        """The level that the processor reads."""
        if pin in self.outside:
            return self.outside[pin]
        return self.pins.get(pin, 0)

    def rtc(self, part):
        """0: day since 2000, 1: second of the day, UTC."""
        now_s = self.house.wall_s() + (self._rtc_s or 0)
        return now_s % _DAY_S if part else now_s // _DAY_S

    def set_rtc(self, day, second):
        """The clock chip is set."""
        self._rtc_s = day * _DAY_S + second - self.house.wall_s()

    def _now(self):
        if self._virtual:
            self.house.catch_up()
            return self.house.now_s()
        return time.monotonic()

    def close(self):
        """No interpreter is left."""
        os.close(self.supply)
