"""Weather files of users: EPW (EnergyPlus) and TMY3 (NREL). Checked line by line here, then read by pvlib.

pvlib knows both formats, but a wrong file ends there as an error of pandas that names no line; so every row is looked
at first. EPW: EnergyPlus Auxiliary Programs, "EPW data dictionary"; its missing values are 99.9 C, 999 %, 9999 Wh/m2,
999 m/s. TMY3: NREL/TP-581-43156; missing is -9900. In both, hour h is the mean of the hour that ends at h, 1..24, local
standard time. Of the radiation, global and diffuse count; the direct part on the horizontal is what lies between them.
"""

import io
from datetime import datetime
from functools import partial
from pathlib import Path

import numpy as np

from host_sim.weather.text import Clock, Column, fail, lines_of, number, quoted, whole
from host_sim.weather.year import Weather, WeatherError

_EPW_HEAD = 8  # lines
_EPW_FIELDS = (32, 35)  # older files lack albedo and rain
_EPW_WHEN = (
    Column("month", 1, "", 1, 12, ()),
    Column("day", 2, "", 1, 31, ()),
    Column("hour", 3, "", 1, 24, ()),
)
_EPW_YEAR = Column("year", 0, "", 1800, 2200, ())
_MINUS = (-9900.0, -999.0, -99.0)
# Titles are pvlib's names; global before diffuse.
_EPW = (
    Column("temp_air", 6, "C", -60, 60, (99.9, *_MINUS)),
    Column("relative_humidity", 8, "%", 0, 110, (999.0, *_MINUS)),
    Column("ghi", 13, "Wh/m2", 0, 1500, (9999.0, *_MINUS)),
    Column("dhi", 15, "Wh/m2", 0, 1500, (9999.0, *_MINUS)),
    Column("wind_speed", 21, "m/s", 0, 100, (999.0, *_MINUS)),
)
_TMY3_DATE, _TMY3_TIME = "Date (MM/DD/YYYY)", "Time (HH:MM)"
_TMY3 = (
    ("Dry-bulb (C)", "temp_air", "C", -60, 60),
    ("RHum (%)", "relative_humidity", "%", 0, 110),
    ("GHI (W/m^2)", "ghi", "W/m2", 0, 1500),
    ("DHI (W/m^2)", "dhi", "W/m2", 0, 1500),
    ("Wspd (m/s)", "wind_speed", "m/s", 0, 100),
)
_LATITUDE, _LONGITUDE, _OFFSET = ("latitude", -90, 90), ("longitude", -180, 180), ("hours from UTC", -12, 14)
_SITE, _ALTITUDE = ("site number", 0, 9999999), ("altitude", -500, 9000)
_FORMS = {"%Y-%m-%d": "year, month, day", "%m/%d/%Y": "MM/DD/YYYY"}


def read_epw(path):
    """The Weather of an EPW file; WeatherError with line and column."""
    path = Path(path)
    lines = lines_of(path)
    place = lines[0].split(",")
    if place[0].strip().upper() != "LOCATION":
        raise fail(path, 1, None, quoted(lines[0]), "an EPW head that begins with LOCATION")
    if len(place) != 10:
        raise fail(
            path,
            1,
            None,
            f"{len(place)} fields",
            "10: LOCATION, city, state, country, type, WMO, latitude, ...",
        )
    _place(path, place, {6: _LATITUDE, 7: _LONGITUDE, 8: _OFFSET})
    if len(lines) <= _EPW_HEAD:
        raise fail(path, len(lines), None, "the end of the file", f"{_EPW_HEAD} lines of head, then the hours")
    period = lines[_EPW_HEAD - 1].split(",")
    if period[0].strip().upper() != "DATA PERIODS":
        raise fail(path, _EPW_HEAD, None, quoted(lines[_EPW_HEAD - 1]), "the eighth line of head, DATA PERIODS")
    if len(period) > 2 and period[2].strip() != "1":
        raise fail(path, _EPW_HEAD, None, f"{quoted(period[2])} records per hour", "1")
    keep, notes = _rows(path, lines, _EPW_HEAD, _EPW_FIELDS, _epw_when, _EPW)
    return _through_pvlib(path, lines, "read_epw", keep, notes, place[1].strip())


