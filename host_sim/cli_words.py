"""Reading what a user typed: numbers, dates, settings. One clear line for each mistake."""

import tempfile
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


class UsageError(Exception):
    """Unusable input: one line that says what, where and what is allowed."""


def tandem_version():
    """Version of the installed package."""
    try:
        return version("tandem-heat")
    except PackageNotFoundError:
        return "0.0.0"


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


def home(name):
    """The home of this name, else UsageError."""
    from host_sim import homes

    try:
        return homes.by_name(name)
    except homes.HomeError as error:
        raise UsageError(f"--home: {error}") from None


def parse_settings(words):
    """NAME=VALUE words as {parameter id: raw value}, and NAME=VALUE@TIME as [(second of the run, id, raw value)].

    A time is as of a fault, 2d06:30. UsageError for anything else.
    """
    from host_sim.faults import FaultError, seconds
    from host_sim.param_names import read_schema

    schema = read_schema()
    settings = {}
    changes = []
    for word in words:
        name, equals, text = word.partition("=")
        if not equals:
            raise UsageError(f"--set: '{word}' is not NAME=VALUE")
        try:
            text, at, when = text.partition("@")
            pid, value = schema.pid(name), schema.parse(name, text)
            if at:
                changes.append((seconds(when, f"'{word}'"), pid, value))
            else:
                settings[pid] = value
        except (FaultError, KeyError, ValueError) as error:
            raise UsageError(f"--set: {error.args[0]}") from None
    return settings, changes


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
