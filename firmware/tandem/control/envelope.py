"""Envelope: all sources of limits drawn together into two numbers, hard and soft, and one request.

hard: legal and fuse; soft: quiet hours, contracts, energy manager. Each as electrical power of compressor and heaters
at this device, with a state beside it, as zero watts is a limit. The lowest value of a class rules; the strongest
request does.
"""

from tandem.control.limits.source import Source
from tandem.control.param_table import (
    P_DIM_USE,
    P_FUSE_W,
    P_LPC_USE,
    P_PEAK_EUR_KW,
    P_PROFILE_USE,
    P_PV_START_W,
    P_QUIET_FROM_MIN,
    P_QUIET_TO_MIN,
    P_SG_SENDER,
)
from tandem.control.site import Site
from tandem.ports.frame import IN_LIMITS, LIMIT_FIELDS, N_SOURCES
from tandem.ports.limits import LIMIT_ABSENT, LIMIT_NONE, LIMIT_SET, SRC_EMERGENCY, SRC_GRID
from tandem.ports.reasons import R_NONE, R_QUIET

KEPT_LPC = 3  # behind the three numbers of SG Ready
_KEPT = 5


class Envelope:
    """hard_state/hard_w/hard_why, soft_state/soft_w/soft_why, boost/boost_why (0 none, 1 recommended, 2 must run).

    changed is True in the tick in which one of them moved, turned when it was more than watts. A why is that of the
    source that rules.
    """

    def __init__(self, readings, hp):
        self.site = site = Site(readings, hp)
        self.connection = None
        self.peak = None  # no limit, but a cost: for the choice of the source
        self.dim = None
        self.quiet = None
        self.profile = None
        self.surplus = None
        slots = [Source(site, slot) for slot in range(N_SOURCES)]
        self.plain = self.sources = tuple(slots)  # by their slots, then the others
        self.rest = ()
        self.sg = None
        self.lpc = None
        self.kept = [0] * _KEPT  # what SG Ready and LPC take up when they are wanted
        self.requests = ()  # with boost and boost_why
        self.hard_state = LIMIT_ABSENT
        self.hard_w = 0
        self.hard_why = R_NONE
        self.soft_state = LIMIT_ABSENT
        self.soft_w = 0
        self.soft_why = R_NONE
        self.boost = 0
        self.boost_why = R_NONE
        self.changed = False
        self.turned = False
        self.cold = False  # comfort comes before soft limits: they are silent, quiet hours too
        self._extend = None
        self._idle = False
        self._seq = -1  # of the parameters that were last looked at
        self._wanted = 0  # not 0: they ask for more than the plain slots

    def step(self, f, params, wall, series, opt_out, now_s):
        """Evaluate every source of input frame f. opt_out: the resident wants no tariff and no flexibility for now,
        which silences contracts, energy manager and requests, but neither hard limits nor quiet hours."""
        p = params.v
        if params.seq != self._seq:
            self._look(p, series)
            self._seq = params.seq  # only now: what there was no heap for is tried again
        if self._idle and not (
            f[IN_LIMITS]
            | f[IN_LIMITS + LIMIT_FIELDS]
            | f[IN_LIMITS + 2 * LIMIT_FIELDS]
            | f[IN_LIMITS + 3 * LIMIT_FIELDS]
            | f[IN_LIMITS + 4 * LIMIT_FIELDS]
            | f[IN_LIMITS + 5 * LIMIT_FIELDS]
            | self._wanted
        ):
            # No source is configured and none was in the last tick: nothing can have moved.
            self.changed = self.turned = False
            return
        self.site.step(p)
        cold = self.cold
        hard = soft = LIMIT_ABSENT
        hard_w = soft_w = 0
        hard_why = soft_why = boost_why = R_NONE
        for source in self.plain:
            if f[source.at] or source.seen or source.state:  # else absent, as before
                source.step(f, p, wall, now_s)
        for source in self.rest:
            source.step(f, p, wall, now_s)
        for source in self.sources:
            state = source.state
            if state == LIMIT_ABSENT:
                continue
            w = source.value_w
            if source.hard:
                if state != LIMIT_SET:
                    if hard == LIMIT_ABSENT:
                        hard = LIMIT_NONE
                elif hard != LIMIT_SET or w < hard_w:
                    hard = LIMIT_SET
                    hard_w = w
                    hard_why = source.why
            elif state != LIMIT_SET or cold or (opt_out and source.why != R_QUIET):
                if soft == LIMIT_ABSENT:
                    soft = LIMIT_NONE
            elif soft != LIMIT_SET or w < soft_w:
                soft = LIMIT_SET
                soft_w = w
                soft_why = source.why
        if self.peak is not None:
            self.peak.step(wall, now_s)
        if self.surplus is not None:
            self.surplus.step(f, p, wall, now_s)
        boost = 0
        for source in self.requests:
            if source.boost > boost and not (opt_out or cold):
                boost = source.boost
                boost_why = source.boost_why
        self.turned = (
            hard != self.hard_state
            or hard_why != self.hard_why
            or soft != self.soft_state
            or soft_why != self.soft_why
            or boost != self.boost
        )
        self.changed = self.turned or hard_w != self.hard_w or soft_w != self.soft_w
        self.hard_state = hard
        self.hard_w = hard_w
        self.hard_why = hard_why
        self.soft_state = soft
        self.soft_w = soft_w
        self.soft_why = soft_why
        self.boost = boost
        self.boost_why = boost_why
        self._idle = hard == LIMIT_ABSENT and soft == LIMIT_ABSENT and not boost

    def _look(self, p, series):
        """The parameters have changed."""
        self._wanted = (
            p[P_DIM_USE]
            | p[P_PROFILE_USE]
            | p[P_FUSE_W]
            | p[P_PEAK_EUR_KW]
            | p[P_PV_START_W]
            | p[P_QUIET_FROM_MIN] ^ p[P_QUIET_TO_MIN]
            | p[P_SG_SENDER]
            | p[P_LPC_USE]
        )
        if self._wanted:
            self.prepare(p, series)

    def prepare(self, p, series):
        """Load what the parameters ask for and is not there yet; takes heap only then."""
        if self._extend is None:
            from tandem.control.limits.setup import extend

            self._extend = extend
        self._extend(self, p, series)

    def held(self):
        """A number that moves when a limit does that keep() would store, and not with the time that passes."""
        return self.sources[SRC_EMERGENCY].held_w - self.sources[SRC_GRID].held_w * 1024

    def keep(self, row, at, now_s):
        """For the protective record: what must hold over a restart."""
        at = self.sources[SRC_EMERGENCY].keep(row, at, now_s)
        at = self.sources[SRC_GRID].keep(row, at, now_s)
        for i in range(_KEPT):
            row[at + i] = self.kept[i]
        if self.sg is not None:
            self.sg.keep(row, at, now_s)
        if self.lpc is not None:
            self.lpc.keep(row, at + KEPT_LPC, now_s)
        return at + _KEPT

    def restore(self, row, at):
        """At uptime zero."""
        at = self.sources[SRC_GRID].restore(row, self.sources[SRC_EMERGENCY].restore(row, at))
        for i in range(_KEPT):
            self.kept[i] = row[at + i]
        return at + _KEPT
