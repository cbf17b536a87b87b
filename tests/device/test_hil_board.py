"""Hardware in the loop over the serial port of a virtual board, with the shipped command's own parts."""

from datetime import datetime

from host_sim.run import Config
from tests.device.virtual import make, until, winter_house
from tools.hil import run as hil
from tools.hil.client import Bench


def test_a_winter_day_decided_by_a_board_is_the_host_s_own(tmp_path):
    house = winter_house(speed=1.0)
    with make(tmp_path, house) as board:
        until(lambda: house.ticks, "a first control tick")
        bench = Bench(board.port.path)
        try:
            bench.arm(lambda _text: None)
            resets = list(board.chip.resets)
            report, difference = hil.run(bench, Config(start=datetime(2025, 1, 20), days=1))
            assert difference == "" and report["same"]
            assert report["ticks"] >= 2 * 8640 and report["task_failures"] == 0
            assert report["heap_used_end"] < report["heap_used_start"] + 4096
            assert board.chip.resets == resets, "it was not reset on the way"
            bench.end()
        finally:
            bench.close()
