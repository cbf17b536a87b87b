"""A house behind a serial front end: the same heating, and what happens when one of the three is gone."""

from datetime import datetime

import pytest

from host_sim.plant.layout import K_Q_B, X_AIR
from host_sim.run import Config, Simulation
from host_sim.scenario.outage import Outage
from tandem.ports.frame import OUT_BOILER, OUT_TARGET_C100

WINTER = datetime(2025, 1, 20)


def house(how="serial", **chosen):
    usual = {"thermostat": "modulating", "control": "boiler-only", **chosen}
    return Simulation(Config(start=WINTER, days=1, opentherm=how, **usual))


def to(simulation, hours):
    simulation.advance_to(simulation.plant.start_s - 86400.0 + hours * 3600.0)


def until_it_heats(simulation, hours=1.0):
    to(simulation, hours)
    while not simulation.board.boiler.ch:
        hours += 0.05
        assert hours < 4.0, "in winter it heats"
        to(simulation, hours)
    return hours


def test_it_heats_as_behind_the_plain_wire():
    """Ten hours, looked at every five minutes; a whole day differs by 1 % of the gas."""
    heat_w, room_c = [], []
    for how in (True, "serial"):
        simulation = house(how)
        seen = []
        for step in range(1, 121):
            to(simulation, step / 12.0)
            seen.append(float(simulation.plant.k[K_Q_B]))
        heat_w.append(sum(seen) / len(seen))
        room_c.append(float(simulation.plant.x[X_AIR]))
        assert simulation.violations() == []
    assert heat_w[0] > 1000.0 and heat_w[1] == pytest.approx(heat_w[0], rel=0.15)
    assert room_c[1] == pytest.approx(room_c[0], abs=0.3)


@pytest.mark.parametrize("kind", ["on-off", "modulating", "chatty"])
def test_the_boiler_does_what_the_controller_says_and_the_thermostat_notices_nothing(kind):
    simulation = house(thermostat=kind)
    board = simulation.board
    to(simulation, 0.1)
    other = 0.0
    for minute in range(6, 60):
        to(simulation, minute / 60.0)
        wanted = bool(simulation.app.outputs.f[OUT_BOILER])
        other += board.boiler.ch != wanted
    assert other <= 3, "looked at once a minute, it is hardly ever caught on the way"
    assert board.thermostat.most_in_a_row <= 1 and simulation.app.loop.link_failures == 0
    assert simulation.app.outputs.f[OUT_TARGET_C100] == 2000
    assert board.serial.bad == 0 and board.serial.alive


def test_a_dead_controller_gives_the_boiler_back_in_a_minute():
    simulation = house(thermostat="on-off")
    hours = until_it_heats(simulation)
    board = simulation.board
    board.thermostat.set_c = 25.0
    outage = Outage(simulation, False)
    simulation.hold()  # not even its outputs go to their fallback
    to(simulation, hours + 30 / 3600)
    assert board.pic.cs_c
    to(simulation, hours + 100 / 3600)
    assert not board.pic.cs_c and board.boiler.ch and board.boiler.set_c == pytest.approx(65.0)
    assert board.thermostat.most_in_a_row <= 1
    outage.end()
    to(simulation, hours + 160 / 3600)
    assert board.pic.cs_c and board.boiler.set_c != pytest.approx(65.0)


def test_a_reset_of_the_front_end_is_over_in_seconds():
    for why in ("WDT reset!", ""):
        simulation = house(thermostat="on-off")
        hours = until_it_heats(simulation)
        board = simulation.board
        board.pic.reset(board.time.ms, why)
        to(simulation, hours + 10 / 3600)
        assert board.pic.resets == 1 and board.pic.cs_c > 10.0 and board.serial.resets >= 1


def test_a_plug_that_is_pulled_makes_faults_and_heals():
    simulation = house(thermostat="on-off")
    hours = until_it_heats(simulation)
    board = simulation.board
    board.pic.plugged = False
    to(simulation, hours + 45 / 3600)
    assert not board.serial.alive and not board.serial.thermostat.alive
    to(simulation, hours + 0.2)
    assert not board.pic.cs_c, "the override is over"
    board.pic.plugged = True
    to(simulation, hours + 0.22)
    assert board.serial.alive and board.serial.thermostat.alive and board.pic.cs_c


def test_without_a_thermostat_the_front_end_is_master():
    simulation = house(thermostat=None)
    until_it_heats(simulation)
    board = simulation.board
    assert "Thermostat disconnected" in board.pic.lines or not any(line[0] == "T" for line in board.pic.lines)
    assert board.pic.hw == "1" and board.serial.alive and not board.serial.thermostat.alive


def test_noise_on_the_wires():
    simulation = house(line_noise=(0.01, 0.01))
    to(simulation, 1)
    board = simulation.board
    assert board.noise.hit > 100 and board.serial.alive and board.serial.thermostat.alive
    assert simulation.violations() == []
