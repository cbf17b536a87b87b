"""Flight recorder: a bounded history of selected frame fields that outlives a reset.

Records of fixed size are gathered in one block of RAM and written as one whole file, ``fr0`` .. ``fr<n-1>`` in turn:
appending would cost a flash erase for every record, and the rotation bounds what is used. A block is a record of
kernel.record (sequence and CRC) whose payload describes itself:

    _BLOCK      version of this layout, FRAME_VERSION, number of input and of output fields, uptime of the first record
    fields      one byte each: index into the frame, plus WIDE when the value takes four bytes instead of two
    records     seconds since the first record (2 bytes), the values in the order of the fields

Values of two bytes are clamped to int16: MicroPython would cut them silently.
"""

import struct
from array import array

from tandem.kernel.record import HEAD, OVERHEAD, SEQ_MASK, decode, newer, seal
from tandem.kernel.store import errno_of
from tandem.ports.frame import FRAME_VERSION, IN_UP_S
from tandem.ports.reasons import E_STORE_FAILED

VERSION = 1
WIDE = 0x80  # added to a field's index: keep it as int32
BLOCK = "<BBBBi"
BLOCK_SIZE = 8
_SPAN_S = 0xFFFF  # longest time between the first and the last record of a block


class Recorder:
    """A tap (ports.board.Tap) that records every ``period_s`` of uptime, and at once when a watched output changes.

    files: the Files port. inputs, outputs: bytes of field indices 0..127, plus WIDE for values beyond int16.
    watch: bytes of output indices. block: bytes of RAM and of each file. n_files: how many files it may use.
    Raises ValueError when a block has no room for a record. ``records`` counts what was recorded, ``failed`` the
    blocks that could not be written and are lost.
    """

    def __init__(self, files, inputs, outputs, watch=b"", period_s=60, block=1024, n_files=16, name="fr", events=None):
        self.files = files
        self.events = events
        self.name = name
        self.n_files = n_files
        self.period_s = period_s
        self.records = 0
        self.failed = 0
        self._inputs = inputs
        self._outputs = outputs
        self._watch = watch
        self._seen = array("i", [0] * len(watch))
        self._size = 2 + _width(inputs) + _width(outputs)
        self._first = HEAD + BLOCK_SIZE + len(inputs) + len(outputs)  # where records start
        self._end = block - (OVERHEAD - HEAD)  # where they must end
        if self._first + self._size > self._end:
            raise ValueError("block too small for a record")
        self._block = bytearray(block)
        self._block[HEAD + BLOCK_SIZE : self._first] = inputs + outputs
        self._at = self._first
        self._unsaved = False
        self._base = 0
        self._last = -period_s  # the first tick is recorded
        self._sequence = self._find_next()

    def tick(self, inputs, outputs):
        """Both are frames. Allocates nothing, except when a block is full and gets written."""
        now = inputs[IN_UP_S]
        due = now - self._last >= self.period_s or now < self._last
        k = 0
        for field in self._watch:
            if outputs[field] != self._seen[k]:
                self._seen[k] = outputs[field]
                due = True
            k += 1
        if due:
            self._last = now
            self._add(now, inputs, outputs)

    def flush(self):
        """Write what is in RAM, before a planned reset. The block stays open and is written again when it is full.

        Returns False when that failed; never raises OSError.
        """
        if not self._unsaved:
            return True
        size = self._at - HEAD
        seal(self._block, size, self._sequence)
        try:
            self.files.write(self._file(), memoryview(self._block)[: size + OVERHEAD])
        except OSError as error:
            if self.events is not None:
                self.events.post(E_STORE_FAILED, errno_of(error))
            return False
        self._unsaved = False
        return True

    def _add(self, now, inputs, outputs):
        if self._at > self._first and not 0 <= now - self._base <= _SPAN_S:
            self._close()
        block = self._block
        if self._at == self._first:
            self._base = now
            struct.pack_into(BLOCK, block, HEAD, VERSION, FRAME_VERSION, len(self._inputs), len(self._outputs), now)
        struct.pack_into("<H", block, self._at, now - self._base)
        self._at += 2
        self._put(self._inputs, inputs)
        self._put(self._outputs, outputs)
        self._unsaved = True
        self.records += 1
        if self._at + self._size > self._end:
            self._close()

    def _put(self, fields, frame):
        block = self._block
        at = self._at
        for field in fields:
            if field >= WIDE:
                struct.pack_into("<i", block, at, frame[field - WIDE])
                at += 4
                continue
            value = frame[field]
            if value > 32767:
                value = 32767
            elif value < -32768:
                value = -32768
            struct.pack_into("<h", block, at, value)
            at += 2
        self._at = at

    def _close(self):
        if self.flush():
            self._sequence = (self._sequence + 1) & SEQ_MASK
        else:
            self.failed += 1
            self._unsaved = False
        self._at = self._first

    def _file(self):
        return self.name + str(self._sequence % self.n_files)

    def _find_next(self):
        """The sequence after the newest whole block, so that a restart overwrites the oldest one."""
        newest = -1
        for k in range(self.n_files):
            try:
                data = self.files.read(self.name + str(k))
            except OSError:
                continue
            found = None if data is None else decode(data)
            if found is not None and (newest < 0 or newer(found[0], newest)):
                newest = found[0]
        return (newest + 1) & SEQ_MASK


def _width(fields):
    total = 0
    for field in fields:
        total += 4 if field >= WIDE else 2
    return total
