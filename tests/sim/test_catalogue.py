"""The catalogue of real machines: what it holds, how near the maps come, and what a wrong file says."""

import re
from pathlib import Path

import numpy as np
import pytest

from host_sim.catalogue import fit as fitting
from host_sim.catalogue.judge import FIRST_HALF, Verdict, cop_error, halves, verdicts
from host_sim.catalogue.machine import MachineError, Point, load, names
from host_sim.catalogue.table import describe, floor_share, machines_table
from host_sim.plant.hp_map import M_MIN_FLOW_KG_S, M_START_POWER_W, cop

REAL = [name for name in names() if name != "median"]
# Machines that miss a bar, with the figure they have; docs/machines.md says why.
FITTED_MISSES = {"daikin-r-hybrid-5": 0.182, "dedietrich-alezio-4": 0.110, "panasonic-ud03": 0.084}
UNSEEN_MISSES = {"daikin-r-hybrid-5": 0.211}
DOCS = Path(__file__).parents[2] / "docs" / "machines.md"

# (kW, COP) of the other climates in the same certificates, which no fit has seen.
COLDER = (
    *(("lt", -7, 30), ("lt", 2, 27), ("lt", 7, 25), ("lt", 12, 24)),
    *(("mt", -7, 44), ("mt", 2, 37), ("mt", 7, 32), ("mt", 12, 28)),
)
COLDER_POINTS = {
    "remeha-mono2-4": "2.76 3.49  1.77 4.95  1.17 5.53  1.43 7.67  2.14 2.32  1.28 2.99  1.01 3.86  1.36 6.28",
    "vaillant-vwl-35-5": "2.36 3.44  1.96 4.80  2.34 6.54  2.68 8.00  1.78 2.32  1.70 3.54  2.09 4.79  2.43 6.07",
    "bosch-cs5800i-4": "2.26 3.42  1.46 5.03  1.61 5.76  1.81 6.63  1.87 2.27  1.27 3.43  1.58 4.29  1.78 5.25",
    "panasonic-ud03": "1.80 3.26  1.80 5.17  1.30 7.00  1.60 9.00  1.20 2.16  1.40 3.80  1.20 5.05  1.50 7.60",
    "atag-m-hybrid-4": "4.69 3.60  2.90 5.05  1.83 6.67  1.62 7.80  4.46 2.74  2.89 3.77  1.75 5.33  1.61 6.21",
}
WARMER = (("lt", 2, 35), ("lt", 7, 31), ("lt", 12, 26), ("mt", 2, 55), ("mt", 7, 46), ("mt", 12, 34))
WARMER_POINTS = {
    "remeha-mono2-4": "5.35 3.94  3.56 5.92  1.64 7.91  4.84 2.51  3.23 3.68  1.47 5.15",
    "vaillant-vwl-35-5": "3.76 3.69  2.25 5.81  2.70 8.08  3.31 2.24  2.06 3.36  2.41 5.31",
    "bosch-cs5800i-4": "4.31 3.21  2.64 4.95  1.82 6.72  3.92 2.12  2.41 3.09  1.79 5.01",
    "panasonic-ud03": "4.00 3.15  2.60 5.61  1.50 8.35  3.90 1.80  2.50 3.55  1.40 6.00",
    "atag-m-hybrid-4": "2.80 3.92  1.80 5.05  1.61 7.63  2.32 2.18  1.53 2.77  1.61 5.66",
    "dedietrich-alezio-4": "5.00 3.51  3.30 5.65  2.10 7.94  5.00 2.42  3.30 3.67  1.90 5.67",
}

GOOD = """
name = "Example"
maker = "Example"
refrigerant = "R290"
source = "certificate"
licence = "facts"
points = [
    { kind = "rated", outdoor_c = 7, flow_c = 35, heat_w = 4000, cop = 5.0 },
    { kind = "lt", outdoor_c = -7, flow_c = 34, heat_w = 4200, cop = 3.1 },
    { kind = "lt", outdoor_c = 2, flow_c = 30, heat_w = 2600, cop = 4.5 },
    { kind = "mt", outdoor_c = 12, flow_c = 30, heat_w = 2000, cop = 6.0 },
]
[limits]
min_outdoor_c = -20
max_flow_c = 60
[electric]
standby_w = 12
"""


