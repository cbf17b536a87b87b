"""Every machine of the catalogue against its own certificate: the map, and the plant with its defrosts."""

import numpy as np

from host_sim.catalogue.fit import fit, running_share
from host_sim.catalogue.frost_mean import certificate_humidity_pct
from host_sim.catalogue.judge import Verdict, left_out
from host_sim.catalogue.machine import load, names
from host_sim.plant.heat_pump import heat_pump
from host_sim.plant.hp_map import M_FLOW_KG_S, capacity_w, cop
from host_sim.plant.layout import (
    K_DEFROSTED,
    K_M_HP,
    K_OUT,
    K_P_HP,
    K_Q_HP,
    K_RH,
    N_CTL,
    N_K,
    N_PAR,
    N_X,
    X_HP,
    X_HP_ERR,
    X_HP_FRAC,
)
from tools.validate.page import Check, Job, pc, percent, table

NAME = "machines"
TITLE = "Heat pumps against their certificates"

QUICK = ("median",)
WORST = 0.08
WORST_HELD_OUT = 0.15
MEDIAN_HELD_OUT = 0.08
POWER = 0.05
LEAST_WITHIN = 6
EVENTS = 0.02  # defrosts one by one against their mean in closed form
BENCH_S = 40 * 3600
SETTLE_S = 3600
STEP_S = 5.0

# Machines that miss the bar for unseen points: why, and up to which error that counts.
KNOWN = {
    "daikin-r-hybrid-5": (
        "Its certificate prints the same COP, 2.38, for A-7/W34, A-7/W52, A-10/W35 and A-10/W55; no machine does that "
        "and no map follows it",
        0.25,
    ),
}
# And those that miss 8 % with all points used.
OTHERS = """
Over 8 % with all points used: the R Hybrid (the same COP, 2.38, is printed for A-7/W34, A-7/W52, A-10/W35 and
A-10/W55), the Alezio (A7/W27 is worse than the points on either side let expect) and the Panasonic (it loses more from
A2 to A-7 at low flow temperatures than at high ones).
"""


def jobs(quick):
    """One for each machine: its verdict, and hours on the bench at each point."""
    order = QUICK if quick else [name for name in names() if name != "median"] + ["median"]
    return [Job(f"machine {name}", judged, (name, quick), 12.0) for name in order]


def judged(name, quick):
    """Errors of one machine as shares, and [(point, certificate, steady mean, plant, defrosts a day)] of COP."""
    machine = load(name)
    verdict = Verdict(machine)
    points = machine.points[::3] if quick else machine.points
    return {
        "name": name,
        "worst": verdict.worst(),
        "held_out": [abs(error) for _, error in verdict.held_out],
        "left_out": [] if quick else [abs(error) for _, error in left_out(machine)],
        "power": max(abs(error) for _, error in verdict.power_errors),
        "points": [bench(machine, point) for point in points],
    }


def bench(machine, point):
    """The plant's heat pump held at this point for 40 hours, defrosts as events, at the certificate's humidity."""
    m = fit(machine).m
    x, par, k, ctl = np.zeros(N_X), np.zeros(N_PAR), np.zeros(N_K), np.zeros(N_CTL)
    k[K_OUT], k[K_RH], k[K_M_HP] = point.outdoor_c, certificate_humidity_pct(point.outdoor_c), m[M_FLOW_KG_S]
    share, factors = running_share(m, point)
    heat = power = defrosts = 0.0
    for i in range(round(BENCH_S / STEP_S)):
        x[X_HP], x[X_HP_ERR], x[X_HP_FRAC] = point.flow_c, 0.0, share
        heat_pump(x, par, m, ctl, True, point.flow_c + 1e-9, 1e9, STEP_S, k)
        if i * STEP_S >= SETTLE_S:
            heat += k[K_Q_HP]
            power += k[K_P_HP]
            defrosts += k[K_DEFROSTED]
    steady = cop(m, point.flow_c, point.outdoor_c, share) * factors[1]
    mean_w = min(1.0, share) * capacity_w(m, point.flow_c, point.outdoor_c) * factors[0]
    hours = (BENCH_S - SETTLE_S) / 3600.0
    met_w = heat * STEP_S / (BENCH_S - SETTLE_S)
    return (
        f"{point.kind} {point.label()}", point.cop, steady, heat / power, met_w / mean_w - 1.0, 24.0 * defrosts / hours
    )  # fmt: skip


