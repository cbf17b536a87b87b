"""Judges the floors 1, 2 and 6 from what was commanded, what the frames said, and the machine's own record.

Nothing in here looks into the controller. Times are the judge's own; they go on through restarts.
"""

from judge_sg import ContactJudge

from tandem.control.param_table import (
    P_BOILER_FITTED,
    P_CIRC_MAX_C100,
    P_DHW_BY,
    P_ELEMENT_W,
    P_HP_CAN_CAP,
    P_HP_COMMAND,
    P_HP_CONTACTOR,
    P_HP_DEFROST_POWER_W,
    P_HP_FITTED,
    P_HP_FLOW_PROOF,
    P_HP_MAX_FLOW_C100,
    P_HP_MIN_FLOW_LPH,
    P_HP_MIN_OFF_S,
    P_HP_MIN_ON_S,
    P_HP_MIN_POWER_W,
    P_HP_RATED_POWER_W,
    P_HP_RUN_FEEDBACK,
    P_HP_SETTLE_S,
    P_HP_START_LIMIT_S,
    P_HP_START_POWER_W,
    P_HP_START_S,
    P_HP_STARTS_HOUR,
    P_HP_STOP_S,
    P_PUMP_LEAD_S,
    P_SCHEME,
)
from tandem.ports import frame as fr
from tandem.ports import reasons as r
from tandem.ports.limits import LIMIT_SET

HOUR_MS = 3600000
MINUTE_MS = 60000
BOILER_TOP_C100 = 9000
DEFROST_MS = 900000
HYGIENE_LATE_H = 12
SERIES = 1
BY_SG = 2
FROST = (r.R_FROST, r.R_FROST_LIMIT)
SETTLES = (r.R_DEFROST, r.R_AFTER_DEFROST)
ON = (r.R_HEAT, r.R_TANK, r.R_MIN_ON, *SETTLES, *FROST)
SAFETY = (r.R_OVERHEAT, r.R_BLIND, r.R_NO_FLOW, r.R_PRESSURE)
STRICT = (r.R_OVERHEAT, r.R_BLIND, r.R_PRESSURE)  # of no flow it may still be looking for a proof
LIMITED = (r.R_LIMIT_OFF, r.R_LIMIT_WAIT)
IDLE = (r.R_NO_DEMAND, r.R_OTHER_SOURCE, r.R_WARM_ENOUGH)
HELD = (
    r.R_BOOT,
    r.R_MIN_OFF,
    r.R_STARTS_HOUR,
    r.R_STARTS_DAY,
    r.R_SELF_STOP,
    r.R_PUMP_FIRST,
    r.R_NOT_FITTED,
    r.R_RELEASE,
    r.R_PRESSURE,
)
REFUSED = (r.R_COLD_RETURN, r.R_HP_ERROR, r.R_UNCONFIRMED)
OFF = SAFETY + LIMITED + IDLE + HELD + REFUSED
BOILER = (r.R_HEAT, r.R_TANK, r.R_FROST, r.R_OVERHEAT, r.R_NOT_FITTED, r.R_PRESSURE, *IDLE)
SETS = (r.R_TRIM, r.R_TANK, r.R_FROST, r.R_KEEP_RUNNING, r.R_LOW_FLOOR, r.R_MAX_SET, r.R_AFTER_DEFROST)
PLANS = (
    *range(r.R_NO_DEMAND, r.R_SUMMER + 1),
    *range(r.R_CHEAPER_HP, r.R_SHORTFALL + 1),
    *LIMITED,
    r.R_RELEASE,
    r.R_STARTS_DAY,
    r.R_MAX_SET,
    *range(r.R_CLEANER_HP, r.R_DEFICIT + 1),
    r.R_OPT_OUT,
    r.R_STORE,
    r.R_SERVICE,
    r.R_OUTER,
    r.R_CHIMNEY,
    r.R_SCREED,
    r.R_SG_BOOST,
    r.R_SG_FORCE,
    r.R_SURPLUS,
    r.R_PEAK,
)


def floor_w(p):
    """Electrical floor and the limit for coming back, W."""
    if not p[P_HP_CAN_CAP] or p[P_HP_COMMAND]:
        return p[P_HP_RATED_POWER_W], p[P_HP_RATED_POWER_W]
    floor = max(p[P_HP_MIN_POWER_W], p[P_HP_START_POWER_W], p[P_HP_DEFROST_POWER_W]) * 11 // 10
    return floor, floor * 12 // 10


