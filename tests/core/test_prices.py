"""Prices: where each energy's price comes from, in which order, and what carbon dioxide counts for."""

from control_bench import parameters
from tandem.control.param_table import (
    P_CO2_EUR_T,
    P_GAS_EUR_MWH,
    P_NIGHT_FROM_MIN,
    P_NIGHT_TO_MIN,
    P_POWER_DAY_EUR_MWH,
    P_POWER_NIGHT_EUR_MWH,
    P_TARIFF,
    P_WEIGHT_CO2_PCT,
)
from tandem.control.prices import NO_PRICE, Prices
from tandem.control.wall import Wall
from tandem.ports.frame import (
    IN_CO2_G_KWH,
    IN_CO2_STATE,
    IN_GAS_PRICE_CT_MWH,
    IN_GAS_PRICE_STATE,
    IN_POWER_PRICE_CT_MWH,
    IN_POWER_PRICE_STATE,
    IN_WALL_MIN,
    IN_WALL_OFF_MIN,
    IN_WALL_STATE,
    Q_ABSENT,
    Q_GOOD,
    Inputs,
)
from tandem.ports.series import SERIES_CO2, SERIES_PRICE

NOON = 13000000 // 1440 * 1440 + 720  # a day's noon, minutes since 2000, UTC


class Bench:
    """Prices at noon with a price in the frame."""

    def __init__(self, settings=()):
        self.params = parameters()
        for pid, value in settings:
            assert self.params.set(pid, value) == 0
        self.inputs = Inputs(self.params)
        self.wall = Wall()
        self.prices = Prices()
        f = self.inputs.f
        f[IN_WALL_MIN] = NOON
        f[IN_WALL_STATE] = Q_GOOD
        f[IN_POWER_PRICE_CT_MWH] = 22000
        f[IN_POWER_PRICE_STATE] = Q_GOOD
        f[IN_GAS_PRICE_CT_MWH] = 8000
        f[IN_GAS_PRICE_STATE] = Q_GOOD

    def say(self, at, value):
        self.inputs.f[at] = value
        return self.step()

    def step(self):
        self.wall.step(self.inputs.f)
        self.prices.step(self.inputs, self.wall)
        return self.prices

    def push(self, kind, quarters):
        for i, value in enumerate_(quarters):
            self.inputs.series.put(kind, NOON // 15 + i, value)


def enumerate_(values):
    return [(i, values[i]) for i in range(len(values))]


def test_the_series_comes_before_the_frame():
    bench = Bench()
    assert bench.step().power_ct == 22000
    bench.push(SERIES_PRICE, (1500, -200, 40000))
    assert bench.step().power_ct == 15000
    assert bench.prices.at(NOON // 15 + 1) == -2000
    assert bench.prices.at(NOON // 15 + 2) == 327670  # 16 bits
    assert bench.prices.at(NOON // 15 + 3) == NO_PRICE
    bench.say(IN_WALL_MIN, NOON + 45)  # beyond the series: the frame again
    assert bench.prices.power_ct == 22000


def test_without_a_clock_the_series_cannot_be_read():
    bench = Bench()
    bench.push(SERIES_PRICE, (1500,))
    prices = bench.say(IN_WALL_STATE, Q_ABSENT)
    assert prices.known and prices.power_ct == 22000 and prices.quarter == -1


def test_nothing_known_without_a_tariff():
    bench = Bench()
    assert not bench.say(IN_POWER_PRICE_STATE, Q_ABSENT).known
    bench = Bench()
    assert not bench.say(IN_GAS_PRICE_STATE, Q_ABSENT).known
    bench = Bench()
    assert not bench.say(IN_GAS_PRICE_CT_MWH, 0).known


def test_the_tariff_is_the_last_word():
    bench = Bench(
        (
            (P_TARIFF, 1),
            (P_POWER_DAY_EUR_MWH, 300),
            (P_POWER_NIGHT_EUR_MWH, 180),
            (P_NIGHT_FROM_MIN, 1380),
            (P_NIGHT_TO_MIN, 420),
            (P_GAS_EUR_MWH, 90),
        )
    )
    bench.say(IN_POWER_PRICE_STATE, Q_ABSENT)
    prices = bench.say(IN_GAS_PRICE_STATE, Q_ABSENT)
    assert prices.known and (prices.power_ct, prices.gas_ct) == (30000, 9000)
    noon = NOON // 15
    for hour, want in ((10, 30000), (11, 18000), (18, 18000), (19, 30000), (34, 30000), (35, 18000)):
        assert prices.at(noon + hour * 4) == want
    bench.say(IN_WALL_OFF_MIN, 660)  # local time is 23:00
    assert bench.prices.power_ct == 18000
    bench.say(IN_WALL_STATE, Q_ABSENT)
    assert bench.prices.power_ct == 30000  # which hour it is nobody knows: the day's price


def test_carbon_dioxide_alone():
    bench = Bench(((P_WEIGHT_CO2_PCT, 100), (P_CO2_EUR_T, 100)))
    bench.say(IN_POWER_PRICE_STATE, Q_ABSENT)
    prices = bench.say(IN_GAS_PRICE_STATE, Q_ABSENT)
    assert prices.known
    assert (prices.power_ct, prices.gas_ct) == (3000, 1840)  # 300 and 184 g/kWh at 100 EUR a tonne
    bench.say(IN_CO2_G_KWH, 450)
    assert bench.say(IN_CO2_STATE, Q_GOOD).power_ct == 4500
    bench.push(SERIES_CO2, (50, -3, 32767))
    assert bench.step().power_ct == 500
    assert bench.prices.at(NOON // 15 + 1) == 0
    assert bench.prices.at(NOON // 15 + 2) == 20000  # 2000 g/kWh at most


def test_a_weight_between_both():
    bench = Bench(((P_WEIGHT_CO2_PCT, 25), (P_CO2_EUR_T, 200)))
    prices = bench.step()
    assert prices.power_ct == (22000 * 75 + 6000 * 25) // 100
    assert prices.gas_ct == (8000 * 75 + 3680 * 25) // 100
    assert not bench.say(IN_POWER_PRICE_STATE, Q_ABSENT).known


def test_prices_are_bounded():
    bench = Bench()
    assert bench.say(IN_POWER_PRICE_CT_MWH, 0x3FFFFFFF).power_ct == 400000
    assert bench.say(IN_POWER_PRICE_CT_MWH, -0x3FFFFFFF).power_ct == -400000
    assert bench.say(IN_GAS_PRICE_CT_MWH, 0x3FFFFFFF).gas_ct == 400000
