"""The heat pump in the plant: certificates met with defrosts as events, dips, limits and protections."""

from datetime import datetime

import numpy as np
import pytest

from host_sim.catalogue.fit import fit
from host_sim.catalogue.frost_mean import certificate_humidity_pct
from host_sim.catalogue.machine import load
from host_sim.plant.heat_pump import DEFROSTING, OFF, RUNNING, heat_pump
from host_sim.plant.hp_map import M_FLOW_KG_S, M_MAX_FLOW_C, capacity_w
from host_sim.plant.layout import *  # noqa: F403 - the layout is nothing but names
from host_sim.run import Config, Simulation
from tandem.ports.frame import CH_HP_DEFROST, IN_CH


class Bench:
    """One machine on a test bench: flow temperature and weather held, output asked for by its own controller."""

    def __init__(self, machine, outdoor_c, flow_c, rh_pct):
        self.m = fit(machine).m
        self.x, self.par, self.k = np.zeros(N_X), np.zeros(N_PAR), np.zeros(N_K)
        self.ctl = np.zeros(N_CTL)
        self.flow_c = flow_c
        self.k[K_OUT], self.k[K_RH], self.k[K_M_HP] = outdoor_c, rh_pct, self.m[M_FLOW_KG_S]

    def run(self, seconds, heat_w, dt=5.0):
        """Hold this output; mean heat and power from the second hour on, and the defrosts."""
        most = capacity_w(self.m, self.flow_c, self.k[K_OUT])
        heat = power = defrosts = 0.0
        for i in range(int(seconds / dt)):
            self.x[X_HP] = self.flow_c
            self.x[X_HP_ERR] = 0.0
            self.x[X_HP_FRAC] = heat_w / most
            heat_pump(self.x, self.par, self.m, self.ctl, True, self.flow_c + 1e-9, 1e9, dt, self.k)
            if i * dt >= 3600.0:
                heat += self.k[K_Q_HP] * dt
                power += self.k[K_P_HP] * dt
                defrosts += self.k[K_DEFROSTED]
        return heat, power, defrosts


# What the run gives back is the certificate's mean over defrosts: no frost is counted twice.
@pytest.mark.parametrize("name", ["median", "vaillant-vwl-35-5", "atag-m-hybrid-4"])
@pytest.mark.parametrize("kind", ["lt", "mt"])
def test_certificates_come_back_with_frost_as_events(name, kind):
    machine = load(name)
    for point in machine.points:
        if point.kind != kind or point.outdoor_c > 7.0:
            continue
        bench = Bench(machine, point.outdoor_c, point.flow_c, certificate_humidity_pct(point.outdoor_c))
        fitted = fit(machine)
        share = dict(zip([id(p) for p in machine.points], fitted.shares, strict=True))[id(point)]
        heat, power, _ = bench.run(40 * 3600, share * capacity_w(bench.m, point.flow_c, point.outdoor_c))
        assert heat / power == pytest.approx(point.cop, rel=0.09), point.label()
        assert heat / (39 * 3600) == pytest.approx(point.heat_w, rel=0.05), point.label()


def test_frost_comes_with_damp_cold_air_only():
    machine = load("median")
    counts = {}
    for outdoor_c, rh_pct in ((1.0, 95.0), (1.0, 60.0), (-15.0, 95.0), (8.0, 95.0)):
        counts[outdoor_c, rh_pct] = Bench(machine, outdoor_c, 35.0, rh_pct).run(24 * 3600, 4000.0)[2]
    assert 15 <= counts.pop((1.0, 95.0)) <= 35
    assert set(counts.values()) == {0}


def test_the_controller_sees_a_defrost_and_the_water_dips():
    """5..10 K are told of flow temperatures; at the machine's own outlet, as here, a little more."""
    simulation = Simulation(Config(start=datetime(2025, 1, 20), days=3))
    plant = simulation.plant
    plant.wx[:, WX_C], plant.wx[:, WX_RH] = 1.0, 95.0
    dips, before, lowest, seen = [], 0.0, 0.0, False
    while simulation.x[X_T] < simulation.end_s:
        simulation.advance_to(simulation.x[X_T] + 10)
        water = float(simulation.x[X_HP])
        if simulation.x[X_HP_STATE] == DEFROSTING:
            assert simulation.board.raw[IN_CH + CH_HP_DEFROST] == 1
            if not seen:
                seen, before, lowest = True, water, water
            lowest = min(lowest, water)
        elif seen:
            lowest = min(lowest, water)
            if water > lowest + 0.5 or simulation.x[X_HP_STATE] != RUNNING:
                dips.append(before - lowest)
                seen = False
    assert len(dips) > 10
    assert 5.0 <= float(np.median(dips)) <= 14.0
    assert simulation.violations() == []


def test_lost_refrigerant_is_lost_output():
    bench = Bench(load("median"), 7.0, 35.0, 50.0)
    full, _, _ = bench.run(7200, 9e9)
    bench = Bench(load("median"), 7.0, 35.0, 50.0)
    bench.ctl[C_REFRIGERANT] = 0.4
    less, _, _ = bench.run(7200, 9e9)
    assert less == pytest.approx(0.6 * full, rel=0.01)


def test_its_own_protections():
    bench = Bench(load("median"), 7.0, 35.0, 50.0)
    bench.run(900, 3000.0)
    assert bench.x[X_HP_STATE] == RUNNING
    bench.flow_c = bench.m[M_MAX_FLOW_C] + 6.0
    bench.run(5, 3000.0)
    assert bench.x[X_HP_STATE] == OFF
    bench = Bench(load("median"), 7.0, 35.0, 50.0)
    bench.run(900, 3000.0)
    bench.k[K_M_HP] *= 0.1
    bench.run(5, 3000.0)
    assert bench.x[X_HP_STATE] == OFF
