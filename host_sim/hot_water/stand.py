"""A test stand: an appliance and its draws without a house, with a source of heat that does as it is told."""

import numpy as np

from host_sim.hot_water import appliances, draws
from host_sim.plant.hot_water import ask, combi, combi_wanted_w, sensor_c, stored_j
from host_sim.plant.jit import jit
from host_sim.plant.layout_hot_water import *  # noqa: F403 - the layout is nothing but names
from host_sim.plant.tank import tank

SPREAD_K = 5.0  # of the water through the coil at full power
OVER_K = 12.0  # highest flow temperature over the set-point
HYSTERESIS_K = 4.0
ROOM_C = 20.0


@jit
def run_combi(w, wp, wa, rows, t, steps, dt, most_w, result):
    """steps x dt seconds from t on, behind a burner that makes what is wanted up to most_w."""
    for i in range(steps):
        m = ask(w, wp, rows, t + i * dt)
        combi(w, wp, wa, m, min(most_w, combi_wanted_w(w, wp, m)), dt, True, result)


@jit
def run_tank(w, wp, wa, rows, t, steps, dt, source_w, set_c, result):
    """steps x dt seconds from t on; a source of constant power holds the sensor at set_c."""
    m_coil = source_w / (CP * SPREAD_K)
    charging = False
    back_c = set_c - SPREAD_K
    for i in range(steps):
        sensor = sensor_c(w, wp)
        if sensor < set_c - HYSTERESIS_K and not charging:
            charging = True
            back_c = sensor
        elif sensor >= set_c:
            charging = False
        m = ask(w, wp, rows, t + i * dt)
        flow_c = min(back_c + SPREAD_K, set_c + OVER_K)
        tank(w, wp, wa, m, m_coil if charging else 0.0, flow_c, 0.0, ROOM_C, dt, True, result)
        back_c = result[0]


class Stand:
    """One appliance (wp), its draws (rows; None: none) and a source of source_w; time t in s, sums in wa."""

    def __init__(self, wp, rows=None, tank_c=58.0, source_w=24e3, dt=10.0):
        self.wp = wp
        self.w = appliances.settled(wp, tank_c)
        self.wa = np.zeros(N_WA)
        self.rows = draws.none() if rows is None else rows
        self.source_w = source_w
        self.dt = dt
        self.t = 0.0
        self.result = np.zeros(5)
        self.store0_j = stored_j(self.w, wp)

    def hours(self, n, set_c=58.0):
        """On by n hours with the draws and the source; returns itself."""
        steps = round(n * 3600.0 / self.dt)
        args = (self.w, self.wp, self.wa, self.rows, self.t, steps, self.dt, self.source_w)
        if self.wp[WP_KIND] == COMBI:
            run_combi(*args, self.result)
        else:
            run_tank(*args, set_c, self.result)
        self.t += steps * self.dt
        return self

    def step(self, m_draw=0.0, m_coil=0.0, coil_in_c=0.0, element_w=0.0):
        """One step of a tank by hand."""
        tank(self.w, self.wp, self.wa, m_draw, m_coil, coil_in_c, element_w, ROOM_C, self.dt, True, self.result)
        self.t += self.dt

    def open_j(self):
        """What the energy balance leaves open, J."""
        wa = self.wa
        put_in = wa[WA_HEAT_J] + wa[WA_ELEMENT_J]
        return put_in - wa[WA_DRAWN_J] - wa[WA_LOSS_J] - (stored_j(self.w, self.wp) - self.store0_j)
