"""Hot water: who draws, what a combi makes of it, and what counts as too cold. docs/hot-water.md tells more.

The plant calls, in each step of at most 10 s, `ask` and then `combi` or `tank` (tank.py). Every flow of energy is
computed once and used on both sides, so that stored_j changes by exactly what came in less what went out.

Sources: useful energy and Tm, Tp: Regulation (EU) 812/2013, annex I, and EN 16147.
"""

from host_sim.plant.jit import jit
from host_sim.plant.layout_hot_water import *  # noqa: F403 - the layout is nothing but names

COMFORT_C = 40.0
FAR_S = 1e18
WARM_UP_S = 10.0  # in which a combi wants its exchanger warm


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
