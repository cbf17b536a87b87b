"""A cold spell: seven days around -4 C late in January, to be put into any year.

Dutch cold spells of recent decades were of this kind (February 2012, February 2021: a week, nights of -10 C and below
at De Bilt); a year of normals has none. The figures are a choice, not a statistic.
"""

import numpy as np

MEAN_C = -4.0
MIN_C = -10.0
NOTE = "cold spell 22 to 28 January: mean -4 C, minimum -10 C; degree days grow by it"
FIRST_DAY = 21  # 22 January
DAYS = 7
_COURSE_K = np.array((1.6, 0.6, -0.6, -1.4, -1.2, 0.2, 0.8))  # day by day around the mean
_RAMP_H = 24  # from the weather before, and back


def put_in(outdoor_c):
    """A year of hours, C, with the spell in it; the day before and the day after lead in and out."""
    span = _spell()
    first = FIRST_DAY * 24
    last = first + len(span)
    year = np.array(outdoor_c, dtype=np.float64)
    ramp = (np.arange(_RAMP_H) + 0.5) / _RAMP_H
    before = slice(first - _RAMP_H, first)
    after = slice(last, last + _RAMP_H)
    year[before] += ramp * (span[0] - year[before])
    year[after] += (1.0 - ramp) * (span[-1] - year[after])
    year[first:last] = span
    return year


def _spell():
    """168 hours with exactly the mean and the minimum: a course from day to day and a daily wave."""
    hours = np.arange(DAYS * 24) + 0.5
    course = np.interp(hours, np.arange(DAYS) * 24 + 12.0, _COURSE_K)
    wave = np.cos(2.0 * np.pi * (hours - 15.0) / 24.0)
    course -= course.mean()
    low, high = 0.0, 10.0
    for _ in range(40):
        height = 0.5 * (low + high)
        if (course + height * wave).min() > MIN_C - MEAN_C:
            low = height
        else:
            high = height
    return MEAN_C + course + high * wave
