"""The outer loop, the same everywhere: serve the links, take the time, step the kernel, feed the watchdog, wait.

The loop never sleeps itself: turn() returns how long nothing needs to be done. The board sleeps that
long; the simulator jumps there. Nobody else reads the clock.
"""

from tandem.kernel.uptime import WRAP


class Loop:
    """One board's loop. max_wait_ms bounds a wait (a board: a quarter of its watchdog; 0: no bound)."""

    def __init__(self, clock, scheduler, supervisor, links=(), max_wait_ms=1000):
        self.clock = clock
        self.scheduler = scheduler
        self.supervisor = supervisor
        self.links = links
        self.max_wait_ms = max_wait_ms
        self.link_failures = 0

    def turn(self):
        """Do what is due now; return the milliseconds until the next turn is needed."""
        if self.links:
            self._serve()
        now = self.clock.now()
        self.scheduler.step(now)
        self.supervisor.check(now)
        now = self.clock.now()  # what the tasks took is not waited again
        wait = self.scheduler.wait_ms(now)
        if 0 < self.max_wait_ms < wait:
            wait = self.max_wait_ms
        for link in self.links:
            try:
                due = link.next_due_ms(now)
            except Exception:
                self._link_failed()
                continue
            if due < wait:
                wait = due if due > 0 else 0
        return wait

    def _serve(self):
        now = self.clock.now()
        for link in self.links:
            try:
                link.poll(now)
            except Exception:
                self._link_failed()

    def _link_failed(self):
        """A broken session must not stop control; the link itself reports and restarts."""
        self.link_failures = (self.link_failures + 1) & WRAP
