"""The command ``tandem flash``: put launcher, board data and a signed image on a board."""

import sys

from host_sim.cli_words import UsageError, number, tandem_version


def add_options(parser):
    """Its options."""
    parser.add_argument("--port", required=True, metavar="PORT", help="serial port of the board, like /dev/ttyUSB0")
    parser.add_argument("--board", required=True, metavar="NAME|FILE", help="the board, as 'tandem boards' lists them")
    parser.add_argument("--key", metavar="FILE", help="PEM file with the private key; without: your development key")
    parser.add_argument("--release", action="store_true", help="the board trusts no development key")
    parser.add_argument("--version", metavar="1.2.3", help="version of the image (default: of this program)")
    parser.add_argument("--slot", choices=["other"], help="use the slot that is not in use, even if nothing changed")
    parser.add_argument("--dry-run", action="store_true", help="say what would be done, and change nothing")
    parser.add_argument("--wait", default="60", metavar="S", help="for the health report, 0..600 (default 60)")
    parser.set_defaults(run=flash_command)


def flash_command(args):
    """Build and sign the firmware for a board, copy what changed, start it and print what it says of itself. Exit code
    2: it does not fit, and nothing has changed; 1: it broke off, or the board does not control after it."""
    from tools import image, signing
    from tools.boards import schema
    from tools.boards.words import BoardError
    from tools.flash import payload, session

    wait_s = number(args.wait, 0, 600, "--wait")
    try:
        board = schema.load(args.board)
        key = args.key or signing.development_key()
        print(f"building for {board.name} ...", flush=True)
        made = payload.made(board, key, args.version or tandem_version(), args.release)
        link = session.Session(args.port)
    except (BoardError, image.ImageError, signing.KeyFileError, session.SessionError) as error:
        raise UsageError(str(error)) from None
    return _flashed(args, link, made, wait_s)


def _flashed(args, link, made, wait_s):
    from tools.flash import health, session, work

    before = True  # nothing has changed yet
    try:
        there, plan = _looked(args, link, made)
        if args.dry_run:
            print("dry run: nothing was changed")
            return 0
        before = False
        _done(link, made, plan, there)
    except (work.WorkError, session.SessionError) as error:
        if before:
            raise UsageError(f"{error}; nothing was changed") from None
        print(f"tandem: {error}; what ran before goes on, or what is new; flash again", file=sys.stderr)
        return 1
    finally:
        link.reset()
    print("started; waiting for its report ...", flush=True)
    good, lines = health.report(args.port, wait_s)
    print("\n".join(lines))
    return 0 if good else 1


def _looked(args, link, made):
    """(There, Plan), printed; raises WorkError when it does not fit."""
    from tools.flash import fits, work
    from tools.flash.payload import LAUNCHER

    facts = fits.Facts(*link.ask("facts"))
    why = fits.refusal(facts, made.board, made.files[LAUNCHER + "boot.mpy"][1])
    if why:
        raise work.WorkError(why)
    link.call("service")
    there = work.there(link, made)
    plan = work.plan(made, there, args.slot == "other")
    work.room(made, plan, there, facts.free)
    print(f"MicroPython {'.'.join(map(str, facts.version))} on {facts.machine}, heap {facts.heap >> 10} KB, "
          f"{facts.free >> 10} KB of {facts.fs >> 10} KB free")  # fmt: skip
    parts = plan.files + (["the launcher"] if plan.launcher else [])
    parts += [f"the image, into slot {plan.slot}"] if plan.image else []
    print(f"to copy: {', '.join(parts) or 'nothing'} ({work.size(made, plan)} bytes)")
    return there, plan


def _done(link, made, plan, there):
    from tqdm import tqdm

    from tools.flash import work

    size = work.size(made, plan)
    with tqdm(total=size, unit="B", unit_scale=True, disable=not size or not sys.stderr.isatty()) as bar:
        slot = work.do(link, made, plan, there, bar.update)
    print(f"verified by the board: slot {slot}")
