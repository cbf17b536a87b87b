"""Years of weather: names, files, the synthetic year, and every way in which a file can be wrong."""

import os
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from host_sim import weather
from host_sim.weather import __main__ as command
from host_sim.weather import debilt
from host_sim.weather.year import months

SEEDS = range(1, 11)
GREENSBORO = str(files("pvlib") / "data" / "723170TYA.CSV")
EPW_HEAD = (
    "LOCATION,Test,-,NLD,Made up,0,52.10,5.18,1.0,2.0\nDESIGN CONDITIONS,0\nTYPICAL/EXTREME PERIODS,0\n"
    'GROUND TEMPERATURES,0\nHOLIDAYS/DAYLIGHT SAVINGS,No,0,0,0\nCOMMENTS 1,a "stray mark\nCOMMENTS 2,none\n'
    "DATA PERIODS,1,1,Data,Sunday,1/1,12/31\n"
)
MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def epw_lines(year, leap=False):
    """An EPW file of a Weather, as lines."""
    lines = EPW_HEAD.splitlines()
    hour = 0
    for month, days in enumerate(MONTH_DAYS, 1):
        for day in range(1, days + 1 + (leap and month == 2)):
            for h in range(1, 25):
                at = min(hour, 8759) if (month, day) != (2, 29) else 0
                lines.append(
                    f"{2020 if leap else 2021},{month},{day},{h},60,?9?9,{year.outdoor_c[at]:.4f},0.0,"
                    f"{year.rh_pct[at]:.3f},101300,0,0,300,{year.global_w[at]:.4f},0,{year.diffuse_w[at]:.4f},0,0,0,0,180,{year.wind_m_s[at]:.3f},"
                    "5,5,20,77777,9,999999999,10,0.1,0,88,0.2,0,0"
                )
                hour += (month, day) != (2, 29)
    return lines


@pytest.fixture(scope="module")
def year():
    return weather.read("debilt", seed=3)


@pytest.fixture(scope="module")
def epw(year):
    return epw_lines(year)


def written(tmp_path, lines, name="mine.epw"):
    """Path of a file with these lines."""
    path = tmp_path / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def refusal(path, **options):
    """The one line with which a source is refused."""
    with pytest.raises(weather.WeatherError) as error:
        weather.read(path, **options)
    text = str(error.value)
    assert "\n" not in text
    return text


@pytest.mark.parametrize("name", weather.NAMES)
def test_every_name_gives_a_sane_year(name):
    one = weather.read(name)
    assert one.name == name
    for key in ("outdoor_c", "rh_pct", "beam_w", "diffuse_w", "wind_m_s"):
        values = getattr(one, key)
        assert values.shape == (8760,)
        assert values.dtype == np.float64
    assert 47 < one.latitude < 55
    assert 5 < one.longitude < 14
    assert 900 < one.global_w.sum() / 1000 < 1150
    assert one.source
    assert one.outdoor_c[4344:5088].mean() > one.outdoor_c[:744].mean() + 8  # July, January


def test_fifteen_regions_and_the_default():
    assert list(weather.NAMES)[:2] == ["try01", "try02"]
    assert len(weather.NAMES) == 16
    assert weather.DEFAULT == "try05"
    essen = weather.read("try05")
    assert essen.latitude == pytest.approx(51.4)
    assert essen.longitude == pytest.approx(6.967, abs=0.001)
    assert essen.utc_offset_h == 1.0
    assert weather.degree_days(essen.outdoor_c) == pytest.approx(2909, abs=2)
    assert essen.global_w.sum() / 1000 == pytest.approx(960, abs=1)


@pytest.mark.parametrize("seed", SEEDS)
def test_debilt_is_the_wanted_year_for_any_seed(seed):
    one = weather.read("debilt", seed=seed)
    outdoor = one.outdoor_c
    days = outdoor.reshape(365, 24)
    lack = np.maximum(16.0 - outdoor, 0.0)
    assert np.maximum(18.0 - days.mean(axis=1), 0.0).sum() == pytest.approx(2880, abs=5)
    assert lack[outdoor > 2.0].sum() / lack.sum() == pytest.approx(0.75, abs=0.003)
    assert [m.mean() for m in months(outdoor)] == pytest.approx(list(debilt.MEAN_C), abs=0.7)
    assert -11.0 < outdoor.min() < -8.0
    assert 27.0 < outdoor.max() < 38.0
    assert 35 <= (days.min(axis=1) < 0.0).sum() <= 65
    assert 1000 <= one.global_w.sum() / 1000 <= 1062
    assert 0.5 < one.diffuse_w.sum() / one.global_w.sum() < 0.65
    assert 79 < one.rh_pct.mean() < 84
    assert one.rh_pct.max() <= 100.0
    assert 3.0 < one.wind_m_s.mean() < 3.8
    assert np.abs(np.diff(outdoor)).max() < 6.0


