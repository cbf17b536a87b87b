"""A house with boiler and thermostat on OpenTherm: the same heating, nobody sees a broken line, the relay works."""

import os
import subprocess
import sys
from datetime import datetime

import pytest

from host_sim.opentherm.frames import parts
from host_sim.plant.layout import C_BOILER_LOCK, X_AIR, X_BOILER, X_T
from host_sim.run import WARM_UP_S, Config, Simulation
from host_sim.scenario.outage import Outage
from host_sim.summary_table import format_summary
from tandem.ports.frame import ALARM_BOILER, OUT_ALARMS, OUT_BOILER, OUT_TARGET_C100

WINTER = datetime(2025, 1, 20)


def house(**chosen):
    return Simulation(Config(start=WINTER, days=1, cutout_c=8.0, opentherm=True, **chosen))


def to(simulation, hours):
    """Hours from the begin of the warm-up day."""
    simulation.advance_to(simulation.plant.start_s - WARM_UP_S + hours * 3600.0)


def burning(simulation):
    """Until the boiler is told to heat; returns the hour."""
    minute = 0
    while not simulation.board.boiler.ch:
        minute += 1
        to(simulation, minute / 60.0)
        assert minute < 180
    return minute / 60.0


def test_the_wire_changes_little():
    rooms = []
    for wired in (False, True):
        simulation = Simulation(Config(start=WINTER, days=1, cutout_c=8.0, opentherm=wired))
        to(simulation, 12)
        rooms.append(float(simulation.plant.x[X_AIR]))
        assert simulation.violations() == []
    assert rooms[1] == pytest.approx(rooms[0], abs=0.3)


@pytest.mark.parametrize("kind", ["on-off", "modulating", "chatty"])
def test_a_thermostat_notices_nothing(kind):
    simulation = house(thermostat=kind)
    burning(simulation)
    to(simulation, 1.5)
    thermostat = simulation.board.thermostat
    waits = sorted(thermostat.waits_ms)
    assert thermostat.faults <= 1 and len(waits) > 4500
    # The first question about an id that nobody asked yet goes to the boiler.
    first = 128 if kind == "chatty" else 9
    assert waits[0] >= 20 and waits[-first - 1] <= 100
    assert simulation.app.outputs.f[OUT_TARGET_C100] == 2000


def test_the_set_point_of_the_thermostat_rules():
    simulation = house(thermostat="modulating")
    to(simulation, 1)
    simulation.board.thermostat.set_c = 18.5
    to(simulation, 1.1)
    assert simulation.app.outputs.f[OUT_TARGET_C100] == 1850
    to(simulation, 2)
    assert not simulation.board.boiler.ch, "nobody wants heat"


def test_the_summary_tells_how_the_lines_did():
    simulation = house(thermostat="on-off")
    to(simulation, 0.2)
    text = format_summary(simulation.result(1.0, False).summary)
    assert "OpenTherm\n" in text and "thermostat asked" in text
    figures = simulation.board.figures()["thermostat"]
    assert figures["unanswered"] <= 1 and 20 <= figures["wait_p50_ms"] <= figures["wait_p999_ms"] <= 500


def test_without_the_box_the_house_has_its_old_heating():
    simulation = house(thermostat="on-off")
    to(simulation, 1)
    board = simulation.board
    assert not board.bypassed
    outage = Outage(simulation, False)
    outage.begin()
    assert board.bypassed
    board.thermostat.set_c = 23.0
    before = board.thermostat.faults
    to(simulation, 2)
    assert board.boiler.ch and board.boiler.set_c == pytest.approx(65.0), "the thermostat's own wish"
    assert board.thermostat.faults - before <= 2
    outage.end()
    to(simulation, 2.2)
    assert not board.bypassed and board.boiler.set_c < 60.0
    assert board.thermostat.faults - before <= 4 and board.thermostat.most_in_a_row <= 2


def test_a_power_cut_silences_both_and_both_come_back():
    simulation = house(thermostat="modulating")
    to(simulation, 0.5)
    board = simulation.board
    outage = Outage(simulation, True)
    outage.begin()
    asked, frames = board.thermostat.asked, board.to_boiler.frames
    to(simulation, 1)
    assert (board.thermostat.asked, board.to_boiler.frames) == (asked, frames) and not board.boiler.ch
    outage.end()
    to(simulation, 1.2)
    assert board.bridge.master.alive and board.bridge.slave.alive and board.thermostat.in_a_row == 0


def test_a_tick_that_hangs_lets_the_relay_fall():
    simulation = house(thermostat="on-off")
    to(simulation, 0.5)
    simulation.hold()
    to(simulation, 0.5 + 7 / 3600)
    assert not simulation.board.bypassed
    to(simulation, 0.5 + 19 / 3600)
    assert simulation.board.bypassed


def test_a_locked_boiler_says_so_and_the_heat_pump_takes_over():
    simulation = house()
    to(simulation, 1)
    simulation.plant.ctl[C_BOILER_LOCK] = 1.0
    to(simulation, 1.5)
    assert simulation.app.outputs.f[OUT_ALARMS] & ALARM_BOILER
    assert not simulation.app.outputs.f[OUT_BOILER]
    assert simulation.board.bridge.master.cells.word[5] == 0x0205


def test_noise_is_no_broken_line():
    simulation = house(thermostat="modulating", line_noise=(0.01, 0.01))
    to(simulation, 1)
    board = simulation.board
    assert board.noise.hit > 200
    assert board.thermostat.most_in_a_row <= 4 and board.bridge.master.alive
    assert simulation.violations() == []


def test_the_boiler_lets_go_when_nobody_speaks():
    simulation = house()
    hour = burning(simulation)
    simulation.hold()
    to(simulation, hour + 50 / 3600)
    assert simulation.board.boiler.ch
    to(simulation, hour + 85 / 3600)
    assert not simulation.board.boiler.ch


def test_the_plant_is_never_looked_at_before_it_has_caught_up():
    """Its physics follows late and in longer steps; the sums are those of a run that is looked at all the time."""
    runs = []
    for every_s in (3600.0, 1.0):
        simulation = house(thermostat="modulating")
        until_s = simulation.plant.start_s - 86400.0 + 7200.0
        at_s = simulation.plant.x[X_T]
        while at_s < until_s:
            at_s += every_s
            simulation.advance_to(at_s)
            assert simulation.board._owed_ms == 0
        runs.append(simulation)
    late, looked = (run.plant.x[X_BOILER] for run in runs)
    assert late == pytest.approx(looked, abs=0.5)
    assert runs[0].board.to_boiler.frames == pytest.approx(runs[1].board.to_boiler.frames, rel=0.01)


def test_a_plain_run_loads_nothing_of_it():
    code = (
        "import sys; from host_sim.run import WARM_UP_S, Config, Simulation; s = Simulation(Config(days=1));"
        "s.advance_to(s.plant.start_s); print([m for m in sys.modules if 'opentherm' in m])"
    )
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env)
    assert done.stdout.strip() == "[]", done.stderr


def test_peers_make_their_own_frames():
    """The standard's examples, read from the page."""
    assert parts(bytes.fromhex("C000030A")) == (4, 0, 0x030A)
    assert parts(bytes.fromhex("10012D00")) == (1, 1, 0x2D00)
    assert parts(bytes.fromhex("00012D00")) is None
