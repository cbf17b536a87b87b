"""The loop of a board: when a start counts as good, and what happens to outputs when something ends it."""

import gc
import sys

from support import Skip, raises
from tandem import serve
from tandem.control.param_table import GROUPS, P_CONSOLE_LOCK, TABLE
from tandem.kernel.params import Params
from tandem.kernel.store import Store
from tandem.ports.board import Launch


class Files(dict):
    def read(self, name):
        return self.get(name)

    def write(self, name, data):
        self[name] = bytes(data)


class Silence:
    def read(self, buf):
        return 0

    def write(self, buf):
        pass


class Bench(Launch):
    """Board and launcher in one. ends: what the pause raises at end_ms."""

    stopwatch = None
    links = ()
    max_wait_ms = 2000
    cause = 3
    name = "bench"
    version = (1, 2, 3, 4)
    calendar = None
    stdio = Silence()

    def __init__(self, ends, end_ms):
        self.clock = self.sensors = self.actuators = self.watchdog = self
        self.files = Files()
        self.ends = ends
        self.end_ms = end_ms
        self.ms = 0
        self.said = []
        self.good_ms = []
        self.refuse = 0
        self.pauses = 0

    def now(self):
        return self.ms

    def read(self, frame):
        pass

    def write(self, frame):
        pass

    def feed(self):
        pass

    def reset(self, task):
        self.said.append("reset")

    def safe(self):
        self.said.append("safe")

    def worked(self):
        if self.refuse:
            self.refuse -= 1
            raise OSError(28)
        self.good_ms.append(self.ms)

    def listen(self):
        pass

    def lock(self):
        self.said.append("lock")

    def pause(self, ms):
        self.pauses += 1
        if self.ms >= self.end_ms:
            raise self.ends
        assert 0 <= ms <= 2000
        self.ms += ms


class Spent:
    """In place of tandem.spent: the other tests still need what a start uses."""

    dropped = 0

    @staticmethod
    def forget(modules):
        assert modules is sys.modules
        Spent.dropped += 1


def main(bench):
    """serve.main(); RuntimeError is how a test ends it."""
    Spent.dropped = 0
    sys.modules["tandem.spent"] = Spent
    try:
        serve.main(bench, bench)
    except RuntimeError:
        pass
    finally:
        del sys.modules["tandem.spent"]


def test_a_start_is_good_after_five_minutes_and_only_then():
    bench = Bench(RuntimeError("end"), 297000)
    main(bench)
    assert bench.good_ms == []
    bench = Bench(RuntimeError("end"), 1000000)
    main(bench)
    assert Spent.dropped == 1
    assert len(bench.good_ms) == 1 and 300000 <= bench.good_ms[0] <= 302000


def test_a_launcher_that_cannot_note_it_is_told_again():
    bench = Bench(RuntimeError("end"), 2000000)
    bench.refuse = 2
    main(bench)
    assert len(bench.good_ms) == 1 and 900000 <= bench.good_ms[0] <= 902000


def test_loading_asked_for_garbage_often_and_the_loop_does_not():
    if not hasattr(gc, "threshold"):
        raise Skip("CPython collects in its own way")
    gc.threshold(2000)
    bench = Bench(RuntimeError("end"), 20000)
    try:
        main(bench)
        assert gc.threshold() > 20000
    finally:
        gc.threshold(-1)


def test_an_error_makes_safe_and_goes_on_to_the_launcher():
    bench = Bench(OSError(5), 20000)
    raises(OSError, main, bench)
    assert bench.said == ["safe"]
    assert bench.pauses > 5


def test_control_c_makes_safe_and_goes_on_to_the_launcher():
    bench = Bench(KeyboardInterrupt(), 20000)
    raises(KeyboardInterrupt, main, bench)
    assert bench.said == ["safe"]


def test_the_console_is_locked_where_the_installer_said_so():
    for locked in (0, 1):
        bench = Bench(RuntimeError("end"), 400000)
        params = Params(TABLE, GROUPS)
        params.set(P_CONSOLE_LOCK, locked)
        Store(bench.files).save("params", params.dump())
        main(bench)
        assert bench.said == ["lock"] * locked + ["safe"]


def test_it_says_who_it_is():
    assert serve.about(Bench(None, 0)).startswith("Tandem,bench,1.2.3+4,,,")


def test_what_was_not_yet_recorded_is_stored_before_the_end():
    for ends in (OSError(5), KeyboardInterrupt()):
        bench = Bench(ends, 20000)
        try:
            main(bench)
        except (OSError, KeyboardInterrupt):
            pass
        assert [name for name in bench.files if name.startswith("fr")], ends
