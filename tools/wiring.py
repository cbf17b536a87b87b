"""How well commissioning finds wires that are wrong: seeded faults in several homes, as a part of the campaign.

    python -m tools.wiring [--faults N] [--seed N] [--virtual N]

Each case is a whole commissioning without a terminal (tools.console.rehearsal); of the last ones --virtual N run on a
virtual board, over its serial port. Printed: how many were found, named right, and false alarms in healthy homes.
"""

import argparse
import random
import sys
import tempfile
from collections import Counter
from itertools import product
from pathlib import Path

from host_sim.homes import HOMES
from host_sim.virtual import prepare
from host_sim.virtual.board import VirtualBoard
from host_sim.virtual.chip import Chip
from host_sim.virtual.port import Port
from host_sim.virtual.wiring import Wiring, fits
from tools import mpy
from tools.console import rehearsal
from tools.console.commission.words import DOUBTFUL, WRONG
from tools.interpreters import WHEEL

FAULTS = 120
VIRTUAL = 4
FOUND_BAR, NAMED_BAR = 0.95, 0.9
HOUSES: tuple = (
    {}, {"hot_water": "tank"}, {"command": "contact"}, {"command": "sg"}, {"scheme": "series"}, {"scheme": "mixed"},
    {"scheme": "buffer"}, {"boiler": "slow"}, {"control": "hp-only", "emitter": "floor"}, {"emitter": "ht"},
    {"monobloc": True, "contactor": True, "hot_water": "tank", "charge_by": "hp"},
)  # fmt: skip
_RELAYS = ("hp", "boiler", "hp_pump", "pump", "valve")
KINDS = (
    "swapped-flow-return", "swapped-hp-flow-return", "swapped-outdoor-room", "flow-meter-dead", "boiler-gas-shut",
    "hp-no-supply", "meter-turned", "swapped-sg", "sensor-open:flow", "sensor-short:hp_return", "sensor-open:outdoor",
    "sensor-short:tank", "flow-meter-scale:0.1", "flow-meter-scale:0.5", "flow-meter-scale:2", "flow-meter-scale:10",
    "inverted-contact:hp_run", "inverted-contact:flame", "inverted-contact:hp_error",
    *(f"dead-relay:{name}" for name in _RELAYS),
    *(f"swapped-relays:{a}:{b}" for a, b in product(sorted(_RELAYS), repeat=2) if a < b),
)  # fmt: skip


def cases(count, seed):
    """[(fault, options)] : each house healthy first, then random faults in random houses."""
    dice = random.Random(seed)
    found: list = [("none", {**house, "home": home}) for house, home in zip(HOUSES, [*HOMES.values()] * len(HOUSES))]
    while len(found) < len(HOUSES) + count:
        options = {**dice.choice(HOUSES), "home": dice.choice([*HOMES.values()]), "seed": dice.randrange(1 << 20)}
        fault = dice.choice(KINDS)
        if fits(fault, rehearsal.config_of(**options)):
            found.append((fault, options))
    return found


def judged(fault, found):
    """(found at all, named right, what was said) of one commissioning."""
    bad = [(step.key, result) for step, result in found if result.verdict in (WRONG, DOUBTFUL)]
    causes = {result.cause for _, result in bad}
    named = fault in causes or fault.split(":")[0] in causes
    said = "; ".join(f"{key}: {result.cause or result.text}" for key, result in bad)
    return bool(bad), named, said


def on_a_virtual_board(fault, options, folder):
    """The same, on an interpreter behind a serial port."""
    house = rehearsal.Gated(rehearsal.config_of(**options), 0.0, Wiring(fault))
    command = [str(WHEEL), "-X", "heapsize=180k"]
    compiled = Path(folder) / "mpy"
    if not compiled.exists():
        mpy.build(compiled)
    flash = Path(folder) / "flash"
    prepare.fresh(command, flash, 128)
    prepare.put(command, flash, prepare.bare(compiled, house.records))
    with VirtualBoard(command, flash, Port(), Chip(house)) as board, rehearsal.Virtual(board) as bench:
        return rehearsal.rehearse(bench)


def main(arguments=()):
    """Run, print, and the number of failures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--faults", type=int, default=FAULTS)
    parser.add_argument("--virtual", type=int, default=VIRTUAL)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(list(arguments))
    counts: Counter = Counter()
    todo = cases(options.faults, options.seed)
    with tempfile.TemporaryDirectory() as folder:
        for number, (fault, house) in enumerate(todo):
            if number < len(todo) - options.virtual:
                result = rehearsal.rehearse(rehearsal.plain(fault, **house))
            else:
                result = on_a_virtual_board(fault, house, folder)
            found, named, said = judged(fault, result)
            if fault == "none":
                counts["healthy"] += 1
                counts["false"] += found
            else:
                counts["faults"] += 1
                counts["found"] += found
                counts["named"] += named
            if found != (fault != "none") or (fault != "none" and not named):
                words = ", ".join(f"{key} {getattr(value, 'name', value)}" for key, value in house.items())
                kind = "miss" if fault != "none" else "false alarm"
                print(f"{kind} {fault} ({words}): {said or 'nothing said'}", flush=True)
    n = counts["faults"]
    wrong = counts["found"] < FOUND_BAR * n or counts["named"] < NAMED_BAR * n or counts["false"] > 0
    print(
        f"{'FAIL' if wrong else 'ok  '} wiring: {n} faults, {counts['found']} found, {counts['named']} named right; "
        f"{counts['healthy']} healthy homes, {counts['false']} with a false alarm"
    )
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
