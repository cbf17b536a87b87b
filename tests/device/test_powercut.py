"""Power cuts during Store.save on a real littlefs, in a real MicroPython (see powercut_vm.py)."""

import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
FIRMWARE = HERE.parents[1] / "firmware"
MICROPYTHON = Path(sys.executable).parent / "micropython"
LINE = re.compile(r"(\w+) (\d+) cuts=(\d+) old=(\d+) new=(\d+) erases=(\d+)")


def run(*arguments):
    command = [MICROPYTHON, "-X", "heapsize=2m", HERE / "powercut_vm.py", FIRMWARE, *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=600)


def test_every_cut_leaves_the_old_value_or_the_new_one():
    done = run()
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    rows = [LINE.fullmatch(line).groups() for line in done.stdout.splitlines()]
    assert [row[:2] for row in rows] == [("files", "60"), ("files", "600"), ("store", "60"), ("store", "600")]
    for row in rows:
        cuts, old, new, erases = map(int, row[2:])
        assert cuts == old + new
        assert cuts > 300 and old > 50 and new > 50, "too few cut points to mean anything"
        assert erases > 0, "littlefs never compacted"


def test_the_test_finds_a_fault():
    done = run("remove_first")
    assert done.returncode == 1
    assert "found nothing" in done.stdout
