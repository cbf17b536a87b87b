"""Guards: the last word. A filter with the safety floors; nothing reaches an actuator around it.

Order of authority: flow, over-temperature, frost and minimum pause; then hard limits; then minimum running time and
the hourly cap on starts; then comfort; then the daily budget of starts, soft limits and efficiency.
"""

from tandem.control.diverter import Diverter
from tandem.control.flowproof import FlowProof
from tandem.control.frost import Frost
from tandem.control.heatpump import DAY_S, HOUR_S
from tandem.control.param_table import (
    P_BOILER_FITTED,
    P_BOILER_MIN_SET_C100,
    P_CIRC_MAX_C100,
    P_HP_FITTED,
    P_HP_MAX_FLOW_C100,
    P_HP_MIN_OFF_S,
    P_HP_MIN_ON_S,
    P_HP_MIN_SET_C100,
    P_HP_STARTS_DAY,
    P_HP_STARTS_HOUR,
    P_PUMP_AFTER_S,
)
from tandem.control.powerlimit import PowerLimit
from tandem.ports.frame import CH_BOILER_FLOW, CH_FLAME, IN_CH, IN_QUALITY, PLAN_NONE, Q_GOOD
from tandem.ports.reasons import (
    R_BLIND,
    R_BOOT,
    R_FROST,
    R_FROST_LIMIT,
    R_HEAT,
    R_KEEP_RUNNING,
    R_LOW_FLOOR,
    R_MAX_SET,
    R_MIN_OFF,
    R_MIN_ON,
    R_NO_DEMAND,
    R_NO_FLOW,
    R_NONE,
    R_NOT_FITTED,
    R_OTHER_SOURCE,
    R_OVERHEAT,
    R_PUMP_AFTER,
    R_PUMP_FIRST,
    R_SELF_STOP,
    R_STARTS_DAY,
    R_STARTS_HOUR,
    R_TANK,
    R_TRIM,
    R_WARM_ENOUGH,
)

TRIP_OVER_C100 = 300  # measured this far above the maximum ...
TRIP_AFTER_S = 30  # ... for this long stops every source of the circuit
TRIP_BACK_C100 = 300
_KEEP_LIFT_C100 = 200
_BESIDE_C100 = 200  # a boiler beside the heat pump keeps its water this far below the machine's maximum
_SELF_STOP_C100 = 300  # a machine's own thermostat may stop it this far above its set-point
_NO_START_REST_S = 1800
_FLAME_WAIT_S = 900
_FLAME_REST_S = 1800
_FLAME_GAP_C100 = 500


