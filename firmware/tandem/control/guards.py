"""Guards: the last word. A filter with the safety floors; nothing reaches an actuator around it.

Order of authority: flow, over-temperature, frost and minimum pause; then hard limits; then minimum running time and
the hourly cap on starts; then comfort; then the daily budget of starts, soft limits and efficiency.

Floor 1 needs a machine that obeys an enable: with a flow set-point its own thermostat can be kept from cutting a run
short, without one (hp_command 1, 2) it may; that is seen, booked and followed by the full pause. Behind SG Ready
contacts only a lock keeps a machine from starting by itself, so its pump runs whenever it is not locked.
A stop for a hard limit or for safety that cannot be confirmed is answered by the contactor, if there is one, and by an
alarm; the boiler waits for neither.
"""

from tandem.control.flowproof import FlowProof
from tandem.control.guard_circuit import TRIP_OVER_C100, CircuitGuard
from tandem.control.heatpump import DAY_S, DEFROST_S, HOUR_S, SURE_S
from tandem.control.param_table import (
    P_BOILER_FITTED,
    P_ELEMENT_W,
    P_HP_COMMAND,
    P_HP_CONTACTOR,
    P_HP_FITTED,
    P_HP_MAX_FLOW_C100,
    P_HP_MIN_OFF_S,
    P_HP_MIN_ON_S,
    P_HP_MIN_SET_C100,
    P_HP_SETTLE_S,
    P_HP_SOFT_S,
    P_HP_STARTS_DAY,
    P_HP_STARTS_HOUR,
    P_HP_STOP_S,
    P_PUMP_AFTER_S,
)
from tandem.control.powerlimit import PowerLimit, floor_w
from tandem.ports.frame import CH_BOILER_FLOW, CH_HP_DEFROST, CH_OUTDOOR, IN_QUALITY, Q_GOOD
from tandem.ports.reasons import (
    R_AFTER_DEFROST,
    R_BLIND,
    R_BOOT,
    R_COLD_RETURN,
    R_DEFROST,
    R_FROST,
    R_FROST_LIMIT,
    R_HEAT,
    R_HP_ERROR,
    R_KEEP_RUNNING,
    R_LIMIT_CAP,
    R_LIMIT_OFF,
    R_LOW_FLOOR,
    R_MAX_SET,
    R_MIN_OFF,
    R_MIN_ON,
    R_NO_FLOW,
    R_NONE,
    R_NOT_FITTED,
    R_OVERHEAT,
    R_PRESSURE,
    R_PUMP_AFTER,
    R_PUMP_FIRST,
    R_RELEASE,
    R_SELF_STOP,
    R_STARTS_DAY,
    R_STARTS_HOUR,
    R_TANK,
    R_TRIM,
)

_KEEP_LIFT_C100 = 200
_NO_START_REST_S = 1800
_COLD_C100 = 500  # colder water is warmed by the boiler first ...
_HOT_C100 = 500  # ... and water that comes so near to the machine's maximum must cool
_DEFROSTS_C100 = 700  # outdoors: above this no machine defrosts
_BY_SG = 2
_SG_HOLD_S = 600  # a sender holds each SG Ready state so long


