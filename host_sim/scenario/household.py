"""What else draws and makes power in the house: the household by phase, other loads, solar panels, and the meter.

Household: a made-up but seeded day, minute by minute: standby and fridge, cooking, evenings, a washing machine now and
then; scaled to the year's kWh, 40 % of it or more at 06-09 and 17-22 h (R0). Solar panels: 85 % of the radiation on
the horizontal (a flat roof, engineering estimate).
"""

import numpy as np

from tandem.ports.frame import CH_IMPORT, CH_LOADS, IN_AGE_S, IN_CH, IN_QUALITY, Q_FAULT, Q_GOOD

DAY_MIN = 1440
METER_S = 10  # a telegram of the meter (DSMR 5 and most others are not slower)
PV_SHARE = 0.85
CHANNELS = tuple(range(CH_IMPORT, CH_LOADS + 1))  # import, three phases, other loads
_FIRST = IN_CH + CH_IMPORT
# Relative level of the plain part of the household by the hour.
_LEVEL = (4, 4, 4, 4, 4, 5, 8, 11, 10, 8, 8, 8, 9, 8, 8, 8, 10, 15, 17, 16, 15, 13, 10, 6)
# (earliest and latest hour, W, minutes, phase 0..2, chance a day)
_DEVICES = (
    (6.5, 8.5, 2000, 4, 0, 0.9), (11.5, 13.0, 1200, 15, 1, 0.5), (17.0, 18.5, 2200, 35, 1, 0.8),
    (17.2, 19.0, 1800, 20, 2, 0.6), (9.0, 20.0, 2000, 25, 2, 0.45), (19.0, 22.0, 1900, 40, 0, 0.35),
)  # fmt: skip
_DEVICES_KWH = sum(w * minutes / 60000.0 * chance for _, _, w, minutes, _, chance in _DEVICES)


class Household:
    """watts(day, minute) by phase, the same for the same seed. kwh_year: of a whole year, heating not included."""

    def __init__(self, kwh_year, seed):
        self._seed = seed
        self._plain_w = max(30.0, (kwh_year / 365.0 - _DEVICES_KWH) * 1000.0 / 24.0)
        self._day = None
        self._w = []

    def watts(self, day, minute):
        """Three phases, W, in this minute of a day of the run."""
        if day != self._day:
            self._day = day
            self._w = self._make(day).tolist()
        return self._w[minute]

    def _make(self, day):
        rng = np.random.default_rng((self._seed, 77, day + 1000))
        level = np.repeat(np.array(_LEVEL, float) / np.mean(_LEVEL), 60)
        swing = np.repeat(np.exp(0.35 * rng.standard_normal(DAY_MIN // 15) - 0.06), 15)
        w = np.outer(level * swing * self._plain_w, (0.45, 0.3, 0.25))
        fridge = (np.arange(DAY_MIN) + rng.integers(0, 45)) % 45 < 15
        w[:, 0] += np.where(fridge, 60.0, -30.0)
        for begin_h, end_h, watts, minutes, phase, chance in _DEVICES:
            at, here = rng.uniform(begin_h, end_h), rng.random() < chance
            if here:
                first = int(at * 60)
                w[first : first + minutes, phase] += watts
        return np.maximum(w, 5.0)


class Load:
    """A load that an event switches on: a car, an oven. phase 0: on all three."""

    def __init__(self, watts, phase, controllable):
        self.watts = watts
        self.phase = phase
        self.controllable = controllable


def add(total, watts, phase):
    """Add watts to those by phase: to one of 1..3, or a third to each."""
    if phase:
        total[phase - 1] += watts
        return
    third = watts / 3.0
    total[0] += third
    total[1] += third
    total[2] += third


class Site:
    """The connection: all that flows through it now, W. step() once the plant has moved on."""

    def __init__(self, simulation, tables):
        table = tables.get("household")
        self.metered = table is not None and table.get("meter", True)
        self._household = None if table is None else Household(table.get("kwh_year", 2800.0), simulation.config.seed)
        pv = tables.get("pv", {})
        self._pv_w = pv.get("kwp", 0.0) * PV_SHARE  # W per W/m2 of radiation
        self._pv_phase = int(pv.get("phase", 0))
        self.feed_in_eur_kwh = pv.get("feed_in", 0.08)
        self._global_w = [float(w) for w in simulation.plant.weather.global_w]
        self._raw = simulation.board.raw
        self.loads = []  # of Load
        self.silent = False
        self.pv_w = self.base_w = self.loads_w = self.import_w = 0.0
        self.phase_w = [0.0, 0.0, 0.0]
        self._told_s = -1e9
        self._age_s = -1
        self._minute = None
        self._plain = (0.0, 0.0, 0.0)  # of the household in this minute
        self._plain_w = 0.0
        if self.metered:
            for ch in CHANNELS:
                self._raw[IN_QUALITY + ch] = Q_GOOD

    def step(self, t, run_s, heating_w, heating_phase):
        """t: plant time, s; run_s: time of the run; heating_w: all electricity of the heating now, on heating_phase."""
        minute = int(run_s // 60)
        if minute != self._minute and self._household is not None:
            self._minute = minute
            self._plain = self._household.watts(*divmod(minute, DAY_MIN))
            self._plain_w = sum(self._plain)
        self.pv_w = pv_w = self._pv(t)
        total = list(self._plain)
        add(total, heating_w, heating_phase)
        if pv_w:
            add(total, -pv_w, self._pv_phase)
        self.base_w = self._plain_w
        self.loads_w = 0.0
        for load in self.loads:
            add(total, load.watts, load.phase)
            if load.controllable:
                self.loads_w += load.watts
            else:
                self.base_w += load.watts
        self.phase_w = total
        self.import_w = sum(total)
        if self.metered:
            self._tell(t)

    def fault(self, on):
        """The meter's line reports errors."""
        for ch in CHANNELS if self.metered else ():
            self._raw[IN_QUALITY + ch] = Q_FAULT if on else Q_GOOD

    def _pv(self, t):
        if not self._pv_w:
            return 0.0
        h = t / 3600.0 - 0.5  # hourly means stand at the middle of their hour
        i = int(h // 1)
        part = h - i
        n = len(self._global_w)
        return (self._global_w[i % n] * (1.0 - part) + self._global_w[(i + 1) % n] * part) * self._pv_w

    def _tell(self, t):
        """A telegram every METER_S; between two of them, and while the meter is silent, the values grow old."""
        raw = self._raw
        if not self.silent and t - self._told_s >= METER_S:
            self._told_s = t
            at = _FIRST
            raw[at] = round(self.import_w)
            for watts in self.phase_w:
                at += 1
                raw[at] = round(watts)
            raw[at + 1] = round(self.loads_w)
        age_s = min(int(t - self._told_s), 1 << 20)
        if age_s != self._age_s:
            self._age_s = age_s
            for ch in CHANNELS:
                raw[IN_AGE_S + ch] = age_s
