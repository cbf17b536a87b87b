"""Six homes on a cold day get the same limit from 16 to 21 h: no new peak after it, and no cold rooms by soft ones.

A hundred homes of each kind, deciding every ten seconds: `python -m tools.street`. Six homes are fewer to share a peak.
"""

from datetime import datetime
from functools import partial

import pytest

from tandem.ports.limits import SRC_GRID, SRC_MANAGER
from tools.street import TOGETHER, after, loss, quarters, street

HOMES = 6
COLD_DAY = datetime(2025, 1, 22)


@pytest.mark.parametrize("control", ["hybrid", "hp-only"])
def test_no_new_peak_after_a_limit(control):
    houses = partial(street, map, HOMES, control, day=COLD_DAY, period_s=30)
    free, warm = houses(None, settings=TOGETHER)
    hard, _ = houses(SRC_GRID)
    assert after(hard) <= 1.1 * after(free)
    assert quarters(hard)[66:84].max() < 0.05 * quarters(free)[66:84].max()
    soft, rooms = houses(SRC_MANAGER)
    assert after(soft) <= 1.15 * after(free)
    assert loss(warm, rooms).max() <= (0.3 if control == "hybrid" else 0.8)
    if control == "hp-only":
        together, _ = houses(SRC_GRID, settings=TOGETHER)
        assert after(together) > 1.5 * after(free), "without the release there would be one"
