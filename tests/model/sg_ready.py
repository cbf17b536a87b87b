"""Reference model of the SG Ready input: what two contacts of a sender mean (BWP label v1.1, states 1 to 4).

Written from the specification alone, as the oracle of the firmware's machine. It keeps its whole history and works
everything out of it again at each tick, so that no counter can be forgotten: slow, long in memory, easy to judge.

How the specification is read where it leaves a choice:
- A contact is closed when its value is not 0 and its quality is Q_GOOD.
- One tick goes in this order: the time that passed (locked seconds of the state in force until now), then the day,
  then the contacts, then the budgets. So the seconds between the last tick of a day and the first of the next count to
  the day that ended; a lock in force until the first tick of a new day is a lock of that day, though it end there.
- Any other number of the calendar day than the known one is a new day, clocks set back included. When no number is
  known (no good clock since boot, or the day was begun by uptime), the first good clock names the day that runs and
  begins none. A day that began by the calendar began at the tick that saw it first, for the 86400 s of uptime too.
- Exceeded is judged at every tick, also without a lock; the length of a lock only during one.
- The release stays for the lock, also when sender or budgets change meanwhile; sender 0 ends everything.
- A remaining time is never negative. Locks used up count for left_s only when sg_blocks is not 0.
- A clock before the year 2000 is not good.
- Sender 0 means as after boot, for as long as it lasts: nothing is counted, and boost is 0.
- Nothing is kept through a reboot.
"""

from collections import namedtuple

from tandem.ports.frame import Q_GOOD
from tandem.ports.limits import LIMIT_ABSENT, LIMIT_NONE, LIMIT_SET

# sender: 0 not fitted, 1 energy manager, 2 grid operator; lock_w: W, 0 = off; max_min, day_min: minutes, 0 = none;
# blocks: locks per day, 0 = none.
SgParams = namedtuple("SgParams", "sender lock_w max_min day_min blocks", defaults=(1, 0, 120, 120, 3))

# state: 1..4; limit: LIMIT_*; value_w: only when LIMIT_SET, else 0; hard, over: 0 or 1; boost: 0..2; left_s: -1 none.
# When the limit is LIMIT_ABSENT all others are 0.
SgResult = namedtuple("SgResult", "state limit value_w hard boost over left_s")
NOT_FITTED = SgResult(0, LIMIT_ABSENT, 0, 0, 0, 0, 0)

LOCK, NORMAL, RAISED, FORCED = 1, 2, 3, 4
MEANING = {(1, 0): LOCK, (0, 0): NORMAL, (0, 1): RAISED, (1, 1): FORCED}
BOOST = {LOCK: 0, NORMAL: 0, RAISED: 1, FORCED: 2}

STEADY_S = 2
DWELL_S = 600
DAY_S = 86400
DAY_MIN = 1440
LONG_AGO_S = -1000000000

GRID_OPERATOR = 2
ENERGY_MANAGER = 1

# One tick as it was: time, state the contacts showed, state in force from here on, whether it released the lock.
Moment = namedtuple("Moment", "now_s shown state released")
# first: index of the day's first moment; began_s: its time; number: of the calendar, None when not known.
Day = namedtuple("Day", "first began_s number")


