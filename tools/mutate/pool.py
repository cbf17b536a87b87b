"""Private copies of the tree with a worker in each, and what the tests reach: the user's own files are only read."""

import ast
import compileall
import contextlib
import json
import os
import queue
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from tools.mutate.sample import CONTROL

HERE = Path(__file__).resolve().parents[2]
COPIED = ("firmware", "tests", "boards", "pyproject.toml")
FOLDERS = ("tests/property", "tests/model")
# Compares interpreters with each other, all of which would run the same mutant.
LEFT_OUT = ("tests/property/test_same_everywhere.py",)


class PoolError(RuntimeError):
    """The unchanged core does not pass, or a worker is lost; one text."""


class Copy:
    """A copy of the tree below root with a worker process in it."""

    def __init__(self, root):
        self.closed = False
        self.folder = Path(tempfile.mkdtemp(prefix="tandem-mutate-"))
        for name in COPIED:
            source = root / name
            if source.is_dir():
                shutil.copytree(source, self.folder / name, ignore=shutil.ignore_patterns("__pycache__"))
            elif source.exists():
                shutil.copy2(source, self.folder / name)
        compileall.compile_dir(self.folder, quiet=2)
        tests = self.folder / "tests"
        roots = (self.folder, self.folder / "firmware", tests / "core", tests / "chips", HERE)
        env = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(str(path) for path in roots),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONHASHSEED": "0",
        }
        env.pop("TANDEM_EXAMPLES", None)
        command = [sys.executable, "-m", "tools.mutate.worker"]
        pipe = subprocess.PIPE
        # Its own session, so that it and its forks can be ended together.
        self.process = subprocess.Popen(
            command, cwd=self.folder, env=env, stdin=pipe, stdout=pipe, text=True, start_new_session=True
        )

    def ask(self, do, **request):
        """A request of worker.Worker; raises PoolError when the worker is gone."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        try:
            self.process.stdin.write(json.dumps({"do": do, **request}) + "\n")
            self.process.stdin.flush()
            answer = self.process.stdout.readline()
        except OSError:
            answer = ""
        if not answer:
            raise PoolError("a worker ended by itself")
        return json.loads(answer)

    def close(self):
        """End the worker and what it has forked, and remove the copy."""
        if self.closed:
            return
        self.closed = True
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class Pool:
    """Workers that know what the unchanged core does. To be used in a with statement. notes: what is odd, as texts."""

    def __init__(self, root, workers=2):
        self.root = root
        self.copies = []
        self.notes = []
        self.files = []
        self.seconds = 0.0  # that the pytest files may take
        self.tests = []  # rows of [file, function, seconds, {source: lines}]
        self.sources = {
            path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
            for path in sorted((root / CONTROL).rglob("*.py"))
        }
        try:
            for _ in range(workers):
                self.copies.append(Copy(root))
        except BaseException:
            self.__exit__()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        for copy in self.copies:
            copy.close()

    @contextlib.contextmanager
    def threads(self):
        """One for each copy. What interrupts the block ends the workers first, so that the threads come back."""
        threads = ThreadPoolExecutor(len(self.copies))
        try:
            yield threads
        except BaseException:
            self.__exit__()
            raise
        finally:
            threads.shutdown(cancel_futures=True)

    def prepare(self):
        """Run everything on the unchanged core; raises PoolError with what fails."""
        core = _below(self.root, "tests/core", "test_*.py")
        golden = _below(self.root, "tests/golden", "*.trace")
        self.files = [
            file for folder in FOLDERS for file in _below(self.root, folder, "test_*.py") if file not in LEFT_OUT
        ]
        with self.threads() as threads:
            days = [threads.submit(copy.ask, "record", files=golden) for copy in self.copies]
            for day in days:
                self.notes = day.result()["notes"]
            reached = threads.submit(self.copies[0].ask, "reached", files=core)
            plain = threads.submit(self.copies[-1].ask, "judge", tests=[], files=self.files, seconds=3600)
            answer = reached.result()
            if not answer or "error" in answer:
                raise PoolError(f"the core tests cannot be run: {answer}")
            failed = answer["failed"]
            judged = plain.result()
        if not judged or "error" in judged or judged["by"]:
            failed.append(f"{judged['by'] if judged and 'by' in judged else judged}")
        if failed:
            raise PoolError("these fail on the unchanged core:\n" + "\n".join(failed))
        self.tests = answer["rows"]
        self.seconds = 5 + 5 * judged["seconds"]

    def judged(self, some):
        """Yield (mutant, answer of worker.Worker.judge) as they come."""
        free: queue.SimpleQueue[Copy] = queue.SimpleQueue()
        for copy in self.copies:
            free.put(copy)

        def judge(mutant):
            copy = free.get()
            try:
                source = mutant.apply(self.sources[mutant.file].encode()).decode()
                tests = self.plan(mutant)
                what = {"tests": tests, "files": self.files, "seconds": self.seconds}
                return mutant, copy.ask("judge", path=mutant.file, source=source, **what)
            finally:
                free.put(copy)

        with self.threads() as threads:
            for future in as_completed([threads.submit(judge, mutant) for mutant in some]):
                yield future.result()

    def plan(self, mutant):
        """[file, function, seconds] of the core tests that reach the mutant, the nearest first."""
        lines = {mutant.file: set(range(mutant.first, mutant.last + 1))}
        if mutant.name:
            lines = uses(self.sources, mutant.name)
        reach = [row for row in self.tests if any(lines.get(file, set()) & set(at) for file, at in row[3].items())]
        if not reach:  # it runs while modules are imported
            reach = self.tests
        stem = Path(mutant.file).stem
        # A test named after the file knows it best, and one that reaches little has less to run.
        reach = sorted(reach, key=lambda row: (stem not in row[0], sum(map(len, row[3].values())), row[:2]))
        return [[file, function, 1 + 5 * seconds] for file, function, seconds, _ in reach]


def uses(sources, name):
    """{file: lines} on which a module's constant, or one made from it, is mentioned."""
    found: dict[str, set[int]] = {}
    names, known = [name], {name}
    while names:
        pattern = re.compile(rf"\b{names.pop()}\b")
        for file, source in sources.items():
            for number, line in enumerate(source.splitlines(), 1):
                if pattern.search(line):
                    found.setdefault(file, set()).add(number)
            for node in ast.parse(source).body:
                if isinstance(node, ast.Assign) and pattern.search(ast.unparse(node.value)):
                    made = {target.id for target in node.targets if isinstance(target, ast.Name)} - known
                    known |= made
                    names += made
    return found


def _below(root, folder, pattern):
    return sorted(path.relative_to(root).as_posix() for path in (root / folder).glob(pattern))
