"""Deliberate faults of the models: each is one replacement in the source, and each must show in the sequences.

They stand for what a machine under test may get wrong: >= for >, a reset forgotten, an order changed, a unit mixed up.
"""

import types
from pathlib import Path

HERE = Path(__file__).resolve().parent

# (text that occurs once in the source, what stands there instead)
SG_READY = (
    # contacts
    ("c1 != 0 and q1 == Q_GOOD", "c1 != 0"),
    ("c2 != 0 and q2 == Q_GOOD", "c2 != 0"),
    ("c1 != 0 and q1 == Q_GOOD", "c1 == 1 and q1 == Q_GOOD"),
    ("c2 != 0 and q2 == Q_GOOD", "c2 > 0 and q2 == Q_GOOD"),
    ("MEANING = {(1, 0): LOCK, (0, 0): NORMAL, (0, 1)", "MEANING = {(0, 1): LOCK, (0, 0): NORMAL, (1, 0)"),
    ("< STEADY_S", "<= STEADY_S"),
    ("STEADY_S = 2", "STEADY_S = 1"),
    ("self._shown_since(now_s, shown) <", "self._in_force_since() <"),
    (">= DWELL_S", "> DWELL_S"),
    ("DWELL_S = 600", "DWELL_S = 599"),
    ("if before == LOCK:\n            return True", "if False:\n            return True"),  # dwell also after a lock
    ("        if shown == LOCK:\n            return True\n", ""),  # a lock waits too
    ("return LONG_AGO_S if state == NORMAL else since", "return since or 0"),  # dwell counted from boot
    ("            if moment.shown != shown:\n                break\n", ""),  # shown at any time is enough
    (
        "return now_s - self._in_force_since() >= DWELL_S",
        "return shown == NORMAL or now_s - self._in_force_since() >= 600",
    ),
    ("return now_s - self._in_force_since() >= DWELL_S", "return FORCED in (before, shown)"),
    ("return now_s - self._in_force_since() >= DWELL_S", "return now_s - self._shown_since(now_s, shown) >= 600"),
    # days
    ("Day(index, now_s, None)", "Day(index, today.began_s + DAY_S, None)"),
    ("today._replace(number=number)", "today._replace(number=number, began_s=now_s)"),
    (
        "        if number is None:\n",
        "        if number is None:\n            self.days[-1] = today._replace(number=None)\n",
    ),
    ("if now_s - today.began_s >= DAY_S", "if now_s - today.began_s > DAY_S"),
    ("(wall_min + offset_min) // DAY_MIN", "wall_min // DAY_MIN"),
    ("if clock_good and wall_min > 0 else None", "if True else None"),
    ("self.days[-1] = today._replace(number=number)", "self.days.append(Day(index, now_s, number))"),
    ("today.number != number", "number > today.number"),  # a clock set back begins no day
    ("self.days.append(Day(index, now_s, None))", "self.days.append(Day(index, now_s, today.number))"),
    ("self.days[-1] = today._replace(number=number)", "pass"),  # never takes the number
    ("number is None:\n            if", "number is None or True:\n            if"),  # uptime alone counts
    # locks
    ("        if before == LOCK:\n            count += 1\n", ""),  # a lock over midnight is forgotten
    ("if moment.state == LOCK and before != LOCK:", "if moment.state == LOCK:"),
    ("first = self.days[-1].first", "first = 0"),
    ("self.history[self.days[-1].first :]", "self.history"),
    ("if one.state == LOCK:\n                total", "if next_one.state == LOCK:\n                total"),
    ("if one.state == LOCK:\n                total", "if one.shown == LOCK:\n                total"),
    ("if one.state == LOCK:\n", "if one.state == LOCK and not one.released:\n"),
    (
        "        if before == LOCK:\n            count += 1",
        "        if before == LOCK == self.history[first].state:\n            count += 1",
    ),
    ("self.history[self.days[-1].first :]", "self.history[max(0, self.days[-1].first - 1) :]"),
    # budgets
    ("self._in_force_since() >= p.max_min * 60", "self._in_force_since() > p.max_min * 60"),
    ("self._locked_today_s() >= p.day_min * 60", "self._locked_today_s() > p.day_min * 60"),
    ("self._locks_today() > p.blocks", "self._locks_today() >= p.blocks"),
    ("p.max_min and self._state() == LOCK and now_s", "p.max_min and now_s"),
    ("too_long = p.max_min and", "too_long ="),
    ("too_much = p.day_min and", "too_much ="),
    ("too_many = p.blocks and", "too_many ="),
    ("bool(too_long or too_much or too_many)", "bool(too_long or too_much)"),
    ("bool(too_long or too_much or too_many)", "bool(too_long or (too_much and too_many))"),
    # release
    ("over and p.sender == ENERGY_MANAGER", "over"),
    ("over and p.sender == ENERGY_MANAGER", "over and p.sender == GRID_OPERATOR"),
    ("limited = state == LOCK and not self._released()", "limited = state == LOCK and not self.history[-1].released"),
    ("            if moment.state != LOCK:\n                return False\n", ""),  # the next lock is released as well
    ("limited = state == LOCK and not self._released()", "limited = state == LOCK"),
    (
        "            if moment.released:\n",
        "            if moment.released and moment.now_s >= self.days[-1].began_s:\n",
    ),
    ("and not self._released()", "and not (p.sender == ENERGY_MANAGER and self._released())"),
    # result
    ("value_w=p.lock_w if limited", "value_w=0 if limited"),
    ("hard=int(p.sender == GRID_OPERATOR)", "hard=int(p.sender == ENERGY_MANAGER)"),
    ("RAISED: 1, FORCED: 2", "RAISED: 2, FORCED: 1"),
    ("not locked and self._locks_today() >= p.blocks", "self._locks_today() >= p.blocks"),
    ("not locked and self._locks_today() >= p.blocks", "not locked and self._locks_today() > p.blocks"),
    ("max(0, min(left)) if left", "min(left) if left"),
    ("max(0, min(left)) if left", "max(0, max(left)) if left"),
    ("if left else -1", "if left else 0"),
    ("(now_s - self._in_force_since() if locked else 0)", "0"),
    ("            self.reboot()\n            return NOT", "            return NOT"),  # frozen while not fitted
)

