"""A model of OpenTherm's line in floating point, that knows nothing of the firmware: voltage, comparator, sampler.

The voltage goes between 0 (idle) and 1 (active) in straight edges of given length. A comparator with one threshold for
each direction turns it into levels; its output is a list of durations, or one-bit samples packed as the receiver does.
"""

import sys

import numpy as np


def bit_levels(word):
    """Half-bits of a 32-bit word with start and stop bit, 1 active: each 1 is (1, 0), each 0 is (0, 1)."""
    bits = [1, *(word >> k & 1 for k in range(31, -1, -1)), 1]
    return [level for bit in bits for level in (bit, 1 - bit)]


def edges_of(halves_us, levels, begin_us=0.0):
    """[(us, level)]: when the transmitter begins to change, to what; the line is idle before."""
    times = begin_us + np.concatenate(([0.0], np.cumsum(halves_us)))
    before = [0, *levels]
    found = [(times[k], level) for k, level in enumerate(levels) if level != before[k]]
    return [*found, (times[-1], 0)] if levels[-1] else found


def crossings(edges, edge_us, up, down):
    """Moments at which a comparator sees the edges; edge_us: their lengths, one each; up, down: thresholds, 0..1."""
    return [us + length * (up if level else 1 - down) for (us, level), length in zip(edges, edge_us, strict=True)]


def durations(moments):
    """Whole us between moments, each on its own clock tick."""
    ticks = [round(us) for us in moments]
    return [b - a for a, b in zip(ticks, ticks[1:], strict=False)]


def voltage(edges, edge_us, at_us):
    """The line at the moments at_us (an array)."""
    x, y = [at_us[0] - 1.0], [0.0]
    for (us, level), length in zip(edges, edge_us, strict=True):
        x += [max(us, x[-1]), max(us + length, x[-1])]
        y += [y[-1], float(level)]
    return np.interp(at_us, x, y)


def sample_moments(ms, rate_hz=8000.0):
    """Moments of the samples of so many ms of the receiver's own blocks."""
    return np.arange(int(ms * 512)) * (1e6 / (64.0 * rate_hz))


def compare(volts, up, down):
    """Levels of a comparator with hysteresis (up >= down), or without (equal)."""
    high, low = volts > up, volts < down
    last = np.maximum.accumulate(np.where(high | low, np.arange(len(volts)), -1))
    return np.where(last < 0, False, high[last])


def memory(samples):
    """Words as the receiver leaves them: the first sample the highest bit, the lowest byte of 32 bits first."""
    packed = np.packbits(samples.astype(np.uint8)).reshape(-1, 4)[:, ::-1]
    words = np.ascontiguousarray(packed).view(np.uint16)
    return words if sys.byteorder == "little" else words.byteswap()
