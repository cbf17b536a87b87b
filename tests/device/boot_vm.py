"""Stories of a board that starts: which image, safe mode, Ctrl-C, damaged records. On MicroPython.

    micropython boot_vm.py LAUNCHER IMAGES [PART]

Prints "ok NAME" for each story whose name contains PART; the first that does not hold ends the run with a traceback.
"""

import os

from nor_vm import NEVER, Flash
from ram_board import POWER_ON, WATCHDOG, Console, events
from small_board import ROOT, Board, content, tell


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


tell(globals())
