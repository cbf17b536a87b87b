"""Cross-check against heatpumpmodel and hplib, two published packages that share nothing with the plant."""

import warnings

import numpy as np

from host_sim import weather
from host_sim.catalogue.fit import fit
from host_sim.catalogue.frost_mean import mean_factors
from host_sim.catalogue.judge import cop_error
from host_sim.catalogue.machine import load
from host_sim.plant.hp_map import M_NOMINAL_W, capacity_w, cop
from tools.validate import bins
from tools.validate.energy import YEAR
from tools.validate.energy import jobs as energy_jobs
from tools.validate.page import Check, Job, pc, percent, table

NAME = "peers"
TITLE = "Other packages"

BASE_C = 16.0
# heatpumpmodel's own figures for another Dutch year (NEN 5060, which cannot be shipped): seasonal COP by emitter.
OTHER_YEAR = {"BA": (5.16, 4.46, 3.88, 3.41), "BP": (4.69, 4.03, 3.48, 3.04)}
EMITTERS = ("FH", "LT", "MT", "HT")
SINK = ("35", "45", "55", "65")
NEAR = 0.10
TRUSTED_K = 40.0  # lift up to which a straight line in both temperatures follows the certificates
LEAST_KWH = 0.05  # in an hour; less is a tail of the hour before


def jobs(quick):
    """The shared year, and the packages' own figures."""
    out = [Job("packages", packages, (), 5.0)]
    if not quick:
        out += [job for job in energy_jobs(False) if job.name == YEAR]
    return out


def packages():
    """{mode: (seasonal COP of heatpumpmodel by emitter)} for De Bilt and [(point, certificate, map, hplib)]."""
    from heatpumpmodel import (
        Emitter,
        HeatPumpConfig,
        Mode,
        System,
        Technology,
        compute_T_base,
        hourly_power_split,
        scop,
        size_heat_pump,
    )

    wx = weather.read("debilt")
    demand = np.maximum(0.0, BASE_C - wx.outdoor_c)
    seasonal = {}
    for mode in (Mode.BA, Mode.BP):
        row = []
        for emitter in EMITTERS:
            config = HeatPumpConfig(System.A_W, mode, Emitter[emitter], Technology.INVERTER)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                sizing = size_heat_pump(config, demand, wx.outdoor_c, compute_T_base(wx.outdoor_c))
                heat, power, _ = hourly_power_split(config, sizing, demand, wx.outdoor_c, rh=wx.rh_pct)
            row.append(float(scop(heat, power)))
        seasonal[mode.value] = tuple(row)
    machine = load("median")
    m = fit(machine).m
    points = [
        (f"{p.kind} {p.label()}", p.flow_c - p.outdoor_c, p.cop, p.cop * (1.0 + cop_error(m, p)),
         float(_hplib(np.array([p.outdoor_c]), np.array([p.flow_c]))[0]))
        for p in machine.points
    ]  # fmt: skip
    return seasonal, points


def _hplib(outdoor_c, flow_c):
    """COP of hplib's generic air/water inverter. It adds 5 K to the return by itself."""
    from hplib import hplib

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        parameters = hplib.get_parameters("Generic", group_id=1, t_in=-7, t_out=52, p_th=4500)
        return hplib.HeatPump(parameters).simulate(outdoor_c, flow_c - 5.0, outdoor_c)["COP"]


def _rogeau(outdoor_c, flow_c, heat_kwh):
    """kWh of electricity of heatpumpmodel's 4 kW machine (A7/W35) for these hours: (inverter, on/off)."""
    from heatpumpmodel import (
        DeclaredCapacity,
        Emitter,
        HeatPumpConfig,
        Mode,
        System,
        Technology,
        hourly_power_split,
        size_heat_pump,
    )

    rh = weather.read("try05").rh_pct
    out = []
    for technology in (Technology.INVERTER, Technology.ON_OFF):
        config = HeatPumpConfig(System.A_W, Mode.BP, Emitter.LT, technology)
        declared = DeclaredCapacity(q_nom_w=4000.0, sink_c=35.0, source_c=7.0)
        sizing = size_heat_pump(config, heat_kwh, outdoor_c, -10.0, declared=declared)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            _, power, _ = hourly_power_split(config, sizing, heat_kwh * 1000.0, outdoor_c, t_si=flow_c, rh=rh)
        out.append(float(power.sum()) / 1000.0)
    return tuple(out)


def _map_kwh(outdoor_c, flow_c, heat_kwh):
    """The median machine's own map with its mean frost, hour by hour: steady, no starts."""
    m = fit(load("median")).m
    total = 0.0
    for outdoor, flow, heat, rh in zip(outdoor_c, flow_c, heat_kwh, weather.read("try05").rh_pct):
        if heat > 0.0:
            most = capacity_w(m, flow, outdoor)
            share = min(1.0, heat * 1000.0 / most)
            total += (
                heat / cop(m, flow, outdoor, share) / mean_factors(m[M_NOMINAL_W], share * most, outdoor, rh, share)[1]
            )
    return total


