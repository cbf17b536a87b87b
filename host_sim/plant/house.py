"""House and emitters in one step: air, surface (no mass) and structure after ISO 13790's 5R1C scheme, with an air node
of its own; three nodes of emitter water in series, heat = K (T - room)^n each, and a second circuit alike.

Sun falls 10 % on air, 45 % each on surfaces and structure; people heat air and surfaces half and half (ISO 13790's
scheme with its air node split off). Felt is 0.3 air + 0.7 surfaces, ISO 13790's operative temperature. Blinds and open
windows are engineering estimates of what people do. Every flow of heat is computed once and used on both sides, so the
balance closes to rounding.
"""

from host_sim.plant.jit import jit
from host_sim.plant.layout import *  # noqa: F403 - the layout is nothing but names

CP = 4186.0  # J/kgK, water
TO_AIR = 0.3  # share of the air in the temperature that is felt; the rest is the surfaces'


@jit
def sun_share(room_c):
    """Share of the sun that people let in: blinds come down from 23 C on, to 30 % at 25 C."""
    if room_c <= 23.0:
        return 1.0
    return max(0.3, 1.0 - 0.35 * (room_c - 23.0))


@jit
def emit(water_c, room_c, k_w, exponent):
    """Heat of one emitter node to the room, W; water colder than the room takes none."""
    lift = water_c - room_c
    if lift <= 0.0:
        return 0.0
    return k_w * lift**exponent


@jit
def house(x, par, ctl, dt, k):
    """One step of rooms and emitters, from the weather, the flows and the tank's loss in k; K_ROOM and sums of W."""
    air = x[X_AIR]
    mass = x[X_MASS]
    outdoor = k[K_OUT]
    felt = k[K_ROOM]  # of the last step: the surfaces' own depends on the emitters
    solar = par[P_SOLAR_M2] * k[K_SUN] * sun_share(felt)
    k[K_GAINS_W] = par[P_AREA_M2] * k[K_GAINS]
    gains = k[K_GAINS_W] + k[K_TANK_LOSS]
    q1 = emit(x[X_EM1], felt, par[P_K_EM], par[P_N_EM])
    q2 = emit(x[X_EM2], felt, par[P_K_EM], par[P_N_EM])
    q3 = emit(x[X_EM3], felt, par[P_K_EM], par[P_N_EM])
    to_air = par[P_EM_AIR] * (q1 + q2 + q3)
    to_surface = (1.0 - par[P_EM_AIR]) * (q1 + q2 + q3)
    k[K_Q_EM] = q1 + q2 + q3
    if par[P_SCHEME] == SCHEME_MIXED:
        f1 = emit(x[X_F1], felt, par[P_K_F], par[P_N_F])
        f2 = emit(x[X_F2], felt, par[P_K_F], par[P_N_F])
        f3 = emit(x[X_F3], felt, par[P_K_F], par[P_N_F])
        to_air += par[P_F_AIR] * (f1 + f2 + f3)
        to_surface += (1.0 - par[P_F_AIR]) * (f1 + f2 + f3)
        k[K_Q_EM] += f1 + f2 + f3
        w = k[K_M_F] * CP
        part = dt / par[P_C_F]
        g1 = x[X_F1]
        g2 = x[X_F2]
        g3 = x[X_F3]
        x[X_F1] = g1 + part * (w * (k[K_F_FLOW] - g1) - f1)
        x[X_F2] = g2 + part * (w * (g1 - g2) - f2)
        x[X_F3] = g3 + part * (w * (g2 - g3) - f3)
    h_surface = par[P_H_IS] + par[P_H_MS] + par[P_H_WIN]
    on_surface = 0.45 * solar + 0.5 * gains + to_surface
    surface = (par[P_H_IS] * air + par[P_H_MS] * mass + par[P_H_WIN] * outdoor + on_surface) / h_surface
    room = TO_AIR * air + (1.0 - TO_AIR) * surface
    h_open = ctl[C_WINDOW_W_K]
    if room > par[P_OPEN_C] and outdoor < room:
        h_open += par[P_H_OPEN]
    is_flow = par[P_H_IS] * (air - surface)
    vent = (par[P_H_VENT] + h_open) * (air - outdoor)
    window = par[P_H_WIN] * (surface - outdoor)
    wall = par[P_H_EM] * (mass - outdoor)
    x[X_AIR] = air + dt / par[P_C_AIR] * (0.1 * solar + 0.5 * gains + to_air - is_flow - vent)
    x[X_MASS] = mass + dt / par[P_C_MASS] * (par[P_H_MS] * (surface - mass) + 0.45 * solar - wall)
    # Emitter water, from the temperatures at the start of the step.
    w = k[K_M_CIRC] * CP
    part = dt / par[P_C_EM]
    e1 = x[X_EM1]
    e2 = x[X_EM2]
    e3 = x[X_EM3]
    x[X_EM1] = e1 + part * (w * (k[K_FLOW] - e1) - q1)
    x[X_EM2] = e2 + part * (w * (e1 - e2) - q2)
    x[X_EM3] = e3 + part * (w * (e2 - e3) - q3)
    k[K_SOLAR] = solar
    k[K_LOSS] = vent + window + wall
    k[K_ROOM] = room
