"""One step of the whole plant: weather, house, emitters, separator, heat pump, boiler, sensors, judge, sums.

House: air, surface (no mass) and structure after ISO 13790's 5R1C scheme, with an air node of its own. Emitters: three
nodes in series, heat = K (T - room)^n each. Explicit steps of at most 10 s; every flow of energy is computed once and
used on both sides, so the balance closes to rounding. Units SI, temperatures in C.
"""

import math

from host_sim.plant.jit import jit
from host_sim.plant.judge import judge
from host_sim.plant.layout import *  # noqa: F403 - the layout is nothing but names
from host_sim.plant.machines import BURNING, RUNNING, STOPPING, boiler, heat_pump
from tandem.ports.frame import (
    CH_BOILER_FLOW,
    CH_FLAME,
    CH_FLOW,
    CH_HP_FLOW,
    CH_HP_LPH,
    CH_HP_POWER,
    CH_HP_RETURN,
    CH_HP_RUN,
    CH_OUTDOOR,
    CH_RETURN,
    CH_ROOM,
    IN_CH,
    IN_WALL_MIN,
    OUT_BOILER,
    OUT_BOILER_SET_C100,
    OUT_HP,
    OUT_HP_CAP_W,
    OUT_HP_CAP_WHY,
    OUT_HP_PUMP,
    OUT_HP_SET_C100,
    OUT_LOAD_W,
    OUT_PLAN,
    OUT_PUMP,
    OUT_REQ_C100,
)
from tandem.ports.reasons import R_LIMIT_CAP

CP = 4186.0  # J/kgK, water


@jit
def stored_j(x, par):
    """Heat in all nodes above 0 C."""
    return (
        par[P_C_AIR] * x[X_AIR]
        + par[P_C_MASS] * x[X_MASS]
        + par[P_C_EM] * (x[X_EM1] + x[X_EM2] + x[X_EM3])
        + par[P_C_HP] * x[X_HP]
        + par[P_C_BOILER] * x[X_BOILER]
    )


@jit
def noise(x):
    """Triangular noise -1..1 from the plant's own generator (Park and Miller's minimal standard)."""
    seed = int(x[X_SEED])
    seed = (seed * 16807) % 2147483647
    first = seed
    seed = (seed * 16807) % 2147483647
    x[X_SEED] = float(seed)
    return (first + seed) / 2147483647.0 - 1.0


@jit
def sense(frame, channel, value_c, quantum_c, x, noise_c):
    """A temperature as a sensor with this quantum reports it, in c100."""
    value = value_c + noise_c * noise(x)
    frame[IN_CH + channel] = int(math.floor(math.floor(value / quantum_c + 0.5) * quantum_c * 100.0 + 0.5))


@jit
def emit(x, node, par, room_c):
    """Heat of one emitter node to the room, W; water colder than the room takes none."""
    lift = x[node] - room_c
    if lift <= 0.0:
        return 0.0
    return par[P_K_EM] * lift ** par[P_N_EM]


@jit
def sun_share(room_c):
    """Share of the sun that people let in: blinds come down from 23 C on, to 30 % at 25 C."""
    if room_c <= 23.0:
        return 1.0
    return max(0.3, 1.0 - 0.35 * (room_c - 23.0))


