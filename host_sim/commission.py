"""What an installer and a resident would enter: the firmware's parameters from the facts of the installation."""

from host_sim.plant.install import DESIGN_OUT_C, GAS_KWH_M3
from host_sim.plant.layout import P_B_MAX_W, P_B_MIN_W, P_HP_MAX_C, P_HP_MIN_FRAC, P_HP_QN, P_M_HP, P_TARGET_C
from host_sim.plant.machines import cop
from tandem.control import param_table as t

CONTROLS = {"hybrid": 0, "hp-only": 1, "boiler-only": 2}


def gas_price_ct_mwh(eur_m3):
    """Gas price per m3 as cents per MWh of upper heating value."""
    return round(eur_m3 / GAS_KWH_M3 * 1e5)


def power_price_ct_mwh(eur_kwh):
    """Electricity price per kWh as cents per MWh."""
    return round(eur_kwh * 1e5)


def values(par, emitter, load_w, control, cutout_c):
    """{parameter id: raw value}. par: plant constants; control: a key of CONTROLS; cutout_c: None for price rule."""
    qn = par[P_HP_QN]
    out = {
        t.P_HP_FITTED: 1 if qn > 0.0 else 0,
        t.P_BOILER_FITTED: 1 if par[P_B_MAX_W] > 0.0 else 0,
        t.P_MODE: CONTROLS[control],
        t.P_CIRC_MAX_C100: round(emitter.max_c * 100),
        t.P_CIRC_FLOW_C100: round(emitter.flow_c * 100),
        t.P_CIRC_RETURN_C100: round(emitter.return_c * 100),
        t.P_DESIGN_OUTDOOR_C100: round(DESIGN_OUT_C * 100),
        t.P_DESIGN_LOAD_W: round(load_w),
        t.P_EMITTER_EXP_X100: round(emitter.exponent * 100),
        t.P_ROOM_TARGET_C100: round(par[P_TARGET_C] * 100),
    }
    # Hot radiators may swing further without anyone feeling it, and so may a floor, which stores ten times as much.
    out[t.P_ENERGY_KMIN] = 30 if emitter.exponent > 1.2 and emitter.flow_c < 60.0 else 60
    if par[P_B_MAX_W] > 0.0:
        out[t.P_BOILER_MIN_W] = round(par[P_B_MIN_W])
    if qn > 0.0:
        # Lowest and highest electrical power as a data sheet states them: at A12/W25 and A-7/W55.
        least = par[P_HP_MIN_FRAC] * qn / cop(25.0, 12.0, 1.0)
        out[t.P_HP_NOMINAL_W] = round(qn)
        out[t.P_HP_MIN_POWER_W] = max(50, round(least))
        out[t.P_HP_START_POWER_W] = max(50, round(0.6 * 0.5 * qn / cop(35.0, -7.0, 1.0)))
        out[t.P_HP_DEFROST_POWER_W] = max(50, round(1.5 * least))
        out[t.P_HP_RATED_POWER_W] = max(100, round(qn / cop(55.0, 7.0, 1.0)))
        out[t.P_HP_MAX_FLOW_C100] = round(par[P_HP_MAX_C] * 100)
        out[t.P_HP_MIN_FLOW_LPH] = max(50, round(par[P_M_HP] * 3600 * 0.4))
    if cutout_c is not None:
        out[t.P_RULE] = 1
        out[t.P_CUTOUT_C100] = round(cutout_c * 100)
    return out
