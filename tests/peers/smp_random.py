"""Malformed input for SMP: what nobody should send, half of it with the right CRC and the right structure.

    python tests/peers/smp_random.py [COUNT [FIRST]]      on CPython, or by the unix port

Every input goes into a controller, which has a twin that hears nothing. Checked all along: nothing is raised; the
controller's parameters, records, series, clock and outputs are its twin's; the work done is bounded by the bytes that
came in (counted, not timed); it still answers. On MicroPython the heap in use does not grow. The last line says what
was fed and answered.
"""

import gc
import sys

ROOT = __file__[: -len("tests/peers/smp_random.py")]
sys.path[:0] = [ROOT + "firmware", ROOT + "tests/core"]

from launcher.cbor import Reader, Writer  # noqa: E402
from smp_bench import READ, WRITE, Managed, cbor, framed, message  # noqa: E402  the path has to come first
from tandem.control.param_table import P_AWAY_D, P_HP_FITTED, P_ROOM_TARGET_C100  # noqa: E402

BATCH = 200  # inputs between two comparisons
LEAK = 4096  # bytes of heap that come and go, as the collector takes some numbers for addresses
KEYS = (
    "d",
    "name",
    "val",
    "off",
    "len",
    "type",
    "p",
    "keep",
    "kind",
    "first",
    "v",
    "f",
    "from",
    "format",
    "query",
    "x",
)
COMMANDS = (
    (0, 0), (0, 2), (0, 4), (0, 6), (0, 7), (0, 8), (1, 0), (2, 0), (2, 1), (3, 0), (3, 1), (8, 0), (8, 1), (8, 2),
    (8, 3), (8, 4), (84, 0), (84, 1), (84, 2), (84, 3), (84, 4), (84, 5), (84, 6),
)  # fmt: skip
EFFECT = ((0, 5), (3, 2), (3, 3))  # these do something whatever is in their map
READS = (
    (0, 6, {}), (0, 2, {}), (0, 7, {"format": "snr"}), (2, 0, {"name": "kernel"}), (2, 1, {}), (3, 0, {"name": "p7"}),
    (3, 0, {"name": "away_d"}), (8, 0, {"name": "fr0", "off": 100}), (8, 1, {"name": "fr0"}),
    (8, 2, {"name": "fr0", "type": "crc32"}), (84, 0, {}), (84, 1, {}), (84, 2, {"f": 1, "from": 10}),
    (84, 3, {"from": 1}),
)  # fmt: skip
# Names that are no parameter, dates that are none, wishes that cannot be: a map made of these has no effect.
NO_NAMES = (
    "",
    "p",
    "away_",
    "hp",
    "p-1",
    "p9999",
    "fr0",
    "away_d ?",
    "AWAY_D",
    "params.0",
    "../x",
    "x" * 30,
    "\u00fc",
    "kernel",
)
NO_DATES = ("", "2026-00-01T00:00:00", "2026-02-29T00:00:00", "yesterday", "2026-01-01T00:00:00+09:00")
NO_WISHES = (
    {"nobody": 1}, {P_AWAY_D: -1}, {P_AWAY_D: None}, {P_AWAY_D: 1, "p9999": 1}, {P_ROOM_TARGET_C100: 1},
    {"hp_fitted": 2}, {P_HP_FITTED: "1"}, {P_AWAY_D: 65536}, {-1: 1}, {1 << 31: 1}, {"away_d": True},
    {"away_d": [1]}, 5, [], "away_d",
)  # fmt: skip
# Wrong in one place only, and else as good as can be: group, command, map.
BROKEN = (
    [(84, 4, {"p": wishes}) for wishes in NO_WISHES]
    + [(84, 4, {"p": wishes, "keep": False}) for wishes in NO_WISHES]
    + [(84, 4, {"p": {P_AWAY_D: 1}, "keep": keep}) for keep in (None, 0, 1, "x")]
    + [(84, 5, {"kind": kind, "first": 9000, "v": [1, 2]}) for kind in (-1, 3, None, "0", True, 1 << 31)]
    + [(84, 5, {"kind": 0, "first": first, "v": [1, 2]}) for first in (-1, 0, 1 << 24, None, "9000", False)]
    + [
        (84, 5, {"kind": 1, "first": 9000, "v": v})
        for v in (None, "1", b"11", [1, None], [32768], [1, -32768], [1, 1 << 31])
    ]
    + [
        (3, 0, {"name": P_AWAY_D, "val": val})
        for val in (None, 1, "1", b"", b"\x18", b"\x01\x00", b"\x20", b"\xf5", b"\x41\x01")
    ]
    + [(3, 0, {"name": "away_d", "val": cbor(val)}) for val in (65536, -1, 1 << 31, None, "5", [5], {}, True)]
    + [(3, 0, {"name": "p%d" % P_ROOM_TARGET_C100, "val": cbor(val)}) for val in (499, 3001, -(1 << 32))]
    + [(3, 0, {"name": name, "val": b"\x01"}) for name in NO_NAMES]
    + [(3, 1, {"name": name}) for name in NO_NAMES]
    + [(8, 0, {"name": "fr0", "off": off, "len": 3, "data": b"abc"}) for off in (0, 1, None)]
    + [(0, 4, {"datetime": text}) for text in NO_DATES]
)


