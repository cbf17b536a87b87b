"""The hot water tank: ten nodes, draws, coil or plate, losses, and whether all of it has been hot enough.

Sources: disinfection of a whole store at 60 C for 20 min, 65 C for 10 min or 70 C for 5 min: Dutch practice for
dwellings (ISSO 30.5).
"""

import math

from host_sim.plant.hot_water import deliver, mean_tap_c, stored_j
from host_sim.plant.jit import jit
from host_sim.plant.layout_hot_water import *  # noqa: F403 - the layout is nothing but names

MOST_SHARE = 0.4  # of a node's water that moves in one sub-step


@jit
def push(w, first, towards, share, inlet_c):
    """Move share of a node's water from node to node, from first on (towards 1: up, -1: down), behind water of inlet_c.

    Van Leer's limited slopes keep a front sharp and make no temperature that was not there.
    """
    behind = inlet_c
    here = w[first]
    entering = here
    node = first
    for _ in range(N_NODES - 1):
        ahead = w[node + towards]
        near = here - behind
        far = ahead - here
        leaving = here
        if near * far > 0.0:
            leaving += (1.0 - share) * near * far / (near + far)
        w[node] = here + share * (entering - leaving)
        behind = here
        here = ahead
        entering = leaving
        node += towards
    w[node] = here + share * (entering - here)


@jit
def move(w, kg_node, cold_c, draw_kg, plate_kg, plate_c):
    """Water through the tank: draw_kg of cold in below and out above, plate_kg out below and in above at plate_c."""
    top = N_NODES - 1
    into_top = plate_kg * (plate_c - w[top])
    into_bottom = draw_kg * (cold_c - w[0])
    up = draw_kg - plate_kg
    if up > 0.0:
        push(w, 0, 1, up / kg_node, cold_c)
    elif up < 0.0:
        push(w, top, -1, -up / kg_node, plate_c)
    w[top] += into_top / kg_node
    w[0] += into_bottom / kg_node


@jit
def coil(w, wp, m_coil, coil_in_c, dt):
    """Water through the coil from its upper end down. Returns the temperature with which it leaves."""
    nodes = int(wp[WP_COIL_NODES])
    flow = m_coil * CP
    share = 1.0 - math.exp(-wp[WP_UA] / (nodes * flow))
    warm = coil_in_c
    for i in range(nodes - 1, -1, -1):
        drop = share * (warm - w[i])
        warm -= drop
        w[i] += flow * drop * dt / wp[WP_NODE_JK]
    return warm


@jit
def mix(w):
    """Warmer water below colder rises: such nodes get their common mean, with as many neighbours as that needs."""
    low = 0
    while low < N_NODES - 1:
        if w[low] <= w[low + 1]:
            low += 1
            continue
        high = low + 1
        total = w[low] + w[high]
        mean = 0.5 * total
        growing = True
        while growing:
            growing = False
            if high < N_NODES - 1 and mean > w[high + 1]:
                high += 1
                total += w[high]
                growing = True
            elif low > 0 and w[low - 1] > mean:
                low -= 1
                total += w[low]
                growing = True
            mean = total / (high - low + 1)
        for i in range(low, high + 1):
            w[i] = mean
        low = high


@jit
def rest(w, wp, room_c, dt):
    """Conduction between the nodes and loss to the room; keeps the coldest node in mind. Returns the loss, W."""
    ua = wp[WP_NODE_UA]
    between = wp[WP_NODE_K]
    rate = dt / wp[WP_NODE_JK]
    total = 0.0
    rising = 0.0
    here = w[0]
    coldest = here
    for i in range(N_NODES - 1):
        above = w[i + 1]
        up = between * (here - above)
        loss = ua * (here - room_c)
        total += loss
        now = here + rate * (rising - up - loss)
        w[i] = now
        coldest = min(coldest, now) if i else now
        rising = up
        here = above
    loss = ua * (here - room_c)
    now = here + rate * (rising - loss)
    w[N_NODES - 1] = now
    w[W_COLDEST_C] = min(coldest, now)
    return total + loss


