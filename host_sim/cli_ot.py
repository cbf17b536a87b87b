"""'tandem ot': OpenTherm frames and logs in plain words."""

import os
import stat
import sys

from host_sim.cli_words import UsageError

_MOST_SHOWN = 80  # characters of a word that is no file


def add_commands(parser):
    """Options of 'tandem ot' and its own commands."""
    commands = parser.add_subparsers(dest="ot_command", metavar="COMMAND", required=True)
    decode = commands.add_parser("decode", help="frames and logs in plain words", description=decode_command.__doc__)
    decode.add_argument(
        "sources",
        nargs="+",
        metavar="FILE|FRAME",
        help="a frame (8 hex digits, with T B R A or E before them or not), a file of frames or of a gateway's log,"
        " or - for standard input; a file that is named like a frame is ./NAME",
    )
    decode.set_defaults(run=decode_command)


def decode_command(args):
    """Say what OpenTherm frames mean, one line each. Lines of a log that are no frames are shown as they are.
    Exit codes: 0 all decoded, 1 a frame was bad or there was none, 2 bad input."""
    from host_sim.opentherm import log

    frames = checked = bad = 0
    for line in _lines(args.sources, log):
        frames += line.is_frame
        checked += line.is_frame or not line.good
        bad += not line.good
        _say(line.text)
    if bad or not frames:
        print(f"tandem: {f'{bad} of {checked} frames are bad' if bad else 'no frame found'}", file=sys.stderr)
        return 1
    return 0


def _lines(sources, log):
    """Every line of all sources, decoded. All sources are looked at before the first is read."""
    for source in sources:
        if not log.is_frame(source) and source != "-" and (problem := _unusable(source)):
            raise UsageError(f"ot decode: '{source[:_MOST_SHOWN]}' {problem}")
    for source in sources:
        if log.is_frame(source):
            yield log.frame_line(source)
        elif source == "-":
            yield from map(log.decode, _text(sys.stdin.buffer))
        else:
            try:
                with open(source, "rb") as file:
                    yield from map(log.decode, _text(file))
            except OSError as error:
                raise UsageError(f"ot decode: cannot read '{source}': {error.strerror}") from None


def _unusable(source):
    """Why a source cannot be read, or None. A pipe of the shell is as good as a file."""
    try:
        kind = os.stat(source).st_mode
    except OSError:
        return "is neither a frame (8 hex digits) nor a file"
    return "is a folder" if stat.S_ISDIR(kind) else None


def _text(file):
    """Lines of a file of bytes; a byte that is no text becomes a mark."""
    for line in file:
        yield line.decode("utf-8", "replace")


def _say(text):
    """One line, what the terminal cannot write a mark. At once: a log may still be growing, and a reader that has gone
    must be noticed here, where it is no error, and not at the interpreter's end."""
    encoding = sys.stdout.encoding or "utf-8"
    print(text.encode(encoding, "replace").decode(encoding), flush=True)
