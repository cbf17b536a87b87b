"""OpenTherm's bits on a line of another make: a float model, a recording, and random runs."""

import sys

import numpy as np
import ot_random
import ot_wire as wire
import pytest
from ot_recorded import FRAME, PAUSE_US, recorded

from tandem.links.opentherm import bits
from tandem.links.opentherm.bits import B_PARITY, B_START, EdgeDecoder, durations
from tandem.links.opentherm.samples import SampleDecoder

VECTORS = (
    "00000300 C000030A 10012D00 D0012D00 00030000 C0030104 900E6400 90101480 "
    "80190000 40193180 C01BFAC0 A01B0000 70640000 E01A0000 90040100 50020100"
)
BLOCK = 1024  # words of 32 ms
MS = 80  # enough for a frame that begins after 25 ms, and its pause


class Sampler:
    """A SampleDecoder that is fed with levels of any length."""

    def __init__(self, idle=0, rate_hz=8000):
        self.store = bits.array("H", bytes(2 * BLOCK))
        self.edges = EdgeDecoder(idle)
        self.decoder = SampleDecoder(self.edges, self.store, rate_hz)
        self.frames = []

    def hear(self, active):
        """Whole blocks of samples, True where active; what is over is idle."""
        line = np.append(active, np.zeros(-len(active) % (16 * BLOCK), bool))
        for block in wire.memory(line ^ bool(self.edges.idle)).reshape(-1, BLOCK):
            memoryview(self.store).cast("B")[:] = block.tobytes()
            if self.decoder.feed():
                self.frames.append(self.edges.frame.hex())
        return self


def by_edges(moments, idle=0):
    """The frame that the edge decoder makes of crossings, as text, or ""."""
    decoder = EdgeDecoder(idle)
    decoder.quiet(20000)
    level = 1 - idle
    for us in wire.durations(moments):
        assert not decoder.edge(us, level)
        level = 1 - level
    return decoder.frame.hex() if decoder.quiet(5000) else ""


class Drawn:
    """A frame with arbitrary times within the standard: clock, jitter, edges, thresholds."""

    def __init__(self, rng, begin_us=5000.0):
        word = int(rng.integers(1 << 31))
        self.word = word | (word.bit_count() & 1) << 31
        self.text = f"{self.word:08x}"
        self.begin_us = begin_us
        self.halves_us = rng.uniform(450, 575, 68)
        if rng.integers(3) == 0:
            self.halves_us[:] = rng.choice((450, 500, 575))  # the slowest, the fastest, without jitter
        self.up, self.down = rng.uniform(0.02, 0.98, 2)
        self.redraw(rng)

    def redraw(self, rng):
        """Lay the edges anew."""
        self.edges = wire.edges_of(self.halves_us, wire.bit_levels(self.word), self.begin_us)
        self.edge_us = rng.uniform(20, 50, len(self.edges))

    def crossings(self):
        return wire.crossings(self.edges, self.edge_us, self.up, self.down)

    def volts(self, ms=MS, rate_hz=8000.0):
        return wire.voltage(self.edges, self.edge_us, wire.sample_moments(ms, rate_hz))

    def samples(self, ms=MS, rate_hz=8000.0):
        high = max(self.up, self.down), min(self.up, self.down)
        return wire.compare(self.volts(ms, rate_hz), *high)


def draws(number, seed=1):
    rng = np.random.default_rng(seed)
    for k in range(number):
        yield rng, Drawn(rng, rng.uniform(3000, 25000) if k else 5000.0)


def test_the_model_and_the_encoder_send_the_same():
    for text in VECTORS.split():
        out = [0] * 68
        n = durations(bytes.fromhex(text), out)
        edges = wire.edges_of(np.full(68, 500.0), wire.bit_levels(int(text, 16)))
        assert out[: n - 1] == wire.durations([us for us, _ in edges])


@pytest.mark.parametrize("idle", [0, 1])
def test_all_that_the_standard_allows_by_edges(idle):
    for _, drawn in draws(2000):
        assert by_edges(drawn.crossings(), idle) == drawn.text, drawn.halves_us


@pytest.mark.parametrize("idle", [0, 1])
def test_all_that_the_standard_allows_by_samples(idle):
    for _, drawn in draws(150, 2):
        heard = Sampler(idle).hear(np.zeros(BLOCK * 16 * idle, bool)).hear(drawn.samples())
        assert heard.frames == [drawn.text], drawn.halves_us


