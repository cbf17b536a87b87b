"""One step of the whole plant: weather, water, machines, house, sensors, judge, sums.

Explicit steps of at most 10 s. Every flow of energy is computed once and used on both sides, so the balance closes to
rounding. Units SI, temperatures in C. The rooms of the plant are files of their own: house, water, heat_pump, boiler,
hot_water, sensors, judge, sums.
"""

import math

from host_sim.plant.boiler import BURNING, LOCKED, OFF, boiler, efficiency
from host_sim.plant.heat_pump import (
    DEFROSTING,
    NO_CAP_W,
    OWN_START_K,
    RUNNING,
    SG_FORCE_K,
    SG_MORE_K,
    STOPPING,
    heat_pump,
    off,
    own_set_c,
)
from host_sim.plant.hot_water import ask, combi, sensor_c
from host_sim.plant.hot_water import stored_j as tank_j
from host_sim.plant.house import house
from host_sim.plant.jit import jit
from host_sim.plant.judge import judge, judge_tank
from host_sim.plant.layout import *  # noqa: F403 - the layout is nothing but names
from host_sim.plant.layout_hot_water import COMBI, NO_HOT_WATER, TANK, W_HX_J, W_RUN_J, WP_HX_J, WP_KIND
from host_sim.plant.sensors import lag, lag_mixed, noise, read, read_mixed, read_tank
from host_sim.plant.sums import count, powers, show
from host_sim.plant.tank import tank
from host_sim.plant.water import divert, flows, meet, outdoor_water_c, sources, to_tank, water_j
from tandem.ports.frame import (
    CH_BOILER_FLOW,
    CH_FLAME,
    CH_FLOW,
    CH_HP_DEFROST,
    CH_HP_ERROR,
    CH_HP_FLOW,
    CH_HP_LPH,
    CH_HP_POWER,
    CH_HP_RETURN,
    CH_HP_RUN,
    CH_MIXED_FLOW,
    CH_OUTDOOR,
    CH_RETURN,
    CH_ROOM,
    CH_TANK,
    IN_CH,
    IN_WALL_MIN,
    OUT_BOILER,
    OUT_BOILER_SET_C100,
    OUT_CONTACTOR,
    OUT_ELEMENT,
    OUT_HP,
    OUT_HP_CAP_W,
    OUT_HP_CAP_WHY,
    OUT_HP_PUMP,
    OUT_HP_SET_C100,
    OUT_PUMP,
    OUT_SG,
    OUT_VALVE,
)
from tandem.ports.reasons import R_NO_LIMIT

OWN_PUMP_K = 5.0  # the own frost pump of an outdoor unit stops this much above its starting point
TAP_RETURN_C = 35.0  # return of a combi's plate exchanger at 10 C cold and 60 C hot water (engineering estimate)

COLD_HX_J = 1.0  # a combi's exchanger within this of cold is left alone


@jit
def stored_j(x, par, w, wp):
    """Heat in all nodes above 0 C."""
    return par[P_C_AIR] * x[X_AIR] + par[P_C_MASS] * x[X_MASS] + water_j(x, par) + tank_j(w, wp)


@jit
def sky(x, par, wx, k):
    """Weather and people of this moment. Hourly means stand at the middle of their hour; people change on the hour."""
    hours = par[P_WX_HOURS]
    h = x[X_T] / 3600.0
    h -= hours * math.floor(h / hours)
    now = int(h)
    part = h - now - 0.5
    i0 = now
    if part < 0.0:
        part += 1.0
        i0 = now - 1 if now > 0 else int(hours) - 1
    i1 = i0 + 1 if i0 + 1 < hours else 0
    k[K_OUT] = wx[i0, WX_C] + (wx[i1, WX_C] - wx[i0, WX_C]) * part
    k[K_RH] = wx[i0, WX_RH] + (wx[i1, WX_RH] - wx[i0, WX_RH]) * part
    k[K_SUN] = wx[i0, WX_SUN] + (wx[i1, WX_SUN] - wx[i0, WX_SUN]) * part
    k[K_GAINS] = wx[now, WX_GAINS]


