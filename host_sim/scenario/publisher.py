"""Publishes series to the house as the world does: tomorrow's values at 13:00, or when they come at last."""

from host_sim.scenario.limits import DEVICE, IMPORT, LOADS
from host_sim.scenario.series import QUARTER_S, QUARTERS
from host_sim.scenario.words import DAY_S
from tandem.control.param_table import P_CONTRACT_REF, P_PROFILE_USE
from tandem.ports.frame import (
    IN_CO2_G_KWH,
    IN_CO2_STATE,
    IN_POWER_PRICE_CT_MWH,
    IN_POWER_PRICE_STATE,
    IN_WALL_MIN,
    Q_ABSENT,
    Q_GOOD,
)
from tandem.ports.reasons import R_PROFILE
from tandem.ports.series import SERIES_CO2, SERIES_PRICE, SERIES_PROFILE

# Table: its series, and what a value is multiplied with there.
_SERIES = {"prices": (SERIES_PRICE, 10.0), "co2": (SERIES_CO2, 1.0), "profile": (SERIES_PROFILE, 0.1)}
NOTHING = -1  # in a profile: no limit


class Publisher:
    """Feeds by the name of their table; known_until: the quarter of the run up to which the house was told."""

    def __init__(self, world):
        self._world = world
        config, scenario = world.simulation.config, world.scenario
        self.feeds = {}
        for table in _SERIES:
            feed = scenario.feed(table, config.start, config.seed)
            if feed is not None:
                self.feeds[table] = feed
        # An unrestricted house knows neither prices of the hour nor a profile, but pays the same.
        self._told = self.feeds if scenario.restricted else {}
        self.known_until = dict.fromkeys(self._told)
        self.missing = set()
        self._late = set()
        self._quarter = None
        self._flat_eur_kwh = config.power_price_eur_kwh
        self._days = config.days
        self._priced = None  # the quarter of the price below
        self._price_eur_kwh = self._flat_eur_kwh

    def timeline(self):
        """[(s since the start, function)]: the first day's values in the warm-up day, then each next day's."""
        acts = []
        for table, feed in self._told.items():
            for day in range(-1, self._days):
                at_s = day * DAY_S + feed.push_s
                acts.append((at_s, lambda table=table, day=day: self._publish(table, day + 1)))
        return acts

    def price_eur_kwh(self, t):
        """What electricity costs at t, s since the start of the run, known to the house or not."""
        quarter = int(t // QUARTER_S)
        if quarter != self._priced:
            self._priced = quarter
            feed = self.feeds.get("prices")
            value = None if feed is None else feed.at(quarter)
            self._price_eur_kwh = self._flat_eur_kwh if value is None else value / 1000.0
        return self._price_eur_kwh

    def step(self, t):
        """The values of the moment, once a quarter-hour."""
        quarter = int(t // QUARTER_S)
        if quarter == self._quarter or not self._told:
            return
        self._quarter = quarter
        self._now(quarter)
        if "profile" in self._told and t >= 0.0:
            self._profile(t, quarter)

    def come(self, table):
        """Values arrive again; what should have come meanwhile comes now."""
        self.missing.discard(table)
        if table in self._late:
            self._late.discard(table)
            feed = self._told[table]
            now_s = self._world.now_s()
            self._publish(table, int((now_s - feed.push_s) // DAY_S) + 1)

    def controller_started(self, t):
        """A controller that has started knows nothing: it is told again what is already published."""
        again = [table for table, until in self.known_until.items() if until is not None]
        first = int(t // QUARTER_S)
        for table in again:
            self._put(table, first - first % QUARTERS, self.known_until[table])
        self._quarter = None

    def _publish(self, table, day):
        """Values of a day of the run, the day before too where the house does not know them yet."""
        if table in self.missing:
            self._late.add(table)
            return
        until = self.known_until[table]
        begin = day * QUARTERS if until is None or until > day * QUARTERS else until
        if until is None:
            begin -= QUARTERS  # a house that is connected is told today, too
        self.known_until[table] = (day + 1) * QUARTERS
        self._put(table, begin, (day + 1) * QUARTERS)
        self._quarter = None

    def _put(self, table, begin, end):
        series = self._world.simulation.app.inputs.series
        kind, scale = _SERIES[table]
        base = self._base()
        for quarter in range(begin, end):
            value = self.feeds[table].at(quarter)
            if value is None:
                continue
            if kind == SERIES_PROFILE and value < 0:
                series.put(kind, base + quarter, NOTHING)
            else:
                series.put(kind, base + quarter, round(value * scale))

    def _base(self):
        """The firmware's number of the run's first quarter."""
        raw = self._world.raw
        return (raw[IN_WALL_MIN] - int(self._world.now_s() // 60)) // 15

    def _now(self, quarter):
        raw = self._world.raw
        for table, at, state, scale in (
            ("prices", IN_POWER_PRICE_CT_MWH, IN_POWER_PRICE_STATE, 100.0),
            ("co2", IN_CO2_G_KWH, IN_CO2_STATE, 1.0),
        ):
            if table not in self._told:
                continue
            until = self.known_until[table]
            value = self.feeds[table].at(quarter) if until is not None and quarter < until else None
            raw[state] = Q_ABSENT if value is None else Q_GOOD
            if value is not None:
                raw[at] = round(value * scale)

    def _profile(self, t, quarter):
        p = self._world.params()
        until = self.known_until["profile"]
        value = self.feeds["profile"].at(quarter) if until is not None and quarter < until else None
        if value is None or value < 0 or not p[P_PROFILE_USE]:
            self._world.limits.clear("profile", t)
        else:
            ref = (DEVICE, LOADS, IMPORT)[p[P_CONTRACT_REF]]
            # It counts in tens of watts, as it is pushed.
            self._world.limits.set("profile", t, R_PROFILE, False, round(value * 0.1) * 10, ref)
