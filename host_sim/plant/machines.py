"""Heat pump and boiler of the plant: what they make of a command in one step. Compiled by numba, plain Python without.

Sources: COP and capacity: fits to the Keymark median of 764 certificates of 3..5 kW units; boiler efficiency over
return temperature on the upper heating value, 96.5 % at 25 C falling to 87.5 % at 55 C and 85.5 % at 80 C (engineering
estimate that meets the usual condensing figures: 88 % above 55 C, towards 100 % when cold).
"""

import math

from host_sim.plant.jit import jit
from host_sim.plant.layout import (
    P_B_IGNITE_S,
    P_B_MAX_W,
    P_B_MIN_W,
    P_B_PAUSE_S,
    P_HP_COP_SCALE,
    P_HP_MAX_C,
    P_HP_MIN_FRAC,
    P_HP_QN,
    P_HP_START_S,
    P_HP_STOP_S,
    X_B_AGE,
    X_B_ERR,
    X_B_FRAC,
    X_B_STATE,
    X_BOILER,
    X_HP,
    X_HP_AGE,
    X_HP_ERR,
    X_HP_FRAC,
    X_HP_LOCK_S,
    X_HP_STATE,
)

OFF, STARTING, RUNNING, STOPPING = 0, 1, 2, 3
IGNITING, BURNING, PAUSING = 1, 2, 3
RAMP_S = 90.0  # heat output after a start, first order (60..120 s published)
START_POWER = 0.6  # share of the power drawn at once
SOFT_START_S = 120.0
SOFT_FRAC = 0.5
OWN_STOP_K = 7.0  # the machine's own thermostat
OWN_LOCK_S = 180.0
HP_GAIN = 0.02  # own PI controller of the flow temperature: per K, and per K and second
HP_RATE = 0.0004
BOILER_GAIN = 0.03
BOILER_RATE = 0.0005
BOILER_UP = 0.005  # per second
BOILER_SOFT_S = 90.0
BOILER_OVER_K = 5.0
BOILER_UNDER_K = 3.0


@jit
def cop(flow_c, outdoor_c, scale):
    """COP over the lift; the certificates include frost and part load following the load."""
    lift = flow_c - outdoor_c
    if lift < 8.0:
        lift = 8.0
    if lift <= 50.0:
        value = 10.507 - 0.26886 * lift + 0.00218 * lift * lift
    else:
        value = 2.514 - 0.045 * (lift - 50.0)
    value *= scale
    return value if value > 1.0 else 1.0


@jit
def part_load(frac):
    """COP relative to the map at this share of the highest output (engineering estimate; full load is 8 % worse)."""
    if frac < 0.5:
        return 1.0 + 0.15 * (frac - 0.3)
    if frac < 0.7:
        return 1.03 - 0.15 * (frac - 0.5)
    return 1.0 - 0.08 / 0.3 * (frac - 0.7)


@jit
def capacity_w(flow_c, outdoor_c, nominal_w):
    """Highest heat output."""
    return nominal_w * max(0.1, 1.0 + 0.022 * (outdoor_c - 7.0)) * (1.0 - 0.0025 * (flow_c - 35.0))


@jit
def boiler_efficiency(return_c, load):
    """Share of the upper heating value that reaches the water; load 0..1."""
    if return_c < 25.0:
        return_c = 25.0
    if return_c < 55.0:
        eta = 0.965 - 0.003 * (return_c - 25.0)
    else:
        eta = 0.875 - 0.0008 * (return_c - 55.0)
    return eta + 0.01 - 0.02 * (load - 0.3) / 0.7


