"""What an installer and a resident would enter: the firmware's parameters from the facts of the installation."""

from host_sim.plant.hp_map import M_FLOW_KG_S, M_MAX_FLOW_C, M_NOMINAL_W, capacity_w, cop, floor_w
from host_sim.plant.install import DESIGN_OUT_C, GAS_KWH_M3
from host_sim.plant.layout import (
    COMMAND_FULL,
    P_B_MAX_W,
    P_B_MIN_W,
    P_C_OUT,
    P_CHARGE_BY,
    P_CONTACTOR,
    P_ELEMENT_W,
    P_F_MAX_C,
    P_HP_COMMAND,
    P_SCHEME,
    P_TARGET_C,
    SCHEME_MIXED,
    SCHEME_SEPARATOR,
)
from host_sim.plant.layout_hot_water import TANK, WP_KIND, WP_TAP_C
from tandem.control import param_table as t
from tandem.control.copmap import cop_x100

CONTROLS = {"hybrid": 0, "hp-only": 1, "boiler-only": 2}
PLACES = {"bottom": 0, "middle": 1, "top": 2}


def gas_price_ct_mwh(eur_m3):
    """Gas price per m3 as cents per MWh of upper heating value."""
    return round(eur_m3 / GAS_KWH_M3 * 1e5)


def power_price_ct_mwh(eur_kwh):
    """Electricity price per kWh as cents per MWh."""
    return round(eur_kwh * 1e5)


def values(plant, control, cutout_c, tank_sensor="middle"):
    """{parameter id: raw value}. plant: dwelling.Plant; control: a key of CONTROLS; cutout_c: None for price rule;
    tank_sensor: a key of PLACES."""
    par, emitter = plant.par, plant.emitter
    out = {
        t.P_HP_FITTED: 1 if plant.machine is not None else 0,
        t.P_BOILER_FITTED: 1 if par[P_B_MAX_W] > 0.0 else 0,
        t.P_MODE: CONTROLS[control],
        t.P_SCHEME: _scheme(plant),
        t.P_CIRC_MAX_C100: round(emitter.max_c * 100),
        t.P_CIRC_FLOW_C100: round(emitter.flow_c * 100),
        t.P_CIRC_RETURN_C100: round(emitter.return_c * 100),
        t.P_DESIGN_OUTDOOR_C100: round(DESIGN_OUT_C * 100),
        t.P_DESIGN_LOAD_W: round(plant.load_w),
        t.P_EMITTER_EXP_X100: round(emitter.exponent * 100),
        t.P_ROOM_TARGET_C100: round(par[P_TARGET_C] * 100),
    }
    # Hot radiators may swing further without anyone feeling it, and so may a floor, which stores ten times as much.
    out[t.P_ENERGY_KMIN] = 30 if emitter.exponent > 1.2 and emitter.flow_c < 60.0 else 60
    if par[P_B_MAX_W] > 0.0:
        out[t.P_BOILER_MIN_W] = round(par[P_B_MIN_W])
    if plant.machine is not None:
        out.update(_heat_pump(plant.m, plant.machine))
        out[t.P_HP_COMMAND] = round(par[P_HP_COMMAND])
        out[t.P_HP_RUN_FEEDBACK] = 1 if par[P_HP_COMMAND] == COMMAND_FULL else 0
        out[t.P_HP_CONTACTOR] = round(par[P_CONTACTOR])
        # A monobloc's pipes are the only water outdoors; what comes to them from indoors is ours to move.
        out[t.P_HP_OUTDOOR_WATER] = 2 if par[P_C_OUT] > 0.0 else 0
    if par[P_SCHEME] == SCHEME_MIXED:
        out[t.P_MIXED_MAX_C100] = round(par[P_F_MAX_C] * 100)
    if plant.wp[WP_KIND] == TANK:
        out.update(_tank(plant, PLACES[tank_sensor]))
    if cutout_c is not None:
        out[t.P_RULE] = 1
        out[t.P_CUTOUT_C100] = round(cutout_c * 100)
    return out


def _scheme(plant):
    """The firmware's number of the scheme; a tank hangs on a diverter beside the separator."""
    scheme = round(plant.par[P_SCHEME])
    return 4 if scheme == SCHEME_SEPARATOR and plant.wp[WP_KIND] == TANK else scheme


def _tank(plant, place):
    """Who heats it, how hot: 55 C by a boiler; a heat pump gets 50 C, or what it can make with 8 K of lift."""
    by = round(plant.par[P_CHARGE_BY])
    out = {
        t.P_DHW_BY: by,
        t.P_DHW_SET_C100: 5500,
        t.P_TANK_SENSOR: place,
        t.P_ELEMENT_W: round(plant.par[P_ELEMENT_W]),
        t.P_MIXER: 1 if plant.wp[WP_TAP_C] < 90.0 else 0,
    }
    if place == 2:
        # A sensor at the top asks for more, and an element of 1.5 kW needs its time for that.
        out[t.P_HYGIENE_MAX_MIN] = 360
    if by > 1:
        out[t.P_DHW_SET_C100] = max(4000, min(5000, round(plant.m[M_MAX_FLOW_C] * 100) - 800 - 100 * place))
    return out


def _heat_pump(m, machine):
    """What a data sheet says: nominal output, lowest and highest electrical power, COP beside the firmware's map."""
    least = floor_w(m, 25.0, 12.0) / cop(m, 25.0, 12.0, floor_w(m, 25.0, 12.0) / capacity_w(m, 25.0, 12.0))
    start = 0.6 * 0.5 * capacity_w(m, 35.0, -7.0) / cop(m, 35.0, -7.0, 0.5)
    rated = capacity_w(m, 55.0, 7.0) / cop(m, 55.0, 7.0, 1.0)
    return {
        t.P_HP_NOMINAL_W: round(m[M_NOMINAL_W]),
        t.P_HP_MIN_POWER_W: max(50, round(least)),
        t.P_HP_START_POWER_W: max(50, round(start)),
        t.P_HP_DEFROST_POWER_W: max(50, round(1.5 * least)),
        t.P_HP_RATED_POWER_W: max(100, round(rated)),
        t.P_HP_MAX_FLOW_C100: round(m[M_MAX_FLOW_C] * 100),
        t.P_HP_MIN_FLOW_LPH: max(50, round(m[M_FLOW_KG_S] * 3600 * 0.4)),
        t.P_COP_SCALE_PCT: min(150, max(50, _cop_scale_pct(machine))),
    }


def _cop_scale_pct(machine):
    """COP of this machine's certificate beside the firmware's built-in map, percent."""
    plain = {t.P_COP_SCALE_PCT: 100}
    ratios = [100.0 * p.cop / cop_x100(round(p.flow_c * 100), round(p.outdoor_c * 100), plain) for p in machine.points]
    return round(100.0 * sum(ratios) / len(ratios))
