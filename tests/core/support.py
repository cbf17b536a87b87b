"""What the core tests need and all interpreters can run: skips, expected errors, and a check that nothing allocates.

The test files beside this one are plain functions named test_*. pytest runs them on CPython, tests/run_core.py on
MicroPython with 64 and with 32 bits; so they use neither pytest nor fixtures.
"""

import gc
import sys

try:
    import micropython
except ImportError:
    micropython = None


def _interpreter():
    if micropython is None:
        return "cpython"
    if sys.platform == "webassembly":
        return "wasm32"
    if sys.maxsize > 0x7FFFFFFF:
        return "unix64"
    return sys.platform


INTERPRETER = _interpreter()  # "cpython", "unix64", "wasm32", or the platform of a board
ROOT = __file__[: -len("tests/core/support.py")]  # of the project, with its slash; empty when that is here


class Skip(Exception):
    """Raised by a test that means nothing on this interpreter; says why. Skips are printed and counted."""


def raises(kind, fn, *args):
    """Call fn(*args), which must raise kind; return the exception."""
    try:
        fn(*args)
    except kind as error:
        return error
    raise AssertionError("no " + kind.__name__)


def allocated(fn, arg, n=3):
    """Bytes of heap that n calls of fn(arg) take. Skips on CPython, where the question means nothing.

    Looks twice, since each look is blind to something. The difference of mem_alloc() misses what is freed again at
    once; the locked heap misses a MemoryError that fn itself swallows. When only the lock noticed, the answer is 1.
    The first call is not measured: a method looked up for the first time, or a lazy buffer, may allocate once.
    A small int on the 64-bit interpreter has 63 bits, so numbers from 2^30 on show only on a 32-bit one.
    """
    if micropython is None:
        raise Skip("heap use is measured on MicroPython only")
    fn(arg)
    gc.collect()
    gc.disable()
    try:
        before = gc.mem_alloc()
        for _ in range(n):
            fn(arg)
        used = gc.mem_alloc() - before
        if used == 0 and not _runs_locked(fn, arg, n):
            used = 1
    finally:
        gc.enable()
    return used


def _runs_locked(fn, arg, n):
    micropython.heap_lock()
    try:
        for _ in range(n):
            fn(arg)
    except MemoryError:
        return False
    finally:
        micropython.heap_unlock()
    return True


def allocates_now(fn, arg, lock):
    """True when this one call of fn(arg) takes heap: for what is in another state at its next call.

    lock chooses the way of looking (see allocated()); a story is told twice from its beginning, once for each.
    """
    if micropython is None:
        raise Skip("heap use is measured on MicroPython only")
    if lock:
        return not _runs_locked(fn, arg, 1)
    gc.disable()
    try:
        before = gc.mem_alloc()
        fn(arg)
        return gc.mem_alloc() != before
    finally:
        gc.enable()


def no_allocation(fn, arg, n=3):
    """Fail when n calls of fn(arg) take any heap."""
    used = allocated(fn, arg, n)
    if used:
        raise AssertionError("allocates %d bytes in %d calls" % (used, n))
