"""The core: one input frame in, one output frame out. Integers only, no clock, no I/O.

Readings -> demand -> envelope -> dispatch -> guards -> commands. A tick may come at any time; the slow decisions keep
their own period and are also taken at once when a limit moved, stopped the heat pump or let it go.
"""

from tandem.control.demand import Demand
from tandem.control.dispatch import Dispatch
from tandem.control.envelope import Envelope
from tandem.control.guards import Guards
from tandem.control.heatpump import HeatPump
from tandem.control.hygiene import Hygiene
from tandem.control.param_table import P_DHW_BY, P_DISPATCH_S, P_ROOM_USE
from tandem.control.readings import Readings
from tandem.control.scheme import PARALLEL_SEPARATOR
from tandem.control.snapshot import dump, load
from tandem.control.tank import Tank
from tandem.control.wall import Wall
from tandem.ports.frame import (
    ALARM_FLOW_SENSOR,
    ALARM_FROST,
    ALARM_LIMIT,
    ALARM_NO_FLOW,
    ALARM_NO_START,
    ALARM_OUTDOOR,
    ALARM_OVERHEAT,
    ALARM_ROOM,
    CH_BOILER_FLOW,
    CH_OUTDOOR,
    CH_ROOM,
    DHW_CHARGE,
    DHW_HYGIENE,
    DHW_NONE,
    IN_UP_S,
    OUT_ALARMS,
    OUT_BAD,
    OUT_BOILER,
    OUT_BOILER_SET_C100,
    OUT_BOILER_SET_WHY,
    OUT_BOILER_WHY,
    OUT_COP_X100,
    OUT_DHW,
    OUT_DHW_GOAL_C100,
    OUT_DHW_WHY,
    OUT_ELEMENT,
    OUT_ELEMENT_WHY,
    OUT_EVEN_X100,
    OUT_HARD_STATE,
    OUT_HARD_W,
    OUT_HP,
    OUT_HP_CAP_W,
    OUT_HP_CAP_WHY,
    OUT_HP_PUMP,
    OUT_HP_PUMP_WHY,
    OUT_HP_SET_C100,
    OUT_HP_SET_WHY,
    OUT_HP_WHY,
    OUT_HYGIENE_H,
    OUT_LOAD_W,
    OUT_PLAN,
    OUT_PLAN_WHY,
    OUT_PUMP,
    OUT_PUMP_WHY,
    OUT_REQ_C100,
    OUT_SOFT_STATE,
    OUT_SOFT_W,
    OUT_VALVE,
    OUT_VALVE_WHY,
    PLAN_HP,
)
from tandem.ports.reasons import R_LIMIT_OFF, R_LIMIT_WAIT, R_TANK

SLOW_STOP_S = 180  # a machine that still runs this long after a hard limit stopped it is reported


