"""Dispatch: heat pump, boiler or both, and whether the chosen one should make heat just now.

The technical window first, then what is asked for from outside, then the choice by cost or by a simple rule
(control.choice). Bivalent-alternative and -parallel fall out of it.
"""

from tandem.control.choice import Choice
from tandem.control.copmap import output_w
from tandem.control.copmeter import CopMeter
from tandem.control.demand import MODE_BOILER, MODE_HP
from tandem.control.param_table import (
    P_BIVALENT,
    P_BOILER_FITTED,
    P_BOILER_MIN_W,
    P_ENERGY_KMIN,
    P_HP_FITTED,
    P_HP_MAX_FLOW_C100,
    P_HP_MIN_OUTDOOR_C100,
    P_HP_MIN_POWER_W,
    P_MODE,
)
from tandem.control.snapshot import within
from tandem.ports.frame import (
    PLAN_BOILER,
    PLAN_BOTH,
    PLAN_HP,
    PLAN_NONE,
)
from tandem.ports.reasons import (
    R_BRIDGE,
    R_CAPACITY,
    R_CHIMNEY,
    R_LIMIT_OFF,
    R_LIMIT_WAIT,
    R_MODE_BOILER,
    R_MODE_HP,
    R_NO_FLOW,
    R_NONE,
    R_NOT_FITTED,
    R_ONLY_SOURCE,
    R_RELEASE,
    R_ROOM_WARM,
    R_SCREED,
    R_SHORTFALL,
    R_STARTS_DAY,
    R_STORE,
    R_TOO_COLD,
    R_TOO_HOT,
)

_SHORT_C100 = 400  # mean water temperature this far below the required one is a shortfall
_SHORT_OVER_C100 = 100
_SHORT_LONG_S = 2700  # a shortfall this long calls the boiler in any case
_SHORT_COLD_S = 600  # and this long when the room is cold too
_COLD_ROOM_C100 = 40
_ASSIST_MIN_S = 600
_CAPACITY_ON_PCT = 105  # load above capacity by this much: the boiler helps
_CAPACITY_OFF_PCT = 95
_WINDOW_HYST = 100
_BURST_C100 = 800
_GAP_MAX_C100 = 2000
_BOTH_BELOW = 400  # a boiler beside the heat pump needs the water this far below the machine's maximum
_ASSIST_LIFT = 300  # in parallel the heat pump aims higher, so that the boiler only fills the gap
TRIM_MAX = 800
_TRIM_DEAD = 50
_TRIM_S = 600


