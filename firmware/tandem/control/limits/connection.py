"""The connection's main fuse, watched by its meter.

Down within a tick, back up slowly: a tenth of the fuse per minute, and only while every phase is well below it.
"""

from tandem.control.param_table import P_FUSE_SAFE_W, P_FUSE_W, P_PHASE
from tandem.control.site import W_MAX
from tandem.ports.frame import CH_PHASE_1
from tandem.ports.limits import LIMIT_ABSENT, LIMIT_SET
from tandem.ports.reasons import R_FUSE

BACK_S = 60
BACK_PCT = 10
BELOW_PCT = 90


class Connection:
    """A source of limits."""

    hard = True
    why = R_FUSE

    def __init__(self, site):
        self.site = site
        self.state = LIMIT_ABSENT
        self.value_w = 0
        self._back_s = 0  # when the limit last moved, or had no reason to rise

    def step(self, f, p, wall, now_s):
        """Room beside the others on the phase(s) of this device."""
        fuse = p[P_FUSE_W]
        if not fuse:
            self.state = LIMIT_ABSENT
            return
        begins = self.state == LIMIT_ABSENT
        self.state = LIMIT_SET
        readings = self.site.readings
        phase = p[P_PHASE]
        own = self.site.own_w
        most = -fuse  # highest import of a phase that counts
        if not phase:
            own //= 3
        for ch in range(CH_PHASE_1, CH_PHASE_1 + 3):
            if not phase or ch == CH_PHASE_1 + phase - 1:
                if not readings.usable(ch):
                    self.value_w = p[P_FUSE_SAFE_W]
                    self._back_s = now_s
                    return
                if readings.v[ch] > most:
                    most = readings.v[ch]
        phases = 1 if phase else 3
        room = (fuse - most + own) * phases
        if room < 0:
            room = 0
        elif room > W_MAX:
            room = W_MAX
        if begins or room <= self.value_w:
            self.value_w = room
            self._back_s = now_s
        elif most * 100 >= fuse * BELOW_PCT:
            self._back_s = now_s
        elif now_s - self._back_s >= BACK_S:
            self._back_s = now_s
            w = self.value_w + fuse * phases * BACK_PCT // 100
            self.value_w = w if w < room else room
