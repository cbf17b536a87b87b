"""Time constants of an unheated house: eigenvalues of the linear model beside the simulated decay."""

import numpy as np

from host_sim.plant.layout import K_OUT, P_K_EM, X_AIR, X_MASS
from tools.validate.page import Check, Job, table
from tools.validate.still import EMITTERS, LEVELS, STEP_S, House, time_constants_h

NAME = "cooling"
TITLE = "Time constants"

WITHIN = 0.03
# Canadian and American homes in winter, over 10 000 thermostats (abstract of C. John's study): most between these.
MEASURED_H = (15.0, 55.0)


def jobs(quick):
    """Quick in any case."""
    return [Job("cooling", decayed, (), 4.0)]


def decayed():
    """{level: (fast by eigenvalue, fast simulated, slow by eigenvalue, slow simulated, heat capacity / loss)} in h."""
    out = {}
    for level, ua in LEVELS.items():
        home = House(ua, EMITTERS["75/65"], 0.0, 0.0)
        home.par[P_K_EM] = 0.0  # emitters give nothing: the house alone
        home.k[K_OUT] = 0.0
        home.x[X_AIR] = home.x[X_MASS] = 20.0
        air = []
        for _ in range(round(48 * 3600 / STEP_S / 60)):
            home.run(600.0 / 3600.0)
            air.append(float(home.x[X_AIR]))
        t = np.arange(1, len(air) + 1) / 6.0
        logs = np.log(air)
        late = t > 24.0
        slope, level_0 = np.polyfit(t[late], logs[late], 1)
        rest = np.array(air) - np.exp(level_0 + slope * t)
        early = (t <= 1.0) & (rest > 1e-6)
        fast = -1.0 / np.polyfit(t[early], np.log(rest[early]), 1)[0]
        by_fast, by_slow = time_constants_h(home.par)
        mass_j = 165e3 * 110.0
        out[level] = (by_fast, float(fast), by_slow, float(-1.0 / slope), mass_j / ua / 3600.0)
    return out


def write(got, quick):
    """The page's chapter and its checks."""
    rows, checks = [], []
    for level, (by_fast, fast, by_slow, slow, simple) in got["cooling"].items():
        rows.append((level, f"{by_fast:.2f}", f"{fast:.2f}", f"{by_slow:.1f}", f"{slow:.1f}", f"{simple:.0f}"))
        worst = max(abs(fast / by_fast - 1.0), abs(slow / by_slow - 1.0))
        checks.append(Check(f"{level}: simulated time constants within 3 % of the eigenvalues", worst <= WITHIN,
                            f"{100 * worst:.1f} %"))  # fmt: skip
    slow_h = [value[3] for value in got["cooling"].values()]
    checks.append(
        Check("poor to good homes within the 15..55 h that most of 10 000 homes show in winter",
              all(MEASURED_H[0] <= h <= MEASURED_H[1] for h in slow_h[:3]), f"{slow_h[0]:.0f}..{slow_h[2]:.0f} h")
    )  # fmt: skip
    text = (
        "Emitters shut, no sun, no gains, from 20 C to 0 C outdoors. Fast: the air; slow: the structure. Published: "
        "15..55 h for most homes in winter, from over 10 000 smart thermostats in Canada and the United States "
        "(C. John, abstract); 24 h for poor homes to over 100 h for new ones is a rule of thumb.\n\n"
    )
    head = [
        "level",
        "fast, eigenvalue",
        "fast, simulated",
        "slow, eigenvalue",
        "slow, simulated",
        "structure / loss, h",
    ]
    return text + table(head, rows), checks