@pytest.fixture(scope="module")
def judged():
    """Every machine's verdict by name."""
    return {verdict.machine.key: verdict for verdict in verdicts()}


def test_at_least_eight_real_machines_and_the_hybrids():
    assert len(REAL) >= 8 and "median" in names()
    assert {"daikin-h-hybrid-4", "atag-m-hybrid-4", "vaillant-vwl-35-5", "remeha-mono2-4"} <= set(REAL)
    for name in names():
        machine = load(name)
        assert machine.at(7.0, 55.0) is not None
        assert "Keymark" in machine.source and "CC-BY-4.0" in machine.licence
        assert len(machine.points) >= 10
    assert [p.label() for p in load("daikin-h-hybrid-4").off_points] == ["A-7/W34", "A-7/W52"]


def test_turn_down_differs_from_a_third_to_none():
    shares = [floor_share(fitting.fit(load(name)).m) for name in REAL]
    assert min(shares) < 0.35 and max(shares) > 0.95


def test_fitted_to_all_points(judged):
    """8 % at worst in COP for at least six machines; the others by name."""
    worst = {name: judged[name].worst() for name in REAL}
    assert {name for name, error in worst.items() if error > 0.08} == set(FITTED_MISSES)
    assert len(worst) - len(FITTED_MISSES) >= 6
    for name, error in FITTED_MISSES.items():
        assert worst[name] == pytest.approx(error, abs=0.003)


def test_judged_on_points_it_has_not_seen(judged):
    """8 % in the median, 15 % at worst; the others by name."""
    errors = [abs(error) for name in REAL for _, error in judged[name].held_out]
    assert float(np.median(errors)) < 0.08
    for name in REAL:
        assert float(np.median([abs(error) for _, error in judged[name].held_out])) < 0.08
    worst = {name: judged[name].worst_held_out() for name in REAL}
    assert {name for name, error in worst.items() if error > 0.15} == set(UNSEEN_MISSES)
    for name, error in UNSEEN_MISSES.items():
        assert worst[name] == pytest.approx(error, abs=0.003)


def test_halves_are_halves():
    places = set()
    for name in names():
        machine = load(name)
        first, second = halves(machine)
        assert sorted(map(id, first + second)) == sorted(map(id, machine.points))
        assert min(len(first), len(second)) >= 5
        places |= {(p.kind, p.outdoor_c, p.flow_c) for p in first}
    assert places == FIRST_HALF


def test_a_map_knows_only_the_points_it_is_given():
    machine = load("vaillant-vwl-35-5")
    first, second = halves(machine)
    before = fitting.fit(machine, first).m
    for point in second:
        point.cop *= 1.5
    assert np.array_equal(fitting.fit(machine, first).m, before)
    assert not np.array_equal(fitting.fit(machine, second).m, before)


@pytest.mark.parametrize("name", names())
def test_rated_power_and_no_point_out_of_reach(judged, name):
    """5 % in rated power; the highest heat is never more than 2 % under a certificate's."""
    verdict = judged[name]
    assert len(verdict.power_errors) == 2
    assert all(abs(error) < 0.05 for _, error in verdict.power_errors)
    assert verdict.short < 0.02


@pytest.mark.parametrize(("places", "table"), [(COLDER, COLDER_POINTS), (WARMER, WARMER_POINTS)])
def test_other_climates_nobody_has_fitted(places, table):
    errors = []
    for name, text in table.items():
        numbers = [float(word) for word in text.split()]
        assert len(numbers) == 2 * len(places)
        m = fitting.fit(load(name)).m
        for (kind, outdoor_c, flow_c), kw, value in zip(places, numbers[::2], numbers[1::2]):
            errors.append(abs(cop_error(m, Point(kind, float(outdoor_c), float(flow_c), kw * 1000, value))))
    assert float(np.median(errors)) < 0.06
    assert max(errors) < 0.31


