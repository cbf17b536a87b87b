"""A controller on the unix port, served over its standard input and output: what tests/peers/test_smp.py talks to.

    micropython smp_vm.py FOLDER        the folder holds its records

Between the answers it logs, as a board's console does. A reset is the exit code 7.
"""

import select
import sys
import time

ROOT = __file__[: -len("tests/peers/smp_vm.py")]
sys.path.insert(0, ROOT + "firmware")

from tandem.app import App  # noqa: E402  the path has to come first
from tandem.kernel.files import Files  # noqa: E402
from tandem.ports.frame import CH_OUTDOOR, CH_ROOM, IN_CH, IN_QUALITY, Q_GOOD  # noqa: E402

MASK = 0x3FFFFFFF
ABOUT = "Tandem,test,0.1,0,today,vm,wheel,pty,MicroPython"


class Stdio:
    """A stream over standard input and output."""

    def __init__(self):
        self.poll = select.poll()
        self.poll.register(sys.stdin, select.POLLIN)

    def read(self, buf):
        n = 0
        while n < len(buf) and self.poll.poll(0):
            byte = sys.stdin.buffer.read(1)
            if not byte:
                sys.exit(0)  # nobody is there any more
            buf[n] = byte[0]
            n += 1
        return n

    def write(self, data):
        sys.stdout.buffer.write(data)


class Board:
    """Sensors that stand still."""

    stopwatch = None
    links = ()
    max_wait_ms = 200

    def __init__(self, folder):
        self.clock = self.sensors = self.actuators = self.watchdog = self
        self.files = Files(folder)

    def now(self):
        return time.ticks_ms() & MASK

    def read(self, frame):
        for channel, value in ((CH_OUTDOOR, -500), (CH_ROOM, 2010)):
            frame[IN_CH + channel] = value
            frame[IN_QUALITY + channel] = Q_GOOD

    def write(self, frame):
        print("tick")

    def feed(self):
        pass

    def reset(self, task):
        sys.exit(7)


class Calendar:
    """In memory, not set yet."""

    def __init__(self):
        self.row = None

    def read(self, row):
        if self.row is not None:
            row[:] = self.row
        return self.row is not None

    def write(self, row):
        self.row = list(row)
        return True


def main(folder):
    board = Board(folder)
    app = App(board, 1000)
    stdio = Stdio()
    app.smp(stdio, Calendar(), ABOUT)
    print("ready")
    while True:
        wait = app.loop.turn()
        if wait:
            stdio.poll.poll(wait)


if __name__ == "__main__":
    main(sys.argv[1])