class SgReady:
    """One input with its budgets. Set ``params`` at any time; they count from the next tick."""

    def __init__(self, params):
        self.params = params
        self.reboot()

    def reboot(self):
        """As after power came back."""
        self.history = []
        self.days = []

    def set_params(self, params):
        """Take other parameters from the next tick on."""
        self.params = params

    def tick(self, now_s, c1, q1, c2, q2, clock_good, wall_min, offset_min):
        """now_s: uptime, s; c: contact, q: its quality; wall_min: minutes UTC; offset_min: local minus UTC."""
        p = self.params
        if p.sender == 0:
            self.reboot()
            return NOT_FITTED
        self._see_day(now_s, (wall_min + offset_min) // DAY_MIN if clock_good and wall_min > 0 else None)
        shown = MEANING[int(c1 != 0 and q1 == Q_GOOD), int(c2 != 0 and q2 == Q_GOOD)]
        before = self._state()
        state = shown if self._accepts(now_s, before, shown) else before
        self.history.append(Moment(now_s, shown, state, False))

        over = self._over(now_s)
        if state == LOCK and over and p.sender == ENERGY_MANAGER:
            self.history[-1] = Moment(now_s, shown, state, True)
        limited = state == LOCK and not self._released()
        return SgResult(
            state=state,
            limit=LIMIT_SET if limited else LIMIT_NONE,
            value_w=p.lock_w if limited else 0,
            hard=int(p.sender == GRID_OPERATOR),
            boost=BOOST[state],
            over=int(over),
            left_s=self._left_s(now_s),
        )

    # --- contacts ---------------------------------------------------------------------------------------------------

    def _state(self):
        return self.history[-1].state if self.history else NORMAL

    def _accepts(self, now_s, before, shown):
        """Does the state that the contacts show replace the one in force?"""
        if shown == before:
            return False
        if shown == LOCK:
            return True
        if now_s - self._shown_since(now_s, shown) < STEADY_S:
            return False
        if before == LOCK:
            return True
        return now_s - self._in_force_since() >= DWELL_S

    def _shown_since(self, now_s, shown):
        """Time of the first of the unbroken row of ticks, up to this one, that showed the same."""
        since = now_s
        for moment in reversed(self.history):
            if moment.shown != shown:
                break
            since = moment.now_s
        return since

    def _in_force_since(self):
        """When the state in force was accepted; the state of the boot has been there for ever."""
        state = self._state()
        since = None
        for moment in reversed(self.history):
            if moment.state != state:
                return since
            since = moment.now_s
        return LONG_AGO_S if state == NORMAL else since

    # --- days and locks ---------------------------------------------------------------------------------------------

    def _see_day(self, now_s, number):
        """Begin a day at the tick under way when it is another one. number: of the calendar, None without a clock."""
        index = len(self.history)
        if not self.days:
            self.days.append(Day(index, now_s, number))
            return
        today = self.days[-1]
        if number is None:
            if now_s - today.began_s >= DAY_S:
                self.days.append(Day(index, now_s, None))
        elif today.number is None:
            self.days[-1] = today._replace(number=number)
        elif today.number != number:
            self.days.append(Day(index, now_s, number))

    def _locks_today(self):
        """Locks that began today, and the one that was in force when today began."""
        count = 0
        first = self.days[-1].first
        before = self.history[first - 1].state if first else NORMAL
        if before == LOCK:
            count += 1
        for moment in self.history[first:]:
            if moment.state == LOCK and before != LOCK:
                count += 1
            before = moment.state
        return count

    def _locked_today_s(self):
        """Seconds between two ticks of today with a lock in force at the first of them."""
        total = 0
        today = self.history[self.days[-1].first :]
        for one, next_one in zip(today, today[1:]):
            if one.state == LOCK:
                total += next_one.now_s - one.now_s
        return total

    def _released(self):
        """Was the lock in force released at this or an earlier tick of it?"""
        for moment in reversed(self.history):
            if moment.state != LOCK:
                return False
            if moment.released:
                return True
        return False

    # --- budgets ----------------------------------------------------------------------------------------------------

    def _over(self, now_s):
        p = self.params
        too_long = p.max_min and self._state() == LOCK and now_s - self._in_force_since() >= p.max_min * 60
        too_much = p.day_min and self._locked_today_s() >= p.day_min * 60
        too_many = p.blocks and self._locks_today() > p.blocks
        return bool(too_long or too_much or too_many)

    def _left_s(self, now_s):
        p = self.params
        locked = self._state() == LOCK
        if p.blocks and not locked and self._locks_today() >= p.blocks:
            return 0
        left = []
        if p.max_min:
            left.append(p.max_min * 60 - (now_s - self._in_force_since() if locked else 0))
        if p.day_min:
            left.append(p.day_min * 60 - self._locked_today_s())
        return max(0, min(left)) if left else -1
