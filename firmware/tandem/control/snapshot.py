"""What outlives a restart, in two small records.

Protective: when the last starts were, as ages. How long the power was away is unknown, so the ages are taken up as they
were: no credit for time nobody counted. The reset itself counts as a stop. Habits: filters and integrals, so that a
restart in the night does not begin with a cold house's wishes.
"""

import struct

from tandem.control.demand import FILTER_MAX, INTEGRAL_MAX
from tandem.control.dispatch import TRIM_MAX
from tandem.control.heatpump import LONG_AGO_S, RING
from tandem.ports.frame import FRAME_VERSION

# Version, ring size, starts today, age of that day, wall minute of the last disinfection, all starts, ring of ages.
_PROTECTION = "<BBHiiI6i"
_PROTECTION_SIZE = 40
_HABITS = "<BBhiii"  # version, filters hold something, trim, damped, day, integral
_HABITS_SIZE = 16
NO_DATE = -1


def dump_protection(hp, now_s):
    """The protective record, bytes."""
    ages = [0] * RING
    for i in range(RING):
        # Oldest first: head + 1 is the oldest.
        ages[i] = now_s - hp.starts[(hp.head + 1 + i) % RING]
    day_starts = hp.day_starts if hp.day_starts < 0xFFFF else 0xFFFF
    return struct.pack(_PROTECTION, FRAME_VERSION, RING, day_starts, now_s - hp.day_s, NO_DATE, hp.total_starts, *ages)


def load_protection(hp, data):
    """Take up a protective record at uptime zero; False when it cannot be used."""
    if len(data) != _PROTECTION_SIZE:
        return False
    row = struct.unpack(_PROTECTION, data)
    if row[0] != FRAME_VERSION or row[1] != RING:
        return False
    hp.day_starts = row[2]
    hp.day_s = -_span(row[3])
    hp.total_starts = row[5] & 0x3FFFFFFF
    for i in range(RING):
        hp.starts[i] = -_span(row[6 + i])
    hp.head = RING - 1
    return True


def dump_habits(demand, dispatch):
    """The second record, bytes."""
    return struct.pack(
        _HABITS, FRAME_VERSION, 1 if demand.started else 0, dispatch.trim, demand.damped, demand.day, demand.integral
    )


def load_habits(demand, dispatch, data):
    """Take up the second record; False when it cannot be used."""
    if len(data) != _HABITS_SIZE:
        return False
    row = struct.unpack(_HABITS, data)
    if row[0] != FRAME_VERSION:
        return False
    demand.started = row[1] == 1
    dispatch.trim = _within(row[2], TRIM_MAX)
    demand.damped = _within(row[3], FILTER_MAX)
    demand.day = _within(row[4], FILTER_MAX)
    demand.integral = _within(row[5], INTEGRAL_MAX)
    return True


def _within(value, largest):
    """A value from a record, within what the core can reckon with."""
    if value > largest:
        return largest
    return value if value > -largest else -largest


def _span(age_s):
    """An age from a record, within what the ring can hold."""
    if age_s < 0:
        return 0
    return age_s if age_s < -LONG_AGO_S else -LONG_AGO_S
