"""The command as people use it: bad input gets one line and exit code 2, nothing is half-written.

Most of it in this process, since a new one imports for seconds; that the installed command does the same, a few show.
"""

import json
import os
import pty
import signal
import subprocess
import time
from pathlib import Path

import pytest

from host_sim.result import SUMMARY_KEYS
from tests.sim.command import TANDEM, installed, tandem

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "winter.trace"


BAD = {
    "thermostat": (["sim", "--thermostat", "modulating"], ["--thermostat", "--boiler opentherm"]),
    "no boiler": (["sim", "--boiler", "opentherm", "--control", "hp-only"], ["--boiler opentherm", "hp-only"]),
    "unknown home": (["sim", "--home", "castle"], ["castle", "terraced", "detached-poor"]),
    "home and gas": (["sim", "--home", "terraced", "--gas", "1100"], ["not allowed"]),
    "gas": (["sim", "--gas", "lots"], ["--gas", "lots", "100..8000"]),
    "gas range": (["sim", "--gas", "5"], ["--gas", "100..8000"]),
    "emitter": (["sim", "--emitter", "fan"], ["--emitter", "ht", "lt", "floor"]),
    "control": (["sim", "--control", "magic"], ["hybrid", "boiler-only"]),
    "hp size": (["sim", "--hp-kw", "0"], ["--hp-kw", "0.5..30"]),
    "cutout": (["sim", "--cutout", "nan"], ["--cutout", "nan", "-25..20"]),
    "weather": (["sim", "--weather", "mars"], ["mars", "try05"]),
    "weather file": (["sim", "--weather", "file"], ["file", ".epw"]),
    "cold spell": (["sim", "--cold-spell"], ["debilt", "try05"]),
    "machine": (["sim", "--machine", "fridge"], ["fridge", "daikin-h-hybrid-4", ".toml"]),
    "machine file": (["sim", "--machine", "none.toml"], ["none.toml", "no such file"]),
    "machine shown": (["machines", "fridge"], ["fridge", "vaillant-vwl-35-5"]),
    "tapping": (["sim", "--tapping", "XXL"], ["--tapping", "XXL", "family-M"]),
    "tank": (["sim", "--hot-water", "tank", "--tank", "5"], ["--tank", "30..1000"]),
    "no diverter": (["sim", "--scheme", "series", "--hot-water", "tank"], ["series", "tank", "separator"]),
    "two floors": (["sim", "--scheme", "mixed", "--emitter", "floor"], ["mixed", "underfloor"]),
    "nothing to charge": (
        ["sim", "--control", "boiler-only", "--hot-water", "tank", "--charge-by", "hp"],
        ["--charge-by", "boiler-only"],
    ),
    "people": (["sim", "--people", "ghosts"], ["--people", "ghosts", "family"]),
    "schedule": (["sim", "--schedule", "warm"], ["warm"]),
    "fault": (["sim", "--fault", "gremlin@1"], ["gremlin", "hp-flow"]),
    "fault time": (["sim", "--fault", "hp-flow"], ["@FROM"]),
    "separator": (["sim", "--separator-mixing", "2"], ["--separator-mixing", "0..0.5"]),
    "impossible date": (["sim", "--start", "2025-02-30"], ["2025-02-30", "YYYY-MM-DD"]),
    "date": (["sim", "--start", "tomorrow"], ["tomorrow", "YYYY-MM-DD"]),
    "year": (["sim", "--start", "1925-01-01"], ["1925", "2001..2060"]),
    "zero days": (["sim", "--days", "0"], ["--days", "1..3660"]),
    "negative days": (["sim", "--days", "-3"], ["--days", "1..3660"]),
    "half days": (["sim", "--days", "1.5"], ["--days", "whole number"]),
    "period": (["sim", "--control-period", "61"], ["--control-period", "1..60"]),
    "seed": (["sim", "--seed", "-1"], ["--seed"]),
    "price": (["sim", "--gas-price", "abc"], ["--gas-price", "abc", "0.01..20"]),
    "price nan": (["sim", "--power-price", "nan"], ["--power-price", "nan"]),
    "price inf": (["sim", "--gas-price", "inf"], ["--gas-price", "inf"]),
    "parameter": (["sim", "--set", "hp_min_on_s=5"], ["hp_min_on_s", "300..3600"]),
    "parameter name": (["sim", "--set", "turbo=1"], ["turbo"]),
    "parameter later": (["sim", "--set", "sched=1@noon"], ["--set", "noon", "2d06:30"]),
    "parameter form": (["sim", "--set", "turbo"], ["NAME=VALUE"]),
    "out is a file": (["sim", "--days", "1", "--out", "file/x"], ["--out", "file"]),
    "trace folder": (["sim", "--days", "1", "--trace", "none/t.trace"], ["--trace", "none"]),
    "no trace": (["replay", "none.trace"], ["none.trace"]),
    "not a trace": (["replay", "file"], ["file", "not a trace"]),
    "interpreter": (["replay", "file", "--on", "jython"], ["jython", "micropython"]),
    "expires": (["sim", "--set", "hp_ttl_s=15"], ["hp_ttl_s", "--control-period 10"]),
    "told how": (["sim", "--command", "shout"], ["--command", "contact", "sg"]),
    "command": (["simulate"], ["simulate", "sim", "replay"]),
}


