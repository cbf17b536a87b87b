"""Own solar power to spare: while the connection feeds in for long enough, running is recommended.

Own power is counted back in, so that running on the surplus does not end it.
"""

from tandem.control.param_table import P_PV_START_W
from tandem.ports.reasons import R_SURPLUS

LASTS_S = 300  # more (or less) than the threshold for this long
LEAST_S = 600  # shortest recommendation


class Surplus:
    """A request: boost 1 while running is recommended, else 0."""

    boost_why = R_SURPLUS

    def __init__(self, site):
        self.site = site
        self.boost = 0
        self._wait_s = -1  # since when the export has been on the other side of its threshold
        self._since_s = 0  # of the recommendation

    def step(self, f, p, wall, now_s):
        """On above pv_start_w, off below half of it; a meter that is lost feeds in nothing."""
        start = p[P_PV_START_W]
        export = -self.site.rest_w if self.site.known else 0
        if start and (export < start // 2 if self.boost else export > start):
            if self._wait_s < 0:
                self._wait_s = now_s
            if now_s - self._wait_s >= LASTS_S and (not self.boost or now_s - self._since_s >= LEAST_S):
                self.boost = 1 - self.boost
                self._since_s = now_s
                self._wait_s = -1
            return
        self._wait_s = -1
        if not start:
            self.boost = 0
