"""Weather: years of 8760 hours, by name or from a file.

Names: the fifteen German test reference years (try01..try15, DWD 2010) and `debilt`, a synthetic Dutch year. Default is
try05, station Essen: degree days 2909 (base 18), close to De Bilt's 2884. Files: .epw, TMY3 .csv, DWD TRY 2010 .dat.
"""

import os
from pathlib import Path

import numpy as np

from host_sim.weather import debilt, dwd, tables
from host_sim.weather.dwd import path_of
from host_sim.weather.sun import windows_w_m2
from host_sim.weather.year import DAYS, HOURS, Weather, WeatherError, degree_days, share_above

DEFAULT = "try05"
NAMES = {**dwd.STATIONS, debilt.NAME: debilt.TEXT}
_READERS = {".epw": tables.read_epw, ".csv": tables.read_tmy3, ".dat": dwd.read_try}

__all__ = [
    "DAYS", "DEFAULT", "HOURS", "NAMES", "Weather", "WeatherError",
    "check", "degree_days", "path_of", "plant_table", "read", "share_above", "windows_w_m2",
]  # fmt: skip


def check(name, cold_spell=False):
    """WeatherError when read() could not even begin: neither a name nor a file of a known kind. Costs nothing."""
    if name in NAMES:
        if cold_spell and name != debilt.NAME:
            raise WeatherError(f"a cold spell can be had with the weather '{debilt.NAME}' only, not with '{name}'")
        return
    path = Path(name)
    if not name or not os.path.exists(path) and path.suffix.lower() not in _READERS:
        raise WeatherError(f"unknown weather '{name}': no file, and known by name are {', '.join(NAMES)}")
    if not os.path.isdir(path) and path.suffix.lower() not in _READERS:
        raise WeatherError(f"{name}: files end in .epw, .csv (TMY3) or .dat (DWD TRY 2010), not in '{path.suffix}'")
    if cold_spell:
        raise WeatherError(f"a cold spell can be had with the weather '{debilt.NAME}' only, not with a file")


def read(name, seed=1, cold_spell=False):
    """The Weather of a name or a file; WeatherError says file, line, column, what was found and what was expected.

    seed (>= 0) and cold_spell (seven days around -4 C late in January) concern `debilt`.
    """
    name = str(name)
    check(name, cold_spell)
    if name == debilt.NAME:
        return debilt.year(seed, cold_spell)
    if name in NAMES:
        return dwd.read_try(path_of(name), name, NAMES[name])
    path = Path(name)
    return _READERS.get(path.suffix.lower(), dwd.read_try)(path)


def plant_table(weather, window_shares, gains_w_m2):
    """(8760, 4) C-contiguous float64, what the plant looks up hour by hour.

    Columns: outdoor temperature C, relative humidity %, radiation on one m2 of window W/m2, internal gains W per m2
    floor. gains_w_m2: 8760 hourly values or one for all.
    """
    table = np.empty((HOURS, 4))
    table[:, 0] = weather.outdoor_c
    table[:, 1] = weather.rh_pct
    table[:, 2] = windows_w_m2(weather, window_shares)
    table[:, 3] = gains_w_m2
    return table
