"""The text protocol of the OpenTherm Gateway (PIC firmware 6), so that its tools work with this box unchanged.

Reports are lines of a letter and eight hex digits. On a wire of its own each side speaks when it wants, so there are
two conversations where a PIC has one: T asks and A answers (thermostat), R asks and B answers (boiler), each in order,
one between the parts of the other. Where a thermostat's question goes to the boiler as it is, R is left out, and A too
when the boiler's answer went back unchanged: then T and B stand alone. So a client that reads every line by its letter
and its own id, or pairs T with A and R with B, is always right; T and R are never the same question asked twice.

A command is ``XX=value`` and CR. Its answer is ``XX: value``, or in the value's place what was wrong with it: NG not
known or not allowed, BV bad value, OR out of range, SE not understood, NS no space, NF not there, OE too long. What has
no use here (lamps, pins, a second circuit, ventilation, lists of ids) is checked, answered, and changes nothing.
"""

from tandem.links.opentherm.cells import GOOD
from tandem.links.opentherm.frame import READ_DATA, WRITE_DATA, Message
from tandem.links.opentherm.ids import OVERRIDE_MANUAL, OVERRIDE_PROGRAM
from tandem.links.opentherm.otgw_codes import (
    AUTO,
    BOUNDS_ID,
    BV,
    CLOCK,
    CLOCK_ID,
    CR,
    DHW,
    DHW_SET,
    ENDS,
    GW,
    IDLE,
    LETTER,
    MAX_SET,
    MI,
    MODE_ID,
    NF,
    NG,
    NONE,
    NS,
    OE,
    OK,
    OR,
    OUTDOOR,
    PM,
    PR,
    PS,
    PUSH,
    READING,
    REAL,
    ROOM,
    SB,
    SC,
    SE,
    SR,
    SWITCH,
    TC,
    WRITING,
)
from tandem.links.opentherm.outer import Outer, real, report, summary

_SIZE = 512
_REPORTS = 150  # a report finds no place above this,
_COMMANDS = 190  # a command is not looked at; the rest is for the longest answer, 290 bytes
_LINE = 24

