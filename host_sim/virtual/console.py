"""What is typed, on its way to the interpreter of a virtual board; it finds the moment for a Ctrl-C.

A board's own Ctrl-C waits for the next bytecode. That of MicroPython's unix port does not: its signal jumps out of
whatever runs, also out of the middle of littlefs or of a collection. So it is sent where that does no harm: with the
answer to a question to the host, while the interpreter waits for something, or when it only computes; a program that
does nothing but use files, without ever waiting, is not broken into. At the prompt, and where the firmware wants it
so, it is a character like others.
"""

import time

from host_sim.virtual.process import ASIDE, BUSY, WAITS

_BREAK = 3
_SOON_S = 0.002
_PROMPT_S = 0.2  # then it is a character, even if nobody waits for one
_COMPUTES_NS = 5_000_000  # of the processor, without touching a file


class Console:
    """For one interpreter; operations() tells how often its flash was used."""

    def __init__(self, interpreter, operations, typed=b""):
        self._interpreter = interpreter
        self._operations = operations
        self._waiting = typed
        self._since = None  # when the Ctrl-C that waits came to the head of it
        self._used = None
        self._from_ns = 0
        self.ready = False  # not before the interpreter understands a Ctrl-C

    def type(self, data):
        """More is typed."""
        self._waiting += data

    def turn(self):
        """Pass on what can be; seconds until the next try, None when nothing waits for one."""
        while self.ready and self._waiting:
            at = self._waiting.find(_BREAK)
            if at:
                end = len(self._waiting) if at < 0 else at
                self._interpreter.put(self._waiting[:end])
                self._waiting = self._waiting[end:]
            elif self._broke():
                self._next()
            else:
                return _SOON_S
        return None

    def breaks(self):
        """The interpreter has asked something: whether the answer is a Ctrl-C, too."""
        if not self.ready or self._waiting[:1] != b"\x03" or not self._interpreter.catches():
            return False
        self._next()
        return True

    def _next(self):
        self._waiting = self._waiting[1:]
        self._since = self._used = None

    def _broke(self):
        now = time.monotonic()
        if self._since is None:
            self._since = now
        waited_s = now - self._since
        used, ran_ns = self._operations(), self._interpreter.ran_ns()
        if used != self._used:
            self._used = used
            self._from_ns = ran_ns
        computes = ran_ns - self._from_ns > _COMPUTES_NS
        found = self._interpreter.interrupt(computes)
        if found == WAITS or (found == ASIDE and waited_s > _PROMPT_S):
            self._interpreter.put(b"\x03")
            return True
        return found not in (ASIDE, BUSY)
