"""The boiler of the plant: what it makes of a command in one step. Compiled by numba, plain Python without.

Efficiency over return temperature on the upper heating value: 96.5 % at 25 C falling to 87.5 % at 55 C and 85.5 % at
80 C, 1 % better at low load and 1 % worse at full (engineering estimate that meets the usual condensing figures: 88 %
above 55 C, towards 100 % when cold). Ignition, pause, start loss and post-run are constants of the installation.
"""

from host_sim.plant.jit import jit
from host_sim.plant.layout import (
    C_BOILER_LOCK,
    K_B_IN,
    K_B_STARTED,
    K_B_TRIPPED,
    K_GAS,
    K_Q_B,
    P_B_ETA,
    P_B_IGNITE_S,
    P_B_MAX_W,
    P_B_MIN_W,
    P_B_PAUSE_S,
    P_B_START_J,
    P_B_TRIP_C,
    X_B_AGE,
    X_B_ERR,
    X_B_FRAC,
    X_B_STATE,
    X_BOILER,
)

OFF, IGNITING, BURNING, PAUSING, LOCKED = 0, 1, 2, 3, 4
GAIN = 0.03  # own PI controller of the flow temperature: per K, and per K and second
RATE = 0.0005
UP = 0.005  # per second
SOFT_S = 90.0
OVER_K = 5.0  # own thermostat
UNDER_K = 3.0
PAUSE_C = 92.0  # limit thermostat: burner off, comes back by itself


@jit
def efficiency(return_c, load, fixed):
    """Share of the upper heating value that reaches the water; load 0..1. fixed: that share, 0 for the curve."""
    if fixed > 0.0:
        return fixed
    if return_c < 25.0:
        return_c = 25.0
    if return_c < 55.0:
        eta = 0.965 - 0.003 * (return_c - 25.0)
    else:
        eta = 0.875 - 0.0008 * (return_c - 55.0)
    return eta + 0.01 - 0.02 * (load - 0.3) / 0.7


@jit
def boiler(x, par, ctl, enabled, set_c, flows, dt, k):
    """One step: K_Q_B heat W, K_GAS gas W of upper value, K_B_STARTED, K_B_TRIPPED."""
    state = int(x[X_B_STATE])
    x[X_B_AGE] += dt
    k[K_Q_B] = 0.0
    k[K_GAS] = 0.0
    k[K_B_STARTED] = 0.0
    k[K_B_TRIPPED] = 0.0
    if state == LOCKED:
        return
    if ctl[C_BOILER_LOCK] != 0.0 or x[X_BOILER] > par[P_B_TRIP_C]:
        x[X_B_STATE] = LOCKED
        k[K_B_TRIPPED] = 1.0
        return
    if state == PAUSING:
        if x[X_B_AGE] >= par[P_B_PAUSE_S]:
            x[X_B_STATE] = OFF
        return
    if not enabled or not flows:
        x[X_B_STATE] = OFF
        return
    err = set_c - x[X_BOILER]
    if state == OFF:
        if err > UNDER_K:
            x[X_B_STATE] = IGNITING
            x[X_B_AGE] = 0.0
        return
    if state == IGNITING:
        if x[X_B_AGE] >= par[P_B_IGNITE_S]:
            x[X_B_STATE] = BURNING
            x[X_B_AGE] = 0.0
            x[X_B_FRAC] = 0.0
            x[X_B_ERR] = err
            k[K_B_STARTED] = 1.0
            k[K_GAS] = par[P_B_START_J] / dt
        return
    least = par[P_B_MIN_W] / par[P_B_MAX_W]
    frac = x[X_B_FRAC] + GAIN * (err - x[X_B_ERR]) + RATE * err * dt
    # Boilers start at their lowest output and rise slowly, so as not to overshoot in a small circuit.
    frac = min(frac, x[X_B_FRAC] + UP * dt)
    frac = min(1.0, max(least, frac)) if x[X_B_AGE] > SOFT_S else least
    x[X_B_FRAC] = frac
    x[X_B_ERR] = err
    k[K_Q_B] = frac * par[P_B_MAX_W]
    k[K_GAS] = k[K_Q_B] / efficiency(k[K_B_IN], frac, par[P_B_ETA])
    if (frac <= least and err < -OVER_K) or x[X_BOILER] > PAUSE_C:
        x[X_B_STATE] = PAUSING
        x[X_B_AGE] = 0.0
