"""Weather, boiler, heat loss, weather curve, and a hybrid year against an hourly bin method."""

import numpy as np

from host_sim import weather
from host_sim.dwelling import WINDOWS
from host_sim.plant import install
from host_sim.plant.boiler import efficiency
from host_sim.plant.calibrate import calibrate
from host_sim.plant.layout import N_PAR
from tandem.control import param_table as t
from tandem.control.curve import flow_c100, load_x1000
from tools.validate import bins
from tools.validate.energy import YEAR
from tools.validate.energy import jobs as energy_jobs
from tools.validate.page import Check, Job, table

NAME = "basics"
TITLE = "Weather, boiler, house and a hybrid year"

GAINS_W_M2 = 2.7  # of floor, the usual household
# DWD test reference year of Essen; CBS, De Bilt 1981-2010 and the Dutch reference year of NEN 5060.
ESSEN = (10.36, 2909.0, 960.0)
DEBILT_DEGREE_DAYS, DEBILT_ABOVE_2C = 2884.0, 0.755
# Upper heating value, by return temperature: 88 % above 55 C rising towards 100 % when cold.
BOILER = {25: 96.5, 55: 87.5, 80: 85.5}
UA_W_K, LOAD_W = (163.0, 187.0), (4600.0, 5300.0)  # two other calibrations of a terraced house of 1100 m3
# Heating curves as installers print them: design flow and return, exponent, {outdoor C: flow C}.
CURVES = (
    (80, 60, 130, {-10: 80, -5: 72, 0: 63, 5: 54, 10: 45}),
    (55, 45, 130, {-10: 55, -5: 50, 0: 45, 5: 40}),
    (50, 40, 130, {-10: 50, -5: 46, 0: 42, 5: 37}),
    (35, 28, 110, {-10: 35, -5: 33, 0: 30, 5: 28}),
)
BAR_GAS, BAR_POWER = (0.85, 1.15), (0.95, 1.05)  # around the two readings of the bins


def jobs(quick):
    """The shared year and a calibration."""
    out = [Job("heat loss", heat_loss, (), 4.0)]
    if not quick:
        out += [job for job in energy_jobs(False) if job.name == YEAR]
    return out


def heat_loss():
    """(W/K, W at -10 C) of a terraced house that burns 1100 m3."""
    table_ = weather.plant_table(weather.read("try05"), WINDOWS, GAINS_W_M2)
    emitter = install.EMITTERS["lt"]
    ua = calibrate(110.0, 1100.0, emitter, table_)
    par = np.zeros(N_PAR)
    install.house(par, 110.0, ua)
    return ua, install.design_load_w(par, emitter.to_air)


def weather_checks():
    """Two years of weather against their own published figures."""
    essen, debilt = weather.read("try05"), weather.read("debilt")
    got = (
        float(essen.outdoor_c.mean()), weather.degree_days(essen.outdoor_c), float(essen.global_w.sum()) / 1000.0,
    )  # fmt: skip
    days = weather.degree_days(debilt.outdoor_c)
    above = weather.share_above(debilt.outdoor_c)
    return [
        Check("Essen: mean 10.36 C, 2909 degree days, 960 kWh/m2",
              abs(got[0] - ESSEN[0]) < 0.01 and abs(got[1] - ESSEN[1]) < 2 and abs(got[2] - ESSEN[2]) < 1,
              f"{got[0]:.2f} C, {got[1]:.0f}, {got[2]:.0f} kWh/m2"),
        Check("`debilt`: degree days within 1 % of De Bilt's 2884", abs(days / DEBILT_DEGREE_DAYS - 1) < 0.01,
              f"{days:.0f}"),
        Check("`debilt`: degree-hours above 2 C as in the Dutch reference year, 75.5 %, within 2 points",
              abs(above - DEBILT_ABOVE_2C) < 0.02, f"{100 * above:.1f} %"),
    ]  # fmt: skip


