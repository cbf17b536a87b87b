"""SG Ready in: two contacts of a sender, four states (BWP label 1.1): 1 locked, 2 normal, 3 recommended, 4 must run.

A lock acts at once; anything else after 2 s, and 2, 3 and 4 last ten minutes at least. A broken wire is normal. How
long and how often a lock may last is the sender's duty: beyond its budgets an energy manager is released, a grid
operator obeyed as long as the contact is closed; both are reported.
"""

from tandem.control.param_table import P_SG_BLOCKS, P_SG_DAY_MIN, P_SG_LOCK_W, P_SG_MAX_MIN, P_SG_SENDER
from tandem.ports.frame import CH_SG_1, CH_SG_2, IN_CH, IN_QUALITY, Q_GOOD
from tandem.ports.limits import LIMIT_ABSENT, LIMIT_NONE, LIMIT_SET
from tandem.ports.reasons import R_NONE, R_SG_BOOST, R_SG_LOCK, R_SG_OVER

_LOCK = 1
_NORMAL = 2
_RECOMMENDED = 3
_MUST_RUN = 4
_MANAGER = 1  # values of sg_sender
_OPERATOR = 2
_BOUNCE_S = 2
_DWELL_S = 600  # between 2, 3 and 4
_DAY_S = 86400
_NO_DAY = -2  # the local day 0 begins up to a day before 2000-01-01, so -1 is one
_NO_BUDGET = 1 << 29


class SgReady:
    """sg: state in force, 0 not fitted; left_s: time left to lock, -1 without a budget; over: beyond a budget now;
    boost 0 none, 1 recommended, 2 must run."""

    def __init__(self):
        self.hard = self.over = False
        self.state = self.value_w = self.why = self.sg = self.boost = self.boost_why = LIMIT_ABSENT
        self.left_s = -1
        self._locks = self._locked_s = self._day_s = 0  # of the day: how many, how long, when it began
        self._day = _NO_DAY  # its number, where the clock has told it
        self._tick_s = self._since_s = 0  # the last one; when the state in force was accepted
        self._shown = self._shown_s = 0  # by the contacts, since when

    def step(self, f, p, wall, now_s):
        """Read the contacts in input frame f; wall: this tick's wall time; now_s: uptime."""
        sender = p[P_SG_SENDER]
        self.state = self.boost = self.boost_why = R_NONE
        sg = self.sg
        if not sender:
            if sg:
                # Taken out of use: nothing is left of its days.
                self.sg = self._locks = self._locked_s = 0
                self._day = _NO_DAY
            self.why = R_NONE
            self.left_s = -1
            self.over = False
            return
        if sg == _LOCK:
            self._locked_s += now_s - self._tick_s
        elif not sg:
            sg = self.sg = self._shown = _NORMAL
            self._since_s = now_s - _DWELL_S
            if not (self._locks or self._locked_s):
                self._day_s = now_s
        self._tick_s = now_s
        # A new day: by the calendar, or a day's length after the last one began. A clock that only now tells which day
        # it is begins none.
        if wall.known:
            new = self._day != wall.day and self._day != _NO_DAY
            self._day = wall.day
        else:
            new = now_s - self._day_s >= _DAY_S
            if new:
                self._day = _NO_DAY
        if new:
            self._day_s = now_s
            self._locks = 1 if sg == _LOCK else 0
            self._locked_s = 0
        shown = _NORMAL
        if f[IN_CH + CH_SG_2] and f[IN_QUALITY + CH_SG_2] == Q_GOOD:
            shown = _RECOMMENDED
        if f[IN_CH + CH_SG_1] and f[IN_QUALITY + CH_SG_1] == Q_GOOD:
            shown = _LOCK if shown == _NORMAL else _MUST_RUN
        if shown != self._shown:
            self._shown = shown
            self._shown_s = now_s
        lasted_s = now_s - self._since_s
        if shown != sg and (
            shown == _LOCK or (now_s - self._shown_s >= _BOUNCE_S and (sg == _LOCK or lasted_s >= _DWELL_S))
        ):
            self._since_s = now_s
            lasted_s = 0
            self.why = R_NONE
            if shown == _LOCK:
                self._locks += 1
            sg = self.sg = shown
        left_s = _NO_BUDGET
        if p[P_SG_MAX_MIN]:
            left_s = p[P_SG_MAX_MIN] * 60
            if sg == _LOCK:
                left_s -= lasted_s
        if p[P_SG_DAY_MIN] and p[P_SG_DAY_MIN] * 60 - self._locked_s < left_s:
            left_s = p[P_SG_DAY_MIN] * 60 - self._locked_s
        over = left_s <= 0 or 0 < p[P_SG_BLOCKS] < self._locks
        if left_s < 0 or (sg != _LOCK and 0 < p[P_SG_BLOCKS] <= self._locks):
            left_s = 0
        self.left_s = left_s if left_s != _NO_BUDGET else -1
        self.over = over
        self.hard = sender == _OPERATOR
        self.state = LIMIT_NONE
        if sg == _LOCK:
            if over and sender == _MANAGER:
                self.why = R_SG_OVER  # once released, this lock stays so
            elif self.why != R_SG_OVER:
                self.why = R_SG_LOCK
                self.state = LIMIT_SET
                self.value_w = p[P_SG_LOCK_W]
        elif sg > _NORMAL:
            self.boost = sg - _NORMAL
            self.boost_why = R_SG_BOOST + sg - _RECOMMENDED

    def keep(self, row, at, now_s):
        """For the protective record: locks and locked seconds of the day, and its number or else its age."""
        row[at] = self._locks
        row[at + 1] = self._locked_s
        row[at + 2] = self._day if self._day != _NO_DAY else _NO_DAY + self._day_s - now_s
        return at + 3

    def restore(self, row, at):
        """At uptime zero; each number is cut to the bits that it can have."""
        self._locks = row[at] & 0xFFFF
        self._locked_s = row[at + 1] & 0x1FFFF
        day = row[at + 2]
        if day > _NO_DAY:
            self._day = day & 0x3FFFF
        else:
            self._day_s = -(_NO_DAY - day & 0x1FFFF)
        return at + 3
