"""Sums of a run and means for the report, one step at a time."""

from host_sim.plant.jit import jit
from host_sim.plant.layout import *  # noqa: F403 - the layout is nothing but names
from host_sim.plant.layout_hot_water import N_NODES, W_COLDEST_C
from tandem.ports.frame import OUT_LOAD_W, OUT_PLAN, OUT_REQ_C100


@jit
def powers(par, k):
    """Electrical powers of the step, W: K_E_HP, K_E_HP_PUMP, K_E_B, K_E_PUMP."""
    k[K_E_HP] = k[K_P_HP] + (par[P_HP_STANDBY_W] if par[P_HP_FITTED] != 0.0 else 0.0)
    # In series one pump moves the whole loop: the circuit's, when that is on.
    alone = par[P_SCHEME] != SCHEME_SERIES or k[K_PUMP] == 0.0
    k[K_E_HP_PUMP] = par[P_HP_PUMP_W] if k[K_HP_PUMP] != 0.0 and alone else 0.0
    k[K_E_B] = 0.0
    if par[P_B_MAX_W] > 0.0:
        k[K_E_B] = par[P_B_STANDBY_W]
        if k[K_B_PUMP] != 0.0:
            k[K_E_B] += par[P_B_PUMP_W]
        if k[K_Q_B] > 0.0 or k[K_Q_TAP] > 0.0:
            k[K_E_B] += par[P_B_FAN_W]
    # Half of a modern pump's power goes with the flow.
    k[K_E_PUMP] = par[P_PUMP_W] * (0.5 + 0.5 * k[K_SPEED]) if k[K_PUMP] != 0.0 else 0.0


@jit
def count(par, acc, k, dt):
    """Add one step to the sums."""
    room = k[K_ROOM]
    acc[A_S] += dt
    acc[A_Q_HP] += k[K_Q_HP] * dt
    acc[A_Q_B] += k[K_Q_B] * dt
    acc[A_Q_TAP] += k[K_Q_TAP] * dt
    acc[A_GAS] += k[K_GAS] * dt
    acc[A_GAS_TAP] += k[K_GAS_TAP] * dt
    acc[A_E_HP] += k[K_E_HP] * dt
    acc[A_E_HP_PUMP] += k[K_E_HP_PUMP] * dt
    acc[A_E_B] += k[K_E_B] * dt
    acc[A_E_PUMP] += k[K_E_PUMP] * dt
    acc[A_E_ELEMENT] += k[K_ELEMENT] * dt
    acc[A_SOLAR] += k[K_SOLAR] * dt
    acc[A_GAINS] += k[K_GAINS_W] * dt
    acc[A_LOSS] += (k[K_LOSS] + k[K_Q_OUT]) * dt
    acc[A_Q_OUT] += k[K_Q_OUT] * dt
    acc[A_TANK_LOSS] += k[K_TANK_LOSS] * dt
    acc[A_Q_COIL] += k[K_Q_COIL] * dt
    acc[A_Q_COIL_B] += k[K_Q_COIL_B] * dt
    acc[A_DRAWN] += k[K_TAP_W] * dt
    acc[A_HP_STARTS] += k[K_HP_STARTED]
    acc[A_B_STARTS] += k[K_B_STARTED]
    acc[A_TAP_STARTS] += k[K_TAP_STARTED]
    acc[A_TRIPS] += k[K_B_TRIPPED]
    acc[A_DEFROSTS] += k[K_DEFROSTED]
    acc[A_ROOM] += room * dt
    if k[K_Q_HP] < 0.0:
        acc[A_DEFROST_J] -= k[K_Q_HP] * dt
    if k[K_P_HP] > 0.0:
        acc[A_HP_S] += dt
    if k[K_Q_B] > 0.0:
        acc[A_BOILER_S] += dt
    if room < par[P_TARGET_C] - 0.5:
        acc[A_UNDER] += (par[P_TARGET_C] - 0.5 - room) * dt
    if room < acc[A_ROOM_MIN]:
        acc[A_ROOM_MIN] = room
    if room > acc[A_ROOM_MAX]:
        acc[A_ROOM_MAX] = room


@jit
def show(par, b, w, cmd, k, dt):
    """Add one step to the row b of the report's means."""
    b[B_OUT] += k[K_OUT] * dt
    b[B_ROOM] += k[K_ROOM] * dt
    b[B_FLOW] += k[K_FLOW] * dt
    b[B_RETURN] += k[K_BACK] * dt
    b[B_HP_FLOW] += k[K_HP_OUT] * dt
    b[B_Q_HP] += k[K_Q_HP] * dt
    b[B_Q_B] += k[K_Q_B] * dt
    b[B_P_HP] += k[K_E_HP] * dt
    b[B_P_PUMPS] += (k[K_E_HP_PUMP] + k[K_E_PUMP]) * dt
    b[B_P_B] += k[K_E_B] * dt
    b[B_GAS] += (k[K_GAS] + k[K_GAS_TAP]) * dt
    b[B_SOLAR] += k[K_SOLAR] * dt
    b[B_GAINS] += k[K_GAINS_W] * dt
    b[B_TAP] += k[K_TAP_W] * dt
    b[B_TANK_TOP] += w[N_NODES - 1] * dt
    b[B_TANK_COLD] += w[W_COLDEST_C] * dt
    b[B_LOAD] += cmd[OUT_LOAD_W] * dt
    if cmd[OUT_REQ_C100] > 0:
        b[B_REQ] += cmd[OUT_REQ_C100] / 100.0 * dt
        b[B_WANTED] += dt
    b[B_TARGET] += par[P_TARGET_C] * dt
    b[B_HP_STARTS] += k[K_HP_STARTED]
    b[B_B_STARTS] += k[K_B_STARTED]
    b[B_DEFROSTS] += k[K_DEFROSTED]
    b[B_PLAN] = cmd[OUT_PLAN]
    b[B_S] += dt
