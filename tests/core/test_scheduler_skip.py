"""Jumping to the next due time gives exactly the same runs as stepping every 100 ms."""

from kernel_bench import NEAR_WRAP, Bench
from tandem.kernel.uptime import WRAP


class Story:
    """Four tasks, one of which fails now and then, and wakes at fixed times: the same run by steps or by jumps."""

    WAKES_MS = (2500, 2600, 7000, 31400, 31500, 60000, 61300)
    END_MS = 200000

    def __init__(self, start):
        self.bench = Bench(start)
        self.log = []
        for name, period, offset, bits in (
            ("a", 3000, 0, 0),
            ("b", 700, 300, 1),
            ("c", 10000, 0, 2),
            ("d", 60000, 60000, 3),
        ):
            self.bench.add(StoryTask(self, name), period, offset, 0, bits)

    def play(self, skip):
        bench = self.bench
        table = bench.table
        t = 0
        wakes = list(self.WAKES_MS)
        while t <= self.END_MS:
            if wakes and wakes[0] == t:
                wakes.pop(0)
                table.wake(1 + t // 100 % 3)
            bench.step()
            while table.wait_ms(bench.now) == 0:
                bench.step()
            ms = 100
            if skip:
                ms = table.wait_ms(bench.now)
                if wakes and wakes[0] - t < ms:
                    ms = wakes[0] - t
            t += ms
            bench.now = (bench.now + ms) & WRAP
        counts = [list(field) for field in (table.runs, table.slips, table.failures)]
        return self.log, counts, bench.events.total


class StoryTask:
    """Tells the story when it ran; the one called b fails three times in a row now and then."""

    def __init__(self, story, name):
        self.story = story
        self.name = name
        self.n = 0

    def run(self, uptime):
        self.story.log.append((self.name, uptime.s, uptime.ms))
        self.n += 1
        if self.name == "b" and self.n % 40 in (0, 1, 2):
            raise OSError(5)


def test_skipping_idle_time_changes_nothing():
    for start in (0, NEAR_WRAP):
        stepped = Story(start).play(False)
        skipped = Story(start).play(True)
        assert len(stepped[0]) > 300
        assert skipped == stepped
