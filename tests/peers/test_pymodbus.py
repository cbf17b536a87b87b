"""The master and its meters against pymodbus' server, RTU frames over a loopback connection."""

import asyncio
import socket
import time
from array import array

from pymodbus import FramerType
from pymodbus.server import ModbusTcpServer
from pymodbus.simulator import DataType, SimData, SimDevice

import chips
from tandem.ports.frame import (
    CH_HP_POWER,
    CH_IMPORT,
    CH_PHASE_1,
    CH_PHASE_2,
    CH_PHASE_3,
    IN_CH,
    IN_QUALITY,
    N_IN,
    Q_FAULT,
    Q_GOOD,
)

ONE, THREE = 1, 7
WATTS = {0x0C: 1234.5, 0x0E: -800.25, 0x10: 0.5, 0x34: 434.75}


class Line:
    """A stream as of drivers.uart over a socket."""

    def __init__(self, port):
        self.sock = socket.create_connection(("127.0.0.1", port))
        self.sock.setblocking(False)

    def read(self, buf):
        try:
            return self.sock.recv_into(buf)
        except BlockingIOError:
            return 0

    def write(self, buf):
        return self.sock.send(buf)


def meter(address, registers):
    """A device with these singles in its input registers; the other kinds of registers are not asked for."""
    first, last = min(registers), max(registers)
    singles = [registers.get(at, 0.0) for at in range(first, last + 2, 2)]
    inputs = [SimData(first, values=singles, datatype=DataType.FLOAT32)]
    bits = [SimData(0, values=False, datatype=DataType.BITS)]
    return SimDevice(address, simdata=(bits, bits, [SimData(0, values=0, datatype=DataType.UINT16)], inputs))


async def talk(done, drivers, master, seconds=120):
    """Serve the master until done()."""
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, [driver._quality for driver in drivers]
        master.poll(int(time.monotonic() * 1000) & 0x3FFFFFFF)
        await asyncio.sleep(0.002)


def test_meters_of_a_real_server():
    async def main():
        server = ModbusTcpServer(
            [meter(ONE, {0x0C: WATTS[0x0C]}), meter(THREE, WATTS)], framer=FramerType.RTU, address=("127.0.0.1", 0)
        )
        await server.serve_forever(background=True)
        line = Line(server.transport.sockets[0].getsockname()[1])
        try:
            master = chips.driver("modbus_rtu").Master(line)
            module = chips.driver("modbus_meter")
            one = module.Meter(master, ONE, "sdm120", (CH_HP_POWER,))
            three = module.Meter(master, THREE, "sdm630", (CH_IMPORT, CH_PHASE_1, CH_PHASE_2, CH_PHASE_3))
            await talk(lambda: master.good >= 2, (one, three), master)
            f = array("i", [0] * N_IN)
            for driver in (one, three):
                driver.read(f, int(time.monotonic() * 1000) & 0x3FFFFFFF)
            assert [f[IN_CH + ch] for ch in (CH_HP_POWER, CH_IMPORT)] == [1235, 435]
            assert [f[IN_CH + ch] for ch in (CH_PHASE_1, CH_PHASE_2, CH_PHASE_3)] == [1235, -800, 1]
            assert f[IN_QUALITY + CH_HP_POWER] == f[IN_QUALITY + CH_PHASE_3] == Q_GOOD and master.bad == 0
        finally:
            line.sock.close()
            await server.shutdown()

    asyncio.run(main())


def test_registers_that_the_server_refuses():
    async def main():
        device = meter(ONE, {0x0C: WATTS[0x0C]})
        server = ModbusTcpServer(device, framer=FramerType.RTU, address=("127.0.0.1", 0))
        await server.serve_forever(background=True)
        line = Line(server.transport.sockets[0].getsockname()[1])
        try:
            master = chips.driver("modbus_rtu").Master(line)
            driver = chips.driver("modbus_meter").Meter(master, ONE, "sdm120", (CH_HP_POWER,))
            driver.start = 0x100
            seen = []
            failed = driver.failed
            driver.failed = lambda why, now: (seen.append(why), failed(why, now))
            driver.due_ms = lambda now: 0
            await talk(lambda: len(seen) >= 3, (driver,), master)
            assert seen[:3] == [chips.driver("modbus_rtu").REFUSED] * 3 and driver._quality == Q_FAULT
        finally:
            line.sock.close()
            await server.shutdown()

    asyncio.run(main())
