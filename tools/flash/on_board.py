"""What flashing does on the board itself, typed into its prompt. MicroPython; the host calls these functions by name.

Whatever the power does in between: a file is written beside its place, compared, and then renamed into it. The launcher
is a folder, which is renamed as a whole; main.py knows what to do when the power fails between its two renames.
"""

import gc
import hashlib
import os
import sys
from binascii import a2b_base64, hexlify

import machine

SERVICE_MS = 120000
FRESH = "/launcher.new"
OLD = "/launcher.old"
state: dict = {"watchdog": None, "file": None}


def service():
    """From now on somebody works here: the watchdog waits longer. It is never off."""
    state["watchdog"] = machine.WDT(timeout=SERVICE_MS)


def feed():
    """Somebody still does."""
    if state["watchdog"]:
        state["watchdog"].feed()


def facts():
    """What this is: the interpreter, the flash, the file system."""
    about = sys.implementation
    try:
        import esp

        flash = esp.flash_size()
    except (ImportError, AttributeError):
        flash = 0
    fs = os.statvfs("/")
    gc.collect()
    heap = gc.mem_free() + gc.mem_alloc()
    chip = getattr(about, "_machine", "")
    bytecode = getattr(about, "_mpy", 0)
    print(repr((about.name, tuple(about.version[:3]), chip, bytecode, flash, fs[0] * fs[2], fs[0] * fs[3], heap)))


def exists(path):
    """Whether there is a file or folder of this name."""
    try:
        os.stat(path)
        return True
    except OSError:
        return False


def digest(path, most=-1):
    """(size, hexadecimal SHA-256 of the first most bytes) of a file; (-1, "") when there is none."""
    try:
        size = os.stat(path)[6]
        file = open(path, "rb")  # noqa: SIM115 - the function goes on with it
    except OSError:
        return -1, ""
    left = size if most < 0 else min(most, size)
    total = hashlib.sha256()
    block = bytearray(512)
    view = memoryview(block)
    while left > 0:
        n = file.readinto(view[: min(left, 512)])
        if not n:
            break
        total.update(view[:n])
        left -= n
        feed()
    file.close()
    return size, hexlify(total.digest()).decode()


def files(folder):
    """Paths of all files in a folder, none when it is not there."""
    try:
        return sorted([folder + "/" + name for name in os.listdir(folder)])
    except OSError:
        return []


def there(paths, signed):
    """What is there of these files and of the images, of which only the first bytes are always the same."""
    found = [(path, digest(path)) for path in paths]
    images = [digest("/image." + str(slot), signed) for slot in range(2)]
    print(repr((found, images, files("/launcher"), slots())))


def slots():
    """(slot in use, whether its starts so far or slots that were given up are counted)."""
    try:
        from launcher.slots import Slots

        record = Slots("")
        return record.active, bool(record.attempts or record.given_up)
    except Exception:
        return 0, False  # no launcher yet


def clear(path):
    """Remove a file, or a folder with the files in it; nothing when it is not there."""
    for name in files(path):
        os.remove(name)
    for remove in (os.rmdir, os.remove):
        try:
            remove(path)
            break
        except OSError:
            pass


def begin(path):
    """Write a file from here on."""
    state["file"] = open(path, "wb")  # noqa: SIM115 - until end()
    feed()


def put(text):
    """The next bytes of it, in base64."""
    data = a2b_base64(text)
    if state["file"].write(data) != len(data):
        raise OSError(28)
    feed()


def end(path, wanted):
    """It is complete: refuse it unless it has this SHA-256."""
    state["file"].close()
    state["file"] = None
    if digest(path)[1] != wanted:
        raise ValueError("what arrived at " + path + " is not what was sent")


def launcher():
    """The new launcher takes the place of the one that is there."""
    if exists("/launcher"):
        clear(OLD)
        os.rename("/launcher", OLD)
    os.rename(FRESH, "/launcher")
    clear(OLD)
    for name in list(sys.modules):
        if name.startswith("launcher"):
            del sys.modules[name]


def verify(slot):
    """What the launcher will say of the image in a slot: 0, or why not (docs/boot.md)."""
    from launcher.image import Image
    from launcher.slots import Slots
    from launcher.start import contents
    from launcher.terminals import Terminals

    name = Terminals(contents("/safe.bin")).name
    print(Image().check("/image." + str(slot), contents("/key.pub"), name, Slots("").floor, feed))


def use(slot):
    """This slot from the next start on."""
    from launcher.slots import Slots

    Slots("").use(slot)
