"""Hot water: who draws, what a combi or a tank makes of it, and what counts as too cold. docs/hot-water.md tells more.

The plant calls, in each step of at most 10 s, `ask` and then `combi` or `tank`. Every flow of energy is computed once
and used on both sides, so that stored_j changes by exactly what came in less what went out.

Sources: useful energy and Tm, Tp: Regulation (EU) 812/2013, annex I, and EN 16147; disinfection of a whole store at
60 C for 20 min, 65 C for 10 min or 70 C for 5 min: Dutch practice for dwellings (ISSO 30.5).
"""

import math

from host_sim.plant.jit import jit
from host_sim.plant.layout_hot_water import *  # noqa: F403 - the layout is nothing but names

COMFORT_C = 40.0
FAR_S = 1e18
WARM_UP_S = 10.0  # in which a combi wants its exchanger warm
MOST_SHARE = 0.4  # of a node's water that moves in one sub-step


@jit
def stored_j(w, wp):
    """Heat in the tank above 0 C, or in the combi's exchanger above cold."""
    if wp[WP_KIND] == TANK:
        total = 0.0
        for i in range(N_NODES):
            total += w[i]
        return total * wp[WP_NODE_JK]
    return wp[WP_HX_J] - w[W_HX_J]


@jit
def sensor_c(w, wp):
    """Temperature of the node in which the tank's sensor sits."""
    return w[int(wp[WP_SENSOR_NODE])]


@jit
def begin(w, wp, draws, t):
    """Start the next draw if its time has come."""
    row = int(w[W_NEXT])
    if row >= draws.shape[0]:
        w[W_NEXT_S] = FAR_S
        return
    draw = draws[row]
    w[W_NEXT_S] = draw[D_T]
    if draw[D_T] > t:
        return
    w[W_NEXT] = row + 1
    w[W_NEXT_S] = draws[row + 1, D_T] if row + 1 < draws.shape[0] else FAR_S
    w[W_LEFT_J] = draw[D_J]
    w[W_FLOW] = draw[D_FLOW]
    w[W_USEFUL_C] = draw[D_USEFUL_C]
    w[W_PEAK_C] = draw[D_PEAK_C]
    w[W_MOST_S] = draw[D_MOST_S]
    w[W_DRAW_S] = 0.0
    w[W_HOTTEST_C] = 0.0
    w[W_COLD] = 0.0
    w[W_DEAD_S] = wp[WP_DEAD_S]


@jit
def ask(w, wp, draws, t):
    """Water wanted at the tap in the step that begins at t (s), kg/s. A draw waits until the one before is over."""
    if w[W_LEFT_J] <= 0.0:
        if t < w[W_NEXT_S] or wp[WP_KIND] == NO_HOT_WATER:
            return 0.0
        begin(w, wp, draws, t)
        if w[W_LEFT_J] <= 0.0:
            return 0.0
    return w[W_FLOW]


@jit
def deliver(w, wp, wa, flow, tap_c, seconds, counting):
    """Let flow kg/s of tap_c run for at most this long. Returns the seconds it ran: the draw may end before.

    Heat above cold water counts as useful while tap_c is at Tm or more, until the draw's energy is there exactly.
    """
    left = w[W_LEFT_J]
    begun = w[W_DRAW_S]
    power = flow * CP * (tap_c - wp[WP_COLD_C])
    useful = tap_c >= w[W_USEFUL_C] and power > 0.0
    ran = seconds
    out_of_time = ran >= w[W_MOST_S] - begun
    if out_of_time:
        ran = w[W_MOST_S] - begun
    reached = useful and power * ran >= left
    if reached:
        ran = left / power
        useful_j = left
    else:
        useful_j = power * ran if useful else 0.0
    w[W_LEFT_J] = 0.0 if reached else left - useful_j
    w[W_DRAW_S] = begun + ran
    w[W_RUN_KG] += flow * ran
    w[W_RUN_J] += power * ran
    if tap_c > w[W_HOTTEST_C]:
        w[W_HOTTEST_C] = tap_c
    wants = max(w[W_USEFUL_C], w[W_PEAK_C])
    cold_s = 0.0
    if tap_c < COMFORT_C and wants >= COMFORT_C:
        cold_s = max(0.0, begun + ran - max(begun, wp[WP_WAIT_S]))
    if counting:
        wa[WA_USEFUL_J] += useful_j
        wa[WA_DRAWN_J] += power * ran
        wa[WA_LITRES] += flow * ran
        wa[WA_COLD_S] += cold_s
        if cold_s > 0.0 and w[W_COLD] == 0.0:
            wa[WA_COLD_DRAWS] += 1.0
            w[W_COLD] = 1.0
    if reached or out_of_time:
        if counting:
            wa[WA_DRAWS] += 1.0
            if not reached:
                wa[WA_SHORT_DRAWS] += 1.0
                wa[WA_MISSED_J] += w[W_LEFT_J]
            if w[W_HOTTEST_C] < w[W_PEAK_C]:
                wa[WA_PEAK_MISSED] += 1.0
        w[W_LEFT_J] = 0.0
    return ran