def one_line(run, words, said, folder):
    """run is the command."""
    (folder / "file").write_text("hello\n")
    done = run(*words, cwd=folder)
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    for word in said:
        assert word in done.stderr
    left = {str(path.relative_to(folder)) for path in folder.rglob("*")}
    assert left <= {"file", "out"}
    assert not list(folder.glob("out/*"))


@pytest.mark.parametrize("words, said", BAD.values(), ids=BAD.keys())
def test_bad_input(words, said, tmp_path):
    one_line(tandem, words, said, tmp_path)


@pytest.mark.parametrize("name", ["command", "gas", "machine file", "parameter", "not a trace", "out is a file"])
def test_bad_input_in_a_process_of_its_own(name, tmp_path):
    one_line(installed, *BAD[name], tmp_path)


def test_help_and_version(tmp_path):
    for words in (["--help"], ["sim", "--help"], ["homes", "--help"], ["replay", "--help"], []):
        done = tandem(*words, cwd=tmp_path)
        assert done.returncode == 0
        assert "usage: tandem" in done.stdout
    assert "usage: tandem" in installed("sim", "--help", cwd=tmp_path).stdout
    assert installed("--version", cwd=tmp_path).stdout.startswith("tandem 0.")


@pytest.mark.parametrize(
    "words, said",
    [
        (["machines"], ["daikin-h-hybrid-4", "atag-m-hybrid-4", "vaillant-vwl-35-5", "remeha-mono2-4", "median"]),
        (["machines", "atag-m-hybrid-4"], ["A7/W35", "A-7/W52"]),
        (["faults"], ["hp-flow", "sensor-NAME", "swapped"]),
        (["weather"], ["try05", "debilt", "Essen"]),
    ],
)
def test_lists(words, said, tmp_path):
    done = tandem(*words, cwd=tmp_path)
    assert done.returncode == 0
    assert max(map(len, done.stdout.splitlines())) <= 100
    for word in said:
        assert word in done.stdout


