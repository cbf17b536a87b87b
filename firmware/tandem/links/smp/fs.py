"""SMP's group file system: records of the board's data folder are read and checked; nothing is written.

A name is the record's, with or without a folder before it. Names that begin with "_" are secrets and are not there.
"""

from binascii import crc32

from launcher.smp import ERR_DENIED, ERR_INVALID, ERR_NOT_SUPPORTED, ERR_NOT_THERE

_DATA = 0
_STATUS = 1
_HASH = 2
_TYPES = 3
_CLOSE = 4
_BAD_NAME = 2 << 8
_NO_FILE = 3 << 8
_PAST_END = 12 << 8
_NO_HASH = 13 << 8
_READ_ONLY = 15 << 8
_EMPTY = 16 << 8
_FRAME = 12  # what comes with the data of a block


def file_system(service, write, command, request, reply):
    """Answer a request; see launcher.smp."""
    if write:
        if command == _DATA:
            return ERR_DENIED | _READ_ONLY
        return 0 if command == _CLOSE else ERR_NOT_SUPPORTED
    if command == _TYPES:
        reply.pair("types", {"sha256": {"format": 1, "size": 32}, "crc32": {"format": 0, "size": 4}})
        return 0
    if command > _HASH:
        return ERR_NOT_SUPPORTED
    name = request.get("name")
    if type(name) is not str or not _is_record(name):
        return ERR_INVALID | _BAD_NAME
    data = service.app.store.files.read(name.split("/")[-1])
    if data is None:
        return ERR_NOT_THERE | _NO_FILE
    if command == _STATUS:
        reply.pair("len", len(data))
        return 0
    off = request.get("off", 0)
    if type(off) is not int or off < 0:
        return ERR_INVALID
    if off > len(data):
        return ERR_INVALID | _PAST_END
    if command == _HASH:
        return _check(request, reply, data, off)
    reply.pair("off", off)
    if not off:
        reply.pair("len", len(data))
    reply.pair("data", data[off : off + reply.end - reply.at - _FRAME])
    return 0


def _is_record(name):
    """Whether it may be one: a short name of lower-case letters, digits, "_" and "." in no folder but ours."""
    if name.startswith("/"):
        name = name[1:]
    if name.startswith("data/"):
        name = name[5:]
    for char in name:
        if not ("a" <= char <= "z" or "0" <= char <= "9" or char in "._"):
            return False
    return 0 < len(name) <= 16 and name[0] not in "._"


def _check(request, reply, data, off):
    kind = request.get("type", "sha256")
    most = request.get("len", len(data))
    if type(most) is not int or most < 0:
        return ERR_INVALID
    if not data:
        return ERR_INVALID | _EMPTY
    data = data[off : off + most]
    if type(kind) is not str:
        return ERR_INVALID
    if kind != "crc32" and kind != "sha256":
        return ERR_NOT_SUPPORTED | _NO_HASH
    reply.pair("type", kind)
    if off:
        reply.pair("off", off)
    reply.pair("len", len(data))
    if kind == "crc32":
        reply.pair("output", crc32(data) & 0xFFFFFFFF)
    else:
        from hashlib import sha256

        reply.pair("output", sha256(data).digest())
    return 0
