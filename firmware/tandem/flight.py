"""What the flight recorder keeps of a heating system; loaded only by a board that records, as it costs 3 KB of heap.

Water, room and outdoor temperatures, flow, observed states, commands, plan and reasons: every five minutes and whenever
a decision changes, about two days in 32 files of 1 KB.
"""

from tandem.kernel.recorder import WIDE, Recorder
from tandem.ports.frame import (
    CH_FLAME,
    CH_HP_POWER,
    CH_HP_RUN,
    IN_CH,
    OUT_ALARMS,
    OUT_BOILER,
    OUT_BOILER_SET_WHY,
    OUT_HP,
    OUT_HP_CAP_W,
    OUT_PLAN,
    OUT_PLAN_WHY,
    OUT_REQ_C100,
)

PERIOD_S = 300
BLOCK = 1024
FILES = 32
_IN = bytes(range(IN_CH, IN_CH + CH_HP_POWER)) + bytes((IN_CH + CH_HP_RUN, IN_CH + CH_FLAME))
_OUT = (
    bytes(range(OUT_HP_CAP_W))
    + bytes(range(OUT_BOILER, OUT_BOILER_SET_WHY))
    + bytes((OUT_PLAN, OUT_PLAN_WHY, OUT_REQ_C100, OUT_ALARMS | WIDE))
)
_WATCH = bytes((OUT_PLAN, OUT_PLAN_WHY, OUT_HP, OUT_BOILER, OUT_ALARMS))


def record(app):
    """Let the App keep a flight record on its board's files from now on; returns the recorder.

    Flush it before a planned reset.
    """
    recorder = Recorder(app.store.files, _IN, _OUT, _WATCH, PERIOD_S, BLOCK, FILES, "fr", app.events)
    app.tap(recorder)
    return recorder
