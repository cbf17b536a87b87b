"""A house alone: plant.house on bare constants, without machines and firmware. Steady start, then no heat."""

import numpy as np

from host_sim.plant import install
from host_sim.plant.house import house
from host_sim.plant.layout import (
    CP,
    K_FLOW,
    K_GAINS,
    K_M_CIRC,
    K_OUT,
    K_ROOM,
    N_CTL,
    N_K,
    N_PAR,
    N_X,
    P_C_AIR,
    P_C_F,
    P_C_MASS,
    P_H_EM,
    P_H_IS,
    P_H_MS,
    P_H_VENT,
    P_H_WIN,
    P_K_EM,
    P_M_CIRC,
    P_N_EM,
    X_AIR,
    X_EM1,
    X_MASS,
)

AREA_M2 = 110.0
ROOM_C = 20.0
STEP_S = 10.0
LEVELS = {"poor": 230.0, "average": 190.0, "good": 120.0, "near zero energy": 65.0}  # W/K
EMITTERS = {
    "75/65": install.Emitter(75.0, 65.0, 1.3, 5000.0, 0.7, 90.0, 0.9),
    "50/40": install.EMITTERS["lt"],
    "underfloor": install.EMITTERS["floor"],
}


class House:
    """One level of insulation with emitters sized for it, in a steady state of 20 C felt."""

    def __init__(self, ua_w_k, emitter, outdoor_c, gains_w):
        self.par = par = np.zeros(N_PAR)
        install.house(par, AREA_M2, ua_w_k)
        load_w = install.design_load_w(par, emitter.to_air)
        install.emitters(par, emitter, AREA_M2, load_w)
        par[P_C_F] = 1.0
        self.x, self.k, self.ctl = np.zeros(N_X), np.zeros(N_K), np.zeros(N_CTL)
        self.k[K_OUT], self.k[K_GAINS], self.k[K_M_CIRC] = outdoor_c, gains_w / AREA_M2, par[P_M_CIRC]
        air, mass, self.heat_w = _steady(par, emitter.to_air, outdoor_c, gains_w)
        self.x[X_AIR], self.x[X_MASS] = air, mass
        self.k[K_ROOM] = ROOM_C
        self._warm_water(ROOM_C)

    def _warm_water(self, felt_c):
        """Flow temperature and three nodes of emitter water that give the steady heat."""
        low, high = felt_c, 99.0
        for _ in range(60):
            self.k[K_FLOW] = 0.5 * (low + high)
            if self._emitted_w(felt_c) < self.heat_w:
                low = self.k[K_FLOW]
            else:
                high = self.k[K_FLOW]

    def _emitted_w(self, felt_c):
        par, before, total = self.par, self.k[K_FLOW], 0.0
        for node in range(3):
            low, high = felt_c, before
            for _ in range(60):
                t = 0.5 * (low + high)
                if par[P_M_CIRC] * CP * (before - t) > par[P_K_EM] * (t - felt_c) ** par[P_N_EM]:
                    low = t
                else:
                    high = t
            self.x[X_EM1 + node] = before = t
            total += par[P_K_EM] * (t - felt_c) ** par[P_N_EM]
        return total

    def run(self, hours):
        """The room's temperature after each step."""
        rooms = np.empty(round(hours * 3600.0 / STEP_S))
        for i in range(len(rooms)):
            house(self.x, self.par, self.ctl, STEP_S, self.k)
            rooms[i] = self.k[K_ROOM]
        return rooms

    def block(self, hours):
        """No heat from now on: the pump stops, the water's heat still comes."""
        self.k[K_M_CIRC] = 0.0
        return self.run(hours)


def _steady(par, to_air, outdoor_c, gains_w):
    """(air C, structure C, emitters' heat W) that hold 20 C felt; solved apart from the plant."""
    h_is, h_ms, h_em = par[P_H_IS], par[P_H_MS], par[P_H_EM]
    a = np.array(
        (
            (h_is + par[P_H_VENT], -h_is, 0.0, -to_air),
            (-h_is, h_is + h_ms + par[P_H_WIN], -h_ms, to_air - 1.0),
            (0.0, -h_ms, h_ms + h_em, 0.0),
            (0.3, 0.7, 0.0, 0.0),
        )
    )
    b = (par[P_H_VENT] * outdoor_c + 0.5 * gains_w, par[P_H_WIN] * outdoor_c + 0.5 * gains_w, h_em * outdoor_c, ROOM_C)
    air, _, mass, heat_w = np.linalg.solve(a, np.array(b))
    return float(air), float(mass), float(heat_w)


def time_constants_h(par):
    """(fast, slow) time constants of air and structure, h: eigenvalues of the linear model without emitters."""
    total = par[P_H_IS] + par[P_H_MS] + par[P_H_WIN]
    on_air, on_mass = par[P_H_IS] / total, par[P_H_MS] / total  # surface = on_air x air + on_mass x structure + ...
    a = np.array(
        (
            ((par[P_H_IS] * (on_air - 1.0) - par[P_H_VENT]) / par[P_C_AIR], par[P_H_IS] * on_mass / par[P_C_AIR]),
            (
                par[P_H_MS] * on_air / par[P_C_MASS],
                (par[P_H_MS] * (on_mass - 1.0) - par[P_H_EM]) / par[P_C_MASS],
            ),
        )
    )
    rates = np.sort(np.linalg.eigvals(a).real)
    return -1.0 / rates[0] / 3600.0, -1.0 / rates[1] / 3600.0
