"""The text protocol of the OpenTherm Gateway (PIC firmware 6), so that its tools work with this box unchanged.

Reports are lines of a letter and eight hex digits. On a wire of its own each side speaks when it wants, so there are
two conversations where a PIC has one: T asks and A answers (thermostat), R asks and B answers (boiler), both in order,
one between the parts of the other. Where a thermostat's question goes to the boiler as it is, R is left out, and A too
when the boiler's answer went back unchanged: then T and B stand alone. So a client that reads every line by its letter
and its own id, or pairs T with A and R with B, is always right; T and R are never the same question asked twice.

A command is ``XX=value`` and CR. Its answer is ``XX: value``, or in the value's place what was wrong with it: NG not known
or not allowed, BV bad value, OR out of range, SE not understood, NS no space, NF not there, OE too long. What has no
use here (lamps, pins, a second circuit, ventilation, the lists of ids to ask) is checked, answered, and changes nothing.
"""

from tandem.links.opentherm.cells import GOOD
from tandem.links.opentherm.frame import READ_DATA, WRITE_DATA
from tandem.links.opentherm.otgw_texts import report, summary
from tandem.links.opentherm.outer import CLOCK, CONSTANT, MODE, NONE, PUSH, TEMPORARY, Outer

OFF, READING, WRITING = 0, 1, 2  # levels
_SIZE = 512
_REPORTS = 150  # a report finds no place above this,
_COMMANDS = 190  # a command is not looked at; the rest is for the longest answer, 290 bytes
_LINE = 24

_OK, _NG, _SE, _BV, _OR, _NS, _NF, _OE = 0, 1, 2, 3, 4, 5, 6, 7
_ERRORS = b"OKNGSEBVORNSNFOE"
_NAN = -0x1000000
# Numbers that have no use here: command, least, most. From 0 to 1: a switch.
_PLAIN = (
    b"H2\x00\x01CE\x00\x01IT\x00\x01OH\x00\x01FS\x00\x01GA\x00\x08GB\x00\x08VR\x00\x09MH\x00\x06M2\x00\x06MW\x00\x06"
    b"VS\x00\x64AA\x01\xffDA\x01\xffUI\x01\xffKI\x01\xff"
)
_LAMPS = b"RXTBOFHWCEMP"
_BOUNDS = 48  # id of the bounds of hot water; highest flow is the next
# Where a boiler does not tell its bounds.
_DHW_LOW, _DHW_HIGH, _MAX_LOW, _MAX_HIGH = 20, 80, 10, 90

# Commands as numbers of two letters.
_PR, _PS, _TT, _TC, _OT, _SC, _HW = 0x5052, 0x5053, 0x5454, 0x5443, 0x4F54, 0x5343, 0x4857
_CS, _C2, _CH, _SW, _SH, _MM, _CL = 0x4353, 0x4332, 0x4348, 0x5357, 0x5348, 0x4D4D, 0x434C
_SM, _BW, _SB, _GW, _TS, _MI, _SR = 0x534D, 0x4257, 0x5342, 0x4757, 0x5453, 0x4D49, 0x5352
_CR, _PM = 0x4352, 0x504D


