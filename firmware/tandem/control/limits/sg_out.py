"""SG Ready out: a heat pump that has only these two contacts (hp_command 2), driven to one of the four states.

The guards decide; here their on and off become states that last ten minutes at least, except that a hard limit or a
safety floor locks at once. Two hours is the longest lock that such a machine knows (BWP label 1.1); after that it is
let go for ten minutes, unless a hard limit or a floor holds it.

What the safety floors can be with such a machine:
- Starts, minimum running time and pause (1): state 2 only allows a start, so these are the machine's own business too.
  As each state lasts ten minutes, we force no shorter run or pause, except to stop it for flow, heat or a hard limit.
- Limits (2, 3): it cannot be capped, so what is below its rated power is a lock. A lock acts after the machine's own
  stop delay, and what it does against frost of its own it goes on doing: only a contactor or a meter says more.
- Frost of the house (5): a call for heat waits up to ten minutes behind a lock. Its own water the machine protects.
- Flow temperature (6): no set-point can be given. Its own curve rules; our excess trip locks it.
- Release (4): a delayed start is a lock, so a delay may not pass two hours.
- In the ten minutes after a long lock it may run although nobody asked for it: not a start against our word.
- A broken wire, and our own fallback, is state 2: it then runs as it likes.
"""

from tandem.ports.reasons import (
    R_BOOT,
    R_HEAT,
    R_LIMIT_OFF,
    R_MIN_OFF,
    R_MIN_ON,
    R_NO_DEMAND,
    R_SG_BOOST,
    R_SG_FORCE,
    R_SG_LOCK,
    R_SG_OVER,
)

HOLD_S = 600
LOCK_S = 7200


class SgOut:
    """sg: state to be driven, 1..4; why: R_LIMIT_OFF hard limit, R_SG_LOCK safety floor, R_NO_DEMAND off, R_MIN_ON and
    R_MIN_OFF the last state must last longer, R_SG_OVER let go after a long lock, R_HEAT, R_SG_BOOST, R_SG_FORCE."""

    def __init__(self):
        self.rest()

    def rest(self):
        """As at the start: nobody drives the contacts."""
        self.sg = 2  # what the contacts fall back to
        self.why = R_BOOT
        self._since_s = -HOLD_S  # when the state began: a restart has cut whatever there was
        self._held_s = 0  # last time that it was not a lock, or one by a hard limit or a floor

    def step(self, on, hard, safety, boost, now_s):
        """on: the guards' command; hard, safety: a hard limit or a floor keeps it off; boost: 0 none, 1 recommended,
        2 must run, or the guards need it to start."""
        stop = not on and (hard or safety)
        sg = self.sg
        if stop or sg != 1:
            self._held_s = now_s
        want = 1
        if on:
            want = 2 if boost <= 0 else 3 if boost == 1 else 4
        over = False
        if want != sg and (stop or now_s - self._since_s >= HOLD_S):
            sg = want
        elif sg == 1 and now_s - self._held_s >= LOCK_S:
            sg = 2
            over = True
        if sg != self.sg:
            self.sg = sg
            self._since_s = now_s
        if on:
            self.why = R_MIN_OFF if sg == 1 else R_HEAT if sg == 2 else R_SG_BOOST if sg == 3 else R_SG_FORCE
        elif sg == 1:
            self.why = R_LIMIT_OFF if hard else R_SG_LOCK if safety else R_NO_DEMAND
        elif over:
            self.why = R_SG_OVER
        elif self.why != R_SG_OVER:
            self.why = R_MIN_ON
