"""Measured COP: what is counted, how fast it corrects, and how far."""

from control_bench import Bench
from tandem.control.copmap import cop_x100
from tandem.control.param_table import P_COP_SCALE_PCT
from tandem.ports.frame import CH_HP_FLOW, CH_HP_LPH, CH_HP_POWER, CH_HP_RETURN, CH_HP_RUN, CH_OUTDOOR, Q_OPEN

LPH = 860


def running(pct, power_w=900):
    """A bench whose machine has this share of the map's COP, at 35 C of flow and 5 C outdoors."""
    bench = Bench(obeys=False)
    bench.put(CH_HP_RUN, 1)
    bench.put(CH_HP_FLOW, 3500)
    cop = cop_x100(3500, 500, bench.params.v)
    heat_w = power_w * cop // 100 * pct // 100
    bench.put(CH_HP_RETURN, 3500 - heat_w * 86 // LPH)
    bench.put(CH_HP_LPH, LPH)
    bench.put(CH_HP_POWER, power_w)
    return bench


def factor(bench, hours):
    bench.run(hours * 3600, 60000)
    return bench.controller.dispatch.meter.factor_x1000


def test_a_machine_like_the_map_is_left_alone():
    assert 990 <= factor(running(100), 40) <= 1010


def test_a_better_or_worse_machine_is_found_slowly():
    for pct in (80, 90, 115):
        bench = running(pct)
        early = factor(bench, 4)  # 17 kWh of expected heat: one correction
        assert abs(early - 1000) < abs(pct * 10 - 1000) // 4
        assert abs(factor(bench, 120) - pct * 10) <= 15


def test_a_sensor_that_lies_moves_it_by_at_most_a_third():
    assert factor(running(10), 150) == 700
    assert factor(running(300), 150) == 1300
    assert factor(running(-200), 150) == 700


def test_defrosts_are_taken_off():
    bench = running(100)
    warm = bench.base[CH_HP_RETURN]
    for _ in range(150):
        bench.base[CH_HP_RETURN] = warm
        bench.run(2700, 30000)
        bench.base[CH_HP_RETURN] = 3500 + (3500 - warm)  # as much heat taken as was given before
        bench.run(300, 30000)
    assert 770 <= bench.controller.dispatch.meter.factor_x1000 <= 830


def test_nothing_is_learned_from_what_is_not_measured():
    for ch in (CH_HP_FLOW, CH_HP_RETURN, CH_HP_LPH, CH_HP_POWER, CH_OUTDOOR):
        bench = running(80)
        bench.put(ch, 0, Q_OPEN)
        assert factor(bench, 12) == 1000


def test_the_correction_outlives_a_restart():
    bench = running(80)
    was = factor(bench, 24)
    assert was < 1000
    habits = bench.controller.dump_habits()
    bench.reboot(None, habits)
    assert bench.controller.dispatch.meter.factor_x1000 == was


def test_the_map_scale_counts_first():
    bench = running(80)
    bench.set(P_COP_SCALE_PCT, 80)
    assert 980 <= factor(bench, 40) <= 1020