@jit
def advance(x, par, wx, cmd, frame, acc, jud, bins, work, steps, dt):
    """Move the plant on by steps x dt seconds under the commands cmd (output frame); fill the input frame.

    x state, par constants, wx (hours, 2) outdoor C and global horizontal W/m2, acc sums, jud judge, bins (n, N_BINS),
    work three floats of scratch.
    """
    hp_cmd = cmd[OUT_HP] != 0
    b_cmd = cmd[OUT_BOILER] != 0
    hp_set = cmd[OUT_HP_SET_C100] / 100.0
    b_set = cmd[OUT_BOILER_SET_C100] / 100.0
    capped = cmd[OUT_HP_CAP_WHY] == R_LIMIT_CAP
    hp_pump = cmd[OUT_HP_PUMP] != 0 and par[P_HP_QN] > 0.0
    pump = cmd[OUT_PUMP] != 0
    hours = int(par[P_WX_HOURS])
    import_j = 0.0
    p_comp = 0.0
    for _ in range(steps):
        t = x[X_T]
        counting = t >= par[P_T_COUNT]
        # Hourly means stand at the middle of their hour.
        h = t / 3600.0 - 0.5
        i = int(math.floor(h))
        part = h - i
        i0 = i % hours
        i1 = (i + 1) % hours
        outdoor = wx[i0, 0] + (wx[i1, 0] - wx[i0, 0]) * part
        sun = wx[i0, 1] + (wx[i1, 1] - wx[i0, 1]) * part

        # Water: who pushes how much, what meets in the separator.
        m_hp = par[P_M_HP] if hp_pump else 0.0
        b_pump = par[P_B_MAX_W] > 0.0 and (b_cmd or x[X_B_PUMP_S] > 0.0)
        m_b = par[P_M_BOILER] if b_pump else 0.0
        m2 = par[P_M_CIRC] if pump else 0.0
        m1 = m_hp + m_b
        back = x[X_EM3]
        if m1 > 0.0:
            supply = (m_hp * x[X_HP] + m_b * x[X_BOILER]) / m1
            if m1 >= m2:
                flow = supply
                primary_back = (m2 * back + (m1 - m2) * supply) / m1
            else:
                flow = (m1 * supply + (m2 - m1) * back) / m2
                primary_back = back
        else:
            flow = back
            primary_back = back

        # Machines.
        heat_pump(x, par, hp_cmd, hp_set, cmd[OUT_HP_CAP_W], capped, m_hp > 0.0, outdoor, dt, work)
        q_hp = work[0]
        p_comp = work[1]
        hp_started = work[2]
        boiler(x, par, b_cmd and par[P_B_MAX_W] > 0.0, b_set, primary_back, m_b > 0.0, dt, work)
        q_b = work[0]
        gas = work[1] + work[2] * par[P_B_START_J] / dt
        b_started = work[2]
        burning = x[X_B_STATE] == BURNING
        if burning or b_started > 0.0:
            x[X_B_PUMP_S] = par[P_B_POST_S]
        elif x[X_B_PUMP_S] > 0.0:
            x[X_B_PUMP_S] -= dt
        p_hp = p_comp + (par[P_HP_STANDBY_W] if par[P_HP_QN] > 0.0 else 0.0)
        p_hp_pump = par[P_HP_PUMP_W] if hp_pump else 0.0
        p_b = 0.0
        if par[P_B_MAX_W] > 0.0:
            p_b = par[P_B_STANDBY_W] + (par[P_B_PUMP_W] if b_pump else 0.0) + (par[P_B_FAN_W] if q_b > 0.0 else 0.0)
        p_pump = par[P_PUMP_W] if pump else 0.0

        # House.
        air = x[X_AIR]
        mass = x[X_MASS]
        solar = par[P_SOLAR_M2] * sun * sun_share(0.3 * air + 0.7 * mass)
        gains = par[P_GAINS_W]
        h_surface = par[P_H_IS] + par[P_H_MS] + par[P_H_WIN]
        em_ref = 0.3 * air + 0.7 * mass
        q1 = emit(x, X_EM1, par, em_ref)
        q2 = emit(x, X_EM2, par, em_ref)
        q3 = emit(x, X_EM3, par, em_ref)
        q_em = q1 + q2 + q3
        on_surface = 0.45 * solar + 0.5 * gains + (1.0 - par[P_EM_AIR]) * q_em
        surface = (par[P_H_IS] * air + par[P_H_MS] * mass + par[P_H_WIN] * outdoor + on_surface) / h_surface
        room = 0.3 * air + 0.7 * surface
        h_open = par[P_H_OPEN] if room > par[P_OPEN_C] and outdoor < room else 0.0
        to_surface = par[P_H_IS] * (air - surface)
        vent = (par[P_H_VENT] + h_open) * (air - outdoor)
        window = par[P_H_WIN] * (surface - outdoor)
        wall = par[P_H_EM] * (mass - outdoor)
        x[X_AIR] = air + dt / par[P_C_AIR] * (0.1 * solar + 0.5 * gains + par[P_EM_AIR] * q_em - to_surface - vent)
        x[X_MASS] = mass + dt / par[P_C_MASS] * (par[P_H_MS] * (surface - mass) + 0.45 * solar - wall)

        # Emitters, heat pump and boiler water: all from the temperatures at the start of the step.
        hp_old = x[X_HP]
        b_old = x[X_BOILER]
        c_em = par[P_C_EM]
        e1 = x[X_EM1]
        e2 = x[X_EM2]
        x[X_EM1] = e1 + dt / c_em * (m2 * CP * (flow - e1) - q1)
        x[X_EM2] = e2 + dt / c_em * (m2 * CP * (e1 - e2) - q2)
        x[X_EM3] = back + dt / c_em * (m2 * CP * (e2 - back) - q3)
        x[X_HP] = hp_old + dt / par[P_C_HP] * (m_hp * CP * (primary_back - hp_old) + q_hp)
        x[X_BOILER] = b_old + dt / par[P_C_BOILER] * (m_b * CP * (primary_back - b_old) + q_b)
        x[X_T] = t + dt

        # Sensors lag.
        x[X_S_OUT] += dt / 300.0 * (outdoor - x[X_S_OUT])
        x[X_S_ROOM] += dt / 300.0 * (room - x[X_S_ROOM])
        x[X_S_FLOW] += dt / 30.0 * (flow - x[X_S_FLOW])
        x[X_S_RETURN] += dt / 30.0 * (back - x[X_S_RETURN])
        x[X_S_HP_FLOW] += dt / 30.0 * (hp_old - x[X_S_HP_FLOW])
        x[X_S_HP_RETURN] += dt / 30.0 * (primary_back - x[X_S_HP_RETURN])
        x[X_S_BOILER] += dt / 30.0 * (b_old - x[X_S_BOILER])

        runs = p_comp > 0.0
        judge(jud, t, dt, runs, hp_started > 0.0, m_hp > 0.0, flow, x, par)

        if not counting:
            acc[A_STORE0] = stored_j(x, par)
            acc[A_ROOM_MIN] = room
            acc[A_ROOM_MAX] = room
            continue
        electric = p_hp + p_hp_pump + p_b + p_pump
        import_j += electric * dt
        acc[A_S] += dt
        acc[A_Q_HP] += q_hp * dt
        acc[A_Q_B] += q_b * dt
        acc[A_GAS] += gas * dt
        acc[A_E_HP] += p_hp * dt
        acc[A_E_HP_PUMP] += p_hp_pump * dt
        acc[A_E_B] += p_b * dt
        acc[A_E_PUMP] += p_pump * dt
        acc[A_SOLAR] += solar * dt
        acc[A_GAINS] += gains * dt
        acc[A_LOSS] += (vent + window + wall) * dt
        acc[A_HP_STARTS] += hp_started
        acc[A_B_STARTS] += b_started
        acc[A_ROOM] += room * dt
        if runs:
            acc[A_HP_S] += dt
        if q_b > 0.0:
            acc[A_BOILER_S] += dt
        if room < par[P_TARGET_C] - 0.5:
            acc[A_UNDER] += (par[P_TARGET_C] - 0.5 - room) * dt
        if room < acc[A_ROOM_MIN]:
            acc[A_ROOM_MIN] = room
        if room > acc[A_ROOM_MAX]:
            acc[A_ROOM_MAX] = room
        b = bins[int((t - par[P_T_COUNT]) / par[P_BIN_S])]
        b[B_OUT] += outdoor * dt
        b[B_ROOM] += room * dt
        b[B_FLOW] += flow * dt
        b[B_RETURN] += back * dt
        b[B_HP_FLOW] += hp_old * dt
        b[B_Q_HP] += q_hp * dt
        b[B_Q_B] += q_b * dt
        b[B_P_HP] += p_hp * dt
        b[B_P_PUMPS] += (p_hp_pump + p_pump) * dt
        b[B_P_B] += p_b * dt
        b[B_GAS] += gas * dt
        b[B_SOLAR] += solar * dt
        b[B_GAINS] += gains * dt
        b[B_LOAD] += cmd[OUT_LOAD_W] * dt
        if cmd[OUT_REQ_C100] > 0:
            b[B_REQ] += cmd[OUT_REQ_C100] / 100.0 * dt
            b[B_WANTED] += dt
        b[B_HP_STARTS] += hp_started
        b[B_B_STARTS] += b_started
        b[B_PLAN] = cmd[OUT_PLAN]
        b[B_S] += dt

    if steps > 0 and x[X_T] > par[P_T_COUNT]:
        peak = import_j / (steps * dt)
        if peak > acc[A_PEAK_W]:
            acc[A_PEAK_W] = peak

    frame[IN_WALL_MIN] = int(par[P_WALL_MIN] + x[X_T] / 60.0)
    scale = par[P_NOISE]
    sense(frame, CH_OUTDOOR, x[X_S_OUT], 0.1, x, 0.05 * scale)
    sense(frame, CH_ROOM, x[X_S_ROOM], 0.1, x, 0.02 * scale)
    sense(frame, CH_FLOW, x[X_S_FLOW], 0.0625, x, 0.03 * scale)
    sense(frame, CH_RETURN, x[X_S_RETURN], 0.0625, x, 0.03 * scale)
    sense(frame, CH_HP_FLOW, x[X_S_HP_FLOW], 0.0625, x, 0.03 * scale)
    sense(frame, CH_HP_RETURN, x[X_S_HP_RETURN], 0.0625, x, 0.03 * scale)
    sense(frame, CH_BOILER_FLOW, x[X_S_BOILER], 0.0625, x, 0.03 * scale)
    lph = par[P_M_HP] * 3600.0 * (1.0 + 0.01 * scale * noise(x)) if hp_pump else 0.0
    frame[IN_CH + CH_HP_LPH] = int(math.floor(lph / 10.0 + 0.5)) * 10
    running = x[X_HP_STATE] == RUNNING or x[X_HP_STATE] == STOPPING
    frame[IN_CH + CH_HP_POWER] = int(math.floor(p_comp * (1.0 + 0.01 * scale * noise(x)) + 0.5))
    frame[IN_CH + CH_HP_RUN] = 1 if running else 0
    frame[IN_CH + CH_FLAME] = 1 if x[X_B_STATE] == BURNING else 0