_ERRORS = b"  NGSEBVORNSNFOE"
# Commands with one value: name, kind, least, most, place in Outer.v. Most of what has the place IDLE has no use here.
_VALUES = (
    b"TT\x01\x00\x1e\x00TC\x01\x00\x1e\x00CS\x01\x00\x64\x01CH\x02\x00\x01\x02HW\x03\x00\x01\x03MM\x08\x00\x64\x04"
    b"OT\x09\x00\x40\x05GW\x02\x00\x01\x06SW\x01\x00\x7f\x07SH\x01\x00\x7f\x08C2\x01\x00\x64\x0aCL\x09\x00\x64\x0a"
    b"SM\x03\x00\x01\x0aBW\x03\x00\x01\x0aSB\x01\x00\x1e\x0aH2\x02\x00\x01\x0aCE\x02\x00\x01\x0aIT\x02\x00\x01\x0a"
    b"OH\x02\x00\x01\x0aFS\x02\x00\x01\x0aGA\x00\x00\x08\x0aGB\x00\x00\x08\x0aVR\x00\x00\x09\x0aMH\x00\x00\x06\x0a"
    b"M2\x00\x00\x06\x0aMW\x00\x00\x06\x0aVS\x00\x00\x64\x0aAA\x00\x01\xff\x0aDA\x00\x01\xff\x0aUI\x00\x01\xff\x0a"
    b"KI\x00\x01\xff\x0aMI\x00\x64\xff\x0aLA\x04\x02\x0e\x0aLB\x04\x02\x0e\x0aLC\x04\x02\x0e\x0aLD\x04\x02\x0e\x0a"
    b"LE\x04\x02\x0e\x0aLF\x04\x02\x0e\x0aTS\x04\x00\x02\x0aCR\x00\x01\x7f\x0aPM\x00\x01\x7f\x0a"
)
_ROW = 6
_LETTERS = b"ORORXTBFHWCEMP"  # of a sensor the first two, of lamps the others
_HEX = b"0123456789ABCDEF"


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
        self._text = bytearray(b"T00000000\r\n")
        if level:
            self.outer.sinks.append(self)

    def feed(self, data):
        """Take bytes from the client; how many were taken. The others come again once answers have been taken."""
        if self.level:
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

    def line(self, letter, frame):
        """A frame was sent or heard."""
        if self.quiet:
            return
        if self.used > _REPORTS:
            self.lost += 1
            return
        text = self._text
        text[0] = letter
        for i in range(8):
            text[i + 1] = _HEX[frame[i >> 1] >> (0 if i & 1 else 4) & 15]
        self.say(text)

    def say(self, text):
        """Bytes of an answer."""
        for byte in text:
            self._ring[(self._from + self.used) % _SIZE] = byte
            self.used += 1

    # --- commands ----------------------------------------------------------------------------------------------------
    def _command(self):
        n = self._n
        if not n:
            return
        line = bytes(self._line)
        if n > _LINE:
            wrong = OE
        elif n < 4 or line[2] != 61:
            wrong = SE
        else:
            self.say(line[:2] + b": ")
            wrong = self._run(line[0] << 8 | line[1], line[3:n])
        self.say((_ERRORS[wrong : wrong + 2] if wrong else b"") + b"\r\n")

    def _run(self, code, text):
        outer = self.outer
        sign = text[0]
        if code == PR:
            return report(self, sign) if len(text) == 1 else SE
        if code == PS:
            if len(text) > 1 or sign >> 1 != 24:
                return SE if len(text) > 1 else BV
            self.quiet = sign == 49
            self.say(text)
            if self.quiet:
                summary(self)
            return OK
        if self.level < WRITING:
            return NG
        if code == GW and text == b"R":
            outer.reset()
            # A PIC starts anew and says so in place of an answer.
            self.quiet = False
            self.used -= 4
            self.say(b"OpenTherm Gateway 6.6")
            return OK
        if code == SC or code == SR:
            return self._fixed(code, text)
        for i in range(0, len(_VALUES), _ROW):
            if code == _VALUES[i] << 8 | _VALUES[i + 1]:
                return self._value(i, code, text)
        return NG

    def _value(self, i, code, text):
        outer = self.outer
        kind = _VALUES[i + 2]
        least = 100 * _VALUES[i + 3]
        most = 100 * _VALUES[i + 4]
        at = _VALUES[i + 5]
        v = _c100(text)
        if kind == LETTER:
            if len(text) > 1:
                return SE
            if text not in _LETTERS[least // 100 : most // 100]:
                return BV
            v = 0
        elif kind == SWITCH or kind == AUTO:
            one = len(text) == 1
            if one and text in b"01":
                v = text[0] & 1
            elif kind == SWITCH:
                return BV if one else SE
            elif text == b"P" and at == DHW:
                v = 1
            else:
                v = NONE
                text = b"A"
        elif kind & ENDS and (v == NONE or at == OUTDOOR and v > most):
            v = NONE
            text = b"-"
        else:
            if at == OUTDOOR:
                least = -4000
            elif v < 0 or v == NONE or code == SB and not v:
                return SE
            elif code == MI:
                # In milliseconds, by fives; our schedule is our own.
                most = 127500
                least = 10000
            if not least <= v <= most or at == ROOM and 0 < v < 100:
                return OR
            if v and DHW_SET <= at <= MAX_SET:
                # As the boiler says; some do not tell.
                k = BOUNDS_ID - DHW_SET + at
                cells = outer.bridge.gateway.cells
                word = cells.word[k] if cells.state(k) == GOOD else 0x5014 if at == DHW_SET else 0x5A0A
                if not 100 * (word & 0xFF) <= v <= 100 * (word >> 8):
                    return BV
            text = real(v)
            if not kind & REAL:
                v //= 100
                text = b"%d" % (v // 5 * 5 if code == MI else v)
            if code == CR and not outer.fix(v, -1, 0):
                return NF
        if at == ROOM:
            outer.why = OVERRIDE_MANUAL if code == TC else OVERRIDE_MANUAL | OVERRIDE_PROGRAM
        master = outer.bridge.master
        if master is not None and (code == PM or at == DHW and text == b"P"):
            message = Message()
            message.kind = READ_DATA if code == PM else WRITE_DATA
            message.id = v if code == PM else MODE_ID
            message.value = 0 if code == PM else PUSH
            master.ask(message)
        outer.set(at, v)
        self.say(text)
        return OK

    def _fixed(self, code, text):
        """Clock HH:MM/D, and answers to the thermostat ID:HB,LB; all numbers are decimal."""
        first, _, rest = text.partition(b":")
        second, more, third = rest.partition(b"/" if code == SC else b",")
        if code == SR and not more:
            third = b"0"
        if not (first.isdigit() and second.isdigit() and third.isdigit()):
            return SE
        at = int(first)
        hb = int(second)
        lb = int(third)
        if code == SC:
            if at > 23 or hb > 59 or not 1 <= lb <= 7:
                return OR
            at |= lb << 5
            lb = hb
            hb = at
            at = CLOCK_ID
        elif not 1 <= at <= 127 or hb > 255 or lb > 255:
            return OR
        if not self.outer.fix(at, hb, lb):
            return NS
        self.outer.set(CLOCK if code == SC else IDLE, 0)
        self.say(text)
        return OK


def _c100(text):
    """Hundredths of a number, NONE for what is none. What is finer is cut off."""
    sign = 1
    if text[0] == 45:
        sign = -1
    if text[0] == 45 or text[0] == 43:
        text = text[1:]
    whole, _, part = text.partition(b".")
    if not whole.isdigit() or part and not part.isdigit():
        return NONE
    return sign * (100 * int(whole) + int((part + b"00")[:2]))
