"""The line sampled by a serial receiver that is used as nothing but a sampler: blocks of one-bit samples to runs.

Made for MicroPython's machine.I2S as a receiver, bits=32, stereo, rate=8000: 64 clocks a frame are 512 samples of the
data pin in a millisecond, one every 1.953 us, without a gap, in blocks of 256 frames: 2 KiB, 32 ms. Assumed, and still
to be proven on a board: the first sample is the highest bit of a word, words lie in memory with their lowest byte
first, the left channel comes first. ``order`` is for boards that differ: the index of a 16-bit half is xor-ed with it.

    1   words of 32 bits, lowest byte first: the halves of each are exchanged
    0   highest byte first
    3   as 1, the two channels exchanged
    2   as 0, the two channels exchanged

Of a half only the number of its ones is used, so the order of its two bytes does not matter.

The filter is a vote with hysteresis. A half (31 us) is of the other level when at most 3 of its 16 samples disagree;
that ends a run. Halves in between are counted: their samples of the new level go to the new run, unless the old level
comes back, then all of them were noise. So an edge that chatters is placed where its samples balance. Halves that agree
with the run are passed over as whole words, and idle stretches in pieces of 4 ms by one comparison.
"""

from array import array

_HALF = 16  # samples
_PIECE = 128  # halves that are compared at once
_AGREE = 3  # samples that may disagree
_ALL = 65535
_SPAN = 15625  # us x Hz of one sample: 1 s / 64
_CAP = 10000  # samples; more of one run tells nothing more


class SampleDecoder:
    """Feeds edges, an EdgeDecoder, from words: array("H") of 4 ms or a multiple, at most 32, which the receiver fills.

    rate_hz: frames in a second as the clock really makes them, 3000..20000. For a line that idles high set edges.idle.
    """

    def __init__(self, edges, words, rate_hz=8000, order=1):
        self.edges = edges
        self.words = words
        self.rate_hz = rate_hz
        self.order = order
        if len(words) % _PIECE:
            raise ValueError("not whole pieces")
        whole = memoryview(words)
        self._pieces = [whole[k : k + _PIECE] for k in range(0, len(words), _PIECE)]
        self._calm = array("H", bytes(2 * _PIECE))
        self._calm_level = 0
        self._level = 0
        self._run = 0  # samples since the last edge
        self._odd = 0  # of them those of the other level, if the run should end here

    def feed(self):
        """Read words once; True when a frame became complete, which is then in edges.frame.

        The frame may be complete only with the next block, as the line has to be idle behind it for PAUSE_US.
        """
        words = self.words
        order = self.order
        level = self._level
        same = _ALL if level else 0
        odd = self._odd
        begin = 0  # of this run, or of the block
        before = self._run  # its samples before that
        got = False
        at = 0
        for piece in self._pieces:
            at += _PIECE
            if level == self._calm_level and piece == self._calm:
                odd = 0
                continue
            for i in range(at - _PIECE, at):
                value = words[i ^ order]
                if value != same or odd:
                    other = ones(value)
                    if level:
                        other = _HALF - other
                    if other >= _HALF - _AGREE:
                        if self._edge((i - begin) * _HALF + before - odd, level):
                            got = True
                        level = 1 - level
                        same = _ALL - same
                        begin = i
                        before = odd
                        odd = 0
                    elif other > _AGREE:
                        odd += other
                    else:
                        odd = other
        run = (at - begin) * _HALF + before
        self._run = _CAP if run > _CAP else run
        self._level = level
        self._odd = odd
        if level == self.edges.idle:
            if level != self._calm_level:
                self._turn(level, same)
            if self.edges.quiet(self._us(run - odd)):
                got = True
        return got

    def _us(self, samples):
        """To the nearest."""
        if samples > _CAP:
            samples = _CAP
        return (samples * _SPAN + self.rate_hz // 2) // self.rate_hz

    def _edge(self, samples, level):
        return self.edges.edge(self._us(samples), level)

    def _turn(self, level, same):
        """What an idle stretch looks like, after the idle level has changed."""
        calm = self._calm
        for k in range(_PIECE):
            calm[k] = same
        self._calm_level = level


def ones(value):
    """How many bits of a 16-bit word are set."""
    value -= value >> 1 & 0x5555
    value = (value & 0x3333) + (value >> 2 & 0x3333)
    value = value + (value >> 4) & 0x0F0F
    return value + (value >> 8) & 31
