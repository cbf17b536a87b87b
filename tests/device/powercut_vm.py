"""Cuts the power after every single flash operation of a save, on littlefs. Runs under MicroPython.

    micropython powercut_vm.py FIRMWARE_FOLDER [remove_first]

Prints one line per case, "<layer> <size> cuts=<n> old=<n> new=<n> erases=<n>", or the first failure, and exits 1
then. "remove_first" puts in a fault that the run must find.
"""

import errno
import os
import sys

sys.path.insert(0, sys.argv[1])

from tandem.kernel.files import Files
from tandem.kernel.store import Store

SAVES = 50  # in a row, so that littlefs compacts its metadata several times within the run
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


class RemoveFirst(Files):
    """The fault: a moment with no file at all."""

    def write(self, name, data):
        super().write(name + ".fresh", data)
        if name in os.listdir(self._folder):
            os.remove(self._folder + name)
        os.rename(self._folder + name + ".fresh", self._folder + name)


class One:
    """Files alone, with the methods of Store."""

    def __init__(self, files):
        self.files = files

    def load(self, name):
        return self.files.read(name)

    def save(self, name, data):
        try:
            self.files.write(name, data)
        except OSError:
            return False
        return True


def started(flash, layer, make_files):
    """As after a boot: mounted, nothing remembered."""
    os.mount(os.VfsLfs2(flash), "/cut")
    return layer(make_files("/cut/state"))


def sweep(layer, make_files, size):
    """Returns (cuts, times the old value came back, times the new one, erases)."""
    flash = Flash()
    os.VfsLfs2.mkfs(flash)
    old = bytes(size)
    assert started(flash, layer, make_files).save("par", old)
    os.umount("/cut")
    cuts = kept = replaced = 0
    for k in range(1, SAVES):
        new = bytes([k]) * size
        image = bytes(flash.data)
        operations = 0
        whole = False
        while not whole:
            for torn in (False, True):
                flash.data[:] = image
                flash.torn = torn
                store = started(flash, layer, make_files)
                flash.left = operations
                store.save("par", new)
                whole = flash.left >= 0
                flash.left = NEVER
                os.umount("/cut")
                found = check(flash, layer, make_files, old, new, (k, operations, torn))
                assert found == new or not whole
                cuts += 1
                kept += found == old
                replaced += found == new
            operations += 1
        flash.data[:] = image
        assert started(flash, layer, make_files).save("par", new)
        os.umount("/cut")
        old = new
    return cuts, kept, replaced, flash.erases


def check(flash, layer, make_files, old, new, where):
    """Power is back: the value is the old one or the new one, and saving works again."""
    store = started(flash, layer, make_files)
    found = store.load("par")
    if found != old and found != new:
        what = "nothing" if found is None else "%d bytes %r" % (len(found), found[:8])
        print("FAIL save %d cut after operation %d torn %r: found %s" % (where + (what,)))
        sys.exit(1)
    assert store.save("par", b"later") and store.load("par") == b"later", where
    os.umount("/cut")
    store = started(flash, layer, make_files)
    assert store.load("par") == b"later", where
    os.umount("/cut")
    return found


make = RemoveFirst if "remove_first" in sys.argv else Files
for layer_name, layer in (("files", One), ("store", Store)):
    for size in (60, 600):
        print(layer_name, size, "cuts=%d old=%d new=%d erases=%d" % sweep(layer, make, size))
