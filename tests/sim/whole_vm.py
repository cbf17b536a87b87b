"""Runs on any interpreter: the whole firmware on a board with wild sensors; a hash of all its commands and records.

    whole_vm.py FIRMWARE TICKS SEED [MODULE...]

Any parameter may change at any time, so that everything that loads when it is set up gets loaded; the board restarts on
the way, with what it stored. Prints the hash, how many outputs and records it is of, and which of the modules were
loaded. It mentions few names of the firmware, as those keep theirs when it is compiled along.
"""

import struct
import sys

sys.path.insert(0, sys.argv[1])

from hashlib import sha256

from tandem.app import App
from tandem.flight import record
from tandem.ports.frame import IN_LPC_BEAT, IN_LPC_SAFE_S, N_OUT, Outputs
from wild import Wild

RESTART_EVERY = 1000


class Board:
    """A board whose sensors are wild and whose files are a dictionary."""

    stopwatch = None
    links = ()
    max_wait_ms = 0

    def __init__(self, seed):
        self.clock = self.sensors = self.actuators = self.files = self.watchdog = self
        self.wild = Wild(seed)
        self.ms = 0
        self.data = {}
        self.digest = sha256()
        self.last = Outputs().f
        self.row = bytearray(4 * N_OUT)
        self.frames = self.records = 0

    def now(self):
        return self.ms & 0x3FFFFFFF

    def read(self, what):
        if isinstance(what, str):
            return self.data.get(what)
        self.wild.fill(what, self.last)
        for at in range(IN_LPC_BEAT, IN_LPC_SAFE_S + 1):
            if not self.wild.below(9):
                what[at] += self.wild.below(60)
        return None

    def write(self, what, data=None):
        if data is None:
            self.last = what
            struct.pack_into("<%di" % N_OUT, self.row, 0, *what)
            self.digest.update(self.row)
            self.frames += 1
        else:
            self.data[what] = bytes(data)
            self.digest.update(what.encode())
            self.digest.update(self.data[what])
            self.records += 1

    def feed(self):
        pass

    def reset(self, task):
        self.digest.update(b"reset")


def main(ticks, seed, modules):
    """Print the line on which all interpreters must agree."""
    board = Board(seed)
    app = None
    for i in range(ticks):
        if i % RESTART_EVERY == 0:
            board.ms = 0
            app = App(board)
            record(app)
        if i % 4 == 3:
            board.wild.change(app.params)
            app.inputs.series.put(board.wild.below(3), i // 90, board.wild.below(800))
        if i % RESTART_EVERY == RESTART_EVERY // 2:
            app.record_interventions()
        board.ms += app.loop.turn()
    shown = "".join("%02x" % byte for byte in board.digest.digest())
    print(shown, board.frames, board.records, *(name for name in modules if name in sys.modules))


if __name__ == "__main__":
    main(int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
