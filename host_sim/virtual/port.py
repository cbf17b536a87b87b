"""The serial port of a virtual board: a pseudo-terminal, with a link to it that can be told to others."""

import os
import tty
from pathlib import Path

_HELD = 1 << 16


class Port:
    """link: path of a symbolic link to be made, which must not be there yet (or be such a link left behind)."""

    def __init__(self, link=None):
        self._master, self._slave = os.openpty()
        # Ours stays open: without any, the other side would see the line as cut between two programs.
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        self.path = os.ttyname(self._slave)
        self.link = None if link is None else Path(link)
        self._waiting = b""
        self._last = b""
        if self.link is not None:
            if self.link.is_symlink():
                self.link.unlink()
            self.link.symlink_to(self.path)

    def fileno(self):
        """For a selector."""
        return self._master

    def read(self):
        """What has come."""
        try:
            return os.read(self._master, 4096)
        except (BlockingIOError, OSError):
            return b""

    def write(self, data):
        """Send; a line feed alone gets its carriage return, as a board's print() gives it. Never waits."""
        whole = (self._last + data).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        if self._last:  # a carriage return that is sent already
            whole = whole[1:]
        if data:
            self._last = b"\r" if data[-1:] == b"\r" else b""
        self._waiting = (self._waiting + whole)[-_HELD:]
        self.flush()

    def flush(self):
        """Send what could not be sent before; True when nothing is left."""
        while self._waiting:
            try:
                sent = os.write(self._master, self._waiting)
            except OSError:
                return False
            self._waiting = self._waiting[sent:]
        return True

    def close(self):
        """The link goes, too."""
        os.close(self._master)
        os.close(self._slave)
        if self.link is not None and self.link.is_symlink() and os.readlink(self.link) == self.path:
            self.link.unlink()
