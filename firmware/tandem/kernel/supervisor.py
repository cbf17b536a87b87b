"""Feeds the hardware watchdog only while every critical task is fresh.

A watchdog that is fed by a task of its own proves only that the loop turns. Here it is fed when each critical task has
had a good run within its own limit; the first stale one is reported and the board is reset at once.
"""

from tandem.kernel.uptime import since
from tandem.ports.reasons import E_TASK_STALE


class Supervisor:
    """Judges the tasks of one scheduler; ``watchdog`` is the board's port."""

    def __init__(self, scheduler, watchdog):
        self.scheduler = scheduler
        self.watchdog = watchdog
        self.resets = 0

    def stale(self, now):
        """Number of the first critical task past its limit, or -1."""
        table = self.scheduler
        watch = table.watch_ms
        for i in range(table.n):
            if watch[i] and since(now, table.fresh[i]) > watch[i]:
                return i
        return -1

    def check(self, now):
        """Feed, or reset the board."""
        i = self.stale(now)
        if i < 0:
            self.watchdog.feed()
            return
        self.resets += 1
        table = self.scheduler
        table.events.post(E_TASK_STALE, i, since(now, table.fresh[i]))
        self.watchdog.reset(i)
