"""Limits as the scenario sets them, judged by the plant's own power: what the controller thinks of them does not count.

Counted is the power of compressor and electric heaters. From the moment of a limit, and from any later moment at which
it alone became too low for what was drawn, the house has the reaction time of the source's class (fuse and emergency
stop 10 s, others 60 s) and the machine's documented stop time (hp_stop_s); after that every minute's mean has to be
below it. A machine that is defrosting when a limit comes finishes that first, as it must: its stop time runs from the
end of that defrost, and the seconds are counted apart. For a limit of the whole connection the heating only has to
answer for its own power.
"""

from tandem.control.param_table import (
    P_ELEMENT_W,
    P_HP_CAN_CAP,
    P_HP_COMMAND,
    P_HP_DEFROST_POWER_W,
    P_HP_MIN_POWER_W,
    P_HP_RATED_POWER_W,
    P_HP_START_POWER_W,
    P_HP_STOP_S,
)
from tandem.ports.frame import OUT_ELEMENT, OUT_HP, OUT_HP_CAP_W, OUT_HP_CAP_WHY
from tandem.ports.reasons import R_EMERGENCY, R_FUSE, R_NO_LIMIT, R_NONE, R_QUIET

FAST_S, SLOW_S = 10.0, 60.0
MINUTE_S = 60.0
COMMAND_S = 1.0
DEFROST_MAX_S = 900.0  # longer is no defrost
SLACK_W = 1.0  # of rounding
DEVICE, LOADS, IMPORT, GROUP, PHASES = range(5)  # what a value is for; GROUP: net of the house's own sun


class Limit:
    """One stretch of one limit. watts: its value; ref: what it is for; from_s, to_s: s since the start of the run."""

    def __init__(self, why, hard, watts, ref, from_s):
        self.why = why
        self.hard = hard
        self.watts = watts
        self.ref = ref
        self.from_s = from_s
        self.to_s = None
        self.over_s = 0.0  # seconds of minutes whose mean was above it
        self.over_w = 0.0  # highest of these, above it
        self.defrost_s = 0.0  # seconds above it to finish a defrost
        self.command_s = None  # when the command to comply was out
        self.opted_out = False
        self.since_s = from_s  # the reaction time runs from here
        self._own_w = 0.0
        self._allowed_w = -1.0  # nothing seen yet
        self._melts = True  # while a defrost lasts that was under way when the reaction time began
        self._sum_j = self._may_j = self._span_s = 0.0

    def allowed_w(self, own_w, own_phase, site, fuse_phases):
        """What compressor and heaters may draw now, W."""
        watts = self.watts
        if self.ref == LOADS:
            watts -= site.loads_w
        elif self.ref == IMPORT:
            watts -= site.import_w - own_w
        elif self.ref == GROUP:
            watts = max(watts - site.loads_w, watts - (site.import_w - own_w))
        elif self.ref == PHASES:
            share = own_w / 3.0 if own_phase == 0 else own_w
            watts = min(watts - (site.phase_w[n] - share) for n in fuse_phases)
            if own_phase == 0:
                watts *= 3.0
        return max(0.0, watts)

    def judge(self, t, dt, own_w, allowed_w, stop_s, melts):
        """dt seconds up to t with this power; melts: the machine is in a defrost."""
        if own_w > allowed_w + SLACK_W and max(own_w, self._own_w) <= self._allowed_w + SLACK_W:
            # The limit, not the machine, made this an excess: time to react begins anew.
            self.since_s = t - dt
            self._melts = True
        self._own_w, self._allowed_w = own_w, allowed_w
        reaction_s = FAST_S if self.why in (R_FUSE, R_EMERGENCY) else SLOW_S
        if self._melts:
            self._melts = melts and self.defrost_s < DEFROST_MAX_S
            if self._melts and own_w > allowed_w + SLACK_W:
                self.defrost_s += dt
                self.since_s = max(self.since_s, t - reaction_s)
        if t - dt < self.since_s + reaction_s + stop_s:
            self._sum_j = self._may_j = self._span_s = 0.0
            return
        self._sum_j += own_w * dt
        self._may_j += allowed_w * dt
        self._span_s += dt
        if self._span_s >= MINUTE_S:
            over_w = (self._sum_j - self._may_j) / self._span_s
            if over_w > SLACK_W:
                self.over_s += self._span_s
                self.over_w = max(self.over_w, over_w)
            self._sum_j = self._may_j = self._span_s = 0.0

    def answered(self, t, outputs, allowed_w, p):
        """Note the first command that complies."""
        if outputs[OUT_ELEMENT] and p[P_ELEMENT_W] > allowed_w + SLACK_W:
            return
        capped = (
            p[P_HP_CAN_CAP] and outputs[OUT_HP_CAP_WHY] not in (R_NONE, R_NO_LIMIT)
            and outputs[OUT_HP_CAP_W] <= allowed_w + SLACK_W
        )  # fmt: skip
        if not outputs[OUT_HP] or capped or p[P_HP_RATED_POWER_W] <= allowed_w:
            self.command_s = t - self.from_s

    def late(self, now_s):
        """Whether a hard limit's command was not out within a second."""
        if not self.hard:
            return False
        if self.command_s is None:
            return (now_s if self.to_s is None else self.to_s) - self.from_s > COMMAND_S
        return self.command_s > COMMAND_S


