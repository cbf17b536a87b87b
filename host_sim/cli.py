"""The command ``tandem``. Exit codes: 0 done, 1 a comparison failed, 2 unusable input, 130 interrupted."""

import argparse
import os
import sys

from host_sim import cli_console, cli_flash, cli_hil, cli_image, cli_ot, cli_sim, cli_virtual
from host_sim.cli_words import UsageError, tandem_version

EPILOG = "Every command has its own --help. Exit codes: 0 done, 1 a comparison failed, 2 bad input, 130 interrupted."


class Parser(argparse.ArgumentParser):
    """One clear line instead of a usage block."""

    def error(self, message):
        """Called by argparse."""
        raise UsageError(f"{message} (see '{self.prog} --help')")


def build_parser():
    """All commands and options."""
    parser = Parser(prog="tandem", description="Hybrid heat pump control: simulate, compare, replay.", epilog=EPILOG)
    parser.add_argument("--version", action="version", version=f"tandem {tandem_version()}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=Parser)
    cli_sim.add_options(
        commands.add_parser(
            "sim", help="simulate a home with the real firmware", description=cli_sim.sim_command.__doc__
        )
    )
    homes = commands.add_parser("homes", help="list the homes", description=homes_command.__doc__)
    homes.set_defaults(run=homes_command)
    machines = commands.add_parser("machines", help="list the heat pumps", description=machines_command.__doc__)
    machines.add_argument("machine", nargs="?", metavar="NAME|FILE", help="one machine in detail, or your own file")
    machines.set_defaults(run=machines_command)
    words = cli_image.image_command.__doc__
    cli_image.add_options(commands.add_parser("image", help="build and sign a board's firmware", description=words))
    words = cli_flash.flash_command.__doc__
    cli_flash.add_options(commands.add_parser("flash", help="put the firmware on a board", description=words))
    boards = commands.add_parser("boards", help="list the boards", description=boards_command.__doc__)
    boards.add_argument("board", nargs="?", metavar="NAME|FILE", help="one board in detail, or your own file")
    boards.add_argument("--entry", action="store_true", help="the entry file that flashing makes of it")
    boards.set_defaults(run=boards_command)
    faults = commands.add_parser("faults", help="list what can be broken", description=faults_command.__doc__)
    faults.set_defaults(run=faults_command)
    weathers = commands.add_parser("weather", help="list the weather years", description=weather_command.__doc__)
    weathers.set_defaults(run=weather_command)
    scenarios = commands.add_parser("scenarios", help="list the scenarios", description=scenarios_command.__doc__)
    scenarios.set_defaults(run=scenarios_command)
    why = commands.add_parser("explain", help="why the machine did what it did", description=explain_command.__doc__)
    why.add_argument("folder", metavar="DIR", help="what 'tandem sim --out DIR' wrote")
    why.add_argument("moment", metavar="WHEN", help="like 2d17:05 (the first day is 0) or '2025-01-22 17:05'")
    why.set_defaults(run=explain_command)
    cli_ot.add_commands(commands.add_parser("ot", help="OpenTherm frames and logs", description=cli_ot.__doc__))
    cli_virtual.add_options(
        commands.add_parser(
            "virtual-board",
            help="the firmware in a MicroPython behind a serial port",
            description=cli_virtual.virtual_board_command.__doc__,
        )
    )
    words = cli_console.console_command.__doc__
    cli_console.add_options(commands.add_parser("console", help="look into a board, commission it", description=words))
    cli_hil.add_options(
        commands.add_parser("hil", help="hardware in the loop", description=cli_hil.hil_command.__doc__)
    )
    replay = commands.add_parser("replay", help="run a recorded trace again", description=replay_command.__doc__)
    replay.add_argument("file", metavar="FILE", help="trace written by 'tandem sim --trace'")
    replay.add_argument("--on", default="cpython", choices=["cpython", "micropython", "wasm"], help="interpreter")
    replay.set_defaults(run=replay_command)
    return parser


def homes_command(_args):
    """List the homes that 'tandem sim --home' knows."""
    from host_sim.homes import HOMES

    print(f"{'name':<15}{'gas m3/yr':>10}{'floor m2':>10}  what it is")
    for home in HOMES.values():
        print(f"{home.name:<15}{home.gas_m3:>10.0f}{home.area_m2:>10.0f}  {home.text}")
    return 0


def machines_command(args):
    """List the heat pumps that 'tandem sim --machine' knows, or show one beside its certificate."""
    from host_sim.catalogue import machine as catalogue
    from host_sim.catalogue import table

    if args.machine is None:
        print(table.machines_table())
        return 0
    try:
        print(table.describe(catalogue.load(args.machine)))
    except catalogue.MachineError as error:
        raise UsageError(str(error)) from None
    return 0


def boards_command(args):
    """List the boards that firmware is built for, or show one: terminals, roles, memory."""
    from tools.boards import entry, schema, show
    from tools.boards.words import BoardError

    if args.board is None and args.entry:
        raise UsageError("--entry needs a board's name or file")
    try:
        if args.board is None:
            print(show.listing())
        else:
            board = schema.load(args.board)
            print(entry.text(board) if args.entry else show.describe(board), end="" if args.entry else "\n")
    except BoardError as error:
        raise UsageError(str(error)) from None
    return 0


def faults_command(_args):
    """List the faults that 'tandem sim --fault' can switch."""
    from host_sim.faults import FAULTS, SENSORS

    print("--fault NAME[=VALUE]@FROM[..TO], FROM and TO in days (2, 2.5) or days and a time (2d06:30)\n")
    for name, kind in FAULTS.items():
        print(f"{name:<14}{kind.low:>6g}..{kind.high:<6g}usual {kind.usual:<6g}{kind.text}")
    print(
        f"\nsensor-NAME=open, short, fault, stuck, drift:K_PER_H, offset:K or swapped:NAME\nNAME: {', '.join(SENSORS)}"
    )
    return 0


def weather_command(_args):
    """List the weather years that 'tandem sim --weather' knows by name."""
    from host_sim.weather import NAMES

    for name, text in NAMES.items():
        print(f"{name:<8}{text}")
    return 0


def scenarios_command(_args):
    """List the scenarios that 'tandem sim --scenario' knows by name."""
    from host_sim.cli_scenario import listing

    print(listing())
    return 0


def explain_command(args):
    """Say for a moment of a run in plain words what the machine did, and why."""
    import textwrap
    from pathlib import Path

    from host_sim import explain

    try:
        lines = explain.explain(Path(args.folder), args.moment)
    except explain.ExplainError as error:
        raise UsageError(str(error)) from None
    print("\n".join(part for line in lines for part in textwrap.wrap(line, explain.WIDTH, subsequent_indent="  ")))
    return 0


def replay_command(args):
    """Feed a recorded trace to the same core on another interpreter and compare every tick."""
    from host_sim.trace import TraceError
    from tools.replay import ReplayError, replay

    try:
        difference, ticks = replay(args.file, args.on)
    except (TraceError, ReplayError) as error:
        raise UsageError(str(error)) from None
    if difference:
        print(difference)
        return 1
    print(f"{ticks} ticks on {args.on}: identical")
    return 0


def main(argv=None):
    """Entry of the command; returns the exit code."""
    try:
        args = build_parser().parse_args(argv)
        args.words = sys.argv[1:] if argv is None else list(argv)
        if args.command is None:
            build_parser().print_help()
            return 0
        return args.run(args)
    except UsageError as error:
        print(f"tandem: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("tandem: interrupted", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader of our output has gone; so do we, quietly.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


if __name__ == "__main__":
    sys.exit(main())
