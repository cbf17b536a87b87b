"""Schemes, valves and pipes: what meets where, what stands still when valves shut, what freezes."""

from datetime import datetime

import numpy as np
import pytest

from host_sim.plant.judge import KINDS
from host_sim.plant.layout import *  # noqa: F403 - the layout is nothing but names
from host_sim.plant.water import divert, flows, ice_share, meet, outdoor_water_c, sources, to_tank
from host_sim.run import Config, Simulation
from tandem.ports.frame import CH_HP_LPH, CH_MIXED_FLOW, IN_CH, OUT_HP_PUMP, Q_ABSENT

DAY = datetime(2025, 1, 23)


class Stand:
    """A dwelling's pipes without machines: pumps as told, temperatures as told."""

    def __init__(self, **chosen):
        self.plant = Simulation(Config(start=DAY, days=1, **chosen)).plant
        p = self.plant
        p.x[X_HP], p.x[X_BOILER] = 45.0, 60.0
        p.x[X_EM1 : X_EM3 + 1] = 30.0

    def go(self, hp=True, boiler=False, pump=True):
        """One step of flows and of what meets."""
        p = self.plant
        p.k[K_OUT] = -5.0
        flows(p.x, p.par, p.ctl, hp, boiler, pump, 1.0, p.k)
        meet(p.x, p.par, p.ctl, 1.0, p.k)
        return p.k


def balance(k, x, par, m_hp, m_b):
    """W that the sources bring less what the circuits take, in a separator."""
    brought = m_hp * (x[X_HP] - k[K_HP_IN]) + m_b * (x[X_BOILER] - k[K_B_IN])
    taken = k[K_M_CIRC] * (k[K_FLOW] - x[X_EM3]) + k[K_M_F] * (k[K_F_FLOW] - x[X_F3])
    return CP * (brought - taken)


@pytest.mark.parametrize("mixing", [0.0, 0.1])
def test_a_separator_loses_nothing(mixing):
    stand = Stand(mixing=mixing)
    for hp, boiler in ((True, False), (False, True), (True, True)):
        k = stand.go(hp, boiler)
        p = stand.plant
        assert balance(k, p.x, p.par, k[K_M_HP], k[K_M_B]) == pytest.approx(0.0, abs=1e-6)


def test_too_large_a_circuit_cools_its_own_supply():
    """More water in the circuit than from the source: the supply is mixed with return, as a field fault shows."""
    stand = Stand()
    stand.plant.par[P_M_CIRC] = 2.0 * stand.plant.par[P_M_HP]
    k = stand.go()
    assert k[K_FLOW] == pytest.approx(37.5)
    assert k[K_HP_IN] == pytest.approx(30.0)


def test_a_mixing_separator_gives_less_than_it_gets():
    stand = Stand(mixing=0.1)
    stand.plant.par[P_M_CIRC] = 0.5 * stand.plant.par[P_M_HP]
    assert stand.go()[K_FLOW] == pytest.approx(45.0 - 0.1 * 15.0)


def test_series_warms_the_boilers_return():
    stand = Stand(scheme="series")
    k = stand.go()
    assert k[K_HP_IN] == 30.0
    assert k[K_B_IN] == 45.0
    assert k[K_FLOW] == 60.0
    assert k[K_M_HP] == k[K_M_B] == pytest.approx(stand.plant.par[P_M_CIRC])


def test_shut_valves_stop_the_flow():
    stand = Stand()
    stand.plant.ctl[C_VALVES] = 0.0
    k = stand.go()
    assert k[K_M_CIRC] == 0.0
    assert k[K_HP_IN] == 45.0  # all of the source's water goes round the separator


def test_in_series_only_the_bypass_is_left():
    stand = Stand(scheme="series")
    stand.plant.ctl[C_VALVES] = 0.0
    k = stand.go()
    assert k[K_M_CIRC] == 0.0
    assert k[K_M_HP] == pytest.approx(0.2 * stand.plant.par[P_M_CIRC])


def test_half_open_valves_let_more_than_half_through():
    """A resistance outside the valves: at half opening 1 / sqrt(0.4 + 0.6 x 4) = 59.8 %."""
    stand = Stand()
    stand.plant.ctl[C_VALVES] = 0.5
    assert stand.go()[K_SPEED] == pytest.approx(0.598, abs=0.001)


def test_thermostatic_valves_follow_the_room():
    simulation = Simulation(Config(start=datetime(2025, 7, 20), days=2, valves=True, control="boiler-only"))
    simulation.advance_to(simulation.end_s)
    assert simulation.plant.x[X_VALVE] < 0.5
    assert 0.9 < Simulation(Config(start=DAY, days=1, valves=True)).plant.x[X_VALVE] <= 1.0


def test_the_second_circuit_stays_cool_beside_hot_radiators():
    simulation = Simulation(Config(start=DAY, days=2, scheme="mixed", emitter="ht", control="boiler-only"))
    hottest = 0.0
    for hour in range(1, 25):
        simulation.advance_to(simulation.end_s - 86400 + hour * 3600)
        hottest = max(hottest, float(simulation.plant.k[K_F_FLOW]))
    assert float(simulation.plant.x[X_EM1]) > 45.0
    assert 25.0 < hottest < 40.0
    assert simulation.violations() == []


def test_a_stuck_mixer_is_judged():
    """Floor 6 is judged behind the mixer, too. Without its sensor the firmware cannot help."""
    simulation = Simulation(Config(start=DAY, days=1, scheme="mixed", emitter="ht", control="boiler-only"))
    simulation.board.ctl[C_MIXER] = 1.0
    simulation.board.set_quality(CH_MIXED_FLOW, Q_ABSENT)
    simulation.advance_to(simulation.end_s)
    assert any(KINDS[J_HOT] in text for text in simulation.violations())


