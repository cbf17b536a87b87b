"""Water flow through the heat pump: proven before a start, watched while it runs.

By a flow meter, or by a temperature response: after the pump started, one of the machine's two water sensors must move,
because water from elsewhere arrives; while running a large spread means that the water stands. In a loop that other
pumps move, too (scheme SERIES), a response would prove nothing: there the common meter does.

Floor 1 needs a meter, or both of the machine's water sensors. With neither there is no start.
"""

from tandem.control.param_table import P_FLOW_LOST_S, P_HP_FLOW_PROOF, P_HP_MIN_FLOW_LPH, P_PUMP_LEAD_S
from tandem.control.readings import S_GOOD
from tandem.control.scheme import SERIES
from tandem.ports.reasons import R_NO_FLOW, R_NONE, R_PUMP_FIRST

BY_METER = 0
_MOVED_C100 = 50
_SPREAD_MAX_C100 = 1500
_FAILED_S = 300  # a pump that has run this long without flow is reported
_UNKNOWN_C100 = -30000


class FlowProof:
    """trying: the pump is to run so that flow can be proven; failed: it has run long and there is none."""

    def __init__(self, scheme):
        self.scheme = scheme
        self.trying = False
        self.failed = False
        self._since_s = 0
        self._flow_c100 = _UNKNOWN_C100  # what the response is measured from
        self._return_c100 = _UNKNOWN_C100
        self._missing_s = -1  # since when flow has been missing while the compressor runs

    def rest(self):
        """The pump need not run for a start."""
        self.trying = False

    def prove(self, readings, p, now_s):
        """Call each tick while a start is wanted: R_PUMP_FIRST, R_NO_FLOW, or R_NONE when flow is proven."""
        scheme = self.scheme
        if not self.trying:
            self.trying = True
            self._since_s = now_s
            self._flow_c100 = _UNKNOWN_C100
            self._return_c100 = _UNKNOWN_C100
        # A sensor that was bad when the pump started would seem to have moved as soon as it is back.
        if self._flow_c100 == _UNKNOWN_C100 and readings.state[scheme.hp_flow_ch] == S_GOOD:
            self._flow_c100 = readings.v[scheme.hp_flow_ch]
        if self._return_c100 == _UNKNOWN_C100 and readings.state[scheme.hp_return_ch] == S_GOOD:
            self._return_c100 = readings.v[scheme.hp_return_ch]
        lasts = now_s - self._since_s
        if lasts < p[P_PUMP_LEAD_S]:
            return R_PUMP_FIRST
        if p[P_HP_FLOW_PROOF] == BY_METER or scheme.kind == SERIES:
            ch = scheme.meter_ch
            flows = readings.state[ch] == S_GOOD and readings.v[ch] >= p[P_HP_MIN_FLOW_LPH]
        else:
            flows = self._moved(readings, scheme.hp_flow_ch, self._flow_c100)
            flows = flows or self._moved(readings, scheme.hp_return_ch, self._return_c100)
        if flows:
            self.failed = False
            self._missing_s = -1
            return R_NONE
        self.failed = lasts > _FAILED_S
        return R_NO_FLOW

    def lost(self, readings, p, now_s, running):
        """R_NO_FLOW when flow has been missing too long while the compressor runs, else R_NONE."""
        if not running:
            self._missing_s = -1
            return R_NONE
        scheme = self.scheme
        if p[P_HP_FLOW_PROOF] == BY_METER or scheme.kind == SERIES:
            ch = scheme.meter_ch
            missing = not readings.usable(ch) or readings.v[ch] < p[P_HP_MIN_FLOW_LPH]
        else:
            known = readings.usable(scheme.hp_flow_ch) and readings.usable(scheme.hp_return_ch)
            spread = readings.v[scheme.hp_flow_ch] - readings.v[scheme.hp_return_ch]
            missing = not known or spread > _SPREAD_MAX_C100
        if not missing:
            self._missing_s = -1
            return R_NONE
        if self._missing_s < 0:
            self._missing_s = now_s
        return R_NO_FLOW if now_s - self._missing_s >= p[P_FLOW_LOST_S] else R_NONE

    def _moved(self, readings, ch, was):
        d = readings.v[ch] - was
        return readings.state[ch] == S_GOOD and (d >= _MOVED_C100 or d <= -_MOVED_C100)
