"""The core: one input frame in, one output frame out. Integers only, no clock, no I/O.

Readings -> demand -> envelope -> dispatch -> guards -> commands. A tick may come at any time; the slow decisions keep
their own period and are also taken at once when a limit moved, stopped the heat pump or let it go.
"""

from tandem.control.curve import load_x1000
from tandem.control.demand import SCALE, Demand
from tandem.control.dispatch import Dispatch
from tandem.control.envelope import Envelope
from tandem.control.guards import Guards
from tandem.control.heatpump import HeatPump
from tandem.control.hygiene import Hygiene
from tandem.control.modes import CHIMNEY, Modes
from tandem.control.param_table import (
    P_AWAY_C100,
    P_DHW_BY,
    P_DISPATCH_S,
    P_OPT_OUT_H,
    P_ROOM_TARGET_C100,
    P_ROOM_USE,
    P_SCHEME,
    P_SERVICE,
    P_THERMOSTAT,
)
from tandem.control.prices import Prices
from tandem.control.readings import Readings
from tandem.control.scheme import BUFFER, Scheme
from tandem.control.snapshot import dump, load
from tandem.control.tank import Tank
from tandem.control.wall import Wall
from tandem.ports.frame import (
    ALARM_BOILER,
    ALARM_FLOW_SENSOR,
    ALARM_FROST,
    ALARM_HP,
    ALARM_LIMIT,
    ALARM_METER,
    ALARM_NO_FLOW,
    ALARM_NO_START,
    ALARM_OUTDOOR,
    ALARM_OVERHEAT,
    ALARM_PRESSURE,
    ALARM_ROOM,
    ALARM_STOP,
    CH_BOILER_FLOW,
    CH_FLOW_SET,
    CH_IMPORT,
    CH_MIXED_FLOW,
    CH_OUTDOOR,
    CH_ROOM,
    CH_ROOM_SET,
    DHW_CHARGE,
    DHW_HYGIENE,
    DHW_NONE,
    IN_AGE_S,
    IN_CH,
    IN_QUALITY,
    IN_UP_S,
    OUT_ALARMS,
    OUT_BAD,
    OUT_BOILER,
    OUT_BOILER_CT_MWH,
    OUT_BOILER_SET_C100,
    OUT_BOILER_SET_WHY,
    OUT_BOILER_WHY,
    OUT_BOOST,
    OUT_BOOST_WHY,
    OUT_CONTACTOR,
    OUT_CONTACTOR_WHY,
    OUT_COP_X100,
    OUT_DHW,
    OUT_DHW_GOAL_C100,
    OUT_DHW_WHY,
    OUT_ELEMENT,
    OUT_ELEMENT_WHY,
    OUT_EVEN_X100,
    OUT_HARD_STATE,
    OUT_HARD_W,
    OUT_HARD_WHY,
    OUT_HP,
    OUT_HP_CAP_W,
    OUT_HP_CAP_WHY,
    OUT_HP_CT_MWH,
    OUT_HP_PUMP,
    OUT_HP_PUMP_WHY,
    OUT_HP_SET_C100,
    OUT_HP_SET_WHY,
    OUT_HP_WHY,
    OUT_HYGIENE_H,
    OUT_LOAD_W,
    OUT_LPC_CONFIG_WHY,
    OUT_LPC_SEEN,
    OUT_LPC_STATE,
    OUT_LPC_WHY,
    OUT_MODE_WHY,
    OUT_PLAN,
    OUT_PLAN_WHY,
    OUT_PUMP,
    OUT_PUMP_WHY,
    OUT_REQ_C100,
    OUT_SG,
    OUT_SG_LEFT_S,
    OUT_SG_STATE,
    OUT_SG_WHY,
    OUT_SOFT_STATE,
    OUT_SOFT_W,
    OUT_SOFT_WHY,
    OUT_TARGET_C100,
    OUT_VALVE,
    OUT_VALVE_WHY,
    PLAN_HP,
    Q_GOOD,
)
from tandem.ports.reasons import R_LIMIT_CAP, R_LIMIT_OFF, R_LIMIT_WAIT, R_NONE, R_RELEASE, R_TANK, R_UNCONFIRMED

