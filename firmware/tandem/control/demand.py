"""Demand: does the house want heat, at which flow temperature, and about how much.

Weather curve from a damped outdoor temperature, corrected by the room (proportional and slow integral). Without a room
sensor the curve alone. Without an outdoor sensor a cold day is assumed, which is warm enough and safe.
"""

from tandem.control.curve import flow_c100, load_at_flow_x1000, load_x1000
from tandem.control.modes import SCREED, STOP
from tandem.control.param_table import (
    P_BOOST_ROOM_C100,
    P_CIRC_FLOW_C100,
    P_CIRC_MAX_C100,
    P_CIRC_RETURN_C100,
    P_DESIGN_LOAD_W,
    P_MODE,
    P_ROOM_KI_X10,
    P_ROOM_KP_X10,
    P_ROOM_USE,
    P_SUMMER_C100,
    P_THERMOSTAT,
)
from tandem.control.snapshot import within
from tandem.ports.frame import CH_FLOW_SET, CH_OUTDOOR, CH_ROOM, CH_THERMOSTAT, IN_AGE_S, IN_CH, IN_QUALITY, Q_GOOD
from tandem.ports.reasons import (
    R_CHIMNEY,
    R_CURVE,
    R_MAX_SET,
    R_MODE_OFF,
    R_NO_OUTDOOR,
    R_NONE,
    R_OUTER,
    R_ROOM_WARM,
    R_SCREED,
    R_SERVICE,
    R_SUMMER,
    R_THERMOSTAT,
)

MODE_AUTO = 0
MODE_HP = 1
MODE_BOILER = 2
MODE_OFF = 3

ASSUMED_OUTDOOR_C100 = 0
SCALE = 1024  # filters keep this many parts of a c100
_DAMPED_S = 7200
_DAY_S = 86400
_STEP_MAX_S = 600  # the longest period of slow decisions; what was longer ago is forgotten
_FILTER_STEP_S = 90  # keeps every product below 2^30
_ROOM_ERROR_MAX = 300  # the room correction sees at most 3 K
_SHIFT_MAX = 1500  # and moves the curve by at most 15 K
_WARM_OFF = 50  # heating ends this far above the target
_WARM_ON = 20
_SUMMER_HYST = 100
_DEAR_COLD = 20  # what a dear hour may take from the room shrinks to nothing at this error
_COLD = 30  # a room this far below its target is heated even when curve or season say no
_USEFUL_ON = 250  # water must be this much warmer than the room to be worth a start
_USEFUL_OFF = 150
_BOOST_MAX = 200  # a boost makes the room at most this much warmer
# Calls of an on/off thermostat, millionths of the time. One that works by pulses (TPI) switches several times an hour,
# which this evens out. It then stands for a room sensor: half of the time is just right, always and never are 0.75 K
# from it; so heating ends below a sixth, begins above a third, and is a must from two thirds on.
_CALLS_S = 1800
_CALLS_ALL = 1000000
_CALLS_EVEN = 500000
_CALLS_C100 = 6666
_INTEGRAL = 36000  # one c100 of the integral: 0.1 K/Kh times seconds
# An outer controller repeats its wish each minute; cooler water than this heats nothing.
_OUTER_OLD_S = 90
_OUTER_LEAST_C100 = 2000
_OUTER_COLD = 100  # a room this far below its target is heated as the curve says
FILTER_MAX = 6000 * SCALE  # the warmest outdoor reading
INTEGRAL_MAX = _SHIFT_MAX * _INTEGRAL


