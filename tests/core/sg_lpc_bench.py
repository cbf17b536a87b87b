"""A source of limits on the bench: its input frame, the parameters, a wall clock, and time moved by hand."""

from array import array

from control_bench import parameters
from support import allocates_now
from tandem.control.limits.lpc import LPC_AUTONOMOUS, LPC_FAILSAFE, LPC_LIMITED, LPC_UNLIMITED, Lpc
from tandem.control.limits.sg import SgReady
from tandem.control.param_table import (
    P_LPC_SILENT,
    P_LPC_USE,
    P_SG_SENDER,
)
from tandem.control.wall import DAY_MIN, Wall
from tandem.ports.frame import (
    CH_SG_1,
    CH_SG_2,
    IN_CH,
    IN_LPC_ACTIVE,
    IN_LPC_BEAT,
    IN_LPC_CONFIG,
    IN_LPC_S,
    IN_LPC_SAFE_S,
    IN_LPC_SAFE_W,
    IN_LPC_W,
    IN_LPC_WRITE,
    IN_QUALITY,
    IN_WALL_MIN,
    IN_WALL_OFF_MIN,
    IN_WALL_STATE,
    N_IN,
    Q_ABSENT,
    Q_GOOD,
)
from tandem.ports.limits import LIMIT_SET
from tandem.ports.reasons import (
    R_LPC_SAFE,
)
from wild import HIGHEST, LOWEST

NOON = 9000 * DAY_MIN + 720  # local minutes since 2000
SAFE = (LIMIT_SET, 4200, R_LPC_SAFE)
WEEK_S = 604800
MANAGER = 1
OPERATOR = 2
PATTERN = ((1, 0), (0, 0), (0, 1), (1, 1))  # of states 1..4
MIDNIGHT = NOON + 720


def step_alone(bench):
    bench.source.step(bench.f, bench.v, bench.wall, bench.t)


class SourceBench:
    """``t`` is the uptime of the last tick. lock: None, or the way of looking for heap use at every tick."""

    def __init__(self, kind, settings=(), lock=None, t=0):
        self.kind = kind
        self.params = parameters()
        self.v = self.params.v
        for pid, value in settings:
            self.set(pid, value)
        self.f = array("i", [0] * N_IN)
        self.wall = Wall()
        self.source = kind()
        self.lock = lock
        self.t = t
        self.clock_s = None  # local seconds since 2000 at uptime zero; None: no clock
        self.offset_min = 0

    def set(self, pid, value):
        """A parameter, which must take the value."""
        assert self.params.set(pid, value) == 0, (pid, value)

    def clock(self, local_min):
        """The wall clock says this now; None: it is lost."""
        self.clock_s = None if local_min is None else local_min * 60 - self.t

    def tick(self, t):
        """One tick at this uptime; returns the source."""
        assert t >= self.t
        self.t = t
        f = self.f
        if self.clock_s is None:
            f[IN_WALL_STATE] = Q_ABSENT
        else:
            f[IN_WALL_STATE] = Q_GOOD
            f[IN_WALL_MIN] = (self.clock_s + t) // 60 - self.offset_min
            f[IN_WALL_OFF_MIN] = self.offset_min
        self.wall.step(f)
        self.step()
        return self.source

    def step(self):
        """The source's step alone."""
        if self.lock is None:
            step_alone(self)
        elif allocates_now(step_alone, self, self.lock):
            raise AssertionError("the tick at %d s allocates" % self.t)

    def go(self, until, step_s=10):
        """Ticks every step_s until this uptime, which is the last one; returns the source."""
        while self.t + step_s < until:
            self.tick(self.t + step_s)
        return self.tick(until)

    def reboot(self, size=None, bits=None):
        """Another source at uptime zero, with what the old one kept (size integers), or with these."""
        row = array("i", [0] * 12)
        if bits is None:
            assert self.source.keep(row, 2, self.t) == 2 + size
            assert row[0] == row[1] == row[2 + size] == 0
            for value in row:
                assert LOWEST <= value <= HIGHEST
        else:
            for i, value in enumerate(bits):
                row[2 + i] = value
        now_s = None if self.clock_s is None else self.clock_s + self.t
        self.source = self.kind()
        assert self.source.restore(row, 2) == 2 + (size if bits is None else len(bits))
        self.t = 0
        self.clock_s = now_s
        return self.source


