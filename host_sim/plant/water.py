"""Hydraulics: who pushes how much water where, what meets in separator, buffer or mixing valve, and what the pipes
outdoors lose. Schemes as installers build them (layout: SCHEME_*).

Pump and valves: the circuit's flow is that of a pump with a flat curve over a resistance of which P_PUMP_SHARE lies
outside the valves: m / m_design = sqrt(1 / (s + (1 - s) / v^2)) at an opening v. Shut valves mean no flow. A bypass
matters in the series scheme only: before a separator it changes nothing.
"""

import math

from host_sim.plant.house import felt_c
from host_sim.plant.jit import jit
from host_sim.plant.layout import *  # noqa: F403 - the layout is nothing but names

MELT_J_KG = 334e3  # J/kg, ice
VALVE_S = 600.0  # a thermostatic head follows the room (engineering estimate: wax heads take 10..20 min)
VALVE_BAND_K = 2.0  # from open to shut
SHUT = 0.02  # a valve opened less than this lets nothing through
MIXER_S = 120.0  # a mixing valve's motor from end to end
BURST = 0.5  # share of ice that stops the flow


@jit
def outdoor_water_c(j, c_j_k):
    """Temperature of the water outdoors from its heat above water at 0 C; it stays at 0 C while it freezes."""
    if j >= 0.0:
        return j / c_j_k
    melt = c_j_k / CP * MELT_J_KG
    if j >= -melt:
        return 0.0
    return 2.0 * (j + melt) / c_j_k  # ice has half the heat capacity


@jit
def ice_share(j, c_j_k):
    """Share of the water outdoors that is frozen, 0..1."""
    return min(1.0, max(0.0, -j / (c_j_k / CP * MELT_J_KG)))


@jit
def valves(x, par, ctl, dt):
    """Thermostatic valves follow the room; gives the share of the pump's design flow that they let through."""
    if ctl[C_VALVES] >= 0.0:
        x[X_VALVE] = ctl[C_VALVES]
    elif par[P_VALVE_C] > 0.0:
        aim = min(1.0, max(0.0, 0.5 + (par[P_VALVE_C] - felt_c(x[X_AIR], x[X_MASS])) / VALVE_BAND_K))
        x[X_VALVE] += dt / VALVE_S * (aim - x[X_VALVE])
    v = x[X_VALVE]
    if v < SHUT:
        return 0.0
    if v >= 1.0:
        return 1.0
    return math.sqrt(1.0 / (par[P_PUMP_SHARE] + (1.0 - par[P_PUMP_SHARE]) / (v * v)))


@jit
def divert(x, par, ctl, valve, dt):
    """The diverter's motor turns to the tank (valve 1) or to the heating (0); on its way water goes both ways."""
    if ctl[C_DIVERTER] >= 0.0:
        x[X_DIVERT] = ctl[C_DIVERTER]
        return
    step = dt / par[P_DIVERT_S]
    x[X_DIVERT] += min(step, max(-step, valve - x[X_DIVERT]))


@jit
def to_tank(x, par):
    """Shares of the heat pump's and of the boiler's water that go to the tank."""
    by = par[P_CHARGE_BY]
    return x[X_DIVERT] if by >= 2.0 else 0.0, x[X_DIVERT] if by != 2.0 else 0.0


@jit
def flows(x, par, ctl, hp_pump, b_pump, pump, dt, k):
    """Mass flows of this step: K_M_HP, K_M_B, K_M_CIRC, K_M_F, K_SPEED."""
    share = valves(x, par, ctl, dt)
    free = 1.0 - ctl[C_BLOCK_CIRC]
    loop = pump
    if par[P_SCHEME] == SCHEME_SERIES:
        loop = pump or hp_pump or b_pump
    k[K_SPEED] = share * free if loop else 0.0
    k[K_M_CIRC] = par[P_M_CIRC] * k[K_SPEED]
    m_hp = par[P_M_HP] if hp_pump else 0.0
    m_b = par[P_M_BOILER] if b_pump else 0.0
    if par[P_SCHEME] == SCHEME_SERIES:
        bypass = par[P_M_CIRC] * free * par[P_BYPASS] * (1.0 - share) if loop else 0.0
        m_hp = k[K_M_CIRC] + bypass
        m_b = m_hp
    if par[P_C_OUT] > 0.0 and ice_share(x[X_OUT_J], par[P_C_OUT]) >= BURST:
        m_hp = 0.0
    k[K_M_HP] = m_hp * (1.0 - ctl[C_BLOCK_HP])
    k[K_M_B] = m_b * (1.0 - ctl[C_BLOCK_BOILER])
    if par[P_SCHEME] == SCHEME_SERIES:
        # One loop: what blocks one part blocks all.
        least = min(k[K_M_HP], k[K_M_B])
        if m_hp > 0.0:
            k[K_M_CIRC] *= least / m_hp
        else:
            k[K_M_CIRC] = 0.0
        k[K_M_HP] = least
        k[K_M_B] = least
    k[K_M_F] = par[P_M_F] * free if pump and par[P_SCHEME] == SCHEME_MIXED else 0.0


@jit
def mix(x, par, ctl, dt, k):
    """Opening of the second circuit's mixing valve; water taken from the supply, kg/s. K_F_FLOW follows in meet()."""
    m_f = k[K_M_F]
    if m_f <= 0.0:
        return 0.0
    if ctl[C_MIXER] >= 0.0:
        x[X_MIX] = ctl[C_MIXER]
    else:
        aim = 20.0 + (par[P_F_COLD_C] - 20.0) * (20.0 - k[K_OUT]) / 30.0
        aim = min(par[P_F_MAX_C], max(20.0, aim))
        got = x[X_F3] + x[X_MIX] * (k[K_FLOW] - x[X_F3])
        step = min(dt / MIXER_S, max(-dt / MIXER_S, 0.002 * dt * (aim - got)))
        x[X_MIX] = min(1.0, max(0.0, x[X_MIX] + step))
    return m_f * x[X_MIX]


