"""The measurements for a real board run through on the simulated chip. What they find there means nothing."""

import chips
from chip_machine import Chip
from chip_onewire import Bus, Sensor

TIME = chips.chip_time.clock


class Clock:
    """Time that passes by being asked for."""

    us = 0

    @staticmethod
    def ticks_us():
        Clock.us += 100
        return Clock.us

    @staticmethod
    def ticks_diff(a, b):
        return a - b

    @staticmethod
    def sleep_ms(ms):
        Clock.us += 1000 * ms


class Heap:
    @staticmethod
    def collect():
        pass

    @staticmethod
    def mem_alloc():
        return 1

    mem_free = mem_alloc


def run(names):
    bench = chips.driver("bench")
    said = []
    kept = bench.time, bench.gc, bench.line
    bench.time, bench.gc = Clock, Heap
    bench.print = lambda *words: said.append(words)
    bench.line = lambda name, value, unit, bound: said.append((name, value, bound))
    onewire = chips.FAKES["onewire"]
    chips.sys.modules["onewire"] = onewire
    try:
        bench.main(names)
    finally:
        bench.time, bench.gc, bench.line = kept
        del chips.sys.modules["onewire"]
        del bench.print
    return said


def test_nothing_named_measures_the_pause_alone():
    chips.fresh()
    assert [row[0] for row in run({"__name__": "x"})][:2] == ["pause: 1000 ms took", "collection of the heap"]


def test_everything_named():
    chips.fresh()
    Chip.uv[34] = [1000000, 1004000]
    sensors = [Sensor(5, 320), Sensor(6, 320)]
    Bus(4, sensors)
    chips.pins.put(17, 1)
    rows = run({"adc": 34, "wire": 4, "out": 16, "back": 17})
    found = {row[0]: row[1] for row in rows if len(row) == 3}
    assert found["ADC: medians apart"] <= 4
    assert found["one-wire: checksums wrong"] == 0
    assert found["output: read back after"] >= 2000, "this one never falls"
    assert ("sensor", "".join(["%02x" % byte for byte in sorted(s.rom for s in sensors)[0]])) in rows
