"""The other side of a limitation of power consumption (LPC): heartbeats, limits, failsafe values, as links give them.

Beside what it sends, the sender keeps what follows from it by the use case, for the judge: the limit while it lasts,
and the failsafe limit from 120 s after the last heartbeat until the next limit is written and accepted.
"""

from tandem.control.param_table import P_LPC_SAFE_MIN, P_LPC_SAFE_W, P_LPC_SILENT, P_LPC_USE
from tandem.ports.frame import (
    IN_LPC_ACTIVE,
    IN_LPC_BEAT,
    IN_LPC_CONFIG,
    IN_LPC_S,
    IN_LPC_SAFE_S,
    IN_LPC_SAFE_W,
    IN_LPC_W,
    IN_LPC_WRITE,
)
from tandem.ports.reasons import R_LPC, R_LPC_SAFE

BEAT_S = 60.0
ALIVE_S = 120.0
KEY = "lpc"


class Sender:
    """raw: the input frame; limits: limits.Limits to tell; params(): the parameters in force."""

    def __init__(self, raw, limits, params):
        self._raw = raw
        self._limits = limits
        self._params = params
        self.beats = False
        self._beat_s = -1e9
        self._alive_since_s = 0.0
        self._written = False  # the controller has accepted a write since it started
        self._watts = None  # of the limit written last
        self._end_s = None
        self._safe_since_s = None
        self._safe_w = None  # as written, else the parameters'
        self._safe_s = None

    def step(self, t):
        """Send what is due at t, s since the start of the run; follow what time does to a limit."""
        if self.beats and t - self._beat_s >= BEAT_S:
            self._beat(t)
        if self._watts is not None and self._end_s is not None and t >= self._end_s:
            self._watts = None
            self._limits.clear(KEY, t)
        if not self._written:
            return
        if t - self._beat_s > ALIVE_S:
            if self._safe_since_s is None:
                self._watts = None
                self._failsafe(t)
            elif self._p(P_LPC_SILENT) and t - self._safe_since_s >= self._safe_s_now():
                self._limits.clear(KEY, t)
        elif self._safe_since_s is not None and self._p(P_LPC_SILENT) and t - self._alive_since_s > ALIVE_S:
            self._limits.clear(KEY, t)

    def start(self, t):
        """Heartbeats begin, the first one now."""
        self.beats = True
        self._beat(t)

    def stop(self):
        """Heartbeats cease; nothing else is said."""
        self.beats = False

    def limit(self, t, watts, duration_s):
        """Write a limit that is to last duration_s, 0 without an end."""
        raw = self._raw
        raw[IN_LPC_ACTIVE], raw[IN_LPC_W], raw[IN_LPC_S] = 1, round(watts), duration_s
        raw[IN_LPC_WRITE] += 1
        if self._accepted(t):
            self._watts = watts
            self._end_s = t + duration_s if duration_s else None
            if self._p(P_LPC_USE):
                self._limits.set(KEY, t, R_LPC, True, watts)

    def release(self, t):
        """Write a deactivated limit."""
        self._raw[IN_LPC_ACTIVE] = 0
        self._raw[IN_LPC_WRITE] += 1
        if self._accepted(t):
            self._watts = None
            self._limits.clear(KEY, t)

    def failsafe(self, watts, duration_s):
        """Write failsafe values."""
        raw = self._raw
        raw[IN_LPC_SAFE_W], raw[IN_LPC_SAFE_S] = round(watts), duration_s
        raw[IN_LPC_CONFIG] += 1
        if 7200 <= duration_s <= 86400:
            self._safe_w, self._safe_s = watts, duration_s

    def controller_started(self, t):
        """The controller forgot the limit: the sender sees a new session and says again what it wants."""
        if not self._written:
            return
        watts, end_s = self._watts, self._end_s
        self._written = False
        self._safe_since_s = None
        self._limits.clear(KEY, t)
        if self.beats:
            self._beat(t)
            if watts is not None:
                self.limit(t, watts, 0 if end_s is None else max(1, round(end_s - t)))
            else:
                self.release(t)

    def _beat(self, t):
        if t - self._beat_s > ALIVE_S:
            self._alive_since_s = t
        self._beat_s = t
        self._raw[IN_LPC_BEAT] += 1

    def _accepted(self, t):
        if t - self._beat_s > ALIVE_S:
            return False
        self._written = True
        self._safe_since_s = None
        return True

    def _failsafe(self, t):
        self._safe_since_s = t
        if self._p(P_LPC_USE):
            watts = self._p(P_LPC_SAFE_W) if self._safe_w is None else self._safe_w
            self._limits.set(KEY, t, R_LPC_SAFE, True, watts)

    def _safe_s_now(self):
        return self._p(P_LPC_SAFE_MIN) * 60 if self._safe_s is None else self._safe_s

    def _p(self, pid):
        return self._params()[pid]
