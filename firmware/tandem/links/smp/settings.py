"""SMP's group settings: parameters by name ("p12" for parameter 12 works, too), values as an integer in CBOR.

What is written holds at once and is stored within minutes, or now by "save". "delete" is back to the default, "load"
back to what is stored. docs/management.md has every message.
"""

from launcher.cbor import Reader
from launcher.smp import ERR_DENIED, ERR_INVALID, ERR_NOT_SUPPORTED, ERR_NOT_THERE, ERR_UNKNOWN
from tandem.links.smp.names import pid_of

_VALUE = 0
_DELETE = 1
_COMMIT = 2
_STORED = 3
_NO_KEY = 3 << 8  # of this group's own errors
_NO_WRITE = 6 << 8
_FAILED = 1 << 8
_INSTALLER = 1  # flag of a parameter


class Settings:
    """params: kernel.params.Params; store and record: where they are kept; installer: whether the client is one."""

    group = 3

    def __init__(self, params, store, record, installer=True):
        self.params = params
        self.store = store
        self.record = record
        self.installer = installer

    def handle(self, write, command, request, reply):
        """See launcher.smp."""
        params = self.params
        if command == _STORED:
            if not write:
                params.load(self.store.load(self.record))
                return 0
            if not self.store.save(self.record, params.dump()):
                return ERR_UNKNOWN | _FAILED
            params.dirty = False
            return 0
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
            rc = self.may(pid)
            if not rc:
                params.reset(pid)
            return rc
        value = None
        data = request.get("val")
        if type(data) is bytes:
            reader = Reader(data, 0, len(data))
            try:
                value = reader.value()
            except ValueError:
                pass
            if reader.at != len(data):
                value = None
        rc = self.refused(pid, value, reply)
        if not rc:
            params.set(pid, value)
        return rc

    def may(self, pid):
        """0, or the error when this client must not change a parameter."""
        return 0 if self.installer or not self.params.flags(pid) & _INSTALLER else ERR_DENIED | _NO_WRITE

    def refused(self, pid, value, reply):
        """0, or the error when a parameter cannot have this value; reply.why says what it can have."""
        if self.params.check(pid, value):
            reply.why = "%d: %d..%d" % ((pid,) + self.params.bounds(pid))
            return ERR_INVALID
        return self.may(pid)
