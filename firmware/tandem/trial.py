"""Commissioning: single outputs held for a moment, one by one, by whoever stands beside the machine.

Only while the service stop is on (parameter service), never around the guards. A source is not switched here: it is
wished for in place of dispatch, so pump, flow, minimum pause, starts and limits are the guards' as ever, and what they
have begun ends by their rules. Pumps, diverter, contactor and SG Ready contacts are moved where the guards leave them
at rest. A hold ends after at most HOLD_S unless it is repeated, all of them after ALL_S, with the service stop, and at
a reset. Loaded when asked for, forgotten at the end. docs/commissioning.md has the rules for people.
"""

import sys
from array import array

from launcher.smp import ERR_INVALID, ERR_STATE
from tandem.control.modes import STOP
from tandem.control.param_table import P_DHW_BY, P_DHW_SET_C100, P_HP_CONTACTOR, P_SERVICE
from tandem.ports.frame import (
    CH_TANK,
    OUT_BOILER,
    OUT_BOILER_SET_C100,
    OUT_CONTACTOR,
    OUT_ELEMENT,
    OUT_HP,
    OUT_HP_PUMP,
    OUT_HP_SET_C100,
    OUT_PUMP,
    OUT_SG,
    OUT_VALVE,
)
from tandem.ports.reasons import R_BLIND, R_OVERHEAT, R_PUMP_FIRST, R_SERVICE

HOLD_S = 30
ALL_S = 1800
_OUTS = bytes(
    (OUT_HP, OUT_HP_SET_C100, OUT_BOILER, OUT_BOILER_SET_C100, OUT_HP_PUMP, OUT_PUMP, OUT_VALVE, OUT_ELEMENT, OUT_SG,
     OUT_CONTACTOR)
)  # fmt: skip
_HP, _HP_SET, _BOILER, _BOILER_SET, _HP_PUMP, _PUMP, _VALVE, _ELEMENT, _SG, _CONTACTOR = range(10)
_HP_C100 = 3500  # what a source is asked for when nobody says how hot
_BOILER_C100 = 4500
_SET_LEAST_C100 = 2000
_SET_MOST_C100 = 6000
_LEAD_S = 10  # the pump runs so long before the boiler may
_TANK_C100 = 5500  # the element of a warmer tank is not tried
_MASK = 0x3FFFFFFF
_HALF = 0x20000000


def answer(app, bits, write, request, reply):
    """A request to try outputs: write {on: True or False} and {o: {OUT_*: value}, s: seconds}; both ways the answer is
    left_s, seconds until all of it ends, and o, what is held, obeyed or not. bits: what wakes the control task."""
    rc = _asked(app, bits, request, reply) if write else 0
    trial = app.controller.trial
    if not rc:
        reply.pair("left_s", trial.left_s() if trial is not None else 0)
        reply.pair("o", trial.held() if trial is not None else {})
    if trial is None:
        _forget()
    return rc


def _asked(app, bits, request, reply):
    trial = app.controller.trial
    on = request.get("on")
    holds = request.get("o", {})
    seconds = request.get("s", 10)
    if not (on is None or type(on) is bool) or type(holds) is not dict or type(seconds) is not int:
        return ERR_INVALID
    if on is not None:
        if on and app.params.v[P_SERVICE] != STOP:
            return ERR_STATE
        if trial is not None:
            trial.end()
            trial = None
        if on:
            app.controller.trial = trial = Trial(app, bits)
            app.loop.links = list(app.loop.links) + [trial]
    if holds and trial is None:
        return ERR_STATE
    for out in holds:
        value = holds[out]
        if type(out) is not int or type(value) is not int or not trial.hold(out, value, seconds):
            reply.why = str(out)
            return ERR_INVALID
    return 0


def _forget():
    """The code is given back."""
    if sys.modules.pop("tandem.trial", None) is not None:
        delattr(sys.modules["tandem"], "trial")


