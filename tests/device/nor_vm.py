"""NOR flash in RAM whose power can be cut at any operation, for littlefs. Runs under MicroPython."""

import errno

NEVER = 1 << 30


class Flash:
    """NOR flash in RAM: erasing sets all bits of a block, programming only clears bits.

    After ``left`` operations the power fails: the next one does a half of its work when ``torn``, none otherwise, and
    all from then on do nothing. Errors are returned: raised, they would jump out of the middle of littlefs.
    """

    def __init__(self, blocks=24, block=4096):
        self.block = block
        self.data = bytearray(b"\xff" * (blocks * block))
        self.left = NEVER
        self.torn = False
        self.erases = 0

    def _allowed(self, size):
        """How many bytes of an operation of ``size`` bytes get done."""
        self.left -= 1
        if self.left >= 0:
            return size
        return size // 2 if self.left == -1 and self.torn else 0

    def readblocks(self, number, into, offset=0):
        at = number * self.block + offset
        into[:] = self.data[at : at + len(into)]

    def writeblocks(self, number, data, offset=0):
        done = self._allowed(len(data))
        at = number * self.block + offset
        for i in range(done):
            self.data[at + i] &= data[i]
        return 0 if done == len(data) else -errno.EIO

    def ioctl(self, op, arg):
        if op == 4:
            return len(self.data) // self.block
        if op == 5:
            return self.block
        if op == 6:
            self.erases += 1
            done = self._allowed(self.block)
            at = arg * self.block
            self.data[at : at + done] = b"\xff" * done
            return 0 if done == self.block else -errno.EIO
        return 0
