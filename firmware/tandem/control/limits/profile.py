"""Day-ahead capacity profile of a contract: a limit for every quarter of an hour, pushed in.

A day that did not arrive is taken as the day before it, once; after that, and while the clock is unknown, the
contract's default counts, which is also what a fixed profile is.
"""

from tandem.control.param_table import P_CONTRACT_REF, P_CONTRACT_SAFE_W, P_PROFILE_USE
from tandem.ports.limits import LIMIT_ABSENT, LIMIT_NONE, LIMIT_SET
from tandem.ports.reasons import R_PROFILE
from tandem.ports.series import NO_VALUE, SERIES_PROFILE

NO_LIMIT = -1  # value of a quarter
_DAY = 96
_MOST = 10000  # tens of watts


class Profile:
    """A source of limits. series: quarter-hour values (ports.series)."""

    hard = False
    why = R_PROFILE

    def __init__(self, site, series):
        self.site = site
        self.series = series
        self.state = LIMIT_ABSENT
        self.value_w = 0

    def step(self, f, p, wall, now_s):
        """The limit of this quarter."""
        if not p[P_PROFILE_USE]:
            self.state = LIMIT_ABSENT
            return
        value = NO_VALUE
        if wall.known:
            value = self.series.get(SERIES_PROFILE, wall.quarter)
            if value == NO_VALUE:
                value = self.series.get(SERIES_PROFILE, wall.quarter - _DAY)
        if value == NO_LIMIT:
            self.state = LIMIT_NONE
            return
        w = value * 10 if 0 <= value <= _MOST else p[P_CONTRACT_SAFE_W]
        self.state = LIMIT_SET
        self.value_w = self.site.to_device(p[P_CONTRACT_REF], w)
