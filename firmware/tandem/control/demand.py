"""Demand: does the house want heat, at which flow temperature, and about how much.

Weather curve from a damped outdoor temperature, corrected by the room (proportional and slow integral). Without a room
sensor the curve alone. Without an outdoor sensor a cold day is assumed, which is warm enough and safe.
"""

from tandem.control.curve import flow_c100, load_at_flow_x1000, load_x1000
from tandem.control.param_table import (
    P_CIRC_FLOW_C100,
    P_CIRC_MAX_C100,
    P_CIRC_RETURN_C100,
    P_DESIGN_LOAD_W,
    P_MODE,
    P_ROOM_KI_X10,
    P_ROOM_KP_X10,
    P_ROOM_TARGET_C100,
    P_ROOM_USE,
    P_SUMMER_C100,
)
from tandem.control.snapshot import within
from tandem.ports.frame import CH_OUTDOOR, CH_ROOM
from tandem.ports.reasons import R_CURVE, R_MAX_SET, R_MODE_OFF, R_NO_OUTDOOR, R_NONE, R_ROOM_WARM, R_SUMMER

MODE_AUTO = 0
MODE_HP = 1
MODE_BOILER = 2
MODE_OFF = 3

ASSUMED_OUTDOOR_C100 = 0
_SCALE = 1024  # filters keep this many parts of a c100
_DAMPED_S = 7200
_DAY_S = 86400
_STEP_MAX_S = 600  # the longest period of slow decisions; what was longer ago is forgotten
_FILTER_STEP_S = 90  # keeps every product below 2^30
_ROOM_ERROR_MAX = 300  # the room correction sees at most 3 K
_SHIFT_MAX = 1500  # and moves the curve by at most 15 K
_WARM_OFF = 50  # heating ends this far above the target
_WARM_ON = 20
_SUMMER_HYST = 100
_COLD = 30  # a room this far below its target is heated even when curve or season say no
_USEFUL_ON = 250  # water must be this much warmer than the room to be worth a start
_USEFUL_OFF = 150
_INTEGRAL = 36000  # one c100 of the integral: 0.1 K/Kh times seconds
FILTER_MAX = 6000 * _SCALE  # the warmest outdoor reading
INTEGRAL_MAX = _SHIFT_MAX * _INTEGRAL


class Demand:
    """wanted, why, req_c100 and mean_c100 (required flow and mean water temperature), load_w, room_error."""

    def __init__(self):
        self.wanted = False
        self.why = R_NONE
        self.req_c100 = 0
        self.mean_c100 = 0
        self.load_w = 0
        self.outdoor_c100 = ASSUMED_OUTDOOR_C100  # momentary, or assumed
        self.outdoor_known = False
        self.room_error = 0  # target - room, 0 without a room sensor
        self.damped = 0  # c100 x 1024
        self.day = 0
        self.started = False  # the filters hold something
        self.integral = 0  # c100 x 36000
        self.summer = False

    def step(self, readings, p, elapsed_s, short, shift_c100=0):
        """Slow decision. elapsed_s since the last one; short: the sources cannot deliver, do not wind up."""
        if elapsed_s > _STEP_MAX_S:
            elapsed_s = _STEP_MAX_S
        self._outdoor(readings, elapsed_s)
        damped = self.damped // _SCALE
        target = p[P_ROOM_TARGET_C100] + shift_c100
        has_room = p[P_ROOM_USE] and readings.usable(CH_ROOM)
        room = readings.v[CH_ROOM] if has_room else target
        self.room_error = target - room
        self.req_c100 = 0
        self.load_w = 0
        if p[P_MODE] == MODE_OFF:
            self._rest(R_MODE_OFF)
            return
        cold = self.room_error > _COLD
        self._season(p[P_SUMMER_C100])
        if self.summer and not cold:
            self._rest(R_SUMMER)
            return
        x = load_x1000(target, damped, p)
        need = flow_c100(target, x, p)
        if has_room:
            need += self._room_shift(p, elapsed_s, short)
        warm = _WARM_OFF if self.wanted else _WARM_ON
        useful = _USEFUL_OFF if self.wanted else _USEFUL_ON
        if has_room and -self.room_error > warm:
            self._rest(R_ROOM_WARM)
            return
        if need < room + useful:
            if not (cold or (self.wanted and self.room_error > 0)):
                self._rest(R_ROOM_WARM)
                return
            # Whatever the curve says: the room is cold, so the least useful heat is wanted.
            need = room + useful
        self.why = R_CURVE if self.outdoor_known else R_NO_OUTDOOR
        if need > p[P_CIRC_MAX_C100]:
            need = p[P_CIRC_MAX_C100]
            self.why = R_MAX_SET
        self.wanted = True
        self.req_c100 = need
        x = load_at_flow_x1000(room, need, p)
        self.load_w = p[P_DESIGN_LOAD_W] * x // 1000
        self.mean_c100 = need - (p[P_CIRC_FLOW_C100] - p[P_CIRC_RETURN_C100]) * x // 2000

    def keep(self, row, at, _now_s):
        """For the record of habits."""
        row[at] = 1 if self.started else 0
        row[at + 1] = self.damped
        row[at + 2] = self.day
        row[at + 3] = self.integral
        return at + 4

    def restore(self, row, at):
        """After a restart."""
        self.started = row[at] == 1
        self.damped = within(row[at + 1], FILTER_MAX)
        self.day = within(row[at + 2], FILTER_MAX)
        self.integral = within(row[at + 3], INTEGRAL_MAX)
        return at + 4

    def _rest(self, why):
        self.wanted = False
        self.why = why

    def _outdoor(self, readings, elapsed_s):
        self.outdoor_known = readings.usable(CH_OUTDOOR)
        if not self.outdoor_known:
            self.outdoor_c100 = ASSUMED_OUTDOOR_C100
            if not self.started:
                return
        else:
            self.outdoor_c100 = readings.v[CH_OUTDOOR]
        now = self.outdoor_c100 * _SCALE
        if not self.started:
            self.damped = now
            self.day = now
            self.started = True
            return
        while elapsed_s > 0:
            step_s = elapsed_s if elapsed_s < _FILTER_STEP_S else _FILTER_STEP_S
            self.damped += (now - self.damped) * step_s // _DAMPED_S
            self.day += (now - self.day) * step_s // _DAY_S
            elapsed_s -= step_s

    def _season(self, limit_c100):
        mean = self.day // _SCALE
        if self.summer:
            self.summer = mean > limit_c100 - _SUMMER_HYST
        else:
            self.summer = mean > limit_c100

    def _room_shift(self, p, elapsed_s, short):
        error = self.room_error
        if error > _ROOM_ERROR_MAX:
            error = _ROOM_ERROR_MAX
        elif error < -_ROOM_ERROR_MAX:
            error = -_ROOM_ERROR_MAX
        if self.wanted and (error < 0 or not short):
            # Sun and guests must not wind the integral up while nothing is being heated.
            integral = self.integral + p[P_ROOM_KI_X10] * error * elapsed_s
            if integral > INTEGRAL_MAX:
                integral = INTEGRAL_MAX
            elif integral < -INTEGRAL_MAX:
                integral = -INTEGRAL_MAX
            self.integral = integral
        shift = p[P_ROOM_KP_X10] * error // 10 + self.integral // _INTEGRAL
        if shift > _SHIFT_MAX:
            return _SHIFT_MAX
        if shift < -_SHIFT_MAX:
            return -_SHIFT_MAX
        return shift
