"""The report's own arithmetic: sums are kept, gaps stay gaps."""

import warnings
from datetime import datetime

import numpy as np
import pytest
from bokeh.models import Range1d
from fake_result import fake_result

from host_sim import report_data
from host_sim.report_series import GAP, pack, series
from host_sim.report_text import duration_text, figure_text, html_figure, share_text


@pytest.fixture(scope="module")
def week():
    return fake_result(7)


def kwh(result, name):
    return result.bins[name].sum() * result.bin_s / 3.6e6


def test_means_leave_gaps_out_and_keep_whole_gaps():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        means = report_data.group_mean(np.array([1.0, 3.0, np.nan, 5.0, np.nan, np.nan, 7.0]), 2)
    assert means.tolist()[:2] == [2.0, 5.0]
    assert np.isnan(means[2])
    assert means[3] == 7.0


def test_cop_is_the_ratio_of_energies_and_only_where_the_compressor_runs():
    bins = {"p_hp_w": np.array([8.0, 8.0, 1000.0, 500.0]), "q_hp_w": np.array([0.0, 0.0, 3000.0, 2100.0])}
    ratio = report_data.cop(bins, 2)
    assert np.isnan(ratio[0])
    assert ratio[1] == pytest.approx(3.4)


def test_cop_counts_the_heat_taken_back_in_defrost():
    bins = {"p_hp_w": np.array([1000.0, 1000.0]), "q_hp_w": np.array([4000.0, -1000.0])}
    assert report_data.cop(bins, 2)[0] == pytest.approx(1.5)


def test_break_even_cop_of_the_reference_prices():
    summary = {"gas_price_eur_m3": 0.79, "power_price_eur_kwh": 0.22, "boiler_efficiency_pct": 93.0}
    assert report_data.break_even_cop(summary) == pytest.approx(2.53, abs=0.01)
    assert report_data.break_even_cop({**summary, "boiler_efficiency_pct": None}) is None


def test_spells_cover_the_run(week):
    spells = report_data.spells(week)
    assert spells[0][0] == 0
    assert sum(to_s - from_s for from_s, to_s, _, _ in spells) == week.length_s()
    rows = report_data.time_by_reason(spells)
    assert sum(row[2] for row in rows) == week.length_s()
    assert sum(row[3] for row in rows) == len(week.decisions)


def test_heat_over_outdoor_temperature_keeps_the_energy(week):
    _, hours, hp_kw, boiler_kw = report_data.heat_by_outdoor(week.bins, week.bin_s)
    assert (hp_kw * hours).sum() == pytest.approx(kwh(week, "q_hp_w"))
    assert (boiler_kw * hours).sum() == pytest.approx(kwh(week, "q_boiler_w"))


def test_switch_over_is_found_where_the_made_up_dispatch_has_it():
    year = fake_result(365)
    assert report_data.switch_over_c(*report_data.heat_by_outdoor(year.bins, year.bin_s)) == 1.0


def test_no_switch_over_with_one_source():
    alone = fake_result(7, kind="boiler")
    assert report_data.switch_over_c(*report_data.heat_by_outdoor(alone.bins, alone.bin_s)) is None


def test_months_keep_the_energy():
    year = fake_result(365)
    rows = report_data.months(year)
    assert [row[0] for row in rows[:2]] == ["Jan 2025", "Feb 2025"]
    assert len(rows) == 12
    assert sum(row[1] for row in rows) == pytest.approx(kwh(year, "q_hp_w"))
    assert sum(row[4] for row in rows) == pytest.approx(kwh(year, "gas_w"))


def test_carpet_puts_each_plan_at_its_time_of_day():
    run = fake_result(20, start=datetime(2025, 1, 1, 6, 0))
    image = report_data.plan_carpet(run)
    assert image.shape == (96, 21)
    assert (image[:24, 0] == 255).all()
    assert (image[24:, -1] == 255).all()
    assert image[24, 0] == run.bins["plan"][0]
    assert image[0, 1] == run.bins["plan"][72]


def test_coldest_window(week):
    from_s, to_s = report_data.coldest_window_s(week, 86400)
    assert to_s - from_s == 86400
    outdoor_c = week.bins["outdoor_c"]
    chosen = outdoor_c[from_s // 60 : to_s // 60].mean()
    assert all(chosen <= outdoor_c[i : i + 1440].mean() + 1e-9 for i in range(0, len(outdoor_c) - 1440, 60))


def test_packing_keeps_hundredths_and_gaps():
    values = np.array([-12.34, 0.0, 55.55, np.nan])
    packed = pack(values, 0.01)
    assert packed.dtype == np.int16
    assert packed[:3].tolist() == [-1234, 0, 5555]
    assert packed[3] == GAP


def test_a_long_run_opens_with_days_and_carries_its_quarter_hours():
    year = fake_result(365)
    x_range = Range1d(0, 1)
    power = {"gas": year.bins["gas_w"] / 1000.0}
    source = series(year, x_range, lambda size: {name: report_data.group_mean(v, size) for name, v in power.items()})
    assert len(source.data["gas"]) == 365
    (swap,) = x_range.js_property_callbacks["change:start"]
    fine, scale = swap.args["fine"].data["gas"], swap.args["scales"]["gas"]
    assert np.abs(fine * scale - power["gas"]).max() <= 0.5 * scale + 1e-9
    assert scale == 0.01


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (None, 0, "-"),
        (float("nan"), 1, "-"),
        (float("inf"), 1, "-"),
        (1234567.8, 1, "1 234 567.8"),
        (-0.04, 1, "0.0"),
        (-3.21, 1, "-3.2"),
        (0, 0, "0"),
    ],
)
def test_figures(value, decimals, text):
    assert figure_text(value, decimals) == text


def test_page_figures_have_a_real_minus_and_thin_spaces():
    assert html_figure(-2345.6, 1) == "\u22122\u202f345.6"
    assert html_figure(None) == "-"


def test_durations_and_shares():
    assert [duration_text(s) for s in (0, 59, 3600, 90000)] == ["0 min", "1 min", "1 h 00 min", "1 d 1 h"]
    assert [share_text(s) for s in (0, 0.0001, 0.5)] == ["0.0 %", "< 0.1 %", "50.0 %"]
