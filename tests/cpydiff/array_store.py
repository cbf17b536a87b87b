"""A number that does not fit is cut down silently.

Cause: MicroPython stores into arrays, bytearrays and packed structures without a check.
For us: the core clamps before it stores; a test on CPython sees the OverflowError that a board swallows.
Outputs: cpython | unix64 wasm32
"""

import struct
from array import array


def show(name, store):
    try:
        print(name, store())
    except (OverflowError, ValueError, struct.error):
        print(name, "refused")


def half_word():
    a = array("h", [0])
    a[0] = 40000
    return a[0]


def byte():
    b = bytearray(1)
    b[0] = 300
    return b[0]


def packed():
    b = bytearray(2)
    struct.pack_into("<h", b, 0, 40000)
    return bytes(b)


show("array('h')", half_word)
show("bytearray", byte)
show("pack_into", packed)
