"""Scenario files: TOML in, a Scenario out, every mistake told in one line with its place and what is allowed."""

import copy
import tomllib
from pathlib import Path

from host_sim.scenario import checks, events, series
from host_sim.scenario.words import ScenarioError

SHIPPED = Path(__file__).resolve().parents[1] / "scenarios"
OPTION_TABLES = ("home", "machines", "world")
_EUR_MWH = (-10000, 10000)
_STEP = checks.one_of(15, 60)
_HOUSE_W = checks.number(-1, 100000)


def _windows(value):
    """[{ at = "16:00-21:00", watts = 800 }] as [(from_s, for_s, watts)]."""
    if not isinstance(value, list) or not value:
        raise ValueError(f"{value!r} is not a list like [{{ at = '16:00-21:00', watts = 800 }}]")
    rows = []
    for row in value:
        if not isinstance(row, dict) or set(row) != {"at", "watts"}:
            raise ValueError(f"{row!r} has not exactly at and watts")
        span = events.when(row["at"])
        if span.for_s is None:
            raise ValueError(f"{row['at']!r} is not a daily window like 16:00-21:00")
        rows.append((span.from_s, span.for_s, checks.number(-1, 100000)(row["watts"])))
    return rows


# Tables of the world: {key: check}. One of the keys of _ONE_OF says where the values come from.
TABLES = {
    "prices": {
        "values": checks.numbers(*_EUR_MWH), "file": checks.text, "generator": checks.one_of("dayahead"),
        "step_min": _STEP, "mean": checks.number(1, 1000), "swing": checks.number(0, 3),
        "negative": checks.day_numbers, "spike": checks.day_numbers, "add": checks.number(-1000, 1000),
        "pushed": checks.clock,
    },
    "co2": {"values": checks.numbers(0, 2000), "file": checks.text, "step_min": _STEP, "pushed": checks.clock},
    "profile": {
        "values": checks.numbers(-1, 100000), "file": checks.text, "windows": _windows, "else_watts": _HOUSE_W,
        "step_min": _STEP, "pushed": checks.clock,
    },
    "household": {"kwh_year": checks.number(100, 20000), "meter": checks.flag},
    "pv": {"kwp": checks.number(0.1, 100), "phase": checks.one_of(0, 1, 2, 3), "feed_in": checks.number(-1, 1)},
    "thermostat": {
        "kind": checks.one_of("on-off", "tpi"), "target": checks.number(5, 30), "band": checks.number(0.05, 2),
        "cycles": checks.whole(1, 12), "room_sensor": checks.flag,
    },
}  # fmt: skip
_ONE_OF = {
    "prices": ("values", "file", "generator"), "co2": ("values", "file"), "profile": ("values", "file", "windows"),
}  # fmt: skip
_TOP = ("title", "text", *OPTION_TABLES, "parameters", *TABLES, "event")
# Parameters that put a limit or a request into force by themselves, and what an unrestricted house has in their place.
UNRESTRICTED = {
    "quiet_from_min": 0, "quiet_to_min": 0, "fuse_w": 0, "pv_start_w": 0, "sg_sender": 0, "lpc_use": 0, "dim_use": 0,
    "profile_use": 0, "peak_eur_kw": 0, "opt_out_h": 0,
}  # fmt: skip


class Scenario:
    """A checked scenario. options: {table: {option of tandem sim: text or True}}; parameters: {id: raw value}; tables:
    {name: {key: value}} of the world; events: list of events.Event."""

    def __init__(self, name, title, text):
        self.name = name
        self.title = title
        self.text = text
        self.folder = Path()
        self.options = {}
        self.parameters = {}
        self.tables = {}
        self.events = []
        self.restricted = True

    def feed(self, table, start, seed):
        """The series.Feed of a table, None when the scenario has none; raises ScenarioError for a bad file or list."""
        chosen = self.tables.get(table)
        if chosen is None:
            return None
        step_min = chosen.get("step_min", 60)
        where = f"{self.name}: [{table}]"
        try:
            if "values" in chosen:
                at = series.repeated(chosen["values"], step_min)
            elif "file" in chosen:
                at = series.read_csv(self.folder / chosen["file"], start, step_min)
            elif "windows" in chosen:
                at = series.windows(chosen["windows"], chosen.get("else_watts", -1.0))
            else:
                at = series.day_ahead(chosen.get("mean", 90.0), chosen.get("swing", 1.0), seed,
                                      chosen.get("negative", ()), chosen.get("spike", ()), start)  # fmt: skip
        except OSError as error:
            raise ScenarioError(f"{where}: file: cannot read {chosen['file']}: {error.strerror}") from None
        except ValueError as error:
            raise ScenarioError(f"{where}: {'file' if 'file' in chosen else 'values'}: {error}") from None
        add = chosen.get("add", 0.0)
        values = at if not add else lambda quarter: None if (value := at(quarter)) is None else value + add
        return series.Feed(values, chosen.get("pushed", series.DEFAULT_PUSH_S))

    def unrestricted(self, schema):
        """The same world without limits, requests and what is pushed in. schema: param_names.Schema."""
        twin = copy.copy(self)
        twin.restricted = False
        twin.parameters = dict(self.parameters)
        for name, value in UNRESTRICTED.items():
            twin.parameters.pop(schema.pid(name), None)
            if value != schema.row(name).default:
                twin.parameters[schema.pid(name)] = value
        ids = {schema.pid(name) for name in UNRESTRICTED}
        twin.events = []
        for event in self.events:
            if event.kind in events.REQUESTS:
                continue
            if event.kind == "set":
                left = {pid: raw for pid, raw in event.values["set"].items() if pid not in ids}
                if not left:
                    continue
                event = events.Event(event.number, event.kind, {**event.values, "set": left})
            twin.events.append(event)
        return twin


