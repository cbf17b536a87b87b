"""Boots a board again and again, on littlefs in RAM, with a machine module that notes what happens. On MicroPython.

    micropython boot_vm.py LAUNCHER IMAGES

LAUNCHER: folder with the compiled launcher; IMAGES: folder with images and keys, made by test_boot.py. Prints one line
"ok NAME" for each story; the first one that does not hold ends the run with a traceback.
"""

import gc
import os
import sys

from nor_vm import NEVER, Flash

LAUNCHER, IMAGES = sys.argv[1:3]
sys.path[:] = [LAUNCHER, IMAGES, ".frozen"]
ROOT = "/flash"
POWER_ON, WATCHDOG = 1, 3


class Off(BaseException):
    """Reset or power off: nothing of the board's code runs any more."""


class Events:
    """What happened, as words; images and the machine write here. ``ms``: time since the start of the board."""

    def __init__(self):
        self.words = []
        self.ms = 0
        self.cause = POWER_ON
        self.fed_ms = 0
        self.timeout_ms = NEVER
        self.longest_ms = 0
        self.interrupt = None  # raise KeyboardInterrupt at this word
        self.until_ms = NEVER
        self.inputs = []

    def say(self, *words):
        word = " ".join([str(part) for part in words])
        self.words.append(word)
        if word == self.interrupt:
            self.interrupt = None
            raise KeyboardInterrupt

    def fed(self):
        self.longest_ms = max(self.longest_ms, self.ms - self.fed_ms)
        self.fed_ms = self.ms

    def off(self, why):
        self.words.append(why)
        raise Off()


class Pin:
    OUT = 3

    def __init__(self, number, mode=None, value=None):
        events.pins[number] = value


class Wdt:
    def __init__(self, timeout):
        events.timeout_ms = timeout
        events.fed()
        events.say("watchdog", timeout)

    def feed(self):
        events.fed()


class Machine:
    Pin = Pin
    WDT = Wdt
    PWRON_RESET = POWER_ON

    @staticmethod
    def reset_cause():
        return events.cause

    @staticmethod
    def reset():
        events.off("reset")


class Time:
    """Time passes by waiting only."""

    ticks_ms = staticmethod(lambda: events.ms & 0x3FFFFFFF)
    ticks_add = staticmethod(lambda a, b: (a + b) & 0x3FFFFFFF)
    ticks_diff = staticmethod(lambda a, b: ((a - b + 0x20000000) & 0x3FFFFFFF) - 0x20000000)


class Console:
    """In the place of launcher.stdio.Stdio."""

    def __init__(self):
        self.out = b""

    def read(self, buf):
        n = 0
        if events.inputs:
            data = events.inputs.pop(0)
            n = len(data)
            buf[:n] = data
        return n

    def write(self, data):
        self.out += bytes(data)

    def wait(self, ms):
        events.ms += max(ms, 1)
        if events.ms >= events.until_ms:
            events.off("time")
        return bool(events.inputs)


class StdioModule:
    Stdio = Console


events = Events()
events.pins = {}
sys.modules["log"] = events
sys.modules["machine"] = Machine
sys.modules["time"] = Time
sys.modules["launcher.stdio"] = StdioModule


def content(name):
    with open(IMAGES + "/" + name, "rb") as file:
        return file.read()


class Board:
    """One board: its flash, and a boot."""

    def __init__(self, blocks=64, **files):
        self.flash = Flash(blocks)
        os.VfsLfs2.mkfs(self.flash)
        self.write("key.pub", content("key.pub"))
        self.write("safe.bin", content("safe.bin"))
        for name, source in files.items():
            self.write(name.replace("_", "."), content(source))

    def write(self, name, data):
        os.mount(os.VfsLfs2(self.flash), ROOT)
        if data is None:
            os.remove(ROOT + "/" + name)
        else:
            with open(ROOT + "/" + name, "wb") as file:
                file.write(data)
        os.umount(ROOT)

    def boot(self, cause=POWER_ON, interrupt=None, until_ms=5000, inputs=()):
        """Words of what happened until the reset, the cut, or the prompt ("prompt")."""
        global events
        events.__init__()
        events.pins = {}
        events.cause = cause
        events.interrupt = interrupt
        events.until_ms = until_ms
        events.inputs = list(inputs)
        path = list(sys.path)
        # What is written to a board whose power is cut must not be seen here.
        os.mount(os.VfsLfs2(self.flash), ROOT)
        try:
            from launcher import boot

            events.say("prompt", boot.run(ROOT))
        except Off:
            pass
        except Exception as error:
            events.say("failed", type(error).__name__)
        finally:
            sys.path[:] = path
            for name in list(sys.modules):
                if name.startswith(("launcher", "tandem", "board")) and name != "launcher.stdio":
                    del sys.modules[name]
            for place in ("/app", ROOT):
                try:
                    os.umount(place)
                except OSError:
                    pass
            gc.collect()
        return [word for word in events.words if not word.startswith("watchdog")]

    def slots(self):
        """The slot record as it is on the flash."""
        os.mount(os.VfsLfs2(self.flash), ROOT)
        from launcher.slots import Slots

        slots = Slots(ROOT)
        os.umount(ROOT)
        return slots.active, slots.attempts, slots.given_up


