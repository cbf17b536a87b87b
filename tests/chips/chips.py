"""A simulated chip for the drivers: stands in for machine, onewire, network, socket and time while they are imported.

    relay = chips.driver("relay")        a module of tandem.drivers, with the chip under it
    chips.fresh()                        everything as after power-on; at the start of each test

Runs on every interpreter. On MicroPython a module that is already in sys.modules wins over a built-in one.
"""

import random  # noqa: F401  with the real modules under it, not the simulated ones
import sys

import chip_machine
import chip_net
import chip_onewire
import chip_time
from support import Skip

FAKES = {
    "machine": chip_machine,
    "onewire": chip_onewire,
    "network": chip_net,
    "socket": chip_net,
    "time": chip_time,
}
pins = chip_machine.pins


def driver(name):
    """The module tandem.drivers.NAME."""
    kept = {fake: sys.modules.get(fake) for fake in FAKES}
    for fake in FAKES:
        sys.modules[fake] = FAKES[fake]
    try:
        return __import__("tandem.drivers." + name, None, None, [name])
    except ImportError:
        raise Skip("drivers are compiled apart") from None
    finally:
        for fake in kept:
            if kept[fake] is None:
                del sys.modules[fake]
            else:
                sys.modules[fake] = kept[fake]


def fresh():
    """Power-on."""
    chip_time.fresh()
    chip_machine.fresh()
    chip_net.fresh()


def now():
    """The clock's reading."""
    return chip_time.ticks_ms() & 0x3FFFFFFF


class Hub:
    """What a driver is attached to in place of a board."""

    def __init__(self):
        self.woken = False
        self.wakes = 0
        self.events = []

    def wake(self):
        self.wakes += 1
        self.woken = True

    def post(self, code, a=0, b=0):
        self.events.append((code, a, b))


def serve(driver, ms, step_ms=0):
    """Poll a driver for ms, each time it wants (or every step_ms)."""
    end = chip_time.clock.ms + ms
    while True:
        driver.poll(now())
        due = step_ms or max(driver.next_due_ms(now()), 1)
        if chip_time.clock.ms + due > end:
            chip_time.clock.ms = end
            return
        chip_time.clock.ms += due
