"""The flash of a virtual board: NOR flash in a file, for littlefs.

Erasing sets all bits of a block, programming only clears bits. Every operation is counted, and the host may have said
in which one the power fails: of that one a half is done or nothing, and it was the last thing this interpreter did.

On a chip this is not Python: there a collection that closes forgotten files cannot enter littlefs in the middle of an
operation. So none happens meanwhile, and nothing here takes heap.
"""

import gc
from array import array

import vm_words as w


class Flash:
    """The block device over an open file. host, supply: None where nothing can go wrong; else the latter is a file."""

    def __init__(self, file, host=None, supply=None):
        self._file = file
        self._host = host
        self._supply = supply
        self._state = array("i", bytes(4 * w.N_SUPPLY))
        if supply:
            supply.seek(0)  # the place in the file outlives an interpreter
            supply.readinto(self._state)
        self._orders = memoryview(self._state)[: w.WRITES]
        self._counts = memoryview(self._state)[w.WRITES :]
        self._blocks = file.seek(0, 2) // w.BLOCK
        self._erased = b"\xff" * w.BLOCK
        self._there = bytearray(w.BLOCK)

    def readblocks(self, number, into, offset=0):
        """Block device."""
        collects = gc.isenabled()
        gc.disable()
        self._allowed(w.READS, 0)
        self._file.seek(number * w.BLOCK + offset)
        self._file.readinto(into)
        if collects:
            gc.enable()
        return 0

    def writeblocks(self, number, data, offset=0):
        """Block device."""
        return self._change(w.WRITES, number * w.BLOCK + offset, data)

    def ioctl(self, op, number):
        """Block device."""
        if op == 4:
            return self._blocks
        if op == 5:
            return w.BLOCK
        if op == 6:
            return self._change(w.ERASES, number * w.BLOCK, self._erased)
        return 0

    def _change(self, kind, at, data):
        collects = gc.isenabled()
        gc.disable()
        size = len(data)
        done = self._allowed(kind, size)
        if done:
            self._put(kind, at, data, done)
        if done < size:
            self._host.end(w.OFF)
        if collects:
            gc.enable()
        return 0

    def _allowed(self, kind, size):
        """How many bytes of an operation get done."""
        if not self._supply:
            return size
        state = self._state
        self._supply.seek(0)
        self._supply.readinto(self._orders)
        n = state[w.WRITES] + state[w.ERASES]
        state[kind] += 1
        self._supply.write(self._counts)
        if n < state[w.CUT_AT]:
            return size
        return size // 2 if state[w.TORN] else 0

    def _put(self, kind, at, data, size):
        put = self._erased
        if kind == w.WRITES:
            put = self._there
            self._file.seek(at)
            self._file.readinto(put, size)
            for i in range(size):
                put[i] &= data[i]
        self._file.seek(at)
        self._file.write(put, size)
