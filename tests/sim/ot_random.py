"""Random runs into the edge decoder: what is taken for a frame, and how often it should be.

    python tests/sim/ot_random.py --count 1000000 --first 1

Four kinds of lists in turn, each from its own seed:
any      runs of every length
classes  half and full runs at random: what looks most like a frame without being one
torn     a frame with one to three runs lost, added, merged, stretched or swapped
tail     a frame cut off somewhere, and after 20 ms a whole one, which must be found
"""

import argparse
import random
import sys
from collections import Counter

from tandem.links.opentherm.bits import EdgeDecoder

KINDS = ("any", "classes", "torn", "tail")
HALF_CHANCE = 0.9  # of a run in "classes" to be a half
LEAST, MOST = 54, 68  # runs in "classes"


def chance(n):
    """How probable it is that n runs of "classes" are a frame with right parity: a walk over all of them."""
    if n % 2 == 0:
        return 0.0  # the last of them is idle, and the stop bit ends with an active one
    # (bits, between two bits, odd number of ones) -> probability; the first run is the half of the start bit.
    states = {(1, False, False): HALF_CHANCE}
    for index in range(1, n):
        one = index % 2 == 0
        follow: Counter = Counter()
        for (bits, between, odd), p in states.items():
            if bits == 34:
                continue  # goes on after its end
            whole = (bits + 1, False, odd ^ (one and bits < 33))
            if between:
                follow[whole] += p * HALF_CHANCE
            else:
                follow[bits, True, odd] += p * HALF_CHANCE
                follow[whole] += p * (1 - HALF_CHANCE)
        states = follow
    return states.get((34, False, False), 0.0)


CHANCE = {n: chance(n) for n in range(LEAST, MOST)}


def runs_of(word):
    """Runs of a frame, the first active, without the idle half at its end."""
    bits = [1, *(word >> k & 1 for k in range(31, -1, -1)), 1]
    runs, last = [500], 1
    for bit in bits[1:]:
        runs += [500, 500] if bit == last else [1000]
        last = bit
    return runs


def even(rng):
    """A 32-bit word with even parity."""
    word = rng.getrandbits(31)
    return word | (word.bit_count() & 1) << 31


def torn(rng, runs):
    """The runs with some mistakes."""
    runs = list(runs)
    for _ in range(rng.randint(1, 3)):
        k = rng.randrange(len(runs) - 2)
        kind = rng.randrange(6)
        if kind == 0:
            del runs[k]
        elif kind == 1:
            runs[k : k + 3] = [sum(runs[k : k + 3])]
        elif kind == 2:
            runs.insert(k, rng.choice((500, 1000, rng.randrange(1, 2000))))
        elif kind == 3:
            runs[k] = max(1, runs[k] + rng.randrange(-900, 1500))
        elif kind == 4:
            runs[k], runs[k + 1] = runs[k + 1], runs[k]
        else:
            us = rng.randrange(-450, 451)
            runs[k] = max(1, runs[k] + us)
            runs[k + 1] = max(1, runs[k + 1] - us)
        if len(runs) < 4:
            break
    return runs


def play(decoder, runs, level=1):
    """Feed runs behind an idle line and let it rest; the frame as a number, or None."""
    decoder.edge(20000, 0)
    edge = decoder.edge
    got = False
    for us in runs:
        if edge(us, level):
            got = True
        level = 1 - level
    if not level:  # the last run was active: the line is idle now
        got = decoder.quiet(20000) or got
    else:
        edge(500, 1)
        decoder.quiet(20000)
    return int.from_bytes(decoder.frame, "big") if got else None


def one(decoder, seed):
    """(kind, what became of it, chance that it is a frame) of the list of this seed."""
    rng = random.Random(seed)
    kind = KINDS[seed % len(KINDS)]
    if kind == "any":
        n = rng.randrange(1, 90)
        runs = [int(10 ** rng.uniform(0.5, 3.5)) for _ in range(n)]
        return kind, "none" if play(decoder, runs) is None else "frame", 0.0
    if kind == "classes":
        n = rng.randrange(LEAST, MOST)
        runs = [(500 if rng.random() < HALF_CHANCE else 1000) + rng.randrange(-60, 61) for _ in range(n)]
        runs[0] = 500 if runs[0] < 750 else 1000
        return kind, "none" if play(decoder, runs) is None else "frame", CHANCE[n]
    word = even(rng)
    runs = runs_of(word)
    if kind == "torn":
        got = play(decoder, torn(rng, runs))
        return kind, "none" if got is None else "same" if got == word else "other", 0.0
    play(decoder, runs[: rng.randrange(1, len(runs) - 1)])
    got = play(decoder, runs)
    return kind, "same" if got == word else "lost", 0.0


def count(first, number):
    """(Counter of (kind, outcome), expected frames of "classes") of so many lists."""
    decoder = EdgeDecoder()
    found: Counter = Counter()
    expected = 0.0
    for seed in range(first, first + number):
        kind, outcome, p = one(decoder, seed)
        found[kind, outcome] += 1
        expected += p
    return found, expected


def complaints(found, expected):
    """What is wrong with a count."""
    wrong = []
    if found["any", "frame"]:
        wrong.append(f"{found['any', 'frame']} frames out of runs of any length")
    if found["tail", "lost"]:
        wrong.append(f"{found['tail', 'lost']} frames lost behind a broken one")
    frames = found["classes", "frame"]
    if abs(frames - expected) > 5 * (expected + 1) ** 0.5:
        wrong.append(f"{frames} frames out of half and full runs, {expected:.1f} expected")
    number = sum(n for (kind, _), n in found.items() if kind == "torn")
    if found["torn", "other"] > number // 100 + 5:
        wrong.append(f"{found['torn', 'other']} of {number} torn frames became others")
    return wrong


def main():
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=20000)
    parser.add_argument("--first", type=int, default=1)
    options = parser.parse_args()
    found, expected = count(options.first, options.count)
    wrong = complaints(found, expected)
    print(", ".join(f"{kind} {outcome} {n}" for (kind, outcome), n in sorted(found.items())))
    print(f"classes expected {expected:.2f}")
    print("\n".join(wrong), end="")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
