"""Faults of the plant by the clock: `--fault "NAME[=VALUE]@FROM[..TO]"`, as a scenario switches them.

NAME is one of FAULTS or sensor-CHANNEL; FROM and TO are days since the start of the run (2, 2.5) or days and a time
(2d06:30). Without TO a fault stays.
"""

import re

from host_sim.plant.layout import (
    C_BLOCK_BOILER,
    C_BLOCK_CIRC,
    C_BLOCK_HP,
    C_BOILER_LOCK,
    C_DIVERTER,
    C_HELD,
    C_HP_ERROR,
    C_HP_FAIL,
    C_HP_ON,
    C_MIXER,
    C_REFRIGERANT,
    C_SENSOR,
    C_SINCE,
    C_VALUE,
    C_VALVES,
    C_WINDOW_W_K,
    SENSOR_DRIFT,
    SENSOR_OFFSET,
    SENSOR_OK,
    SENSOR_STUCK,
    SENSOR_SWAPPED,
)
from tandem.ports.frame import IN_CH, Q_FAULT, Q_GOOD, Q_OPEN, Q_SHORT


class FaultError(ValueError):
    """A fault that cannot be understood; the message says which word and what is allowed."""


class Kind:
    """One switchable fault: place in ctl, value when none is given and its range, value when it is over, a text."""

    def __init__(self, at, usual, low, high, over, text):
        self.at = at
        self.usual = usual
        self.low = low
        self.high = high
        self.over = over
        self.text = text


FAULTS = {
    "hp-flow": Kind(C_BLOCK_HP, 1.0, 0.0, 1.0, 0.0, "share of the heat pump's water flow that is blocked"),
    "circuit-flow": Kind(C_BLOCK_CIRC, 1.0, 0.0, 1.0, 0.0, "share of the circuit's flow that is blocked"),
    "boiler-flow": Kind(C_BLOCK_BOILER, 1.0, 0.0, 1.0, 0.0, "share of the boiler's flow that is blocked"),
    "valves": Kind(C_VALVES, 0.0, 0.0, 1.0, -1.0, "opening at which the radiators' valves are stuck"),
    "mixer": Kind(C_MIXER, 1.0, 0.0, 1.0, -1.0, "opening at which the mixing valve is stuck"),
    "diverter": Kind(C_DIVERTER, 1.0, 0.0, 1.0, -1.0, "position in which the diverter is stuck: 0 heating, 1 tank"),
    "refrigerant": Kind(C_REFRIGERANT, 0.4, 0.0, 0.9, 0.0, "share of the heat pump's output that is lost"),
    "compressor": Kind(C_HP_FAIL, 1.0, 1.0, 1.0, 0.0, "the compressor does not start"),
    "compressor-on": Kind(C_HP_ON, 1.0, 1.0, 1.0, 0.0, "a compressor that runs does not stop when told to"),
    "hp-error": Kind(C_HP_ERROR, 1.0, 1.0, 1.0, 0.0, "the heat pump is off and reports an error"),
    "boiler-lock": Kind(C_BOILER_LOCK, 1.0, 1.0, 1.0, 0.0, "the boiler locks out, until it is over"),
    "window": Kind(C_WINDOW_W_K, 200.0, 0.0, 2000.0, 0.0, "a window left open, W/K"),
}
SENSORS = ("outdoor", "room", "flow", "return", "hp-flow", "hp-return", "boiler-flow", "tank")
VERDICTS = {"open": Q_OPEN, "short": Q_SHORT, "fault": Q_FAULT}
_WHEN = re.compile(r"(\d+(?:\.\d+)?)(?:d(\d{1,2}):(\d{2}))?$")