def read_tmy3(path):
    """The Weather of a TMY3 file (.csv); WeatherError with line and column."""
    path = Path(path)
    lines = lines_of(path)
    place = lines[0].split(",")
    if len(place) != 7:
        raise fail(
            path,
            1,
            None,
            f"{len(place)} fields",
            "7 as in TMY3: number, name, state, hours from UTC, latitude, ...",
        )
    _place(path, place, {0: _SITE, 3: _OFFSET, 4: _LATITUDE, 5: _LONGITUDE, 6: _ALTITUDE})
    titles = [title.strip() for title in lines[1].split(",")] if len(lines) > 1 else []
    for title in (_TMY3_DATE, _TMY3_TIME, *(row[0] for row in _TMY3)):
        if title not in titles:
            raise fail(path, 2, None, "no such column", f"the column '{title}', as in TMY3")
    columns = [Column(row[0], titles.index(row[0]), *row[2:], _MINUS) for row in _TMY3]
    day, time = titles.index(_TMY3_DATE), titles.index(_TMY3_TIME)
    width = (len(titles), len(titles))
    keep, notes = _rows(path, lines, 2, width, partial(_tmy3_when, day, time), columns)
    return _through_pvlib(path, lines, "read_tmy3", keep, notes, place[1].strip().strip('"').title())


def _place(path, fields, wanted):
    """Numbers of the first line, each within its range."""
    for at, (title, low, high) in wanted.items():
        number(path, 1, fields, Column(title, at, "", low, high, ()))


def _rows(path, lines, first, width, when, columns):
    """Check every row; (index of the rows that count among all rows, notes)."""
    clock = Clock(path)
    keep = []
    for at in range(first, len(lines)):
        line = at + 1
        fields = lines[at].split(",")
        if not width[0] <= len(fields) <= width[1]:
            span = f"{width[0]}" if width[0] == width[1] else f"{width[0]}..{width[1]}"
            raise fail(path, line, None, f"{len(fields)} columns", span)
        month, day, hour = when(path, line, fields)
        for column in columns:
            number(path, line, fields, column)
        if clock.tick(line, month, day, hour):
            keep.append(at - first)
    return keep, clock.close(len(lines))


def _epw_when(path, line, fields):
    year = whole(path, line, fields, _EPW_YEAR)
    month, day, hour = (whole(path, line, fields, column) for column in _EPW_WHEN)
    _real_date(path, line, f"{year:04d}-{month:02d}-{day:02d}", "%Y-%m-%d")
    return month, day, hour


def _tmy3_when(day, time, path, line, fields):
    found = _real_date(path, line, fields[day], "%m/%d/%Y")
    clock = fields[time].strip()
    if len(clock) != 5 or clock[2:] != ":00" or not clock[:2].isdecimal() or not 1 <= int(clock[:2]) <= 24:
        raise fail(path, line, Column(_TMY3_TIME, time, "", 0, 0, ()), quoted(fields[time]), "a full hour 01:00..24:00")
    return found.month, found.day, int(clock[:2])


def _real_date(path, line, text, form):
    try:
        return datetime.strptime(text, form)
    except ValueError:
        raise fail(path, line, None, quoted(text), "a date of the calendar, " + _FORMS[form]) from None


def _through_pvlib(path, lines, reader, keep, notes, place):
    """Let pvlib read the checked text."""
    from pvlib import iotools  # costs most of a second, so only when needed

    try:
        # A stray quotation mark in a comment would swallow lines.
        text = io.StringIO("\n".join(lines).replace('"', "") + "\n")
        data, about = getattr(iotools, reader)(text)
        series = {column.title: data[column.title].to_numpy(dtype=np.float64)[keep] for column in _EPW}
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise WeatherError(f"{path}: pvlib cannot read it ({error})") from None
    # Where the diffuse part exceeds the whole by an error of measurement, all of it is diffuse.
    diffuse = np.minimum(series["dhi"], series["ghi"])
    return Weather(
        path.name,
        place,
        float(about["latitude"]),
        float(about["longitude"]),
        float(about["TZ"]),
        f"file {path.name}; its maker's terms apply",
        series["temp_air"],
        series["relative_humidity"],
        series["ghi"] - diffuse,
        diffuse,
        series["wind_speed"],
        notes=notes,
    )
