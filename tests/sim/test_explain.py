"""Explanations: true to the log, in words, for every reason there is, and one line for a moment that is not there."""

from datetime import datetime
from functools import partial

import numpy as np
import pytest

from host_sim import cli_scenario, decision_log, explain
from host_sim.reason_texts import ALARM_TEXTS, CHANNEL_TEXTS, REASON_TEXTS, clause
from host_sim.run import Config, Simulation
from tandem.ports import frame, reasons
from tandem.ports.limits import LIMIT_SET
from tests.sim import command

START = datetime(2025, 1, 20)


def table(*rows):
    """A log of rows {column: value}; what a row does not say is as in the one before."""
    now = dict.fromkeys(decision_log.COLUMNS, 0)
    now.update(room_ok=1, outdoor_ok=1, target=2000, room=1970, outdoor=-210, hp_cap_why=reasons.R_NO_LIMIT)
    made = []
    for row in rows:
        now.update(row)
        made.append([now[name] for name in decision_log.COLUMNS])
    return decision_log.Table(np.array(made, np.int32))


def said(log, t_s, events=()):
    """The explanation of a moment as one text."""
    about = {"events": list(events), "length_s": 5 * 86400}
    return "\n".join(explain.Moment(log, about, START, t_s).lines())


def test_a_limit_with_its_source_its_end_and_what_comes_next():
    five = 17 * 3600
    log = table(
        {"t_s": 0, "hp": 1, "hp_run": 1, "hp_why": reasons.R_HEAT, "plan": 1, "plan_why": reasons.R_CHEAPER_HP,
         "boiler_why": reasons.R_OTHER_SOURCE, "hp_w": 820, "hp_set_c100": 3650},
        {"t_s": five, "hp": 0, "hp_run": 0, "hp_why": reasons.R_LIMIT_OFF, "plan": 2, "plan_why": reasons.R_LIMIT_OFF,
         "boiler": 1, "flame": 1, "boiler_why": reasons.R_HEAT, "boiler_set_c100": 4200, "hard_state": LIMIT_SET,
         "hard_w": 0, "hard_why": reasons.R_EMERGENCY},
        {"t_s": 21 * 3600, "hard_state": 1, "hard_why": 0, "hp_why": reasons.R_RELEASE},
        {"t_s": 21 * 3600 + 600, "hp": 1, "hp_why": reasons.R_HEAT, "boiler": 0, "boiler_why": reasons.R_OTHER_SOURCE},
    )  # fmt: skip
    text = said(log, five + 300, [(five, "Emergency stop: 0 W")])
    for part in (
        "17:05 on day 0 (Mon 20 Jan 2025)",
        "The room is 19.7 C, 0.3 K below its target of 20.0 C, outdoors -2.1 C",
        "The heat pump is off since 17:00, because: power limit too low to run"
        " (emergency stop of the grid operator: 0 W until 21:00).",
        "The boiler heats at 42.0 C since 17:00",
        "Just before: 17:00 Emergency stop: 0 W.",
        "Next: 21:00 (in 3 h 55 min) the limit that must be obeyed ends; 21:10 (in 4 h 05 min) the heat pump starts:",
    ):
        assert part in text
    text = said(log, 3600)
    assert "The heat pump runs with 820 W and is to make 36.5 C, because: heat wanted, this source chosen; heat pump is"
    assert "cheaper now" in text and "In force" not in text
    text = said(log, 22 * 3600)
    assert "Next: nothing changes until the end of the run." in text
    assert "told to run since 21:10 and does not run yet" in text


def test_the_lowest_limit_is_the_one_that_is_named():
    log = table({"hp_why": reasons.R_LIMIT_OFF, "hard_state": LIMIT_SET, "hard_w": 4200, "hard_why": reasons.R_LPC,
                 "soft_state": LIMIT_SET, "soft_w": 300, "soft_why": reasons.R_QUIET})  # fmt: skip
    text = said(log, 100)
    assert "because: power limit too low to run (quiet hours: 300 W)" in text
    assert "In force: limitation of power consumption: 4 200 W; quiet hours: 300 W." in text


