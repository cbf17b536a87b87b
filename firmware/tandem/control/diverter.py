"""Guard of the tank: the diverter that sends a source's water to it, and the element.

Floor 6: water hotter than the circuit may have only while the valve has surely turned to the tank, VALVE_S after its
command; and it turns back only when the boiler's own pump has brought the rest of that heat into the tank. Needs no
report from the valve; a valve that does not turn shows as an over-temperature of the circuit, and for a day nothing
hotter than the circuit's maximum goes there. Floor 3: the element is a heater like any other and stays off under a
limit that leaves no room for it.
"""

from tandem.control.param_table import P_CIRC_MAX_C100, P_DHW_BY, P_ELEMENT_W, P_PUMP_AFTER_S, P_SCHEME
from tandem.control.powerlimit import floor_w
from tandem.ports.frame import CH_BOILER_FLOW, CH_HP_POWER
from tandem.ports.limits import LIMIT_SET
from tandem.ports.reasons import R_LIMIT_CAP, R_LIMIT_OFF, R_NO_DEMAND, R_NONE, R_NOT_FITTED, R_PUMP_AFTER

VALVE_S = 60  # longest way of a valve's motor
_REST_S = 300  # a boiler's pump runs on for 3..10 min; what is left then is little
_STAY_S = 900
_DAY_S = 86400
_SERIES = 1
_TOP_C100 = 9000


class Diverter:
    """valve: water goes to the tank, hp and boiler: whose; top_c100: the hottest that may; element; their reasons."""

    def __init__(self):
        self.valve = self.hp = self.boiler = self.element = False
        self.why = self.element_why = R_NONE
        self.top_c100 = 0
        self._turned_s = 0
        self._call_s = 0
        self._bad_s = -_DAY_S  # when hot water last came to the circuit with the valve on the tank

    def step(self, tank, guards, dispatch, readings, p, now_s):
        """Position of the valve in this tick, before the sources get their commands."""
        by = p[P_DHW_BY]
        young = guards.young(p, now_s)
        if tank.valve and not guards.frost.heat and (tank.hp_call or by < 3 or self.valve or not young):
            on = True
            self.why = tank.why
            self._call_s = now_s
        else:
            on = False
            self.why = R_NO_DEMAND if by else R_NOT_FITTED
            rest_s = now_s - self._call_s
            if self.valve and rest_s < _STAY_S:
                hp = guards.hp
                hot = not readings.usable(CH_BOILER_FLOW) or readings.v[CH_BOILER_FLOW] > p[P_CIRC_MAX_C100]
                if self.boiler and rest_s < _REST_S and hot:
                    on = True
                elif self.hp and not guards.frost.heat:
                    runs = guards.hp_on or hp.running or now_s - hp.stop_s < p[P_PUMP_AFTER_S]
                    on = young or (runs and not dispatch.hp_call)
                if on:
                    self.why = R_PUMP_AFTER
        if on != self.valve:
            self.valve = on
            self._turned_s = now_s
        self.hp = on and by > 1
        self.boiler = on and by & 1 == 1
        if on and guards.tripped:
            self._bad_s = now_s
        sure = now_s - self._turned_s >= VALVE_S and now_s - self._bad_s >= _DAY_S and p[P_SCHEME] != _SERIES
        self.top_c100 = _TOP_C100 if on and sure else p[P_CIRC_MAX_C100]

    def heat(self, tank, guards, envelope, readings, p):
        """The element under the limits, which it shares with the compressor; after limits were judged."""
        w = p[P_ELEMENT_W]
        self.element = False
        self.element_why = R_NO_DEMAND if w else R_NOT_FITTED
        if not (w and tank.element):
            return
        limit = guards.limit
        runs = guards.hp_on or guards.hp.running
        floor = floor_w(p) if runs else 0
        drawn = readings.v[CH_HP_POWER] if runs and readings.usable(CH_HP_POWER) else 0
        hard = envelope.hard_state == LIMIT_SET
        soft = envelope.soft_state == LIMIT_SET and not tank.late
        if (hard and envelope.hard_w < w + floor) or (soft and envelope.soft_w < w + floor):
            self.element_why = R_LIMIT_OFF
            return
        self.element_why = tank.why
        if limit.cap_why == R_LIMIT_CAP:
            limit.cap_w -= w
            if limit.cap_w < floor:
                limit.cap_w = floor
        # The compressor comes down first.
        self.element = not ((hard and drawn + w > envelope.hard_w) or (soft and drawn + w > envelope.soft_w))