class Trial:
    """As a link (ports.board.Link) it lets holds expire, as controller.trial it has them obeyed. app: tandem.app's."""

    def __init__(self, app, bits):
        self.over = False
        self._app = app
        self._bits = bits
        self._controller = app.controller
        self._p = app.params.v
        self._end = app.loop.clock.now() + ALL_S * 1000 & _MASK
        n = len(_OUTS)
        self._on = bytearray(n)
        self._value = array("i", [0] * n)
        self._until = array("i", [0] * n)
        self._pump_s = -1  # since when the circuit's pump has been on

    def hold(self, out, value, seconds):
        """Hold OUT_* at a value for so long. False when that is none that can be held."""
        now = self._app.loop.clock.now()
        k = _OUTS.find(bytes((out,))) if 0 <= out < 256 else -1
        if k < 0 or not 1 <= seconds <= HOLD_S:
            return False
        low = 0
        high = 1
        if k == _HP_SET or k == _BOILER_SET:
            low = _SET_LEAST_C100
            high = _SET_MOST_C100
        elif k == _SG:
            low = 3  # of the others one is the guards' lock, one their leave to run
            high = 4
        if not low <= value <= high:
            return False
        self._value[k] = value
        self._until[k] = now + seconds * 1000 & _MASK
        self._on[k] = 1
        self._app.scheduler.wake(self._bits)
        return True

    def left_s(self):
        """Seconds until all of it ends."""
        return _left(self._end, self._app.loop.clock.now()) // 1000

    def held(self):
        """{OUT_*: value} of what is held now, obeyed or not."""
        return {_OUTS[k]: self._value[k] for k in range(len(_OUTS)) if self._on[k]}

    def end(self):
        """All outputs are the controller's own again. What a guard holds on goes on."""
        if self.over:
            return
        self.over = True
        controller = self._controller
        if self._p[P_SERVICE] == STOP:
            controller.tank.element = controller.dispatch.hp_call = controller.dispatch.boiler_call = False
        controller.trial = None
        app = self._app
        app.scheduler.wake(self._bits)
        app.loop.links = [link for link in app.loop.links if link is not self]
        _forget()

    # --- a link ------------------------------------------------------------------------------------------------------
    def poll(self, now):
        """See ports.board.Link."""
        if self.over:
            return
        if self._p[P_SERVICE] != STOP:
            self.end()
            return
        if _left(self._end, now) <= 0:
            self.end()
            # Nobody came back: a service stop for this alone must not leave the house without heat.
            self._app.params.reset(P_SERVICE, False)
            return
        for k in range(len(_OUTS)):
            if self._on[k] and _left(self._until[k], now) <= 0:
                self._on[k] = 0
                self._app.scheduler.wake(self._bits)

    def next_due_ms(self, now):
        """See ports.board.Link."""
        due = _left(self._end, now)
        for k in range(len(_OUTS)):
            if self._on[k]:
                left = _left(self._until[k], now)
                if left < due:
                    due = left
        return due if due > 0 else 0

    # --- in the control tick -----------------------------------------------------------------------------------------
    def wish(self, now_s):
        """Before the guards: who is to heat."""
        controller = self._controller
        dispatch = controller.dispatch
        guards = controller.guards
        dispatch.hp_call = bool(self._held(_HP))
        dispatch.hp_set_c100 = self._held(_HP_SET) or _HP_C100
        dispatch.boiler_call = self._held(_BOILER) != 0 and self._boiler_why(guards, now_s) == 0
        dispatch.boiler_set_c100 = self._held(_BOILER_SET) or _BOILER_C100
        readings = controller.readings
        tank = controller.tank
        cool = readings.usable(CH_TANK) and readings.v[CH_TANK] < min(_TANK_C100, self._p[P_DHW_SET_C100])
        tank.element = self._held(_ELEMENT) != 0 and cool
        if tank.element:
            tank.why = R_SERVICE

    def step(self, now_s):
        """After the guards: what they leave at rest may be moved."""
        guards = self._controller.guards
        hp = guards.hp
        wet = not guards.care.dry
        # In a loop of one both pumps go together, as the guards have it.
        both = guards.scheme.kind == 1 and (self._held(_PUMP) or self._held(_HP_PUMP))
        if (self._held(_PUMP) or self._held(_BOILER) or both) and wet and not guards.pump:
            guards.pump = True
            guards.pump_why = R_SERVICE
        if (self._held(_HP_PUMP) or both) and wet and not guards.hp_pump:
            guards.hp_pump = True
            guards.hp_pump_why = R_SERVICE
        if not guards.pump:
            self._pump_s = -1
        elif self._pump_s < 0:
            self._pump_s = now_s
        if self._held(_BOILER) and not guards.boiler_on:
            why = self._boiler_why(guards, now_s)
            if why:
                guards.boiler_why = why
        rests = not (guards.hp_on or hp.running or guards.boiler_on)
        if self._held(_VALVE) and rests and self._p[P_DHW_BY]:
            guards.valve = True
            guards.valve_why = R_SERVICE
        if self._held(_SG) and guards.sg == 2:
            guards.sg = self._held(_SG)
            guards.sg_why = R_SERVICE
        k = _CONTACTOR
        if self._on[k] and not self._value[k] and self._p[P_HP_CONTACTOR] and not (guards.hp_on or hp.running):
            # Closed again it is a machine that has just stopped.
            guards.contactor = hp.powered = False
            hp.stop_s = now_s

    def _held(self, k):
        return self._value[k] if self._on[k] else 0

    def _boiler_why(self, guards, now_s):
        """Why the boiler may not be tried, 0 when it may."""
        readings = self._controller.readings
        ch = guards.scheme.flow_ch
        if not readings.usable(ch):
            return R_BLIND
        if guards.tripped or readings.v[ch] >= guards.top_c100:
            return R_OVERHEAT
        return 0 if self._pump_s >= 0 and now_s - self._pump_s >= _LEAD_S else R_PUMP_FIRST


def _left(until, now):
    left = until - now & _MASK
    return left if left < _HALF else left - _MASK - 1
