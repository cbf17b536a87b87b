"""What runs on a board: the App in one coroutine, until something ends it. Called by the board's entry.

Everything that may wait is a coroutine beside this one; this one waits only in board.pause().
"""

import asyncio
import sys

from tandem.app import CONTROL_MS, App
from tandem.flight import record

GOOD_S = 300  # of control without a stale task, after which a start counts as a good one
BENCH = "hil"  # a record that is not empty: be a bench
_NO_TASK = -1  # it was none of the table's tasks


async def serve(app, board, handle):
    """Turn the loop for ever."""
    turn = app.loop.turn
    good_s = GOOD_S
    while True:
        wait = turn()
        # A stale task would have reset the board, so all of them have worked.
        if good_s and app.uptime.s >= good_s:
            good_s = worked(handle, good_s)
        await board.pause(wait)


def worked(handle, good_s):
    """Tell the launcher; 0, or the uptime at which to try again."""
    try:
        handle.worked()
        return 0
    except OSError:
        return good_s + GOOD_S


def main(handle, board):
    """Run on this board (ports.board.Board), started by this launcher (ports.board.Launch). Returns only in a
    simulation; with Ctrl-C it raises KeyboardInterrupt. Either way the outputs are at their fallback.
    """
    if board.files.read(BENCH):
        # Once: the next reset makes a controller of it again.
        board.files.write(BENCH, b"")
        from tandem.hil import main as bench

        bench(handle, board)
        return
    app = App(board, CONTROL_MS, handle.cause)
    recorder = record(app)
    # Management over the serial port, where this firmware has it.
    smp = getattr(app, "smp", None)
    if smp is not None:
        smp(handle.stdio, None, "Tandem,slot %d,%d.%d.%d" % ((handle.slot,) + handle.version[:3]))
        board.listen()
    try:
        asyncio.run(serve(app, board, handle))
    except KeyboardInterrupt:
        handle.safe()
        recorder.flush()
        raise
    except Exception as error:
        handle.safe()
        if hasattr(sys, "print_exception"):
            sys.print_exception(error)
        recorder.flush()
        board.watchdog.reset(_NO_TASK)
