"""A read-only file system over the ROMFS inside of an image file, so that its modules can be imported.

All files read through the one open image; each keeps only where it is. What was verified is not checked again, but a
length never leads out of the record that it stands in.
"""

import io

_DIRECTORY = 4
_FILE = 5
_VERBATIM = 2
_ENOENT = 2
_EROFS = 30
_EINVAL = 22


class File(io.IOBase):
    """A file of the image, from its byte start up to end, open for reading bytes."""

    def __init__(self, image, start, end):
        self._image = image
        self._start = self._at = start
        self._end = end

    def readinto(self, buf):
        """Fill buf as far as there is something; the number of bytes."""
        n = self._end - self._at
        if n < len(buf):
            buf = memoryview(buf)[:n]
        self._image.seek(self._at)
        n = self._image.readinto(buf)
        self._at += n
        return n

    def read(self, n=-1):
        """Up to n bytes, all that is left without n."""
        left = self._end - self._at
        buf = bytearray(left if n is None or n < 0 or n > left else n)
        return bytes(memoryview(buf)[: self.readinto(buf)])

    def seek(self, offset, whence=0):
        """As of any file; never beyond its ends."""
        at = offset + (self._start, self._at, self._end)[whence]
        self._at = min(max(at, self._start), self._end)
        return self._at - self._start

    def tell(self):
        """Position in the file."""
        return self._at - self._start

    def close(self):
        """Nothing is held."""

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        pass

    def ioctl(self, request, argument):
        """What MicroPython's own readers ask: 4 close, 11 how much to read at once."""
        return 255 if request == 11 else 0


class Romfs:
    """image: the open file; start: of the ROMFS in it. Raises OSError(EINVAL) when there is none."""

    def __init__(self, image, start):
        self._image = image
        self._one = bytearray(1)
        image.seek(start)
        if image.read(3) != b"\xd2\xcd\x31":
            raise OSError(_EINVAL)
        size = self._number()
        self._start = image.tell()
        self._end = self._start + size

    def _number(self):
        """Seven bits a byte, the highest first; the eighth says that more follow. Raises OSError at the end."""
        value = 0
        for _ in range(4):
            if not self._image.readinto(self._one):
                break
            value = value << 7 | self._one[0] & 0x7F
            if not self._one[0] & 0x80:
                return value
        raise OSError(_EINVAL)

    def _entries(self, at, end):
        """(name, kind, start, end of its content) of each file and folder between two places of the image."""
        image = self._image
        while at < end:
            image.seek(at)
            kind = self._number()
            size = self._number()
            at = image.tell() + size  # the next one
            if kind != _FILE and kind != _DIRECTORY or at > end:
                continue
            name = image.read(self._number()).decode()
            if kind == _FILE:
                if self._number() != _VERBATIM:
                    continue
                size = self._number()
                if image.tell() + size != at:
                    continue
            yield name, kind, image.tell(), at

    def _find(self, path):
        """(kind, start, end) of a path. Raises OSError(ENOENT)."""
        kind, at, end = _DIRECTORY, self._start, self._end
        for part in path.split("/"):
            if not part:
                continue
            if kind != _DIRECTORY:
                raise OSError(_ENOENT)
            for entry in self._entries(at, end):
                if entry[0] == part:
                    _, kind, at, end = entry
                    break
            else:
                raise OSError(_ENOENT)
        return kind, at, end

    def mount(self, readonly, mkfs):
        """Called by vfs.mount()."""

    def umount(self):
        """Called by vfs.umount()."""

    def chdir(self, path):
        """Not a place to be in."""
        raise OSError(_EROFS)

    def getcwd(self):
        """Always its root."""
        return "/"

    def stat(self, path):
        """As os.stat()."""
        kind, at, end = self._find(path)
        return (0x8000 if kind == _FILE else 0x4000, 0, 0, 0, 0, 0, end - at if kind == _FILE else 0, 0, 0, 0)

    def statvfs(self, path):
        """As os.statvfs(): full."""
        return (1, 0, self._end - self._start, 0, 0, 0, 0, 0, 0, 255)

    def ilistdir(self, path):
        """As os.ilistdir()."""
        kind, at, end = self._find(path)
        if kind != _DIRECTORY:
            raise OSError(_ENOENT)
        for name, kind, start, stop in self._entries(at, end):
            if kind == _FILE:
                yield name, 0x8000, 0, stop - start
            else:
                yield name, 0x4000, 0, 0

    def open(self, path, mode):
        """A File; the mode is "rb"."""
        if mode != "rb":
            raise OSError(_EROFS if "w" in mode or "a" in mode or "+" in mode else _EINVAL)
        kind, at, end = self._find(path)
        if kind != _FILE:
            raise OSError(_ENOENT)
        return File(self._image, at, end)
