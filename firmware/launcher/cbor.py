"""CBOR (RFC 8949), as much of it as SMP uses: integers of 32 bits and a sign, bytes, text, arrays, maps, true, false
and null. Lengths may be indefinite. Refused are floats, tags, other simple values, integers of 64 bits, text that is no
UTF-8, keys that are neither text nor integer or come twice, and what is nested deeper than DEPTH.
"""

DEPTH = 4  # containers within containers
_BREAK = 0xFF


class Reader:
    """Takes values from buf[at:end]. Raises ValueError for whatever is wrong there."""

    def __init__(self, buf, at, end):
        self.buf = buf
        self.at = at
        self.end = end

    def value(self, depth=DEPTH):
        """The next value; depth: how many containers it may be nested in."""
        n = self._take(1)[0]
        major = n >> 5
        n &= 31
        if major == 7:
            if not 20 <= n <= 22:
                raise ValueError
            return None if n == 22 else n == 21
        if 24 <= n <= 26:
            data = self._take(1 << n - 24)
            n = 0
            for byte in data:
                n = n << 8 | byte
        elif n == 31 and 2 <= major <= 5:
            n = -1
        elif n > 26 or major == 6:
            raise ValueError
        if major < 2:
            return -1 - n if major else n
        if major < 4:
            data = self._take(n) if n >= 0 else self._pieces(major)
            return data if major == 2 else str(data, "utf-8")
        if not depth:
            raise ValueError
        return self._items(n, depth - 1) if major == 4 else self._map(n, depth - 1)

    def _take(self, n):
        at = self.at
        if n > self.end - at:
            raise ValueError
        self.at = at + n
        return bytes(self.buf[at : at + n])

    def _ended(self):
        if self.at < self.end and self.buf[self.at] == _BREAK:
            self.at += 1
            return True
        return False

    def _pieces(self, major):
        data = b""
        while not self._ended():
            if self.at >= self.end or self.buf[self.at] >> 5 != major or self.buf[self.at] & 31 == 31:
                raise ValueError
            piece = self.value(0)
            data += piece if major == 2 else piece.encode()
        return data

    def _items(self, n, depth):
        found = []
        while n and not (n < 0 and self._ended()):
            n -= 1
            found.append(self.value(depth))
        return found

    def _map(self, n, depth):
        found = {}
        while n and not (n < 0 and self._ended()):
            n -= 1
            key = self.value(0)
            if type(key) is not str and type(key) is not int or key in found:
                raise ValueError
            found[key] = self.value(depth)
        return found


class Writer:
    """Builds a map in a buffer that is there already, from ``first`` on: pair() by pair(). ``over``: it did not fit.

    Values: None, bool, int of 32 bits and a sign, str, bytes, list, tuple, dict.
    """

    def __init__(self, buf, first, end):
        self.buf = buf
        self.first = first
        self.end = end
        self.start()

    def start(self):
        """Begin anew."""
        self.at = self.first + 1
        self.pairs = 0
        self.over = False
        self.why = ""  # what goes with a refusal, for people

    def close(self):
        """The map is whole; where it ends."""
        self.buf[self.first] = 0xA0 | self.pairs
        return self.at

    def key(self, name):
        """The key of a pair, whose value is put() next. A map has up to 23."""
        self.pairs += 1
        self.put(name)

    def pair(self, name, value):
        """A key and its value."""
        self.key(name)
        self.put(value)

    def put(self, value):
        """A value, in the map after a key() or in a container that head() has announced."""
        if value is None:
            self.head(7, 22)
        elif value is True or value is False:
            self.head(7, 21 if value else 20)
        elif type(value) is int:
            self.head(1 if value < 0 else 0, -1 - value if value < 0 else value)
        elif type(value) is str:
            self._data(3, value.encode())
        elif type(value) is dict:
            self.head(5, len(value))
            for key in value:
                self.put(key)
                self.put(value[key])
        elif type(value) is list or type(value) is tuple:
            self.head(4, len(value))
            for item in value:
                self.put(item)
        else:
            self._data(2, value)

    def head(self, major, n):
        """The first bytes of a value: of an array (4) or map (5) with n items."""
        major <<= 5
        size = 0
        if n >= 24:
            size = 1 if n < 0x100 else 2 if n < 0x10000 else 4
            self._byte(major | (24 if size == 1 else 25 if size == 2 else 26))
        else:
            self._byte(major | n)
        while size:
            size -= 1
            self._byte(n >> size * 8 & 0xFF)

    def _byte(self, byte):
        if self.at < self.end:
            self.buf[self.at] = byte
            self.at += 1
        else:
            self.over = True

    def _data(self, major, data):
        self.head(major, len(data))
        at = self.at
        if at + len(data) <= self.end:
            self.at += len(data)
            self.buf[at : self.at] = data
        else:
            self.over = True
