"""From a home and a choice of machines to the constants of the plant.

Sources: 5R1C coefficients H_is = 3.45 x 4.5 and H_ms = 9.1 x 2.5 W/K per m2, structure 165 kJ/m2K (ISO 13790, medium);
losses 30 % by air, 20 % through windows, 50 % through opaque parts; radiators about 1 l/m2 of water and 1.4 kg/m2 of
steel; underfloor 0.85 l/m2 and half a 50 mm screed, 45 kJ/m2K. Gas 9.77 kWh/m3 (Groningen, upper heating value).
"""

import numpy as np

from host_sim.plant.layout import *  # noqa: F403 - the layout is nothing but names

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
    "convector": Emitter(60.0, 45.0, 1.4, 2500.0, 0.95, 75.0, 0.925),
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
    par[P_AREA_M2] = area_m2
    # 20 % of the floor in windows, g 0.6, frames and shading 0.5.
    par[P_SOLAR_M2] = 0.2 * area_m2 * 0.6 * 0.5
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
