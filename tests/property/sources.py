"""Judges what the envelope makes of what came from outside: contacts, slots, senders, the clock and the series.

Worked out from the frame and from Outside's own account, LPC by the reference model of tests/model. Held: a limit in
force is never exceeded by the one that rules, of a source that names itself the value is right, and what needs a clock
or a price that is not known goes without. Only sources that are for this device are judged.
"""

import sys
from pathlib import Path

from tandem.control import param_table as t
from tandem.ports import frame as fr
from tandem.ports import reasons as r
from tandem.ports.limits import LIMIT_SET
from tandem.ports.series import SERIES_CO2, SERIES_PRICE, SERIES_PROFILE

sys.path.append(str(Path(__file__).resolve().parents[1] / "model"))
import lpc  # noqa: E402
import par14a  # noqa: E402

MOST_W = 100000
QUIET_SLOT, CONTRACT_SLOT, MANAGER_SLOT, GRID_SLOT = 5, 3, 4, 2
DAY = 96
HOUR_MS = 3600000
OPERATOR = 2
PRICE_MAX = 400000
LPC_FIELDS = slice(fr.IN_LPC_BEAT, fr.IN_LPC_SAFE_S + 1)
ANSWERS = {lpc.A_OK: r.R_NONE, lpc.A_RANGE: r.R_RANGE, lpc.A_NO_BEAT: r.R_NO_BEAT}


