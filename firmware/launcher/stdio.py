"""The serial port that the board's prompt is on, as a stream of bytes."""

import select
import sys


class Stdio:
    """Reads without waiting, writes, waits. Nothing is allocated after the first call of each."""

    def __init__(self):
        self._in = sys.stdin.buffer
        self._out = sys.stdout.buffer
        self._poll = select.poll()
        self._poll.register(self._in, 1)  # POLLIN
        self._one = bytearray(1)

    def read(self, buf):
        """Put what has come into buf, from its start; the number of bytes, 0 when there is nothing."""
        n = 0
        # One at a time: a longer readinto() would wait until it has all of them.
        while n < len(buf) and self.wait(0) and self._in.readinto(self._one):
            buf[n] = self._one[0]
            n += 1
        return n

    def write(self, buf):
        """Write all of buf."""
        done = self._out.write(buf)
        while done is not None and done < len(buf):  # only where the port is not a blocking one
            buf = memoryview(buf)[done:]
            done = self._out.write(buf)

    def wait(self, ms):
        """True as soon as there is input, False after ms milliseconds without."""
        for _ in self._poll.ipoll(ms):
            return True
        return False
