"""Dimming by the grid operator after par. 14a EnWG, by contact or by message.

What may always be drawn (BNetzA BK6-22-300, annex 1, 4.5): 4.2 kW, or 40 % of the sum of all heat pumps above 11 kW;
behind an energy manager as grid draw of all controllable devices together, with 4.2 kW x a factor for each more device.
"""

from tandem.control.limits.source import MESSAGE
from tandem.control.param_table import P_DIM_KIND, P_DIM_N, P_DIM_SUM_W, P_DIM_USE
from tandem.ports.frame import CH_DIM, IN_CH, IN_QUALITY, Q_GOOD
from tandem.ports.limits import LIMIT_ABSENT, LIMIT_NONE, LIMIT_SET, REF_IMPORT, REF_LOADS
from tandem.ports.reasons import R_DIM

_CONTACT = 1  # of dim_use
_DEVICE_W = 4200
_BIG_W = 11000


def least_w(p):
    """Power that dimming must leave: of this device, or through an energy manager of all together. Watts."""
    w = p[P_DIM_SUM_W]
    w = w * 40 // 100 if w > _BIG_W else _DEVICE_W
    n = p[P_DIM_N]
    if p[P_DIM_KIND] and n > 1:
        factor = 90 - 5 * n  # 80 % for two devices, 5 less for each more, 45 from nine on
        w += (n - 1) * (factor if factor > 45 else 45) * _DEVICE_W // 100
    return w


class Dim:
    """A source of limits, by contact or by the messages in the grid operator's slot (grid: its Source)."""

    hard = True
    why = R_DIM

    def __init__(self, site, grid):
        self.site = site
        self.grid = grid
        self.state = LIMIT_ABSENT
        self.value_w = 0
        self._closed = False  # the contact, open at boot

    def step(self, f, p, wall, now_s):
        """Through an energy manager the grid draw of the controllable devices counts: what the others leave, or, if
        that is more, what the measured rest of the house leaves, sun included."""
        use = p[P_DIM_USE]
        if use != _CONTACT:
            self._closed = False
        if not use:
            self.state = LIMIT_ABSENT
            return
        self.state = LIMIT_NONE
        w = least_w(p)
        if use == MESSAGE:
            grid = self.grid
            grid.plain(f, p, now_s)
            limited = grid.state == LIMIT_SET
            grid.state = LIMIT_ABSENT  # it speaks through this source
            if not limited:
                return
            if grid.value_w > w:
                w = grid.value_w
        else:
            if f[IN_QUALITY + CH_DIM] == Q_GOOD:
                self._closed = f[IN_CH + CH_DIM] != 0
            if not self._closed:
                return
        self.state = LIMIT_SET
        if p[P_DIM_KIND]:
            site = self.site
            most = site.to_device(REF_IMPORT, w) if site.known else 0
            w = site.to_device(REF_LOADS, w)
            if most > w:
                w = most
        self.value_w = w