class Wild:
    """Inputs drawn from a seed, the same on every interpreter."""

    def __init__(self, seed):
        self.x = seed * 2654435761 % 4294967296 or 1

    def below(self, n):
        x = self.x
        x ^= x << 13 & 0xFFFFFFFF
        x ^= x >> 17
        x ^= x << 5 & 0xFFFFFFFF
        self.x = x
        return (x >> 3) % n

    def of(self, things):
        return things[self.below(len(things))]

    def bytes(self, most):
        return bytes(self.below(256) for _ in range(self.below(most + 1)))

    def value(self, depth=3):
        """Anything that CBOR has."""
        kind = self.below(9 if depth else 7)
        if kind == 0:
            return self.of((0, 1, -1, 23, 24, 255, 256, 65535, 65536, 1 << 30, (1 << 32) - 1, -1 << 31, 3000))
        if kind == 1:
            return self.below(5000) - 500
        if kind == 2:
            return self.of(NO_NAMES + KEYS)
        if kind == 3:
            return self.bytes(20)
        if kind < 7:
            return self.of((None, True, False))
        if kind == 7:
            return [self.value(depth - 1) for _ in range(self.below(5))]
        return {self.of(KEYS): self.value(depth - 1) for _ in range(self.below(4))}

    def body(self):
        """A map as a request has it, of which nothing can come."""
        body = {}
        for _ in range(self.below(5)):
            key = self.of(KEYS)
            body[key] = self.value()
            if key == "name":
                body[key] = self.of(NO_NAMES + (None, True, b"away_d", -1, 1 << 31, [], {}))
            elif key == "p":
                body[key] = self.of(NO_WISHES)
            elif key == "first":
                body[key] = self.of((0, -1, "5", None, 1 << 24))
        if not self.below(4):
            body["datetime"] = self.of(NO_DATES)
        return body

    def structured(self):
        """A message whose frame and CRC will be right."""
        kind = self.below(6)
        if kind > 3:
            group, command, body = self.of(BROKEN)
            if not self.below(3):
                body = dict(body)
                body[self.of(("x", "d", "q", 5))] = self.value()
            return message(WRITE, group, command, body, self.below(256), 8 * self.below(2))
        if kind == 0:
            data = bytearray(self.bytes(252))
            if len(data) > 7 and (data[4] << 8 | data[5], data[7]) in EFFECT:
                data[4] = 77
            return bytes(data)
        if kind == 1:
            group, command = self.of(COMMANDS)
            return message(self.of((READ, WRITE)), group, command, self.body(), self.below(256), 8 * self.below(4))
        if kind == 2:
            group, command, body = self.of(READS)
            data = bytearray(cbor(body))
            for _ in range(1 + self.below(3)):
                data[self.below(len(data))] = self.below(256)
            return message(READ, group, command, bytes(data))
        group, command = self.of(COMMANDS)
        data = self.of((b"\x9f", b"\xbf", b"\x81", b"\xa1\x61\x61", b"\x5f", b"\x5f\x41", b"\x7b", b"\xbb")) * 200
        return message(self.of((READ, WRITE)), group, command, data[: self.below(244)])

    def input(self):
        """(bytes, whether the frame is right) of one input."""
        if self.below(2):
            return framed(self.structured()), True
        kind = self.below(4)
        if kind == 0:
            return self.bytes(300), False
        if kind == 1:
            parts = (
                b"\x06\x09",
                b"\x04\x14",
                b"\n",
                b"\r\n",
                b"AAAA",
                b"=",
                b"//8A",
                b"help",
                b"\x06",
                b"\x04",
                b"A" * 130,
            )
            return b"".join(self.of(parts) for _ in range(self.below(40))), False
        data = bytearray(framed(self.structured()))
        if kind == 2:
            data[self.below(len(data))] ^= 1 << self.below(8)
        else:
            at = self.below(len(data))
            data = data[:at] + data[at + 1 + self.below(40) :]
        return bytes(data), False


