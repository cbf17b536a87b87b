"""From a home and a choice of machines to the constants of the plant.

Sources: 5R1C coefficients H_is = 3.45 x 4.5 and H_ms = 9.1 x 2.5 W/K per m2, structure 165 kJ/m2K (ISO 13790, medium);
losses 30 % by air, 20 % through windows, 50 % through opaque parts; radiators about 1 l/m2 of water and 1.4 kg/m2 of
steel; underfloor 0.85 l/m2 and half a 50 mm screed, 45 kJ/m2K. Gas 9.77 kWh/m3 (Groningen, upper heating value).
"""

import numpy as np

from host_sim.plant.jit import jit
from host_sim.plant.layout import *  # noqa: F403 - the layout is nothing but names
from host_sim.plant.physics import CP, sun_share

GAS_KWH_M3 = 9.77
DESIGN_OUT_C = -10.0
ROOM_C = 20.0


class Emitter:
    """Design flow and return at -10 C, exponent, J/K per m2 floor, share of heat to the air, limits for the circuit."""

    def __init__(self, flow_c, return_c, exponent, j_k_m2, to_air, max_c, heat_per_gas):
        self.flow_c = flow_c
        self.return_c = return_c
        self.exponent = exponent
        self.j_k_m2 = j_k_m2
        self.to_air = to_air
        self.max_c = max_c
        # A year's heat of an ideal 20.0 C heater per gas (upper value) that this plant burns with a boiler only: the
        # boiler's efficiency, and the little that a real control deviates from an ideal one. A test holds it to 2 %.
        self.heat_per_gas = heat_per_gas


EMITTERS = {
    "ht": Emitter(80.0, 60.0, 1.3, 5000.0, 0.7, 90.0, 0.895),
    "lt": Emitter(50.0, 40.0, 1.3, 5000.0, 0.7, 60.0, 0.947),
    "floor": Emitter(35.0, 28.0, 1.1, 48600.0, 0.0, 45.0, 0.988),
}


def house(par, area_m2, ua_w_k):
    """Fill in a house with this heat loss."""
    par[P_H_VENT] = 0.3 * ua_w_k
    par[P_H_WIN] = 0.2 * ua_w_k
    par[P_H_IS] = 3.45 * 4.5 * area_m2
    par[P_H_MS] = 9.1 * 2.5 * area_m2
    par[P_H_EM] = 1.0 / (1.0 / (0.5 * ua_w_k) - 1.0 / par[P_H_MS])
    # Air with furniture: three times the air's own heat capacity.
    par[P_C_AIR] = 3.0 * area_m2 * 2.6 * 1.2 * 1005.0
    par[P_C_MASS] = 165e3 * area_m2
    # 20 % of the floor in windows, g 0.6, frames and shading 0.5, verticals at 0.65 of the horizontal.
    par[P_SOLAR_M2] = 0.2 * area_m2 * 0.6 * 0.5 * 0.65
    par[P_GAINS_W] = 2.7 * area_m2
    par[P_OPEN_C] = 24.0
    par[P_H_OPEN] = 4.0 * area_m2


def design_load_w(par, to_air):
    """Heat that keeps 20 C at -10 C outdoors with neither sun nor gains, by the emitters' split."""
    # Unknown air, surface, structure and heat; steady.
    a = np.zeros((4, 4))
    b = np.zeros(4)
    h_is, h_ms, h_em = par[P_H_IS], par[P_H_MS], par[P_H_EM]
    a[0] = (h_is + par[P_H_VENT], -h_is, 0.0, -to_air)
    b[0] = par[P_H_VENT] * DESIGN_OUT_C
    a[1] = (-h_is, h_is + h_ms + par[P_H_WIN], -h_ms, -(1.0 - to_air))
    b[1] = par[P_H_WIN] * DESIGN_OUT_C
    a[2] = (0.0, -h_ms, h_ms + h_em, 0.0)
    b[2] = h_em * DESIGN_OUT_C
    a[3] = (0.3, 0.7, 0.0, 0.0)
    b[3] = ROOM_C
    return float(np.linalg.solve(a, b)[3])


