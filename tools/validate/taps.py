"""Hot water: the tapping profiles to the watt-hour, through a combi and a tank."""

from collections.abc import Callable
from functools import partial

from host_sim.hot_water import appliances, draws
from host_sim.hot_water.profiles import PROFILES
from host_sim.hot_water.stand import Stand
from host_sim.plant.hot_water import ask
from host_sim.plant.layout_hot_water import (
    CP,
    D_J,
    WA_COLD_DRAWS,
    WA_COLD_S,
    WA_HEAT_J,
    WA_LITRES,
    WA_MISSED_J,
    WA_USEFUL_J,
)
from tools.validate.page import Check, Job, table

NAME = "taps"
TITLE = "Hot water"

# Regulations (EU) 812/2013 and 814/2013: reference energy of a day, Wh; as water of 40 C over 10 C, litres.
PUBLISHED = {"S": (2100, 60), "M": (5845, 168), "L": (11655, 334), "XL": (19070, 547)}
APPLIANCES: dict[str, Callable] = {
    "combi": appliances.combi,
    "tank 300 l, coil": partial(appliances.tank, 300.0),
    "tank 300 l, plate": partial(appliances.tank, 300.0, charge="plate"),
}
V40_L = 200.0 * 50.0 / 30.0 * 0.9


def jobs(quick):
    """All of it is quick."""
    return [Job("taps", tapped, (), 3.0)]


def tapped():
    """{(profile, appliance): (Wh, J missed, cold draws, heat per useful heat)}, litres at 40 C by profile, V40."""
    days = {}
    for profile in PROFILES:
        for name, make in APPLIANCES.items():
            wa = Stand(make(), draws.standard(profile, 0.0, 1)).hours(24).wa
            days[profile, name] = (
                wa[WA_USEFUL_J] / 3600.0, wa[WA_MISSED_J], wa[WA_COLD_DRAWS], wa[WA_HEAT_J] / wa[WA_USEFUL_J],
            )  # fmt: skip
    litres = {p: float(draws.standard(p, 0.0, 1)[:, D_J].sum()) / (CP * 30.0) for p in PROFILES}
    wp = appliances.tank(tap_c=40.0)
    stand = Stand(wp, draws.single(20000.0, 10.0, 40.0), tank_c=60.0)
    while stand.wa[WA_COLD_S] == 0.0:
        stand.step(ask(stand.w, wp, stand.rows, stand.t))
    return days, litres, float(stand.wa[WA_LITRES])


def write(got, quick):
    """The page's chapter and its checks."""
    days, litres, v40 = got["taps"]
    rows, checks = [], []
    for profile, (wh, published_l) in PUBLISHED.items():
        met = [days[profile, name] for name in APPLIANCES]
        worst = max(abs(day[0] - wh) for day in met)
        rows.append((profile, wh, *(f"{day[0]:.0f}" for day in met), published_l, f"{litres[profile]:.1f}"))
        good = worst < 0.5 and all(day[1] == 0.0 and day[2] == 0.0 for day in met)
        checks.append(Check(f"profile {profile}: energy to the Wh, nothing missed, nothing cold", good,
                            f"{worst:.1f} Wh off"))  # fmt: skip
        checks.append(Check(f"profile {profile}: litres of 40 C a day", round(litres[profile]) == published_l,
                            f"{litres[profile]:.1f} against {published_l}"))  # fmt: skip
    checks.append(
        Check("mixed water of 40 C from 200 l at 60 C: V x 50/30 x 0.9, within 4 %", abs(v40 / V40_L - 1.0) < 0.04,
              f"{v40:.0f} l against {V40_L:.0f}")
    )  # fmt: skip
    text = (
        "A day's useful energy in Wh as the EU's regulations give it and as it is drawn, and the same as litres of "
        "40 C. [hot-water.md](hot-water.md) says how a draw is counted.\n\n"
    )
    text += table(["profile", "published, Wh", *APPLIANCES, "published, l", "here, l"], rows)
    return text, checks
