"""SMP over a serial port, in as few round trips and lines as can be: for the console and hardware in the loop.

    with Port("/dev/ttyUSB0") as port:
        port.read(0, 6)                         {'buf_size': 256, 'buf_count': 1}
        port.write(0, 0, {"d": "hello"})        {'r': 'hello'}

A request is written and its answer waited for. What the board says beside it, its console, is kept in ``text``.
"""

import struct
import time
from binascii import a2b_base64, b2a_base64, crc_hqx
from typing import Any

import cbor2
import serial

READ = 0
WRITE = 2
VERSION = 1 << 3
HEADER = struct.Struct(">BBHHBB")  # operation and version, flags, length, group, sequence, command
MOST = 252  # bytes of a message that the board takes
_PIECE = 93  # bytes in a line of 127
_LONGEST = 4096  # of the text that is kept
_ERRORS = {
    1: "failed", 2: "out of memory", 3: "not valid", 4: "timed out", 5: "no such thing", 6: "not now",
    7: "the answer is too long", 8: "not supported", 9: "corrupt", 10: "busy", 11: "not allowed",
    12: "protocol too old", 13: "protocol too new",
}  # fmt: skip


class PortError(Exception):
    """Whatever went wrong, in one line."""


class NoAnswer(PortError):
    """The board did not answer in time."""


class Refused(PortError):
    """The board said no. ``rc``: the number; ``group``: whose number it is, None for those that all groups share."""

    def __init__(self, rc, group, reason, what):
        self.rc = rc
        self.group = group
        self.reason = reason
        text = _ERRORS.get(rc, f"error {rc}") if group is None else f"error {rc} of group {group}"
        super().__init__(f"{what}: {text}{': ' + reason if reason else ''}")


def lines(message):
    """The lines of a message, as one bytes."""
    whole = struct.pack(">H", len(message) + 2) + message + struct.pack(">H", crc_hqx(message, 0))
    pieces = [whole[at : at + _PIECE] for at in range(0, len(whole), _PIECE)]
    return b"".join((b"\x04\x14" if at else b"\x06\x09") + b2a_base64(piece) for at, piece in enumerate(pieces))


class Port:
    """A board at a serial port. timeout_s: how long to wait for an answer; line: in place of a port, an object with
    write(), read(), in_waiting, timeout and close(). Raises PortError."""

    def __init__(self, path, timeout_s=2.0, baud=115200, line=None):
        self.path = path
        self.timeout_s = timeout_s
        self.text = b""
        self._sequence = 0
        self._line = b""
        self._frame = b""
        self._serial: Any
        if line is not None:
            self._serial = line
            return
        try:
            self._serial = serial.Serial(path, baud, timeout=timeout_s)
            self._serial.reset_input_buffer()
        except (OSError, serial.SerialException) as error:
            raise PortError(f"{path}: {error}") from None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """Give the port back."""
        self._serial.close()

    def read(self, group, command, body=None, timeout_s=None):
        """The answer to a read request."""
        return self.request(READ, group, command, body, timeout_s)

    def write(self, group, command, body=None, timeout_s=None):
        """The answer to a write request."""
        return self.request(WRITE, group, command, body, timeout_s)

    def request(self, op, group, command, body=None, timeout_s=None):
        """The map that the board answers with. Raises Refused, NoAnswer or another PortError."""
        what = f"{self.path}: {'write' if op == WRITE else 'read'} {group}/{command}"
        data = cbor2.dumps(body or {})
        if HEADER.size + len(data) > MOST:
            raise PortError(f"{what}: {len(data)} bytes are too many")
        self._sequence = (self._sequence + 1) & 0xFF
        message = HEADER.pack(op | VERSION, 0, len(data), group, self._sequence, command) + data
        try:
            self._serial.write(lines(message))
            answer = self._answer(group, command, op, time.monotonic() + (timeout_s or self.timeout_s))
        except (OSError, serial.SerialException) as error:
            raise PortError(f"{what}: {error}") from None
        if answer is None:
            raise NoAnswer(f"{what}: no answer within {timeout_s or self.timeout_s} s")
        return self._opened(answer, what)

    def _answer(self, group, command, op, until):
        """The message that answers the last request, None when it does not come. Late ones to others are dropped."""
        while True:
            message = self._message(until)
            if message is None:
                return None
            first, _, _, its_group, sequence, its_command = HEADER.unpack_from(message)
            if (first & 7, its_group, sequence, its_command) == (op + 1, group, self._sequence, command):
                return message

    def _message(self, until):
        while True:
            end = self._line.find(b"\n")
            if end >= 0:
                line, self._line = self._line[:end], self._line[end + 1 :]
                message = self._take(line)
                if message is not None:
                    return message
                continue
            left = until - time.monotonic()
            if left <= 0:
                return None
            self._serial.timeout = left
            self._line += self._serial.read(max(1, self._serial.in_waiting))

    def _take(self, line):
        """The message that a line completes, or None."""
        for start in (b"\x06\x09", b"\x04\x14"):
            text, found, data = line.partition(start)
            if found:
                self._kept(text)
                break
        else:
            self._kept(line + b"\n")
            return None
        try:
            piece = a2b_base64(data)
        except ValueError:
            self._frame = b""
            return None
        self._frame = piece if start == b"\x06\x09" else self._frame + piece
        if len(self._frame) < 2:
            return None
        (size,) = struct.unpack_from(">H", self._frame)
        whole = self._frame[2:]
        if len(whole) < size:
            return None
        self._frame = b""
        message, crc = whole[: size - 2], whole[size - 2 : size]
        good = len(message) >= HEADER.size and struct.pack(">H", crc_hqx(message, 0)) == crc
        return message if good and len(whole) == size else None

    def _kept(self, text):
        self.text = (self.text + text)[-_LONGEST:]

    def _opened(self, message, what):
        try:
            body = cbor2.loads(message[HEADER.size :])
        except (cbor2.CBORDecodeError, ValueError) as error:
            raise PortError(f"{what}: the answer is no CBOR: {error}") from None
        if not isinstance(body, dict):
            raise PortError(f"{what}: the answer is no map")
        own = body.get("err")
        if isinstance(own, dict):
            raise Refused(own.get("rc"), own.get("group"), body.get("rsn", ""), what)
        if body.get("rc"):
            raise Refused(body["rc"], None, body.get("rsn", ""), what)
        return body
