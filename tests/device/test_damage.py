"""Power cuts while a board is flashed, and damaged files: the old firmware or the new one, control or safe mode.

A sample; `python -m tools.campaign powercut corrupt` does all.
"""

import re
import shutil
from pathlib import Path

import pytest

from tests.device import damage

CASES = 300


@pytest.fixture(scope="module")
def board(tmp_path_factory):
    """A folder with a board and the steps that flash it."""
    folder = tmp_path_factory.mktemp("cuts")
    damage.cuts(folder)
    return folder


def test_a_power_cut_while_flashing_leaves_the_old_firmware_or_the_new(board):
    code, output = damage.told("cuts", board, 0, 2)
    assert code == 0, output
    found = re.search(r"cuts (\d+) operations (\d+) old (\d+) new (\d+)", output)
    cuts, operations, old, new = map(int, found.groups())
    assert cuts >= 200 and operations > 250 and old + new == cuts and old > 50 and new > 1


def test_the_test_finds_a_step_in_the_wrong_place(board, tmp_path):
    steps = (board / "steps.txt").read_text()
    for path in filter(Path.is_file, board.iterdir()):
        shutil.copy(path, tmp_path)
    # A main.py that does not know how a launcher is replaced.
    main = "f = open('/main.py', 'w'); f.write('from launcher import boot\\nboot.run()\\n'); f.close()"
    lines = steps.splitlines()
    launcher = next(i for i, line in enumerate(lines) if "/launcher.new" in line)
    faults = {
        "main.py": "\n".join([f"exec({main!r})", *lines[launcher:]]),
        "launcher": "clear('/launcher')\n" + steps,
        "slot": steps.replace("'/image.1'", "'/image.0'"),
    }
    for name, text in faults.items():
        (tmp_path / "steps.txt").write_text(text)
        code, output = damage.told("cuts", tmp_path, 0, 2)
        assert code == 1 and "FAIL cut" in output, (name, output)


def test_damaged_files_lead_to_control_or_safe_mode(tmp_path):
    damage.corrupt(tmp_path)
    code, output = damage.told("corrupt", tmp_path, 1, CASES)
    assert code == 0, output
    files, control, safe = map(int, re.search(r"files (\d+) cases \d+ control (\d+) safe (\d+)", output).groups())
    assert files >= 13 and control + safe == CASES and control > 150 and safe > 20, output
