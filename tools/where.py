"""Tells which source a traceback from a board means.

    python -m tools.where < traceback
    python -m tools.where --names acos bc

A board's modules are rewritten (tools/mpy.py): most of them lie in one file, statements stand on other lines and have
short names. lines.txt and names.txt beside the compiled files tell what was what; they must be those of the same build.
Not every line is in the bytecode (tools/slack.py): "line 120..123" is one of these four, as spans.txt tells.
The first form copies its input, with file, line and function as in the sources. The second one gives the long names of
short ones, as a prompt or an AttributeError shows them: ".name" is an attribute, else it is the global of a module. The
names _a, _b, ... mean something else in every class and function; the source at the line tells.
"""

import argparse
import ast
import re
import sys
from bisect import bisect_right
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TREE = ROOT / "build" / "mpy"
TABLES = ("lines.txt", "names.txt", "spans.txt")
_FRAME = re.compile(r'File "([^"]*)", line (\d+)(?:, in (\S+))?')


def write(folder, lines, names):
    """Write lines.txt, a row "file line module line" wherever a new run of lines begins, and names.txt."""
    rows = []
    for name, places in sorted(lines.items()):
        before = None
        for number, (module, line) in enumerate(places, 1):
            if before != (module, line - 1):
                rows.append(f"{name} {number} {module} {line}\n")
            before = (module, line)
    (folder / "lines.txt").write_text("".join(rows))
    (folder / "names.txt").write_text("".join(f"{short} {long}\n" for short, long in names))


def write_spans(folder, spans):
    """Add to spans.txt, a row "file line last" where a line stands for others; spans: {file: {line: last line}}."""
    with open(folder / "spans.txt", "a", encoding="utf-8") as file:
        for name, lasts in sorted(spans.items()):
            file.writelines(f"{name} {line} {last}\n" for line, last in sorted(lasts.items()))


class Where:
    """The files of a build, read back."""

    def __init__(self, folder=TREE, source=ROOT / "firmware"):
        self.source = Path(source)
        self.runs = {}  # file: ([first line of a run], [(module, line)])
        for row in (Path(folder) / "lines.txt").read_text().splitlines():
            name, number, module, line = row.split()
            starts, places = self.runs.setdefault(name, ([], []))
            starts.append(int(number))
            places.append((module, int(line)))
        self.long = {}  # short name: [long names]
        for row in (Path(folder) / "names.txt").read_text().splitlines():
            short, long = row.split()
            self.long.setdefault(short, []).append(long)

        self.last = {}  # (file, line): last line that it stands for
        for row in (Path(folder) / "spans.txt").read_text().splitlines():
            name, number, last = row.split()
            self.last[name, int(number)] = int(last)

    def place(self, name, number):
        """(module, line) in the sources of a line in a compiled file; the same when it was not rewritten."""
        if name not in self.runs:
            return name, number
        starts, places = self.runs[name]
        at = max(bisect_right(starts, number) - 1, 0)
        module, line = places[at]
        return module, line + number - starts[at]

    def explain(self, text):
        """A text with its lines of tracebacks as if the sources had run."""
        return _FRAME.sub(self._frame, text)

    def _frame(self, found):
        name, number, function = found.groups()
        if name not in self.runs and (name, int(number)) not in self.last:
            return found[0]
        module, line = self.place(name, int(number))
        _, last = self.place(name, self.last.get((name, int(number)), int(number)))
        path = self.source / (module.replace(".", "/") + ".py")
        shown = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
        place = f'File "{shown.as_posix()}", line {line}' + (f"..{last}" if last > line else "")
        if not function:
            return place
        return f"{place}, in {function if function.startswith('<') else function_at(path, line) or function}"


def function_at(path, line):
    """Name of the innermost function around a line, with its class ("Tank.fill"); "" outside of any."""
    name = ""
    todo = [("", node) for node in ast.parse(path.read_text(encoding="utf-8")).body] if path.exists() else []
    while todo:
        prefix, node = todo.pop()
        if node.lineno <= line <= node.end_lineno:
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                prefix += node.name
                if not isinstance(node, ast.ClassDef):
                    name = prefix
                prefix += "."
            todo += [(prefix, inner) for inner in ast.iter_child_nodes(node) if isinstance(inner, ast.stmt)]
    return name


def main():
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tree", type=Path, default=TREE, help="folder of the compiled firmware, build/mpy")
    parser.add_argument("--names", nargs="+", metavar="NAME", help="short names to look up")
    args = parser.parse_args()
    try:
        where = Where(args.tree)
    except OSError as error:
        parser.error(f"{error.filename} is not there: python -m tools.mpy")
    if args.names:
        for name in args.names:
            print(name, "=", ", ".join(where.long.get(name, ["as it is"])))
        return
    sys.stdout.write(where.explain(sys.stdin.read()))


if __name__ == "__main__":
    main()
