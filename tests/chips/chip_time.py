"""Time of the simulated chip: moved by the test alone."""

import time as _time

_TO_2000 = 946684800 if _time.gmtime(0)[0] == 1970 else 0


class _State:
    ms = 0
    seconds = 0.0  # what the chip's clock says, since its epoch
    slept_us = 0


clock = _State()


def fresh():
    """Power-on: the chip's clock begins in 2000."""
    clock.ms = 1000
    clock.seconds = 3
    clock.slept_us = 0


def ticks_ms():
    """As a board counts."""
    return clock.ms & 0x3FFFFFFF


def sleep_us(us):
    """Blocks."""
    clock.slept_us += us


def time():
    """Seconds since 2000."""
    return clock.seconds


def gmtime(seconds):
    """The epoch of an ESP32."""
    return _time.gmtime(seconds + _TO_2000)
