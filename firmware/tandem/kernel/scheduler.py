"""Cooperative scheduler: a table of tasks with period, offset, time budget and watchdog limit.

A task is an object with ``run(uptime)``. It runs to completion, never sleeps and never waits. It runs when its period
has passed and at once when one of its wake bits is raised. Missed periods are skipped, counted as slips, and the phase
is kept. A task that raises is isolated: counted, reported, and tried again after a pause that doubles up to a minute
(its phase then starts anew).
"""

from array import array

from tandem.kernel.uptime import HALF, WRAP, later, since
from tandem.ports.reasons import E_OVERRUN, E_SLIP, E_TASK_BACK, E_TASK_FAILED

BASE_MS = 100  # periods and offsets are multiples of this
_LONGEST_MS = 0x10000000  # a due time must stay well inside half the clock's period
_PAUSE_MS = 1000
_PAUSE_MAX_MS = 60000


class Scheduler:
    """Runs up to ``size`` tasks in the order they were added."""

    def __init__(self, uptime, events, stopwatch=None, size=4):
        self.uptime = uptime
        self.events = events
        self.stopwatch = stopwatch
        self.n = 0
        self.tasks = [None] * size
        zero = [0] * size
        self.period_ms = array("i", zero)
        self.due = array("i", zero)  # clock reading of the next run
        self.budget_ms = array("i", zero)
        self.watch_ms = array("i", zero)  # 0: not critical
        self.wake_bits = array("i", zero)
        self.fresh = array("i", zero)  # clock reading of the last good run
        self.failing = array("i", zero)  # failures in a row
        self.runs = array("i", zero)
        self.slips = array("i", zero)
        self.overruns = array("i", zero)
        self.failures = array("i", zero)
        self.longest_ms = array("i", zero)
        self._woken = 0
        self._next = 0

    def add(self, task, now, period_ms, offset_ms=0, budget_ms=0, watch_ms=0, wake_bits=0):
        """Add a task, first due at now + offset_ms; return its number.

        period_ms: multiple of 100, up to 2^28. budget_ms: longer runs count as overruns, 0 means not measured.
        watch_ms: longest time without a good run before the supervisor resets, 0 means not critical.
        """
        if period_ms <= 0 or period_ms % BASE_MS or offset_ms % BASE_MS or period_ms > _LONGEST_MS:
            raise ValueError("period and offset are multiples of 100 ms up to 2^28")
        i = self.n
        if i == len(self.tasks):
            raise ValueError("task table is full")
        self.tasks[i] = task
        self.period_ms[i] = period_ms
        self.due[i] = later(now, offset_ms)
        self.budget_ms[i] = budget_ms
        self.watch_ms[i] = watch_ms
        self.wake_bits[i] = wake_bits
        self.fresh[i] = now
        self.n = i + 1
        if i == 0 or since(self.due[i], self._next) < 0:
            self._next = self.due[i]
        return i

    def wake(self, bits):
        """Run the tasks that listen to these bits in the next step. Safe to call from a driver's callback."""
        self._woken |= bits

    def step(self, now):
        """Run what is due at clock reading now."""
        uptime = self.uptime
        uptime.advance(now)
        woken = self._woken
        if not woken and (now - self._next) & WRAP >= HALF:
            return
        self._woken = 0
        due = self.due
        nearest = 0x1FFFFFFF
        for i in range(self.n):
            # As since() does it, but in place, as this is done at every step: below 2^29 a span is not negative.
            late = (now - due[i]) & WRAP
            if late < HALF:
                self._plan_next(i, late)
                self._run(i, now)
            elif woken & self.wake_bits[i] and not self.failing[i]:
                self._run(i, now)
            left = (due[i] - now) & WRAP
            if left < nearest:
                nearest = left
        self._next = later(now, nearest)

    def wait_ms(self, now):
        """Milliseconds until the next task is due, 0 when one is due or was woken."""
        if self._woken:
            return 0
        left = since(self._next, now)
        return left if left > 0 else 0

    def _plan_next(self, i, late):
        period = self.period_ms[i]
        if late >= period:
            missed = late // period
            self.slips[i] = (self.slips[i] + missed) & WRAP
            self.events.post(E_SLIP, i, missed)
            self.due[i] = later(self.due[i], (missed + 1) * period)
        else:
            self.due[i] = later(self.due[i], period)

    def _run(self, i, now):
        watch = self.stopwatch
        if watch is not None:
            watch.start()
        try:
            self.tasks[i].run(self.uptime)
        except Exception:
            self._failed(i, now)
            return
        if self.failing[i]:
            self.failing[i] = 0
            self.events.post(E_TASK_BACK, i)
        self.fresh[i] = now
        self.runs[i] = (self.runs[i] + 1) & WRAP
        if watch is not None:
            used = watch.elapsed_ms()
            if used > self.longest_ms[i]:
                self.longest_ms[i] = used
            if used > self.budget_ms[i] > 0:
                self.overruns[i] = (self.overruns[i] + 1) & WRAP
                self.events.post(E_OVERRUN, i, used)

    def _failed(self, i, now):
        fails = self.failing[i] + 1
        self.failing[i] = fails
        self.failures[i] = (self.failures[i] + 1) & WRAP
        self.events.post(E_TASK_FAILED, i, fails)
        pause = _PAUSE_MS << (fails - 1 if fails < 7 else 6)
        if pause > _PAUSE_MAX_MS:
            pause = _PAUSE_MAX_MS
        self.due[i] = later(now, pause)
