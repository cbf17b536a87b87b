"""What an outer controller wants of the two lines, and the frames on them for whoever listens.

Wishes are kept here and put where they act: the room set-point is offered to the thermostat or, without one, goes into
the input frame; the flow temperature is a wish for demand, which bounds it as its own; all others change what boiler
and thermostat are told. As monitor (active False) nothing of it acts.
"""

from tandem.links.opentherm.frame import READ_DATA, WRITE_DATA, Message, f88
from tandem.links.opentherm.gateway import W_ROOM_SET
from tandem.links.opentherm.ids import OVERRIDE_MANUAL, OVERRIDE_PROGRAM
from tandem.ports.frame import (
    CH_FLOW_SET,
    CH_OUTDOOR,
    CH_ROOM_SET,
    IN_AGE_S,
    IN_CH,
    IN_QUALITY,
    Q_ABSENT,
    Q_GOOD,
)

WRAP = 0x3FFFFFFF
NONE = -0x8000
CONSTANT = OVERRIDE_MANUAL
TEMPORARY = OVERRIDE_MANUAL | OVERRIDE_PROGRAM
DHW_SET, CLOCK, MODE = 56, 20, 99
PUSH = 0x1000  # of id 99
FROM_BOILER, TO_BOILER, FROM_THERMOSTAT, TO_THERMOSTAT = 66, 82, 84, 65  # B, R, T, A
_REFRESH_S = 63  # flow temperature and clock are said again each minute
_COLD_C100 = 800  # a flow temperature below this needs no refresh
_TRIES_S = 600  # in which a thermostat has to take a room set-point
_NEAR = 32  # of 256: it has taken it
_N_FIXED = 8


