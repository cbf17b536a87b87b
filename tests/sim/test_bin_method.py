"""The winter against an independent hourly bin method; the year is in `make validate`."""

import pytest

from host_sim import weather
from host_sim.homes import by_gas
from host_sim.plant.layout import A_E_HP_PUMP, P_HP_STANDBY_W
from host_sim.run import Config, Simulation
from tools.validate.bins import year

DAYS = 90  # from 1 January


def test_a_winter_meets_the_bin_method():
    """--gas 1100 --emitter lt --cutout 2: gas and compressor electricity between the two readings of the bins.

    With water as warm as the house's load needs (sun and people count) the bins give the lower electricity; with water
    as warm as a curve that knows neither sets it, the higher. The firmware's room correction is near the first.
    """
    outdoor = weather.read("try05").outdoor_c
    gas_high, power_low = year(outdoor, 1100.0, 16.0, 16.0, hours=24 * DAYS)
    gas_low, power_high = year(outdoor, 1100.0, 18.0, 20.0, hours=24 * DAYS)
    simulation = Simulation(Config(home=by_gas(1100.0), cutout_c=2.0, period_s=60, days=DAYS))
    got = simulation.run().summary
    extras = simulation.par[P_HP_STANDBY_W] * 0.024 * DAYS + simulation.acc[A_E_HP_PUMP] / 3.6e6
    compressor = got["electricity_kwh"] - extras
    assert gas_low * 0.85 < got["gas_m3"] < gas_high * 1.15
    assert power_low * 0.95 < compressor < power_high * 1.05
    assert got["room_min_c"] > 19.0
    assert got["floor_violations"] == []
    assert got["hp_starts"] <= 400
    assert got["hp_starts_hour_max"] <= 3
    assert got["energy_balance_rel"] < 1e-6
    print(got["gas_m3"], compressor, extras, (gas_low, gas_high), (power_low, power_high))


def test_bins_follow_the_cutout():
    """The yardstick itself: a higher cut-out means more gas and less electricity."""
    outdoor = weather.read("try05").outdoor_c
    warm = year(outdoor, 1100.0, 16.0, 16.0, cutout_c=5.0)
    cold = year(outdoor, 1100.0, 16.0, 16.0, cutout_c=-5.0)
    assert warm[0] > cold[0]
    assert warm[1] < cold[1]
    assert year(outdoor, 1100.0, 16.0, 16.0, cutout_c=50.0)[0] == pytest.approx(1100.0)
