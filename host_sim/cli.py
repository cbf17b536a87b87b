"""The command ``tandem``. Exit codes: 0 done, 1 a comparison failed, 2 unusable input, 130 interrupted."""

import argparse
import json
import os
import shutil
import signal
import sys
import tempfile
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

EPILOG = "Every command has its own --help. Exit codes: 0 done, 1 a comparison failed, 2 bad input, 130 interrupted."
DAYS_MAX = 3660


class UsageError(Exception):
    """Unusable input: one line that says what, where and what is allowed."""


class Parser(argparse.ArgumentParser):
    """One clear line instead of a usage block."""

    def error(self, message):
        """Called by argparse."""
        raise UsageError(f"{message} (see '{self.prog} --help')")


def number(text, low, high, what, kind=float):
    """A number within low..high, else UsageError."""
    try:
        value = kind(text)
    except ValueError:
        word = "a whole number" if kind is int else "a number"
        raise UsageError(f"{what}: '{text}' is not {word}, allowed {low:g}..{high:g}") from None
    # The comparison is also false for nan.
    if not low <= value <= high:
        raise UsageError(f"{what}: {text} is out of range, allowed {low:g}..{high:g}")
    return value


def date(text):
    """YYYY-MM-DD, else UsageError."""
    try:
        value = datetime.strptime(text, "%Y-%m-%d")
    except ValueError:
        raise UsageError(f"--start: '{text}' is not a date, write it as YYYY-MM-DD, like 2025-01-20") from None
    if not 2001 <= value.year <= 2060:
        raise UsageError(f"--start: year {value.year} is out of range, allowed 2001..2060")
    return value


def build_parser():
    """All commands and options."""
    parser = Parser(prog="tandem", description="Hybrid heat pump control: simulate, compare, replay.", epilog=EPILOG)
    parser.add_argument("--version", action="version", version=f"tandem {tandem_version()}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=Parser)
    sim = commands.add_parser("sim", help="simulate a home with the real firmware", description=sim_command.__doc__)
    home = sim.add_mutually_exclusive_group()
    home.add_argument("--home", metavar="NAME", help="a home of 'tandem homes' (default terraced)")
    home.add_argument("--gas", metavar="M3", help="a home by its yearly gas for heating with a boiler only")
    sim.add_argument("--emitter", default="lt", choices=["ht", "lt", "floor"],
                     help="at -10 C: radiators 80/60 C (ht), 50/40 C (lt), underfloor 35/28 C (floor)")  # fmt: skip
    sim.add_argument("--hp-kw", metavar="KW", help="heat pump's output at A7/W35 (default: 4, less in small homes)")
    sim.add_argument("--control", default="hybrid", choices=["hybrid", "boiler-only", "hp-only"])
    sim.add_argument("--cutout", metavar="C",
                     help="outdoor temperature below which the heat pump stays off (default: by price)")  # fmt: skip
    sim.add_argument("--weather", default="try05", metavar="NAME", help="test reference year (default try05, Essen)")
    sim.add_argument("--start", default="2025-01-01", metavar="DATE", help="first day, YYYY-MM-DD (default 2025-01-01)")
    sim.add_argument("--days", default="365", metavar="N", help="days to simulate (default the whole year)")
    sim.add_argument("--control-period", default="10", metavar="S", help="seconds between control ticks, 1..60")
    sim.add_argument("--seed", default="1", metavar="N", help="seed of the sensors' noise")
    sim.add_argument("--gas-price", default="0.79", metavar="EUR/M3")
    sim.add_argument("--power-price", default="0.22", metavar="EUR/KWH")
    sim.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="set a parameter of the firmware")
    sim.add_argument("--out", default="out", metavar="DIR", help="folder for summary and report (default out)")
    sim.add_argument("--json", action="store_true", help="print the summary as JSON and nothing else")
    sim.add_argument("--trace", metavar="FILE", help="record every tick, for 'tandem replay'")
    sim.set_defaults(run=sim_command)
    homes = commands.add_parser("homes", help="list the homes", description=homes_command.__doc__)
    homes.set_defaults(run=homes_command)
    replay = commands.add_parser("replay", help="run a recorded trace again", description=replay_command.__doc__)
    replay.add_argument("file", metavar="FILE", help="trace written by 'tandem sim --trace'")
    replay.add_argument("--on", default="cpython", choices=["cpython", "micropython", "wasm"], help="interpreter")
    replay.set_defaults(run=replay_command)
    return parser


def tandem_version():
    """Version of the installed package."""
    try:
        return version("tandem-heat")
    except PackageNotFoundError:
        return "unknown"


