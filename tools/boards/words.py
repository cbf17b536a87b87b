"""What all readers of board files share: the error, sets of pins as text, tables with known keys."""

import tomllib
from pathlib import Path

from host_sim.scenario import checks
from host_sim.scenario.words import ScenarioError

FOLDER = Path(__file__).resolve().parents[2] / "boards"


class BoardError(ValueError):
    """A board that cannot be used: one line that says file, place, what is wrong and what is allowed."""


def read_toml(path, name):
    """The tables of a file; BoardError names it as ``name``."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BoardError(f"cannot read {name}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise BoardError(f"{name}: is not a text file") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BoardError(f"{name}: not TOML: {one_line(error)}") from None


def one_line(text):
    """Whatever a message is, in one line."""
    return " ".join(str(text).split())


def pin_set(text):
    """{0, 1, 2, 7} of "0-2, 7"; raises ValueError."""
    pins = set()
    for part in text.split(","):
        if part.strip():
            low, dash, high = part.partition("-")
            first, last = int(low), int(high if dash else low)
            if not 0 <= first <= last <= 99:
                raise ValueError(f"{part.strip()} is not pins")
            pins.update(range(first, last + 1))
    return pins


def pin_text(pins):
    """ "0-2, 7" of {0, 1, 2, 7}."""
    parts = []
    for pin in sorted(pins):
        if parts and parts[-1][1] == pin - 1:
            parts[-1][1] = pin
        else:
            parts.append([pin, pin])
    return ", ".join(str(low) if low == high else f"{low}-{high}" for low, high in parts) or "none"


def checked(where, values, allowed, needed=()):
    """{key: checked value} of a table; BoardError names place, key and what is allowed.

    allowed: {key: check that gives the value or raises ValueError}.
    """
    try:
        return checks.whole_table(where, values, allowed, needed)
    except ScenarioError as error:
        raise BoardError(one_line(error)) from None


def texts(value):
    """A list of texts."""
    if not isinstance(value, list):
        raise ValueError(f"{value!r} is not a list of texts")
    return [checks.text(item) for item in value]


def word(pattern, help_text):
    """A text that matches a compiled pattern as a whole."""

    def check(value):
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise ValueError(f"{value!r} is not {help_text}")
        return value

    return check


def some_of(*allowed):
    """A list of different words of these, which may be empty."""

    def check(value):
        if not isinstance(value, list):
            raise ValueError(f"{value!r} is not a list, allowed in it: {', '.join(allowed)}")
        for item in value:
            if not isinstance(item, str) or item not in allowed:
                raise ValueError(f"{item!r} is unknown, allowed: {', '.join(allowed)}")
        if len(set(value)) != len(value):
            raise ValueError("a word is there twice")
        return value

    return check
