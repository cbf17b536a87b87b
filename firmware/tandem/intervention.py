"""A record of every intervention of the grid operator: that its limit was kept, or by how much it was not.

The operator of a controllable device must be able to show this for two years (BNetzA BK6-22-300, annex 1, 7.2). Loaded
only where such a source is set up. Judged on means of a minute, after the reaction time of 60 s and the machine's stop
delay; what pumps and standby draw up to 150 W is exempt.
"""

from tandem.control.param_table import P_HP_STOP_S
from tandem.control.powerlimit import floor_w
from tandem.kernel.ledger import VERDICT_ABOVE, VERDICT_MET, VERDICT_OPEN, VERDICT_UNKNOWN
from tandem.ports.frame import CH_HP_POWER, IN_UP_S, IN_WALL_MIN, IN_WALL_STATE, Q_GOOD
from tandem.ports.limits import LIMIT_SET
from tandem.ports.reasons import E_LIMIT_RECORD, R_FUSE, R_NONE

REACTION_S = 60
MINUTE_S = 60
EXEMPT_W = 150
_LONGEST_S = 1 << 28


class Interventions:
    """A tap (ports.board.Tap). ledger: kernel.ledger.Ledger; envelope: the core's; p: the parameters in force."""

    def __init__(self, ledger, envelope, p, events):
        self.ledger = ledger
        self.envelope = envelope
        self.p = p
        self.events = events
        self.why = R_NONE  # source of the intervention under way
        self._wall_min = 0
        self._start_s = 0
        self._target_w = 0  # lowest
        self._floor_w = 0
        self._now_w = 0  # target of the last tick
        self._late_w = 0  # target before the last reduction, until ...
        self._late_s = 0
        self._highest_w = 0
        self._above_s = 0
        self._verdict = VERDICT_MET
        self._minute_s = 0
        self._last_s = 0
        self._own_w = 0  # at the last tick
        self._sum = 0  # watt-seconds of this minute
        self._most_w = 0  # highest target of this minute
        self._measured = True

    def tick(self, inputs, _outputs):
        """Once per control tick."""
        why = R_NONE
        w = 0
        for source in self.envelope.sources:
            if source.hard and source.state == LIMIT_SET and source.why != R_FUSE:
                if why == R_NONE or source.value_w < w:
                    why = source.why
                    w = source.value_w
        if why == R_NONE and self.why == R_NONE:
            return
        now_s = inputs[IN_UP_S]
        if why != self.why:
            if self.why != R_NONE:
                self._end(now_s)
            self.why = why
            if why == R_NONE:
                return
            self._begin(inputs, w, now_s)
        self._watch(w, now_s)

    def _begin(self, inputs, w, now_s):
        p = self.p
        self._wall_min = inputs[IN_WALL_MIN] if inputs[IN_WALL_STATE] == Q_GOOD else 0
        self._start_s = self._minute_s = self._last_s = now_s
        self._target_w = self._now_w = w
        self._late_w = _LONGEST_S
        self._late_s = now_s + REACTION_S + p[P_HP_STOP_S]
        self._floor_w = floor_w(p)
        self._highest_w = self._above_s = self._sum = self._own_w = 0
        self._most_w = 0
        self._verdict = VERDICT_MET
        self._measured = True
        self.ledger.append(self._wall_min, now_s, 0, w, self._floor_w, 0, 0, self.why, VERDICT_OPEN)

    def _watch(self, w, now_s):
        if w < self._now_w and now_s >= self._late_s:
            # A reduction has its reaction time, too.
            self._late_w = self._now_w
            self._late_s = now_s + REACTION_S + self.p[P_HP_STOP_S]
        self._now_w = w
        if w < self._target_w:
            self._target_w = w
        self._sum += self._own_w * (now_s - self._last_s)
        self._last_s = now_s
        site = self.envelope.site
        self._own_w = site.own(self.p)
        if not site.readings.usable(CH_HP_POWER):
            self._measured = False
        allowed = self._late_w if now_s < self._late_s and self._late_w > w else w
        if allowed > self._most_w:
            self._most_w = allowed
        span = now_s - self._minute_s
        if span < MINUTE_S:
            return
        mean = self._sum // span
        if self._most_w < _LONGEST_S:
            if mean > self._highest_w:
                self._highest_w = mean
            if mean > self._most_w and mean > EXEMPT_W:
                self._above_s += span
                if self._measured:
                    self._verdict = VERDICT_ABOVE
                elif self._verdict == VERDICT_MET:
                    self._verdict = VERDICT_UNKNOWN
        self._minute_s = now_s
        self._sum = self._most_w = 0
        self._measured = True

    def _end(self, now_s):
        duration_s = now_s - self._start_s
        self.ledger.replace(
            self._wall_min, self._start_s, duration_s, self._target_w, self._floor_w, self._highest_w, self._above_s,
            self.why, self._verdict,
        )  # fmt: skip
        self.events.post(E_LIMIT_RECORD, self._above_s, self._highest_w)