@jit
def heat_pump(x, par, enabled, set_c, cap_w, capped, flows, outdoor_c, dt, result):
    """One step of the heat pump. result: heat W, electrical W without standby, 1 if it started."""
    state = int(x[X_HP_STATE])
    x[X_HP_AGE] += dt
    if x[X_HP_LOCK_S] > 0.0:
        x[X_HP_LOCK_S] -= dt
    result[0] = 0.0
    result[1] = 0.0
    result[2] = 0.0
    if state == OFF:
        if enabled and flows and x[X_HP_LOCK_S] <= 0.0 and x[X_HP] < set_c:
            x[X_HP_STATE] = STARTING
            x[X_HP_AGE] = 0.0
        return
    if state == STARTING:
        if not enabled or not flows:
            x[X_HP_STATE] = OFF
        elif x[X_HP_AGE] >= par[P_HP_START_S]:
            x[X_HP_STATE] = RUNNING
            x[X_HP_AGE] = 0.0
            x[X_HP_FRAC] = SOFT_FRAC
            x[X_HP_ERR] = set_c - x[X_HP]
            result[2] = 1.0
        return
    most = capacity_w(x[X_HP], outdoor_c, par[P_HP_QN])
    least = min(1.0, par[P_HP_QN] * par[P_HP_MIN_FRAC] / most)
    frac = x[X_HP_FRAC]
    err = set_c - x[X_HP]
    if state == RUNNING and x[X_HP_AGE] > SOFT_START_S:
        frac += HP_GAIN * (err - x[X_HP_ERR]) + HP_RATE * err * dt
    x[X_HP_ERR] = err
    quality = cop(x[X_HP], outdoor_c, par[P_HP_COP_SCALE])
    if capped:
        frac = min(frac, cap_w * quality * 0.9 / most)
    frac = min(1.0, max(least, frac))
    x[X_HP_FRAC] = frac
    # The ramp is counted from the start, also through the run-down.
    age = x[X_HP_AGE] if state == RUNNING else 1e6
    ramp = 1.0 - math.exp(-age / RAMP_S) if age < 900.0 else 1.0
    full = frac * most
    result[0] = full * ramp
    result[1] = full / (quality * part_load(frac)) * (START_POWER + (1.0 - START_POWER) * ramp)
    if state == STOPPING:
        if x[X_HP_AGE] >= par[P_HP_STOP_S]:
            x[X_HP_STATE] = OFF
            x[X_HP_AGE] = 0.0
    elif not enabled:
        x[X_HP_STATE] = STOPPING
        x[X_HP_AGE] = 0.0
    elif not flows or x[X_HP] > par[P_HP_MAX_C] + 5.0 or (frac <= least and err < -OWN_STOP_K):
        # Its own protection and its own thermostat act at once.
        x[X_HP_STATE] = OFF
        x[X_HP_AGE] = 0.0
        x[X_HP_LOCK_S] = OWN_LOCK_S


@jit
def boiler(x, par, enabled, set_c, return_c, flows, dt, result):
    """One step of the boiler. result: heat W, gas W (upper value), 1 if it ignited."""
    state = int(x[X_B_STATE])
    x[X_B_AGE] += dt
    result[0] = 0.0
    result[1] = 0.0
    result[2] = 0.0
    if state == PAUSING:
        if x[X_B_AGE] >= par[P_B_PAUSE_S]:
            x[X_B_STATE] = OFF
        return
    if not enabled or not flows:
        x[X_B_STATE] = OFF
        return
    err = set_c - x[X_BOILER]
    if state == OFF:
        if err > BOILER_UNDER_K:
            x[X_B_STATE] = IGNITING
            x[X_B_AGE] = 0.0
        return
    if state == IGNITING:
        if x[X_B_AGE] >= par[P_B_IGNITE_S]:
            x[X_B_STATE] = BURNING
            x[X_B_AGE] = 0.0
            x[X_B_FRAC] = 0.0
            x[X_B_ERR] = err
            result[2] = 1.0
        return
    least = par[P_B_MIN_W] / par[P_B_MAX_W]
    frac = x[X_B_FRAC] + BOILER_GAIN * (err - x[X_B_ERR]) + BOILER_RATE * err * dt
    # Boilers start at their lowest output and rise slowly, so as not to overshoot in a small circuit.
    frac = min(frac, x[X_B_FRAC] + BOILER_UP * dt)
    frac = min(1.0, max(least, frac)) if x[X_B_AGE] > BOILER_SOFT_S else least
    x[X_B_FRAC] = frac
    x[X_B_ERR] = err
    result[0] = frac * par[P_B_MAX_W]
    result[1] = result[0] / boiler_efficiency(return_c, frac)
    if (frac <= least and err < -BOILER_OVER_K) or x[X_BOILER] > 92.0:
        x[X_B_STATE] = PAUSING
        x[X_B_AGE] = 0.0
