"""The heat pump of the plant: what it makes of a command in one step, defrosts included.

Off, start delay, running, run-down, defrost. Its own PI controller modulates between the map's floor and capacity; its
own thermostat and protections stop it at once and lock it for a while. Map: hp_map; growth of frost: frost.

Commanded by a contact alone it runs by a heating curve of its own, and starts and stops by its own thermostat; behind
SG Ready contacts it does so whenever it is not locked.
"""

import math

from host_sim.plant import frost
from host_sim.plant.hp_map import (
    M_MAX_FLOW_C,
    M_MIN_FLOW_KG_S,
    M_MIN_OUT_C,
    M_NOMINAL_W,
    M_START_S,
    M_STOP_S,
    capacity_w,
    cop,
    floor_w,
)
from host_sim.plant.jit import jit
from host_sim.plant.layout import *  # noqa: F403 - the layout is nothing but names

OFF, STARTING, RUNNING, STOPPING, DEFROSTING = 0, 1, 2, 3, 4
RAMP_S = 90.0  # heat output after a start, first order (60..120 s published)
SOFT_START_S = 120.0
SOFT_FRAC = 0.5
OWN_STOP_K = 7.0  # the machine's own thermostat
OWN_LOCK_S = 180.0
OVER_K = 5.0  # above its highest flow temperature it stops
GAIN = 0.02  # own PI controller of the flow temperature: per K, and per K and second
RATE = 0.0004
CAP_MARGIN = 0.9  # a capped machine stays this much under its cap
OWN_START_K = 4.0  # its own thermostat starts it this far below its own set-point (engineering estimate)
OWN_WARM_C = 22.0  # own heating curve: flow at 20 C outdoors (estimate, like the two below)
SG_MORE_K = 3.0  # SG Ready state 3: this much warmer
SG_FORCE_K = 6.0  # state 4: so much, and a start in any case
NO_CAP_W = 1e9


@jit
def off(x, locked_s):
    """The compressor stops."""
    x[X_HP_STATE] = OFF
    x[X_HP_AGE] = 0.0
    x[X_HP_LOCK_S] = locked_s


@jit
def own_set_c(par, m, outdoor_c):
    """Flow set-point of the machine's own heating curve."""
    set_c = OWN_WARM_C + (par[P_OWN_COLD_C] - OWN_WARM_C) * (20.0 - outdoor_c) / 30.0
    return min(m[M_MAX_FLOW_C] - 2.0, max(20.0, set_c))


