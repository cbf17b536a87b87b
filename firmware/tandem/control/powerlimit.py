"""A power limit against the machine's electrical floor.

Below the floor a compressor is stopped and the boiler takes over; it is never run starved. Floor = the largest of
modulating, start and defrost power, plus 10 %. Back only when the limit has been at least 1.2 floors for 60 s. A
machine that cannot be capped treats any limit below its rated power as off; such is every machine that has only an
enable contact or SG Ready contacts (hp_command 1, 2).

Floor 2 needs a cap in watts for running under a limit at all, and floor 3 a report that the machine stopped. Without
the cap limits mean off; without the report a limit is commanded but not confirmed, and an alarm says so.
"""

from tandem.control.param_table import (
    P_HP_CAN_CAP,
    P_HP_COMMAND,
    P_HP_DEFROST_POWER_W,
    P_HP_MIN_POWER_W,
    P_HP_RATED_POWER_W,
    P_HP_START_POWER_W,
)
from tandem.control.release import CAPPED, OFF, Release
from tandem.ports.limits import LIMIT_SET
from tandem.ports.reasons import R_FUSE, R_LIMIT_CAP, R_LIMIT_OFF, R_LIMIT_WAIT, R_NO_LIMIT, R_RAMP, R_SOFT_START

STABLE_S = 60


def caps(p):
    """True when the machine takes a cap on its electrical power."""
    return p[P_HP_CAN_CAP] != 0 and p[P_HP_COMMAND] == 0


def floor_w(p):
    """Lowest limit under which this machine may run, watts."""
    if not caps(p):
        return p[P_HP_RATED_POWER_W]
    w = p[P_HP_MIN_POWER_W]
    if p[P_HP_START_POWER_W] > w:
        w = p[P_HP_START_POWER_W]
    if p[P_HP_DEFROST_POWER_W] > w:
        w = p[P_HP_DEFROST_POWER_W]
    return w * 11 // 10


class PowerLimit:
    """hard_off / soft_off: the compressor must be off for a hard / soft limit; cap_w with cap_why; release: the way
    back after a limit."""

    def __init__(self):
        self.release = Release()
        self.hard_off = False
        self.soft_off = False
        self.why = R_NO_LIMIT
        self.cap_w = 0
        self.cap_why = R_NO_LIMIT
        self.hard_since_s = 0  # when a hard limit last stopped it
        self._fuse = False  # the last hard limit was the fuse's
        self._ok_s = -1  # since when both limits have been high enough for coming back

    def step(self, envelope, p, now_s):
        """Judge the envelope of this tick."""
        hard = envelope.hard_state == LIMIT_SET
        soft = envelope.soft_state == LIMIT_SET
        release = self.release
        level = 0
        if hard or soft or self.hard_off or self.soft_off:
            self._judge(envelope, hard, soft, p, now_s)
            level = self._level(envelope, hard, soft, p)
        else:
            self.cap_why = R_NO_LIMIT
            self.cap_w = 0
        if level < release.level or release.price:
            release.begin(floor_w(p), p, now_s)
        release.step(level, envelope, p, now_s)
        if release.cap_w and (self.cap_why == R_NO_LIMIT or release.cap_w < self.cap_w):
            floor = floor_w(p)  # which may have been changed since the rise began
            self.cap_w = release.cap_w if release.cap_w > floor else floor
            self.cap_why = R_RAMP

    def _judge(self, envelope, hard, soft, p, now_s):
        floor = floor_w(p)
        back = floor * 12 // 10 if caps(p) else floor
        was = self.hard_off
        if (hard and envelope.hard_w < back) or (soft and envelope.soft_w < back):
            self._ok_s = -1
            if hard and envelope.hard_w < floor:
                self.hard_off = True
            if soft and envelope.soft_w < floor:
                self.soft_off = True
        else:
            if self._ok_s < 0:
                self._ok_s = now_s
            if now_s - self._ok_s >= STABLE_S:
                self.hard_off = self.soft_off = False
        if self.hard_off and not was:
            self.hard_since_s = now_s
        below = (hard and envelope.hard_w < floor) or (soft and envelope.soft_w < floor)
        self.why = R_LIMIT_OFF if below else R_LIMIT_WAIT
        self.cap_why = R_LIMIT_CAP if hard or soft else R_NO_LIMIT
        cap = 0
        if soft:
            # Under the floor a running machine may finish its minimum time, at its lowest power.
            cap = envelope.soft_w if envelope.soft_w > floor else floor
        if hard and (not soft or envelope.hard_w < cap):
            cap = envelope.hard_w
        self.cap_w = cap

    def _level(self, envelope, hard, soft, p):
        """What the limits do to this machine, for its release. A fuse is nobody else's and comes back slowly itself."""
        if hard:
            self._fuse = envelope.hard_why == R_FUSE
        fuse = self._fuse
        if self.soft_off or (self.hard_off and not fuse):
            return OFF
        rated = p[P_HP_RATED_POWER_W]
        if self.release.level:
            rated = rated * 11 // 10
        if (soft and envelope.soft_w < rated) or (hard and not fuse and envelope.hard_w < rated):
            return CAPPED
        return 0
    def soften(self, p):
        """A machine that has just started runs at its floor, if it can be told so."""
        floor = floor_w(p)
        if caps(p) and (self.cap_why == R_NO_LIMIT or self.cap_w > floor):
            self.cap_w = floor
            self.cap_why = R_SOFT_START

    def spare(self, p):
        """Frost and no other source: a cap starves nothing that has to run."""
        floor = floor_w(p)
        if self.cap_why == R_LIMIT_CAP and self.cap_w < floor:
            self.cap_w = floor
