"""The cheaper source: by cost (money, carbon dioxide or a weight of both), or by one of the simple rules.

By cost: a MWh of heat from the heat pump costs the price of electricity over the COP at the *required* flow
temperature, from the boiler the price of gas over its efficiency at the return that belongs to it. Judged at the
momentary flow temperature the pump would always look good while the water is still cool. The change-over has its
hysteresis in money: what the other source would save in the quarter-hours ahead, for as long as it stays the better
one, must be worth a start of the compressor.
"""

from tandem.control.copmap import cop_x100
from tandem.control.param_table import (
    P_BOILER_SLOPE_X1000,
    P_CUTOUT_C100,
    P_CUTOUT_HYST_C100,
    P_PEAK_EUR_KW,
    P_PRICE_HYST_PCT,
    P_RULE,
    P_SHIFT_C100,
    P_START_CT_X10,
    P_WEIGHT_CO2_PCT,
)
from tandem.control.prices import NO_PRICE
from tandem.ports.reasons import (
    R_ABOVE_CUTOUT,
    R_BELOW_CUTOUT,
    R_CHEAPER_GAS,
    R_CHEAPER_HP,
    R_CLEANER_GAS,
    R_CLEANER_HP,
    R_DEFICIT,
    R_NO_OUTDOOR,
    R_NO_PRICE,
    R_NONE,
    R_OPT_OUT,
    R_PEAK,
    R_STAY,
)

RULE_COST = 0
RULE_CUTOUT = 1
RULE_EVEN = 2
RULE_DEFICIT = 3
EVEN_MAX = 100000
_SAVES_MAX = 100000  # ct/MWh
_QUARTERS = 24  # six hours ahead: a compressor's run and the pause after it
_EVEN_HYST_C100 = 300  # rule 2: how much warmer it must be before the heat pump comes back
_RETURN_C100 = 3700  # the return at which the boiler's efficiency is stated
_RETURN_LOW_C100 = 2500
_RETURN_HIGH_C100 = 5500
_EFF_LEAST = 500
_SHIFT_BELOW_C100 = 4500  # hotter water costs more than cheap hours bring
_SHIFT_DEAD_PCT = 5


