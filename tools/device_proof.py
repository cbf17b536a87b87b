"""The campaign's parts that run the shipped image: power cuts, damaged files, kills, a month in a small heap, and a
board in the loop."""

import os
import re
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from host_sim import cli_scenario
from host_sim.scenario import file

ROOT = Path(__file__).resolve().parent.parent
DAMAGED = 20000  # boards with damaged files
_CHUNK = 2500
KILLS = 40  # in each scenario
DAYS = 30


def _ran(*words):
    """(exit code, output) of python -m words."""
    path = os.pathsep.join((str(ROOT), str(ROOT / "firmware")))
    command = [sys.executable, "-m", *map(str, words)]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True)
    return done.returncode, (done.stdout + done.stderr).strip()


def _told(name, code, output):
    print(f"{'FAIL' if code else 'ok  '} {name}: {output}", flush=True)
    return 1 if code else 0


def powercut():
    """A cut at every operation of the flash, torn and not, of flashing a board and of saving; number of failures."""
    failed = _told("powercut, flashing", *_ran("tests.device.damage", "cuts", 0, 1))
    done = subprocess.run([sys.executable, "-m", "pytest", "-q", "tests/device/test_powercut.py"], cwd=ROOT,
                          capture_output=True, text=True)  # fmt: skip
    return failed + _told("powercut, parameters", done.returncode, done.stdout.strip().splitlines()[-1])


def _one_corrupt(first):
    return (first, *_ran("tests.device.damage", "corrupt", first, _CHUNK))


def corrupt():
    """Damaged files of all kinds; number of failures."""
    failed = 0
    with ProcessPoolExecutor(2) as pool:
        for first, code, output in pool.map(_one_corrupt, range(1, DAMAGED + 1, _CHUNK)):
            failed += _told(f"corrupt from {first}", code, output)
    return failed


def played():
    """Scenarios that a virtual board can play, and a plain winter day."""
    from host_sim.virtual.house import playable

    return ["plain", *(name for name in file.names() if playable(cli_scenario.config(name).scenario))]


def _one_kills(name):
    return _ran("tests.device.kills", name, KILLS, 1)


def kills():
    """Kills in each scenario; number of failures."""
    failed = 0
    times = []
    with ProcessPoolExecutor(2) as pool:
        for code, output in pool.map(_one_kills, played()):
            failed += _told("kills", code, output)
            times += re.findall(r"after ([\d.]+) s \(p50\), ([\d.]+) \(p99\)", output)
    p99 = max((float(row[1]) for row in times), default=0.0)
    print(f"kills: {len(times)} scenarios, longest p99 {p99:.1f} s", flush=True)
    return failed


def _one_in_the_loop(name):
    return _ran("tests.device.benched", name)


def in_the_loop():
    """A winter week and every scenario, decided by a virtual board in the loop; number of failures."""
    failed = 0
    with ProcessPoolExecutor(2) as pool:
        for code, output in pool.map(_one_in_the_loop, ["week", *file.names()]):
            failed += _told("hil", code, output)
    return failed


def month():
    """A month of the shipped image in a heap that stands for a plain board's; number of failures."""
    return _told("month", *_ran("tests.device.soak", DAYS))
