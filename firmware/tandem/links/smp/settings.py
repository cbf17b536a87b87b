"""SMP's group settings: parameters by name ("p12" for parameter 12 works, too), values as an integer in CBOR.

What is written holds at once and is stored within minutes, or now by "save". "delete" is back to the default, "load"
back to what is stored. docs/management.md has every message.
"""

from launcher.smp import ERR_DENIED, ERR_INVALID, ERR_NOT_SUPPORTED, ERR_NOT_THERE, ERR_UNKNOWN, Reader
from tandem.links.smp.names import pid_of

_VALUE = 0
_DELETE = 1
_COMMIT = 2
_STORED = 3
_NO_KEY = 3 << 8  # of this group's own errors
_NO_WRITE = 6 << 8
_FAILED = 1 << 8
_INSTALLER = 1  # flag of a parameter


def settings(service, write, command, request, reply):
    """Answer a request; see launcher.smp."""
    params = service.app.params
    if command == _STORED:
        return _stored(service, params, write)
    if command == _COMMIT and write:
        return 0
    if command > _DELETE or command == _DELETE and not write:
        return ERR_NOT_SUPPORTED
    pid = pid_of(request.get("name"))
    if not 0 <= pid < params.n:
        return ERR_NOT_THERE | _NO_KEY
    if not write:
        value = params.v[pid]
        n = value if value >= 0 else -1 - value
        reply.key("val")
        reply.head(2, 1 if n < 24 else 2 if n < 256 else 3)
        reply.put(value)
        return 0
    if command == _DELETE:
        rc = refused(service, pid, params.v[pid], reply)
        if not rc:
            params.reset(pid)
        return rc
    value = _integer(request.get("val"))
    rc = refused(service, pid, value, reply)
    if not rc:
        params.set(pid, value)
    return rc


def refused(service, pid, value, reply):
    """0, or the error when this client cannot give a parameter this value; reply.why says what it can have."""
    params = service.app.params
    if params.check(pid, value):
        reply.why = "%d: %d..%d" % ((pid,) + params.bounds(pid))
        return ERR_INVALID
    if params.flags(pid) & _INSTALLER and not service.installer:
        return ERR_DENIED | _NO_WRITE
    return 0


def _stored(service, params, write):
    store = service.app.store
    if not write:
        params.load(store.load(service.record))
        return 0
    if not store.save(service.record, params.dump()):
        return ERR_UNKNOWN | _FAILED
    params.dirty = False
    return 0


def _integer(data):
    """The value in some bytes of CBOR, None when there is none."""
    if type(data) is not bytes:
        return None
    reader = Reader(data, 0, len(data))
    try:
        value = reader.value()
    except ValueError:
        return None
    return value if reader.at == len(data) else None
