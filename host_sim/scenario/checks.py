"""What a key of a scenario file may hold. Each check gives what is used; its ValueError says why not."""

import math

from host_sim.scenario import words


def number(low, high):
    """A number within low..high."""

    def check(value):
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
            raise ValueError(f"{value!r} is not a number, allowed {low:g}..{high:g}")
        if not low <= value <= high:
            raise ValueError(f"{value} is out of range, allowed {low:g}..{high:g}")
        return float(value)

    return check


def whole(low, high):
    """A whole number within low..high."""

    def check(value):
        if type(value) is not int:
            raise ValueError(f"{value!r} is not a whole number, allowed {low}..{high}")
        if not low <= value <= high:
            raise ValueError(f"{value} is out of range, allowed {low}..{high}")
        return value

    return check


def one_of(*allowed):
    """One of these words (or numbers)."""

    def check(value):
        if isinstance(value, bool) or value not in allowed:
            raise ValueError(f"{value!r} is unknown, allowed: {', '.join(map(str, allowed))}")
        return value

    return check


def flag(value):
    """true or false."""
    if type(value) is not bool:
        raise ValueError(f"{value!r} is not true or false")
    return value


def text(value):
    """Words in quotes."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{value!r} is not a text in quotes")
    return value.strip()


def length(value):
    """A length of time, as seconds."""
    return words.length_s(value)


def clock(value):
    """A time of day, as seconds after midnight."""
    try:
        return words.clock_s(value)
    except (TypeError, ValueError):
        raise ValueError(f"{value!r} is not a time of day like 13:00") from None


def numbers(low, high):
    """A list of numbers, each within low..high."""
    each = number(low, high)

    def check(value):
        if not isinstance(value, list) or not value:
            raise ValueError(f"{value!r} is not a list of numbers")
        return [each(item) for item in value]

    return check


def day_numbers(value):
    """Days of the run, the first is 0."""
    if not isinstance(value, list) or not all(type(day) is int and 0 <= day < 3660 for day in value):
        raise ValueError(f"{value!r} is not a list of day numbers like [0, 2]")
    return tuple(value)


def table(value):
    """A table in braces."""
    if not isinstance(value, dict) or not value:
        raise ValueError(f"{value!r} is not a table like {{ room_target_c100 = 2100 }}")
    return value


def whole_table(where, values, allowed, needed=()):
    """{key: checked value} of a table of the file; ScenarioError names table, key and what is allowed."""
    if not isinstance(values, dict):
        raise words.ScenarioError(f"{where}: is not a table")
    checked = {}
    for key, value in values.items():
        if key not in allowed:
            raise words.ScenarioError(f"{where}: unknown key '{key}', allowed: {', '.join(allowed)}")
        try:
            checked[key] = allowed[key](value)
        except ValueError as error:
            raise words.ScenarioError(f"{where}: {key}: {error}") from None
    for key in needed:
        if key not in checked:
            raise words.ScenarioError(f"{where}: '{key}' is missing")
    return checked