def write(got, quick):
    """The page's chapter and its checks."""
    found = [value for name, value in got.items() if name.startswith("machine ")]
    checks = []
    for one in found:
        checks += bars(one)
    within = sum(one["worst"] <= WORST for one in found)
    if not quick:
        others = ", ".join(one["name"] for one in found if one["worst"] > WORST)
        checks.append(
            Check(
                f"COP within {pc(WORST)} at every point, for {LEAST_WITHIN} machines at least", within >= LEAST_WITHIN,
                f"{within} of {len(found)}; not {others}",
            )
        )  # fmt: skip
    text = (
        "Errors of the mean COP over defrosts. Unseen: the machine's points in two halves, a map made from one judged "
        "on the other; left out: each point judged by the map of all others. [machines.md](machines.md) has more.\n\n"
    )
    head = ["machine", "worst, all points", "median, unseen", "worst, unseen", "worst, left out", "rated heat"]
    text += table(
        head,
        [
            (
                f"`{one['name']}`", pc(one["worst"], 1), pc(float(np.median(one["held_out"])), 1),
                pc(max(one["held_out"]), 1), pc(max(one["left_out"], default=0.0), 1), pc(one["power"], 1),
            )
            for one in found
        ],
    )  # fmt: skip
    return text + ("" if quick else OTHERS) + events(found), checks


def bars(one):
    """Checks of one machine."""
    name = one["name"]
    reason, most = KNOWN.get(name, ("", 0.0))
    median, worst = float(np.median(one["held_out"])), max(one["held_out"])
    apart = max(abs(met / steady - 1.0) for _, _, steady, met, _, _ in one["points"])
    return [
        Check(f"{name}: unseen COP within {pc(MEDIAN_HELD_OUT)} in the median", median <= MEDIAN_HELD_OUT,
              pc(median, 1)),
        Check(f"{name}: unseen COP within {pc(WORST_HELD_OUT)}", worst <= WORST_HELD_OUT, pc(worst, 1), reason,
              worst <= most),
        Check(f"{name}: rated heat within {pc(POWER)}", one["power"] <= POWER, pc(one["power"], 1)),
        Check(f"{name}: defrosts one by one give their mean COP within {pc(EVENTS)}", apart <= EVENTS, pc(apart, 1)),
    ]  # fmt: skip


def events(found):
    """What the plant makes of the points where frost grows, and of all others in one line."""
    text = (
        "\nThe same machines run in the plant, 40 hours at each point, flow temperature held, wet bulb 1 K below the "
        "air, frost growing and melting in events. If frost were counted twice the plant's COP would lie under the "
        "steady mean of the same map. COP:\n\n"
    )
    rows = []
    for one in found:
        for label, paper, steady, met, heat, defrosts in one["points"]:
            if defrosts > 0.0:
                rows.append(
                    (
                        f"`{one['name']}`", label, f"{paper:.2f}", f"{steady:.2f}", f"{met:.2f}",
                        percent(met / paper - 1.0), percent(heat), f"{defrosts:.0f}",
                    )
                )  # fmt: skip
    head = ["machine", "point", "certificate", "map, mean", "plant", "to certificate", "heat to mean", "defrosts a day"]
    dry = [abs(met / steady - 1.0) for one in found for _, _, steady, met, _, n in one["points"] if n == 0.0]
    text += table(head, rows)
    return text + (
        f"\nAt the {len(dry)} points without a defrost in that time plant and map agree within {pc(max(dry), 1)}.\n"
    )
