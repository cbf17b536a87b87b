"""'tandem ot': OpenTherm frames and logs in plain words."""

import sys

from host_sim.cli_words import UsageError


def add_commands(parser):
    """Options of 'tandem ot' and its own commands."""
    commands = parser.add_subparsers(dest="ot_command", metavar="COMMAND", required=True)
    decode = commands.add_parser(
        "decode", help="frames and logs in plain words", description=decode_command.__doc__
    )
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

    frames = bad = 0
    for line in _lines(args.sources, log):
        frames += line.is_frame
        bad += not line.good
        _say(line.text)
    # Here, and not at the interpreter's end, a reader that has gone is still no error.
    sys.stdout.flush()
    if bad or not frames:
        what = f"{bad} of {frames} frames cannot be trusted" if frames else "no frame found"
        if bad > frames:
            what = f"{bad} frames cannot be read"
        print(f"tandem: {what}", file=sys.stderr)
        return 1
    return 0


def _lines(sources, log):
    """Every line of all sources, decoded. All sources are looked at before the first is read."""
    from pathlib import Path

    for source in sources:
        if not log.is_frame(source) and source != "-" and not Path(source).is_file():
            what = "is a folder" if Path(source).is_dir() else "is neither a frame (8 hex digits) nor a file"
            raise UsageError(f"ot decode: '{source}' {what}")
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


def _text(file):
    """Lines of a file of bytes; a byte that is no text becomes a mark."""
    for line in file:
        yield line.decode("utf-8", "replace")


def _say(text):
    """One line at once, since a log may still be growing; what the terminal cannot write becomes a mark."""
    encoding = sys.stdout.encoding or "utf-8"
    print(text.encode(encoding, "replace").decode(encoding), flush=True)
