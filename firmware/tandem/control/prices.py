"""What energy costs, now and in the quarter-hours ahead: money and carbon dioxide, drawn together by a weight.

Electricity: the series pushed in, else the price of the frame, else the day and night prices of the parameters when the
tariff says so, else nothing is known. Carbon dioxide alike, with the parameters as the last word. Costs are cents per
MWh: a weight of 0 is money alone, one of 100 carbon dioxide alone at its price per tonne.
"""

from tandem.control.param_table import (
    P_BOILER_EFF_X1000,
    P_CO2_EUR_T,
    P_GAS_EUR_MWH,
    P_GAS_G_KWH,
    P_NIGHT_FROM_MIN,
    P_NIGHT_TO_MIN,
    P_POWER_DAY_EUR_MWH,
    P_POWER_G_KWH,
    P_POWER_NIGHT_EUR_MWH,
    P_TARIFF,
    P_WEIGHT_CO2_PCT,
)
from tandem.ports.frame import (
    IN_CO2_G_KWH,
    IN_CO2_STATE,
    IN_GAS_PRICE_CT_MWH,
    IN_GAS_PRICE_STATE,
    IN_POWER_PRICE_CT_MWH,
    IN_POWER_PRICE_STATE,
    Q_GOOD,
)
from tandem.ports.series import NO_VALUE, SERIES_CO2, SERIES_PRICE

PRICE_MAX = 400000  # ct/MWh, 4000 EUR/MWh: the ceiling of the day-ahead market
NO_PRICE = -(1 << 29)
_G_MAX = 2000


class Prices:
    """known: both energies have a price; power_ct and gas_ct: weighted cost of a MWh, ct; quarter now, -1 without a
    clock; eff_x1000: the boiler's stated efficiency."""

    def __init__(self, inputs=None, wall=None):
        self.inputs = inputs
        self.wall = wall
        self.known = False
        self.power_ct = 0
        self.gas_ct = 0
        self.eff_x1000 = 0
        self.quarter = -1

    def step(self, inputs, wall):
        """Slow decision."""
        self.inputs = inputs
        self.wall = wall
        f = inputs.f
        p = inputs.params.v
        gas = f[IN_GAS_PRICE_CT_MWH]
        if f[IN_GAS_PRICE_STATE] != Q_GOOD or gas <= 0:
            gas = p[P_GAS_EUR_MWH] * 100 if p[P_TARIFF] else 0
        if gas > PRICE_MAX:
            gas = PRICE_MAX
        self.quarter = wall.quarter if wall.known else -1
        self.eff_x1000 = p[P_BOILER_EFF_X1000]
        self.power_ct = self.at(self.quarter)
        weight = p[P_WEIGHT_CO2_PCT]
        self.known = self.power_ct != NO_PRICE and (gas > 0 or weight == 100)
        if self.known:
            self.gas_ct = (gas * (100 - weight) + p[P_GAS_G_KWH] * p[P_CO2_EUR_T] // 10 * weight) // 100

    def at(self, quarter):
        """Weighted cost of electricity in a quarter-hour, ct/MWh, NO_PRICE when it is not known; -1 is now."""
        p = self.inputs.params.v
        weight = p[P_WEIGHT_CO2_PCT]
        ct = 0
        if weight < 100:
            ct = self._power(quarter)
            if ct == NO_PRICE:
                return ct
        if weight:
            f = self.inputs.f
            g = self.inputs.series.get(SERIES_CO2, quarter)
            if g == NO_VALUE:
                g = f[IN_CO2_G_KWH] if f[IN_CO2_STATE] == Q_GOOD else p[P_POWER_G_KWH]
            if g < 0:
                g = 0
            elif g > _G_MAX:
                g = _G_MAX
            ct = (ct * (100 - weight) + g * p[P_CO2_EUR_T] // 10 * weight) // 100
        return ct

    def _power(self, quarter):
        f = self.inputs.f
        p = self.inputs.params.v
        ct = self.inputs.series.get(SERIES_PRICE, quarter)
        if ct != NO_VALUE:
            ct *= 10
        elif f[IN_POWER_PRICE_STATE] == Q_GOOD and (quarter < 0 or quarter == self.wall.quarter):
            ct = f[IN_POWER_PRICE_CT_MWH]
        elif not p[P_TARIFF]:
            return NO_PRICE
        else:
            ct = p[P_POWER_NIGHT_EUR_MWH if self._night(quarter) else P_POWER_DAY_EUR_MWH] * 100
        if ct > PRICE_MAX:
            return PRICE_MAX
        return ct if ct > -PRICE_MAX else -PRICE_MAX

    def _night(self, quarter):
        wall = self.wall
        p = self.inputs.params.v
        if quarter < 0:
            return wall.within(p[P_NIGHT_FROM_MIN], p[P_NIGHT_TO_MIN])
        return wall.at(wall.minute + (quarter - wall.quarter) * 15, p[P_NIGHT_FROM_MIN], p[P_NIGHT_TO_MIN])
