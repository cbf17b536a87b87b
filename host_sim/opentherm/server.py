"""The gateway's text protocol on a TCP port, with a simulated house behind it: one thread, in real time or faster.

Every client has a session of its own. All may read; writing is for the addresses that the server was given.
"""

import asyncio
import signal
import socket
import time
from datetime import datetime
from typing import Any

from host_sim.plant.layout import X_T
from host_sim.run import Config, Simulation
from tandem.control.param_table import P_THERMOSTAT
from tandem.links.opentherm.otgw import Service
from tandem.links.opentherm.otgw_codes import READING, WRITING

PORT = 25238  # usual for a gateway that is reached over a network
LOCAL = "127.0.0.1"
_MOST_CLIENTS = 8
_TURN_S = 0.02
_WORK_S = 0.05  # of the machine's time in a turn at most, so that clients are answered
_DAYS = 300
_FIRST_S = 600
_UNREAD = 1 << 16  # bytes that a client has not read, after which it is given up


def listen(port):
    """A socket on this port of the loopback address, port 0: any that is free. Raises OSError."""
    server = socket.socket()
    try:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind((LOCAL, port))
        server.listen()
    except OSError:
        server.close()
        raise
    return server


class Client(asyncio.Protocol):
    """One connection."""

    def __init__(self, server):
        self._server = server
        self.transport: Any = None
        self._service: Any = None
        self._waiting = b""
        self._buf = bytearray(1024)

    def connection_made(self, transport):
        """asyncio."""
        server = self._server
        if len(server.clients) >= _MOST_CLIENTS:
            transport.close()
            return
        self.transport = transport
        address = transport.get_extra_info("peername")[0]
        self._service = Service(server.bridge, WRITING if address in server.writers else READING)
        server.clients.append(self)

    def connection_lost(self, _error):
        """asyncio."""
        if self in self._server.clients:
            self._server.clients.remove(self)
            self._service.outer.sinks.remove(self._service)

    def data_received(self, data):
        """asyncio."""
        if self._service is None:
            return
        self._waiting += data
        self.exchange()

    def exchange(self):
        """Hand over what the client said, and send what it gets."""
        while True:
            took = self._service.feed(self._waiting)
            self._waiting = self._waiting[took:]
            n = self._service.take(self._buf)
            if not n and not took:
                break
            if n:
                self.transport.write(bytes(self._buf[:n]))
            if not self._waiting:
                break
        if self.transport.get_write_buffer_size() > _UNREAD:
            self.transport.abort()


class Server:
    """simulation: run.Simulation with OpenTherm; sock: of listen(); writers: addresses that may write; speed: N times
    real time. stop() ends serve()."""

    def __init__(self, simulation, sock, writers=(), speed=1.0):
        self.simulation = simulation
        self.bridge = simulation.board.bridge
        self.writers = writers
        self.speed = speed
        self.clients = []
        self._sock = sock
        self._ends = False

    def stop(self):
        """End within a turn."""
        self._ends = True

    async def serve(self):
        """Until stop(), or the simulated time is over."""
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: Client(self), sock=self._sock)
        try:
            await self._live()
        finally:
            server.close()
            for client in list(self.clients):
                client.transport.close()
            await asyncio.sleep(0)

    async def _live(self):
        simulation = self.simulation
        began_s, sim_s = time.perf_counter(), float(simulation.x[X_T])
        while not self._ends and simulation.x[X_T] < simulation.end_s:
            now_s = time.perf_counter()
            target_s = min(sim_s + (now_s - began_s) * self.speed, simulation.end_s)
            while simulation.x[X_T] < target_s and time.perf_counter() - now_s < _WORK_S:
                simulation.advance_to(min(float(simulation.x[X_T]) + 1.0, target_s))
                for client in list(self.clients):
                    client.exchange()
            if simulation.x[X_T] < target_s:
                # Too slow a machine: from here anew, rather than running after the time that is lost.
                began_s, sim_s = time.perf_counter(), float(simulation.x[X_T])
            await asyncio.sleep(_TURN_S)


def winter_house(thermostat=None, emitter="lt"):
    """A hybrid house from 20 January on, its boiler on OpenTherm; thermostat: of thermostat.KINDS or None."""
    config = Config(
        start=datetime(2025, 1, 20),
        days=_DAYS,
        cutout_c=8.0,
        emitter=emitter,
        opentherm=True,
        thermostat=thermostat,
        # Without a thermostat the room set-point comes from outside, and is listened to as to one's.
        settings={P_THERMOSTAT: 1},
    )
    simulation = Simulation(config)
    # By then boiler and thermostat have said all that they say.
    simulation.advance_to(float(simulation.x[X_T]) + _FIRST_S)
    return simulation


def serve(simulation, sock, writers, speed):
    """Serve until Ctrl-C or the end of the simulated time."""

    async def main():
        server = Server(simulation, sock, writers, speed)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, server.stop)
        await server.serve()

    asyncio.run(main())
