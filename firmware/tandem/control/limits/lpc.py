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
_LONG_S = 1000  # a heartbeat this old is dead
_FACTORY = -1  # failsafe values by parameter: no sender has set any


class Lpc:
    """lpc: LPC_*, 0 not in use; seen: the last write, answer: R_NONE accepted, else why not; config_answer likewise."""

    def __init__(self):
        self.hard = True
        self.state = LIMIT_ABSENT
        self.value_w = 0
        self.why = R_NONE
        self.lpc = 0
        self.seen = 0
        self.answer = R_NONE
        self.config_answer = R_NONE
        self._beat = self._write = self._config = 0  # sequence numbers of the last tick
        self._beat_s = 0  # last heartbeat
        self._alive_s = 0  # first heartbeat of those that followed in time
        self._since_s = 0  # start, write of the limit in force, or entry into failsafe
        self._limit_w = 0
        self._limit_s = 0  # 0 without an end
        self._safe_w = _FACTORY
        self._safe_s = 0

    def step(self, f, p, wall, now_s):
        """Take note of what came with input frame f; now_s: uptime."""
        if not p[P_LPC_USE]:
            self.lpc = 0
            self.state = LIMIT_ABSENT
            self.value_w = 0
            self.why = R_NONE
            return
        if not self.lpc:
            self.lpc = LPC_INIT
            self._since_s = now_s
            self._beat_s = now_s - _LONG_S
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
            self.answer = self._set_limit(f, alive, now_s)
        self._time(p, alive, now_s)
        lpc = self.lpc
        self.state = LIMIT_SET
        if lpc == LPC_LIMITED:
            self.value_w = self._limit_w
            self.why = R_LPC
        elif lpc == LPC_INIT or lpc == LPC_FAILSAFE:
            self.value_w = p[P_LPC_SAFE_W] if self._safe_w == _FACTORY else self._safe_w
            self.why = R_LPC_SAFE
        else:
            self.state = LIMIT_NONE
            self.value_w = 0
            self.why = R_NONE

    def _set_safe(self, watts, seconds):
        if not (0 <= watts <= _MOST_W and _SAFE_LEAST_S <= seconds <= _SAFE_MOST_S):
            return R_RANGE
        self._safe_w = watts
        self._safe_s = seconds
        return R_NONE

    def _set_limit(self, f, alive, now_s):
        active = f[IN_LPC_ACTIVE]
        watts = f[IN_LPC_W]
        seconds = f[IN_LPC_S]
        if active and not (0 <= watts <= _MOST_W and 0 <= seconds <= _MOST_S):
            return R_RANGE
        if not alive:
            return R_NO_BEAT
        self.lpc = LPC_UNLIMITED
        if active:
            self.lpc = LPC_LIMITED
            self._limit_w = watts
            self._limit_s = seconds
            self._since_s = now_s
        return R_NONE

    def _time(self, p, alive, now_s):
        lpc = self.lpc
        for_s = now_s - self._since_s
        free = p[P_LPC_SILENT]
        if lpc == LPC_INIT:
            if free and for_s > _WRITE_S:
                self.lpc = LPC_AUTONOMOUS
        elif lpc == LPC_FAILSAFE:
            if free and (
                now_s - self._alive_s > _WRITE_S
                if alive
                else for_s >= (p[P_LPC_SAFE_MIN] * 60 if self._safe_w == _FACTORY else self._safe_s)
            ):
                self.lpc = LPC_AUTONOMOUS
        elif lpc != LPC_AUTONOMOUS:
            if not alive:
                self.lpc = LPC_FAILSAFE
                self._since_s = now_s
            elif lpc == LPC_LIMITED and 0 < self._limit_s <= for_s:
                self.lpc = LPC_UNLIMITED

    def keep(self, row, at, now_s):
        """For the protective record: failsafe limit and shortest duration, as a sender has set them."""
        row[at] = self._safe_w
        row[at + 1] = self._safe_s
        return at + 2

    def restore(self, row, at):
        """Values that no sender could have set are not taken up."""
        self._set_safe(row[at], row[at + 1])
        return at + 2
