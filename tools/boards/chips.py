"""Chips as data: boards/chips/*.toml."""

from functools import cache

from tools.boards.words import FOLDER, BoardError, pin_set, pin_text, read_toml

_SETS = ("pins", "input_only", "no_pull", "flash", "console", "usb", "adc1", "adc2", "dac", "high_at_boot")
# What a pin may be asked to do: wire is in and out, clock an output that nothing is connected to.
USES = ("in", "out", "adc", "wire", "clock")


class Chip:
    """What a chip has. Sets of pins by name as in its file; strapping: {pin: why}; psram: {kind: pins}; heap in KB;
    machine: the name that MicroPython has for it."""

    def __init__(self, name, data):
        self.name = name
        self.title = data["title"]
        self.code = data["code"]
        self.machine = data["machine"]
        self.sources = data["sources"]
        for key in _SETS:
            setattr(self, key, pin_set(data[key]))
        self.pins: set
        self.input_only: set
        self.no_pull: set
        self.flash: set
        self.console: set
        self.usb: set
        self.adc1: set
        self.adc2: set
        self.dac: set
        self.high_at_boot: set
        self.adc2_with_wifi = data["adc2_with_wifi"]
        self.strapping = {int(pin): why for pin, why in data["strapping"].items()}
        self.psram = {kind: pin_set(pins) for kind, pins in data["psram"].items()}
        self.i2s = data["i2s"]
        self.rmt_tx = data["rmt_tx"]
        self.rmt_rx = data["rmt_rx"]
        self.uarts = data["uarts"]
        self.heap = data["heap"]

    def able(self, use, wifi):
        """Pins that can do this and are not bound to the chip's own needs."""
        own = self.flash | self.console | self.usb
        if use in ("out", "wire", "clock"):
            return self.pins - self.input_only - own
        if use == "adc":
            return (self.adc1 | (self.adc2 if self.adc2_with_wifi or not wifi else set())) - own
        return self.pins - own

    def refusal(self, pin, use, board):
        """Why this pin cannot be used so on a board (schema.Board), or None."""
        wifi = "wifi" in board.network
        if pin not in self.pins:
            return f"{pin} is not a pin of {self.title}, its pins: {pin_text(self.pins)}"
        if pin in self.flash:
            return f"{pin} is where {self.title} has its flash"
        if pin in self.psram.get(board.psram, ()):
            return f"{pin} is where {self.title} has its PSRAM ({board.psram})"
        if pin in self.console:
            return f"{pin} is the serial console of {self.title}"
        if pin in self.usb:
            return f"{pin} is USB on {self.title}"
        if pin in board.taken:
            return f"{pin} is taken on this board: {board.taken[pin]}"
        if use in ("out", "wire", "clock") and pin in self.input_only:
            return f"{pin} is an input only on {self.title}"
        if use == "adc" and pin in self.adc2 - self.adc1 and wifi and not self.adc2_with_wifi:
            return f"{pin} is at ADC2, which does not work beside Wi-Fi, allowed: {pin_text(self.able('adc', True))}"
        if use == "adc" and pin not in self.adc1 | self.adc2:
            return f"{pin} has no ADC, allowed: {pin_text(self.able('adc', wifi))}"
        return None


def names():
    """Names of the known chips, sorted."""
    return sorted(path.stem for path in (FOLDER / "chips").glob("*.toml"))


@cache
def load(name):
    """The Chip of this name; BoardError for an unknown one."""
    if name not in names():
        raise BoardError(f"unknown chip '{name}', known: {', '.join(names())}")
    return Chip(name, read_toml(FOLDER / "chips" / f"{name}.toml", f"chip {name}"))
