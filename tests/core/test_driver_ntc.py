"""Thermistors and platinum sensors: tables against the formulas, and what broken wires look like."""

import math
from array import array

import chips
from chip_machine import Chip
from support import no_allocation, raises
from tandem.ports.frame import CH_FLOW, IN_AGE_S, IN_CH, IN_QUALITY, N_IN, Q_GOOD, Q_OPEN, Q_SHORT


def ohms(curve, celsius):
    """The formula that each table is made of."""
    if curve == "pt1000":
        r = 1 + 3.9083e-3 * celsius - 5.775e-7 * celsius * celsius
        if celsius < 0:
            r -= 4.183e-12 * (celsius - 100) * celsius**3
        return 1000 * r
    return 10000 * math.exp(int(curve[3:]) * (1 / (celsius + 273.15) - 1 / 298.15))


def bench(curve, pull, supply=3300, trim=0):
    chips.fresh()
    ntc = chips.driver("ntc")
    return ntc.Ntc(34, CH_FLOW, curve, pull, supply, trim), array("i", [77] * N_IN)


def measured(sensor, f, uv):
    Chip.uv[34] = uv
    sensor.read(f, 0)
    assert sensor.channels == (CH_FLOW,) and f[IN_AGE_S + CH_FLOW] == 0
    return f[IN_CH + CH_FLOW] if f[IN_QUALITY + CH_FLOW] == Q_GOOD else None


def test_tables_are_the_formulas():
    ntc = chips.driver("ntc")
    for curve in ntc.CURVES:
        sensor, _ = bench(curve, 10000)
        for row in range(ntc.ROWS):
            celsius = (ntc.FIRST_C100 + row * ntc.STEP_C100) / 100
            assert abs(sensor._ohm10(row) - 10 * ohms(curve, celsius)) <= 0.51, (curve, celsius)


def test_between_the_rows():
    for curve, most in (("10k3950", 7), ("10k3977", 7), ("pt1000", 3)):
        sensor, _ = bench(curve, 10000)
        c = -3990
        while c < 12000:
            r = 10 * ohms(curve, c / 100)
            # A tenth of an ohm is the table's unit: 0.03 K of platinum, 0.09 K of a hot thermistor.
            grain = 100 * abs(ohms(curve, c / 100 + 0.5) - ohms(curve, c / 100 - 0.5)) / 10
            slack = 1 + 100 / max(grain, 1) if curve != "pt1000" else 2
            assert abs(sensor._c100(int(r + 0.5)) - c) <= most + slack, (curve, c, sensor._c100(int(r + 0.5)))
            c += 37


def test_through_the_divider():
    for curve, pull, most in (("10k3950", 10000, 15), ("10k3977", 4700, 15), ("pt1000", 2000, 12)):
        sensor, f = bench(curve, pull)
        for celsius in (-20, 0, 21, 35, 55, 80, 95):
            r = ohms(curve, celsius)
            uv = int(3300000 * r / (r + pull))
            if uv < 160000 or uv > 3070000:
                continue
            got = measured(sensor, f, uv)
            # A millivolt is up to 0.3 K at the hot end of 10 kOhm.
            slack = most + (25 if celsius > 60 else 0)
            assert got is not None and abs(got - 100 * celsius) <= slack, (curve, celsius, got)


def test_trim_is_added():
    sensor, f = bench("10k3950", 10000, trim=-30)
    assert abs(measured(sensor, f, 1650000) - 2470) <= 4


def test_broken_wires():
    sensor, f = bench("10k3950", 10000)
    for uv in (0, 142000, 149999):
        assert measured(sensor, f, uv) is None and f[IN_QUALITY + CH_FLOW] == Q_SHORT, uv
    for uv in (3080001, 3300000, 3400000):
        assert measured(sensor, f, uv) is None and f[IN_QUALITY + CH_FLOW] == Q_OPEN, uv
    # Within the ADC's range, and no temperature of a platinum sensor.
    sensor, f = bench("pt1000", 2000)
    assert measured(sensor, f, 200000) is None and f[IN_QUALITY + CH_FLOW] == Q_SHORT
    assert measured(sensor, f, 3000000) is None and f[IN_QUALITY + CH_FLOW] == Q_OPEN


def test_the_median_ignores_single_spikes():
    sensor, f = bench("10k3950", 10000)
    quiet = measured(sensor, f, 1650000)
    assert measured(sensor, f, [3300000, 1650000, 0, 1650000, 1650000, 0, 1650000, 1650000, 3300000]) == quiet


def test_every_level_gives_a_value_or_a_quality():
    for curve, pull in (("10k3950", 100), ("10k3977", 30000), ("pt1000", 100), ("pt1000", 30000)):
        sensor, f = bench(curve, pull)
        last = None
        for mv in range(0, 3400, 7):
            got = measured(sensor, f, mv * 1000)
            assert f[IN_QUALITY + CH_FLOW] in (Q_GOOD, Q_OPEN, Q_SHORT)
            if got is not None and last is not None:
                assert (got >= last) if curve == "pt1000" else (got <= last)
            last = got if got is not None else last


def test_a_pull_up_that_would_overflow_is_refused():
    raises(ValueError, bench, "10k3950", 47000)
    raises(ValueError, bench, "10k1234", 10000)


def test_it_takes_no_heap():
    for curve, pull in (("10k3950", 30000), ("pt1000", 3000)):
        sensor, f = bench(curve, pull)
        for uv in (151000, 1650000, 3079000):
            Chip.uv[34] = uv
            no_allocation(Reader(sensor, f).read, None)


class Reader:
    def __init__(self, sensor, f):
        self.sensor = sensor
        self.f = f

    def read(self, _):
        self.sensor.read(self.f, 0)