def seasons(seasonal):
    """heatpumpmodel alone, on two Dutch years."""
    rows, checks = [], []
    for mode, other in OTHER_YEAR.items():
        rows.append((f"{mode}, `debilt`", *(f"{value:.2f}" for value in seasonal[mode])))
        rows.append((f"{mode}, NEN 5060", *(f"{value:.2f}" for value in other)))
        worst = max(abs(a / b - 1.0) for a, b in zip(seasonal[mode], other, strict=True))
        checks.append(Check(f"heatpumpmodel {mode}: seasonal COP on `debilt` within 10 % of that on NEN 5060",
                            worst <= NEAR, f"worst {100 * worst:.1f} %"))  # fmt: skip
    text = (
        "**heatpumpmodel** (Rogeau 2024) on hourly weather, load below 16 C, its own sizing, BA: alternative, BP: "
        "parallel. Its seasonal COP says how alike `debilt` is to the Dutch reference year:\n\n"
    )
    return text + table(["", *(f"{sink} C at design" for sink in SINK)], rows), checks


def same_hours(year):
    """The simulated year's heat, hour by hour at its outdoor and flow temperatures, through all models."""
    outdoor, heat, flow = year["hours"]
    on = heat > LEAST_KWH
    heat, flow = np.where(on, heat, 0.0), np.where(on, flow, 30.0)
    inverter, on_off = _rogeau(outdoor, flow, heat)
    theirs = (
        ("median map, steady, mean frost: what starts, ramps and events cost", _map_kwh(outdoor, flow, heat), 0.03),
        ("parabola through the certificates' medians (`tools/validate/bins.py`)",
         sum(h / bins.cop(f - o) for h, f, o in zip(heat, flow, outdoor)), 0.10),
        ("hplib, generic inverter", float((heat[on] / _hplib(outdoor[on], flow[on])).sum()), 0.15),
        ("heatpumpmodel, inverter", inverter, 0.15),
        ("heatpumpmodel, on/off machine, for comparison only", on_off, None),
    )  # fmt: skip
    met = year["compressor_kwh"]
    lifts = flow[on] - outdoor[on]
    text = (
        "\n**The same year.** `--gas 1100 --emitter lt --cutout 2` on the Essen year: the heat pump's heat of each "
        f"hour ({heat.sum():.0f} kWh) at that hour's outdoor and flow temperature, through other models. The simulated "
        f"compressor takes {met:.0f} kWh. 98 % of those hours have lifts of {np.quantile(lifts, 0.01):.0f}.."
        f"{np.quantile(lifts, 0.99):.0f} K, where hplib may be trusted. heatpumpmodel raises the COP by up to 1.4 at "
        "part load, on top of a full-load curve; its on/off machine gets no such gain and cycles.\n\n"
    )
    text += table(
        ["model", "kWh", "to the simulated"],
        [(name, f"{kwh:.0f}", f"{100 * (kwh / met - 1.0):+.1f} %") for name, kwh, _ in theirs],
    )
    checks = [
        Check(f"same hours within {pc(bar)}: {name}", abs(kwh / met - 1.0) <= bar,
              f"{100 * (kwh / met - 1.0):+.1f} %")
        for name, kwh, bar in theirs if bar is not None
    ]  # fmt: skip
    return text, checks


def write(got, quick):
    """The page's chapter and its checks."""
    seasonal, points = got["packages"]
    text, checks = seasons(seasonal)
    if not quick:
        more, bars = same_hours(got[YEAR])
        text += more
        checks += bars
    text += (
        "\n**hplib** (generic air/water inverter) at the certificates' points. It is a straight line in both "
        "temperatures, so it is good between about 12 and 40 K of lift and wrong at -7 C and 52 C; it gives the power "
        "of the certificate's load, not the highest, and knows neither modulation nor defrosts as events.\n\n"
    )
    head = ["point", "lift, K", "median certificate", "map", "hplib", "hplib to certificate"]
    text += table(
        head,
        [
            (label, f"{lift:.0f}", f"{paper:.2f}", f"{ours:.2f}", f"{theirs:.2f}", percent(theirs / paper - 1.0))
            for label, lift, paper, ours, theirs in points
        ],
    )
    inside = [abs(theirs / ours - 1.0) for _, lift, _, ours, theirs in points if lift <= TRUSTED_K]
    checks.append(Check(f"hplib within 20 % of the map up to {TRUSTED_K:.0f} K of lift", max(inside) <= 0.20,
                        f"worst {100 * max(inside):.0f} %"))  # fmt: skip
    return text, checks
