"""How SMP goes over a serial line that it shares with a console: lines of base64 behind two bytes that no text has.

A message, with its length before it and a CRC after it (each two bytes, big end first; the length counts the CRC), is
cut into lines of up to 127 bytes: 06 09 and base64 and LF, from the second line on 04 14. What is no such line is none
of ours: counted, and handed to ``beside`` if somebody wants it.
"""

from binascii import a2b_base64, b2a_base64

BUFFER = 256  # length, message and CRC; what MCUmgr calls buf_size
_LINE = 126  # without its LF
_PIECE = 93  # bytes in a line that goes out: 124 of base64
_TEXT = 0  # not in a line of ours
_IN = 1
_START = 6
_GO_ON = 4
_LF = 10


def crc16(buf, at, end):
    """CRC of buf[at:end]: polynomial 1021, from 0, as XMODEM has it."""
    crc = 0
    for i in range(at, end):
        x = crc >> 8 ^ buf[i]
        x ^= x >> 4
        crc = (crc << 8 ^ x << 12 ^ x << 5 ^ x) & 0xFFFF
    return crc


class Lines:
    """Both directions. stream: write(bytes). ``frame``: what came in, a message is frame[2:size];
    after put() said so, it is the owner's until the next byte is put.

    ``beside``: None or anything with put(byte). ``strays``: lines that are no SMP. ``bad``: frames dropped.
    """

    def __init__(self, stream):
        self.stream = stream
        self.frame = bytearray(BUFFER)
        self.size = 0
        self.strays = 0
        self.bad = 0
        self.beside = None
        self._line = bytearray(_LINE)
        self._n = 0
        self._have = 0  # bytes of the frame
        self._open = False  # a frame has begun
        self._state = _TEXT

    def put(self, byte):
        """Take a byte; True when it ends a good frame."""
        state = self._state
        if byte == _START or byte == _GO_ON:
            # Believed wherever it comes, so that a line which broke off costs no more than itself.
            self._state = byte
        elif state == _IN:
            if byte == _LF:
                self._state = _TEXT
                return self._end()
            if self._n == _LINE:
                self._state = _TEXT
                self._drop()
            else:
                self._line[self._n] = byte
                self._n += 1
        elif state == _START and byte == 9 or state == _GO_ON and byte == 20 and self._open:
            if state == _START:
                self._have = 0
                self._open = True
            self._n = 0
            self._state = _IN
        else:
            self._state = _TEXT
            if byte == _LF:
                self.strays += 1
            if self.beside is not None:
                self.beside.put(byte)
        return False

    def _drop(self):
        self.bad += 1
        self._open = False
        return False

    def _end(self):
        try:
            data = a2b_base64(bytes(memoryview(self._line)[: self._n]))
        except Exception:  # a ValueError, but for the module that is written in Python
            return self._drop()
        frame = self.frame
        have = self._have + len(data)
        if have > BUFFER:
            return self._drop()
        frame[self._have : have] = data
        self._have = have
        if have < 2:
            return False
        size = frame[0] << 8 | frame[1]  # to the CRC
        if have < size + 2 <= BUFFER:
            return False
        if have != size + 2 or size < 2 or crc16(frame, 2, size) != frame[size] << 8 | frame[size + 1]:
            return self._drop()
        self._open = False
        self.size = size
        return True

    def send(self, buf, end):
        """Send the message buf[2:end]; what lies before it, and two bytes behind, are overwritten."""
        buf[0] = end >> 8
        buf[1] = end & 0xFF
        crc = crc16(buf, 2, end)
        buf[end] = crc >> 8
        buf[end + 1] = crc & 0xFF
        end += 2
        view = memoryview(buf)
        for at in range(0, end, _PIECE):
            self.stream.write(b"\x04\x14" if at else b"\x06\x09")
            self.stream.write(b2a_base64(bytes(view[at : min(at + _PIECE, end)])))
