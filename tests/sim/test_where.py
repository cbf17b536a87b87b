"""A traceback from what a board runs leads to the line and function in the sources."""

import io
import re
import sys

import pytest

from tools import mpy, where
from tools.interpreters import run_wheel

SCRIPT = """import sys
from tandem.app import App
from tandem.control.limits.setup import extend
from tandem.kernel.uptime import Uptime


class Clock:
    def now(self):
        raise ValueError("no time")


class Board:
    clock = Clock()


for call in (lambda: App(Board()), lambda: Uptime(None).advance(None), lambda: extend(None, None, None)):
    try:
        call()
    except Exception as error:
        sys.print_exception(error)
"""


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    folder = tmp_path_factory.mktemp("where")
    (folder / "probe.py").write_text(SCRIPT)
    mpy.build(folder / "mpy", [folder / "probe.py"])
    return folder / "mpy"


def source_line(module, text):
    """Number of the first line with this text."""
    path = mpy.SOURCE / (module.replace(".", "/") + ".py")
    return [line.strip() for line in path.read_text().splitlines()].index(text) + 1


def holds(told, pattern, line):
    """Whether a traceback shows this line, or a few that it is one of."""
    first, last = re.search(pattern, told).groups()
    return int(first) <= line <= int(last or first) < int(first) + 20


def test_a_traceback_of_the_interpreter(tree):
    code, output = run_wheel(str(tree / "scripts" / "probe.py"), path=[str(tree)])
    assert code == 0, output
    assert 'File "tandem.core", line ' in output
    told = where.Where(tree).explain(output)
    app = source_line("tandem.app", "now = board.clock.now()")
    assert holds(told, r'File "firmware/tandem/app.py", line (\d+)(?:\.\.(\d+))?, in App.__init__\n', app), told
    advance = source_line("tandem.kernel.uptime", "def advance(self, now):")
    lines = [line for line in told.splitlines() if "uptime.py" in line]
    assert lines[-1].endswith("in Uptime.advance"), told
    assert advance < int(re.search(r"line (\d+)", lines[-1])[1]) < advance + 20
    setup = source_line("tandem.control.limits.setup", "site = envelope.site")
    assert holds(told, r'File "firmware/tandem/control/limits/setup.py", line (\d+)(?:\.\.(\d+))?, in extend', setup)
    assert '"tandem.' not in told
    assert "probe.py" in told and "ValueError: no time" in told


def test_every_function_of_the_bundle_is_found_by_its_lines(tree):
    known = where.Where(tree)
    assert known.place("tandem.nothing", 5) == ("tandem.nothing", 5)
    starts, places = known.runs["tandem.core"]
    assert starts[0] == 1 and starts == sorted(set(starts))
    modules = {module for module, _ in places}
    assert "tandem.control.guards" in modules and "tandem.kernel.loop" in modules and "tandem.app" not in modules
    # Guards.step begins within its own source file, on the line that says so.
    for module in ("tandem.control.guards", "tandem.kernel.scheduler"):
        text = (mpy.SOURCE / (module.replace(".", "/") + ".py")).read_text().splitlines()
        first = next(i for i, line in enumerate(text, 1) if line.strip().startswith("def step("))
        back = [n for n in range(1, starts[-1]) if known.place("tandem.core", n) == (module, first)]
        assert len(back) == 1


def test_other_text_is_left_alone(tree):
    for text in ("", "no traceback\n", 'File "main.py", line 3, in <module>\n'):
        assert where.Where(tree).explain(text) == text


def test_command_line(tree, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["where", "--tree", str(tree)])
    monkeypatch.setattr(sys, "stdin", io.StringIO('  File "tandem.core", line 3, in ab\nKeyError: 1\n'))
    where.main()
    assert capsys.readouterr().out.endswith("\nKeyError: 1\n")
    short, long = next(iter(where.Where(tree).long.items()))
    monkeypatch.setattr(sys, "argv", ["where", "--tree", str(tree), "--names", short, "zzzz"])
    where.main()
    assert capsys.readouterr().out == f"{short} = {', '.join(long)}\nzzzz = as it is\n"
    monkeypatch.setattr(sys, "argv", ["where", "--tree", str(tree / "none")])
    with pytest.raises(SystemExit):
        where.main()
    assert "python -m tools.mpy" in capsys.readouterr().err
