"""What the heat pump was observed to do: running or not, since when, how many starts.

All protective timers run from here, not from commands. Times are whole seconds of uptime rounded up, so that a span
measured to now is never too long. Unknown counts as running. A reset counts as a stop; after a restart the starts that
were stored keep the age they had, as nobody knows how long the power was away.
"""

from array import array

from tandem.control.param_table import P_HP_MIN_POWER_W, P_HP_RUN_FEEDBACK, P_HP_START_LIMIT_S
from tandem.control.snapshot import within
from tandem.ports.frame import (
    CH_HP_POWER,
    CH_HP_RUN,
    IN_AGE_S,
    IN_CH,
    IN_QUALITY,
    IN_UP_MS,
    IN_UP_S,
    Q_GOOD,
)

RING = 6  # the largest allowed number of starts per hour
HOUR_S = 3600
DAY_S = 86400
LONG_AGO_S = -100000
_BLIND_STOP_S = 60  # without feedback: how long after the command a machine has surely stopped
_OLD_S = 60  # an older report says nothing


class HeatPump:
    """One observed machine."""

    def __init__(self):
        self.running = True  # unknown counts as running
        self.known = False  # the machine reports whether it runs
        self.start_s = 0  # when it was last seen to start
        self.stop_s = 0  # when it was last seen to stop; boot is a stop
        self.waiting = False  # enabled, not yet seen to run
        self.asked_s = 0  # when it was enabled
        self.alive_s = 0  # when it was last enabled or seen to run; boot: nobody knows
        self.no_start = False  # enabled and did not start in time
        self.starts = array("i", [LONG_AGO_S] * RING)  # newest at head
        self.head = 0
        self.day_starts = 0
        self.day_s = 0
        self.total_starts = 0

    def observe(self, f, enabled, p):
        """Take note of input frame f; enabled: the command of the previous tick."""
        now_s = f[IN_UP_S]
        if f[IN_UP_MS]:
            now_s += 1
        if now_s - self.day_s >= DAY_S:
            self.day_s = now_s
            self.day_starts = 0
        self.known = True
        if p[P_HP_RUN_FEEDBACK] and f[IN_QUALITY + CH_HP_RUN] == Q_GOOD and f[IN_AGE_S + CH_HP_RUN] <= _OLD_S:
            runs = f[IN_CH + CH_HP_RUN] != 0
        elif f[IN_QUALITY + CH_HP_POWER] == Q_GOOD and f[IN_AGE_S + CH_HP_POWER] <= _OLD_S:
            runs = f[IN_CH + CH_HP_POWER] > p[P_HP_MIN_POWER_W] // 2
        else:
            self.known = False
            runs = enabled or (self.running and now_s - self.alive_s < _BLIND_STOP_S)
        if enabled or (runs and self.known):
            self.alive_s = now_s
        if runs != self.running:
            self.running = runs
            if runs:
                self._started(now_s)
            else:
                self.stop_s = now_s
        if self.waiting and now_s - self.asked_s > p[P_HP_START_LIMIT_S]:
            self.unask(now_s)
            self.no_start = True

    def ask(self, now_s):
        """The machine is enabled now: a start is booked at once, whatever it makes of it."""
        self.asked_s = now_s
        self.waiting = not self.running
        if self.waiting:
            self._book(now_s)

    def unask(self, now_s):
        """The command was withdrawn. A machine that was not seen to start may have done so unseen until now."""
        if self.waiting:
            self.waiting = False
            self.starts[self.head] = now_s + 1
            self.stop_s = now_s + 1

    def starts_within(self, now_s, span_s):
        """Starts in the last span_s seconds, at most RING."""
        n = 0
        for t in self.starts:
            if now_s - t < span_s:
                n += 1
        return n

    def _started(self, now_s):
        self.start_s = now_s
        self.no_start = False
        if self.waiting:
            self.waiting = False
            self.starts[self.head] = now_s
        else:
            self._book(now_s)

    def _book(self, now_s):
        head = self.head + 1
        if head == RING:
            head = 0
        self.head = head
        self.starts[head] = now_s
        self.day_starts += 1
        self.total_starts = (self.total_starts + 1) & 0x3FFFFFFF

    def keep(self, row, at, now_s):
        """For the protective record: starts today, age of that day, all starts, ages of the last ones, oldest first."""
        row[at] = self.day_starts
        row[at + 1] = now_s - self.day_s
        row[at + 2] = self.total_starts
        for i in range(RING):
            row[at + 3 + i] = now_s - self.starts[(self.head + 1 + i) % RING]
        return at + 3 + RING

    def restore(self, row, at):
        """At uptime zero; a number that cannot be is taken as the nearest that can."""
        self.day_starts = within(row[at], 0xFFFF)
        self.day_s = -_span(row[at + 1])
        self.total_starts = row[at + 2] & 0x3FFFFFFF
        for i in range(RING):
            self.starts[i] = -_span(row[at + 3 + i])
        self.head = RING - 1
        return at + 3 + RING


def _span(age_s):
    """An age from a record, within what the ring can hold."""
    return within(age_s, -LONG_AGO_S) if age_s > 0 else 0
