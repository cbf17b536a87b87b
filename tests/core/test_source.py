"""A plain slot: its end, its reference point, nonsense, silence over a restart."""

from array import array

from limits_bench import LimitsBench
from support import no_allocation
from tandem.control.param_table import (
    P_CONTRACT_REF,
    P_CONTRACT_SAFE_W,
    P_DIM_USE,
    P_GRID_REF,
    P_GRID_SAFE_W,
    P_GRID_SILENT,
    P_LOADS_W,
    P_MANAGER_REF,
)
from tandem.control.snapshot import dump, load
from tandem.ports.frame import CH_HP_POWER, CH_IMPORT, CH_LOADS, N_SOURCES
from tandem.ports.limits import (
    LIMIT_ABSENT,
    LIMIT_LOST,
    LIMIT_NONE,
    LIMIT_SET,
    SILENT_HOLD,
    SILENT_RELEASE,
    SILENT_SAFE,
    SRC_CONTRACT,
    SRC_EMERGENCY,
    SRC_FUSE,
    SRC_GRID,
    SRC_MANAGER,
    SRC_QUIET,
)
from wild import HIGHEST, LOWEST, YEARS_30_S

HARD = (SRC_FUSE, SRC_EMERGENCY, SRC_GRID)


def limit(bench, source):
    """The limit in watts in the source's class, None when there is none."""
    return bench.hard() if source in HARD else bench.soft()


def said(source, watts, left_s=0, settings=()):
    bench = LimitsBench(settings)
    bench.slot(source, LIMIT_SET, watts, left_s)
    bench.step()
    return bench


def test_a_limit_ends_by_itself():
    for source in range(N_SOURCES):
        bench = said(source, 900, 60)
        assert limit(bench, source) == 900
        bench.walk(59, 1)
        assert limit(bench, source) == 900
        bench.step(1)
        assert limit(bench, source) is None
        bench.walk(1000)
        assert limit(bench, source) is None


def test_without_a_stated_end_it_has_none():
    for left_s in (0, -5, LOWEST, HIGHEST):
        bench = said(SRC_GRID, 900, left_s)
        bench.walk(100000, 1000)
        assert bench.hard() == 900


def test_any_change_of_the_slot_counts_anew():
    for watts, left_s in ((901, 60), (900, 61), (900, 59)):
        bench = said(SRC_GRID, 900, 60)
        bench.step(59)
        bench.slot(SRC_GRID, LIMIT_SET, watts, left_s)
        bench.step(10)
        bench.step(left_s - 1)
        assert bench.hard() == watts
        bench.step(1)
        assert bench.hard() is None
    bench = said(SRC_GRID, 900, 60)
    bench.step(61)
    bench.slot(SRC_GRID, LIMIT_NONE)
    bench.step(10)
    bench.slot(SRC_GRID, LIMIT_SET, 900, 60)  # the same again, later
    bench.step(10)
    assert bench.hard() == 900


def test_a_driver_that_counts_down_itself_is_right_too():
    bench = said(SRC_GRID, 900, 60)
    for left_s in range(50, 0, -10):
        bench.slot(SRC_GRID, LIMIT_SET, 900, left_s)
        bench.step(10)
        assert bench.hard() == 900
    bench.step(10)
    assert bench.hard() is None


def test_silence_does_not_stop_the_count():
    bench = said(SRC_EMERGENCY, 0, 60)
    bench.slot(SRC_EMERGENCY, LIMIT_LOST)
    bench.step(50)
    assert bench.hard() == 0
    bench.step(10)
    assert bench.hard() is None


def test_the_end_after_thirty_years():
    bench = LimitsBench()
    bench.now_s = YEARS_30_S
    bench.slot(SRC_GRID, LIMIT_SET, 900, 60)
    bench.step()
    bench.step(59)
    assert bench.hard() == 900
    bench.step(1)
    assert bench.hard() is None


