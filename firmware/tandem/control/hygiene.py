"""Disinfection of the tank as a deadline: the moment can be shifted, the duty cannot.

All water at 60 C for 20 min, at 65 C for 10 min or at 70 C for 5 min (ISSO 30.5, weekly in dwellings); any pass that
the sensor proves counts, whoever made the heat. A sensor at the bottom proves what it measures, less 0.5 K for itself.
One in the middle must be 3 K and one at the top 5.5 K hotter, for three and five times as long, while somebody heats:
cold water below it stays unseen. Below its temperature, or 2 K under the highest of the hold, the count begins anew;
above the bottom at half a kelvin: more than that of a draw does not show there.

Before the deadline: a day of choice from 48 to 24 h before it; then at any time without a limit in the way; in the
last 12 h whatever it costs. After a power cut of unknown length there are at most 24 h left, until a wall clock that
was known before and is known again proves how long it was.
"""

from tandem.control.param_table import (
    P_AWAY_D,
    P_AWAY_MIN,
    P_DHW_BY,
    P_HP_OWN_HYGIENE,
    P_HYGIENE_D,
    P_HYGIENE_MAX_MIN,
    P_TANK_SENSOR,
)
from tandem.control.readings import S_GOOD
from tandem.control.snapshot import within
from tandem.ports.frame import CH_TANK

_NO_PRICE = -(1 << 29)  # what prices.at() says of a quarter-hour nobody knows
_DAY_S = 86400
_HOUR_S = 3600
_QUARTER_S = 900
_LATE_S = 12 * _HOUR_S
_GAP_S = 60  # what lay longer outside a tick is no time at temperature
_LOST_S = 600  # and after this long nobody knows whether the water was hot at all
_DROP_C100 = 200
_DROP_ABOVE_C100 = 50
_FIRST_C100 = 6000
_AGAIN_S = 6 * _HOUR_S
_RUN = 8  # quarters that an attempt is taken to last
_NOON_MIN = 780  # 13:00: warmest air, and between the morning's and the evening's draws
_LEFT_MAX_S = 60 * _DAY_S
# How much hotter than all of the tank the sensor must be: at the bottom, and more with each place higher.
ABOVE_C100 = 50
ABOVE_PLACE_C100 = 250