LPC = (
    # heartbeat
    ("now_s - self.beats[-1] <= BEAT_S", "now_s - self.beats[-1] < BEAT_S"),
    ("\nBEAT_S = 120", "\nBEAT_S = 121"),
    ("return bool(self.beats) and now_s - self.beats[-1] <= BEAT_S", "return bool(self.beats)"),  # for ever alive
    ("if began - beat > BEAT_S", "if began - beat >= BEAT_S"),
    ("            if began - beat > BEAT_S:\n                break\n", ""),
    ("            if beat:\n", "            if beat or write:\n"),  # a write is a heartbeat too
    ("beat, write, config = (new != old", "beat, write, config = (new > old"),
    ("(now_s, INIT))\n        else:\n", "(now_s, INIT))\n            self.seen = (0, 0, 0)\n        if True:\n"),
    # writes
    ("if not self.alive(now_s):\n            return A_NO_BEAT", "if False:\n            return A_NO_BEAT"),
    ("if not self.alive(now_s):\n            return A_NO_BEAT", "if not self.beats:\n            return A_NO_BEAT"),
    ("if active and not (0 <= value_w <= MAX_W", "if active and not (value_w <= MAX_W"),  # negative limits
    ("if active and not (0 <= value_w <= MAX_W", "if active and not (0 < value_w <= MAX_W"),  # 0 W refused
    ("if active and not (0 <= value_w <= MAX_W", "if active and not (0 <= value_w < MAX_W"),
    ("if active and not (0 <= value_w", "if not (0 <= value_w"),
    ("and 0 <= duration_s <= MAX_DURATION_S", "and 0 <= duration_s < MAX_DURATION_S"),
    ("and 0 <= duration_s <= MAX_DURATION_S", "and duration_s <= MAX_DURATION_S"),
    ("and 0 <= duration_s <= MAX_DURATION_S", ""),
    ("        if active:\n            self._enter", "        if active == 1:\n            self._enter"),
    (
        "            self._enter(now_s, LIMITED)\n            self.limit = Write(now_s,",
        "            old = self.limit\n            self._enter(now_s, LIMITED)\n"
        "            self.limit = Write(old.time_s if old else now_s,",  # a limit written again ends as the first
    ),
    ("and now_s - self.entered[-1][0] >=", "and now_s - self.entered[-2][0] >="),  # counted from the state before
    ("            self._enter(now_s, LIMITED)", "            self._enter(now_s, LIMITED if value_w else CONTROLLED)"),
    ("self.limit = Write(now_s,", "self.limit = Write(self.beats[-1],"),
    (
        "        else:\n            self._enter",
        "        elif self.limit:\n            self._enter",
    ),  # only ends a limit
    (
        "            return A_RANGE\n        if not self.alive(now_s):\n            return A_NO_BEAT\n",
        "            return A_RANGE if self.alive(now_s) else A_NO_BEAT\n"
        "        if not self.alive(now_s):\n            return A_NO_BEAT\n",
    ),
    (
        "            if beat:\n                self.beats.append(now_s)\n            if write:\n                "
        "answer = self._write(now_s, active, value_w, duration_s)\n",
        "            if write:\n                answer = self._write(now_s, active, value_w, duration_s)\n"
        "            if beat:\n                self.beats.append(now_s)\n",
    ),
    (
        "            if config:\n",
        "            if self.state() in (CONTROLLED, LIMITED) and self.lost(now_s):\n"
        "                self._enter(now_s, FAILSAFE)\n            if config:\n",  # timers before events
    ),
    # end of a limit
    ("return self.limit.duration_s != 0 and", "return"),  # without a duration it ends at once
    (">= self.limit.duration_s", "> self.limit.duration_s"),
    (">= self.limit.duration_s", ">= self.limit.duration_s * 60"),
    ("[(Lpc.lost, FAILSAFE), (Lpc.ended, CONTROLLED)]", "[(Lpc.ended, CONTROLLED), (Lpc.lost, FAILSAFE)]"),
    ("[(Lpc.lost, FAILSAFE), (Lpc.ended, CONTROLLED)]", "[(Lpc.lost, FAILSAFE)]"),
    ("[(Lpc.lost, FAILSAFE), (Lpc.ended, CONTROLLED)]", "[(Lpc.ended, CONTROLLED)]"),
    ("[(Lpc.lost, FAILSAFE), (Lpc.ended, CONTROLLED)]", "[(Lpc.lost, FAILSAFE), (Lpc.ended, AUTONOMOUS)]"),
    ("CONTROLLED: [(Lpc.lost, FAILSAFE)]", "CONTROLLED: []"),
    # silence
    ("return self.params.silent and not self.alive(now_s)", "return not self.alive(now_s)"),  # free after a long outage
    ("self.silent(now_s) and now_s - self.entered", "self.params.silent and now_s - self.entered"),
    (">= self.failsafe()[1]", "> self.failsafe()[1]"),
    ("self.entered[-1][0] >= self.failsafe()[1]", "self.beats[-1] >= self.failsafe()[1]"),
    (">= self.failsafe()[1]", ">= self.params.safe_min * 60"),
    ("return self.params.silent and self.alive(now_s)", "return self.alive(now_s)"),
    ("self._stretch_began_s() > GRACE_S", "self._stretch_began_s() >= GRACE_S"),
    ("self._stretch_began_s() > GRACE_S", "self.entered[-1][0] > GRACE_S"),
    ("self._stretch_began_s() > GRACE_S", "self.beats[-1] > GRACE_S"),
    ("[(Lpc.lost_for_long, AUTONOMOUS), (Lpc.back", "[(Lpc.back"),
    (", (Lpc.back_without_word, AUTONOMOUS)]", "]"),  # failsafe is never left
    (", (Lpc.back_without_word, AUTONOMOUS)]", ", (Lpc.alive, CONTROLLED)]"),  # left on a heartbeat alone
    ("AUTONOMOUS: []", "AUTONOMOUS: [(Lpc.alive, CONTROLLED)]"),
    ("return self.params.silent and now_s - self.boot_s", "return now_s - self.boot_s"),
    ("self.boot_s > GRACE_S", "self.boot_s >= GRACE_S"),
    ("INIT: [(Lpc.never_led, AUTONOMOUS)]", "INIT: [(Lpc.never_led, FAILSAFE)]"),
    ("INIT: [(Lpc.never_led, AUTONOMOUS)]", "INIT: []"),
    ("return self.params.silent and now_s - self.boot_s", "return self.silent(now_s) and now_s - self.boot_s"),
    # failsafe values
    (
        "            return A_RANGE\n        self.kept",
        "            return A_RANGE if safe_s else A_OK\n        self.kept",
    ),
    (
        "if not 0 <= safe_w <= MAX_W or",
        "if 0 <= safe_w <= MAX_W:\n            self.kept = (safe_w, self.failsafe()[1])\n"
        "        if not 0 <= safe_w <= MAX_W or",
    ),  # half a bad write
    ("0 <= safe_w <= MAX_W", "0 < safe_w <= MAX_W"),
    ("0 <= safe_w <= MAX_W", "0 <= safe_w"),
    ("SAFE_S[0] <= safe_s <=", "SAFE_S[0] < safe_s <="),
    ("<= safe_s <= SAFE_S[1]", "<= safe_s < SAFE_S[1]"),
    ("        self.kept = (safe_w, safe_s)\n", ""),
    ("        self.boot_s = None\n", "        self.boot_s = None\n        self.kept = None\n"),  # lost at a reboot
    ("return self.kept or (self", "return self.kept if self.kept and self.kept[0] else (self"),  # 0 W forgotten
    ("            if config:\n", "            if config and self.alive(now_s):\n"),
    ("self.params.safe_min * 60)", "self.params.safe_min)"),
    # result
    ("if state in (INIT, LIMITED, FAILSAFE)", "if state in (LIMITED, FAILSAFE)"),
    ("if state == LIMITED else", "if self.limit else 0 if state == INIT else"),
    ("            self.reboot()\n            return NOT", "            return NOT"),  # frozen while not in use
    ("        self.seen = numbers\n", "        self.seen = self.seen or numbers\n"),
)

