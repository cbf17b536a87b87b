"""Own solar power to spare: thresholds, times, own power counted back in."""

from limits_bench import LimitsBench
from support import no_allocation
from tandem.control.param_table import P_PV_START_W
from tandem.ports.frame import CH_HP_POWER, CH_IMPORT
from tandem.ports.limits import LIMIT_ABSENT
from tandem.ports.reasons import R_NONE, R_SURPLUS
from wild import HIGHEST, LOWEST

START = 1500


def bench(export, own=0, start=START):
    b = LimitsBench(((P_PV_START_W, start),))
    b.put(CH_HP_POWER, own)
    b.put(CH_IMPORT, -export)
    b.step()
    return b


def boosted(own=0):
    b = bench(START + 1 - own, own)
    b.walk(300)
    assert b.e.boost == 1
    return b


def test_above_the_threshold_for_five_minutes():
    b = bench(START + 1)
    b.walk(290)
    assert (b.e.boost, b.e.boost_why) == (0, R_NONE)
    b.step(10)
    assert (b.e.boost, b.e.boost_why, b.e.changed) == (1, R_SURPLUS, True)
    assert b.e.hard_state == b.e.soft_state == LIMIT_ABSENT


def test_not_at_the_threshold_nor_with_a_gap():
    b = bench(START)
    b.walk(3600)
    assert b.e.boost == 0
    b.put(CH_IMPORT, -START - 500)
    b.walk(290)
    b.put(CH_IMPORT, 0)
    b.step(10)
    b.put(CH_IMPORT, -START - 500)
    b.walk(300)
    assert b.e.boost == 0
    b.walk(10)
    assert b.e.boost == 1


def test_off_below_half_of_it_for_five_minutes():
    b = boosted()
    b.walk(3600)
    b.put(CH_IMPORT, -START // 2)
    b.walk(3600)
    assert b.e.boost == 1
    b.put(CH_IMPORT, -START // 2 + 1)
    b.step(10)
    b.walk(290)
    assert b.e.boost == 1
    b.step(10)
    assert b.e.boost == 0


def test_it_lasts_ten_minutes_at_least():
    b = boosted()
    b.put(CH_IMPORT, 2000)
    b.walk(590)
    assert b.e.boost == 1
    b.step(10)
    assert b.e.boost == 0


def test_own_power_is_counted_back_in():
    b = boosted()
    b.put(CH_HP_POWER, 1400)
    b.put(CH_IMPORT, -START - 1 + 1400)  # the heat pump takes nearly all of it
    b.walk(7200)
    assert b.e.boost == 1
    b.put(CH_IMPORT, 1400 - 700)  # a cloud
    b.walk(310)
    assert b.e.boost == 0
    boosted(1400)


def test_a_lost_meter_feeds_in_nothing():
    b = boosted()
    b.walk(600)
    b.put(CH_IMPORT, -9000, 4)
    b.walk(300)
    assert b.e.boost == 1
    b.walk(60)
    assert b.e.boost == 0
    b = LimitsBench(((P_PV_START_W, START),))
    b.walk(3600)
    assert b.e.boost == 0


def test_never_when_not_wanted():
    b = bench(9000, 0, 0)
    b.walk(3600)
    assert b.e.boost == 0
    b = boosted()
    b.set(P_PV_START_W, 0)
    b.step(10)
    assert b.e.boost == 0


def _step(b):
    b.tick(10)


def test_no_allocation():
    for export in (60000, -60000, HIGHEST, LOWEST):
        b = bench(export, 20000)
        b.walk(900)
        no_allocation(_step, b)