class Demand:
    """wanted, why, req_c100 and mean_c100 (required flow and mean water temperature), load_w, room_error.

    boosted: c100 of req_c100 that only the heat pump may make, as they store heat on request; all of it when no heat is
    wanted otherwise. calls: share of the time in which a thermostat calls, millionths, -1 without one.
    """

    def __init__(self):
        self.wanted = False
        self.why = R_NONE
        self.req_c100 = 0
        self.mean_c100 = 0
        self.load_w = 0
        self.boosted = 0
        self.calls = -1
        self.outdoor_c100 = ASSUMED_OUTDOOR_C100  # momentary, or assumed
        self.outdoor_known = False
        self.room_error = 0  # target - room, 0 without a room sensor
        self.damped = 0  # c100 x 1024
        self.day = 0
        self.started = False  # the filters hold something
        self.integral = 0  # c100 x 36000
        self.summer = False
        self._target = 0
        self._before = INTEGRAL_MAX  # while the room follows a higher target: the integral as it was

    def step(self, f, readings, p, elapsed_s, held, modes, boost, shift_c100=0):
        """Slow decision. elapsed_s since the last one; held: the sources cannot deliver, do not wind up.

        boost: 0 none, 1 running is recommended, 2 must run: the room may become so many times boost_room_c100 warmer.
        shift_c100: the room this much warmer or cooler, as heat is cheap or dear now.
        """
        if elapsed_s > _STEP_MAX_S:
            elapsed_s = _STEP_MAX_S
        self._outdoor(readings, elapsed_s)
        target = modes.target_c100
        calls = self._listen(f, p, elapsed_s)
        room = target
        by = R_NONE  # what tells how warm the room is
        if p[P_ROOM_USE] and readings.usable(CH_ROOM):
            room = readings.v[CH_ROOM]
            by = R_ROOM_WARM
        elif calls >= 0:
            room -= (calls - _CALLS_EVEN) // _CALLS_C100
            by = R_THERMOSTAT
        self.room_error = target - room
        # What the integral gathers on the way to a higher target has done its work when the room is there; the walls
        # are still colder, so a third of it stays.
        if target < self._target or self.room_error <= _COLD:
            if self.integral > self._before:
                self.integral = (self.integral + 2 * self._before) // 3
            self._before = INTEGRAL_MAX
        if target > self._target and self._target and self._before == INTEGRAL_MAX:
            self._before = self.integral
        self._target = target
        if shift_c100 < 0:
            least = (self.room_error - _DEAR_COLD) // 2
            if shift_c100 < least:
                shift_c100 = least if least < 0 else 0
        target += shift_c100
        self.room_error += shift_c100
        was = self.wanted
        plain = was and self.boosted < self.req_c100  # heat was wanted without the boost
        boosted = self.boosted
        self.req_c100 = self.load_w = self.boosted = 0
        if modes.service == STOP:
            self._rest(R_SERVICE)
            return
        if modes.service:
            self.why = R_SCREED if modes.service == SCREED else R_CHIMNEY
            self._want(modes.screed_c100 if modes.service == SCREED else p[P_CIRC_MAX_C100], 0, room, p)
            return
        if p[P_MODE] == MODE_OFF:
            self._rest(R_MODE_OFF)
            return
        self._season(p[P_SUMMER_C100])
        # As an energy manager's wish it yields to the resident's opt-out and to comfort.
        outer = -1 if modes.opt_out or self.room_error > _OUTER_COLD else _outer(f)
        if outer < 0 and self.summer and self.room_error <= _COLD:
            self._rest(R_SUMMER)
            return
        if outer >= 0:
            top = p[P_CIRC_MAX_C100]
            if outer and (not by or self.room_error >= -_BOOST_MAX):
                self.why = R_OUTER
                self._want(outer if outer < top else top, 0, room, p)
            else:
                self._rest(R_OUTER)
            return
        if by and plain and not boosted:
            # Sun and guests must not wind the integral up while nothing is being heated.
            self._integrate(p, elapsed_s, held)
        need = self._need(target, room, by, plain, p)
        if boost and by != R_THERMOSTAT:
            more = p[P_BOOST_ROOM_C100] * boost
            boosted = self._need(target + (more if more < _BOOST_MAX else _BOOST_MAX), room, by, was, p)
        else:
            boosted = 0
        top = p[P_CIRC_MAX_C100]
        if need or boosted:
            self.why = R_CURVE if self.outdoor_known else R_NO_OUTDOOR
        if need > top:
            need = top
            self.why = R_MAX_SET
        if boosted > top:
            boosted = top
        if need or boosted:
            self._want(need, boosted, room, p)
        else:
            self.wanted = False

    def keep(self, row, at, _now_s):
        """For the record of habits."""
        row[at] = 1 if self.started else 0
        row[at + 1] = self.damped
        row[at + 2] = self.day
        row[at + 3] = self.integral if self.integral < self._before else self._before
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

    def _want(self, need, boosted, room, p):
        """Heat at this flow temperature, or at the higher one that only a heat pump may make."""
        if boosted > need:
            self.boosted = boosted - need
            self.req_c100 = boosted
        else:
            self.req_c100 = need
        self.wanted = True
        x = load_at_flow_x1000(room, need if need else boosted, p)
        self.load_w = p[P_DESIGN_LOAD_W] * x // 1000
        self.mean_c100 = self.req_c100 - (p[P_CIRC_FLOW_C100] - p[P_CIRC_RETURN_C100]) * x // 2000

    def _need(self, target, room, by, was, p):
        """Flow temperature for this room temperature; 0, with the reason, when no heat is wanted."""
        error = target - room
        x = load_x1000(target, self.damped // SCALE, p)
        need = flow_c100(target, x, p)
        self.why = R_ROOM_WARM
        if by:
            need += self._shift(p, error)
            self.why = by
            if -error > (_WARM_OFF if was else _WARM_ON):
                return 0
        least = room + (_USEFUL_OFF if was else _USEFUL_ON)
        if need >= least:
            return need
        # Whatever the curve says: the room is cold, so the least useful heat is wanted.
        return least if error > _COLD or (was and error > 0) else 0

    def _listen(self, f, p, elapsed_s):
        """How much the thermostat calls, -1 without one or with a broken wire."""
        if not p[P_THERMOSTAT] or f[IN_QUALITY + CH_THERMOSTAT] != Q_GOOD:
            self.calls = -1
        elif self.calls < 0:
            self.calls = _CALLS_EVEN
        else:
            self.calls += ((_CALLS_ALL if f[IN_CH + CH_THERMOSTAT] else 0) - self.calls) * elapsed_s // _CALLS_S
        return self.calls

    def _outdoor(self, readings, elapsed_s):
        self.outdoor_known = readings.usable(CH_OUTDOOR)
        if not self.outdoor_known:
            self.outdoor_c100 = ASSUMED_OUTDOOR_C100
            if not self.started:
                return
        else:
            self.outdoor_c100 = readings.v[CH_OUTDOOR]
        now = self.outdoor_c100 * SCALE
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
        mean = self.day // SCALE
        if self.summer:
            self.summer = mean > limit_c100 - _SUMMER_HYST
        else:
            self.summer = mean > limit_c100

    def _integrate(self, p, elapsed_s, held):
        error = within(self.room_error, _ROOM_ERROR_MAX)
        if error < 0 or not held:
            self.integral = within(self.integral + p[P_ROOM_KI_X10] * error * elapsed_s, INTEGRAL_MAX)

    def _shift(self, p, error):
        error = within(error, _ROOM_ERROR_MAX)
        return within(p[P_ROOM_KP_X10] * error // 10 + self.integral // _INTEGRAL, _SHIFT_MAX)


def _outer(f):
    """Flow temperature that an outer controller wants, 0 for no heat, -1 without one or when it fell silent."""
    if f[IN_QUALITY + CH_FLOW_SET] != Q_GOOD or f[IN_AGE_S + CH_FLOW_SET] > _OUTER_OLD_S:
        return -1
    wish = f[IN_CH + CH_FLOW_SET]
    return wish if wish >= _OUTER_LEAST_C100 else 0
