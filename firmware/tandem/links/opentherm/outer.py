"""What an outer controller wants of the two lines, and the frames on them for whoever listens.

Wishes are kept here and put where they act: the room set-point is offered to the thermostat or, without one, goes into
the input frame; the flow temperature is a wish for demand, which bounds it as its own; all others change what boiler
and thermostat are told. As monitor (v[ACTIVE] 0) nothing of it acts.
"""

from array import array

from tandem.links.opentherm.bridge import put
from tandem.links.opentherm.cells import GOOD
from tandem.links.opentherm.frame import FORM_F88, FORM_FLAGS, FORM_S16, FORM_U16, c100, f88, s16
from tandem.links.opentherm.gateway import W_ROOM, W_ROOM_SET, WISHES, find
from tandem.links.opentherm.ids import OVERRIDE_PROGRAM, form
from tandem.links.opentherm.master import FROM_BOILER, TO_BOILER
from tandem.links.opentherm.otgw_codes import (
    ACTIVE,
    BV,
    CLOCK,
    CLOCK_ID,
    DHW,
    DHW_SET,
    DHW_SET_ID,
    FLOW,
    HEAT,
    MODULATION,
    NONE,
    OK,
    OUTDOOR,
    ROOM,
)
from tandem.links.opentherm.slave import FROM_THERMOSTAT, TO_THERMOSTAT
from tandem.ports.frame import CH_FLOW_SET, CH_OUTDOOR, CH_ROOM_SET, IN_QUALITY, Q_ABSENT

WRAP = 0x3FFFFFFF
_N = 11
_REFRESH_S = 63  # flow temperature and clock are said again each minute
_COLD_C100 = 800  # a flow temperature below this needs no refresh
_TRIES_S = 600  # in which a thermostat has to take a room set-point
_MOST_FIXED = 24  # bytes, three each
_NEAR = 32  # of 256: it has taken it
# Answers of PR that are always the same. Clients read the version at a fixed place.
_TEXTS = (
    b"\nAOpenTherm Gateway 6.6\nB00:00 01-01-2026\nC4 MHz\nDO\nG00\nI11\nLFXOMPC\nN1000\nPL\nQP\nRD\nS16.00\nT11\nV3\n"
)
# Ids of the summary, in its order (PIC firmware 5 and later).
_IDS = (
    b"\x00\x01\x06\x07\x08\x0e\x0f\x10\x11\x12\x13\x17\x18\x19\x1a\x1b\x1c\x1f\x21\x30\x31\x38\x39\x46\x47\x4d"
    b"\x74\x75\x76\x77\x78\x79\x7a\x7b"
)
_ONE_BYTE = b"\x47\x4d"  # of these only LB


