"""Two days of three houses; prints what must be the same bits when the plant is not compiled (TANDEM_PLAIN=1).

    python tests/sim/plain_bits.py [UA...]

UA: heat losses as an earlier run printed them, in place of a search through dozens of years: one shows the same.
"""

import sys
from datetime import datetime

import numpy as np

from host_sim.plant import calibrate
from host_sim.plant.install import house
from host_sim.plant.layout import N_PAR
from host_sim.run import Config, Simulation

HOUSES = (
    {"cutout_c": 2.0},
    {
        "scheme": "mixed", "emitter": "ht", "monobloc": True, "hot_water": "tank", "charge_by": "hp",
        "tapping": "family-L", "valves": True, "mixing": 0.05, "people": "family",
    },
    {"scheme": "series", "valves": True},
)  # fmt: skip
search = calibrate._search
given = [float(text) for text in sys.argv[1:]]


def searched(area_m2, wanted_j, to_air, wx):
    """A line for each house that is calibrated: UA, and the heat of a year with it."""
    ua = given.pop(0) if given else search(area_m2, wanted_j, to_air, wx)
    par = np.zeros(N_PAR)
    house(par, area_m2, ua)
    print("calibrated", ua, calibrate.ideal_heat_j(par, wx, to_air, 120.0))
    return ua


calibrate._search = searched
for chosen in HOUSES:
    simulation = Simulation(Config(start=datetime(2025, 1, 22), days=1, **chosen))
    print("run", simulation.run().summary["trace_sha256"], [float(value) for value in simulation.plant.x])
