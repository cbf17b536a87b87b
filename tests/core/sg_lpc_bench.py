"""A source of limits on the bench: its input frame, the parameters, a wall clock, and time moved by hand."""

from array import array

from control_bench import parameters
from support import allocates_now
from tandem.control.wall import DAY_MIN, Wall
from tandem.ports.frame import IN_WALL_MIN, IN_WALL_OFF_MIN, IN_WALL_STATE, N_IN, Q_ABSENT, Q_GOOD
from wild import HIGHEST, LOWEST

NOON = 9000 * DAY_MIN + 720  # local minutes since 2000


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