def story_a_good_image_runs():
    board = Board(image_0="good.img")
    assert board.boot() == ["good 0 1.0.0", "reset"], events.words
    assert events.words[0] == "watchdog 8000"
    assert events.pins == {4: 0, 5: 1, 13: 0}, events.pins
    assert board.slots() == (0, 0, 0)
    for _ in range(10):
        assert board.boot(WATCHDOG) == ["good 0 1.0.0", "reset"]


def story_the_real_firmware_runs():
    board = Board(image_0="real.img")
    assert board.boot() == ["app 100 turns", "reset"], events.words
    assert board.slots() == (0, 0, 0)


def story_three_bad_starts_lead_to_safe_mode_and_an_hour_out_of_it():
    board = Board(image_0="crash.img")
    for attempt in (1, 2, 3):
        assert board.boot() == ["crash 0", "reset"], events.words
        assert events.pins == {4: 0, 5: 1, 13: 0}
        assert board.slots() == (0, attempt, 0)
    assert board.boot(until_ms=3500 * 1000) == ["time"], events.words
    assert events.longest_ms <= 1000
    # The outdoor sensor is not there, so the pump (13) runs five minutes of each hour; all else stays.
    assert events.pins == {4: 0, 5: 1, 13: 0, 2: events.pins[2]}
    assert board.slots() == (0, 3, 0)
    assert board.boot(until_ms=4000 * 1000) == ["reset"], events.words
    assert board.slots() == (0, 0, 0)
    assert board.boot() == ["crash 0", "reset"]


def story_starts_that_never_worked_count_too():
    board = Board(image_0="idle.img")
    for _ in range(3):
        assert board.boot() == ["idle 0", "off"], events.words
    assert board.boot() == ["time"]


def story_the_other_image_takes_over():
    board = Board(image_0="crash.img", image_1="good.img")
    for _ in range(3):
        assert board.boot() == ["crash 0", "reset"]
    assert board.boot() == ["good 1 1.0.0", "reset"], events.words
    assert board.slots() == (1, 0, 0)
    assert board.boot() == ["good 1 1.0.0", "reset"], events.words


def story_both_given_up():
    board = Board(image_0="crash.img", image_1="idle.img")
    for _ in range(3):
        assert board.boot() == ["crash 0", "reset"]
    for _ in range(3):
        assert board.boot() == ["idle 1", "off"], events.words
    assert board.boot() == ["time"]
    assert board.boot(until_ms=4000 * 1000) == ["reset"]
    assert board.boot() == ["idle 1", "off"], events.words


