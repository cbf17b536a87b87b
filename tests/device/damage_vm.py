"""Boots boards whose power failed while they were flashed, or whose files are damaged. On MicroPython, many a process.

    micropython damage_vm.py ON_BOARD FOLDER cuts FIRST STEP      power cuts at operation FIRST, FIRST + STEP, ...
    micropython damage_vm.py ON_BOARD FOLDER corrupt SEED COUNT   so many boards with one to three damaged files

ON_BOARD: folder of tools/flash/on_board.py. FOLDER: made by damage.py. flash.files lists what is on the flash at first;
steps.txt has what flashing types at the prompt. Prints a line of counts, or the first failure, and exits 1 then.
"""

import builtins
import os
import sys

import vfs
from damage_kinds_vm import Chance, damaged
from nor_vm import NEVER
from ram_board import RamBoard, forget

BLOCKS = 160
MANY = ["fr%d" % i for i in range(3, 32)]  # the flight record's first three stand for all
BLINK_MS = 3000  # in safe mode, after which it counts as reached

show = print


def quiet(*words):
    """In the place of print: what the launcher says of damaged files is not looked at."""


builtins.print = quiet


class Board(RamBoard):
    """files: [(path, bytes)]."""

    def __init__(self, files):
        super().__init__("/", BLOCKS)
        self.mount()
        for path, data in files:
            if path.count("/") > 1 and path.split("/")[1] not in os.listdir("/"):
                os.mkdir("/" + path.split("/")[1])
            self.put(path, data)
        self.umount()

    def boot(self, ticks=1):
        """What happened: ["control"] after so many control ticks, ["time"] in safe mode."""
        return self.started(main_py, until_ms=BLINK_MS, ticks=ticks)


def main_py():
    """What the interpreter does after a reset."""
    sys.path[:] = ["", ".frozen"]
    with open("/main.py") as file:
        text = file.read()
    exec(text, {"__name__": "__main__"})


def contents(path):
    with open(path, "rb") as file:
        return file.read()


ON_BOARD, FOLDER, MODE = sys.argv[1:4]
FIRST, COUNT = int(sys.argv[4]), int(sys.argv[5])
LIST = open(FOLDER + "/flash.files").read().split()
FILES = [(path, contents(FOLDER + "/" + path.replace("/", "_"))) for path in LIST]
STEPS = open(FOLDER + "/steps.txt").read().splitlines() if MODE == "cuts" else []
SEALED = {name[7:]: [] for name in os.listdir(FOLDER) if name.startswith("sealed_")}
for _name, _found in SEALED.items():
    for _line in open(FOLDER + "/sealed_" + _name).read().split():
        _found.append(bytes.fromhex(_line))
sys.path.append(ON_BOARD)
import on_board  # noqa: E402

vfs.umount("/")  # the PC's files are gone now


def flashed(board, operations, torn):
    """Flash it with a power cut; whether it came to its end."""
    board.flash.torn = torn
    sys.path[:] = ["", ".frozen"]
    board.mount()
    board.flash.left = operations
    try:
        for step in STEPS:
            eval(step, on_board.__dict__)
    except Exception as error:
        if board.flash.left >= 0:
            raise error
    whole = board.flash.left >= 0
    board.flash.left = NEVER
    forget()
    board.umount()
    return whole


def cuts():
    """Old or new, whatever the moment."""
    board = Board(FILES)
    image = bytes(board.flash.data)
    counts = {"old": 0, "new": 0}
    operations = FIRST
    whole = False
    while not whole:
        for torn in (False, True):
            board.flash.data[:] = image
            whole = flashed(board, operations, torn)
            words = board.boot()
            if words not in (["old", "reset"], ["new", "reset"]) or (whole and words[0] != "new"):
                show("FAIL cut at operation", operations, "torn", torn, words)
                return 1
            counts[words[0]] += 1
        operations += COUNT
    show("cuts", counts["old"] + counts["new"], "operations", operations, "old", counts["old"], "new", counts["new"])
    return 0


def corrupt():
    """Control or safe mode, whatever is damaged."""
    board = Board(FILES)
    words = board.boot(500)
    assert words[-1] == "control", words
    image = bytes(board.flash.data)
    board.mount()
    paths = ["/data/" + name for name in os.listdir("/data") if not name.endswith(".tmp") and name not in MANY]
    paths += ["/slots.0", "/slots.1", "/key.pub", "/safe.bin", "/image.0", "/image.1"]
    files = []
    for path in paths:
        try:
            files.append((path, contents(path)))
        except OSError:
            pass  # the second copy is yet to be written
    board.umount()
    counts = {"control": 0, "time": 0}
    kinds = {}
    for case in range(FIRST, FIRST + COUNT):
        chance = Chance(case)
        board.flash.data[:] = image
        board.mount()
        done = []
        for _ in range(1 + chance.below(3)):
            path, data = files[chance.below(len(files))]
            what, data = damaged(data, path, chance, files, SEALED)
            done.append((path, what))
            kinds[what] = kinds.get(what, 0) + 1
            try:
                board.put(path, data)
            except OSError:
                assert data is None  # it is gone already
        board.umount()
        words = board.boot()
        if words not in (["control"], ["time"]):
            show("FAIL case", case, done, words)
            return 1
        counts[words[0]] += 1
    show("files", len(files), "cases", COUNT, "control", counts["control"], "safe", counts["time"], kinds)
    return 0


sys.exit(cuts() if MODE == "cuts" else corrupt())