def test_the_prior_is_the_median_machine():
    assert fitting.median_prior(load("median")) == pytest.approx(fitting.PRIOR, abs=0.001)


def test_a_certificate_without_sense_still_gives_a_machine(tmp_path):
    """COP that rises with the flow temperature: the map keeps the median's shape, at a level between."""
    a, b = fitting._limits()
    assert np.all(a @ fitting.PRIOR < b)
    file = tmp_path / "odd.toml"
    file.write_text(GOOD.replace("cop = 3.1", "cop = 9.0").replace("cop = 6.0", "cop = 1.5"))
    m = fitting.fit(load(file)).m
    values = [cop(m, flow, 2.0, 0.7) for flow in np.arange(20.0, 65.0, 1.0)]
    assert np.all(np.diff(values) <= 0.0)


def test_table_and_description_fit_a_terminal():
    text = machines_table()
    assert all(len(line) <= 80 for line in text.splitlines())
    for name in names():
        assert re.search(rf"^{name} ", text, re.M)
        machine = load(name)
        lines = describe(machine).splitlines()
        assert all(len(line) <= 80 for line in lines), name
        shown = [line for line in lines if re.match(r"(rated|lt|mt) A-?\d+/W\d+ ", line)]
        assert len(shown) == len(machine.points) + len(machine.off_points)


def test_docs_tell_the_same_figures(judged):
    text = DOCS.read_text()
    for name, verdict in judged.items():
        row = re.search(rf"^\| `{name}` \| \**([\d.]+) %\** \| \**([\d.]+) %\** \|", text, re.M)
        assert row, name
        assert float(row[1]) == pytest.approx(100 * verdict.worst(), abs=0.06)
        assert float(row[2]) == pytest.approx(100 * verdict.worst_held_out(), abs=0.06)


# --- files people write ----------------------------------------------------------------------------------------------


def test_the_example_in_the_docs_loads(tmp_path):
    example = re.search(r"```toml\n(.*?)```", DOCS.read_text(), re.S)[1]
    file = tmp_path / "mine.toml"
    file.write_text(example)
    verdict = Verdict(load(file))
    assert verdict.machine.key == "mine"
    assert verdict.worst() < 0.08
    assert len(verdict.machine.off_points) == 1


def test_four_points_are_enough(tmp_path):
    file = tmp_path / "four.toml"
    file.write_text(GOOD + "start_power_w = 333\n")
    machine = load(file)
    m = fitting.fit(machine).m
    assert m[M_START_POWER_W] == 333.0
    assert m[M_MIN_FLOW_KG_S] == pytest.approx(0.4 * 4000 / (4186 * 5))
    assert max(abs(cop_error(m, point)) for point in machine.points) < 0.05


