"""What is tried on a mutant, in the forked process that has imported it: core tests, recorded days, pytest files.

Every trial gets a limit of processor time, so that an endless loop is found on a busy machine as on an idle one.
"""

import os
import signal
import sys
import time
from array import array
from importlib import import_module
from pathlib import Path

CONTROL = os.path.join("firmware", "tandem", "control")
_IMPORT_S = 10.0


class Limit:
    """Processor time for what runs next; when it is over, says so by tell(answer) and ends the process."""

    def __init__(self, tell):
        self.tell = tell
        self.name = ""
        signal.signal(signal.SIGPROF, self._over)

    def set(self, name, seconds):
        """name: of the trial that runs now."""
        self.name = name
        signal.setitimer(signal.ITIMER_PROF, seconds)

    def _over(self, _signum, _frame):
        # Not an exception: what is being tested could catch it.
        self.tell({"by": self.name, "how": "limit"})
        os._exit(0)


def ours():
    """Fail when the core that is imported is not the one in this folder."""
    where = Path(import_module("tandem.control").__file__ or "").resolve()
    if not where.is_relative_to(Path.cwd().resolve()):
        raise RuntimeError(f"the core under test is that in {where}")


def core(tests, limit):
    """Run [file, function, seconds] until one fails; return its name, or an empty text."""
    for file, function, seconds in tests:
        name = f"{file}::{function}"
        try:
            limit.set(name, _IMPORT_S)
            test = getattr(import_module(Path(file).stem), function)
            limit.set(name, seconds)
            test()
        except BaseException as error:
            if not _skips(error):
                return name
    return ""


def _skips(error):
    return type(error).__name__ == "Skip" and type(error).__module__ == "support"


def reached(files):
    """Run all functions of test files under a tracer: (rows of [file, function, seconds, {source: lines}], failed)."""
    rows, failed = [], []
    for file in files:
        module = import_module(Path(file).stem)
        for function in sorted(dir(module)):
            if function.startswith("test_") and callable(getattr(module, function)):
                tracer = _Tracer()
                began = time.process_time()
                sys.settrace(tracer.call)
                try:
                    getattr(module, function)()
                except BaseException as error:
                    if not _skips(error):
                        failed.append(f"{file}::{function}: {error!r}")
                    continue
                finally:
                    sys.settrace(None)
                rows.append([file, function, time.process_time() - began, tracer.lines()])
    return rows, failed


class _Tracer:
    """Lines of the control core that run."""

    def __init__(self):
        self.seen = {}  # by code object: a set of its lines, None when it is none of the core's
        self.root = str(Path.cwd().resolve()) + os.sep

    def call(self, frame, _event, _arg):
        code = frame.f_code
        if code not in self.seen:
            self.seen[code] = set() if CONTROL in code.co_filename else None
        lines = self.seen[code]
        if lines is None:
            return None

        def line(frame, _event, _arg):
            lines.add(frame.f_lineno)
            return line

        return line

    def lines(self):
        """{source, relative to the root: its lines}."""
        found = {}
        for code, lines in self.seen.items():
            if lines:
                file = os.path.realpath(code.co_filename).removeprefix(self.root)
                found.setdefault(file, set()).update(lines)
        return {file: sorted(lines) for file, lines in found.items()}


class Recorded:
    """A recorded day: its inputs, and the outputs that the unchanged core gives to them."""

    def __init__(self, path):
        from host_sim.trace import KIND_TICK, open_trace

        self.name = path.name
        self.header, chunks = open_trace(path)
        self.rows = [array("i", row) for chunk in chunks for row in chunk.tolist()]
        self.tick = KIND_TICK
        self.seconds = 0.0
        self.expected = b""

    def recorded(self):
        """The outputs as they are in the file."""
        from tandem.ports.frame import N_IN

        return b"".join(row[1 + N_IN :].tobytes() for row in self.rows if row[0] == self.tick)

    def play(self, expected=None):
        """All outputs as bytes; with expected: whether they are the same, found out within some hundred ticks."""
        from tandem.control.param_table import GROUPS, TABLE
        from tandem.kernel.params import Params
        from tools.replay import pack_numbers
        from tools.replay_vm import Replay

        # Parameters that are younger than the file have their defaults.
        params = self.header["params"] + list(Params(TABLE, GROUPS).v)[len(self.header["params"]) :]
        core = Replay(pack_numbers({**self.header, "params": params})[4:], len(params))
        outputs = memoryview(core.outputs.f).cast("B")
        played = bytearray()
        for number, row in enumerate(self.rows):
            core.row[:] = row
            core.tick()
            if row[0] == self.tick:
                played += outputs
            if expected is not None and number % 512 == 0 and not expected.startswith(played):
                return False
        return bytes(played) if expected is None else played == expected


def replay(days, limit):
    """Play recorded days until one comes out otherwise; return its name, or an empty text."""
    for day in days:
        limit.set(day.name, 1 + 5 * day.seconds)
        try:
            same = day.play(day.expected)
        except BaseException:
            same = False
        if not same:
            return day.name
    return ""


class _Plugin:
    """Examples as always, but a failure need not be made simple, and a slow machine is none."""

    failed = ""

    def pytest_configure(self):
        """After the tests' own conftest."""
        from hypothesis import HealthCheck, Phase, settings

        phases = (Phase.explicit, Phase.generate)
        checks = list(HealthCheck)
        settings.register_profile(
            "mutants", deadline=None, derandomize=True, database=None, phases=phases, suppress_health_check=checks
        )
        settings.load_profile("mutants")

    def pytest_runtest_logreport(self, report):
        """Note the first failure."""
        if report.failed:
            self.failed = self.failed or report.nodeid


def by_pytest(files, seconds, limit):
    """Run whole files under pytest until a test fails; return its name, or an empty text."""
    import pytest

    plugin = _Plugin()
    options = ["-x", "-q", "-p", "no:cacheprovider", "--assert=plain", "--rootdir", os.getcwd()]
    limit.set("pytest", seconds)
    code = pytest.main([*options, *files], plugins=[plugin])
    return plugin.failed or ("" if code == 0 else f"pytest ended with {int(code)}")
