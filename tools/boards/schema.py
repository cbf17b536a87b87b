"""Board files: TOML in, a Board out, every mistake told in one line with file, place and what is allowed.

docs/boards.md explains every key. A site file says ``extends = "NAME"``: each table that it states stands for the
board's table as a whole (all [[output]] for all [[output]]), only [[terminal]] and [[taken]] are added to.
"""

import re
from pathlib import Path

from host_sim.scenario import checks
from tools.boards import chips, rules
from tools.boards import signals as s
from tools.boards.words import FOLDER, BoardError, checked, one_line, pin_set, read_toml, some_of, texts, word

_BOARD_NAME = word(re.compile(r"[a-z0-9][a-z0-9-]{0,23}"), "a name of up to 24 small letters, digits and -")
_LEVEL = checks.one_of("high", "low")
# Why a pin is used although it decides how the chip starts, or is high while it does.
_REASONS = {"strapping_ok": checks.text, "boot_ok": checks.text}


def _clocks(value):
    if not isinstance(value, list) or len(value) != 2:
        raise ValueError(f"{value!r} is not two pins like [25, 26]")
    return [s.PIN(pin) for pin in value]


_TOP = {
    "name": _BOARD_NAME, "title": checks.text, "text": checks.text, "sources": texts, "chip": checks.text,
    "extends": checks.text, "network": some_of("wifi", "ethernet"), "links": some_of("smp"),
    "psram": checks.one_of("none", "quad", "octal"),
}  # fmt: skip
# Tables that are there once: {key: check}, needed keys, {key: use of its pin}.
_ONCE = {
    "flash": ({"size_mb": checks.one_of(4, 8, 16, 32), "data_kb": checks.whole(64, 32768)}, ("size_mb", "data_kb"), {}),
    "heap": ({"free_kb": checks.whole(20, 32768), "source": checks.text}, ("free_kb", "source"), {}),
    "opentherm": (
        {"role": checks.one_of("none", "gateway", "master"), "by": checks.one_of("sampling", "capture", "serial"),
         "bus": s.NAME}, ("role",), {},
    ),
    "bypass": (
        {"pin": s.PIN, "held": checks.one_of("retrigger", "level"), "drop_ms": checks.whole(1, 60000),
         "kind": checks.one_of("rejoin", "open", "close"), "terminal": s.NAME, **_REASONS},
        ("pin", "held", "drop_ms", "kind"), {"pin": "out"},
    ),
    "led": ({"pin": s.PIN, "active": _LEVEL, **_REASONS}, ("pin", "active"), {"pin": "out"}),
    "ethernet": (
        {"phy": checks.one_of("lan8720", "lan8710", "rtl8201", "ip101", "dp83848", "ksz8041", "ksz8081"),
         "mdc": s.PIN, "mdio": s.PIN, "address": checks.whole(0, 31), "clock": s.PIN,
         "clock_mode": checks.one_of("in", "out"), "power": s.PIN, "reset": s.PIN},
        ("phy", "mdc", "mdio", "address", "clock", "clock_mode"), {},
    ),
    "time": (
        {"offset_min": checks.whole(-720, 840), "summer_time": checks.one_of("eu", "none"), "servers": texts}, (), {},
    ),
}  # fmt: skip
# Tables that are there any number of times, beside [[output]] and [[input]].
_MANY = {
    "bus": (
        {"name": s.NAME, "uart": checks.whole(1, 5), "tx": s.PIN, "rx": s.PIN, "direction": s.PIN,
         "baud": checks.whole(300, 921600), "parity": checks.one_of("none", "even", "odd"),
         "stop": checks.one_of(1, 2), "terminal": s.NAME, **_REASONS},
        ("name", "uart", "tx", "rx", "baud"), {"tx": "out", "rx": "in", "direction": "out"},
    ),
    "line": (
        {"side": checks.one_of("boiler", "thermostat"), "tx": s.PIN, "rx": s.PIN, "clocks": _clocks,
         "i2s": checks.whole(0, 3), "rmt": checks.whole(0, 7), "idle": _LEVEL, "rx_idle": _LEVEL, "terminal": s.NAME, **_REASONS},
        ("side", "tx", "rx"), {"tx": "out", "rx": "in", "clocks": "clock"},
    ),
}  # fmt: skip
_TAKEN = {"pins": checks.text, "why": checks.text}
KINDS = ("relay", "contact", "wire", "adc", "analog", "bus", "line", "bypass", "pin")
# What may be wired to which kind of terminal; a bare pin takes everything.
_FITS = {
    "relay": "relay", "contact": "contact pulses", "wire": "ds18b20", "adc": "ntc", "analog": "analog", "bus": "bus",
    "line": "line", "bypass": "bypass",
}  # fmt: skip
_TERMINAL = {
    "name": s.NAME, "kind": checks.one_of(*KINDS), "text": checks.text, "active": _LEVEL, **_REASONS,
    **{key: s.PIN for key in ("pin", "tx", "rx", "direction", "read_back")}, "read_back_active": _LEVEL,
    "clocks": _clocks, "uart": checks.whole(1, 5), "i2s": checks.whole(0, 3), "rmt": checks.whole(0, 7),
    "idle": _LEVEL, "rx_idle": _LEVEL, "pull": checks.one_of("none", "up", "down"), "pull_ohm": checks.whole(100, 30000),
    "supply_mv": checks.whole(500, 5000), "full_v": checks.number(1, 24), "held": checks.one_of("retrigger", "level"),
    "drop_ms": checks.whole(1, 60000),
}  # fmt: skip
_LISTS = ("terminal", "taken", "output", "input", *_MANY)
_ADDED = ("terminal", "taken")


