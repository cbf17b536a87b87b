"""Guards of what the circuit is shared by: the boiler, the circuit's pump, the trip of too hot water.

Floor 6 needs the circuit's flow temperature, and of a mixed circuit that behind its mixing valve. Without them
set-points alone hold the limit, or the valve and the hard-wired thermostat, and the alarm of the sensor stands.
After a trip of the mixed circuit its valve is not trusted for a day: nothing hotter than that circuit stands is made.
The boiler's failure is seen by its flame, or it says so; without either it is never taken as failed. A boiler's minimum
pause and anti-cycling, its own pump and its own flow are guarded by the boiler.
"""

from tandem.control.diverter import Diverter
from tandem.control.frost import Frost
from tandem.control.param_table import (
    P_BOILER_FITTED,
    P_BOILER_MIN_SET_C100,
    P_CIRC_MAX_C100,
    P_HP_MAX_FLOW_C100,
    P_MIXED_MAX_C100,
    P_PUMP_AFTER_S,
)
from tandem.control.pumpcare import PumpCare
from tandem.control.scheme import MIXED, SERIES
from tandem.ports.frame import CH_BOILER_ERROR, CH_FLAME, CH_MIXED_FLOW, IN_CH, IN_QUALITY, PLAN_NONE, Q_GOOD
from tandem.ports.reasons import (
    R_FROST,
    R_HEAT,
    R_LOW_FLOOR,
    R_MAX_SET,
    R_NO_DEMAND,
    R_NONE,
    R_NOT_FITTED,
    R_OTHER_SOURCE,
    R_OVERHEAT,
    R_PRESSURE,
    R_PUMP_AFTER,
    R_TANK,
    R_TRIM,
    R_WARM_ENOUGH,
)

TRIP_OVER_C100 = 300  # measured this far above the maximum ...
TRIP_AFTER_S = 30  # ... for this long stops every source of the circuit
TRIP_BACK_C100 = 300
_BESIDE_C100 = 200  # a boiler beside the heat pump keeps its water this far below the machine's maximum
_LONG_AGO_S = -100000
_DISTRUST_S = 86400  # a mixing valve that let too hot water through
_FLAME_WAIT_S = 900
_FLAME_REST_S = 1800
_FLAME_GAP_C100 = 500


