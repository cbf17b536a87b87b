"""A heat pump as its certificate describes it, read from a file that people write. Mistakes cost one clear line.

A file is TOML; docs/machines.md shows one and explains every key.
"""

import tomllib
from pathlib import Path

from host_sim.plant.layout import CP

FOLDER = Path(__file__).parent / "machines"
RATED = ((7.0, 35.0), (7.0, 55.0))  # outdoor, flow: the two rated points of EN 14511
KINDS = ("rated", "lt", "mt")  # rated; EN 14825 low temperature; EN 14825 medium temperature
POINTS_LEAST = 4  # A7/W35 and three others
HEAT_MOST = 2.0  # heat at any point, of the heat at A7/W35

# Number -> lowest, highest, needed, what it is when not given (None: fit.py derives it from the size).
LIMITS = {
    "min_outdoor_c": (-30.0, 5.0, True, None),
    "max_flow_c": (35.0, 80.0, True, None),
    "min_flow_kg_s": (0.005, 2.0, False, None),
    "lowest_heat_w": (100.0, 30000.0, False, None),
}
ELECTRIC = {
    "standby_w": (0.0, 200.0, True, None),
    "start_delay_s": (0.0, 900.0, False, 40.0),
    "stop_s": (0.0, 600.0, False, 20.0),
    "start_power_w": (10.0, 10000.0, False, None),
}
POINT = {
    "outdoor_c": (-25.0, 20.0, True, None),
    "flow_c": (20.0, 75.0, True, None),
    "heat_w": (200.0, 30000.0, True, None),
    "cop": (1.0, 12.0, True, None),
}
TEXTS = {"name": True, "maker": True, "refrigerant": True, "source": True, "licence": True, "note": False}


def nominal_flow_kg_s(heat_w):
    """Water that carries this heat away at 5 K of spread, kg/s."""
    return heat_w / (CP * 5.0)


class MachineError(ValueError):
    """A machine that does not exist or a file that cannot be used: file, place, what it is, what is allowed."""


class Point:
    """One line of a certificate. heat_w and cop are means over defrosts, None where the machine is off."""

    def __init__(self, kind, outdoor_c, flow_c, heat_w=None, cop=None):
        self.kind = kind
        self.outdoor_c = outdoor_c
        self.flow_c = flow_c
        self.heat_w = heat_w
        self.cop = cop

    @property
    def off(self):
        """The machine does not run here."""
        return self.heat_w is None

    def label(self):
        """A7/W35 and the like."""
        return f"A{self.outdoor_c:g}/W{self.flow_c:g}"


class Machine:
    """A heat pump. key: its short name; points: those at which it runs; off_points: those at which it does not."""

    def __init__(self, key, texts, numbers, points):
        self.key = key
        self.name = texts["name"]
        self.maker = texts["maker"]
        self.refrigerant = texts["refrigerant"]
        self.source = texts["source"]
        self.licence = texts["licence"]
        self.note = texts.get("note", "")
        self.min_outdoor_c = numbers["min_outdoor_c"]
        self.max_flow_c = numbers["max_flow_c"]
        self.min_flow_kg_s = numbers["min_flow_kg_s"]
        self.lowest_heat_w = numbers["lowest_heat_w"]
        self.standby_w = numbers["standby_w"]
        self.start_delay_s = numbers["start_delay_s"]
        self.stop_s = numbers["stop_s"]
        self.start_power_w = numbers["start_power_w"]
        self.points = [point for point in points if not point.off]
        self.off_points = [point for point in points if point.off]

    def at(self, outdoor_c, flow_c):
        """The point there, or None."""
        for point in self.points:
            if (point.outdoor_c, point.flow_c) == (outdoor_c, flow_c):
                return point
        return None

    @property
    def rated(self):
        """A7/W35."""
        return self.at(*RATED[0])


def names():
    """Short names of the catalogue, sorted."""
    return sorted(file.stem for file in FOLDER.glob("*.toml"))