@jit
def mean_tap_c(w, wp):
    """Mean temperature of this step's water at the tap; 0 when none ran."""
    if w[W_RUN_KG] <= 0.0:
        return 0.0
    return wp[WP_COLD_C] + w[W_RUN_J] / (w[W_RUN_KG] * CP)


@jit
def combi_wanted_w(w, wp, m_kg_s):
    """Heat a combi asks of its burner for this flow; 0 below its minimum flow."""
    if m_kg_s < wp[WP_MIN_KG_S] or m_kg_s <= 0.0:
        return 0.0
    return m_kg_s * CP * (wp[WP_TAP_C] - wp[WP_COLD_C]) + w[W_HX_J] / WARM_UP_S


@jit
def combi(w, wp, wa, m_kg_s, available_w, dt, counting, result):
    """One step of a combi with the heat its burner can give. result: heat taken W, heat wanted W, tap C, loss W.

    Dead time, then the exchanger warms, then the water. Short of heat, the outlet first falls to what the draw wants
    (40 C, Tm or Tp), then the appliance throttles its flow down to the minimum, then the water gets colder.
    """
    w[W_RUN_KG] = 0.0
    w[W_RUN_J] = 0.0
    if not counting:
        wa[WA_STORE0_J] = stored_j(w, wp)
    taken_j = 0.0
    wanted_w = combi_wanted_w(w, wp, m_kg_s)
    if m_kg_s > 0.0 and w[W_LEFT_J] > 0.0:
        time = dt
        cold = wp[WP_COLD_C]
        heat_w = available_w if wanted_w > 0.0 else 0.0
        dead = min(time, w[W_DEAD_S])
        warm_up = time - dead
        lack = w[W_HX_J]
        if heat_w * warm_up > lack:
            warm_up = lack / heat_w
        # Cold water: dead time and the exchanger's warm-up.
        if dead + warm_up > 0.0:
            ran = deliver(w, wp, wa, m_kg_s, cold, dead + warm_up, counting)
            w[W_DEAD_S] -= dead
            into_hx = min(lack, heat_w * max(0.0, ran - dead))
            w[W_HX_J] = lack - into_hx
            taken_j = into_hx
            time -= dead + warm_up
        if w[W_LEFT_J] > 0.0 and time > 0.0 and heat_w > 0.0:
            flow = m_kg_s
            tap = wp[WP_TAP_C]
            if heat_w < flow * CP * (tap - cold):
                tap = cold + heat_w / (flow * CP)
                floor = min(wp[WP_TAP_C], max(COMFORT_C, max(w[W_USEFUL_C], w[W_PEAK_C])))
                if tap < floor:
                    tap = floor
                    flow = heat_w / (CP * (floor - cold))
                    if flow < wp[WP_MIN_KG_S]:
                        flow = wp[WP_MIN_KG_S]
                        tap = cold + heat_w / (flow * CP)
            before = w[W_RUN_J]
            deliver(w, wp, wa, flow, tap, time, counting)
            taken_j += w[W_RUN_J] - before
    loss_j = 0.0
    if m_kg_s <= 0.0:
        loss_j = (wp[WP_HX_J] - w[W_HX_J]) * dt / wp[WP_HX_COOL_S]
        w[W_HX_J] += loss_j
    if counting:
        wa[WA_HEAT_J] += taken_j
        wa[WA_LOSS_J] += loss_j
    result[0] = taken_j / dt
    result[1] = wanted_w
    result[2] = mean_tap_c(w, wp)
    result[3] = loss_j / dt


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
