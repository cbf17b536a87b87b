"""Limitation of power consumption: the state machine of a controllable system (EEBUS use case LPC 1.0.0).

Neutral of its carrier: a link counts heartbeats, limit writes and writes of failsafe values in the input frame. A
failsafe limit applies from the start, and again whenever the heartbeat is missing for more than 120 s; a heartbeat
alone ends nothing, only a write that follows one.
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
from tandem.ports.limits import LIMIT_ABSENT, LIMIT_NONE, LIMIT_SET
from tandem.ports.reasons import R_LPC, R_LPC_SAFE, R_NO_BEAT, R_NONE, R_RANGE

LPC_INIT = 1
LPC_UNLIMITED = 2  # controlled: the sender lives and sets no limit
LPC_LIMITED = 3
LPC_FAILSAFE = 4
LPC_AUTONOMOUS = 5  # the sender has been silent for long, and we may do without

_BEAT_S = 120  # LPC-911, -912: a heartbeat lives this long
_WRITE_S = 120  # LPC-906, -921: waiting for a write
_MOST_W = 100000
_MOST_S = 7 * 86400
_SAFE_LEAST_S = 7200  # LPC-022
_SAFE_MOST_S = 86400


class Lpc:
    """lpc: LPC_*, 0 not in use; seen: the last write, answer: R_NONE accepted, else why not; config_answer likewise."""

    def __init__(self):
        self.hard = True
        self.state = self.value_w = self.why = self.lpc = self.seen = self.answer = self.config_answer = LIMIT_ABSENT
        self._beat = self._write = self._config = 0  # sequence numbers of the last tick
        self._beat_s = self._alive_s = 0  # last heartbeat; first of those that followed each other in time
        self._since_s = self._limit_s = 0  # start, write in force or entry into failsafe; duration, 0 without an end
        self._safe_w = self._safe_s = 0  # as a sender has set them; 0 s: none has

    def step(self, f, p, wall, now_s):
        """Take note of what came with input frame f; now_s: uptime."""
        lpc = self.lpc
        if not p[P_LPC_USE]:
            self.lpc = 0
            self.state = LIMIT_ABSENT
            self.why = R_NONE
            return
        if not lpc:
            lpc = LPC_INIT
            self._since_s = now_s
            self._beat_s = now_s - _BEAT_S - 1
            self._beat = f[IN_LPC_BEAT]
            self._write = f[IN_LPC_WRITE]
            self._config = f[IN_LPC_CONFIG]
        if f[IN_LPC_CONFIG] != self._config:
            self._config = f[IN_LPC_CONFIG]
            self.config_answer = self._set_safe(f[IN_LPC_SAFE_W], f[IN_LPC_SAFE_S])
        if f[IN_LPC_BEAT] != self._beat:
            self._beat = f[IN_LPC_BEAT]
            if now_s - self._beat_s > _BEAT_S:
                self._alive_s = now_s
            self._beat_s = now_s
        alive = now_s - self._beat_s <= _BEAT_S
        if f[IN_LPC_WRITE] != self._write:
            self._write = self.seen = f[IN_LPC_WRITE]
            active = f[IN_LPC_ACTIVE]
            if active and not (0 <= f[IN_LPC_W] <= _MOST_W and 0 <= f[IN_LPC_S] <= _MOST_S):
                self.answer = R_RANGE
            elif not alive:
                self.answer = R_NO_BEAT
            else:
                self.answer = R_NONE
                lpc = LPC_UNLIMITED
                if active:
                    lpc = LPC_LIMITED
                    self.value_w = f[IN_LPC_W]
                    self._limit_s = f[IN_LPC_S]
                    self._since_s = now_s
        for_s = now_s - self._since_s
        if lpc == LPC_UNLIMITED or lpc == LPC_LIMITED:
            if not alive:
                lpc = LPC_FAILSAFE
                self._since_s = now_s
            elif lpc == LPC_LIMITED and 0 < self._limit_s <= for_s:
                lpc = LPC_UNLIMITED
        elif p[P_LPC_SILENT]:
            wait_s = _WRITE_S + 1
            if lpc == LPC_FAILSAFE:
                if alive:
                    for_s = now_s - self._alive_s
                else:
                    wait_s = self._safe_s or p[P_LPC_SAFE_MIN] * 60
            if for_s >= wait_s:
                lpc = LPC_AUTONOMOUS
        self.lpc = lpc
        self.state = LIMIT_SET
        self.why = R_LPC
        if lpc != LPC_LIMITED:
            self.value_w = self._safe_w if self._safe_s else p[P_LPC_SAFE_W]
            self.why = R_LPC_SAFE
            if lpc == LPC_UNLIMITED or lpc == LPC_AUTONOMOUS:
                self.state = LIMIT_NONE
                self.why = R_NONE

    def _set_safe(self, watts, seconds):
        if not (0 <= watts <= _MOST_W and _SAFE_LEAST_S <= seconds <= _SAFE_MOST_S):
            return R_RANGE
        self._safe_w = watts
        self._safe_s = seconds
        return R_NONE

    def keep(self, row, at, now_s):
        """For the protective record: failsafe limit and shortest duration, as a sender has set them."""
        row[at] = self._safe_w
        row[at + 1] = self._safe_s
        return at + 2

    def restore(self, row, at):
        """Values that no sender could have set are not taken up."""
        self._set_safe(row[at], row[at + 1])
        return at + 2
