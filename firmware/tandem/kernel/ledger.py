"""Ledger: fixed-size records that must be shown for years, in a bounded ring of files.

Records are gathered in a block. The block being filled is a record of the Store: it has two copies, and a power cut
leaves the old one or the new one. A full block moves to one of the ring's files, ``<name>0`` .. ``<name><n-1>`` in
turn. Each holds its block's number and a CRC (kernel.record), so that the oldest is the one that is overwritten.

    block       number of the block (4 bytes), then its records
    record      see FIELDS; little-endian, 32 bytes
"""

import struct

from tandem.kernel.record import SEQ_MASK, decode, encode, newer
from tandem.kernel.store import errno_of
from tandem.ports.reasons import E_STORE_BAD, E_STORE_FAILED

RECORD = "<iiiiiiiBBH"
SIZE = 32
# Start in minutes since 2000 (0 unknown) and in seconds of uptime; duration; lowest target; the machine's floor;
# highest minute; seconds above; source as a reason; VERDICT_*; 0.
FIELDS = ("wall_min", "up_s", "duration_s", "target_w", "floor_w", "highest_w", "above_s", "source", "verdict", "spare")
PER_BLOCK = 56  # a full block and its frame stay below 2 KB
N_FILES = 19  # 18 full blocks are there at any time: 1008 records
NAME = "led"

VERDICT_MET = 0
VERDICT_ABOVE = 1
VERDICT_UNKNOWN = 2  # nobody measured, and the machine may have run
VERDICT_OPEN = 3  # still in force, or cut off by a power cut


class Ledger:
    """store: kernel.store.Store; its Files port carries the ring. ``failed`` counts saves that failed; what they held
    is saved with the next one."""

    def __init__(self, store, events=None, n_files=N_FILES, per_block=PER_BLOCK, name=NAME):
        self.store = store
        self.events = events
        self.n_files = n_files
        self.name = name
        self.failed = 0
        self._size = 4 + SIZE * per_block
        self._block = bytearray(self._size)
        self._at = 4  # where the next record goes
        newest = self._newest()
        self._number = 0 if newest < 0 else (newest + 1) & SEQ_MASK
        data = store.load(name)
        if data and 4 <= len(data) <= self._size and (len(data) - 4) % SIZE == 0:
            number = struct.unpack_from("<i", data)[0]
            if newest < 0 or newer(number, newest):
                self._number = number & SEQ_MASK
                self._block[: len(data)] = data
                self._at = len(data)

    def append(self, *row):
        """Add a record, FIELDS without the last; False when it could not be saved yet."""
        if self._at + SIZE > self._size and not self._turn():
            self._at = 4  # rather lose the oldest of this block than all that come
        self._at += SIZE
        return self.replace(*row)

    def replace(self, *row):
        """Write the newest record anew: what was open is done."""
        struct.pack_into(RECORD, self._block, self._at - SIZE, *(row + (0,)))
        struct.pack_into("<i", self._block, 0, self._number)
        if self.store.save(self.name, memoryview(self._block)[: self._at]):
            return True
        self.failed += 1
        return False

    def rows(self):
        """All records as tuples of FIELDS, oldest first. Reads one file at a time."""
        for number in self._numbers():
            yield from unpacked(self._ring(number % self.n_files)[1])
        yield from unpacked(memoryview(self._block)[: self._at])

    def _turn(self):
        """The full block goes to the ring; False when it could not."""
        try:
            self.store.files.write(self.name + str(self._number % self.n_files), encode(self._number, self._block))
        except OSError as error:
            self.failed += 1
            if self.events is not None:
                self.events.post(E_STORE_FAILED, errno_of(error))
            return False
        self._number = (self._number + 1) & SEQ_MASK
        self._at = 4
        return True

    def _ring(self, k):
        """(number, block) in file k of the ring, None."""
        try:
            data = self.store.files.read(self.name + str(k))
        except OSError as error:
            if self.events is not None:
                self.events.post(E_STORE_BAD, k, errno_of(error))
            return None
        return None if data is None else decode(data)

    def _newest(self):
        newest = -1
        for k in range(self.n_files):
            found = self._ring(k)
            if found is not None and (newest < 0 or newer(found[0], newest)):
                newest = found[0]
        return newest

    def _numbers(self):
        """Numbers of the blocks in the ring, oldest first."""
        numbers = []
        for back in range(self.n_files, 0, -1):
            number = (self._number - back) & SEQ_MASK
            found = self._ring(number % self.n_files)
            if found is not None and found[0] == number:
                numbers.append(number)
        return numbers


def unpacked(block):
    """The records of a block as tuples of FIELDS."""
    for at in range(4, len(block) - SIZE + 1, SIZE):
        yield struct.unpack_from(RECORD, block, at)
