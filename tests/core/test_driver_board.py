"""The board: drivers that fail take nothing with them, outputs reach their fallback, the loop wakes in time."""

from array import array

import chips
from chip_machine import Chip
from support import INTERPRETER, Skip, no_allocation
from tandem import app
from tandem.ports.frame import (
    CH_DIM,
    CH_FLOW,
    CH_OUTDOOR,
    IN_CH,
    IN_QUALITY,
    N_IN,
    N_OUT,
    OUT_BOILER,
    OUT_PUMP,
    Q_FAULT,
    Q_GOOD,
)
from tandem.ports.reasons import E_DRIVER, E_DRIVER_BACK

PINS = chips.pins
TIME = chips.chip_time.clock


class Input:
    def __init__(self, *channels):
        self.channels = channels
        self.broken = False
        self.reads = 0

    def read(self, frame, now):
        self.reads += 1
        if self.broken:
            raise OSError(5)
        for ch in self.channels:
            frame[IN_CH + ch] = 2100
            frame[IN_QUALITY + ch] = Q_GOOD


class Served(Input):
    """With work between ticks."""

    def __init__(self, *channels):
        Input.__init__(self, *channels)
        self.polls = 0
        self.due = 500
        self.stuck = False

    def poll(self, now):
        self.polls += 1
        if self.stuck:
            raise ValueError("no")

    def next_due_ms(self, now):
        return self.due


class Output:
    def __init__(self):
        self.broken = False
        self.at = ""

    def write(self, frame):
        if self.broken:
            raise OSError(5)
        self.at = "follows"

    def fallback(self):
        if self.broken:
            raise OSError(5)
        self.at = "fallback"


class Dog:
    def __init__(self):
        self.fed = 0
        self.ms = 8000

    def feed(self):
        self.fed += 1

    def lengthen(self, ms):
        self.ms = ms


class Files:
    def read(self, name):
        return None

    def write(self, name, data):
        pass


class Bench:
    def __init__(self, inputs=(), outputs=(), services=(), stdio=None):
        chips.fresh()
        self.module = chips.driver("board")
        self.dog = Dog()
        self.watchdog = chips.driver("watchdog").Watchdog(self.dog)
        self.board = self.module.Board(inputs, outputs, services, [], Files(), self.watchdog, stdio)
        self.events = []
        self.woken = 0
        self.board.attach(self.wake, self.post)
        self.f = array("i", [0] * N_IN)
        self.o = array("i", [0] * N_OUT)

    def wake(self, bits):
        self.woken |= bits

    def post(self, code, a=0, b=0):
        self.events.append((code, a, b))

    def quality(self, ch):
        self.board.read(self.f)
        return self.f[IN_QUALITY + ch]


def test_a_driver_that_raises_is_a_fault_of_its_own_channels():
    bad, fine = Input(CH_FLOW), Input(CH_OUTDOOR)
    bench = Bench((bad, fine))
    assert bench.quality(CH_FLOW) == Q_GOOD
    bad.broken = True
    assert bench.quality(CH_FLOW) == Q_FAULT and bench.f[IN_QUALITY + CH_OUTDOOR] == Q_GOOD
    assert bench.events == [(E_DRIVER, 0, 1)]
    bad.broken = False
    TIME.ms += 2000
    assert bench.quality(CH_FLOW) == Q_GOOD and bench.events[1:] == [(E_DRIVER_BACK, 0, 0)]


def test_it_is_tried_again_less_and_less():
    bad = Input(CH_FLOW)
    bench = Bench((bad,))
    bad.broken = True
    for _ in range(360):
        assert bench.quality(CH_FLOW) == Q_FAULT
        TIME.ms += 10000
    assert 55 <= bad.reads <= 75, bad.reads
    assert len(bench.events) <= 8, "one for each doubling"


def test_what_is_served_between_ticks_is_isolated_too():
    stuck, fine = Served(CH_FLOW), Served(CH_OUTDOOR)
    bench = Bench((stuck, fine))
    stuck.stuck = True
    chips.serve(bench.board, 10000)
    assert fine.polls >= 18 and stuck.polls <= 6
    assert bench.quality(CH_FLOW) == Q_FAULT, "what it still says is old"
    assert bench.quality(CH_OUTDOOR) == Q_GOOD
    assert bench.events[0] == (E_DRIVER, 0, 1)
    stuck.stuck = False
    chips.serve(bench.board, 20000)
    assert bench.quality(CH_FLOW) == Q_GOOD and bench.events[-1] == (E_DRIVER_BACK, 0, 0)


