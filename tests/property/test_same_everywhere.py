"""The core gives bit-identical outputs on CPython and on MicroPython with 64 and with 32 bits, for any frames."""

import subprocess
import sys

import pytest

from tools.interpreters import ROOT, run_wasm, run_wheel

SCRIPT = "tests/property/frames_vm.py"
TICKS = 20000


def cpython(ticks, seed):
    done = subprocess.run([sys.executable, SCRIPT, str(ticks), str(seed)], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def wheel(ticks, seed):
    code, output = run_wheel(SCRIPT, [str(ticks), str(seed)])
    assert code == 0, output
    return output


def wasm(ticks, seed):
    code, output = run_wasm(SCRIPT, [str(ticks), str(seed)], ["firmware", "tests/core"])
    assert code == 0, output
    return output


@pytest.mark.parametrize("seed", [1])
def test_the_same_outputs_on_every_interpreter(seed):
    here = cpython(TICKS, seed)
    ticks, digest, starts, restarts = here.split()
    assert int(ticks) == TICKS and len(digest) == 64
    assert int(starts) >= 30 and int(restarts) >= 10  # the frames get somewhere
    assert wheel(TICKS, seed) == here
    assert wasm(TICKS, seed) == here


def test_the_hash_tells_seeds_apart():
    assert cpython(300, 1).split()[1] != cpython(300, 2).split()[1]
