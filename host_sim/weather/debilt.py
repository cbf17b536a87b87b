"""`debilt`: a synthetic year of De Bilt, the Dutch reference station, made from monthly normals and a seed.

Each day's mean is the normal of the day plus an anomaly that remembers the day before (first-order autoregression). The
whole is then shifted, its winter anomalies stretched and their cold end drawn out, until the year has the degree days,
the share of cold hours and the coldest hour that Dutch figures are made with: a result shall not hang on the luck of a
seed.

Sources. Temperatures: KNMI normals 1991-2020, De Bilt; January, February, March and May as published, other months
known to 0.2 K. Radiation: shape of the same normals, known to 5 %; the sum lies between 983 kWh/m2 (354 kJ/cm2,
1981-2010) and 1072 (2015), both from CBS/CLO, "Meteorologische gegevens". Degree days: CBS, De Bilt, base 18: 2884
(1981-2010). Share of degree-hours above 2 C: about 0.75 in the Dutch reference year of NEN 5060. The rest is estimated:
anomalies (0.80 from day to day, 3.6 K in winter, 2.9 K in summer), humidity (88 % in winter, 74 % in summer), wind (3.4
m/s), clearness.
"""

from statistics import NormalDist

import numpy as np

from host_sim.weather import spell, sun
from host_sim.weather.year import DAYS, HOURS, MONTH_DAYS, Weather, WeatherError, degree_days, share_above

NAME = "debilt"
TEXT = "De Bilt, synthetic from KNMI normals; takes --seed"
LATITUDE, LONGITUDE, UTC_OFFSET_H = 52.10, 5.18, 1.0
SOURCE = "synthetic, from KNMI normals 1991-2020 (KNMI open data, CC BY 4.0) and CBS degree days"

MEAN_C = np.array((3.6, 3.9, 6.5, 9.9, 13.4, 16.2, 18.3, 17.9, 14.7, 10.9, 7.0, 4.2))
MAX_C = np.array((6.1, 7.0, 10.5, 15.0, 18.7, 21.3, 23.3, 23.1, 19.5, 14.7, 9.8, 6.6))
MIN_C = np.array((0.9, 0.7, 2.2, 4.3, 7.9, 10.7, 12.8, 12.3, 9.8, 6.9, 3.9, 1.6))
GLOBAL_KWH_M2 = np.array((20.0, 35.0, 77.0, 122.0, 155.0, 158.0, 157.0, 133.0, 90.0, 53.0, 25.0, 16.0))

DEGREE_DAYS = 2880.0  # base 18 C
SHARE_ABOVE_2C = 0.75  # of the degree-hours below 16 C
COLDEST_C = (-10.5, -8.5)  # the year's coldest hour lies in here; reference year of NEN 5060: -10.0

_REMEMBERS = 0.80  # share of an anomaly that is left a day later
_CLEAR_REMEMBERS = 0.40
_COLD = -1.3  # deviations
_WARMEST_H = 15  # hour of the day
_DAY = np.arange(DAYS)
_HOUR = np.arange(HOURS) + 0.5
_WINTER = 0.5 + 0.5 * np.cos(2.0 * np.pi * (_DAY - 15) / DAYS)  # 1 in the middle of January, 0 in July
_MONTH = np.repeat(np.arange(12), MONTH_DAYS)


def year(seed=1, cold_spell=False):
    """The synthetic year of a seed (>= 0), the same on every machine but for the last bits."""
    if isinstance(seed, bool) or not isinstance(seed, int) or seed < 0:
        raise WeatherError(f"seed {seed!r}: a whole number from 0 was expected")
    rng = np.random.Generator(np.random.PCG64(seed))
    anomaly = _remembering(rng, _REMEMBERS)
    clear = _remembering(rng, _CLEAR_REMEMBERS)
    gusts = _remembering(rng, 0.5)
    coldest_c = rng.uniform(*COLDEST_C)
    # Clear days swing widely.
    swing_k = through_months((MAX_C - MIN_C) / 2.0) * np.exp(0.35 * clear - 0.06)
    outdoor = _scaled(_even_winter(anomaly), swing_k, coldest_c)
    if cold_spell:
        outdoor = spell.put_in(outdoor)
    beam, diffuse = _radiation(clear)
    return Weather(
        NAME,
        f"De Bilt, synthetic year {seed}" + (" with a cold spell" if cold_spell else ""),
        LATITUDE,
        LONGITUDE,
        UTC_OFFSET_H,
        SOURCE,
        outdoor,
        _humidity(clear),
        beam,
        diffuse,
        _hours(through_months(3.4 + 0.5 * np.cos(2.0 * np.pi * np.arange(12) / 12.0)) * np.exp(0.4 * gusts - 0.08)),
        notes=(spell.NOTE,) if cold_spell else (),
    )


def through_months(values):
    """365 day values on a smooth course whose monthly means are the twelve values."""
    return _COURSE @ values


def _course():
    """The matrix behind through_months(): straight lines between month middles, raised until the means are met."""
    ends = np.cumsum(MONTH_DAYS)
    middles = ends - np.array(MONTH_DAYS) / 2.0
    lines = np.array([np.interp(_DAY + 0.5, middles, unit, period=DAYS) for unit in np.eye(12)]).T
    return lines @ np.linalg.inv(month_means(lines))


