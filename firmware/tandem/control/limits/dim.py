"""Limits of the grid operator: the slot of its messages, and dimming after par. 14a EnWG by contact or by message.

What may always be drawn (BNetzA BK6-22-300, annex 1, 4.5): 4.2 kW, or 40 % of the sum of all heat pumps above 11 kW;
behind an energy manager as grid draw of all controllable devices together, with 4.2 kW x a factor for each more device.
"""

from tandem.control.limits.source import Source
from tandem.control.param_table import P_DIM_KIND, P_DIM_N, P_DIM_SUM_W, P_DIM_USE
from tandem.ports.frame import CH_DIM, IN_CH, IN_QUALITY, Q_GOOD
from tandem.ports.limits import LIMIT_ABSENT, LIMIT_NONE, LIMIT_SET, REF_DEVICE, REF_IMPORT, REF_LOADS
from tandem.ports.reasons import R_DIM, R_GRID

CONTACT = 1
MESSAGE = 2
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


class Dim(Source):
    """The grid operator's slot as Source has it, with the contact or the floor of par. 14a; why is the stronger."""

    def step(self, f, p, wall, now_s):
        """As of Source."""
        use = p[P_DIM_USE]
        self.why = R_GRID
        if use == MESSAGE:
            self.plain(f, p, now_s)
            if self.state == LIMIT_SET:
                least = least_w(p)
                self._dimmed(self.value_w if self.value_w > least else least, p)
            elif self.state == LIMIT_ABSENT:
                self.state = LIMIT_NONE
            return
        Source.step(self, f, p, wall, now_s)
        if use != CONTACT:
            return
        if f[IN_QUALITY + CH_DIM] == Q_GOOD:
            self.closed = f[IN_CH + CH_DIM] != 0
        if self.closed:
            slot_w = self.value_w if self.state == LIMIT_SET else -1
            self._dimmed(least_w(p), p)
            if 0 <= slot_w < self.value_w:
                self.value_w = slot_w
                self.why = R_GRID
        elif self.state == LIMIT_ABSENT:
            self.state = LIMIT_NONE

    def _dimmed(self, w, p):
        """A limit of par. 14a. Through an energy manager the grid draw of the controllable devices counts: beside
        the others' power, or, if that is more, beside the measured rest of the house, sun included."""
        self.why = R_DIM
        self.state = LIMIT_SET
        if not p[P_DIM_KIND]:
            self.value_w = self.site.to_device(REF_DEVICE, w)
            return
        self.value_w = self.site.to_device(REF_LOADS, w)
        if self.site.known:
            import_w = self.site.to_device(REF_IMPORT, w)
            if import_w > self.value_w:
                self.value_w = import_w
