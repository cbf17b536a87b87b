"""The sun on windows, against published positions and yearly sums, geometry by hand, and what the plant looks up."""

import time
from dataclasses import replace

import numpy as np
import pytest
from pvlib import irradiance

from host_sim import people, weather
from host_sim.weather import sun

EVEN = {"n": 0.25, "e": 0.25, "s": 0.25, "w": 0.25}


@pytest.fixture(scope="module")
def year():
    return weather.read("debilt")


def yearly(one, side):
    """Sum over the year on a wall that looks to this side, as a share of the sum on the horizontal."""
    return weather.windows_w_m2(one, {side: 1.0}).sum() / one.global_w.sum()


def test_position_is_that_of_the_published_example():
    """NREL/TP-560-34302, example: 17 October 12:30:30, 39.742 N 105.179 W, UTC-7: zenith 50.11, azimuth 194.34."""
    zenith, azimuth, _ = sun.position(39.742476, -105.1786, -7.0)
    row = (31 + 28 + 31 + 30 + 31 + 30 + 31 + 31 + 30 + 16) * 24 + 12
    assert zenith[row] == pytest.approx(50.11, abs=0.4)  # the example's year is another
    assert azimuth[row] == pytest.approx(194.34, abs=0.3)


def test_height_at_noon_by_hand():
    """90 degrees less the latitude, plus or less 23.4 at the solstices; noon at De Bilt is at about 12:40."""
    zenith, _, extra = sun.position(52.1, 5.18, 1.0, 40.0)
    assert 90 - zenith[171 * 24 + 12] == pytest.approx(90 - 52.1 + 23.44, abs=0.3)
    assert 90 - zenith[354 * 24 + 12] == pytest.approx(90 - 52.1 - 23.44, abs=0.3)
    assert zenith[171 * 24] > 90
    assert 1310 < extra.min() < extra.max() < 1420


@pytest.mark.parametrize("name", ["try01", "try02", "try03", "try04", "try05", "try12", "debilt"])
def test_yearly_sums_on_walls(name):
    """Per sum on the horizontal, Netherlands and Germany: south 0.7..0.8, east and west 0.5..0.65, north 0.3..0.4."""
    one = weather.read(name)
    assert 0.70 < yearly(one, "s") < 0.84
    assert 0.30 < yearly(one, "n") < 0.43
    for side in "ew":
        assert 0.50 < yearly(one, side) < 0.66


@pytest.mark.parametrize("name", weather.NAMES)
def test_mornings_and_evenings_are_alike(name):
    """A clock half an hour wrong would part east from west by a fifth. Mountains have clearer mornings."""
    one = weather.read(name)
    assert yearly(one, "e") == pytest.approx(yearly(one, "w"), rel=0.14 if name == "try11" else 0.06)
    zenith, azimuth, _ = sun.position(one.latitude, one.longitude, one.utc_offset_h, one.sun_minute)
    up = np.maximum(np.cos(np.radians(zenith)), 0.0)
    morning, evening = azimuth < 180.0, azimuth >= 180.0
    clear = [one.global_w[half].sum() / up[half].sum() for half in (morning, evening)]
    assert clear[0] == pytest.approx(clear[1], rel=0.09)


def test_no_beam_is_half_the_sky_and_a_tenth_of_the_ground(year):
    grey = replace(year, beam_w=np.zeros(8760), diffuse_w=year.global_w)
    assert weather.windows_w_m2(grey, EVEN) == pytest.approx(0.6 * year.global_w)


def test_a_clear_noon_by_hand(year):
    """21 December, sun 14.5 degrees high in the south: 100 W/m2 on the horizontal are 100 / tan on a south wall."""
    one = replace(year, beam_w=np.where(np.arange(8760) == 354 * 24 + 12, 100.0, 0.0), diffuse_w=np.zeros(8760))
    zenith, azimuth, _ = sun.position(52.1, 5.18, 1.0)
    row = 354 * 24 + 12
    by_hand = 100.0 * np.tan(np.radians(zenith[row])) * np.cos(np.radians(azimuth[row] - 180.0)) + 10.0
    south = weather.windows_w_m2(one, {"s": 1.0})
    assert south[row] == pytest.approx(by_hand)
    assert south.sum() == pytest.approx(by_hand)
    assert weather.windows_w_m2(one, {"n": 1.0})[row] == pytest.approx(10.0)


def test_a_low_sun_gives_no_more_than_the_sky(year):
    """Beam in every hour, night included, stays finite and below the solar constant."""
    wild = replace(year, beam_w=np.full(8760, 300.0))
    for side in "nesw":
        window = weather.windows_w_m2(wild, {side: 1.0})
        assert np.isfinite(window).all()
        assert window.min() >= 0.0
        assert window.max() < 1500.0


@pytest.mark.parametrize("side", "nesw")
def test_as_pvlib_has_it(year, side):
    """Hay and Davies as pvlib computes it, for every hour with the sun higher than 6 degrees."""
    zenith, azimuth, extra = sun.position(52.1, 5.18, 1.0)
    high = np.flatnonzero(zenith < 84.0)
    sine = np.cos(np.radians(zenith[high]))
    theirs = irradiance.get_total_irradiance(
        90.0, sun.AZIMUTH[side], zenith[high], azimuth[high], year.beam_w[high] / sine, year.global_w[high],
        year.diffuse_w[high], dni_extra=extra[high], albedo=0.2, model="haydavies",
    )["poa_global"]  # fmt: skip
    assert weather.windows_w_m2(year, {side: 1.0})[high] == pytest.approx(theirs, rel=1e-6)


def test_shares_weigh_the_sides(year):
    mixed = weather.windows_w_m2(year, {"s": 0.5, "n": 0.3, "e": 0.2})
    parts = [weather.windows_w_m2(year, {side: 1.0}) for side in "sne"]
    assert mixed == pytest.approx(0.5 * parts[0] + 0.3 * parts[1] + 0.2 * parts[2])


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        ({"s": 0.5}, "sum up to 0.5, expected 1"),
        ({"s": 1.0, "x": 0.0}, "'x' is unknown, allowed: n, e, s, w"),
        ({"s": 1.5, "n": -0.5}, "allowed 0..1"),
        ({"s": float("nan")}, "allowed 0..1"),
        ({}, "sum up to 0"),
    ],
)
def test_wrong_shares(year, shares, expected):
    with pytest.raises(weather.WeatherError) as error:
        weather.windows_w_m2(year, shares)
    assert expected in str(error.value)


def test_plant_table(year):
    table = weather.plant_table(year, EVEN, people.gains_w_m2("family", 2))
    assert table.shape == (8760, 4)
    assert table.dtype == np.float64
    assert table.flags["C_CONTIGUOUS"]
    assert np.array_equal(table[:, 0], year.outdoor_c)
    assert np.array_equal(table[:, 1], year.rh_pct)
    assert np.array_equal(table[:, 2], weather.windows_w_m2(year, EVEN))
    assert np.array_equal(table[:, 3], people.gains_w_m2("family", 2))
    assert weather.plant_table(year, EVEN, 2.7)[:, 3].tolist() == [2.7] * 8760


def test_windows_are_quick(year):
    began = time.perf_counter()
    weather.windows_w_m2(year, EVEN)
    assert time.perf_counter() - began < 1.0
