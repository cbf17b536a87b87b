"""Runs the core tests on a MicroPython interpreter:  python tests/run_core.py --on wheel|wasm [-k substring]

With --compiled it is the firmware as a board gets it: bytecode with folded constants. On CPython the same files run
under pytest. Exit code 0 only when something ran and nothing failed.
"""

import argparse
import re
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools import mpy  # noqa: E402  the path has to come first
from tools.interpreters import ROOT, run, wasm_command, wheel_command  # noqa: E402

RUNNER = "tests/core_runner.py"
# What the tests may read on wasm, where they see only copies.
FOLDERS = ("firmware", "boards", "tests/core", "tests/chips", "tests/data", "tests/peers")
COPY = [name for name in FOLDERS if (ROOT / name).exists()]


def command(interpreter, part=""):
    """Command and environment that run the core tests on "wheel" or "wasm"."""
    args = [part] if part else []
    # What fits a board is measured elsewhere. With a larger heap tests that look at it again and again take longer.
    return wheel_command(RUNNER, args, "6m") if interpreter == "wheel" else wasm_command(RUNNER, args, COPY)


def compiled(root=ROOT / "build" / "core"):
    """A second root for the runner, with the firmware compiled and the tests folded along with it; return it."""
    mpy.build(root / "firmware", sorted((ROOT / "tests" / "core").glob("*.py")))
    shutil.rmtree(root / "tests", ignore_errors=True)
    for name in COPY[1:]:
        shutil.copytree(ROOT / name, root / name, dirs_exist_ok=True)
    for script in (root / "firmware" / "scripts").iterdir():
        shutil.move(script, root / "tests" / "core" / script.name)
    shutil.copy(ROOT / RUNNER, root / RUNNER)
    return root


def result(code, output):
    """(passed, failed, skipped) from a run. One that died before its last line counts as one more failure."""
    found = re.search(r"^RESULT (\d+) (\d+) (\d+)$", output, re.MULTILINE)
    if not found:
        print("the run died before its end")
        return 0, 1, 0
    passed, failed, skipped = (int(number) for number in found.groups())
    if code and not failed:
        failed = 1  # nothing ran, or it died on its way out
    return passed, failed, skipped


def main():
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--on", choices=("wheel", "wasm"), required=True)
    parser.add_argument("-k", dest="part", default="", help='only tests whose "file.function" contains this')
    parser.add_argument("--compiled", action="store_true", help="on the wheel: from bytecode files")
    args = parser.parse_args()
    if args.compiled and args.on != "wheel":
        parser.error("--compiled runs on the wheel only")
    # An hour is no hang yet: much else may run beside.
    code, output = run(command(args.on, args.part), timeout_s=3600, cwd=compiled() if args.compiled else ROOT)
    print(output, end="")
    passed, failed, skipped = result(code, output)
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
