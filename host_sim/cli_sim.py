"""The command ``tandem sim``: its options, a run with a progress bar, and the files it leaves."""

import json
import os
import shutil
import signal
import sys
from pathlib import Path

from host_sim.cli_words import UsageError, date, home, number, parse_settings, writable_folder

DAYS_MAX = 3660


def add_options(sim):
    """The options on an argparse parser."""
    dwelling = sim.add_argument_group("the house")
    which = dwelling.add_mutually_exclusive_group()
    which.add_argument("--home", metavar="NAME", help="a home of 'tandem homes' (default terraced)")
    which.add_argument("--gas", metavar="M3", help="a home by its yearly gas for heating with a boiler only")
    dwelling.add_argument("--emitter", default="lt", choices=["ht", "lt", "convector", "floor"],
                      help="flow/return at -10 C: ht 80/60, lt 50/40, convector 60/45, floor 35/28")  # fmt: skip
    dwelling.add_argument("--scheme", default="separator", choices=["separator", "series", "mixed", "buffer"],
                      help="hydraulics, see docs/simulator.md (default separator)")  # fmt: skip
    dwelling.add_argument(
        "--separator-mixing", default="0", metavar="SHARE", help="share of the flow lost in the separator"
    )
    dwelling.add_argument("--valves", action="store_true", help="thermostatic valves on the radiators")
    dwelling.add_argument("--people", default="constant", metavar="KIND", help="constant, family, working or retired")
    dwelling.add_argument("--schedule", metavar="TEXT", help="room temperatures, like '20 06:30-22:30, 17'")
    machines = sim.add_argument_group("the machines")
    machines.add_argument("--control", default="hybrid", choices=["hybrid", "boiler-only", "hp-only"])
    machines.add_argument("--machine", default="median", metavar="NAME|FILE", help="heat pump, see 'tandem machines'")
    machines.add_argument("--command", default="full", choices=["full", "contact", "sg"],
                          help="how it is told: set-point and cap, an enable contact, SG Ready contacts")  # fmt: skip
    machines.add_argument("--contactor", action="store_true", help="a contactor can take its supply away")
    machines.add_argument("--hp-kw", metavar="KW", help="the machine scaled to this output at A7/W35")
    machines.add_argument("--monobloc", action="store_true", help="water outdoors that can freeze")
    kinds = ["condensing", "wide", "slow", "flat93", "opentherm"]
    machines.add_argument("--boiler", default="condensing", choices=kinds,
                          help="1:4, 1:10, one that takes 150 s to ignite, 93 %% at any temperature, "
                               "or a condensing one at the end of an OpenTherm wire")  # fmt: skip
    machines.add_argument("--thermostat", choices=["on-off", "modulating", "chatty"],
                          help="room thermostat on an OpenTherm wire of its own, with --boiler opentherm")  # fmt: skip
    machines.add_argument("--cutout", metavar="C",
                          help="outdoor temperature below which it stays off (default: by price)")  # fmt: skip
    water = sim.add_argument_group("hot water")
    water.add_argument("--hot-water", default="combi", choices=["combi", "tank", "none"])
    water.add_argument("--tapping", default="M", metavar="PROFILE",
                       help="S, M, L or XL (EN 16147), or family-M and so on (default M)")  # fmt: skip
    water.add_argument("--tank", default="200", metavar="L", help="litres of the tank, 30..1000")
    water.add_argument("--charge-by", default="boiler", choices=["boiler", "hp", "either"], help="what warms the tank")
    water.add_argument("--tank-sensor", default="middle", choices=["bottom", "middle", "top"], help="its place")
    water.add_argument("--element", metavar="W", help="electric element in the tank (default 1500 with --charge-by hp)")
    water.add_argument("--no-mixer", action="store_true", help="no mixing valve behind the tank")
    world = sim.add_argument_group("the world")
    world.add_argument("--weather", default="try05", metavar="NAME|FILE",
                       help="try01..try15, debilt, or an EPW, TMY3 or TRY file (default try05, Essen)")  # fmt: skip
    world.add_argument("--cold-spell", action="store_true", help="a week around -4 C late in January (debilt only)")
    world.add_argument(
        "--start", default="2025-01-01", metavar="DATE", help="first day, YYYY-MM-DD (default 2025-01-01)"
    )
    world.add_argument("--days", default="365", metavar="N", help="days to simulate (default the whole year)")
    world.add_argument("--seed", default="1", metavar="N", help="seed of noise, family and synthetic weather")
    world.add_argument("--gas-price", default="0.79", metavar="EUR/M3")
    world.add_argument("--power-price", default="0.22", metavar="EUR/KWH")
    world.add_argument("--fault", action="append", default=[], metavar="NAME[=VALUE]@FROM[..TO]",
                       help="break something, see 'tandem faults'; repeatable")  # fmt: skip
    around = sim.add_argument_group("a scenario")
    around.add_argument("--scenario", metavar="NAME|FILE", help="limits, prices, faults and so on by a file, see"
                        " 'tandem scenarios'; other options override what it says")  # fmt: skip
    around.add_argument("--twin", action="store_true", help="run the same house without limits and requests, too")
    firmware = sim.add_argument_group("the firmware")
    firmware.add_argument("--control-period", default="10", metavar="S", help="seconds between control ticks, 1..60")
    firmware.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="set a parameter, NAME=VALUE@2d06:30 later; repeatable",
    )
    firmware.add_argument("--out", default="out", metavar="DIR", help="folder for summary and report (default out)")
    firmware.add_argument("--json", action="store_true", help="print the summary as JSON and nothing else")
    firmware.add_argument("--trace", metavar="FILE", help="record every tick, for 'tandem replay'")
    sim.set_defaults(run=sim_command)