def story_a_damaged_image_is_not_started():
    good = content("good.img")
    board = Board(image_0="good.img", image_1="good.img")
    for at in (0, 40, len(good) // 2, len(good) - 1):
        board.write("image.0", good[:at] + bytes((good[at] ^ 1,)) + good[at + 1 :])
        assert board.boot() == ["good 1 1.0.0", "reset"], (at, events.words)
        board.write("slots.0", b"")
        board.write("slots.1", b"")
    board.write("image.1", good[:-1])
    assert board.boot() == ["time"]
    board.write("image.1", None)
    assert board.boot() == ["time"]


def story_images_that_do_not_belong_here():
    for name in ("other-board.img", "unknown-key.img"):
        assert Board(image_0=name).boot() == ["time"], events.words
        assert Board(image_0=name, image_1="good.img").boot() == ["good 1 1.0.0", "reset"]


def story_damaged_records():
    board = Board(image_0="good.img", image_1="idle.img")
    assert board.boot() == ["good 0 1.0.0", "reset"]
    for junk in (b"", b"x", bytes(16), b"\xff" * 16, bytes(5000)):
        board.write("slots.0", junk)
        assert board.boot() == ["good 0 1.0.0", "reset"], junk
        board.write("slots.1", junk)
        assert board.boot() == ["good 0 1.0.0", "reset"], junk
        board.write("slots.0", junk)
        board.write("slots.1", junk)
        assert board.boot() == ["good 0 1.0.0", "reset"], junk
    for name in ("key.pub", "safe.bin"):
        for junk in (b"", content(name)[:-1], b"\xff" * 300, None):
            board = Board(image_0="good.img")
            board.write(name, junk)
            # Without its name, a board cannot know that the image is for it.
            assert board.boot() == ["time"], (name, events.words)
            assert events.words[0] == "watchdog 8000"


def story_ctrl_c_leads_to_a_safe_prompt():
    board = Board(image_0="good.img")
    for where in ("watchdog 8000", "good 0 1.0.0"):
        words = board.boot(interrupt=where)
        assert words[-1] in ("prompt 120000", "prompt 60000"), (where, words)
        assert where.startswith("watchdog") or events.pins == {4: 0, 5: 1, 13: 0}
    board = Board()
    assert board.boot(interrupt="lamp") == ["time"]
    Console.wait, wait = interrupted, Console.wait
    try:
        assert board.boot() == ["prompt 60000"], events.words
    finally:
        Console.wait = wait
    assert events.words[-2:] == ["watchdog 60000", "prompt 60000"]
    assert events.pins[4] == 0 and events.pins[5] == 1 and events.pins[13] == 0


def interrupted(self, ms):
    raise KeyboardInterrupt


def story_a_flash_that_takes_no_attempt():
    board = Board(image_0="good.img")
    board.flash.left = 0
    # From a power-on the house is better served by control; after a failure it might go on for ever.
    assert board.boot(POWER_ON)[0] == "good 0 1.0.0", events.words
    board = Board(image_0="good.img")
    board.flash.left = 0
    assert board.boot(WATCHDOG) == ["time"], events.words


def story_power_cuts_while_the_record_is_saved():
    from launcher.slots import Slots

    flash = Flash()
    os.VfsLfs2.mkfs(flash)
    os.mount(os.VfsLfs2(flash), ROOT)
    Slots(ROOT).use(0)
    os.umount(ROOT)
    cuts = kept = replaced = 0
    for k in range(1, 90):
        image = bytes(flash.data)
        operations = 0
        whole = False
        while not whole:
            for torn in (False, True):
                flash.data[:] = image
                flash.torn = torn
                os.mount(os.VfsLfs2(flash), ROOT)
                slots = Slots(ROOT)
                before = slots.attempts
                slots.attempts = k
                flash.left = operations
                try:
                    slots.save()
                except OSError:
                    pass
                whole = flash.left >= 0
                flash.left = NEVER
                os.umount(ROOT)
                os.mount(os.VfsLfs2(flash), ROOT)
                found = Slots(ROOT).attempts
                assert found == k or found == before and not whole, (k, operations, torn, found)
                Slots(ROOT).save()
                os.umount(ROOT)
                cuts += 1
                kept += found == before
                replaced += found == k
            operations += 1
    print("cuts", cuts, "old", kept, "new", replaced, "erases", flash.erases)
    assert cuts == kept + replaced and cuts > 300 and kept > 50 and replaced > 50 and flash.erases > 0


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
        events.__init__()
        events.pins = {}
        os.mount(os.VfsLfs2(board.flash), ROOT)
        from launcher.start import begin
        from launcher.upload import Images

        self.launch = begin(ROOT)
        self.images = Images(self.launch, ROOT)

    def __enter__(self):
        return self.images

    def __exit__(self, *what):
        os.umount(ROOT)


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
    os.mount(os.VfsLfs2(board.flash), ROOT)
    for name, source in (("image.0", "crash.img"), ("image.1", "idle.img")):
        with open(ROOT + "/" + name, "rb") as file:
            assert file.read() == content(source)
    os.umount(ROOT)


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


for name in sorted(globals()):
    if name.startswith("story_") and (len(sys.argv) < 4 or sys.argv[3] in name):
        globals()[name]()
        print("ok", name[6:])
