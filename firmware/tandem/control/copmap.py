"""What the heat pump can do: COP over the temperature lift, and highest heat output.

COP: least-squares fit to the published EN 14825 certificate points of 3..5 kW air/water machines (Keymark, median of
764 model blocks): COP = 10.507 - 0.26886 L + 0.00218 L^2 with L = flow - outdoor, 8..50 K, then a straight line of
-0.045 per K. Frost and part load are in the certificates and so in this map. Here as a table of every 3 K.
Output: Q = Qn (1 + 0.022 (outdoor - 7)) (1 - 0.0025 (flow - 35)), fitted to the same certificates.
"""

from tandem.control.param_table import P_COP_SCALE_PCT, P_HP_NOMINAL_W

_FIRST_C100 = 800
_STEP_C100 = 300
_COP_X100 = (850, 781, 717, 657, 600, 548, 499, 454, 414, 377, 344, 315, 290, 269, 251)
_LAST_C100 = 5000
_TAIL_X1000 = 45  # COP lost per kelvin beyond the table, thousandths
COP_MIN_X100 = 100


def cop_x100(flow_c100, outdoor_c100, p):
    """COP at this flow and outdoor temperature, hundredths; never below 1.00."""
    lift = flow_c100 - outdoor_c100
    if lift <= _FIRST_C100:
        cop = _COP_X100[0]
    elif lift >= _LAST_C100:
        cop = _COP_X100[14] - (lift - _LAST_C100) * _TAIL_X1000 // 1000
    else:
        i = (lift - _FIRST_C100) // _STEP_C100
        part = lift - _FIRST_C100 - i * _STEP_C100
        cop = (_COP_X100[i] * (_STEP_C100 - part) + _COP_X100[i + 1] * part) // _STEP_C100
    cop = cop * p[P_COP_SCALE_PCT] // 100
    return cop if cop > COP_MIN_X100 else COP_MIN_X100


def output_w(flow_c100, outdoor_c100, p):
    """Highest heat output at this flow and outdoor temperature, watts; never negative."""
    cold = 1000 + 22 * (outdoor_c100 - 700) // 100
    hot = 10000 - 25 * (flow_c100 - 3500) // 100
    if cold < 0 or hot < 0:
        return 0
    return p[P_HP_NOMINAL_W] * cold // 1000 * hot // 10000
