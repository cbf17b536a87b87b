"""The whole kernel step takes no heap, nor does the control step with anything at its inputs.

What stores (the keeper) is outside of the claim; what posts events is inside.
"""

from control_bench import Bench
from kernel_bench import NEAR_WRAP
from support import allocates_now
from tandem.app import WAKE_INPUT, ControlTask
from tandem.control.param_table import (
    P_DIM_USE,
    P_FUSE_W,
    P_HP_COMMAND,
    P_LPC_USE,
    P_PEAK_EUR_KW,
    P_PROFILE_USE,
    P_PV_START_W,
    P_QUIET_TO_MIN,
    P_SG_SENDER,
)
from tandem.kernel.events import Events
from tandem.kernel.loop import Loop
from tandem.kernel.scheduler import Scheduler
from tandem.kernel.supervisor import Supervisor
from tandem.kernel.uptime import Uptime, later
from tandem.ports.frame import (
    IN_QUALITY,
    N_CH,
    OUT_ALARMS,
    OUT_BOILER,
    OUT_HP,
)
from tandem.ports.limits import SRC_GRID
from tandem.ports.series import Series
from watched import Watched, step_alone, told
from wild import YEARS_30_S, Wild

SOURCES = (
    P_DIM_USE, P_FUSE_W, P_LPC_USE, P_PEAK_EUR_KW, P_PROFILE_USE, P_PV_START_W, P_QUIET_TO_MIN, P_SG_SENDER,
)  # fmt: skip


def setup(bench):
    """One tick in which every source of limits is wanted: what is set up comes into the heap then, once."""
    for pid in SOURCES:
        bench.set(pid, 1)
    bench.set(P_HP_COMMAND, 2)
    step_alone(bench)
    for pid in SOURCES:
        bench.set(pid, 0)
    bench.set(P_HP_COMMAND, 0)


def _anything(lock, seed, now_s):
    bench = Watched(lock)
    setup(bench)
    wild = Wild(seed, now_s * 1000)
    f = bench.f
    for i in range(1500):
        if i % 25 == 0:
            wild.change(bench.params)
            bench.controller.envelope.prepare(bench.params.v, bench.inputs.series)  # setting up may take heap
        wild.fill(f, bench.o)
        bench.now_ms = wild.now_ms
        bench.step()
        bench.ticks += 1


def test_anything():
    for seed in range(4):
        told(_anything, seed, 0 if seed % 2 else YEARS_30_S - 1000000)


class Board:
    """Every port of the control task and the loop in one object, copying as a driver would, without slices."""

    def __init__(self, bench):
        self.bench = bench
        self.ms = NEAR_WRAP
        self.sensors = self.actuators = self
        self.fed = 0

    def now(self):
        return self.ms

    def start(self):
        pass

    def elapsed_ms(self):
        return 600  # over the budget, so that this branch is seen too

    def read(self, frame):
        f = self.bench.f
        for i in range(2, len(f)):
            frame[i] = f[i]

    def write(self, frame):
        o = self.bench.o
        for i in range(len(o)):
            o[i] = frame[i]

    def feed(self):
        self.fed += 1

    def reset(self, task):
        pass


class Kernel(Bench):
    """A bench whose step is a turn of the kernel's loop, watched."""

    def __init__(self, lock):
        super().__init__()
        self.lock = lock
        self.board = Board(self)
        self.uptime = Uptime(NEAR_WRAP)
        self.uptime.s = YEARS_30_S
        events = Events(16)
        events.bind(self.uptime)
        self.table = Scheduler(self.uptime, events, self.board)
        # The task's frames are its own, as on a board; the bench's are what the sensors say and what the relays got.
        said = Frame(self.params, self.f)
        task = ControlTask(self.board, self.controller, said, Frame(None, self.o), events, self.table)
        self.table.add(task, NEAR_WRAP, 10000, 0, 500, 15000, WAKE_INPUT)
        self.loop = Loop(self.board, self.table, Supervisor(self.table, self.board), (), 1000)

    def step(self):
        self.table.wake(WAKE_INPUT)
        if allocates_now(_turn, self.loop, self.lock):
            raise AssertionError("turn %d allocates" % self.ticks)
        assert self.table.failures[0] == 0
        self.board.ms = later(self.board.ms, 10000)


class Frame:
    """A frame like another one."""

    def __init__(self, params, like):
        self.params = params
        self.f = like[:]
        self.series = Series()


def _turn(loop):
    loop.turn()


def _kernel(lock):
    bench = Kernel(lock)
    bench.until(OUT_HP, 1)
    bench.run(700)
    bench.limit(SRC_GRID, 0)
    bench.run(400)
    bench.no_limit(SRC_GRID)
    for ch in range(N_CH):
        fitted = bench.f[IN_QUALITY + ch]
        bench.put(ch, bench.base[ch], 2)
        bench.run(100)
        bench.put(ch, bench.base[ch], fitted)
    bench.water(400)
    bench.run(100)
    assert bench.o[OUT_BOILER] == 1
    assert bench.o[OUT_ALARMS] != 0
    assert bench.table.runs[0] == bench.ticks
    assert bench.board.fed == bench.ticks


def test_the_whole_kernel_step():
    _kernel(True)
    _kernel(False)


def test_the_watch_sees_a_tick_that_allocates():
    bench = Watched(True)
    bench.tick()

    class Grows:
        def step(self, inputs, outputs):
            return [inputs]

    bench.controller = Grows()
    for lock in (True, False):
        assert allocates_now(step_alone, bench, lock)
