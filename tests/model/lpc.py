"""Reference model of the controllable system of EEBUS LPC 1.0.0, seen through the neutral interface.

Written from the specification alone, as the oracle of the firmware's machine. Heartbeats and states are kept as lists
since boot and questions are answered from them; what time alone does is one table of rows (TIMED).

How the specification is read where it leaves a choice:
- "Boot" is the first tick; it only takes the sequence numbers. now_s - boot counts from it.
- lpc_use 0 means as after boot, for as long as it lasts: events are not looked at and not made up for later, and the
  tick that finds it 1 again is a first tick. Written failsafe values stay.
- Timers fire at most once a tick, after the events. A heartbeat in the same tick in which the last one became too
  old keeps the state (events come before timers), and begins a new alive stretch.
- The entry of FAILSAFE is the tick that found it.
- There is an answer to a limit write and another to a config write, each only at the tick of the event, else A_NONE.
- active: anything but 0. A deactivated write is judged for NO_BEAT only.
- A config write replaces both failsafe values for good; then the factory parameters no longer matter.
"""

from collections import namedtuple

from tandem.ports.limits import LIMIT_ABSENT, LIMIT_NONE, LIMIT_SET

# use: 0, 1; safe_w: W; safe_min: minutes; silent: 0 keeps the failsafe limit, 1 may become autonomous.
LpcParams = namedtuple("LpcParams", "use safe_w safe_min silent", defaults=(1, 4200, 120, 0))

# state: below; limit: LIMIT_*; value_w: only when LIMIT_SET, else 0; hard: 0 or 1; answers: A_*.
# When the limit is LIMIT_ABSENT all others are 0.
LpcResult = namedtuple("LpcResult", "state limit value_w hard answer config_answer")

INIT, CONTROLLED, LIMITED, FAILSAFE, AUTONOMOUS = 1, 2, 3, 4, 5
A_NONE, A_OK, A_RANGE, A_NO_BEAT = 0, 1, 2, 3
NOT_USED = LpcResult(0, LIMIT_ABSENT, 0, 0, A_NONE, A_NONE)

BEAT_S = 120  # LPC-031, LPC-911
GRACE_S = 120  # LPC-906, LPC-921
MAX_W = 100000
MAX_DURATION_S = 7 * 86400
SAFE_S = (7200, 86400)  # LPC-022

Write = namedtuple("Write", "time_s value_w duration_s")


class Lpc:
    """One controllable system. reboot() keeps what a config write set, as a board's flash does."""

    def __init__(self, params):
        self.params = params
        self.kept = None  # (safe_w, safe_s) of the last good config write
        self.reboot()

    def reboot(self):
        """As after power came back."""
        self.now_s = None
        self.boot_s = None
        self.seen = None  # numbers of the tick before: heartbeat, write, config
        self.beats = []  # times of all heartbeats
        self.entered = []  # (time, state) of all changes
        self.limit = None  # Write in force, only in LIMITED

    def set_params(self, params):
        """Take other parameters from the next tick on."""
        self.params = params

    def tick(self, now_s, beat_seq, write_seq, active, value_w, duration_s, config_seq, safe_w, safe_s):
        """now_s: uptime, s; *_seq: another number than before means that it happened; the rest: what was written."""
        if not self.params.use:
            self.reboot()
            return NOT_USED
        self.now_s = now_s
        numbers = (beat_seq, write_seq, config_seq)
        answer = config_answer = A_NONE
        if self.seen is None:
            self.boot_s = now_s
            self.entered.append((now_s, INIT))
        else:
            beat, write, config = (new != old for new, old in zip(numbers, self.seen))
            if config:
                config_answer = self._configure(safe_w, safe_s)
            if beat:
                self.beats.append(now_s)
            if write:
                answer = self._write(now_s, active, value_w, duration_s)
        self.seen = numbers
        for condition, target in TIMED[self.state()]:
            if condition(self, now_s):
                self._enter(now_s, target)
                break
        return self._result(answer, config_answer)

    def state(self):
        """State in force."""
        return self.entered[-1][1]

    # --- events -----------------------------------------------------------------------------------------------------

    def _configure(self, safe_w, safe_s):
        if not 0 <= safe_w <= MAX_W or not SAFE_S[0] <= safe_s <= SAFE_S[1]:
            return A_RANGE
        self.kept = (safe_w, safe_s)
        return A_OK

    def _write(self, now_s, active, value_w, duration_s):
        if active and not (0 <= value_w <= MAX_W and 0 <= duration_s <= MAX_DURATION_S):
            return A_RANGE
        if not self.alive(now_s):
            return A_NO_BEAT
        if active:
            self._enter(now_s, LIMITED)
            self.limit = Write(now_s, value_w, duration_s)
        else:
            self._enter(now_s, CONTROLLED)
        return A_OK

    def _enter(self, now_s, state):
        self.entered.append((now_s, state))
        self.limit = None

    # --- questions to the history -----------------------------------------------------------------------------------

    def alive(self, now_s):
        """Is the last heartbeat recent?"""
        return bool(self.beats) and now_s - self.beats[-1] <= BEAT_S

    def silent(self, now_s):
        """No recent heartbeat, and silence may end in autonomy."""
        return self.params.silent and not self.alive(now_s)

    def lost(self, now_s):
        """LPC-911, LPC-912."""
        return not self.alive(now_s)

    def ended(self, now_s):
        """LPC-914; without a duration a limit has no end."""
        return self.limit.duration_s != 0 and now_s - self.limit.time_s >= self.limit.duration_s

    def never_led(self, now_s):
        """LPC-906."""
        return self.params.silent and now_s - self.boot_s > GRACE_S

    def lost_for_long(self, now_s):
        """LPC-922."""
        return self.silent(now_s) and now_s - self.entered[-1][0] >= self.failsafe()[1]

    def back_without_word(self, now_s):
        """LPC-921: heartbeats are back for a while, but no write followed."""
        return self.params.silent and self.alive(now_s) and now_s - self._stretch_began_s() > GRACE_S

    def _stretch_began_s(self):
        """First heartbeat of the unbroken row that ends with the last one."""
        began = self.beats[-1]
        for beat in reversed(self.beats):
            if began - beat > BEAT_S:
                break
            began = beat
        return began

    def failsafe(self):
        """(W, s) in force."""
        return self.kept or (self.params.safe_w, self.params.safe_min * 60)

    def _result(self, answer, config_answer):
        state = self.state()
        limit = LIMIT_SET if state in (INIT, LIMITED, FAILSAFE) else LIMIT_NONE
        value = 0
        if limit == LIMIT_SET:
            value = self.limit.value_w if state == LIMITED else self.failsafe()[0]
        return LpcResult(state, limit, value, 1, answer, config_answer)


# What time alone does: for each state the conditions in the order in which they win, and where they lead.
TIMED = {
    INIT: [(Lpc.never_led, AUTONOMOUS)],
    CONTROLLED: [(Lpc.lost, FAILSAFE)],
    LIMITED: [(Lpc.lost, FAILSAFE), (Lpc.ended, CONTROLLED)],
    FAILSAFE: [(Lpc.lost_for_long, AUTONOMOUS), (Lpc.back_without_word, AUTONOMOUS)],
    AUTONOMOUS: [],
}
