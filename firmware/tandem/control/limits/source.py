"""One plain source of power limits: a slot of the input frame, and the rule for its silence.

The richer state machines (SG Ready, LPC, par. 14a ...) sit in the other files of this folder; each answers with
hard, state, value_w and why, as this one does.
"""

from tandem.control.param_table import (
    P_CONTRACT_SAFE_W,
    P_DIM_USE,
    P_FUSE_SAFE_W,
    P_GRID_REF,
    P_GRID_SAFE_W,
    P_GRID_SILENT,
)
from tandem.control.site import W_MAX
from tandem.control.snapshot import within
from tandem.ports.frame import IN_LIMITS, LIMIT_FIELDS
from tandem.ports.limits import (
    LIMIT_ABSENT,
    LIMIT_LOST,
    LIMIT_NONE,
    LIMIT_SET,
    REF_DEVICE,
    SILENT_HOLD,
    SILENT_RELEASE,
    SILENT_SAFE,
    SRC_GRID,
    SRC_MANAGER,
)
from tandem.ports.reasons import R_FUSE

# By slot: fuse, emergency stop, grid operator (whose rule is a parameter), contract, energy manager, quiet hours.
_SILENT = (SILENT_SAFE, SILENT_HOLD, SILENT_HOLD, SILENT_SAFE, SILENT_RELEASE, SILENT_HOLD)
_SAFE_P = (P_FUSE_SAFE_W, -1, P_GRID_SAFE_W, P_CONTRACT_SAFE_W, P_CONTRACT_SAFE_W, P_CONTRACT_SAFE_W)  # -1: 0 W
MESSAGE = 2  # of dim_use: the grid operator's slot is a message of par. 14a
_NONE = -1  # held: no limit
_KEPT = -1  # the slot has said nothing since a restart, and a limit was in force before
_LONG_S = 1 << 28  # limits that last longer have no end


class Source:
    """State of one slot. hard: legal or fuse. Needs a step while at in the frame, seen or state is not LIMIT_ABSENT."""

    def __init__(self, site, slot):
        self.site = site
        self.slot = slot
        self.at = IN_LIMITS + slot * LIMIT_FIELDS  # of its state in the input frame
        self.hard = slot <= SRC_GRID
        self.why = R_FUSE + slot  # the reasons stand in the order of the slots
        self.state = LIMIT_ABSENT
        self.value_w = 0
        self.held_w = _NONE  # the last valid value while it is in force
        self.seen = LIMIT_ABSENT  # what the slot had to say last
        self._w = 0
        self._left_s = 0
        self._since_s = 0

    def step(self, f, p, wall, now_s):
        """Read the slot; afterwards state is LIMIT_ABSENT, LIMIT_NONE or LIMIT_SET and value_w the limit here."""
        slot = self.slot
        if slot == SRC_GRID and p[P_DIM_USE] == MESSAGE:
            self.state = LIMIT_ABSENT
            return
        self.plain(f, p, now_s)
        if self.state == LIMIT_SET:
            # Parameters of the reference points stand in the order of the slots, too.
            ref = p[P_GRID_REF - SRC_GRID + slot] if SRC_GRID <= slot <= SRC_MANAGER else REF_DEVICE
            self.value_w = self.site.to_device(ref, self.value_w)

    def plain(self, f, p, now_s):
        """As step, with value_w at the source's own reference point."""
        slot = self.slot
        k = self.at
        state = f[k]
        safe_w = _SAFE_P[slot]
        safe_w = p[safe_w] if safe_w >= 0 else 0
        if 0 < self._left_s < _LONG_S and now_s - self._since_s >= self._left_s:
            self.held_w = _NONE
        if state == LIMIT_SET:
            w = f[k + 1]
            left = f[k + 2]
            if self.seen != LIMIT_SET or w != self._w or left != self._left_s:
                valid = 0 <= w <= W_MAX
                self._w = w
                if valid or self.held_w == _NONE:
                    # Nonsense is no freedom: what was in force stays, else the failsafe limit, without an end.
                    self.held_w = w if valid else safe_w
                    self._left_s = left if valid else 0
                    self._since_s = now_s
        elif state == LIMIT_ABSENT and self.seen == _KEPT:
            state = LIMIT_LOST
        elif state != LIMIT_LOST:
            self.held_w = _NONE
            if state != LIMIT_NONE:
                state = LIMIT_ABSENT
        if state != LIMIT_LOST or self.seen != _KEPT:
            self.seen = state
        w = self.held_w
        if state == LIMIT_LOST:
            rule = p[P_GRID_SILENT] if slot == SRC_GRID else _SILENT[slot]
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
            self.seen = _KEPT
        return at + 2
