"""The firmware in every hydraulic scheme, and with every way to command the heat pump, in the cold; and what breaks."""

from datetime import datetime

import pytest

from host_sim import faults
from host_sim.plant.layout import *  # noqa: F403 - the layout is nothing but names
from host_sim.run import Config, Simulation
from tandem.control import param_table as t
from tandem.ports.frame import (
    ALARM_HP,
    ALARM_LIMIT,
    ALARM_STOP,
    CH_HP_DEFROST,
    CH_HP_RUN,
    CH_MIXED_FLOW,
    IN_CH,
    IN_LIMITS,
    IN_QUALITY,
    LIMIT_FIELDS,
    OUT_ALARMS,
    OUT_CONTACTOR,
    OUT_HP,
    OUT_SG,
    Q_ABSENT,
)
from tandem.ports.limits import LIMIT_SET, SRC_EMERGENCY

COLD = datetime(2025, 1, 30)  # -9 C on the third day
SCHEMES = ("separator", "series", "mixed", "buffer")
DAY = 86400.0


def house(*texts, days=2, **chosen):
    """A cold spell with these faults."""
    broken = tuple(faults.parse(text) for text in texts)
    return Simulation(Config(start=COLD, days=days, faults=broken, **{"period_s": 30, **chosen}))


def at(simulation, days):
    """Go so far into the counted run."""
    simulation.advance_to(simulation.plant.start_s + days * DAY)
    return simulation


def emergency(simulation, watts):
    """The grid operator's emergency stop from now on."""
    k = IN_LIMITS + SRC_EMERGENCY * LIMIT_FIELDS
    simulation.board.raw[k] = LIMIT_SET
    simulation.board.raw[k + 1] = watts


@pytest.mark.parametrize("control", ["hybrid", "hp-only"])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_cold_week_in_every_scheme(scheme, control):
    simulation = house(days=7, scheme=scheme, control=control, hot_water="none")
    got = simulation.run().summary
    assert simulation.app.params.v[t.P_SCHEME] == SCHEMES.index(scheme)
    assert got["floor_violations"] == []
    assert got["hp_hours"] > 100
    assert got["room_min_c"] > 19.2 and got["underheated_kh"] < 1.0


@pytest.mark.parametrize("command", ["contact", "sg"])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_contacts_alone_in_every_scheme(scheme, command):
    simulation = house(days=3, scheme=scheme, command=command)
    raw = simulation.board.raw
    assert raw[IN_QUALITY + CH_HP_RUN] == raw[IN_QUALITY + CH_HP_DEFROST] == Q_ABSENT
    got = simulation.run().summary
    assert (simulation.board.cmd[OUT_SG] > 0) == (command == "sg")
    assert got["floor_violations"] == []
    assert got["hp_hours"] > 20 and got["scop"] > 2.5
    assert got["room_min_c"] > 19.2


@pytest.mark.parametrize("command", ["full", "contact", "sg"])
def test_an_emergency_stop_is_obeyed_and_the_boiler_heats(command):
    simulation = at(house(command=command), 0.5)
    emergency(simulation, 0)
    at(simulation, 0.51)
    for hour in range(13, 36):
        at(simulation, hour / 24)
        assert simulation.board.cmd[OUT_HP] == 0
        assert simulation.plant.k[K_P_HP] == 0.0
        assert not simulation.board.cmd[OUT_ALARMS] & ALARM_LIMIT
    assert simulation.plant.acc[A_ROOM_MIN] > 19.2


def test_a_compressor_that_runs_on_loses_its_supply():
    for contactor in (False, True):
        simulation = at(house("compressor-on@0.4", contactor=contactor), 0.5)
        assert simulation.plant.k[K_P_HP] > 0.0
        emergency(simulation, 0)
        at(simulation, 0.5 + 1.0 / 24)
        assert (simulation.plant.k[K_P_HP] > 0.0) != contactor
        assert simulation.board.cmd[OUT_CONTACTOR] != contactor
        assert bool(simulation.board.cmd[OUT_ALARMS] & ALARM_LIMIT) != contactor
        assert bool(simulation.board.cmd[OUT_ALARMS] & ALARM_STOP) != contactor
        at(simulation, 2.0)
        assert simulation.plant.acc[A_ROOM_MIN] > 19.2


def test_an_error_hands_over_to_the_boiler_and_back():
    simulation = at(house("hp-error@0.3..1"), 0.9)
    assert simulation.board.cmd[OUT_ALARMS] & ALARM_HP
    assert simulation.plant.k[K_P_HP] == 0.0
    at(simulation, 1.02)
    assert not simulation.board.cmd[OUT_ALARMS] & ALARM_HP
    assert simulation.plant.k[K_P_HP] > 0.0
    at(simulation, 2.0)
    assert simulation.plant.acc[A_ROOM_MIN] > 19.2


@pytest.mark.parametrize("scheme", SCHEMES)
def test_pipes_outdoors_freeze_unless_the_firmware_moves_their_water(scheme):
    """A monobloc without glycol and without a frost pump of its own, in a house that the boiler heats."""
    for ours in (True, False):
        settings = {} if ours else {t.P_HP_OUTDOOR_WATER: 0}
        simulation = house(days=4, scheme=scheme, monobloc=True, cutout_c=20.0, settings=settings)
        simulation.par[P_OUT_PUMP_C] = -99.0
        at(simulation, 4.0)
        froze = any("froze" in text for text in simulation.violations())
        # In series the loop moves it all the time anyway.
        assert froze == (not ours and scheme != "series")
        assert simulation.plant.acc[A_HP_STARTS] == 0


def test_a_mixer_that_sticks_open_heats_no_floor_too_much():
    simulation = at(house("mixer=1@2.2", days=4, scheme="mixed", emitter="ht", control="boiler-only"), 2.15)
    assert simulation.board.raw[IN_CH + CH_MIXED_FLOW] < 4000
    assert simulation.plant.x[X_EM1] > 45.0
    at(simulation, 4.0)
    assert simulation.violations() == []
    assert simulation.plant.acc[A_ROOM_MIN] > 19.0


def test_without_that_sensor_only_the_hard_wired_thermostat_is_left():
    simulation = house("mixer=1@2.2", days=3, scheme="mixed", emitter="ht", control="boiler-only")
    simulation.board.set_quality(CH_MIXED_FLOW, Q_ABSENT)
    at(simulation, 3.0)
    assert any("above its maximum" in text for text in simulation.violations())