def test_a_quarter_beyond_the_standard_is_refused():
    for factor in (0.74, 1.26):
        for _, drawn in draws(100, 3):
            drawn.halves_us = np.full(68, 500.0 * factor)
            drawn.redraw(np.random.default_rng(1))
            assert by_edges(drawn.crossings()) == ""


def test_outer_halves_may_be_missing():
    for _, drawn in draws(300, 4):
        moments = drawn.crossings()
        for part, level in ((moments[1:], 0), (moments, 1)):
            decoder = EdgeDecoder()
            decoder.quiet(20000)
            for us in wire.durations(part):
                decoder.edge(us, level)
                level = 1 - level
            assert decoder.quiet(5000) and decoder.frame.hex() == drawn.text


def test_noise_on_every_sample():
    # With the comparator's threshold in the middle, noise of a sixth of the swing flips 1 sample of 700, more at edges.
    for rng, drawn in draws(100, 5):
        volts = drawn.volts() + rng.normal(0, 0.16, MS * 512)
        assert Sampler().hear(wire.compare(volts, 0.5, 0.5)).frames == [drawn.text]


def test_every_eighth_sample_wrong():
    for rng, drawn in draws(100, 6):
        samples = drawn.samples() ^ (rng.random(MS * 512) < 1 / 8)
        assert Sampler().hear(samples).frames == [drawn.text]


def test_bursts_of_noise_give_the_same_frame_or_none():
    same = 0
    for rng, drawn in draws(300, 7):
        samples = drawn.samples()
        for _ in range(rng.integers(1, 4)):
            at, n = int(rng.integers(2000, 30000)), int(rng.integers(20, 600))
            samples[at : at + n] = rng.random(n) < 0.5
        frames = Sampler().hear(samples).frames
        assert frames in ([], [drawn.text])
        same += bool(frames)
    assert 50 < same < 290


