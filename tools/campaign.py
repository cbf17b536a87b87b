"""Slow proof, run by `make campaign`: years of many homes, disinfections, replays, properties, reference models.

    python -m tools.campaign [PART ...]     # see PARTS; all without a name

Prints one line a case and, last, how many failed; exit code 1 when any did. docs/testing.md says how long each takes.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from itertools import product
from pathlib import Path

from host_sim import cli_scenario
from host_sim.catalogue.machine import names
from host_sim.homes import HOMES, by_gas
from host_sim.plant.equip import SCHEMES
from host_sim.run import Config, Simulation
from host_sim.scenario import file, twin
from tools import device_proof, opentherm_soak, street, wiring
from tools.hygiene_years import hygiene_years
from tools.interpreters import run, run_wheel
from tools.replay import replay

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = 2000  # of each property, new ones at every run
SEQUENCES = 1000000  # of each reference model
CHUNK = 20000  # of them in one go, with a line of progress each fifth
EDGE_LISTS = 1000000  # into OpenTherm's decoder
REQUESTS = 1000000  # malformed ones, to the management link
MACHINES = ("sg_ready", "lpc", "par14a")


def told(name, wrong, figures):
    """Print the line of a case; 1 when it failed."""
    print(f"{'FAIL' if wrong else 'ok  '} {name}: {figures}{' -- ' + wrong if wrong else ''}", flush=True)
    return int(bool(wrong))


def cases():
    """(name, Config options) of every year to run."""
    for name, emitter, cutout in product(HOMES, ("ht", "lt", "floor"), (None, 2.0)):
        rule = "price" if cutout is None else "cutout 2"
        options = {"home": HOMES[name], "emitter": emitter, "cutout_c": cutout, "period_s": 30}
        yield f"{name}, {emitter}, {rule}", options
    for weather in ("try01", "try03", "try04"):
        yield f"terraced, lt, {weather}", {"weather": weather, "period_s": 30}
    for seed in range(2, 6):
        yield f"terraced, lt, seed {seed}", {"seed": seed, "period_s": 30}
    for machine in names():
        yield f"terraced, lt, {machine}", {"machine": machine, "period_s": 30}
    for scheme in SCHEMES:
        water = "combi" if scheme == "series" else "tank"
        options = {"scheme": scheme, "hot_water": water, "tapping": "family-L", "valves": True, "monobloc": True}
        yield f"terraced, lt, {scheme}, {water}, monobloc", {**options, "period_s": 30}
    for by in ("hp", "either"):
        yield f"terraced, lt, tank by {by}", {"hot_water": "tank", "charge_by": by, "period_s": 30}
    for seed in (1, 2):
        spell = {"weather": "debilt", "cold_spell": True, "seed": seed, "period_s": 30}
        yield f"terraced, ht, debilt with a cold spell, seed {seed}", {**spell, "emitter": "ht"}
    for emitter in ("ht", "floor"):
        alone = {"home": by_gas(1100.0), "emitter": emitter, "control": "boiler-only"}
        yield f"boiler alone, {emitter}", {**alone, "period_s": 60}
    for control, kw in (("boiler-only", None), ("hp-only", 8.0)):
        yield f"terraced, lt, {control}", {"control": control, "hp_kw": kw, "period_s": 30}


def one_year(case):
    """(name, complaint or "", figures) of one case."""
    name, options = case
    got = Simulation(Config(**options)).run().summary
    wrong = list(got["floor_violations"])
    if got["energy_balance_rel"] > 1e-6:
        wrong.append(f"energy balance {got['energy_balance_rel']:.1e}")
    # While a boiler charges a tank in the coldest hours, nothing heats the house.
    if got["room_min_c"] < (18.5 if options.get("hot_water") == "tank" else 19.0):
        wrong.append(f"room {got['room_min_c']} C")
    if name.startswith("boiler alone") and abs(got["gas_m3"] / 1100.0 - 1.0) > 0.02:
        wrong.append(f"{got['gas_m3']} m3 where 1100 are known")
    # Machines without turn-down start more often in mild weather, as do large ones, and those that charge a tank, too.
    median = options.get("machine", "median") == "median" and not options.get("hp_kw")
    if median and "charge_by" not in options and (got["hp_starts"] or 0) > 1500:
        wrong.append(f"{got['hp_starts']} starts")
    figures = ", ".join(f"{key} {got[key]}" for key in ("gas_m3", "electricity_kwh", "room_min_c", "hp_starts"))
    return name, "; ".join(wrong), figures


def years():
    """Run all cases on two processes; number of failures."""
    failed = 0
    with ProcessPoolExecutor(2) as pool:
        for name, wrong, figures in pool.map(one_year, list(cases())):
            failed += told(name, wrong, figures)
    return failed


def one_scenario(name):
    """(name, complaint or "", figures) of a shipped scenario beside its unrestricted twin."""
    config = cli_scenario.config(name)
    result = Simulation(config).run()
    twin.compare(result, Simulation(twin.config(config)).run())
    got = result.summary
    wrong = list(got["floor_violations"])
    wrong += [text for text, limit in _broken(got) if limit["hard"]]
    if got["energy_balance_rel"] > 1e-6:
        wrong.append(f"energy balance {got['energy_balance_rel']:.1e}")
    if not any(limit["hard"] for limit in got["limits"]):
        # What soft limits and flexibility may cost (what a hard limit costs is only reported).
        most_k = 0.8 if config.control == "hp-only" else 0.3
        if got["twin_room_drop_k"] > most_k:
            wrong.append(f"room {got['twin_room_drop_k']} K colder than without limits and prices, allowed {most_k}")
    keys = ("limit_windows", "soft_over_s", "room_min_c", "twin_room_drop_k", "twin_cost_more_eur")
    return name, "; ".join(wrong), ", ".join(f"{key} {got[key]}" for key in keys)


def _broken(summary):
    """(words, limit) of each limit that the machine's own power did not keep, or whose command was late."""
    for limit in summary["limits"]:
        late = limit["command_s"] is None or limit["command_s"] > 1.0
        if limit["over_s"] or (limit["hard"] and late):
            value = f"{limit['source']} {limit['watts']:.0f} W"
            yield f"{value}: {limit['over_s']} s above, command after {limit['command_s']} s", limit


