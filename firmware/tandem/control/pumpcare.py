"""Care of the pumps: one that stood for long is turned, so that it does not stick; none runs without water.

The last step of guards. Standing is counted since boot, so it needs no memory.
"""

from array import array

from tandem.control.param_table import P_CIRC_MIN_BAR_X100, P_DHW_BY, P_HP_FITTED, P_SEIZE_H
from tandem.control.readings import S_ABSENT
from tandem.control.scheme import SERIES
from tandem.ports.frame import CH_PRESSURE
from tandem.ports.reasons import R_PRESSURE, R_SEIZE, R_SERVICE

PUMP = 1
HP_PUMP = 2
VALVE = 4
TURN_S = 60
_HYST_X100 = 10
_LASTS_S = 60


class PumpCare:
    """low: pressure below the minimum, an alarm; dry: below half of it, nothing runs. turn: mask of what is turned."""

    def __init__(self):
        self.low = False
        self.dry = False
        self.turn = 0
        self._moved_s = array("i", [0] * 5)  # pump, heat pump's pump, diverter; pressure as judged: low, dry
        self._turn_s = 0

    def judge(self, readings, p, now_s):
        """Before anything is decided: is there water?"""
        least = p[P_CIRC_MIN_BAR_X100]
        if readings.state[CH_PRESSURE] == S_ABSENT or not least:
            self.low = self.dry = False
            self._moved_s[3] = self._moved_s[4] = now_s
        elif readings.usable(CH_PRESSURE):
            self.low = self._below(readings, least, self.low, 3, now_s)
            self.dry = self._below(readings, least // 2, self.dry, 4, now_s)
        else:
            # A sensor that is lost leaves the verdict as it was, and has its minute when it is back.
            self._moved_s[3] = self._moved_s[4] = now_s

    def step(self, guards, dispatch, p, now_s):
        """Have the last word on pumps and diverter."""
        makes_heat = guards.hp_on or guards.boiler_on or guards.hp.running
        moved_s = self._moved_s
        if guards.pump:
            moved_s[0] = now_s
        if guards.hp_pump:
            moved_s[1] = now_s
        if guards.valve:
            moved_s[2] = now_s
        if self.dry:
            self.turn = 0
            if not guards.hp.running:
                guards.hp_pump = False
                guards.hp_pump_why = R_PRESSURE
            if not guards.hp.running or guards.scheme.kind != SERIES:
                # In a single loop its water is the machine's, too.
                guards.pump = False
                guards.pump_why = R_PRESSURE
            return
        if makes_heat or dispatch.why == R_SERVICE:
            self.turn = 0
            return
        if self.turn:
            if now_s - self._turn_s >= TURN_S:
                for k in range(3):
                    if self.turn >> k & 1:
                        moved_s[k] = now_s
                self.turn = 0
                return
        else:
            self._look(p, now_s)
        if self.turn & PUMP:
            guards.pump = True
            guards.pump_why = R_SEIZE
        if self.turn & HP_PUMP:
            guards.hp_pump = True
            guards.hp_pump_why = R_SEIZE
        if self.turn & VALVE:
            guards.valve = True
            guards.valve_why = R_SEIZE

    def _look(self, p, now_s):
        """What has stood for too long?"""
        longest_s = p[P_SEIZE_H] * 3600
        if not longest_s:
            return
        fitted = PUMP
        if p[P_HP_FITTED]:
            fitted |= HP_PUMP
        if p[P_DHW_BY]:
            fitted |= VALVE
        for k in range(3):
            if fitted >> k & 1 and now_s - self._moved_s[k] >= longest_s:
                self.turn |= 1 << k
                self._turn_s = now_s

    def _below(self, readings, least, was, k, now_s):
        """Whether the pressure lies below; another verdict takes 60 s, and back 0.1 bar more."""
        below = readings.v[CH_PRESSURE] < (least + _HYST_X100 if was else least)
        if below == was:
            self._moved_s[k] = now_s
        elif now_s - self._moved_s[k] >= _LASTS_S:
            return below
        return was
