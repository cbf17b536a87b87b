"""One plain source of power limits: a slot of the input frame, and the rule for its silence.

The richer state machines (SG Ready, LPC, par. 14a ...) sit in the other files of this folder; each answers with
hard, state, value_w and why, as this one does.
"""

from tandem.control.param_table import P_CONTRACT_SAFE_W
from tandem.control.site import W_MAX
from tandem.control.snapshot import within
from tandem.ports.frame import IN_LIMITS, LIMIT_FIELDS
from tandem.ports.limits import LIMIT_ABSENT, LIMIT_LOST, LIMIT_NONE, LIMIT_SET, SILENT_HOLD, SILENT_RELEASE

_NONE = -1  # held: no limit
_KEPT = -1  # the slot has said nothing since a restart, and a limit was in force before
_LONG_S = 1 << 28  # limits that last longer have no end


class Source:
    """State of one slot. hard: legal or fuse; silent_p, safe_p, ref_p: parameter ids of its silence rule, failsafe
    limit and reference point; -1: the rule is ``silent``, the limit 0 W, the value is for this device."""

    def __init__(self, site, slot, hard, why, silent, silent_p=-1, safe_p=P_CONTRACT_SAFE_W, ref_p=-1):
        self.site = site
        self.slot = slot
        self.hard = hard
        self.why = why
        self.silent = silent
        self.silent_p = silent_p
        self.safe_p = safe_p
        self.ref_p = ref_p
        self.state = LIMIT_ABSENT
        self.value_w = 0
        self.held_w = _NONE  # the last valid value while it is in force
        self.closed = False  # a contact, for the source that has one; open at boot
        self._said = LIMIT_ABSENT
        self._w = 0
        self._left_s = 0
        self._since_s = 0

    def step(self, f, p, wall, now_s):
        """Read the slot; afterwards state is LIMIT_ABSENT, LIMIT_NONE or LIMIT_SET and value_w the limit here."""
        self.plain(f, p, now_s)
        if self.state == LIMIT_SET:
            self.value_w = self.site.to_device(p[self.ref_p] if self.ref_p >= 0 else 0, self.value_w)

    def plain(self, f, p, now_s):
        """As step, with value_w at the source's own reference point."""
        k = IN_LIMITS + self.slot * LIMIT_FIELDS
        state = f[k]
        safe_w = p[self.safe_p] if self.safe_p >= 0 else 0
        if 0 < self._left_s < _LONG_S and now_s - self._since_s >= self._left_s:
            self.held_w = _NONE
        if state == LIMIT_SET:
            w = f[k + 1]
            left = f[k + 2]
            if self._said != LIMIT_SET or w != self._w or left != self._left_s:
                valid = 0 <= w <= W_MAX
                if valid or self.held_w == _NONE:
                    # Nonsense is no freedom: what was in force stays, else the failsafe limit, without an end.
                    self.held_w = w if valid else safe_w
                    self._w = w
                    self._left_s = left if valid else 0
                    self._since_s = now_s
        elif state == LIMIT_ABSENT and self._said == _KEPT:
            state = LIMIT_LOST
        elif state != LIMIT_LOST:
            self.held_w = _NONE
            if state != LIMIT_NONE:
                state = LIMIT_ABSENT
        if state != LIMIT_LOST or self._said != _KEPT:
            self._said = state
        w = self.held_w
        if state == LIMIT_LOST:
            rule = p[self.silent_p] if self.silent_p >= 0 else self.silent
            if rule != SILENT_HOLD:
                w = _NONE if rule == SILENT_RELEASE else safe_w
        if state != LIMIT_ABSENT:
            state = LIMIT_SET if w >= 0 else LIMIT_NONE
        if state == LIMIT_SET:
            self.value_w = w
        self.state = state

    def keep(self, row, at, now_s):
        """For the protective record: the limit in force, and how long it still lasts (0: no end)."""
        row[at] = self.held_w
        left = self._left_s
        if 0 < left < _LONG_S:
            left -= now_s - self._since_s
            row[at + 1] = left if left > 0 else 1
        else:
            row[at + 1] = 0
        return at + 2

    def restore(self, row, at):
        """At uptime zero; the limit stays, by the source's rule on silence, until the slot speaks."""
        w = row[at]
        if w >= 0:
            self.held_w = within(w, W_MAX)
            self._left_s = within(row[at + 1], _LONG_S)
            self._said = _KEPT
        return at + 2