def test_a_buffer_takes_a_machines_lowest_output_for_longer():
    """2.4 kW for 10 min with the circuit shut: 80 l more water rise by a few kelvin where the bare loop boils."""
    rise = {}
    for scheme in ("separator", "buffer"):
        stand = Stand(scheme=scheme)
        p = stand.plant
        p.x[X_HP] = p.x[X_BUF1] = p.x[X_BUF2] = p.x[X_BUF3] = 30.0
        for _ in range(600):
            k = stand.go(hp=True, boiler=False, pump=False)
            k[K_Q_HP] = 2400.0
            sources(p.x, p.par, 1.0, k)
        rise[scheme] = float(p.x[X_HP]) - 30.0
    assert rise["separator"] == pytest.approx(2400.0 * 600 / p.par[P_C_HP], rel=0.01)
    assert rise["buffer"] < 0.2 * rise["separator"]


def test_the_diverter_takes_its_time_and_sends_whose_water_it_is_for():
    """30 s from end to end; on its way water goes both ways, and none is lost."""
    for by, hp_share, b_share in ((1.0, 0.0, 1.0), (2.0, 1.0, 0.0), (3.0, 1.0, 1.0)):
        stand = Stand(hot_water="tank")
        p = stand.plant
        p.par[P_CHARGE_BY] = by
        p.k[K_COIL_BACK] = 50.0
        for seconds, share in ((15, 0.5), (30, 1.0), (30, 1.0)):
            for _ in range(seconds if share < 1.0 else 15):
                divert(p.x, p.par, p.ctl, 1.0, 1.0)
            assert p.x[X_DIVERT] == pytest.approx(share)
            assert to_tank(p.x, p.par) == pytest.approx((hp_share * share, b_share * share))
            k = stand.go(True, True)
            m_hp, m_b = (1.0 - hp_share * share) * k[K_M_HP], (1.0 - b_share * share) * k[K_M_B]
            back = 30.0 if m_hp + m_b <= 0.0 else None
            if back is None:
                brought = m_hp * p.x[X_HP] + m_b * p.x[X_BOILER] - k[K_M_CIRC] * (k[K_FLOW] - p.x[X_EM3])
                back = brought / (m_hp + m_b)
            assert k[K_HP_IN] == pytest.approx(back + hp_share * share * (50.0 - back))
            assert k[K_B_IN] == pytest.approx(back + b_share * share * (50.0 - back))
        p.ctl[C_DIVERTER] = 0.0
        divert(p.x, p.par, p.ctl, 1.0, 1.0)
        assert p.x[X_DIVERT] == 0.0


def test_a_charge_leaves_the_radiators_cool():
    """A boiler at 75 C for the tank, a buffer between it and radiators that may have 55."""
    options = {"hot_water": "tank", "tapping": "family-L", "valves": True, "scheme": "buffer"}
    simulation = Simulation(Config(start=datetime(2025, 7, 6), days=2, period_s=30, **options))
    summary = simulation.run().summary
    assert summary["gas_hot_water_m3"] > 1.0
    assert summary["floor_violations"] == []
    assert simulation.x[X_BUF1] < 55.0


def test_water_outdoors_freezes_by_its_latent_heat():
    """3 l at 0 C and -10 C outdoors, 2 W/K: 1 MJ of latent heat takes 14 h."""
    c = 3.0 * CP
    assert outdoor_water_c(c * 5.0, c) == 5.0
    assert outdoor_water_c(-0.5 * 3.0 * 334e3, c) == 0.0
    assert ice_share(-0.5 * 3.0 * 334e3, c) == pytest.approx(0.5)
    assert outdoor_water_c(-3.0 * 334e3 - c * 0.5 * 4.0, c) == pytest.approx(-4.0)


def frozen(own_pump, scheme, hours):
    """A monobloc after so many hours of hard frost with a dead controller."""
    simulation = Simulation(Config(start=DAY, days=3, monobloc=True, scheme=scheme))
    plant = simulation.plant
    plant.wx[:, WX_C] = -10.0
    if not own_pump:
        plant.par[P_OUT_PUMP_C] = -99.0
    simulation.board.write = lambda frame: None
    simulation.board.fallback()
    simulation.advance_to(simulation.x[X_T] + hours * 3600)
    share = ice_share(simulation.x[X_OUT_J], simulation.par[P_C_OUT])
    assert (share > 0.0) == any(KINDS[J_ICE] in text for text in simulation.violations())
    return simulation, share


def test_without_flow_a_monobloc_freezes_and_is_judged():
    simulation, share = frozen(own_pump=False, scheme="separator", hours=48)
    assert share == 1.0
    # Ice blocks the flow: a pump that starts now brings none.
    simulation.board.cmd[OUT_HP_PUMP] = 1
    simulation.board.advance(10000)
    assert simulation.board.raw[IN_CH + CH_HP_LPH] == 0


def test_its_own_frost_pump_needs_water_from_the_house():
    """Round the house it saves the machine; behind a separator it only turns its own water round."""
    assert frozen(own_pump=True, scheme="series", hours=14)[1] == 0.0
    assert frozen(own_pump=True, scheme="separator", hours=14)[1] > 0.0


def test_the_buffer_is_where_the_difference_goes():
    stand = Stand(scheme="buffer")
    p = stand.plant
    p.x[X_BUF1 : X_BUF3 + 1] = (40.0, 38.0, 35.0)
    before = float(np.sum(p.x[X_BUF1 : X_BUF3 + 1]))
    k = stand.go(hp=True, boiler=False, pump=False)
    gained = float(np.sum(p.x[X_BUF1 : X_BUF3 + 1])) - before
    assert gained * p.par[P_C_BUF] == pytest.approx(k[K_M_HP] * CP * (45.0 - 35.0))
