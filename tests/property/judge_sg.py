"""Judges a heat pump behind SG Ready contacts alone (hp_command 2): it may run by itself whenever it is not locked.

Held: a lock for a hard limit or a floor comes at once, every other state lasts ten minutes, a lock without such a
reason two hours at most; its pump runs whenever it is not locked; a start that we ask for comes after the pause and
within the hour's starts as far as they could be seen, and a run that was seen is not locked before its minimum time.
"""

from tandem.control.param_table import (
    P_HP_MIN_OFF_S,
    P_HP_MIN_ON_S,
    P_HP_RATED_POWER_W,
    P_HP_START_LIMIT_S,
    P_HP_START_S,
    P_HP_STARTS_HOUR,
)
from tandem.ports import frame as fr
from tandem.ports import reasons as r
from tandem.ports.limits import LIMIT_SET

LOCK, NORMAL = 1, 2
HOLD_MS = 600000
LONGEST_MS = 7200000
HOUR_MS = 3600000
SLACK_MS = 1000  # the firmware counts whole seconds
COLD = (fr.CH_ROOM, fr.CH_FLOW, fr.CH_RETURN, fr.CH_HP_FLOW, fr.CH_HP_RETURN)
WARM_C100 = 1200  # heat against frost ends here
STOPS = (r.R_LIMIT_OFF, r.R_SG_LOCK)
AGAINST_FROST = (r.R_FROST, r.R_FROST_LIMIT)


class ContactJudge:
    """One machine. judge: that of the whole house; tick() after it has seen the frame."""

    def __init__(self, judge):
        self.judge = judge
        self.start_ms = None  # when a run was seen to begin
        self.stop_ms = None
        self.starts = []  # seen
        self.restart()

    def restart(self):
        """Contacts fell back, the controller begins anew; also when others commanded in between."""
        self.runs = None  # as told in the last tick, None where nobody told
        self.sg = None
        self.since_ms = None  # of the state
        self.held_ms = None  # last tick that was no lock, or one with a strong reason
        self.on_ms = None  # the guards' own command
        self.soft_ms = None  # a soft limit forbids running
        self.idle_ms = None  # last tick with a call or a run

    def see(self, told, now_ms):
        """What the machine reports in this tick; told: does it?"""
        runs = self.judge.machine.running if told else None
        if runs and self.runs is False:
            self.start_ms = now_ms
            self.starts.append(now_ms)
        elif runs is False and self.runs:
            self.stop_ms = now_ms
        if runs is None or self.runs is None:
            self.start_ms = None  # nobody knows when
        self.runs = runs

    def tick(self, f, o, p, now_ms, started):
        """started: the guards' command came with this tick."""
        sg, why, on = o[fr.OUT_SG], o[fr.OUT_SG_WHY], o[fr.OUT_HP]
        rated = p[P_HP_RATED_POWER_W]
        hard = o[fr.OUT_HARD_STATE] == LIMIT_SET and o[fr.OUT_HARD_W] < rated
        soft = o[fr.OUT_SOFT_STATE] == LIMIT_SET and o[fr.OUT_SOFT_W] < rated and not self.judge.late
        frost = on and o[fr.OUT_HP_WHY] in AGAINST_FROST
        stop = sg == LOCK and why in STOPS
        if hard and not frost and not (self.judge.alone(p) and self._cold(f)):
            assert sg == LOCK, "floor 3: not locked under a hard limit"
        clean_ms = self.judge.clean_ms
        recent = self.judge.barred or clean_ms is None or now_ms - clean_ms <= 61000
        assert why != r.R_LIMIT_OFF or recent, "locked for a limit that is not there"
        if started:
            self._start(o, p, now_ms)
        if self.sg is not None and sg != self.sg:
            self._change(sg, stop, p, now_ms)
        if sg != LOCK:
            assert o[fr.OUT_HP_PUMP] or o[fr.OUT_HP_PUMP_WHY] == r.R_PRESSURE, "may run, and its pump stands"
        if sg != LOCK or stop or self.sg != LOCK:
            self.held_ms = now_ms
        if sg != self.sg:
            self.since_ms = now_ms if self.sg is not None else None
            self.idle_ms = now_ms
        self.sg = sg
        assert sg != LOCK or now_ms - self.held_ms < LONGEST_MS + SLACK_MS, "locked for more than two hours"
        self._follows(on, soft and not frost, o, p, now_ms)

    def _cold(self, f):
        """Water or a room so cold that frost comes before any limit; nobody knows counts, too."""
        known = [f[fr.IN_CH + ch] for ch in COLD if f[fr.IN_QUALITY + ch] == fr.Q_GOOD]
        return len(known) < len(COLD) or min(known) <= WARM_C100

    def _start(self, o, p, now_ms):
        """The guards ask for a start."""
        frost = o[fr.OUT_HP_WHY] in AGAINST_FROST
        assert not self.runs, "floor 1: started while still running"
        if self.stop_ms is not None and self.runs is not None:
            pause_ms = now_ms - self.stop_ms
            assert pause_ms >= max(p[P_HP_MIN_OFF_S] * 1000, HOLD_MS), f"floor 1: pause of {pause_ms} ms"
        if not frost:
            recent = [t for t in self.starts if t > now_ms - HOUR_MS]
            assert len(recent) < p[P_HP_STARTS_HOUR], f"floor 1: one start more than {len(recent)} in an hour"

    def _change(self, sg, stop, p, now_ms):
        """From one state to another."""
        if self.since_ms is not None and not stop:
            lasted_ms = now_ms - self.since_ms
            assert lasted_ms > HOLD_MS - SLACK_MS, f"state {self.sg} lasted {lasted_ms} ms"
        if sg == LOCK and not stop and self.runs and self.start_ms is not None:
            ran_ms = now_ms - self.start_ms
            assert ran_ms > p[P_HP_MIN_ON_S] * 1000 - SLACK_MS, f"floor 1: locked after {ran_ms} ms"

    def _follows(self, on, soft, o, p, now_ms):
        """A call opens within ten minutes; without one, and under a soft limit, it is locked in the end."""
        if not on:
            self.on_ms = None
        elif self.on_ms is None:
            self.on_ms = now_ms
        else:
            assert o[fr.OUT_SG] > LOCK or now_ms - self.on_ms < HOLD_MS + SLACK_MS, "called, and locked all the same"
        if on or self.runs is not False:
            self.idle_ms = now_ms
        over = o[fr.OUT_SG_WHY] == r.R_SG_OVER
        if o[fr.OUT_SG] > LOCK and not over:
            assert now_ms - self.idle_ms < HOLD_MS + SLACK_MS, "nobody calls, nothing runs, and it is not locked"
        if not soft or o[fr.OUT_SG] == LOCK or over or o[fr.OUT_HP_WHY] in (r.R_DEFROST, r.R_AFTER_DEFROST):
            self.soft_ms = None
        elif self.soft_ms is None:
            self.soft_ms = now_ms
        else:
            # Ten minutes of the state, and the minimum time of a run that began at their end.
            most_s = 600 + max(p[P_HP_START_LIMIT_S], p[P_HP_MIN_ON_S] + p[P_HP_START_S]) + 1
            assert now_ms - self.soft_ms < most_s * 1000, "floor 2: not locked under a soft limit"
