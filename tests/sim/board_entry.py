"""Runs the generated entry of a board over a chip that only remembers pins: what the entry makes of its drivers."""

import sys
import time
import types
from contextlib import contextmanager

_SET_ASIDE = ("tandem.drivers", "tandem.serve")


class Line:
    """A pad: level and mode as they were last set, and everything in the order in which it was."""

    def __init__(self):
        self.level = self.mode = None
        self.log = []


class Chip:
    """What the fakes share. kept: what was made of each class, [(arguments, keywords)] by its name."""

    def __init__(self):
        self.pins = {}
        self.kept = {}

    def line(self, number):
        """The pad of a pin."""
        return self.pins.setdefault(number, Line())


def _pin_class(chip):
    class Pin:
        IN, OUT, OPEN_DRAIN = 1, 3, 7
        PULL_DOWN, PULL_UP = 1, 2
        IRQ_RISING, IRQ_FALLING = 1, 2

        def __init__(self, number, mode=-1, pull=-1, value=None):
            self.number = number
            self.line = chip.line(number)
            self.init(mode, pull, value=value)

        def init(self, mode=-1, pull=-1, value=None):
            if value is not None:
                self.value(value)
            if mode != -1:
                self.line.mode = mode
                self.line.log.append("mode")

        def value(self, level=None):
            if level is None:
                return self.line.level or 0
            self.line.level = level
            self.line.log.append(level)
            return None

        def irq(self, handler, trigger):
            self.line.log.append("irq")

    return Pin


def _kept(chip, name, **more):
    """A class that remembers how its objects are made and does nothing."""

    def made(self, *arguments, **keywords):
        chip.kept.setdefault(name, []).append((arguments, keywords))

    def nothing(self, *arguments, **keywords):
        return 0

    methods = (
        "duty_u16 read_uv any readinto write txdone irq deinit wait_done write_pulses feed active isconnected scan"
    )
    return type(name, (), {"__init__": made, **dict.fromkeys(methods.split(), nothing), **more})


class _Constants(types.ModuleType):
    """A module with whatever constant is asked of it."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return name


class Files:
    """Records of the board in memory, in place of its folder."""

    def __init__(self, records):
        self.records = records

    def read(self, name):
        """The record, or None."""
        return self.records.get(name)

    def write(self, name, data):
        """Replace it."""
        self.records[name] = data


@contextmanager
def _modules(fakes):
    """sys.modules with these, and without drivers that know other ones."""
    kept = dict(sys.modules)
    for name in list(sys.modules):
        if name.startswith(_SET_ASIDE):
            del sys.modules[name]
    sys.modules.update(fakes)
    try:
        yield
    finally:
        for name in list(sys.modules):
            if name not in kept:
                del sys.modules[name]
        sys.modules.update(kept)


@contextmanager
def started(text, records=None):
    """(chip, board) of an entry's text, its main() called up to serve.main()."""
    chip = Chip()
    pin = _pin_class(chip)
    machine = _Constants("machine")
    machine.Pin = pin
    for name in ("PWM", "UART", "WDT"):
        setattr(machine, name, _kept(chip, name))
    machine.RTC = _kept(chip, "RTC", memory=lambda self, data=None: b"")
    machine.ADC = _kept(chip, "ADC", ATTN_11DB=3)
    machine.I2S = _kept(chip, "I2S", RX=1, STEREO=1)
    network = _Constants("network")
    network.LAN = _kept(chip, "LAN")
    network.WLAN = _kept(chip, "WLAN")
    network.hostname = lambda name: None
    esp32 = types.ModuleType("esp32")
    esp32.RMT = _kept(chip, "RMT")
    esp32.RMTRX = _kept(chip, "RMTRX")
    onewire = types.ModuleType("onewire")
    onewire.OneWire = _kept(chip, "OneWire", SKIP_ROM=0xCC)
    clock = types.ModuleType("time")
    vars(clock).update(vars(time), ticks_ms=lambda: 1000, sleep_us=lambda us: None)
    files = types.ModuleType("tandem.kernel.files")
    files.Files = lambda folder: Files(dict(records or {}))
    found = []
    serve = types.ModuleType("tandem.serve")
    serve.main = lambda handle, board: found.append(board)
    fakes = {"machine": machine, "network": network, "esp32": esp32, "onewire": onewire, "time": clock,
             "tandem.kernel.files": files, "tandem.serve": serve}  # fmt: skip
    import tandem

    with _modules(fakes):
        shown = vars(tandem).get("serve")
        tandem.serve = serve
        space = {"__name__": "board"}
        try:
            exec(compile(text, "board.py", "exec"), space)
            handle = types.SimpleNamespace(
                watchdog=types.SimpleNamespace(feed=lambda: None), stdio=None, safe=lambda: None
            )
            space["main"](handle)
            assert len(found) == 1
            yield chip, found[0]
        finally:
            if shown is None:
                del tandem.serve
            else:
                tandem.serve = shown
