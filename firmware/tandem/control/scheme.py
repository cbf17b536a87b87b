"""Hydraulic schemes as data: who owns which pump, where flow is proven, what a circuit's limit refers to.

One row a scheme, read by dispatch and guards. For now one scheme: heat pump and boiler in parallel on a separator, each
with its own pump, and one direct heating circuit behind it.
"""

from tandem.ports.frame import CH_FLOW, CH_HP_FLOW, CH_HP_LPH, CH_HP_RETURN, CH_RETURN


class Scheme:
    """Facts of one hydraulic scheme; channels are frame channel numbers."""

    def __init__(self, flow_ch, return_ch, hp_flow_ch, hp_return_ch, meter_ch, boiler_pump_ours, parallel):
        self.flow_ch = flow_ch  # where the circuit's flow temperature is measured
        self.return_ch = return_ch
        self.hp_flow_ch = hp_flow_ch
        self.hp_return_ch = hp_return_ch
        self.meter_ch = meter_ch  # flow through the heat pump
        self.boiler_pump_ours = boiler_pump_ours  # False: the boiler runs and guards its own pump
        self.parallel = parallel  # both sources can heat at once


PARALLEL_SEPARATOR = Scheme(CH_FLOW, CH_RETURN, CH_HP_FLOW, CH_HP_RETURN, CH_HP_LPH, False, True)
