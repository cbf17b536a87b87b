"""The public keys that a board trusts, from /key.pub.

Little-endian: "TKEY", flags (1: a release board), number of keys, then for each key flags (1: a development key), 0,
length (H) and the key as PKCS #1 DER; last the CRC-32 of all before. RSA with 2048 or 3072 bits, exponent 65537.
"""

import hashlib
from binascii import crc32

_HEAD = 6
_DEVELOPMENT = 1
_RELEASE = 1
_TAIL = b"\x02\x03\x01\x00\x01"  # DER of the exponent 65537


class Key:
    """modulus: big-endian bytes, 256 or 384; refused: True for a development key on a release board."""

    def __init__(self, modulus, refused):
        self.modulus = modulus
        self.refused = refused


def find(data, digest):
    """The Key whose DER has this SHA-256 (bytes), or None. data: the whole file, or None."""
    if data is None or len(data) < _HEAD + 4 or data[:4] != b"TKEY":
        return None
    end = len(data) - 4
    if crc32(data[:end]) & 0xFFFFFFFF != int.from_bytes(data[end:], "little"):
        return None
    at = _HEAD
    for _ in range(data[5]):
        der = at + 4
        at = der + (data[der - 2] | data[der - 1] << 8)
        if at > end:
            return None
        if hashlib.sha256(data[der:at]).digest() == digest:
            modulus = _modulus(data[der:at])
            return Key(modulus, data[4] & _RELEASE and data[der - 4] & _DEVELOPMENT) if modulus else None
    return None


def _modulus(der):
    """SEQUENCE of two INTEGERs, the first with the modulus behind a zero, the second 65537; None for any other."""
    size = len(der) - 9 - len(_TAIL)
    if size != 256 and size != 384:
        return None
    head = bytes((0x30, 0x82, (size + 10) >> 8, (size + 10) & 0xFF, 2, 0x82, (size + 1) >> 8, (size + 1) & 0xFF, 0))
    if der[:9] != head or der[-5:] != _TAIL or not der[9] & 0x80:
        return None
    return der[9:-5]
