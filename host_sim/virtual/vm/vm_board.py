"""The ports of the firmware on a virtual board: its sensors and actuators are those of the simulator's house.

What the entry of an image for the board "virtual" constructs; on a real board drivers.board.Board does this.
"""

import select
import sys
import time

import machine
import vm_words as w
from vm_host import host

_LOOK_MS = 20  # Ctrl-C is seen at least this often
_LONGEST_MS = 2000


class Watchdog:
    """The firmware's way to the launcher's watchdog."""

    def __init__(self, watchdog):
        self.feed = watchdog.feed

    def reset(self, task):
        """The watchdog port."""
        host.tell(w.FALLBACK)
        machine.reset()


class Board:
    """All ports. handle: the launcher's."""

    stopwatch = None
    calendar = None

    def __init__(self, handle):
        from tandem.kernel.files import Files

        self._speed = int(sys.argv[3])  # thousandths; 0: time is made by waiting
        self.clock = self.sensors = self.actuators = self
        self.files = Files("/data")
        self.watchdog = Watchdog(handle.watchdog)
        self.links = []
        self.max_wait_ms = _LONGEST_MS if self._speed else 0
        self._poll = select.poll()

    def listen(self):
        """From now on what comes in over the serial port ends a pause: somebody will read it."""
        self._poll.register(sys.stdin, select.POLLIN)

    def now(self):
        """The clock port: the house's time."""
        if self._speed:
            host.ask(w.NOW)
        return host.clock

    def read(self, frame):
        """The sensors port."""
        host.ask(w.READ)
        frame[:] = host.answer[w.DATA : w.DATA + len(frame)]

    def write(self, frame):
        """The actuators port."""
        host.frame(frame)

    def fallback(self):
        """The actuators port."""
        host.tell(w.FALLBACK)

    def pause(self, ms):
        """Let ms of the house's time pass, or less when something comes in."""
        if not self._speed:
            if not self._poll.poll(0):
                host.ask(w.PAUSE, ms)
            return
        until = time.ticks_add(time.ticks_ms(), ms * 1000 // self._speed)
        while True:
            left = time.ticks_diff(until, time.ticks_ms())
            if left <= 0 or self._poll.poll(min(left, _LOOK_MS)):
                break
