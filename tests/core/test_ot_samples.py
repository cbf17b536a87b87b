"""The sampled line: from the words of a receiver to frames."""

from ot_line import VECTORS, Sampled, block, frame
from support import no_allocation, raises
from tandem.links.opentherm.bits import EdgeDecoder
from tandem.links.opentherm.samples import SampleDecoder, ones
from wild import Random


def sampled(idle=0, ms=32, rate_hz=8000, order=1, told_hz=0):
    """A line and its decoder; told_hz: the rate that the decoder believes."""
    d = SampleDecoder(EdgeDecoder(idle), block(ms), told_hz or rate_hz, order)
    return Sampled(d, idle, rate_hz)


def heard(s):
    """Frames that were heard, none of them dropped."""
    assert not sum(s.decoder.edges.bad), list(s.decoder.edges.bad)
    assert s.decoder.edges.good == len(s.frames)
    return s.frames


def test_every_vector_with_both_idle_levels():
    for idle in (0, 1):
        s = sampled(idle)
        s.line(5000, False)
        for text in VECTORS:
            s.frame(text)
            s.line(20000, False)
        s.end()
        assert heard(s) == VECTORS


def test_in_every_order_of_words_and_channels():
    for order in (0, 1, 2, 3):
        s = sampled(0, 32, 8000, order)
        s.line(3000, False)
        s.frame("C01BFAC0")
        s.end()
        assert heard(s) == ["C01BFAC0"]


def test_the_wrong_order_costs_accuracy_and_no_frame():
    # Halves or words out of turn look like a glitch beside each edge; so frames alone do not prove the order.
    for order in (0, 1, 2, 3):
        for told in (0, 1, 2, 3):
            s = sampled(0, 32, 8000, told)
            s.order = order
            s.line(3007, False)
            s.frame("C01BFAC0")
            s.end()
            assert heard(s) == ["C01BFAC0"]


def test_wherever_a_block_ends():
    for us in range(0, 32000, 1999):
        s = sampled()
        s.line(40000 + us, False)
        s.frame("40193180")
        s.end()
        assert heard(s) == ["40193180"], us


def test_blocks_of_other_lengths():
    for ms in (4, 8, 16, 20):
        s = sampled(0, ms)
        for text in VECTORS[:4]:
            s.line(20123, False)
            s.frame(text)
        s.end()
        assert heard(s) == VECTORS[:4]
    raises(ValueError, sampled, 0, 5)


def test_a_frame_is_delivered_with_the_block_that_shows_its_end():
    s = sampled()
    s.line(20000, False)
    s.frame("00030000")
    s.line(2000, False)
    assert not s.frames
    s.line(8100, False)  # 64.1 ms: the second block is full
    assert s.frames == ["00030000"]
    s = sampled()
    s.line(29500, False)
    s.frame("00030000")  # its last half ends 0.5 ms before the block
    s.line(1000, False)
    assert not s.frames
    s.line(31600, False)
    assert s.frames == ["00030000"]


def test_a_receiver_with_another_clock():
    for rate_hz in (4000, 7900, 8150, 16000):
        s = sampled(0, 32, rate_hz)
        s.line(3000, False)
        for half_us in (452, 500, 573):
            s.frame("10012D00", half_us)
            s.line(20000, False)
        s.end()
        assert heard(s) == ["10012D00"] * 3, rate_hz


def test_the_rate_matters():
    # A clock 15 % off, which nobody told of, takes the slowest that the standard allows out of its limits.
    for told_hz, good in ((9200, 1), (8000, 0)):
        s = sampled(0, 32, 9200, 1, told_hz)
        s.line(3000, False)
        s.frame("10012D00", 575)
        s.end()
        assert len(s.frames) == good


class Noisy(Sampled):
    """One of so many samples, on average, is wrong."""

    def __init__(self, decoder, every):
        super().__init__(decoder)
        self.every = every
        self.random = Random(every)

    def samples(self, n, level):
        while n:
            k = 1 + self.random.below(2 * self.every)
            if k >= n:
                k = n
            super().samples(k, level)
            n -= k
            if n:
                super().samples(1, 1 - level)
                n -= 1


