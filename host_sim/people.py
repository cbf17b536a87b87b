"""People in a home: when they are in, the heat that they and their appliances give off, and the room they ask for.

Hours are clock hours of local standard time; weekdays count from 0, Monday. The kinds differ in when the heat comes,
not in how much: every kind has the same mean over the week, so that homes stay comparable. The mean of 2.7 W per m2 of
floor is an estimate: rules for dwellings use 2 to 4 W/m2 (ISO 13790 annex G lists such values by room and hour; it also
has the shape: little at night, most between 17 and 23 h). The presence of each kind is an estimate too.
"""

import re
from datetime import datetime, timedelta

import numpy as np

MEAN_W_M2 = 2.7
WEEK_H = 168
HOURS = 8760
SATURDAY = 5

KINDS = {
    "constant": "the same heat every hour, always somebody in",
    "family": "out for school and part-time work, home from the afternoon",
    "working": "out from 8 to 18 on weekdays",
    "retired": "mostly at home",
}

# Share of the people that is at home, as (from hour, share) until the next.
_PRESENCE = {
    "constant": (((0, 1.0),), ((0, 1.0),)),
    "family": (
        ((0, 1.0), (8, 0.3), (13, 0.4), (15, 0.7), (18, 1.0)),
        ((0, 1.0), (10, 0.7), (12, 0.6), (17, 0.9), (23, 1.0)),
    ),
    "working": (
        ((0, 1.0), (7, 0.6), (8, 0.0), (18, 0.8), (19, 1.0)),
        ((0, 1.0), (10, 0.6), (17, 0.7), (23, 1.0)),
    ),
    "retired": (
        ((0, 1.0), (10, 0.7), (12, 0.9), (14, 0.7), (16, 1.0)),
        ((0, 1.0), (10, 0.8), (12, 0.9), (14, 0.7), (17, 1.0)),
    ),
}
# Weight of the heat by hour of the day: what runs always, and what people do while they are in and awake.
_ALWAYS = 0.35
_DOING = ((0, 0.25), (6, 0.6), (7, 1.0), (9, 0.7), (12, 0.9), (14, 0.7), (17, 1.6), (21, 1.3), (23, 0.5))


class PeopleError(ValueError):
    """A kind of household that does not exist; the message lists those that do."""


def presence(kind, start_weekday):
    """Share 0..1 of the people at home, 8760 hourly values; start_weekday 0..6 is that of 1 January."""
    return _year(_present(kind), start_weekday)


def gains_w_m2(kind, start_weekday, mean_w_m2=MEAN_W_M2):
    """Internal gains, W per m2 of floor, 8760 hourly values; mean_w_m2 is the mean of the week."""
    share = _present(kind)
    if kind == "constant":
        return np.full(HOURS, float(mean_w_m2))
    heat = _ALWAYS + share * np.tile(_day(_DOING), 7)
    return _year(heat * (mean_w_m2 / heat.mean()), start_weekday)


def _present(kind):
    """168 hours from Monday 00:00."""
    if kind not in KINDS:
        raise PeopleError(f"unknown kind of people '{kind}', allowed: {', '.join(KINDS)}")
    weekday, weekend = (_day(steps) for steps in _PRESENCE[kind])
    return np.concatenate([weekend if day >= SATURDAY else weekday for day in range(7)])


def _day(steps):
    """24 hours from steps (from hour, value)."""
    hours = np.empty(24)
    for hour, value in steps:
        hours[hour:] = value
    return hours


def _year(week, start_weekday):
    """8760 hours that begin on a weekday, from a week that begins on Monday."""
    if start_weekday not in range(7):
        raise PeopleError(f"weekday {start_weekday} is unknown, allowed: 0 (Monday) to 6 (Sunday)")
    return week[(np.arange(HOURS) + 24 * start_weekday) % WEEK_H]


DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LOW_C, HIGH_C = 5.0, 30.0
_DAY_MIN = 1440
_WEEK_MIN = 7 * _DAY_MIN
_TIME = re.compile(r"(\d{1,2})(?::(\d{2}))?", re.ASCII)
_TARGET = re.compile(r"\d+(\.\d+)?", re.ASCII)
_GROUPS = {"daily": range(7), "weekday": range(5), "weekend": range(5, 7)}
_WORDS = f"a temperature {LOW_C:g}..{HIGH_C:g}, times like 6:30-22, daily, weekday, weekend, mon..sun, mon-fri or else"


class ScheduleError(ValueError):
    """A schedule that cannot be understood; the message names the word and what is allowed."""


