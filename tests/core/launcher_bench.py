"""What the tests of the launcher share: a machine module with pins that can be looked at, and the signed images."""

import sys

from support import ROOT

DATA = ROOT + "tests/data/launcher/"


class Pin:
    """Only what the launcher asks of a pin; every level it was driven to is in ``levels``, newest last."""

    OUT = 3
    levels = {}  # number -> list of levels
    missing = ()  # numbers that this chip does not have

    def __init__(self, number, mode=None, value=None):
        if number in Pin.missing:
            raise ValueError("invalid pin")
        self.number = number
        if mode == Pin.OUT:
            Pin.levels.setdefault(number, []).append(value)


class Adc:
    """uv: what every ADC reads, in microvolts; None: it fails."""

    ATTN_11DB = 3
    uv = None

    def __init__(self, pin, atten=None):
        self.pin = pin

    def read_uv(self):
        if Adc.uv is None:
            raise OSError(5)
        return Adc.uv


class Wdt:
    """The timeouts it was given, and how often it was fed since."""

    timeouts = []
    fed = 0

    def __init__(self, timeout):
        Wdt.timeouts.append(timeout)
        Wdt.fed = 0

    def feed(self):
        Wdt.fed += 1


class Reset(Exception):
    """machine.reset() was called."""


class Machine:
    """The module."""

    Pin = Pin
    ADC = Adc
    WDT = Wdt
    PWRON_RESET = 1
    HARD_RESET = 2
    WDT_RESET = 3
    cause = 1

    @staticmethod
    def reset_cause():
        return Machine.cause

    @staticmethod
    def reset():
        raise Reset()


def fresh():
    """Forget all that happened to the pins."""
    Pin.levels.clear()
    Pin.missing = ()
    Adc.uv = None
    Wdt.timeouts.clear()
    Machine.cause = 1


def load(name):
    """A module of the launcher, which finds this machine and no other."""
    before = sys.modules.get("machine")
    sys.modules["machine"] = Machine
    try:
        __import__("launcher." + name)
    finally:
        if before is None:
            del sys.modules["machine"]
        else:
            sys.modules["machine"] = before
    return sys.modules["launcher." + name]


def data(name):
    """Bytes of a file in tests/data/launcher."""
    with open(DATA + name, "rb") as file:
        return file.read()
