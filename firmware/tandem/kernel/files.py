"""Named files that are replaced as a whole, in one folder of the file system.

A record is written to a second file and renamed over the first. On littlefs and POSIX the rename replaces the old
file in one step; removing the old one first would leave a moment with none. FAT cannot do that: rename fails there.
"""

import os

_NOT_THERE = (2, 44)  # ENOENT, and its number in WebAssembly
_NO_SPACE = 28  # ENOSPC
_replace = getattr(os, "replace", os.rename)  # CPython on Windows needs the former, MicroPython has only the latter


class Files:
    """The Files port over ``folder``, which is made when it is missing."""

    def __init__(self, folder):
        self._folder = folder + "/"
        try:
            os.mkdir(folder)
        except OSError:
            pass  # it exists; if it does not, every write says so

    def read(self, name):
        """bytes of the file, or None when there is none. Raises OSError."""
        try:
            file = open(self._folder + name, "rb")
        except OSError as error:
            if error.errno in _NOT_THERE:
                return None
            raise
        with file:
            return file.read()

    def write(self, name, data):
        """Replace the file as a whole. Raises OSError, with the old file untouched."""
        path = self._folder + name
        fresh = path + ".tmp"
        with open(fresh, "wb") as file:
            if file.write(data) != len(data):
                raise OSError(_NO_SPACE)
        _replace(fresh, path)