class Judge:
    """One house; tick() after every control tick, raises AssertionError with the floor that was broken."""

    def __init__(self, machine):
        self.machine = machine
        self.was_on = 0
        self.was_boiler = 0
        self.pump_since_ms = None  # pump on without a pause
        self.water = []  # (hp flow, hp return) since then, None where not measured
        self.stays_ms = None  # first tick after the start command
        self.barred = False  # a limit was below the floor and has not been high enough for a minute
        self.clean_ms = None
        self.low_ms = None  # last time a hard limit was below what is needed for coming back
        self.seen_ms = None  # tick in which the run was first seen
        self.slack_ms = 0  # how much later it may be taken to begin where nobody reports
        self.no_flame_ms = None
        self.boiler_error = False  # it says so itself
        self.off_ms = 0  # tick in which the command went off
        self.cut_ms = None  # tick in which the contactor opened
        self.tick_ms = 0
        self.span_ms = 0  # since the last tick
        self.melts_ms = None  # since when it reports a defrost
        self.melted_ms = None  # when it last did
        self.valve_ms = None  # since when the diverter has been on the tank
        self.late = False  # the last hours of a disinfection come before soft limits
        self.sg_ms = None  # when it last was behind SG Ready contacts alone
        self.contacts = ContactJudge(self)

    def restart(self):
        """The controller begins anew, with its outputs at rest."""
        self.was_on = 0
        self.was_boiler = 0
        self.pump_since_ms = None
        self.barred = False
        self.seen_ms = None
        self.no_flame_ms = None
        self.off_ms = self.machine.now_ms
        self.cut_ms = self.melts_ms = None
        self.valve_ms = None
        self.contacts.restart()

    def tick(self, f, o, p, now_ms):
        """f, o, p: input frame, outputs, parameters of this tick; the machine still has the command of the last one."""
        self.span_ms = now_ms - self.tick_ms
        self.tick_ms = now_ms
        self._see(f, o, p, now_ms)
        if not o[fr.OUT_VALVE]:
            self.valve_ms = None
        elif self.valve_ms is None:
            self.valve_ms = now_ms
        # Such a disinfection opens soft limits while it lasts, also in the minutes in which the tank is hot enough.
        self.late = o[fr.OUT_DHW] == fr.DHW_HYGIENE and o[fr.OUT_HYGIENE_H] <= HYGIENE_LATE_H
        self._limits(o, p, now_ms)
        self._plain(o, p)
        on = o[fr.OUT_HP]
        by_sg = p[P_HP_COMMAND] == BY_SG and p[P_HP_FITTED]
        if by_sg:
            self.sg_ms = now_ms
        if on and not self.was_on:
            self._start(f, o, p, now_ms)
        if by_sg:
            self.contacts.tick(f, o, p, now_ms, on and not self.was_on)
        elif on and not self.was_on:
            pass
        elif on:
            self._stays(o, p, now_ms)
        elif self.was_on:
            self._stop(o, p, now_ms)
        if not by_sg:
            self.contacts.restart()
        self._sets(o, p, now_ms)
        self._supply(o, p, now_ms)
        self._heaters(o, p)
        if on and not self.was_on:
            self.stays_ms = None
        self.was_on = on

    # --- floor 1 -----------------------------------------------------------------------------------------------------
    def _start(self, f, o, p, now_ms):
        machine = self.machine
        by_sg = self.sg_ms is not None and now_ms - self.sg_ms < HOUR_MS  # what it did by itself may be unseen
        if not by_sg:
            assert not machine.running, "floor 1: started while still running"
            if machine.stop_ms is not None:
                pause_ms = now_ms - machine.stop_ms
                assert pause_ms >= p[P_HP_MIN_OFF_S] * 1000, f"floor 1: pause of {pause_ms} ms"
        assert o[fr.OUT_CONTACTOR], "started without supply"
        frost = o[fr.OUT_HP_WHY] in FROST
        if not frost and by_sg:
            assert not self.barred, "floor 2: started before the limit was high enough for a minute"
        elif not frost:
            first = now_ms + machine.start_delay_ms
            recent = [t for t, _ in machine.starts if t > first - HOUR_MS]
            assert len(recent) < p[P_HP_STARTS_HOUR], f"floor 1: one start more than {len(recent)} in an hour"
            assert not self.barred, "floor 2: started before the limit was high enough for a minute"
        assert self.pump_since_ms is not None, "floor 1: started without pump"
        lead_ms = now_ms - self.pump_since_ms
        assert lead_ms > (p[P_PUMP_LEAD_S] - 1) * 1000, f"floor 1: pump lead of {lead_ms} ms"
        assert self._flows(f, p), "floor 1: started without flow proven"

    def _flows(self, f, p):
        if not p[P_HP_FLOW_PROOF] or p[P_SCHEME] == SERIES:
            ch = fr.CH_HP_LPH
            good = f[fr.IN_QUALITY + ch] == fr.Q_GOOD and f[fr.IN_AGE_S + ch] <= 30
            return good and p[P_HP_MIN_FLOW_LPH] <= f[fr.IN_CH + ch] <= 20000
        for k in range(2):
            now = self.water[-1][k]
            if now is not None and any(then[k] is not None and abs(then[k] - now) >= 50 for then in self.water):
                return True
        return False

    def _stop(self, o, p, now_ms):
        machine = self.machine
        why = o[fr.OUT_HP_WHY]
        if not machine.running or why in SAFETY or why == r.R_NOT_FITTED:
            return
        assert why != r.R_SELF_STOP, "said to have stopped by itself, but it runs"
        if self.sg_ms is not None and now_ms - self.sg_ms < HOUR_MS:
            return  # declared otherwise just now; it may have begun by itself, unseen
        if machine.ran_ms() >= p[P_HP_MIN_ON_S] * 1000:
            return
        hard = self.low_ms is not None and now_ms - self.low_ms <= MINUTE_MS + 1000
        assert why in LIMITED and hard, f"floor 1: ran for {machine.ran_ms()} ms only, reason {why}"

    def alone(self, p):
        """No boiler is there, or it may have failed."""
        return not p[P_BOILER_FITTED] or self.no_flame_ms is not None or self.boiler_error

    # --- floor 2 -----------------------------------------------------------------------------------------------------
    def _limits(self, o, p, now_ms):
        floor, back = floor_w(p)
        below = ok = False
        for state, watts in ((fr.OUT_HARD_STATE, fr.OUT_HARD_W), (fr.OUT_SOFT_STATE, fr.OUT_SOFT_W)):
            if o[state] == LIMIT_SET and not (self.late and state == fr.OUT_SOFT_STATE):
                below = below or o[watts] < floor
                ok = ok or o[watts] < back
        if o[fr.OUT_HARD_STATE] == LIMIT_SET and o[fr.OUT_HARD_W] < back:
            self.low_ms = now_ms
        if below:
            self.barred = True
        if ok:
            self.clean_ms = None
        elif self.clean_ms is None:
            self.clean_ms = now_ms
        if self.clean_ms is not None and now_ms - self.clean_ms > MINUTE_MS - 1000:
            self.barred = False

    def _stays(self, o, p, now_ms):
        floor, _ = floor_w(p)
        why = o[fr.OUT_HP_WHY]
        if self.stays_ms is None:
            self.stays_ms = now_ms
        alone = self.alone(p)
        hard = o[fr.OUT_HARD_STATE] == LIMIT_SET and o[fr.OUT_HARD_W] < floor
        if why == r.R_FROST_LIMIT:
            assert alone, "floor 2: against a limit although there is a boiler"
            return
        assert not hard, "floor 2: on below a hard limit"
        if o[fr.OUT_SOFT_STATE] == LIMIT_SET and o[fr.OUT_SOFT_W] < floor and not self.late:
            if why in SETTLES:
                # A defrost, believed for a quarter of an hour, and what it takes to settle.
                assert self.melted_ms is not None, "no defrost to settle after"
                assert now_ms - self.melted_ms <= p[P_HP_SETTLE_S] * 1000 + 1000, "floor 2: settles for too long"
                return
            assert why == r.R_MIN_ON, f"floor 2: on below a soft limit, reason {why}"
            young_ms = (p[P_HP_MIN_ON_S] + 1) * 1000
            if self.seen_ms is None:
                # Not started yet; or stopped by itself where nobody reports, so that it seems to run.
                wait_s = max(p[P_HP_START_LIMIT_S], p[P_HP_MIN_ON_S] + p[P_HP_START_S]) + 1
                assert now_ms - self.stays_ms <= wait_s * 1000, "floor 2: waits for ever"
            else:
                assert now_ms - self.seen_ms < young_ms + self.slack_ms, "floor 2: on below a soft limit for too long"

    # --- floor 6, reasons, ranges ------------------------------------------------------------------------------------
    def _sets(self, o, p, now_ms):
        top = hp_top = p[P_CIRC_MAX_C100]
        if self.valve_ms is not None and now_ms - self.valve_ms > MINUTE_MS - 1000:
            # The diverter has turned: the circuit does not see the water of whoever heats the tank.
            if p[P_DHW_BY] & 1:
                top = BOILER_TOP_C100
            if p[P_DHW_BY] > 1:
                hp_top = p[P_HP_MAX_FLOW_C100]
        if o[fr.OUT_HP]:
            assert 0 < o[fr.OUT_HP_SET_C100] <= min(hp_top, p[P_HP_MAX_FLOW_C100]), "floor 6: set-point"
        else:
            assert o[fr.OUT_HP_SET_C100] == 0 and o[fr.OUT_HP_SET_WHY] == r.R_NONE
        if o[fr.OUT_BOILER]:
            assert 0 < o[fr.OUT_BOILER_SET_C100] <= top, "floor 6: boiler's set-point"
        else:
            assert o[fr.OUT_BOILER_SET_C100] == 0 and o[fr.OUT_BOILER_SET_WHY] == r.R_NONE

    def _heaters(self, o, p):
        if not o[fr.OUT_ELEMENT]:
            return
        watts = p[P_ELEMENT_W]
        assert watts and p[P_DHW_BY], "an element that is not there"
        assert o[fr.OUT_HARD_STATE] != LIMIT_SET or o[fr.OUT_HARD_W] >= watts, "floor 3: element above a hard limit"
        soft = o[fr.OUT_SOFT_STATE] == LIMIT_SET and o[fr.OUT_SOFT_W] < watts
        assert self.late or not soft, "element above a soft limit"

    def _plain(self, o, p):
        for value in o:
            assert -(1 << 30) <= value < 1 << 30, "a value that is no small integer"
        for at in (fr.OUT_HP, fr.OUT_BOILER, fr.OUT_HP_PUMP, fr.OUT_PUMP, fr.OUT_VALVE, fr.OUT_ELEMENT):
            assert o[at] in (0, 1)
        assert o[fr.OUT_HP_WHY] in (ON if o[fr.OUT_HP] else OFF), o[fr.OUT_HP_WHY]
        assert o[fr.OUT_BOILER_WHY] in BOILER, o[fr.OUT_BOILER_WHY]
        assert o[fr.OUT_PLAN_WHY] in PLANS, o[fr.OUT_PLAN_WHY]
        assert o[fr.OUT_HP_CAP_WHY] in (r.R_NO_LIMIT, r.R_LIMIT_CAP, r.R_RAMP, r.R_SOFT_START)
        if o[fr.OUT_HP] and o[fr.OUT_HP_CAP_WHY] != r.R_NO_LIMIT:
            assert o[fr.OUT_HP_CAP_W] >= floor_w(p)[0], "floor 2: runs starved"
        if p[P_HP_COMMAND] != 2 or not p[P_HP_FITTED]:
            assert o[fr.OUT_SG] == 0, "SG Ready: contacts are driven that are not the command"
        elif not o[fr.OUT_HP] and (o[fr.OUT_HP_WHY] in STRICT or o[fr.OUT_ALARMS] & fr.ALARM_NO_FLOW):
            assert o[fr.OUT_SG] == 1, "SG Ready: a safety stop locks at once"
        elif o[fr.OUT_HP_WHY] in SAFETY + LIMITED and o[fr.OUT_HARD_STATE] == LIMIT_SET and not o[fr.OUT_HARD_W]:
            assert o[fr.OUT_SG] == 1, "floor 3: not locked under a hard limit of nothing"
        else:
            assert 1 <= o[fr.OUT_SG] <= 4
        for on, why in ((fr.OUT_HP, fr.OUT_HP_SET_WHY), (fr.OUT_BOILER, fr.OUT_BOILER_SET_WHY)):
            assert not o[on] or o[why] in SETS or o[why] in PLANS, o[why]
        assert o[fr.OUT_HP_PUMP_WHY] != r.R_NONE and o[fr.OUT_PUMP_WHY] != r.R_NONE
        assert o[fr.OUT_HP_PUMP] or not o[fr.OUT_HP], "compressor on, its pump off"
        to_tank = p[P_DHW_BY] if o[fr.OUT_VALVE] else 0
        for_house = (o[fr.OUT_HP] and to_tank < 2) or (o[fr.OUT_BOILER] and not to_tank & 1)
        assert o[fr.OUT_PUMP] or not for_house, "a source heats the house, the circuit's pump off"

        if p[P_SCHEME] == SERIES:
            assert o[fr.OUT_HP_PUMP] == o[fr.OUT_PUMP], "one loop, two minds"

    # --- supply ------------------------------------------------------------------------------------------------------
    def _supply(self, o, p, now_ms):
        """The contactor opens only where a stop that matters is not confirmed, and not in a defrost."""
        if o[fr.OUT_HP]:
            self.off_ms = now_ms
        closed = o[fr.OUT_CONTACTOR]
        if closed:
            if self.cut_ms is not None and p[P_HP_CONTACTOR]:
                assert now_ms - self.cut_ms >= p[P_HP_MIN_OFF_S] * 1000, "supply came back within the pause"
            self.cut_ms = None
            return
        assert not o[fr.OUT_HP], "on without supply"
        if self.cut_ms is None:
            self.cut_ms = now_ms
            assert p[P_HP_CONTACTOR]
            assert now_ms - self.off_ms >= p[P_HP_STOP_S] * 1000, "supply taken away before it could stop"
            melts = self.melts_ms is not None and now_ms - self.melts_ms <= DEFROST_MS
            assert not melts or self.span_ms > MINUTE_MS, "supply taken away in a defrost"

    def _see(self, f, o, p, now_ms):
        ch = fr.CH_HP_DEFROST
        if f[fr.IN_CH + ch] and f[fr.IN_QUALITY + ch] == fr.Q_GOOD and f[fr.IN_AGE_S + ch] <= 60:
            if self.melts_ms is None:
                self.melts_ms = now_ms
            if now_ms - self.melts_ms <= DEFROST_MS + 1000:
                self.melted_ms = now_ms
        else:
            self.melts_ms = None
        asked = (fr.CH_HP_RUN, fr.CH_HP_POWER) if p[P_HP_RUN_FEEDBACK] else (fr.CH_HP_POWER,)
        told = any(f[fr.IN_QUALITY + ch] == fr.Q_GOOD and f[fr.IN_AGE_S + ch] <= 60 for ch in asked)
        self.contacts.see(told, now_ms)
        if self.machine.running:
            if self.seen_ms is None:
                self.seen_ms = now_ms
                self.slack_ms = 0
            if not told:
                self.slack_ms = p[P_HP_START_S] * 1000
        else:
            self.seen_ms = None
        water = []
        for ch in (fr.CH_HP_FLOW, fr.CH_HP_RETURN):
            good = f[fr.IN_QUALITY + ch] == fr.Q_GOOD and f[fr.IN_AGE_S + ch] <= 60
            water.append(f[fr.IN_CH + ch] if good else None)
        if self.pump_since_ms is None:
            self.water = []
        self.water.append(water)
        if not o[fr.OUT_HP_PUMP]:
            self.pump_since_ms = None
        elif self.pump_since_ms is None:
            self.pump_since_ms = now_ms
        dark = f[fr.IN_CH + fr.CH_FLAME] == 0 and f[fr.IN_QUALITY + fr.CH_FLAME] == fr.Q_GOOD
        if self.was_boiler and dark:
            self.no_flame_ms = now_ms
        self.was_boiler = o[fr.OUT_BOILER]
        ch = fr.CH_BOILER_ERROR
        self.boiler_error = f[fr.IN_QUALITY + ch] == fr.Q_GOOD and f[fr.IN_CH + ch] != 0