@jit
def hot_water(x, par, element, w, wp, wa, draws, room_c, dt, counting, k, out):
    """Taps, combi or tank. Gives K_Q_TAP, K_GAS_TAP, K_TAP_W, K_TANK_LOSS, K_Q_COIL(_B), K_COIL_BACK, K_ELEMENT.

    element: 1 while it is commanded on.
    """
    k[K_Q_TAP] = 0.0
    k[K_GAS_TAP] = 0.0
    k[K_TAP_STARTED] = 0.0
    k[K_TAP_W] = 0.0
    k[K_TANK_LOSS] = 0.0
    k[K_Q_COIL] = 0.0
    k[K_Q_COIL_B] = 0.0
    k[K_ELEMENT] = 0.0
    kind = wp[WP_KIND]
    if kind == NO_HOT_WATER:
        return
    m_tap = ask(w, wp, draws, x[X_T])
    if kind == COMBI:
        if m_tap <= 0.0 and w[W_HX_J] >= wp[WP_HX_J] - COLD_HX_J:
            x[X_B_TAP] = 0.0
            return
        locked = par[P_B_MAX_W] <= 0.0 or x[X_B_STATE] == LOCKED
        combi(w, wp, wa, m_tap, 0.0 if locked else par[P_B_TAP_W], dt, counting, out)
        fires = out[0] > 0.0
        k[K_Q_TAP] = out[0]
        if fires:
            # The plate exchanger runs cool below: its return is about that of a low-temperature circuit.
            k[K_GAS_TAP] = out[0] / efficiency(TAP_RETURN_C, out[0] / par[P_B_TAP_W], par[P_B_ETA])
            if x[X_B_TAP] == 0.0 and x[X_B_STATE] != BURNING:
                k[K_GAS_TAP] += par[P_B_START_J] / dt
                k[K_TAP_STARTED] = 1.0
        # Hot water first: the burner leaves the heating at once and has to start again for it.
        x[X_B_TAP] = 1.0 if m_tap > 0.0 and not locked else 0.0
        k[K_TAP_W] = w[W_RUN_J] / dt
        k[K_TANK_LOSS] = out[3]
        return
    hp, b = to_tank(x, par)
    m_b = b * k[K_M_B]
    m_coil = hp * k[K_M_HP] + m_b
    coil_c = (hp * k[K_M_HP] * x[X_HP] + m_b * x[X_BOILER]) / m_coil if m_coil > 0.0 else x[X_HP]
    k[K_ELEMENT] = element * par[P_ELEMENT_W]
    tank(w, wp, wa, m_tap, m_coil, coil_c, k[K_ELEMENT], room_c, dt, counting, out)
    k[K_COIL_BACK] = out[0]
    k[K_Q_COIL] = out[1]
    k[K_Q_COIL_B] = m_b * CP * (x[X_BOILER] - out[0])
    k[K_TANK_LOSS] = out[2]
    k[K_TAP_W] = out[3]


