"""The outer loop: how long it waits, links served and isolated, one clock reading a step."""

from tandem.kernel.events import Events
from tandem.kernel.loop import Loop
from tandem.kernel.scheduler import Scheduler
from tandem.kernel.supervisor import Supervisor
from tandem.kernel.uptime import WRAP, Uptime

NEAR_WRAP = WRAP + 1 - 5000


class Clock:
    def __init__(self, ms):
        self.ms = ms

    def now(self):
        return self.ms


class Watchdog:
    fed = 0

    def feed(self):
        self.fed += 1

    def reset(self, task):
        raise AssertionError("reset")


class Task:
    def __init__(self, clock=None, takes_ms=0):
        self.at = []
        self.clock = clock
        self.takes_ms = takes_ms

    def run(self, uptime):
        self.at.append(uptime.s * 1000 + uptime.ms)
        if self.clock is not None:
            self.clock.ms = (self.clock.ms + self.takes_ms) & WRAP


class Link:
    def __init__(self, due_ms=0x1FFFFFFF):
        self.polled = []
        self.due_ms = due_ms
        self.asked = []
        self.fails = False
        self.fails_due = False

    def poll(self, now):
        self.polled.append(now)
        if self.fails:
            raise OSError(5)

    def next_due_ms(self, now):
        self.asked.append(now)
        if self.fails_due:
            raise ValueError("no idea")
        return self.due_ms


def bench(task, period_ms, links=(), start=0, max_wait_ms=0, offset_ms=0):
    clock = Clock(start)
    if task.clock is not None:
        task.clock = clock
    table = Scheduler(Uptime(start), Events(8))
    table.add(task, start, period_ms, offset_ms, 0, 3 * period_ms)
    return clock, Loop(clock, table, Supervisor(table, Watchdog()), links, max_wait_ms)


def test_waits_until_the_next_task():
    for start in (0, NEAR_WRAP):
        task = Task()
        clock, loop = bench(task, 10000, (), start)
        for _ in range(3):
            assert loop.turn() == 10000
            clock.ms = (clock.ms + 10000) & WRAP
        assert task.at == [0, 10000, 20000]
        assert loop.supervisor.watchdog.fed == 3


def test_the_bound_on_a_wait_holds_and_changes_no_run():
    task = Task()
    clock, loop = bench(task, 10000, (), NEAR_WRAP, 1000)
    waits = 0
    for _ in range(31):
        wait = loop.turn()
        assert 0 < wait <= 1000
        waits += 1
        clock.ms = (clock.ms + wait) & WRAP
    assert task.at == [0, 10000, 20000, 30000]
    assert waits == 31


def test_a_wake_leaves_no_wait():
    task = Task()
    clock, loop = bench(task, 10000)
    loop.turn()

    class Waker(Link):
        def poll(self, now):
            loop.scheduler.wake(1)

    loop.scheduler.wake_bits[0] = 1
    loop.links = (Waker(),)
    clock.ms += 500
    assert loop.turn() == 9500  # woken by the link before the step: it has run already
    assert task.at == [0, 500]
    loop.scheduler.wake(1)
    assert loop.scheduler.wait_ms(clock.ms) == 0


def test_links_are_served_each_turn_and_shorten_the_wait():
    a = Link(250)
    b = Link(40)
    clock, loop = bench(Task(), 10000, (a, b))
    assert loop.turn() == 40
    clock.ms += 40
    b.due_ms = 0
    assert loop.turn() == 0
    b.due_ms = 20000
    a.due_ms = 20000
    assert loop.turn() == 9960
    assert a.polled == [0, 40, 40] == b.polled


def test_a_link_that_fails_stops_nobody():
    bad = Link(100)
    bad.fails = True
    good = Link(300)
    task = Task()
    clock, loop = bench(task, 1000, (bad, good))
    for _ in range(21):
        clock.ms += loop.turn()
    assert task.at == [0, 1000, 2000]
    assert loop.link_failures == 21
    assert len(good.polled) == 21


def test_a_link_that_cannot_say_when_stops_nobody():
    bad = Link()
    bad.fails_due = True
    good = Link(300)
    task = Task()
    clock, loop = bench(task, 1000, (bad, good))
    for _ in range(9):
        wait = loop.turn()
        assert wait <= 300
        clock.ms += wait
    assert task.at == [0, 1000, 2000]
    assert loop.link_failures == 9


def test_a_link_in_the_past_is_due_now():
    clock, loop = bench(Task(), 1000, (Link(-5),))
    assert loop.turn() == 0


def test_time_spent_in_tasks_is_not_slept_again():
    link = Link(400)
    task = Task(Clock(0), 300)
    clock, loop = bench(task, 1000, (link,), NEAR_WRAP)
    assert loop.turn() == 400
    assert link.asked == [clock.ms]  # as of now, not of before the tasks
    loop.links = ()
    clock.ms = (clock.ms + 200) & WRAP
    assert loop.turn() == 500  # due at 1000, now is 500
