"""What can be at a terminal: signals of the control frames, and the drivers that bring or carry them."""

import re

from host_sim.scenario import checks
from tandem.ports import frame
from tools.boards.words import word

# Outputs: signal -> (number in safe.bin, OUT_* of ports.frame). The two relays of SG Ready follow one field.
OUTPUTS = {
    "hp": (1, frame.OUT_HP), "boiler": (2, frame.OUT_BOILER), "hp_pump": (3, frame.OUT_HP_PUMP),
    "pump": (4, frame.OUT_PUMP), "valve": (5, frame.OUT_VALVE), "element": (6, frame.OUT_ELEMENT),
    "contactor": (7, frame.OUT_CONTACTOR), "sg_1": (8, frame.OUT_SG), "sg_2": (9, frame.OUT_SG),
    "hp_set": (10, frame.OUT_HP_SET_C100), "boiler_set": (10, frame.OUT_BOILER_SET_C100),
}  # fmt: skip
SAFE_LINE = 11
SAFE_BUS = 12
SG = ("sg_1", "sg_2")
SETS = ("hp_set", "boiler_set")
RELAYS = tuple(name for name in OUTPUTS if name not in SETS)
# Inputs: all channels of the input frame, by their name in lower case -> CH_*.
INPUTS = {name[3:].lower(): value for name, value in vars(frame).items() if name.startswith("CH_")}
_TEMPERATURES = "outdoor room flow return hp_flow hp_return boiler_flow tank mixed_flow".split()
_CONTACTS = "hp_run flame hp_defrost sg_1 sg_2 dim thermostat hp_error boiler_error".split()
FAST = ("sg_1", "sg_2", "dim", "thermostat", "hp_error", "boiler_error")

_ROM = word(re.compile(r"[0-9a-f]{16}"), "a ROM code of 16 small hex digits, like 28ff641e8316035c")
NTC = ("10k3950", "10k3977", "pt1000")
METERS = {"sdm120": 1, "sdm630": 4}
PIN = checks.whole(0, 99)
NAME = word(re.compile(r"[A-Za-z0-9][A-Za-z0-9_./+-]{0,23}"), "a name of up to 24 letters, digits and _./+-")


def _model(value):
    return checks.one_of(*METERS)(value)


class Driver:
    """One driver: which signals, keys of its own with their checks, keys that are needed, pins: {key: use of a pin}."""

    def __init__(self, signals, keys, needed=(), pins=None):
        self.signals = tuple(signals)
        self.keys = keys
        self.needed = needed
        self.pins = {"pin": "in"} if pins is None else pins


_LEVEL = checks.one_of("high", "low")
_C = checks.number(0, 90)
_V = checks.number(0, 10)
OUTPUT_DRIVERS = {
    # wired: through which contact of the relay the load goes. That decides what it does while nobody drives the pin.
    "relay": Driver(
        RELAYS,
        {"pin": PIN, "active": _LEVEL, "wired": checks.one_of("no", "nc"), "fallback": checks.one_of("off", "on"),
         "read_back": PIN, "read_back_active": _LEVEL},
        ("pin", "active", "fallback"), {"pin": "out", "read_back": "in"},
    ),
    # 0-10 V from PWM and a filter: flow temperature as a line through two points. No heat: off_v.
    "analog": Driver(
        SETS,
        {"pin": PIN, "low_c": _C, "low_v": _V, "high_c": _C, "high_v": _V, "off_v": _V, "full_v": checks.number(1, 24),
         "fallback": checks.one_of("off")},
        ("pin", "low_c", "low_v", "high_c", "high_v", "fallback"), {"pin": "out"},
    ),
    "twin": Driver(OUTPUTS, {"pin": PIN, "fallback": checks.one_of("off")}, ("pin", "fallback"), {"pin": "out"}),
}  # fmt: skip
INPUT_DRIVERS = {
    "ds18b20": Driver(_TEMPERATURES, {"pin": PIN, "rom": _ROM}, ("pin",), {"pin": "wire"}),
    "ntc": Driver(
        _TEMPERATURES,
        {"pin": PIN, "curve": checks.one_of(*NTC), "pull_ohm": checks.whole(100, 30000),
         "supply_mv": checks.whole(500, 5000), "trim_k": checks.number(-5, 5)},
        ("pin", "curve", "pull_ohm"), {"pin": "adc"},
    ),
    "contact": Driver(
        _CONTACTS,
        {"pin": PIN, "active": _LEVEL, "pull": checks.one_of("none", "up", "down"),
         "debounce_ms": checks.whole(0, 5000)},
        ("pin", "active", "pull"),
    ),
    "pulses": Driver(
        ("hp_power", "hp_lph", "import", "loads"),
        {"pin": PIN, "per_1000": checks.whole(100, 1000000), "pull": checks.one_of("none", "up", "down")},
        ("pin", "per_1000", "pull"),
    ),
    "modbus-meter": Driver(
        ("hp_power", "import", "loads", "phase_1", "phase_2", "phase_3"),
        {"bus": NAME, "address": checks.whole(1, 247), "model": _model}, ("bus", "address", "model"), {},
    ),
    "twin": Driver(INPUTS, {}, (), {}),
}  # fmt: skip
