"""The flight recorder: when it records, what a block holds, rotation, failing files, no allocation."""

import struct
from array import array

from support import no_allocation, raises
from tandem.kernel import record
from tandem.kernel.recorder import BLOCK, BLOCK_SIZE, VERSION, WIDE, Recorder
from tandem.ports.frame import (
    CH_FLOW,
    FRAME_VERSION,
    IN_CH,
    IN_UP_S,
    IN_WALL_MIN,
    N_IN,
    N_OUT,
    OUT_HARD_W,
    OUT_PLAN,
    OUT_PLAN_WHY,
)
from tandem.ports.reasons import E_STORE_FAILED

FLOW = IN_CH + CH_FLOW
INPUTS = bytes((FLOW, IN_WALL_MIN | WIDE))
OUTPUTS = bytes((OUT_PLAN, OUT_HARD_W))
LAYOUT = "<Hhihh"
LAYOUT_SIZE = 12
WATCH = bytes((OUT_PLAN, OUT_PLAN_WHY))
HEAD = BLOCK_SIZE + len(INPUTS) + len(OUTPUTS)
FOUR = record.OVERHEAD + HEAD + 4 * LAYOUT_SIZE  # a block of four records


class Log:
    def __init__(self):
        self.rows = []

    def post(self, code, a=0, b=0):
        self.rows.append((code, a, b))


class FakeFiles:
    def __init__(self):
        self.data = {}
        self.broken = False
        self.writes = 0

    def read(self, name):
        if self.broken:
            raise OSError(5, "injected")
        return self.data.get(name)

    def write(self, name, data):
        if self.broken:
            raise OSError(28, "injected")
        self.data[name] = bytes(data)
        self.writes += 1


class Bench:
    """Frames, files and a recorder."""

    def __init__(self, files=None, events=None, block=FOUR, n_files=3):
        self.inputs = array("i", [0] * N_IN)
        self.outputs = array("i", [0] * N_OUT)
        self.files = files or FakeFiles()
        self.recorder = Recorder(self.files, INPUTS, OUTPUTS, WATCH, 60, block, n_files, events=events)

    def tick(self, up_s):
        self.inputs[IN_UP_S] = up_s
        self.recorder.tick(self.inputs, self.outputs)


def opened(data):
    """(sequence, base, [records as lists])"""
    sequence, payload = record.decode(data)
    payload = bytes(payload)
    version, frame_version, n_in, n_out, base = struct.unpack_from(BLOCK, payload, 0)
    assert (version, frame_version, n_in, n_out) == (VERSION, FRAME_VERSION, len(INPUTS), len(OUTPUTS))
    assert payload[BLOCK_SIZE:HEAD] == INPUTS + OUTPUTS
    assert (len(payload) - HEAD) % LAYOUT_SIZE == 0
    starts = range(HEAD, len(payload), LAYOUT_SIZE)
    return sequence, base, [list(struct.unpack_from(LAYOUT, payload, at)) for at in starts]


def test_block_describes_itself():
    bench = Bench()
    bench.inputs[IN_WALL_MIN] = 14_000_000
    bench.outputs[OUT_PLAN] = 2
    for i in range(4):
        bench.inputs[FLOW] = 3500 + i
        bench.outputs[OUT_HARD_W] = 4200 - i
        bench.tick(1000 + 60 * i)
    assert list(bench.files.data) == ["fr0"]
    assert len(bench.files.data["fr0"]) == FOUR
    sequence, base, rows = opened(bench.files.data["fr0"])
    assert sequence == 0 and base == 1000
    assert rows == [[60 * i, 3500 + i, 14_000_000, 2, 4200 - i] for i in range(4)]
    assert bench.recorder.records == 4


def test_period_and_change():
    bench = Bench(block=4096)
    for up_s in range(0, 300, 10):
        if up_s == 30:
            bench.outputs[OUT_PLAN] = 1
        if up_s == 230:
            bench.outputs[OUT_PLAN_WHY] = 5
        bench.outputs[OUT_HARD_W] = up_s  # not watched
        bench.tick(up_s)
    bench.recorder.flush()
    _, _, rows = opened(bench.files.data["fr0"])
    assert [row[0] for row in rows] == [0, 30, 90, 150, 210, 230, 290]


