"""The start of a board: outputs to their fallback, watchdog on, then the image, or safe mode when there is none.

Ctrl-C at any time leads to the prompt, with the outputs at their fallback and a watchdog that is longer, not off.
"""

import gc
import sys

import machine
import micropython


def run(root=""):
    """Start what is in the slots of folder root. Returns after Ctrl-C, with the ms that the prompt may be left alone.

    Raises what safe mode failed with. The firmware does not return: when it fails, the board is reset.
    """
    launch = None
    try:
        launch = _begin(root)
        chosen = _choose(launch, root)
        forget()
        if chosen:
            _firmware(launch)
        else:
            _safe_mode(launch, root)
    except KeyboardInterrupt:
        return _leave(launch)
    finally:
        if launch:
            launch.safe()


def _begin(root):
    from launcher.start import begin

    return begin(root)


def _choose(launch, root):
    from launcher.start import choose

    return choose(launch, root)


def _safe_mode(launch, root):
    from launcher.safe import Safe

    Safe(launch, root).run()


def _firmware(launch):
    try:
        __import__("board").main(launch)
    except Exception as error:
        launch.safe()
        sys.print_exception(error)
    launch.safe()
    machine.reset()


def _leave(launch):
    micropython.kbd_intr(-1)  # mpremote sends a second Ctrl-C at once
    ms = 120000
    if launch:
        launch.safe()
        ms = launch.terminals.service_ms
        launch.watchdog.lengthen(ms)
    print("stopped; outputs at their fallback, reset in", ms // 1000, "s")
    micropython.kbd_intr(3)
    return ms


def forget():
    """What only a start needs goes, so that its heap is free before the firmware loads."""
    package = sys.modules["launcher"]
    del package.start
    del package.image
    del package.keys
    for name in ("start", "image", "keys"):
        del sys.modules["launcher." + name]
    gc.collect()
    # Garbage of the imports would else lie between what stays, and leave no large piece free.
    gc.threshold(gc.mem_free() // 64)