@jit
def meet(x, par, ctl, dt, k):
    """Temperatures where waters meet: K_FLOW, K_BACK, K_F_FLOW and what enters the machines, K_HP_IN and K_B_IN."""
    back = x[X_EM3]
    m2 = k[K_M_CIRC]
    k[K_BACK] = back
    k[K_F_FLOW] = x[X_F3]
    if par[P_SCHEME] == SCHEME_SERIES:
        loop = k[K_M_B]
        k[K_FLOW] = x[X_BOILER] if loop > 0.0 else back
        if loop > 0.0:
            back = (m2 * back + (loop - m2) * x[X_BOILER]) / loop
        k[K_HP_IN] = back
        k[K_B_IN] = x[X_HP]
        _outdoors(x, par, dt, k)
        return
    tank_hp, tank_b = to_tank(x, par)
    m_hp = (1.0 - tank_hp) * k[K_M_HP]
    m_b = (1.0 - tank_b) * k[K_M_B]
    m1 = m_hp + m_b
    m_f = mix(x, par, ctl, dt, k)
    if m_f > 0.0:
        back = (m2 * back + m_f * x[X_F3]) / (m2 + m_f)
        m2 += m_f
    supply = (m_hp * x[X_HP] + m_b * x[X_BOILER]) / m1 if m1 > 0.0 else back
    if par[P_SCHEME] == SCHEME_BUFFER:
        flow = x[X_BUF1]
        primary_back = x[X_BUF3]
        _buffer(x, par, m1, supply, m2, back, dt)
    elif m1 <= 0.0:
        flow = back
        primary_back = back
    elif m2 <= 0.0:
        flow = supply
        primary_back = supply
    else:
        if m1 >= m2:
            flow = supply - par[P_SEPARATOR_MIX] * (supply - back)
        else:
            flow = (m1 * supply + (m2 - m1) * back) / m2
        primary_back = (m1 * supply + m2 * (back - flow)) / m1
    k[K_FLOW] = flow
    if k[K_M_F] > 0.0:
        k[K_F_FLOW] = x[X_F3] + m_f / k[K_M_F] * (flow - x[X_F3])
    k[K_HP_IN] = primary_back + tank_hp * (k[K_COIL_BACK] - primary_back)
    k[K_B_IN] = primary_back + tank_b * (k[K_COIL_BACK] - primary_back)
    _outdoors(x, par, dt, k)


@jit
def _buffer(x, par, m1, supply, m2, back, dt):
    """Three nodes: the sources fill from the top and draw from the bottom, the circuits the other way round."""
    t1 = x[X_BUF1]
    t2 = x[X_BUF2]
    t3 = x[X_BUF3]
    down = max(0.0, m1 - m2)
    up = max(0.0, m2 - m1)
    part = dt * CP / par[P_C_BUF]
    x[X_BUF1] = t1 + part * (m1 * supply + up * t2 - (m2 + down) * t1)
    x[X_BUF2] = t2 + part * (down * t1 + up * t3 - (down + up) * t2)
    x[X_BUF3] = t3 + part * (down * t2 + m2 * back - (m1 + up) * t3)
    # Warm water does not stay under cold water.
    if x[X_BUF2] > x[X_BUF1]:
        x[X_BUF1] = x[X_BUF2] = 0.5 * (x[X_BUF1] + x[X_BUF2])
    if x[X_BUF3] > x[X_BUF2]:
        low = 0.5 * (x[X_BUF2] + x[X_BUF3])
        x[X_BUF2] = low
        x[X_BUF3] = low
        if x[X_BUF2] > x[X_BUF1]:
            mean = (x[X_BUF1] + x[X_BUF2] + x[X_BUF3]) / 3.0
            x[X_BUF1] = mean
            x[X_BUF2] = mean
            x[X_BUF3] = mean


@jit
def _outdoors(x, par, dt, k):
    """Pipes of a monobloc: a node between the house and the heat pump that loses heat and can freeze."""
    k[K_Q_OUT] = 0.0
    c = par[P_C_OUT]
    if c <= 0.0:
        return
    water = outdoor_water_c(x[X_OUT_J], c)
    loss = par[P_H_OUT] * (water - k[K_OUT])
    x[X_OUT_J] += dt * (k[K_M_HP] * CP * (k[K_HP_IN] - water) - loss)
    k[K_Q_OUT] = loss
    k[K_HP_IN] = water


@jit
def sources(x, par, dt, k):
    """Water in heat pump and boiler at the end of the step."""
    x[X_HP] += dt / par[P_C_HP] * (k[K_M_HP] * CP * (k[K_HP_IN] - x[X_HP]) + k[K_Q_HP])
    x[X_BOILER] += dt / par[P_C_BOILER] * (k[K_M_B] * CP * (k[K_B_IN] - x[X_BOILER]) + k[K_Q_B])


@jit
def water_j(x, par):
    """Heat above 0 C in all water but the tank's."""
    heat = par[P_C_EM] * (x[X_EM1] + x[X_EM2] + x[X_EM3])
    heat += par[P_C_F] * (x[X_F1] + x[X_F2] + x[X_F3])
    heat += par[P_C_BUF] * (x[X_BUF1] + x[X_BUF2] + x[X_BUF3])
    return heat + par[P_C_HP] * x[X_HP] + par[P_C_BOILER] * x[X_BOILER] + x[X_OUT_J]
