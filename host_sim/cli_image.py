"""The command ``tandem image``: build the firmware for a board, and sign it."""

from host_sim.cli_words import UsageError


def add_options(parser):
    """Its options."""
    parser.add_argument("--board", required=True, metavar="NAME|FILE", help="the board, as 'tandem boards' lists them")
    parser.add_argument("--key", metavar="FILE", help="PEM file with the private key; without: your development key")
    parser.add_argument("--version", required=True, metavar="1.2.3", help="version of the image, 1.2.3 or 1.2.3+4")
    parser.add_argument("--counter", type=int, default=0, metavar="N", help="security counter (usual: 0)")
    parser.add_argument("--out", required=True, metavar="FILE", help="the image; tables for tracebacks lie beside it")
    parser.add_argument("--keys-out", metavar="FILE", help="also write the key set that trusts it, a board's /key.pub")
    parser.add_argument("--release", action="store_true", help="that key set is a release board's")
    parser.set_defaults(run=image_command)


def image_command(args):
    """Build the firmware for a board and sign it: one file, which a slot of the board holds."""
    from pathlib import Path

    from tools import image, signing

    try:
        name, entry = _board(args.board)
        key = args.key or signing.development_key()
        if args.release and signing.is_development(key):
            raise UsageError("a release board trusts no development key: --key FILE names another one")
        if not 0 <= args.counter < 1 << 32:
            raise UsageError("--counter is 0..4294967295")
        size = image.build(name, entry, key, args.version, args.out, args.counter)
        if args.keys_out:
            Path(args.keys_out).write_bytes(signing.key_set([key], args.release))
    except (image.ImageError, signing.KeyFileError) as error:
        raise UsageError(str(error)) from None
    except OSError as error:
        raise UsageError(f"{error.filename}: {error.strerror}") from None
    print(f"{args.out}: {size} bytes for {name}, version {args.version}, signed by {key}")
    return 0


def _board(text):
    """(name, text of the entry) of a board."""
    from tools.boards import entry, schema
    from tools.boards.words import BoardError

    try:
        board = schema.load(text)
    except BoardError as error:
        raise UsageError(str(error)) from None
    return board.name, entry.text(board)
