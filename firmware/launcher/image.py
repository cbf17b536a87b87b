"""Is this file an image that may run on this board? Reads it block by block; 12 KB of heap are enough.

The format is MCUboot's: a header of 32 bytes, the payload (a ROMFS), the protected TLVs, the unprotected ones. SHA-256
goes over all up to the end of the protected ones; RSA-PSS (2048 or 3072 bits, salt of 32 bytes, RFC 8017) signs it.
The reading is strict: all that stands in a file is either signed or checked, so that no bit can change unnoticed.
"""

import hashlib
import struct

from launcher.keys import find

# Why an image is refused; the numbers are stable, docs/boot.md lists them.
GOOD = 0
NO_FILE = 1
BAD_MAGIC = 2
BAD_SIZE = 3
BAD_KIND = 4
BAD_TLV = 5
BAD_HASH = 6
UNKNOWN_KEY = 7
DEVELOPMENT_KEY = 8
BAD_SIGNATURE = 9
OTHER_BOARD = 10
OLD_COUNTER = 11

_BLOCK = 256
_TLVS = 512  # bytes of one group of them
_HEAD = 32
_LARGEST = 0x1000000
_PROTECTED = 0x6908
_UNPROTECTED = 0x6907
_KEY_HASH = 0x01
_SHA256 = 0x10
_RSA2048 = 0x20
_RSA3072 = 0x23
_COUNTER = 0x50
_BOARD = 0xA0


class Image:
    """The result of a check. start, size: of the payload in the file; version: four numbers; counter: of security."""

    def __init__(self):
        self.start = _HEAD
        self.size = 0
        self.version = (0, 0, 0, 0)
        self.counter = 0
        self.board = b""
        self.digest = b""

    def check(self, path, trusted, board, floor=0, tick=None):
        """GOOD, or why not. trusted: bytes of /key.pub; board: its name, bytes; floor: the least security counter.

        tick: called after each block, to feed a watchdog.
        """
        try:
            with open(path, "rb") as file:
                return self.check_file(file, trusted, board, floor, tick)
        except OSError:
            return NO_FILE

    def check_file(self, file, trusted, board, floor=0, tick=None):
        """The same for an open file."""
        length = file.seek(0, 2)
        file.seek(0)
        head = file.read(_HEAD)
        if len(head) < _HEAD or head[:4] != b"\x3d\xb8\xf3\x96":
            return BAD_MAGIC
        start, protected, self.size, flags = struct.unpack("<HHII", head[8:20])
        self.version = struct.unpack("<BBHI", head[20:28])
        signed = _HEAD + self.size + protected
        if start != _HEAD or self.size > _LARGEST or signed > length:
            return BAD_SIZE
        if flags or head[4:8] != b"\0\0\0\0" or head[28:] != b"\0\0\0\0":
            return BAD_KIND  # encrypted, packed, to be run from RAM, not to be started
        own = self._protected(file, protected)
        found = _unprotected(file, signed, length)
        if not own or not found:
            return BAD_TLV
        self.digest = _digest(file, signed, tick)
        if self.digest != found[_SHA256]:
            return BAD_HASH
        key = find(trusted, found[_KEY_HASH])
        if key is None:
            return UNKNOWN_KEY
        if key.refused:
            return DEVELOPMENT_KEY
        signature = found.get(_RSA2048) or found.get(_RSA3072)
        found = None  # the numbers of the next step are large
        if not is_signed(key.modulus, signature, self.digest):
            return BAD_SIGNATURE
        if self.board != board:
            return OTHER_BOARD
        return OLD_COUNTER if self.counter < floor else GOOD

    def _protected(self, file, size):
        """Read the board's name and the security counter; False when the TLVs are no TLVs, or one is missing."""
        at = _HEAD + self.size
        file.seek(at)
        data = file.read(size) if size <= _TLVS else b""
        if len(data) < 4 or struct.unpack("<HH", data[:4]) != (_PROTECTED, size):
            return False
        found = _tlvs(data)
        if not found or _BOARD not in found or len(found.get(_COUNTER, b"")) != 4:
            return False
        self.board = found[_BOARD]
        self.counter = int.from_bytes(found[_COUNTER], "little")
        return True


def _unprotected(file, at, length):
    """The TLVs behind the signed part: hash, hash of the key, signature, and not a byte more; None for any other."""
    file.seek(at)
    data = file.read(_TLVS + 1)
    if len(data) < 4 or struct.unpack("<HH", data[:4]) != (_UNPROTECTED, len(data)) or at + len(data) != length:
        return None
    found = _tlvs(data)
    if not found or len(found) != 3:
        return None
    if len(found.get(_SHA256, b"")) != 32 or len(found.get(_KEY_HASH, b"")) != 32:
        return None
    return found if len(found.get(_RSA2048, b"")) == 256 or len(found.get(_RSA3072, b"")) == 384 else None


def _tlvs(data):
    """{type: value} of the TLVs behind the first four bytes; None when they end elsewhere, or one comes twice."""
    found = {}
    at = 4
    while at < len(data):
        if at + 4 > len(data):
            return None
        kind, size = struct.unpack("<HH", data[at : at + 4])
        at += 4 + size
        if at > len(data) or kind in found:
            return None
        found[kind] = data[at - size : at]
    return found


def file_digest(path, size, tick=None):
    """SHA-256 of the first size bytes of the file at path; empty when it is shorter. Raises OSError."""
    with open(path, "rb") as file:
        return _digest(file, size, tick)


def _digest(file, size, tick):
    """SHA-256 of the first size bytes of a file; it is long enough."""
    sha = hashlib.sha256()
    block = bytearray(_BLOCK)
    view = memoryview(block)
    file.seek(0)
    while size > 0:
        n = file.readinto(view[:size] if size < _BLOCK else block)
        if not n:
            return b""
        sha.update(view[:n])
        size -= n
        if tick:
            tick()
    return sha.digest()


def is_signed(modulus, signature, digest):
    """RSASSA-PSS-VERIFY with SHA-256, MGF1 and a salt of 32 bytes. modulus, signature: big-endian, of one length."""
    size = len(modulus)
    if signature is None or len(signature) != size:
        return False
    n = int.from_bytes(modulus, "big")
    s = int.from_bytes(signature, "big")
    if s >= n:
        return False
    em = bytearray(pow(s, 65537, n).to_bytes(size, "big"))
    end = size - 33  # of the masked block
    if em[size - 1] != 0xBC or em[0] & 0x80:
        return False
    seal = bytes(em[end : size - 1])
    for i in range((end + 31) // 32):
        mask = hashlib.sha256(seal + bytes((0, 0, 0, i))).digest()
        for j in range(32):
            if 32 * i + j < end:
                em[32 * i + j] ^= mask[j]
    em[0] &= 0x7F  # the modulus has its highest bit set, so one bit is not used
    salt = end - 32
    for i in range(salt - 1):
        if em[i]:
            return False
    if em[salt - 1] != 1:
        return False
    return hashlib.sha256(bytes(8) + digest + bytes(em[salt:end])).digest() == seal