class Outer:
    """bridge: whose outer controller this is. sinks: objects with line(letter, frame)."""

    def __init__(self, bridge):
        self.bridge = bridge
        self.sinks = []
        self.message = Message()
        self.fixed = bytearray(3 * _N_FIXED)  # id, HB, LB of answers to the thermostat; id 0: free
        self._last = bytearray(5)
        self._passed = False
        self._ms = -1
        bridge.outer = self
        if bridge.master is not None:
            bridge.master.report = self._boiler
        if bridge.slave is not None:
            bridge.slave.report = self._thermostat
        self.reset()

    def reset(self):
        """No wishes."""
        self.active = True
        self.room_c100 = self.room_why = self.room_s = 0
        self.taken = False  # by the thermostat
        self.flow_c100 = self.flow_s = 0
        self.heat = 1
        self.dhw = self.modulation = -1
        self.outdoor_c100 = NONE
        self.outdoor_s = self.clock_s = 0
        self.dhw_c100 = self.max_c100 = 0
        for i in range(0, 3 * _N_FIXED, 3):
            self.fixed[i] = 0
        self.apply()

    # --- wishes ------------------------------------------------------------------------------------------------------
    def room(self, c100, why):
        """Room set-point, 0 for none; why: CONSTANT or TEMPORARY."""
        self.room_c100 = c100
        self.room_why = why
        self.room_s = 0
        self.taken = False
        self.apply()

    def fix(self, at, hb, lb):
        """The thermostat's questions for this id get this answer; False when there are too many."""
        table = self.fixed
        i = self.find(at)
        if i < 0:
            i = self.find(0)
            if i < 0:
                return False
        table[i] = at
        table[i + 1] = hb
        table[i + 2] = lb
        return True

    def find(self, at):
        """Place of an id in fixed, -1 without."""
        for i in range(0, 3 * _N_FIXED, 3):
            if self.fixed[i] == at:
                return i
        return -1

    def ask(self, kind, at, word):
        """Say this to the boiler once."""
        message = self.message
        message.kind = kind
        message.id = at
        message.value = word
        if self.bridge.master is not None:
            self.bridge.master.ask(message)

    def apply(self):
        """Put all where it acts."""
        on = self.active
        bridge = self.bridge
        gateway = bridge.gateway
        gateway.fixed = self.fixed if on else None
        gateway.override = f88(self.room_c100) if on else 0
        gateway.override_why = self.room_why if gateway.override else 0
        if bridge.master is not None:
            bridge.master.modulation_word = (self.modulation if on and self.modulation >= 0 else 100) << 8
            self._hold(1, self.dhw_c100 if on else 0)
            self._hold(2, self.max_c100 if on else 0)
        if bridge.wake is not None:
            bridge.wake()

    def _hold(self, bit, c100):
        """DHW set-point or highest flow: ours, or the thermostat's business again."""
        gateway = self.bridge.gateway
        if c100:
            self.bridge.master.write(DHW_SET - 1 + bit, f88(c100))
            gateway.held |= bit
        elif gateway.held & bit:
            self.bridge.master.write(DHW_SET - 1 + bit, -1)
            gateway.held &= ~bit

    # --- for the bridge ----------------------------------------------------------------------------------------------
    def poll(self, now):
        """Let wishes end, ms modulo 2^30."""
        if self._ms < 0:
            self._ms = now
        while (now - self._ms) & WRAP >= 1000:
            self._ms = (self._ms - WRAP - 1 + 1000) & WRAP
            self._second()

    def _second(self):
        self.flow_s += 1
        self.outdoor_s += 1
        self.clock_s += 1
        self.room_s += 1
        if self.flow_c100 >= _COLD_C100 and self.flow_s > _REFRESH_S:
            self.flow_c100 = 0
            self.apply()
        if self.clock_s == _REFRESH_S:
            at = self.find(CLOCK)
            if at >= 0:
                self.fixed[at] = 0
        wishes = self.bridge.gateway.wishes
        if self.room_c100 and self.active and wishes.known(W_ROOM_SET):
            off = wishes.number(W_ROOM_SET) - f88(self.room_c100)
            if -_NEAR <= off <= _NEAR:
                self.taken = True
            elif self.taken or self.room_s > _TRIES_S:
                # Someone has turned the knob, or its program goes on; or it never wanted.
                self.room(0, 0)

    def read(self, f):
        """Wishes that are inputs."""
        if self.outdoor_c100 != NONE and self.active and f[IN_QUALITY + CH_OUTDOOR] == Q_ABSENT:
            _put(f, CH_OUTDOOR, self.outdoor_c100, self.outdoor_s)
        slave = self.bridge.slave
        if self.room_c100 and self.active and (slave is None or not slave.alive):
            _put(f, CH_ROOM_SET, self.room_c100, 0)
        if self.flow_c100 and self.active:
            age_s = self.flow_s if self.flow_c100 >= _COLD_C100 else 0
            _put(f, CH_FLOW_SET, self.flow_c100 if self.heat else 0, age_s)

    # --- frames ------------------------------------------------------------------------------------------------------
    def _boiler(self, sent, buf):
        self._frame(TO_BOILER if sent else FROM_BOILER, buf)

    def _thermostat(self, sent, buf):
        self._frame(TO_THERMOSTAT if sent else FROM_THERMOSTAT, buf)

    def _frame(self, letter, buf):
        last = self._last
        before = last[4]
        if last[0] == buf[0] and last[1] == buf[1] and last[2] == buf[2] and last[3] == buf[3]:
            if letter == TO_BOILER and before == FROM_THERMOSTAT:
                self._passed = True
                return
            if letter == TO_THERMOSTAT and before == FROM_BOILER and self._passed:
                return
        if letter != FROM_BOILER:
            self._passed = False
        for i in range(4):
            last[i] = buf[i]
        last[4] = letter
        for sink in self.sinks:
            sink.line(letter, buf)


def _put(f, ch, value, age_s):
    f[IN_CH + ch] = value
    f[IN_QUALITY + ch] = Q_GOOD
    f[IN_AGE_S + ch] = age_s
