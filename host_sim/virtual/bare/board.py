"""The entry of the board "virtual"."""

import vm_board

from tandem.serve import main as serve


def main(handle):
    """Called by what started us."""
    serve(handle, vm_board.Board(handle))