def curve_error_k():
    """Largest distance of the firmware's weather curve to the printed ones, K."""
    worst = 0.0
    for flow, back, exponent, rows in CURVES:
        p = {
            t.P_CIRC_FLOW_C100: flow * 100, t.P_CIRC_RETURN_C100: back * 100, t.P_EMITTER_EXP_X100: exponent,
            t.P_DESIGN_OUTDOOR_C100: -1000,
        }  # fmt: skip
        for outdoor, wanted in rows.items():
            got = flow_c100(2000, load_x1000(2000, outdoor * 100, p), p) / 100.0
            worst = max(worst, abs(got - wanted))
    return worst


def hybrid_year(year):
    """The simulated year between the two readings of the bins: (text, checks)."""
    outdoor = weather.read("try05").outdoor_c
    gas_high, power_low = bins.year(outdoor, 1100.0, 16.0, 16.0)
    gas_low, power_high = bins.year(outdoor, 1100.0, 18.0, 20.0)
    rows = [
        ("simulated", f"{year['gas_m3']:.0f}", f"{year['electricity_kwh']:.0f}", f"{year['compressor_kwh']:.0f}"),
        ("bins, water as warm as the load needs (sun and people counted)", f"{gas_high:.0f}", "", f"{power_low:.0f}"),
        ("bins, water as warm as a curve that knows neither", f"{gas_low:.0f}", "", f"{power_high:.0f}"),
    ]
    text = (
        "\nA hybrid year, `--gas 1100 --emitter lt --cutout 2` on the Essen year, against an hourly bin method "
        "(`tools/validate/bins.py`) that shares nothing with the plant but the weather:\n\n"
    )
    text += table(["", "gas, m3", "electricity, kWh", "of it compressor"], rows)
    text += (
        f"\nStandby takes {year['standby_kwh']:.0f} kWh and the heat pump's own pump {year['pump_kwh']:.0f} kWh. The "
        "compressor is near the bins' lower reading because the firmware's room correction lowers the water to what "
        "the house needs beside sun and people. Gas is above both: the sun takes load away in mild hours, when the "
        "heat pump would have made the heat, and hardly in the cold ones below the cut-out.\n"
    )
    gas, power = year["gas_m3"], year["compressor_kwh"]
    return text, [
        Check("hybrid year: gas within 15 % of the bins' range", gas_low * BAR_GAS[0] <= gas <= gas_high * BAR_GAS[1],
              f"{gas:.0f} m3 beside {gas_low:.0f}..{gas_high:.0f}"),
        Check("hybrid year: compressor within 5 % of the bins' range",
              power_low * BAR_POWER[0] <= power <= power_high * BAR_POWER[1],
              f"{power:.0f} kWh beside {power_low:.0f}..{power_high:.0f}"),
    ]  # fmt: skip


def write(got, quick):
    """The page's chapter and its checks."""
    checks = weather_checks()
    for return_c, wanted in BOILER.items():
        eta = 100.0 * efficiency(float(return_c), 0.65, 0.0)
        checks.append(Check(f"boiler at {return_c} C return: {wanted} % of the upper value, within 0.5",
                            abs(eta - wanted) < 0.5, f"{eta:.1f} %"))  # fmt: skip
    ua, load = got["heat loss"]
    checks.append(Check("terraced house of 1100 m3: 163..187 W/K, 4.6..5.3 kW at -10 C",
                        UA_W_K[0] <= ua <= UA_W_K[1] and LOAD_W[0] <= load <= LOAD_W[1],
                        f"{ua:.0f} W/K, {load / 1000:.1f} kW"))  # fmt: skip
    worst = curve_error_k()
    checks.append(Check("weather curves 80/60, 55/45, 50/40, 35/28 within 1 K of the printed ones", worst <= 1.0,
                        f"worst {worst:.1f} K"))  # fmt: skip
    text = ""
    if not quick:
        more, bars = hybrid_year(got[YEAR])
        text += more.lstrip("\n")
        checks += bars
    return text, checks
