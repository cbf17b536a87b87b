"""Stories of a board in safe mode that an image is loaded into, over the management link's group. On MicroPython.

    micropython upload_vm.py LAUNCHER IMAGES [PART]

Prints what boot_vm.py does.
"""

import os

from nor_vm import NEVER
from ram_board import events
from small_board import ROOT, Board, content, tell


class Reply:
    """In the place of a cbor.Writer."""

    def __init__(self):
        self.pairs = {}
        self.why = ""

    def pair(self, name, value):
        self.pairs[name] = value


def uploaded(images, data, piece=200, **first):
    """Send an image as a client does; the last (return code, reply)."""
    off = rc = 0
    reply = Reply()
    while off < len(data):
        reply = Reply()
        request = {"off": off, "data": data[off : off + piece]}
        if off == 0:
            request.update({"len": len(data)})
            request.update(first)
        rc = images.handle(True, 1, request, reply)
        if rc:
            break
        assert reply.pairs["off"] > off
        off = reply.pairs["off"]
    return rc, reply


class Safe:
    """A board in safe mode, with the group that loads images."""

    def __init__(self, board):
        events.begin()
        board.mount()
        from launcher.start import begin
        from launcher.upload import Images

        self.board = board
        self.images = Images(begin(ROOT), ROOT)

    def __enter__(self):
        return self.images

    def __exit__(self, *what):
        self.board.umount()


def story_an_image_is_loaded():
    import hashlib

    good = content("good.img")
    sha = hashlib.sha256(good).digest()
    board = Board(image_0="crash.img")
    with Safe(board) as images:
        rc, reply = uploaded(images, good, sha=sha)
        assert rc == 0 and reply.pairs == {"off": len(good), "match": True}, (rc, reply.pairs)
        reply = Reply()
        assert images.handle(False, 0, {}, reply) == 0
        rows = {row["slot"]: row for row in reply.pairs["images"]}
        assert rows[0]["pending"] and rows[0]["bootable"] and rows[1]["bootable"] and "pending" not in rows[1]
        assert rows[1]["version"] == "1.0.0" and len(rows[1]["hash"]) == 32
        assert images.handle(True, 0, {"hash": bytes(32)}, Reply()) == 1 | 3 << 8
        assert images.handle(True, 0, {"confirm": True}, Reply()) == 3
        assert images.handle(True, 0, {"hash": rows[1]["hash"]}, Reply()) == 0
    assert board.slots() == (1, 0, 0)
    assert board.boot() == ["good 1 1.0.0", "reset"]


def story_what_is_loaded_must_be_an_image_for_this_board():
    import hashlib

    good = content("good.img")
    board = Board(image_0="crash.img", image_1="idle.img")
    with Safe(board) as images:
        for bad in (content("other-board.img"), content("unknown-key.img"), good[:-1] + b"\0", bytes(2000)):
            rc, reply = uploaded(images, bad)
            assert rc == 11 and reply.why.startswith("image refused"), rc
        rc, reply = uploaded(images, good, sha=hashlib.sha256(b"else").digest())
        assert rc == 0 and reply.pairs["match"] is False
        assert images.handle(True, 1, {"off": 0, "data": b""}, Reply()) == 3 | 21 << 8
        assert images.handle(True, 1, {"off": 0, "data": b"", "len": 1 << 24}, Reply()) == 3 | 30 << 8
        assert images.handle(True, 1, {"data": b""}, Reply()) == 3 | 20 << 8
        assert images.handle(True, 1, {"off": 0, "data": b"12345", "len": 4}, Reply()) == 3 | 31 << 8
        assert images.handle(True, 1, {"off": 0, "data": "12345", "len": 4}, Reply()) == 3 | 20 << 8
        assert images.handle(False, 1, {}, Reply()) == 8 and images.handle(True, 5, {}, Reply()) == 8
        assert not images.busy() and "image.new" not in os.listdir(ROOT)
    assert board.slots() == (0, 0, 0)
    board.mount()
    for name, source in (("image.0", "crash.img"), ("image.1", "idle.img")):
        with open(ROOT + "/" + name, "rb") as file:
            assert file.read() == content(source)
    board.umount()


def story_an_upload_goes_on_where_it_was():
    good = content("good.img")
    first = {"off": 0, "len": len(good), "sha": b"s" * 32, "data": good[:100]}
    with Safe(Board(image_0="crash.img")) as images:
        reply = Reply()
        assert images.handle(True, 1, first, reply) == 0 and reply.pairs == {"off": 100}
        assert images.busy()
        for off in (50, 99, 101, 500):
            reply = Reply()
            assert images.handle(True, 1, {"off": off, "data": b"x"}, reply) == 0 and reply.pairs == {"off": 100}
        reply = Reply()
        assert images.handle(True, 1, first, reply) == 0 and reply.pairs == {"off": 100}
        first["data"] = good[:7]
        first["sha"] = b"u" * 32
        reply = Reply()
        assert images.handle(True, 1, first, reply) == 0 and reply.pairs == {"off": 7}


def story_power_cuts_while_an_image_is_loaded():
    good = content("padded.img")
    board = Board(blocks=32, image_0="good.img")
    image = bytes(board.flash.data)
    counts = {"good 0 1.0.0": 0, "good 1 2.0.0": 0}
    operations = 0
    step = 1
    whole = False
    while not whole:
        for torn in (False, True):
            board.flash.data[:] = image
            board.flash.torn = torn
            try:
                with Safe(board) as images:
                    board.flash.left = operations
                    rc, reply = uploaded(images, good, 1000)
                    if rc == 0:
                        reply = Reply()
                        images.handle(False, 0, {}, reply)
                        for row in reply.pairs["images"]:
                            if row["slot"] == 1:
                                images.handle(True, 0, {"hash": row["hash"]}, Reply())
            except OSError:
                pass
            whole = board.flash.left >= 0
            board.flash.left = NEVER
            words = board.boot()
            assert len(words) == 2 and words[0] in counts, (operations, torn, words)
            counts[words[0]] += 1
            assert not whole or words[0] == "good 1 2.0.0"
        operations += step
    assert min(counts.values()) > 1 and operations > 40, (counts, operations)
    print("operations", operations, "old", counts["good 0 1.0.0"], "new", counts["good 1 2.0.0"])


tell(globals())
