"""A heat pump as the judge sees it: it starts and stops with delay, may stop by itself, and keeps its own record.

It starts by itself only where it is told that it may (SG Ready). What it reports is another matter: how it runs, only
its power, nothing, or on and off.
"""

REPORTS_RUN = 0
REPORTS_POWER = 1
REPORTS_NOTHING = 2


class Machine:
    """Times are the judge's own, in ms, and go on through every restart of the controller.

    own_run_ms: it stops by itself after running so long, 0 for never. idle_ms: where it may, it starts by itself after
    standing so long; 0: with the first permission, and then not again.
    """

    def __init__(self, start_delay_ms, stop_delay_ms, own_run_ms, reports, idle_ms=0):
        self.start_delay_ms = start_delay_ms
        self.stop_delay_ms = stop_delay_ms
        self.own_run_ms = own_run_ms
        self.reports = reports
        self.idle_ms = idle_ms
        self.now_ms = 0
        self.running = False
        self.enabled = False
        self.free = False  # it may run, but need not
        self.armed = False  # enabled and not yet started by this command
        self.since_ms = 0  # of the command
        self.start_ms = None  # of the latest run
        self.stop_ms = None
        self.starts = []  # (time, True when the command was one against frost)
        self.frost = False

    def __repr__(self):
        times = f"{self.start_delay_ms}, {self.stop_delay_ms}, {self.own_run_ms}"
        return f"Machine({times}, {self.reports}, {self.idle_ms})"

    def command(self, enabled, frost, powered=True, free=False):
        """The command from now on; free: it may run. Without its supply it stops at once."""
        self.free = enabled and free
        if not powered:
            enabled = False
            if self.running:
                self.running = False
                self.stop_ms = self.now_ms
        if enabled != self.enabled:
            self.enabled = enabled
            self.since_ms = self.now_ms
            self.armed = enabled and not self.running
            self.frost = frost

    def advance(self, to_ms):
        """Let time pass."""
        if self.enabled and self.free and self.idle_ms:
            while self._own_start(to_ms):
                pass
        else:
            self._advance(to_ms)

    def _own_start(self, to_ms):
        """One run more or less of a machine that may start by itself; True while there is time left."""
        if not self.running:
            at_ms = max(self.since_ms, self.stop_ms or 0) + self.idle_ms
            if at_ms > to_ms:
                self.now_ms = to_ms
                return False
            self.armed = False
            self.running = True
            self.start_ms = max(self.now_ms, at_ms)
            self.starts.append((self.start_ms, False))
        if not self.own_run_ms or self.start_ms + self.own_run_ms > to_ms:
            self.now_ms = to_ms
            return False
        self.running = False
        self.stop_ms = self.now_ms = max(self.now_ms, self.start_ms + self.own_run_ms)
        return True

    def _advance(self, to_ms):
        if self.armed and not self.running and to_ms >= self.since_ms + self.start_delay_ms:
            self.armed = False
            self.running = True
            self.start_ms = max(self.now_ms, self.since_ms + self.start_delay_ms)
            self.starts.append((self.start_ms, self.frost))
        if self.running:
            ends = []
            if not self.enabled:
                ends.append(max(self.now_ms, self.since_ms + self.stop_delay_ms))
            if self.own_run_ms:
                ends.append(self.start_ms + self.own_run_ms)
            if ends and min(ends) <= to_ms:
                self.running = False
                self.stop_ms = max(min(ends), self.start_ms)
        self.now_ms = to_ms

    def ran_ms(self):
        """How long it has been running."""
        return self.now_ms - self.start_ms
