"""The tables of a board file: their keys, what each may hold, which are needed, and which of them are pins."""

import re

from host_sim.scenario import checks
from tools.boards import signals as s
from tools.boards.words import some_of, texts, word

BOARD_NAME = word(re.compile(r"[a-z0-9][a-z0-9-]{0,23}"), "a name of up to 24 small letters, digits and -")
_LEVEL = checks.one_of("high", "low")
# Why a pin is used although it decides how the chip starts, or is high while it does.
REASONS = {"strapping_ok": checks.text, "boot_ok": checks.text}


def _servers(value):
    if len(texts(value)) < 2:
        raise ValueError(f"{value!r} has not the two servers that must agree")
    return value


def _clocks(value):
    if not isinstance(value, list) or len(value) != 2:
        raise ValueError(f"{value!r} is not two pins like [25, 26]")
    return [s.PIN(pin) for pin in value]


TOP = {
    "name": BOARD_NAME, "title": checks.text, "text": checks.text, "sources": texts, "chip": checks.text,
    "extends": checks.text, "network": some_of("wifi", "ethernet"), "links": some_of("smp"),
    "psram": checks.one_of("none", "quad", "octal"),
}  # fmt: skip
# Tables that are there once: {key: check}, needed keys, {key: use of its pin}.
ONCE = {
    "flash": (
        {"size_mb": checks.one_of(4, 8, 16, 32), "data_kb": checks.whole(64, 32768)}, ("size_mb", "data_kb"), {},
    ),
    "heap": ({"free_kb": checks.whole(20, 32768), "source": checks.text}, ("free_kb", "source"), {}),
    "opentherm": (
        {"role": checks.one_of("none", "gateway", "master"), "by": checks.one_of("sampling", "capture", "serial"),
         "bus": s.NAME}, ("role",), {},
    ),
    "bypass": (
        {"pin": s.PIN, "held": checks.one_of("retrigger", "level"), "drop_ms": checks.whole(1, 60000),
         "kind": checks.one_of("rejoin", "open", "close"), "terminal": s.NAME, **REASONS},
        ("pin", "held", "drop_ms", "kind"), {"pin": "out"},
    ),
    "led": ({"pin": s.PIN, "active": _LEVEL, **REASONS}, ("pin", "active"), {"pin": "out"}),
    "ethernet": (
        {"phy": checks.one_of("lan8720", "lan8710", "rtl8201", "ip101", "dp83848", "ksz8041", "ksz8081"),
         "mdc": s.PIN, "mdio": s.PIN, "address": checks.whole(0, 31), "clock": s.PIN,
         "clock_mode": checks.one_of("in", "out"), "power": s.PIN, "reset": s.PIN},
        ("phy", "mdc", "mdio", "address", "clock", "clock_mode"), {},
    ),
    "time": (
        {"offset_min": checks.whole(-720, 840), "summer_time": checks.one_of("eu", "none"), "servers": _servers},
        (), {},
    ),
}  # fmt: skip
# Tables that are there any number of times, beside [[output]] and [[input]].
MANY = {
    "bus": (
        {"name": s.NAME, "uart": checks.whole(1, 5), "tx": s.PIN, "rx": s.PIN, "direction": s.PIN,
         "baud": checks.whole(300, 921600), "parity": checks.one_of("none", "even", "odd"),
         "stop": checks.one_of(1, 2), "terminal": s.NAME, **REASONS},
        ("name", "uart", "tx", "rx", "baud"), {"tx": "out", "rx": "in", "direction": "out"},
    ),
    "line": (
        {"side": checks.one_of("boiler", "thermostat"), "tx": s.PIN, "rx": s.PIN, "clocks": _clocks,
         "i2s": checks.whole(0, 3), "rmt": checks.whole(0, 7), "idle": _LEVEL, "rx_idle": _LEVEL,
         "terminal": s.NAME, **REASONS},
        ("side", "tx", "rx"), {"tx": "out", "rx": "in", "clocks": "clock"},
    ),
}  # fmt: skip
TAKEN = {"pins": checks.text, "why": checks.text}
KINDS = ("relay", "contact", "wire", "adc", "analog", "bus", "line", "bypass", "pin")
# What may be wired to which kind of terminal; a bare pin takes everything.
FITS = {
    "relay": "relay", "contact": "contact pulses", "wire": "ds18b20", "adc": "ntc", "analog": "analog", "bus": "bus",
    "line": "line", "bypass": "bypass",
}  # fmt: skip
TERMINAL = {
    "name": s.NAME, "kind": checks.one_of(*KINDS), "text": checks.text, "active": _LEVEL, **REASONS,
    **dict.fromkeys(("pin", "tx", "rx", "direction", "read_back"), s.PIN), "read_back_active": _LEVEL,
    "clocks": _clocks, "uart": checks.whole(1, 5), "i2s": checks.whole(0, 3), "rmt": checks.whole(0, 7),
    "idle": _LEVEL, "rx_idle": _LEVEL, "pull": checks.one_of("none", "up", "down"),
    "pull_ohm": checks.whole(100, 30000), "supply_mv": checks.whole(500, 5000), "full_v": checks.number(1, 24),
    "held": checks.one_of("retrigger", "level"), "drop_ms": checks.whole(1, 60000),
}  # fmt: skip
LISTS = ("terminal", "taken", "output", "input", *MANY)
ADDED = ("terminal", "taken")