class Limits:
    """All limits of a run: opened and closed by the world, judged at every step. One at a time per source (key)."""

    def __init__(self):
        self.all = []
        self._open = {}
        self._opted_out = (0.0, 0.0)  # from, until

    def set(self, key, t, why, hard, watts, ref=DEVICE):
        """From t on the source key limits to watts."""
        now = self._open.get(key)
        if now is not None and (now.watts, now.why, now.ref) == (watts, why, ref):
            return
        self.clear(key, t)
        limit = Limit(why, hard, watts, ref, t)
        self._open[key] = limit
        self.all.append(limit)

    def clear(self, key, t):
        """From t on the source key has no limit."""
        limit = self._open.pop(key, None)
        if limit is None:
            return
        limit.to_s = t
        if t <= limit.from_s:
            self.all.remove(limit)

    def unanswered(self):
        """Whether one in force still waits for its command."""
        for limit in self._open.values():  # noqa: SIM110  asked at every tick, and a generator costs
            if limit.command_s is None:
                return True
        return False

    def opt_out(self, from_s, until_s):
        """The resident wants nothing of tariff and flexibility: soft limits do not count, but quiet hours do."""
        self._opted_out = (from_s, until_s)

    def _counts(self, limit, t):
        begin, end = self._opted_out
        return limit.hard or limit.why == R_QUIET or not begin <= t < end

    def step(self, t, dt, own_w, own_phase, site, fuse_phases, p, melts=False):
        """Judge dt seconds up to t, s since the start of the run. True: a hard limit has no room for the heat pump."""
        stops = False
        for limit in self._open.values():
            if self._counts(limit, t):
                allowed_w = limit.allowed_w(own_w, own_phase, site, fuse_phases)
                stops = stops or (limit.hard and allowed_w < _least_w(p))
                limit.judge(t, dt, own_w, allowed_w, p[P_HP_STOP_S], melts)
            else:
                limit.opted_out = True
        return stops

    def commands(self, t, outputs, own_w, own_phase, site, fuse_phases, p):
        """Look at a control tick's outputs."""
        for limit in self._open.values():
            if limit.command_s is None:
                limit.answered(t, outputs, limit.allowed_w(own_w, own_phase, site, fuse_phases), p)


def _least_w(p):
    """Electrical power without which the machine may not run: 1.1 x the most of modulating, start and defrost power."""
    if not p[P_HP_CAN_CAP] or p[P_HP_COMMAND]:
        return p[P_HP_RATED_POWER_W]
    return 1.1 * max(p[P_HP_MIN_POWER_W], p[P_HP_START_POWER_W], p[P_HP_DEFROST_POWER_W])
