"""The gateway's text protocol with pyotgw, the client of Home Assistant, over TCP: what it reads, and what its commands
do to the simulated house."""

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys

import pytest
from pyotgw import OpenThermGateway
from pyotgw import vars as v

from host_sim.opentherm.server import LOCAL, Server, listen, winter_house
from host_sim.plant.layout import X_T
from tandem.control.param_table import P_CIRC_MAX_C100
from tandem.links.opentherm.otgw_codes import ACTIVE, DHW_SET, FLOW, ROOM
from tandem.ports.frame import OUT_REQ_C100, OUT_TARGET_C100

SPEED = 60.0
DECIDED = 0.3  # minutes: a control tick and some
COMMAND = [sys.executable, "-m", "host_sim.cli", "ot"]
ENV = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}


def talk(story, thermostat=None, emitter="lt", writers=(LOCAL,)):
    """Run story(client, simulation, port) against a house."""

    async def main():
        simulation = winter_house(thermostat, emitter)
        sock = listen(0)
        port = sock.getsockname()[1]
        server = Server(simulation, sock, writers, SPEED)
        serving = asyncio.create_task(server.serve())
        client = OpenThermGateway()
        try:
            assert await client.connect(f"socket://{LOCAL}:{port}", timeout=60)
            await story(client, simulation, port)
        finally:
            await client.disconnect()
            server.stop()
            await serving

    asyncio.run(main())


async def until(seen, simulation, minutes=3):
    """Let the house live until seen() holds."""
    end_s = simulation.x[X_T] + 60 * minutes
    while not seen():
        assert simulation.x[X_T] < end_s, "it has not come"
        await asyncio.sleep(0.02)


def test_reads_everything_and_sets():
    async def story(client, simulation, _port):
        board = simulation.board
        boiler, thermostat = board.boiler, board.thermostat
        said = client.status.status
        assert said[v.OTGW][v.OTGW_ABOUT] == "OpenTherm Gateway 6.6" and said[v.OTGW][v.OTGW_MODE] == "G"
        assert all(said[v.OTGW][name] is not None for name in said[v.OTGW])
        assert (said[v.BOILER][v.DATA_SLAVE_DHW_MAX_SETP], said[v.BOILER][v.DATA_SLAVE_DHW_MIN_SETP]) == (60, 35)
        assert said[v.BOILER][v.DATA_CH_WATER_PRESS] == 1.5 and said[v.BOILER][v.DATA_DHW_SETPOINT] == 60.0
        assert said[v.THERMOSTAT][v.DATA_ROOM_SETPOINT] == 20.0 and 15.0 < said[v.THERMOSTAT][v.DATA_ROOM_TEMP] < 25.0

        # The room's set-point: offered, taken by the thermostat, obeyed by the controller.
        assert await client.set_target_temp(21.5) == 21.5
        await until(lambda: simulation.app.outputs.f[OUT_TARGET_C100] == 2150, simulation)
        assert thermostat.remote_c == 21.5 and thermostat.answers[9] == (4, 0x1580)
        assert client.status.status[v.THERMOSTAT][v.DATA_ROOM_SETPOINT] == 21.5
        assert await client.set_target_temp(0.0) == 0.0
        await until(lambda: simulation.app.outputs.f[OUT_TARGET_C100] == 2000, simulation)

        # Flow temperature: at the boiler, and in what the client hears of it.
        assert await client.set_control_setpoint(52.0) == 52.0 and await client.set_ch_enable_bit(1) == 1
        await until(lambda: simulation.app.outputs.f[OUT_REQ_C100] == 5200, simulation, DECIDED)
        await until(lambda: boiler.ch and 50.0 < boiler.set_c < 56.0, simulation)
        assert await client.set_ch_enable_bit(0) == 0 and await client.set_control_setpoint(52.0) == 52.0
        await until(lambda: simulation.app.outputs.f[OUT_REQ_C100] == 0, simulation, DECIDED)
        await until(lambda: simulation.app.outputs.f[OUT_REQ_C100] > 0, simulation, 3)
        assert board.bridge.outer.v[FLOW] == 0, "a minute's old wish does not rule"

        # What the boiler keeps.
        assert await client.set_dhw_setpoint(50.0) == 50.0 and await client.set_max_ch_setpoint(60.0) == 60.0
        assert await client.set_dhw_setpoint(61.0) is None
        assert await client.set_max_relative_mod(0) == 0 and await client.set_hot_water_ovrd(0) == 0
        await until(lambda: boiler.words == {14: 0, 56: 0x3200, 57: 0x3C00}, simulation)
        said = client.status.status
        assert said[v.BOILER][v.DATA_MASTER_DHW_ENABLED] == 0 and said[v.BOILER][v.DATA_DHW_SETPOINT] == 50.0
        assert await client.set_max_relative_mod("-") == "-" and await client.set_hot_water_ovrd("A") == "A"
        await until(lambda: boiler.words[14] == 0x6400, simulation)

        # Its other ways to talk.
        assert await client.set_mode(0) == "0" and await client.set_led_mode("A", "F") == "F"
        assert (await client.set_mode(v.OTGW_MODE_RESET))[v.OTGW][v.OTGW_MODE] == "G"
        assert thermostat.faults <= 1 and simulation.violations() == []

    talk(story, "remote")


