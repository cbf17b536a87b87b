"""Time from the network: SNTP (RFC 4330) over an own socket, one question at a time. Who is believed, wall.py decides.

Servers are asked in turn, so that answers which must agree come from different ones.
"""

import socket
from random import getrandbits

from tandem.drivers.clock import WRAP, since
from tandem.drivers.wall import TAKEN

_PORT = 123
_SIZE = 48
_WAIT_MS = 2000
_FIRST_MS = 4000
_AGAIN_MS = 16000
_AGAIN_MAX_MS = 900000
_HOUR_MS = 3600000
_FROM_1900_MIN = 52594560  # 1900-01-01 to 2000-01-01
_ERA_MIN = 71582788  # 2^32 seconds are this and 16 s
_ERA_S = 16
_DISPERSION_S = 4  # a server that knows it no better is of no use


class Ntp:
    """net, dns: drivers; wall: wall.Wall; servers: tuple of names or addresses, best of different owners."""

    def __init__(self, net, dns, wall, servers):
        self._net = net
        self._dns = dns
        self._wall = wall
        self._servers = servers
        self._turn = 0
        self._socket = None
        self._address = ""
        self._nonce = bytearray(8)
        self._sent = 0
        self._due = 0
        self._started = False
        self._again_ms = _FIRST_MS
        self.good = 0
        self.refused = 0  # answers that were none, or against the rules

    def poll(self, now):
        """Take the answer, or ask."""
        if self._socket is not None:
            self._listen(self._socket, now)
            return
        if not self._net.up or (self._started and since(now, self._due) < 0):
            return
        self._started = True
        address = self._dns.address(self._servers[self._turn])
        if not address:
            # Perhaps only this name is dead.
            self._turn = (self._turn + 1) % len(self._servers)
            self._due = (now + _FIRST_MS) & WRAP
            return
        self._ask(address, now)

    def next_due_ms(self, now):
        """Soon while an answer is awaited, as waiting for it makes it old."""
        if self._socket is not None:
            return 20
        if not self._net.up:
            return 1000
        left = since(self._due, now) if self._started else 0
        return left if left > 0 else 0

    def _ask(self, address, now):
        self._turn = (self._turn + 1) % len(self._servers)
        self._due = (now + self._again_ms) & WRAP
        self._again_ms = min(2 * self._again_ms, _AGAIN_MAX_MS)
        self._address = address
        request = bytearray(_SIZE)
        request[0] = 0x23  # version 4, client
        for i in range(8):
            # The server sends it back: an answer to somebody else's question is none. It tells nothing of our clock.
            self._nonce[i] = request[40 + i] = getrandbits(8)
        sock = self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._sent = now
        try:
            sock.setblocking(False)
            sock.sendto(request, (address, _PORT))
        except OSError:
            self._close(sock)

    def _listen(self, sock, now):
        if since(now, self._sent) > _WAIT_MS:
            self._close(sock)
            return
        try:
            data, sender = sock.recvfrom(_SIZE)
        except OSError:
            return  # nothing yet
        if sender[0] != self._address or sender[1] != _PORT:
            return
        self._close(sock)
        if not believable(data, self._nonce):
            self.refused = (self.refused + 1) & WRAP
            if len(data) == _SIZE and data[1] == 0:
                self._due = (now + _HOUR_MS) & WRAP  # it asks to be left alone
            return
        hi = data[40] << 8 | data[41]
        ms = ((data[44] << 8 | data[45]) * 1000 >> 16) + since(now, self._sent) // 2
        second = second_of(hi, data[42] << 8 | data[43]) + ms // 1000
        minute = minute_of(hi, data[42] << 8 | data[43]) + second // 60
        self.good = (self.good + 1) & WRAP
        if self._wall.offer(minute, second % 60, now) == TAKEN:
            self._again_ms = _FIRST_MS
            self._due = (now + _HOUR_MS) & WRAP
        else:
            self._again_ms = _AGAIN_MS
            self._due = (now + _AGAIN_MS) & WRAP

    def _close(self, sock):
        self._socket = None
        sock.close()


def believable(data, nonce):
    """Whether an answer may be used: whole, from a server that is itself set, well known, and to our question."""
    if len(data) != _SIZE or data[0] & 0x07 != 4 or data[0] >> 6 == 3:
        return False
    if not 1 <= data[1] <= 15:
        return False
    if (data[4] << 8 | data[5]) >= _DISPERSION_S or (data[8] << 8 | data[9]) >= _DISPERSION_S:
        return False
    zero = True
    for i in range(8):
        if data[24 + i] != nonce[i]:
            return False
        if data[40 + i]:
            zero = False
    return not zero


def minute_of(hi, lo):
    """Minutes since 2000 of NTP seconds in two halves; below 2^31 they belong to the era from 2036 on."""
    era_s = 0 if hi & 0x8000 else _ERA_S
    minute = hi // 60 * 65536 + (hi % 60 * 65536 + lo + era_s) // 60
    if era_s:
        minute += _ERA_MIN
    return minute - _FROM_1900_MIN


def second_of(hi, lo):
    """Their second of the minute."""
    return (hi % 60 * 65536 + lo + (0 if hi & 0x8000 else _ERA_S)) % 60
