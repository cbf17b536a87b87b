"""Whether a board is what the image was made for. Asked before anything on it changes."""

from collections import namedtuple

from tools.boards import budget

# As facts() of on_board.py has them: flash, fs, free: bytes; flash is 0 where nobody can tell.
Facts = namedtuple("Facts", "implementation version machine mpy flash fs free heap")
OLDEST = (1, 28, 0)  # nothing older was ever tried


def refusal(facts, board, mpy):
    """Why this interpreter cannot be this board (schema.Board), or None. mpy: version of our bytecode."""
    if facts.implementation != "micropython":
        return f"the board runs {facts.implementation}, needed is MicroPython"
    if facts.version < OLDEST:
        return f"the board has MicroPython {_dotted(facts.version)}, needed is {_dotted(OLDEST)} or newer"
    if facts.mpy & 0xFF != mpy:
        return f"the board takes .mpy files of version {facts.mpy & 0xFF}, and ours have {mpy}"
    chip = facts.machine.rpartition(" with ")[2].split(" ")[0]
    if chip != board.chip.machine:
        return f"the board is a {chip or 'nameless chip'}, and {board.name} has a {board.chip.title}"
    if facts.flash and facts.flash < board.flash["size_mb"] << 20:
        return f"the board has {facts.flash >> 20} MB of flash, and {board.name} has {board.flash['size_mb']}"
    if facts.fs < budget.flash_kb() << 10:
        return f"the file system has {facts.fs >> 10} KB, needed are {budget.flash_kb()}"
    return None


def _dotted(version):
    return ".".join(map(str, version))
