"""Seeded random sequences of events for LPC; see sequences.py."""

from lpc import LpcParams
from sequences import BIG, EVENTS, WAITS, Dice, Sequence, Step, often

LPC_TABLE = {"safe_w": (0, 1, 4200, 4200, 65535), "safe_min": (120, 120, 121, 180, 1440), "silent": (0, 1, 1)}
LPC_NAMES = tuple(LPC_TABLE)
LPC_KINDS = often(
    wait=20, beat=22, limit=5, limit_after_beat=6, release=2, release_after_beat=3, release_with_rubbish=1,
    bad_watts=2, bad_watts_after_beat=1, bad_duration=2, bad_duration_after_beat=1, failsafe=2, bad_failsafe=2,
    all_at_once=2, no_news=2, factory=2, use=1, reboot=1,
)  # fmt: skip
WATTS = (0, 0, 1, 500, 4200, 10000, 99999, 100000)
BAD_WATTS = (-1, 100001, -4200, BIG, -BIG)
DURATIONS = (0, 0, 0, 1, 2, 60, 119, 120, 121, 600, 7200, 86400 * 7)
BAD_DURATIONS = (-1, 86400 * 7 + 1, BIG, -BIG)
SAFE_W = (0, 1, 4200, 8000, 100000)
SAFE_S = (7200, 7200, 7201, 10800, 86400)
BAD_SAFE = ((-1, 7200), (100001, 7200), (4200, 7199), (4200, 86401), (-BIG, 0), (BIG, BIG), (4200, 0), (4200, -1))
JUMPS = (1, 1, 1, 1, -1, 2, 65535)

# data of an event: (config?, beat?, write?, active, value_w, duration_s, safe_w, safe_s, step of the numbers)
LPC_DOES = {
    "beat": (0, 1, 0),
    "limit": (0, 0, 1),
    "limit after beat": (0, 1, 1),
    "release": (0, 0, 1),
    "release after beat": (0, 1, 1),
    "release with rubbish": (0, 0, 1),
    "bad watts": (0, 0, 1),
    "bad watts after beat": (0, 1, 1),
    "bad duration": (0, 0, 1),
    "bad duration after beat": (0, 1, 1),
    "failsafe": (1, 0, 0),
    "bad failsafe": (1, 0, 0),
    "all at once": (1, 1, 1),
    "no news": (0, 0, 0),
}


def lpc(seed, count=EVENTS):
    """A sequence for LPC. A third of them have a sender whose heartbeat is hardly ever late."""
    dice = Dice(seed, (120, 120, 120, 120, 60, 7200, 7200, 7201, 7260, 10800, 86400))
    pick = dice.pick
    params = LpcParams(int(dice.chance(0.95)), *(pick(LPC_TABLE[name]) for name in LPC_NAMES))
    steady = dice.chance(0.35)
    beat_s = 0
    events = []
    for _ in range(count):
        kind = pick(LPC_KINDS)
        dt, wait = dice.step()
        if steady and dice.now_s - beat_s > 120 and dice.chance(0.9):
            late = dice.now_s - beat_s
            dice.now_s -= dt
            dt = max(0, dt - late + pick((60, 119, 120, 120)))
            dice.marks[-1] = dice.now_s = dice.now_s + dt
            if kind != "reboot":
                kind, wait = "beat", WAITS[0]
        data = ()
        if kind == "wait":
            kind = wait
        elif kind in LPC_DOES:
            data = _lpc_data(kind, dice)
            if data[1]:
                beat_s = dice.now_s
        elif kind == "factory":
            name = pick(LPC_NAMES)
            data = (name, pick(LPC_TABLE[name]))
        elif kind == "use":
            data = ("use", pick((0, 1, 1)))
        elif kind == "reboot":
            data = (pick((0, 0, 1, 7)),)
        events.append((kind, dt, data))
    return Sequence(params, (), events)


def _lpc_data(kind, dice):
    pick = dice.pick
    active, watts, duration = 1, pick(WATTS), pick(DURATIONS)
    safe_w, safe_s = pick(SAFE_W), pick(SAFE_S)
    if kind.startswith("release"):
        active = 0
    if kind.startswith("bad watts") or kind == "release with rubbish":
        watts = pick(BAD_WATTS)
    if kind.startswith("bad duration") or kind == "release with rubbish":
        duration = pick(BAD_DURATIONS)
    if kind == "bad failsafe":
        safe_w, safe_s = pick(BAD_SAFE)
    if kind == "no news" or kind == "all at once":
        active = pick((0, 1, 1, 2, -1))
    if active and 0 < duration <= max(DURATIONS):
        dice.thresholds.append(duration)
    return (*LPC_DOES[kind], active, watts, duration, safe_w, safe_s, pick(JUMPS))


def unfold_lpc(sequence, events):
    """Steps of (some of) the events of a sequence."""
    params = sequence.params
    now = 0
    beat, write, config = 3, 5, 7
    written = (0, 0, 0)
    safe = (0, 0)
    steps = []
    for kind, dt, data in events:
        now += dt
        reboot, changed = False, None
        if len(data) == 9:
            by = data[8]
            config += by * data[0]
            beat += by * data[1]
            write += by * data[2]
            written = data[3:6]
            safe = data[6:8]
        elif kind == "factory" or kind == "use":
            changed = params = params._replace(**{data[0]: data[1]})
        elif kind == "reboot":
            reboot, now = True, dt % 3
            beat, write, config = (number * data[0] % 65536 for number in (beat, write, config))
        steps.append(Step(kind, reboot, changed, (now, beat, write, *written, config, *safe)))
    return steps