def names():
    """Names of the shipped scenarios, sorted."""
    return sorted(path.stem for path in SHIPPED.glob("*.toml"))


def load(name, options):
    """The Scenario of a shipped name or a file; raises ScenarioError.

    options: {table of OPTION_TABLES: {option: choices or None, True for a switch}} that tandem sim knows.
    """
    path = SHIPPED / f"{name}.toml"
    if name not in names():
        path = Path(name)
        if path.suffix != ".toml":
            raise ScenarioError(f"unknown scenario '{name}'; known: {', '.join(names())}, or a .toml file of your own")
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ScenarioError(f"cannot read scenario {name}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ScenarioError(f"{name}: is not a text file") from None
    scenario = parse(text, path.stem if path.parent == SHIPPED else path.name, options)
    scenario.folder = path.parent
    return scenario


def parse(text, name, options):
    """The Scenario of a file's text; name is what messages call it."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError(f"{name}: not TOML: {error}") from None
    try:
        return _scenario(data, name, options)
    except ScenarioError as error:
        raise ScenarioError(f"{name}: {error}") from None


def _scenario(data, name, options):
    for key in data:
        if key not in _TOP:
            raise ScenarioError(f"unknown table or key '{key}', allowed: {', '.join(_TOP)}")
    head = checks.whole_table("top", {key: data[key] for key in ("title", "text") if key in data},
                              {"title": checks.text, "text": checks.text}, ("title", "text"))  # fmt: skip
    scenario = Scenario(name, head["title"], " ".join(head["text"].split()))
    for table in OPTION_TABLES:
        if table in data:
            scenario.options.update(_options(table, data[table], options[table]))
    if "parameters" in data:
        scenario.parameters = _parameters("[parameters]", checks.table(data["parameters"]))
    for table, keys in TABLES.items():
        if table in data:
            scenario.tables[table] = _world(table, data[table], keys)
    if "pv" in scenario.tables and "household" not in scenario.tables:
        scenario.tables["household"] = {}
    entries = data.get("event", [])
    if not isinstance(entries, list):
        raise ScenarioError("[event]: events are written as [[event]]")
    scenario.events = [events.read(i + 1, values, _parameters) for i, values in enumerate(entries)]
    for event in scenario.events:
        needs = {"meter": "household", "load": "household"}.get(event.kind) or \
            (event.get("missing") if event.kind == "missing" else None)  # fmt: skip
        if needs and needs not in scenario.tables:
            raise ScenarioError(f"[[event]] {event.number}: {event.kind}: needs a table [{needs}]")
    return scenario


def _world(table, values, keys):
    chosen = checks.whole_table(f"[{table}]", values, keys)
    if table in _ONE_OF and len([key for key in _ONE_OF[table] if key in chosen]) != 1:
        raise ScenarioError(f"[{table}]: needs exactly one of {', '.join(_ONE_OF[table])}")
    return chosen


def _options(table, values, known):
    if not isinstance(values, dict):
        raise ScenarioError(f"[{table}]: is not a table")
    chosen = {}
    for key, value in values.items():
        if key not in known:
            raise ScenarioError(f"[{table}]: unknown key '{key}', allowed: {', '.join(known)}")
        choices = known[key]
        if choices is True:
            chosen[key] = checks.flag(value) if isinstance(value, bool) else _refuse(table, key, value, "true or false")
        elif isinstance(value, bool) or not isinstance(value, (str, int, float)):
            _refuse(table, key, value, "a text or a number")
        elif choices and str(value) not in choices:
            _refuse(table, key, value, ", ".join(choices))
        else:
            chosen[key] = str(value)
    return chosen


def _refuse(table, key, value, allowed):
    raise ScenarioError(f"[{table}]: {key}: {value!r} is not allowed, allowed: {allowed}")


def _parameters(where, values):
    """{id: raw} of {name: raw integer or text with a unit}."""
    from host_sim.param_names import read_schema

    schema = read_schema()
    chosen = {}
    for name, value in values.items():
        if isinstance(value, bool) or not isinstance(value, (int, str)):
            raise ScenarioError(f'{where}: {name}: {value!r} is not a whole number or a text like "21.5 C"')
        try:
            chosen[schema.pid(name)] = schema.parse(name, str(value))
        except ValueError as error:
            raise ScenarioError(f"{where}: {error}") from None
    return chosen
