"""Par. 14a: what dimming leaves, by contact and by message, for this device and for all behind an energy manager."""

from limits_bench import LimitsBench
from support import no_allocation
from tandem.control.limits.dim import least_w
from tandem.control.param_table import P_DIM_KIND, P_DIM_N, P_DIM_SUM_W, P_DIM_USE, P_GRID_REF, P_GRID_SILENT, P_LOADS_W
from tandem.ports.frame import CH_DIM, CH_HP_POWER, CH_IMPORT, CH_LOADS
from tandem.ports.limits import LIMIT_ABSENT, LIMIT_LOST, LIMIT_NONE, LIMIT_SET, SRC_GRID
from tandem.ports.reasons import R_DIM, R_GRID
from wild import HIGHEST, LOWEST

CONTACT = ((P_DIM_USE, 1),)
MESSAGE = ((P_DIM_USE, 2),)
MANAGED = ((P_DIM_KIND, 1),)


def bench(settings, closed=None):
    b = LimitsBench(settings)
    if closed is not None:
        b.put(CH_DIM, closed)
    b.step()
    return b


def state(b):
    return b.e.dim.state if b.e.dim else LIMIT_ABSENT


def test_what_must_be_left_to_one_device():
    for sum_w, want in ((4200, 4200), (0, 4200), (11000, 4200), (11001, 4400), (14000, 5600), (60000, 24000)):
        for n in (1, 3, 99):
            assert least_w(bench(((P_DIM_SUM_W, sum_w), (P_DIM_N, n))).p) == want


def test_what_must_be_left_to_all_behind_an_energy_manager():
    """Check values of the rule: n = 2, 3, and a heat pump of 14 kW among six devices."""
    factors = {2: 80, 3: 75, 4: 70, 5: 65, 6: 60, 7: 55, 8: 50, 9: 45, 10: 45, 99: 45}
    for n in factors:
        b = bench(MANAGED + ((P_DIM_N, n),))
        assert least_w(b.p) == 4200 + (n - 1) * factors[n] * 42
    for n, sum_w, want in ((1, 4200, 4200), (2, 4200, 7560), (3, 4200, 10500), (6, 14000, 18200)):
        assert least_w(bench(MANAGED + ((P_DIM_N, n), (P_DIM_SUM_W, sum_w))).p) == want


def test_not_used_is_absent():
    b = bench((), 1)
    assert (state(b), b.hard()) == (LIMIT_ABSENT, None)


def test_the_contact():
    b = bench(CONTACT, 0)
    assert (state(b), b.hard()) == (LIMIT_NONE, None)
    b.put(CH_DIM, 1)
    b.step(1)
    assert (state(b), b.hard(), b.e.hard_why) == (LIMIT_SET, 4200, R_DIM)
    b.put(CH_DIM, 0)
    b.step(1)
    assert (state(b), b.hard()) == (LIMIT_NONE, None)


def test_a_broken_wire_keeps_the_last_good_state_and_is_open_at_boot():
    for quality in (0, 2, 3, 4, 99):
        b = bench(CONTACT)
        b.put(CH_DIM, 1, quality)
        b.step(10)
        assert b.hard() is None
        b.put(CH_DIM, 1)
        b.step(10)
        b.put(CH_DIM, 0, quality)
        b.walk(4000, 100)
        assert b.hard() == 4200
        b.put(CH_DIM, 0)
        b.step(10)
        assert b.hard() is None
        b.put(CH_DIM, 1, quality)
        b.step(10)
        assert b.hard() is None


def test_the_slot_counts_beside_the_contact():
    for watts, want, why in ((3000, 3000, R_GRID), (5000, 4200, R_DIM), (4200, 4200, R_GRID), (0, 0, R_GRID)):
        b = bench(CONTACT, 1)
        b.slot(SRC_GRID, LIMIT_SET, watts)
        b.step(10)
        assert (b.hard(), b.e.hard_why) == (want, why)
        b.put(CH_DIM, 0)
        b.step(10)
        assert (b.hard(), b.e.hard_why) == (watts, R_GRID)


def test_a_message_is_never_below_what_must_be_left():
    for watts, want in ((0, 4200), (4199, 4200), (4200, 4200), (5000, 5000)):
        b = bench(MESSAGE)
        assert state(b) == LIMIT_NONE
        b.slot(SRC_GRID, LIMIT_SET, watts)
        b.step(10)
        assert (b.hard(), b.e.hard_why) == (want, R_DIM)
        b.slot(SRC_GRID, LIMIT_NONE)
        b.step(10)
        assert (state(b), b.hard()) == (LIMIT_NONE, None)
    b = bench(MESSAGE, 1)  # the contact is not what counts then
    assert b.hard() is None


def test_a_message_that_falls_silent_follows_the_declared_rule():
    for rule, want in ((0, None), (1, 6000), (2, 4200)):
        b = bench(MESSAGE + ((P_GRID_SILENT, rule),))
        b.slot(SRC_GRID, LIMIT_SET, 6000)
        b.step(10)
        b.slot(SRC_GRID, LIMIT_LOST)
        b.step(10)
        assert b.hard() == want


def test_a_nonsense_message_keeps_the_last_one():
    b = bench(MESSAGE)
    b.slot(SRC_GRID, LIMIT_SET, 6000)
    b.step(10)
    for watts in (-1, 100001, LOWEST, HIGHEST):
        b.slot(SRC_GRID, LIMIT_SET, watts)
        b.step(10)
        assert b.hard() == 6000


def test_direct_control_is_for_this_device_whatever_the_others_do():
    b = bench(CONTACT + ((P_LOADS_W, 11000), (P_GRID_REF, 2)), 1)
    b.put(CH_IMPORT, 9000)
    b.step(10)
    assert b.hard() == 4200


def test_an_energy_manager_shares_grid_draw():
    b = bench(CONTACT + MANAGED + ((P_DIM_N, 3), (P_LOADS_W, 4000)), 1)
    assert b.hard() == 6500  # 10500 without the others' declared power
    b.put(CH_LOADS, 9000)
    b.step(10)
    assert b.hard() == 1500
    b.put(CH_HP_POWER, 1000)
    b.put(CH_IMPORT, 14000)  # 9000 others, 4000 household: the others' power is what counts
    b.step(10)
    assert b.hard() == 1500
    b.put(CH_IMPORT, 2000)  # 8000 W from the roof: 1000 W are drawn beside this device
    b.step(10)
    assert b.hard() == 9500
    b.put(CH_IMPORT, -5000)
    b.step(10)
    assert b.hard() == 16500
    b.put(CH_IMPORT, -5000, 4)
    b.step(100)
    assert b.hard() == 1500


def _step(b):
    b.tick(10)


def test_no_allocation():
    for closed in (0, 1):
        b = bench(CONTACT + MANAGED + ((P_DIM_N, 99), (P_DIM_SUM_W, 60000)), closed)
        for import_w in (60000, -60000):
            b.put(CH_IMPORT, import_w)
            no_allocation(_step, b)
        b.set(P_DIM_USE, 2)
        b.slot(SRC_GRID, LIMIT_SET, HIGHEST)
        no_allocation(_step, b)
