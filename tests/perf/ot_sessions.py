"""What the sessions of OpenTherm cost, on the interpreter that runs this: `python tests/perf/bench_ot_sessions.py`.

Prints one line "name value" a figure: microseconds of real time, or a count. Both lines have an echo at the far end
that costs next to nothing. With a number as argument so many answers to a thermostat are timed on the running firmware.
"""

import sys
import time

from tandem.app import WAKE_INPUT, App
from tandem.links.opentherm.bridge import Bridge
from tandem.links.opentherm.frame import Message

N = 2000
_LOOP = 200000
_MASK = 0x3FFFFFFF
_WATCH_US = 90000  # between two questions of the timed thermostat

if hasattr(time, "ticks_us"):
    now_us = time.ticks_us

    def wait_us(us):
        """Sleep."""
        time.sleep_us(us)
else:

    def now_us():
        """Microseconds of real time."""
        return time.perf_counter_ns() // 1000

    def wait_us(us):
        """Sleep."""
        time.sleep(us / 1e6)


class Echo:
    """A port whose far end has always just answered: what was sent comes back as an acknowledgement."""

    def __init__(self):
        self.frame = bytearray(4)
        self.there = False
        self.sent_us = 0

    def send(self, frame):
        """FramePort."""
        for i in range(4):
            self.frame[i] = frame[i]
        self.frame[0] ^= 0xC0
        self.there = True
        return True

    def take(self, frame):
        """FramePort."""
        if not self.there:
            return False
        self.there = False
        for i in range(4):
            frame[i] = self.frame[i]
        return True

    def next_due_ms(self, now):
        """FramePort."""
        return 0 if self.there else 0x1FFFFFFF


class Asks(Echo):
    """A port with a thermostat that asks when ask() says so."""

    def ask(self, kind, at, word):
        """A question has come in."""
        rq = Message()
        rq.kind, rq.id, rq.value = kind, at, word
        rq.pack(self.frame)
        self.there = True

    def send(self, frame):
        """FramePort: the answer."""
        self.sent_us = now_us()
        return True


class Board:
    """A board on which nothing happens but the lines."""

    stopwatch = None
    max_wait_ms = 1000

    def __init__(self):
        self.clock = self.files = self.watchdog = self
        self.boiler, self.thermostat = Echo(), Asks()
        self.bridge = Bridge(self, self, self.boiler, self.thermostat)
        self.links = (self.bridge,)
        self.sensors = self.actuators = self.bridge

    def now(self):
        """Clock port."""
        return now_us() // 1000 & _MASK

    def read(self, what):
        """Sensors and files."""

    def write(self, frame, data=None):
        """Actuators and files."""

    def feed(self):
        """Watchdog."""


def calibrate():
    """Nanoseconds of a turn of a plain integer loop."""
    began = now_us()
    x = 0
    for i in range(_LOOP):
        x = (x + i * 7) % 1000003
    return (now_us() - began) * 1000 // _LOOP


def timed(act, arg):
    """Nanoseconds of act(arg)."""
    act(arg)
    began = now_us()
    for _ in range(N):
        act(arg)
    return (now_us() - began) * 1000 // N


def idle(bench):
    """A turn in which nothing is due."""
    bench[0].poll(bench[1])
    bench[0].next_due_ms(bench[1])


def with_boiler(bench):
    """A second in which we ask the boiler and it answers, in two polls."""
    bench[1] = (bench[1] + 500) & _MASK
    bench[0].poll(bench[1])
    bench[1] = (bench[1] + 500) & _MASK
    bench[0].poll(bench[1])


def with_thermostat(bench):
    """A question that we answer from what we know, in two polls."""
    bench[2].there = True
    bench[0].poll(bench[1])
    bench[0].poll((bench[1] + 25) & _MASK)


def benches():
    """(name, function, argument) of what is timed and counted."""
    board = Board()
    bridge = board.bridge
    for _ in range(4000):
        bridge.poll(board.now())
    bench = [bridge, 1000, board.thermostat]
    for _ in range(100):
        with_boiler(bench)
    board.thermostat.ask(0, 0, 0x0300)
    with_thermostat(bench)
    quiet = Board()
    quiet.bridge.poll(0)
    quiet.bridge.poll(1)
    return (
        ("poll", idle, [quiet.bridge, 2, None]),
        ("conversation with the boiler", with_boiler, [bridge, 200000, None]),
        ("conversation with the thermostat", with_thermostat, bench),
    )


def answers(n):
    """Microseconds from a question to our answer, n of them, sorted; a control tick every 100 ms runs beside."""
    board = Board()
    app = App(board)
    took = []
    asked_us = next_us = now_us()
    tick_us = asked_us
    waiting = False
    longest = 0
    while len(took) < n:
        now = now_us()
        if waiting and board.thermostat.sent_us:
            took.append(board.thermostat.sent_us - asked_us)
            waiting = False
        if not waiting and now - next_us >= 0:
            board.thermostat.sent_us = 0
            board.thermostat.ask(0, 0, 0x0300)
            asked_us, next_us, waiting = now, now + _WATCH_US, True
        if now - tick_us >= 100000:
            tick_us = now
            app.scheduler.wake(WAKE_INPUT)
        began = now_us()
        wait_ms = app.loop.turn()
        longest = max(longest, now_us() - began)
        if wait_ms:
            wait_us(1000)  # a driver that is polled each millisecond, as a receiver's would be
    return sorted(took), longest


def main(n):
    """Print all figures."""
    print("calibration_ns", calibrate())
    for name, act, arg in benches():
        print(name.replace(" ", "_") + "_ns", timed(act, arg))
    if n:
        took, longest = answers(n)
        print("answer_p50_us", took[len(took) // 2])
        print("answer_p999_us", took[len(took) * 999 // 1000])
        print("answer_max_us", took[-1])
        print("turn_max_us", longest)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
