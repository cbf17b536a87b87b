"""Faults of the plant: each does what its name says, and the words for them are checked."""

from datetime import datetime

import pytest

from host_sim import faults
from host_sim.plant.boiler import LOCKED
from host_sim.plant.layout import *  # noqa: F403 - the layout is nothing but names
from host_sim.run import Config, Simulation
from tandem.ports.frame import CH_FLOW, CH_HP_LPH, CH_OUTDOOR, CH_RETURN, IN_CH, IN_QUALITY, Q_GOOD, Q_OPEN

START = datetime(2025, 1, 20)


def house(*texts, days=2, **chosen):
    """A run with these faults."""
    return Simulation(Config(start=START, days=days, faults=tuple(faults.parse(text) for text in texts), **chosen))


def at(simulation, hours):
    """Go so many hours into the counted run."""
    simulation.advance_to(simulation.plant.start_s + hours * 3600)
    return simulation


def raw(simulation, channel):
    """What the driver shows, C."""
    return simulation.board.raw[IN_CH + channel] / 100.0


def test_a_fault_begins_and_ends_on_time():
    simulation = at(house("sensor-outdoor=open@0d06:00..0.5"), 5.9)
    board = simulation.board
    assert board.raw[IN_QUALITY + CH_OUTDOOR] == Q_GOOD
    at(simulation, 6.1)
    assert board.raw[IN_QUALITY + CH_OUTDOOR] == Q_OPEN
    at(simulation, 12.1)
    assert board.raw[IN_QUALITY + CH_OUTDOOR] == Q_GOOD


def test_sensors_that_lie():
    stuck = at(house("sensor-room=stuck@0"), 12)
    assert stuck.board.raw[IN_CH + 1] == stuck.board.ctl[C_HELD + 1]
    assert len({at(stuck, h).board.raw[IN_CH + 1] for h in (13, 14, 15)}) == 1
    drift = at(house("sensor-outdoor=drift:0.5@0"), 12)
    assert raw(drift, CH_OUTDOOR) - drift.x[X_S_OUT] == pytest.approx(6.0, abs=0.2)
    offset = at(house("sensor-outdoor=offset:-3@0"), 12)
    assert raw(offset, CH_OUTDOOR) - offset.x[X_S_OUT] == pytest.approx(-3.0, abs=0.2)
    swapped = at(house("sensor-flow=swapped:return@0", "sensor-return=swapped:flow@0"), 12)
    assert raw(swapped, CH_FLOW) == pytest.approx(float(swapped.x[X_S_RETURN]), abs=0.2)
    assert raw(swapped, CH_RETURN) == pytest.approx(float(swapped.x[X_S_FLOW]), abs=0.2)


def test_blocked_flow_stops_the_compressor_without_harm():
    simulation = house("hp-flow@0.5")
    got = simulation.run().summary
    assert raw(simulation, CH_HP_LPH) == 0.0
    assert got["floor_violations"] == []
    assert got["room_min_c"] > 19.0  # the boiler takes over


def test_a_compressor_that_does_not_start_leaves_the_boiler():
    simulation = Simulation(Config(start=datetime(2025, 4, 8), days=3, faults=(faults.parse("compressor@0.2"),)))
    got = simulation.run().summary
    assert got["heat_boiler_kwh"] > 30.0
    assert got["room_min_c"] > 18.5


def test_lost_refrigerant_is_seen_in_the_heat():
    plain = house().run().summary
    weak = house("refrigerant=0.5@0").run().summary
    assert weak["heat_hp_kwh"] < 0.8 * plain["heat_hp_kwh"]


def test_a_locked_boiler_stays_off_until_it_is_reset():
    simulation = at(house("boiler-lock@0.2..0.6", control="boiler-only"), 10)
    assert simulation.x[X_B_STATE] == LOCKED
    at(simulation, 16)
    assert simulation.x[X_B_STATE] != LOCKED
    assert simulation.acc[A_TRIPS] == 1


def test_a_boiler_without_flow_protects_itself():
    """Its own thermostat cycles the burner; the house gets nothing."""
    simulation = house("boiler-flow@0.2", control="boiler-only")
    hottest = 0.0
    for minute in range(0, 600, 5):
        at(simulation, 5 + minute / 60)
        hottest = max(hottest, float(simulation.x[X_BOILER]))
    assert hottest < 95.0
    assert simulation.plant.k[K_ROOM] < 18.0


def test_an_open_window_costs_heat():
    plain = house(control="boiler-only").run().summary
    opened = house("window=150@0.5..0.6", control="boiler-only").run().summary
    assert opened["gas_m3"] > plain["gas_m3"]
    assert opened["room_min_c"] < plain["room_min_c"] - 0.5


def test_stuck_valves_stop_the_heat():
    got = house("valves=0@0").run().summary
    assert got["room_min_c"] < 16.0


def test_a_diverter_that_sticks_at_the_tank_starves_the_house():
    got = house("diverter=1@0", control="boiler-only", hot_water="tank").run().summary
    assert got["room_min_c"] < 17.0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hp-flow", "has no '@FROM'"),
        ("hpflow@1", "unknown fault 'hpflow'; known: hp-flow"),
        ("hp-flow=2@1", "hp-flow: 2 is out of range, allowed 0..1"),
        ("hp-flow=much@1", "'much' is not a number"),
        ("hp-flow@2..1", "ends before it begins"),
        ("hp-flow@noon", "'noon' is not a time"),
        ("hp-flow@1d25:00", "is not a time"),
        ("sensor-nose=open@1", "unknown sensor 'nose'; known: outdoor, room"),
        ("sensor-flow=shy@1", "a sensor is open, short, fault, stuck"),
        ("sensor-flow=swapped:nose@1", "swapped:SENSOR"),
        ("sensor-flow=drift:fast@1", "'fast' is not a number"),
    ],
)
def test_a_wrong_fault_is_told_in_one_line(text, said):
    with pytest.raises(faults.FaultError) as error:
        faults.parse(text)
    assert said in str(error.value)
    assert "\n" not in str(error.value)
