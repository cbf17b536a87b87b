"""Times as people write them in a scenario: lengths, moments of a run, daily windows."""

import re

DAY_S = 86400
_LENGTH = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)min)?(?:(\d+)s)?$")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?$")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LENGTH_HELP = "a length like 90s, 30min, 5h, 1h30min or 2d"
WHEN_HELP = "a moment like 2d16:00 (day 2 of the run, the first is 0), or every day 16:00 or 16:00-21:00"


class ScenarioError(ValueError):
    """A scenario that cannot be used: one line that says where, what and what is allowed."""


def length_s(word):
    """Seconds of "90s", "5h", "1h30min"; raises ValueError with what is allowed."""
    found = _LENGTH.match(word) if isinstance(word, str) and word else None
    if not found:
        raise ValueError(f"{word!r} is not {LENGTH_HELP}")
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    total = days * DAY_S + hours * 3600 + minutes * 60 + seconds
    if not 0 < total <= 3660 * DAY_S:
        raise ValueError(f"{word!r} is not between 1s and 3660d")
    return total


def clock_s(word):
    """Seconds after midnight of "16:00" or "16:00:05"; 24:00 is the end of the day."""
    found = _CLOCK.match(word)
    if found:
        hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
        at_s = hour * 3600 + minute * 60 + second
        if minute < 60 and second < 60 and at_s <= DAY_S:
            return at_s
    raise ValueError(f"{word!r} is not a time of day")


class When:
    """When an event happens: once, or every day on some days. from_s: since the start, or since midnight if daily."""

    def __init__(self, from_s, for_s, daily):
        self.from_s = from_s
        self.for_s = for_s
        self.daily = daily


def when(word):
    """A When of "2d16:00", "2d", "16:00" or "16:00-21:00"; raises ValueError with what is allowed."""
    text = word.strip() if isinstance(word, str) else ""
    day, d, clock = text.partition("d")
    try:
        if d and day.isdecimal() and int(day) < 3660:
            return When(int(day) * DAY_S + (clock_s(clock) if clock else 0), None, False)
        begin, dash, end = text.partition("-")
        from_s = clock_s(begin.strip())
        if not dash:
            return When(from_s, None, True)
        # A window may run over midnight.
        return When(from_s, (clock_s(end.strip()) - from_s - 1) % DAY_S + 1, True)
    except ValueError:
        raise ValueError(f"{word!r} is not {WHEN_HELP}") from None


def days(word):
    """Test of (day number since the start, weekday 0 Monday) from "mon-fri", "sat, sun", or a list of day numbers."""
    if isinstance(word, list) and word and all(type(day) is int and day >= 0 for day in word):
        numbers = frozenset(word)
        return lambda day, weekday: day in numbers
    chosen = set()
    for part in word.split(",") if isinstance(word, str) else ("?",):
        first, dash, last = (piece.strip() for piece in part.lower().partition("-"))
        if first not in WEEKDAYS or (dash and last not in WEEKDAYS):
            raise ValueError(f"{word!r} is not days like 'mon-fri' or 'sat, sun', or a list of day numbers like [0, 2]")
        begin = WEEKDAYS.index(first)
        count = (WEEKDAYS.index(last) - begin) % 7 if dash else 0
        chosen |= {(begin + i) % 7 for i in range(count + 1)}
    return lambda day, weekday: weekday in chosen
