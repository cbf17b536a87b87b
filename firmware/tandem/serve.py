"""What runs on a board: the App in one loop, until something ends it. Called by the board's entry.

It waits only in board.pause(); everything else is served between two turns and never waits.
"""

import sys

from tandem.app import CONTROL_MS, App, collect
from tandem.flight import record

GOOD_S = 300  # of control without a stale task, after which a start counts as a good one
BENCH = "hil"  # a record that is not empty: be a bench


def serve(app, board, handle):
    """Turn the loop for ever."""
    turn = app.loop.turn
    good_s = GOOD_S
    while True:
        wait = turn()
        # A stale task would have reset the board, so all of them have worked.
        if good_s and app.uptime.s >= good_s:
            good_s = worked(handle, good_s)
        board.pause(wait)


def worked(handle, good_s):
    """Tell the launcher; 0, or the uptime at which to try again."""
    try:
        handle.worked()
        return 0
    except OSError:
        return good_s + GOOD_S


def about(handle):
    """Who we are, as launcher.smp wants it."""
    version = "%d.%d.%d+%d" % tuple(handle.version)
    return "Tandem,%s,%s,,,%s,,MicroPython,Tandem" % (handle.name, version, sys.platform)


def begin(handle, board):
    """[App, flight recorder], ready for the loop. None of this runs again, and all of it gives its heap back."""
    app = App(board, CONTROL_MS, handle.cause)
    recorder = record(app)
    app.smp(handle.stdio, board.calendar, about(handle))
    board.listen()
    if app.locked():
        handle.lock()
    from tandem.spent import forget

    forget(sys.modules)
    return [app, recorder]


def main(handle, board):
    """Run on this board (ports.board.Board), started by this launcher (ports.board.Launch).

    Returns only as a bench. Raises KeyboardInterrupt after a Ctrl-C, and what made the loop fail; the launcher resets
    then. Either way the outputs are at their fallback and the flight record is stored.
    """
    if board.files.read(BENCH):
        # Once: the next reset makes a controller of it again.
        board.files.write(BENCH, b"")
        from tandem.hil import main as bench

        bench(handle, board)
        return
    app, recorder = begin(handle, board)
    collect()
    try:
        serve(app, board, handle)
    finally:
        handle.safe()
        recorder.flush()