class Hygiene:
    """want: an attempt is on; late: whatever it costs; holds: the counter runs; left_s; failed: attempts in vain; away:
    nobody draws for a day or longer."""

    def __init__(self):
        self.want = False
        self.late = False
        self.holds = False
        self.away = False
        self.failed = 0  # attempts in a row
        self.left_s = _DAY_S
        self.due_s = _DAY_S  # uptime of the deadline
        self._doubt_s = _DAY_S  # after a restart: what was left before; -1 once the length of the cut is known
        self._quarter = -1  # wall clock of the last credit
        self._span_s = 0
        self._from_s = 0  # the attempt began; without the time in which a limit held it
        self._next_s = 0  # no attempt before
        self._last_s = 0
        self._slow_s = 0
        self._peak_c100 = 0
        self._hold_s = [0, 0, 0]  # at 60, 65, 70 C

    def tick(self, readings, tank, runs, p, now_s):
        """Count the time at temperature. True when the deadline has just moved: the slow decision has to know.

        runs: the heat pump does; where it disinfects by itself, that is heat for the tank.
        """
        elapsed_s = now_s - self._last_s
        self._last_s = now_s
        place = p[P_TANK_SENSOR]
        c100 = readings.v[CH_TANK] - ABOVE_C100 - place * ABOVE_PLACE_C100
        if elapsed_s > _LOST_S or tank.lost or not readings.usable(CH_TANK):
            c100 = 0
        if not self.holds and c100 < _FIRST_C100:
            return False
        hold_s = self._hold_s
        done = False
        # The sensor lags behind: a small dip of it may be a deep one of the water.
        anew = c100 < self._peak_c100 - (_DROP_ABOVE_C100 if place else _DROP_C100)
        if anew or c100 > self._peak_c100 or not self.holds:
            self._peak_c100 = c100
        counts = elapsed_s <= _GAP_S and readings.state[CH_TANK] == S_GOOD
        if place and not (self.want or tank.valve or tank.element or (runs and p[P_HP_OWN_HYGIENE])):
            counts = False  # cold water may lie below the sensor, and nothing warms it
        for row in range(3):
            if anew or c100 < _FIRST_C100 + 500 * row:
                hold_s[row] = 0
            elif counts:
                need_s = (1200 >> row) * (2 * place + 1)
                if hold_s[row] < need_s:
                    hold_s[row] += elapsed_s
                done = done or hold_s[row] >= need_s
        self.holds = hold_s[0] > 0
        if not done:
            return False
        due_s = now_s + p[P_HYGIENE_D] * _DAY_S
        fresh = self._doubt_s >= 0 or due_s - self.due_s > _QUARTER_S
        if fresh:
            self._quarter = -1
        self.due_s = due_s
        self._doubt_s = -1
        self.failed = 0
        self._next_s = 0
        self.want = False
        return fresh

    def step(self, wall, prices, boost, limited, able, p, now_s):
        """Slow decision. limited: a power limit keeps the heat away; able: something could make it hot enough."""
        elapsed_s = now_s - self._slow_s
        self._slow_s = now_s
        left_s = self._left(wall, p, now_s)
        open_s = 48 * _HOUR_S
        free_s = 24 * _HOUR_S
        if p[P_HP_OWN_HYGIENE]:
            open_s = free_s = _LATE_S
        away_s = 0
        days = p[P_AWAY_D] - wall.day
        if wall.known and 0 <= days <= 60:
            away_s = (days * 1440 + p[P_AWAY_MIN] - wall.minute) * 60
        self.away = away_s > _DAY_S
        if away_s > left_s and away_s > 0:
            # Nobody draws: due when they are back, in the day before that.
            left_s = away_s
            open_s = 24 * _HOUR_S
            free_s = _LATE_S
        self.left_s = left_s
        self.late = left_s <= _LATE_S
        if not able:
            self.want = False
        elif self.want:
            if limited:
                self._from_s += elapsed_s
                self.want = self.late
            elif now_s - self._from_s > p[P_HYGIENE_MAX_MIN] * 60 and not self.holds:
                self.want = False
                self._next_s = now_s + (_DAY_S if self.failed else _AGAIN_S)
                self.failed += 1
        elif now_s >= self._next_s and (self.late or (left_s <= open_s and not limited)):
            if left_s <= free_s or self._moment(wall, prices, boost, left_s - free_s, p):
                self.want = True
                self._from_s = now_s

    def keep(self, row, at, now_s):
        """For the protective record: quarter of the last credit by the wall clock, seconds left by uptime."""
        row[at] = self._quarter
        row[at + 1] = self.due_s - now_s
        return at + 2

    def restore(self, row, at):
        """After a restart: no credit for time nobody counted."""
        self._quarter = within(row[at], 1 << 24)
        self._doubt_s = self.due_s = within(row[at + 1], _LEFT_MAX_S)
        if self.due_s > _DAY_S:
            self.due_s = _DAY_S
        return at + 2

    def _left(self, wall, p, now_s):
        """Seconds until the deadline; the wall clock settles what a restart left open."""
        span_s = p[P_HYGIENE_D] * _DAY_S
        if self._span_s and self._doubt_s < 0:
            self.due_s += span_s - self._span_s
        self._span_s = span_s
        if wall.known and self._doubt_s >= 0 and self._quarter > 0:
            ago = wall.quarter - self._quarter
            if ago > _LEFT_MAX_S // _QUARTER_S:
                ago = _LEFT_MAX_S // _QUARTER_S
            left_s = span_s - ago * _QUARTER_S
            # Less may be left than was counted, never more: a clock that says so is wrong.
            if ago >= 0 and left_s <= self._doubt_s + _HOUR_S:
                self.due_s = now_s + left_s
                self._doubt_s = -1
        left_s = self.due_s - now_s
        if wall.known and self._doubt_s < 0:
            # Two quarters early, as both are rounded down: no credit for that.
            self._quarter = wall.quarter - (span_s - left_s) // _QUARTER_S - 2
        return left_s

    def _moment(self, wall, prices, boost, choice_s, p):
        """Whether to begin now: with the sun, in the cheapest known hours, else at 13:00."""
        if boost:
            return True
        if not wall.known:
            return False
        if prices is not None and p[P_DHW_BY] > 1:
            quarter = wall.quarter
            total = 0
            for i in range(_RUN):
                ct = prices.at(quarter + i)
                if ct == _NO_PRICE:
                    total = _NO_PRICE
                    break
                total += ct
            if total != _NO_PRICE:
                later = total
                for i in range(choice_s // _QUARTER_S):
                    ct = prices.at(quarter + i + _RUN)
                    if ct == _NO_PRICE:
                        break
                    later += ct - prices.at(quarter + i)
                    if later < total:
                        return False
                return True
        return _NOON_MIN <= wall.minute < _NOON_MIN + 60
