"""One year of weather, hour by hour, and how a source of it can be wrong."""

from dataclasses import dataclass

import numpy as np

HOURS = 8760
DAYS = 365
MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
SERIES = ("outdoor_c", "rh_pct", "beam_w", "diffuse_w", "wind_m_s")


class WeatherError(ValueError):
    """A weather source that cannot be used; the message says what and where."""


@dataclass(frozen=True, eq=False)
class Weather:
    """8760 hourly means from 1 January 00:00, local standard time all year; row 0 is 00:00..01:00.

    outdoor_c C; rh_pct % 0..110; beam_w and diffuse_w W/m2: direct and diffuse radiation on the horizontal, their sum
    is the global radiation; wind_m_s m/s. latitude degrees north, longitude degrees east, utc_offset_h hours east of
    UTC. sun_minute: the minute of the hour for which the sun of the radiation stands, 30 for a true mean of the hour.
    source says where the figures are from and under which licence; notes what was changed while reading.
    """

    name: str
    text: str
    latitude: float
    longitude: float
    utc_offset_h: float
    source: str
    outdoor_c: np.ndarray
    rh_pct: np.ndarray
    beam_w: np.ndarray
    diffuse_w: np.ndarray
    wind_m_s: np.ndarray
    notes: tuple = ()
    sun_minute: float = 30.0

    def __post_init__(self):
        for key in SERIES:
            values = np.ascontiguousarray(getattr(self, key), dtype=np.float64)
            if values.shape != (HOURS,) or not np.isfinite(values).all():
                raise WeatherError(f"{self.name}: {key} is not a year of {HOURS} numbers")
            object.__setattr__(self, key, values)

    @property
    def global_w(self):
        """Global radiation on the horizontal, W/m2."""
        return self.beam_w + self.diffuse_w


def degree_days(outdoor_c, base_c=18.0):
    """Heating degree days of a year of hours, K d: what each day's mean lacks to the base."""
    return float(np.maximum(base_c - np.asarray(outdoor_c).reshape(DAYS, 24).mean(axis=1), 0.0).sum())


def share_above(outdoor_c, above_c=2.0, base_c=16.0):
    """Share 0..1 of the degree-hours below base_c that falls in hours warmer than above_c."""
    lack = np.maximum(base_c - np.asarray(outdoor_c), 0.0)
    return float(lack[outdoor_c > above_c].sum() / lack.sum())


def months(values):
    """The twelve months of a year of hours, as twelve arrays."""
    ends = np.cumsum(MONTH_DAYS)[:-1] * 24
    return np.split(np.asarray(values), ends)
