"""Seeded random sequences of events for the limit machines, and what they come to, tick by tick.

An event is (kind, dt_s, data): after dt_s seconds something happens, and then the machine is ticked. Events say what
changes, not what everything is, so that a sequence stays meaningful when events are dropped from it; unfold() turns it
into the steps that machines are fed with. The same seed gives the same sequence everywhere. LPC has its own file.
"""

from collections import namedtuple
from random import Random

from par14a import DimParams
from sg_ready import SgParams

from tandem.ports.frame import Q_ABSENT, Q_FAULT, Q_GOOD, Q_OPEN, Q_SHORT

EVENTS = 50

# start: parameters at boot; events: as above.
Sequence = namedtuple("Sequence", "params clock events")
# What one event comes to. reboot: bool; params: new ones or None; args: of tick().
Step = namedtuple("Step", "kind reboot params args")

BAD = (Q_ABSENT, Q_OPEN, Q_SHORT, Q_FAULT, 9, -1)
BIG = (1 << 30) - 1
WAITS = ("wait seconds", "wait 10 s", "wait to a threshold", "wait hours")


def often(**weights):
    """A table to draw from evenly: each name as often as its weight; _ stands for a blank."""
    return tuple(name.replace("_", " ") for name, weight in weights.items() for _ in range(weight))


class Dice:
    """What the generators draw from. Times aim at thresholds counted from what happened before."""

    def __init__(self, seed, thresholds):
        self.roll = Random(seed).random
        self.thresholds = list(thresholds)
        self.now_s = 0
        self.marks = [0]

    def pick(self, table):
        """One of a table, each as likely."""
        return table[int(self.roll() * len(table))]

    def chance(self, share):
        """True in this share of all cases."""
        return self.roll() < share

    def step(self):
        """(seconds until the next event, kind of a mere wait of this length); the time is then counted as passed."""
        r = self.roll()
        if r < 0.36:
            dt, name = int(self.roll() * 4), 0
        elif r < 0.48:
            dt, name = 10, 1
        elif r < 0.56:
            dt, name = self.pick((55, 60, 65)), 0
        elif r < 0.95:
            since = self.pick(self.marks[-8:]) if r < 0.86 else self.now_s
            dt, name = since + self.pick(self.thresholds) + self.pick((-1, 0, 0, 1)) - self.now_s, 2
            if dt < 0:
                dt, name = 1, 0
        else:
            dt, name = self.pick((3600, 7200, 4 * 3600, 12 * 3600, 86399, 86400, 86401, 8 * 86400)), 3
        self.pass_time(dt)
        return dt, WAITS[name]

    def pass_time(self, dt):
        """Time goes on by dt seconds; the moment reached is one to count from."""
        self.now_s += dt
        self.marks.append(self.now_s)


# --- SG Ready ---------------------------------------------------------------------------------------------------------

SG_TABLE = {
    "sender": (1, 1, 1, 2, 2, 0),
    "lock_w": (0, 0, 1, 500, 4200),
    "max_min": (0, 1, 2, 15, 120),
    "day_min": (0, 1, 3, 15, 120, 360),
    "blocks": (0, 1, 2, 3),
}
SG_NAMES = tuple(SG_TABLE)
SG_CONTACTS = {"lock": (1, 0), "normal": (0, 0), "raised": (0, 1), "forced": (1, 1)}
SG_KINDS = often(
    lock=10, normal=6, raised=5, forced=5, bad_wire=3, wild_contact=1, wait=24, midnight=4, clock_lost=2,
    clock_back=2, clock_jump=1, offset=1, budget=3, sender=2, reboot=1,
)  # fmt: skip
SG_JUMPS = (1, -1, 60, -60, 1439, 1440, -1440, 20 * 525600, -13000000)


def sg_ready(seed, count=EVENTS):
    """A sequence for the SG Ready input."""
    dice = Dice(seed, (2, 2, 2, 600, 600, 60, 120, 180, 900, 7200, 86400))
    pick = dice.pick
    params = SgParams(*(pick(SG_TABLE[name]) for name in SG_NAMES))
    if dice.chance(0.8):
        params = params._replace(sender=pick((1, 1, 2)))
    local_s = 13000000 * 60 + int(dice.roll() * 86400)
    clock = (int(dice.chance(0.7)), local_s, pick((0, 60, 120)))
    local_s += clock[2] * 60
    events = []
    for _ in range(count):
        kind = pick(SG_KINDS)
        data = ()
        if kind == "midnight":
            dt = 86400 - (local_s + dice.now_s) % 86400 + pick((-61, -60, -1, 0, 1, 60))
            dt += 86400 if dt < 0 else 0
            dice.pass_time(dt)
        else:
            dt, wait = dice.step()
            if kind == "wait":
                kind = wait
            elif kind in SG_CONTACTS:
                one, two = SG_CONTACTS[kind]
                data = (one, Q_GOOD, two, Q_GOOD)
            elif kind == "bad wire":
                one, two = pick(((Q_GOOD, pick(BAD)), (pick(BAD), Q_GOOD), (pick(BAD), pick(BAD))))
                data = (pick((0, 1)), one, pick((0, 1)), two)
            elif kind == "wild contact":
                data = (pick((2, -1, BIG, 0)), Q_GOOD, pick((0, 1, 3, -BIG)), Q_GOOD)
            elif kind == "clock jump":
                data = (pick(SG_JUMPS),)
                local_s += data[0] * 60
            elif kind == "offset":
                data = (pick((0, 60, 120, -720)),)
            elif kind == "budget":
                name = pick(SG_NAMES[1:])
                data = (name, pick(SG_TABLE[name]))
            elif kind == "sender":
                data = ("sender", pick(SG_TABLE["sender"]))
        events.append((kind, dt, data))
    return Sequence(params, clock, events)


