"""Draws of a run: a profile exactly as published, or a family that lives around it. Rows: D_* in layout_hot_water."""

import math
import random

import numpy as np

from host_sim.hot_water.profiles import COLD_C, PROFILES
from host_sim.plant.layout_hot_water import *  # noqa: F403 - the layout is nothing but names

DAY_S = 86400.0
J_PER_WH = 3600.0
PATIENCE = 3.0  # times the nominal duration, then a draw is given up
# A family, all estimates: how far an event strays, and how its size does. Mean size 1: a year has the profile's energy.
STRAY_S = 1200.0
SPREAD = 0.3
WEEKEND_LATER_S = 3600.0


def none():
    """No draws."""
    return np.zeros((0, N_D))


def standard(profile, first_s, days):
    """The profile (S, M, L, XL) on each of so many days from first_s on (midnight, s since 1 January)."""
    rows = [
        _row(first_s + day * DAY_S + event[0] * 3600.0 + event[1] * 60.0, 1.0, event)
        for day in range(days)
        for event in _events(profile)
    ]
    return np.array(rows).reshape(-1, N_D)


def family(profile, first_s, days, seed, january_1=2):
    """The profile as a family would draw it; every day has its own dice, so that a week is the same within any run.

    january_1: weekday of 1 January, 0 Monday (2: 2025). A draw that would start during another starts after it.
    """
    rows = []
    first_day = int(first_s // DAY_S)
    for day in range(first_day, first_day + days):
        dice = random.Random(f"hot water {profile} {seed} {day}")
        later = WEEKEND_LATER_S if (january_1 + day) % 7 >= 5 else 0.0
        for event in _events(profile):
            start = day * DAY_S + event[0] * 3600.0 + event[1] * 60.0 + later + dice.gauss(0.0, STRAY_S)
            rows.append(_row(start, math.exp(dice.gauss(-0.5 * SPREAD * SPREAD, SPREAD)), event))
    rows.sort()
    free = -math.inf
    for row in rows:
        row[D_T] = max(row[D_T], free)
        free = row[D_T] + row[D_MOST_S] / PATIENCE
    return np.array(rows).reshape(-1, N_D)


def single(wh, l_min, useful_c, peak_c=0.0, start_s=0.0):
    """One draw of so many Wh at l_min from start_s on."""
    return np.array([_row(start_s, 1.0, (0, 0, wh, l_min, useful_c, peak_c))])


def nominal_s(energy_j, flow_kg_s, wanted_c):
    """Duration of a draw of water at wanted_c, or at 40 C if less is wanted."""
    return energy_j / (flow_kg_s * CP * (max(40.0, wanted_c) - COLD_C))


def _events(profile):
    if profile not in PROFILES:
        raise ValueError(f"no such profile: {profile}; there are {', '.join(PROFILES)}")
    return PROFILES[profile]


def _row(start_s, scale, event):
    _, _, wh, l_min, useful_c, peak_c = event
    energy_j = wh * J_PER_WH * scale
    flow = l_min / 60.0
    most_s = PATIENCE * nominal_s(energy_j, flow, max(useful_c, peak_c))
    return [start_s, energy_j, flow, float(useful_c), float(peak_c), most_s]