def scenarios():
    """All shipped scenarios on two processes; number of failures."""
    failed = 0
    with ProcessPoolExecutor(2) as pool:
        for name, wrong, figures in pool.map(one_scenario, file.names()):
            failed += told(f"scenario {name}", wrong, figures)
    return failed


def one_replay(name):
    """(name, complaint or "", figures) of a run replayed on every interpreter; name: a shipped scenario, or "month"."""
    config = Config(days=30) if name == "month" else cli_scenario.config(name)
    differences = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "run.trace"
        with open(path, "wb") as trace:
            Simulation(config, trace).run()
        for on in ("cpython", "micropython", "wasm"):
            difference, ticks = replay(path, on)
            if difference:
                differences.append(f"{on}: {difference}")
    return name, "; ".join(differences), f"{ticks} ticks on three interpreters"


def long_replay():
    """A month and every shipped scenario, replayed on every interpreter; number of failures."""
    failed = 0
    with ProcessPoolExecutor(2) as pool:
        for name, wrong, figures in pool.map(one_replay, ["month", *file.names()]):
            failed += told(f"replay {name}", wrong, figures)
    return failed


def searched_properties():
    """The property tests with new examples, many of them."""
    command = [sys.executable, "-m", "pytest", "tests/property", "-n", "2"]
    found = subprocess.run(command, cwd=ROOT, env={**os.environ, "TANDEM_EXAMPLES": str(EXAMPLES)})
    return 1 if found.returncode else 0


def one_chunk(chunk):
    """(machine, sequences, complaint or "") of one run of the comparison."""
    machine, first, count = chunk
    command = [sys.executable, "tests/model/compare.py", machine, "--count", str(count), "--first", str(first)]
    path = os.pathsep.join((str(ROOT), str(ROOT / "firmware")))
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True)
    return machine, count, (done.stdout + done.stderr).strip() if done.returncode else ""