class Entry:
    """One wired thing: where it stands in the file, its driver (or table), checked keys, and {key: use} of its pins."""

    def __init__(self, where, driver, values, pins):
        self.where = where
        self.driver = driver
        self.values = values
        self.pins = pins
        self.signal = values.get("signal", "")

    def __getitem__(self, key):
        return self.values[key]

    def get(self, key, default=None):
        """The value of a key, or default."""
        return self.values.get(key, default)

    def claims(self):
        """[(key, pin, use)] of all pins."""
        found = []
        for key, use in self.pins.items():
            value = self.values.get(key)
            for pin in value if isinstance(value, list) else [] if value is None else [value]:
                found.append((key, pin, use))
        return found


class Board:
    """A checked board. chip: chips.Chip; taken: {pin: why}; terminals: {name: values}; outputs, inputs, buses, lines:
    lists of Entry; opentherm, time: Entry; bypass, led, ethernet, flash, heap: Entry or None."""

    def __init__(self, name, file):
        self.name = name
        self.file = file
        self.title = self.text = ""
        self.sources = []
        self.chip: chips.Chip
        self.network = []
        self.links = []
        self.psram = "none"
        self.taken = {}
        self.terminals = {}
        self.outputs = []
        self.inputs = []
        self.buses = []
        self.lines = []
        self.bypass = self.led = self.ethernet = self.flash = self.heap = None
        self.opentherm = Entry("[opentherm]", "opentherm", {"role": "none"}, {})
        self.time = Entry("[time]", "time", {}, {})

    def output(self, signal):
        """The Entry of a signal, or None."""
        return next((entry for entry in self.outputs if entry.signal == signal), None)

    def input(self, signal):
        """The Entry of a signal, or None."""
        return next((entry for entry in self.inputs if entry.signal == signal), None)

    def entries(self):
        """All that is wired."""
        once = (self.bypass, self.led)
        return [*self.outputs, *self.inputs, *self.buses, *self.lines, *(entry for entry in once if entry)]