@jit
def advance(x, par, m, wx, ctl, cmd, frame, acc, jud, bins, k, w, wp, wa, draws, out, steps, dt):
    """Move the plant on by steps x dt seconds under the commands cmd (output frame); fill the input frame.

    x state, par constants, m the heat pump's map, wx (hours, 4), ctl what scripts do, acc sums, jud judge, bins
    (n, N_BINS), k quantities of a step, w/wp/wa/draws hot water, out five floats of scratch.
    """
    b_max = par[P_B_MAX_W]
    hp_cmd = cmd[OUT_HP] != 0
    hp_set = cmd[OUT_HP_SET_C100] / 100.0
    hp_cap = NO_CAP_W
    by = par[P_HP_COMMAND]
    # Contacts at rest are state 2; before the first tick nothing is commanded at all.
    sg = cmd[OUT_SG] if cmd[OUT_SG] != 0 else 2
    if by == COMMAND_SG:
        hp_cmd = sg > 1
    elif by == COMMAND_FULL and cmd[OUT_HP_CAP_WHY] not in (0, R_NO_LIMIT):
        hp_cap = float(cmd[OUT_HP_CAP_W])
    cut = par[P_CONTACTOR] != 0.0 and cmd[OUT_CONTACTOR] == 0
    b_cmd = b_max > 0.0 and cmd[OUT_BOILER] != 0
    b_set = cmd[OUT_BOILER_SET_C100] / 100.0
    hp_fitted = par[P_HP_FITTED] != 0.0
    hp_pump = hp_fitted and cmd[OUT_HP_PUMP] != 0
    pump = cmd[OUT_PUMP] != 0
    valve = 1.0 if cmd[OUT_VALVE] != 0 else 0.0
    element = 1.0 if cmd[OUT_ELEMENT] != 0 else 0.0
    has_tank = wp[WP_KIND] == TANK
    k[K_PUMP] = 1.0 if pump else 0.0
    import_j = 0.0
    for _ in range(steps):
        t = x[X_T]
        counting = t >= par[P_T_COUNT]
        sky(x, par, wx, k)

        # Water on its way.
        own_pump = False
        if par[P_C_OUT] > 0.0:
            water = outdoor_water_c(x[X_OUT_J], par[P_C_OUT])
            if water < par[P_OUT_PUMP_C]:
                x[X_OUT_PUMP] = 1.0
            elif water > par[P_OUT_PUMP_C] + OWN_PUMP_K:
                x[X_OUT_PUMP] = 0.0
            own_pump = x[X_OUT_PUMP] != 0.0 and not cut
        tapped = x[X_B_TAP] != 0.0
        b_pump = b_max > 0.0 and not tapped and (b_cmd or x[X_B_PUMP_S] > 0.0)
        k[K_HP_PUMP] = 1.0 if hp_pump or own_pump else 0.0
        k[K_B_PUMP] = 1.0 if b_pump else 0.0
        divert(x, par, ctl, valve, dt)
        flows(x, par, ctl, hp_pump or own_pump, b_pump, pump, dt, k)
        hot_water(x, par, element, w, wp, wa, draws, k[K_ROOM], dt, counting, k, out)
        meet(x, par, ctl, dt, k)
        k[K_HP_OUT] = x[X_HP]
        b_old = x[X_BOILER]

        # Machines.
        if hp_fitted:
            if by != COMMAND_FULL:
                hp_set = own_set_c(par, m, k[K_OUT])
                if by == COMMAND_SG and sg == 3:
                    hp_set += SG_MORE_K
                elif by == COMMAND_SG and sg == 4:
                    hp_set = max(hp_set + SG_FORCE_K, x[X_HP] + OWN_START_K + 1.0)
            if cut and x[X_HP_STATE] != 0.0:
                off(x, 0.0)
            heat_pump(x, par, m, ctl, hp_cmd and not cut, hp_set, hp_cap, dt, k)
        if b_max > 0.0:
            if x[X_B_TAP] != 0.0:
                k[K_Q_B] = 0.0
                k[K_GAS] = 0.0
                k[K_B_STARTED] = 0.0
                k[K_B_TRIPPED] = 0.0
                x[X_B_STATE] = OFF
            else:
                boiler(x, par, ctl, b_cmd, b_set, b_pump, dt, k)
            if x[X_B_STATE] == BURNING:
                x[X_B_PUMP_S] = par[P_B_POST_S]
            elif x[X_B_PUMP_S] > 0.0:
                x[X_B_PUMP_S] -= dt
            if x[X_DIVERT] > 0.5 and par[P_CHARGE_BY] != 2.0:
                k[K_GAS_TAP] += k[K_GAS]
                k[K_GAS] = 0.0
                k[K_TAP_STARTED] = k[K_B_STARTED]
                k[K_B_STARTED] = 0.0

        house(x, par, ctl, dt, k)
        sources(x, par, dt, k)
        x[X_T] = t + dt

        lag(x, CH_OUTDOOR, k[K_OUT], dt)
        lag(x, CH_ROOM, k[K_ROOM], dt)
        lag(x, CH_FLOW, k[K_FLOW], dt)
        lag(x, CH_RETURN, k[K_BACK], dt)
        lag(x, CH_HP_FLOW, k[K_HP_OUT], dt)
        lag(x, CH_HP_RETURN, k[K_HP_IN], dt)
        lag(x, CH_BOILER_FLOW, b_old, dt)
        if par[P_SCHEME] == SCHEME_MIXED:
            lag_mixed(x, k[K_F_FLOW], dt)

        judge(jud, t, dt, k[K_P_HP] > 0.0, k[K_HP_STARTED] > 0.0, x, par, k)
        if has_tank:
            lag(x, CH_TANK, sensor_c(w, wp), dt)
            judge_tank(jud, t, par, w, wp, out[4], cmd)
        powers(par, k)
        if not counting:
            acc[A_STORE0] = stored_j(x, par, w, wp)
            acc[A_ROOM_MIN] = k[K_ROOM]
            acc[A_ROOM_MAX] = k[K_ROOM]
            continue
        import_j += (k[K_E_HP] + k[K_E_HP_PUMP] + k[K_E_B] + k[K_E_PUMP] + k[K_ELEMENT]) * dt
        count(par, acc, k, dt)
        show(par, bins[int((t - par[P_T_COUNT]) / par[P_BIN_S])], w, cmd, k, dt)

    if steps > 0 and x[X_T] > par[P_T_COUNT]:
        peak = import_j / (steps * dt)
        if peak > acc[A_PEAK_W]:
            acc[A_PEAK_W] = peak

    frame[IN_WALL_MIN] = int(par[P_WALL_MIN] + x[X_T] / 60.0)
    scale = par[P_NOISE]
    read(x, ctl, frame, scale)
    if has_tank:
        read_tank(x, ctl, frame, scale)
    lph = k[K_M_HP] * 3600.0 * (1.0 + 0.01 * scale * noise(x)) if k[K_M_HP] > 0.0 else 0.0
    frame[IN_CH + CH_HP_LPH] = int(math.floor(lph / 10.0 + 0.5)) * 10
    state = x[X_HP_STATE]
    running = state in (RUNNING, STOPPING, DEFROSTING)
    frame[IN_CH + CH_HP_POWER] = int(math.floor(k[K_P_HP] * (1.0 + 0.01 * scale * noise(x)) + 0.5))
    frame[IN_CH + CH_HP_RUN] = 1 if running else 0
    frame[IN_CH + CH_FLAME] = 1 if x[X_B_STATE] == BURNING or k[K_Q_TAP] > 0.0 else 0
    frame[IN_CH + CH_HP_DEFROST] = 1 if state == DEFROSTING else 0
    frame[IN_CH + CH_HP_ERROR] = 1 if ctl[C_HP_ERROR] != 0.0 else 0
    if par[P_SCHEME] == SCHEME_MIXED:
        frame[IN_CH + CH_MIXED_FLOW] = read_mixed(x, scale)