def reference_models(sequences=SEQUENCES):
    """Each state machine of limits against its model, over so many sequences; two processes. Number of failures."""
    firsts = range(1, sequences + 1, CHUNK)
    chunks = [(machine, first, min(CHUNK, sequences - first + 1)) for machine in MACHINES for first in firsts]
    done = dict.fromkeys(MACHINES, 0)
    wrong = dict.fromkeys(MACHINES, "")
    begin = time.monotonic()
    with ProcessPoolExecutor(2) as pool:
        for machine, count, complaint in pool.map(one_chunk, chunks):
            done[machine] += count
            wrong[machine] = wrong[machine] or complaint
            end = done[machine] == sequences
            if end or complaint or done[machine] // CHUNK % 5 == 0:
                verdict = "FAIL" if wrong[machine] else "ok  " if end else "... "
                text = f"{done[machine]} of {sequences} sequences, {time.monotonic() - begin:.0f} s"
                print(f"{verdict} model {machine}: {text}{chr(10) + complaint if complaint else ''}", flush=True)
    return sum(bool(text) for text in wrong.values())


def one_listening(first):
    """Output and complaint or "" of one run of random edges into OpenTherm's decoder."""
    command = [sys.executable, "tests/sim/ot_random.py", "--count", str(CHUNK), "--first", str(first)]
    path = os.pathsep.join((str(ROOT), str(ROOT / "firmware")))
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True)
    return done.stdout, (done.stdout + done.stderr).strip() if done.returncode else ""


def opentherm():
    """A million random lists of edges into OpenTherm's decoder; number of failures."""
    counts: dict = Counter()
    wrong = 0
    with ProcessPoolExecutor(2) as pool:
        for output, complaint in pool.map(one_listening, range(1, EDGE_LISTS + 1, CHUNK)):
            for name, number in re.findall(r"(\w+ \w+) ([\d.]+)", output):
                counts[name] += float(number)
            if complaint:
                wrong += 1
                print(f"FAIL opentherm: {complaint}", flush=True)
    text = ", ".join(f"{name} {number:.0f}" for name, number in counts.items())
    print(f"{'FAIL' if wrong else 'ok  '} opentherm: {text}", flush=True)
    return wrong


def one_fuzzing(first):
    """(first, inputs, complaint or "") of malformed requests; each fifth chunk on the unix port."""
    script = "tests/peers/smp_random.py"
    if first % 5 == 0:
        code, output = run_wheel(script, [str(CHUNK), str(first)])
    else:
        path = os.pathsep.join((str(ROOT), str(ROOT / "firmware")))
        command = [sys.executable, script, str(CHUNK), str(first)]
        code, output = run((command, {**os.environ, "PYTHONPATH": path}))
    return first, CHUNK, output.strip() if code else ""


def smp_fuzz():
    """A million malformed requests; number of failures."""
    failed = done = 0
    with ProcessPoolExecutor(2) as pool:
        for first, count, wrong in pool.map(one_fuzzing, range(1000, 1000 + REQUESTS // CHUNK)):
            done += count
            if wrong or done == REQUESTS:
                failed += told(f"smp-fuzz from seed {first}", wrong, f"{done} of {REQUESTS} inputs")
    return failed


PARTS = {
    "scenarios": scenarios,
    "years": years,
    "hygiene": hygiene_years,
    "replay": long_replay,
    "property": searched_properties,
    "models": reference_models,
    "street": lambda: street.main([]),
    "opentherm": opentherm,
    "opentherm-soak": opentherm_soak.soaks,
    "smp-fuzz": smp_fuzz,
    "wiring": wiring.main,
    "powercut": device_proof.powercut,
    "corrupt": device_proof.corrupt,
    "kills": device_proof.kills,
    "hil": device_proof.in_the_loop,
    "month": device_proof.month,
}


def main(arguments=None):
    """The parts that are named, or all of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="part", help=" ".join(PARTS))
    parser.add_argument("--sequences", type=int, default=SEQUENCES, help="of each model (default %(default)s)")
    options = parser.parse_args(arguments)
    unknown = [name for name in options.parts if name not in PARTS]
    if unknown:
        parser.error(f"no part {unknown[0]}: {' '.join(PARTS)}")
    failed = 0
    for name in options.parts or PARTS:
        begin = time.monotonic()
        failed += reference_models(options.sequences) if name == "models" else PARTS[name]()
        print(f"--- {name}: {time.monotonic() - begin:.0f} s", flush=True)
    print(f"campaign: {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
