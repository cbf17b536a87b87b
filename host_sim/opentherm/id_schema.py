"""The table of data-ids as people keep it: ids.csv, read and checked.

Every complaint is a ValueError of one line that says where and what is wrong.
"""

import csv
import re
from dataclasses import dataclass
from pathlib import Path

SCHEMA = Path(__file__).resolve().parents[2] / "firmware" / "tandem" / "links" / "opentherm" / "ids.csv"
COLUMNS = ["id", "name", "dir", "hb", "lb", "unit", "min", "max", "version", "text", "note"]
DIRECTIONS = ("R", "W", "RW", "-")
MOST_IDS = 128
# What a format can hold. f8.8 is bounded in whole units: its top is 127 and 255/256.
WORDS = {"f8.8": (-128, 127), "s16": (-32768, 32767), "u16": (0, 65535)}
BYTES = {"u8": (0, 255), "s8": (-128, 127), "flag8": None, "-": None, "day": (0, 23)}
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_VERSION = re.compile(r"\d\.\d|\?")


@dataclass(frozen=True)
class Row:
    """One data-id. ``low`` and ``high`` hold one bound for a word and two for bytes, None where there is none."""

    id: int
    name: str
    dir: str
    hb: str
    lb: str
    units: tuple
    low: tuple
    high: tuple
    version: str
    text: str
    note: str

    @property
    def is_word(self):
        """The value is one number of 16 bits."""
        return self.hb in WORDS


def read_ids(path=SCHEMA):
    """{id: Row}. Raises ValueError("ids.csv:12: ...") for the first thing wrong."""
    path = Path(path)
    rows = {}
    header_seen = False
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            cells = [cell.strip() for cell in next(csv.reader([line]))]
            if header_seen:
                _add(rows, _read_row(cells))
            elif cells != COLUMNS:
                raise ValueError(f"the first row must be {','.join(COLUMNS)}")
            header_seen = True
        except ValueError as error:
            raise ValueError(f"{path.name}:{number}: {error}") from None
    if not rows:
        raise ValueError(f"{path.name}: no data-ids")
    return rows


def _add(rows, row):
    if rows and row.id <= max(rows):
        raise ValueError(f"id {row.id} is out of order")
    if row.name in (known.name for known in rows.values()):
        raise ValueError(f"duplicate name {row.name!r}")
    rows[row.id] = row


def _read_row(cells):
    if len(cells) != len(COLUMNS):
        raise ValueError(f"{len(cells)} columns instead of {len(COLUMNS)}")
    number, name, direction, hb, lb, unit, low, high, version, text, note = cells
    if not number.isdecimal() or int(number) >= MOST_IDS:
        raise ValueError(f"id {number!r} is not 0..{MOST_IDS - 1}")
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is not a name: small letters, digits and _ only")
    if direction not in DIRECTIONS:
        raise ValueError(f"{name}: dir {direction!r}, known are {' '.join(DIRECTIONS)}")
    if not _VERSION.fullmatch(version):
        raise ValueError(f"{name}: version {version!r} is not like 2.2 or ?")
    if not text:
        raise ValueError(f"{name}: no text")
    if hb in WORDS:
        if lb:
            raise ValueError(f"{name}: {hb} takes the whole word, lb must be empty")
        formats, units, lows, highs = [hb], (unit,), [low], [high]
    elif hb in BYTES and lb in BYTES:
        formats, units = [hb, lb], tuple(_halves(name, "unit", unit))
        lows, highs = _halves(name, "min", low), _halves(name, "max", high)
    else:
        raise ValueError(f"{name}: formats {hb!r} and {lb!r}, known are {' '.join([*WORDS, *BYTES])}")
    bounds = [_bounds(name, *each) for each in zip(formats, lows, highs, strict=True)]
    lowest, highest = (tuple(each) for each in zip(*bounds, strict=True))
    return Row(int(number), name, direction, hb, lb, units, lowest, highest, version, text, note)


def _halves(name, column, cell):
    """The two parts of "a/b"; an empty cell is two empty parts."""
    parts = (cell or "/").split("/")
    if len(parts) != 2:
        raise ValueError(f"{name}: {column} {cell!r} is not two parts with / between")
    return parts


def _bounds(name, kind, low, high):
    """(min, max) of one number, (None, None) for a byte that has no bounds."""
    holds = {**WORDS, **BYTES}[kind]
    if holds is None:
        if low or high:
            raise ValueError(f"{name}: a byte of format {kind} has no bounds")
        return None, None
    try:
        lowest, highest = int(low), int(high)
    except ValueError:
        raise ValueError(f"{name}: min {low!r} and max {high!r} must be whole numbers") from None
    if not holds[0] <= lowest <= highest <= holds[1]:
        raise ValueError(f"{name}: range {lowest}..{highest} is not within {kind}'s {holds[0]}..{holds[1]}")
    return lowest, highest