def test_a_due_time_that_raises_does_not_stop_the_loop():
    wild, fine = Served(), Served()
    bench = Bench((), (), (wild, fine))
    wild.due = None
    for _ in range(5):
        assert 0 <= bench.board.next_due_ms(chips.now()) <= 500
        chips.serve(bench.board, 1000)
    assert fine.polls > 5


def test_services_alone_and_the_board_is_its_own_first_link():
    service = Served()
    bench = Bench((), (), (service,))
    assert bench.board.links[0] is bench.board
    chips.serve(bench.board, 5000)
    assert 9 <= service.polls <= 12


def test_a_driver_in_two_lists_is_served_once():
    both = Served(CH_FLOW)
    bench = Bench((both,), (), (both,))
    bench.board.poll(0)
    assert both.polls == 1 and len(bench.board.drivers) == 1


def test_each_output_on_its_own():
    outputs = (Output(), Output(), Output())
    bench = Bench((Input(CH_FLOW),), outputs)
    outputs[1].broken = True
    bench.board.write(bench.o)
    assert [output.at for output in outputs] == ["follows", "", "follows"]
    assert bench.events == [(E_DRIVER, 2, 1)]
    bench.board.fallback()
    assert [output.at for output in outputs] == ["fallback", "", "fallback"]
    outputs[1].broken = False
    bench.board.write(bench.o)
    assert outputs[1].at == "follows" and bench.events[-1] == (E_DRIVER_BACK, 2, 0)


def test_ctrl_c_within_a_fallback_keeps_no_output_from_it():
    class Interrupted(Output):
        def fallback(self):
            raise KeyboardInterrupt

    last = Output()
    bench = Bench((), (Interrupted(), last))
    bench.board.fallback()
    assert last.at == "fallback"


def test_a_reset_puts_outputs_to_their_fallback_and_leaves_a_note():
    output = Output()
    bench = Bench((), (output,))
    watchdog = bench.board.watchdog
    watchdog.reset(1)
    assert output.at == "fallback" and Chip.resets == 1
    assert watchdog.stale() == 1 and watchdog.stale() == -1, "it answers once"
    Chip.memory = b"noise"
    assert watchdog.stale() == -1
    watchdog.reset(-1)
    assert watchdog.stale() == -1, "that one was asked for"
    bench.board.watchdog.feed()
    bench.board.watchdog.lengthen(120000)
    assert bench.dog.fed == 1 and bench.dog.ms == 120000


def test_a_reset_comes_though_its_note_cannot_be_written():
    bench = Bench()
    rtc = bench.module
    kept = chips.chip_machine.RTC.memory

    def full(self, data=None):
        raise OSError(28)

    chips.chip_machine.RTC.memory = full
    try:
        bench.board.watchdog.reset(0)
    except OSError:
        pass
    finally:
        chips.chip_machine.RTC.memory = kept
    assert Chip.resets == 1 and rtc is not None


def test_the_chips_own_watchdog():
    chips.fresh()
    dog = chips.driver("watchdog").Dog(8000)
    dog.feed()
    assert (Chip.wdt_ms, Chip.fed) == (8000, 1)
    dog.lengthen(120000)
    assert (Chip.wdt_ms, Chip.fed) == (120000, 2)


def test_a_fast_contact_runs_a_control_tick_in_the_real_loop():
    chips.fresh()
    contact = chips.driver("contacts").Contact(4, CH_DIM, 0, 1, 30, 1)
    relay = chips.driver("relay").Relay(5, OUT_PUMP, 1, 0)
    bench = Bench((contact,), (relay,))
    # Bench() is a power-on: the pins were made before it.
    contact = chips.driver("contacts").Contact(4, CH_DIM, 0, 1, 30, 1)
    relay = chips.driver("relay").Relay(5, OUT_PUMP, 1, 0)
    board = bench.module.Board((contact,), (relay,), (), [], Files(), bench.watchdog)
    firmware = app.App(board)
    assert bench.module._WAKE_INPUT == app.WAKE_INPUT
    seen = []

    class Tap:
        def tick(self, inputs, outputs):
            seen.append((TIME.ms, inputs[IN_CH + CH_DIM]))

    firmware.tap(Tap())
    turn(firmware, board, 25000)
    ticks = len(seen)
    assert ticks >= 3 and seen[-1][1] == 0
    closed = TIME.ms
    PINS.put(4, 0)
    turn(firmware, board, 1000)
    assert len(seen) == ticks + 1 and seen[-1][1] == 1
    assert seen[-1][0] - closed <= 60, "debounce and one turn"
    assert bench.dog.fed > 10


