"""Our side of the line to a boiler: what is said to it and asked of it, on a schedule of our own.

One conversation a second (the standard wants one at least every 1.15 s), 100 ms apart at least. Status, set-point and
flow temperature come round every four seconds, the rest in the places between; what has changed goes first. A question
of ours without a good answer is repeated twice. An id that a boiler says three times it does not know is not asked
again before the link was lost; DHW set-point (56) and highest flow (57) end in the boiler's EEPROM and are written on
change only, ten times a day at most.
"""

from tandem.links.opentherm.cells import GOOD, N_USED, NEVER, U_STATUS, UNKNOWN, Steady, hear
from tandem.links.opentherm.frame import DATA_INVALID, READ_ACK, READ_DATA, WRITE_DATA, Message
from tandem.links.opentherm.ids import MASTER_CH, MASTER_DHW, SLAVE_DIAGNOSTIC, SLAVE_FAULT, known, plausible

PERIOD_MS = 1000
GAP_MS = 100  # after the end of a conversation
ANSWER_MS = 1000  # the standard gives a boiler 800 ms; what comes later than this is no answer
FRAME_MS = 34
LOST_S = 10
REPEATS = 2
DAY_S = 86400
WRITES_DAY = 10
WRAP = 0x3FFFFFFF
FROM_BOILER = 66  # B, letters of a frame in a report
TO_BOILER = 82  # R

STATUS = 0
SET = 1
MAX_MODULATION = 14
FLOW = 25
DHW_SET = 56
CH_ENABLE = MASTER_CH << 8
DHW_ENABLE = MASTER_DHW << 8
# Asked once, first: configuration, versions, capacity, bounds, remote parameters; later again, see _AGAIN_S.
_FIRST = b"\x03\x7d\x7f\x0f\x30\x31\x06\x38\x39"
# In the places that are left, in turn.
_OTHERS = b"\x1c\x11\x12\x0e\x1c\x1a\x11\x12\x1b\x21\x74\x78"
_FAULTS = b"\x05\x73"
_AGAIN_S = 400  # what is asked first is asked again when it is this old, before it is forgotten
_RING = 4


