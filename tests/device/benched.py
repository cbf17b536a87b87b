"""A virtual board in the loop.  python -m tests.device.benched week|SCENARIO

Arms it, lets it decide a winter week or a shipped scenario, and compares each tick with the host's own run. Prints the
bench report.
"""

import sys
import tempfile
from datetime import datetime
from pathlib import Path

from host_sim import cli_scenario
from host_sim.run import Config
from tests.device.virtual import make, until, winter_house
from tools.hil import run as hil
from tools.hil.client import Bench

WEEK = Config(start=datetime(2025, 1, 20), days=7)


def run(config, folder):
    """(bench report, text of the first difference or "")."""
    house = winter_house(speed=1.0)
    with make(folder, house) as board:
        until(lambda: house.ticks, "a first control tick")
        bench = Bench(board.port.path)
        try:
            bench.arm(lambda _text: None)
            resets = list(board.chip.resets)
            report, difference = hil.run(bench, config)
            if board.chip.resets != resets:
                difference = difference or "the board was reset on the way"
            bench.end()
        finally:
            bench.close()
    return report, difference


def main(name):
    """Run one; 1 when they differ."""
    config = WEEK if name == "week" else cli_scenario.config(name)
    with tempfile.TemporaryDirectory() as folder:
        report, difference = run(config, Path(folder))
    print(f"{name}: {hil.text(report)}{' -- ' + difference if difference else ''}")
    return 1 if difference or report["task_failures"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