@jit
def heat_pump(x, par, m, ctl, enabled, set_c, cap_w, dt, k):
    """One step: K_Q_HP heat W (below zero in a defrost), K_P_HP electrical W, K_HP_STARTED, K_DEFROSTED."""
    state = int(x[X_HP_STATE])
    flows = k[K_M_HP] > 0.0
    x[X_HP_AGE] += dt
    if x[X_HP_LOCK_S] > 0.0:
        x[X_HP_LOCK_S] -= dt
    k[K_Q_HP] = 0.0
    k[K_P_HP] = 0.0
    k[K_HP_STARTED] = 0.0
    k[K_DEFROSTED] = 0.0
    if ctl[C_HP_ERROR] != 0.0:
        if state != OFF:
            off(x, OWN_LOCK_S)
        return
    if ctl[C_HP_ON] != 0.0 and state >= RUNNING and not enabled:
        enabled = True
        set_c = x[X_HP]
    if state == OFF:
        below = 0.0 if par[P_HP_COMMAND] == COMMAND_FULL else OWN_START_K
        ready = enabled and flows and x[X_HP_LOCK_S] <= 0.0 and x[X_HP] < set_c - below
        if ready and ctl[C_HP_FAIL] == 0.0 and k[K_OUT] >= m[M_MIN_OUT_C]:
            x[X_HP_STATE] = STARTING
            x[X_HP_AGE] = 0.0
        return
    if state == STARTING:
        if not enabled or not flows:
            x[X_HP_STATE] = OFF
        elif x[X_HP_AGE] >= m[M_START_S]:
            x[X_HP_STATE] = RUNNING
            x[X_HP_AGE] = 0.0
            x[X_HP_RAMP_S] = 0.0
            x[X_HP_DEFROSTED] = 0.0
            x[X_HP_FRAC] = SOFT_FRAC
            x[X_HP_ERR] = set_c - x[X_HP]
            k[K_HP_STARTED] = 1.0
        return
    if k[K_M_HP] < m[M_MIN_FLOW_KG_S]:
        # Its own flow switch.
        off(x, OWN_LOCK_S)
        return
    if state == DEFROSTING:
        defrost(x, m, dt, k)
        return
    most = capacity_w(m, x[X_HP], k[K_OUT]) * (1.0 - ctl[C_REFRIGERANT])
    least = min(1.0, floor_w(m, x[X_HP], k[K_OUT]) / most)
    frac = x[X_HP_FRAC]
    err = set_c - x[X_HP]
    x[X_HP_RAMP_S] += dt
    if state == RUNNING and (x[X_HP_RAMP_S] > SOFT_START_S or x[X_HP_DEFROSTED] != 0.0):
        frac += GAIN * (err - x[X_HP_ERR]) + RATE * err * dt
    x[X_HP_ERR] = err
    if cap_w < NO_CAP_W:
        frac = min(frac, cap_w * cop(m, x[X_HP], k[K_OUT], frac) * CAP_MARGIN / most)
    frac = min(1.0, max(least, frac))
    x[X_HP_FRAC] = frac
    quality = cop(m, x[X_HP], k[K_OUT], frac)
    # The rise is counted from the start, also through the run-down, and anew after a defrost.
    age = x[X_HP_RAMP_S]
    ramp = 1.0
    if age < 900.0:
        ramp = 1.0 - math.exp(-age / (RAMP_S if x[X_HP_DEFROSTED] == 0.0 else frost.RAMP_S))
    full = frac * most
    k[K_Q_HP] = full * ramp
    k[K_P_HP] = full / quality * (frost.RAMP_POWER + (1.0 - frost.RAMP_POWER) * ramp)
    nominal = m[M_NOMINAL_W]
    if k[K_OUT] > frost.THAW_C:
        x[X_FROST_KG] = 0.0
        x[X_FROST_S] = 0.0
    else:
        x[X_FROST_KG] += frost.frost_kg_s(nominal, k[K_OUT], k[K_RH], frac) * dt
        if k[K_OUT] < frost.COLD_C:
            x[X_FROST_S] += dt
    if state == STOPPING:
        if x[X_HP_AGE] >= m[M_STOP_S]:
            off(x, 0.0)
    elif not enabled:
        x[X_HP_STATE] = STOPPING
        x[X_HP_AGE] = 0.0
    elif x[X_HP] > m[M_MAX_FLOW_C] + OVER_K or (frac <= least and err < -OWN_STOP_K) or k[K_OUT] < m[M_MIN_OUT_C] - 1.0:
        # Its own protection and its own thermostat act at once.
        off(x, OWN_LOCK_S)
    elif frost.defrost_due(nominal, x[X_FROST_KG], x[X_FROST_S], k[K_OUT]):
        x[X_HP_STATE] = DEFROSTING
        x[X_HP_AGE] = 0.0
        x[X_DEFROST_J] = frost.defrost_j(nominal, x[X_FROST_KG])
        x[X_HP_W] = k[K_P_HP]
        k[K_DEFROSTED] = 1.0


@jit
def defrost(x, m, dt, k):
    """The machine runs backwards: heat from the water melts the frost. A commanded stop waits for the end."""
    heat_w = frost.defrost_heat_w(m[M_NOMINAL_W])
    taken_j = min(heat_w * dt, x[X_DEFROST_J])
    x[X_DEFROST_J] -= taken_j
    k[K_Q_HP] = -taken_j / dt
    k[K_P_HP] = frost.DEFROST_POWER * x[X_HP_W]
    if x[X_DEFROST_J] <= 0.0:
        x[X_FROST_KG] = 0.0
        x[X_FROST_S] = 0.0
        x[X_HP_STATE] = RUNNING
        x[X_HP_AGE] = 0.0
        x[X_HP_RAMP_S] = 0.0
        x[X_HP_DEFROSTED] = 1.0