def sim_command(args):
    """Simulate a home with the real firmware in virtual time; print a summary, write summary.json and report.html."""
    args, config = read(args)
    if args.twin and config.scenario is None:
        raise UsageError("--twin: only with --scenario, the twin is the same house without its limits")
    return simulate(config, writable_folder(args.out), args)


def read(args):
    """(arguments, Config) of what argparse read; a scenario fills in what the command line leaves open."""
    from host_sim.run import Config

    if args.scenario is None:
        return args, Config(**chosen_by(args))
    from host_sim.cli_scenario import fill_in

    args, scenario = fill_in(args)
    chosen = chosen_by(args)
    chosen["settings"] = {**scenario.parameters, **chosen["settings"]}
    return args, Config(**chosen, scenario=scenario)


def chosen_by(args):
    """Config's options from the arguments; UsageError for what cannot be used."""
    from host_sim import faults, homes, people, weather
    from host_sim.catalogue import machine as catalogue
    from host_sim.dwelling import TAPPINGS

    settings, changes = parse_settings(args.set)
    chosen = {
        "emitter": args.emitter,
        "scheme": args.scheme,
        "mixing": number(args.separator_mixing, 0, 0.5, "--separator-mixing"),
        "valves": args.valves,
        "hp_kw": None if args.hp_kw is None else number(args.hp_kw, 0.5, 30, "--hp-kw"),
        "monobloc": args.monobloc,
        "command": args.command,
        "contactor": args.contactor,
        "boiler": "condensing" if args.boiler == "opentherm" else args.boiler,
        "opentherm": args.boiler == "opentherm",
        "thermostat": args.thermostat,
        "control": args.control,
        "cutout_c": None if args.cutout is None else number(args.cutout, -25, 20, "--cutout"),
        "hot_water": args.hot_water,
        "tapping": args.tapping,
        "tank_l": number(args.tank, 30, 1000, "--tank"),
        "charge_by": args.charge_by,
        "tank_sensor": args.tank_sensor,
        "element_w": None if args.element is None else number(args.element, 0, 9000, "--element"),
        "mixer": not args.no_mixer,
        "cold_spell": args.cold_spell,
        "start": date(args.start),
        "days": number(args.days, 1, DAYS_MAX, "--days", int),
        "period_s": number(args.control_period, 1, 60, "--control-period", int),
        "seed": number(args.seed, 0, 2**31 - 1, "--seed", int),
        "gas_price_eur_m3": number(args.gas_price, 0.01, 20, "--gas-price"),
        "power_price_eur_kwh": number(args.power_price, -4, 4, "--power-price"),
        "settings": settings,
        "changes": tuple(changes),
    }
    if args.tapping not in TAPPINGS:
        raise UsageError(f"--tapping: unknown profile '{args.tapping}'; known: {', '.join(TAPPINGS)}")
    if args.people not in people.KINDS:
        raise UsageError(f"--people: unknown kind '{args.people}'; known: {', '.join(people.KINDS)}")
    try:
        chosen["home"] = homes.by_gas(number(args.gas, homes.GAS_MIN_M3, homes.GAS_MAX_M3, "--gas")) \
            if args.gas is not None else home(args.home or "terraced")  # fmt: skip
        chosen["machine"] = catalogue.load(args.machine)
        chosen["weather"] = weather.read(args.weather, chosen["seed"], args.cold_spell)
        chosen["people"] = args.people
        chosen["schedule"] = None if args.schedule is None else people.schedule(args.schedule)
        chosen["faults"] = tuple(faults.parse(text) for text in args.fault)
    except (homes.HomeError, weather.WeatherError, catalogue.MachineError, people.ScheduleError,
            faults.FaultError) as error:  # fmt: skip
        raise UsageError(str(error)) from None
    check_together(chosen)
    return chosen