def test_reference_points():
    for source, ref_p in ((SRC_GRID, P_GRID_REF), (SRC_CONTRACT, P_CONTRACT_REF), (SRC_MANAGER, P_MANAGER_REF)):
        bench = said(source, 5000)
        bench.put(CH_LOADS, 1800)
        bench.put(CH_HP_POWER, 1000)
        bench.put(CH_IMPORT, 3500)
        for ref, want in ((0, 5000), (1, 3200), (2, 2500)):
            bench.set(ref_p, ref)
            bench.step(10)
            assert limit(bench, source) == want
        bench.put(CH_IMPORT, -2000)  # sun: the rest of the house gives 3000 W
        bench.step(10)
        assert limit(bench, source) == 8000


def test_reference_points_without_meters():
    bench = said(SRC_GRID, 5000, 0, ((P_GRID_REF, 2), (P_LOADS_W, 4400)))
    bench.step(10)
    assert bench.hard() == 5000  # nobody measures the import: this device whole
    bench.set(P_GRID_REF, 1)
    bench.step(10)
    assert bench.hard() == 600
    bench.set(P_LOADS_W, 9000)
    bench.step(10)
    assert bench.hard() == 0


def test_silence_refers_to_the_same_point():
    bench = said(SRC_GRID, 5000, 0, ((P_GRID_REF, 1), (P_LOADS_W, 1000), (P_GRID_SAFE_W, 3000)))
    bench.slot(SRC_GRID, LIMIT_LOST)
    bench.step(10)
    assert bench.hard() == 4000
    bench.set(P_GRID_SILENT, SILENT_SAFE)
    bench.step(10)
    assert bench.hard() == 2000


NONSENSE = (-1, -5000, LOWEST, 100001, 4200000, HIGHEST)


def test_nonsense_leaves_the_last_valid_value_in_force():
    for source in range(N_SOURCES):
        for watts in NONSENSE:
            for before in (0, 900, 100000):
                bench = said(source, before)
                bench.slot(source, LIMIT_SET, watts, 10)
                bench.walk(100)
                assert limit(bench, source) == before


def test_nonsense_from_the_start_is_the_failsafe_limit():
    safe = {SRC_FUSE: 1500, SRC_EMERGENCY: 0, SRC_GRID: 3100, SRC_CONTRACT: 2900, SRC_MANAGER: 2900, SRC_QUIET: 2900}
    for source in range(N_SOURCES):
        for watts in NONSENSE:
            bench = said(source, watts, 10, ((P_GRID_SAFE_W, 3100), (P_CONTRACT_SAFE_W, 2900)))
            assert limit(bench, source) == safe[source]
            bench.walk(1000)
            assert limit(bench, source) == safe[source]
            bench.slot(source, LIMIT_SET, 700)
            bench.step(10)
            assert limit(bench, source) == 700
            bench.slot(source, LIMIT_NONE)
            bench.step(10)
            assert limit(bench, source) is None


def test_nonsense_does_not_shorten_a_limit_nor_outlast_it_as_freedom():
    bench = said(SRC_GRID, 900, 60, ((P_GRID_SAFE_W, 3100),))
    bench.slot(SRC_GRID, LIMIT_SET, -7, 5)
    for _ in range(5):
        bench.step(10)
        assert bench.hard() == 900
    bench.step(10)
    assert bench.hard() == 3100


def test_the_edges_are_valid():
    for watts in (0, 1, 99999, 100000):
        assert said(SRC_GRID, watts).hard() == watts


def kept(bench):
    """The same bench after a restart, with what the envelope had stored, slots silent or gone."""
    data = dump((bench.e,), bench.now_s)
    bench.boot()
    bench.now_s = 0
    assert load((bench.e,), data)
    return bench


