"""Machines and pipes of an installation as constants of the plant."""

from host_sim.plant.hp_map import M_FLOW_KG_S, M_STANDBY_W, M_WATER_J_K
from host_sim.plant.layout import *  # noqa: F403 - the layout is nothing but names

SCHEMES = {
    "separator": (SCHEME_SEPARATOR, "heat pump and boiler in parallel on a separator"),
    "series": (SCHEME_SERIES, "heat pump in the return of the boiler"),
    "mixed": (SCHEME_MIXED, "separator, and underfloor behind a mixing valve beside the radiators"),
    "buffer": (SCHEME_BUFFER, "a buffer of 80 l in place of the separator"),
}
COMMANDS = {
    "full": (COMMAND_FULL, "enable, flow set-point and power cap; it reports what it does"),
    "contact": (COMMAND_CONTACT, "an enable contact alone: a heating curve of its own, a meter for its power"),
    "sg": (COMMAND_SG, "SG Ready contacts alone, else like contact"),
}
OWN_CURVE_K = 3.0  # an installer sets the machine's own curve this much above what the house needs
BUFFER_L = 80.0  # 50..100 l are usual
OUTDOOR_L = 3.0  # water of a 4 kW monobloc's heat exchanger and 5 m of pipes, both ways (engineering estimate)
HYGIENE_DAYS = 7.0  # ISSO 30.5
OUTDOOR_W_K = 2.0  # 10 m of 22 mm pipe with 13 mm of insulation, 0.2 W/mK (engineering estimate)


class Boiler:
    """A kind of boiler. min_share: lowest of highest output; eta: fixed efficiency (upper value), 0: condensing."""

    def __init__(self, text, min_share, eta=0.0, ignite_s=20.0, pause_s=180.0, start_j=30e3):
        self.text = text
        self.min_share = min_share
        self.eta = eta
        self.ignite_s = ignite_s
        self.pause_s = pause_s
        self.start_j = start_j


# Modulation 1:4..1:5 usual, 1:10 good; pre-purge 10..20 s, some ignite only after 150 s; 20..40 kJ of start loss
# (purge and heat exchanger); anti-cycling 3..5 min: engineering estimates from data sheets.
BOILERS = {
    "condensing": Boiler("condensing combi, 1:4", 0.25),
    "wide": Boiler("condensing combi that modulates 1:10", 0.10),
    "slow": Boiler("condensing combi that takes 150 s to ignite", 0.20, ignite_s=150.0, pause_s=300.0, start_j=40e3),
    "flat93": Boiler("93 % at any temperature: the assumption of the Dutch industry's table", 0.20, eta=0.93),
}


def heat_pump(par, m, pump_w=40.0):
    """A machine by its map m (hp_map), None for no heat pump."""
    par[P_HP_FITTED] = 0.0 if m is None else 1.0
    # Fixed speed: the upper part of the 20..45 W that certificates and field data show.
    par[P_HP_PUMP_W] = pump_w
    par[P_HP_STANDBY_W] = 0.0 if m is None else m[M_STANDBY_W]
    par[P_M_HP] = 0.2 if m is None else m[M_FLOW_KG_S]
    par[P_C_HP] = 30e3 if m is None else m[M_WATER_J_K]


def command(par, how, contactor, flow_c):
    """How the heat pump is commanded: a key of COMMANDS; contactor: ours in its supply; flow_c: design flow."""
    par[P_HP_COMMAND] = COMMANDS[how][0]
    par[P_CONTACTOR] = 1.0 if contactor else 0.0
    par[P_OWN_COLD_C] = flow_c + OWN_CURVE_K


def boiler(par, kind, load_w):
    """A boiler of BOILERS, None for none, in a house of this design load."""
    highest = max(20e3, 1.3 * load_w)
    par[P_B_MAX_W] = highest if kind is not None else 0.0
    kind = kind or BOILERS["condensing"]
    par[P_B_MIN_W] = kind.min_share * highest
    par[P_B_TAP_W] = max(24e3, highest)  # CW 4: 7.5 l/min of 60 C
    par[P_B_ETA] = kind.eta
    par[P_B_IGNITE_S] = kind.ignite_s
    par[P_B_PAUSE_S] = kind.pause_s
    par[P_B_START_J] = kind.start_j
    # Standby 2..7 W, fan and pump 30..60 W together, post-run 3..10 min (engineering estimates from data sheets).
    par[P_B_STANDBY_W] = 4.0
    par[P_B_PUMP_W] = 30.0
    par[P_B_FAN_W] = 25.0
    par[P_B_POST_S] = 180.0
    par[P_B_TRIP_C] = 105.0  # safety thermostat: 100..110 C
    # Sized for 15 K of spread at the design load; 15..25 kJ/K of exchanger and 3 l of water per 0.2 kg/s (estimate).
    par[P_M_BOILER] = max(0.2, load_w / (CP * 15.0))
    par[P_C_BOILER] = 32e3 * par[P_M_BOILER] / 0.2


def pipes(par, scheme, monobloc, mixing=0.0, valve_c=0.0):
    """Scheme of SCHEMES. monobloc: water outdoors; mixing: share lost in the separator; valve_c: valves, 0: none.

    The circuit must be sized before (install.emitters).
    """
    par[P_SCHEME] = SCHEMES[scheme][0]
    par[P_SEPARATOR_MIX] = mixing
    par[P_VALVE_C] = valve_c
    # Valves sized for somewhat over half of the pressure, as balancing asks; a bypass for a fifth of the flow; a modern
    # pump draws 20..45 W (engineering estimates).
    par[P_PUMP_SHARE] = 0.4
    par[P_BYPASS] = 0.2
    par[P_PUMP_W] = 25.0
    par[P_C_BUF] = BUFFER_L * CP / 3.0
    par[P_CHARGE_BY] = 1.0
    par[P_DIVERT_S] = 30.0  # motors take 15..60 s (engineering estimate)
    par[P_HYGIENE_S] = HYGIENE_DAYS * 86400.0
    big = max(1.0, par[P_M_HP] / 0.2)
    par[P_C_OUT] = OUTDOOR_L * CP * big if monobloc else 0.0
    par[P_H_OUT] = OUTDOOR_W_K
    par[P_OUT_PUMP_C] = 5.0  # what makers of monoblocs do by themselves


def second_circuit(par, floor, load_w, area_m2, share, size):
    """Give a share of the load to underfloor behind a mixing valve. size: install.emitters' own function of sizing."""
    scratch = par.copy()
    size(scratch, floor, area_m2 * share, load_w * share)
    par[P_C_F] = scratch[P_C_EM]
    par[P_K_F] = scratch[P_K_EM]
    par[P_N_F] = scratch[P_N_EM]
    par[P_F_AIR] = scratch[P_EM_AIR]
    par[P_M_F] = scratch[P_M_CIRC]
    par[P_F_COLD_C] = floor.flow_c
    par[P_F_MAX_C] = floor.max_c
