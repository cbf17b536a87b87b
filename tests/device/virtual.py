"""What the tests of the virtual board share: the compiled firmware, fresh boards, patience, and mpremote."""

import atexit
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from functools import cache
from pathlib import Path

from host_sim.run import Config
from host_sim.virtual import prepare
from host_sim.virtual.board import VirtualBoard
from host_sim.virtual.chip import Chip
from host_sim.virtual.house import House
from host_sim.virtual.port import Port
from tools import mpy, signing
from tools.boards import schema
from tools.flash.payload import made
from tools.interpreters import WHEEL

COMMAND = [str(WHEEL), "-X", "heapsize=180k"]
MPREMOTE = str(Path(sys.executable).parent / "mpremote")
PATIENCE_S = 300.0  # nothing fails for being slow; a hang ends
VERSION = "1.2.3"


def _folder():
    folder = Path(tempfile.mkdtemp(prefix="tandem-test-"))
    atexit.register(shutil.rmtree, folder, True)
    return folder


@cache
def key():
    """A key of these tests."""
    path = _folder() / "key.pem"
    signing.make_key(path)
    return path


@cache
def payload(version=VERSION):
    """What tandem flash puts on the virtual board."""
    return made(schema.load("virtual"), key(), version)


@cache
def compiled():
    """Folder of the firmware, for boards without a launcher."""
    folder = _folder()
    mpy.build(folder)
    return folder


def winter_house(speed=0.0, days=3, settings=None):
    """A house whose board is switched on at the beginning of 20 January."""
    return House(Config(start=datetime(2025, 1, 21), days=days, settings=settings or {}), speed)


class Still:
    """A house with nothing in it, for what concerns the chip alone. Its clock is the real one."""

    speed = 1.0

    def __init__(self):
        self.fallbacks = 0

    def begin(self):
        pass

    def catch_up(self):
        pass

    def clock(self):
        return int(time.monotonic() * 1000.0) & 0x3FFFFFFF

    def fallback(self):
        self.fallbacks += 1

    def switch(self, pin, level):
        pass


def make(folder, house, files=None, blocks=128, virtual_watchdog=False):
    """A board with this on its flash (None: the firmware), not switched on yet."""
    flash = folder / "flash"
    prepare.fresh(COMMAND, flash, blocks)
    prepare.put(COMMAND, flash, prepare.flown(payload(), house.records) if files is None else files)
    return VirtualBoard(COMMAND, flash, Port(folder / "port"), Chip(house, virtual_watchdog))


def until(condition, what, patience_s=PATIENCE_S, look_s=0.01):
    """Wait until condition() is true, looking that often; its value."""
    end = time.monotonic() + patience_s
    while True:
        found = condition()
        if found:
            return found
        assert time.monotonic() < end, f"never came: {what}"
        time.sleep(look_s)


def mpremote(board, *words):
    """Run the tool; its output."""
    command = [MPREMOTE, "connect", f"port:{board.port.link}", *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
