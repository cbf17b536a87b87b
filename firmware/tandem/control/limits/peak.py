"""Paid peaks of the connection: what running the heat pump now would add to the bill.

As in Flanders: the bill goes by the mean of twelve months' highest quarter-hours of import, each counted as 2.5 kW at
least, so a kilowatt more in one month costs a twelfth of the year's price. A cost for the choice of the source, never a
limit: a house without another source pays. Needs the meter of the connection; without a clock a month never ends.
"""

from tandem.control.param_table import P_HP_MIN_POWER_W, P_PEAK_EUR_KW
from tandem.control.snapshot import within
from tandem.ports.frame import CH_IMPORT

LEAST_W = 2500
QUARTER_S = 900
_ENOUGH_S = 600  # a quarter that was seen for less says nothing
_REST_S = 300  # a kettle is no reason to stop a compressor
_MOST_W = 100000
_PARTS = 16
_MARCH_2000 = 60  # days from the first of January to the first of March 2000
_FOUR_YEARS = 1461


def month_of(day):
    """Number of the month of a day since 2000-01-01, counted from March 2000; until the year 2100."""
    day -= _MARCH_2000
    years = day % _FOUR_YEARS // 365
    if years > 3:
        years = 3
    rest = day % _FOUR_YEARS - 365 * years
    return (day // _FOUR_YEARS * 4 + years) * 12 + (5 * rest + 2) // 153


class Peak:
    """most_w: highest quarter-hour of this month; quarter_w: mean import of the running one, over span_s seconds."""

    def __init__(self, site):
        self.site = site
        self.month = 0
        self.most_w = LEAST_W
        self.quarter_w = 0
        self.span_s = 0
        self._rest = 0  # the others', a mean of minutes, parts of a watt
        self._quarter = -1
        self._begin_s = 0
        self._last_s = 0
        self._sum = 0  # watt-seconds
        self._dear = False

    def step(self, wall, now_s):
        """Every tick: count the import."""
        quarter = wall.quarter if wall.known else now_s // QUARTER_S
        span = now_s - self._last_s
        self._last_s = now_s
        if quarter != self._quarter:
            if self.span_s >= _ENOUGH_S and self.quarter_w > self.most_w:
                self.most_w = self.quarter_w
            month = month_of(wall.day) if wall.known else self.month
            if month != self.month:
                self.month = month
                self.most_w = LEAST_W
            self._quarter = quarter
            self._begin_s = now_s
            self._sum = self.span_s = self.quarter_w = 0
        elif self.site.known and 0 < span <= QUARTER_S and self.span_s < QUARTER_S:
            self._sum += self.site.readings.v[CH_IMPORT] * span
            self.span_s += span
            self.quarter_w = self._sum // self.span_s
        if span > _REST_S:
            span = _REST_S
        self._rest += (within(self.site.rest_w, _MOST_W) * _PARTS - self._rest) * span // _REST_S

    def cost(self, w, runs, p):
        """Tenths of a cent that the heat pump adds to the bill when it draws w watts from now on; runs: it does so now.

        One that runs is judged by the running quarter, one that would start also by the next, which it would not be out
        of in time.
        """
        if not self.site.known:
            self._dear = False
            return 0
        if w < p[P_HP_MIN_POWER_W]:
            w = p[P_HP_MIN_POWER_W]
        then_w = within(self._rest // _PARTS + w, _MOST_W)
        into = self._last_s - self._begin_s
        if into > QUARTER_S:
            into = QUARTER_S
        over = (self.quarter_w * into + then_w * (QUARTER_S - into)) // QUARTER_S
        if not runs and then_w > over:
            over = then_w
        over -= self.most_w
        if self._dear:
            over += w // 10
        self._dear = over > 0
        return over * p[P_PEAK_EUR_KW] // 12 if over > 0 else 0

    def keep(self, row, at):
        """For the record of habits."""
        row[at] = self.month
        row[at + 1] = self.most_w
        return at + 2

    def restore(self, row, at):
        """After a restart."""
        self.month = within(row[at], 1 << 20)
        w = within(row[at + 1], _MOST_W)
        self.most_w = w if w > LEAST_W else LEAST_W
        return at + 2
