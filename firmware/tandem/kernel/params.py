"""Parameters: a schema as packed bytes, the values in force, and the sparse layer of values a person chose to keep.

``v`` holds the values in force; readers index it and never write it. Under it lies the stored layer: what the values
are after the next boot. A temporary change touches only the first, a kept one both. dump() writes only what differs
from the default, so that a later firmware can change a default for everyone who never chose.

A stored entry carries its group's version. An entry that this firmware cannot use (an id it does not know, or a group
under another version) is not applied but carried along and written back: it belongs to a firmware that ran before or
may run again, and an update that is rolled back must find its settings as it left them.
"""

import struct
from array import array

from tandem.ports.reasons import E_PARAM_DEFAULT, E_PARAM_GROUP, E_PARAM_SET

REFUSED_ID = 1  # there is no such parameter
REFUSED_RANGE = 2
REFUSED_TYPE = 3  # the value is not an integer

F_INSTALLER = 1  # a resident may not change it; asked by whoever knows who is asking
F_RESTART = 2  # takes effect at the next boot

# default, min, max, group, flags. Two bytes a value: there will be some hundred rows, and a unit can be chosen to fit.
_BOUNDS = "<xxhH"
_ROW_SIZE = 8
_GROUP_AT = 6
_FLAGS_AT = 7
_FORMAT = 1  # first byte of a dump
_ENTRY = "<HBi"  # id, version of its group, value
_ENTRY_SIZE = 7
_MOST_CARRIED = 40 * _ENTRY_SIZE
_SEQ_MASK = 0x3FFFFFFF


class Params:
    """The parameters of one schema.

    table: packed rows, a row's number is the id; groups: one byte per group, its version; events: anything with
    post(code, a, b), or None. ``seq`` is raised by every accepted change, modulo 2^30. ``dirty`` says that the stored
    layer differs from what was loaded; whoever has saved a dump() sets it to False.
    """

    def __init__(self, table, groups, events=None):
        self.table = table
        self.groups = groups
        self.events = events
        self.n = len(table) // _ROW_SIZE
        self.seq = 0
        self.dirty = False
        self.v = array("i", [0] * self.n)
        self._over = []  # parameter, stored value, and so on: where a temporary value lies over a stored one
        self._carried = b""
        self._defaults()

    def set(self, pid, value, keep=True):
        """Change a value; keep=False only until the next boot or reset(). Returns 0 or a REFUSED_* code."""
        refused = self.check(pid, value)
        if not refused:
            self._put(pid, value, keep)
        return refused

    def check(self, pid, value):
        """What set() would say, without doing it."""
        if type(pid) is not int or not 0 <= pid < self.n:
            return REFUSED_ID
        if type(value) is not int:
            return REFUSED_TYPE
        return 0 if self._in_range(pid, value) else REFUSED_RANGE

    def reset(self, pid, keep=True):
        """Back to the default; keep=False: end a temporary change, back to the stored value. Returns 0 or a code."""
        if type(pid) is not int or not 0 <= pid < self.n:
            return REFUSED_ID
        self._put(pid, self._default(pid) if keep else self._kept(pid), keep)
        return 0

    def group(self, pid):
        return self.table[pid * _ROW_SIZE + _GROUP_AT]

    def flags(self, pid):
        """F_* bits."""
        return self.table[pid * _ROW_SIZE + _FLAGS_AT]

    def dump(self):
        """The stored layer as bytes: 1 + 7 for every value that differs from its default or is carried along."""
        out = bytearray((_FORMAT,))
        for pid in range(self.n):
            kept = self._kept(pid)
            if kept != self._default(pid):
                out.extend(struct.pack(_ENTRY, pid, self.groups[self.group(pid)], kept))
        out.extend(self._carried)
        return bytes(out)

    def load(self, data):
        """Put everything at its default, then apply a dump(); None or empty is no dump. Never raises on its content.

        A value out of range stays at its default (E_PARAM_DEFAULT with the id). A group under another version stays at
        its defaults (E_PARAM_GROUP with the group; -1 when the whole dump has an unknown format) and is carried along.
        """
        self._defaults()
        self._carried = b""
        self.dirty = False
        self.seq = (self.seq + 1) & _SEQ_MASK
        if not data:
            return
        if data[0] != _FORMAT:
            self._tell(E_PARAM_GROUP, -1, data[0])
            return
        told = 0  # groups already reported, one bit each
        carried = bytearray()
        for at in range(1, len(data) - _ENTRY_SIZE + 1, _ENTRY_SIZE):
            pid, version, value = struct.unpack_from(_ENTRY, data, at)
            group = self.group(pid) if pid < self.n else -1
            if group < 0 or version != self.groups[group]:
                # The bound keeps a record that grew elsewhere from eating the heap.
                if len(carried) < _MOST_CARRIED:
                    carried.extend(data[at : at + _ENTRY_SIZE])
                if group >= 0 and not told & (1 << group):
                    told |= 1 << group
                    self._tell(E_PARAM_GROUP, group, version)
            elif self._in_range(pid, value):
                self.v[pid] = value
            else:
                self._tell(E_PARAM_DEFAULT, pid, value)
        self._carried = bytes(carried)

    def drop_carried(self):
        """Forget entries of other firmware: for a confirmed update, which is not rolled back any more."""
        if self._carried:
            self._carried = b""
            self.dirty = True

    def _put(self, pid, value, keep):
        kept = self._kept(pid)
        changed = self.v[pid] != value
        self.v[pid] = value
        if keep and kept != value:
            kept = value
            self.dirty = True
            changed = True
        over = self._over
        for i in range(0, len(over), 2):
            if over[i] == pid:
                del over[i : i + 2]
                break
        if kept != value:
            over.append(pid)
            over.append(kept)
        # Writing the same value again is no change: a controller that repeats itself must not fill the event ring.
        if changed:
            self.seq = (self.seq + 1) & _SEQ_MASK
            self._tell(E_PARAM_SET, pid, value)

    def _kept(self, pid):
        over = self._over
        for i in range(0, len(over), 2):
            if over[i] == pid:
                return over[i + 1]
        return self.v[pid]

    def _defaults(self):
        del self._over[:]
        for pid in range(self.n):
            self.v[pid] = self._default(pid)

    def _default(self, pid):
        return struct.unpack_from("<h", self.table, pid * _ROW_SIZE)[0]

    def bounds(self, pid):
        """(lowest, highest) value allowed."""
        return struct.unpack_from(_BOUNDS, self.table, pid * _ROW_SIZE)

    def _in_range(self, pid, value):
        row = self.bounds(pid)
        return row[0] <= value <= row[1]

    def _tell(self, code, a, b):
        if self.events is not None:
            self.events.post(code, a, b)
