"""Wires between a virtual board and its house, right or in one way wrong: `tandem virtual-board --wiring FAULT`.

It stands between the frames and the plant: what the board reads passes inputs(), what it commands passes outputs().
A house with wiring has a meter of its connection, too. What only the machines themselves can lack
(gas, supply) is switched in the plant.
"""

from array import array

from host_sim.plant.layout import C_BOILER_LOCK, C_HP_FAIL
from tandem.ports.frame import (
    CH_FLAME,
    CH_FLOW,
    CH_HP_ERROR,
    CH_HP_FLOW,
    CH_HP_LPH,
    CH_HP_POWER,
    CH_HP_RETURN,
    CH_HP_RUN,
    CH_IMPORT,
    CH_OUTDOOR,
    CH_RETURN,
    CH_ROOM,
    CH_TANK,
    IN_AGE_S,
    IN_CH,
    IN_QUALITY,
    N_IN,
    N_OUT,
    OUT_BOILER,
    OUT_BOILER_SET_C100,
    OUT_HP,
    OUT_HP_PUMP,
    OUT_HP_SET_C100,
    OUT_PUMP,
    OUT_SG,
    OUT_VALVE,
    Q_GOOD,
    Q_OPEN,
    Q_SHORT,
)

RELAYS = {"hp": OUT_HP, "boiler": OUT_BOILER, "hp_pump": OUT_HP_PUMP, "pump": OUT_PUMP, "valve": OUT_VALVE}
CONTACTS = {"hp_run": CH_HP_RUN, "flame": CH_FLAME, "hp_error": CH_HP_ERROR}
SENSORS = {
    "outdoor": CH_OUTDOOR, "room": CH_ROOM, "flow": CH_FLOW, "return": CH_RETURN, "hp_flow": CH_HP_FLOW,
    "hp_return": CH_HP_RETURN, "tank": CH_TANK,
}  # fmt: skip
_PAIRS = {
    "swapped-flow-return": (CH_FLOW, CH_RETURN),
    "swapped-hp-flow-return": (CH_HP_FLOW, CH_HP_RETURN),
    "swapped-outdoor-room": (CH_OUTDOOR, CH_ROOM),
}
_PLAIN = ("none", "flow-meter-dead", "boiler-gas-shut", "hp-no-supply", "meter-turned", "swapped-sg", *_PAIRS)
HELP = (
    "none, swapped-flow-return, swapped-hp-flow-return, swapped-outdoor-room, swapped-relays:A:B, dead-relay:A, "
    "inverted-contact:C, sensor-open:S, sensor-short:S, flow-meter-dead, flow-meter-scale:X, boiler-gas-shut, "
    "hp-no-supply, meter-turned, swapped-sg; A, B: " + ", ".join(RELAYS) + "; C: " + ", ".join(CONTACTS)
    + "; S: " + ", ".join(SENSORS) + "; X: 0.05..20"
)  # fmt: skip
_BASE_W = 280  # of the house without its heating
_OWN_SET_C100 = {OUT_HP: (OUT_HP_SET_C100, 3500), OUT_BOILER: (OUT_BOILER_SET_C100, 5000)}
_SG_TURNED = {1: 3, 3: 1}


class WiringError(ValueError):
    """A fault that is none; the text says what is allowed."""


class Wiring:
    """fault: a text as in HELP. Raises WiringError."""

    def __init__(self, fault="none"):
        self.fault = fault
        name, *words = fault.split(":")
        self._name = name
        self._pair = _PAIRS.get(name)
        self._relays: tuple = ()
        self._channel = -1
        self._scale = 1.0
        try:
            if name == "swapped-relays":
                a, b = words
                self._relays = (RELAYS[a], RELAYS[b])
                if a == b:
                    raise ValueError
            elif name == "dead-relay":
                self._relays = (RELAYS[words[0]],)
            elif name == "inverted-contact":
                self._channel = CONTACTS[words[0]]
            elif name in ("sensor-open", "sensor-short"):
                self._channel = SENSORS[words[0]]
            elif name == "flow-meter-scale":
                self._scale = float(words[0])
                if not 0.05 <= self._scale <= 20.0:
                    raise ValueError
            elif name not in _PLAIN or words:
                raise ValueError
        except (KeyError, IndexError, ValueError):
            raise WiringError(f"wiring '{fault}': known are {HELP}") from None
        self._in = array("i", [0] * N_IN)
        self._out = array("i", [0] * N_OUT)

    def attach(self, board):
        """board: of the simulator, whose plant has its own kinds of trouble."""
        if self._name == "boiler-gas-shut":
            board.ctl[C_BOILER_LOCK] = 1.0
        elif self._name == "hp-no-supply":
            board.ctl[C_HP_FAIL] = 1.0

    def inputs(self, raw):
        """The input frame as the board reads it."""
        f = self._in
        f[:] = raw
        power = f[IN_CH + CH_HP_POWER] if f[IN_QUALITY + CH_HP_POWER] == Q_GOOD else 0
        watts = _BASE_W + power
        f[IN_CH + CH_IMPORT] = -watts if self._name == "meter-turned" else watts
        f[IN_QUALITY + CH_IMPORT] = Q_GOOD
        if self._pair is not None:
            a, b = self._pair
            for base in (IN_CH, IN_QUALITY, IN_AGE_S):
                f[base + a], f[base + b] = f[base + b], f[base + a]
        elif self._name == "inverted-contact":
            f[IN_CH + self._channel] ^= 1
        elif self._name == "sensor-open":
            f[IN_QUALITY + self._channel] = Q_OPEN
        elif self._name == "sensor-short":
            f[IN_QUALITY + self._channel] = Q_SHORT
        elif self._name == "flow-meter-dead":
            f[IN_CH + CH_HP_LPH] = 0
        elif self._name == "flow-meter-scale":
            f[IN_CH + CH_HP_LPH] = round(f[IN_CH + CH_HP_LPH] * self._scale)
        return f

    def outputs(self, frame):
        """The output frame as the machines get it."""
        out = self._out
        out[:] = frame
        if self._name == "swapped-sg":
            out[OUT_SG] = _SG_TURNED.get(out[OUT_SG], out[OUT_SG])
        elif self._name == "dead-relay":
            out[self._relays[0]] = 0
        elif self._name == "swapped-relays":
            a, b = self._relays
            out[a], out[b] = out[b], out[a]
            # A machine that is switched on and told nothing more has a set-point of its own.
            for relay in self._relays:
                own = _OWN_SET_C100.get(relay)
                if own is not None and out[relay] and not out[own[0]]:
                    out[own[0]] = own[1]
        return out


def fits(fault, config):
    """Whether a fault can be in such a house (host_sim.run.Config)."""
    hp = config.control != "boiler-only"
    boiler = config.control != "hp-only"
    tank = config.hot_water == "tank"
    name, *words = fault.split(":")
    if name == "swapped-relays" and config.scheme == "series" and set(words) == {"pump", "hp_pump"}:
        return False  # they are always switched together
    for word in words:
        if word in ("valve", "tank") and not tank:
            return False
        if word == "boiler" and not boiler:
            return False
        if word == "hp" and config.command == "sg":
            return False
        if word == "hp_run" and config.command != "full":
            return False
        if word == "flame" and not boiler:
            return False
    if name in ("swapped-hp-flow-return", "flow-meter-dead", "flow-meter-scale", "hp-no-supply", "meter-turned"):
        return hp
    if name == "boiler-gas-shut":
        return boiler
    return config.command == "sg" if name == "swapped-sg" else True