PAR14A = (
    ("if sum_w <= LARGE_W", "if sum_w < LARGE_W"),
    ("LARGE_W = 11000", "LARGE_W = 11001"),
    ("Fraction(2, 5)", "Fraction(3, 10)"),
    ("int(LARGE_SHARE * sum_w)", "-int(-LARGE_SHARE * sum_w // 1)"),  # rounded up
    ("int(LARGE_SHARE * sum_w)", "max(4201, int(LARGE_SHARE * (sum_w - 1)))"),
    ("own = DEVICE_W if sum_w <= LARGE_W else", "own ="),
    ("DEVICE_W if sum_w <= LARGE_W else int(LARGE_SHARE * sum_w)", "DEVICE_W"),
    ("DEVICE_W if sum_w", "min(sum_w, DEVICE_W) if sum_w"),  # a small device gets less
    ("if kind != ENERGY_MANAGER or n == 1", "if n == 1"),
    ("if kind != ENERGY_MANAGER or n == 1", "if kind == ENERGY_MANAGER or n == 1"),
    ("int((n - 1) *", "int(n *"),
    ("(n - 1) * Fraction(GZF[min(n, 9)], 100)", "(n - 1)"),
    ("min(n, 9)", "min(n, 8)"),
    ("2: 80, 3", "2: 85, 3"),  # printed so on one page
    ("3: 75", "3: 74"),
    ("4: 70", "4: 65"),
    ("5: 65", "5: 66"),
    ("6: 60", "6: 65"),
    ("7: 55", "7: 50"),
    ("8: 50", "8: 45"),
    ("9: 45", "9: 40"),
    ("100) * DEVICE_W)", "100) * own)"),
    ("self.heard.append(0 if contact else None)", "self.heard.append(None if contact else 0)"),
    ("self.heard.append(0 if contact else None)", "self.heard.append(0 if contact == 1 else None)"),
    ("self.heard.append(0 if contact else None)", "self.heard.append(0 if contact > 0 else None)"),
    ("        if quality == Q_GOOD:\n", "        if True:\n"),
    ("        if quality == Q_GOOD:\n", "        self.heard += [None]\n        if quality == Q_GOOD:\n"),  # bad = open
    ("        if quality == Q_GOOD:\n", "        if quality:\n"),
    ("self.heard = [None]", "self.heard = [0]"),  # closed at boot
    ("            self.heard = [None]\n", "            self.heard = self.heard or [None]\n"),
    ("        self.use = None  #", "        if hasattr(self, 'use'):\n            return\n        self.use = None  #"),
    ("if slot_state == LIMIT_LOST", "if slot_state != LIMIT_SET"),
    ("LIMIT_LOST:\n            return", "LIMIT_LOST:\n            pass"),
    ("if slot_state != LIMIT_SET", "if slot_state < LIMIT_SET"),
    ("self.said.append(slot_w)", "self.said.append(slot_w or None)"),  # 0 W taken for no limit
    ("0 <= slot_w <= MOST_W", "slot_w <= MOST_W"),
    ("0 <= slot_w <= MOST_W", "0 <= slot_w"),
    ("elif self.said[-1] is None", "else"),  # nonsense ends what was in force
    ("SAFE_W = 4200", "SAFE_W = 420000"),
    ("max(asked, pmin_w(p.kind, p.n, p.sum_w))", "pmin_w(p.kind, p.n, p.sum_w)"),
    ("max(asked, pmin_w(p.kind, p.n, p.sum_w))", "asked or pmin_w(p.kind, p.n, p.sum_w)"),
    ("max(asked, pmin_w(p.kind, p.n, p.sum_w))", "max(asked, 4200)"),
    ("max(asked, pmin_w(p.kind, p.n, p.sum_w))", "min(asked, pmin_w(p.kind, p.n, p.sum_w))"),
    ("min(granted, MOST_W), 1,", "min(granted, MOST_W), 0,"),
    ("DimResult(LIMIT_NONE, 0, 1, ref)", "DimResult(LIMIT_ABSENT, 0, 1, ref)"),
    ("REF_LOADS if p.kind", "REF_DEVICE if p.kind"),
    ("            return NOT_USED", "            return DimResult(LIMIT_NONE, 0, 0, 0)"),
)

MUTANTS = {"sg_ready": SG_READY, "lpc": LPC, "par14a": PAR14A}


def mutant_of(model, old, new):
    """The class of a model with one text of its module replaced."""
    source = (HERE / f"{model.__module__}.py").read_text()
    if source.count(old) != 1:
        raise ValueError(f"{old!r} occurs {source.count(old)} times in {model.__module__}.py")
    changed = types.ModuleType(f"{model.__module__}_mutant")
    exec(compile(source.replace(old, new), f"{model.__module__} with {new!r}", "exec"), changed.__dict__)
    return getattr(changed, model.__name__)
