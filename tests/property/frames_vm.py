"""Runs on any interpreter: feeds seeded frames of every kind to the core and prints a hash of all outputs.

    frames_vm.py TICKS SEED

Parameters change and the controller restarts on the way; half of the ticks come after thirty years of uptime. Prints
TICKS, the sha256 of all output frames, compressor starts, restarts.
"""

import sys

if "tests/core" not in sys.path:
    sys.path[1:1] = ["tests/core", "firmware"]

import struct
from hashlib import sha256

from tandem.control.controller import Controller
from tandem.control.param_table import (
    GROUPS,
    P_ENERGY_KMIN,
    P_HP_FITTED,
    P_HP_MIN_ON_S,
    P_HP_STARTS_HOUR,
    P_MODE,
    TABLE,
)
from tandem.kernel.params import Params
from tandem.ports.frame import N_OUT, OUT_HP, Inputs, Outputs
from wild import YEARS_30_S, Wild

CHANGE_EVERY = 60
RESTART_EVERY = 1500


def fresh():
    """Parameters under which much happens."""
    params = Params(TABLE, GROUPS)
    for pid, value in ((P_HP_STARTS_HOUR, 6), (P_HP_MIN_ON_S, 300), (P_ENERGY_KMIN, 5)):
        params.set(pid, value)
    return params


def run(ticks, seed):
    """Print the line that all interpreters must agree on."""
    wild = Wild(seed)
    params = fresh()
    inputs = Inputs(params)
    outputs = Outputs()
    controller = Controller()
    digest = sha256()
    row = bytearray(4 * N_OUT)
    starts = restarts = was = 0
    o = outputs.f
    for i in range(ticks):
        if i == ticks // 2:
            wild.now_ms = YEARS_30_S * 1000
        if i % CHANGE_EVERY == CHANGE_EVERY - 1:
            wild.change(params)
            params.set(P_MODE, wild.below(4) if not wild.below(4) else 0)
            params.reset(P_HP_FITTED)
        if i % RESTART_EVERY == RESTART_EVERY - 1:
            records = controller.dump(), controller.dump_habits()
            digest.update(records[0] + records[1])
            controller = Controller()
            controller.load(records[0], records[1])
            params = fresh()
            inputs.params = params
            wild.now_ms = 0 if i < ticks // 2 else YEARS_30_S * 1000
            restarts += 1
        wild.fill(inputs.f, o)
        controller.step(inputs, outputs)
        struct.pack_into("<%di" % N_OUT, row, 0, *o)
        digest.update(row)
        if o[OUT_HP] and not was:
            starts += 1
        was = o[OUT_HP]
    print(ticks, "".join("%02x" % byte for byte in digest.digest()), starts, restarts)


if __name__ == "__main__":
    run(int(sys.argv[1]), int(sys.argv[2]))
