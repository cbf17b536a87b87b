"""Six homes on a cold day get the same limit from 16 to 21 h: no new peak after it, and no cold rooms by soft ones.

A hundred homes of each kind: `python -m tools.street`. Six homes are fewer to share a peak.
"""

from datetime import datetime

import pytest

from tandem.ports.limits import SRC_GRID, SRC_MANAGER
from tools.street import TOGETHER, after, loss, quarters, street

HOMES = 6
COLD_DAY = datetime(2025, 1, 22)


@pytest.mark.parametrize("control", ["hybrid", "hp-only"])
def test_no_new_peak_after_a_limit(control):
    free, warm = street(map, HOMES, control, None, settings=TOGETHER, day=COLD_DAY)
    hard, _ = street(map, HOMES, control, SRC_GRID, day=COLD_DAY)
    assert after(hard) <= 1.1 * after(free)
    assert quarters(hard)[66:84].max() < 0.05 * quarters(free)[66:84].max()
    soft, rooms = street(map, HOMES, control, SRC_MANAGER, day=COLD_DAY)
    assert after(soft) <= 1.15 * after(free)
    assert loss(warm, rooms).max() <= (0.3 if control == "hybrid" else 0.8)


def test_without_the_release_there_would_be_one():
    free, _ = street(map, HOMES, "hp-only", None, settings=TOGETHER, day=COLD_DAY)
    hard, _ = street(map, HOMES, "hp-only", SRC_GRID, settings=TOGETHER, day=COLD_DAY)
    assert after(hard) > 1.5 * after(free)
