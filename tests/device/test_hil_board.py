"""Hardware in the loop over the serial port of a virtual board, with the shipped command's own parts."""

from datetime import datetime

from host_sim.run import Config
from tests.device import benched


def test_a_winter_day_decided_by_a_board_is_the_host_s_own(tmp_path):
    report, difference = benched.run(Config(start=datetime(2025, 1, 20), days=1), tmp_path)
    assert difference == "" and report["same"]
    assert report["ticks"] >= 2 * 8640 and report["task_failures"] == 0
    assert report["heap_used_end"] < report["heap_used_start"] + 4096
