"""Runs the functions test_* of tests/core/test_*.py on MicroPython; started by run_core.py, or by hand.

    micropython tests/core_runner.py [substring]

The current directory is the project's root. The last line is for the driver: RESULT passed failed skipped.
"""

import gc
import os
import sys

sys.path.insert(0, "tests/chips")
sys.path.insert(0, "tests/core")
sys.path.insert(0, "firmware")

from support import INTERPRETER, Skip  # noqa: E402  the path has to come first


def modules():
    """Names of all test modules, so that a new file cannot be forgotten.

    Sorted, but those that look at the heap tick by tick come first: that takes the longer the more there is.
    """
    names = [name[:-3] for name in os.listdir("tests/core") if name.startswith("test_") and name.endswith(".py")]
    return sorted(names, key=lambda name: (not name.startswith("test_no_alloc"), name))


def run_module(name, part, counts):
    """Run the functions of one module whose "module.function" contains part."""
    try:
        module = __import__(name)
    except (Exception, SystemExit) as error:
        counts[1] += 1
        print("FAIL", INTERPRETER, "tests/core/" + name + ".py", "import")
        sys.print_exception(error)
        return
    for function in sorted(dir(module)):
        if function.startswith("test_") and part in name + "." + function:
            run_one(name, function, getattr(module, function), counts)


def run_one(name, function, fn, counts):
    """Run one test; a failure names its file, function and line."""
    try:
        if fn() is not None:
            # A coroutine or generator has not run at all.
            raise AssertionError("a test returns nothing")
        counts[0] += 1
    except Skip as why:
        counts[2] += 1
        print("SKIP", INTERPRETER, "tests/core/" + name + ".py", function + ":", why)
    except (Exception, SystemExit) as error:
        counts[1] += 1
        print("FAIL", INTERPRETER, "tests/core/" + name + ".py", function)
        sys.print_exception(error)


def main():
    """Run everything that matches the argument; raise SystemExit(1) on a failure or when nothing ran."""
    part = sys.argv[1] if len(sys.argv) > 1 else ""
    counts = [0, 0, 0]
    for name in modules():
        run_module(name, part, counts)
        sys.modules.pop(name, None)
        gc.collect()
    if not counts[0] + counts[1]:
        print("no test ran")
    print("RESULT", counts[0], counts[1], counts[2])
    if counts[1] or not counts[0]:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
