"""The frame of a stored record: magic, version, sequence, length, payload, CRC32.

A record says by itself whether it is whole and which of two copies is the newer one. OVERHEAD is 16 bytes, so that a
payload of up to 112 bytes makes a file of at most 128, which littlefs keeps inside the directory: such a file costs a
twentieth of the flash wear and time of a longer one.
"""

import struct
from binascii import crc32

MAGIC = 0x4454  # "TD"
VERSION = 1
_HEAD = "<HBBiI"  # magic, version, 0, sequence, length of the payload
HEAD = 12
OVERHEAD = HEAD + 4
SMALL = 112  # longest payload that stays inside the directory
SEQ_MASK = 0x3FFFFFFF  # sequences are modulo 2^30


def newer(a, b):
    """True when sequence a was given after sequence b; the two must lie less than 2^29 apart."""
    d = (a - b) & SEQ_MASK
    return 0 < d < 0x20000000


def seal(buffer, size, sequence):
    """Make buffer[:size + OVERHEAD] a record whose payload of ``size`` bytes is already in place from HEAD on."""
    struct.pack_into(_HEAD, buffer, 0, MAGIC, VERSION, 0, sequence, size)
    end = HEAD + size
    struct.pack_into("<I", buffer, end, crc32(memoryview(buffer)[:end]) & 0xFFFFFFFF)


def encode(sequence, payload):
    """A record as a bytearray. sequence: 0..2^30-1."""
    size = len(payload)
    out = bytearray(size + OVERHEAD)
    out[HEAD : HEAD + size] = payload
    seal(out, size, sequence)
    return out


def decode(data):
    """(sequence, payload as a memoryview into data), or None when the record is not whole and of this version.

    Bytes after the record are not allowed: a file of the wrong length was not written by us.
    """
    if len(data) < OVERHEAD:
        return None
    magic, version, _, sequence, size = struct.unpack_from(_HEAD, data, 0)
    end = HEAD + size
    if magic != MAGIC or version != VERSION or size != len(data) - OVERHEAD:
        return None
    view = memoryview(data)
    if crc32(view[:end]) & 0xFFFFFFFF != struct.unpack_from("<I", data, end)[0]:
        return None
    return sequence, view[HEAD:end]