def test_a_limit_that_holds_survives_a_restart():
    for source in (SRC_EMERGENCY, SRC_GRID):
        for state in (LIMIT_ABSENT, LIMIT_LOST):
            for watts in (0, 900, 100000):
                bench = kept(said(source, watts))
                bench.slot(source, state)
                bench.step()
                assert bench.hard() == watts
                bench.walk(4000, 100)
                assert bench.hard() == watts
                bench = kept(bench)  # and the next one
                bench.walk(100)
                assert bench.hard() == watts


def test_until_the_slot_speaks_again():
    for state, watts, want in ((LIMIT_NONE, 0, None), (LIMIT_SET, 1234, 1234)):
        bench = kept(said(SRC_GRID, 900))
        bench.slot(SRC_GRID, LIMIT_ABSENT)
        bench.step(10)
        bench.slot(SRC_GRID, state, watts)
        bench.step(10)
        assert bench.hard() == want
        bench.slot(SRC_GRID, LIMIT_ABSENT)
        bench.step(10)
        assert bench.hard() is None


def test_what_is_said_after_nonsense_and_a_restart_counts():
    for source in (SRC_EMERGENCY, SRC_GRID):
        for watts in (0, 1, 900):
            bench = kept(said(source, -656, 0, ((P_GRID_SAFE_W, 4200),)))
            bench.slot(source, LIMIT_SET, -656)
            bench.walk(60)
            assert bench.hard() == (0 if source == SRC_EMERGENCY else 4200), "the failsafe limit stays"
            bench.slot(source, LIMIT_SET, watts)
            bench.step()
            assert bench.hard() == watts


def test_after_a_restart_the_rest_of_its_time_counts():
    bench = said(SRC_EMERGENCY, 0, 3600)
    bench.walk(600)
    bench = kept(bench)
    bench.slot(SRC_EMERGENCY, LIMIT_LOST)
    bench.walk(2990)
    assert bench.hard() == 0
    bench.walk(20)
    assert bench.hard() is None


def test_after_a_restart_the_declared_rule_counts():
    for rule, want in ((SILENT_RELEASE, None), (SILENT_HOLD, 900), (SILENT_SAFE, 3100)):
        bench = said(SRC_GRID, 900, 0, ((P_GRID_SILENT, rule), (P_GRID_SAFE_W, 3100)))
        bench = kept(bench)
        bench.slot(SRC_GRID, LIMIT_ABSENT)
        bench.step(10)
        assert bench.hard() == want


def test_no_limit_before_a_restart_is_none_after_it():
    bench = LimitsBench()
    bench.slot(SRC_GRID, LIMIT_NONE)
    bench.step()
    bench = kept(bench)
    for state in (LIMIT_ABSENT, LIMIT_LOST):
        bench.slot(SRC_GRID, state)
        bench.step(10)
        assert bench.hard() is None
    bench = kept(said(SRC_MANAGER, 300))  # nor does a wish survive
    bench.slot(SRC_MANAGER, LIMIT_LOST)
    bench.step(10)
    assert bench.soft() is None


def test_a_message_of_par_14a_survives_too():
    bench = kept(said(SRC_GRID, 5000, 0, ((P_DIM_USE, 2),)))
    bench.slot(SRC_GRID, LIMIT_ABSENT)
    bench.walk(100)
    assert bench.hard() == 5000


def test_strange_records_are_bounded():
    for fill in (0x7FFFFFFF, -0x7FFFFFFF, -1, 1 << 29):
        bench = LimitsBench()
        row = array("i", [fill] * 28)
        assert bench.e.restore(row, 1) == 10
        bench.step(10)
        assert bench.hard() is None or 0 <= bench.hard() <= 100000
        bench.e.keep(row, 1, YEARS_30_S)


def test_no_allocation():
    for watts in (HIGHEST, LOWEST, 900):
        for left_s in (HIGHEST, LOWEST, 60):
            bench = said(SRC_GRID, watts, left_s)
            bench.now_s = YEARS_30_S
            no_allocation(_step, bench)
            bench.slot(SRC_GRID, LIMIT_LOST)
            no_allocation(_step, bench)


def _step(bench):
    bench.tick(10)