def sim_command(args):
    """Simulate a home with the real firmware in virtual time; print a summary, write summary.json and report.html."""
    from host_sim import homes, weather

    try:
        home = homes.by_gas(number(args.gas, homes.GAS_MIN_M3, homes.GAS_MAX_M3, "--gas")) if args.gas is not None \
            else homes.by_name(args.home or "terraced")  # fmt: skip
        weather.path_of(args.weather)
    except (homes.HomeError, weather.WeatherError) as error:
        raise UsageError(str(error)) from None
    chosen = {
        "home": home,
        "emitter": args.emitter,
        "hp_kw": None if args.hp_kw is None else number(args.hp_kw, 0.5, 30, "--hp-kw"),
        "control": args.control,
        "cutout_c": None if args.cutout is None else number(args.cutout, -25, 20, "--cutout"),
        "weather": args.weather,
        "start": date(args.start),
        "days": number(args.days, 1, DAYS_MAX, "--days", int),
        "period_s": number(args.control_period, 1, 60, "--control-period", int),
        "seed": number(args.seed, 0, 2**31 - 1, "--seed", int),
        "gas_price_eur_m3": number(args.gas_price, 0.01, 20, "--gas-price"),
        "power_price_eur_kwh": number(args.power_price, -4, 4, "--power-price"),
        "settings": parse_settings(args.set),
    }
    out = writable_folder(args.out)
    from host_sim.run import Config

    return simulate(Config(**chosen), out, args.trace, args.json)


def parse_settings(words):
    """NAME=VALUE words as {parameter id: raw value}, else UsageError."""
    from host_sim.param_names import read_schema

    schema = read_schema()
    settings = {}
    for word in words:
        name, equals, text = word.partition("=")
        if not equals:
            raise UsageError(f"--set: '{word}' is not NAME=VALUE")
        try:
            settings[schema.pid(name)] = schema.parse(name, text)
        except (KeyError, ValueError) as error:
            raise UsageError(f"--set: {error.args[0]}") from None
    return settings


def writable_folder(name):
    """The folder, made if missing; UsageError when nothing can be written there."""
    folder = Path(name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise UsageError(f"--out: cannot write to {folder}: {error.strerror}") from None
    return folder


def simulate(config, out, trace_name, as_json):
    """Run, write the files whole or not at all, print; returns the exit code."""
    from host_sim.run import Simulation
    from host_sim.summary_table import format_summary

    trace = None
    half = Path(f"{trace_name}.part")
    if trace_name is not None:
        try:
            trace = open(half, "wb")  # noqa: SIM115 - renamed when it is whole
        except OSError as error:
            raise UsageError(f"--trace: cannot write {trace_name}: {error.strerror}") from None
    try:
        simulation = Simulation(config, trace)
        previous = signal.signal(signal.SIGINT, lambda *_: simulation.stop())
        try:
            with progress_bar(config, as_json) as bar:
                result = simulation.run(bar)
        finally:
            signal.signal(signal.SIGINT, previous)
        if trace is not None:
            trace.close()
            os.replace(half, trace_name)
    finally:
        if trace is not None:
            trace.close()
            half.unlink(missing_ok=True)
    write_outputs(out, result)
    if as_json:
        print(json.dumps(result.summary, indent=2))
    else:
        print(format_summary(result.summary))
        print(f"\nReport: {out / 'report.html'}")
    return 0 if result.summary["complete"] else 130


def write_outputs(out, result):
    """summary.json and report.html, each whole or not at all."""
    from host_sim.report import write_report

    half = out / "summary.json.part"
    half.write_text(json.dumps(result.summary, indent=2) + "\n")
    os.replace(half, out / "summary.json")
    write_report(out / "report.html", result)


class progress_bar:
    """A bar on a terminal, nothing in a pipe. Called with the share done."""

    def __init__(self, config, as_json):
        from tqdm import tqdm

        hidden = as_json or not sys.stderr.isatty()
        # A terminal that does not tell its size (a serial console, a recorder) is taken as 80 x 24.
        size = shutil.get_terminal_size()
        self._bar = tqdm(
            total=config.days, unit="day", disable=hidden, leave=False, desc=config.home.name,
            ncols=min(100, size.columns), nrows=size.lines,
        )  # fmt: skip
        self._days = config.days

    def __call__(self, share):
        """share: 0..1."""
        self._bar.update(round(share * self._days, 2) - self._bar.n)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._bar.close()


def homes_command(_args):
    """List the homes that 'tandem sim --home' knows."""
    from host_sim.homes import HOMES

    print(f"{'name':<15}{'gas m3/yr':>10}{'floor m2':>10}  what it is")
    for home in HOMES.values():
        print(f"{home.name:<15}{home.gas_m3:>10.0f}{home.area_m2:>10.0f}  {home.text}")
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