def unfold_sg_ready(sequence, events):
    """Steps of (some of) the events of a sequence."""
    params = sequence.params
    good, wall_s, offset = sequence.clock
    now = 0
    wires = (0, Q_GOOD, 0, Q_GOOD)
    steps = []
    for kind, dt, data in events:
        now += dt
        wall_s += dt
        reboot, changed = False, None
        if len(data) == 4:
            wires = data
        elif kind == "clock lost":
            good = 0
        elif kind == "clock back":
            good = 1
        elif kind == "clock jump":
            wall_s += data[0] * 60
        elif kind == "offset":
            offset = data[0]
        elif kind == "budget" or kind == "sender":
            changed = params = params._replace(**{data[0]: data[1]})
        elif kind == "reboot":
            reboot, now = True, dt % 3
        steps.append(Step(kind, reboot, changed, (now, *wires, good, wall_s // 60, offset)))
    return steps


# --- par. 14a ---------------------------------------------------------------------------------------------------------

DIM_TABLE = {
    "kind": (0, 1),
    "n": (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 99),
    "sum_w": (0, 1, 4200, 10999, 11000, 11001, 11004, 14000, 12347, 65535),
}
DIM_NAMES = tuple(DIM_TABLE)
DIM_KINDS = often(
    close=6, open=6, bad_contact_closed=3, bad_contact_open=3, wild_contact=1, ask=6, ask_low=4, ask_nothing=4,
    slot_absent=2, slot_lost=2, wild_slot=1, wait=6, device=5, use=3, reboot=2,
)  # fmt: skip
DIM_CONTACT = ("close", "open", "bad contact closed", "bad contact open", "wild contact")


def par14a(seed, count=EVENTS):
    """A sequence for dimming."""
    dice = Dice(seed, (60, 600))
    pick = dice.pick
    params = DimParams(pick((1, 1, 2, 2, 0)), *(pick(DIM_TABLE[name]) for name in DIM_NAMES))
    events = []
    for _ in range(count):
        kind = pick(DIM_KINDS)
        dt, wait = dice.step()
        data = ()
        if kind == "wait":
            kind = wait
        elif kind == "close":
            data = (1, Q_GOOD)
        elif kind == "open":
            data = (0, Q_GOOD)
        elif kind == "bad contact closed":
            data = (1, pick(BAD))
        elif kind == "bad contact open":
            data = (0, pick(BAD))
        elif kind == "wild contact":
            data = (pick((2, -1, BIG)), Q_GOOD)
        elif kind == "ask":
            data = (2, pick((4200, 4201, 5600, 10000, 24150, BIG)))
        elif kind == "ask low":
            data = (2, pick((0, 1, -1, 4199, -BIG)))
        elif kind == "ask nothing":
            data = (1, pick((0, 9000)))
        elif kind == "slot absent":
            data = (0, pick((0, 9000)))
        elif kind == "slot lost":
            data = (3, pick((0, 9000)))
        elif kind == "wild slot":
            data = (pick((-1, 4, BIG)), pick((0, 9000)))
        elif kind == "device":
            name = pick(DIM_NAMES)
            data = (name, pick(DIM_TABLE[name]))
        elif kind == "use":
            data = ("use", pick((0, 1, 1, 2, 2)))
        events.append((kind, dt, data))
    return Sequence(params, (), events)


def unfold_par14a(sequence, events):
    """Steps of (some of) the events of a sequence."""
    params = sequence.params
    now = 0
    contact, slot = (0, Q_GOOD), (0, 0)
    steps = []
    for kind, dt, data in events:
        now += dt
        reboot, changed = False, None
        if kind in DIM_CONTACT:
            contact = data
        elif kind == "device" or kind == "use":
            changed = params = params._replace(**{data[0]: data[1]})
        elif kind == "reboot":
            reboot, now = True, dt % 3
        elif data:
            slot = data
        steps.append(Step(kind, reboot, changed, (now, *contact, *slot)))
    return steps