class Dispatch:
    """plan and why; hp_call / boiler_call: should it run now; hp_set_c100, boiler_set_c100."""

    def __init__(self):
        self.plan = PLAN_NONE
        self.why = R_NONE
        self.prefer_hp = False
        self.hp_call = False
        self.boiler_call = False
        self.hp_set_c100 = 0
        self.boiler_set_c100 = 0
        self.choice = Choice()
        self.meter = CopMeter()
        self.trim = 0  # c100 added to set-points for mixing losses
        self.alone = False  # there is no boiler to take over
        self.short = False  # measured water temperature stays too low
        self.owed = 0  # heat the water is owed, c100 x s
        self._aim_s = 0
        self._short_s = 0
        self._assist_s = 0
        self._assist = False

    def decide(self, prices, demand, p, hp_ok, hp_why, hp_run_s, boiler_ok, now_s, boost_why=R_NONE, opt_out=False):
        """Slow decision. hp_ok/boiler_ok: not failed; hp_why: why guards hold the heat pump back, R_NONE if not.

        hp_run_s: how long the heat pump has been running, 0 when it is not. boost_why: who asks for running, R_NONE if
        nobody does.
        """
        hp = p[P_HP_FITTED] and hp_ok and p[P_MODE] != MODE_BOILER
        boiler = p[P_BOILER_FITTED] and boiler_ok and p[P_MODE] != MODE_HP
        self.alone = not boiler
        if not demand.wanted:
            self._set(PLAN_NONE, demand.why)
            self._assist = False
            return
        if demand.why == R_CHIMNEY:
            self._assist = False
            self._set(PLAN_BOILER, R_CHIMNEY)
            return
        req = demand.req_c100 - demand.boosted  # what a boiler may make
        if not req:
            # Only a wish to store heat: for the heat pump or for nobody.
            self._assist = False
            limited = hp_why == R_LIMIT_OFF or hp_why == R_LIMIT_WAIT
            if hp and not limited and self._window(demand.req_c100, demand.outdoor_c100, p) == R_NONE:
                self._set(PLAN_HP, R_STORE)
            else:
                self._set(PLAN_NONE, R_ROOM_WARM)
            return
        choice = self.choice
        was_hp = self.plan == PLAN_HP or self.plan == PLAN_BOTH
        choice.step(prices, demand, p, self.meter.factor_x1000, was_hp, opt_out)
        why = self._window(req, demand.outdoor_c100, p)
        in_window = why == R_NONE
        self.prefer_hp = in_window
        if in_window:
            if boost_why != R_NONE:
                why = boost_why
            else:
                self.prefer_hp = choice.prefer_hp
                why = choice.why
        if not boiler:
            if not hp:
                self._set(PLAN_NONE, R_NOT_FITTED)
            else:
                self._set(PLAN_HP, R_MODE_HP if p[P_MODE] == MODE_HP else R_ONLY_SOURCE)
            return
        if not hp:
            only = R_MODE_BOILER if p[P_MODE] == MODE_BOILER else R_ONLY_SOURCE
            self._set(PLAN_BOILER, only)
            return
        if not self.prefer_hp:
            self._assist = False
            self._set(PLAN_BOILER, why)
            return
        if hp_why == R_LIMIT_OFF or hp_why == R_LIMIT_WAIT or hp_why == R_RELEASE:
            # Stopped by a limit: the boiler takes over at once, and not when the water has become cold.
            self._assist = False
            self._set(PLAN_BOILER, hp_why)
            return
        help_why = self._help(demand, p, hp_why, hp_run_s, now_s)
        if help_why == R_NONE:
            self._set(PLAN_HP, why)
        elif p[P_BIVALENT] and help_why != R_STARTS_DAY and req <= p[P_HP_MAX_FLOW_C100] - _BOTH_BELOW:
            self._set(PLAN_BOTH, help_why)
        else:
            self._set(PLAN_BOILER, help_why)

    def aim(self, gap_c100, known, demand, p, now_s):
        """Every tick: set-points, and start/stop of the chosen sources.

        gap_c100: required minus measured *mean* water temperature; known: it could be measured. Starts and stops go by
        its integral, the heat the water is owed in kelvin-minutes: the flow temperature alone would call for heat at
        every stop, as without a source it falls at once to that of the return.
        """
        plan = self.plan
        elapsed_s = now_s - self._aim_s
        self._aim_s = now_s
        if plan == PLAN_NONE:
            self.hp_call = self.boiler_call = False
            self.hp_set_c100 = self.boiler_set_c100 = 0
            self._short_s = now_s
            self.short = False
            self.owed = 0
            return
        limit = p[P_ENERGY_KMIN] * 6000
        # A machine whose lowest output is above the load has to stop and start: half as often.
        # Screed is to have its own temperature.
        screed = demand.why == R_SCREED
        if plan == PLAN_HP and not screed and demand.load_w * 100 < p[P_HP_MIN_POWER_W] * self.choice.cop_x100:
            limit *= 2
        wish = demand.req_c100
        if plan != PLAN_HP:
            wish -= demand.boosted
            gap_c100 -= demand.boosted
        if known:
            # Heat that is only stored is missed by nobody.
            self._watch(gap_c100 - (demand.boosted if plan == PLAN_HP else 0), now_s)
            self._owe(gap_c100, elapsed_s, limit)
        else:
            self.owed = limit  # a source holds its own set-point
        owed = self.owed
        # Beside a running heat pump the boiler only fills the gap; the pump is the one that stays on.
        low = -limit if plan == PLAN_HP else -2 * limit
        self.hp_call = plan != PLAN_BOILER and (owed >= limit or (self.hp_call and owed > low))
        low = -limit if plan == PLAN_BOILER else limit // 2
        self.boiler_call = plan != PLAN_HP and (owed >= limit or (self.boiler_call and owed > low))
        wish += self.trim
        # A boiler whose lowest output is above the load makes one long burn when it aims higher, not many short ones.
        burst = demand.load_w < p[P_BOILER_MIN_W] and not screed
        self.boiler_set_c100 = wish + (_BURST_C100 if burst else 0)
        if plan == PLAN_BOTH:
            # Side by side the boiler aims no higher than the heat pump can take; while heat is owed, the pump aims a
            # little higher, too. Later it would only overfill what is owed, and stop.
            top = p[P_HP_MAX_FLOW_C100] - _BOTH_BELOW
            if self.boiler_set_c100 > top:
                self.boiler_set_c100 = top if top > wish else wish
            if owed > 0:
                wish += _ASSIST_LIFT
        self.hp_set_c100 = wish if wish < p[P_HP_MAX_FLOW_C100] else p[P_HP_MAX_FLOW_C100]

    def _owe(self, gap, elapsed_s, limit):
        if gap > _GAP_MAX_C100:
            gap = _GAP_MAX_C100
        elif gap < -_GAP_MAX_C100:
            gap = -_GAP_MAX_C100
        if elapsed_s > 60:
            elapsed_s = 60
        owed = self.owed + gap * elapsed_s
        if owed > limit:
            owed = limit
        elif owed < -2 * limit:
            owed = -2 * limit
        self.owed = owed

    def follow_mixing(self, loss_c100, elapsed_s):
        """Slow, while a source runs: raise set-points by what the separator mixes away (source minus circuit flow)."""
        if elapsed_s > _TRIM_S:
            elapsed_s = _TRIM_S
        trim = self.trim + (loss_c100 - _TRIM_DEAD - self.trim) * elapsed_s // _TRIM_S
        if trim < 0:
            trim = 0
        elif trim > TRIM_MAX:
            trim = TRIM_MAX
        self.trim = trim

    def keep(self, row, at, _now_s):
        """For the record of habits."""
        row[at] = self.trim
        return at + 1

    def restore(self, row, at):
        """After a restart."""
        self.trim = within(row[at], TRIM_MAX)
        return at + 1

    def _set(self, plan, why):
        self.plan = plan
        self.why = why

    def _window(self, req, outdoor, p):
        """R_NONE inside the machine's window; leaving it takes a kelvin less than coming back."""
        slack = 0 if self.prefer_hp else _WINDOW_HYST
        if outdoor < p[P_HP_MIN_OUTDOOR_C100] + slack:
            return R_TOO_COLD
        if req > p[P_HP_MAX_FLOW_C100] - slack:
            return R_TOO_HOT
        return R_NONE

    def _help(self, demand, p, hp_why, hp_run_s, now_s):
        """Why the boiler must help the heat pump, R_NONE if it need not."""
        if hp_why == R_STARTS_DAY:
            return R_STARTS_DAY
        capacity = output_w(demand.req_c100 - demand.boosted, demand.outdoor_c100, p)
        pct = _CAPACITY_OFF_PCT if self._assist else _CAPACITY_ON_PCT
        if demand.load_w * 100 > capacity * pct:
            why = R_CAPACITY
        elif hp_why == R_NO_FLOW:
            why = R_BRIDGE  # the pump goes on trying beside the boiler
        else:
            why = R_NONE
            lasts = now_s - self._short_s if self.short else 0
            if hp_why == R_NONE and lasts > hp_run_s:
                lasts = hp_run_s  # a machine that has just begun is not yet short of anything
            cold = demand.room_error > _COLD_ROOM_C100
            if demand.load_w * 2 < capacity:
                lasts //= 3  # after a pause the water is cold, but the machine has power enough
            if lasts > _SHORT_LONG_S or (cold and lasts > _SHORT_COLD_S):
                why = R_SHORTFALL if hp_why == R_NONE else R_BRIDGE
        if why != R_NONE:
            if not self._assist:
                self._assist_s = now_s
            self._assist = True
            return why
        if self._assist and (self.short or now_s - self._assist_s < _ASSIST_MIN_S):
            return self.why if self.plan != PLAN_HP else R_SHORTFALL
        self._assist = False
        return R_NONE

    def _watch(self, gap, now_s):
        """Note since when the water has been too cold."""
        if self.short:
            self.short = gap > _SHORT_OVER_C100
        elif gap > _SHORT_C100:
            self.short = True
            self._short_s = now_s
