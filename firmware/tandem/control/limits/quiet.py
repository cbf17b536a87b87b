"""Quiet hours: a cap by the clock on the wall, for the sound of the outdoor unit. Without a clock there is no limit."""

from tandem.control.param_table import P_QUIET_FROM_MIN, P_QUIET_TO_MIN, P_QUIET_W
from tandem.ports.limits import LIMIT_ABSENT, LIMIT_NONE, LIMIT_SET
from tandem.ports.reasons import R_QUIET


class Quiet:
    """A source of limits."""

    hard = False
    why = R_QUIET

    def __init__(self):
        self.state = LIMIT_ABSENT
        self.value_w = 0

    def step(self, f, p, wall, now_s):
        """At the minute."""
        start = p[P_QUIET_FROM_MIN]
        end = p[P_QUIET_TO_MIN]
        if start == end:
            self.state = LIMIT_ABSENT
        elif wall.within(start, end):
            self.state = LIMIT_SET
            self.value_w = p[P_QUIET_W]
        else:
            self.state = LIMIT_NONE