class Count:
    """Calls of a method, by anybody."""

    def __init__(self, kind, name):
        self.n = 0
        old = getattr(kind, name)

        def counted(self_, *args):
            self.n += 1
            return old(self_, *args)

        setattr(kind, name, counted)


class Calendar:
    row = None

    def read(self, row):
        return False

    def write(self, row):
        self.row = row
        return True


class Pair:
    """A controller that is fed, and its twin."""

    def __init__(self):
        self.calendar = Calendar()
        self.fed = Managed(self.calendar)
        self.twin = Managed()
        for one in (self.fed, self.twin):
            one.board.data["fr0"] = bytes(1024)
            for pid, value in ((P_AWAY_D, 50), (P_ROOM_TARGET_C100, 2050)):
                one.app.params.set(pid, value)
            one.write(3, 3)
            one.turn()

    def state(self, one):
        app = one.app
        series = app.inputs.series
        return (
            bytes(app.params.v), app.params.seq, app.params.dirty, bytes(app.outputs.f), bytes(series.until),
            one.board.data, one.board.resets, app.loop.link_failures, bytes(app.scheduler.failures), app.events.total,
        )  # fmt: skip

    def compare(self):
        """Ten seconds pass for both; they must be the same."""
        for one in (self.fed, self.twin):
            one.raw(b"\n")
            one.turn(10000)
        for mine, other in zip(self.state(self.fed), self.state(self.twin)):
            assert mine == other, (mine, other)
        assert self.calendar.row is None
        assert self.fed.write(0, 0, {"d": "?"}) == {"r": "?"}


def main(count, first=1):
    wild = Wild(first)
    pair = Pair()
    taken = Count(Reader, "_take")
    written = Count(Writer, "_byte")
    right = answered = alloc = 0
    link = pair.fed.link
    for i in range(count):
        data, good = wild.input()
        right += good
        taken.n = written.n = 0
        before = link.requests
        pair.fed.wire.sent = b""
        pair.fed.wire.give(data)
        polls = 0
        while pair.fed.wire.waiting:
            link.poll(0)
            polls += 1
        assert polls <= len(data) // 64 + 1
        assert taken.n <= 4 * len(data) + 20 and written.n <= 1200, (taken.n, written.n, data)
        assert len(pair.fed.wire.sent) <= 360 * (link.requests - before), data
        answered += link.requests - before
        if i % BATCH == BATCH - 1:
            pair.compare()
            if hasattr(gc, "mem_alloc"):
                pair.fed.wire.sent = b""
                gc.collect()
                if i > count // 4:
                    assert alloc == 0 or gc.mem_alloc() <= alloc + LEAK, (alloc, gc.mem_alloc())
                    alloc = alloc or gc.mem_alloc()
    pair.compare()
    text = "%d inputs, %d with right frames, %d answered, %d errors" % (count, right, answered, link.errors)
    print(text + (", %d bytes of heap" % alloc if alloc else ""))
    assert right > count // 3 and link.errors > count // 4 and link.lines.bad > count // 20


if __name__ == "__main__":
    main(*(int(text) for text in sys.argv[1:] or ("20000",)))