def load(name_or_path):
    """The machine of this short name, or of this file. Raises MachineError."""
    text = str(name_or_path)
    if text in names():
        path = FOLDER / f"{text}.toml"
    else:
        path = Path(text)
        if path.suffix != ".toml":
            raise MachineError(f"unknown machine '{text}'; known: {', '.join(names())}; or a file that ends in .toml")
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise MachineError(f"{path}: no such file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise MachineError(f"{path}: cannot be read: {error}") from None
    except tomllib.TOMLDecodeError as error:
        raise MachineError(f"{path}: not TOML: {error}") from None
    return _Reader(path).machine(data)


def _shown(value):
    """A value as the file has it, short enough for a line."""
    text = repr(value)
    return text if len(text) <= 43 else text[:40] + "..."


class _Reader:
    """Checks one file while reading it."""

    def __init__(self, path):
        self.path = path

    def fail(self, where, what):
        """Raise MachineError for this file."""
        raise MachineError(f"{self.path}: {where}: {what}")

    def machine(self, data):
        """The machine in this data."""
        self.only(data, "top level", [*TEXTS, "limits", "electric", "points"])
        texts = {}
        for key, needed in TEXTS.items():
            if key in data:
                texts[key] = self.text(data, key)
            elif needed:
                self.fail(key, "is missing, a text is needed")
        numbers = self.numbers(self.table(data, "limits"), "limits", LIMITS)
        numbers.update(self.numbers(self.table(data, "electric"), "electric", ELECTRIC))
        machine = Machine(self.path.stem, texts, numbers, self.points(data))
        self.together(machine)
        return machine

    def only(self, table, where, known):
        """No other keys than these."""
        for key in table:
            if key not in known:
                self.fail(where, f"unknown key '{key}'; known: {', '.join(known)}")

    def text(self, table, key):
        """A text that is not empty."""
        value = table[key]
        if not isinstance(value, str) or not value.strip():
            self.fail(key, f"is {_shown(value)}, a text is needed")
        return " ".join(value.split())

    def table(self, data, key):
        """A table of the file."""
        if key not in data:
            self.fail(f"[{key}]", "is missing")
        if not isinstance(data[key], dict):
            self.fail(key, f"is {_shown(data[key])}, a table [{key}] is needed")
        return data[key]

    def numbers(self, table, where, known):
        """The known numbers, each within its range; None where it is not given and has no usual value."""
        self.only(table, where, known)
        values = {}
        for key, (low, high, needed, usual) in known.items():
            if key not in table:
                if needed:
                    self.fail(f"{where}.{key}", f"is missing, allowed {low:g}..{high:g}")
                values[key] = usual
                continue
            values[key] = self.number(table[key], f"{where}.{key}", low, high)
        return values

    def number(self, value, where, low, high):
        """A number within low..high; nan is none."""
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            self.fail(where, f"is {_shown(value)}, a number is needed, allowed {low:g}..{high:g}")
        if not low <= value <= high:
            self.fail(where, f"is {value:g}, allowed {low:g}..{high:g}")
        return float(value)

    def points(self, data):
        """The certificate."""
        rows = data.get("points")
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            self.fail("points", "is missing or not a list of { kind, outdoor_c, flow_c, heat_w, cop }")
        points = []
        seen = set()
        for i, row in enumerate(rows, 1):
            point = self.point(row, f"point {i}")
            place = (point.kind, point.outdoor_c, point.flow_c)
            if place in seen:
                self.fail(f"point {i}", f"{point.kind} {point.label()} is there twice")
            seen.add(place)
            points.append(point)
        return points

    def point(self, row, where):
        """One line of the certificate."""
        kind = row.get("kind")
        if kind not in KINDS:
            self.fail(f"{where}: kind", f"is {_shown(kind)}, allowed {', '.join(KINDS)}")
        if "off" in row:
            self.only(row, where, ["kind", "outdoor_c", "flow_c", "off"])
            if row["off"] is not True:
                self.fail(f"{where}: off", f"is {_shown(row['off'])}, allowed true (or leave it out)")
            known = {key: POINT[key] for key in ("outdoor_c", "flow_c")}
        else:
            known = POINT
        place = {key: value for key, value in row.items() if key not in ("kind", "off")}
        point = Point(kind, **self.numbers(place, where, known))
        if point.flow_c < point.outdoor_c + 5.0:
            self.fail(where, f"{point.label()}: the flow is less than 5 K warmer than outdoors")
        if kind == "rated" and (point.outdoor_c, point.flow_c) not in RATED:
            self.fail(where, f"rated {point.label()}, allowed A7/W35, A7/W55; others are lt or mt")
        return point

    def together(self, machine):
        """What one number alone cannot show."""
        if machine.rated is None or machine.rated.kind != "rated":
            self.fail("points", "rated A7/W35 is missing")
        if len(machine.points) < POINTS_LEAST:
            self.fail("points", f"{len(machine.points)} with heat and COP, at least {POINTS_LEAST} are needed")
        for point in machine.points:
            if point.flow_c > machine.max_flow_c:
                self.fail("limits.max_flow_c", f"is {machine.max_flow_c:g}, below the flow of point {point.label()}")
            if point.outdoor_c < machine.min_outdoor_c:
                self.fail("limits.min_outdoor_c", f"is {machine.min_outdoor_c:g}, above point {point.label()}")
        most = machine.rated.heat_w
        for point in machine.points:
            if point.heat_w > HEAT_MOST * most:
                what = f"{point.heat_w:g} W, more than {HEAT_MOST:g} x the {most:g} W at A7/W35"
                self.fail(f"{point.kind} {point.label()}", what)
        if machine.lowest_heat_w is not None and machine.lowest_heat_w > most:
            self.fail("limits.lowest_heat_w", f"is {machine.lowest_heat_w:g}, above the {most:g} W at A7/W35")
        nominal_kg_s = nominal_flow_kg_s(most)
        if machine.min_flow_kg_s is not None and machine.min_flow_kg_s > nominal_kg_s:
            self.fail(
                "limits.min_flow_kg_s", f"is {machine.min_flow_kg_s:g}, above {nominal_kg_s:.3f} at 5 K of spread"
            )
