"""The command ``tandem hil``: a board decides for the simulated house, and every tick is compared with the host's."""

from pathlib import Path

from host_sim.cli_words import UsageError, date, home, number


def add_options(parser):
    """The options on an argparse parser."""
    parser.add_argument("--port", required=True, metavar="PORT", help="the board's serial port")
    parser.add_argument("--arm", action="store_true",
                        help="yes, force the board's outputs to their fallback and start it as a bench")  # fmt: skip
    parser.add_argument("--scenario", metavar="NAME|FILE", help="a scenario instead of a plain house")
    parser.add_argument("--home", default="terraced", metavar="NAME", help="one of 'tandem homes' (default terraced)")
    parser.add_argument("--start", default="2025-01-20", metavar="DATE", help="first day (default 2025-01-20)")
    parser.add_argument("--days", default="1", metavar="N", help="days, with one to warm up before (default 1)")
    parser.add_argument("--seed", default="1", metavar="N", help="seed of noise and family")
    parser.add_argument("--report", metavar="FILE", help="write the bench report as JSON")
    parser.set_defaults(run=hil_command)


def hil_command(args):
    """Let a board decide for the simulated house, in lock-step and virtual time, and compare every tick with the host's
    own run. The board's outputs stay at their fallback. Exit code 1 at the first difference."""
    from tqdm import tqdm

    from tools.hil import run as hil
    from tools.hil.client import Bench
    from tools.smp_port import PortError

    config = _config(args)
    if not args.arm:
        raise UsageError("the board's outputs will be forced to their fallback, the house is without heat: say --arm")
    try:
        bench = Bench(args.port)
    except PortError as error:
        raise UsageError(str(error)) from None
    try:
        bench.arm()
        with tqdm(total=1.0, bar_format="{l_bar}{bar}| {elapsed}<{remaining}") as bar:
            report, difference = hil.run(bench, config, lambda share: bar.update(share - bar.n))
        bench.end()
    except PortError as error:
        raise UsageError(f"the board went away: {error}") from None
    finally:
        bench.close()
    print(hil.text(report))
    if args.report:
        hil.write(report, Path(args.report))
    if difference:
        print(difference)
        return 1
    return 0


def _config(args):
    from host_sim import cli_scenario
    from host_sim.run import Config

    if args.scenario:
        return cli_scenario.config(args.scenario)
    return Config(
        home=home(args.home),
        start=date(args.start),
        days=number(args.days, 1, 366, "--days", int),
        seed=number(args.seed, 0, 1 << 31, "--seed", int),
    )
