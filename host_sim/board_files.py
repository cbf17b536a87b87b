"""The Files port in memory, with faults on request."""

import errno


class MemoryFiles:
    """Files as a dict. ``data`` maps a name to its bytes and may be looked at and damaged by a test.

    fail_writes, fail_reads: how many of the coming calls raise OSError(code). writes: how many succeeded.
    """

    def __init__(self):
        self.data = {}
        self.writes = 0
        self.fail_writes = 0
        self.fail_reads = 0
        self.code = errno.EIO

    def read(self, name):
        if self.fail_reads:
            self.fail_reads -= 1
            raise OSError(self.code, "injected")
        return self.data.get(name)

    def write(self, name, data):
        if self.fail_writes:
            self.fail_writes -= 1
            raise OSError(self.code, "injected")
        self.data[name] = bytes(data)
        self.writes += 1

    def flip(self, name, bit):
        """Turn over one bit of a file, counted from its first byte and modulo its length."""
        damaged = bytearray(self.data[name])
        damaged[bit // 8 % len(damaged)] ^= 1 << bit % 8
        self.data[name] = bytes(damaged)