def month_means(days):
    """Means of the twelve months of 365 day values."""
    return np.array([part.mean(axis=0) for part in np.split(days, np.cumsum(MONTH_DAYS)[:-1])])


_COURSE = _course()


def _remembering(rng, share):
    """365 autoregressive values with mean 0 in every month and variance 1 over the year."""
    new = rng.standard_normal(DAYS) * np.sqrt(1.0 - share * share)
    values = np.empty(DAYS)
    last = rng.standard_normal()
    for day in range(DAYS):
        last = share * last + new[day]
        values[day] = last
    values -= through_months(month_means(values))
    return values / values.std()


def _hours(days):
    """8760 hourly values on straight lines between the middles of the days."""
    return np.interp(_HOUR, _DAY * 24.0 + 12.0, days, period=HOURS)


def _wave(days):
    """8760 hourly values: a daily wave, highest at 15:00, whose height goes from day to day without a jump."""
    return _hours(days) * np.cos(2.0 * np.pi * (_HOUR - _WARMEST_H) / 24.0)


def _even_winter(anomaly):
    """The same days, December to February, in the same order of warmth, spread as a normal distribution is."""
    winter = np.flatnonzero((_MONTH == 11) | (_MONTH < 2))
    normal = NormalDist()
    spread = [normal.inv_cdf((rank + 0.5) / len(winter)) for rank in range(len(winter))]
    even = anomaly.copy()
    even[winter[np.argsort(anomaly[winter])]] = spread
    return even


def _scaled(anomaly, swing_k, coldest_c):
    """Outdoor temperature with the wanted degree days, share of cold and coldest hour: by halving, three times nested.

    A shift of the whole year sets the degree days, a stretch of the winter anomalies the share, and the days that are
    colder than _COLD deviations are made colder still by `draw` until the coldest hour is right.
    """
    sigma_k = 2.9 + 0.7 * _WINTER
    still = _hours(through_months(MEAN_C)) + _wave(swing_k)

    def drawn(draw):
        days = anomaly - draw * _WINTER * np.maximum(_COLD - anomaly, 0.0)
        days -= through_months(month_means(days))
        days *= sigma_k / days.std()
        course, winter = still + _hours(days), _hours(days * _WINTER)

        def shifted(stretch):
            hours = course + stretch * winter
            return hours + _halve(lambda shift: degree_days(hours + shift) - DEGREE_DAYS, -2.0, 2.0, 16)

        return shifted(_halve(lambda stretch: share_above(shifted(stretch)) - SHARE_ABOVE_2C, -0.9, 2.0, 12))

    return drawn(_halve(lambda draw: drawn(draw).min() - coldest_c, -0.5, 12.0, 11))


def _halve(falling, low, high, times):
    """Where a falling function is 0, by halving; an end of the range when it is not inside."""
    for _ in range(times):
        middle = 0.5 * (low + high)
        if falling(middle) > 0.0:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


def _humidity(clear):
    """Relative humidity, %: moist in winter, dry on clear days and in their afternoons."""
    mean = 74.0 + 14.0 * _WINTER - 5.0 * clear
    return np.clip(_hours(mean) - _wave(5.0 + 9.0 * (1.0 - _WINTER)), 25.0, 100.0)


def _radiation(clear):
    """Direct and diffuse radiation on the horizontal, W/m2, with the normals' monthly sums.

    Within a day after Collares-Pereira and Rabl (1979), the diffuse part after Erbs (1982) as in pvlib.
    """
    from pvlib import irradiance

    zenith, _azimuth, extra = sun.position(LATITUDE, LONGITUDE, UTC_OFFSET_H)
    sine = np.maximum(np.cos(np.radians(zenith)), 0.0)
    above = (extra * sine).reshape(DAYS, 24)
    noon = sine.reshape(DAYS, 24).max(axis=1, keepdims=True)
    shape = above * (0.61 + 0.39 * sine.reshape(DAYS, 24) / noon)
    shape *= above.sum(axis=1, keepdims=True) / shape.sum(axis=1, keepdims=True)
    wanted = GLOBAL_KWH_M2[_MONTH] * 1000.0 / np.array(MONTH_DAYS)[_MONTH]
    usual = wanted / above.sum(axis=1)
    # Share of the light that comes through: between a dark and a cloudless day, spread evenly around the usual.
    odds = (usual - 0.05) / (0.74 - 0.05)
    through = 0.05 + (0.74 - 0.05) / (1.0 + (1.0 / odds - 1.0) * np.exp(-1.2 * clear))
    for _ in range(20):
        sums = month_means(through * above.sum(axis=1)) * np.array(MONTH_DAYS) / 1000.0
        through = np.minimum(through * (GLOBAL_KWH_M2 / sums)[_MONTH], 0.74)
    whole = (shape * through[:, np.newaxis]).ravel()
    diffuse = irradiance.erbs(whole, zenith, np.repeat(_DAY + 1, 24))["dhi"]
    diffuse = np.clip(diffuse, 0.0, whole)
    return whole - diffuse, diffuse
