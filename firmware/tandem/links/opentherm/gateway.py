"""Between thermostat and boiler: who answers what.

The thermostat's questions are answered from what the boiler said last, which the master keeps fresh; what nobody asked
yet goes to the boiler first and the thermostat waits for it, as does what it writes. Status, set-points and room are
ours: to the thermostat we are the boiler, and what it wants is a wish for the controller.
"""

from array import array

from tandem.links.opentherm.cells import GOOD, INVALID, NEVER, UNKNOWN, Steady
from tandem.links.opentherm.frame import (
    DATA_INVALID,
    INVALID_DATA,
    READ_ACK,
    READ_DATA,
    UNKNOWN_ID,
    WRITE_ACK,
    WRITE_DATA,
)
from tandem.links.opentherm.ids import plausible

# Policy by id: passed on, answered by us with our own value where we have one, answered by us alone.
PASS = 0
OURS_FIRST = 1
OURS = 2
_OURS = b"\x00\x01\x02\x09\x0e\x10\x18\x64"  # status, set-point, master's configuration, override, modulation, room
_OURS_FIRST = b"\x11\x19\x1c\x1b"  # modulation, flow, return, outdoor
# The first byte of the value chooses one of many: nothing of them is kept.
_INDEXED = b"\x0b\x0d\x59\x5b\x5d\x5e\x5f\x6a\x6c"
_FRESH_S = 300  # one that asks for all ids in turn comes round in 250 s
_NO_VALUE_S = 60
_REFRESH_S = 5
_OLD_S = 1800
WRAP = 0x3FFFFFFF
_N_ALL = 128
_YOUNG = 3  # questions without an answer, after which there is no boiler
# What a thermostat wants, of which the controller makes use: their places in Steady.
W_STATUS = 0
W_SET = 1
W_ROOM_SET = 2
W_ROOM = 3
WISHES = b"\x00\x01\x10\x18"
_MODULATION_ALL = 100 << 8


def policy(at):
    """PASS, OURS_FIRST or OURS."""
    if at in _OURS:
        return OURS
    return OURS_FIRST if at in _OURS_FIRST else PASS


def find(fixed, at):
    """Place of an id in a table of fixed answers, -1 without."""
    for i in range(0, len(fixed), 3):
        if fixed[i] == at:
            return i
    return -1


class Gateway:
    """cells: what the boiler says; master: to ask it, None without a boiler on OpenTherm.

    wishes: Steady of what the thermostat wants. What it is told: status, the LB of id 0; flow, back, outdoor and
    modulation, words of our own or -1; override and override_why, the room set-point (id 9) and what may end it (100).
    """

    def __init__(self, cells, master):
        self.cells = cells
        self.master = master
        self.wishes = Steady(len(WISHES))
        self.status = 0
        self.modulation_word = _MODULATION_ALL
        self.flow = self.back = self.outdoor = self.modulation = -1  # words of our own, -1 none
        self.override = 0
        self.override_why = 0
        self.fixed = b""  # of an outer controller: answers of three bytes, id, HB and LB
        self.held = 0  # bit 0: it has the DHW set-point (56), bit 1: highest flow (57)
        self._sent = False  # the boiler has been asked
        self._at_ms = array("i", [0] * len(WISHES))

    def thermostat_lost(self):
        """It has been silent for long: what it wanted is over."""
        self.wishes.clear()

    def answer(self, rq, reply, now, again):
        """Fill reply; False while the boiler has to say something first. again: this request was here before."""
        at = rq.id
        reply.value = rq.value
        if at >= _N_ALL:
            reply.kind = UNKNOWN_ID
            return True
        if not again:
            self.hear(rq, now)
        i = find(self.fixed, at)
        if i >= 0 and rq.kind <= WRITE_DATA:
            reply.kind = READ_ACK + rq.kind
            reply.value = self.fixed[i + 1] << 8 | self.fixed[i + 2]
            return True
        how = policy(at)
        if how == OURS:
            self._ours(rq, reply)
            return True
        if how == OURS_FIRST and rq.kind == READ_DATA:
            word = self._mine(at)
            if word >= 0:
                reply.kind = READ_ACK
                reply.value = word
                return True
        return self._pass(rq, reply, again)

    def hear(self, rq, now):
        """What the thermostat said, as far as it is a wish."""
        at = rq.id
        if rq.kind == INVALID_DATA or (rq.kind == WRITE_DATA) == (at == 0):
            return
        for i in range(len(WISHES)):
            if WISHES[i] == at and plausible(at, rq.value):
                self.wishes.add(i, rq.value)
                self._at_ms[i] = now

    def age_s(self, i, now):
        """How long ago the thermostat said this; what is older than _OLD_S is no wish any more. For each control tick,
        so that it cannot come round."""
        age_s = ((now - self._at_ms[i]) & WRAP) // 1000
        if age_s > _OLD_S:
            self.wishes.seen[i] = 0
        return age_s

    def _ours(self, rq, reply):
        at = rq.id
        if rq.kind == READ_DATA:
            reply.kind = READ_ACK
            if at == 0:
                reply.value = rq.value & 0xFF00 | self.status
            elif at == 9:
                reply.value = self.override
            elif at == 100:
                # Some thermostats look for the function in the other byte.
                reply.value = self.override_why << 8 | self.override_why
            else:
                reply.kind = DATA_INVALID
        elif rq.kind == WRITE_DATA:
            reply.kind = WRITE_ACK if at and at != 9 and at != 100 else DATA_INVALID
            if at == 14:
                self.modulation_word = rq.value
        else:
            reply.kind = DATA_INVALID

    def _mine(self, at):
        if at == 17:
            return self.modulation
        if at == 25:
            return self.flow
        if at == 28:
            return self.back
        return self.outdoor

    def _pass(self, rq, reply, again):
        at = rq.id
        cells = self.cells
        master = self.master
        if master is None or not master.alive:
            if master is not None and not master.good and master.silent < _YOUNG:
                self._sent = False
                return False  # just begun: there may be a boiler
            # No boiler to ask: the thermostat is not to see a broken line.
            reply.kind = WRITE_ACK if rq.kind == WRITE_DATA else DATA_INVALID
            return True
        state = cells.state(at)
        if state == UNKNOWN:
            reply.kind = UNKNOWN_ID
            return True
        if rq.kind == READ_DATA and at not in _INDEXED:
            if state == GOOD and cells.age_s(at) <= _FRESH_S:
                reply.kind = READ_ACK
                reply.value = cells.word[at]
                if cells.age_s(at) > _REFRESH_S:
                    master.ask(rq)
                return True
            if state == INVALID and cells.age_s(at) <= _NO_VALUE_S:
                reply.kind = DATA_INVALID
                if cells.age_s(at) > _REFRESH_S:
                    master.ask(rq)
                return True
            if state == NEVER and cells.refused(at):
                reply.kind = UNKNOWN_ID
                master.ask(rq)
                return True
        elif at == 56 or at == 57:
            if rq.kind == WRITE_DATA:
                # Into the boiler's EEPROM: on change only.
                if not self.held >> at - 56 & 1:
                    master.write(at, rq.value)
                reply.kind = WRITE_ACK
                return True
        if not again or not self._sent:
            master.ask(rq)
            self._sent = True
            return False
        return master.answered(rq, reply)
