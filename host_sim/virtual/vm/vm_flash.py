"""The flash of a virtual board: NOR flash in a file, for littlefs.

Erasing sets all bits of a block, programming only clears bits. The host counts every operation and says how much of it
gets done: at a power cut a part or nothing, and that was the last thing this interpreter did.
"""

import vm_words as w


class Flash:
    """The block device over an open file. host: None where nothing can go wrong."""

    def __init__(self, file, host):
        self._file = file
        self._host = host
        self._blocks = file.seek(0, 2) // w.BLOCK
        # Nothing is allocated later: files are also closed by a collection, during which there is no heap.
        self._erased = b"\xff" * w.BLOCK
        self._there = bytearray(w.BLOCK)
        self._broken = False  # a Ctrl-C came in the middle of something

    def readblocks(self, number, into, offset=0):
        """Block device."""
        while True:
            try:
                self._file.seek(number * w.BLOCK + offset)
                self._file.readinto(into)
                break
            except KeyboardInterrupt:
                self._broken = True
        self._once_more()
        return 0

    def writeblocks(self, number, data, offset=0):
        """Block device."""
        return self._change(w.FLASH_WRITE, number * w.BLOCK + offset, data)

    def ioctl(self, op, number):
        """Block device."""
        if op == 4:
            return self._blocks
        if op == 5:
            return w.BLOCK
        if op == 6:
            return self._change(w.FLASH_ERASE, number * w.BLOCK, self._erased)
        return 0

    def _change(self, kind, at, data):
        # A Ctrl-C must not jump out of the middle of littlefs, which on a chip it cannot either.
        while True:
            try:
                done = size = len(data)
                if self._host:
                    done = self._host.ask(w.FLASH, kind, size)
                if done:
                    self._put(kind, at, data, done)
                break
            except KeyboardInterrupt:
                self._broken = True
        if done < size:
            self._host.end(w.OFF)
        self._once_more()
        return 0

    def _put(self, kind, at, data, size):
        put = self._erased
        if kind == w.FLASH_WRITE:
            put = self._there
            self._file.seek(at)
            self._file.readinto(put, size)
            for i in range(size):
                put[i] &= data[i]
        self._file.seek(at)
        self._file.write(put, size)

    def _once_more(self):
        if self._broken:
            self._broken = False
            if self._host:
                self._host.tell(w.AGAIN)
