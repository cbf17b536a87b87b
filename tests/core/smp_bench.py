"""What the tests of SMP share: a line held by hand, a client in a few words, a board on which nothing changes.

The client uses the launcher's own codec. That this is CBOR and SMP as others speak it, tests/peers holds.
"""

from launcher.cbor import Reader, Writer
from launcher.smp import Smp
from launcher.smp_line import Lines
from tandem.app import App

READ = 0
WRITE = 2
V1 = 0
V2 = 8  # version 1 of the header, in its place
AT_ONCE = 10000  # turns without a wait that no work explains


class Wire:
    """A stream. ``sent``: what the board wrote; give(): what it will read."""

    def __init__(self):
        self.waiting = b""
        self.sent = b""

    def give(self, data):
        self.waiting += data

    def read(self, buf):
        n = min(len(buf), len(self.waiting))
        buf[:n] = self.waiting[:n]
        self.waiting = self.waiting[n:]
        return n

    def write(self, data):
        self.sent += bytes(data)


def framed(message):
    """The lines of a message."""
    wire = Wire()
    Lines(wire).send(bytearray(2) + bytearray(message) + bytearray(2), len(message) + 2)
    return wire.sent


def unframed(data):
    """[message] of all frames in some bytes."""
    lines = Lines(None)
    return [bytes(lines.frame[2 : lines.size]) for byte in data if lines.put(byte)]


def cbor(value):
    """Bytes of a value."""
    buf = bytearray(1000)
    writer = Writer(buf, 0, 1000)
    writer.put(value)
    return bytes(buf[1 : writer.at])


def message(op, group, command, body, sequence=7, version=V2):
    """A request; body: bytes, or a value."""
    if not isinstance(body, bytes):
        body = cbor(body)
    return bytes((op | version, 0, len(body) >> 8, len(body) & 255, group >> 8, group & 255, sequence, command)) + body


class Client:
    """Asks a link. ``now``: the clock, ms."""

    def __init__(self, groups=(), restart=None, about="Tandem", link=None, wire=None):
        self.wire = wire or Wire()
        self.link = link or Smp(self.wire, list(groups), restart, about)
        self.now = 0

    def turn(self, ms=0):
        """Let time pass, then poll as long as there is something to take."""
        self.now += ms
        self.link.poll(self.now)
        polls = 0
        while not self.link.next_due_ms(self.now):
            self.link.poll(self.now)
            polls += 1
            assert polls < AT_ONCE, "the link never has enough"

    def raw(self, data):
        """[message] that some bytes are answered with."""
        self.wire.sent = b""
        self.wire.give(data)
        self.turn()
        return unframed(self.wire.sent)

    def ask(self, op, group, command, body, version=V2):
        """The map of the answer, whose header must fit."""
        (answer,) = self.raw(framed(message(op, group, command, body, 7, version)))
        assert answer[0] == op + 1 | version and answer[1] == 0, answer[:2]
        assert answer[2] << 8 | answer[3] == len(answer) - 8
        assert answer[4:8] == bytes((group >> 8, group & 255, 7, command))
        reader = Reader(answer, 8, len(answer))
        value = reader.value()
        assert reader.at == len(answer) and type(value) is dict
        return value

    def read(self, group, command, body=None):
        return self.ask(READ, group, command, body or {})

    def write(self, group, command, body=None):
        return self.ask(WRITE, group, command, body or {})


class Still:
    """A board on which nothing happens; ``data``: its records. ``resets``: what the watchdog was asked for."""

    stopwatch = None
    links = ()
    max_wait_ms = 1000

    def __init__(self):
        self.clock = self.sensors = self.actuators = self.files = self.watchdog = self
        self.data = {}
        self.seen = {}
        self.ms = 0
        self.full = False
        self.resets = []

    def now(self):
        return self.ms

    def read(self, what):
        if isinstance(what, str):
            return self.data.get(what)
        for at in self.seen:
            what[at] = self.seen[at]
        return None

    def write(self, what, data=None):
        if data is not None:
            if self.full:
                raise OSError(28)
            self.data[what] = bytes(data)

    def feed(self):
        pass

    def reset(self, task):
        self.resets.append(task)


class Managed(Client):
    """A client of a whole controller on such a board."""

    def __init__(self, calendar=None, installer=True, settings=()):
        self.board = Still()
        self.app = App(self.board)
        for pid, value in settings:
            self.app.params.set(pid, value)
        wire = Wire()
        Client.__init__(self, link=self.app.smp(wire, calendar, "Tandem,board", installer), wire=wire)

    def turn(self, ms=0):
        self.board.ms += ms
        turns = 0
        while not self.app.loop.turn():
            turns += 1
            assert turns < AT_ONCE, "something is due again and again"