def test_single_wrong_samples_are_outvoted():
    for every in (97, 41, 23):
        s = Noisy(SampleDecoder(EdgeDecoder(), block()), every)
        s.line(5000, False)
        for text in VECTORS[:4]:
            s.frame(text)
            s.line(20000, False)
        s.end()
        assert heard(s) == VECTORS[:4], every


def test_glitches_of_any_length_below_the_limit():
    for us in (2, 10, 30, 60, 90):
        for at in range(0, 440, 55):
            s = sampled()
            s.line(5000, False)
            s.line(us, True)
            s.line(5000 + at, False)
            s.frame("80190000")
            s.line(600 + at, False)
            s.line(us, True)
            s.line(30000, False)
            s.end()
            assert heard(s) == ["80190000"], (us, at)


def test_an_edge_that_chatters_is_where_its_samples_balance():
    class Lengths(EdgeDecoder):
        def edge(self, us, level):
            found.append(us)
            return False

    for us in (4, 10, 16, 24):
        found = []
        s = sampled()
        s.decoder.edges = Lengths()
        s.line(3000, False)
        for _ in range(6):
            s.line(500, True)
            for k in range(2):
                s.line(us, k % 2 == 0)
                s.line(us, k % 2 == 1)
            s.line(500 - 4 * us, False)
        s.line(3000, True)
        s.end()
        for length in found[1:12]:
            assert 460 <= length <= 540, (us, found)


def test_an_idle_line_is_quiet_and_costs_nothing():
    class Counts(EdgeDecoder):
        def edge(self, us, level):
            raise AssertionError("no edge was there")

    for idle in (0, 1):
        s = sampled(idle)
        if idle:
            s.line(64000, False)  # the decoder begins with low
        s.decoder.edges = Counts(idle)
        s.line(1000000, False)
        assert s.frames == []


def test_an_idle_level_that_changes():
    s = sampled()
    s.line(3000, False)
    s.frame("50020100")
    s.line(30000, False)
    s.line(100000, True)  # the line goes high and stays there
    s.decoder.edges.idle = s.idle = 1
    s.decoder.edges.reset()
    s.line(30000, False)
    s.frame("C0030104")
    s.line(30000, False)
    s.frame("900E6400")
    s.end()
    assert s.frames == ["50020100", "C0030104", "900E6400"]


def test_noise_gives_nothing_and_the_next_frame_is_found():
    s = sampled()
    r = Random(5)
    for _ in range(20000):
        s.samples(1 + r.below(9), r.below(2))
    s.line(3000, False)
    assert not s.frames
    s.frame("70640000")
    s.end()
    assert s.frames == ["70640000"]


def test_ones_are_counted():
    for value in (0, 1, 2, 0x8000, 0xFFFF, 0xFF00, 0x5555, 0xAAAA, 0x1234, 0x7FFF, 0xFFFE, 0x0180):
        n = 0
        for k in range(16):
            n += value >> k & 1
        assert ones(value) == n


def painted(idle):
    """The words of 96 ms with a frame."""
    s = sampled(idle, 96)
    s.decoder.feed = lambda: False
    s.line(20000, False)
    s.frame("C01BFAC0")
    s.line(42000, False)
    assert s.at == 0
    return s.decoder.words


def nothing_is_allocated(idle, noise):
    words = block()
    d = SampleDecoder(EdgeDecoder(idle), words)
    blocks = painted(idle)

    def hear(d):
        for first in (0, 1024, 2048):
            for k in range(1024):
                words[k] = blocks[first + k]
            d.feed()
        for k in range(1024):
            words[k] = noise[k]
        d.feed()
        for k in range(1024):
            words[k] = 65535
        d.feed()

    no_allocation(hear, d)
    assert d.edges.good >= 6
    assert d.edges.frame == frame("C01BFAC0")


def test_nothing_is_allocated():
    r = Random(2)
    noise = block()
    for k in range(1024):
        noise[k] = r.below(65536)
    for idle in (0, 1):
        nothing_is_allocated(idle, noise)
