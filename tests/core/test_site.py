"""The connection: own power, the others', and a limit at another place brought to this device."""

from limits_bench import LimitsBench
from support import no_allocation
from tandem.control.param_table import P_GRID_REF, P_HP_RATED_POWER_W, P_LOADS_W
from tandem.ports.frame import CH_HP_POWER, CH_HP_RUN, CH_IMPORT, CH_LOADS
from tandem.ports.limits import LIMIT_SET, REF_DEVICE, REF_IMPORT, REF_LOADS, SRC_GRID
from wild import HIGHEST, LOWEST


def bench(settings=()):
    """A limit is there, so that the connection is looked at."""
    b = LimitsBench(settings)
    b.slot(SRC_GRID, LIMIT_SET, 4200)
    b.step()
    return b


def test_own_power_is_measured_or_the_worst():
    b = bench(((P_HP_RATED_POWER_W, 1700),))
    assert b.site.own_w == 0
    b.put(CH_HP_RUN, 1)
    b.step(10)
    assert b.site.own_w == 1700
    b.put(CH_HP_POWER, 640)
    b.step(10)
    assert b.site.own_w == 640
    b.put(CH_HP_POWER, 0, 4)
    b.step(10)
    assert b.site.own_w == 640  # held
    b.step(100)
    assert b.site.own_w == 1700
    b.put(CH_HP_RUN, 0)
    b.step(10)
    assert b.site.own_w == 0
    b.hp.ask(b.now_s)  # commanded on, not yet seen to run
    b.step(10)
    assert b.site.own_w == 1700


def test_the_others_are_measured_or_declared():
    b = bench(((P_LOADS_W, 11000),))
    assert b.site.others_w == 11000
    b.put(CH_LOADS, 3700)
    b.step(10)
    assert b.site.others_w == 3700
    b.put(CH_LOADS, 3700, 4)
    b.step(10)
    assert b.site.others_w == 3700
    b.step(100)
    assert b.site.others_w == 11000


def test_to_device():
    b = bench()
    b.put(CH_LOADS, 3000)
    b.put(CH_HP_POWER, 1000)
    b.put(CH_IMPORT, 5000)
    b.step(10)
    site = b.site
    assert site.to_device(REF_DEVICE, 4200) == 4200
    assert site.to_device(REF_LOADS, 4200) == 1200
    assert site.to_device(REF_LOADS, 2000) == 0
    assert site.to_device(REF_IMPORT, 4200) == 200
    assert site.to_device(REF_IMPORT, 3999) == 0
    b.put(CH_IMPORT, -3000)
    b.step(10)
    assert site.to_device(REF_IMPORT, 4200) == 8200
    b.put(CH_IMPORT, 0, 4)
    b.step(100)
    assert not site.known
    assert site.to_device(REF_IMPORT, 4200) == 4200


def test_within_0_and_100_kw_and_31_bits():
    b = bench(((P_GRID_REF, 2),))
    for import_w in (60000, -60000, HIGHEST, LOWEST):
        for watts in (0, 100000, HIGHEST, LOWEST):
            b.put(CH_IMPORT, import_w)
            b.put(CH_LOADS, import_w)
            b.put(CH_HP_POWER, 20000)
            b.slot(SRC_GRID, LIMIT_SET, watts)
            b.step(10)
            for ref in (REF_DEVICE, REF_LOADS, REF_IMPORT):
                for value in (0, 1, 100000):
                    assert 0 <= b.site.to_device(ref, value) <= 100000
            assert 0 <= b.hard() <= 100000


def _step(b):
    b.tick(10)
    b.site.to_device(REF_IMPORT, 100000)


def test_no_allocation():
    b = bench(((P_GRID_REF, 2),))
    for import_w in (60000, -60000):
        b.put(CH_IMPORT, import_w)
        no_allocation(_step, b)
