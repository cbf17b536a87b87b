"""The hot water tank: when it is charged, how hot, and by which source.

A thermostat on its sensor, with hours, a call for once, and more while running is encouraged (never by the boiler). The
heat pump charges while it may, can and is the cheaper one; else the boiler; the element only where nothing else can. A
charge that keeps the heat from a cold house for long gives it half an hour. Without its sensor the tank is charged by
time, an hour a day, with water that cannot make it too hot.
"""

from tandem.control.copmap import cop_x100
from tandem.control.demand import MODE_BOILER, MODE_HP, MODE_OFF
from tandem.control.hygiene import ABOVE_C100, ABOVE_PLACE_C100
from tandem.control.param_table import (
    P_BOILER_FITTED,
    P_BOOST_TANK_C100,
    P_CUTOUT_C100,
    P_DHW_BY,
    P_DHW_FROM_MIN,
    P_DHW_HYST_C100,
    P_DHW_LIFT_C100,
    P_DHW_LOW_C100,
    P_DHW_MAX_MIN,
    P_DHW_ONCE,
    P_DHW_SET_C100,
    P_DHW_TO_MIN,
    P_ELEMENT_W,
    P_HP_FITTED,
    P_HP_MAX_FLOW_C100,
    P_HP_MIN_OUTDOOR_C100,
    P_HP_OWN_HYGIENE,
    P_HYGIENE_C100,
    P_MIXER,
    P_MODE,
    P_ROOM_USE,
    P_RULE,
    P_SERVICE,
    P_TANK_SENSOR,
)
from tandem.ports.frame import ALARM_HYGIENE, ALARM_NO_MIXER, ALARM_TANK, CH_ROOM, CH_TANK
from tandem.ports.reasons import (
    R_BLIND,
    R_BOOT,
    R_DHW,
    R_DHW_ONCE,
    R_HEAT,
    R_HYGIENE,
    R_HYGIENE_LATE,
    R_LIMIT_OFF,
    R_LIMIT_WAIT,
    R_MIN_OFF,
    R_MODE_OFF,
    R_NONE,
    R_NOT_FITTED,
    R_STORE,
    R_WARM_ENOUGH,
)

_DAY_S = 86400
_NO_MIXER_C100 = 6000  # hottest goal where nothing mixes cold water in at the taps
_NO_MIXER_FLOW_C100 = 6500
_BOILER_C100 = 700  # a boiler's water may be that much hotter: below its lowest output it would start again and again
_OVER_C100 = 200  # a disinfection aims this much above what the sensor must show, so that it stays there
_HOLD_C100 = 300  # and the boiler's water, once it is there, this much above that
_HP_LESS_C100 = 300  # short of its hottest by less than this, a heat pump does not begin; one that runs may go
_HP_MORE_C100 = 300  # that much further
_COLD_C100 = 50  # a room this far below its target is cold
_HOUSE_S = 1800
_BLIND_S = 3600  # charging a day without the sensor
_STUCK_S = 21600  # a hot tank cools by more than a sensor's step within this time, ...
_STUCK_HEAT_S = 3600  # and one that is heated moves sooner
_HOT_C100 = 4500


