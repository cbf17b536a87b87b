"""SMP, the management protocol of the MCUmgr world: requests over a serial line are handed to groups, and answered.

A group is an object with a number ``group`` and handle(write, command, request, reply), which returns what went wrong:

    0           nothing; the reply is what it has put in by reply.pair()
    rc          a general error, ERR_*
    rc | n<<8   error n of this group's own list; a client of version 1 is told rc

request is a dict, checked by nobody: keys and values may be anything that CBOR has. With an error, reply.why may say
more. Where several objects have the same number, each is asked until one answers other than ERR_NOT_SUPPORTED; the
number -1 is asked for every group, which link.asked tells. An exception in a group is the answer ERR_UNKNOWN; a message
that is no request has none.
"""

from launcher.cbor import Reader, Writer
from launcher.smp_line import BUFFER, Lines

ERR_UNKNOWN = 1
ERR_NO_MEMORY = 2
ERR_INVALID = 3
ERR_NOT_THERE = 5
ERR_STATE = 6
ERR_TOO_LONG = 7
ERR_NOT_SUPPORTED = 8
ERR_CORRUPT = 9
ERR_DENIED = 11
_ERR_TOO_NEW = 13

_WRITE = 2
_MESSAGE = 10  # where CBOR begins: two bytes for the length, eight of header
_RESET_MS = 250  # until the answer has left
_IDLE_MS = 1 << 28
_WRAP = 0x3FFFFFFF

# Commands of the group os.
_ECHO = 0
_RESET = 5
_PARAMS = 6
_INFO = 7
_LOADER = 8


class Smp:
    """A link (ports.board.Link), which is also its own group os.

    stream: read(buffer) -> bytes that came, at once; write(bytes). groups: a list; more may be appended at any time.
    restart: anything with restart(), or None. about: nine texts with "," between them, as os info orders them: name,
    node, release, version, build date, machine, processor, platform, operating system. poll_ms: how often to look for
    input where that does not end a wait.
    """

    group = 0

    def __init__(self, stream, groups, restart=None, about="Tandem", poll_ms=_IDLE_MS):
        self.stream = stream
        self.groups = groups
        self.restart = restart
        self.about = about
        self.poll_ms = poll_ms
        self.lines = Lines(stream)
        self.requests = 0
        self.errors = 0
        self.asked = 0
        self._in = bytearray(64)
        self._more = False
        # In the place of the request, of which only the header is needed once it has been decoded.
        self._reply = Writer(self.lines.frame, _MESSAGE, BUFFER - 2)
        self._now = 0
        self._reset = -1  # when it was asked for

    def poll(self, now):
        """Take what has come, no more than the buffer holds, and answer."""
        self._now = now
        n = self.stream.read(self._in) or 0
        for i in range(n):
            if self.lines.put(self._in[i]):
                self._answer()
        self._more = n == len(self._in)
        if self._reset >= 0 and (now - self._reset) & _WRAP >= _RESET_MS:
            self._reset = -1
            self.restart.restart()

    def next_due_ms(self, now):
        """Milliseconds until the next poll; 0 when there may be more to take."""
        if self._more:
            return 0
        return self.poll_ms if self._reset < 0 else _RESET_MS

    def _answer(self):
        f = self.lines.frame
        size = self.lines.size
        reply = self._reply
        op = f[2] & 7
        if size < _MESSAGE or op & ~_WRITE:
            self.lines.bad += 1
            return
        self.requests = (self.requests + 1) & _WRAP
        version = f[2] >> 3 & 3
        self.asked = f[6] << 8 | f[7]
        request = None
        if version > 1:
            rc = _ERR_TOO_NEW
        elif f[4] << 8 | f[5] != size - _MESSAGE:
            rc = ERR_CORRUPT
        else:
            request = _decoded(f, size)
            rc = ERR_INVALID
        reply.start()
        if request is not None:
            rc = self._ask(op == _WRITE, f[9], request, reply)
        if reply.over and not rc:
            rc = ERR_TOO_LONG
        if rc:
            self._refuse(rc, version)
        end = reply.close()
        f[2] = op + 1 | (1 if version else 0) << 3
        f[3] = 0
        f[4] = 0
        f[5] = end - _MESSAGE
        self.lines.send(f, end)

    def _ask(self, write, command, request, reply):
        """The handlers' answer: see the top of this file."""
        group = self.asked
        rc = self._own(write, command, request, reply) if group == self.group else ERR_NOT_SUPPORTED
        for handler in self.groups:
            if rc != ERR_NOT_SUPPORTED:
                break
            if handler.group == group or handler.group == -1:
                try:
                    rc = handler.handle(write, command, request, reply)
                except MemoryError:
                    rc = ERR_NO_MEMORY
                except Exception:
                    rc = ERR_UNKNOWN
        return rc

    def _refuse(self, rc, version):
        reply = self._reply
        why = reply.why
        self.errors = (self.errors + 1) & _WRAP
        reply.start()
        if version and rc >> 8:
            reply.pair("err", {"group": self.asked, "rc": rc >> 8})
            return
        reply.pair("rc", rc & 0xFF)
        if why:
            reply.pair("rsn", why)

    def _own(self, write, command, request, reply):
        """The group os."""
        if write and command == _ECHO:
            text = request.get("d")
            if type(text) is not str:
                return ERR_INVALID
            reply.pair("r", text)
        elif write and command == _RESET:
            if self.restart is None or request.get("boot_mode"):
                return ERR_NOT_SUPPORTED
            self._reset = self._now
        elif not write and command == _PARAMS:
            reply.pair("buf_size", BUFFER)
            reply.pair("buf_count", 1)
        elif not write and command == _INFO:
            return self._info(request.get("format") or "s", reply)
        elif not write and command == _LOADER:
            if request.get("query"):
                return ERR_INVALID | 3 << 8
            reply.pair("bootloader", "Tandem")
        else:
            return ERR_NOT_SUPPORTED
        return 0

    def _info(self, letters, reply):
        if type(letters) is not str:
            return ERR_INVALID
        for letter in letters:
            if letter not in "snrvbmpioa":
                return ERR_INVALID | 2 << 8
        texts = []
        for i, text in enumerate(self.about.split(",")):
            if "a" in letters or "snrvbmpio"[i] in letters:
                texts.append(text)
        reply.pair("output", " ".join(texts))
        return 0


def _decoded(frame, size):
    """The map that a message carries, None when it is none. No bytes at all are an empty one."""
    if size == _MESSAGE:
        return {}
    reader = Reader(frame, _MESSAGE, size)
    try:
        request = reader.value()
    except ValueError:
        return None
    return request if type(request) is dict and reader.at == size else None
