"""Synthetic years of day-ahead prices by the quarter-hour, from a seed: calm, volatile, crisis.

Shaped after what European day-ahead markets have shown since 2019: two peaks a day, cheaper nights and weekends, a dip
at noon from March to September that goes below zero when there is much wind too, spells of wind over days, and evenings
of scarcity with spikes. A household pays the market's price and a fixed part for taxes and the grid. Not a forecast:
engineering estimates whose mean and spread are like those of the years they are named after.
"""

import math
import random

import numpy as np

QUARTERS_DAY = 96
DAYS = 366


class PriceYear:
    """name; eur_mwh: market price of each quarter-hour from 1 January 00:00 local winter time; fixed_eur_mwh on top of
    it; gas_eur_m3."""

    def __init__(self, name, eur_mwh, fixed_eur_mwh, gas_eur_m3):
        self.name = name
        self.eur_mwh = eur_mwh
        self.fixed_eur_mwh = fixed_eur_mwh
        self.gas_eur_m3 = gas_eur_m3

    def retail_eur_mwh(self, quarter):
        """What the household pays in a quarter-hour of the year (runs on into the next)."""
        return float(self.eur_mwh[quarter % len(self.eur_mwh)]) * 1.0 + self.fixed_eur_mwh


class Kind:
    """mean, swing of the day, of wind and of noon in EUR/MWh; share of days with a spike, its height; gas EUR/m3."""

    def __init__(self, mean, day, wind, noon, spikes, spike, fixed, gas):
        self.mean = mean
        self.day = day
        self.wind = wind
        self.noon = noon
        self.spikes = spikes
        self.spike = spike
        self.fixed = fixed
        self.gas = gas


KINDS = {
    "calm": Kind(45.0, 10.0, 12.0, 8.0, 0.0, 0.0, 190.0, 0.80),
    "volatile": Kind(165.0, 45.0, 60.0, 180.0, 0.03, 300.0, 60.0, 0.95),
    "crisis": Kind(230.0, 60.0, 90.0, 140.0, 0.08, 600.0, 110.0, 1.35),
}


def year(name, seed=1):
    """The PriceYear of this kind; raises KeyError for an unknown name."""
    kind = KINDS[name]
    draw = random.Random(f"{name} {seed}")
    eur = np.zeros(DAYS * QUARTERS_DAY)
    wind = 0.0
    for day in range(DAYS):
        winter = math.cos(2.0 * math.pi * (day - 20) / 365.0)
        sun = max(0.0, -math.cos(2.0 * math.pi * (day + 10) / 365.0) + 0.3) / 1.3 * draw.uniform(0.4, 1.0)
        wind_next = 0.75 * wind + draw.gauss(0.0, 0.66)
        spike = kind.spike * draw.uniform(0.4, 1.0) if wind < -0.5 and draw.random() < 3.0 * kind.spikes else 0.0
        weekend = day % 7 in (4, 5)
        base = kind.mean * (1.0 + 0.15 * winter) - (0.12 * kind.mean if weekend else 0.0)
        for q in range(QUARTERS_DAY):
            hour = q / 4.0
            shape = 0.9 * _bell(hour, 8.5, 1.8) + 1.2 * _bell(hour, 18.5, 2.2) - 0.7 * _bell(hour, 3.0, 2.5)
            blows = wind + (wind_next - wind) * hour / 24.0
            value = base + kind.day * shape - kind.wind * blows - kind.noon * sun * _bell(hour, 13.25, 2.4)
            value += spike * _bell(hour, 18.25, 0.9) + draw.gauss(0.0, 0.03 * kind.mean)
            eur[day * QUARTERS_DAY + q] = min(4000.0, max(-500.0, value))
        wind = wind_next
    return PriceYear(name, np.round(eur, 1), kind.fixed, kind.gas)


def _bell(hour, middle, width):
    return math.exp(-(((hour - middle) / width) ** 2))
