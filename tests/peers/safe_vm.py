"""A board on the unix port that boots from a folder, over its standard input and output: for test_safe_mode.py.

    micropython safe_vm.py LAUNCHER FOLDER

A reset is the exit code 7; the image's board.main() says what it finds and ends with 8.
"""

import sys

LAUNCHER, FOLDER = sys.argv[1:3]
sys.path[:] = [LAUNCHER, ".frozen"]


class Pin:
    OUT = 3

    def __init__(self, number, mode=None, value=None):
        pass


class Wdt:
    def __init__(self, timeout):
        pass

    def feed(self):
        pass


class Machine:
    Pin = Pin
    WDT = Wdt
    PWRON_RESET = 1

    @staticmethod
    def reset_cause():
        return 1

    @staticmethod
    def reset():
        sys.exit(7)


sys.modules["machine"] = Machine

from launcher import boot  # noqa: E402  the machine has to be there first

boot.run(FOLDER)