def test_a_floor_is_not_overheated():
    async def story(client, simulation, _port):
        most = simulation.app.params.v[P_CIRC_MAX_C100]
        assert 3000 < most <= 5000
        assert await client.set_control_setpoint(90.0) == 90.0
        f = simulation.app.outputs.f
        await until(lambda: f[OUT_REQ_C100] == most, simulation, DECIDED)
        sets = []
        for _ in range(6):
            assert await client.set_control_setpoint(90.0) == 90.0
            end_s = simulation.x[X_T] + 30
            while simulation.x[X_T] < end_s:
                await asyncio.sleep(0.02)
                assert f[OUT_REQ_C100] == most
                sets.append(simulation.board.boiler.set_c)
        # The boiler may be told a little more than the circuit, as it is before the separator.
        assert most / 100 - 5.0 < max(sets) <= most / 100 + 5.0 and simulation.violations() == []
        # No thermostat: the room's set-point is the controller's.
        assert await client.set_target_temp(18.5) == 18.5
        await until(lambda: f[OUT_TARGET_C100] == 1850, simulation, 1.2)

    talk(story, None, "floor")


def test_who_may_only_read():
    async def story(client, simulation, port):
        assert client.status.status[v.OTGW][v.OTGW_MODE] == "G"
        assert await client.set_target_temp(21.5) is None and await client.set_control_setpoint(60.0) is None
        assert await client.set_dhw_setpoint(50.0) is None and await client.set_mode(0) is None
        outer = simulation.board.bridge.outer
        assert (outer.v[ROOM], outer.v[FLOW], outer.v[DHW_SET], outer.v[ACTIVE]) == (0, 0, 0, 1)
        # A second one, which floods and never reads, disturbs nobody.
        other = socket.create_connection((LOCAL, port))
        other.setblocking(False)
        with pytest.raises(ConnectionError):
            for _ in range(2000):
                with contextlib.suppress(BlockingIOError):
                    other.send(b"PS=1\r" * 1000)
                await asyncio.sleep(0)
        before = client.status.status
        await until(lambda: client.status.status != before, simulation, 2)
        assert (await client.get_status())[v.OTGW][v.OTGW_MODE] == "G"
        other.close()

    talk(story, "modulating", writers=("192.0.2.1",))


def test_serve_and_log():
    command = [*COMMAND, "serve", "--port", "0", "--speed", "10"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=ENV) as serving:
        try:
            line = serving.stdout.readline()
            address = line.split()[1].rstrip(",")
            done = subprocess.run(
                [*COMMAND, "serve", "--port", address.split(":")[1]], capture_output=True, text=True, env=ENV
            )
            assert done.returncode == 2 and "already in use" in done.stderr and done.stderr.count("\n") == 1
            with subprocess.Popen([*COMMAND, "log", address], stdout=subprocess.PIPE, text=True, env=ENV) as log:
                heard = [log.stdout.readline() for _ in range(12)]
                serving.send_signal(signal.SIGINT)
                assert serving.wait(300) == 0
                log.stdout.read()
                assert log.wait(300) == 0
            assert any("to boiler      READ-DATA" in line for line in heard)
            assert serving.stderr.read() == "tandem: building the house\n"
        finally:
            serving.kill()


@pytest.mark.parametrize(
    "words, complaint",
    [
        (["log", "127.0.0.1:9"], "cannot reach 127.0.0.1:9"),
        (["log", "25238"], "is not HOST:PORT"),
        (["log", "gateway:ot"], "is not a whole number"),
        (["serve", "--thermostat", "nest"], "unknown kind 'nest'"),
        (["serve", "--port", "70000"], "out of range"),
        (["serve", "--speed", "0"], "out of range"),
    ],
)
def test_one_line_for_a_mistake(words, complaint):
    done = subprocess.run([*COMMAND, *words], capture_output=True, text=True, env=ENV)
    assert done.returncode == 2 and complaint in done.stderr and done.stderr.count("\n") == 1
