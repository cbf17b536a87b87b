"""The bridge: what the two lines bring into the input frame, what the commands become, what a lost side means."""

from array import array

from ot_bench import Boiler, Line, Thermostat, plain_words, run
from support import no_allocation
from tandem.links.opentherm.bridge import Bridge
from tandem.ports.frame import (
    CH_BOILER_ERROR,
    CH_BOILER_FLOW,
    CH_FLAME,
    CH_FLOW,
    CH_HP_RUN,
    CH_PRESSURE,
    CH_ROOM,
    CH_ROOM_SET,
    CH_THERMOSTAT,
    IN_AGE_S,
    IN_CH,
    IN_QUALITY,
    N_IN,
    N_OUT,
    OUT_BOILER,
    OUT_BOILER_SET_C100,
    OUT_HP,
    OUT_PLAN,
    PLAN_HP,
    Q_ABSENT,
    Q_FAULT,
    Q_GOOD,
)

ON = ((0, 0, 0x0300), (1, 1, 0x3C00), (1, 16, 0x1480), (1, 24, 0x1340), (0, 25, 0))
OFF = ((0, 0, 0x0200), (1, 1, 0x0A00), (1, 16, 0x1000), (1, 24, 0x1480), (0, 25, 0))


class Own:
    """The board's own sensors and actuators."""

    def __init__(self):
        self.f = array("i", [0] * N_IN)
        self.o = array("i", [0] * N_OUT)
        self.fell = 0

    def read(self, frame):
        for i in range(N_IN):  # a slice is an object
            frame[i] = self.f[i]

    def write(self, frame):
        for i in range(N_OUT):
            self.o[i] = frame[i]

    def fallback(self):
        self.fell += 1


class Bench:
    def __init__(self, asks=ON, words=None):
        self.own = Own()
        self.to_boiler = Line()
        self.to_thermostat = Line()
        self.bridge = Bridge(self.own, self.own, self.to_boiler.a, self.to_thermostat.b)
        self.boiler = Boiler(self.to_boiler.b, words)
        self.thermostat = Thermostat(self.to_thermostat.a, asks)
        self.f = array("i", [0] * N_IN)
        self.o = array("i", [0] * N_OUT)
        self.woken = 0
        self.bridge.wake = self.wake
        self.end_ms = 0

    def wake(self):
        self.woken += 1

    def run(self, ms):
        """Control ticks every 10 s."""
        while ms > 0:
            self.bridge.read(self.f)
            self.bridge.write(self.o)
            step = ms if ms < 10000 else 10000
            self.end_ms += step
            run([self.to_boiler, self.to_thermostat], [self.bridge], [self.boiler, self.thermostat], self.end_ms)
            ms -= step
        self.bridge.read(self.f)

    def got(self, ch):
        return self.f[IN_QUALITY + ch], self.f[IN_CH + ch]


def test_what_the_boiler_says():
    words = plain_words()
    words[0] = 0x0A
    bench = Bench(words=words)
    bench.bridge.read(bench.f)
    assert bench.got(CH_FLAME) == (Q_ABSENT, 0)
    bench.run(150000)
    assert bench.got(CH_BOILER_FLOW) == (Q_GOOD, 3500) and bench.got(CH_FLAME) == (Q_GOOD, 1)
    assert bench.got(CH_PRESSURE) == (Q_GOOD, 150) and bench.got(CH_BOILER_ERROR) == (Q_GOOD, 0)
    assert bench.f[IN_AGE_S + CH_BOILER_FLOW] < 6
    words[0] = 1
    bench.run(30000)
    assert bench.got(CH_BOILER_ERROR) == (Q_GOOD, 1) and bench.got(CH_FLAME) == (Q_GOOD, 0)


def test_own_sensors_go_first():
    bench = Bench()
    for ch, value in ((CH_ROOM, 2011), (CH_PRESSURE, 99)):
        bench.own.f[IN_CH + ch] = value
        bench.own.f[IN_QUALITY + ch] = Q_GOOD
    bench.run(150000)
    assert bench.got(CH_ROOM) == (Q_GOOD, 2011) and bench.got(CH_PRESSURE) == (Q_GOOD, 99)


def test_what_the_thermostat_wants():
    bench = Bench()
    bench.run(60000)
    assert bench.got(CH_THERMOSTAT) == (Q_GOOD, 1) and bench.got(CH_ROOM_SET) == (Q_GOOD, 2050)
    assert bench.got(CH_ROOM) == (Q_GOOD, 1925)
    bench.thermostat.asks = OFF
    woken = bench.woken
    bench.run(30000)
    assert bench.got(CH_THERMOSTAT) == (Q_GOOD, 0) and bench.got(CH_ROOM_SET) == (Q_GOOD, 1600)
    assert bench.woken == woken + 1, "a fast input wakes the control"