def test_debilt_days_and_nights_as_in_the_normals():
    """Over ten seeds the mean daily highest and lowest temperature meet the KNMI normals month by month."""
    all_days = np.array([weather.read("debilt", seed=seed).outdoor_c for seed in SEEDS]).reshape(10, 365, 24)
    high, low = all_days.max(axis=2).mean(axis=0), all_days.min(axis=2).mean(axis=0)
    ends = np.cumsum(MONTH_DAYS)[:-1]
    assert [m.mean() for m in np.split(high, ends)] == pytest.approx(list(debilt.MAX_C), abs=1.2)
    assert [m.mean() for m in np.split(low, ends)] == pytest.approx(list(debilt.MIN_C), abs=1.2)


def test_debilt_is_the_same_for_a_seed_and_another_for_another(year):
    again = weather.read("debilt", seed=3)
    assert np.array_equal(again.outdoor_c, year.outdoor_c)
    assert np.array_equal(again.beam_w, year.beam_w)
    assert np.abs(weather.read("debilt", seed=4).outdoor_c - year.outdoor_c).mean() > 1.0


def test_cold_spell(year):
    cold = weather.read("debilt", seed=3, cold_spell=True)
    spell = slice(21 * 24, 28 * 24)
    assert cold.outdoor_c[spell].mean() == pytest.approx(-4.0, abs=0.01)
    assert cold.outdoor_c[spell].min() == pytest.approx(-10.0, abs=0.01)
    changed = np.flatnonzero(cold.outdoor_c != year.outdoor_c)
    assert changed[0] >= 20 * 24
    assert changed[-1] < 29 * 24
    assert np.array_equal(cold.beam_w, year.beam_w)
    assert np.abs(np.diff(cold.outdoor_c[20 * 24 - 1 : 29 * 24 + 1])).max() < 2.5
    assert any("cold spell" in note for note in cold.notes)


def test_a_real_tmy3_file():
    """Greensboro as pvlib ships it; sums by hand from the file's own columns."""
    one = weather.read(GREENSBORO)
    rows = [line.split(",") for line in Path(GREENSBORO).read_text("utf-8").splitlines()[2:]]
    assert (one.latitude, one.longitude, one.utc_offset_h) == (36.1, -79.95, -5.0)
    assert one.outdoor_c.tolist() == [float(row[31]) for row in rows]
    assert one.rh_pct.tolist() == [float(row[37]) for row in rows]
    assert one.wind_m_s.tolist() == [float(row[46]) for row in rows]
    assert one.global_w == pytest.approx(np.array([float(row[4]) for row in rows]))
    assert (one.beam_w >= 0).all()


def test_epw_comes_back_as_it_was(tmp_path, year, epw):
    one = weather.read(written(tmp_path, epw))
    assert (one.text, one.latitude, one.longitude, one.utc_offset_h) == ("Test", 52.10, 5.18, 1.0)
    for key in ("outdoor_c", "rh_pct", "beam_w", "diffuse_w", "wind_m_s"):
        assert getattr(one, key) == pytest.approx(getattr(year, key), abs=0.001), key
    assert one.notes == ()


def test_a_stray_quotation_mark_swallows_nothing(tmp_path, year, epw):
    one = weather.read(written(tmp_path, cell(epw, 100, 6, '"?9')))
    assert one.outdoor_c == pytest.approx(year.outdoor_c, abs=0.001)


def test_leap_day_is_left_out(tmp_path, year):
    one = weather.read(written(tmp_path, epw_lines(year, leap=True)))
    assert one.outdoor_c == pytest.approx(year.outdoor_c, abs=0.001)
    assert one.notes == ("29 February was left out",)


def test_line_ends_and_encodings(tmp_path, year, epw):
    text = "\n".join(epw).replace("Test", "Zürich")
    old = text.replace("\n", "\r").encode()
    for raw in (text.replace("\n", "\r\n").encode("latin-1"), old, b"\xef\xbb\xbf" + text.encode()):
        path = tmp_path / "odd.EPW"
        path.write_bytes(raw)
        one = weather.read(str(path))
        assert one.text == "Zürich"
        assert one.outdoor_c == pytest.approx(year.outdoor_c, abs=0.001)


def test_try_file(tmp_path):
    """A file of one's own in the format of the German test reference years."""
    raw = weather.path_of("try05").read_bytes()
    path = tmp_path / "essen.dat"
    path.write_bytes(raw)
    one = weather.read(path)
    assert np.array_equal(one.outdoor_c, weather.read("try05").outdoor_c)


