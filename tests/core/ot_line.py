"""Frames on an ideal line, for the tests of the OpenTherm bits: levels written as text, runs, and sampled words."""

from array import array

# Sixteen frames of the protocol's own examples: every message type, both parities.
VECTORS = (
    "00000300 C000030A 10012D00 D0012D00 00030000 C0030104 900E6400 90101480 "
    "80190000 40193180 C01BFAC0 A01B0000 70640000 E01A0000 90040100 50020100"
).split()


def frame(text):
    """bytearray of eight hexadecimal digits."""
    return bytearray([int(text[k : k + 2], 16) for k in range(0, 8, 2)])


def bits(text):
    """The 34 bits of a frame as text, start and stop bit included."""
    found = ""
    for digit in text:
        value = int(digit, 16)
        for weight in (8, 4, 2, 1):
            found += "1" if value & weight else "0"
    return "1" + found + "1"


def halves(text):
    """The 68 half-bits of those bits as text: A active, i idle."""
    return "".join(["Ai" if bit == "1" else "iA" for bit in text])


def runs(line, half_us=500):
    """[[us, active]] of half-bits."""
    found = []
    for half in line:
        active = half == "A"
        if found and found[-1][1] == active:
            found[-1][0] += half_us
        else:
            found.append([half_us, active])
    return found


def play(decoder, found, idle=0):
    """Feed runs; True when a frame became complete."""
    got = False
    for us, active in found:
        if decoder.edge(us, 1 - idle if active else idle):
            got = True
    return got


def whole(decoder, found, idle=0):
    """An idle line, the runs, an idle line: the frame as text, or ""."""
    got = decoder.quiet(20000)
    assert not got
    got = play(decoder, found, idle)
    if decoder.quiet(2000):
        got = True
    return "".join(["%02X" % byte for byte in decoder.frame]) if got else ""


class Sampled:
    """Writes a line into the words of a SampleDecoder, as its receiver would, and feeds each full block."""

    def __init__(self, decoder, idle=0, rate_hz=8000):
        self.decoder = decoder
        self.order = decoder.order  # as the receiver really has it
        self.idle = idle
        self.rate_hz = rate_hz
        self.frames = []
        self.at = 0
        self.word = 0
        self.bits = 0
        self.rest = 0

    def samples(self, n, level):
        """So many samples of a level."""
        while n:
            k = 16 - self.bits
            if k > n:
                k = n
            self.word = self.word << k | ((1 << k) - 1 if level else 0)
            self.bits += k
            n -= k
            if self.bits == 16:
                self._put()

    def _put(self):
        d = self.decoder
        d.words[self.at ^ self.order] = self.word
        self.word = self.bits = 0
        self.at += 1
        if self.at == len(d.words):
            self.at = 0
            if d.feed():
                self.frames.append("".join(["%02X" % byte for byte in d.edges.frame]))

    def line(self, us, active):
        """us of the line; what is left of a sample goes to the next."""
        total = us * 64 * (self.rate_hz // 50) + self.rest  # of 1 / 20000 sample
        self.rest = total % 20000
        self.samples(total // 20000, 1 - self.idle if active else self.idle)

    def frame(self, text, half_us=500):
        """A frame and nothing else."""
        for us, active in runs(halves(bits(text)), half_us):
            self.line(us, active)

    def end(self):
        """Idle until the block is full, and another."""
        self.line(70000, False)


def block(ms=32):
    """Words for so long."""
    return array("H", bytes(64 * ms))
