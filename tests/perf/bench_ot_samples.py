"""What listening to OpenTherm by samples costs on each interpreter, and what that means for a board.

    python tests/perf/bench_ot_samples.py

An estimate for an ESP32, made in two ways, as no board was at hand:
- from bytecodes: CPython's are counted, which are about as many as MicroPython's; one takes 90..180 clocks on an ESP32
  whose interpreter runs from flash, an assumption;
- from the unix port: an ESP32 at 240 MHz is taken to be 40..80 times as slow as this PC, the ratio that was assumed for
  RSA in C; at 160 MHz half as much again.
Comparing idle pieces in C is not in the first: 64 KB a second, 1 ms at most.
"""

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from tools.interpreters import ROOT, run, wasm_command, wheel_command  # noqa: E402  the path has to come first

SCRIPT = "tests/perf/ot_samples_run.py"
CLOCKS = (90, 180)
SLOWER = (40, 80)


def figures(output):
    """{name: us}."""
    return {name: int(us) for name, us in re.findall(r"^(\w+) (-?\d+)$", output, re.MULTILINE)}


def measure():
    """{interpreter: {name: us}}."""
    commands = {
        "CPython": ([sys.executable, SCRIPT], None),
        "unix, 64 bit": wheel_command(SCRIPT),
        "wasm, 32 bit": wasm_command(SCRIPT, ["5"], ("firmware", "tests/core")),
    }
    found = {}
    for name, command in commands.items():
        code, output = run(command)
        if code:
            raise SystemExit(output)
        found[name] = figures(output)
    return found


class Bytecodes:
    """Counts the bytecodes of the firmware that CPython runs."""

    def __init__(self):
        self.n = 0

    def __call__(self, frame, event, _):
        if "opentherm" not in frame.f_code.co_filename:
            return None
        frame.f_trace_opcodes = True
        frame.f_trace_lines = False
        self.n += event == "opcode"
        return self


def bytecodes(busy):
    """How many a second of listening takes."""
    sys.path.insert(0, str(Path(__file__).resolve().parent))
    sys.argv[1:] = []
    import ot_samples_run

    words = ot_samples_run.second(busy)
    count = Bytecodes()
    sys.settrace(count)
    ot_samples_run.listen(words, 1)
    sys.settrace(None)
    return count.n * 1000 // (32 * ot_samples_run.BLOCKS)


def main():
    """Print all."""
    sys.path.insert(0, str(ROOT))
    found = measure()
    print("us of work for a second of listening; scan: passing over a block of 1024 words, word by word")
    for name, us in found.items():
        print(f"{name:14} " + ", ".join(f"{key} {value}" for key, value in us.items()))
    for busy, key in ((False, "idle_us"), (True, "busy_us")):
        n = bytecodes(busy)
        wheel_us = found["unix, 64 bit"][key]
        print(f"{'busy' if busy else 'idle'} second: {n} bytecodes")
        for mhz in (240, 160):
            by_code = [n * clocks / mhz / 1000 for clocks in CLOCKS]
            by_time = [wheel_us * slower * 240 / mhz / 1000 for slower in SLOWER]
            print(
                f"  ESP32 at {mhz} MHz, estimate: {by_code[0]:.1f}..{by_code[1]:.1f} ms by bytecodes, "
                f"{by_time[0]:.1f}..{by_time[1]:.1f} ms by time"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
