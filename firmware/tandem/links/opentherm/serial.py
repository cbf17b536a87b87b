"""A serial front end (PIC gateway type) between thermostat and boiler, in the place of our own two sessions.

It relays by itself and tells every frame in a line; what it is to change on the way it is told by commands. So here is
read what thermostat (T) and boiler (B) say, and the commands of the control tick become CS, CH, HW, MM, SW and SH. It
has no command that sends a frame of our own, only PM (ask one id, once); the lines cannot be had as ports for frames.

Safety comes with the front end: an override of the set-point (CS) that is not repeated within a minute is dropped, and
the thermostat has the boiler again. It is repeated every 30 s. After a reset, and after silence, it is asked who it is
(PR=A) and told everything anew; 56 and 57 end in EEPROM and are told on change only, ten times a day at most.
"""

from array import array

from tandem.links.opentherm.cells import N_USED, NEVER, UNKNOWN, Steady, hear
from tandem.links.opentherm.frame import READ_ACK, Message, c100
from tandem.links.opentherm.ids import known, plausible
from tandem.links.opentherm.lines import Lines
from tandem.links.opentherm.master import CH_ENABLE, DAY_S, LOST_S, WRAP, WRITES_DAY
from tandem.links.opentherm.slave import LOST_S as THERMOSTAT_S

# Commands in the order in which they are told. Their values are numbers; how they are written says _write().
_NAMES = b"PSGWHWCHCSMMSWSHPMPR"
PS, GW, HW, CH, CS, MM, SW, SH, PM, PR = 0, 1, 2, 3, 4, 5, 6, 7, 8, 9
_VOLATILE = 6  # of these it forgets what it was told when it is reset
_N = 9  # PR is asked apart
_NOT = -1
_NEVER = -2
_DHW_SET = 56
_THEIRS = 65  # HW=A: the thermostat decides
_FREE = 101  # MM=-: no limit of ours
_LEAST_C100 = 1000  # below 8 C a set-point is no override that expires
_MOST_C100 = 9000
_AGAIN_S = 30
_REPLY_MS = 2000
_TRIES = 3
_SILENT_S = 10
_ASK_S = 5
_ASKED = b"\x00\x19\x12\x11\x1c"  # what we need to know, whether the thermostat asks for it or not
_OLD_S = 20
_OUT = 16