@jit
def disinfection(w, wa, dt, counting):
    """How long every node has been hot, and how long ago that was enough."""
    coldest = w[W_COLDEST_C]
    if coldest >= 60.0:
        was = w[W_SINCE_S]
        w[W_HOLD_60_S] += dt
        w[W_HOLD_65_S] = w[W_HOLD_65_S] + dt if coldest >= 65.0 else 0.0
        w[W_HOLD_70_S] = w[W_HOLD_70_S] + dt if coldest >= 70.0 else 0.0
        if w[W_HOLD_60_S] >= 1200.0 or w[W_HOLD_65_S] >= 600.0 or w[W_HOLD_70_S] >= 300.0:
            w[W_SINCE_S] = 0.0
            if was > 0.0 and counting:
                wa[WA_DISINFECTIONS] += 1.0
            return
    elif w[W_HOLD_60_S] > 0.0:
        w[W_HOLD_60_S] = 0.0
        w[W_HOLD_65_S] = 0.0
        w[W_HOLD_70_S] = 0.0
    w[W_SINCE_S] += dt
    if counting and w[W_SINCE_S] > wa[WA_SINCE_MAX_S]:
        wa[WA_SINCE_MAX_S] = w[W_SINCE_S]


@jit
def work(w, wp, wa, m_draw, m_coil, coil_in_c, element_w, dt, counting, result):
    """A step in which water or heat moves, in parts that move less than a node holds. result: coil return C, its W."""
    cold = wp[WP_COLD_C]
    kg_node = wp[WP_NODE_JK] / CP
    plate = wp[WP_CHARGE] == PLATE
    parts = 1 + int((m_draw + m_coil) * dt / (MOST_SHARE * kg_node))
    part = dt / parts
    back = 0.0
    for _ in range(parts):
        draw_kg = 0.0
        top = w[N_NODES - 1]
        if m_draw > 0.0 and w[W_LEFT_J] > 0.0:
            tap = min(top, wp[WP_TAP_C])
            draw_kg = m_draw * deliver(w, wp, wa, m_draw, tap, part, counting)
            if top > tap:
                draw_kg *= (tap - cold) / (top - cold)
        plate_kg = 0.0
        plate_c = 0.0
        if plate and m_coil > 0.0:
            # Counterflow with as much water on either side.
            plate_kg = m_coil * part
            rise = wp[WP_UA] / (wp[WP_UA] + m_coil * CP) * (coil_in_c - w[0])
            plate_c = w[0] + rise
            back += coil_in_c - rise
        if draw_kg > 0.0 or plate_kg > 0.0:
            move(w, kg_node, cold, draw_kg, plate_kg, plate_c)
        if m_coil > 0.0 and not plate:
            back += coil(w, wp, m_coil, coil_in_c, part)
        w[int(wp[WP_ELEMENT_NODE])] += element_w * part / wp[WP_NODE_JK]
        mix(w)
    result[0] = back / parts if m_coil > 0.0 else coil_in_c
    result[1] = m_coil * CP * (coil_in_c - result[0])


@jit
def tank(w, wp, wa, m_draw, m_coil, coil_in_c, element_w, room_c, dt, counting, result):
    """One step of a tank. result: coil return C, heat from the coil W, loss W, heat drawn W, tap C (0: no water).

    m_draw kg/s from ask; m_coil kg/s of heating water that enters the coil or plate with coil_in_c.
    """
    w[W_RUN_KG] = 0.0
    w[W_RUN_J] = 0.0
    if not counting:
        wa[WA_STORE0_J] = stored_j(w, wp)
    result[0] = coil_in_c
    result[1] = 0.0
    if m_draw > 0.0 or m_coil > 0.0 or element_w > 0.0:
        work(w, wp, wa, m_draw, m_coil, coil_in_c, element_w, dt, counting, result)
    loss_w = rest(w, wp, room_c, dt)
    disinfection(w, wa, dt, counting)
    if counting:
        wa[WA_HEAT_J] += result[1] * dt
        wa[WA_ELEMENT_J] += element_w * dt
        wa[WA_LOSS_J] += loss_w * dt
    result[2] = loss_w
    result[3] = w[W_RUN_J] / dt
    result[4] = mean_tap_c(w, wp)
