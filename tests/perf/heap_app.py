"""What the heap measurement loads, on MicroPython, one step at a time: the modules of a board, its objects, a minute.

steps(tree) returns [(name, function)]. Each function runs once, in order; what it returns stays alive. The driver
(tests/wasm/heap.mjs) measures the heap after each step. A step must keep only what a board would keep.

As a script, with the compiled tree as its argument, it does everything at once: does it fit a small heap?
"""

import sys


class Quiet:
    """A board on which nothing happens, in a few words: every port in one object."""

    stopwatch = None
    links = ()
    max_wait_ms = 1000

    def __init__(self):
        self.clock = self.sensors = self.actuators = self.files = self.watchdog = self
        self.ms = 0

    def now(self):
        return self.ms

    def read(self, what):
        """For the sensors: leaves the frame as it is; for the files: there is no such record."""

    def write(self, frame, data=None):
        pass

    def feed(self):
        pass


BOARD = Quiet()
NEVER = ("tandem.ports.board",)  # only for reading


def build():
    """The firmware on its board, as it stands after the start."""
    from tandem.app import App

    return App(BOARD)


def _importer(name):
    return lambda: __import__(name) and None


def steps(tree):
    """All steps for the compiled modules in folder tree: what is always there, then what few houses need."""
    with open(tree + "/modules.txt") as file:
        names = file.read().split()
    app = []

    def start():
        app.append(build())

    def minute():
        for _ in range(60):
            app[0].loop.turn()
            app[0].loop.clock.ms += 1000

    count = names.index("tandem.app") + 1
    found = [(name, _importer(name)) for name in names[:count]] + [("objects", start), ("first minute", minute)]
    return found + [(name, _importer(name)) for name in names[count:] if name not in NEVER]


if __name__ == "__main__":
    for name, step in steps(sys.argv[1]):
        step()
        if name == "first minute":
            print("loaded")
            break
