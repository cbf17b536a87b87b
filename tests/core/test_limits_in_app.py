"""Limits in the whole firmware: a limit in force is stored at once and is there after a power cut; what is told."""

from array import array

from tandem.app import WAKE_INPUT, App
from tandem.control.param_table import P_FUSE_W, P_PHASE
from tandem.kernel.events import FIELDS
from tandem.ports.frame import (
    CH_PHASE_1,
    IN_CH,
    IN_LIMITS,
    IN_QUALITY,
    LIMIT_FIELDS,
    OUT_HARD_STATE,
    OUT_HARD_W,
    OUT_HARD_WHY,
    Q_GOOD,
)
from tandem.ports.limits import (
    LIMIT_ABSENT,
    LIMIT_LOST,
    LIMIT_NONE,
    LIMIT_SET,
    SRC_EMERGENCY,
    SRC_FUSE,
    SRC_GRID,
    SRC_MANAGER,
)
from tandem.ports.reasons import E_LIMIT, E_SOFT_LIMIT, R_FUSE, R_GRID, R_MANAGER, R_NONE


class Board:
    """A board whose slots and channels are set by hand. writes: to the files."""

    stopwatch = None
    links = ()
    max_wait_ms = 0

    def __init__(self, settings=()):
        self.clock = self.sensors = self.actuators = self.files = self.watchdog = self
        self.data = {}
        self.said = {}
        self.writes = 0
        self.boot(settings)

    def boot(self, settings=()):
        self.ms = 0
        self.app = App(self)
        for pid, value in settings:
            self.app.params.set(pid, value)

    def now(self):
        return self.ms

    def read(self, what):
        if isinstance(what, str):
            return self.data.get(what)
        for at in self.said:
            what[at] = self.said[at]
        return None

    def write(self, what, data=None):
        if data is not None:
            self.data[what] = bytes(data)
            self.writes += 1

    def feed(self):
        pass

    def slot(self, source, state, watts=0, left_s=0):
        for i, value in enumerate((state, watts, left_s)):
            self.said[IN_LIMITS + source * LIMIT_FIELDS + i] = value
        self.app.scheduler.wake(WAKE_INPUT)
        self.turn()

    def turn(self, ms=1000):
        for _ in range(3):  # the control tick, and whoever it wakes
            self.app.loop.turn()
        self.ms += ms

    def run(self, seconds):
        for _ in range(seconds):
            self.turn()

    def told(self, code):
        row = array("i", [0] * FIELDS)
        events = self.app.events
        found = []
        for number in range(events.total - events.held, events.total):
            if events.at(number, row) and row[1] == code:
                found.append((row[2], row[3]))
        return found

    def hard(self):
        o = self.app.outputs.f
        return o[OUT_HARD_STATE], o[OUT_HARD_W], o[OUT_HARD_WHY]


def test_a_limit_in_force_is_there_after_a_power_cut():
    for source in (SRC_GRID, SRC_EMERGENCY):
        for state in (LIMIT_ABSENT, LIMIT_LOST):
            board = Board()
            board.run(30)
            board.slot(source, LIMIT_SET, 700)
            board.turn()
            board.slot(source, LIMIT_SET, 600)  # and the latest value
            board.turn()
            board.boot()
            board.slot(source, state)
            assert board.hard()[:2] == (LIMIT_SET, 600)
            board.slot(source, LIMIT_NONE)
            assert board.hard()[0] == LIMIT_NONE
            board.turn()
            board.boot()
            board.slot(source, LIMIT_ABSENT)
            assert board.hard()[0] == LIMIT_ABSENT


def test_a_limit_that_stays_is_stored_once():
    board = Board()
    board.run(30)
    before = board.writes
    board.slot(SRC_GRID, LIMIT_SET, 700, 7200)
    board.run(600)
    assert board.writes - before <= 2


def test_events_say_who_limits():
    board = Board()
    board.run(30)
    board.slot(SRC_GRID, LIMIT_SET, 700)
    board.slot(SRC_GRID, LIMIT_SET, 650)
    board.slot(SRC_FUSE, LIMIT_SET, 650 - 1)
    board.slot(SRC_GRID, LIMIT_NONE)
    assert board.told(E_LIMIT) == [(LIMIT_SET, 700), (LIMIT_SET, 650), (LIMIT_SET, 649)]
    assert board.hard() == (LIMIT_SET, 649, R_FUSE)
    board.slot(SRC_MANAGER, LIMIT_SET, 300)
    board.slot(SRC_MANAGER, LIMIT_NONE)
    assert board.told(E_SOFT_LIMIT) == [(R_MANAGER, 300), (R_NONE, 0)]


def test_a_fuse_that_moves_all_day_does_not_fill_the_ring_of_events():
    board = Board(((P_FUSE_W, 5750), (P_PHASE, 1)))
    board.said[IN_QUALITY + CH_PHASE_1] = Q_GOOD
    for i in range(100):
        board.said[IN_CH + CH_PHASE_1] = 1000 + 7 * i
        board.run(10)
    assert len(board.told(E_LIMIT)) == 1
    board.slot(SRC_GRID, LIMIT_SET, 100)
    assert board.hard() == (LIMIT_SET, 100, R_GRID)
    assert len(board.told(E_LIMIT)) == 2
