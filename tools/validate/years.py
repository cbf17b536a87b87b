"""Whole simulated years (and shorter runs) as jobs. Options are plain, so that they travel between processes."""

import numpy as np

from host_sim.figures import KWH_J
from host_sim.homes import HOMES, by_gas
from host_sim.plant.layout import A_E_HP_PUMP, A_S, P_HP_STANDBY_W
from host_sim.run import Config, Simulation


def simulate(home, options, hours=False):
    """The summary of a run; home: a known home's name or its yearly gas in m3.

    Beside the summary: compressor_kwh, pump_kwh and standby_kwh, of which electricity_kwh is the sum; by_outdoor:
    [(from C, kWh by the heat pump, kWh by the boiler)] in steps of 1 K; hours (if asked for): per hour outdoor C, heat
    kWh by the heat pump and its flow C, weighted with that heat.
    """
    chosen = HOMES[home] if isinstance(home, str) else by_gas(home)
    simulation = Simulation(Config(home=chosen, **options))
    result = simulation.run()
    got = dict(result.summary)
    seconds = float(simulation.acc[A_S])
    got["pump_kwh"] = float(simulation.acc[A_E_HP_PUMP]) / KWH_J
    got["standby_kwh"] = float(simulation.par[P_HP_STANDBY_W]) * seconds / KWH_J
    if got["electricity_kwh"] is not None:
        got["compressor_kwh"] = got["electricity_kwh"] - got["pump_kwh"] - got["standby_kwh"]
    outdoor = np.asarray(result.bins["outdoor_c"])
    hp = np.asarray(result.bins["q_hp_w"]) * result.bin_s / KWH_J
    boiler = np.asarray(result.bins["q_boiler_w"]) * result.bin_s / KWH_J
    degree = np.floor(outdoor).astype(int)
    got["by_outdoor"] = [
        (int(c), float(hp[degree == c].sum()), float(boiler[degree == c].sum())) for c in np.unique(degree)
    ]
    if hours:
        flow = np.asarray(result.bins["hp_flow_c"])
        per = round(3600 / result.bin_s)
        made = np.maximum(hp, 0.0).reshape(-1, per)
        sums = np.maximum(made.sum(axis=1), 1e-9)
        got["hours"] = (
            outdoor.reshape(-1, per).mean(axis=1),
            hp.reshape(-1, per).sum(axis=1),
            (flow.reshape(-1, per) * made).sum(axis=1) / sums,
        )
    return got


def boiler_share(got, from_c, to_c=99):
    """Share of all heat that the boiler made with from_c <= outdoor < to_c."""
    rows = got["by_outdoor"]
    heat = sum(hp + boiler for _, hp, boiler in rows)
    return sum(boiler for c, _, boiler in rows if from_c <= c < to_c) / heat


def heat_share(got, from_c):
    """Share of all heat that was made at from_c outdoors and above."""
    rows = got["by_outdoor"]
    heat = sum(hp + boiler for _, hp, boiler in rows)
    return sum(hp + boiler for c, hp, boiler in rows if c >= from_c) / heat
