"""Hardware in the loop, both ends in one process: the bench behind the real codec, the mirror on the other side.

The real thing, over a serial port, is in tests/device."""

from datetime import datetime

import cbor2
import pytest

from host_sim import cli_scenario
from host_sim.run import Config, Simulation
from launcher.cbor import Reader, Writer
from tandem.hil import Bench
from tandem.ports.frame import OUT_BOILER, OUT_HP
from tools.hil.mirror import Difference, Mirror, tracer

WINTER = datetime(2025, 1, 20)
LONGEST = 252 - 10


class Wire:
    """A client without a serial port. lose: every so many answers get lost, and the request is repeated."""

    def __init__(self, lose=0):
        self.bench = Bench()
        self.lose = lose
        self.asked = self.most = 0
        self._buffer = bytearray(300)

    def ask(self, write, command, body):
        """See tools.hil.client."""
        return self.ask_counted(write, command, body)[0]

    def ask_counted(self, write, command, body):
        """The answer, and how often the request had to be repeated."""
        self.asked += 1
        again = int(bool(self.lose and self.asked % self.lose == 0))
        for _ in range(1 + again):
            reply = self._once(write, command, body)
        return reply, again

    def _once(self, write, command, body):
        data = cbor2.dumps(body)
        assert len(data) <= LONGEST
        request = Reader(data, 0, len(data)).value()
        reply = Writer(self._buffer, 0, LONGEST)
        reply.start()
        rc = self.bench.handle(write, command, request, reply)
        assert rc == 0, (command, body, rc)
        assert not reply.over
        end = reply.close()
        self.most = max(self.most, end)
        return cbor2.loads(bytes(self._buffer[:end]))


def house(config, wire):
    """A simulation that a board decides along with."""
    mirror = Mirror(wire)
    place = []
    make = tracer(mirror, lambda: place[0].board.clock.now(), config.period_s * 1000, lambda: place[0].stop())
    place.append(Simulation(config, make_trace=make))
    return place[0], mirror


@pytest.mark.parametrize("lose", [0, 7])
def test_a_winter_day_is_the_same(lose):
    wire = Wire(lose)
    simulation, mirror = house(Config(start=WINTER, days=1), wire)
    simulation.run()
    assert mirror.broken is None
    assert mirror.ticks == simulation.trace.ticks >= 2 * 8640
    assert wire.most <= LONGEST


def test_a_scenario_with_series_and_limits_is_the_same():
    config = cli_scenario.config("capacity-profile")
    config.days = 1
    simulation, mirror = house(config, Wire())
    simulation.run()
    assert mirror.broken is None
    assert mirror.ticks == simulation.trace.ticks > 8640


def test_a_power_cut_on_the_way():
    simulation, mirror = house(Config(start=WINTER, days=1), Wire())
    simulation.advance_to(simulation.plant.start_s + 30000)
    simulation.restart()
    simulation.advance_to(simulation.plant.start_s + 40000)
    assert mirror.broken is None
    assert mirror.ticks == simulation.trace.ticks > 8640 + 3900


@pytest.mark.parametrize("what", [OUT_HP, OUT_BOILER])
def test_a_board_that_decides_otherwise_is_found(what):
    wire = Wire()
    simulation, mirror = house(Config(start=WINTER, days=1), wire)
    simulation.advance_to(simulation.plant.start_s)
    outputs = wire.bench.app.outputs.f
    step = wire.bench.app.controller.step

    def otherwise(inputs, out):
        step(inputs, out)
        outputs[what] ^= 1

    wire.bench.app.controller.step = otherwise
    simulation.run()
    name = "HP" if what == OUT_HP else "BOILER"
    assert isinstance(mirror.broken, Difference) and f"OUT_{name}: host" in str(mirror.broken)
    assert simulation.x[0] < simulation.plant.start_s + 7300, "it ended there"
