"""A board on the unix port that boots from a folder, over its standard input and output: for test_safe_mode.py.

    micropython safe_vm.py LAUNCHER FOLDER

A reset is the exit code 7; the image's board.main() says what it finds and ends with 8.
"""

import sys

sys.path.append(sys.path[0] + "/../chips")
import small_machine

LAUNCHER, FOLDER = sys.argv[1:3]
sys.path[:] = [LAUNCHER, ".frozen"]
sys.modules["machine"] = small_machine

from launcher import boot  # noqa: E402  the machine has to be there first

boot.run(FOLDER)
