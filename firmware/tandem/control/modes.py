"""Modes: what people ask for beside plain heating. Schedule, absence and opt-out; the services of an installer.

Gives the room temperature wanted now and the special mode in force. What lasts is counted by uptime; only schedule and
return go by wall time, and without it both are ignored. Nothing begins at boot: what was under way goes on, but for a
chimney sweep, who is not to meet a hot boiler after a power cut.
"""

from tandem.control.param_table import (
    P_AWAY_C100,
    P_AWAY_D,
    P_AWAY_MIN,
    P_BOILER_FITTED,
    P_CIRC_MAX_C100,
    P_OPT_OUT_H,
    P_ROOM_TARGET_C100,
    P_SCHED,
    P_SERVICE,
    P_WD1_MIN,
    P_WE1_MIN,
)
from tandem.control.snapshot import within
from tandem.control.wall import DAY_MIN
from tandem.ports.reasons import R_AWAY, R_CHIMNEY, R_KNOB, R_NONE, R_OPT_OUT, R_SCHEDULE, R_SCREED, R_SERVICE

CHIMNEY = 1
STOP = 2
SCREED = 3

CHIMNEY_S = 1800
OPT_OUT_MAX_S = 604800
SCREED_MAX_S = 864000
_DAY_S = 86400
_POINTS_END = 8  # four switching points, each a minute and a temperature
_LAST_MIN = DAY_MIN - 1
# A house becomes warm again by 1 K in so many minutes: on a mild day, and what a design day adds.
_KELVIN_MIN = 120
_KELVIN_COLD_MIN = 180
# Functional heating of screed (EN 1264-4): 3 days at 25 C, 4 days at the design flow; then down to 25 C by 10 K a day.
_COOL_C100 = 2500
_COOL_D = 3
_HOT_D = 7
_HOT_MAX_C100 = 4500
_DOWN_C100 = 1000
_SETTLE_S = 7200  # a day's highest flow is not that of the water the day before has left


class Modes:
    """target_c100 with target_why; why: mode in force; away: minutes until the return; service: 0..3 in force.

    screed_c100: flow temperature of the day of screed drying; day: its number, 0 when there is none; top_c100: highest
    flow of that day, last_c100: of the day before. asked and hours: the parameters service and opt_out_h as last seen.
    """

    def __init__(self):
        self.target_c100 = 0
        self.knob_c100 = 0  # what a thermostat's set-point says, 0 without one; its own schedule is in it
        self.target_why = self.why = R_NONE
        self.away = 0
        self.opt_out = False
        self.service = 0
        self.screed_c100 = 0
        self.day = 0
        self.top_c100 = 0
        self.last_c100 = 0
        self.asked = -1
        self.hours = 0
        self._left_s = 0  # of the opt-out
        self._run_s = 0  # how long the service has lasted
        self._back = False  # warming up for the return

    def step(self, p, wall, room_c100, load_x1000, flow_c100, tripped, elapsed_s):
        """Slow decision. room_c100: the lowest it may have; load_x1000: share of the design load."""
        left_s = self._left_s - elapsed_s
        hours = p[P_OPT_OUT_H]
        if hours != self.hours:
            self.hours = hours
            left_s = hours * 3600 if self.asked >= 0 else 0
        self._left_s = left_s if left_s > 0 else 0
        self.opt_out = left_s > 0
        self._serve(p, flow_c100, tripped, elapsed_s)
        self._want(p, wall, room_c100, load_x1000)
        service = self.service
        if service:
            self.why = R_SCREED if service == SCREED else R_SERVICE if service == STOP else R_CHIMNEY
        else:
            self.why = R_AWAY if self.away else R_OPT_OUT if left_s > 0 else R_NONE

    def keep(self, row, at, _now_s):
        """For the record of habits."""
        row[at] = self.service
        row[at + 1] = self._run_s
        row[at + 2] = self.top_c100
        row[at + 3] = self.hours
        row[at + 4] = self._left_s
        return at + 5

    def restore(self, row, at):
        """After a restart."""
        if row[at] == SCREED:
            self.service = SCREED
            self._run_s = within(row[at + 1], SCREED_MAX_S)
            if self._run_s < 0:
                self._run_s = 0
            self.day = self._run_s // _DAY_S + 1
            self.top_c100 = within(row[at + 2], 0x7FFF)
        self.hours = within(row[at + 3], 0x7FFF)
        self._left_s = within(row[at + 4], OPT_OUT_MAX_S)
        return at + 5

    def _serve(self, p, flow_c100, tripped, elapsed_s):
        run_s = self._run_s + elapsed_s
        asked = p[P_SERVICE]
        if asked != self.asked:
            if self.asked >= 0 or asked == STOP:
                self.service = asked
                run_s = 0
            elif asked != self.service:
                self.service = 0
            self.asked = asked
        day = 0
        if self.service == CHIMNEY:
            if run_s >= CHIMNEY_S or tripped or not p[P_BOILER_FITTED]:
                self.service = 0
        elif self.service == SCREED:
            day = run_s // _DAY_S + 1
            set_c100 = p[P_CIRC_MAX_C100]
            if set_c100 > _HOT_MAX_C100:
                set_c100 = _HOT_MAX_C100
            if day > _HOT_D:
                set_c100 -= (day - _HOT_D) * _DOWN_C100
                if set_c100 <= _COOL_C100 - _DOWN_C100:
                    # The day before was the one at 25 C.
                    self.service = day = 0
            if day <= _COOL_D or set_c100 < _COOL_C100:
                set_c100 = _COOL_C100
            self.screed_c100 = set_c100
        self._run_s = run_s if self.service else 0
        if day != self.day:
            self.day = day
            self.last_c100 = self.top_c100
            self.top_c100 = 0
        if day and flow_c100 > self.top_c100 and run_s % _DAY_S > _SETTLE_S:
            self.top_c100 = flow_c100

    def _want(self, p, wall, room_c100, load_x1000):
        """The room temperature wanted now."""
        away = 0
        scheduled = p[P_SCHED] and wall.known
        day = wall.weekday
        minute = wall.minute
        if wall.known and p[P_AWAY_D]:
            away = (p[P_AWAY_D] - wall.day) * DAY_MIN + p[P_AWAY_MIN] - minute
            if away > 0:
                # Whoever comes home finds what is wanted at that moment.
                day = (p[P_AWAY_D] + 5) % 7
                minute = p[P_AWAY_MIN]
            else:
                away = 0
        self.away = away
        if self.knob_c100:
            target = self.knob_c100
            self.target_why = R_KNOB
        else:
            target = _scheduled(p, day, minute) if scheduled else p[P_ROOM_TARGET_C100]
            self.target_why = R_SCHEDULE if scheduled else R_NONE
        if away:
            low = p[P_AWAY_C100]
            if away <= (target - room_c100) * (_KELVIN_MIN + _KELVIN_COLD_MIN * load_x1000 // 1000) // 100:
                self._back = True
            if not self._back:
                target = low
                self.target_why = R_AWAY
        else:
            self._back = False
        self.target_c100 = target


def _scheduled(p, weekday, minute):
    """What the last used switching point says, if need be of a day before; without any the plain target."""
    for _ in range(7):
        at = P_WE1_MIN if weekday > 4 else P_WD1_MIN
        end = at + _POINTS_END
        latest = -1
        target = 0
        while at < end:
            if latest <= p[at] <= minute:
                latest = p[at]
                target = p[at + 1]
            at += 2
        if latest >= 0:
            return target
        minute = _LAST_MIN
        weekday = weekday - 1 if weekday else 6
    return p[P_ROOM_TARGET_C100]
