"""The shipped image of the virtual board for weeks, in a heap of fixed size:  python -m tests.device.soak DAYS

Once a day, at a quarter to six, it collects and says what is used and what the largest free block is. Prints a line.
"""

import re
import sys
import tempfile
from datetime import datetime
from pathlib import Path

from host_sim.run import Config
from host_sim.virtual import prepare
from host_sim.virtual.board import VirtualBoard
from host_sim.virtual.chip import Chip
from host_sim.virtual.house import House
from host_sim.virtual.port import Port
from tests.device.virtual import COMMAND, key
from tools.boards import entry, schema
from tools.flash import payload

LEAST_FREE = 16 << 10  # bytes in one piece
DAY_TICKS = 8640
FIRST_DAY = 3  # by then every record has been written, and each list is as long as it gets
ENTRY = """
import gc
from vm_board import Board
from tandem import serve

def largest():
    low = 0
    high = 1 << 17
    while high - low > 256:
        middle = (low + high) // 2
        try:
            bytearray(middle)
            low = middle
        except MemoryError:
            high = middle
    return low

class Watched(Board):
    def __init__(self, handle):
        super().__init__(handle)
        self.ticks = 0

    def write(self, frame):
        super().write(frame)
        self.ticks += 1
        if self.ticks % 8640 == 2070:
            gc.collect()
            used = gc.mem_alloc()
            print("heap", self.ticks // 8640, used, largest())
            gc.collect()

def main(handle):
    serve.main(handle, Watched(handle))
"""


def run(days):
    """[(day, bytes used, largest free block)]."""
    board = schema.load("virtual")
    text = entry.text
    entry.text = lambda _: ENTRY
    try:
        made = payload.made(board, key(), "1.0.0")
    finally:
        entry.text = text
    house = House(Config(start=datetime(2025, 1, 21), days=days + 2), 0.0)
    said = bytearray()
    with tempfile.TemporaryDirectory() as folder:
        flash = Path(folder) / "flash"
        prepare.fresh(COMMAND, flash)
        prepare.put(COMMAND, flash, prepare.flown(made, house.records))
        virtual = VirtualBoard(COMMAND, flash, Port(), Chip(house))
        write = virtual.port.write
        virtual.port.write = lambda data: (said.extend(data), write(data))
        house.watchers.append(lambda _ms, _frame: house.ticks >= days * DAY_TICKS and virtual.stop())
        virtual.run()
        resets = len(virtual.chip.resets)
    assert resets == 1, f"{resets} starts\n{said[-2000:].decode(errors='replace')}"
    return [tuple(map(int, row)) for row in re.findall(rb"heap (\d+) (\d+) (\d+)", said)]


def judged(rows):
    """(text, complaint or "")."""
    used = [row[1] for row in rows if row[0] >= FIRST_DAY] or [rows[-1][1]]
    least = min(row[2] for row in rows)
    growth = used[-1] - used[0]
    wrong = f"{growth} bytes more are used" if growth > 0 else ""
    wrong = wrong or ("" if least >= LEAST_FREE else f"largest free block {least} bytes")
    return f"{len(rows)} days, {used[-1]} bytes used, growth {growth}, largest free block {least} bytes at least", wrong


def main(days):
    """One run; 1 when something did not hold."""
    text, wrong = judged(run(int(days)))
    print(text + (f" -- {wrong}" if wrong else ""))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
