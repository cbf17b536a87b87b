"""The main fuse: room beside the others per phase, at once down, slowly up."""

from limits_bench import LimitsBench
from support import no_allocation
from tandem.control.param_table import P_FUSE_SAFE_W, P_FUSE_W, P_PHASE
from tandem.ports.frame import CH_HP_POWER, CH_IMPORT, CH_PHASE_1, CH_PHASE_2, CH_PHASE_3
from tandem.ports.limits import LIMIT_ABSENT
from tandem.ports.reasons import R_FUSE
from wild import HIGHEST, LOWEST

FUSE = 5750
PHASES = (CH_PHASE_1, CH_PHASE_2, CH_PHASE_3)


def bench(phase=1, own=1000, imports=(2000, 2000, 2000)):
    b = LimitsBench(((P_FUSE_W, FUSE), (P_PHASE, phase)))
    b.put(CH_HP_POWER, own)
    for ch, watts in zip(PHASES, imports):
        b.put(ch, watts)
    b.step()
    return b


def test_not_watched_is_absent():
    b = LimitsBench()
    b.put(CH_PHASE_1, 9000)
    b.step()
    assert b.e.hard_state == LIMIT_ABSENT
    b = bench()
    b.set(P_FUSE_W, 0)
    b.step(10)
    assert b.e.hard_state == LIMIT_ABSENT


def test_what_is_left_beside_the_others_on_the_machines_phase():
    for phase in (1, 2, 3):
        imports = [9000, 9000, 9000]
        imports[phase - 1] = 3000
        b = bench(phase, 1000, imports)
        assert (b.hard(), b.e.hard_why) == (FUSE - 2000, R_FUSE)


def test_three_phases_go_by_the_fullest():
    for full in range(3):
        imports = [1000, 1000, 1000]
        imports[full] = 4000
        assert bench(0, 3000, imports).hard() == 3 * (FUSE - 3000)


def test_own_power_changes_nothing():
    b = bench()
    for own in (0, 500, 3000):
        b.put(CH_HP_POWER, own)
        b.put(CH_PHASE_1, 1000 + own)
        b.walk(600)
        assert b.hard() == FUSE - 1000


def test_more_of_the_others_acts_in_the_same_tick():
    b = bench()
    for kettle, want in ((2000, 2750), (4000, 750), (4750, 0), (9000, 0)):
        b.put(CH_PHASE_1, 2000 + kettle)
        b.step(1)
        assert b.hard() == want


def test_it_comes_back_by_a_tenth_of_the_fuse_per_minute():
    b = bench()
    b.put(CH_PHASE_1, 6000)
    b.step(10)
    assert b.hard() == 750
    b.put(CH_PHASE_1, 2000)
    b.walk(50)
    assert b.hard() == 750
    b.step(10)
    assert b.hard() == 1325
    b.walk(50)
    assert b.hard() == 1325
    b.step(10)
    assert b.hard() == 1900
    b.walk(600)
    assert b.hard() == FUSE - 1000


def test_not_while_the_phase_is_nearly_full():
    b = bench()
    b.put(CH_PHASE_1, 6000)
    b.step(10)
    b.put(CH_PHASE_1, 5175)  # 90 %
    b.walk(1000)
    assert b.hard() == 750
    b.put(CH_PHASE_1, 5174)
    b.walk(50)
    b.put(CH_PHASE_1, 5175)  # one dip, and the minute begins anew
    b.step(10)
    b.put(CH_PHASE_1, 5174)
    b.walk(50)
    assert b.hard() == 750
    b.step(10)
    assert b.hard() == 1325


def test_three_phases_come_back_by_three_tenths():
    b = bench(0, 3000)
    b.put(CH_PHASE_2, 6500)
    b.step(10)
    assert b.hard() == 3 * 250
    b.put(CH_PHASE_2, 2000)
    b.walk(60)
    assert b.hard() == 750 + 3 * 575


def test_a_lost_meter_ages_out_to_the_safe_cap():
    for quality in (2, 4, 0):
        b = bench()
        b.set(P_FUSE_SAFE_W, 1600)
        b.put(CH_PHASE_1, 0, quality)
        b.step(10)
        b.walk(100)
        assert b.hard() == 1600
        b.put(CH_PHASE_1, 2000)
        b.walk(50)
        assert b.hard() == 1600
        b.step(10)
        assert b.hard() == 1600 + 575  # from there, as slowly
    assert bench(0, 0, (1000, 1000)).hard() == 1500  # a phase without a meter


def test_the_last_value_holds_for_a_moment():
    b = bench()
    b.put(CH_PHASE_1, 0, 4)
    b.walk(20)
    assert b.hard() == FUSE - 1000


def test_feeding_in_leaves_no_more_than_the_fuse_both_ways():
    assert bench(1, 0, (-9000, 0, 0)).hard() == 2 * FUSE


def _step(b):
    b.tick(10)


def test_no_allocation_and_31_bits():
    for phase in (0, 1):
        for own in (0, 20000):
            for watts in (60000, -60000, HIGHEST, LOWEST):
                b = bench(phase, own, (watts, watts, watts))
                b.set(P_FUSE_W, 30000)
                b.put(CH_IMPORT, watts)
                b.now_s = 946000000
                b.walk(60)
                assert 0 <= b.hard() <= 100000
                for _ in range(100):
                    b.step(899)
                no_allocation(_step, b)
