"""Malformed requests have no effect: see smp_random.py, of which this runs a short part on two interpreters."""

import os
import re
import subprocess
import sys

import pytest

from tools.interpreters import ROOT, run_wheel

SCRIPT = "tests/peers/smp_random.py"


def _told(output):
    """[inputs, right, answered, errors] from the last line."""
    return [int(number) for number in re.findall(r"\d+", output.splitlines()[-1])[:4]]


@pytest.mark.parametrize("first", [1, 2])
def test_on_cpython(first):
    path = os.pathsep.join((str(ROOT), str(ROOT / "firmware")))
    command = [sys.executable, SCRIPT, "20000", str(first)]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    inputs, right, answered, errors = _told(done.stdout)
    assert inputs == 20000 and right > 9000 and answered > 7000 and errors > 7000


def test_on_the_unix_port():
    code, output = run_wheel(SCRIPT, ["12000", "3"])
    assert code == 0, output
    assert _told(output)[0] == 12000 and "bytes of heap" in output
