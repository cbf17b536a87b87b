"""Everything that `make test` runs, on every interpreter; the last line sums it all up.

A stage is a command whose output ends in a line with its counts: "3 passed, 1 failed, 2 skipped", in any order, as
pytest writes it. A stage that fails without counting a failure counts as one. The source checks count only so.
"""

import re
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PY = sys.executable

STAGES = [
    ("checks of the sources", [PY, "-m", "tools.checks.run"]),
    ("CPython", [PY, "-m", "pytest", "-n", "2"]),
    ("core tests on the unix port, 64 bit", [PY, "tests/run_core.py", "--on", "wheel"]),
    ("core tests on the unix port, compiled as for a board", [PY, "tests/run_core.py", "--on", "wheel", "--compiled"]),
    ("core tests on wasm, 32 bit", [PY, "tests/run_core.py", "--on", "wasm"]),
]
KINDS = {"passed": 0, "xfailed": 0, "failed": 1, "error": 1, "errors": 1, "xpassed": 1, "skipped": 2}


def counts(output):
    """[passed, failed, skipped] from the last line that has such numbers; zeros when there is none."""
    total = [0, 0, 0]
    for line in reversed(output.splitlines()):
        found = re.findall(r"(\d+) (\w+)", line)
        known = [(int(number), KINDS[word]) for number, word in found if word in KINDS]
        if known:
            for number, kind in known:
                total[kind] += number
            return total
    return total


def run_stage(command):
    """Run a command, showing its output as it comes; return its counts."""
    process = subprocess.Popen(command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    lines = []
    assert process.stdout is not None
    for line in process.stdout:
        print(line, end="", flush=True)
        lines.append(line)
    total = counts("".join(lines[-20:]))
    if process.wait() and not total[1]:
        total[1] = 1
    return total


def main():
    """Run all stages, failed or not; 1 when anything failed or nothing ran."""
    total = [0, 0, 0]
    for name, command in STAGES:
        print(f"--- {name}", flush=True)
        begin = time.monotonic()
        total = [a + b for a, b in zip(total, run_stage(command), strict=True)]
        print(f"--- {time.monotonic() - begin:.1f} s\n", flush=True)
    passed, failed, skipped = total
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
