"""A process that judges mutants in its working directory, a private copy of the tree:  python -m tools.mutate.worker

Reads one request a line from standard input and answers each with a line, both JSON. Everything that does not depend on
the core is imported once; a fork for each mutant imports the rest, so that nothing of one mutant is left for the next.
"""

import contextlib
import gc
import json
import os
import resource
import select
import signal
import sys
import time
from pathlib import Path

from tools.mutate import trials

_WALL_S = 900  # a process that does not even use its processor time
_BYTES = 6 << 30  # address space: numpy alone asks for a lot of it
_OTHER_TIME_S = 10  # what was compiled before must not be taken for the source of now


def forked(work):
    """Do work(tell) in a fork; return what it told, None when it died or hung."""
    gc.freeze()
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(read)
        _child(work, write)
    os.close(write)
    end = time.monotonic() + _WALL_S
    told = bytearray()
    while select.select([read], [], [], max(end - time.monotonic(), 0))[0]:
        part = os.read(read, 1 << 20)
        if not part:
            break
        told += part
    else:
        os.kill(pid, signal.SIGKILL)
    os.close(read)
    os.waitpid(pid, 0)
    try:
        return json.loads(told)
    except ValueError:
        return None


def _child(work, write):
    def tell(answer):
        data = json.dumps(answer).encode()
        while data:
            data = data[os.write(write, data) :]

    try:
        resource.setrlimit(resource.RLIMIT_AS, (_BYTES, _BYTES))
        sys.stdin.close()
        tell(work(tell))
    except BaseException as error:
        tell({"error": repr(error)})
    finally:
        os._exit(0)


class Worker:
    """The requests: each a method, its arguments the rest of the line."""

    def __init__(self):
        self.days = []

    def reached(self, files):
        """Which lines each core test reaches."""

        def work(_tell):
            trials.ours()
            rows, failed = trials.reached(files)
            return {"rows": rows, "failed": failed}

        return forked(work)

    def record(self, files):
        """Load recorded days and note what the unchanged core makes of them; {"notes": what is odd about them}."""
        notes = []
        for file in files:
            try:
                day = trials.Recorded(Path(file))
            except Exception as error:
                notes.append(f"{file} is left out: {error}")
                continue
            out = Path(f"{day.name}.played")

            def work(_tell, day=day, out=out):
                trials.ours()
                began = time.process_time()
                out.write_bytes(day.play())
                return {"seconds": time.process_time() - began}

            answer = forked(work)
            if not answer or "error" in answer:
                notes.append(f"{file} is left out, the core cannot play it: {(answer or {}).get('error', 'died')}")
                continue
            day.seconds = answer["seconds"]
            day.expected = out.read_bytes()
            if day.expected != day.recorded():
                notes.append(f"{file} is not what the core does today; its inputs are used all the same")
            self.days.append(day)
        return {"notes": notes}

    def judge(self, tests, files, seconds, path="", source=""):
        """Put source into path and try everything, the cheapest first: {"by": what noticed, "how": core, ...}."""
        if not path:
            return forked(lambda tell: self._try(tests, files, seconds, tell))
        target = Path(path)
        was, status = target.read_bytes(), target.stat()
        try:
            target.write_bytes(source.encode())
            later = int(status.st_mtime) + _OTHER_TIME_S
            os.utime(target, (later, later))
            answer = forked(lambda tell: self._try(tests, files, seconds, tell))
        finally:
            target.write_bytes(was)
            os.utime(target, ns=(status.st_atime_ns, status.st_mtime_ns))
        # A process that died of what it was given has noticed it as well.
        return answer if answer and "error" not in answer else {"by": str(answer), "how": "died"}

    def _try(self, tests, files, seconds, tell):
        limit = trials.Limit(tell)
        began = time.process_time()
        try:
            trials.ours()
        except ImportError as error:
            return {"by": repr(error), "how": "import"}
        by, how = trials.core(tests, limit), "core"
        if not by:
            by, how = trials.replay(self.days, limit), "replay"
        if not by and files:
            by, how = trials.by_pytest(files, seconds, limit), "property"
        return {"by": by, "how": how if by else "", "seconds": time.process_time() - began}


def main():
    """Serve until standard input ends."""
    # What the tests print must not come between the answers.
    answers = os.fdopen(os.dup(1), "w")
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    for name in ("pytest", "hypothesis.strategies", "tandem.ports.frame", "tandem.kernel.params"):
        with contextlib.suppress(ImportError):
            __import__(name)
    worker = Worker()
    for line in sys.stdin:
        request = json.loads(line)
        answer = getattr(worker, request.pop("do"))(**request)
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
