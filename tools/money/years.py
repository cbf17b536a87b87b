"""Heating seasons of homes under price years, one simulation each: what heat cost, how warm it was, how many starts."""

from datetime import datetime

import numpy as np

from host_sim import homes, price_years
from host_sim.plant.install import GAS_KWH_M3
from host_sim.run import Config, Simulation
from tandem.control import param_table as t

HOMES = (
    ("terraced", "lt"),
    ("terraced", "ht"),
    ("semi-detached", "lt"),
    ("average", "floor"),
    ("detached-poor", "convector"),
)
PRICES = tuple(price_years.KINDS)
RULES = {"cost": 0, "cut-out": 1, "even": 2, "deficit": 3}
SIMPLE = ("cut-out", "even", "deficit")
# The heating season: what is cheaper is decided then.
START = datetime(2025, 10, 1)
DAYS = 212
PERIOD_S = 30


class Season:
    """Money in EUR, kelvin-hours under the target, starts, and what perfect foresight would have paid for the heat."""

    def __init__(self, cost_eur, under_kh, starts, broken, optimum_eur):
        self.cost_eur = cost_eur
        self.under_kh = under_kh
        self.starts = starts
        self.broken = broken  # floors, as texts
        self.optimum_eur = optimum_eur


def config(home, emitter, prices, rule, start=START, days=DAYS, seed=1, settings=None):
    """The Config of one season."""
    year = price_years.year(prices, seed)
    return Config(
        home=homes.HOMES[home], emitter=emitter, hot_water="none", start=start, days=days, period_s=PERIOD_S, seed=seed,
        gas_price_eur_m3=year.gas_eur_m3, price_year=year, settings={t.P_RULE: RULES[rule], **(settings or {})},
    )  # fmt: skip


def run(job):
    """(job, Season) of a tuple of config()'s arguments; for a pool of processes."""
    from tools.money.optimum import optimum_eur

    chosen = config(*job)
    simulation = Simulation(chosen)
    result = simulation.run()
    got = result.summary
    best = optimum_eur(chosen, simulation.plant, result)
    under_kh = float(np.sum(np.maximum(0.0, result.bins["target_c"] - result.bins["room_c"]))) * result.bin_s / 3600.0
    return job, Season(cost_eur(chosen, result), under_kh, got["hp_starts"], got["floor_violations"], best)


def cost_eur(chosen, result):
    """Energy of both machines and their pumps at the prices of each quarter-hour."""
    bins = result.bins
    power_w = bins["p_hp_w"] + bins["p_pumps_w"] + bins["p_boiler_w"]
    hours = result.bin_s / 3600.0
    electricity = float(np.sum(power_w * hours / 1e6 * quarter_prices(chosen, result)))
    gas = float(np.sum(bins["gas_w"]) * hours / 1000.0 / GAS_KWH_M3 * chosen.gas_price_eur_m3)
    return electricity + gas


def quarter_prices(chosen, result):
    """EUR/MWh of electricity in each bin of a result; a bin is a quarter-hour or less."""
    first = int((chosen.start - datetime(chosen.start.year, 1, 1)).total_seconds())
    seconds = first + np.arange(len(result.bins["room_c"])) * result.bin_s
    return np.array([chosen.price_year.retail_eur_mwh(int(s) // 900) for s in seconds])
