"""Sun on vertical windows, from direct and diffuse radiation on the horizontal. The sun's position and the sky by
pvlib.

Sky after Hay and Davies (1980): the diffuse light around the sun comes from its direction, the rest from everywhere
alike. Ground: albedo 0.2 (usual for grass and pavement). No horizon, no shade of neighbours: those are the plant's
business.
"""

import numpy as np

from host_sim.weather.year import HOURS, WeatherError

AZIMUTH = {"n": 0.0, "e": 90.0, "s": 180.0, "w": 270.0}  # degrees clockwise from north
EVEN = dict.fromkeys(AZIMUTH, 0.25)
ALBEDO = 0.2
# A sun lower than 4 degrees gives no trustworthy beam, for the mean of the hour is divided by a small sine. Nor can a
# beam be stronger than through very clear air. What lies above these limits comes from all of the sky alike.
MIN_SINE = 0.07
MAX_CLEAR = 0.8  # of the extraterrestrial beam
_YEAR = 2025  # any year without 29 February


def position(latitude, longitude, utc_offset_h, minute=30.0):
    """Zenith and azimuth, degrees, and extraterrestrial beam, W/m2, at a minute of each of the 8760 hours."""
    import pandas  # with pvlib most of a second, so only when needed
    from pvlib import irradiance, solarposition

    start = pandas.Timestamp(_YEAR, 1, 1, tz="UTC") + pandas.Timedelta(minutes=minute - 60.0 * utc_offset_h)
    times = pandas.date_range(start, periods=HOURS, freq="h")
    sun = solarposition.get_solarposition(times, latitude, longitude, method="nrel_numpy")
    extra = irradiance.get_extra_radiation(np.arange(HOURS) // 24 + 1.0)
    return sun["zenith"].to_numpy(), sun["azimuth"].to_numpy(), extra


def check_shares(shares):
    """The shares of n, e, s and w as floats, missing ones 0; WeatherError unless they are 0..1 and sum up to 1."""
    for side in shares:
        if side not in AZIMUTH:
            raise WeatherError(f"window side '{side}' is unknown, allowed: {', '.join(AZIMUTH)}")
    parts = {side: float(shares.get(side, 0.0)) for side in AZIMUTH}
    for side, share in parts.items():
        if not 0.0 <= share <= 1.0:
            raise WeatherError(f"window share of '{side}' is {share:g}, allowed 0..1")
    total = sum(parts.values())
    if abs(total - 1.0) > 0.001:
        raise WeatherError(f"window shares sum up to {total:g}, expected 1")
    return parts


def windows_w_m2(weather, shares):
    """Radiation that meets one m2 of vertical window, W/m2, 8760 hourly means.

    shares: {"n": .., "e": .., "s": .., "w": ..}, the part of the window area that looks there, sum 1.
    """
    parts = check_shares(shares)
    zenith, azimuth, extra = position(weather.latitude, weather.longitude, weather.utc_offset_h, weather.sun_minute)
    sine = np.maximum(np.cos(np.radians(zenith)), 0.0)
    steep = np.maximum(sine, MIN_SINE)
    whole = weather.global_w
    beam = np.where(sine > 0.0, weather.beam_w / steep, 0.0)
    # Of the diffuse light, as large a part comes from around the sun as of the beam gets through the air.
    around = np.minimum(beam / extra, 1.0) * (whole - beam * sine) / steep
    beam = np.minimum(beam + np.maximum(around, 0.0), MAX_CLEAR * extra)
    rest = whole - beam * sine
    total = 0.5 * (rest + ALBEDO * whole)
    for side, share in parts.items():
        facing = np.sin(np.radians(zenith)) * np.cos(np.radians(azimuth - AZIMUTH[side]))
        total += share * beam * np.maximum(facing, 0.0)
    return total
