"""OpenTherm frames: four bytes on the wire, a message in memory, and the formats of its 16-bit value.

    bit 31  30..28  27..24  23..16  15..8  7..0
    parity   kind    spare     id     HB     LB      (protocol specification 4.2, 4.1: even parity over all 32 bits)

The wire format between all parts is four bytes, most significant first, in a preallocated bytearray: as one number a
frame has 32 bits, which is an object on the heap of a board. Nothing here allocates.
"""

READ_DATA = 0  # master to slave
WRITE_DATA = 1
INVALID_DATA = 2
RESERVED = 3
READ_ACK = 4  # slave to master
WRITE_ACK = 5
DATA_INVALID = 6  # known, but no value, or the value is refused
UNKNOWN_ID = 7

# Forms of the value.
FORM_F88 = 1  # signed, 1/256
FORM_S16 = 2
FORM_U16 = 3
FORM_U8 = 4  # two unsigned bytes, also where only one of them is used
FORM_S8 = 5  # two signed bytes
FORM_FLAGS = 6  # flags in HB or LB; the other byte is flags, a number, or not used
FORM_DAY_TIME = 7  # weekday (3 bits, 0 unknown, 1 Monday), hour (5 bits), minute

FRAME_SIZE = 4
_MOST_C100 = 12800  # 128.00 C; f8.8 ends 1/256 below


class Message:
    """One message: ``kind`` 0..7, ``id`` 0..255, ``value`` 0..65535 (HB << 8 | LB)."""

    def __init__(self):
        self.kind = READ_DATA
        self.id = 0
        self.value = 0

    def unpack(self, buf, at=0):
        """Take the four bytes at ``at``; True. With a wrong parity nothing changes; False. Spare bits are ignored."""
        head = buf[at]
        odd = head ^ buf[at + 1] ^ buf[at + 2] ^ buf[at + 3]
        if _parity(odd):
            return False
        self.kind = head >> 4 & 7
        self.id = buf[at + 1]
        self.value = buf[at + 2] << 8 | buf[at + 3]
        return True

    def pack(self, buf, at=0):
        """Write the four bytes at ``at``, with parity and spare bits 0. Only the fields' own bits are used."""
        head = (self.kind & 7) << 4
        high = self.value >> 8 & 0xFF
        low = self.value & 0xFF
        middle = self.id & 0xFF
        buf[at] = head | _parity(head ^ middle ^ high ^ low) << 7
        buf[at + 1] = middle
        buf[at + 2] = high
        buf[at + 3] = low


def _parity(byte):
    """1 when an odd number of the eight bits is set."""
    byte ^= byte >> 4
    byte ^= byte >> 2
    return (byte ^ byte >> 1) & 1


def s16(word):
    """The word as a signed number, -32768..32767. Back: ``number & 0xFFFF``."""
    return word - 0x10000 if word & 0x8000 else word


def s8(byte):
    """The byte as a signed number, -128..127."""
    return byte - 0x100 if byte & 0x80 else byte


def pair(hb, lb):
    """Two bytes, signed or not, as a word; bits beyond eight are cut off. Back: ``word >> 8``, ``word & 0xFF``."""
    return (hb & 0xFF) << 8 | lb & 0xFF


def f88(c100):
    """Hundredths (of a degree, percent, bar ...) as an f8.8 word: nearest, halves away from zero, clamped to +-128.

    c100(f88(x)) is x for every x of -12800..12800, the top included.
    """
    if c100 >= _MOST_C100:
        return 0x7FFF
    if c100 <= -_MOST_C100:
        return 0x8000
    if c100 < 0:
        return -((50 - c100 * 256) // 100) & 0xFFFF
    return (c100 * 256 + 50) // 100


def c100(word):
    """An f8.8 word in hundredths: nearest, halves away from zero. -12800..12800."""
    if word & 0x8000:
        return -(((0x10000 - word) * 25 + 32) // 64)
    return (word * 25 + 32) // 64