class Serial:
    """The boiler's side, as a bridge's master; thermostat: the other one, as its slave. feed() and take_out() are for
    the driver of the serial line. flags below 0: nobody commands, the thermostat has its boiler. refused: commands."""

    def __init__(self, gateway):
        self.cells = gateway.cells
        self.steady = Steady(N_USED)
        self.thermostat = Listener(gateway)
        self.flags = _NOT
        self.set_word = 0
        self.modulation_word = 100 << 8
        self.alive = False  # the boiler has spoken in the last LOST_S seconds
        self.lines = Lines()
        self.rx = Message()
        self.good = self.bad = self.silent = self.refused = self.resets = 0
        self._buf = bytearray(4)
        self._out = bytearray(_OUT)
        self._at = self._n = 0
        self._told = array("i", [_NOT] * _N)
        self._wish = array("i", [_NOT, _NOT])
        self._writes = self._day_s = 0
        self._slot = _NOT  # under way
        self._value = 0
        self._tries = 0
        self._sent_ms = 0
        self._second_ms = -1
        self._line_s = _SILENT_S  # since the last line
        self._boiler_s = 0
        self._cs_s = 0
        self._ask = 0
        self._known = False  # it has answered since it was lost or reset

    def release(self):
        """Nobody commands any more: told as soon as the line is free, and true after a minute in any case."""
        self.flags = _NOT

    def write(self, at, word):
        """Set-point of hot water (56) or highest flow (57), as its words."""
        self._wish[at - _DHW_SET] = c100(word)

    # --- the line ----------------------------------------------------------------------------------------------------
    def feed(self, data, n):
        """n bytes have come in."""
        lines = self.lines
        at = lines.next(data, 0, n)
        while at >= 0:
            self._line()
            at = lines.next(data, at, n)

    def take_out(self, buf):
        """Put what is to be sent into buf; how many bytes."""
        n = self._n - self._at
        if n > len(buf):
            n = len(buf)
        for i in range(n):
            buf[i] = self._out[self._at + i]
        self._at += n
        return n

    def _line(self):
        lines = self.lines
        letter = lines.frame(self._buf)
        if letter:
            if not self.rx.unpack(self._buf):
                self.bad += 1
                return
            self._line_s = 0
            if letter == 66:  # B
                self._boiler()
            elif letter == 84:  # T
                self.thermostat.hear(self.rx)
            return
        if lines.begins(b"OpenTherm Gateway") or lines.begins(b"WDT reset"):
            self.resets += 1
            self._anew()
        elif lines.begins(b"Thermostat disconnected"):
            self.thermostat.lost()
        elif lines.begins(b"E"):  # Error 01 .. 04, or a report of a frame that came wrong
            self.bad += 1
        else:
            self._reply()
            return
        self._line_s = 0

    def _boiler(self):
        rx = self.rx
        if rx.kind < READ_ACK or (known(rx.id) and rx.kind <= READ_ACK + 1 and not plausible(rx.id, rx.value)):
            self.bad += 1
            return
        self.good += 1
        self._boiler_s = 0
        self.alive = True
        hear(self.cells, self.steady, rx.id, rx)

    def _reply(self):
        """XX: value, XX: why not, or SE alone."""
        buf = self.lines.buf
        n = self.lines.n
        i = self._slot
        alone = n == 2 and buf[0] == 83 and buf[1] == 69
        if not alone and (n < 5 or buf[2] != 58 or buf[3] != 32):
            self.bad += 1
            return
        self._line_s = 0
        if i < 0 or (not alone and (buf[0] != _NAMES[2 * i] or buf[1] != _NAMES[2 * i + 1])):
            return  # somebody else's
        self._slot = _NOT
        if i == PR:
            self._known = True
        elif not alone and (n != 6 or buf[4] < 65 or buf[5] < 65):
            self._done(i)
        else:
            self.refused += 1
            if alone or buf[5] == 69:  # SE, OE: it came wrong
                self._retry(i)
            else:
                self._done(i)
                if i == PM and buf[4] == 78:  # NG: an old one, it cannot ask
                    self._told[PM] = _NEVER

    def _done(self, i):
        """Told, or refused for good; all but what ends in EEPROM is told again soon anyway."""
        self._told[i] = self._value
        self._tries = 0

    def _retry(self, i):
        self._tries += 1
        if self._tries >= _TRIES:
            self._done(i)

    def _anew(self):
        """It knows nothing of us any more."""
        self._known = False
        self._slot = _NOT
        self._tries = self._ask = 0
        self._forget()

    def _forget(self):
        for i in range(_VOLATILE):
            self._told[i] = _NOT

    # --- time --------------------------------------------------------------------------------------------------------
    def poll(self, now):
        """Do what is due at now, ms modulo 2^30."""
        if self._second_ms < 0:
            self._second_ms = now
        while (now - self._second_ms) & WRAP >= 1000:
            self._second_ms = (self._second_ms - WRAP - 1 + 1000) & WRAP
            self._second()
        if self._slot >= 0:
            if (now - self._sent_ms) & WRAP < _REPLY_MS:
                return
            self.silent += 1
            i = self._slot
            self._slot = _NOT
            if i != PR:
                self._known = False
                self._forget()
                self._retry(i)
            return
        if self._at < self._n:
            return
        if not self._known:
            if self._ask <= 0:
                self._ask = _ASK_S
                self._say(PR, 65, now)
            return
        for i in range(_N):
            want = self._want(i)
            if want >= 0 and (want != self._told[i] or (i == CS and want and self._cs_s >= _AGAIN_S)):
                self._say(i, want, now)
                return

    def next_due_ms(self, now):
        """Milliseconds until poll() must come; after each feed() it may."""
        return 0 if self._second_ms < 0 else 200

    def _second(self):
        self.cells.second()
        self._cs_s += 1
        self._ask -= 1
        self._line_s += 1
        self._day_s += 1
        if self._day_s >= DAY_S:
            self._day_s = self._writes = 0
        if self._line_s == _SILENT_S:
            self._anew()
        self._boiler_s += 1
        if self._boiler_s >= LOST_S:
            self._boiler_s = 0
            self.silent += 1
            if self.alive:
                self.alive = False
                self.cells.forget()
                self.steady.clear()
        self.thermostat.second()

    def _want(self, i):
        """What it is to be told, _NOT for nothing."""
        flags = self.flags
        if i <= GW:
            return i  # PS=0: reports, not summaries; GW=1: gateway
        if i == HW:
            return 1 if flags >= 0 and not self.thermostat.alive else _THEIRS
        if i == CH:
            return flags if flags < 0 else (1 if flags & CH_ENABLE else 0)
        if i == CS:
            if flags < 0:
                return 0
            want = c100(self.set_word)
            return _LEAST_C100 if want < _LEAST_C100 else (want if want < _MOST_C100 else _MOST_C100)
        if i == MM:
            percent = self.modulation_word >> 8
            return percent if percent < 100 else _FREE
        if i == PM:
            return self._missing()
        return self._wish[i - SW] if self._writes < WRITES_DAY else _NOT

    def _missing(self):
        """An id that nobody has asked for lately."""
        cells = self.cells
        if self._ask > 0 or not self.alive or self._told[PM] == _NEVER:
            return _NOT
        for i in range(len(_ASKED)):
            at = _ASKED[i]
            state = cells.state(at)
            if state == NEVER or (state != UNKNOWN and cells.age_s(at) > _OLD_S):
                self._told[PM] = _NOT
                return at
        return _NOT

    def _say(self, i, value, now):
        self._slot = i
        self._value = value
        self._sent_ms = now
        if i == CS:
            self._cs_s = 0
            # All of it comes round with the set-point: nobody may have seen that it was reset.
            self._forget()
        elif i == PM:
            self._ask = _ASK_S
        elif i == SW or i == SH:
            self._writes += 1
        self._at = 0
        out = self._out
        out[0] = _NAMES[2 * i]
        out[1] = _NAMES[2 * i + 1]
        out[2] = 61
        self._n = 3
        if value == _FREE and i == MM:
            self._put(45)
        elif i == PR or (i == HW and value == _THEIRS):
            self._put(65)
        elif i == CS or i == SW or i == SH:
            self._number(value // 100)
            self._put(46)
            self._put(48 + value // 10 % 10)
            self._put(48 + value % 10)
        else:
            self._number(value)
        self._put(13)

    def _number(self, value):
        """0..999, without leading zeros."""
        if value >= 100:
            self._put(48 + value // 100)
        if value >= 10:
            self._put(48 + value // 10 % 10)
        self._put(48 + value % 10)

    def _put(self, byte):
        self._out[self._n] = byte
        self._n += 1


class Listener:
    """The thermostat as far as the front end tells of it, in the place of a slave."""

    def __init__(self, gateway):
        self.gateway = gateway
        self.alive = False
        self.heard = 0
        self._s = 0
        self._now = 0
        self._new = False

    def hear(self, rx):
        """It has said this."""
        if rx.kind < READ_ACK:
            self.heard += 1
            self._s = 0
            self.alive = self._new = True
            self.gateway.hear(rx, self._now)

    def lost(self):
        """It is silent, or taken off."""
        if self.alive:
            self.alive = False
            self._new = True
            self.gateway.thermostat_lost()

    def second(self):
        """A second has passed."""
        self._s += 1
        if self._s >= THERMOSTAT_S:
            self.lost()

    def poll(self, now):
        """As a slave's: True when what it wants may have changed."""
        self._now = now
        new = self._new
        self._new = False
        return new

    def next_due_ms(self, now):
        """As a slave's; the other side is polled often enough."""
        return 1000


def over_serial(bridge):
    """Let a bridge without ports speak through a front end: the Serial, to be fed."""
    serial = Serial(bridge.gateway)
    bridge.master = serial
    bridge.slave = serial.thermostat
    return serial