def test_values_are_clamped():
    bench = Bench(block=4096)
    for value in (32767, 32768, 1 << 29, -32768, -32769, -(1 << 30)):
        bench.inputs[FLOW] = value
        bench.inputs[IN_WALL_MIN] = value
        bench.recorder.period_s = 0
        bench.tick(5)
    bench.recorder.flush()
    _, _, rows = opened(bench.files.data["fr0"])
    assert [row[1] for row in rows] == [32767, 32767, 32767, -32768, -32768, -32768]
    assert [row[2] for row in rows] == [32767, 32768, 1 << 29, -32768, -32769, -(1 << 30)]


def test_files_rotate_and_stay_bounded():
    bench = Bench()
    for i in range(4 * 8):
        bench.tick(60 * i)
    assert sorted(bench.files.data) == ["fr0", "fr1", "fr2"]
    assert bench.files.writes == 8
    assert [opened(bench.files.data[name])[0] for name in ("fr0", "fr1", "fr2")] == [6, 7, 5]


def test_a_restart_goes_on_with_the_oldest_file():
    bench = Bench()
    for i in range(4 * 5):
        bench.tick(60 * i)
    again = Bench(bench.files)
    for i in range(4):
        again.tick(60 * i)
    assert [opened(bench.files.data[name])[0] for name in ("fr0", "fr1", "fr2")] == [3, 4, 5]
    assert opened(bench.files.data["fr2"])[1] == 0


def test_damaged_files_are_passed_over():
    files = FakeFiles()
    files.data["fr0"] = b"junk"
    files.data["fr1"] = bytes(record.encode(7, b"x"))[:-1]
    bench = Bench(files)
    for i in range(4):
        bench.tick(60 * i)
    assert opened(files.data["fr0"])[0] == 0


def test_flush_keeps_the_block_open():
    bench = Bench()
    assert bench.recorder.flush() and bench.files.writes == 0
    for i in range(2):
        bench.tick(60 * i)
    assert bench.recorder.flush() and bench.recorder.flush()
    assert bench.files.writes == 1
    assert len(opened(bench.files.data["fr0"])[2]) == 2
    for i in range(2, 5):
        bench.tick(60 * i)
    assert list(bench.files.data) == ["fr0"]
    assert [row[0] for row in opened(bench.files.data["fr0"])[2]] == [0, 60, 120, 180]
    bench.recorder.flush()
    assert opened(bench.files.data["fr1"])[1] == 240


def test_time_that_does_not_fit_starts_a_new_block():
    bench = Bench()
    bench.tick(100)
    bench.tick(100 + 0xFFFF)
    bench.tick(100 + 0x10000 + 60)
    assert [row[0] for row in opened(bench.files.data["fr0"])[2]] == [0, 0xFFFF]
    bench.tick(5)  # uptime went back: a restored simulation
    assert opened(bench.files.data["fr1"])[1] == 100 + 0x10000 + 60
    bench.recorder.flush()
    assert opened(bench.files.data["fr2"])[1] == 5


def test_failing_files_lose_a_block_and_nothing_else():
    log = Log()
    bench = Bench(events=log)
    bench.files.broken = True
    for i in range(9):
        bench.tick(60 * i)
    assert bench.recorder.flush() is False
    assert bench.recorder.failed == 2
    assert log.rows == [(E_STORE_FAILED, 28, 0)] * 3
    bench.files.broken = False
    assert bench.recorder.flush()
    assert opened(bench.files.data["fr0"])[1] == 60 * 8
    broken = FakeFiles()
    broken.broken = True
    Bench(broken)  # unreadable files do not stop a start


def test_block_too_small():
    Bench(block=FOUR - 3 * LAYOUT_SIZE)
    raises(ValueError, Bench, None, None, FOUR - 3 * LAYOUT_SIZE - 1)


def test_tick_allocates_nothing():
    """At extreme values, in every branch but the write of a full block."""
    bench = Bench(block=8192)
    bench.outputs[OUT_HARD_W] = (1 << 30) - 1
    bench.inputs[FLOW] = -(1 << 30)
    bench.inputs[IN_WALL_MIN] = (1 << 30) - 1
    tick = bench.recorder.tick
    inputs = bench.inputs
    outputs = bench.outputs
    inputs[IN_UP_S] = 1 << 29

    def run(_):
        for _ in range(60):
            inputs[IN_UP_S] += 20
            outputs[OUT_PLAN] ^= 1
            tick(inputs, outputs)
            tick(inputs, outputs)

    no_allocation(run, None, 2)
    assert bench.recorder.records == 300 and bench.files.writes == 0
