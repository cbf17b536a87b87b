"""Board files: TOML in, a Board out, every mistake told in one line with file, place and what is allowed.

docs/boards.md explains every key. A site file says ``extends = "NAME"``: each table that it states stands for the
board's table as a whole (all [[output]] for all [[output]]), only [[terminal]] and [[taken]] are added to.
"""

from pathlib import Path

from host_sim.scenario import checks
from tools.boards import chips, rules, tables
from tools.boards import signals as s
from tools.boards.words import FOLDER, BoardError, checked, one_line, pin_set, read_toml


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
    for key in tables.LISTS:
        if key in data and not isinstance(data[key], list):
            raise BoardError(f"[{key}]: is written as [[{key}]]")


def _extended(base, site):
    data = {key: value for key, value in base.items() if key != "name"}
    for key, value in site.items():
        data[key] = base[key] + value if key in tables.ADDED and key in base else value
    return data


def _board(data, name, file):
    _lists_only(data)
    known = (*tables.TOP, *tables.ONCE, *tables.LISTS)
    for key in data:
        if key not in known:
            raise BoardError(f"unknown table or key '{one_line(key)}', allowed: {', '.join(known)}")
    head = checked("top", {key: data[key] for key in tables.TOP if key in data}, tables.TOP, ("title", "text", "chip"))
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
        terminal = checked(where, values, tables.TERMINAL, ("name", "kind"))
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
            target.append(_entry(board, f"[[{table}]] {number}", table, values, *tables.MANY[table]))
    for table, (keys, needed, pins) in tables.ONCE.items():
        if table in data:
            setattr(board, table, _entry(board, f"[{table}]", table, data[table], keys, needed, pins))
    rules.hold(board)
    return board


def _usual_name(name):
    try:
        return tables.BOARD_NAME(name)
    except ValueError as error:
        raise BoardError(f"name: the file's name {error}; or give the board a name") from None


def _taken(board, where, values):
    row = checked(where, values, tables.TAKEN, ("pins", "why"))
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

    keys = {"signal": signal, "driver": checks.text, "terminal": s.NAME, **driver.keys, **tables.REASONS}
    return _entry(board, where, name, values, keys, ("signal", *driver.needed), driver.pins)


def _entry(board, where, driver, values, keys, needed, pins):
    """Keys of its own, then those of the terminal that it names."""
    own = checked(where, values, keys)
    if "terminal" in own:
        terminal = board.terminals.get(own["terminal"])
        if terminal is None:
            known = ", ".join(board.terminals) or "none"
            raise BoardError(f"{where}: terminal: '{own['terminal']}' is unknown, terminals of this board: {known}")
        fits = tables.FITS.get(terminal["kind"])
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
