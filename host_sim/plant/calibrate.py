"""From a year's gas to the heat loss of the house that burns it."""

import hashlib

import numpy as np

from host_sim.plant.house import felt_c, sun_share
from host_sim.plant.install import GAS_KWH_M3, ROOM_C, house
from host_sim.plant.jit import jit
from host_sim.plant.layout import *  # noqa: F403 - the layout is nothing but names


@jit
def ideal_heat_j(par, wx, to_air, dt):
    """Heat of a year from a perfect heater that holds 20 C, J. Second of two years, the first settles the structure."""
    air = ROOM_C
    mass = 18.0
    total = 0.0
    hours = wx.shape[0]
    per_hour = int(3600.0 / dt)
    integral = 0.0
    h_surface = par[P_H_IS] + par[P_H_MS] + par[P_H_WIN]
    for year in range(2):
        for i in range(hours):
            outdoor = wx[i, WX_C]
            gains = par[P_AREA_M2] * wx[i, WX_GAINS]
            for _ in range(per_hour):
                solar = par[P_SOLAR_M2] * wx[i, WX_SUN] * sun_share(felt_c(air, mass))
                free = (
                    par[P_H_IS] * air + par[P_H_MS] * mass + par[P_H_WIN] * outdoor + 0.45 * solar + 0.5 * gains
                ) / h_surface
                err = ROOM_C - felt_c(air, free)
                q = 1500.0 * err + integral
                if q < 0.0:
                    q = 0.0
                else:
                    integral += 0.2 * err * dt
                if integral < 0.0:
                    integral = 0.0
                surface = free + (1.0 - to_air) * q / h_surface
                room = felt_c(air, surface)
                h_open = par[P_H_OPEN] if room > par[P_OPEN_C] and outdoor < room else 0.0
                new_air = air + dt / par[P_C_AIR] * (
                    0.1 * solar
                    + 0.5 * gains
                    + to_air * q
                    - par[P_H_IS] * (air - surface)
                    - (par[P_H_VENT] + h_open) * (air - outdoor)
                )
                mass += (
                    dt
                    / par[P_C_MASS]
                    * (par[P_H_MS] * (surface - mass) + 0.45 * solar - par[P_H_EM] * (mass - outdoor))
                )
                air = new_air
                if year == 1:
                    total += q * dt
    return total


_found: dict[tuple, float] = {}  # the same house is asked for again and again: by twins, streets and seasons


def calibrate(area_m2, gas_m3, emitter, wx, boiler_eta=0.0):
    """Heat loss UA in W/K of the home that burns gas_m3 a year with a boiler only on this weather and emitter.

    wx: weather table (hours, 4); boiler_eta: fixed efficiency of that boiler, 0 for a condensing one.
    """
    wanted_j = gas_m3 * GAS_KWH_M3 * (boiler_eta or emitter.heat_per_gas) * 3.6e6
    key = (area_m2, wanted_j, emitter.to_air, hashlib.sha256(wx.tobytes()).digest())
    if key not in _found:
        _found[key] = _search(area_m2, wanted_j, emitter.to_air, wx)
    return _found[key]


def _search(area_m2, wanted_j, to_air, wx):
    par = np.zeros(N_PAR)
    low, high = 5.0, 3000.0
    while high - low > 0.01:
        ua = 0.5 * (low + high)
        house(par, area_m2, ua)
        if ideal_heat_j(par, wx, to_air, 120.0) < wanted_j:
            low = ua
        else:
            high = ua
    return 0.5 * (low + high)
