"""Loads an image in safe mode: the group img of SMP, as far as that takes (state, upload).

What comes is written to a file of its own. Only when it is complete, and an image that may run here, is it renamed into
the slot that is not in use; the slot record changes when the client asks for it, after one more verification.
"""

import os

from launcher.image import GOOD, Image, file_digest
from launcher.smp import ERR_DENIED, ERR_INVALID, ERR_NOT_SUPPORTED, ERR_UNKNOWN
from launcher.start import contents

_STATE = 0
_UPLOAD = 1
_LARGEST = 0x100000
# Errors of the group's own list.
_NO_IMAGE = 3
_WRITE_FAILED = 12
_NO_OFFSET = 20
_NO_LENGTH = 21
_TOO_LARGE = 30
_OVERRUN = 31


class Images:
    """A group of launcher.smp."""

    group = 1

    def __init__(self, launch, root):
        self._launch = launch
        self._root = root
        self._new = root + "/image.new"
        self._file = None
        self._have = 0
        self._size = 0
        self._sha = None

    def busy(self):
        """An upload has begun and is not complete."""
        return self._file is not None

    def handle(self, write, command, request, reply):
        """See launcher.smp."""
        if command == _STATE:
            return self._use(request, reply) if write else self._state(reply)
        if command == _UPLOAD and write:
            return self._take(request, reply)
        return ERR_NOT_SUPPORTED

    def _checked(self, path):
        """(why it is refused or GOOD, the Image)."""
        launch = self._launch
        image = Image()
        trusted = contents(self._root + "/key.pub")
        return image.check(path, trusted, launch.terminals.name, launch.slots.floor, launch.watchdog.feed), image

    def _path(self, slot):
        return self._root + "/image." + str(slot)

    def _state(self, reply):
        slots = self._launch.slots
        images = []
        for slot in range(2):
            why, image = self._checked(self._path(slot))
            if image.digest:
                version = "%d.%d.%d" % image.version[:3]
                found = {"slot": slot, "version": version, "hash": image.digest, "bootable": why == GOOD}
                if slot == slots.active:
                    found["pending"] = True
                images.append(found)
        reply.pair("images", images)
        return 0

    def _use(self, request, reply):
        digest = request.get("hash")
        if type(digest) is not bytes:
            return ERR_INVALID
        for slot in range(2):
            why, image = self._checked(self._path(slot))
            if image.digest == digest:
                if why:
                    return self._refused(why, reply)
                self._launch.slots.use(slot)
                return self._state(reply)
        return ERR_UNKNOWN | _NO_IMAGE << 8

    def _take(self, request, reply):
        off = request.get("off")
        data = request.get("data")
        if type(off) is not int or type(data) is not bytes:
            return ERR_INVALID | _NO_OFFSET << 8
        if off == 0 and not self._goes_on(request):
            rc = self._begin(request)
            if rc:
                return rc
        file = self._file
        if file and off == self._have:
            if off + len(data) > self._size:
                return self._stop(ERR_INVALID | _OVERRUN << 8)
            try:
                file.write(data)
            except OSError:
                return self._stop(ERR_UNKNOWN | _WRITE_FAILED << 8)
            self._have += len(data)
            if self._have == self._size:
                return self._complete(file, reply)
        reply.pair("off", self._have)  # whatever came: from here on
        return 0

    def _goes_on(self, request):
        """The client has begun anew with what is half here already."""
        sha = request.get("sha")
        return self._file and sha is not None and sha == self._sha and request.get("len") == self._size

    def _begin(self, request):
        size = request.get("len")
        if type(size) is not int or size <= 0:
            return ERR_INVALID | _NO_LENGTH << 8
        if size > _LARGEST:
            return ERR_INVALID | _TOO_LARGE << 8
        self._stop(0)
        try:
            self._file = open(self._new, "wb")
        except OSError:
            return ERR_UNKNOWN | _WRITE_FAILED << 8
        self._size = size
        self._sha = request.get("sha")
        return 0

    def _stop(self, rc):
        """Forget what came so far; return rc."""
        try:
            if self._file:
                self._file.close()
            os.remove(self._new)
        except OSError:
            pass
        self._file = None
        self._have = 0
        return rc

    def _complete(self, file, reply):
        try:
            file.close()
        except OSError:
            return self._stop(ERR_UNKNOWN | _WRITE_FAILED << 8)
        if self._sha is not None and file_digest(self._new, self._size, self._launch.watchdog.feed) != self._sha:
            self._stop(0)
            reply.pair("off", self._size)
            reply.pair("match", False)
            return 0
        why, _ = self._checked(self._new)
        if why:
            self._stop(0)
            return self._refused(why, reply)
        try:
            os.rename(self._new, self._path(self._spare()))
        except OSError:
            return self._stop(ERR_UNKNOWN | _WRITE_FAILED << 8)
        self._file = None
        self._have = 0
        reply.pair("off", self._size)
        reply.pair("match", True)
        return 0

    def _spare(self):
        """The slot to overwrite: the one that is not active, unless only that one has an image that may run."""
        active = self._launch.slots.active
        other = 1 - active
        if self._checked(self._path(active))[0] != GOOD and self._checked(self._path(other))[0] == GOOD:
            return active
        return other

    def _refused(self, why, reply):
        reply.why = "image refused, " + str(why)
        return ERR_DENIED
