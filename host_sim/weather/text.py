"""The raw text of a weather file, checked before anybody interprets it: every complaint names file, line and column."""

import re

from host_sim.weather.year import HOURS, MONTH_DAYS, WeatherError

MAX_BYTES = 20_000_000  # an EPW year is about 1.6 MB
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1f]")
_SHOWN = 24
MONTHS = "January February March April May June July August September October November December".split()


class Column:
    """What one column of a file must hold: title, place (from 0), unit, range, and what stands for a missing value."""

    def __init__(self, title, place, unit, low, high, missing):
        self.title = title
        self.place = place
        self.unit = unit
        self.low = low
        self.high = high
        self.missing = missing


def lines_of(path):
    """Lines of a text file, whatever its line ends and encoding; WeatherError when it is none."""
    try:
        if not path.is_file():
            what = "a directory" if path.is_dir() else "not a regular file" if path.exists() else "no such file"
            raise WeatherError(f"{path}: {what}")
        if path.stat().st_size > MAX_BYTES:
            raise WeatherError(f"{path}: larger than {MAX_BYTES // 1_000_000} MB, a year of hours is smaller")
        raw = path.read_bytes()
    except (OSError, ValueError) as error:
        if isinstance(error, WeatherError):
            raise
        raise WeatherError(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}") from None
    if not raw.strip():
        raise WeatherError(f"{path}: the file is empty")
    if raw.startswith((b"PK", b"\x1f\x8b")):
        raise WeatherError(f"{path}: a packed file, unpack it first")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise WeatherError(f"{path}: the encoding is UTF-16, expected plain text or UTF-8")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    odd = _BINARY.search(text)
    if odd:
        line = text.count("\n", 0, odd.start()) + 1
        raise WeatherError(
            f"{path}:{line}: not a text file (byte {ord(odd.group()):#04x}), expected a table of numbers"
        )
    return text.rstrip("\n").split("\n")


def fail(path, line, column, found, expected):
    """The WeatherError of one cell or line, to be raised; line counts from 1, column may be None."""
    where = f", column {column.place + 1} ({column.title})" if isinstance(column, Column) else ""
    return WeatherError(f"{path}:{line}{where}: found {found}, expected {expected}")


def quoted(text):
    """A piece of a user's file, short and printable."""
    text = text.strip()
    short = text if len(text) <= _SHOWN else text[:_SHOWN] + "..."
    return f"'{short}'" if short.isprintable() else ascii(short)


def number(path, line, fields, column):
    """The number in a column; WeatherError when it is none, missing or out of range."""
    text = fields[column.place].strip()
    allowed = f"a number {column.low:g}..{column.high:g} {column.unit}".rstrip()
    if not text:
        raise fail(path, line, column, "nothing", allowed)
    if not _NUMBER.fullmatch(text):
        raise fail(path, line, column, quoted(text), allowed)
    value = float(text)
    if value in column.missing:
        raise fail(path, line, column, f"{text}, which marks a missing value", allowed)
    if not column.low <= value <= column.high:
        raise fail(path, line, column, text, allowed)
    return value


def whole(path, line, fields, column):
    """As number(), for whole numbers."""
    value = number(path, line, fields, column)
    if value != int(value):
        raise fail(path, line, column, fields[column.place].strip(), f"a whole number {column.low:g}..{column.high:g}")
    return int(value)


class Clock:
    """Holds the rows of a file to a whole year of hours from 1 January, 1 h to 31 December, 24 h.

    A 29 February may be there; tick() is then False for its rows, which are to be left out.
    """

    def __init__(self, path):
        self.path = path
        self.rows = 0  # without 29 February
        self.leap_rows = 0
        self._month, self._day, self._hour = 1, 1, 1

    def tick(self, line, month, day, hour):
        """Take note of a row with its hour 1..24; True when the row counts."""
        if self.rows == HOURS:
            raise fail(self.path, line, None, f"{_when(month, day, hour)} after the last hour", f"{HOURS} hours")
        if (month, day, hour) == (2, 29, 1) and (self._month, self._day, self._hour) == (3, 1, 1):
            self._month, self._day = 2, 29
        if (month, day, hour) != (self._month, self._day, self._hour):
            raise fail(self.path, line, None, _when(month, day, hour), _when(self._month, self._day, self._hour))
        self._hour += 1
        if self._hour > 24:
            self._hour = 1
            self._day += 1
            if self._day > MONTH_DAYS[self._month - 1]:
                self._month, self._day = self._month % 12 + 1, 1
        if (month, day) == (2, 29):
            self.leap_rows += 1
            return False
        self.rows += 1
        return True

    def close(self, line):
        """At the end of the file: WeatherError when the year is not whole. Returns the notes."""
        if self.rows != HOURS:
            due = _when(self._month, self._day, self._hour)
            raise fail(self.path, line, None, f"the end after {self.rows} hours", f"{due} and {HOURS} hours in all")
        return ("29 February was left out",) if self.leap_rows else ()


def _when(month, day, hour):
    if 1 <= month <= 12:
        return f"{day} {MONTHS[month - 1]}, hour {hour}"
    return f"day {day} of month {month}, hour {hour}"
