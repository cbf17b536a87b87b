"""An OpenTherm line in virtual milliseconds: two ends, frames that take 34 ms, and what can happen to them.

Also a boiler and a thermostat that know nothing of our code: they build their frames by themselves.
"""

FRAME_MS = 34
WRAP = 0x3FFFFFFF
LONG = 0x1FFFFFFF


def frame(kind, at, word):
    """Four bytes by the standard's layout, parity counted bit by bit."""
    raw = [kind << 4, at, word >> 8, word & 0xFF]
    ones = 0
    for byte in raw:
        while byte:
            ones += byte & 1
            byte >>= 1
    if ones & 1:
        raw[0] |= 0x80
    return bytes(raw)


class End:
    """A FramePort in virtual time."""

    def __init__(self, line):
        self.line = line
        self.other = None
        self.free_ms = 0  # when the frame under way is over
        self.queue = []  # (when, bytes)

    def send(self, data):
        now = self.line.now
        if now < self.free_ms:
            return False
        self.free_ms = now + FRAME_MS
        sent = bytes(data[:4])
        log = self.line.sent
        log.append((now, self is self.line.a, sent))
        if len(log) > 500:
            del log[:200]
        got = self.line.harm(now, self is self.line.a, sent)
        if got is not None:
            self.other.queue.append((now + FRAME_MS, got))
        return True

    def take(self, data):
        if not self.queue or self.queue[0][0] > self.line.now:
            return False
        got = self.queue.pop(0)[1]
        for i in range(4):
            data[i] = got[i]
        return True

    def next_due_ms(self, now):
        if not self.queue:
            return LONG
        left = self.queue[0][0] - self.line.now
        return left if left > 0 else 0


class Line:
    """a is the master's end, b the slave's. harm(now, from_a, frame) gives what arrives, None for nothing."""

    def __init__(self):
        self.now = 0
        self.sent = []
        self.a = End(self)
        self.b = End(self)
        self.a.other = self.b
        self.b.other = self.a

    def harm(self, now, from_a, sent):
        return sent


class Boiler:
    """A slave: words by id; what is not there is unknown. delay_ms from the end of the question."""

    def __init__(self, end, words=None, delay_ms=60):
        self.end = end
        self.words = words if words is not None else plain_words()
        self.delay_ms = delay_ms
        self.invalid = []
        self.silent = False
        self.heard = []  # (when, kind, id, word)
        self.ch = False
        self.set_word = 0
        self._due = None
        self._buf = bytearray(4)

    def step(self, now):
        while self.end.take(self._buf):
            kind, at = self._buf[0] >> 4 & 7, self._buf[1]
            word = self._buf[2] << 8 | self._buf[3]
            ones = 0
            for byte in self._buf:
                while byte:
                    ones += byte & 1
                    byte >>= 1
            if ones & 1 or kind > 3 or self.silent:
                continue
            self.heard.append((now, kind, at, word))
            if len(self.heard) > 2000:
                del self.heard[:1000]
            self._due = (now + self.delay_ms, self.reply(kind, at, word))
        if self._due is not None and now >= self._due[0]:
            self.end.send(self._due[1])
            self._due = None

    def reply(self, kind, at, word):
        if at not in self.words:
            return frame(7, at, 0)
        if at in self.invalid:
            return frame(6, at, 0)
        if at == 0:
            self.ch = word & 0x100 != 0
            return frame(4, 0, word & 0xFF00 | self.words[0])
        if kind == 1:
            if at == 1:
                self.set_word = word
            self.words[at] = word
            return frame(5, at, word)
        return frame(4, at, self.words[at])

    def next_due_ms(self, now):
        left = self.end.next_due_ms(now)
        if self._due is not None and self._due[0] - now < left:
            left = self._due[0] - now
        return left if left > 0 else 0


def plain_words():
    """A plain gas boiler: CH at rest, 35 C flow, 30 C return, 1.5 bar."""
    return {
        0: 0, 1: 0, 3: 0x0100, 14: 0x6400, 15: 0x1814, 17: 0, 18: 0x0180, 25: 0x2300, 26: 0x3200, 28: 0x1E00,
        48: 0x3C28, 49: 0x5014, 56: 0x3700, 57: 0x4B00, 125: 0x0300, 127: 0x0104, 5: 0, 6: 0x0303, 116: 1234,
    }  # fmt: skip


class Thermostat:
    """A master that asks its list in turn, one a second, and notes every answer and how long it took."""

    def __init__(self, end, asks, period_ms=1000):
        self.end = end
        self.asks = asks  # (kind, id, word)
        self.period_ms = period_ms
        self.answers = []  # (asked at, after ms, kind, id, word)
        self.faults = 0  # questions without an answer
        self.silent = False
        self._next_ms = 0
        self._asked = None
        self._at = 0
        self._buf = bytearray(4)

    def step(self, now):
        while self.end.take(self._buf):
            b = self._buf
            if self._asked is not None and b[1] == self._asked[2]:
                took = now - self._asked[0] - 2 * FRAME_MS
                self.answers.append((self._asked[0], took, b[0] >> 4 & 7, b[1], b[2] << 8 | b[3]))
                self._asked = None
        if now >= self._next_ms:
            if self._asked is not None:
                self.faults += 1
                self._asked = None
            self._next_ms = now + self.period_ms
            if self.silent:
                return
            kind, at, word = self.asks[self._at % len(self.asks)]
            self._at += 1
            self.end.send(frame(kind, at, word))
            self._asked = (now, kind, at)

    def next_due_ms(self, now):
        left = self.end.next_due_ms(now)
        if self._next_ms - now < left:
            left = self._next_ms - now
        return left if left > 0 else 0


def run(lines, ours, others, until_ms):
    """Let virtual time pass: lines share it; ours have poll(now), others step(now)."""
    now = lines[0].now
    while now < until_ms:
        for line in lines:
            line.now = now
        wait = LONG
        for one in ours:
            one.poll(now & WRAP)
        for one in others:
            one.step(now)
        for one in ours:
            due = one.next_due_ms(now & WRAP)
            if due < wait:
                wait = due
        for one in others:
            due = one.next_due_ms(now)
            if due < wait:
                wait = due
        now += wait if wait > 0 else 1
    for line in lines:
        line.now = until_ms