def test_glitches_away_from_edges_are_nothing():
    for rng, drawn in draws(150, 8):
        samples = drawn.samples()
        changes = np.flatnonzero(np.diff(samples.astype(np.int8)))
        for k in rng.choice(len(changes) - 1, 5, replace=False):
            middle = (changes[k] + changes[k + 1]) // 2
            n = int(rng.integers(1, 48))  # 94 us
            samples[middle - n // 2 : middle - n // 2 + n] ^= True
        assert Sampler().hear(samples).frames == [drawn.text]


def test_glitches_anywhere_give_the_same_frame_or_none():
    same = 0
    for rng, drawn in draws(300, 9):
        samples = drawn.samples()
        for at in rng.integers(0, MS * 512 - 600, 4):
            samples[at : at + int(rng.integers(1, 500))] ^= True
        frames = Sampler().hear(samples).frames
        assert frames in ([], [drawn.text])
        same += bool(frames)
    assert 5 < same < 200


def test_a_moved_edge_gives_the_same_frame_or_none():
    for rng, drawn in draws(1000, 10):
        moments = drawn.crossings()
        k = rng.integers(1, len(moments) - 1)
        moments[k] += rng.uniform(-1, 1) * 1000
        moments.sort()
        assert by_edges(moments) in ("", drawn.text)


def test_a_block_may_end_at_every_offset():
    drawn = Drawn(np.random.default_rng(11), 33000.0)
    samples = drawn.samples(96)
    # A shift of 16 samples is one word: all 1024 words, and all 16 samples within one, at the frame's begin and end.
    shifts = [*range(0, 16 * BLOCK, 48), *range(16), *range(34 * 512 - 8, 34 * 512 + 8)]
    for shift in shifts:
        sampler = Sampler().hear(np.append(np.zeros(shift, bool), samples))
        assert sampler.frames == [drawn.text], shift


def test_frames_every_54_ms():
    rng = np.random.default_rng(12)
    sampler, texts, parts = Sampler(), [], []
    for _ in range(60):
        drawn = Drawn(rng, 20000.0)
        texts.append(drawn.text)
        samples = drawn.samples()
        end = int((20000.0 + drawn.halves_us.sum()) * 0.512)  # then the next pause begins at once
        parts.append(samples[:end])
    assert sampler.hear(np.concatenate(parts)).frames == texts
    assert not sum(sampler.edges.bad)


def test_a_sampler_with_a_wrong_clock():
    for rate_hz in (6400, 7960, 8040, 10000):
        for _, drawn in draws(20, 13):
            assert Sampler(0, rate_hz).hear(drawn.samples(2 * MS, rate_hz)).frames == [drawn.text]


def test_one_wrong_bit_by_samples():
    for text in VECTORS.split():
        for k in (0, 7, 15, 24, 31):
            edges = wire.edges_of(np.full(68, 500.0), wire.bit_levels(int(text, 16) ^ 1 << k), 3000.0)
            volts = wire.voltage(edges, np.full(len(edges), 30.0), wire.sample_moments(MS))
            sampler = Sampler().hear(volts > 0.5)
            assert sampler.frames == [] and sampler.edges.bad[B_PARITY] == 1


# The recording.


def test_recorded_edges():
    decoder = EdgeDecoder()
    for line in recorded():
        assert not decoder.quiet(100000)
        level = 1
        for us in line:
            assert not decoder.edge(us, level)
            level = 1 - level
        assert decoder.quiet(2000) and decoder.frame.hex().upper() == FRAME
    assert decoder.good == 4
    assert sum(decoder.bad) == decoder.bad[B_START] == 4  # what comes before each frame


def test_recorded_edges_without_what_comes_before():
    for line in recorded():
        begin = next(k for k, us in enumerate(line) if us > PAUSE_US) + 1
        moments = np.cumsum([0, *line[begin:]])
        assert by_edges(moments).upper() == FRAME


def test_recorded_edges_by_samples():
    sampler = Sampler()
    for line in recorded():
        active = [np.full(int(us * 0.512), k % 2 == 0) for k, us in enumerate([*line, 60000])]
        sampler.hear(np.concatenate([np.zeros(5000, bool), *active]))
    assert [text.upper() for text in sampler.frames] == [FRAME] * 4


# Anything.


def test_random_runs():
    found, expected = ot_random.count(1, 20000)
    assert sum(found.values()) == 20000
    assert not ot_random.complaints(found, expected), (found, expected)
    assert found["torn", "same"] > 100 and found["torn", "none"] > 4000


def test_the_expected_number_of_frames_is_right_where_it_can_be_counted():
    assert ot_random.chance(67) == pytest.approx(0.9**67)  # all bits are ones: 67 halves
    # Two full runs are one group of zeros, which leaves an even number of ones at 256 places of 528: so much is parity.
    assert ot_random.chance(65) == pytest.approx(256 * 0.9**63 * 0.1**2)
    assert ot_random.chance(66) == 0


class Lines:
    """Counts the lines of the firmware that run: work, not time."""

    def __init__(self):
        self.n = 0

    def __call__(self, frame, event, _):
        if "opentherm" not in frame.f_code.co_filename:
            return None
        self.n += event == "line"
        return self

    def of(self, fn, *args):
        self.n = 0
        before = sys.gettrace()
        sys.settrace(self)
        try:
            fn(*args)
        finally:
            sys.settrace(before)
        return self.n


def test_the_work_of_an_edge_has_a_bound():
    lines, most = Lines(), 0
    rng = np.random.default_rng(14)
    for idle in (0, 1):
        decoder = EdgeDecoder(idle)
        for us, level, quiet in zip(
            rng.choice([-1, 0, 1, 99, 100, 500, 500, 500, 1000, 1000, 1300, 10**9], 6000),
            rng.integers(0, 2, 6000),
            rng.choice([0, 0, 0, 1299, 1300, 10**9], 6000),
            strict=True,
        ):
            most = max(most, lines.of(decoder.edge, int(us), int(level)), lines.of(decoder.quiet, int(quiet)))
        for text in VECTORS.split()[:4]:
            out = [0] * 68
            n = durations(bytes.fromhex(text), out)
            decoder.quiet(20000)
            for k in range(n - 1):
                most = max(most, lines.of(decoder.edge, out[k], (k + 1 + idle) % 2))
            most = max(most, lines.of(decoder.quiet, 5000))
    assert 20 < most <= 60


def test_the_work_of_a_block_has_a_bound():
    lines = Lines()
    sampler = Sampler()
    rng = np.random.default_rng(15)
    assert lines.of(sampler.decoder.feed) < 100  # an idle block
    worst = 0
    for flips in (0.5, 0.1, 0.01):
        for run in (1, 8, 16, 32, 200):
            line = np.repeat(rng.random(16 * BLOCK // run + 1) < 0.5, run)[: 16 * BLOCK]
            line ^= rng.random(16 * BLOCK) < flips
            memoryview(sampler.store).cast("B")[:] = wire.memory(line).tobytes()
            worst = max(worst, lines.of(sampler.decoder.feed))
    memoryview(sampler.store).cast("B")[:] = (np.arange(BLOCK) % 2 * 65535).astype(np.uint16).tobytes()
    worst = max(worst, lines.of(sampler.decoder.feed))
    assert 5 * BLOCK < worst < 50 * BLOCK
