"""The machine module as far as the launcher needs it, on any interpreter; `hears` is told what is done to it.

Few names, as it lies in the heap that tests/perf measures. Drivers have a chip with all its parts, chip_machine.
"""

import sys

PWRON_RESET = 1


class Nobody:
    """Who hears, unless a test puts its own there; a reset ends the process."""

    cause = PWRON_RESET

    def driven(self, number, level):
        """An output."""

    def watched(self, ms):
        """A watchdog has been started."""

    def fed(self):
        """It was fed."""

    def reset(self):
        sys.exit(7)


hears = Nobody()


class Pin:
    OUT = 3

    def __init__(self, number, mode=None, value=None):
        hears.driven(number, value)


class WDT:
    def __init__(self, timeout):
        hears.watched(timeout)

    def feed(self):
        hears.fed()


def reset_cause():
    return hears.cause


def reset():
    hears.reset()
