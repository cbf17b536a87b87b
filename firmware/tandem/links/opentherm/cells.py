"""What the other side of a line has said: one word a data-id, how old it is, and whether it knows the id at all.

Words that move commands go through Steady: of the last three the middle one, or what two of three flags say. So one
frame that came wrong and still has its parity right changes nothing.
"""

from array import array

from tandem.links.opentherm.frame import DATA_INVALID, UNKNOWN_ID

NEVER = 0  # not heard yet, or too long ago
GOOD = 1
INVALID = 2  # known there, but without a value now
UNKNOWN = 3  # answered so three times in a row: not asked any more

N_IDS = 128
OLD_S = 600  # what was not heard again in this time is forgotten; by then seconds have not come round
_STATE = 3
_COUNT = 4  # answers in a row that the id is unknown, in the next two bits
_ENOUGH = 3
_SECONDS = 0xFFFF
# Of these words the controller makes use: their places in Steady.
_USED = b"\x00\x19\x1c\x12\x11\x1a"
N_USED = 6
U_STATUS, U_FLOW, U_RETURN, U_PRESSURE, U_MODULATION, U_DHW = 0, 1, 2, 3, 4, 5


class Cells:
    """word[id] and state(id); s is the time of the session in seconds, modulo 2^16."""

    def __init__(self):
        self.word = array("H", bytes(2 * N_IDS))
        self.s = 0
        self._at_s = array("H", bytes(2 * N_IDS))
        self._state = bytearray(N_IDS)
        self._swept = 0

    def second(self):
        """A second has passed: one id of all is looked at, so that none stays beyond OLD_S + N_IDS seconds."""
        self.s = (self.s + 1) & _SECONDS
        self._swept = at = (self._swept + 1) & (N_IDS - 1)
        state = self._state[at] & _STATE
        if (state == GOOD or state == INVALID) and self.age_s(at) > OLD_S:
            self._state[at] = NEVER

    def put(self, at, word):
        """Heard just now."""
        self.word[at] = word
        self._at_s[at] = self.s
        self._state[at] = GOOD

    def refuse(self, at, unknown):
        """It has no value just now (the last word stays), or it does not know the id."""
        if not unknown:
            self._at_s[at] = self.s
            self._state[at] = INVALID
            return
        was = self._state[at]
        count = was // _COUNT + 1
        self._state[at] = (UNKNOWN if count >= _ENOUGH else was & _STATE) + _COUNT * (count if count < _ENOUGH else 0)

    def state(self, at):
        """NEVER .. UNKNOWN."""
        return self._state[at] & _STATE

    def refused(self, at):
        """The last answer was that the id is unknown."""
        return self._state[at] >= _COUNT or self._state[at] == UNKNOWN

    def age_s(self, at):
        """Seconds since it was heard; only of an id whose state is GOOD or INVALID."""
        return (self.s - self._at_s[at]) & _SECONDS

    def fresh(self, at, span_s):
        """It has a value not older than this."""
        return self._state[at] & _STATE == GOOD and self.age_s(at) <= span_s

    def forget(self):
        """The other side was away, or is another one."""
        for at in range(N_IDS):
            self._state[at] = NEVER


class Steady:
    """The last three words of n things; seen[i] counts how many there are, at most 3."""

    def __init__(self, n):
        self._words = array("H", bytes(6 * n))
        self.seen = bytearray(n)

    def add(self, i, word):
        """A new one."""
        words = self._words
        k = 3 * i
        words[k] = words[k + 1]
        words[k + 1] = words[k + 2]
        words[k + 2] = word
        if self.seen[i] < 3:
            self.seen[i] += 1

    def known(self, i):
        """There are three."""
        return self.seen[i] == 3

    def number(self, i):
        """The middle one of signed words."""
        words = self._words
        k = 3 * i
        # Signed order is that of the words with their sign turned round.
        a = words[k] ^ 0x8000
        b = words[k + 1] ^ 0x8000
        c = words[k + 2] ^ 0x8000
        if a > b:
            a, b = b, a
        if c <= a:
            return a ^ 0x8000
        return (c if c < b else b) ^ 0x8000

    def flags(self, i):
        """Each bit as two of three have it."""
        words = self._words
        k = 3 * i
        a = words[k]
        b = words[k + 1]
        return a & b | words[k + 2] & (a | b)

    def clear(self):
        """Begin anew."""
        for i in range(len(self.seen)):
            self.seen[i] = 0


def hear(cells, steady, at, rx):
    """What a boiler answered to a question about this id; True when it has no value for us."""
    if at >= len(cells.word):
        return False
    if rx.kind >= DATA_INVALID:
        cells.refuse(at, rx.kind == UNKNOWN_ID)
        return True
    cells.put(at, rx.value)
    for i in range(len(_USED)):
        if _USED[i] == at:
            steady.add(i, rx.value)
    return False
