"""Lines of a serial front end (PIC gateway type, 9600 8N1, CR LF): bytes in, whole lines out, whatever comes.

A line is held in a buffer of fixed size. What is longer is none of ours and dropped as a whole; so is what has bytes in
it that no line has, as after noise or with a wrong speed. Nothing is allocated.
"""

LONGEST = 48  # a report has 9 bytes, a reply at most some 40; a summary of 34 fields is not asked for


class Lines:
    """buf[:n] is the line that next() found."""

    def __init__(self):
        self.buf = bytearray(LONGEST)
        self.n = 0
        self.bad = 0  # lines dropped
        self._at = 0
        self._spoilt = False

    def next(self, data, begin, end):
        """Go on at data[begin]; the place behind the end of a line, or -1 when no line has ended before end."""
        at = self._at
        for i in range(begin, end):
            byte = data[i]
            if byte == 13 or byte == 10:
                whole = at and not self._spoilt
                if self._spoilt:
                    self.bad += 1
                self._spoilt = False
                self._at = self.n = 0
                if whole:
                    self.n = at
                    return i + 1
                at = 0
            elif byte < 32 or byte > 126 or at == LONGEST:
                self._spoilt = True
            else:
                self.buf[at] = byte
                at += 1
        self._at = at
        return -1

    def frame(self, four):
        """Put the frame of a report (a letter and eight hex digits) into four bytes; its letter, 0 when it is none."""
        buf = self.buf
        if self.n != 9 or buf[0] not in b"TBRA":
            return 0
        for i in range(4):
            high = _digit(buf[2 * i + 1])
            low = _digit(buf[2 * i + 2])
            if high < 0 or low < 0:
                return 0
            four[i] = high << 4 | low
        return buf[0]

    def begins(self, text):
        """The line begins with this."""
        if self.n < len(text):
            return False
        for i in range(len(text)):
            if self.buf[i] != text[i]:
                return False
        return True


def _digit(byte):
    """Value of a hex digit in upper case, -1 when it is none."""
    if 48 <= byte <= 57:
        return byte - 48
    return byte - 55 if 65 <= byte <= 70 else -1