def test_a_thermostat_that_only_lowers_its_set_point_ends_its_call_too():
    for word, calls in ((0x0000, 0), (0x1500, 0), (0x1600, 0), (0x1640, 1), (0x5000, 1)):
        bench = Bench(((0, 0, 0x0300), (1, 1, word), (1, 24, 0x1340)))
        bench.run(30000)
        assert bench.got(CH_THERMOSTAT) == (Q_GOOD, calls), word
    for word, calls in ((0x1800, 0), (0x1900, 1)):
        bench = Bench(((0, 0, 0x0300), (1, 1, word)))
        bench.run(30000)
        assert bench.got(CH_THERMOSTAT) == (Q_GOOD, calls), word


def test_commands_go_to_the_boiler():
    bench = Bench()
    bench.run(30000)
    assert not bench.boiler.ch
    bench.o[OUT_BOILER] = 1
    bench.o[OUT_BOILER_SET_C100] = 4250
    bench.run(2000)
    assert bench.boiler.ch and bench.boiler.set_word == 0x2A80 and bench.own.o[OUT_BOILER] == 1
    bench.o[OUT_BOILER] = bench.o[OUT_BOILER_SET_C100] = 0
    bench.run(2000)
    assert not bench.boiler.ch and bench.boiler.set_word == 0


def test_hot_water_is_on_unless_the_thermostat_says_no():
    bench = Bench()
    bench.thermostat.silent = True
    bench.run(30000)
    assert bench.boiler.heard[-1][0] and [w for _, k, at, w in bench.boiler.heard if at == 0][-1] & 0x200
    bench.thermostat.asks = ((0, 0, 0x0100),)
    bench.thermostat.silent = False
    bench.run(60000)
    assert not [w for _, k, at, w in bench.boiler.heard if at == 0][-1] & 0x200
    bench.thermostat.silent = True
    bench.run(60000)
    assert [w for _, k, at, w in bench.boiler.heard if at == 0][-1] & 0x200


def test_the_thermostat_sees_one_heating():
    bench = Bench()
    bench.own.f[IN_CH + CH_FLOW] = 3200
    bench.own.f[IN_QUALITY + CH_FLOW] = Q_GOOD
    bench.run(30000)
    assert [w for _, _, _, at, w in bench.thermostat.answers if at == 0][-1] == 0x0300
    assert [w for _, _, _, at, w in bench.thermostat.answers if at == 25][-1] == 0x2000
    bench.o[OUT_PLAN] = PLAN_HP
    bench.o[OUT_HP] = 1
    bench.own.f[IN_CH + CH_HP_RUN] = 1
    bench.own.f[IN_QUALITY + CH_HP_RUN] = Q_GOOD
    bench.run(30000)
    assert [w for _, _, _, at, w in bench.thermostat.answers if at == 0][-1] == 0x030A, "CH and a flame, whoever burns"


def test_a_lost_side_is_a_fault_and_comes_back():
    bench = Bench()
    bench.run(60000)
    woken = bench.woken
    bench.boiler.silent = True
    bench.run(30000)
    assert bench.got(CH_BOILER_FLOW)[0] == bench.got(CH_FLAME)[0] == bench.got(CH_BOILER_ERROR)[0] == Q_FAULT
    assert bench.woken == woken + 1
    bench.thermostat.silent = True
    bench.run(40000)
    assert bench.got(CH_THERMOSTAT)[0] == bench.got(CH_ROOM_SET)[0] == Q_FAULT
    assert bench.got(CH_ROOM)[0] == Q_ABSENT
    bench.boiler.silent = bench.thermostat.silent = False
    bench.run(60000)
    for ch in (CH_BOILER_FLOW, CH_FLAME, CH_THERMOSTAT, CH_ROOM_SET, CH_ROOM):
        assert bench.got(ch)[0] == Q_GOOD, ch


def test_a_wish_that_is_not_repeated_gets_old():
    bench = Bench()
    bench.run(60000)
    bench.thermostat.asks = ((0, 0, 0x0300),)
    bench.run(600000)
    assert 590 <= bench.f[IN_AGE_S + CH_ROOM] <= 620 and bench.got(CH_ROOM)[0] == Q_GOOD
    bench.run(1300000)
    assert bench.got(CH_ROOM)[0] == Q_ABSENT


def test_fallback_wants_no_heat_and_leaves_the_rest_to_the_board():
    bench = Bench()
    bench.o[OUT_BOILER] = 1
    bench.o[OUT_BOILER_SET_C100] = 4250
    bench.run(30000)
    bench.bridge.fallback()
    assert bench.own.fell == 1
    bench.end_ms += 3000
    run([bench.to_boiler, bench.to_thermostat], [bench.bridge], [bench.boiler, bench.thermostat], bench.end_ms)
    assert not bench.boiler.ch and bench.boiler.set_word == 0


def test_it_takes_no_heap():
    bench = Bench()
    bench.run(60000)
    no_allocation(both, bench)


def both(bench):
    for _ in range(5):
        bench.bridge.read(bench.f)
        bench.bridge.write(bench.o)
