"""Sums of a scenario: cost of electricity at its price of the moment, the sun's share, the connection's peak."""

import numpy as np

QUARTER_S = 900.0


class Sums:
    """Adds up from the start of the run."""

    def __init__(self, world):
        self._world = world
        self.power_eur = 0.0  # of the heating
        self.heating_j = 0.0
        self.own_sun_j = 0.0  # of the heating, straight from the roof
        self.import_j = self.export_j = self.pv_j = 0.0
        self.quarter_w = 0.0  # highest mean of a quarter-hour's import
        self._quarter_j = self._quarter_s = 0.0
        simulation = world.simulation
        self._bin_s = simulation.bin_s
        # By the bin of the report: seconds, import, sun, price.
        self._by_bin = np.zeros((len(simulation.board.bins), 4))
        self._bin = 0
        self._bin_end_s = self._bin_s
        self._s = self._import_j = self._pv_j = self._price_s = 0.0  # of this bin, not yet in the table

    def bins(self, used):
        """{name: mean of each bin}, of what this scenario has."""
        self._turn(self._bin)
        tables = self._world.scenario.tables
        span = np.maximum(self._by_bin[:used, 0], 1e-9)
        names = {"import_w": "household" in tables, "pv_w": "pv" in tables, "price_eur_kwh": "prices" in tables}
        return {name: self._by_bin[:used, 1 + i] / span for i, (name, there) in enumerate(names.items()) if there}

    def step(self, t, dt, heating_w):
        """dt seconds up to t, s since the start of the run, with this electricity for the heating."""
        site = self._world.site
        price = self._world.publisher.price_eur_kwh(t)
        import_j = site.import_w * dt
        pv_w = site.pv_w
        heating_j = heating_w * dt
        self.heating_j += heating_j
        if pv_w:
            self.pv_j += pv_w * dt
            self._pv_j += pv_w * dt
            # What the sun gives is worth what it would have earned.
            sun_j = min(heating_w, max(0.0, pv_w - site.base_w - site.loads_w)) * dt
            self.own_sun_j += sun_j
            self.power_eur += ((heating_j - sun_j) * price + sun_j * site.feed_in_eur_kwh) / 3.6e6
        else:
            self.power_eur += heating_j * price / 3.6e6
        if import_j > 0.0:
            self.import_j += import_j
        else:
            self.export_j -= import_j
        middle_s = t - 0.5 * dt
        if middle_s >= self._bin_end_s:
            self._turn(int(middle_s / self._bin_s))
        self._s += dt
        self._import_j += import_j
        self._price_s += price * dt
        self._quarter_j += import_j
        self._quarter_s += dt
        if self._quarter_s >= QUARTER_S:
            self.quarter_w = max(self.quarter_w, self._quarter_j / self._quarter_s)
            self._quarter_j = self._quarter_s = 0.0

    def _turn(self, bin_next):
        """The bin is full, or looked at."""
        self._by_bin[self._bin] += (self._s, self._import_j, self._pv_j, self._price_s)
        self._s = self._import_j = self._pv_j = self._price_s = 0.0
        self._bin = bin_next
        self._bin_end_s = (bin_next + 1) * self._bin_s
