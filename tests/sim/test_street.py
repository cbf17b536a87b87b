"""Six homes on a cold day get the same limit from 16 to 21 h: no new peak after it, and no cold rooms by soft ones.

The figures of twelve homes on three days stand in docs/limits.md; six homes are fewer to share a peak.
"""

from datetime import datetime

import pytest
from street import quarters, street

from tandem.control import param_table as t
from tandem.ports.limits import SRC_GRID, SRC_MANAGER

HOMES = 6
COLD_DAY = datetime(2025, 1, 22)
TOGETHER = {t.P_RELEASE_S: 0, t.P_RAMP_S: 0}
AFTER = slice(84, 92)  # 21 to 23 h


def after(watts):
    return quarters(watts)[AFTER].max()


@pytest.mark.parametrize("control", ["hybrid", "hp-only"])
def test_no_new_peak_after_a_limit(control):
    free, warm = street(map, HOMES, control, None, settings=TOGETHER, day=COLD_DAY)
    hard, _ = street(map, HOMES, control, SRC_GRID, day=COLD_DAY)
    assert after(hard) <= 1.1 * after(free)
    assert quarters(hard)[66:84].max() < 0.05 * quarters(free)[66:84].max()
    soft, rooms = street(map, HOMES, control, SRC_MANAGER, day=COLD_DAY)
    assert after(soft) <= 1.15 * after(free)
    loss = (warm - rooms)[:, 16 * 60 :].reshape(HOMES, 8, 60).mean(axis=2)
    assert loss.max() <= (0.3 if control == "hybrid" else 0.8)


def test_without_the_release_there_would_be_one():
    free, _ = street(map, HOMES, "hp-only", None, settings=TOGETHER, day=COLD_DAY)
    hard, _ = street(map, HOMES, "hp-only", SRC_GRID, settings=TOGETHER, day=COLD_DAY)
    assert after(hard) > 1.5 * after(free)
