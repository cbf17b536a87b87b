"""Weather curve: the flow temperature a house needs, from its emitters and the outdoor temperature.

The heat a radiator gives goes with (mean water - room)^n. At a heat load x (1 = design load) the mean water temperature
is therefore room + dT_design * x^(1/n), and the flow lies half a spread above it, the spread going with x.
"""

from tandem.control.param_table import (
    P_CIRC_FLOW_C100,
    P_CIRC_RETURN_C100,
    P_DESIGN_OUTDOOR_C100,
    P_EMITTER_EXP_X100,
)

STEP = 100  # table step of x, thousandths
X_MAX = 1300
_ROWS = 14  # x = 0, 0.1 .. 1.3
# 1000 * x^(1/n), one line an exponent n = 1.0, 1.1 .. 1.5
_POWER = (
    0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000, 1100, 1200, 1300,
    0, 123, 232, 335, 435, 533, 629, 723, 816, 909, 1000, 1091, 1180, 1269,
    0, 147, 262, 367, 466, 561, 653, 743, 830, 916, 1000, 1083, 1164, 1244,
    0, 170, 290, 396, 494, 587, 675, 760, 842, 922, 1000, 1076, 1151, 1224,
    0, 193, 317, 423, 520, 610, 694, 775, 853, 928, 1000, 1070, 1139, 1206,
    0, 215, 342, 448, 543, 630, 711, 788, 862, 932, 1000, 1066, 1129, 1191,
)  # fmt: skip


def load_x1000(room_c100, outdoor_c100, p):
    """Heat load as a share of the design load, thousandths, 0..1300: linear in the outdoor temperature."""
    span = 2000 - p[P_DESIGN_OUTDOOR_C100]
    x = (room_c100 - outdoor_c100) * 1000 // span
    if x < 0:
        return 0
    return x if x < X_MAX else X_MAX


def flow_c100(room_c100, x1000, p):
    """Flow temperature that carries the load x1000 into a room at room_c100, in c100."""
    spread = p[P_CIRC_FLOW_C100] - p[P_CIRC_RETURN_C100]
    lift = (p[P_CIRC_FLOW_C100] + p[P_CIRC_RETURN_C100]) // 2 - 2000
    return room_c100 + lift * _rise(x1000, p[P_EMITTER_EXP_X100]) // 1000 + spread * x1000 // 2000


def load_at_flow_x1000(room_c100, flow, p):
    """Inverse of flow_c100: the load that flow temperature carries, thousandths, 0..1300."""
    low = 0
    high = X_MAX
    while high - low > 10:
        mid = (low + high) // 2
        if flow_c100(room_c100, mid, p) < flow:
            low = mid
        else:
            high = mid
    return (low + high) // 2


def _rise(x1000, exp_x100):
    """1000 * x^(1/n), interpolated in both directions; x1000 0..1300, exp_x100 100..150."""
    i = x1000 // STEP
    if i > _ROWS - 2:
        i = _ROWS - 2
    part = x1000 - i * STEP
    row = (exp_x100 - 100) // 10
    if row > 4:
        row = 4
    k = row * _ROWS + i
    y = _POWER[k] * (STEP - part) + _POWER[k + 1] * part
    k += _ROWS
    y2 = _POWER[k] * (STEP - part) + _POWER[k + 1] * part
    part = exp_x100 - 100 - row * 10
    return (y * (10 - part) + y2 * part) // (STEP * 10)
