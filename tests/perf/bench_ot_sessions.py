"""What the OpenTherm sessions cost a controller: time on two interpreters, operations, an estimate for an ESP32.

    python -m tests.perf.bench_ot_sessions [answers to time, 0 for none]        also a part of `make bench`

The estimate keeps the ratio of an operation to the calibration loop of the same interpreter, and takes LOOP_ESP32_US
for a turn of that loop on a chip of 160 MHz. Nothing here was measured on a board.
"""

import sys

from tests.perf import ot_sessions
from tools.interpreters import run_wheel

SCRIPT = "tests/perf/ot_sessions.py"
ANSWERS = 1000
# A turn is some twelve bytecodes, so this is 1.2 million of them a second; a PC needs 0.11 us, a ninetieth. Cautious:
# big-integer work of the firmware is expected to be 17 to 33 times slower there at 240 MHz, so 25 to 50 at 160.
LOOP_ESP32_US = 10.0
BAR_P999_MS = 100.0  # the standard gives us 800 ms, a thermostat is used to 100
NAMES = ("poll", "conversation with the boiler", "conversation with the thermostat")


def opcodes(act, arg):
    """Bytecodes of CPython in one act(arg), those of everything that it calls included, and the calls."""
    counts = [0, 0]

    def look(frame, event, _arg):
        frame.f_trace_opcodes = True
        frame.f_trace_lines = False
        if event == "call":
            counts[1] += 1
        elif event == "opcode":
            counts[0] += 1
        return look

    before = sys.gettrace()
    sys.settrace(look)
    try:
        act(arg)
    finally:
        sys.settrace(before)
    return counts


def figures(output):
    """{name: number} of a script's lines."""
    return {name: int(value) for name, value in (line.split() for line in output.splitlines())}


def measure(n=ANSWERS):
    """({interpreter: figures}, {operation: (bytecodes, calls)})."""
    code, output = run_wheel(SCRIPT, [str(n)], path=["firmware"])
    if code:
        raise RuntimeError(output)
    here = {"calibration_ns": ot_sessions.calibrate()}
    counts = {}
    for name, act, arg in ot_sessions.benches():
        here[name.replace(" ", "_") + "_ns"] = ot_sessions.timed(act, arg)
        counts[name] = opcodes(act, arg)
    return {"CPython": here, "MicroPython, 64 bit": figures(output)}, counts


def main(n=ANSWERS):
    """Print it; True when an answer comes in time."""
    found, counts = measure(n)
    print("OpenTherm sessions; the calibration loop is one turn of a plain integer loop of the same interpreter")
    for on, got in found.items():
        print(f"  {on}: calibration loop {got['calibration_ns']} ns")
        for name in NAMES:
            ns = got[name.replace(" ", "_") + "_ns"]
            ratio = ns / got["calibration_ns"]
            estimate = f", ESP32 about {ratio * LOOP_ESP32_US / 1000.0:.1f} ms" if on != "CPython" else ""
            print(f"    {name:<34}{ns / 1000.0:8.1f} us  ratio {ratio:6.1f}{estimate}")
    for name, (codes, calls) in counts.items():
        print(f"  {name:<36}{codes:6} bytecodes of CPython, {calls} calls")
    got = found["MicroPython, 64 bit"]
    if not n:
        return True
    p999_ms = got["answer_p999_us"] / 1000.0
    good = p999_ms < BAR_P999_MS
    print(
        f"  {'ok  ' if good else 'MISS'} answer to a thermostat, {n} of them, with 10 control ticks a second beside: "
        f"p50 {got['answer_p50_us'] / 1000.0:.1f} p99.9 {p999_ms:.1f} max {got['answer_max_us'] / 1000.0:.1f} ms "
        f"(22 are waited); longest turn {got['turn_max_us'] / 1000.0:.1f} ms"
    )
    return good


if __name__ == "__main__":
    sys.exit(0 if main(int(sys.argv[1]) if len(sys.argv) > 1 else ANSWERS) else 1)
