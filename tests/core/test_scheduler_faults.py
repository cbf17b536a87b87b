"""The scheduler's bad days: late steps, tasks that take too long, tasks that fail, tables that are full."""

from kernel_bench import NEAR_WRAP, Bench, Task, VirtualWatch
from support import raises
from tandem.ports.reasons import E_OVERRUN, E_SLIP, E_TASK_BACK, E_TASK_FAILED


def test_missed_periods_are_slips_and_the_phase_is_kept():
    for start in (0, NEAR_WRAP):
        bench = Bench(start)
        task = Task()
        bench.add(task, 1000, 500)
        bench.step(500)
        bench.step(4600)  # due at 1500; 2500, 3500, 4500 have passed too
        assert task.at == [500, 5100]
        assert bench.table.slips[0] == 3
        assert bench.told(E_SLIP) == [(0, 3)]
        bench.walk(1000)
        assert task.at == [500, 5100, 5500]
        assert bench.table.slips[0] == 3


def test_exactly_one_period_late_is_one_slip():
    bench = Bench()
    task = Task()
    bench.add(task, 1000)
    bench.step()
    bench.step(2000)
    assert bench.told(E_SLIP) == [(0, 1)]
    bench.step(1000)
    assert task.at == [0, 2000, 3000]


def test_days_of_sleep_are_one_run():
    bench = Bench(NEAR_WRAP)
    task = Task()
    bench.add(task, 100)
    bench.step()
    bench.step(0x1FFFFF00)
    assert len(task.at) == 2
    bench.step(100)
    assert len(task.at) == 3


def test_overruns_are_measured():
    watch = VirtualWatch()
    bench = Bench(0, watch)
    task = Task(watch)
    unmeasured = Task(watch)
    bench.add(task, 1000, 0, 50)
    bench.add(unmeasured, 1000)
    unmeasured.takes_ms = 900
    for used in (10, 50, 51, 20):
        task.takes_ms = used
        bench.step()
        bench.now += 1000
    assert bench.table.overruns[0] == 1
    assert bench.told(E_OVERRUN) == [(0, 51)]
    assert bench.table.longest_ms[0] == 51
    assert bench.table.overruns[1] == 0
    assert bench.table.longest_ms[1] == 900


def test_a_failing_task_does_not_stop_the_others():
    bench = Bench()
    bad = Task()
    good = Task()
    bad.broken = True
    bench.add(bad, 1000)
    bench.add(good, 1000)
    bench.step()
    bench.walk(3000)
    assert good.at == [0, 1000, 2000, 3000]
    assert bench.table.failures[0] == len(bad.at)
    assert bench.table.runs[0] == 0
    assert bench.told(E_TASK_FAILED) == [(0, i + 1) for i in range(len(bad.at))]


def test_pauses_double_up_to_a_minute():
    for start in (0, NEAR_WRAP):
        bench = Bench(start)
        bad = Task()
        bad.broken = True
        bench.add(bad, 100, 0, 0, 1)
        bench.step()
        bench.walk(250000)
        gaps = [bad.at[i + 1] - bad.at[i] for i in range(len(bad.at) - 1)]
        assert gaps == [1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000, 60000]


def test_a_failing_task_is_not_woken_and_comes_back_with_an_event():
    bench = Bench()
    task = Task()
    bench.add(task, 10000, 0, 0, 1)
    bench.step()
    task.broken = True
    bench.table.wake(1)
    bench.step(500)
    bench.table.wake(1)
    bench.step(100)
    assert task.at == [0, 500]
    task.broken = False
    bench.walk(1000)
    assert task.at == [0, 500, 1500]  # a second after it failed
    assert bench.told(E_TASK_FAILED) == [(0, 1)]
    assert bench.told(E_TASK_BACK) == [(0, 0)]
    assert bench.table.failing[0] == 0
    bench.walk(10000)
    assert task.at == [0, 500, 1500, 11500]  # its phase starts anew


def test_only_a_good_run_is_fresh():
    bench = Bench(NEAR_WRAP)
    task = Task()
    bench.add(task, 1000)
    assert bench.table.fresh[0] == NEAR_WRAP
    bench.step(1000)
    assert bench.table.fresh[0] == NEAR_WRAP + 1000
    task.broken = True
    bench.step(1000)
    assert bench.table.fresh[0] == NEAR_WRAP + 1000


def test_refuses_what_it_cannot_keep():
    bench = Bench()
    for period, offset in ((0, 0), (-100, 0), (150, 0), (100, 50), (268435500, 0)):
        raises(ValueError, bench.add, Task(), period, offset)
    for _ in range(len(bench.table.tasks)):
        bench.add(Task(), 1000)
    raises(ValueError, bench.add, Task(), 1000)