class Guards(CircuitGuard):
    """Commands of this tick and their reasons; hp_block is why the heat pump is held back, R_NONE when it is not."""

    def __init__(self, hp, scheme):
        super().__init__(scheme)
        self.hp = hp
        self.proof = FlowProof(scheme)
        self.limit = PowerLimit()
        self.valve = False
        self.valve_why = R_NONE
        self.hp_why = R_BOOT
        self.hp_set_c100 = 0
        self.hp_set_why = R_NONE
        self.hp_block = R_NONE
        self.hp_ok = True
        self.no_wait = False  # no staggered release: a disinfection is due, or the house is cold
        self._ran = False  # seen running since it was enabled
        self._no_start_s = 0
        self.contactor = True
        self.unsure = False  # a stop for a hard limit or for safety cannot be confirmed
        self._sure_s = 0  # when there was last none, or it was
        self.contacts = None  # limits.sg_out, for a machine that has nothing else
        self.sg = 0  # SG Ready state for it, 0 where it has no such contacts
        self.sg_why = R_NONE
        self.boost = 0

    def step(self, f, readings, dispatch, tank, envelope, p, now_s):
        """Turn the wishes of dispatch and tank into commands."""
        scheme = self.scheme
        flow_known = readings.usable(scheme.flow_ch)
        flow = readings.v[scheme.flow_ch]
        self._watch_heat(readings, p, now_s)
        self.care.judge(readings, p, now_s)
        frost = self.frost
        moves = self.pump and self.pump_why != R_FROST
        frost.step(readings, p, moves, self.hp_pump and self.hp_pump_why != R_FROST, now_s)
        diverter = self.diverter
        if tank.goal_c100 or diverter.valve or diverter.element:
            diverter.step(tank, self, dispatch, readings, p, now_s)
        if diverter.boiler:
            self._watch_flame(f, readings.usable(CH_BOILER_FLOW), readings.v[CH_BOILER_FLOW], now_s)
        else:
            self._watch_flame(f, flow_known, flow, now_s)
        boiler_fit = p[P_BOILER_FITTED]
        hp_fit = p[P_HP_FITTED]
        frost_boiler = frost.heat and boiler_fit and self.boiler_ok
        frost_hp = frost.heat and hp_fit and not frost_boiler
        self.boost = envelope.boost
        self.limit.release.free = frost_hp or self.no_wait or tank.late
        self.limit.step(envelope, p, now_s)
        if tank.late and not tank.boiler_call:
            self.limit.soft_off = False  # hygiene comes before soft limits, the house does not
        if frost_hp:
            self.limit.spare(p)
        if tank.element or diverter.element:
            diverter.heat(tank, self, envelope, readings, p)
        if self.sg and self.contacts is not None and not (hp_fit and p[P_HP_COMMAND] == _BY_SG):
            # These contacts are no longer the command: at rest, and nothing counts as let go.
            self.contacts.rest()
            self.sg = 0
            self.sg_why = R_NONE
        if hp_fit:
            self._heat_pump(f, readings, dispatch, tank, p, now_s, flow_known, frost_hp)
            limit = self.limit
            if self.hp_on and diverter.element and limit.cap_why == R_LIMIT_CAP and limit.cap_w < floor_w(p):
                # It starts in this very tick, and there is no room for both: the element waits.
                diverter.element = False
                diverter.element_why = R_LIMIT_OFF
                limit.cap_w += p[P_ELEMENT_W]
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
        self.valve = diverter.valve
        self.valve_why = diverter.why
        self.care.step(self, dispatch, p, now_s)

    # --- heat pump ---------------------------------------------------------------------------------------------------
    def _heat_pump(self, f, readings, dispatch, tank, p, now_s, flow_known, frost):
        hp = self.hp
        self.hp_ok = not (hp.error or (hp.no_start and now_s - self._no_start_s < _NO_START_REST_S))
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
        held = self.hp_on and hp.running and now_s - hp.thaw_s < p[P_HP_SETTLE_S] and not frost
        if held:
            set_c100 = self.hp_set_c100
            set_why = R_AFTER_DEFROST
        if self.hp_on:
            self._keep(want, stop, dispatch, p, now_s, frost, held)
            self.hp_block = stop
        else:
            self._maybe_start(want, stop, readings, dispatch, tank, p, now_s, frost)
        if on_tank and self.hp_why == R_HEAT:
            self.hp_why = R_TANK
        top = p[P_HP_MAX_FLOW_C100]
        most = self.diverter.top_c100 if on_tank else self.top_c100
        if most < top:
            top = most
        water = readings.v[self.scheme.hp_flow_ch]
        if self.hp_on and self.young(p, now_s):
            # On its way to a start and within the minimum running time its own thermostat must not stop it: aim higher.
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
        if self.hp_on and not frost and (0 if hp.waiting else now_s - hp.start_s) < p[P_HP_SOFT_S]:
            self.limit.soften(p)
        self._confirm(f, readings, stop, p, now_s)
        if p[P_HP_COMMAND] == _BY_SG:
            if self.contacts is None:
                from tandem.control.limits.sg_out import SgOut

                self.contacts = SgOut()
            contacts = self.contacts
            safety = (stop != R_NONE or self.proof.failed) and not self.limit.hard_off
            # A machine that started by itself gets its minimum running time, too.
            on = self.hp_on or (stop == R_NONE and self.young(p, now_s))
            contacts.step(on, self.limit.hard_off, safety, self.boost, now_s)
            self.sg = contacts.sg
            self.sg_why = contacts.why
        self._hp_pump(p, now_s)

    def _must_stop(self, readings, p, now_s, flow_known, frost):
        """The strongest reason why the compressor may not run now, R_NONE if it may."""
        if self.care.dry:
            return R_PRESSURE
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

    def _confirm(self, f, readings, stop, p, now_s):
        """Has a stop for a hard limit or for safety happened? Where nobody can say so the contactor opens."""
        hp = self.hp
        if stop == R_NONE or (hp.known and not hp.running):
            self._sure_s = now_s
        late_s = now_s - self._sure_s - p[P_HP_STOP_S] - SURE_S
        self.unsure = late_s > 0
        if not self.contactor:
            self.contactor = not p[P_HP_CONTACTOR] or (stop == R_NONE and now_s - hp.stop_s >= p[P_HP_MIN_OFF_S])
        elif late_s > 0 and p[P_HP_CONTACTOR]:
            # Never in a defrost, nor, where it is cold and the machine does not tell, as long as one may last.
            cold = not readings.usable(CH_OUTDOOR) or readings.v[CH_OUTDOOR] < _DEFROSTS_C100
            silent = f[IN_QUALITY + CH_HP_DEFROST] != Q_GOOD
            if late_s > DEFROST_S or not (hp.melts or (silent and cold)):
                self.contactor = False
                hp.stop_s = now_s + 1
        hp.powered = self.contactor

    def young(self, p, now_s):
        """Within the minimum running time, or on its way to a start."""
        hp = self.hp
        return hp.waiting or (hp.running and now_s - hp.start_s < p[P_HP_MIN_ON_S])

    def _keep(self, want, stop, dispatch, p, now_s, frost, held):
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
        elif held:
            # The water has just been cooled: what it says now is no reason to change anything.
            if want and not self.limit.soft_off:
                self.hp_why = R_HEAT
            else:
                self.hp_why = R_DEFROST if hp.melts else R_AFTER_DEFROST
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
            pause_s = p[P_HP_MIN_OFF_S]
            if pause_s < _SG_HOLD_S and p[P_HP_COMMAND] == _BY_SG:
                pause_s = _SG_HOLD_S
            if now_s - hp.stop_s < pause_s or hp.running:
                block = R_MIN_OFF if hp.total_starts else R_BOOT
            elif hp.no_start and now_s - self._no_start_s < _NO_START_REST_S:
                block = R_SELF_STOP
            elif hp.error:
                block = R_HP_ERROR
            elif not frost:
                if hp.starts_within(now_s, HOUR_S) >= p[P_HP_STARTS_HOUR]:
                    block = R_STARTS_HOUR
                elif self.limit.soft_off:
                    block = self.limit.why
                elif self.limit.release.hold:
                    block = R_RELEASE
                elif hp.day_starts >= p[P_HP_STARTS_DAY] and now_s - hp.day_s < DAY_S:
                    # Comfort comes before this budget: alone, the heat pump starts once the water is far too cold.
                    if not ((dispatch.short and dispatch.alone) or tank.late):
                        block = R_STARTS_DAY
        # A pause ends by itself, a limit may last: with both, the limit is what the slow decision has to know.
        self.hp_block = block
        if block != R_NONE:
            if self.limit.hard_off or self.limit.soft_off:
                self.hp_block = self.limit.why
            elif self.limit.release.hold:
                self.hp_block = R_RELEASE
        if not want:
            self.hp_why = R_HP_ERROR if hp.error else self._idle_why(dispatch)
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
        ch = self.scheme.hp_return_ch
        if readings.usable(ch):
            water = readings.v[ch]
            # Cold water is the boiler's to warm; alone, the heat pump has to start into it.
            if water > p[P_HP_MAX_FLOW_C100] - _HOT_C100 or (water < _COLD_C100 and not dispatch.alone and not frost):
                self.hp_why = self.hp_block = R_COLD_RETURN
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

    def _hp_pump(self, p, now_s):
        hp = self.hp
        self.hp_pump = True
        if self.hp_on or hp.running or self.sg > 1:
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
