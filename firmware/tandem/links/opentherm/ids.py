"""What the board knows of the data-ids 0..127: may they be read or written, what form has the value, can it be true.

An id that is not known here (reserved, removed from the standard, or 128..255, the makers' own) is answered with
UNKNOWN_ID by a slave; a gateway lets it pass. Sources of the table and where they conflict: ids.csv.
"""

from tandem.links.opentherm.frame import FORM_DAY_TIME, FORM_F88, FORM_S16, FORM_U16
from tandem.links.opentherm.id_table import IDS, SHAPES

_READ = 0x40
_WRITE = 0x80
_SHAPE = 0x3F
_SHAPE_SIZE = 5
_N_IDS = 128
_SIGN = 0x8000

# --- flags (protocol specification 4.2, 5.3) ----------------------------------------------------------------------
MASTER_CH = 0x01  # id 0 HB
MASTER_DHW = 0x02
MASTER_COOLING = 0x04
MASTER_OTC = 0x08
MASTER_CH2 = 0x10
MASTER_SUMMER = 0x20
MASTER_DHW_BLOCKED = 0x40
SLAVE_FAULT = 0x01  # id 0 LB
SLAVE_CH = 0x02
SLAVE_DHW = 0x04
SLAVE_FLAME = 0x08
SLAVE_COOLING = 0x10
SLAVE_CH2 = 0x20
SLAVE_DIAGNOSTIC = 0x40
SLAVE_ELECTRICITY = 0x80
CONFIG_SMART_POWER = 0x01  # id 2 HB
CONFIG_DHW = 0x01  # id 3 HB
CONFIG_ON_OFF = 0x02
CONFIG_COOLING = 0x04
CONFIG_TANK = 0x08
CONFIG_NO_PUMP_CONTROL = 0x10  # the master must not switch low-off and pump
CONFIG_CH2 = 0x20
CONFIG_NO_REMOTE_FILL = 0x40
CONFIG_SLAVE_SWITCHES = 0x80  # between heating and cooling
FAULT_SERVICE = 0x01  # id 5 HB
FAULT_RESET_ALLOWED = 0x02
FAULT_LOW_PRESSURE = 0x04
FAULT_FLAME = 0x08
FAULT_AIR_PRESSURE = 0x10
FAULT_OVER_TEMPERATURE = 0x20
PARAMETER_DHW = 0x01  # id 6 HB: id 56 can be transferred; LB: it can be written
PARAMETER_MAX_CH = 0x02  # the same of id 57
OVERRIDE_MANUAL = 0x01  # id 100 LB: a manual change ends the override
OVERRIDE_PROGRAM = 0x02


def known(id):
    """The standard defines it, and still does."""
    return id < _N_IDS and IDS[id] != 0


def readable(id):
    """A master may read it."""
    return id < _N_IDS and IDS[id] & _READ != 0


def writable(id):
    """A master may write it."""
    return id < _N_IDS and IDS[id] & _WRITE != 0


def form(id):
    """FORM_* (see frame.py) of its value, 0 for an id that is not known."""
    return SHAPES[(IDS[id] & _SHAPE) * _SHAPE_SIZE] if known(id) else 0


def plausible(id, value):
    """The value word lies within the standard's bounds, both bytes where it is two. False for an id not known.

    Flags are always plausible: bits that a standard has not given a meaning yet are to be ignored.
    """
    if not known(id):
        return False
    at = (IDS[id] & _SHAPE) * _SHAPE_SIZE
    kind = SHAPES[at]
    low = SHAPES[at + 1] << 8 | SHAPES[at + 2]
    high = SHAPES[at + 3] << 8 | SHAPES[at + 4]
    flip = 0  # makes signed numbers compare as unsigned ones; bounds of signed bytes are never below 0
    if kind == FORM_F88 or kind == FORM_S16:
        flip = _SIGN
    elif kind == FORM_DAY_TIME:
        value &= 0x1FFF
    value ^= flip
    low ^= flip
    high ^= flip
    if kind <= FORM_U16:
        return low <= value <= high
    if not low & 0xFF <= value & 0xFF <= high & 0xFF:
        return False
    return low >> 8 <= value >> 8 <= high >> 8
