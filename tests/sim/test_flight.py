"""From the flight recorder to a CSV: names, order, damaged files."""

import csv
import io
import re
from array import array

import pytest

from host_sim.board_files import MemoryFiles
from tandem.kernel import record
from tandem.kernel.files import Files
from tandem.kernel.recorder import WIDE, Recorder
from tandem.kernel.store import Store
from tandem.ports import frame
from tools import flight

INPUTS = bytes((frame.IN_CH + frame.CH_OUTDOOR, frame.IN_WALL_MIN | WIDE, frame.IN_LIMITS + 2 * 3 + 1))
OUTPUTS = bytes((frame.OUT_PLAN, frame.OUT_PLAN_WHY))


def fly(files, minutes, start_s=0, n_files=4):
    inputs, outputs = array("i", [0] * frame.N_IN), array("i", [0] * frame.N_OUT)
    recorder = Recorder(files, INPUTS, OUTPUTS, block=128, n_files=n_files)
    for minute in range(minutes):
        inputs[frame.IN_UP_S] = start_s + 60 * minute
        inputs[frame.IN_CH + frame.CH_OUTDOOR] = -500 + minute
        inputs[frame.IN_WALL_MIN] = 14_000_000 + minute
        inputs[frame.IN_LIMITS + 7] = 4200
        outputs[frame.OUT_PLAN] = frame.PLAN_HP
        recorder.tick(inputs, outputs)
    recorder.flush()


def test_names_are_unique_and_complete():
    inputs, outputs = flight.input_names(), flight.output_names()
    assert len(set(inputs)) == len(inputs) == frame.N_IN
    assert len(set(outputs)) == len(outputs) == frame.N_OUT
    assert not [name for name in inputs + outputs if re.fullmatch(r"(in|out)_\d+", name)]
    assert inputs[frame.IN_UP_S] == "up_s"
    assert inputs[frame.IN_LIMITS] == "limit_fuse_state"
    assert inputs[frame.IN_LIMITS + 17] == "limit_quiet_left_s"
    assert inputs[frame.IN_CH + frame.CH_FLOW] == "ch_flow"
    assert inputs[frame.IN_AGE_S + frame.CH_HP_DEFROST] == "ch_hp_defrost_age_s"
    assert outputs[frame.OUT_HARD_W] == "out_hard_w"


def test_blocks_become_rows(tmp_path):
    fly(Files(str(tmp_path)), 20)
    blocks, complaints = flight.read([tmp_path])
    assert complaints == []
    assert [block.sequence for block in blocks] == [0, 1, 2]
    rows = [row for block in blocks for row in block.rows]
    assert len(rows) == 20
    assert rows[7] == {
        "up_s": 420,
        "ch_outdoor": -493,
        "wall_min": 14_000_007,
        "limit_grid_value_w": 4200,
        "out_plan": 1,
        "out_plan_why": 0,
    }


def test_rotation_is_put_in_order(tmp_path):
    fly(Files(str(tmp_path)), 60)
    fly(Files(str(tmp_path)), 3, start_s=5)
    blocks, complaints = flight.read([tmp_path])
    assert complaints == [] and len(blocks) == 4
    sequences = [block.sequence for block in blocks]
    assert sequences == list(range(sequences[0], sequences[0] + 4))
    assert blocks[-1].base_up_s == 5


def test_csv(tmp_path, capsys):
    fly(Files(str(tmp_path)), 10)
    assert flight.main([str(tmp_path)]) == 0
    lines = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [line["up_s"] for line in lines] == [str(60 * i) for i in range(10)]
    assert lines[0]["block"] == "0" and lines[-1]["block"] == "1"
    assert lines[3]["wall_min"] == "14000003"


def test_damaged_files_are_named_and_left_out(tmp_path, capsys):
    fly(Files(str(tmp_path)), 20)
    (tmp_path / "fr1").write_bytes((tmp_path / "fr1").read_bytes()[:-2])
    (tmp_path / "fr9").write_bytes(record.encode(3, b"\x63" * 40))
    (tmp_path / "par.0").write_bytes(b"not of the recorder")
    assert flight.main([str(tmp_path)]) == 1
    captured = capsys.readouterr()
    assert captured.err.splitlines() == [
        f"{tmp_path / 'fr1'}: not a whole record",
        f"{tmp_path / 'fr9'}: block version 99, known is 1",
    ]
    assert "fr9" not in captured.out and len(captured.out.splitlines()) > 5


def test_another_frame_layout_gets_no_names():
    files = MemoryFiles()
    fly(files, 2)
    sequence, payload = record.decode(files.data["fr0"])
    payload = bytearray(payload)
    payload[1] += 1
    block = flight.decode(bytes(record.encode(sequence, payload)))
    assert block.fields == ["in_37", "in_2", "in_26", "out_14", "out_15"]


@pytest.mark.parametrize(
    ("payload", "complaint"),
    [
        (b"\x01\x01\x01", "not a flight recorder block"),
        (b"\x01\x01\x01\x00\x00\x00\x00\x00\x1b" + bytes(7), "the last record is cut off"),
    ],
)
def test_a_record_of_something_else_is_refused(payload, complaint):
    with pytest.raises(ValueError, match=complaint):
        flight.decode(bytes(record.encode(0, payload)))


@pytest.mark.parametrize("bit", [3, 100, 800])
def test_memory_files_can_be_damaged(bit):
    files = MemoryFiles()
    store = Store(files)
    assert store.save("par", b"old" * 30) and store.save("par", b"new" * 30)
    assert files.writes == 2
    files.flip("par.1", bit)
    assert Store(files).load("par") == b"old" * 30
    files.fail_writes = 1
    assert store.save("par", b"lost") is False and store.save("par", b"kept") is True
    files.fail_reads = 2
    assert Store(files).load("par") is None
    assert Store(files).load("par") == b"kept"