_METER = 0x1F << CH_IMPORT  # what the meter of the connection measures: import, phases, other loads
_COLD_ON = 15  # a room this far below its target ...
_COLD_OFF = 0
_COLD_FREE = 50
_KNOB_OLD_S = 1800
_KNOB_LEAST_C100 = 500  # as room_target_c100
_KNOB_MOST_C100 = 3000
_AFTER_HARD_S = 36000  # a hard limit began longer ago than this: its release is over


class Controller:
    """One house. step() per tick; dump()/load() carry what outlives a restart."""

    def __init__(self):
        self.scheme = scheme = Scheme()
        self.readings = Readings()
        self.modes = Modes()
        self.demand = Demand()
        self.dispatch = Dispatch()
        self.hp = HeatPump()
        self.envelope = Envelope(self.readings, self.hp)
        self.guards = Guards(self.hp, scheme)
        self.wall = Wall()
        self.prices = Prices()
        self.tank = Tank()
        self.hygiene = Hygiene()
        self.protective = (self.hp, self.envelope, self.hygiene)
        dispatch = self.dispatch
        self.habits = (self.demand, dispatch, dispatch.meter, dispatch.choice, self.modes, self.guards.limit.release)
        self.now_s = 0  # uptime of the last tick
        self._slow_s = -1
        self._price = 0  # of electricity at the last slow decision
        self._limited = False  # a limit held the heat pump back at the last slow decision
        self._flow_set = 0  # of an outer controller, at the last slow decision
        self._heat_s = -1  # since when a source has run without a pause
        self.trial = None  # while an installer tries outputs: wish(now_s) before the guards, step(now_s) after them

    def step(self, inputs, outputs):
        """Decide. inputs.f and outputs.f are frames (ports.frame); inputs.params.v the parameters in force, whose seq
        moves with every change.

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
        self.scheme.kind = p[P_SCHEME]
        hp.observe(f, guards.hp_on or guards.sg > 1, p)
        self.envelope.step(f, inputs.params, self.wall, inputs.series, self.modes.opt_out, now_s)
        flow_known = readings.usable(self.scheme.flow_ch)
        flow = readings.v[self.scheme.flow_ch]
        elapsed_s = now_s - self._slow_s
        block = guards.hp_block
        limited = block == R_LIMIT_OFF or block == R_LIMIT_WAIT or block == R_RELEASE
        modes = self.modes
        forced = modes.service == CHIMNEY
        # A chimney sweep's run ends at once when its time is over or the water too hot.
        moved = self.envelope.turned or limited != self._limited or forced
        moved = moved or p[P_SERVICE] != modes.asked or p[P_OPT_OUT_H] != modes.hours
        moved = moved or f[IN_CH + CH_FLOW_SET] != self._flow_set
        if p[P_DHW_BY]:
            # Counted at every tick.
            moved = self.hygiene.tick(readings, self.tank, hp.running, p, now_s) or moved or self.tank.full(readings)
        if moved or self._slow_s < 0 or elapsed_s >= p[P_DISPATCH_S]:
            self._limited = limited
            self._flow_set = f[IN_CH + CH_FLOW_SET]
            self._decide(inputs, p, now_s, 0 if self._slow_s < 0 else elapsed_s, flow, flow_known)
            self._write_plan(outputs.f)
            self._slow_s = now_s
        # For a chimney sweep the boiler burns whatever the water has.
        self._aim(flow, flow_known and modes.service != CHIMNEY, p, now_s)
        trial = self.trial
        if trial is not None:
            trial.wish(now_s)
        guards.step(f, readings, dispatch, self.tank, self.envelope, p, now_s)
        if trial is not None:
            trial.step(now_s)
        # A circuit that stands while the tank is heated may stay as warm as it is.
        if guards.diverter.valve or not (hp.running or guards.boiler_on):
            self._heat_s = -1
        elif self._heat_s < 0:
            self._heat_s = now_s
        self._write(outputs.f, p)

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

    def _decide(self, inputs, p, now_s, elapsed_s, flow, flow_known):
        readings = self.readings
        dispatch = self.dispatch
        guards = self.guards
        modes = self.modes
        demand = self.demand
        envelope = self.envelope
        tank = self.tank
        room = readings.v[CH_ROOM] if p[P_ROOM_USE] and readings.usable(CH_ROOM) else p[P_AWAY_C100]
        load = load_x1000(p[P_ROOM_TARGET_C100], demand.damped // SCALE, p)
        modes.knob_c100 = _knob(inputs.f, p)
        modes.step(p, self.wall, room, load, flow if flow_known else 0, guards.tripped, elapsed_s)
        guards.limit.release.usual(load, demand.outdoor_c100, p)
        self.prices.step(inputs, self.wall)
        dispatch.choice.attach(envelope.peak)
        dispatch.choice.look(self.prices, p, modes.opt_out, dispatch.alone)
        # The sources are held back: the water stays cold, or a limit rules and no boiler takes over.
        limited = self._limited or guards.limit.cap_why == R_LIMIT_CAP
        held = dispatch.short or (limited and dispatch.plan == PLAN_HP)
        shift_c100 = dispatch.choice.room_c100(self.hp.running)
        demand.step(inputs.f, readings, p, elapsed_s, held, modes, envelope.boost, shift_c100)
        if (guards.hp_on or guards.boiler_on) and self.scheme.kind != BUFFER and not guards.diverter.valve:
            source = self.scheme.hp_flow_ch if dispatch.plan == PLAN_HP else CH_BOILER_FLOW
            if readings.usable(source) and readings.usable(self.scheme.flow_ch):
                dispatch.follow_mixing(readings.v[source] - flow, elapsed_s)
        tank.step(readings, self.hygiene, self.wall, self.prices, demand, dispatch, guards, envelope.boost, p, now_s)
        run_s = 0
        if self.hp.running:
            run_s = now_s - self.hp.start_s
            dispatch.meter.step(readings, self.scheme, demand, p, elapsed_s)
        was = dispatch.prefer_hp
        block = R_TANK if tank.hp_call else guards.hp_block  # the house has to do without it
        dispatch.decide(
            self.prices, demand, p, guards.hp_ok, block, run_s, guards.boiler_ok, now_s,
            envelope.boost_why if envelope.boost else R_NONE, modes.opt_out,
        )  # fmt: skip
        if self.prices.power_ct != self._price:
            self._price = self.prices.power_ct
            guards.limit.release.price = dispatch.prefer_hp and not was
        # A house with nothing but its heat pump goes without flexibility before it gets cold.
        error = demand.room_error if dispatch.alone else 0
        envelope.cold = error > (_COLD_OFF if envelope.cold else _COLD_ON)
        # And it does not wait for its street; after a hard limit, when all are cold, it does.
        guards.no_wait = error > _COLD_FREE and now_s - guards.limit.hard_since_s > _AFTER_HARD_S

    def _alarms(self, p):
        readings = self.readings
        guards = self.guards
        alarms = self.tank.alarm
        if readings.bad:
            if readings.bad & (1 << CH_OUTDOOR):
                alarms |= ALARM_OUTDOOR
            if readings.bad & (1 << CH_ROOM) and p[P_ROOM_USE]:
                alarms |= ALARM_ROOM
            if readings.bad & (1 << self.scheme.flow_ch | 1 << CH_MIXED_FLOW):
                alarms |= ALARM_FLOW_SENSOR
            if readings.bad & _METER:
                alarms |= ALARM_METER
        if guards.proof.failed:
            alarms |= ALARM_NO_FLOW
        if guards.frost.near:
            alarms |= ALARM_FROST
        if guards.tripped:
            alarms |= ALARM_OVERHEAT
        if guards.care.low:
            alarms |= ALARM_PRESSURE
        if self.hp.no_start:
            alarms |= ALARM_NO_START
        if self.hp.error:
            alarms |= ALARM_HP
        if self.hp.unsure:
            alarms |= ALARM_STOP
        if guards.unsure:
            alarms |= ALARM_LIMIT if guards.limit.hard_off else ALARM_STOP
        if not guards.boiler_ok:
            alarms |= ALARM_BOILER
        return alarms

    def _write_plan(self, o):
        """What only a slow decision can change; between two of them it stays in the frame."""
        demand = self.demand
        dispatch = self.dispatch
        o[OUT_PLAN] = dispatch.plan
        o[OUT_PLAN_WHY] = dispatch.why
        o[OUT_REQ_C100] = demand.req_c100
        o[OUT_LOAD_W] = demand.load_w
        choice = dispatch.choice
        o[OUT_COP_X100] = choice.cop_x100
        o[OUT_EVEN_X100] = choice.even_x100
        o[OUT_HP_CT_MWH] = choice.hp_ct
        o[OUT_BOILER_CT_MWH] = choice.boiler_ct
        o[OUT_MODE_WHY] = self.modes.why
        o[OUT_TARGET_C100] = self.modes.target_c100
        tank = self.tank
        o[OUT_DHW] = DHW_HYGIENE if tank.hygiene else DHW_CHARGE if tank.valve or tank.element else DHW_NONE
        o[OUT_DHW_WHY] = tank.why
        o[OUT_DHW_GOAL_C100] = tank.goal_c100
        o[OUT_HYGIENE_H] = self.hygiene.left_s // 3600 if tank.goal_c100 else 0

    def _write(self, o, p):
        envelope = self.envelope
        if envelope.changed or self._slow_s == self.now_s:
            o[OUT_HARD_STATE] = envelope.hard_state
            o[OUT_HARD_W] = envelope.hard_w
            o[OUT_HARD_WHY] = envelope.hard_why
            o[OUT_SOFT_STATE] = envelope.soft_state
            o[OUT_SOFT_W] = envelope.soft_w
            o[OUT_SOFT_WHY] = envelope.soft_why
            o[OUT_BOOST] = envelope.boost
            o[OUT_BOOST_WHY] = envelope.boost_why
        sg = envelope.sg
        if sg is not None:
            o[OUT_SG_STATE] = sg.sg
            o[OUT_SG_LEFT_S] = sg.left_s
        lpc = envelope.lpc
        if lpc is not None:
            o[OUT_LPC_STATE] = lpc.lpc
            o[OUT_LPC_SEEN] = lpc.seen
            o[OUT_LPC_WHY] = lpc.answer
            o[OUT_LPC_CONFIG_WHY] = lpc.config_answer
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
        o[OUT_VALVE] = 1 if guards.valve else 0
        o[OUT_VALVE_WHY] = guards.valve_why
        o[OUT_ELEMENT] = 1 if guards.diverter.element else 0
        o[OUT_ELEMENT_WHY] = guards.diverter.element_why
        o[OUT_SG] = guards.sg
        o[OUT_SG_WHY] = guards.sg_why
        o[OUT_CONTACTOR] = 1 if guards.contactor else 0
        o[OUT_CONTACTOR_WHY] = R_NONE if guards.contactor else R_UNCONFIRMED
        o[OUT_ALARMS] = self._alarms(p)
        o[OUT_BAD] = self.readings.bad


def _knob(f, p):
    """The set-point of a thermostat that has one and may be listened to, 0 without."""
    if p[P_THERMOSTAT] and f[IN_QUALITY + CH_ROOM_SET] == Q_GOOD and f[IN_AGE_S + CH_ROOM_SET] <= _KNOB_OLD_S:
        set_c100 = f[IN_CH + CH_ROOM_SET]
        if _KNOB_LEAST_C100 <= set_c100 <= _KNOB_MOST_C100:
            return set_c100
    return 0
