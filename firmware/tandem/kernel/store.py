"""Two copies of every record, written in turn: what load() returns is always a whole record, the old one or the new.

The file below is replaced as a whole (``Files.write``), which alone survives a power cut. The second copy is for what
that does not cover: a worn or corrupted file, and a medium that keeps its promise only almost always.

A record with sequence s lives in copy s & 1. So the copy that is written next is never the newest whole one, also
after a failed write and after a restart.
"""

from tandem.kernel.record import SEQ_MASK, decode, encode, newer
from tandem.ports.reasons import E_STORE_BAD, E_STORE_FAILED


class Store:
    """Records by name over the Files port; events: anything with post(code, a, b), or None.

    ``failed`` counts writes that failed, ``bad`` copies that could not be used. A payload of up to record.SMALL bytes
    costs the flash least; there is no other limit than the heap.
    """

    def __init__(self, files, events=None):
        self.files = files
        self.events = events
        self.failed = 0
        self.bad = 0
        self._sequence = {}  # name: sequence of the newest whole copy, -1 when there is none

    def load(self, name):
        """Payload of the newest whole copy as bytes, or None when there is none. Never raises OSError."""
        best = -1
        payload = None
        for copy in range(2):
            try:
                data = self.files.read(_file(name, copy))
            except OSError as error:
                self._bad(copy, errno_of(error))
                continue
            if data is None:
                continue
            found = decode(data)
            if found is None or found[0] & 1 != copy:
                self._bad(copy, 0)
            elif payload is None or newer(found[0], best):
                best = found[0]
                payload = found[1]
        self._sequence[name] = best
        return None if payload is None else bytes(payload)

    def save(self, name, payload):
        """Store bytes. Returns False when the write failed, with the old record still there. Never raises OSError."""
        if name not in self._sequence:
            self.load(name)
        sequence = (self._sequence[name] + 1) & SEQ_MASK
        try:
            self.files.write(_file(name, sequence & 1), encode(sequence, payload))
        except OSError as error:
            self.failed += 1
            self._tell(E_STORE_FAILED, errno_of(error), 0)
            return False
        self._sequence[name] = sequence
        return True

    def _bad(self, copy, why):
        self.bad += 1
        self._tell(E_STORE_BAD, copy, why)

    def _tell(self, code, a, b):
        if self.events is not None:
            self.events.post(code, a, b)


def _file(name, copy):
    return name + (".1" if copy else ".0")


def errno_of(error):
    """The number of an OSError, 0 when it has none. (CPython leaves ``errno`` empty in OSError(5).)"""
    if error.args and type(error.args[0]) is int:
        return error.args[0]
    return 0
