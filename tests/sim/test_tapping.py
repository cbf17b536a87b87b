"""At the tap: profiles to the watt-hour, a family that stays near them, warm water delivered, cold water counted."""

from functools import partial

import numpy as np
import pytest

from host_sim.hot_water import appliances, draws
from host_sim.hot_water.profiles import PROFILES
from host_sim.hot_water.stand import Stand
from host_sim.plant import house
from host_sim.plant.hot_water import ask, combi, combi_wanted_w
from host_sim.plant.layout_hot_water import (
    CP,
    D_FLOW,
    D_J,
    D_MOST_S,
    D_PEAK_C,
    D_T,
    D_USEFUL_C,
    N_D,
    WA_COLD_DRAWS,
    WA_COLD_S,
    WA_DRAWN_J,
    WA_DRAWS,
    WA_HEAT_J,
    WA_LITRES,
    WA_MISSED_J,
    WA_PEAK_MISSED,
    WA_SHORT_DRAWS,
    WA_USEFUL_J,
)

APPLIANCES = {
    "combi": appliances.combi,
    "coil": partial(appliances.tank, 300.0),
    "plate": partial(appliances.tank, 300.0, charge="plate"),
}
WH = {"S": 2100, "M": 5845, "L": 11655, "XL": 19070}
DRAWS_A_DAY = {"S": 11, "M": 23, "L": 24, "XL": 30}


@pytest.mark.parametrize("name", PROFILES)
def test_a_day_has_the_reference_energy(name):
    rows = PROFILES[name]
    assert sum(row[2] for row in rows) == WH[name]
    assert len(rows) == DRAWS_A_DAY[name]
    times = [row[0] * 60 + row[1] for row in rows]
    assert times == sorted(set(times))
    assert {row[3:] for row in rows} <= {
        (3, 25, 0), (3, 40, 0), (3, 10, 40), (4, 10, 55), (5, 45, 0), (6, 40, 0), (10, 10, 40)
    }  # fmt: skip


@pytest.mark.parametrize(("name", "litres"), [("S", 60), ("M", 168), ("L", 334), ("XL", 547)])
def test_litres_a_day_at_40_c(name, litres):
    """What the reference energy is as water of 40 C."""
    day = draws.standard(name, 0.0, 1)
    assert day[:, D_J].sum() / (CP * 30.0) == pytest.approx(litres, rel=0.005)


def test_water_weighs_the_same_everywhere():
    assert house.CP == CP


def test_standard_days():
    first_s = 19 * 86400.0
    rows = draws.standard("M", first_s, 3)
    assert rows.shape == (69, N_D)
    assert rows[0, D_T] == first_s + 7 * 3600
    assert rows[23, D_T] == rows[0, D_T] + 86400
    shower = rows[1]
    assert shower[D_J] == 1400 * 3600.0
    assert shower[D_FLOW] == pytest.approx(0.1)
    assert (shower[D_USEFUL_C], shower[D_PEAK_C]) == (40.0, 0.0)
    # Three times 1.4 kWh at 6 l/min and 30 K.
    assert shower[D_MOST_S] == pytest.approx(3 * 1400 * 3600 / (0.1 * CP * 30.0))


def test_none_and_nonsense():
    assert draws.none().shape == (0, N_D)
    assert draws.standard("S", 0.0, 0).shape == (0, N_D)
    with pytest.raises(ValueError, match="no such profile: XXS"):
        draws.standard("XXS", 0.0, 1)


@pytest.mark.parametrize("name", PROFILES)
def test_a_familys_year_is_the_profile(name):
    rows = draws.family(name, 0.0, 365, seed=3)
    assert rows[:, D_J].sum() / 365 / 3600 == pytest.approx(WH[name], rel=0.02)
    assert len(rows) == 365 * DRAWS_A_DAY[name]
    assert np.std(np.log(rows[:, D_J] / np.tile(draws.standard(name, 0.0, 1)[:, D_J], 365))) > 0.3


def test_no_draw_starts_during_another():
    rows = draws.family("XL", 0.0, 365, seed=1)
    ends = rows[:, D_T] + rows[:, D_MOST_S] / draws.PATIENCE
    assert np.all(rows[1:, D_T] >= ends[:-1])


def test_a_family_is_its_seed():
    a = draws.family("M", 0.0, 30, seed=1)
    assert np.array_equal(a, draws.family("M", 0.0, 30, seed=1))
    assert not np.array_equal(a, draws.family("M", 0.0, 30, seed=2))


