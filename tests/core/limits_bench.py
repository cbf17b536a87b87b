"""Sources of limits on the bench: a frame, what the readings make of it, a clock moved by hand."""

from control_bench import parameters
from tandem.control.envelope import Envelope
from tandem.control.heatpump import HeatPump
from tandem.control.readings import Readings
from tandem.control.wall import Wall
from tandem.ports.frame import (
    CH_HP_RUN,
    IN_AGE_S,
    IN_CH,
    IN_LIMITS,
    IN_QUALITY,
    IN_UP_S,
    IN_WALL_MIN,
    IN_WALL_STATE,
    LIMIT_FIELDS,
    Q_GOOD,
    Inputs,
)
from tandem.ports.limits import LIMIT_SET

MONDAY_MIN = 13_675_680  # 2026-01-01 00:00 UTC, a whole day


class LimitsBench:
    """say() what a slot, meter or contact says; step() evaluates the envelope. No heat pump runs unless put."""

    def __init__(self, settings=()):
        self.params = parameters()
        for pid, value in settings:
            self.set(pid, value)
        self.p = self.params.v
        self.inputs = Inputs(self.params)
        self.f = self.inputs.f
        self.series = self.inputs.series
        self.wall = Wall()
        self.now_s = 1000
        self.opt_out = False
        self.boot()
        self.put(CH_HP_RUN, 0)

    def boot(self):
        """A new core; the clock goes on."""
        self.readings = Readings()
        self.hp = HeatPump()
        self.e = Envelope(self.readings, self.hp)
        self.site = self.e.site

    def set(self, pid, value):
        refused = self.params.set(pid, value)
        if refused:
            raise ValueError("parameter %d refuses %d" % (pid, value))

    def put(self, ch, value, quality=Q_GOOD, age_s=0):
        """What a channel says from now on."""
        self.f[IN_CH + ch] = value
        self.f[IN_QUALITY + ch] = quality
        self.f[IN_AGE_S + ch] = age_s

    def clock(self, minute, day=0):
        """The wall clock: minute of the day; None: unknown."""
        self.f[IN_WALL_STATE] = 0 if minute is None else Q_GOOD
        if minute is not None:
            self.f[IN_WALL_MIN] = MONDAY_MIN + 1440 * day + minute

    def slot(self, source, state, watts=0, left_s=0):
        """What a source's slot says from now on."""
        k = IN_LIMITS + source * LIMIT_FIELDS
        self.f[k] = state
        self.f[k + 1] = watts
        self.f[k + 2] = left_s

    def step(self, seconds=0):
        """Let seconds pass, then one tick; returns (hard state, W, soft state, W)."""
        self.tick(seconds)
        e = self.e
        return e.hard_state, e.hard_w, e.soft_state, e.soft_w

    def tick(self, seconds):
        """As step, and returns nothing, which takes no heap."""
        self.now_s += seconds
        f = self.f
        f[IN_UP_S] = self.now_s
        self.wall.step(f)
        self.readings.step(f, self.now_s, -1)
        self.hp.observe(f, False, self.p)
        self.e.step(f, self.params, self.wall, self.series, self.opt_out, self.now_s)

    def walk(self, seconds, by=10):
        """Ticks for so long."""
        for _ in range(seconds // by):
            self.step(by)

    def hard(self):
        """The hard limit in watts, None when there is none."""
        return self.e.hard_w if self.e.hard_state == LIMIT_SET else None

    def soft(self):
        return self.e.soft_w if self.e.soft_state == LIMIT_SET else None