class Service:
    """One session. bridge: bridge.Bridge; level: OFF, READING or WRITING.

    feed() what the client sent, take() what it gets. lost: reports for which there was no place.
    """

    def __init__(self, bridge, level=READING):
        if bridge.outer is None:
            Outer(bridge)
        self.outer = bridge.outer
        self.level = level
        self.quiet = False  # summary mode: no reports
        self.lost = 0
        self.used = 0
        self._ring = bytearray(_SIZE)
        self._from = 0
        self._line = bytearray(_LINE)
        self._n = 0
        self._at = 0
        if level:
            self.outer.sinks.append(self)

    def close(self):
        """The client has gone."""
        if self in self.outer.sinks:
            self.outer.sinks.remove(self)

    # --- bytes -------------------------------------------------------------------------------------------------------
    def feed(self, data):
        """Take bytes from the client; how many were taken. The others come again once answers have been taken."""
        if not self.level:
            return len(data)
        for i in range(len(data)):
            byte = data[i]
            if byte == 13:
                if self.used > _COMMANDS:
                    return i
                self._command()
                self._n = 0
            elif byte != 10:
                if self._n < _LINE:
                    self._line[self._n] = byte
                self._n += 1
        return len(data)

    def take(self, buf):
        """Fill buf with what the client is to get; how many bytes."""
        n = 0
        while n < len(buf) and self.used:
            buf[n] = self._ring[self._from]
            self._from = (self._from + 1) % _SIZE
            self.used -= 1
            n += 1
        return n

    def put(self, byte):
        """One byte of an answer."""
        self._ring[(self._from + self.used) % _SIZE] = byte
        self.used += 1

    def puts(self, text):
        """Bytes of an answer."""
        for byte in text:
            self.put(byte)

    def line(self, letter, frame):
        """A frame was sent or heard."""
        if self.quiet:
            return
        if self.used > _REPORTS:
            self.lost += 1
            return
        self.put(letter)
        for i in range(8):
            digit = frame[i >> 1] >> (0 if i & 1 else 4) & 15
            self.put(digit + 48 if digit < 10 else digit + 55)
        self._end()

    def number(self, n):
        """A whole number."""
        if n < 0:
            self.put(45)
            n = -n
        if n > 9:
            self.number(n // 10)
        self.put(48 + n % 10)

    def c100(self, value):
        """Hundredths, with two decimals."""
        if value < 0:
            self.put(45)
            value = -value
        self.number(value // 100)
        self.put(46)
        self.put(48 + value // 10 % 10)
        self.put(48 + value % 10)

    def _end(self):
        self.put(13)
        self.put(10)

    # --- commands ----------------------------------------------------------------------------------------------------
    def _command(self):
        line = self._line
        if not self._n:
            return
        if self._n > _LINE:
            wrong = _OE
        elif self._n < 4 or line[2] != 61:
            wrong = _SE
        else:
            self.put(line[0])
            self.put(line[1])
            self.put(58)
            self.put(32)
            wrong = self._run(line[0] << 8 | line[1], line[3])
        if wrong:
            self.put(_ERRORS[2 * wrong])
            self.put(_ERRORS[2 * wrong + 1])
        self._end()

    def _run(self, code, sign):
        outer = self.outer
        if code == _PR:
            return report(self, sign, False) if self._n == 4 else _SE
        if code == _PS:
            wrong = self._switch()
            if not wrong:
                self.quiet = sign == 49
                if self.quiet:
                    self._end()
                    summary(self)
            return wrong
        if self.level < WRITING:
            return _NG
        if code == _GW and self._n == 4 and sign == 82:
            outer.reset()
            self.quiet = False
            # A PIC starts anew and says so in place of an answer.
            self.used -= 4
            return report(self, 65, True)
        if code == _CH or code == _GW:
            wrong = self._switch()
            if not wrong:
                if code == _CH:
                    outer.heat = sign - 48
                else:
                    outer.active = sign == 49
                outer.apply()
            return wrong
        if code == _HW or code == _SM or code == _BW:
            if self._n != 4 or not (sign == 48 or sign == 49 or sign == 80 and code == _HW):
                sign = 65
            self.put(sign)
            if code == _HW:
                outer.dhw = -1 if sign == 65 else sign & 1 | sign >> 6
                if sign == 80:
                    outer.ask(WRITE_DATA, MODE, PUSH)
                outer.apply()
            return _OK
        if code == _SC:
            return self._clock()
        if code == _SR or code == _CR or code == _PM:
            return self._id(code)
        if code == _TS or line_is_lamp(code):
            if self._n != 4:
                return _SE
            if sign not in (b"OR" if code == _TS else _LAMPS):
                return _BV
            self.put(sign)
            return _OK
        return self._value(code, self._number())

    def _switch(self):
        """Check and repeat a 0 or a 1."""
        if self._n != 4:
            return _SE
        if self._line[3] >> 1 != 24:
            return _BV
        self.put(self._line[3])
        return _OK

    def _value(self, code, v):
        """Commands with one number."""
        outer = self.outer
        for i in range(0, len(_PLAIN), 4):
            if code == _PLAIN[i] << 8 | _PLAIN[i + 1]:
                if _PLAIN[i + 3] == 1:
                    return self._switch()
                if v == _NAN or v % 100:
                    return _SE
                if not _PLAIN[i + 2] <= v // 100 <= _PLAIN[i + 3]:
                    return _OR
                self.number(v // 100)
                return _OK
        if code == _OT or code == _MM or code == _CL:
            # What is no number ends the wish.
            if code == _OT and v > 6400:
                v = _NAN
            if v != _NAN and (v < -4000 or code != _OT and not 0 <= v <= 10000):
                return _OR
            if code == _OT:
                outer.outdoor_c100 = NONE if v == _NAN else v
                outer.outdoor_s = 0
            elif code == _MM:
                outer.modulation = -1 if v == _NAN else v // 100
            outer.apply()
            if v == _NAN:
                self.put(45)
            elif code == _MM:
                self.number(v // 100)
            else:
                self.c100(v)
            return _OK
        if not (code == _TT or code == _TC or code == _CS or code == _C2 or code == _SW or code == _SH
                or code == _SB or code == _MI):  # fmt: skip
            return _NG
        if v < 0:
            return _SE
        if code == _TT or code == _TC:
            if v > 3000 or 0 < v < 100:
                return _OR
            outer.room(v, CONSTANT if code == _TC else TEMPORARY)
        elif code == _CS:
            if v > 10000:
                return _OR
            outer.flow_c100 = v
            outer.flow_s = 0
        elif code == _SW or code == _SH:
            if v and not self._within(v, code == _SH):
                return _BV
            if code == _SW:
                outer.dhw_c100 = v
            else:
                outer.max_c100 = v
        elif code == _MI:
            # In milliseconds, by fives; our schedule is our own.
            if not 10000 <= v <= 127500:
                return _OR
            self.number(v // 500 * 5)
            return _OK
        elif code == _SB and not v:
            return _SE
        elif v > 10000:
            return _OR
        outer.apply()
        self.c100(v)
        return _OK

    def _within(self, c100, ch):
        """The boiler takes this for hot water or, with ch, as highest flow."""
        low = _MAX_LOW if ch else _DHW_LOW
        high = _MAX_HIGH if ch else _DHW_HIGH
        cells = self.outer.bridge.gateway.cells
        at = _BOUNDS + 1 if ch else _BOUNDS
        if cells.state(at) == GOOD:
            high = cells.word[at] >> 8
            low = cells.word[at] & 0xFF
        return 100 * low <= c100 <= 100 * high

    def _clock(self):
        """HH:MM/D."""
        self._at = 3
        hour = self._digits()
        minute = self._digits() if self._skip(58) else -1
        day = self._digits() if self._skip(47) else -1
        if hour < 0 or minute < 0 or day < 0 or self._at != self._n:
            return _SE
        if hour > 23 or minute > 59 or not 1 <= day <= 7:
            return _OR
        if not self.outer.fix(CLOCK, day << 5 | hour, minute):
            return _NS
        self.outer.clock_s = 0
        self.puts(self._line[3 : self._n])
        return _OK

    def _id(self, code):
        """Answers to the thermostat, and questions to the boiler: all numbers are decimal."""
        outer = self.outer
        self._at = 3
        at = self._digits()
        hb = lb = 0
        if code == _SR:
            hb = self._digits() if self._skip(58) else -1
            if self._skip(44):
                lb = self._digits()
        if at < 0 or hb < 0 or lb < 0 or self._at != self._n:
            return _SE
        if not 1 <= at <= 127 or hb > 255 or lb > 255:
            return _OR
        if code == _SR:
            if not outer.fix(at, hb, lb):
                return _NS
        elif code == _CR:
            at = outer.find(at)
            if at < 0:
                return _NF
            outer.fixed[at] = 0
        else:
            outer.ask(READ_DATA, at, 0)
        self.puts(self._line[3 : self._n])
        return _OK

    # --- numbers -----------------------------------------------------------------------------------------------------
    def _skip(self, sign):
        """The next byte is this one: go on behind it."""
        if self._at < self._n and self._line[self._at] == sign:
            self._at += 1
            return True
        return False

    def _digits(self):
        """The number that stands here, -1 without one."""
        v = -1
        while self._at < self._n and 48 <= self._line[self._at] <= 57:
            if v < 10000:
                v = (v if v > 0 else 0) * 10 + self._line[self._at] - 48
            self._at += 1
        return v

    def _number(self):
        """Hundredths of the whole value, _NAN when it is no number. What is finer is cut off."""
        self._at = 3
        minus = self._skip(45)
        if not minus:
            self._skip(43)
        v = self._digits()
        if v < 0:
            return _NAN
        v *= 100
        place = 10
        if self._skip(46):
            while self._at < self._n and 48 <= self._line[self._at] <= 57:
                v += (self._line[self._at] - 48) * place
                place //= 10
                self._at += 1
        if self._at != self._n:
            return _NAN
        return -v if minus else v


def line_is_lamp(code):
    """LA .. LF."""
    return 0x4C41 <= code <= 0x4C46
