"""House and emitters in one step: air, surface (no mass) and structure after ISO 13790's 5R1C scheme, with an air node
of its own; three nodes of emitter water in series, heat = K (T - room)^n each, and a second circuit alike.

Sun falls 10 % on air, 45 % each on surfaces and structure; people heat air and surfaces half and half (ISO 13790's
scheme with its air node split off). Felt is 0.3 air + 0.7 surfaces, ISO 13790's operative temperature. Blinds and open
windows are engineering estimates of what people do. Every flow of heat is computed once and used on both sides, so the
balance closes to rounding.
"""

from host_sim.plant.jit import jit
from host_sim.plant.layout import *  # noqa: F403 - the layout is nothing but names

TO_AIR = 0.3  # share of the air in the temperature that is felt; the rest is the surfaces'


@jit
def felt_c(air_c, surfaces_c):
    """Temperature that is felt."""
    return TO_AIR * air_c + (1.0 - TO_AIR) * surfaces_c


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
def emitters(x, first, felt, k_w, exponent):
    """Heat of the three nodes of a circuit's emitters from node first on, W each."""
    return (
        emit(x[first], felt, k_w, exponent),
        emit(x[first + 1], felt, k_w, exponent),
        emit(x[first + 2], felt, k_w, exponent),
    )


@jit
def through(x, first, flow_c, w, part, q):
    """Water of w W/K that enters with flow_c runs through the three nodes that give q; part: s K/J of a node."""
    t1 = x[first]
    t2 = x[first + 1]
    t3 = x[first + 2]
    x[first] = t1 + part * (w * (flow_c - t1) - q[0])
    x[first + 1] = t2 + part * (w * (t1 - t2) - q[1])
    x[first + 2] = t3 + part * (w * (t2 - t3) - q[2])


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
    q = emitters(x, X_EM1, felt, par[P_K_EM], par[P_N_EM])
    q_sum = q[0] + q[1] + q[2]
    to_air = par[P_EM_AIR] * q_sum
    to_surface = (1.0 - par[P_EM_AIR]) * q_sum
    k[K_Q_EM] = q_sum
    if par[P_SCHEME] == SCHEME_MIXED:
        f = emitters(x, X_F1, felt, par[P_K_F], par[P_N_F])
        f_sum = f[0] + f[1] + f[2]
        to_air += par[P_F_AIR] * f_sum
        to_surface += (1.0 - par[P_F_AIR]) * f_sum
        k[K_Q_EM] += f_sum
        through(x, X_F1, k[K_F_FLOW], k[K_M_F] * CP, dt / par[P_C_F], f)
    h_surface = par[P_H_IS] + par[P_H_MS] + par[P_H_WIN]
    on_surface = 0.45 * solar + 0.5 * gains + to_surface
    surface = (par[P_H_IS] * air + par[P_H_MS] * mass + par[P_H_WIN] * outdoor + on_surface) / h_surface
    room = felt_c(air, surface)
    h_open = ctl[C_WINDOW_W_K]
    if room > par[P_OPEN_C] and outdoor < room:
        h_open += par[P_H_OPEN]
    is_flow = par[P_H_IS] * (air - surface)
    vent = (par[P_H_VENT] + h_open) * (air - outdoor)
    window = par[P_H_WIN] * (surface - outdoor)
    wall = par[P_H_EM] * (mass - outdoor)
    x[X_AIR] = air + dt / par[P_C_AIR] * (0.1 * solar + 0.5 * gains + to_air - is_flow - vent)
    x[X_MASS] = mass + dt / par[P_C_MASS] * (par[P_H_MS] * (surface - mass) + 0.45 * solar - wall)
    through(x, X_EM1, k[K_FLOW], k[K_M_CIRC] * CP, dt / par[P_C_EM], q)
    k[K_SOLAR] = solar
    k[K_LOSS] = vent + window + wall
    k[K_ROOM] = room
