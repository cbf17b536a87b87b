"""Hot water in a house with the real firmware: draws are served, the tank stays clean, whatever comes in between."""

from datetime import datetime

import pytest

from host_sim.board import TwinBoard
from host_sim.faults import parse
from host_sim.hot_water import draws
from host_sim.hot_water.upsets import draw, limit, power_cut
from host_sim.plant.judge import KINDS, judge_tank
from host_sim.plant.layout import (
    C_BOILER_LOCK,
    C_DIVERTER,
    J_COUNT,
    J_HOT,
    J_HYGIENE,
    J_SCALD,
    P_CIRC_MAX_C,
    P_DIVERT_S,
    P_HYGIENE_S,
    X_T,
)
from host_sim.plant.layout_hot_water import N_NODES, W_SINCE_S
from host_sim.run import Config, Simulation
from tandem.control import param_table as t
from tandem.kernel.uptime import Uptime
from tandem.ports.frame import (
    ALARM_HYGIENE,
    ALARM_NO_MIXER,
    ALARM_OVERHEAT,
    ALARM_TANK,
    CH_TANK,
    IN_QUALITY,
    IN_WALL_MIN,
    OUT_ALARMS,
    OUT_DHW,
    OUT_ELEMENT,
    OUT_HP,
    OUT_VALVE,
    Q_OPEN,
)
from tandem.ports.limits import SRC_GRID
from tandem.ports.reasons import E_HYGIENE

DAY_S = 86400
WINTER = datetime(2025, 1, 20)
SUMMER = datetime(2025, 7, 1)


def house(start=WINTER, days=7, **chosen):
    return Simulation(Config(start=start, days=days, hot_water="tank", **{"period_s": 30, **chosen}))


def alarms(simulation):
    return simulation.board.cmd[OUT_ALARMS]


def hygiene(simulation):
    return simulation.app.controller.hygiene


def since_s(simulation):
    """Seconds since the coldest layer was last hot for long enough."""
    return float(simulation.plant.w[W_SINCE_S])


@pytest.mark.parametrize(
    ("charge_by", "tapping", "start"),
    [
        (charge_by, tapping, (WINTER, SUMMER)[(i + j) % 2])
        for i, charge_by in enumerate(("boiler", "hp", "either"))
        for j, tapping in enumerate("ML")
    ],
)
def test_draws_are_served_and_the_tank_is_clean(charge_by, tapping, start):
    """Ten days: no cold draw, and at most a week without a disinfection. The campaign has whole years of it."""
    got = house(start, 10, charge_by=charge_by, tapping=tapping).run().summary
    assert got["tap_cold_draws"] == 0 and got["tap_missed_kwh"] == 0.0
    assert got["floor_violations"] == []
    assert got["tank_disinfections"] >= 1 and got["tank_since_disinfection_max_h"] <= 168.0
    assert got["energy_balance_rel"] < 1e-9
    # Half a kelvin more than without a tank's charges in the coldest hours.
    assert got["room_min_c"] > 18.5


@pytest.mark.parametrize("sensor", ["bottom", "middle", "top"])
def test_every_place_of_the_sensor(sensor):
    got = house(SUMMER, 14, charge_by="hp", tank_sensor=sensor).run().summary
    assert got["tap_cold_draws"] == 0
    assert got["floor_violations"] == [] and got["tank_since_disinfection_max_h"] <= 168.0


def test_once_in_a_summer_the_compressor_starts_a_few_times_a_day():
    got = house(SUMMER, 7, charge_by="hp").run().summary
    assert got["hp_starts"] <= 4 * 7
    assert 1500 <= got["peak_import_w"] <= 3500, "the element counts"


