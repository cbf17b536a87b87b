"""Limits, reasons and events in the report: drawn, listed, escaped; nothing of it in a plain run."""

import numpy as np
import pytest
from fake_result import fake_result

from host_sim import decision_log
from host_sim.report import report_html, write_report
from host_sim.report_lanes import event_rows, limit_rows, reason_lanes
from host_sim.report_plots import TimePlots
from host_sim.report_style import AMBER, GREY, HEAT_PUMP
from host_sim.summary_table import format_summary
from tandem.ports import reasons as r
from tools.screenshot import Page, find_browser, outside

HOUR = 3600


def limit(why, hard, watts, from_h, to_h, over_s=0, opted_out=False):
    """A limit of the summary."""
    from host_sim.reason_texts import reason_text

    return {
        "source": reason_text(why), "why": why, "hard": hard, "watts": watts, "from_s": from_h * HOUR,
        "to_s": to_h * HOUR, "over_s": over_s, "over_w": 300 if over_s else 0, "defrost_s": 0,
        "command_s": 0.0 if hard else None, "opted_out": opted_out,
    }  # fmt: skip


def scenario_result(days=2):
    """A made-up run of a scenario, with a log."""
    result = fake_result(days=days)
    result.summary.update(
        scenario="mine", scenario_title="Mine & <b>yours</b>", limit_windows=3, limits_broken=1, limit_over_s=120,
        limit_defrost_s=40, limit_over_w=300, soft_over_s=0, soft_over_w=0, late_commands=0, import_kwh=30.0,
        export_kwh=0.0, pv_kwh=None, pv_used_kwh=None, quarter_peak_w=4321, twin_room_drop_k=0.42,
        twin_room_drop_s=68000, twin_cost_more_eur=1.2, twin_electricity_more_kwh=-8.0,
        twin_gas_more_m3=3.1, twin_co2_more_kg=2.0, twin_quarter_peak_more_w=-500.0,
        limits=[limit(r.R_EMERGENCY, True, 0, 16, 21, over_s=120), limit(r.R_CONTRACT, False, 800, 30, 30.5),
                limit(r.R_MANAGER, False, 0, 40, 44, opted_out=True)],
        limit_violations=["Emergency stop <i>: 0 W exceeded for 2 min, by up to 300 W"],
    )  # fmt: skip
    n = len(result.bins["plan"])
    result.bins.update(import_w=np.linspace(-500, 3000, n), price_eur_kwh=np.full(n, 0.3),
                       twin_room_c=result.bins["room_c"] + 0.2)  # fmt: skip
    result.events = [(16 * HOUR, "Emergency stop: <0 W>")]
    row = dict.fromkeys(decision_log.COLUMNS, 0)
    rows = []
    for t_s, changes in (
        (0, {"hp": 1, "hp_why": r.R_HEAT, "plan_why": r.R_CHEAPER_HP}),
        (16 * HOUR, {"hp": 0, "hp_why": r.R_OTHER_SOURCE, "plan_why": r.R_LIMIT_OFF, "boiler": 1}),
        (21 * HOUR, {"hp_why": r.R_MIN_OFF, "plan_why": r.R_CHEAPER_HP, "boiler": 0}),
        (22 * HOUR, {"hp_why": r.R_WARM_ENOUGH}),
    ):
        row.update(changes, t_s=t_s)
        rows.append([row[name] for name in decision_log.COLUMNS])
    result.log = decision_log.Table(np.array(rows, np.int32))
    return result


def test_what_a_scenario_adds_to_the_page():
    page = report_html(scenario_result())
    for text in (
        "Mine &amp; &lt;b&gt;yours", "Limits were not kept", "Emergency stop &lt;i&gt;", "1 of 3",
        "Room without limits", "The whole connection, kW", "Price of electricity", "Emergency stop: &lt;0 W&gt;",
        "yes; resident had opted out",
        "above it for 2 min, by up to 300 W", "Highest quarter-hour of the connection", "Reasons",
    ):  # fmt: skip
        assert text in page, text
    assert "Made by solar panels" not in page


def test_a_plain_page_has_nothing_of_it():
    page = report_html(fake_result(days=2))
    for text in ("Limits", "Scenario", "What happened", "Reasons", "Room without limits", "The whole connection"):
        assert text not in page.split("<script")[0], text


def test_rows():
    result = scenario_result()
    rows = limit_rows(result)
    assert [row["bad"] for row in rows] == [True, False, False]
    assert rows[0]["time"] == "Mon 13 Jan, 16:00 to 21:00"
    assert [row["command"] for row in rows] == ["0.0 s", "–", "–"]
    assert event_rows(result) == [{"time": "Mon 13 Jan, 16:00", "text": "Emergency stop: <0 W>"}]


def test_lanes_show_what_held_the_heat_pump():
    plots = TimePlots(scenario_result())
    data = reason_lanes(plots).renderers[0].data_source.data
    hp = [i for i, name in enumerate(data["name"]) if name == "HP"]
    assert [data["color"][i] for i in hp] == [HEAT_PUMP, "#B3261E", AMBER, GREY]
    assert data["why"][hp[1]] == "The other source does it; power limit too low to run"
    assert data["right"][hp[-1]] == plots.x_range.end
    assert "Tank" not in data["name"]
    assert reason_lanes(TimePlots(fake_result(days=2))) is None


def test_the_table_says_it_in_words():
    text = format_summary(scenario_result().summary)
    assert max(map(len, text.splitlines())) <= 80
    assert "LIMITS NOT KEPT: 1 of 3" in text
    assert "0.42 K" in text and "day 0 at 18:53" in text
    assert "4 321 W" in text


@pytest.mark.skipif(find_browser() is None, reason="NO CHROMIUM: not looked at in a browser (apt-get install chromium)")
def test_in_a_browser(tmp_path):
    path = tmp_path / "report.html"
    write_report(path, scenario_result())
    for width in (1000, 380):
        with Page(width, 900) as page:
            page.open(path)
            assert page.errors == []
            assert outside(page.requests) == []
            overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            assert page.evaluate(overflow) <= 0
