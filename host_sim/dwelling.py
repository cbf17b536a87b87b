"""A whole dwelling as the arrays of the plant: house, emitters, pipes, machines, taps, weather and people."""

from datetime import datetime

import numpy as np

from host_sim import homes, people, weather
from host_sim.catalogue import machine as catalogue
from host_sim.catalogue.fit import fit, scaled
from host_sim.hot_water import appliances, draws
from host_sim.plant import equip, install
from host_sim.plant.calibrate import calibrate
from host_sim.plant.hp_map import M_NOMINAL_W, N_M
from host_sim.plant.layout import *  # noqa: F403 - the layout is nothing but names
from host_sim.plant.layout_hot_water import N_WA

TARGET_C = 20.0
DEFAULT_MACHINE = "median"
# Shares of the window area: a terraced or semi-detached house with its larger windows to the garden.
WINDOWS = {"n": 0.25, "e": 0.15, "s": 0.45, "w": 0.15}
DAY_S = 86400
EPOCH = datetime(2000, 1, 1)
NO_HEAT_PUMP = np.zeros(N_M)
TAPPINGS = ("none", "S", "M", "L", "XL", "family-S", "family-M", "family-L", "family-XL")
CHARGE_BY = {"boiler": 1.0, "hp": 2.0, "either": 3.0}
MIXED_SHARE = 0.5  # of the house behind the mixing valve in the scheme with two circuits
VALVE_OVER_K = 1.0  # people set thermostatic valves this much above what the room thermostat is set to


class Plant:
    """The arrays that the physics works on, and what an installer would know of the dwelling.

    x state, par constants, m map of the heat pump, wx weather by the hour, ctl what scripts do, acc sums, k quantities
    of a step, w/wp/wa/draws hot water, out scratch (host_sim.plant.layout and beside it).
    """

    def __init__(self, config, warm_up_s):
        self.emitter = install.EMITTERS[config.emitter]
        self.year = datetime(config.start.year, 1, 1)
        # Weather has 365 days: 29 February is taken as 1 March.
        self.start_s = (config.start - self.year).total_seconds()
        self.weather = config.weather
        if isinstance(self.weather, str):
            self.weather = weather.read(config.weather, config.seed, config.cold_spell)
        gains = people.gains_w_m2(config.people, self.year.weekday())
        self.wx = weather.plant_table(self.weather, WINDOWS, gains)
        self.par = par = np.zeros(N_PAR)
        boiler = equip.BOILERS[config.boiler]
        self.ua_w_k = calibrate(config.home.area_m2, config.home.gas_m3, self.emitter, self.wx, boiler.eta)
        install.house(par, config.home.area_m2, self.ua_w_k)
        self.load_w = install.design_load_w(par, self.emitter.to_air)
        self._circuits(config)
        self.machine, self.m = _heat_pump(config)
        equip.heat_pump(par, None if self.machine is None else self.m)
        equip.boiler(par, boiler if config.control != "hp-only" else None, self.load_w)
        valve_c = TARGET_C + VALVE_OVER_K if config.valves else 0.0
        equip.pipes(par, config.scheme, config.monobloc, config.mixing, valve_c)
        equip.command(par, config.command, config.contactor, self.emitter.flow_c)
        par[P_CHARGE_BY] = CHARGE_BY[config.charge_by]
        element_w = config.element_w
        if element_w is None:
            # Most machines that heat a tank alone have one for the last degrees (engineering estimate: 1.5..3 kW).
            element_w = 1500.0 if config.charge_by == "hp" else 0.0
        par[P_ELEMENT_W] = element_w if config.hot_water == "tank" else 0.0
        par[P_TARGET_C] = TARGET_C
        par[P_CIRC_MAX_C] = self.emitter.max_c
        par[P_NOISE] = 1.0
        par[P_T_COUNT] = self.start_s
        par[P_WX_HOURS] = len(self.wx)
        par[P_WALL_MIN] = (self.year - EPOCH).total_seconds() / 60.0
        self._taps(config, warm_up_s)
        self.ctl = np.zeros(N_CTL)
        self.ctl[C_DIVERTER] = self.ctl[C_MIXER] = self.ctl[C_VALVES] = -1.0
        self.acc = np.zeros(N_ACC)
        self.k = np.zeros(N_K)
        self.k[K_ROOM] = TARGET_C
        self.out = np.zeros(5)
        self.x = self._settled(self.start_s - warm_up_s, config.seed)

    def _circuits(self, config):
        par, area = self.par, config.home.area_m2
        par[P_C_F] = 1.0
        if config.scheme != "mixed":
            install.emitters(par, self.emitter, area, self.load_w)
            return
        install.emitters(par, self.emitter, area * (1.0 - MIXED_SHARE), self.load_w * (1.0 - MIXED_SHARE))
        equip.second_circuit(par, install.EMITTERS["floor"], self.load_w, area, MIXED_SHARE, install.emitters)

    def _taps(self, config, warm_up_s):
        first_s, days = self.start_s - warm_up_s, config.days + -(-warm_up_s // DAY_S)
        kind, _, profile = config.tapping.rpartition("-")
        if config.hot_water == "none" or profile == "none":
            self.wp, self.draws = appliances.none(), draws.none()
        else:
            self.wp = appliances.combi()
            if config.hot_water == "tank":
                self.wp = appliances.tank(config.tank_l, sensor=config.tank_sensor, mixer=config.mixer)
            if kind == "family":
                self.draws = draws.family(profile, first_s, days, config.seed, self.year.weekday())
            else:
                self.draws = draws.standard(profile, first_s, days)
        self.w = appliances.settled(self.wp)
        self.wa = np.zeros(N_WA)

    def _settled(self, t, seed):
        """State at time t: room at its target, structure between room and outdoors, water at room temperature."""
        x = np.zeros(N_X)
        x[X_T] = t
        x[X_AIR] = TARGET_C
        outdoor = self.wx[int(t // 3600) % len(self.wx), WX_C]
        share = self.par[P_H_EM] / (self.par[P_H_EM] + self.par[P_H_MS])
        x[X_MASS] = TARGET_C - share * (TARGET_C - outdoor)
        x[X_EM1 : X_F3 + 1] = TARGET_C + 1.0
        x[X_OUT_J] = self.par[P_C_OUT] * TARGET_C
        x[X_VALVE] = 1.0
        x[X_S_OUT] = outdoor
        x[X_S_ROOM : X_S_BOILER + 1] = x[X_S_MIXED] = TARGET_C
        x[X_S_TANK] = self.w[0]
        x[X_SEED] = 1 + (seed * 7919 + 104729) % 2147483645
        return x


def _heat_pump(config):
    """(Machine, its map), (None, zeros) without a heat pump. A size that is asked for scales the machine."""
    if config.control == "boiler-only":
        return None, NO_HEAT_PUMP
    machine = config.machine
    if isinstance(machine, str):
        machine = catalogue.load(machine)
    m = fit(machine).m
    kw = config.hp_kw
    if kw is None and machine.key == DEFAULT_MACHINE:
        # The median stands for a market in which every home finds its size.
        kw = homes.hp_kw_for(config.home.gas_m3)
    return machine, m if kw is None else scaled(m, kw * 1000.0 / m[M_NOMINAL_W])
