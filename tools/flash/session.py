"""A board's prompt, over mpremote's serial transport, with the functions of on_board.py there to be called."""

import ast
import contextlib
import io
import time
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import serial
from mpremote.transport import TransportError, TransportExecError
from mpremote.transport_serial import SerialTransport

ON_BOARD = Path(__file__).with_name("on_board.py")
CHUNK = 1536  # bytes of a file in one line; 2 KB of text on the board
_PATIENCE_S = 15


class SessionError(Exception):
    """The board does not answer as one should; one line."""


class Session:
    """port: its name. The program that ran there is stopped and the watchdog waits longer, until reset()."""

    def __init__(self, port, baud=115200):
        self.port = port
        try:
            self._transport = SerialTransport(port, baudrate=baud)
        except (TransportError, OSError, serial.SerialException) as error:
            raise SessionError(f"{port}: {error}") from None
        try:
            with _quiet(port):
                self._transport.enter_raw_repl(soft_reset=True, timeout_overall=_PATIENCE_S)
        except SessionError:
            self.close()
            raise SessionError(
                f"{port}: no prompt of MicroPython. Is it the right port, is MicroPython on the board, and is the "
                "parameter console_lock off?"
            ) from None
        self._run(ON_BOARD.read_text(encoding="utf-8"))

    def _run(self, text):
        with _quiet(self.port):
            return self._transport.exec(text).decode()

    def call(self, name, *arguments):
        """Call a function of on_board.py; what it printed."""
        return self._run(f"{name}({', '.join(map(repr, arguments))})").strip()

    def ask(self, name, *arguments):
        """The same, for one that prints a value."""
        return ast.literal_eval(self.call(name, *arguments))

    def write(self, path, data, told):
        """Write a file and compare it; told(n) is called for every n bytes."""
        self.call("begin", path)
        for at in range(0, len(data), CHUNK):
            piece = data[at : at + CHUNK]
            self.call("put", b64encode(piece).decode())
            told(len(piece))
        self.call("end", path, sha256(data).hexdigest())

    def reset(self):
        """Let the board start anew, and give the port back."""
        try:
            self._transport.exec_raw_no_follow("machine.reset()")
            time.sleep(0.1)
        except (TransportError, OSError, serial.SerialException):
            pass  # then its watchdog does
        self.close()

    def close(self):
        """Give the port back."""
        with contextlib.suppress(OSError, serial.SerialException):
            self._transport.close()


@contextlib.contextmanager
def _quiet(port):
    """mpremote prints what it cannot make sense of; and every way in which it fails is a SessionError."""
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            yield
    except TransportExecError as error:
        raise SessionError(f"{port}: {(error.error_output.strip() or 'failed').splitlines()[-1]}") from None
    except (TransportError, OSError, serial.SerialException, ValueError) as error:
        raise SessionError(f"{port}: {error}") from None
