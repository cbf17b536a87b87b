"""All checks of the sources, two at a time:  python -m tools.checks.run

One line for each that is content, the whole output of each that is not.
"""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from tools.checks.source import ROOT

PY = sys.executable
# The slow ones first, so that the short ones run beside them.
CHECKS = [
    ("types, host", [PY, "-m", "mypy", "--config-file", "tools/checks/mypy-host.ini"]),
    ("types, device", [PY, "-m", "mypy", "--config-file", "tools/checks/mypy-device.ini"]),
    ("style", [PY, "-m", "ruff", "check", "--quiet"]),
    ("imports", [PY, "-m", "tools.checks.imports"]),
    ("core subset", [PY, "-m", "tools.checks.core_subset"]),
    ("compiles for a board", [PY, "-m", "tools.mpy"]),
    ("parameter table", [PY, "tools/gen_params.py", "--check"]),
    ("data-id table", [PY, "-m", "tools.gen_ids", "--check"]),
]


def run_check(command):
    """(seconds, exit code, output)."""
    begin = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return time.monotonic() - begin, done.returncode, done.stdout


def main():
    """Run them all; 1 when one is not content."""
    failed = 0
    with ThreadPoolExecutor(2) as pool:
        results = pool.map(run_check, [command for _, command in CHECKS])
        for (name, _), (seconds, code, output) in zip(CHECKS, results, strict=True):
            if code:
                failed += 1
                print(output, end="")
            print(f"{'FAILED' if code else 'ok    '}  {name}  {seconds:.1f} s", flush=True)
    print(f"{len(CHECKS) - failed} checks content, {failed} not")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
