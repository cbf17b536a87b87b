"""A controller with a tank on the bench: a warm room, so that only hot water is wanted, and a tank that takes heat."""

from control_bench import Bench
from support import allocates_now
from tandem.control.param_table import P_DHW_BY, P_MIXER, P_TANK_SENSOR
from tandem.ports.frame import (
    CH_ROOM,
    CH_TANK,
    IN_CH,
    IN_WALL_MIN,
    IN_WALL_STATE,
    OUT_BOILER,
    OUT_ELEMENT,
    OUT_HP,
    OUT_VALVE,
    Q_GOOD,
)

BOILER, HP, EITHER = 1, 2, 3
FULL_C100 = 5300  # nothing is missing
HOUR_S = 3600
DAY_S = 86400
SATURDAY_MIN = 1440 * 1000  # a midnight


class Prices:
    """Stands in for what is known of prices: ct by quarter-hour, counted from the bench's midnight."""

    def __init__(self, power_ct=22000, gas_ct=8090):
        self.known = True
        self.power_ct = power_ct
        self.gas_ct = gas_ct
        self.eff_x1000 = 930
        self.by_quarter = {}
        self.until = 1 << 24
        self.quarter = -1

    def step(self, inputs, wall):
        """The price of this moment stays."""
        self.quarter = wall.quarter if wall.known else -1

    def at(self, quarter):
        """ct/MWh, or the number that says that nobody knows."""
        if quarter >= self.until:
            return -(1 << 29)
        return self.by_quarter.get(quarter - SATURDAY_MIN // 15, self.power_ct)


def step_alone(bench):
    bench.controller.step(bench.inputs, bench.outputs)


class TankBench(Bench):
    """heats: degrees per minute that the tank gains from a source; 0: it stays as it is put."""

    def __init__(self, by, settings=(), heats=0, lock=None):
        super().__init__(settings=((P_DHW_BY, by), (P_MIXER, 1)) + tuple(settings))
        self.heats = heats
        self.lock = lock  # a way of looking (see watched): every step must take no heap
        self.base[CH_ROOM] = 2200
        self.put(CH_TANK, FULL_C100)

    def tank(self, c100):
        """The sensor shows this."""
        self.base[CH_TANK] = c100

    def clock(self, minute, day=0):
        """It is this minute of this day, from now on."""
        self.f[IN_WALL_STATE] = Q_GOOD
        self.f[IN_WALL_MIN] = SATURDAY_MIN + day * 1440 + minute - self.now_ms // 60000
        self._from_min = self.f[IN_WALL_MIN]

    def step(self):
        """The tank moves a little with every tick; so does the clock."""
        f = self.f
        if f[IN_WALL_STATE] == Q_GOOD:
            f[IN_WALL_MIN] = self._from_min + self.now_ms // 60000
        if f[IN_CH + CH_TANK] < 12000:
            f[IN_CH + CH_TANK] += self.ticks % 5
        if self.lock is None:
            super().step()
        elif allocates_now(step_alone, self, self.lock):
            raise AssertionError("tick %d at %d ms allocates" % (self.ticks, self.now_ms))
        o = self.o
        if self.heats and ((o[OUT_VALVE] and (o[OUT_HP] or o[OUT_BOILER])) or o[OUT_ELEMENT]):
            self.base[CH_TANK] += self.heats

    def hours(self, n, step_ms=60000):
        """So many hours."""
        self.run(n * HOUR_S, step_ms)


# At its defaults: 50 C, with the sensor in the middle 1 K more, charged again 6 K below.
GOAL = 5100
COLD = 3900
BY_HP = 4700  # by the heat pump: 55 C of flow less 8 K
MODE_HP, MODE_BOILER, MODE_OFF = 1, 2, 3


def cold(by, settings=(), heats=0):
    """A bench whose tank wants a charge; the first disinfection is done and far away."""
    bench = TankBench(by, settings, heats)
    proven(bench)
    bench.tank(COLD)
    bench.run(70)
    return bench


def proven(bench):
    """Hot for long enough, whatever the sensor's place."""
    bench.tank(7800)
    bench.run(1700)
    bench.tank(FULL_C100)
    bench.run(900)
    assert not bench.controller.hygiene.want


WEEK_S = 7 * DAY_S


def hold(bench, c100, seconds, step_ms=10000):
    bench.tank(c100)
    bench.run(seconds, step_ms)


def left_s(bench):
    return bench.controller.hygiene.due_s - bench.now_ms // 1000


def credited(bench):
    """The deadline was moved just now, or is being moved."""
    return left_s(bench) > WEEK_S - 120


def fresh(by=BOILER, settings=(), day=0, minute=0, clock=True, heats=0):
    """A bench just disinfected at this time, and the tank back at its usual temperature."""
    bench = TankBench(by, ((P_TANK_SENSOR, 0),) + settings, heats)
    if clock:
        bench.clock(minute, day)
    hold(bench, 7800, 1700)
    bench.tank(FULL_C100)
    bench.run(900)
    assert not bench.controller.hygiene.want and bench.controller.hygiene.due_s > 6 * DAY_S
    return bench


def wait(bench, hours, step_ms=600000):
    """Let hours pass with a tank that is warm and no hotter."""
    bench.tank(FULL_C100)
    bench.run(hours * HOUR_S, step_ms)
