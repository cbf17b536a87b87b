"""What perfect foresight could have saved: a linear programme over the hours of a run, solved by HiGHS (scipy).

Each hour's heat is made by the heat pump at the COP of the required flow temperature or by the boiler; a store of
0.3 K of the house's light parts may be filled and emptied without loss. No starts, no lowest output, no pauses: a bound
that no controller reaches, good for seeing how far away one is.
"""

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import eye as eye_array
from scipy.sparse import hstack

from host_sim.plant.hp_map import capacity_w, cop
from host_sim.plant.install import GAS_KWH_M3
from tools.money.years import quarter_prices

STORE_KWH = 1.0  # 0.3 K of air, furniture and the water of radiators, some 3 kWh/K (engineering estimate)
EFFICIENCY = 0.95


def optimum_eur(chosen, plant, result):
    """Least cost of the heat of a run, EUR. plant: its dwelling.Plant."""
    bins = result.bins
    per_hour = int(3600 // result.bin_s)
    hours = len(bins["room_c"]) // per_hour

    def hourly(values):
        return np.nanmean(np.asarray(values, dtype=float)[: hours * per_hour].reshape(hours, per_hour), axis=1)

    heat = np.maximum(0.0, hourly(bins["q_hp_w"]) + hourly(bins["q_boiler_w"])) / 1000.0
    # The timing of single runs is the controller's own; what the house asked for is smoother.
    heat = np.convolve(heat, np.ones(5) / 5.0, mode="same")
    outdoor = hourly(bins["outdoor_c"])
    flow = np.nan_to_num(hourly(bins["flow_c"]), nan=30.0)
    price = hourly(quarter_prices(chosen, result)) / 1000.0
    m = plant.m
    made = float(np.sum(bins["q_hp_w"]))
    used = float(np.sum(bins["p_hp_w"] + bins["p_pumps_w"] * 0.25))
    cops = np.array([cop(m, f, o, 0.6) for f, o in zip(flow, outdoor, strict=True)])
    run = hourly(bins["q_hp_w"]) > 300.0
    if run.any() and used > 0.0:
        cops *= (made / used) / max(1.0, float(np.mean(cops[run])))
    most = np.array([capacity_w(m, f, o) for f, o in zip(flow, outdoor, strict=True)]) / 1000.0
    gas = chosen.gas_price_eur_m3 / GAS_KWH_M3 / EFFICIENCY
    one = eye_array(hours, format="csr")
    shift = eye_array(hours, k=-1, format="csr")
    balance = hstack([one, one, shift - one], format="csr")  # heat pump, boiler, store at the end of the hour
    found = linprog(
        np.concatenate([price / cops, np.full(hours, gas), np.zeros(hours)]),
        A_eq=balance, b_eq=heat, method="highs",
        bounds=[(0.0, w) for w in most] + [(0.0, None)] * hours + [(-STORE_KWH, STORE_KWH)] * hours,
    )  # fmt: skip
    if found.status != 0:
        raise RuntimeError(f"the optimum was not found: {found.message}")
    return float(found.fun)