class Outer:
    """bridge: whose outer controller this is. v: wishes; s: how long ago each was said.

    why: what may end the room set-point (id 100); taken: the thermostat has it; fixed: answers to the thermostat, of
    three bytes (id, HB, LB). sinks: objects with line(letter, frame).
    """

    def __init__(self, bridge):
        self.bridge = bridge
        self.sinks = []
        self.s = array("i", bytes(4 * _N))
        self._last = bytearray(5)
        self._passed = False
        self._ms = -1
        bridge.outer = self
        if bridge.master is not None:
            bridge.master.report = self.frame
        if bridge.slave is not None:
            bridge.slave.report = self.frame
        self.reset()

    def reset(self):
        """No wishes."""
        self.v = array("i", (0, 0, 1, NONE, NONE, NONE, 1, 0, 0, NONE, 0))
        self.fixed = b""
        self.why = 0
        self.set(ROOM, 0)

    def set(self, i, value):
        """A wish is said, and all are put where they act."""
        self.v[i] = value
        self.s[i] = 0
        if i == ROOM:
            self.taken = False
        bridge = self.bridge
        gateway = bridge.gateway
        v = self.v
        on = v[ACTIVE]
        gateway.fixed = self.fixed if on else b""
        gateway.override = f88(v[ROOM]) if on else 0
        gateway.override_why = self.why if gateway.override else 0
        master = bridge.master
        if master is not None:
            master.modulation_word = (v[MODULATION] if on and v[MODULATION] != NONE else 100) << 8
            for k in range(2):
                wish = v[DHW_SET + k] if on else 0
                if wish:
                    master.write(DHW_SET_ID + k, f88(wish))
                    gateway.held |= 1 << k
                elif gateway.held >> k & 1:
                    # The thermostat's business again.
                    master.write(DHW_SET_ID + k, -1)
                    gateway.held -= 1 << k
        if bridge.wake is not None:
            bridge.wake()

    # --- for the bridge ----------------------------------------------------------------------------------------------
    def poll(self, now):
        """Let wishes end, ms modulo 2^30."""
        if self._ms < 0:
            self._ms = now
        v = self.v
        s = self.s
        while (now - self._ms) & WRAP >= 1000:
            self._ms = (self._ms - WRAP - 1 + 1000) & WRAP
            for i in range(_N):
                s[i] += 1
        if v[FLOW] >= _COLD_C100 and s[FLOW] > _REFRESH_S:
            self.set(FLOW, 0)
        if v[CLOCK] != NONE and s[CLOCK] > _REFRESH_S:
            self.fix(CLOCK_ID, -1, 0)
            self.set(CLOCK, NONE)
        wishes = self.bridge.gateway.wishes
        if v[ROOM] and v[ACTIVE] and wishes.known(W_ROOM_SET):
            off = wishes.number(W_ROOM_SET) - f88(v[ROOM])
            if -_NEAR <= off <= _NEAR:
                self.taken = True
            elif self.taken or s[ROOM] > _TRIES_S:
                # Someone has turned the knob, or its program goes on; or it never wanted.
                self.set(ROOM, 0)

    def fix(self, at, hb, lb):
        """The thermostat gets this answer for an id, or with hb -1 none any more; False when there is no place, or
        was none."""
        table = self.fixed
        i = find(table, at)
        if i >= 0:
            table = table[:i] + table[i + 3 :]
        if hb >= 0:
            if len(table) >= _MOST_FIXED:
                return False
            table += bytes((at, hb, lb))
        self.fixed = table
        return i >= 0 or hb >= 0

    def read(self, f):
        """Wishes that are inputs."""
        v = self.v
        if not v[ACTIVE]:
            return
        if v[OUTDOOR] != NONE and f[IN_QUALITY + CH_OUTDOOR] == Q_ABSENT:
            put(f, CH_OUTDOOR, v[OUTDOOR], self.s[OUTDOOR])
        slave = self.bridge.slave
        if v[ROOM] and (slave is None or not slave.alive):
            put(f, CH_ROOM_SET, v[ROOM], 0)
        if v[FLOW]:
            put(f, CH_FLOW_SET, v[FLOW] * v[HEAT], self.s[FLOW] if v[FLOW] >= _COLD_C100 else 0)

    # --- frames ------------------------------------------------------------------------------------------------------
    def frame(self, letter, buf):
        """A line has carried it: for every sink, but not what passed through unchanged a second time."""
        last = self._last
        same = True
        for i in range(4):
            if last[i] != buf[i]:
                same = False
        if same and letter == TO_BOILER and last[4] == FROM_THERMOSTAT:
            self._passed = True
            return
        if same and letter == TO_THERMOSTAT and last[4] == FROM_BOILER and self._passed:
            return
        if letter != FROM_BOILER:
            self._passed = False
        for i in range(4):
            last[i] = buf[i]
        last[4] = letter
        for sink in self.sinks:
            sink.line(letter, buf)


# --- in the words of the gateway's protocol --------------------------------------------------------------------------
def real(v):
    """Hundredths as text with two decimals."""
    sign = b""
    if v < 0:
        sign = b"-"
        v = -v
    return sign + b"%d.%02d" % (v // 100, v % 100)


def report(service, letter):
    """PR: settings, most of which are none here."""
    outer = service.outer
    v = outer.v
    at = _TEXTS.find(bytes((10, letter)))
    if letter == 77:  # M: gateway or monitor
        text = b"G" if v[ACTIVE] else b"M"
    elif letter == 87:  # W: hot water
        text = b"A" if v[DHW] == NONE else b"%d" % v[DHW]
    elif letter == 79:  # O: room set-point, in small letters until the thermostat has it
        text = b"N"
        if v[ROOM]:
            text = b"T" if outer.why & OVERRIDE_PROGRAM else b"C"
            if not outer.taken and outer.bridge.slave is not None:
                text = text.lower()
            text += real(v[ROOM])
    elif at < 0:
        return BV
    else:
        text = _TEXTS[at + 2 : _TEXTS.find(b"\n", at + 2)]
    service.say(bytes((letter, 61)) + text)
    return OK


def summary(service):
    """The 34 fields of PS; what is not known is 0. Of what the thermostat wants its own words, or what we say."""
    bridge = service.outer.bridge
    gateway = bridge.gateway
    wishes = gateway.wishes
    cells = gateway.cells
    master = bridge.master
    before = b"\r\n"
    for at in _IDS:
        word = cells.word[at] if cells.state(at) == GOOD else 0
        k = WISHES.find(bytes((at,)))
        if k >= 0:
            if wishes.known(k):
                told = wishes.number(k)
            elif k == W_ROOM_SET:
                told = gateway.override
            elif master is None or k == W_ROOM:
                told = 0
            else:
                told = master.set_word if k else master.flags
            word = told if k else told & 0xFF00 | word & 0xFF
        elif at == 27 and not word and gateway.outdoor > 0:
            word = gateway.outdoor
        how = form(at)
        high = word >> 8
        low = word & 0xFF
        if how == FORM_F88:
            text = real(c100(word))
        elif how == FORM_FLAGS:
            text = b""
            for i in range(17):
                text += b"/" if i == 8 else b"%d" % (word >> (16 - i if i > 8 else 15 - i) & 1)
        elif how == FORM_S16:
            text = b"%d" % s16(word)
        elif how == FORM_U16 or at in _ONE_BYTE:
            text = b"%d" % (word if how == FORM_U16 else low)
        else:
            text = b"%d/%d" % (high, low)
        service.say(before + text)
        before = b","
