"""The COP that is measured beside the one of the map: heat into the water, defrosts taken off, over electricity.

Only where flow, both water temperatures and power are measured. Every 10 kWh of expected heat move the correction by an
eighth of the difference, so that a sensor's offset shows slowly, and never beyond 30 %.
"""

from tandem.control.copmap import cop_x100
from tandem.control.snapshot import within
from tandem.ports.frame import CH_HP_POWER

FACTOR_MIN = 700
FACTOR_MAX = 1300
_ENOUGH = 600000  # W x min of expected heat: 10 kWh
_FROM_LPH = 86  # l/h x 0.01 K / 86 = W, from 1.163 Wh/(l K)


class CopMeter:
    """factor_x1000: measured over expected COP."""

    def __init__(self):
        self.factor_x1000 = 1000
        self._heat = 0  # W x min since the last correction
        self._due = 0

    def step(self, readings, scheme, demand, p, elapsed_s):
        """Slow decision while the compressor runs."""
        meter = scheme.meter_ch
        flow = scheme.hp_flow_ch
        back = scheme.hp_return_ch
        all_bits = 1 << meter | 1 << flow | 1 << back | 1 << CH_HP_POWER
        if readings.ok & all_bits != all_bits or not demand.outdoor_known:
            return
        v = readings.v
        if elapsed_s > 120:
            elapsed_s = 120
        self._heat += v[meter] * (v[flow] - v[back]) // _FROM_LPH * elapsed_s // 60
        self._due += v[CH_HP_POWER] * cop_x100(v[flow], demand.outdoor_c100, p) // 100 * elapsed_s // 60
        if self._due < _ENOUGH:
            return
        # A machine of megawatts or a sensor that lies: the quotient is cut before it is formed.
        heat = within(self._heat, 2 * _ENOUGH)
        factor = self.factor_x1000 + (heat // 10 * 1000 // (self._due // 10) - self.factor_x1000) // 8
        if factor > FACTOR_MAX:
            factor = FACTOR_MAX
        elif factor < FACTOR_MIN:
            factor = FACTOR_MIN
        self.factor_x1000 = factor
        self._heat = self._due = 0

    def keep(self, row, at, _now_s):
        """For the record of habits."""
        row[at] = self.factor_x1000 - 1000
        return at + 1

    def restore(self, row, at):
        """After a restart."""
        self.factor_x1000 = 1000 + within(row[at], FACTOR_MAX - 1000)
        return at + 1