class Fault:
    """One fault. begin(board) and end(board) switch it; from_s and to_s (None: stays) count from the run's start."""

    def __init__(self, text, name, kind, value, from_s, to_s):
        self.text = text
        self.name = name
        self.kind = kind  # a Kind, or for a sensor the word
        self.value = value
        self.from_s = from_s
        self.to_s = to_s

    def begin(self, board):
        """Switch it on."""
        if isinstance(self.kind, Kind):
            board.ctl[self.kind.at] = self.value
            return
        channel = SENSORS.index(self.name)
        if self.kind in VERDICTS:
            board.set_quality(channel, VERDICTS[self.kind])
            return
        ctl = board.ctl
        ctl[C_SINCE + channel] = board.now_s()
        ctl[C_HELD + channel] = board.raw[IN_CH + channel]
        ctl[C_VALUE + channel] = self.value
        ctl[C_SENSOR + channel] = {
            "stuck": SENSOR_STUCK, "drift": SENSOR_DRIFT, "offset": SENSOR_OFFSET, "swapped": SENSOR_SWAPPED,
        }[self.kind]  # fmt: skip

    def end(self, board):
        """Switch it off; a locked boiler is reset."""
        if isinstance(self.kind, Kind):
            board.ctl[self.kind.at] = self.kind.over
            if self.kind.at == C_BOILER_LOCK:
                board.reset_boiler()
            return
        channel = SENSORS.index(self.name)
        if self.kind in VERDICTS:
            board.set_quality(channel, Q_GOOD)
        else:
            board.ctl[C_SENSOR + channel] = SENSOR_OK


def parse(text):
    """A Fault from its text, raises FaultError."""
    what, at, when = text.partition("@")
    if not at:
        raise FaultError(f"fault '{text}' has no '@FROM', like {text}@2 or {text}@2d06:30..3")
    begin, dots, end = when.partition("..")
    from_s = seconds(begin, f"fault '{text}'")
    to_s = seconds(end, f"fault '{text}'") if dots else None
    if to_s is not None and to_s <= from_s:
        raise FaultError(f"fault '{text}' ends before it begins")
    name, equals, word = what.strip().partition("=")
    if name.startswith("sensor-"):
        return _sensor(text, name[7:], word, from_s, to_s)
    if name not in FAULTS:
        known = ", ".join([*FAULTS, *(f"sensor-{s}" for s in SENSORS)])
        raise FaultError(f"unknown fault '{name}'; known: {known}")
    kind = FAULTS[name]
    return Fault(text, name, kind, _number(word, kind.low, kind.high, name) if equals else kind.usual, from_s, to_s)


def _sensor(text, channel, word, from_s, to_s):
    if channel not in SENSORS:
        raise FaultError(f"unknown sensor '{channel}'; known: {', '.join(SENSORS)}")
    kind, colon, value = word.partition(":")
    if kind in VERDICTS or kind == "stuck":
        return Fault(text, channel, kind, 0.0, from_s, to_s)
    if kind in ("drift", "offset") and colon:
        return Fault(text, channel, kind, _number(value, -50.0, 50.0, f"sensor-{channel}={kind}"), from_s, to_s)
    if kind == "swapped" and value in SENSORS:
        return Fault(text, channel, kind, float(SENSORS.index(value)), from_s, to_s)
    raise FaultError(
        f"fault '{text}': a sensor is open, short, fault, stuck, drift:K_PER_H, offset:K or swapped:SENSOR"
        f" ({', '.join(SENSORS)})"
    )


def _number(word, low, high, name):
    try:
        value = float(word)
    except ValueError:
        raise FaultError(f"{name}: '{word}' is not a number, allowed {low:g}..{high:g}") from None
    if not low <= value <= high:
        raise FaultError(f"{name}: {word} is out of range, allowed {low:g}..{high:g}")
    return value


def seconds(word, what):
    """Seconds since the run's start of a time like 2, 2.5 or 2d06:30; what: begins the complaint. Raises FaultError."""
    found = _WHEN.match(word.strip())
    if not found or int(found[2] or 0) > 23 or int(found[3] or 0) > 59 or (found[2] and "." in found[1]):
        raise FaultError(f"{what}: '{word}' is not a time; write days (2 or 2.5) or days and a time (2d06:30)")
    return float(found[1]) * 86400.0 + int(found[2] or 0) * 3600.0 + int(found[3] or 0) * 60.0