class Master:
    """port: ports.board.FramePort; cells: what the boiler says.

    flags (CH_ENABLE ...), set_word, modulation_word: what it is told; write(id, word) for 56 and 57; ask() for a
    gateway's thermostat. alive: it has answered in the last LOST_S seconds.
    """

    def __init__(self, port, cells):
        self.port = port
        self.cells = cells
        self.steady = Steady(N_USED)
        self.flags = 0
        self.set_word = 0
        self.modulation_word = 100 << 8
        self.alive = False
        self.tx = Message()
        self.rx = Message()
        self.sent = self.good = self.bad = self.silent = self.refused = 0
        self.report = None  # report(letter, buf): for a log of frames
        self._buf = bytearray(4)
        self._waits = False
        self._given = False  # what rx holds is the answer to tx, and nobody took it
        self._tries = 0
        self._began_ms = -1  # of the last conversation
        self._ended_ms = 0
        self._second_ms = -1
        self._quiet_s = LOST_S  # since the last good answer
        self._turn = 0
        self._theirs = False  # the last conversation was a question of others
        self._first = 0
        self._other = 0
        self._fault = 0
        self._told = -1  # status as last sent
        self._told_set = -1
        self._ring = bytearray(4 * _RING)
        self._n = 0
        self._wish = [-1, -1]  # of 56 and 57
        self._writes = 0
        self._day_s = 0

    def release(self):
        """Nobody commands any more: no demand. The board's relay gives the boiler back to its thermostat."""
        self.flags = DHW_ENABLE
        self.set_word = 0

    # --- what others want --------------------------------------------------------------------------------------------
    def write(self, at, word):
        """Set-point of hot water (56) or highest flow (57): written when it is not what the boiler has."""
        self._wish[at - DHW_SET] = word

    def ask(self, message):
        """Say this to the boiler when there is a moment: the newest first, as a thermostat waits only for that."""
        buf = self._buf
        message.pack(buf)
        n = self._n
        # What has been asked before and waits still is out of date: nobody waits for its answer any more, and what
        # was to be written must not come after what is to be written now.
        for i in range(n):
            if (self._ring[4 * i] ^ buf[0]) & 0x70 == 0 and self._ring[4 * i + 1] == buf[1]:
                n = self._drop(i)
                break
        if n == _RING:
            n = self._drop(0)
        _copy(self._ring, 4 * n, buf)
        self._n = n + 1
        self._given = False

    def answered(self, request, reply):
        """Fill reply with what the boiler said to this, once; False when it has not yet."""
        tx = self.tx
        if not self._given or tx.kind != request.kind or tx.id != request.id or tx.value != request.value:
            return False
        self._given = False
        reply.kind = self.rx.kind
        reply.value = self.rx.value
        return True

    def waiting(self):
        """Questions of others that have not been sent."""
        return self._n

    def _drop(self, i):
        """Take one out of those that wait; how many are left."""
        self._n -= 1
        ring = self._ring
        for k in range(4 * i, 4 * self._n):
            ring[k] = ring[k + 4]
        return self._n

    # --- time --------------------------------------------------------------------------------------------------------
    def poll(self, now):
        """Do what is due at now, ms modulo 2^30."""
        self._count(now)
        port = self.port
        buf = self._buf
        if not self._waits:
            while port.take(buf):
                self.bad += 1  # nobody has asked
            if self._due(now):
                self._send(now)
            return
        while port.take(buf):
            if self.rx.unpack(buf) and self._answers():
                self._end(now)
                self._take()
                if self.report is not None:
                    self.report(FROM_BOILER, buf)
                return
            self.bad += 1
        if (now - self._began_ms) & WRAP >= ANSWER_MS + FRAME_MS:
            self.silent += 1
            # What others asked they ask again themselves.
            self._tries = self._tries + 1 if self._tries < REPEATS and not self._theirs else 0
            self._end(now)

    def next_due_ms(self, now):
        """Milliseconds until poll() must come."""
        left = self.port.next_due_ms(now)
        if self._waits:
            mine = ANSWER_MS + FRAME_MS - ((now - self._began_ms) & WRAP)
        elif self._began_ms < 0:
            return 0
        else:
            mine = GAP_MS - ((now - self._ended_ms) & WRAP)
            if not self._urgent():
                period = PERIOD_MS - ((now - self._began_ms) & WRAP)
                if period > mine:
                    mine = period
        if left < mine:
            mine = left
        return mine if mine > 0 else 0

    def _count(self, now):
        if self._second_ms < 0:
            self._second_ms = now
            return
        while (now - self._second_ms) & WRAP >= 1000:
            self._second_ms = (self._second_ms - WRAP - 1 + 1000) & WRAP
            self.cells.second()
            self._day_s += 1
            if self._day_s % _AGAIN_S == 0:
                self._first = 0
            if self._day_s >= DAY_S:
                self._day_s = self._writes = 0
            if self._quiet_s < LOST_S:
                self._quiet_s += 1
                if self._quiet_s >= LOST_S:
                    self._lost()

    def _lost(self):
        self.alive = False
        self.cells.forget()
        self.steady.clear()
        self._first = 0

    def _end(self, now):
        self._waits = False
        self._ended_ms = now

    def _due(self, now):
        if self._began_ms < 0:
            return True
        if (now - self._ended_ms) & WRAP < GAP_MS:
            return False
        return self._urgent() or (now - self._began_ms) & WRAP >= PERIOD_MS

    def _urgent(self):
        return self.flags != self._told or self.set_word != self._told_set or self._n > 0 or self._tries > 0

    # --- a conversation ----------------------------------------------------------------------------------------------
    def _send(self, now):
        if not self._tries:
            self._choose()
        buf = self._buf
        self.tx.pack(buf)
        if not self.port.send(buf):
            return
        self._given = False
        self._waits = True
        self._began_ms = now
        self.sent += 1
        if self.report is not None:
            self.report(TO_BOILER, buf)

    def _choose(self):
        if self.flags != self._told:
            self._say(READ_DATA, STATUS, self.flags)
            return
        if self.set_word != self._told_set:
            self._say(WRITE_DATA, SET, self.set_word)
            return
        if self._n and not self._theirs:
            # Between two of them one of ours, so that no thermostat keeps the boiler from its set-point.
            self._theirs = True
            self._n -= 1
            self.tx.unpack(self._ring, 4 * self._n)
            return
        self._theirs = False
        turn = self._turn
        self._turn = (turn + 1) & 3
        if turn == 0:
            self._say(READ_DATA, STATUS, self.flags)
        elif turn == 1:
            self._say(READ_DATA, FLOW, 0)
        elif turn == 2:
            self._say(WRITE_DATA, SET, self.set_word)
        else:
            self._some()

    def _say(self, kind, at, word):
        tx = self.tx
        tx.kind = kind
        tx.id = at
        tx.value = word
        if at == STATUS:
            self._told = word
        elif at == SET:
            self._told_set = word

    def _some(self):
        """What is neither status nor set-point nor flow."""
        cells = self.cells
        for i in range(2):
            wish = self._wish[i]
            at = DHW_SET + i
            if wish >= 0 and cells.state(at) == GOOD and cells.word[at] != wish and self._writes < WRITES_DAY:
                self._writes += 1
                self._say(WRITE_DATA, at, wish)
                return
        if self.steady.flags(U_STATUS) & (SLAVE_FAULT | SLAVE_DIAGNOSTIC) and self.steady.known(U_STATUS):
            self._fault = (self._fault + 1) & 3
            if self._fault < len(_FAULTS) and cells.state(_FAULTS[self._fault]) != UNKNOWN:
                self._say(READ_DATA, _FAULTS[self._fault], 0)
                return
        while self._first < len(_FIRST):
            at = _FIRST[self._first]
            state = cells.state(at)
            if state == NEVER or (state == GOOD and cells.age_s(at) > _AGAIN_S):
                self._say(READ_DATA, at, 0)
                return
            self._first += 1
        for _ in range(len(_OTHERS)):
            at = _OTHERS[self._other]
            self._other = (self._other + 1) % len(_OTHERS)
            if cells.state(at) != UNKNOWN:
                if at == MAX_MODULATION:
                    self._say(WRITE_DATA, at, self.modulation_word)
                else:
                    self._say(READ_DATA, at, 0)
                return
        self._say(READ_DATA, STATUS, self.flags)

    def _answers(self):
        """The message is an answer to what was asked, and what it says can be true."""
        rx = self.rx
        tx = self.tx
        if rx.id != tx.id or rx.kind < READ_ACK:
            return False
        if rx.kind >= DATA_INVALID:
            return True
        return rx.kind == READ_ACK + tx.kind and (not known(rx.id) or plausible(rx.id, rx.value))

    def _take(self):
        rx = self.rx
        self._given = True
        tx = self.tx
        at = tx.id
        self.good += 1
        self._tries = 0
        self._quiet_s = 0
        self.alive = True
        if hear(self.cells, self.steady, at, rx):
            self.refused += 1


def _copy(ring, at, buf):
    for i in range(4):
        ring[at + i] = buf[i]