class Guards:
    """Commands of this tick and their reasons; hp_block is why the heat pump is held back, R_NONE when it is not."""

    def __init__(self, hp, scheme):
        self.hp = hp
        self.scheme = scheme
        self.proof = FlowProof(scheme)
        self.frost = Frost(scheme)
        self.limit = PowerLimit()
        self.diverter = Diverter()
        self.hp_on = False
        self.hp_why = R_BOOT
        self.hp_set_c100 = 0
        self.hp_set_why = R_NONE
        self.hp_pump = False
        self.hp_pump_why = R_NONE
        self.boiler_on = False
        self.boiler_why = R_NONE
        self.boiler_set_c100 = 0
        self.boiler_set_why = R_NONE
        self.pump = False
        self.pump_why = R_NONE
        self.hp_block = R_NONE
        self.boiler_ok = True
        self.hp_ok = True
        self.tripped = False
        self._over_s = -1  # since when the circuit has been too hot
        self._ran = False  # seen running since it was enabled
        self._no_start_s = 0
        self._flame_s = 0  # since when a flame is missing, while one is due
        self._heat_s = -(2 * HOUR_S)  # last time a source made heat

    def step(self, f, readings, dispatch, tank, envelope, p, now_s):
        """Turn the wishes of dispatch and tank into commands."""
        scheme = self.scheme
        flow_known = readings.usable(scheme.flow_ch)
        flow = readings.v[scheme.flow_ch]
        self._watch_heat(flow_known, flow, p, now_s)
        frost = self.frost
        frost.step(readings)
        self.limit.step(envelope, p, now_s)
        diverter = self.diverter
        if tank.late:
            self.limit.soft_off = False  # hygiene comes before soft limits
        if tank.goal_c100 or diverter.valve or diverter.element:
            diverter.step(tank, self, dispatch, readings, p, now_s)
            diverter.heat(tank, self, envelope, readings, p)
        if diverter.boiler:
            self._watch_flame(f, readings.usable(CH_BOILER_FLOW), readings.v[CH_BOILER_FLOW], now_s)
        else:
            self._watch_flame(f, flow_known, flow, now_s)
        boiler_fit = p[P_BOILER_FITTED]
        hp_fit = p[P_HP_FITTED]
        frost_boiler = frost.heat and boiler_fit and self.boiler_ok
        frost_hp = frost.heat and hp_fit and not frost_boiler
        if frost_hp:
            self.limit.spare(p)
        if hp_fit:
            self._heat_pump(readings, dispatch, tank, p, now_s, flow_known, frost_hp)
        else:
            if self.hp_on:
                self._off(R_NOT_FITTED, now_s)
            self.hp_why = R_NOT_FITTED
            self.hp_set_c100 = 0
            self.hp_set_why = R_NONE
            self.hp_pump = False
            self.hp_pump_why = R_NOT_FITTED
        self._boiler(dispatch, tank, p, frost_boiler)
        if (self.boiler_on and not diverter.boiler) or ((self.hp_on or self.hp.running) and not diverter.hp):
            self._heat_s = now_s
        self._circuit_pump(dispatch, p, now_s)

    # --- heat pump ---------------------------------------------------------------------------------------------------
    def _heat_pump(self, readings, dispatch, tank, p, now_s, flow_known, frost):
        hp = self.hp
        on_tank = self.diverter.hp
        if on_tank:
            want = tank.hp_call
            set_c100 = tank.set_c100
            set_why = R_TANK
        else:
            want = dispatch.hp_call
            set_c100 = dispatch.hp_set_c100
            set_why = R_TRIM if dispatch.trim else dispatch.why
        want = want or frost
        if frost and set_c100 < self.frost.set_c100:
            set_c100 = self.frost.set_c100
            set_why = R_FROST
        stop = self._must_stop(readings, p, now_s, flow_known, frost)
        if self.hp_on:
            self._keep(want, stop, dispatch, p, now_s, frost)
            self.hp_block = stop
        else:
            self._maybe_start(want, stop, readings, dispatch, tank, p, now_s, frost)
        if on_tank and self.hp_why == R_HEAT:
            self.hp_why = R_TANK
        top = p[P_HP_MAX_FLOW_C100]
        most = self.diverter.top_c100 if on_tank else p[P_CIRC_MAX_C100]
        if most < top:
            top = most
        water = readings.v[self.scheme.hp_flow_ch]
        if self.hp_on and self.young(p, now_s) and hp.running:
            # Within the minimum running time its own thermostat must not stop the machine: aim above the water.
            if water + _KEEP_LIFT_C100 > set_c100 and readings.usable(self.scheme.hp_flow_ch):
                set_c100 = water + _KEEP_LIFT_C100
                set_why = R_KEEP_RUNNING
        if set_c100 < p[P_HP_MIN_SET_C100]:
            set_c100 = p[P_HP_MIN_SET_C100]
            set_why = R_LOW_FLOOR
        if set_c100 > top:
            set_c100 = top
            set_why = R_MAX_SET
        self.hp_set_c100 = set_c100 if self.hp_on else 0
        self.hp_set_why = set_why if self.hp_on else R_NONE
        self._hp_pump(p, now_s)

    def _must_stop(self, readings, p, now_s, flow_known, frost):
        """The strongest reason why the compressor may not run now, R_NONE if it may."""
        ch = self.scheme.hp_flow_ch
        known = readings.usable(ch)
        # Water that stands in a stopped machine stays hot for hours and says nothing: judged only while it moves.
        hot = known and self.hp_pump and readings.v[ch] > p[P_HP_MAX_FLOW_C100] + TRIP_OVER_C100
        if self.tripped or hot:
            return R_OVERHEAT
        if not known and not flow_known:
            return R_BLIND
        why = self.proof.lost(readings, p, now_s, self.hp_on or self.hp.running)
        if why != R_NONE:
            return why
        if self.limit.hard_off and not frost:
            return self.limit.why
        return R_NONE

    def young(self, p, now_s):
        """Within the minimum running time, or on its way to a start."""
        hp = self.hp
        return hp.waiting or (hp.running and now_s - hp.start_s < p[P_HP_MIN_ON_S])

    def _keep(self, want, stop, dispatch, p, now_s, frost):
        """The command is on: may it stay on?"""
        hp = self.hp
        if hp.running:
            self._ran = True
        if hp.no_start:
            self._no_start_s = now_s
        if stop != R_NONE:
            self._off(stop, now_s)
        elif hp.no_start or (self._ran and not hp.running):
            self._off(R_SELF_STOP, now_s)
        elif frost:
            self.hp_why = self._frost_why()
        elif self.young(p, now_s):
            self.hp_why = R_HEAT if want and not self.limit.soft_off else R_MIN_ON
        elif self.limit.soft_off:
            self._off(self.limit.why, now_s)
        elif not want:
            self._off(self._idle_why(dispatch), now_s)
        else:
            self.hp_why = R_HEAT

    def _maybe_start(self, want, stop, readings, dispatch, tank, p, now_s, frost):
        """The command is off: may it go on?"""
        hp = self.hp
        block = stop
        if block == R_NONE:
            if now_s - hp.stop_s < p[P_HP_MIN_OFF_S] or hp.running:
                block = R_MIN_OFF if hp.total_starts else R_BOOT
            elif hp.no_start and now_s - self._no_start_s < _NO_START_REST_S:
                block = R_SELF_STOP
            elif not frost:
                if hp.starts_within(now_s, HOUR_S) >= p[P_HP_STARTS_HOUR]:
                    block = R_STARTS_HOUR
                elif self.limit.soft_off:
                    block = self.limit.why
                elif hp.day_starts >= p[P_HP_STARTS_DAY] and now_s - hp.day_s < DAY_S:
                    # Comfort comes before this budget: alone, the heat pump starts once the water is far too cold.
                    if not ((dispatch.short and dispatch.alone) or tank.late):
                        block = R_STARTS_DAY
        # A pause ends by itself, a limit may last: with both, the limit is what the slow decision has to know.
        self.hp_block = self.limit.why if block != R_NONE and (self.limit.hard_off or self.limit.soft_off) else block
        self.hp_ok = not hp.no_start
        if hp.no_start and now_s - self._no_start_s >= _NO_START_REST_S:
            self.hp_ok = True
        if not want:
            self.hp_why = self._idle_why(dispatch)
            self.proof.rest()
            return
        if block != R_NONE:
            self.hp_why = block
            # A pump that brings no flow goes on trying, one that brings hot water goes on cooling; else it rests.
            if not (self.proof.failed or (block == R_OVERHEAT and self.hp_pump and not self.tripped)):
                self.proof.rest()
                return
        why = self.proof.prove(readings, p, now_s)
        if block != R_NONE or why != R_NONE:
            self.hp_why = why if why != R_NONE else block
            if self.proof.failed:
                self.hp_block = R_NO_FLOW
            return
        self.hp_on = True
        self._ran = False
        hp.no_start = False
        self.hp_why = self._frost_why() if frost else R_HEAT
        hp.ask(now_s)

    def _frost_why(self):
        """Heating against frost with no other source, against a limit if need be."""
        return R_FROST_LIMIT if self.limit.hard_off or self.limit.soft_off else R_FROST

    def _off(self, why, now_s):
        self.hp_on = False
        self.hp_why = why
        self.hp.unask(now_s)
        self.proof.rest()

    def _idle_why(self, dispatch):
        if dispatch.plan == PLAN_NONE:
            return R_NO_DEMAND
        return R_OTHER_SOURCE if dispatch.hp_call or dispatch.boiler_call else R_WARM_ENOUGH

    def _hp_pump(self, p, now_s):
        hp = self.hp
        self.hp_pump = True
        if self.hp_on or hp.running:
            self.hp_pump_why = R_HEAT
        elif hp.total_starts and now_s - hp.stop_s < p[P_PUMP_AFTER_S]:
            self.hp_pump_why = R_PUMP_AFTER
        elif self.proof.trying:
            self.hp_pump_why = R_PUMP_FIRST
        elif self.frost.pump:
            self.hp_pump_why = R_FROST
        else:
            self.hp_pump = False
            self.hp_pump_why = self.hp_why

    # --- boiler and circuit ------------------------------------------------------------------------------------------
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
        on_tank = self.diverter.boiler
        if not ((tank.boiler_call if on_tank else dispatch.boiler_call) or frost):
            self.boiler_why = R_TANK if on_tank else self._idle_why(dispatch)
            return
        self.boiler_on = True
        if on_tank:
            self.boiler_why = R_TANK
            set_c100 = tank.set_c100
            set_why = R_TANK
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
        top = self.diverter.top_c100 if on_tank else p[P_CIRC_MAX_C100]
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

    def _watch_heat(self, flow_known, flow, p, now_s):
        """Trip of the circuit: measured above its maximum for TRIP_AFTER_S."""
        top = p[P_CIRC_MAX_C100]
        if not flow_known:
            self._over_s = -1
            return
        if self.tripped:
            self.tripped = flow > top - TRIP_BACK_C100
        elif flow > top + TRIP_OVER_C100:
            if self._over_s < 0:
                self._over_s = now_s
            self.tripped = now_s - self._over_s >= TRIP_AFTER_S
        else:
            self._over_s = -1

    def _watch_flame(self, f, flow_known, flow, now_s):
        """A boiler that should burn and does not is failed for a while, so that the heat pump takes over."""
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
