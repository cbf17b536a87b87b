"""Everything that `make test` runs, on every interpreter; the last line sums it all up.

A stage is a command whose output ends in a line with its counts: "3 passed, 1 failed, 2 skipped", in any order, as
pytest writes it. A stage that fails without counting a failure counts as one. The source checks count only so.
"""

import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PY = sys.executable

COMPILED = [PY, "tests/run_core.py", "--on", "wheel", "--compiled"]
# Side by side, and in each track one after the other. That is more than two processors can do at once, so that none is
# idle while some tests wait for the time of a virtual board, or while one track is done before the others.
TRACKS = [
    [("CPython", [PY, "-m", "pytest", "-n", "2", "--dist", "worksteal"])],
    [
        ("checks of the sources", [PY, "-m", "tools.checks.run"]),
        ("core tests on wasm, 32 bit", [PY, "tests/run_core.py", "--on", "wasm"]),
    ],
    [
        ("core tests on the unix port, 64 bit", [PY, "tests/run_core.py", "--on", "wheel"]),
        ("core tests on the unix port, compiled as for a board", COMPILED),
    ],
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


def run_stage(command, show):
    """Run a command, its output shown line by line as it comes; return its counts."""
    process = subprocess.Popen(command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    lines = []
    assert process.stdout is not None
    for line in process.stdout:
        show(line)
        lines.append(line)
    total = counts("".join(lines[-20:]))
    if process.wait() and not total[1]:
        total[1] = 1
    return total


def run_track(track, show):
    """Run its stages one after the other; their counts together."""
    total = [0, 0, 0]
    for name, command in track:
        show(f"--- {name}\n")
        begin = time.monotonic()
        total = added(total, run_stage(command, show))
        show(f"--- {time.monotonic() - begin:.1f} s\n\n")
    return total


def run_tracks(tracks):
    """Run them side by side: of the first all is shown at once, of the others when it is done."""
    later: list[list[str]] = [[] for _ in tracks[1:]]
    with ThreadPoolExecutor(len(tracks)) as pool:
        others = [pool.submit(run_track, track, lines.append) for track, lines in zip(tracks[1:], later, strict=True)]
        total = run_track(tracks[0], lambda line: print(line, end="", flush=True))
        for lines, other in zip(later, others, strict=True):
            total = added(total, other.result())
            print("".join(lines), end="", flush=True)
    return total


def added(one, other):
    """Two counts together."""
    return [a + b for a, b in zip(one, other, strict=True)]


def main():
    """Run all stages, failed or not; 1 when anything failed or nothing ran."""
    total = run_tracks(TRACKS)
    passed, failed, skipped = total
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
