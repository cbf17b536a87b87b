"""The simulator against itself: energy balance, the step of the physics, repeatability, compiled and plain."""

import os
import subprocess
import sys
from datetime import datetime

from host_sim.run import Config, Simulation
from tools.validate.page import Check, Job, pc, table, under
from tools.validate.years import simulate

NAME = "energy"
TITLE = "The simulator against itself"

BALANCE = 1e-6
ENERGY = 0.005
STARTS = 0.05
YEAR = "year try05"  # also what the bins and the other packages are compared with
HALVED = "year try05, steps of 5 s"
PLAIN = (1100.0, {"emitter": "lt", "cutout_c": 2.0})
SCHEMES = {
    "separator, combi": {"emitter": "lt", "period_s": 60},
    "series, combi, thermostatic valves": {"emitter": "lt", "scheme": "series", "valves": True, "period_s": 60},
    "mixed, radiators 80/60 and underfloor, monobloc": {
        "emitter": "ht", "scheme": "mixed", "monobloc": True, "mixing": 0.05, "period_s": 60,
    },
    "buffer, tank charged by the heat pump, family": {
        "emitter": "lt", "scheme": "buffer", "hot_water": "tank", "charge_by": "hp", "tapping": "family-L",
        "people": "family", "period_s": 60,
    },
}  # fmt: skip
SHORT = {"start": datetime(2025, 1, 20), "days": 2}
DAY = {"start": datetime(2025, 1, 22), "days": 1, "cutout_c": 2.0}
_SCRIPT = (
    "from datetime import datetime; from tools.validate.energy import DAY, day; from host_sim.plant.jit import PLAIN;"
    "print(PLAIN, day(1))"
)


def day(seed):
    """Hash over every input and output of one January day."""
    return Simulation(Config(seed=seed, **DAY)).run().summary["trace_sha256"]


def hashes(plain):
    """[hash, hash again, hash of another seed, hash of the plant as plain Python (if asked for)]."""
    found = [day(1), day(1), day(2)]
    if plain:
        env = {**os.environ, "TANDEM_PLAIN": "1"}
        done = subprocess.run([sys.executable, "-c", _SCRIPT], env=env, capture_output=True, text=True, check=True)
        is_plain, sha = done.stdout.split()
        found.append(sha if is_plain == "True" else "not plain")
    return found


def jobs(quick):
    """A year with steps of 10 s and one of 5 s; a year of each scheme; one day four times."""
    gas, options = PLAIN
    short = SHORT if quick else {}
    out = [
        Job(YEAR, simulate, (gas, {**options, **short}, not quick), 75.0),
        Job(HALVED, simulate, (gas, {**options, **short, "step_s": 5.0}), 80.0),
        Job("hashes", hashes, (not quick,), 15.0),
    ]
    for name, chosen in SCHEMES.items():
        out.append(Job(f"scheme {name}", simulate, (gas, {**chosen, **short}), 22.0))
    return out


def _same(one, other):
    return "the same" if one == other else "another"


def write(got, quick):
    """The page's chapter and its checks."""
    checks = []
    for name in SCHEMES:
        rel = got[f"scheme {name}"]["energy_balance_rel"]
        checks.append(Check(f"energy balance of a year within 1e-6 of the heat: {name}", rel < BALANCE, under(rel)))
    whole, half = got[YEAR], got[HALVED]
    rows = []
    for key, text, bar in (
        ("gas_m3", "gas, m3", ENERGY),
        ("electricity_kwh", "electricity, kWh", ENERGY),
        ("heat_hp_kwh", "heat by the heat pump, kWh", ENERGY),
        ("hp_starts", "starts of the heat pump", STARTS),
        ("boiler_starts", "starts of the boiler", STARTS),
    ):
        change = half[key] / whole[key] - 1.0
        rows.append((text, f"{whole[key]:.0f}", f"{half[key]:.0f}", f"{100 * change:+.2f} %"))
        # A few days of a quick run hold a handful of starts, of which one is more than 5 %.
        allowed = bar * 4 if quick else bar
        checks.append(Check(f"steps of 5 s instead of 10 s: {text} within {pc(bar, 1)}", abs(change) <= allowed,
                            f"{100 * change:+.2f} %"))  # fmt: skip
    one, again, other, *plain = got["hashes"]
    checks.append(Check("same seed, same hash over every input and output of a day", one == again, _same(one, again)))
    checks.append(Check("another seed, another hash", one != other, _same(one, other)))
    if plain:
        checks.append(Check("plain Python plant, same hash as the compiled one", one == plain[0], _same(one, plain[0])))
    text = (
        "A year of `--gas 1100 --emitter lt --cutout 2` with the physics in steps of 10 and of 5 s, the firmware's "
        "tick at 10 s in both:\n\n" + table(["", "10 s", "5 s", "change"], rows)
    )
    return text, checks
