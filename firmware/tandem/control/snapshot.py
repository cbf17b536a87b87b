"""What outlives a restart, in two small records of 32-bit integers.

Each room of the core writes what it must keep: keep(row, at, now_s) fills row from at on and returns the next place,
restore(row, at) takes it up at uptime zero, whatever the numbers are, and returns the next place. Protective: the
starts as ages (how long the power was away is unknown, so the ages are taken up as they were: no credit for time nobody
counted), the tank's last disinfection, limits that hold. Habits: filters and integrals, so that a restart in the night
does not begin with a cold house's wishes.
"""

from array import array

from tandem.ports.frame import FRAME_VERSION

_MOST = 28  # integers in a record: 112 bytes, so that its file stays inline in littlefs


def dump(rooms, now_s):
    """The record of these rooms, bytes."""
    row = array("i", [0] * _MOST)
    at = 1
    for room in rooms:
        at = room.keep(row, at, now_s)
    row[0] = FRAME_VERSION << 8 | at
    return bytes(row[:at])


def load(rooms, data):
    """Take up a record at uptime zero; False when it cannot be used: other version, other length."""
    expected = dump(rooms, 0)
    if len(data) != len(expected) or data[:4] != expected[:4]:
        return False
    row = array("i", data)
    at = 1
    for room in rooms:
        at = room.restore(row, at)
    return True


def within(value, largest):
    """A number from a record, within what the core can reckon with."""
    if value > largest:
        return largest
    return value if value > -largest else -largest
