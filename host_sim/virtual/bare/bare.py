"""The handle that a launcher gives, with no launcher behind it."""

import select
import sys

import machine
import micropython
import vm_words as w
from vm_host import host


class Watchdog:
    """The chip's; once on, always on."""

    def __init__(self, ms):
        self.lengthen(ms)

    def lengthen(self, ms):
        """Another timeout from now on."""
        self._wdt = machine.WDT(timeout=ms)

    def feed(self):
        """Not yet."""
        self._wdt.feed()


class Stdio:
    """The serial port as a stream."""

    def __init__(self):
        self._poll = select.poll()
        self._poll.register(sys.stdin, select.POLLIN)
        self._one = bytearray(1)

    def read(self, buf):
        """What has come, without waiting; the number of bytes."""
        n = 0
        while n < len(buf) and self._poll.poll(0):
            if not sys.stdin.buffer.readinto(self._one):
                break
            buf[n] = self._one[0]
            n += 1
        return n

    def write(self, buf):
        """All of it."""
        sys.stdout.buffer.write(buf)

    def wait(self, ms):
        """Until something comes in, or ms have passed."""
        return bool(self._poll.poll(ms))


class Launch:
    """As launcher.launch.Launch."""

    name = "virtual"
    slot = 0
    version = (0, 0, 0, 0)

    def __init__(self):
        self.safe()
        self.watchdog = Watchdog(8000)
        self.stdio = Stdio()
        self.cause = machine.reset_cause()
        self.good = False

    def safe(self):
        """All outputs to their fallback."""
        host.tell(w.FALLBACK)

    def lock(self):
        """From now on Ctrl-C is a byte like any other."""
        micropython.kbd_intr(-1)

    def worked(self):
        """Good control for long enough; there is nobody to tell."""
        self.good = True
