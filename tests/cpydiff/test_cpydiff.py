"""Each file of this folder shows one difference between the interpreters, and says which of them agree.

Fails when that is no longer so: then the difference is gone or has moved, and what we do because of it can go too.
By hand: python, micropython or tests/wasm/run.mjs with one of the files.
"""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tools.interpreters import ROOT, run_wasm, run_wheel

FOLDER = Path(__file__).parent
FILES = sorted(path for path in FOLDER.glob("*.py") if not path.name.startswith("test_"))


def _cpython(script):
    done = subprocess.run([sys.executable, script], cwd=ROOT, text=True, stdout=subprocess.PIPE, check=False)
    return done.returncode, done.stdout


RUNNERS = {"cpython": _cpython, "unix64": run_wheel, "wasm32": run_wasm}


def _groups(outputs):
    """Names of the interpreters, grouped by equal output."""
    groups = {}
    for name, output in outputs.items():
        groups.setdefault(output, set()).add(name)
    return sorted(map(sorted, groups.values()))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_difference(path):
    header = path.read_text(encoding="utf-8").split('"""')[1]
    assert re.search(r"^Cause: ", header, re.MULTILINE)
    assert re.search(r"^For us: ", header, re.MULTILINE)
    line = re.search(r"^Outputs: (.*)$", header, re.MULTILINE)
    assert line, "says which interpreters agree"
    outputs = {}
    for name, run in RUNNERS.items():
        code, output = run(path.relative_to(ROOT).as_posix())
        assert code == 0 and output, output
        outputs[name] = output
    stated = sorted(sorted(group.split()) for group in line.group(1).split("|"))
    assert len(stated) > 1, "shows a difference"
    assert _groups(outputs) == stated, outputs


def test_there_are_files():
    assert len(FILES) > 5
