"""The parameters' names, units and texts, which the board does not carry.

Reads the schema (a CSV; the row number is the parameter's id) and checks it, maps names to ids, and turns what a
person types into the raw integer. Every complaint is a ValueError of one line that says where and what is allowed.
"""

import csv
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

SCHEMA = Path(__file__).resolve().parents[1] / "firmware" / "tandem" / "control" / "params.csv"
COLUMNS = ["name", "default", "min", "max", "unit", "group", "flags", "text"]
FLAGS = {"i": 1, "r": 2}  # installer only, needs a restart: F_* of tandem.kernel.params
LOWEST, HIGHEST = -(2**30), 2**30 - 1  # a small integer on a 32-bit board
MOST_ROWS = 1024
MOST_GROUPS = 30
_GROUP = re.compile(r"#\s*group\s+(\S+)\s+(\S+)\s*")  # any other comment is prose
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_STEP = re.compile(r"(\d*\.?\d+)(?:\s+(.*))?")


@dataclass(frozen=True)
class Row:
    """One parameter. ``unit`` is as the schema has it: "W", or "0.01 C" for a raw value counted in hundredths."""

    pid: int
    name: str
    default: int
    low: int
    high: int
    unit: str
    group: int
    flags: int
    text: str

    def step_and_unit(self):
        """What a raw 1 is worth, and of what: (Decimal("0.01"), "C")."""
        found = _STEP.fullmatch(self.unit)
        if not found:
            return Decimal(1), self.unit
        return Decimal(found[1]), found[2] or ""

    def show(self, raw):
        """A raw value for people: 2150 -> "21.5 C"."""
        step, unit = self.step_and_unit()
        number = f"{(raw * step).normalize():f}"
        return f"{number} {unit}" if unit else number

    def allowed(self):
        """ "allowed 500..3000 in 0.01 C (5 C..30 C)" """
        plain = f"allowed {self.low}..{self.high}"
        if not self.unit:
            return plain
        if self.step_and_unit()[0] == 1:
            return f"{plain} {self.unit}"
        return f"{plain} in {self.unit} ({self.show(self.low)}..{self.show(self.high)})"

    def parse(self, text):
        """The raw integer for what a person typed: a raw integer ("2150") or a number with its unit ("21.5 C").

        A fraction without its unit is refused, because "21" and "21.0" would then differ a hundredfold.
        """
        step, unit = self.step_and_unit()
        text = text.strip()
        number = text.removesuffix(unit).strip() if unit else text
        try:
            value = Decimal(number)
        except InvalidOperation:
            value = Decimal("nan")
        if not value.is_finite():
            raise ValueError(f"{self.name}: {text!r} is not a number; {self.allowed()}")
        if number != text:
            value /= step
            if value != value.to_integral_value():
                raise ValueError(f"{self.name}: {text!r} is finer than {step} {unit}; {self.allowed()}")
        elif "." in text or "e" in text.lower():
            hint = f" or a number with its unit, as {self.show(self.default)}" if unit else ""
            raise ValueError(f"{self.name}: write {text!r} as a raw integer{hint}; {self.allowed()}")
        if not self.low <= value <= self.high:
            raise ValueError(f"{self.name}: {text} is out of range; {self.allowed()}")
        return int(value)


class Schema:
    """All rows in the order of their ids, and the groups as (name, version)."""

    def __init__(self, rows, groups):
        self.rows = rows
        self.groups = groups
        self._by_name = {row.name: row for row in rows}

    def row(self, name):
        """The Row of a name in lower or upper case."""
        found = self._by_name.get(name.lower())
        if found is None:
            raise ValueError(f"no parameter is called {name!r}")
        return found

    def pid(self, name):
        return self.row(name).pid

    def name(self, pid):
        if not 0 <= pid < len(self.rows):
            raise ValueError(f"no parameter has the id {pid}; allowed 0..{len(self.rows) - 1}")
        return self.rows[pid].name

    def parse(self, name, text):
        """The raw integer for what a person typed, see Row.parse."""
        return self.row(name).parse(text)


def read_schema(path=SCHEMA):
    """The Schema in a CSV file. Raises ValueError("params.csv:12: ...") for the first thing wrong."""
    path = Path(path)
    groups, rows, names = [], [], set()
    header_seen = False
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            if not line.strip():
                continue
            if line.startswith("#"):
                _read_group(line, groups)
            elif not header_seen:
                if line.strip().split(",") != COLUMNS:
                    raise ValueError(f"the first row must be {','.join(COLUMNS)}")
                header_seen = True
            else:
                row = _read_row(next(csv.reader([line])), len(rows), groups)
                if row.name in names:
                    raise ValueError(f"duplicate name {row.name!r}")
                names.add(row.name)
                rows.append(row)
        except ValueError as error:
            raise ValueError(f"{path.name}:{number}: {error}") from None
    if not rows:
        raise ValueError(f"{path.name}: no parameters")
    if len(rows) > MOST_ROWS:
        raise ValueError(f"{path.name}: more than {MOST_ROWS} parameters")
    return Schema(rows, groups)


def _read_group(line, groups):
    found = _GROUP.fullmatch(line)
    if not found:
        return
    name, version = found.groups()
    if not version.isdecimal() or not 1 <= int(version) <= 255:
        raise ValueError(f"group {name}: version {version!r} is not 1..255")
    if name in (known for known, _ in groups):
        raise ValueError(f"duplicate group {name!r}")
    if len(groups) == MOST_GROUPS:
        raise ValueError(f"more than {MOST_GROUPS} groups")
    groups.append((name, int(version)))


def _read_row(cells, pid, groups):
    if len(cells) != len(COLUMNS):
        raise ValueError(f"{len(cells)} columns instead of {len(COLUMNS)}")
    name, default, low, high, unit, group, flags, text = (cell.strip() for cell in cells)
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is not a name: small letters, digits and _ only")
    default, low, high = _whole(name, "default", default), _whole(name, "min", low), _whole(name, "max", high)
    if low < LOWEST or high > HIGHEST:
        raise ValueError(f"{name}: range {low}..{high} is outside {LOWEST}..{HIGHEST}")
    if not low <= default <= high:
        raise ValueError(f"{name}: default {default} is outside {low}..{high}")
    group_names = [known for known, _ in groups]
    if group not in group_names:
        raise ValueError(f"{name}: unknown group {group!r}")
    bits = 0
    for flag in flags:
        if flag not in FLAGS:
            raise ValueError(f"{name}: unknown flag {flag!r}, known are {' '.join(FLAGS)}")
        bits |= FLAGS[flag]
    return Row(pid, name, default, low, high, unit, group_names.index(group), bits, text)


def _whole(name, column, cell):
    try:
        return int(cell)
    except ValueError:
        raise ValueError(f"{name}: {column} {cell!r} is not a whole number") from None
