"""Compiled files with fewer lines run as before, and their tracebacks still hold the line that failed."""

import re
import subprocess

import pytest

from tools import mpy, slack
from tools.interpreters import run_wheel

SOURCE = """def short(n):
    return 1 // n


def long(n, other=5, *, word=7):
    total = other + word
{long}
    return total


def outer(n):
    kept = n

    def inner(a):
        a += 1
        return a // kept

    return inner(1)


def steps(n):
    yield 0

    yield n
    yield 1 // n
    {gap}
    yield 2


class Thing:
    def fail(self, n):
        for i in range(n):
            if i == 3:
                self.found = i
        return self.lost


def all(n):
    return short(n) + long(70) + outer(n) + sum(steps(n))
"""
LONG = "\n".join(f"    if n == {i}:\n        total += 1 // (n - {i})" for i in range(60))
RUN = """import sys
import probe
sys.path.append("x")
for i in range({}):
    try:
        if i == 60: probe.short(0)
        elif i == 61: probe.outer(0)
        elif i == 62: list(probe.steps(0))
        elif i == 63: probe.Thing().fail(5)
        else: probe.long(i)
    except Exception as error:
        sys.print_exception(error)
print(probe.all(1))
"""


def compiled(folder, text):
    """(bytes as mpy-cross writes them, bytes with fewer lines, {{line: last}})."""
    source = folder / "probe.py"
    source.write_text(text)
    subprocess.run([mpy.CROSS, "-s", "probe", "-o", folder / "plain.mpy", source], check=True)
    _, lasts = mpy.compile_text("probe", text, folder / "probe.mpy")
    return (folder / "plain.mpy").read_bytes(), (folder / "probe.mpy").read_bytes(), lasts


def failures(folder, data):
    """[[line of each traceback's last frame]] and what the whole gives."""
    (folder / "probe.mpy").write_bytes(data)
    script = folder / "run.py"
    script.write_text(RUN.format(64))
    code, output = run_wheel(str(script), path=[str(folder)])
    assert code == 0, output
    parts = output.split("Traceback")[1:]
    return [int(re.findall(r'File "probe", line (\d+)', part)[-1]) for part in parts], output.splitlines()[-1]


def test_each_failure_is_within_the_lines_that_are_told(tmp_path):
    plain, thin, lasts = compiled(tmp_path, SOURCE.format(long=LONG, gap="\n" * 3000))
    assert len(thin) < len(plain) - 50
    real, whole = failures(tmp_path, plain)
    told, whole_thin = failures(tmp_path, thin)
    assert len(real) == len(told) == 64 and whole == whole_thin
    assert all(line <= true <= lasts.get(line, line) for line, true in zip(told, real))
    assert len(set(told)) > 20 and all(last - line < 12 for line, last in lasts.items() if line < 130)
    # Short functions keep all that they had.
    assert told[60] == real[60] and told[63] == real[63]


def test_every_function_ends_in_the_block_that_it_needs_without_its_lines(tmp_path):
    for statements in range(1, 40):
        text = "def one(a):\n" + "".join(f"    a.b{i % 7} = {i}\n" for i in range(statements)) + "    return a\n"
        plain, thin, lasts = compiled(tmp_path, text)
        sizes = [size_of_last(data) for data in (plain, thin)]
        bare = sizes[0] - statements - 1
        assert sizes[1] <= -(-bare // 16) * 16 + 16 * (statements > 16), (statements, sizes)
        assert len(lasts) <= statements
    again, none = slack.thin(thin)
    assert again == thin and all(line not in none or none[line] <= last for line, last in lasts.items())


def size_of_last(data):
    """Bytes of the bytecode of a file's last function."""
    sizes = []
    whole = slack._function

    def noted(code, spans):
        sizes.append(len(code))
        return whole(code, spans)

    slack._function = noted
    try:
        slack.thin(data)
    finally:
        slack._function = whole
    return sizes[-1]


def test_tables_of_lines_there_and_back():
    for found in (
        [(0, 1)],
        [(0, 3000), (1, 3001), (40, 3003), (41, 3012), (500, 3013), (520, 7000)],
        [(31, 9), (32, 12)],
    ):
        assert [point for point in slack.points(slack.table_of(found)) if point in found] == found[found[0] == (0, 1) :]


def test_what_it_does_not_know_is_refused(tmp_path):
    plain, _, _ = compiled(tmp_path, "def one():\n    return 1\n")
    with pytest.raises(ValueError):
        slack.thin(plain + b"\0")
    source = tmp_path / "native.py"
    source.write_text("@micropython.native\ndef one():\n    return 1\n")
    subprocess.run([mpy.CROSS, "-march=x64", "-o", tmp_path / "native.mpy", source], check=True)
    with pytest.raises(ValueError):
        slack.thin((tmp_path / "native.mpy").read_bytes())