class SgBench(SourceBench):
    """Both contacts fitted and open."""

    def __init__(self, sender=MANAGER, settings=(), lock=None, t=0):
        super().__init__(SgReady, ((P_SG_SENDER, sender),) + tuple(settings), lock, t)
        self.wire(Q_GOOD, Q_GOOD)

    def wire(self, q1, q2):
        self.f[IN_QUALITY + CH_SG_1] = q1
        self.f[IN_QUALITY + CH_SG_2] = q2

    def show(self, sg):
        """The contacts show a state from the next tick on."""
        self.f[IN_CH + CH_SG_1], self.f[IN_CH + CH_SG_2] = PATTERN[sg - 1]

    def shown(self, sg, t):
        """The contacts show a state at a tick at t; returns the state in force."""
        self.show(sg)
        return self.tick(t).sg

    def into(self, sg):
        """A state is in force for the last 600 s."""
        self.shown(sg, self.t)
        assert self.go(self.t + 2, 1).sg == sg
        self.go(self.t + 600)
        return self

    def lock_for(self, seconds, pause_s=10):
        """A lock of this length, and normal afterwards."""
        assert self.shown(1, self.t) == 1
        self.go(self.t + seconds - 2)
        self.shown(2, self.t)
        assert self.tick(self.t + 2).sg == 2  # a lock ends 2 s after its contact has opened
        return self.go(self.t + pause_s)


class LpcBench(SourceBench):
    """A session that is set up."""

    def __init__(self, silent=0, settings=(), lock=None, t=0):
        super().__init__(Lpc, ((P_LPC_USE, 1), (P_LPC_SILENT, silent)) + tuple(settings), lock, t)

    def beat(self):
        self.f[IN_LPC_BEAT] += 1
        return self

    def write(self, watts=1500, seconds=0, active=1):
        """A limit; None: a deactivated one."""
        f = self.f
        f[IN_LPC_WRITE] += 1
        f[IN_LPC_ACTIVE] = 0 if watts is None else active
        f[IN_LPC_W] = 0 if watts is None else watts
        f[IN_LPC_S] = seconds
        return self

    def config(self, watts, seconds):
        self.f[IN_LPC_CONFIG] += 1
        self.f[IN_LPC_SAFE_W] = watts
        self.f[IN_LPC_SAFE_S] = seconds
        return self

    def at(self, t):
        """A tick; returns the state."""
        return self.tick(t).lpc

    def says(self):
        s = self.source
        return s.state, s.value_w, s.why

    def alive(self, until, every_s=60):
        """Heartbeats until then, the last one at that time; returns the state."""
        while self.t < until:
            self.beat()
            self.tick(min(self.t + every_s, until))
        return self.source.lpc

    def limited(self, watts=1500, seconds=0):
        """In LIMITED since 10 s, by a heartbeat and a write at 10 s."""
        self.tick(0)
        assert self.beat().write(watts, seconds).at(10) == LPC_LIMITED
        return self

    def controlled(self):
        self.tick(0)
        assert self.beat().write(None).at(10) == LPC_UNLIMITED
        return self

    def failsafe(self):
        """In FAILSAFE since 131 s."""
        self.controlled()
        assert self.at(131) == LPC_FAILSAFE
        return self

    def autonomous(self):
        """Since 121 s."""
        assert self.v[P_LPC_SILENT] == 1
        self.tick(0)
        assert self.at(121) == LPC_AUTONOMOUS
        return self