def until(simulation, happens, hours=200, step_s=60):
    """Go on until happens() is true."""
    for _ in range(hours * 3600 // step_s):
        if happens():
            return
        assert simulation.x[X_T] < simulation.end_s
        simulation.advance_to(simulation.x[X_T] + step_s)
    raise AssertionError("never happened")


def first_hold():
    """A house without draws in the middle of its first hold: ten minutes of it are over."""
    simulation = house(SUMMER, 4, tank_sensor="bottom")
    simulation.plant.draws = draws.none()
    simulation.plant.w[:N_NODES] = 45.0
    until(simulation, lambda: hygiene(simulation).holds)
    simulation.advance_to(simulation.x[X_T] + 600)
    assert hygiene(simulation).want
    return simulation


def test_a_draw_in_the_hold_does_not_pass_for_a_disinfection():
    simulation = first_hold()
    assert draw(simulation, 1400.0, 6.0)
    done_s = simulation.x[X_T] + 900
    until(simulation, lambda: not hygiene(simulation).want)
    assert simulation.x[X_T] > done_s
    assert since_s(simulation) < 300, "and then it is true"


def test_a_power_cut_in_the_hold():
    simulation = first_hold()
    before = since_s(simulation)
    power_cut(simulation, 30)
    until(simulation, lambda: hygiene(simulation).due_s > 2 * DAY_S)
    assert since_s(simulation) < 300 < before
    assert simulation.violations() == []


def test_a_power_cut_of_twelve_hours():
    simulation = house(SUMMER, 12)
    start = simulation.plant.start_s
    simulation.advance_to(start + 2.0 * DAY_S)
    power_cut(simulation, 43200)
    simulation.advance_to(start + 3.0 * DAY_S)
    # The clock proved how long it was: nothing is due.
    assert hygiene(simulation).due_s - simulation.app.uptime.s > 2 * DAY_S
    assert simulation.run().summary["floor_violations"] == []


def test_three_days_without_the_boiler():
    """Just when it is due: an alarm until it has been done, and then none."""
    simulation = house(SUMMER, 16)
    start = simulation.plant.start_s
    until(simulation, lambda: simulation.x[X_T] > start and hygiene(simulation).left_s < 60 * 3600, 400, 600)
    simulation.board.ctl[C_BOILER_LOCK] = 1.0
    fails = simulation.x[X_T]
    told = late = 0
    while simulation.x[X_T] < fails + 3 * DAY_S:
        simulation.advance_to(simulation.x[X_T] + 600)
        stale = since_s(simulation) > 7 * DAY_S
        late += stale
        told += stale and alarms(simulation) & ALARM_HYGIENE != 0
    assert told == late
    assert alarms(simulation) & ALARM_HYGIENE
    simulation.board.ctl[C_BOILER_LOCK] = 0.0
    simulation.board.reset_boiler()
    until(simulation, lambda: not alarms(simulation) & ALARM_HYGIENE, 26)
    assert since_s(simulation) < 600
    assert not any(KINDS[J_HYGIENE] in text for text in simulation.violations())


def test_the_heat_pump_steps_in_for_a_boiler_that_fails():
    """Either may heat the tank: the taps stay warm without the boiler."""
    simulation = house(SUMMER, 6, charge_by="either")
    simulation.board.ctl[C_BOILER_LOCK] = 1.0
    assert simulation.run().summary["tap_cold_draws"] == 0


@pytest.mark.parametrize("charge_by", ["hp", "either"])
def test_a_limit_of_five_hours_at_the_hour_of_disinfection(charge_by):
    """0 W from 11 to 16 h, every day: it moves, and is done."""
    simulation = house(WINTER, 14, charge_by=charge_by)
    while simulation.x[X_T] < simulation.end_s:
        minute = simulation.board.raw[IN_WALL_MIN] % 1440
        barred = 660 <= minute < 960
        limit(simulation, SRC_GRID, 0 if barred else None)
        simulation.advance_to(simulation.x[X_T] + 300)
        if barred and minute > 665:
            assert not simulation.board.cmd[OUT_HP] and not simulation.board.cmd[OUT_ELEMENT]
    got = simulation.run().summary
    assert got["tank_since_disinfection_max_h"] <= 168.0 and got["tank_disinfections"] >= 2
    assert not any(KINDS[J_HYGIENE] in text for text in got["floor_violations"])


def test_without_its_sensor_the_tank_stays_usable():
    simulation = house(SUMMER, 5)
    simulation.advance_to(simulation.plant.start_s + DAY_S)
    simulation.board.set_quality(CH_TANK, Q_OPEN)
    assert simulation.board.raw[IN_QUALITY + CH_TANK] == Q_OPEN
    simulation.advance_to(simulation.end_s)
    assert alarms(simulation) & ALARM_TANK
    assert 40.0 < simulation.plant.w[N_NODES - 1] < 66.0


def test_a_sensor_that_sticks_when_hot_is_found():
    """Stuck at 62 C it would vouch for the tank for ever, and never call for heat."""
    simulation = first_hold()
    parse("sensor-tank=stuck@0").begin(simulation.board)
    simulation.advance_to(simulation.x[X_T] + 8 * 3600)
    assert alarms(simulation) & ALARM_TANK
    simulation.advance_to(simulation.end_s)
    assert simulation.plant.w[N_NODES - 1] > 45.0


# --- floor 6 ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("charge_by", ["boiler", "hp", "either"])
def test_underfloor_beside_a_hot_tank_and_a_slow_valve(charge_by):
    """A circuit that may have 45 C, a tank at 55 to 65 C and a valve that needs a minute."""
    for scheme in ("separator", "buffer"):
        simulation = house(WINTER, 8, charge_by=charge_by, emitter="floor", scheme=scheme)
        simulation.par[P_DIVERT_S] = 60.0
        assert simulation.par[P_CIRC_MAX_C] == 45.0
        got = simulation.run().summary
        assert got["floor_violations"] == []
        assert got["tap_cold_draws"] == 0


@pytest.mark.parametrize("stuck", [0.0, 1.0])
def test_a_stuck_valve(stuck):
    """On the heating it costs the disinfection, not the floor; on the tank it costs warmth. Both are told."""
    simulation = house(WINTER, 12, emitter="floor")
    simulation.board.ctl[C_DIVERTER] = stuck
    seen = 0
    while simulation.x[X_T] < simulation.end_s:
        simulation.advance_to(simulation.x[X_T] + 60)
        seen |= alarms(simulation)
    assert not any(KINDS[J_HOT] in text for text in simulation.violations())
    if stuck == 0.0:
        assert seen & ALARM_OVERHEAT and seen & ALARM_HYGIENE
        assert not any(KINDS[J_HYGIENE] in text for text in simulation.violations())


def test_no_mixing_valve():
    """No disinfection, a standing alarm, and no water over 65 C at the taps, however hot it is asked."""
    simulation = house(SUMMER, 9, mixer=False, settings={t.P_DHW_SET_C100: 6500})
    got = simulation.run().summary
    assert alarms(simulation) & ALARM_NO_MIXER
    assert got["tank_disinfections"] == 0 and got["floor_violations"] == []
    assert 55.0 < simulation.plant.w[N_NODES - 1] < 65.0


# --- the judge and the events ----------------------------------------------------------------------------------------
def test_the_judge_of_tanks():
    simulation = house(SUMMER, 1, mixer=False)
    plant, judge, cmd = simulation.plant, simulation.board.judge, simulation.board._cmd
    assert isinstance(simulation.board, TwinBoard)
    for since, alarm, times in (
        (1.0, 0, 0), (1.01, ALARM_HYGIENE, 0), (1.01, 0, 1), (1.02, 0, 1), (0.0, 0, 1), (2.0, 0, 2),
    ):  # fmt: skip
        plant.w[W_SINCE_S] = since * plant.par[P_HYGIENE_S]
        cmd[OUT_ALARMS] = alarm
        judge_tank(judge, 0.0, plant.par, plant.w, plant.wp, 60.0, cmd)
        assert judge[J_COUNT + J_HYGIENE] == times
    judge_tank(judge, 0.0, plant.par, plant.w, plant.wp, 66.0, cmd)
    assert judge[J_COUNT + J_SCALD] == 1
    other = house(SUMMER, 1).plant
    judge_tank(judge, 0.0, other.par, other.w, other.wp, 0.0, cmd)
    judge_tank(judge, 0.0, other.par, other.w, other.wp, 66.0, cmd)
    assert judge[J_COUNT + J_SCALD] == 1, "a mixing valve lets no such water through"


def test_events_of_a_disinfection():
    simulation = house(SUMMER, 3)
    found = []
    post = simulation.app.events.post

    def note(code, a=0, b=0):
        if code == E_HYGIENE:
            found.append(a)
        post(code, a, b)

    simulation.app.events.post = note
    simulation.advance_to(simulation.end_s)
    assert found == [2, 1]
    assert isinstance(simulation.app.uptime, Uptime)
    assert simulation.board.cmd[OUT_VALVE] in (0, 1) and simulation.board.cmd[OUT_DHW] in (0, 1)
