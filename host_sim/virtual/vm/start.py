"""Runs first in the interpreter of a virtual board, with -i, so that the prompt follows when it is through.

Does what the first code of a real board does: mounts the flash at /, runs boot.py and main.py. Arguments: cause of the
reset, 1 to leave out main.py, speed in thousandths.
"""

import sys

import micropython

micropython.kbd_intr(-1)  # until all is set up the host holds back what comes over the port

import os  # noqa: E402

import machine  # noqa: E402, F401
import vfs  # noqa: E402
import vm_board  # noqa: E402, F401
import vm_words  # noqa: E402
from vm_flash import Flash  # noqa: E402
from vm_host import host  # noqa: E402


def _mount():
    flash = Flash(open(vm_words.FLASH_FD, "r+b"), host, open(vm_words.SUPPLY_FD, "r+b"))
    vfs.umount("/")
    try:
        fs = vfs.VfsLfs2(flash)
    except OSError:
        vfs.VfsLfs2.mkfs(flash)  # a new chip, as the port's own code does it
        fs = vfs.VfsLfs2(flash)
    vfs.mount(fs, "/")
    os.chdir("/")
    sys.path[:] = ["", ".frozen", "/lib"]


def _run(name):
    try:
        os.stat(name)
    except OSError:
        return True
    try:
        execfile(name)  # noqa: F821 - MicroPython's own
        return True
    except (Exception, KeyboardInterrupt) as error:  # and not SystemExit, which ends the interpreter: a soft reset
        sys.print_exception(error)
        return False


_mount()
host.ask(vm_words.READY)
micropython.kbd_intr(3)
if _run("boot.py") and sys.argv[2] == "0":
    _run("main.py")