class Controller:
    """One house. step() per tick; dump()/load() carry what outlives a restart."""

    def __init__(self, scheme=PARALLEL_SEPARATOR):
        self.scheme = scheme
        self.readings = Readings()
        self.demand = Demand()
        self.envelope = Envelope()
        self.dispatch = Dispatch()
        self.hp = HeatPump()
        self.guards = Guards(self.hp, scheme)
        self.wall = Wall()
        self.prices = None
        self.tank = Tank()
        self.hygiene = Hygiene()
        self.protective = (self.hp, self.hygiene)
        self.habits = (self.demand, self.dispatch)
        self.now_s = 0  # uptime of the last tick
        self._slow_s = -1
        self._limited = False  # a limit held the heat pump back at the last slow decision
        self._heat_s = -1  # since when a source has run without a pause

    def step(self, inputs, outputs):
        """Decide. inputs.f and outputs.f are frames (ports.frame); inputs.params.v the parameters in force.

        outputs is the same object at every tick: fields that did not change are not written again.
        """
        f = inputs.f
        p = inputs.params.v
        now_s = f[IN_UP_S]
        self.now_s = now_s
        readings = self.readings
        guards = self.guards
        dispatch = self.dispatch
        hp = self.hp
        self.wall.step(f)
        readings.step(f, now_s, self._heat_s)
        hp.observe(f, guards.hp_on, p)
        self.envelope.step(f, p)
        flow_known = readings.usable(self.scheme.flow_ch)
        flow = readings.v[self.scheme.flow_ch]
        elapsed_s = now_s - self._slow_s
        limited = guards.hp_block == R_LIMIT_OFF or guards.hp_block == R_LIMIT_WAIT
        moved = self.envelope.changed or limited != self._limited
        if p[P_DHW_BY]:
            # Counted at every tick.
            moved = self.hygiene.tick(readings, self.tank, hp.running, p, now_s) or moved or self.tank.full(readings)
        if moved or self._slow_s < 0 or elapsed_s >= p[P_DISPATCH_S]:
            self._limited = limited
            self._decide(f, p, now_s, 0 if self._slow_s < 0 else elapsed_s, flow)
            self._write_plan(outputs.f)
            self._slow_s = now_s
        self._aim(flow, flow_known, p, now_s)
        guards.step(f, readings, dispatch, self.tank, self.envelope, p, now_s)
        # A circuit that stands while the tank is heated may stay as warm as it is.
        if guards.diverter.valve or not (hp.running or guards.boiler_on):
            self._heat_s = -1
        elif self._heat_s < 0:
            self._heat_s = now_s
        self._write(outputs.f, p, now_s)

    def dump(self):
        """The protective record as bytes: at most 112, so that its file stays inline in littlefs."""
        return dump(self.protective, self.now_s)

    def dump_habits(self):
        """The second record: filters and integrals, worth keeping, not protective."""
        return dump(self.habits, self.now_s)

    def load(self, protection, habits):
        """Restore from the two records (bytes or None each); unusable ones are ignored. Returns 1 + 2 for the used."""
        used = 0
        if protection is not None and load(self.protective, protection):
            used = 1
        if habits is not None and load(self.habits, habits):
            used += 2
        return used

    def _aim(self, flow, flow_known, p, now_s):
        """Give dispatch the gap in mean water temperature; without a return sensor the flow has to do."""
        readings = self.readings
        demand = self.demand
        ch = self.scheme.return_ch
        if readings.usable(ch):
            gap = demand.mean_c100 - (flow + readings.v[ch]) // 2
        else:
            gap = demand.req_c100 - flow
        self.dispatch.aim(gap, flow_known, demand, p, now_s)

    def _decide(self, f, p, now_s, elapsed_s, flow):
        readings = self.readings
        dispatch = self.dispatch
        guards = self.guards
        self.demand.step(readings, p, elapsed_s, dispatch.short)
        if (guards.hp_on or guards.boiler_on) and not guards.diverter.valve:
            source = self.scheme.hp_flow_ch if dispatch.plan == PLAN_HP else CH_BOILER_FLOW
            if readings.usable(source) and readings.usable(self.scheme.flow_ch):
                dispatch.follow_mixing(readings.v[source] - flow, elapsed_s)
        self.tank.step(
            readings, self.hygiene, self.wall, self.prices, self.demand, dispatch, guards, self.envelope.boost, p, now_s
        )
        run_s = now_s - self.hp.start_s if self.hp.running else 0
        block = R_TANK if self.tank.hp_call else guards.hp_block  # the house has to do without it
        dispatch.decide(f, self.demand, p, guards.hp_ok, block, run_s, guards.boiler_ok, now_s)

    def _alarms(self, p, now_s):
        readings = self.readings
        guards = self.guards
        alarms = self.tank.alarm
        if readings.bad:
            if readings.bad & (1 << CH_OUTDOOR):
                alarms |= ALARM_OUTDOOR
            if readings.bad & (1 << CH_ROOM) and p[P_ROOM_USE]:
                alarms |= ALARM_ROOM
            if readings.bad & (1 << self.scheme.flow_ch):
                alarms |= ALARM_FLOW_SENSOR
        if guards.proof.failed:
            alarms |= ALARM_NO_FLOW
        if guards.frost.near:
            alarms |= ALARM_FROST
        if guards.tripped:
            alarms |= ALARM_OVERHEAT
        if self.hp.no_start:
            alarms |= ALARM_NO_START
        if guards.limit.hard_off and self.hp.running and now_s - guards.limit.hard_since_s > SLOW_STOP_S:
            alarms |= ALARM_LIMIT
        return alarms

    def _write_plan(self, o):
        """What only a slow decision can change; between two of them it stays in the frame."""
        demand = self.demand
        dispatch = self.dispatch
        envelope = self.envelope
        o[OUT_PLAN] = dispatch.plan
        o[OUT_PLAN_WHY] = dispatch.why
        o[OUT_REQ_C100] = demand.req_c100
        o[OUT_LOAD_W] = demand.load_w
        o[OUT_COP_X100] = dispatch.cop_x100
        o[OUT_EVEN_X100] = dispatch.even_x100
        o[OUT_HARD_STATE] = envelope.hard_state
        o[OUT_HARD_W] = envelope.hard_w
        o[OUT_SOFT_STATE] = envelope.soft_state
        o[OUT_SOFT_W] = envelope.soft_w
        tank = self.tank
        o[OUT_DHW] = DHW_HYGIENE if tank.hygiene else DHW_CHARGE if tank.valve or tank.element else DHW_NONE
        o[OUT_DHW_WHY] = tank.why
        o[OUT_DHW_GOAL_C100] = tank.goal_c100
        o[OUT_HYGIENE_H] = self.hygiene.left_s // 3600 if tank.goal_c100 else 0

    def _write(self, o, p, now_s):
        guards = self.guards
        limit = guards.limit
        o[OUT_HP] = 1 if guards.hp_on else 0
        o[OUT_HP_WHY] = guards.hp_why
        o[OUT_HP_SET_C100] = guards.hp_set_c100
        o[OUT_HP_SET_WHY] = guards.hp_set_why
        o[OUT_HP_CAP_W] = limit.cap_w
        o[OUT_HP_CAP_WHY] = limit.cap_why
        o[OUT_BOILER] = 1 if guards.boiler_on else 0
        o[OUT_BOILER_WHY] = guards.boiler_why
        o[OUT_BOILER_SET_C100] = guards.boiler_set_c100
        o[OUT_BOILER_SET_WHY] = guards.boiler_set_why
        o[OUT_HP_PUMP] = 1 if guards.hp_pump else 0
        o[OUT_HP_PUMP_WHY] = guards.hp_pump_why
        o[OUT_PUMP] = 1 if guards.pump else 0
        o[OUT_PUMP_WHY] = guards.pump_why
        diverter = guards.diverter
        o[OUT_VALVE] = 1 if diverter.valve else 0
        o[OUT_VALVE_WHY] = diverter.why
        o[OUT_ELEMENT] = 1 if diverter.element else 0
        o[OUT_ELEMENT_WHY] = diverter.element_why
        o[OUT_ALARMS] = self._alarms(p, now_s)
        o[OUT_BAD] = self.readings.bad
