"""One source of power limits: what it is, and what its slot in the input frame means now.

The richer state machines (SG Ready, LPC, par. 14a ...) will each sit in a file of this folder and answer with the same
two numbers: state and watts. This one is the plain source: a value, or silence with a declared rule.
"""

from tandem.ports.frame import IN_LIMITS, LIMIT_FIELDS
from tandem.ports.limits import LIMIT_ABSENT, LIMIT_LOST, LIMIT_NONE, LIMIT_SET, SILENT_HOLD, SILENT_RELEASE

W_MAX = 100000
_NONE = -1  # held: no limit


class Source:
    """State of one slot. hard: legal or fuse; rule_p / safe_p: parameter ids of its silence rule, -1 for fixed."""

    def __init__(self, slot, hard, silent, silent_p, safe_p):
        self.slot = slot
        self.hard = hard
        self.silent = silent
        self.silent_p = silent_p
        self.safe_p = safe_p
        self.state = LIMIT_ABSENT
        self.value_w = 0
        self._held_w = _NONE

    def step(self, f, p):
        """Read the slot; afterwards state is LIMIT_ABSENT, LIMIT_NONE or LIMIT_SET and value_w the limit."""
        k = IN_LIMITS + self.slot * LIMIT_FIELDS
        state = f[k]
        if state == LIMIT_LOST:
            rule = self.silent if self.silent_p < 0 else p[self.silent_p]
            if rule == SILENT_RELEASE:
                state = LIMIT_NONE
            elif rule == SILENT_HOLD:
                state = LIMIT_NONE if self._held_w == _NONE else LIMIT_SET
                self.value_w = self._held_w
            else:
                state = LIMIT_SET
                self.value_w = p[self.safe_p]
        elif state == LIMIT_SET:
            value = f[k + 1]
            if value < 0:
                value = 0
            elif value > W_MAX:
                value = W_MAX
            self.value_w = value
            self._held_w = value
        else:
            self._held_w = _NONE
            if state != LIMIT_NONE:
                state = LIMIT_ABSENT
        self.state = state
