"""Names to addresses by own queries over UDP (RFC 1035), since the library's getaddrinfo() stops everything.

An address is kept for the time the answer states, within bounds, and used on while nobody answers.
"""

import socket
from random import getrandbits

from tandem.drivers.clock import WRAP, since

_PORT = 53
_WAIT_MS = 3000
_AGAIN_MS = 5000
_AGAIN_MAX_MS = 300000
_SHORT_S = 300
_LONG_S = 86400
_NAMES = 6
_MOST = 512


class _Name:
    def __init__(self, text):
        self.text = text
        self.address = ""
        self.due = 0
        self.asked = False
        self.again_ms = _AGAIN_MS


class Dns:
    """net: a driver of net.py, for the server's address and whether there is a network."""

    def __init__(self, net):
        self._net = net
        self._names = []
        self._socket = None
        self._open = None  # the name that is asked for
        self._server = ""
        self._id = 0
        self._question = b""
        self._sent = 0

    def address(self, name):
        """The address as text, or "" while it is not known; numbers are answered as they are.

        Raises ValueError when more than six names are asked for, or one that is none.
        """
        if not name.replace(".", "").isdigit():
            return self._entry(name).address
        return name

    def poll(self, now):
        """Take an answer, or ask for the next name that is due."""
        if self._socket is not None:
            self._listen(self._socket, self._open, now)
        elif self._net.up:
            for name in self._names:
                if not name.asked or since(now, name.due) >= 0:
                    self._ask(name, now)
                    return

    def next_due_ms(self, now):
        """Soon while an answer is awaited."""
        if self._socket is not None:
            return 50
        if not self._net.up:
            return 1000
        due = 60000
        for name in self._names:
            left = since(name.due, now) if name.asked else 0
            if left < due:
                due = left
        return max(due, 0)

    def _entry(self, text):
        for name in self._names:
            if name.text == text:
                return name
        question(text)
        if len(self._names) == _NAMES:
            raise ValueError("too many names")
        name = _Name(text)
        self._names.append(name)
        return name

    def _ask(self, name, now):
        name.asked = True
        # A failure from here on costs a pause.
        name.due = (now + name.again_ms) & WRAP
        name.again_ms = min(2 * name.again_ms, _AGAIN_MAX_MS)
        self._question = question(name.text)
        self._id = getrandbits(16)
        self._server = self._net.dns
        sock = self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._open = name
        self._sent = now
        try:
            sock.setblocking(False)
            head = bytes((self._id >> 8, self._id & 0xFF, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0))
            sock.sendto(head + self._question, (self._server, _PORT))
        except OSError:
            self._close(sock)

    def _listen(self, sock, name, now):
        if since(now, self._sent) > _WAIT_MS:
            self._close(sock)
            return
        try:
            data, sender = sock.recvfrom(_MOST)
        except OSError:
            return  # nothing yet
        if sender[0] != self._server or sender[1] != _PORT:
            return
        ttl_s, address = answer(data, self._id, self._question)
        if ttl_s < 0:
            return  # not to our question: wait on
        if address:
            name.address = address
            name.again_ms = _AGAIN_MS
            name.due = (now + 1000 * min(max(ttl_s, _SHORT_S), _LONG_S)) & WRAP
        self._close(sock)

    def _close(self, sock):
        self._socket = None
        sock.close()


def question(name):
    """The question for an A record of name. Raises ValueError."""
    out = b""
    for label in name.split("."):
        if not 0 < len(label) < 64:
            raise ValueError("not a name")
        out += bytes((len(label),)) + label.encode()
    return out + b"\x00\x00\x01\x00\x01"


def answer(data, ident, asked):
    """(time to live in seconds, address) of a reply; (0, "") when the name has none, (-1, "") when it is not to us."""
    n = len(data)
    if n < 12 + len(asked) or (data[0] << 8 | data[1]) != ident or data[2] & 0xFA != 0x80:
        return -1, ""
    if data[12 : 12 + len(asked)].lower() != asked.lower() or data[4:6] != b"\x00\x01":
        return -1, ""
    if data[3] & 0x0F:
        return 0, ""
    at = 12 + len(asked)
    for _ in range(data[6] << 8 | data[7]):
        while at < n and data[at] and data[at] < 0xC0:
            at += 1 + data[at]
        at += 2 if at < n and data[at] else 1
        if at + 10 > n:
            break
        size = data[at + 8] << 8 | data[at + 9]
        if data[at : at + 4] == b"\x00\x01\x00\x01" and size == 4 and at + 14 <= n:
            # Two bytes are 18 hours; what is above means at least that.
            ttl_s = 65535 if data[at + 4] or data[at + 5] else data[at + 6] << 8 | data[at + 7]
            return ttl_s, "%d.%d.%d.%d" % (data[at + 10], data[at + 11], data[at + 12], data[at + 13])
        at += 10 + size
    return 0, ""
