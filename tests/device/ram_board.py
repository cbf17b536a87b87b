"""A board that is started again and again, in this process: littlefs on a flash in RAM, a machine that tells what is
done to it, time that passes by waiting only, a console that nobody or a test types at. On MicroPython.

What happens is in ``events``, which images find as the module log.
"""

import gc
import os
import sys

import vfs
from nor_vm import NEVER, Flash

sys.path.append(sys.path[0] + "/../chips")
import small_machine  # noqa: E402  the path has to come first

POWER_ON, WATCHDOG = 1, 3


class Off(BaseException):
    """Reset or power off: nothing of the board's code runs any more."""


class Events:
    """What happened, as words; images, machine and console write here.

    ``ms``: time since the start; ``pins``: the level each was driven to last; ``longest_ms``: without food for the
    watchdog.
    """

    def begin(self, cause=POWER_ON, interrupt=None, until_ms=5000, inputs=(), ticks=NEVER):
        """A start. interrupt: at this word Ctrl-C comes. The power goes when somebody waits after until_ms ("time") or
        after so many control ticks ("control"). inputs: what comes over the console."""
        self.words = []
        self.pins = {}
        self.ms = self.fed_ms = self.longest_ms = 0
        self.cause = cause
        self.interrupt = interrupt
        self.until_ms = until_ms
        self.inputs = list(inputs)
        self.ticks = ticks

    def say(self, *words):
        """Note them, as one word."""
        word = " ".join([str(part) for part in words])
        self.words.append(word)
        if word == self.interrupt:
            self.interrupt = None
            raise KeyboardInterrupt

    def off(self, why):
        """The power goes."""
        self.words.append(why)
        raise Off()

    def tick(self):
        """A control tick."""
        self.ticks -= 1
        if self.ticks <= 0:
            self.off("control")

    # --- the machine's -----------------------------------------------------------------------------------------------
    def driven(self, number, level):
        self.pins[number] = level

    def watched(self, ms):
        self.fed()
        self.say("watchdog", ms)

    def fed(self):
        self.longest_ms = max(self.longest_ms, self.ms - self.fed_ms)
        self.fed_ms = self.ms

    def reset(self):
        self.off("reset")


class Time:
    """The module."""

    ticks_ms = staticmethod(lambda: events.ms & 0x3FFFFFFF)
    ticks_add = staticmethod(lambda a, b: (a + b) & 0x3FFFFFFF)
    ticks_diff = staticmethod(lambda a, b: ((a - b + 0x20000000) & 0x3FFFFFFF) - 0x20000000)


class Console:
    """In the place of launcher.stdio.Stdio."""

    def read(self, buf):
        n = 0
        if events.inputs:
            data = events.inputs.pop(0)
            n = len(data)
            buf[:n] = data
        return n

    def write(self, data):
        pass

    def wait(self, ms):
        events.ms += max(ms, 1)
        if events.ms >= events.until_ms:
            events.off("time")
        return bool(events.inputs)


class StdioModule:
    Stdio = Console


events = Events()
events.begin()
small_machine.hears = events
sys.modules["log"] = events
sys.modules["machine"] = small_machine
sys.modules["time"] = Time


def forget():
    """The next start loads everything anew."""
    for name in list(sys.modules):
        if name.startswith(("launcher", "tandem", "board")):
            del sys.modules[name]
    sys.modules["launcher.stdio"] = StdioModule


forget()


class RamBoard:
    """A flash with an empty file system, which is mounted at root while somebody works on it."""

    def __init__(self, root, blocks):
        self.root = root
        self.flash = Flash(blocks)
        vfs.VfsLfs2.mkfs(self.flash)

    def mount(self):
        vfs.mount(vfs.VfsLfs2(self.flash), self.root)
        if self.root == "/":
            os.chdir("/")

    def umount(self):
        vfs.umount(self.root)

    def put(self, path, data):
        """Write a file of the mounted flash, or with None remove it."""
        if data is None:
            os.remove(path)
        else:
            with open(path, "wb") as file:
                file.write(data)

    def started(self, start, **how):
        """Switch on (how: see Events.begin) and call start(); the words of what happened until the reset, the cut, or
        the prompt ("prompt" with what start() returned). What the launcher said of its watchdog is left out."""
        events.begin(**how)
        path = list(sys.path)
        self.mount()
        try:
            events.say("prompt", start())
        except Off:
            pass
        except Exception as error:
            events.say("failed", type(error).__name__)
        finally:
            sys.path[:] = path
            forget()
            for place in ("/app", self.root):
                try:
                    vfs.umount(place)
                except OSError:
                    pass
            gc.collect()
        return [word for word in events.words if not word.startswith("watchdog")]
