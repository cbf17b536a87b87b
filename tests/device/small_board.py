"""What the stories of boot_vm.py and upload_vm.py share: a board with a small flash, and how they are told.

The script's first argument is the folder of the compiled launcher, the second that of images and keys, made by
test_boot.py.
"""

import sys

from ram_board import POWER_ON, RamBoard

LAUNCHER, IMAGES = sys.argv[1:3]
sys.path[:] = [LAUNCHER, IMAGES, ".frozen"]
ROOT = "/flash"


def content(name):
    """Bytes of a file in IMAGES."""
    with open(IMAGES + "/" + name, "rb") as file:
        return file.read()


class Board(RamBoard):
    """files: {name on the board, with _ for its dot: name in IMAGES}."""

    def __init__(self, blocks=64, **files):
        super().__init__(ROOT, blocks)
        self.write("key.pub", content("key.pub"))
        self.write("safe.bin", content("safe.bin"))
        for name, source in files.items():
            self.write(name.replace("_", "."), content(source))

    def write(self, name, data):
        """data None: it is removed."""
        self.mount()
        self.put(ROOT + "/" + name, data)
        self.umount()

    def boot(self, cause=POWER_ON, **how):
        """What happened; see RamBoard.started."""
        return self.started(start, cause=cause, **how)

    def slots(self):
        """The slot record as it is on the flash."""
        self.mount()
        from launcher.slots import Slots

        slots = Slots(ROOT)
        self.umount()
        return slots.active, slots.attempts, slots.given_up


def start():
    """As main.py does it."""
    from launcher import boot

    return boot.run(ROOT)


def tell(names):
    """All stories among a module's globals, or those with the script's third argument in their names."""
    for name in sorted(names):
        if name.startswith("story_") and (len(sys.argv) < 4 or sys.argv[3] in name):
            names[name]()
            print("ok", name[6:])
