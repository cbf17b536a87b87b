"""The supervisor: feeds while all critical tasks are fresh, names and resets the stale one, nothing else."""

from array import array

from support import no_allocation
from tandem.kernel.events import FIELDS, Events
from tandem.kernel.scheduler import Scheduler
from tandem.kernel.supervisor import Supervisor
from tandem.kernel.uptime import WRAP, Uptime
from tandem.ports.reasons import E_TASK_STALE

NEAR_WRAP = WRAP + 1 - 5000


class Task:
    broken = False

    def run(self, uptime):
        if self.broken:
            raise OSError(5)


class Watchdog:
    def __init__(self):
        self.fed = 0
        self.resets = []

    def feed(self):
        self.fed += 1

    def reset(self, task):
        self.resets.append(task)


class Bench:
    """An uncritical task, then two critical ones with limits of 15 s and 2 s."""

    def __init__(self, start):
        self.now = start
        self.events = Events(32)
        self.table = Scheduler(Uptime(start), self.events)
        self.watchdog = Watchdog()
        self.supervisor = Supervisor(self.table, self.watchdog)
        self.loose = Task()
        self.slow = Task()
        self.fast = Task()
        self.table.add(self.loose, start, 1000)
        self.table.add(self.slow, start, 10000, 0, 0, 15000)
        self.table.add(self.fast, start, 1000, 0, 0, 2000)

    def walk(self, ms):
        for _ in range(ms // 100):
            self.now = (self.now + 100) & WRAP
            self.table.step(self.now)
            self.supervisor.check(self.now)

    def last_event(self):
        row = array("i", [0] * FIELDS)
        self.events.at(self.events.total - 1, row)
        return list(row)[1:]


def test_feeds_while_all_are_fresh():
    for start in (0, NEAR_WRAP):
        bench = Bench(start)
        bench.walk(60000)
        assert bench.watchdog.fed == 600
        assert bench.watchdog.resets == []
        assert bench.supervisor.stale(bench.now) == -1


def test_an_uncritical_task_may_fail_for_ever():
    bench = Bench(0)
    bench.loose.broken = True
    bench.walk(200000)
    assert bench.watchdog.fed == 2000
    assert bench.watchdog.resets == []


def test_a_stale_task_is_named_and_resets():
    for start in (0, NEAR_WRAP):
        bench = Bench(start)
        bench.walk(10000)
        bench.slow.broken = True
        bench.walk(15000)  # last good run at 10 s
        assert bench.watchdog.resets == []
        fed = bench.watchdog.fed
        bench.walk(100)
        assert bench.watchdog.resets == [1]
        assert bench.watchdog.fed == fed
        assert bench.last_event() == [E_TASK_STALE, 1, 15100]
        assert bench.supervisor.resets == 1


def test_one_stale_task_is_enough_and_the_first_is_named():
    bench = Bench(0)
    bench.walk(10000)
    bench.fast.broken = True
    bench.walk(2100)
    assert bench.watchdog.resets == [2]
    bench.slow.broken = True
    bench.walk(13000)
    assert bench.watchdog.resets[-1] == 1


def test_a_task_that_never_ran_becomes_stale():
    bench = Bench(NEAR_WRAP)
    bench.fast.broken = True
    bench.walk(2000)
    assert bench.watchdog.resets == []
    bench.walk(100)
    assert bench.watchdog.resets == [2]


def test_a_good_run_ends_it():
    bench = Bench(0)
    bench.walk(5000)
    bench.fast.broken = True
    bench.walk(2100)
    assert bench.watchdog.resets == [2]
    bench.fast.broken = False
    bench.walk(2000)  # the next try after the pause
    fed = bench.watchdog.fed
    bench.walk(1000)
    assert bench.watchdog.fed == fed + 10


def test_allocates_nothing():
    for start in (0, WRAP - 100, WRAP):
        bench = Bench(start)
        no_allocation(bench.supervisor.check, start)
        no_allocation(bench.supervisor.check, (start - WRAP - 1 + 1900) & WRAP)
