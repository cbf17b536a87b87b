"""Short runs of shipped scenarios: the house stays within its floors. All of them at full length: make campaign."""

import json

import pytest

from host_sim import cli, cli_scenario, decision_log
from host_sim.result import SCENARIO_KEYS, SUMMARY_KEYS, TWIN_KEYS
from host_sim.run import Simulation
from host_sim.scenario import twin


@pytest.mark.parametrize("name", ["emergency-stop", "power-cut", "price-spike"])
def test_a_day_within_the_floors(name):
    got = Simulation(cli_scenario.config(name, "--days", "2" if name == "power-cut" else "1")).run().summary
    assert got["floor_violations"] == []
    assert got["energy_balance_rel"] < 1e-6
    assert got["room_min_c"] > (13.0 if name == "power-cut" else 19.0)
    assert set(got) == set(SUMMARY_KEYS) | set(SCENARIO_KEYS)


def test_an_emergency_stop_is_kept_by_the_plant_within_seconds():
    result = Simulation(cli_scenario.config("emergency-stop", "--days", "1")).run()
    got = result.summary
    assert (got["limit_windows"], got["limits_broken"], got["late_commands"]) == (1, 0, 0)
    assert got["limits"][0]["from_s"] == 17 * 3600 + 303
    assert got["limits"][0]["to_s"] == 19 * 3600 + 1800  # silence in between did not end it
    assert got["limits"][0]["command_s"] == 0.0
    texts = [text for _, text in result.events]
    assert texts == ["Emergency stop: 0 W", "Emergency stop: silent", "Emergency stop: no limit"]


def test_a_price_on_peaks_lowers_them():
    config = cli_scenario.config("peak-tariff", "--days", "4")
    got = Simulation(config).run().summary
    other = Simulation(twin.config(config)).run().summary
    assert got["floor_violations"] == []
    assert got["quarter_peak_w"] < 0.9 * other["quarter_peak_w"]
    assert got["gas_m3"] > other["gas_m3"]


def test_the_command_writes_all_its_files(tmp_path, capsys):
    out = tmp_path / "out"
    assert cli.main(["sim", "--scenario", "evening-limit", "--days", "1", "--twin", "--out", str(out)]) == 0
    assert {path.name for path in out.iterdir()} == {"summary.json", "report.html", decision_log.NAME}
    summary = json.loads((out / "summary.json").read_text())
    assert set(summary) == set(SUMMARY_KEYS) | set(SCENARIO_KEYS) | set(TWIN_KEYS)
    assert "Evening limit" in capsys.readouterr().out
    page = (out / "report.html").read_text()
    for text in ("Limit of the grid operator", "Grid operator: 0 W for 5 h", "Room without limits", "Reasons", "All 1"):
        assert text in page


def test_bad_use_of_the_command(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.toml").write_text('title = "A"\ntext = "B"\n[[event]]\nat = "1d"\nsg = 7\n')
    for words, said in (
        (["--twin"], "--scenario"),
        (["--scenario", "nothing"], "evening-limit"),
        (["--scenario", "none.toml"], "none.toml"),
        (["--scenario", "bad.toml"], "bad.toml: [[event]] 1: sg"),
        (["--scenario", "evening-limit", "--days", "0"], "--days"),
    ):
        assert cli.main(["sim", *words]) == 2
        err = capsys.readouterr().err
        assert said in err and len(err.strip().splitlines()) == 1
    assert not (tmp_path / "out").exists()