def test_a_week_is_the_same_within_any_run():
    """Also with the warm-up day before 1 January, where time is negative."""
    long = draws.family("M", -86400.0, 30, seed=1)
    week = draws.family("M", 10 * 86400.0, 7, seed=1)
    inside = long[(long[:, D_T] >= 10 * 86400.0) & (long[:, D_T] < 17 * 86400.0)]
    assert np.array_equal(inside, week)
    assert long[0, D_T] < 0.0


def test_weekends_begin_later():
    """2025 began on a Wednesday: the 4th and 5th of January are the first weekend."""
    weeks = draws.family("M", 0.0, 364, seed=1, january_1=2)
    hours = weeks[:, D_T] % 86400 / 3600
    day = (weeks[:, D_T] // 86400).astype(int)
    weekend = (day + 2) % 7 >= 5
    assert weekend[day == 3].all()
    assert weekend[day == 4].all()
    assert not weekend[day == 5].any()
    later = hours[weekend].mean() - hours[~weekend].mean()
    assert later == pytest.approx(1.0, abs=0.15)


def test_a_draw_has_its_time_and_waits_its_turn():
    """Also before 1 January, where time is negative; the second wants to start while the first still runs."""
    wp = appliances.combi()
    rows = np.vstack([draws.single(105.0, 3.0, 25.0, start_s=-50.0), draws.single(105.0, 6.0, 25.0, start_s=-30.0)])
    bench = Stand(wp, rows)
    flows = []
    for t in range(-70, 130, 10):
        flows.append(ask(bench.w, wp, rows, float(t)))
        combi(bench.w, wp, bench.wa, flows[-1], 24e3, 10.0, True, bench.result)
    # 6 s, 2.1 s and 36 s at 50 K and 3 l/min; then 8 s (a warm exchanger) and 18 s at 6 l/min.
    assert flows == pytest.approx([0.0] * 2 + [0.05] * 5 + [0.1] * 3 + [0.0] * 10)
    assert bench.wa[WA_USEFUL_J] == pytest.approx(2 * 105 * 3600.0)
    assert ask(bench.w, appliances.none(), rows, 1e6) == 0.0


@pytest.mark.parametrize("kind", APPLIANCES)
@pytest.mark.parametrize("profile", PROFILES)
def test_a_day_is_drawn_to_the_watt_hour(profile, kind):
    bench = Stand(APPLIANCES[kind](), draws.standard(profile, 0.0, 1)).hours(24)
    assert bench.wa[WA_USEFUL_J] / 3600.0 == pytest.approx(WH[profile], abs=1e-6)
    assert bench.wa[WA_DRAWN_J] == pytest.approx(bench.wa[WA_USEFUL_J], rel=1e-12)
    assert bench.wa[WA_DRAWS] == len(PROFILES[profile])
    assert bench.wa[WA_COLD_DRAWS] == bench.wa[WA_SHORT_DRAWS] == bench.wa[WA_MISSED_J] == 0.0


def test_mixed_water_of_a_full_tank():
    """V40: a full 200 l tank at 60 C gives 300 l of 40 C mixed water: V x 50 K / 30 K x 0.9, within 4 %."""
    wp = appliances.tank(tap_c=40.0)
    bench = Stand(wp, draws.single(20000.0, 10.0, 40.0), tank_c=60.0)
    while bench.wa[WA_COLD_S] == 0.0:
        bench.step(ask(bench.w, wp, bench.rows, bench.t))
    assert bench.wa[WA_LITRES] == pytest.approx(200.0 * 50.0 / 30.0 * 0.9, rel=0.04)


def test_a_cold_tank():
    """Nobody gets warm water, and all of it is told: cold draws only where 40 C or more was wanted."""
    bench = Stand(appliances.tank(), draws.standard("M", 0.0, 1), tank_c=10.0, source_w=0.0).hours(24)
    assert bench.wa[WA_DRAWS] == bench.wa[WA_SHORT_DRAWS] == 23
    # Two showers, two pots, two draws of 40 C and the floor.
    assert bench.wa[WA_COLD_DRAWS] == 7
    assert bench.wa[WA_PEAK_MISSED] == 3
    assert bench.wa[WA_MISSED_J] + bench.wa[WA_USEFUL_J] == pytest.approx(5845 * 3600.0, rel=1e-12)
    wanted = bench.rows[(bench.rows[:, D_USEFUL_C] >= 40.0) | (bench.rows[:, D_PEAK_C] >= 40.0)]
    assert bench.wa[WA_COLD_S] == pytest.approx(wanted[:, D_MOST_S].sum())


def test_lukewarm_water_is_useful_only_from_tm_on():
    """A tank at 35 C: hands are washed, nobody showers."""
    bench = Stand(appliances.tank(500.0), tank_c=35.0, source_w=0.0)
    bench.rows = draws.single(105.0, 3.0, 25.0)
    bench.hours(1)
    assert (bench.wa[WA_USEFUL_J], bench.wa[WA_COLD_DRAWS]) == (105 * 3600.0, 0.0)
    shower = Stand(appliances.tank(500.0), draws.single(1400.0, 6.0, 40.0), tank_c=35.0, source_w=0.0).hours(1)
    assert (shower.wa[WA_USEFUL_J], shower.wa[WA_COLD_DRAWS]) == (0.0, 1.0)
    assert shower.wa[WA_DRAWN_J] > 1e6


class TestCombi:
    """Step by step."""

    def draw(self, power_w, rows=None):
        """A shower of 1.4 kWh at 6 l/min behind a burner of this power."""
        rows = draws.single(1400.0, 6.0, 40.0) if rows is None else rows
        return Stand(appliances.combi(), rows, source_w=power_w).hours(1)

    def test_dead_time_and_exchanger(self):
        """First step of 10 s at 24 kW: 6 s dead, 50 kJ into the exchanger, the rest warm water."""
        wp = appliances.combi()
        bench = Stand(wp, draws.single(1400.0, 6.0, 40.0))
        m = ask(bench.w, wp, bench.rows, 0.0)
        assert combi_wanted_w(bench.w, wp, m) == pytest.approx(0.1 * CP * 50.0 + 5000.0)
        combi(bench.w, wp, bench.wa, m, 24e3, 10.0, True, bench.result)
        warm_s = 4.0 - 50e3 / 24e3
        assert bench.wa[WA_DRAWN_J] == pytest.approx(warm_s * 0.1 * CP * 50.0)
        assert bench.result[0] * 10.0 == pytest.approx(50e3 + bench.wa[WA_DRAWN_J])
        assert bench.result[2] == pytest.approx(10.0 + 50.0 * warm_s / 10.0)
        assert bench.wa[WA_COLD_S] == 0.0

    def test_short_of_heat_it_throttles_then_cools(self):
        """20.9 kW make 6 l/min of 60 C; 10 kW 4.8 l/min of 40 C; 4 kW the least flow at 33 C; nothing: cold."""
        rich, less, poor, cold = (self.draw(kw * 1e3).wa for kw in (30.0, 10.0, 4.0, 0.0))
        assert rich[WA_USEFUL_J] == less[WA_USEFUL_J] == 1400 * 3600.0
        assert rich[WA_COLD_DRAWS] == less[WA_COLD_DRAWS] == 0.0
        assert less[WA_LITRES] == pytest.approx(1400 * 3600.0 / (CP * 30.0), rel=0.04)
        for wa in (poor, cold):
            assert (wa[WA_USEFUL_J], wa[WA_COLD_DRAWS], wa[WA_SHORT_DRAWS]) == (0.0, 1.0, 1.0)
        assert cold[WA_DRAWN_J] == 0.0
        assert cold[WA_COLD_S] == pytest.approx(3 * 1400 * 3600.0 / (0.1 * CP * 30.0) - 20.0)

    def test_it_throttles_to_40_c_whatever_counts(self):
        """A bath counts from 10 C on, yet nobody wants it cold: 15 kW make 7.2 l/min of 40 C out of 10."""
        wa = self.draw(15e3, draws.single(3605.0, 10.0, 10.0, 40.0)).wa
        assert wa[WA_LITRES] == pytest.approx(3605 * 3600.0 / (CP * 30.0), rel=0.02)
        assert wa[WA_COLD_DRAWS] == wa[WA_PEAK_MISSED] == 0.0
        hands = self.draw(15e3, draws.single(3605.0, 10.0, 10.0)).wa
        assert hands[WA_LITRES] == wa[WA_LITRES]

    def test_it_does_not_fire_for_a_trickle(self):
        wa = self.draw(24e3, draws.single(105.0, 2.4, 25.0)).wa
        assert (wa[WA_HEAT_J], wa[WA_SHORT_DRAWS]) == (0.0, 1.0)
        assert self.draw(24e3, draws.single(105.0, 2.6, 25.0)).wa[WA_SHORT_DRAWS] == 0.0

    def test_a_warm_exchanger_needs_less(self):
        """A second draw five minutes on finds more than half of the heat still there; after two hours nothing."""
        heats = []
        for gap in (300.0, 7200.0):
            rows = np.vstack([draws.single(105.0, 3.0, 25.0), draws.single(105.0, 3.0, 25.0)])
            rows[1, D_T] = gap
            heats.append(self.draw(24e3, rows).hours(2).wa[WA_HEAT_J] - 2 * 105 * 3600.0)
        assert 50e3 < heats[0] < 75e3
        assert heats[1] == pytest.approx(100e3, rel=0.01)