class Schedule:
    """Room target over the week, C, by the minute; absences with their own target on top."""

    def __init__(self, week, absences=()):
        self._week = week  # 10080 targets from Monday 00:00
        self._absences = tuple(absences)  # (first, until, target), the latest counts

    def target_c(self, weekday, minute):
        """Target C on a weekday 0..6 at a minute 0..1439, absences aside."""
        return self._week[weekday * _DAY_MIN + minute]

    def away(self, first, until, target_c):
        """The same schedule with an absence from first to until (datetimes, until is back home) at its own target C."""
        if not first < until:
            raise ScheduleError(f"away until {until:%Y-%m-%d %H:%M} is not after {first:%Y-%m-%d %H:%M}")
        if not LOW_C <= target_c <= HIGH_C:
            raise ScheduleError(f"away: {target_c:g} is out of range, allowed {LOW_C:g}..{HIGH_C:g} C")
        return Schedule(self._week, (*self._absences, (first, until, float(target_c))))

    def at(self, when):
        """Target C at a datetime."""
        for first, until, target in reversed(self._absences):
            if first <= when < until:
                return target
        return self.target_c(when.weekday(), when.hour * 60 + when.minute)

    def changes(self, start, days):
        """[(seconds since start, target C), ...] over some days from a datetime: the target at 0, then every change."""
        end = start + timedelta(days=days)
        times = {start}
        for first, until, _target in self._absences:
            times.update(when for when in (first, until) if start < when < end)
        week = datetime(start.year, start.month, start.day) - timedelta(days=start.weekday())
        minutes = [m for m in range(_WEEK_MIN) if self._week[m] != self._week[m - 1]]
        while week < end:
            times.update(when for m in minutes if start < (when := week + timedelta(minutes=m)) < end)
            week += timedelta(days=7)
        changes: list[tuple[float, float]] = []
        for when in sorted(times):
            target = self.at(when)
            if not changes or target != changes[-1][1]:
                changes.append(((when - start).total_seconds(), target))
        return changes


def schedule(text):
    """The Schedule of a text such as "20 06:30-22:30, 17" or "weekday 20 6:30-8 17-22:30; weekend 20 8-23; else 16.5".

    Parts are separated by ; or , and each is: days (none: every day), a temperature, times (none: all day). The first
    part that names a minute counts. A part without days and times, or with `else`, is what holds for the rest.
    """
    week: list[float | None] = [None] * _WEEK_MIN
    parts = [part.split() for part in re.split("[;,]", text.lower())]
    for words in parts:
        if not words:
            raise ScheduleError(f"schedule '{text}': a part is empty, expected {_WORDS}")
        days, target, spans = _part(words)
        free = week.count(None)
        for day in days:
            for first, last in spans:
                for minute in range(first, last):
                    at = (day * _DAY_MIN + minute) % _WEEK_MIN
                    if week[at] is None:
                        week[at] = target
        if week.count(None) == free:
            raise ScheduleError(f"schedule '{text}': '{' '.join(words)}' never counts after the parts before it")
    if None in week:
        day, minute = divmod(week.index(None), _DAY_MIN)
        raise ScheduleError(
            f"schedule '{text}': no target on {DAYS[day]} at {minute // 60}:{minute % 60:02d}, add the rest: '; 17'"
        )
    return Schedule(week)


def _part(words):
    """(days, target, [(first minute, last minute), ...]) of the words of a part; a night goes on after minute 1440."""
    days: set[int] = set()
    target = None
    spans = []
    rest = words[0] == "else"
    for word in words[1:] if rest else words:
        named = _days(word)
        if named is not None and target is None and not rest:
            days.update(named)
        elif _TARGET.fullmatch(word) and target is None:
            target = float(word)
            if not LOW_C <= target <= HIGH_C:
                raise ScheduleError(f"schedule: '{word}' is out of range, allowed {LOW_C:g}..{HIGH_C:g} C")
        elif "-" in word and target is not None and not rest:
            spans.append(_span(word))
        else:
            raise ScheduleError(f"schedule: '{word}' in '{' '.join(words)}' is not understood, allowed: {_WORDS}")
    if target is None:
        raise ScheduleError(f"schedule: '{' '.join(words)}' has no temperature, allowed {LOW_C:g}..{HIGH_C:g} C")
    return sorted(days) or range(7), target, spans or [(0, _DAY_MIN)]


def _days(word):
    """Weekdays of a word, None when it names none."""
    if word in _GROUPS:
        return _GROUPS[word]
    first, _, last = word.partition("-")
    if first not in DAYS or (last and last not in DAYS) or word.endswith("-"):
        return None
    begin = DAYS.index(first)
    return [(begin + n) % 7 for n in range((DAYS.index(last or first) - begin) % 7 + 1)]


def _span(word):
    """First and last minute of a word like 6:30-22; the last is later, if need be on the day after."""
    ends = []
    for text in word.split("-"):
        found = _TIME.fullmatch(text)
        minute = int(found[1]) * 60 + int(found[2] or 0) if found else _DAY_MIN + 1
        if found is None or minute > _DAY_MIN or int(found[2] or 0) > 59:
            raise ScheduleError(f"schedule: '{word}' is not a span of time, write it like 6:30-22 within 0:00-24:00")
        ends.append(minute)
    if len(ends) != 2 or ends[0] == ends[1]:
        raise ScheduleError(f"schedule: '{word}' is not a span of time, write it like 6:30-22 within 0:00-24:00")
    return ends[0], ends[1] if ends[1] > ends[0] else ends[1] + _DAY_MIN
