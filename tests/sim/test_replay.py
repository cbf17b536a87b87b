"""Golden traces are repeated bit for bit by every interpreter; a trace that was touched is not."""

from datetime import datetime
from pathlib import Path

import pytest

from host_sim.run import Config, Simulation
from host_sim.trace import TraceError, TraceWriter, open_trace
from tandem.control import param_table as t
from tandem.ports.frame import CH_OUTDOOR, IN_CH, N_IN, OUT_PLAN_WHY
from tools import mpy
from tools.replay import replay

DROP = "from tandem.spent import forget; forget(sys.modules); assert not Controller.__init__"
GOLDEN = sorted((Path(__file__).resolve().parents[1] / "golden").glob("*.trace"))


def test_there_are_golden_traces():
    assert len(GOLDEN) >= 3
    assert sum(path.stat().st_size for path in GOLDEN) < 400_000


SOURCES_ON = [(path, on) for path in GOLDEN for on in ("cpython", "micropython")] + [(GOLDEN[-1], "wasm")]


@pytest.mark.parametrize("path, on", SOURCES_ON, ids=[f"{path.stem}-{on}" for path, on in SOURCES_ON])
def test_golden(path, on):
    """The sources; on wasm, where it takes longest, the rest is replayed as a board gets it, below."""
    difference, ticks = replay(path, on)
    assert difference == ""
    assert ticks == 17280


@pytest.fixture(scope="module")
def compiled(tmp_path_factory):
    """The firmware as a board gets it, and the script that replays, without what only a start needs."""
    folder = tmp_path_factory.mktemp("mpy")
    mpy.build(folder, [mpy.ROOT / "tools" / "replay_vm.py"])
    script = folder / "scripts" / "replay_vm.py"
    made = "    replay = Replay(numbers[4:], n_params)\n"
    text = script.read_text()
    assert text.count(made) == 1
    script.write_text(text.replace(made, f"{made}    {DROP}\n"))
    assert (folder / "tandem" / "core.mpy").exists()
    assert not (folder / "tandem" / "control" / "controller.mpy").exists()
    return str(folder)


@pytest.mark.parametrize("on", ["micropython", "wasm"])
@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_golden_on_what_a_board_gets(path, on, compiled):
    """In one file, with other names and lines, and while nothing can be made any more, every output is the same."""
    assert replay(path, on, tree=compiled) == ("", 17280)


def test_a_recorded_day_in_a_small_heap(compiled):
    """Kernel and core from .mpy, with a day of inputs streamed in, in what models 78 KB on a board."""
    difference, ticks = replay(GOLDEN[-1], "micropython", heap="110k", tree=compiled)
    assert difference == ""
    assert ticks == 17280


def rewritten(path, target, change):
    """A valid trace file whose rows went through change(rows)."""
    header, chunks = open_trace(path)
    with open(target, "wb") as file:
        writer = TraceWriter(_Params(header["params"]), {"snapshot": header["snapshot"]}, file)
        for rows in chunks:
            rows = change(rows.copy())
            for row in rows:
                # Straight into the writer's buffer: kinds other than ticks are kept as they are.
                writer._view[writer._at : writer._at + rows.shape[1] * 4] = row.tobytes()
                writer._at += rows.shape[1] * 4
                if writer._at == len(writer._rows):
                    writer._flush()
        writer.close()
    return target


class _Params:
    seq = 0

    def __init__(self, values):
        self.v = values


@pytest.mark.parametrize("on", ["cpython", "micropython", "wasm"])
def test_a_changed_input_is_found_and_explained(tmp_path, on):
    def warmer(rows):
        rows[:, 1 + IN_CH + CH_OUTDOOR] += 700
        return rows

    touched = rewritten(GOLDEN[-1], tmp_path / "touched.trace", warmer)
    difference, _ = replay(touched, on)
    assert difference.startswith("first difference at tick 0: OUT_")
    assert "CH_OUTDOOR value" in difference


def test_a_changed_output_is_found_at_its_tick(tmp_path):
    seen = []

    def other(rows):
        if not seen:
            rows[500, 1 + N_IN + OUT_PLAN_WHY] = 99
            seen.append(1)
        return rows

    touched = rewritten(GOLDEN[0], tmp_path / "touched.trace", other)
    difference, tick = replay(touched, "cpython")
    assert "OUT_PLAN_WHY recorded 99" in difference
    assert tick <= 500


def test_parameter_changes_are_part_of_the_trace(tmp_path):
    path = tmp_path / "p.trace"
    with open(path, "wb") as file:
        simulation = Simulation(Config(start=datetime(2025, 1, 22), days=1), file)
        simulation.advance_to(simulation.end_s - 43200)
        assert simulation.app.params.set(t.P_ROOM_TARGET_C100, 1700) == 0
        simulation.advance_to(simulation.end_s)
        simulation.trace.close()
    assert replay(path, "cpython") == ("", 17280)
    rows = [row for chunk in open_trace(path)[1] for row in chunk if row[0] == 1]
    assert [list(row[1:3]) for row in rows] == [[t.P_ROOM_TARGET_C100, 1700]]


def broken(data, tmp_path):
    path = tmp_path / "broken.trace"
    path.write_bytes(data)
    with pytest.raises(TraceError) as caught:
        replay(path, "cpython")
    return str(caught.value)


def test_broken_files(tmp_path):
    whole = GOLDEN[0].read_bytes()
    assert "no tandem-trace header" in broken(b"", tmp_path)
    assert "no tandem-trace header" in broken(b"hello\n", tmp_path)
    assert "no tandem-trace header" in broken(b"\x00" * 100, tmp_path)
    assert "cut off" in broken(whole[: len(whole) // 2], tmp_path) or "damaged" in broken(
        whole[: len(whole) // 2], tmp_path
    )
    assert "cut off" in broken(whole[:-36], tmp_path)
    flipped = bytearray(whole)
    flipped[len(whole) // 2] ^= 0x10
    assert "damaged" in broken(bytes(flipped), tmp_path)
    assert "version" in broken(whole.replace(b'"version": 2', b'"version": 9', 1), tmp_path)
    assert "cannot read" in str(pytest.raises(TraceError, replay, tmp_path / "none", "cpython").value)
