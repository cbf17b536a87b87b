"""A made-up run with realistic shapes, for the tests of report and table. No physics worth the name."""

from datetime import datetime

import numpy as np

from host_sim.result import RunResult, bin_seconds
from tandem.ports import frame, reasons

GAS_KWH_M3 = 9.77
LOSS_W_K = 160.0
GAS_EUR_M3 = 1.30
POWER_EUR_KWH = 0.28


def fake_result(days=7, kind="hybrid", complete=True, violations=(), seed=1, start=None):
    """A run of ``days`` days; kind: "hybrid", "boiler" or "heat pump". Not complete: only 40 % of the bins exist."""
    rng = np.random.default_rng(seed)
    bin_s = bin_seconds(days)
    start = start or (datetime(2025, 1, 13) if days <= 14 else datetime(2025, 1, 1))
    n = int(days * 86400 * (1.0 if complete else 0.4)) // bin_s
    bins = _weather(n, bin_s, start, rng)
    decisions = _control(bins, n, bin_s, kind)
    _machines(bins, rng)
    summary = _summary(bins, bin_s, kind)
    summary.update(start=start.isoformat(), days=days, complete=complete, seed=seed, floor_violations=list(violations))
    return RunResult(summary, start, bin_s, bins, decisions)


def _weather(n, bin_s, start, rng):
    """Outdoor, sun, gains, target and the heat load that follows from them."""
    t_d = start.timetuple().tm_yday - 1 + np.arange(n) * bin_s / 86400.0
    knots = rng.normal(0.0 if n * bin_s > 14 * 86400 else -3.0, 3.2, int(t_d[-1] - t_d[0]) // 3 + 3)
    drift = np.interp(t_d - t_d[0], np.arange(len(knots)) * 3.0, knots)
    season = 10.0 - 8.0 * np.cos(2 * np.pi * (t_d - 15) / 365)
    daylight = np.maximum(0.0, np.sin(2 * np.pi * (t_d % 1 - 0.27)))
    outdoor = season + drift + 2.5 * np.sin(2 * np.pi * (t_d % 1 - 0.38))
    hour = t_d % 1 * 24
    target = np.where((hour >= 6.5) & (hour < 22.5), 20.0, 18.0)
    solar = 900.0 * daylight * (1.2 - np.cos(2 * np.pi * t_d / 365)) * rng.uniform(0.2, 1.0, 400)[t_d.astype(int)]
    gains = 250.0 + 200.0 * ((hour > 17) & (hour < 23))
    load = np.maximum(0.0, LOSS_W_K * (target - outdoor) - solar - gains)
    required = np.where(load > 100.0, np.clip(26.0 + load / 150.0, 28.0, 60.0), np.nan)
    return {
        "outdoor_c": outdoor,
        "target_c": target,
        "solar_w": solar,
        "gains_w": gains,
        "load_w": load,
        "required_c": required,
    }


def _control(bins, n, bin_s, kind):
    """Plans by outdoor temperature, on and off by a store of heat; returns the decisions."""
    q_hp, q_boiler, room = np.zeros(n), np.zeros(n), np.zeros(n)
    hp_starts, boiler_starts, plan = np.zeros(n, int), np.zeros(n, int), np.zeros(n, int)
    decisions, store_j, heating, now_c = [], 0.0, False, 20.0
    last = (-1, -1)
    for i in range(n):
        outdoor, load, target = bins["outdoor_c"][i], bins["load_w"][i], bins["target_c"][i]
        store_j = max(-9e6, store_j - load * bin_s)
        if heating and store_j > 3e6 or load <= 100.0:
            heating = False
        elif store_j < -2e6:
            heating = True
        wanted, why = _plan(outdoor, load, heating, kind)
        if (wanted, why) != last:
            if wanted & 1 and not last[0] & 1 or last[0] < 0 and wanted & 1:
                hp_starts[i] += 1
            if wanted & 2 and not last[0] & 2 or last[0] < 0 and wanted & 2:
                boiler_starts[i] += 1
            decisions.append((i * bin_s, wanted, why))
            last = (wanted, why)
        plan[i] = wanted
        if wanted & 1:
            q_hp[i] = -1400.0 if outdoor < 5.0 and bin_s == 60 and i % 85 < 4 else np.clip(load * 1.2, 1600.0, 4300.0)
        if wanted & 2:
            q_boiler[i] = max(6000.0, load * 1.3)
        store_j += (q_hp[i] + q_boiler[i]) * bin_s
        pull = (target - now_c) * 0.0002 + (q_hp[i] + q_boiler[i] - load) * 8e-9
        now_c += bin_s * pull + max(0.0, outdoor - 18.0) * 4e-7 * bin_s
        room[i] = now_c
    bins.update(q_hp_w=q_hp, q_boiler_w=q_boiler, room_c=room, plan=plan)
    bins.update(hp_starts=hp_starts, boiler_starts=boiler_starts)
    return decisions


def _plan(outdoor, load, heating, kind):
    """(plan, reason) of the made-up dispatch."""
    if load <= 100.0:
        return frame.PLAN_NONE, reasons.R_SUMMER if outdoor > 17.0 else reasons.R_NO_DEMAND
    if not heating:
        return frame.PLAN_NONE, reasons.R_WARM_ENOUGH
    if kind == "boiler":
        return frame.PLAN_BOILER, reasons.R_ONLY_SOURCE
    if kind == "heat pump":
        return frame.PLAN_HP, reasons.R_ONLY_SOURCE
    if outdoor < -2.0:
        return frame.PLAN_BOILER, reasons.R_TOO_COLD
    if outdoor < 1.0:
        return frame.PLAN_BOILER, reasons.R_CHEAPER_GAS
    if load > 2900.0:
        return frame.PLAN_BOTH, reasons.R_CAPACITY
    return frame.PLAN_HP, reasons.R_CHEAPER_HP


def _machines(bins, rng):
    """Powers and water temperatures that fit the heat."""
    q_hp, q_boiler, outdoor = bins["q_hp_w"], bins["q_boiler_w"], bins["outdoor_c"]
    heat = q_hp + q_boiler
    flow = np.where(heat > 0, np.nan_to_num(bins["required_c"], nan=25.0), 24.0) + rng.normal(0.0, 0.4, len(heat))
    cop = np.clip(0.42 * (flow + 273.0) / (flow + 4.0 - outdoor), 1.5, 6.5)
    on = (bins["plan"] & 1) > 0
    bins["flow_c"] = flow
    bins["return_c"] = flow - heat / 1200.0
    bins["hp_flow_c"] = np.where(on, flow - 1.0, flow - 4.0)
    bins["p_hp_w"] = np.where(on, np.abs(q_hp) / cop, 8.0)
    bins["p_pumps_w"] = np.where(heat != 0, 45.0, 2.0)
    bins["p_boiler_w"] = np.where(q_boiler > 0, 60.0, 3.0)
    bins["gas_w"] = q_boiler / 0.93
    bins["tap_w"] = np.zeros(len(heat))
    bins["defrosts"] = np.diff((q_hp < 0.0).astype(int), prepend=0).clip(0)


def _summary(bins, bin_s, kind):
    """The figures, with None where a machine is missing."""

    def kwh(name):
        return float(bins[name].sum()) * bin_s / 3.6e6

    heat_hp, heat_boiler, gas_m3 = kwh("q_hp_w"), kwh("q_boiler_w"), kwh("gas_w") / GAS_KWH_M3
    hp_kwh, pumps_kwh, boiler_kwh = kwh("p_hp_w"), kwh("p_pumps_w"), kwh("p_boiler_w")
    has_hp, has_boiler = kind != "boiler", kind != "heat pump"
    power_kwh = has_hp * hp_kwh + pumps_kwh + has_boiler * boiler_kwh
    below = np.maximum(0.0, bins["target_c"] - 0.5 - bins["room_c"])
    return {
        "home": "terraced, average insulation",
        "emitter": "radiators 50 C",
        "control": kind,
        "weather": "test reference year 5 (Essen)",
        "machine": "Example 4" if has_hp else None,
        "hp_kw": 4.0 if has_hp else 0.0,
        "boiler": "condensing" if has_boiler else None,
        "scheme": "separator",
        "cutout_c": None,
        "heat_loss_w_k": LOSS_W_K,
        "design_load_w": 4800,
        "control_period_s": 10,
        "ticks": len(below) * bin_s // 10,
        "wall_s": 12.3,
        "gas_m3": gas_m3 if has_boiler else None,
        "gas_hot_water_m3": 4.6 if has_boiler else None,
        "electricity_kwh": hp_kwh if has_hp else None,
        "boiler_electricity_kwh": boiler_kwh if has_boiler else None,
        "circuit_pump_kwh": pumps_kwh,
        "heat_hp_kwh": heat_hp if has_hp else None,
        "heat_boiler_kwh": heat_boiler if has_boiler else None,
        "coverage_pct": 100.0 * heat_hp / (heat_hp + heat_boiler) if has_hp else None,
        "scop": heat_hp / hp_kwh if has_hp else None,
        "boiler_efficiency_pct": 93.0 if has_boiler else None,
        "cost_eur": gas_m3 * GAS_EUR_M3 + power_kwh * POWER_EUR_KWH,
        "co2_kg": gas_m3 * 1.8 + power_kwh * 0.3,
        "hp_starts": int(bins["hp_starts"].sum()) if has_hp else None,
        "hp_starts_hour_max": 2 if has_hp else None,
        "hp_hours": float(((bins["plan"] & 1) > 0).sum()) * bin_s / 3600.0 if has_hp else None,
        "boiler_starts": int(bins["boiler_starts"].sum()) if has_boiler else None,
        "hot_water_starts": 161 if has_boiler else None,
        "boiler_lock_outs": 0 if has_boiler else None,
        "defrosts": int(bins["defrosts"].sum()) if has_hp else None,
        "defrost_kwh": 9.1 if has_hp else None,
        "outdoor_pipes_kwh": None,
        "hot_water": "combi" if has_boiler else None,
        "tapping": "M" if has_boiler else None,
        "tapped_kwh": 40.915 if has_boiler else None,
        "tap_draws": 161 if has_boiler else None,
        "tap_cold_draws": 0 if has_boiler else None,
        "tap_missed_kwh": 0.0 if has_boiler else None,
        "tank_loss_kwh": None,
        "tank_disinfections": None,
        "tank_since_disinfection_max_h": None,
        "room_min_c": float(bins["room_c"].min()),
        "room_mean_c": float(bins["room_c"].mean()),
        "room_max_c": float(bins["room_c"].max()),
        "underheated_kh": float(below.sum()) * bin_s / 3600.0,
        "peak_import_w": float((bins["p_hp_w"] + bins["p_pumps_w"] + bins["p_boiler_w"]).max()),
        "energy_balance_rel": 3.1e-13,
        "trace_sha256": "5f" * 32,
        "gas_price_eur_m3": GAS_EUR_M3,
        "power_price_eur_kwh": POWER_EUR_KWH,
        "plain_python_plant": False,
    }
