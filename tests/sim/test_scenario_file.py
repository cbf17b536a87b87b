"""Scenario files: what can be said, and one clear line for each mistake."""

from datetime import datetime

import pytest

from host_sim import cli_scenario
from host_sim.cli_words import UsageError
from host_sim.scenario import file, series, words
from host_sim.scenario.words import ScenarioError
from tandem.control import param_table as t

HEAD = 'title = "A"\ntext = "B"\n'
MONDAY = datetime(2025, 1, 20)


def parse(text):
    """A scenario of this text below a title."""
    return file.parse(HEAD + text, "mine.toml", cli_scenario.known_options())


BAD = {
    "not toml": ("[home", ["not TOML"]),
    "table": ("[hose]\n", ["unknown table or key 'hose'", "home", "event"]),
    "option": ("[world]\nwheather = 'try05'", ["[world]", "'wheather'", "weather", "start"]),
    "option elsewhere": ("[home]\nweather = 'try05'", ["[home]", "'weather'", "gas"]),
    "choice": ("[machines]\ncontrol = 'magic'", ["[machines]", "control", "'magic'", "hp-only"]),
    "switch": ("[machines]\nmonobloc = 1", ["monobloc", "true or false"]),
    "parameter": ("[parameters]\nturbo = 1", ["[parameters]", "turbo"]),
    "parameter range": ("[parameters]\nhp_min_on_s = 5", ["hp_min_on_s", "300..3600"]),
    "event kind": ("[[event]]\nat = '16:00'", ["[[event]] 1", "exactly one of", "source", "power_cut"]),
    "two kinds": ("[[event]]\nat = '16:00'\nsg = 1\ndim = 'closed'", ["[[event]] 1", "has sg and dim"]),
    "event key": ("[[event]]\nat = '16:00'\nsg = 1\nwats = 3", ["[[event]] 1", "'wats'", "allowed", "for"]),
    "second event": ("[[event]]\nat = '1d'\nsg = 1\n[[event]]\nsg = 1", ["[[event]] 2", "'at' is missing"]),
    "moment": ("[[event]]\nat = '25:00'\nsg = 1", ["at", "'25:00'", "2d16:00"]),
    "length": ("[[event]]\nat = '1d'\nsg = 1\nfor = '5 hours'", ["for", "'5 hours'", "1h30min"]),
    "days": ("[[event]]\nat = '16:00'\ndays = 'workdays'\nsg = 1", ["days", "mon-fri"]),
    "days of a moment": ("[[event]]\nat = '1d16:00'\ndays = 'mon'\nsg = 1", ["days", "daily"]),
    "twice how long": ("[[event]]\nat = '16:00-17:00'\nfor = '1h'\nsg = 1", ["for", "already"]),
    "sg": ("[[event]]\nat = '1d'\nsg = 5", ["sg", "1, 2, 3, 4, broken"]),
    "source": ("[[event]]\nat = '1d'\nsource = 'boss'\nwatts = 1", ["'boss'", "emergency", "quiet"]),
    "no value": ("[[event]]\nat = '1d'\nsource = 'grid'", ["watts", "state", "none, lost, absent"]),
    "watts": ("[[event]]\nat = '1d'\nsource = 'grid'\nwatts = -1", ["watts", "0..100000"]),
    "end": ("[[event]]\nat = '1d'\nsource = 'grid'\nwatts = 1\nsays_end = true", ["says_end", "length"]),
    "lpc watts": ("[[event]]\nat = '1d'\nlpc = 'limit'", ["lpc", "watts", "needed"]),
    "lpc beats watts": ("[[event]]\nat = '1d'\nlpc = 'beats'\nwatts = 1", ["watts", "not used"]),
    "fault": ("[[event]]\nat = '1d'\nfault = 'gremlin'", ["[[event]] 1", "gremlin", "hp-flow"]),
    "set": ("[[event]]\nat = '1d'\nset = { turbo = 1 }", ["[[event]] 1: set", "turbo"]),
    "cut": ("[[event]]\nat = '1d'\npower_cut = '1h'\nfor = '2h'", ["for", "power_cut"]),
    "meter alone": ("[[event]]\nat = '1d'\nmeter = 'silent'", ["meter", "[household]"]),
    "feed alone": ("[[event]]\nat = '1d'\nmissing = 'prices'", ["missing", "[prices]"]),
    "no prices": ("[prices]\nadd = 3", ["[prices]", "exactly one of", "generator"]),
    "price": ("[prices]\nvalues = [1, 'two']", ["[prices]", "values", "'two'"]),
    "window": ("[profile]\nwindows = [{ at = '16:00', watts = 1 }]", ["[profile]", "windows", "daily window"]),
}


@pytest.mark.parametrize("text, said", BAD.values(), ids=BAD.keys())
def test_mistakes_are_told_in_one_line(text, said):
    with pytest.raises(ScenarioError) as caught:
        parse(text)
    message = str(caught.value)
    assert message.startswith("mine.toml: ") and "\n" not in message
    for word in said:
        assert word in message


def test_a_title_and_a_text_are_needed():
    with pytest.raises(ScenarioError, match="'text' is missing"):
        file.parse('title = "A"', "mine.toml", cli_scenario.known_options())


def test_what_only_the_command_can_judge_names_the_file(tmp_path):
    for text, said in (
        ("[machines]\nhp-kw = 99", "0.5..30"),
        ("[world]\nstart = 'soon'", "YYYY-MM-DD"),
        ("[prices]\nvalues = [1, 2, 3]", "whole days"),
        ("[co2]\nfile = 'none.csv'", "none.csv"),
    ):
        path = tmp_path / "odd.toml"
        path.write_text(HEAD + text)
        with pytest.raises(UsageError) as caught:
            cli_scenario.config(str(path))
        assert "odd.toml" in str(caught.value) and said in str(caught.value)
    with pytest.raises(UsageError, match="evening-limit"):
        cli_scenario.config("no-such")