class Tank:
    """hp_call, boiler_call, element: who heats; valve: the source's water goes to the tank; set_c100: its flow.

    hygiene, late: the charge is a disinfection, and in its last hours; goal_c100 at the sensor; alarm: bits of it.
    """

    def __init__(self):
        self.hp_call = self.boiler_call = self.element = self.valve = self.hygiene = self.late = self.lost = False
        self.set_c100 = self.goal_c100 = self.alarm = 0
        self.why = R_NONE
        self._once = 1  # what is stored at the start is no new call
        self._asked = False
        self._on = False
        self._end_c100 = self._start_s = self._slow_s = self._next_s = self._raw = self._same_s = 0
        self._blind_s = 0  # what is left of today's charging without the sensor
        self._day_s = -_DAY_S

    def full(self, readings):
        """Every tick: it is hot enough while somebody heats, so the slow decision must not wait."""
        return (self.valve or self.element) and not self.lost and readings.v[CH_TANK] >= self._end_c100

    def step(self, readings, hygiene, wall, prices, demand, dispatch, guards, boost, p, now_s):
        """Slow decision. boost: encouragement of the envelope; prices: None while nothing is known of them."""
        elapsed_s = now_s - self._slow_s
        self._slow_s = now_s
        was = self._on
        was_hp = self.hp_call
        self._on = self.hp_call = self.boiler_call = self.element = self.valve = False
        self.hygiene = self.late = False
        self.goal_c100 = self.alarm = 0
        asked = p[P_DHW_ONCE]
        self._asked = asked > self._once or (self._asked and asked)
        self._once = asked
        by = p[P_DHW_BY]
        if not by:
            self.why = R_NOT_FITTED
            hygiene.want = self.lost = False
            return
        v = readings.v[CH_TANK]
        self._sense(readings, v, was, now_s)
        block = guards.hp_block
        element = p[P_ELEMENT_W]
        top = p[P_HP_MAX_FLOW_C100] - p[P_DHW_LIFT_C100]  # the hottest the heat pump can make the sensor
        place = p[P_TANK_SENSOR]
        goal = p[P_HYGIENE_C100] + ABOVE_C100 + place * ABOVE_PLACE_C100 + _OVER_C100
        hp = by > 1 and p[P_HP_FITTED]
        boiler = by & 1 and p[P_BOILER_FITTED]
        able = p[P_MIXER] and (boiler or element or (hp and top >= goal))
        mode = p[P_MODE]
        off = mode == MODE_OFF or p[P_SERVICE] == 2
        hp = hp and guards.hp_ok and mode != MODE_BOILER and demand.outdoor_c100 >= p[P_HP_MIN_OUTDOOR_C100]
        ready = hp and (block == R_NONE or block == R_MIN_OFF or block == R_BOOT)
        boiler = boiler and guards.boiler_ok
        limited = guards.diverter.element_why == R_LIMIT_OFF or block == R_LIMIT_OFF or block == R_LIMIT_WAIT
        hygiene.step(wall, prices, boost, limited and not boiler, able and not (off or self.lost), p, now_s)
        if not p[P_MIXER]:
            self.alarm = ALARM_NO_MIXER
        elif hygiene.left_s < 0 or hygiene.failed or not (able or p[P_HP_OWN_HYGIENE]):
            self.alarm = ALARM_HYGIENE
        if self.lost:
            self.alarm |= ALARM_TANK
        if off:
            self.why = R_MODE_OFF
            return
        hot = self.hygiene = hygiene.want
        late = self.late = hot and hygiene.late
        boiler = boiler and (mode != MODE_HP or late)
        if hot:
            why = R_HYGIENE_LATE if late else R_HYGIENE
        else:
            why = self._wish(hygiene, wall, p)
            goal = self.goal_c100
        if not (boiler or element) and goal > top:
            goal = top
        kept = was and not was_hp and boiler  # a charge stays with the source it began with
        cold = demand.wanted and demand.room_error > _COLD_C100
        if cold and boiler:
            ready = False  # whatever keeps the heat from a cold house is to be short
        by_hp = ready and not kept and (not boiler or was_hp or self._cheaper(goal, prices, demand, dispatch, p))
        if boost and ready and not (kept or hot or self.lost) and goal < top:
            goal += p[P_BOOST_TANK_C100]
            if goal > top:
                goal = top
            why = R_STORE
            by_hp = True
        if by_hp and goal > top:
            # It does what it can: where nothing else may, or before the boiler or the element bring the rest.
            by_hp = (hot or not boiler) and v < (top + _HP_MORE_C100 if was_hp else top - _HP_LESS_C100)
        end = goal
        if hot:
            if hygiene.holds and place:
                end += _HOLD_C100  # what the sensor does not see has to get its heat, too
            elif not was:
                end -= _OVER_C100 // 2
        elif not (was or self._asked):
            # At the bottom every draw brings cold water; at the top it comes only when hardly any warm water is left.
            end -= p[P_DHW_HYST_C100] * 4 >> 2 * place
        on = self._blind(was, elapsed_s, now_s) if self.lost else v < end
        self._asked = self._asked and on
        self._end_c100 = end if was else goal
        self.goal_c100 = goal
        if was and not late and now_s - self._start_s > p[P_DHW_MAX_MIN] * 60:
            if cold or (demand.wanted and not (p[P_ROOM_USE] and readings.usable(CH_ROOM))):
                self._next_s = now_s + _HOUSE_S
        if not on:
            self.why = R_WARM_ENOUGH
        elif now_s < self._next_s and not late:
            self.why = R_HEAT  # the house comes first for a while
        elif by_hp or boiler or (element and (late or not hp or goal > top and v >= top - _HP_LESS_C100)):
            self.why = why
            self._on = True
            if not was:
                self._start_s = now_s
            self.hp_call = by_hp
            self.boiler_call = not by_hp and boiler != 0
            self.valve = by_hp or self.boiler_call
            self.element = not self.valve
            flow = goal + p[P_DHW_LIFT_C100]
            if self.boiler_call and not self.lost:
                flow = goal + _HOLD_C100 if hot and hygiene.holds else flow + _BOILER_C100
            elif by_hp and flow > p[P_HP_MAX_FLOW_C100]:
                flow = p[P_HP_MAX_FLOW_C100]
            if flow > _NO_MIXER_FLOW_C100 and not p[P_MIXER]:
                flow = _NO_MIXER_FLOW_C100
            self.set_c100 = flow
        else:
            self.why = block

    def _wish(self, hygiene, wall, p):
        """The goal at the sensor without a disinfection; returns its reason."""
        why = R_DHW
        goal = p[P_DHW_SET_C100]
        start = p[P_DHW_FROM_MIN]
        end = p[P_DHW_TO_MIN]
        if self.lost:
            why = R_BLIND
        elif self._asked:
            why = R_DHW_ONCE
        elif hygiene.away or (start != end and wall.known and not wall.within(start, end)):
            goal = p[P_DHW_LOW_C100]
        # The higher the sensor, the more cold water lies unseen below it.
        goal += p[P_TANK_SENSOR] * 100
        if goal > _NO_MIXER_C100 and not p[P_MIXER]:
            goal = _NO_MIXER_C100
        self.goal_c100 = goal
        return why

    def _cheaper(self, goal, prices, demand, dispatch, p):
        """Whether the heat pump makes this heat cheaper than the boiler, at the flow in the middle of a charge."""
        if prices is not None and prices.known and not p[P_RULE] & 1:
            cop = cop_x100(goal + p[P_DHW_LIFT_C100] - p[P_DHW_HYST_C100] // 2, demand.outdoor_c100, p)
            return prices.power_ct * prices.eff_x1000 // 10 <= prices.gas_ct * cop
        if demand.wanted:
            return dispatch.prefer_hp
        return demand.outdoor_c100 >= p[P_CUTOUT_C100]

    def _sense(self, readings, v, was, now_s):
        """lost: nothing measured, or the value stands still while a hot tank cools or a heated one warms."""
        usable = readings.usable(CH_TANK)
        if v != self._raw or not usable:
            self._raw = v
            self._same_s = now_s
        still_s = now_s - self._same_s
        stuck = still_s > _STUCK_HEAT_S and (self.lost or (was and now_s - self._start_s > _STUCK_HEAT_S))
        self.lost = not usable or stuck or (still_s > _STUCK_S and v > _HOT_C100)

    def _blind(self, was, elapsed_s, now_s):
        """Charging by time: whether some of this day's hour is left."""
        if now_s - self._day_s >= _DAY_S:
            self._day_s = now_s
            self._blind_s = _BLIND_S
        if was:
            self._blind_s -= elapsed_s
        return self._blind_s > 0