def cell(lines, line, column, value):
    """The lines with one cell of a data line changed; line and column from 1."""
    fields = lines[line - 1].split(",")
    fields[column - 1] = value
    return [*lines[: line - 1], ",".join(fields), *lines[line:]]


EPW_CELLS = {
    "word": (7, "warm", "column 7 (temp_air): found 'warm', expected a number -60..60 C"),
    "nothing": (9, "", "column 9 (relative_humidity): found nothing"),
    "hot": (7, "60.1", "found 60.1, expected a number -60..60 C"),
    "missing temperature": (7, "99.9", "99.9, which marks a missing value"),
    "missing humidity": (9, "999", "column 9 (relative_humidity): found 999, which marks a missing value"),
    "missing sun": (14, "9999", "column 14 (ghi): found 9999, which marks a missing value"),
    "missing diffuse": (16, "9999", "column 16 (dhi)"),
    "missing wind": (22, "999", "column 22 (wind_speed)"),
    "too humid": (9, "111", "expected a number 0..110 %"),
    "below nothing": (14, "-1", "expected a number 0..1500 Wh/m2"),
    "nan": (7, "nan", "found 'nan'"),
    "infinite": (7, "inf", "found 'inf'"),
    "underscore": (7, "1_0", "found '1_0'"),
    "long": (7, "x" * 500, "..."),
    "month": (2, "13", "column 2 (month)"),
    "half hour": (4, "1.5", "column 4 (hour): found 1.5, expected a whole number 1..24"),
    "hour": (4, "17", "found 5 January, hour 17, expected 5 January, hour 5"),
    "year": (1, "x", "column 1 (year)"),
}


@pytest.mark.parametrize("case", EPW_CELLS)
def test_a_wrong_cell_is_named(tmp_path, epw, case):
    column, value, expected = EPW_CELLS[case]
    text = refusal(written(tmp_path, cell(epw, 8 + 4 * 24 + 5, column, value)))
    assert "mine.epw:109" in text
    assert expected in text
    assert len(text) < 400


def test_wrong_shapes_of_epw(tmp_path, year, epw):
    def refused(lines):
        return refusal(written(tmp_path, lines))

    assert ":8767: found the end after 8759 hours, expected 31 December, hour 24" in refused(epw[:-1])
    assert ":8769: found 1 January, hour 1 after the last hour, expected 8760 hours" in refused([*epw, epw[8]])
    assert ":58: found 3 January, hour 3, expected 3 January, hour 2" in refused(epw[:57] + epw[58:])
    assert ":9: found 1 January, hour 2, expected 1 January, hour 1" in refused(epw[:8] + epw[9:])
    assert ":20: found 3 columns, expected 32..35" in refused([*epw[:19], "1,2,3", *epw[20:]])
    assert ":1: found 'DESIGN CONDITIONS,0', expected an EPW head" in refused(epw[1:])
    assert ":8:" in refused([*epw[:6], *epw[7:]])
    assert ":1, column 7 (latitude): found 'north'" in refused(cell(epw, 1, 7, "north"))
    assert ":1: found 11 fields, expected 10" in refused(cell(epw, 1, 2, "Test, town"))
    assert ":8: found '4' records per hour, expected 1" in refused(cell(epw, 8, 3, "4"))
    assert ":3: found the end of the file" in refused(epw[:3])
    leap = epw_lines(year, leap=True)
    assert ":1425: found '2021-02-29', expected a date" in refused([line.replace("2020,", "2021,", 1) for line in leap])
    assert "29 February, hour 2" in refused([line for line in leap if not line.startswith("2020,2,29,2,")])


def test_wrong_tmy3(tmp_path):
    lines = Path(GREENSBORO).read_text("utf-8").splitlines()

    def refused(changed):
        return refusal(written(tmp_path, changed, "mine.csv"))

    assert ":102, column 32 (Dry-bulb (C)): found -9900, which marks" in refused(cell(lines, 102, 32, "-9900"))
    assert ":102, column 2 (Time (HH:MM)): found '25:00', expected a full hour" in refused(cell(lines, 102, 2, "25:00"))
    assert ":102: found '13/01/1988', expected a date" in refused(cell(lines, 102, 1, "13/01/1988"))
    assert ":2: found no such column, expected the column 'RHum (%)'" in refused(cell(lines, 2, 38, "humidity"))
    assert ":1: found 2 fields, expected 7" in refused(["time,temperature", *lines[1:]])
    assert ":2:" in refused(lines[:1])
    assert ":1, column 5 (latitude)" in refused(cell(lines, 1, 5, "x"))
    assert ":50: found 1 columns" in refused([*lines[:49], "", *lines[50:]])