def emitters(par, emitter, area_m2, load_w):
    """Size three emitter nodes so that design flow and return carry the design load."""
    par[P_N_EM] = emitter.exponent
    par[P_EM_AIR] = emitter.to_air
    par[P_C_EM] = emitter.j_k_m2 * area_m2 / 3.0
    par[P_M_CIRC] = load_w / (CP * (emitter.flow_c - emitter.return_c))
    low, high = 0.0, load_w
    for _ in range(200):
        k = 0.5 * (low + high)
        if _return_c(k, par[P_M_CIRC], emitter) > emitter.return_c:
            low = k
        else:
            high = k
    par[P_K_EM] = 0.5 * (low + high)


def _return_c(k, kg_s, emitter):
    """Return temperature of three nodes in series at design flow into a room at 20 C."""
    t_in = emitter.flow_c
    for _ in range(3):
        low, high = ROOM_C, t_in
        for _ in range(60):
            t = 0.5 * (low + high)
            if kg_s * CP * (t_in - t) > k * (t - ROOM_C) ** emitter.exponent:
                low = t
            else:
                high = t
        t_in = 0.5 * (low + high)
    return t_in


def machines(par, hp_w, boiler, load_w):
    """Heat pump of hp_w (0: none) and a combi-sized boiler (or none)."""
    par[P_HP_QN] = hp_w
    par[P_HP_MIN_FRAC] = 0.30
    par[P_HP_MAX_C] = 55.0
    par[P_HP_START_S] = 40.0
    par[P_HP_STOP_S] = 20.0
    par[P_HP_STANDBY_W] = 13.0
    par[P_HP_PUMP_W] = 40.0  # fixed speed: the upper part of the 20..45 W that certificates and field data show
    par[P_HP_COP_SCALE] = 1.0
    # Spread of 5 K at nominal output; 5 l of water and a plate exchanger per 4 kW.
    par[P_M_HP] = max(hp_w, 1000.0) / (CP * 5.0)
    par[P_C_HP] = 30e3 * max(hp_w, 4000.0) / 4000.0
    par[P_B_MAX_W] = max(20e3, 1.3 * load_w) if boiler else 0.0
    par[P_B_MIN_W] = 0.25 * par[P_B_MAX_W]
    par[P_B_IGNITE_S] = 20.0
    par[P_B_PAUSE_S] = 180.0
    par[P_B_START_J] = 30e3
    par[P_B_STANDBY_W] = 4.0
    par[P_B_PUMP_W] = 30.0
    par[P_B_FAN_W] = 25.0
    par[P_B_POST_S] = 180.0
    par[P_M_BOILER] = max(0.2, load_w / (CP * 15.0))
    par[P_C_BOILER] = 32e3 * par[P_M_BOILER] / 0.2
    par[P_PUMP_W] = 25.0


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
            outdoor = wx[i, 0]
            gains = par[P_GAINS_W]
            for _ in range(per_hour):
                solar = par[P_SOLAR_M2] * wx[i, 1] * sun_share(0.3 * air + 0.7 * mass)
                free = (
                    par[P_H_IS] * air
                    + par[P_H_MS] * mass
                    + par[P_H_WIN] * outdoor
                    + 0.45 * solar
                    + 0.5 * gains
                ) / h_surface
                err = ROOM_C - (0.3 * air + 0.7 * free)
                q = 1500.0 * err + integral
                if q < 0.0:
                    q = 0.0
                else:
                    integral += 0.2 * err * dt
                if integral < 0.0:
                    integral = 0.0
                surface = free + (1.0 - to_air) * q / h_surface
                room = 0.3 * air + 0.7 * surface
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


def calibrate(area_m2, gas_m3, emitter, wx):
    """Heat loss UA in W/K of the home that burns gas_m3 a year with a boiler only on this weather and emitter."""
    wanted_j = gas_m3 * GAS_KWH_M3 * emitter.heat_per_gas * 3.6e6
    par = np.zeros(N_PAR)
    low, high = 5.0, 3000.0
    while high - low > 0.01:
        ua = 0.5 * (low + high)
        house(par, area_m2, ua)
        if ideal_heat_j(par, wx, emitter.to_air, 120.0) < wanted_j:
            low = ua
        else:
            high = ua
    return 0.5 * (low + high)
