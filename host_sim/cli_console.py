"""The command ``tandem console``: a page for installers at a board's serial port."""

from host_sim.cli_words import UsageError


def add_options(parser):
    """The options on an argparse parser."""
    parser.add_argument("--port", required=True, metavar="PORT", help="the board's serial port")
    parser.add_argument("--once", action="store_true", help="print the state as text and end")
    parser.add_argument(
        "--report", default="commissioning", metavar="FILE", help="where key r writes FILE.html and FILE.json"
    )
    parser.set_defaults(run=console_command)


def console_command(args):
    """See what a board sees, thinks and does; change its parameters; commission its house step by step. Keys are at the
    bottom of the page. Exit code 2 when no board answers."""
    from tools.smp_port import Port, PortError

    if not args.once:
        from tools.console.page import Page

        return Page(args.port, args.report).run() or 0
    from tools.console import texts
    from tools.console.board import Board

    try:
        with Port(args.port) as port:
            print("\n".join(texts.once(Board(port))))
    except PortError as error:
        raise UsageError(str(error)) from None
    return 0
