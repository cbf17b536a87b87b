"""Which image runs: the active one, else the other one; counted, verified, and mounted at /app."""

import sys

import machine
import vfs

from launcher.image import Image
from launcher.launch import Launch
from launcher.romfs import Romfs
from launcher.slots import ATTEMPTS, Slots
from launcher.terminals import Terminals

APP = "/app"


def contents(path):
    """The bytes of a file, or None when it cannot be read."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return None


def begin(root):
    """The handle, with the outputs at their fallback and the watchdog on."""
    return Launch(Terminals(contents(root + "/safe.bin")), Slots(root))


def choose(launch, root):
    """Mount the image to run and return True; False when safe mode must take over."""
    slots = launch.slots
    trusted = contents(root + "/key.pub")
    if slots.attempts >= ATTEMPTS:
        slots.given_up |= 1 << slots.active
    for slot in (slots.active, 1 - slots.active):
        path = root + "/image." + str(slot)
        if slots.given_up >> slot & 1:
            print(path, "was started too often without having worked")
            continue
        image = Image()
        launch.watchdog.feed()
        why = image.check(path, trusted, launch.terminals.name, slots.floor, launch.watchdog.feed)
        if why:
            print(path, "refused,", why)  # docs/boot.md has the numbers
            continue
        if slot != slots.active:
            slots.active = slot
            slots.attempts = 0
        slots.attempts += 1
        if not _saved(launch):
            return False
        _mount(path, image.start)
        launch.slot = slot
        launch.version = image.version
        return True
    return False


def _saved(launch):
    """Store the attempt. Where that fails, a start that came from a failure would be followed by others for ever."""
    try:
        launch.slots.save()
    except OSError:
        return launch.cause == machine.PWRON_RESET
    return True


def _mount(path, start):
    vfs.mount(Romfs(open(path, "rb"), start), APP, readonly=True)
    sys.path.insert(0, APP)
