"""Scenarios on the command line: their list, and how a file fills in what the other options leave open."""

import argparse
import textwrap

from host_sim.cli_words import UsageError

# Group of options in 'tandem sim --help': the table of a scenario that holds them.
_TABLES = {"the house": "home", "the machines": "machines", "hot water": "machines", "the world": "world"}
WIDTH = 100


class _Parser(argparse.ArgumentParser):
    def error(self, message):
        raise UsageError(message)


def _parser():
    from host_sim import cli_sim

    parser = _Parser(prog="tandem sim", add_help=False)
    cli_sim.add_options(parser)
    return parser


def _actions(parser):
    """(table, option without its dashes, action) of what a scenario may say."""
    for group in parser._action_groups:
        if group.title in _TABLES:
            for action in group._group_actions:
                yield _TABLES[group.title], action.option_strings[0].removeprefix("--"), action


def known_options():
    """{table: {option: its choices, None for any, True for a switch}}."""
    known = {table: {} for table in _TABLES.values()}
    for table, option, action in _actions(_parser()):
        switch = isinstance(action, argparse._StoreTrueAction)
        known[table][option] = True if switch else [str(choice) for choice in action.choices or ()] or None
    return known


def load(name):
    """The Scenario of a name or file; raises UsageError."""
    from host_sim.scenario import file

    try:
        return file.load(name, known_options())
    except file.ScenarioError as error:
        raise UsageError(f"--scenario: {error}") from None


def fill_in(args):
    """(arguments, Scenario): what the words of the command line leave open is as the scenario says."""
    scenario = load(args.scenario)
    parser = _parser()
    defaults = {}
    for _, option, action in _actions(parser):
        if option in scenario.options:
            value = scenario.options[option]
            defaults[action.dest] = [value] if isinstance(action, argparse._AppendAction) else value
    alone = argparse.Namespace(**{**vars(_parser().parse_args([])), **defaults})
    _usable(alone, scenario)
    given = _Parser(add_help=False, argument_default=argparse.SUPPRESS)
    _suppressed(given)
    words = vars(given.parse_args(args.words[args.words.index("sim") + 1 :]))
    # A home and its gas say the same: the command line's is the one.
    for one, other in (("home", "gas"), ("gas", "home")):
        if one in words and other not in words:
            defaults.pop(other, None)
    parser.set_defaults(**defaults)
    filled = argparse.Namespace(**{**vars(parser.parse_args([])), **words})
    return filled, scenario


def _suppressed(parser):
    from host_sim import cli_sim

    cli_sim.add_options(parser)
    for action in parser._actions:
        action.default = argparse.SUPPRESS


def _usable(alone, scenario):
    """The scenario's own options must be usable without the command line's; so must its tables."""
    from host_sim.cli_sim import chosen_by
    from host_sim.scenario.file import ScenarioError

    try:
        chosen = chosen_by(alone)
        for table in ("prices", "co2", "profile"):
            scenario.feed(table, chosen["start"], chosen["seed"])
    except UsageError as error:
        raise UsageError(f"--scenario: {scenario.name}: {error}") from None
    except ScenarioError as error:
        raise UsageError(f"--scenario: {error}") from None


def config(name, *words):
    """Config of a scenario by name or file, with more words as on the command line."""
    from host_sim.cli_sim import read

    whole = ["--scenario", name, *words]
    args = _parser().parse_args(whole)
    args.words = ["sim", *whole]
    return read(args)[1]


def listing():
    """The shipped scenarios as text."""
    from host_sim.scenario import file

    lines = ["tandem sim --scenario NAME, or a file of your own: docs/scenarios.md", ""]
    for name in file.names():
        scenario = load(name)
        lines += [f"{name:<20}{scenario.title}"]
        lines += textwrap.wrap(scenario.text, WIDTH, initial_indent=" " * 20, subsequent_indent=" " * 20)
    return "\n".join(lines)