FIRST = 'kind = "rated", outdoor_c = 7, flow_c = 35, heat_w = 4000, cop = 5.0'
SECOND = 'kind = "lt", outdoor_c = -7, flow_c = 34, heat_w = 4200, cop = 3.1'
LAST = '    { kind = "mt", outdoor_c = 12, flow_c = 30, heat_w = 2000, cop = 6.0 },\n'


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('maker = "Example"\n', "", "maker: is missing, a text is needed"),
        ('maker = "Example"', "maker = 5", "maker: is 5, a text is needed"),
        ('maker = "Example"', 'maker = " "', "maker: is ' ', a text is needed"),
        ('maker = "Example"', 'make = "Example"', "top level: unknown key 'make'; known: name, maker,"),
        ('maker = "Example"', "maker = Example", "not TOML: Invalid value (at line 3, column 9)"),
        ("points = [", "note = [", "note: is [{'kind': 'rated', 'outdoor_c': 7, 'flow..., a text is needed"),
        ("[limits]\n", "[limit]\n", "top level: unknown key 'limit'"),
        ("min_outdoor_c = -20\n", "", "limits.min_outdoor_c: is missing, allowed -30..5"),
        ("max_flow_c = 60", "max_flow_c = 600", "limits.max_flow_c: is 600, allowed 35..80"),
        ("max_flow_c = 60", "max_flow_c = nan", "limits.max_flow_c: is nan, allowed 35..80"),
        ("max_flow_c = 60", 'max_flow_c = "60"', "limits.max_flow_c: is '60', a number is needed, allowed 35..80"),
        ("max_flow_c = 60", "max_flow_c = true", "limits.max_flow_c: is True, a number is needed"),
        ("max_flow_c = 60", "max_flow_c = 60\nspeed = 3", "limits: unknown key 'speed'; known: min_outdoor_c,"),
        ("max_flow_c = 60", "max_flow_c = 60\nmin_flow_kg_s = 0.3", "limits.min_flow_kg_s: is 0.3, above 0.191"),
        ("max_flow_c = 60", "max_flow_c = 60\nlowest_heat_w = 4100", "limits.lowest_heat_w: is 4100, above the 4000 W"),
        ("max_flow_c = 60", "max_flow_c = 35\n", None),
        ("flow_c = 34,", "flow_c = 61,", "limits.max_flow_c: is 60, below the flow of point A-7/W61"),
        ("outdoor_c = -7", "outdoor_c = -21", "limits.min_outdoor_c: is -20, above point A-21/W34"),
        ("standby_w = 12", "standby_w = -1", "electric.standby_w: is -1, allowed 0..200"),
        ("[electric]\nstandby_w = 12\n", "", "[electric]: is missing"),
        ("cop = 3.1", "cop = 13", "point 2.cop: is 13, allowed 1..12"),
        ("heat_w = 4200", "heat_w = 0", "point 2.heat_w: is 0, allowed 200..30000"),
        ("heat_w = 4200", "heat_w = 8100", "lt A-7/W34: 8100 W, more than 2 x the 4000 W at A7/W35"),
        ("heat_w = 4200", "heat_kw = 4.2", "point 2: unknown key 'heat_kw'; known: outdoor_c,"),
        (", cop = 3.1", "", "point 2.cop: is missing, allowed 1..12"),
        (SECOND, SECOND.replace('"lt"', '"low"'), "point 2: kind: is 'low', allowed rated, lt, mt"),
        (SECOND, SECOND.replace('kind = "lt", ', ""), "point 2: kind: is None, allowed rated, lt, mt"),
        (SECOND, SECOND + ", off = true", "point 2: unknown key 'heat_w'; known: kind, outdoor_c, flow_c, off"),
        (SECOND, 'kind = "lt", outdoor_c = -7, flow_c = 34, off = 1', "point 2: off: is 1, allowed true"),
        (SECOND, SECOND.replace('"lt"', '"rated"'), "point 2: rated A-7/W34, allowed A7/W35, A7/W55"),
        (SECOND, SECOND.replace("-7", "19").replace("34", "21"), "A19/W21: the flow is less than 5 K warmer"),
        (SECOND, FIRST, "point 2: rated A7/W35 is there twice"),
        (FIRST, FIRST.replace("flow_c = 35", "flow_c = 55"), "points: rated A7/W35 is missing"),
        (LAST, "", "points: 3 with heat and COP, at least 4 are needed"),
        ("points = [", "points = [3,", "points: is missing or not a list of { kind,"),
    ],
)
def test_a_wrong_file_says_what_and_where(tmp_path, old, new, message):
    assert old in GOOD
    file = tmp_path / "mine.toml"
    file.write_text(GOOD.replace(old, new, 1))
    if message is None:
        load(file)
        return
    with pytest.raises(MachineError) as caught:
        load(file)
    text = str(caught.value)
    assert text.startswith(f"{file}: ") and message in text
    assert "\n" not in text


def test_machines_that_do_not_exist(tmp_path):
    with pytest.raises(MachineError, match="unknown machine 'vaillant'; known: atag-m-hybrid-4, .*ends in .toml"):
        load("vaillant")
    with pytest.raises(MachineError, match=r"none\.toml: no such file"):
        load(tmp_path / "none.toml")
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(MachineError, match="cannot be read"):
        load(binary)