def test_a_tank_a_machine_and_a_fault(tmp_path):
    done = tandem(
        "sim", "--start", "2025-01-20", "--days", "2", "--machine", "vaillant-vwl-35-5", "--hot-water", "tank",
        "--tapping", "family-L", "--schedule", "20 06:30-22:30, 17", "--people", "family", "--weather", "debilt",
        "--cold-spell", "--monobloc", "--fault", "sensor-room=open@1", cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "disinfections" in done.stdout
    summary = json.loads((tmp_path / "out" / "summary.json").read_text())
    assert set(summary) == set(SUMMARY_KEYS)
    assert summary["hp_kw"] == 3.13
    assert summary["tank_loss_kwh"] > 1.0
    assert summary["weather"] == "debilt"
    page = (tmp_path / "out" / "report.html").read_text()
    assert "Tank, coldest place" in page


def test_homes(tmp_path):
    done = tandem("homes", cwd=tmp_path)
    assert done.returncode == 0
    for name in ("terraced", "terraced-poor", "semi-detached", "detached-poor", "average"):
        assert name in done.stdout


def test_a_run_writes_its_three_files(tmp_path):
    done = installed("sim", "--start", "2025-01-22", "--days", "1", "--out", "o", "--trace", "t.trace", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""  # no progress bar in a pipe
    assert "gas" in done.stdout
    assert "report.html" in done.stdout
    summary = json.loads((tmp_path / "o" / "summary.json").read_text())
    assert set(SUMMARY_KEYS) <= set(summary)
    assert summary["complete"] is True
    assert summary["ticks"] == 8640
    assert (tmp_path / "o" / "report.html").stat().st_size > 100_000
    again = tandem("replay", "t.trace", cwd=tmp_path)
    assert (again.returncode, again.stdout) == (0, "17280 ticks on cpython: identical\n")
    assert not list(tmp_path.rglob("*.part"))


def test_json_and_nothing_else(tmp_path):
    done = tandem("sim", "--gas", "900", "--start", "2025-01-22", "--days", "1", "--json", cwd=tmp_path)
    assert json.loads(done.stdout)["home"] == "900 m3"
    assert done.stderr == ""


def test_parameters_can_be_set(tmp_path):
    words = ["sim", "--start", "2025-01-22", "--days", "1", "--json"]
    plain = json.loads(tandem(*words, cwd=tmp_path).stdout)
    cool = json.loads(tandem(*words, "--set", "room_target_c100=16 C", cwd=tmp_path).stdout)
    assert cool["heat_boiler_kwh"] + cool["heat_hp_kwh"] < plain["heat_boiler_kwh"] + plain["heat_hp_kwh"]
    later = json.loads(tandem(*words, "--set", "room_target_c100=16 C@0d12:00", cwd=tmp_path).stdout)
    assert cool["room_mean_c"] + 0.3 < later["room_mean_c"] < plain["room_mean_c"] - 0.1


def test_a_difference_is_shown_with_exit_code_1(tmp_path):
    header, rest = GOLDEN.read_bytes().split(b"\n", 1)
    head = json.loads(header)
    head["params"][0] = 0  # as if no heat pump were fitted
    path = tmp_path / "other.trace"
    path.write_bytes(json.dumps(head).encode() + b"\n" + rest)
    done = tandem("replay", str(path), cwd=tmp_path)
    assert done.returncode == 1
    assert "first difference at tick" in done.stdout
    assert "CH_OUTDOOR value" in done.stdout


def test_ctrl_c_keeps_what_was_simulated(tmp_path):
    words = [TANDEM, "sim", "--days", "300", "--out", "o", "--trace", "t.trace"]
    process = subprocess.Popen(words, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    half = tmp_path / "t.trace.part"
    while not half.exists() or half.stat().st_size <= 60_000:
        # Wait until days have been simulated, which the growing trace shows.
        assert process.poll() is None
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    out, error = process.communicate(timeout=600)
    assert process.returncode == 130, error
    assert error == ""
    summary = json.loads((tmp_path / "o" / "summary.json").read_text())
    assert summary["complete"] is False
    assert 0 < summary["ticks"] < 300 * 8640
    assert tandem("replay", "t.trace", cwd=tmp_path).returncode == 0
    assert "INTERRUPTED" in out


def test_a_progress_bar_on_a_terminal(tmp_path):
    main, side = pty.openpty()
    words = [TANDEM, "sim", "--start", "2025-01-22", "--days", "3"]
    # tqdm reads settings from the environment; the test is about ours.
    env = {key: value for key, value in os.environ.items() if not key.startswith("TQDM_")}
    process = subprocess.Popen(words, cwd=tmp_path, env=env, stdout=subprocess.DEVNULL, stderr=side)
    os.close(side)
    seen = b""
    while True:
        try:
            data = os.read(main, 4096)
        except OSError:
            break
        if not data:
            break
        seen += data
    assert process.wait(timeout=600) == 0
    os.close(main)
    assert b"%|" in seen
    assert b"terraced" in seen