def test_the_command_line_overrides_the_file(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(HEAD + "[home]\ngas = 1400\nemitter = 'ht'\n[world]\ndays = 3\nfault = 'compressor@1'\n"
                    "[machines]\nmonobloc = true\n[parameters]\nquiet_w = 600\nfuse_w = 5750\n")  # fmt: skip
    config = cli_scenario.config(str(path))
    assert (config.home.gas_m3, config.emitter, config.days, config.monobloc) == (1400, "ht", 3, True)
    assert config.settings == {t.P_QUIET_W: 600, t.P_FUSE_W: 5750}
    assert [fault.name for fault in config.faults] == ["compressor"]
    config = cli_scenario.config(str(path), "--home", "terraced", "--days", "1", "--set", "fuse_w=0", "--emitter", "lt")
    assert (config.home.name, config.emitter, config.days) == ("terraced", "lt", 1)
    assert config.settings == {t.P_QUIET_W: 600, t.P_FUSE_W: 0}


@pytest.mark.parametrize("name", file.names())
def test_every_shipped_scenario_can_be_used(name):
    config = cli_scenario.config(name)
    assert config.scenario.title and len(config.scenario.text) > 40
    assert 2 <= config.days <= 10
    spans = [span for event in config.scenario.events for span in event.times(config.start, config.days)]
    assert all(to_s is None or from_s < to_s for from_s, to_s in spans)
    assert len(spans) >= len(config.scenario.events)


def test_the_list_names_every_shipped_scenario():
    text = cli_scenario.listing()
    assert len(file.names()) >= 18
    assert max(map(len, text.splitlines())) <= 100
    for name in file.names():
        assert f"\n{name} " in text


def test_times():
    assert words.length_s("1h30min") == 5400
    assert words.length_s("2d") == 172800
    for bad in ("", "0s", "90", "1h 30min", "-5h", 5):
        with pytest.raises(ValueError):
            words.length_s(bad)
    once = words.when("2d16:00:05")
    assert (once.from_s, once.for_s, once.daily) == (2 * 86400 + 57605, None, False)
    night = words.when("22:00-06:00")
    assert (night.from_s, night.for_s, night.daily) == (79200, 28800, True)
    assert words.when("00:00-24:00").for_s == 86400


def test_daily_events_follow_weekdays_and_day_numbers():
    event = parse("[[event]]\nat = '16:00-17:00'\ndays = 'fri-mon'\nsg = 1").events[0]
    assert [int(begin // 86400) for begin, _ in event.times(MONDAY, 7)] == [0, 4, 5, 6]
    event = parse("[[event]]\nat = '16:00'\nfor = '2h'\ndays = [1, 9]\nsg = 1").events[0]
    assert event.times(MONDAY, 7) == [(86400 + 57600, 86400 + 64800)]


def test_feeds(tmp_path):
    hours = parse(f"[prices]\nvalues = {list(range(24))}\nadd = 100").feed("prices", MONDAY, 1)
    assert [hours.at(q) for q in (0, 3, 4, 95, 96, -1)] == [100, 100, 101, 123, 100, 123]
    (tmp_path / "p.csv").write_text("time,price\n2025-01-20 00:00,50\n2025-01-20 01:00,-3.5\n2025-01-20 01:15,7\n")
    timed = series.read_csv(tmp_path / "p.csv", MONDAY, 60)
    assert [timed(q) for q in (-1, 0, 3, 4, 5, 8, 9)] == [None, 50, 50, -3.5, 7, 7, None]
    (tmp_path / "bad.csv").write_text("price\n1\nx\n")
    with pytest.raises(ValueError, match="line 3"):
        series.read_csv(tmp_path / "bad.csv", MONDAY, 60)
    wishes = parse("[profile]\nwindows = [{ at = '23:00-01:00', watts = 800 }]").feed("profile", MONDAY, 1)
    assert [wishes.at(q) for q in (0, 3, 4, 91, 92)] == [800, 800, -1, -1, 800]


def test_day_ahead_prices_have_negative_hours_and_spikes_where_asked():
    text = "[prices]\ngenerator = 'dayahead'\nmean = 100\nnegative = [1]\nspike = [2]"
    feed = parse(text).feed("prices", MONDAY, 1)
    days = [[feed.at(day * 96 + quarter) for quarter in range(0, 96, 4)] for day in range(-1, 4)]
    assert [min(day) < 0 for day in days] == [False, False, True, False, False]
    assert [max(day) > 400 for day in days] == [False, False, False, True, False]
    again = parse(text).feed("prices", MONDAY, 1)
    assert [again.at(4 * hour) for hour in range(24)] == days[1]
    assert parse(text).feed("prices", MONDAY, 2).at(0) != feed.at(0)


def test_the_twin_knows_no_limits_but_the_same_faults():
    from host_sim.param_names import read_schema

    schema = read_schema()
    twin = cli_scenario.load("dim-manager").unrestricted(schema)
    assert [event.kind for event in twin.events] == ["load", "load"]
    assert schema.pid("dim_use") not in twin.parameters
    assert twin.parameters[schema.pid("dim_n")] == 3
    twin = cli_scenario.load("opt-out").unrestricted(schema)
    assert twin.events == []
    twin = cli_scenario.load("lost-meter").unrestricted(schema)
    assert schema.pid("fuse_w") not in twin.parameters
    assert [event.kind for event in twin.events] == ["meter", "meter"]
