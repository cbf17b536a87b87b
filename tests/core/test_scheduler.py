"""The scheduler's time: periods, phase, wake bits, the wrap of the clock, no allocation."""

from array import array

from kernel_bench import NEAR_WRAP, Bench, Still, Task, VirtualWatch
from support import no_allocation
from tandem.kernel.events import Events
from tandem.kernel.scheduler import Scheduler
from tandem.kernel.uptime import WRAP, Uptime


def test_periods_and_offsets():
    for start in (0, NEAR_WRAP, WRAP):
        bench = Bench(start)
        a = Task()
        b = Task()
        bench.add(a, 1000)
        bench.add(b, 2000, 300)
        bench.step()
        bench.walk(9900)
        assert a.at == [0, 1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000, 9000]
        assert b.at == [300, 2300, 4300, 6300, 8300]
        assert bench.table.runs[0] == 10 and bench.table.runs[1] == 5
        assert bench.table.slips[0] == 0


def test_runs_in_the_order_of_adding():
    bench = Bench()
    order = []

    class Named:
        def __init__(self, name):
            self.name = name

        def run(self, uptime):
            order.append(self.name)

    for name in "abc":
        bench.add(Named(name), 500)
    bench.step()
    bench.step(500)
    assert order == ["a", "b", "c", "a", "b", "c"]


def test_a_late_step_keeps_the_phase():
    for start in (0, NEAR_WRAP):
        bench = Bench(start)
        task = Task()
        bench.add(task, 1000)
        bench.step()
        bench.step(1040)  # late by less than a period: no slip
        assert bench.table.slips[0] == 0
        bench.step(900)
        bench.step(60)
        assert task.at == [0, 1040, 2000]


def test_a_clock_that_steps_back_runs_nothing_twice():
    bench = Bench(10000)
    task = Task()
    bench.add(task, 1000)
    bench.step()
    bench.step(1000)
    bench.step(-700)
    bench.step(600)
    assert task.at == [0, 1000]
    bench.step(1100)
    assert task.at == [0, 1000, 2000]


def test_wake_runs_at_once_and_keeps_the_phase():
    for start in (0, NEAR_WRAP):
        bench = Bench(start)
        a = Task()
        b = Task()
        bench.add(a, 10000, 0, 0, 1)
        bench.add(b, 10000, 5000, 0, 6)
        bench.step()
        bench.step(1000)
        bench.table.wake(1)
        assert bench.table.wait_ms(bench.now) == 0
        bench.step()
        assert bench.table.wait_ms(bench.now) == 4000
        bench.step(100)
        bench.table.wake(2)
        bench.table.wake(4)  # two bits for one task are one run
        bench.step(100)
        bench.table.wake(8)  # nobody listens
        bench.step(100)
        bench.walk(20000)
        assert a.at == [0, 1000, 10000, 20000]
        assert b.at == [1200, 5000, 15000]


def test_woken_when_due_is_one_run():
    bench = Bench()
    task = Task()
    bench.add(task, 1000, 0, 0, 1)
    bench.table.wake(1)
    bench.step()
    bench.step()
    assert task.at == [0]


def test_a_task_may_wake_another_for_the_next_step():
    bench = Bench()
    late = Task()

    class Waker:
        def run(self, uptime):
            bench.table.wake(2)

    bench.add(late, 60000, 60000, 0, 2)
    bench.add(Waker(), 10000)
    bench.step()
    assert late.at == []
    assert bench.table.wait_ms(bench.now) == 0
    bench.step()
    assert late.at == [0]
    assert bench.table.wait_ms(bench.now) == 10000


def test_wait_is_the_time_to_the_next_task():
    for start in (0, NEAR_WRAP):
        bench = Bench(start)
        bench.add(Task(), 7000, 300)
        bench.add(Task(), 60000, 60000)
        assert bench.table.wait_ms(bench.now) == 300
        bench.step()
        bench.step(300)
        assert bench.table.wait_ms(bench.now) == 7000
        assert bench.table.wait_ms((bench.now + 6990) & WRAP) == 10
        assert bench.table.wait_ms((bench.now + 7010) & WRAP) == 0


def test_allocates_nothing_also_at_the_wrap():
    events = Events(16)
    uptime = Uptime(NEAR_WRAP)
    table = Scheduler(uptime, events, VirtualWatch())
    for period in (100, 1000, 10000, 268435400):
        table.add(Still(), NEAR_WRAP, period, 0, 10, 5000, 1)
    clock = array("i", [NEAR_WRAP])

    def steps(_):
        now = clock[0]
        for ms in (0, 100, 100, 30000, 4900, 4900, 4900, 0x0FFFFFFF, 1, 0x10000000):
            now = (now - WRAP - 1 + ms) & WRAP  # the sum itself would be no small integer
            table.step(now)
            table.wake(1)
            table.step(now)
            table.wait_ms(now)
        clock[0] = now

    no_allocation(steps, None, 8)


def test_each_due_time_near_the_wrap_is_small():
    for start in range(WRAP - 300, WRAP + 1, 50):
        uptime = Uptime(start)
        table = Scheduler(uptime, Events(4))
        table.add(Still(), start, 200, 100)

        def steps(now, table=table):
            table.step(now)
            table.step((now - WRAP - 1 + 100) & WRAP)
            table.step((now - WRAP - 1 + 0x10000000) & WRAP)

        no_allocation(steps, start, 1)