def names():
    """Names of the shipped boards, sorted."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def load(name):
    """The Board of a shipped name or of a file; raises BoardError."""
    path, file = _found(name)
    return parse(read_toml(path, file), path.stem, file)


def parse(data, name, file):
    """The Board of the tables of a file; name: what it is called if it does not say, file: for messages."""
    try:
        where = file
        if "extends" in data:
            if not isinstance(data["extends"], str):
                raise BoardError(f"extends: {data['extends']!r} is not the name of a board in quotes")
            path, base_file = _found(data["extends"])
            base = read_toml(path, base_file)
            if "extends" in base:
                raise BoardError(f"extends: {base_file} extends a board itself; name that one, '{base['extends']}'")
            _lists_only(data)
            data = _extended(base, data)
            where = f"{file} (extends {base_file})"
        board = _board(data, name, file)
    except BoardError as error:
        raise BoardError(f"{where}: {one_line(error)}") from None
    return board


def _found(name):
    if name in names():
        return FOLDER / f"{name}.toml", f"{name}.toml"
    path = Path(name)
    if path.suffix != ".toml" or "\0" in name:
        raise BoardError(f"unknown board '{one_line(name)}'; known: {', '.join(names())}, or a .toml file of your own")
    return path, path.name


def _lists_only(data):
    for key in _LISTS:
        if key in data and not isinstance(data[key], list):
            raise BoardError(f"[{key}]: is written as [[{key}]]")


def _extended(base, site):
    data = {key: value for key, value in base.items() if key != "name"}
    for key, value in site.items():
        data[key] = base[key] + value if key in _ADDED and key in base else value
    return data


def _board(data, name, file):
    _lists_only(data)
    known = (*_TOP, *_ONCE, *_LISTS)
    for key in data:
        if key not in known:
            raise BoardError(f"unknown table or key '{one_line(key)}', allowed: {', '.join(known)}")
    head = checked("top", {key: data[key] for key in _TOP if key in data}, _TOP, ("title", "text", "chip"))
    board = Board(head.get("name") or _usual_name(name), file)
    board.title = head["title"]
    board.text = one_line(head["text"])
    board.sources = head.get("sources", [])
    board.network = head.get("network", [])
    board.links = head.get("links", ["smp"])
    board.psram = head.get("psram", "none")
    board.chip = chips.load(head["chip"])
    for number, values in enumerate(data.get("taken", []), 1):
        _taken(board, f"[[taken]] {number}", values)
    for number, values in enumerate(data.get("terminal", []), 1):
        where = f"[[terminal]] {number}"
        terminal = checked(where, values, _TERMINAL, ("name", "kind"))
        if terminal["name"] in board.terminals:
            raise BoardError(f"{where}: name: '{terminal['name']}' is there twice")
        board.terminals[terminal["name"]] = terminal
    for table, target, drivers in (
        ("output", board.outputs, s.OUTPUT_DRIVERS), ("input", board.inputs, s.INPUT_DRIVERS),
    ):  # fmt: skip
        for number, values in enumerate(data.get(table, []), 1):
            target.append(_wired(board, f"[[{table}]] {number}", values, drivers))
    for table, target in (("bus", board.buses), ("line", board.lines)):
        for number, values in enumerate(data.get(table, []), 1):
            target.append(_entry(board, f"[[{table}]] {number}", table, values, *_MANY[table]))
    for table, (keys, needed, pins) in _ONCE.items():
        if table in data:
            setattr(board, table, _entry(board, f"[{table}]", table, data[table], keys, needed, pins))
    rules.hold(board)
    return board


def _usual_name(name):
    try:
        return _BOARD_NAME(name)
    except ValueError as error:
        raise BoardError(f"name: the file's name {error}; or give the board a name") from None


def _taken(board, where, values):
    row = checked(where, values, _TAKEN, ("pins", "why"))
    try:
        pins = pin_set(row["pins"])
    except ValueError:
        raise BoardError(f"{where}: pins: {row['pins']!r} is not pins like '0, 18-19'") from None
    board.taken.update(dict.fromkeys(pins, row["why"]))


def _wired(board, where, values, drivers):
    """An [[output]] or [[input]]: its driver decides which keys it has."""
    if not isinstance(values, dict):
        raise BoardError(f"{where}: is not a table")
    if "driver" not in values:
        raise BoardError(f"{where}: 'driver' is missing, allowed: {', '.join(drivers)}")
    name = values["driver"]
    if not isinstance(name, str) or name not in drivers:
        raise BoardError(f"{where}: driver: {name!r} is unknown, allowed: {', '.join(drivers)}")
    driver = drivers[name]
    signals = s.OUTPUTS if drivers is s.OUTPUT_DRIVERS else s.INPUTS

    def signal(value):
        if not isinstance(value, str) or value not in signals:
            raise ValueError(f"{value!r} is unknown, allowed: {', '.join(signals)}")
        if value not in driver.signals:
            raise ValueError(f"'{value}' is nothing for the driver {name}, allowed: {', '.join(driver.signals)}")
        return value

    keys = {"signal": signal, "driver": checks.text, "terminal": s.NAME, **driver.keys, **_REASONS}
    return _entry(board, where, name, values, keys, ("signal", *driver.needed), driver.pins)


def _entry(board, where, driver, values, keys, needed, pins):
    """Keys of its own, then those of the terminal that it names."""
    own = checked(where, values, keys)
    if "terminal" in own:
        terminal = board.terminals.get(own["terminal"])
        if terminal is None:
            known = ", ".join(board.terminals) or "none"
            raise BoardError(f"{where}: terminal: '{own['terminal']}' is unknown, terminals of this board: {known}")
        fits = _FITS.get(terminal["kind"])
        if fits is not None and driver not in fits.split():
            raise BoardError(f"{where}: terminal: '{own['terminal']}' is a {terminal['kind']}, "
                             f"which takes {' or '.join(fits.split())}, not {driver}")  # fmt: skip
        for key, value in terminal.items():
            if key in ("name", "kind", "text"):
                continue
            if key in own:
                raise BoardError(f"{where}: {key}: is given by the terminal '{own['terminal']}' already")
            if key in keys:
                own[key] = value
    for key in needed:
        if key not in own:
            raise BoardError(f"{where}: '{key}' is missing")
    return Entry(where, driver, own, pins)
