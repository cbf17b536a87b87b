"""What one heat pump can do: COP, highest and lowest heat over temperatures. Made by host_sim/catalogue/fit.py.

The array m holds N_M floats, M_* says which. Everything here is free of frost: it describes the machine while it runs
between two defrosts (host_sim/plant/frost.py has the rest). Plain arithmetic and math.exp, compiled or not.

ln COP is a parabola over the lift (flow minus outdoor), a parabola over the outdoor temperature, and straight over the
share of the highest heat. Outside what certificates cover the curves go on straight (lift) or flat (outdoor, share).
"""

import math

from host_sim.plant.jit import jit

(
    M_C0,  # ln COP at 30 K lift, 3 C outdoors, 60 % of the highest heat
    M_C_LIFT,  # per 20 K of lift
    M_C_LIFT2,
    M_C_OUT,  # per 10 K outdoors
    M_C_OUT2,
    M_C_SHARE,  # per 100 % of the highest heat
    M_NOMINAL_W,  # highest heat at A7/W35
    M_CAP_FLOW,  # its change per K of flow temperature at 7 C outdoors, share of M_NOMINAL_W
    M_CAP_COLD_W,  # highest heat at A-7/W35
    M_CAP_COLD_FLOW,  # its change per K of flow temperature at -7 C, share of M_CAP_COLD_W
    M_CAP_WARM,  # change per K outdoors above 7 C, share of the highest heat at 7 C
    M_CAP_BELOW,  # change per K outdoors below -7 C, share of the highest heat at -7 C
    M_FLOOR_COLD,  # lowest heat at 2 C outdoors and below, share of the highest
    M_FLOOR_WARM,  # the same at 12 C and above
    M_MAX_FLOW_C,  # limits of operation
    M_MIN_OUT_C,
    M_STANDBY_W,
    M_START_S,  # from command to compressor
    M_STOP_S,  # from command to standstill
    M_START_POWER_W,  # drawn at once when the compressor starts
    M_FLOW_KG_S,  # water at A7/W35 and 5 K of spread
    M_MIN_FLOW_KG_S,  # less and the machine stops itself
    M_WATER_J_K,  # water and metal that follow the flow temperature
    N_M,
) = range(24)

COP_MIN = 1.0
COP_MAX = 12.0
LIFT_LOW_K = 8.0  # the certificates reach from 12 K (A12/W24) to 65 K (A-10/W55)
LIFT_HIGH_K = 67.0
OUT_LOW_C = -12.0
OUT_HIGH_C = 12.0
SHARE_LOW = 0.2
CAPACITY_LEAST = 0.1  # of nominal


@jit
def cop(m, flow_c, outdoor_c, frac):
    """Heat per electricity, 1..12. frac: share of the highest heat, 0.2..1 (clamped)."""
    lift = flow_c - outdoor_c
    inside = min(LIFT_HIGH_K, max(LIFT_LOW_K, lift))
    x = (inside - 30.0) / 20.0
    slope = m[M_C_LIFT] + 2.0 * m[M_C_LIFT2] * x
    t = (min(OUT_HIGH_C, max(OUT_LOW_C, outdoor_c)) - 3.0) / 10.0
    share = min(1.0, max(SHARE_LOW, frac)) - 0.6
    log_cop = m[M_C0] + m[M_C_LIFT] * x + m[M_C_LIFT2] * x * x + slope * (lift - inside) / 20.0
    log_cop += m[M_C_OUT] * t + m[M_C_OUT2] * t * t + m[M_C_SHARE] * share
    return min(COP_MAX, max(COP_MIN, math.exp(log_cop)))


@jit
def capacity_w(m, flow_c, outdoor_c):
    """Highest heat, W: a line over the flow temperature at -7 C and one at 7 C, between them straight."""
    cold = m[M_CAP_COLD_W] * max(0.3, 1.0 + m[M_CAP_COLD_FLOW] * (flow_c - 35.0))
    mild = m[M_NOMINAL_W] * max(0.3, 1.0 + m[M_CAP_FLOW] * (flow_c - 35.0))
    if outdoor_c >= 7.0:
        most = mild * (1.0 + m[M_CAP_WARM] * (outdoor_c - 7.0))
    elif outdoor_c >= -7.0:
        most = cold + (mild - cold) * (outdoor_c + 7.0) / 14.0
    else:
        most = cold * (1.0 + m[M_CAP_BELOW] * (outdoor_c + 7.0))
    return max(CAPACITY_LEAST * m[M_NOMINAL_W], most)


@jit
def floor_w(m, flow_c, outdoor_c):
    """Lowest heat, W: a share of the highest that goes straight from 2 C to 12 C. Never above capacity_w."""
    warm = min(1.0, max(0.0, (outdoor_c - 2.0) / 10.0))
    share = m[M_FLOOR_COLD] + (m[M_FLOOR_WARM] - m[M_FLOOR_COLD]) * warm
    return share * capacity_w(m, flow_c, outdoor_c)