def turn(firmware, board, ms):
    """The loop with the board's own pause, in simulated time."""
    end = TIME.ms + ms
    while TIME.ms < end:
        wait(board, min(firmware.loop.turn(), end - TIME.ms))


def wait(board, ms):
    """Run pause(ms) in simulated time."""
    module = chips.driver("board")
    kept = module.time
    module.time = Sleep
    try:
        board.pause(ms)
    finally:
        module.time = kept


class Sleep:
    at = None  # (time, pin, level): what happens while it sleeps

    @staticmethod
    def sleep_ms(ms):
        TIME.ms += ms
        if Sleep.at and TIME.ms >= Sleep.at[0]:
            _, number, level = Sleep.at
            Sleep.at = None
            PINS.put(number, level)


def test_a_pause_ends_by_time_and_by_an_interrupt():
    bench = Bench()
    contact = chips.driver("contacts").Contact(4, CH_DIM, 0, 1, 30, 1)
    board = bench.module.Board((contact,), (), (), [], Files(), bench.watchdog)
    for ms in (0, 3, 10, 1999):
        began = TIME.ms
        wait(board, ms)
        assert TIME.ms - began == ms
    began = TIME.ms
    Sleep.at = (began + 700, 4, 0)
    wait(board, 2000)
    assert 700 <= TIME.ms - began <= 710
    began = TIME.ms
    wait(board, 500)
    assert TIME.ms - began == 500, "the wake was used up"


class Console:
    there = False

    def wait(self, ms):
        assert ms == 0, "it would block all"
        return self.there


def test_input_on_the_console_ends_a_pause_once_somebody_listens():
    console = Console()
    bench = Bench(stdio=console)
    console.there = True
    began = TIME.ms
    wait(bench.board, 500)
    assert TIME.ms - began == 500
    bench.board.listen()
    began = TIME.ms
    wait(bench.board, 500)
    assert 0 < TIME.ms - began <= 10, "the system has its turn all the same"
    console.there = False
    began = TIME.ms
    wait(bench.board, 500)
    assert TIME.ms - began == 500


def test_the_pause_in_real_time():
    if INTERPRETER != "unix64":
        raise Skip("time of the unix port")
    bench = Bench()
    import time

    modules = [chips.driver(name) for name in ("clock", "board")]
    kept = [module.time for module in modules]
    for module in modules:
        module.time = time
    try:
        began = time.ticks_ms()
        bench.board.pause(60)
        assert 55 <= time.ticks_diff(time.ticks_ms(), began) <= 300
    finally:
        for module, was in zip(modules, kept):
            module.time = was


def test_wall_is_found():
    chips.fresh()
    wall = chips.driver("wall").Wall(60, 1)
    bench = Bench((wall,))
    assert bench.board.wall is wall


def test_a_tick_and_a_turn_take_no_heap():
    bench = Bench()
    outputs = (chips.driver("relay").Relay(5, OUT_PUMP, 1, 0), chips.driver("relay").Relay(6, OUT_BOILER, 0, 0))
    inputs = (chips.driver("contacts").Contact(4, CH_DIM, 0, 1, 30, 1), Served(CH_FLOW))
    bench.board = bench.module.Board(inputs, outputs, (), [], Files(), bench.watchdog)
    PINS[5].log = PINS[6].log = [0] * 64
    no_allocation(whole_turn, bench)
    inputs[1].broken = inputs[1].stuck = False
    assert bench.quality(CH_FLOW) == Q_GOOD


def whole_turn(bench):
    board = bench.board
    board.poll(5000)
    board.read(bench.f)
    board.write(bench.o)
    board.next_due_ms(5000)