class CircuitGuard:
    """boiler_on .. boiler_set_why, pump and pump_why; boiler_ok: not failed; tripped: the circuit is too hot."""

    def __init__(self, scheme):
        self.scheme = scheme
        self.frost = Frost(scheme)
        self.care = PumpCare()
        self.diverter = Diverter()
        self.hp_on = False
        self.boiler_on = False
        self.boiler_why = R_NONE
        self.boiler_set_c100 = 0
        self.boiler_set_why = R_NONE
        self.pump = False
        self.pump_why = R_NONE
        self.boiler_ok = True
        self.tripped = False
        self._over_s = -1  # since when the circuit has been too hot
        self._flame_s = 0  # since when a flame is missing, while one is due
        self._heat_s = _LONG_AGO_S  # last time a source made heat
        self._mixer_s = _LONG_AGO_S  # last time the mixed circuit was too hot
        self.top_c100 = 0  # highest flow temperature now
        self.hp_pump = False
        self.hp_pump_why = R_NONE

    def _boiler(self, dispatch, tank, p, frost):
        self.boiler_set_c100 = 0
        self.boiler_set_why = R_NONE
        self.boiler_on = False
        if not p[P_BOILER_FITTED]:
            self.boiler_why = R_NOT_FITTED
            return
        if self.tripped:
            self.boiler_why = R_OVERHEAT
            return
        if self.care.dry:
            self.boiler_why = R_PRESSURE
            return
        on_tank = self.diverter.boiler
        if not ((tank.boiler_call if on_tank else dispatch.boiler_call) or frost):
            self.boiler_why = R_TANK if on_tank else self._idle_why(dispatch)
            return
        self.boiler_on = True
        if on_tank:
            self.boiler_why = set_why = R_TANK
            set_c100 = tank.set_c100
        else:
            self.boiler_why = R_HEAT
            set_c100 = dispatch.boiler_set_c100
            set_why = R_TRIM if dispatch.trim else dispatch.why
        if frost and set_c100 < self.frost.set_c100:
            set_c100 = self.frost.set_c100
            set_why = R_FROST
            self.boiler_why = R_FROST
        if set_c100 < p[P_BOILER_MIN_SET_C100]:
            set_c100 = p[P_BOILER_MIN_SET_C100]
            set_why = R_LOW_FLOOR
        top = self.diverter.top_c100 if on_tank else self.top_c100
        if not on_tank and self.hp_on and p[P_HP_MAX_FLOW_C100] - _BESIDE_C100 < top:
            # Hotter water would stop a compressor before its minimum running time is over.
            top = p[P_HP_MAX_FLOW_C100] - _BESIDE_C100
        if set_c100 > top:
            set_c100 = top
            set_why = R_MAX_SET
        self.boiler_set_c100 = set_c100
        self.boiler_set_why = set_why

    def _circuit_pump(self, dispatch, p, now_s):
        self.pump = True
        diverter = self.diverter
        if (self.boiler_on and not diverter.boiler) or (self.hp_on and not diverter.hp):
            self.pump_why = R_HEAT
        elif self.tripped:
            self.pump_why = R_OVERHEAT
        elif self.frost.pump:
            self.pump_why = R_FROST
        elif dispatch.plan != PLAN_NONE:
            self.pump_why = R_WARM_ENOUGH
        elif now_s - self._heat_s < p[P_PUMP_AFTER_S]:
            self.pump_why = R_PUMP_AFTER
        else:
            self.pump = False
            self.pump_why = dispatch.why
        if self.scheme.kind == SERIES and self.pump != self.hp_pump:
            if self.pump:
                self.hp_pump_why = self.pump_why
            else:
                self.pump_why = self.hp_pump_why
            self.pump = self.hp_pump = True

    def _watch_heat(self, readings, p, now_s):
        """Trip: a circuit measured above its maximum for TRIP_AFTER_S; sets the highest flow temperature."""
        top = p[P_CIRC_MAX_C100]
        over = _over(readings, self.scheme.flow_ch, top)
        if self.scheme.kind == MIXED:
            mixed = _over(readings, CH_MIXED_FLOW, p[P_MIXED_MAX_C100])
            if mixed > over:
                over = mixed
            if self.tripped and mixed > -TRIP_BACK_C100:
                self._mixer_s = now_s
            if now_s - self._mixer_s < _DISTRUST_S and p[P_MIXED_MAX_C100] < top:
                top = p[P_MIXED_MAX_C100]
        self.top_c100 = top
        if self.tripped:
            self.tripped = over > -TRIP_BACK_C100
        elif over > TRIP_OVER_C100:
            if self._over_s < 0:
                self._over_s = now_s
            self.tripped = now_s - self._over_s >= TRIP_AFTER_S
        else:
            self._over_s = -1

    def _watch_flame(self, f, flow_known, flow, now_s):
        """A boiler that should burn and does not is failed for a while, so that the heat pump takes over."""
        if f[IN_QUALITY + CH_BOILER_ERROR] == Q_GOOD and f[IN_CH + CH_BOILER_ERROR]:
            # It says so itself; when it says so no more, it is tried again at once.
            self.boiler_ok = False
            self._flame_s = now_s - _FLAME_REST_S
            return
        if not self.boiler_ok:
            if now_s - self._flame_s > _FLAME_REST_S:
                self.boiler_ok = True
                self._flame_s = now_s
            return
        due = self.boiler_on and flow_known and flow < self.boiler_set_c100 - _FLAME_GAP_C100
        if not due or f[IN_QUALITY + CH_FLAME] != Q_GOOD or f[IN_CH + CH_FLAME]:
            self._flame_s = now_s
        elif now_s - self._flame_s > _FLAME_WAIT_S:
            self.boiler_ok = False
            self._flame_s = now_s

    def _idle_why(self, dispatch):
        if dispatch.plan == PLAN_NONE:
            return R_NO_DEMAND
        return R_OTHER_SOURCE if dispatch.hp_call or dispatch.boiler_call else R_WARM_ENOUGH


def _over(readings, ch, top):
    """How far this flow is above its maximum, c100; unknown: neither a reason to trip nor to come back."""
    return readings.v[ch] - top if readings.usable(ch) else 0
