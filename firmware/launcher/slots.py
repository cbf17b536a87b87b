"""The slot record: which image is the active one, and how often it was started since it last worked.

Two files, written in turns, each with a sequence number and a CRC: a power cut leaves the old state or the new one.
Both are shorter than 128 bytes, so littlefs keeps them inside of the directory.
"""

import struct
from binascii import crc32

_MAGIC = 0x4C54  # "TL"
_FORM = "<HHBBBBI"  # magic, sequence, active, attempts, given up, trial, least security counter
_SIZE = 12
_HALF = 0x8000
ATTEMPTS = 3


class Slots:
    """The record in folder root. Damaged or missing: slot 0, nothing counted.

    active: 0 or 1; attempts: starts of it since it last worked; given_up: bit 0 and 1, slots that had all their
    attempts; trial: 1 while the active image has yet to prove itself after an update; floor: an image with a lower
    security counter is refused.
    """

    def __init__(self, root):
        self._path = root + "/slots."
        self._sequence = 0
        self.active = self.attempts = self.given_up = self.trial = self.floor = 0
        found = False
        for copy in range(2):
            fields = _read(self._path + str(copy))
            if fields and (not found or 0 < (fields[1] - self._sequence) & 0xFFFF < _HALF):
                found = True
                _, self._sequence, self.active, self.attempts, self.given_up, self.trial, self.floor = fields

    def save(self):
        """Store it. Raises OSError; the other copy is then still whole."""
        self._sequence = (self._sequence + 1) & 0xFFFF
        data = bytearray(_SIZE + 4)
        fields = (self.active, self.attempts, self.given_up, self.trial, self.floor)
        struct.pack_into(_FORM, data, 0, _MAGIC, self._sequence, *fields)
        struct.pack_into("<I", data, _SIZE, crc32(memoryview(data)[:_SIZE]) & 0xFFFFFFFF)
        with open(self._path + str(self._sequence & 1), "wb") as file:
            file.write(data)

    def worked(self):
        """The active image did its work."""
        if self.attempts or self.given_up or self.trial:
            self.attempts = self.given_up = self.trial = 0
            self.save()

    def use(self, slot):
        """Make a slot the active one, with all attempts before it."""
        self.active = slot
        self.attempts = 0
        self.given_up &= ~(1 << slot)
        self.save()

    def forgive(self):
        """All slots may be tried again."""
        self.attempts = self.given_up = 0
        self.save()


def _read(path):
    """The fields of one copy, or None."""
    try:
        with open(path, "rb") as file:
            data = file.read(64)
    except OSError:
        return None
    if len(data) != _SIZE + 4 or crc32(data[:_SIZE]) & 0xFFFFFFFF != int.from_bytes(data[_SIZE:], "little"):
        return None
    fields = struct.unpack(_FORM, data[:_SIZE])
    return fields if fields[0] == _MAGIC and fields[2] < 2 else None