def test_hot_water_modes_boost_and_alarms():
    log = table({
        "dhw": frame.DHW_HYGIENE, "dhw_why": reasons.R_HYGIENE_LATE, "dhw_goal_c100": 6000, "tank": 5150, "tank_ok": 1,
        "mode_why": reasons.R_CHIMNEY, "boost": 1, "boost_why": reasons.R_SG_BOOST, "bad": 1 << frame.CH_OUTDOOR,
        "alarms": frame.ALARM_OUTDOOR | frame.ALARM_HP, "outdoor_ok": frame.Q_OPEN,
    })  # fmt: skip
    text = said(log, 100)
    for part in (
        "The tank is being disinfected to 60.0 C, now 51.5 C, because: disinfection is due, whatever it costs.",
        "Mode: chimney sweep.",
        "running is recommended (SG Ready: running recommended)",
        "Alarms: outdoor sensor lost; the heat pump reports an error; without a usable value: outdoor temperature.",
    ):
        assert part in text
    assert "outdoors" not in text


def test_every_reason_and_alarm_makes_a_sentence():
    for code in REASON_TEXTS:
        log = table({"hp_why": code, "boiler_why": code, "plan_why": code, "mode_why": code, "hp": code % 2})
        text = said(log, 100)
        assert code == reasons.R_NOT_FITTED or clause(code) in text
        assert "Reason " not in text
    alarms = {value for name, value in vars(frame).items() if name.startswith("ALARM_")}
    assert set(ALARM_TEXTS) == alarms
    channels = {value for name, value in vars(frame).items() if name.startswith("CH_")}
    assert set(CHANNEL_TEXTS) == channels


@pytest.mark.parametrize(
    "word, t_s",
    [("0d00:00", 0), ("2d17:05", 2 * 86400 + 61500), ("1d", 86400), ("2025-01-21 06:30", 86400 + 23400)],
)
def test_moments(word, t_s):
    assert explain.moment_s(word, START, 3 * 86400) == t_s


@pytest.mark.parametrize("word", ["3d00:00", "2025-01-19 12:00", "2025-02-01", "17:05", "noon", "1d25:00", "-1d", ""])
def test_moments_that_are_not_there(word):
    with pytest.raises(explain.ExplainError) as caught:
        explain.moment_s(word, START, 3 * 86400)
    assert "\n" not in str(caught.value)
    assert "0d00:00 (2025-01-20 00:00) to 3d00:00 (2025-01-23 00:00)" in str(caught.value)


def test_one_day_needs_no_day():
    assert explain.moment_s("17:05", START, 86400) == 61500


def test_the_log_of_a_run_holds_every_change_and_survives_its_file(tmp_path):
    class Changes:
        def __init__(self):
            self.rows = []

        def tick(self, inputs, outputs):
            row = [outputs[at] for at in (frame.OUT_HP, frame.OUT_HP_WHY, frame.OUT_BOILER_WHY, frame.OUT_ALARMS)]
            if not self.rows or self.rows[-1][1] != row:
                self.rows.append((inputs[0] - 86400, row))

    simulation = Simulation(cli_scenario.config("evening-limit", "--days", "1"))
    tap = Changes()
    simulation.app.tap(tap)
    result = simulation.run()
    log = result.log
    for t_s, row in tap.rows:
        if t_s > 0:
            i = log.before(t_s)
            assert log["t_s"][i] == t_s
            assert [log[name][i] for name in ("hp", "hp_why", "boiler_why", "alarms")] == row
    assert np.diff(log["t_s"]).max() <= 900
    decision_log.write(tmp_path / decision_log.NAME, result)
    again, about = decision_log.read(tmp_path / decision_log.NAME)
    assert np.array_equal(again.rows, log.rows)
    assert about["events"][0] == [16 * 3600, "Grid operator: 0 W for 5 h 00 min"]
    text = "\n".join(explain.explain(tmp_path, "16:30"))
    assert "The heat pump is off since 16:00" in text
    assert "Next: " in text


def test_a_plain_run_can_be_explained_too():
    result = Simulation(Config(days=1, start=START)).run()
    assert len(result.log) > 96
    assert result.decisions[0][0] == 0


def test_the_command(tmp_path):
    tandem = partial(command.tandem, cwd=tmp_path)
    assert tandem("sim", "--start", "2025-01-20", "--days", "1", "--out", "o").returncode == 0
    done = tandem("explain", "o", "12:00")
    assert done.returncode == 0 and "The heat pump" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= explain.WIDTH
    for words, word in ((("o", "2d"), "outside the run"), (("o", "x"), "not a moment"), ((".", "1d"), "decisions.npz")):
        done = tandem("explain", *words)
        assert (done.returncode, done.stdout) == (2, "")
        assert word in done.stderr and len(done.stderr.strip().splitlines()) == 1
    (tmp_path / "o" / decision_log.NAME).write_bytes(b"PK nonsense")
    done = tandem("explain", "o", "12:00")
    assert done.returncode == 2 and len(done.stderr.strip().splitlines()) == 1
