"""A heat pump as the judge sees it: it starts and stops with delay, may stop by itself, and keeps its own record.

It never starts by itself. What it reports is another matter: how it runs, only its power, nothing, or on and off.
"""

REPORTS_RUN = 0
REPORTS_POWER = 1
REPORTS_NOTHING = 2


class Machine:
    """Times are the judge's own, in ms, and go on through every restart of the controller.

    own_run_ms: it stops by itself after running so long, 0 for never.
    """

    def __init__(self, start_delay_ms, stop_delay_ms, own_run_ms, reports):
        self.start_delay_ms = start_delay_ms
        self.stop_delay_ms = stop_delay_ms
        self.own_run_ms = own_run_ms
        self.reports = reports
        self.now_ms = 0
        self.running = False
        self.enabled = False
        self.armed = False  # enabled and not yet started by this command
        self.since_ms = 0  # of the command
        self.start_ms = None  # of the latest run
        self.stop_ms = None
        self.starts = []  # (time, True when the command was one against frost)
        self.frost = False

    def __repr__(self):
        return f"Machine({self.start_delay_ms}, {self.stop_delay_ms}, {self.own_run_ms}, {self.reports})"

    def command(self, enabled, frost, powered=True):
        """The command from now on; without its supply it stops at once."""
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