def test_wrong_try(tmp_path):
    lines = weather.path_of("try05").read_text("utf-8").splitlines()

    def refused(changed):
        return refusal(written(tmp_path, changed, "mine.dat"))

    row = lines[99]
    assert ":100: found 18 columns, expected 19" in refused([*lines[:99], row.rsplit(None, 1)[0], *lines[100:]])
    assert ":100: found 3 January, hour 15" in refused(lines[:99] + lines[100:])
    fields = row.split()
    fields[8] = "99.9"
    changed = refused([*lines[:99], " ".join(fields), *lines[100:]])
    assert ":100, column 9 (t air temperature): found 99.9, which marks a missing value" in changed
    assert "no line of asterisks" in refused(lines[:30])
    assert "Lage" in refused([line for line in lines if not line.startswith("Lage")])
    assert ":37: found 'RW HW MM" in refused([*lines[:36], "RW HW MM DD HH t p WR WG N x RF B D A E IL", *lines[37:]])


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"", "empty"),
        (b"  \n\n", "empty"),
        (b"PK\x03\x04rest", "packed"),
        (b"\x1f\x8b\x08", "packed"),
        ("LOCATION".encode("utf-16"), "UTF-16"),
        (b"LOCATION,a\nb\x00c", ":2: not a text file"),
        (bytes(range(256)) * 10, "not a text file"),
    ],
)
@pytest.mark.parametrize("ending", [".epw", ".csv", ".dat"])
def test_what_is_no_text(tmp_path, raw, expected, ending):
    path = tmp_path / ("mine" + ending)
    path.write_bytes(raw)
    assert expected in refusal(str(path))


def test_what_is_no_file(tmp_path):
    assert "a directory" in refusal(str(tmp_path))
    assert "no such file" in refusal(str(tmp_path / "none.epw"))
    assert "unknown weather 'mars'" in refusal("mars")
    assert "try05" in refusal("mars")
    assert "known by name" in refusal("")
    assert "'.txt'" in refusal(written(tmp_path, ["x"], "mine.txt"))
    for odd in ("a\0b", "x" * 5000, "x" * 5000 + ".epw", "a\0b.epw"):
        assert refusal(odd)
    big = tmp_path / "big.epw"
    with open(big, "wb") as file:
        file.truncate(30_000_000)
    assert "larger than 20 MB" in refusal(str(big))
    os.mkfifo(tmp_path / "pipe.epw")
    assert "not a regular file" in refusal(str(tmp_path / "pipe.epw"))


def test_the_command_prints_what_the_docs_show(capsys):
    docs = (Path(__file__).resolve().parents[2] / "docs" / "weather.md").read_text("utf-8")
    assert command.main(["try01", "try04", "try05"]) == 0
    assert capsys.readouterr().out in docs
    assert command.main(["mars"]) == 2
    assert "unknown weather 'mars'" in capsys.readouterr().err


def test_wrong_seed_and_spell():
    for seed in (-1, 1.5, True, "1"):
        assert "seed" in refusal("debilt", seed=seed)
    assert "'debilt' only" in refusal("try05", cold_spell=True)
    assert "file" in refusal(GREENSBORO, cold_spell=True)


def test_check_costs_no_pvlib():
    """Importing the room and checking a name must leave pvlib and pandas out: every command would pay for them."""
    script = (
        "import sys; from host_sim import people, weather; weather.check('debilt'); weather.read('try05');"
        "assert not {'pvlib', 'pandas', 'scipy'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


@pytest.mark.parametrize("content", ["cut", "shuffled", "numbers"])
def test_any_damage_is_refused_in_one_line(tmp_path, epw, content):
    """Seeded damage anywhere in a file: it is read, or refused with one line; never anything else."""
    rng = np.random.default_rng(7)
    text = bytearray("\n".join(epw).encode())
    for _ in range(12):
        damaged = bytearray(text)
        if content == "cut":
            del damaged[int(rng.integers(len(damaged))) :]
        elif content == "shuffled":
            at = int(rng.integers(len(damaged) - 2000))
            damaged[at : at + 50] = rng.integers(0, 256, 50, dtype=np.uint8).tobytes()
        else:
            at = int(rng.integers(len(damaged)))
            damaged[at : at + 1] = rng.choice([b",", b"\n", b"-", b"9999", b"e", b'"', b"."])
        path = tmp_path / "mine.epw"
        path.write_bytes(damaged)
        try:
            weather.read(str(path))
        except weather.WeatherError as error:
            assert "\n" not in str(error)
