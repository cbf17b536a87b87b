"""The module ``machine`` of a virtual board: what the firmware uses of it, as the ESP32 port has it."""

import sys

import vm_words as _w
from vm_host import host as _host

PWRON_RESET = _w.POWER_ON
HARD_RESET = _w.HARD_RESET
WDT_RESET = _w.WATCHDOG_RESET
DEEPSLEEP_RESET = 4
SOFT_RESET = _w.SOFT_RESET

_cause = int(sys.argv[1])


def reset():
    """As if the reset button were pressed."""
    _host.end(_w.RESET)


def soft_reset():
    """The interpreter starts again; the pins stay as they are, and the watchdog goes on."""
    raise SystemExit


def reset_cause():
    """One of the five above."""
    return _cause


def unique_id():
    """Six bytes."""
    return b"TANDEM"


def freq():
    """Hz."""
    return 240000000


class WDT:
    """The watchdog; it cannot be stopped. timeout in ms."""

    def __init__(self, id=0, timeout=5000):
        if timeout <= 0:
            raise ValueError("WDT timeout too short")
        _host.ask(_w.WATCHDOG, timeout)

    def feed(self):
        """Not yet."""
        _host.tell(_w.FEED)


class Pin:
    """A pin whose level the host sees, and sets where it is an input."""

    IN = 1
    OUT = 3
    OPEN_DRAIN = 7
    PULL_DOWN = 1
    PULL_UP = 2

    def __init__(self, id, mode=-1, pull=-1, value=None):
        self._id = id
        self.init(mode, pull, value)

    def init(self, mode=-1, pull=-1, value=None):
        """As the constructor; the level comes before the mode, so that an output does not blink."""
        if value is not None:
            self.value(value)
        if mode >= 0:
            _host.tell(_w.PIN_MODE, self._id, mode)

    def value(self, level=None):
        """Set the level, or ask for it."""
        if level is None:
            return _host.ask(_w.PIN_GET, self._id)
        _host.tell(_w.PIN_SET, self._id, 1 if level else 0)
        return None

    __call__ = value

    def on(self):
        """Set it to 1."""
        self.value(1)

    def off(self):
        """Set it to 0."""
        self.value(0)


class RTC:
    """The house's clock in UTC; what is set is kept over a reset, not over a power cut."""

    def datetime(self, moment=None):
        """(year, month, day, weekday, hours, minutes, seconds, microseconds); set it, or ask for it."""
        import time

        # The unix port counts from 1970, 10957 days before 2000.
        if moment is not None:
            year, month, day, _, hours, minutes, seconds, _ = moment
            at = time.mktime((year, month, day, hours, minutes, seconds, 0, 0)) // 86400 - 10957
            _host.ask(_w.RTC_SET, at, hours * 3600 + minutes * 60 + seconds)
            return None
        day = _host.ask(_w.RTC_GET, 0)
        second = _host.ask(_w.RTC_GET, 1)
        if _host.ask(_w.RTC_GET, 0) != day:
            return self.datetime()
        at = time.gmtime((day + 10957) * 86400 + second)
        return (at[0], at[1], at[2], at[6], at[3], at[4], at[5], 0)