class Choice:
    """prefer_hp and why; cop_x100 expected, even_x100 at which both cost the same; hp_ct, boiler_ct per MWh of heat."""

    def __init__(self):
        self.prefer_hp = False
        self.why = R_NONE
        self.req_c100 = 0
        self.cop_x100 = 0
        self.even_x100 = 0
        self.hp_ct = 0
        self.boiler_ct = 0
        self.shift_c100 = 0  # the room this much warmer while heat is cheap beside the hours ahead, or cooler
        self.peak = None  # limits.peak, where peaks are paid
        self._kept = [0, 0]  # what it takes up when it is wanted
        self._quarter = -1

    def attach(self, peak):
        """Slow decision: the meter of peaks, once there is one."""
        if peak is not None and self.peak is None:
            peak.restore(self._kept, 0)
            self.peak = peak

    def look(self, prices, p, opt_out, alone):
        """Before demand: how much warmer or cooler the room may be now; alone: there is no boiler."""
        if prices.quarter != self._quarter or opt_out:
            self._quarter = prices.quarter
            cool = 0 < self.cop_x100 and self.req_c100 < _SHIFT_BELOW_C100
            self.shift_c100 = 0
            if p[P_RULE] == RULE_COST and cool and prices.quarter >= 0 and not opt_out:
                self.shift_c100 = self._shift(prices, p[P_SHIFT_C100], alone)

    def room_c100(self, runs):
        """How much warmer or cooler than its target the room is to be now. runs: the compressor does.

        A cheap hour lets it run on and is no reason to start it; a dear one stops it but half as soon.
        """
        shift = self.shift_c100
        if shift > 0:
            return shift if runs else 0
        return shift // 2 if runs else shift

    def step(self, prices, demand, p, factor_x1000, was_hp, opt_out):
        """Slow decision; factor_x1000: measured COP over that of the map; was_hp: the heat pump is the chosen source
        now; opt_out: the resident wants no tariff."""
        outdoor = demand.outdoor_c100
        self.req_c100 = req = demand.req_c100 - demand.boosted  # what only stores heat is no reason for gas
        self.cop_x100 = cop = cop_x100(req, outdoor, p) * factor_x1000 // 1000
        rule = p[P_RULE]
        if rule == RULE_DEFICIT:
            self.prefer_hp = True
            self.why = R_DEFICIT
            return
        if prices.known:
            self._costs(prices, demand, p, cop)
        why = R_NONE
        if opt_out:
            why = R_OPT_OUT
        elif not demand.outdoor_known:
            why = R_NO_OUTDOOR
        elif rule != RULE_CUTOUT:
            if not prices.known:
                why = R_NO_PRICE
            elif rule == RULE_COST:
                self._by_cost(prices, demand, p, was_hp)
                return
            else:
                if not was_hp:
                    cop = cop_x100(req, outdoor - _EVEN_HYST_C100, p) * factor_x1000 // 1000
                self.prefer_hp = cop >= self.even_x100
                self.why = R_CHEAPER_HP if self.prefer_hp else R_CHEAPER_GAS
                return
        limit = p[P_CUTOUT_C100]
        half = p[P_CUTOUT_HYST_C100] // 2
        limit += -half if was_hp else half
        self.prefer_hp = outdoor >= limit
        if why == R_NONE:
            why = R_ABOVE_CUTOUT if self.prefer_hp else R_BELOW_CUTOUT
        self.why = why

    def _costs(self, prices, demand, p, cop):
        back = 2 * (demand.mean_c100 - demand.boosted) - self.req_c100
        if back < _RETURN_LOW_C100:
            back = _RETURN_LOW_C100
        elif back > _RETURN_HIGH_C100:
            back = _RETURN_HIGH_C100
        eff = prices.eff_x1000 + (_RETURN_C100 - back) * p[P_BOILER_SLOPE_X1000] // 100
        self.boiler_ct = prices.gas_ct * 1000 // (eff if eff > _EFF_LEAST else _EFF_LEAST)
        self.hp_ct = prices.power_ct * 100 // cop
        if self.boiler_ct > 0:
            even = prices.power_ct * 100 // self.boiler_ct
        else:
            even = EVEN_MAX if prices.power_ct > 0 else 0
        if even > EVEN_MAX:
            even = EVEN_MAX
        elif even < -EVEN_MAX:
            even = -EVEN_MAX
        self.even_x100 = even

    def _by_cost(self, prices, demand, p, was_hp):
        saves = self.boiler_ct - self.hp_ct
        slack = self.boiler_ct * p[P_PRICE_HYST_PCT] // 100
        better = saves > slack if not was_hp else saves >= -slack
        prefer = was_hp
        why = R_STAY
        if better == was_hp:
            why = R_NONE
        elif self._worth(prices, demand.load_w, better) >= p[P_START_CT_X10]:
            prefer = better
            why = R_NONE
        if prefer and self.peak is not None and p[P_PEAK_EUR_KW]:
            cost = self.peak.cost(demand.load_w * 100 // self.cop_x100, was_hp, p)
            # Not worth what the heat pump saves in the hours ahead.
            if cost > 0 and cost > self._worth(prices, demand.load_w, True):
                prefer = False
                why = R_PEAK
        self.prefer_hp = prefer
        if why == R_NONE:
            if p[P_WEIGHT_CO2_PCT] > 50:
                why = R_CLEANER_HP if prefer else R_CLEANER_GAS
            else:
                why = R_CHEAPER_HP if prefer else R_CHEAPER_GAS
        self.why = why

    def _worth(self, prices, load_w, hp):
        """What the other source saves while it stays the better one, tenths of a cent, at today's load and COP."""
        sum_ct = 0
        boiler = self.boiler_ct
        cop = self.cop_x100
        quarter = prices.quarter
        power = prices.power_ct
        for i in range(_QUARTERS):
            if i and quarter >= 0:
                power = prices.at(quarter + i)
                if power == NO_PRICE:
                    power = prices.power_ct  # what nobody knows is taken to be as now
            saves = boiler - power * 100 // cop
            if not hp:
                saves = -saves
            if saves <= 0:
                break
            if saves > _SAVES_MAX:
                saves = _SAVES_MAX
            # ct/MWh x W in a quarter-hour: 4000 of them are a thousandth of a cent.
            sum_ct += saves // 8 * load_w // 500
        return sum_ct // 100

    def _shift(self, prices, most, alone):
        """Heat is moved to where it costs least: c100 on the room's target, from the mean of the hours ahead."""
        boiler = self.boiler_ct
        now = sum_ct = 0
        for i in range(_QUARTERS):
            power = prices.at(prices.quarter + i)
            if power == NO_PRICE:
                return 0
            ct = power * 100 // self.cop_x100
            if ct > boiler and not alone:
                ct = boiler
            if i == 0:
                now = ct
            sum_ct += ct
        mean = sum_ct // _QUARTERS
        if mean <= 0:
            return 0
        pct = (mean - now) * 100 // mean
        if -_SHIFT_DEAD_PCT < pct < _SHIFT_DEAD_PCT:
            return 0
        shift = pct * most // 15
        if shift > most:
            return most
        return shift if shift > -most else -most

    def keep(self, row, at, _now_s):
        """For the record of habits: the month's peak."""
        if self.peak is not None:
            return self.peak.keep(row, at)
        row[at] = self._kept[0]
        row[at + 1] = self._kept[1]
        return at + 2

    def restore(self, row, at):
        """After a restart."""
        self._kept = [row[at], row[at + 1]]
        return at + 2
