"""Room thermostats on OpenTherm, as masters: on/off, modulating, one that can be set from afar (remote), and a chatty
one that asks for everything there is.

Sensed is the plant's room, with a tenth of a degree; a set-point may be changed by a scenario. Each says what it has to
say about once a second, as the standard wants.
"""

from host_sim.opentherm.frames import build, parts
from host_sim.plant.layout import K_ROOM

PERIOD_MS = 950
ANSWER_MS = 1000
KINDS = ("on-off", "modulating", "remote", "chatty")
READ, WRITE = 0, 1
READ_ACK = 4
_FIRST = ((READ, 3), (WRITE, 2), (READ, 125), (READ, 127), (READ, 48), (READ, 56))
_STATUS, _CONTROL = (READ, 0), (WRITE, 1)
_USUAL = (
    _STATUS, _CONTROL, (READ, 25), _STATUS, (WRITE, 16), _CONTROL,
    _STATUS, (WRITE, 24), (READ, 17), _STATUS, (READ, 28), (READ, 18),
)  # fmt: skip
_BAND_C = 0.25
_GAIN = 8.0  # K of flow a kelvin of room
_INTEGRAL_S = 3600.0


class Thermostat:
    """kind: one of KINDS. faults: questions without a good answer, most of which noise explains;
    calls: it wants heat; counts: its faults are counted just now."""

    def __init__(self, end, board, kind="modulating", set_c=20.0):
        self.end = end
        self.kind = kind
        self.set_c = set_c
        self.remote_c = 0.0  # set-point by its id 9, 0 for none
        self.on = True  # hung on the wall and supplied
        self.faults = 0
        self.asked = 0
        self.in_a_row = 0
        self.most_in_a_row = 0
        self.counts = True
        self.unexplained = 0  # faults that no noise explains,
        self.most_unexplained = 0  # and the most of them without a good answer between
        self.calls = False
        self._unexplained_row = 0
        self._hits = self._hits_boiler = self._hits_before = 0
        self.waits_ms = []
        self.answers = {}  # the last (kind, word) of an id
        self._board = board
        self._k = memoryview(board.plant.k)
        self._buf = bytearray(4)
        self._next_ms = 0
        self._sent_ms = None
        self._id = 0
        self._turn = 0
        self._sum = 0.0
        self._flow_c = 10.0
        self._control_ms = 0

    def step(self, now):
        """Do what is due, ms."""
        while now >= self.end.arrives_ms and self.end.take(self._buf):
            frame = parts(self._buf)
            if frame is None or frame[0] < 4 or self._sent_ms is None or frame[1] != self._id:
                continue
            self.answers[self._id] = (frame[0], frame[2])
            if self.kind == "remote" and self._id == 9 and frame[0] == READ_ACK:
                self.remote_c = frame[2] / 256.0
            # From the end of the question to the beginning of the answer.
            self.waits_ms.append(now - self._sent_ms - 68)
            self._sent_ms = None
            self.in_a_row = self._unexplained_row = 0
        if now < self._next_ms or not self.on:
            return
        if self._sent_ms is not None:
            self._unanswered()
            self._sent_ms = None
        self._next_ms = now + PERIOD_MS
        self._think(now)
        kind, at, word = self._say()
        self._hits = self._board.to_thermostat.hits
        self._hits_before, self._hits_boiler = self._hits_boiler, self._board.to_boiler.hits
        if self.end.send(build(kind, at, word)):
            self.asked += 1
            self._sent_ms, self._id = now, at

    def switch(self, on):
        """Taken off its supply, or put back: it then begins anew."""
        self.on = on
        self.calls = False
        self._sent_ms = None
        self._turn = 0
        self._sum = 0.0
        self._control_ms = 0
        self.in_a_row = self._unexplained_row = 0

    def _unanswered(self):
        if not self.counts:
            self.in_a_row = self._unexplained_row = 0
            return
        self.faults += 1
        self.in_a_row += 1
        self.most_in_a_row = max(self.most_in_a_row, self.in_a_row)
        # What was lost of the conversation before with the boiler may hold up this one.
        if self._board.to_thermostat.hits == self._hits and self._board.to_boiler.hits == self._hits_before:
            self.unexplained += 1
            self._unexplained_row += 1
            self.most_unexplained = max(self.most_unexplained, self._unexplained_row)

    def due_ms(self):
        """When step() must come, ms."""
        arrives_ms = self.end.arrives_ms
        return min(arrives_ms, self._next_ms) if self.on else arrives_ms

    def _think(self, now):
        if now < self._control_ms:
            return
        self._control_ms = now + 10000
        error = self.wanted_c() - self._room_c()
        if self.kind == "on-off":
            self.calls = error > (-_BAND_C if self.calls else _BAND_C)
            self._flow_c = 65.0 if self.calls else 10.0
            return
        self._sum = min(20.0, max(-20.0, self._sum + error * 10.0 / _INTEGRAL_S * _GAIN))
        self._flow_c = min(70.0, max(10.0, 30.0 + _GAIN * error + self._sum))
        if error < -0.5:
            self._flow_c = 10.0
        # A modulating one enables heating all the time, or nearly.
        self.calls = self._flow_c > 20.0

    def wanted_c(self):
        """Its set-point: by hand, or from afar."""
        return self.remote_c or self.set_c

    def _room_c(self):
        self._board.settle()
        return round(self._k[K_ROOM], 1)

    def _say(self):
        turn = self._turn
        self._turn += 1
        if self.kind == "chatty" and turn % 2:
            # Everything, in turn: also what nobody knows, and one of many.
            return (READ, turn // 2 % 128, (turn // 256 % 8) << 8)
        kind, at = _FIRST[turn] if turn < len(_FIRST) else _USUAL[turn % len(_USUAL)]
        if self.kind == "remote" and turn >= len(_FIRST) and turn % 6 == 2:
            return (READ, 9, 0)
        if at == 0:
            return (kind, at, (int(self.calls) | 2) << 8)
        if at == 1:
            return (kind, at, _f88(self._flow_c))
        if at == 16:
            return (kind, at, _f88(self.wanted_c()))
        return (kind, at, _f88(self._room_c()) if at == 24 else 0)


def _f88(value):
    return round(256.0 * value) & 0xFFFF
