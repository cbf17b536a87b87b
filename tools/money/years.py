"""Years of homes under price years, one simulation each: what heat cost, how warm it was, how often it started."""

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
# The heating season: what is cheaper is decided then.
START = datetime(2025, 2, 20)
DAYS = 212
PERIOD_S = 30


class Outcome:
    """Money in EUR, kelvin-hours under the target, starts; load in W by the quarter-hour, for the optimum."""

    def __init__(self, cost_eur, under_kh, starts, result):
        self.cost_eur = cost_eur
        self.under_kh = under_kh
        self.starts = starts
        self.result = result


def config(home, emitter, prices, rule, days=DAYS, seed=1, settings=None):
    """The Config of one year."""
    year = price_years.year(prices, seed)
    return Config(
        home=homes.HOMES[home], emitter=emitter, hot_water="none", start=START, days=days, period_s=PERIOD_S, seed=seed,
        gas_price_eur_m3=year.gas_eur_m3, price_year=year, settings={t.P_RULE: RULES[rule], **(settings or {})},
    )  # fmt: skip


def run(job):
    """(job, Outcome) of (home, emitter, prices, rule, days, seed, settings); for a pool of processes."""
    chosen = config(*job)
    result = Simulation(chosen).run()
    if result.summary["floor_violations"]:
        raise RuntimeError(f"{job}: {result.summary['floor_violations']}")
    return job, Outcome(cost_eur(chosen, result), result.summary["underheated_kh"], result.summary["hp_starts"], result)


def cost_eur(chosen, result):
    """Energy of both machines and their pumps at the prices of each quarter-hour."""
    bins = result.bins
    power_w = bins["p_hp_w"] + bins["p_pumps_w"] + bins["p_boiler_w"]
    hours = result.bin_s / 3600.0
    first = int((chosen.start - datetime(chosen.start.year, 1, 1)).total_seconds()) // 900
    per_quarter = max(1, result.bin_s // 900)
    quarters = first + np.arange(len(power_w)) * result.bin_s // 900
    prices = np.array([
        np.mean([chosen.price_year.retail_eur_mwh(int(q) + i) for i in range(per_quarter)]) for q in quarters
    ])  # fmt: skip
    electricity = float(np.sum(power_w * hours / 1e6 * prices))
    gas = float(np.sum(bins["gas_w"]) * hours / 1000.0 / GAS_KWH_M3 * chosen.gas_price_eur_m3)
    return electricity + gas
