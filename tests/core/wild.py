"""Input frames of every kind, from a seed: calm stretches in which a heat pump obeys, wild ones with anything at all.

The same seed gives the same frames on every interpreter.
"""

from tandem.control.param_table import N_PARAMS
from tandem.ports.frame import (
    CH_BOILER_FLOW,
    CH_FLAME,
    CH_HP_DEFROST,
    CH_HP_ERROR,
    CH_HP_LPH,
    CH_HP_POWER,
    CH_HP_RUN,
    CH_OUTDOOR,
    CH_ROOM,
    IN_AGE_S,
    IN_CH,
    IN_GAS_PRICE_CT_MWH,
    IN_GAS_PRICE_STATE,
    IN_LIMITS,
    IN_POWER_PRICE_CT_MWH,
    IN_POWER_PRICE_STATE,
    IN_QUALITY,
    IN_UP_MS,
    IN_UP_S,
    IN_WALL_MIN,
    IN_WALL_OFF_MIN,
    IN_WALL_STATE,
    LIMIT_FIELDS,
    N_CH,
    N_SOURCES,
    OUT_BOILER,
    OUT_HP,
    OUT_HP_PUMP,
    Q_GOOD,
)

HIGHEST = 0x3FFFFFFF
LOWEST = -0x3FFFFFFF
YEARS_30_S = 946000000
# The edges of every channel's range, the power-on value, and what no sensor can mean.
EDGES = (
    -1, 0, 1, 100, 250, 500, 650, 800, 1200, 8499, 8500, 8501, 5500, 5801, 9301,
    -4501, -4500, -1501, -1500, -1001, -1000, -501, -500, 5000, 5001, 6000, 6001,
    10000, 10001, 11000, 11001, 11500, 11501, 20000, 20001, 60000, 60001, HIGHEST, LOWEST,
)  # fmt: skip
WATTS = (-1, 0, 1, 500, 769, 770, 923, 924, 1499, 1500, 4200, 100000, 100001, HIGHEST, LOWEST)
PRICES = (0, 1, -1, 50, 8090, 22000, -50000, 90000, 400000, 400001, -400001, HIGHEST, LOWEST)
AGES_S = (0, 30, 31, 60, 61, 600, 601, 900, 901, HIGHEST, LOWEST)
SPANS_MS = (0, 1, 100, 137, 999, 1000, 5000, 10001, 60000, 600000, 3600000, 10800000)


class Random:
    """Wichmann and Hill's generator (AS 183) in small integers: the same everywhere, and no garbage."""

    def __init__(self, seed):
        self.a = 1 + seed % 30000
        self.b = 1 + seed * 7 % 30000
        self.c = 1 + seed * 31 % 30000

    def below(self, n):
        """0 .. n-1."""
        self.a = self.a * 171 % 30269
        self.b = self.b * 172 % 30307
        self.c = self.c * 170 % 30323
        return (self.a << 14 ^ self.b << 7 ^ self.c) % n

    def pick(self, table):
        return table[self.below(len(table))]


class Wild(Random):
    """Fills one frame after the other; ``now_ms`` is their uptime."""

    def __init__(self, seed, now_ms=0):
        super().__init__(seed)
        self.now_ms = now_ms
        self.calm = True
        self.left = 200
        self.c100 = [500, 1950, 2500, 2400, 2500, 2400, 2500]

    def fill(self, f, o):
        """The next frame, given the outputs of the last one."""
        if not self.left:
            self.calm = not self.calm
            self.left = 1 + self.below(200 if self.calm else 40)
        self.left -= 1
        self.now_ms += 10000 if self.calm or self.below(3) else self.pick(SPANS_MS)
        f[IN_UP_S] = self.now_ms // 1000
        f[IN_UP_MS] = self.now_ms % 1000
        self._plausible(f, o)
        if not self.calm:
            self._upset(f)

    def _plausible(self, f, o):
        for ch in range(N_CH):
            f[IN_QUALITY + ch] = Q_GOOD
            f[IN_AGE_S + ch] = 0
        heats = o[OUT_HP] or o[OUT_BOILER]
        for ch in range(CH_BOILER_FLOW + 1):
            drift = self.below(7) - 3
            if ch > CH_ROOM:
                drift += 12 if heats else -8
            low, high = (-2500, 2500) if ch == CH_OUTDOOR else (1500, 2300) if ch == CH_ROOM else (300, 6200)
            self.c100[ch] = min(max(self.c100[ch] + drift, low), high)
            f[IN_CH + ch] = self.c100[ch]
        f[IN_CH + CH_HP_LPH] = 600 if o[OUT_HP_PUMP] else 0
        f[IN_CH + CH_HP_POWER] = 900 if o[OUT_HP] else 5
        f[IN_CH + CH_HP_RUN] = o[OUT_HP]
        f[IN_CH + CH_FLAME] = o[OUT_BOILER]
        f[IN_CH + CH_HP_DEFROST] = f[IN_CH + CH_HP_ERROR] = 0
        f[IN_POWER_PRICE_CT_MWH] = 22000
        f[IN_POWER_PRICE_STATE] = Q_GOOD
        f[IN_GAS_PRICE_CT_MWH] = 8090
        f[IN_GAS_PRICE_STATE] = Q_GOOD
        for k in range(IN_LIMITS, IN_LIMITS + N_SOURCES * LIMIT_FIELDS):
            f[k] = 0

    def _upset(self, f):
        """Anything at all in some of the fields."""
        for ch in range(N_CH):
            if not self.below(6):
                f[IN_CH + ch] = self.pick(EDGES)
            if not self.below(6):
                f[IN_QUALITY + ch] = self.below(7) - 1
            if not self.below(8):
                f[IN_AGE_S + ch] = self.pick(AGES_S)
        for k in range(IN_LIMITS, IN_LIMITS + N_SOURCES * LIMIT_FIELDS, LIMIT_FIELDS):
            if not self.below(4):
                f[k] = self.below(6) - 1
                f[k + 1] = self.pick(WATTS)
                f[k + 2] = self.pick(AGES_S)
        for k in (IN_POWER_PRICE_CT_MWH, IN_GAS_PRICE_CT_MWH):
            f[k] = self.pick(PRICES)
            f[k + 1] = self.below(6)
        for k in (IN_WALL_MIN, IN_WALL_OFF_MIN, IN_WALL_STATE):
            f[k] = self.pick(EDGES)

    def change(self, params):
        """Set some parameter to its lowest, its highest, its default, or something between."""
        pid = self.below(N_PARAMS)
        way = self.below(4)
        if way == 0:
            params.reset(pid)
            return
        low, high = bounds(params, pid)
        params.set(pid, low if way == 1 else high if way == 2 else low + self.below(high - low + 1))


def bounds(params, pid):
    """(lowest, highest) value that a parameter takes, found by asking."""
    default = params.v[pid]
    ends = []
    for sign in (-1, 1):
        step = 1 << 20
        value = default
        while step:
            if params.set(pid, value + sign * step) == 0:
                value += sign * step
            else:
                step >>= 1
        ends.append(value)
    params.set(pid, default)
    return ends[0], ends[1]
