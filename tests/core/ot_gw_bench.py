"""A bridge between two lines with a session of the gateway's text protocol, in virtual milliseconds."""

from array import array

from ot_bench import Boiler, Line, Thermostat, run
from tandem.links.opentherm.bridge import Bridge
from tandem.links.opentherm.otgw import Service
from tandem.links.opentherm.otgw_codes import WRITING
from tandem.ports.frame import IN_AGE_S, IN_CH, IN_QUALITY, N_IN, N_OUT

USUAL = ((0, 0, 0x0300), (1, 1, 0x2800), (0, 9, 0), (1, 16, 0x1400), (1, 24, 0x1340), (0, 25, 0), (0, 18, 0))


class Own:
    """The board's own sensors and actuators: nothing fitted."""

    def __init__(self):
        self.f = array("i", [0] * N_IN)

    def read(self, frame):
        for i in range(N_IN):
            frame[i] = self.f[i]

    def write(self, frame):
        pass

    def fallback(self):
        pass


class Bench:
    def __init__(self, asks=USUAL, words=None, level=WRITING, start_ms=0):
        self.own = Own()
        self.to_boiler = Line()
        self.to_thermostat = Line()
        self.to_boiler.now = self.to_thermostat.now = self.end_ms = start_ms
        self.bridge = Bridge(self.own, self.own, self.to_boiler.a, self.to_thermostat.b if asks else None)
        self.boiler = Boiler(self.to_boiler.b, words)
        self.others = [self.boiler]
        if asks:
            self.thermostat = Thermostat(self.to_thermostat.a, asks)
            self.others.append(self.thermostat)
        self.woken = 0
        self.bridge.wake = self.wake
        self.service = Service(self.bridge, level)
        self.outer = self.bridge.outer
        self.f = array("i", [0] * N_IN)
        self.o = array("i", [0] * N_OUT)
        self.lines = []

    def wake(self):
        self.woken += 1

    def run(self, s):
        """Control ticks every 10 s; what comes is kept in lines."""
        while s > 0:
            self.bridge.read(self.f)
            self.bridge.write(self.o)
            step = s if s < 10 else 10
            for _ in range(step):
                self.end_ms += 1000
                run([self.to_boiler, self.to_thermostat], [self.bridge], self.others, self.end_ms)
                self.lines.extend(heard(self.service))
                if len(self.lines) > 400:  # the heap of a small interpreter
                    del self.lines[:100]
                if self.bridge.slave is not None and len(self.thermostat.answers) > 200:
                    del self.thermostat.answers[:100]
            s -= step
        self.bridge.read(self.f)
        self.bridge.write(self.o)

    def say(self, text, service=None):
        """The one answer to a command; reports are put aside."""
        service = service or self.service
        self.lines.extend(heard(service))
        data = (text + "\r").encode()
        assert service.feed(data) == len(data)
        got = heard(service)
        assert len(got) == 1, got
        return got[0]

    def got(self, ch):
        """(quality, value, age) of a channel."""
        return self.f[IN_QUALITY + ch], self.f[IN_CH + ch], self.f[IN_AGE_S + ch]


def heard(service):
    """The lines that a client gets now."""
    buf = bytearray(40)
    text = b""
    n = service.take(buf)
    while n:
        text += bytes(buf[:n])
        n = service.take(buf)
    assert not text or text[-2:] == b"\r\n", text
    return [line.decode() for line in text.split(b"\r\n")[:-1]]
