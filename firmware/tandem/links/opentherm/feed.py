"""Carries bytes between a serial line and the front end's protocol; for the board it is a link."""

_CHUNK = 64
_DUE_MS = 100  # at 9600 baud 96 bytes at most have come meanwhile; a driver holds some hundreds
_OUT = 16  # longest piece that take_out() gives


class Feed:
    """serial: serial.Serial; stream: read(buf) -> n that never waits, write(buf)."""

    def __init__(self, serial, stream):
        self._serial = serial
        self._stream = stream
        self._buf = bytearray(_CHUNK)
        # A piece of every length, so that none has to be cut out when it is sent.
        self._pieces = [bytearray(n) for n in range(1, _OUT + 1)]

    def poll(self, now):
        """Link port."""
        buf = self._buf
        n = self._stream.read(buf)
        while n:
            self._serial.feed(buf, n)
            n = self._stream.read(buf) if n == _CHUNK else 0
        n = self._serial.take_out(self._pieces[-1])
        if n:
            piece = self._pieces[n - 1]
            for i in range(n):
                piece[i] = self._pieces[-1][i]
            self._stream.write(piece)

    def next_due_ms(self, now):
        """Link port."""
        return _DUE_MS
