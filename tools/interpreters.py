"""Starts the two MicroPython interpreters that the project is tested on. Scripts and paths are relative to its root.

wheel: the unix port with 64-bit words, a real fixed heap and littlefs, installed by pip.
wasm: 32-bit words and small integers like a board's, but a heap that grows by itself, installed by npm.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WHEEL = Path(sys.prefix) / "bin" / "micropython"
WASM_RUNNER = "tests/wasm/run.mjs"


def wheel_command(script, args=(), heap="", path=()):
    """Command and environment for a script on the wheel.

    heap: size of the heap as the interpreter takes it ("90k"), empty for its own 2 MB. path: folders to import from,
    behind the script's own.
    """
    command = [str(WHEEL)]
    if heap:
        command += ["-X", "heapsize=" + heap]
    env = dict(os.environ)
    # Without this the interpreter would also search the user's own library folder.
    env["MICROPYPATH"] = ":".join([*path, ".frozen"])
    return [*command, script, *args], env


def wasm_command(script, args=(), copy=(), runner=WASM_RUNNER):
    """Command and environment for a script on wasm32; copy: the files and folders that it can see, beside itself."""
    command = ["node", runner]
    for name in copy:
        command += ["--copy", name]
    return [*command, script, *args], dict(os.environ)


def run(command_env, timeout_s=600, cwd=ROOT):
    """Run to the end; return (exit code, output with errors mixed in). A run that hangs raises TimeoutExpired."""
    command, env = command_env
    done = subprocess.run(
        command, env=env, cwd=cwd, text=True, timeout=timeout_s, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    return done.returncode, done.stdout


def run_wheel(script, args=(), heap="", path=(), timeout_s=600):
    """Run a script on the wheel; return (exit code, output)."""
    return run(wheel_command(script, args, heap, path), timeout_s)


def run_wasm(script, args=(), copy=(), timeout_s=600):
    """Run a script on wasm32; return (exit code, output)."""
    return run(wasm_command(script, args, copy), timeout_s)


def run_with_heap(script, heap, tree="build/mpy", args=(), timeout_s=600):
    """Run a script on the wheel with a small heap and the compiled firmware in folder tree (see tools/mpy.py).

    A script that imports constants of the firmware must have been folded along with it: mpy.build(tree, [script]).
    """
    return run_wheel(script, args, heap, [tree], timeout_s)
