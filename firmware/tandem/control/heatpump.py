"""What the heat pump was observed to do: running or not, since when, how many starts.

All protective timers run from here, not from commands. Times are whole seconds of uptime rounded up, so that a span
measured to now is never too long. Unknown counts as running. A reset counts as a stop; after a restart the starts that
were stored keep the age they had, as nobody knows how long the power was away.

Floor 1 needs the machine's report that it runs, or its power. Without either a run is taken to begin hp_start_s after
its command, so that the minimum running time is kept even by the slowest start, and to end hp_stop_s after the stop; a
stop of the machine's own is then not seen, and that it stopped at all cannot be confirmed.
"""

from array import array

from tandem.control.param_table import (
    P_HP_MIN_POWER_W,
    P_HP_RUN_FEEDBACK,
    P_HP_START_LIMIT_S,
    P_HP_START_S,
    P_HP_STOP_S,
)
from tandem.control.snapshot import within
from tandem.ports.frame import (
    CH_HP_DEFROST,
    CH_HP_ERROR,
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
SURE_S = 60  # beyond its stop delay: a machine that still runs, or does not say, does not obey
DEFROST_S = 900  # no defrost lasts longer (usual: 3..8 min)
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
        self.powered = True  # the contactor, if there is one, is closed
        self.error = False  # it reports an error
        self.off_s = 0  # when it was last enabled
        self.unsure = False  # it runs on after a stop, or should report and does not
        self.melts = False  # it reports a defrost
        self.melt_s = 0  # since when
        self.thaw_s = LONG_AGO_S  # when it was last seen to defrost
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
        melts = _told(f, CH_HP_DEFROST) and f[IN_CH + CH_HP_DEFROST] != 0
        if melts:
            if not self.melts:
                self.melt_s = now_s
            # A report that goes on for longer is not believed; nor may a command to stop be older than a defrost.
            if now_s - self.melt_s <= DEFROST_S:
                self.thaw_s = self.off_s = now_s
        self.melts = melts
        if enabled:
            self.off_s = now_s
        self.known = True
        if p[P_HP_RUN_FEEDBACK] and _told(f, CH_HP_RUN):
            runs = f[IN_CH + CH_HP_RUN] != 0
        elif _told(f, CH_HP_POWER):
            runs = f[IN_CH + CH_HP_POWER] > p[P_HP_MIN_POWER_W] // 2
        elif not self.powered:
            runs = False
        else:
            self.known = False
            runs = enabled or (self.running and now_s - self.alive_s < p[P_HP_STOP_S])
        if enabled or (runs and self.known):
            self.alive_s = now_s
        if runs != self.running:
            self.running = runs
            if runs:
                self._started(now_s if self.known else now_s + p[P_HP_START_S])
            else:
                self.stop_s = now_s
        # A later start of its own, against frost or for a disinfection, is its own matter.
        self.unsure = now_s - self.off_s > p[P_HP_STOP_S] + SURE_S and (
            (runs and self.start_s <= self.off_s) if self.known else p[P_HP_RUN_FEEDBACK] != 0
        )
        self.error = _told(f, CH_HP_ERROR) and f[IN_CH + CH_HP_ERROR] != 0
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


def _told(f, ch):
    """The machine said so just now."""
    return f[IN_QUALITY + ch] == Q_GOOD and f[IN_AGE_S + ch] <= _OLD_S


def _span(age_s):
    """An age from a record, within what the ring can hold."""
    return within(age_s, -LONG_AGO_S) if age_s > 0 else 0
