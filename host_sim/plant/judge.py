"""The safety floors seen from the plant: its own compressor, its own water. Not the controller's opinion.

Judged at every physics step. Floor 1: minimum run 600 s (before it comes a hard limit that has no room for the machine,
as the world knows, not the controller), minimum pause 300 s, at most three starts in any rolling hour, no running
without water flow for more than 60 s. Floor 5: no water of the heating circuits under 5 C, none freezing outdoors.
Floor 6: flow temperature of a circuit at most 5 K above its maximum, and no longer than 120 s; no water above 65 C at a
tap without a mixing valve. Floor 7: every layer of the tank disinfected in time, or an alarm that says so.
"""

from host_sim.plant.jit import jit
from host_sim.plant.layout import (
    J_COLD,
    J_COLD_S,
    J_COUNT,
    J_DRY,
    J_DRY_S,
    J_FIRST,
    J_HEAD,
    J_HOT,
    J_HOT_S,
    J_HYGIENE,
    J_ICE,
    J_ICE_S,
    J_LIMIT_T,
    J_MIN_OFF,
    J_MIN_ON,
    J_MOST,
    J_RING,
    J_RING_N,
    J_RUN_T,
    J_SCALD,
    J_SCALD_S,
    J_STALE_S,
    J_STARTS,
    J_STOP_T,
    K_F_FLOW,
    K_FLOW,
    K_M_CIRC,
    K_M_F,
    K_M_HP,
    P_C_OUT,
    P_CIRC_MAX_C,
    P_F_MAX_C,
    P_HYGIENE_S,
    P_SCHEME,
    SCHEME_MIXED,
    X_EM1,
    X_EM2,
    X_EM3,
    X_F1,
    X_F2,
    X_F3,
    X_OUT_J,
)
from host_sim.plant.layout_hot_water import W_SINCE_S, WP_TAP_C
from tandem.ports.frame import ALARM_HYGIENE, ALARM_NO_MIXER, ALARM_TANK, OUT_ALARMS

MIN_ON_S = 600.0
MIN_OFF_S = 300.0
LIMIT_S = 180.0  # reaction and stop of a machine that a hard limit stops
STARTS_HOUR = 3
DRY_S = 60.0
HOT_K = 5.0
HOT_S = 120.0
COLD_C = 5.0
SCALD_C = 65.0
SAYS = ALARM_HYGIENE | ALARM_NO_MIXER | ALARM_TANK
KINDS = (
    "compressor ran less than 600 s",
    "compressor stood less than 300 s",
    "more than 3 starts in an hour",
    "compressor ran without water flow",
    "circuit more than 5 K above its maximum for 120 s",
    "heating water under 5 C",
    "water in the outdoor unit froze",
    "tank not disinfected in time, and no alarm",
    "water over 65 C at a tap without a mixing valve",
)


@jit
def note(jud, kind, t):
    """Count one violation of this kind."""
    if jud[J_COUNT + kind] == 0.0:
        jud[J_FIRST + kind] = t
    jud[J_COUNT + kind] += 1.0


@jit
def judge(jud, t, dt, runs, started, x, par, k):
    """Look at one physics step that began at time t."""
    if started:
        if t - jud[J_STOP_T] < MIN_OFF_S:
            note(jud, J_MIN_OFF, t)
        jud[J_RUN_T] = t
        head = (int(jud[J_HEAD]) + 1) % J_RING_N
        jud[J_HEAD] = head
        jud[J_RING + head] = t
        within = 0
        for i in range(J_RING_N):
            if t - jud[J_RING + i] < 3600.0:
                within += 1
        if within > jud[J_MOST]:
            jud[J_MOST] = within
        if within > STARTS_HOUR:
            note(jud, J_STARTS, t)
    elif not runs and jud[J_RUN_T] > jud[J_STOP_T]:
        jud[J_STOP_T] = t
        if t - jud[J_RUN_T] < MIN_ON_S and t - jud[J_LIMIT_T] > LIMIT_S:
            note(jud, J_MIN_ON, t)
    if runs and k[K_M_HP] <= 0.0:
        jud[J_DRY_S] += dt
        if jud[J_DRY_S] > DRY_S:
            note(jud, J_DRY, t)
            jud[J_DRY_S] = 0.0
    else:
        jud[J_DRY_S] = 0.0
    hot = k[K_M_CIRC] > 0.0 and k[K_FLOW] > par[P_CIRC_MAX_C] + HOT_K
    cold = x[X_EM1] < COLD_C or x[X_EM2] < COLD_C or x[X_EM3] < COLD_C
    if par[P_SCHEME] == SCHEME_MIXED:
        hot = hot or (k[K_M_F] > 0.0 and k[K_F_FLOW] > par[P_F_MAX_C] + HOT_K)
        cold = cold or x[X_F1] < COLD_C or x[X_F2] < COLD_C or x[X_F3] < COLD_C
    if hot:
        jud[J_HOT_S] += dt
        if jud[J_HOT_S] > HOT_S:
            note(jud, J_HOT, t)
            jud[J_HOT_S] = 0.0
    else:
        jud[J_HOT_S] = 0.0
    if cold:
        if jud[J_COLD_S] == 0.0:
            note(jud, J_COLD, t)
        jud[J_COLD_S] = 1.0
    else:
        jud[J_COLD_S] = 0.0
    if par[P_C_OUT] > 0.0 and x[X_OUT_J] < 0.0:
        if jud[J_ICE_S] == 0.0:
            note(jud, J_ICE, t)
        jud[J_ICE_S] = 1.0
    else:
        jud[J_ICE_S] = 0.0


@jit
def judge_tank(jud, t, par, w, wp, tap_c, cmd):
    """The tank's floors. tap_c: water at the tap in this step, 0: none; cmd: output frame with its alarms."""
    stale = w[W_SINCE_S] > par[P_HYGIENE_S] and cmd[OUT_ALARMS] & SAYS == 0
    if stale and jud[J_STALE_S] == 0.0:
        note(jud, J_HYGIENE, t)
    jud[J_STALE_S] = 1.0 if stale else 0.0
    # A mixing valve lets no such water through.
    hot = tap_c > SCALD_C and wp[WP_TAP_C] > SCALD_C
    if hot and jud[J_SCALD_S] == 0.0:
        note(jud, J_SCALD, t)
    jud[J_SCALD_S] = 1.0 if hot else 0.0