class Sources:
    """tick() after each control tick; judge: for whether a boiler is there to take over."""

    def __init__(self, judge):
        self.judge = judge
        self.slots = [(None, 0)] * fr.N_SOURCES  # what a slot says, since when
        self.opted = False  # flexibility was declined at some time: soft limits may be silent
        self.alone_ms = -HOUR_MS  # last time that no boiler was there to take over
        self.before_ms = 0  # the tick before
        self.alone = False
        self.unsure = False  # a restart, after which the sources may know less
        self.lpc = lpc.Lpc(lpc.LpcParams(0))
        self.restart()

    def restart(self):
        """The controller begins anew."""
        self.lpc.reboot()
        self.heat_ct = None
        self.quiet_slot = False  # in use since then

    def tick(self, f, o, p, now_ms, outside):
        """f, o, p: input frame, outputs, parameters of this tick."""
        self.quiet_slot = self.quiet_slot or f[fr.IN_LIMITS + fr.LIMIT_FIELDS * QUIET_SLOT] != 0
        clock = outside.clock()
        quiet = self._quiet(p, clock)
        hard = []
        soft = [] if quiet is None else [quiet]
        self._slots(f, p, now_ms, hard, soft)
        self._contacts(f, p, hard)
        self._lpc(f, o, p, hard)
        profile = self._profile(p, clock, outside)
        self.opted = self.opted or p[t.P_OPT_OUT_H] != 0
        # That a house is alone and cold, which silences all soft limits, is a slow decision; this tick's comes later.
        cold = self.alone or self.before_ms - self.alone_ms <= (p[t.P_DISPATCH_S] + 1) * 1000
        self.before_ms = now_ms
        self.alone = self.judge.alone(p) or p[t.P_MODE] == 1
        if self.alone:
            self.alone_ms = now_ms
            cold = True
        if cold:
            soft.clear()
        declined = self.opted or cold
        if p[t.P_PROFILE_USE] and profile is not None and not declined and not p[t.P_CONTRACT_REF]:
            soft.append(profile)
        if not declined:
            self._contracts(f, p, soft)
        classes = ((hard, fr.OUT_HARD_STATE, fr.OUT_HARD_W), (soft, fr.OUT_SOFT_STATE, fr.OUT_SOFT_W))
        for least, state, watts in classes:
            if least:
                assert o[state] == LIMIT_SET, "floor 3: a limit in force is not seen"
                assert 0 <= o[watts] <= min(least), f"floor 3: {o[watts]} W instead of {min(least)}"
        if o[fr.OUT_SOFT_STATE] == LIMIT_SET:
            why = o[fr.OUT_SOFT_WHY]
            if why == r.R_QUIET and not self.quiet_slot:
                assert o[fr.OUT_SOFT_W] == quiet, "quiet hours at another time"
            if why == r.R_PROFILE and not p[t.P_CONTRACT_REF]:
                assert o[fr.OUT_SOFT_W] == profile, f"profile: {o[fr.OUT_SOFT_W]} W instead of {profile}"
        self._costs(f, o, p, clock, outside)

    # --- the clock and the series ------------------------------------------------------------------------------------
    def _quiet(self, p, clock):
        """Watts of the quiet hours now, None outside of them."""
        least = None
        start, end = p[t.P_QUIET_FROM_MIN], p[t.P_QUIET_TO_MIN]
        if clock is not None and start != end:
            minute = clock[1]
            if start <= minute < end if start < end else not end <= minute < start:
                least = p[t.P_QUIET_W]
        return least

    def _profile(self, p, clock, outside):
        """Watts of this quarter, None for no limit."""
        value = None
        if clock is not None:
            value = outside.value(SERIES_PROFILE, clock[0])
            if value is None:
                value = outside.value(SERIES_PROFILE, clock[0] - DAY)
        if value == -1:
            return None
        return value * 10 if value is not None and 0 <= value * 10 <= MOST_W else p[t.P_CONTRACT_SAFE_W]

    def _price(self, f, p, clock, outside):
        """Cost of electricity now, ct/MWh, by money alone or by carbon dioxide alone; None when it is not known."""
        quarter = clock[0] if clock else -1
        if p[t.P_WEIGHT_CO2_PCT]:
            g = outside.value(SERIES_CO2, quarter)
            if g is None:
                g = f[fr.IN_CO2_G_KWH] if f[fr.IN_CO2_STATE] == fr.Q_GOOD else p[t.P_POWER_G_KWH]
            return max(0, min(2000, g)) * p[t.P_CO2_EUR_T] // 10
        value = outside.value(SERIES_PRICE, quarter)
        if value is not None:
            ct = value * 10
        elif f[fr.IN_POWER_PRICE_STATE] == fr.Q_GOOD:
            ct = f[fr.IN_POWER_PRICE_CT_MWH]
        elif not p[t.P_TARIFF]:
            return None
        else:
            start, end = p[t.P_NIGHT_FROM_MIN], p[t.P_NIGHT_TO_MIN]
            night = clock and (start <= clock[1] < end if start <= end else not end <= clock[1] < start)
            ct = p[t.P_POWER_NIGHT_EUR_MWH if night else t.P_POWER_DAY_EUR_MWH] * 100
        return max(-PRICE_MAX, min(PRICE_MAX, ct))

    def _costs(self, f, o, p, clock, outside):
        """A new cost of heat comes from the price in force."""
        ct = o[fr.OUT_HP_CT_MWH]
        if self.heat_ct is not None and ct != self.heat_ct and p[t.P_WEIGHT_CO2_PCT] in (0, 100):
            price = self._price(f, p, clock, outside)
            assert price is not None, "a cost without a price"
            assert ct == price * 100 // o[fr.OUT_COP_X100], f"{ct} ct is not the cost at {price} ct"
        self.heat_ct = ct

    # --- limits ------------------------------------------------------------------------------------------------------
    def _slots(self, f, p, now_ms, hard, soft):
        """Hard slots, and quiet hours, which no opt-out silences."""
        for slot in range(fr.N_SOURCES):
            said = tuple(f[fr.IN_LIMITS + fr.LIMIT_FIELDS * slot + i] for i in range(fr.LIMIT_FIELDS))
            valid = said[0] == LIMIT_SET and 0 <= said[1] <= MOST_W
            was, since_ms = self.slots[slot]
            if not valid:
                self.slots[slot] = (was if said[0] == LIMIT_SET else None, since_ms)
                continue
            if said != was:
                self.slots[slot] = (said, now_ms)
            if slot == GRID_SLOT and (p[t.P_GRID_REF] or p[t.P_DIM_USE] == 2):
                continue
            if slot < CONTRACT_SLOT and self._lasts(slot, said, now_ms):
                hard.append(said[1])
            elif slot == QUIET_SLOT and self._lasts(slot, said, now_ms):
                soft.append(said[1])

    def _lasts(self, slot, said, now_ms):
        return said[2] <= 0 or now_ms - self.slots[slot][1] < (said[2] - 1) * 1000

    def _contracts(self, f, p, soft):
        """Slots of contract and energy manager without an end."""
        for slot, ref in ((CONTRACT_SLOT, t.P_CONTRACT_REF), (MANAGER_SLOT, t.P_MANAGER_REF)):
            k = fr.IN_LIMITS + fr.LIMIT_FIELDS * slot
            if f[k] == LIMIT_SET and 0 <= f[k + 1] <= MOST_W and f[k + 2] <= 0 and not p[ref]:
                soft.append(f[k + 1])

    def _contacts(self, f, p, hard):
        """Those of the grid operator."""
        closed = [f[fr.IN_CH + ch] and f[fr.IN_QUALITY + ch] == fr.Q_GOOD for ch in (fr.CH_SG_1, fr.CH_SG_2)]
        if p[t.P_SG_SENDER] == OPERATOR and closed[0] and not closed[1]:
            hard.append(p[t.P_SG_LOCK_W])
        dims = f[fr.IN_CH + fr.CH_DIM] and f[fr.IN_QUALITY + fr.CH_DIM] == fr.Q_GOOD
        if p[t.P_DIM_USE] == 1 and dims and not p[t.P_DIM_KIND]:
            hard.append(par14a.pmin_w(0, p[t.P_DIM_N], p[t.P_DIM_SUM_W]))

    def _lpc(self, f, o, p, hard):
        """By the reference model."""
        self.lpc.set_params(lpc.LpcParams(p[t.P_LPC_USE], p[t.P_LPC_SAFE_W], p[t.P_LPC_SAFE_MIN], p[t.P_LPC_SILENT]))
        if self.unsure:
            return
        result = self.lpc.tick(f[fr.IN_UP_S], *f[LPC_FIELDS])
        if not p[t.P_LPC_USE]:
            return
        assert o[fr.OUT_LPC_STATE] == result.state, f"LPC: {o[fr.OUT_LPC_STATE]} instead of {result.state}"
        if result.limit == LIMIT_SET:
            hard.append(result.value_w)
        if result.answer != lpc.A_NONE:
            assert o[fr.OUT_LPC_WHY] == ANSWERS[result.answer], "LPC: another answer"
