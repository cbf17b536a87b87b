"""What listening to a sampled OpenTherm line costs, on whatever interpreter runs this; started by bench_ot_samples.py.

Prints lines "name value": us for a second of an idle line and of one with a request and an answer, and what passing
over one block of 1024 words takes, word by word, in bytecode and, where the interpreter can, in native code.
"""

import sys
import time

sys.path.insert(0, "firmware")
sys.path.insert(0, "tests/core")

from ot_line import Sampled, block  # noqa: E402  the path has to come first
from tandem.links.opentherm.bits import EdgeDecoder  # noqa: E402
from tandem.links.opentherm.samples import SampleDecoder  # noqa: E402

BLOCKS = 31  # 992 ms
ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 20

NATIVE = """
import micropython
@micropython.%s
def scan(words%s, order%s, same%s)%s:
    n = 0
    for i in range(1024):
        if words[i ^ order] != same:
            n += 1
    return n
"""


def now():
    if hasattr(time, "ticks_us"):
        return time.ticks_us()
    return time.perf_counter_ns() // 1000


def since(then):
    return time.ticks_diff(now(), then) if hasattr(time, "ticks_diff") else now() - then


def second(busy):
    """The words of BLOCKS blocks."""
    s = Sampled(SampleDecoder(EdgeDecoder(), block(32 * BLOCKS)))
    s.decoder.feed = lambda: False
    used = 0
    if busy:
        s.line(100000, False)
        s.frame("00000300")
        s.line(80000, False)
        s.frame("C000030A")
        used = 248000
    s.line(32000 * BLOCKS - used, False)
    return s.decoder.words


def listen(words, rounds):
    """us that a second of these words takes; every frame must be heard."""
    part = block()
    d = SampleDecoder(EdgeDecoder(), part)
    to = memoryview(part)
    whole = memoryview(words)
    best = 1 << 29
    frames = 0
    for _ in range(rounds):
        begin = now()
        for k in range(0, 1024 * BLOCKS, 1024):
            to[:] = whole[k : k + 1024]
            if d.feed():
                frames += 1
        took = since(begin)
        if took < best:
            best = took
    return best * 1000 // (32 * BLOCKS), frames


def passing(scan, rounds):
    words = block()
    best = 1 << 29
    for _ in range(rounds):
        begin = now()
        for _ in range(10):
            scan(words, 1, 0)
        took = since(begin)
        if took < best:
            best = took
    return best // 10


def scan(words, order, same):
    n = 0
    for i in range(1024):
        if words[i ^ order] != same:
            n += 1
    return n


def main():
    idle, none = listen(second(False), ROUNDS)
    busy, frames = listen(second(True), ROUNDS)
    assert none == 0 and frames == 2 * ROUNDS
    print("idle_us", idle)
    print("busy_us", busy)
    print("scan_us", passing(scan, ROUNDS))
    for how, words, number, result in (("native", "", "", ""), ("viper", ":ptr16", ":int", " -> int")):
        names = {}
        try:
            exec(NATIVE % (how, words, number, number, result), names)
        except (SyntaxError, ImportError):
            print("scan_" + how + "_us -1")
            continue
        print("scan_" + how + "_us", passing(names["scan"], ROUNDS))


if __name__ == "__main__":
    main()
