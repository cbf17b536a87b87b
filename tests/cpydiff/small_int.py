"""An integer of 2^30 or more is an object on the heap of a 32-bit board, and no object on a 64-bit PC.

Cause: a small integer lives inside a machine word.
For us: no value in a frame leaves -2^30 .. 2^30-1, and allocation is measured on the 32-bit interpreter.
Outputs: cpython | unix64 | wasm32
"""

import gc


def grow(state):
    state[0] = state[0] + state[1]


def allocates(value):
    """Does storing value + 1 take heap?"""
    state = [value, 1]
    grow([1, 1])
    before = gc.mem_alloc()
    grow(state)
    return gc.mem_alloc() - before > 0


try:
    gc.collect()
    print("2^30 - 1:", allocates((1 << 30) - 2), " 2^30:", allocates((1 << 30) - 1))
except AttributeError:
    print("cannot be seen")