def check_together(chosen):
    """What each option allows by itself, and the others do not."""
    from tandem.control.param_table import P_HP_TTL_S

    control, scheme, water = chosen["control"], chosen["scheme"], chosen["hot_water"]
    if scheme == "series" and water == "tank":
        raise UsageError("--scheme series: has no diverter for a tank, use separator or buffer")
    if scheme == "mixed" and chosen["emitter"] == "floor":
        raise UsageError("--scheme mixed: the second circuit is underfloor already, choose ht, lt or convector")
    ttl_s = chosen["settings"].get(P_HP_TTL_S, 0)
    if ttl_s and 2 * chosen["period_s"] > ttl_s:
        raise UsageError(f"--set hp_ttl_s={ttl_s}: commands expire too soon for --control-period {chosen['period_s']}")
    if control == "hp-only" and water == "combi":
        chosen["hot_water"] = "none"  # nothing would make it
    if water == "tank" and control == "boiler-only" and chosen["charge_by"] != "boiler":
        raise UsageError(f"--charge-by {chosen['charge_by']}: there is no heat pump with --control boiler-only")
    if chosen["thermostat"] and not chosen["opentherm"]:
        raise UsageError(f"--thermostat {chosen['thermostat']}: its other end is a boiler, add --boiler opentherm")
    if chosen["opentherm"] and control == "hp-only":
        raise UsageError("--boiler opentherm: there is no boiler with --control hp-only")
    if water == "tank" and control == "hp-only":
        chosen["charge_by"] = "hp"


def simulate(config, out, args):
    """Run, write the files whole or not at all, print; returns the exit code."""
    from host_sim.run import Simulation
    from host_sim.summary_table import format_summary

    trace_name, as_json = args.trace, args.json
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
            if args.twin and result.summary["complete"]:
                from host_sim.scenario import twin

                other = simulation = Simulation(twin.config(config))
                with progress_bar(config, as_json, "twin") as bar:
                    twin.compare(result, other.run(bar))
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
    """summary.json, report.html and decisions.npz, each whole or not at all."""
    from host_sim import decision_log
    from host_sim.report import write_report

    half = out / "summary.json.part"
    half.write_text(json.dumps(result.summary, indent=2) + "\n")
    os.replace(half, out / "summary.json")
    half = out / f"{decision_log.NAME}.part"
    decision_log.write(half, result)
    os.replace(half, out / decision_log.NAME)
    write_report(out / "report.html", result)


class progress_bar:
    """A bar on a terminal, nothing in a pipe. Called with the share done."""

    def __init__(self, config, as_json, name=None):
        from tqdm import tqdm

        hidden = as_json or not sys.stderr.isatty()
        # A terminal that does not tell its size (a serial console, a recorder) is taken as 80 x 24.
        size = shutil.get_terminal_size()
        self._bar = tqdm(
            total=config.days, unit="day", disable=hidden, leave=False, desc=name or config.home.name,
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
