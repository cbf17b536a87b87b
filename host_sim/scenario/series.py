"""Values by the quarter-hour that somebody publishes: prices, carbon dioxide, a capacity profile.

A Feed knows the true value of any quarter of the run, negative ones in the warm-up day included; when the house gets
to know them is another matter (world). Quarters count from midnight of the first day.
"""

import csv
import math
from datetime import datetime

import numpy as np

QUARTERS = 96
QUARTER_S = 900
DEFAULT_PUSH_S = 13 * 3600  # the day-ahead auction's results come at about 13:00
# Relative price by the hour of a plain day: night, morning peak, noon, evening peak (shape of Dutch day-ahead means).
_SHAPE = (
    0.83, 0.79, 0.76, 0.75, 0.78, 0.87, 1.06, 1.22, 1.24, 1.08, 0.94, 0.86,
    0.81, 0.79, 0.83, 0.93, 1.09, 1.28, 1.42, 1.38, 1.21, 1.07, 0.98, 0.90,
)  # fmt: skip
_NEGATIVE = range(11, 16)
_SPIKE = range(17, 20)


class Feed:
    """values: one number a quarter, for whole days; repeat: begin again when they are used up. None is no value."""

    def __init__(self, values, push_s=DEFAULT_PUSH_S):
        self.values = values
        self.push_s = push_s

    def at(self, quarter):
        """The true value of a quarter, None where there is none."""
        return self.values(quarter)


def repeated(numbers, step_min):
    """A lookup over whole days of numbers, one every step_min minutes; begins again at their end."""
    per_day = 1440 // step_min
    if not numbers or len(numbers) % per_day:
        raise ValueError(f"{len(numbers)} values every {step_min} min are not whole days of {per_day}")
    share = step_min // 15
    count = len(numbers) * share
    return lambda quarter: numbers[quarter % count // share]


def day_ahead(mean, swing, seed, negative, spike, start):
    """Hourly day-ahead prices, EUR/MWh, around a mean: weekdays dearer than weekends, noise, days with negative hours
    at noon and days with a spike in the evening. Made up, but the same for the same seed."""
    known = {}

    def day(number):
        if number not in known:
            rng = np.random.default_rng((seed, number + 1000))
            weekend = 0.85 if (start.weekday() + number) % 7 >= 5 else 1.03
            level = mean * weekend * math.exp(0.12 * rng.standard_normal())
            price = [level * (1.0 + swing * (s - 1.0)) * (1.0 + 0.05 * rng.standard_normal()) for s in _SHAPE]
            for hour in _NEGATIVE if number in negative else ():
                price[hour] = -mean * (0.1 + 0.5 * rng.random())
            for hour in _SPIKE if number in spike else ():
                price[hour] = mean * (5.0 + 3.0 * rng.random())
            known[number] = [round(value, 2) for value in price]
        return known[number]

    return lambda quarter: day(quarter // QUARTERS)[quarter % QUARTERS // 4]


def windows(rows, base):
    """A lookup from [(from_s, for_s, value)] of every day, base elsewhere."""
    values = [base] * QUARTERS
    for from_s, for_s, value in rows:
        for quarter in range(from_s // QUARTER_S, -(-(from_s + for_s) // QUARTER_S)):
            values[quarter % QUARTERS] = value
    return lambda quarter: values[quarter % QUARTERS]


def read_csv(path, start, step_min):
    """A lookup from a file of "value" or "YYYY-MM-DD HH:MM,value" lines; raises ValueError("line 3: ...").

    Without times the values are whole days, one every step_min minutes, and begin again at their end; with times a
    quarter has the value of the last line up to it, and none before the first or an hour after the last.
    """
    timed, plain = {}, []
    with open(path, newline="", encoding="utf-8") as file:
        for number, row in enumerate(csv.reader(file), 1):
            cells = [cell.strip() for cell in row if cell.strip()]
            if not cells or cells[0].startswith("#"):
                continue
            try:
                value = float(cells[-1])
                if not math.isfinite(value):
                    raise ValueError
                if len(cells) == 1:
                    plain.append(value)
                else:
                    moment = datetime.strptime(cells[0].replace("T", " ")[:16], "%Y-%m-%d %H:%M")
                    timed[int((moment - start).total_seconds()) // QUARTER_S] = value
            except ValueError:
                if number == 1:
                    continue  # a heading
                wanted = "'value' or 'YYYY-MM-DD HH:MM,value'"
                raise ValueError(f"line {number}: {','.join(row)!r} is not {wanted}") from None
    if plain and timed:
        raise ValueError("some lines have a time and some have not")
    if plain:
        return repeated(plain, step_min)
    if not timed:
        raise ValueError("no values")
    places = sorted(timed)

    def at(quarter):
        i = int(np.searchsorted(places, quarter, side="right")) - 1
        return timed[places[i]] if i >= 0 and quarter - places[i] < 4 else None

    return at
