"""What the scheduler's tests share: tasks that note when they ran, and a scheduler whose clock is moved by hand."""

from array import array

from tandem.kernel.events import FIELDS, Events
from tandem.kernel.scheduler import Scheduler
from tandem.kernel.uptime import WRAP, Uptime

NEAR_WRAP = WRAP + 1 - 5000  # a clock reading five seconds before it wraps


class Task:
    """Notes when it ran, in ms of uptime; raises while ``broken``."""

    def __init__(self, watch=None):
        self.at = []
        self.broken = False
        self.takes_ms = 0
        self.watch = watch

    def run(self, uptime):
        self.at.append(uptime.s * 1000 + uptime.ms)
        if self.watch is not None:
            self.watch.ms += self.takes_ms
        if self.broken:
            raise ValueError("broken")


class Still:
    """A task that does nothing."""

    def run(self, uptime):
        pass


class VirtualWatch:
    """A stopwatch whose time the tasks move."""

    def __init__(self):
        self.ms = 0
        self._from = 0

    def start(self):
        self._from = self.ms

    def elapsed_ms(self):
        return self.ms - self._from


class Bench:
    """A scheduler with a clock that is moved by hand."""

    def __init__(self, start=0, watch=None):
        self.now = start
        self.events = Events(64)
        self.uptime = Uptime(start)
        self.table = Scheduler(self.uptime, self.events, watch)

    def add(self, task, period_ms, offset_ms=0, budget_ms=0, wake_bits=0):
        return self.table.add(task, self.now, period_ms, offset_ms, budget_ms, 0, wake_bits)

    def step(self, ms=0):
        """Let ms pass, then step."""
        self.now = (self.now + ms) & WRAP
        self.table.step(self.now)

    def walk(self, ms, by=100):
        """Step every ``by`` ms for ms."""
        for _ in range(ms // by):
            self.step(by)

    def told(self, code):
        """(a, b) of every event with this code."""
        row = array("i", [0] * FIELDS)
        found = []
        for number in range(self.events.total):
            if self.events.at(number, row) and row[1] == code:
                found.append((row[2], row[3]))
        return found
