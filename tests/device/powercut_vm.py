"""Cuts the power after every single flash operation of a save, on littlefs. Runs under MicroPython.

    micropython powercut_vm.py FIRMWARE_FOLDER [remove_first]

Prints one line per case, "<layer> <size> cuts=<n> old=<n> new=<n> erases=<n>", or the first failure, and exits 1
then. "remove_first" puts in a fault that the run must find.
"""

import os
import sys

sys.path.insert(0, sys.argv[1])

from nor_vm import NEVER, Flash

from tandem.kernel.files import Files
from tandem.kernel.store import Store

SAVES = 50  # in a row, so that littlefs compacts its metadata several times within the run


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
