"""Hydraulic schemes as data: what is measured where, which water is one, which circuit has a limit of its own.

The parameter scheme picks one; guards, frost and flow proof follow the record. In all of them both sources may run at
once, the boiler guards its own pump and flow, and our circuit pump is also the one that brings its heat to the house.
0 separator, and 4 the same with a diverter to a tank: source and circuit have water of their own, each with its pump.
1 series: one loop through heat pump, boiler and house, so its pumps are commanded together and one meter proves flow.
2 separator and a mixed second circuit: its water is watched for frost and against a maximum of its own.
3 buffer: as 0, the circuit's flow being measured behind the buffer, which fills before it shows a source's heat.
"""

from tandem.ports.frame import CH_FLOW, CH_HP_FLOW, CH_HP_LPH, CH_HP_RETURN, CH_RETURN

SEPARATOR = 0
SERIES = 1
MIXED = 2
BUFFER = 3
TANK = 4


class Scheme:
    """Facts of the scheme in force; channels are frame channel numbers."""

    def __init__(self):
        self.kind = SEPARATOR  # as the parameter scheme says
        self.flow_ch = CH_FLOW  # the circuit's flow temperature
        self.return_ch = CH_RETURN
        self.hp_flow_ch = CH_HP_FLOW
        self.hp_return_ch = CH_HP_RETURN
        self.meter_ch = CH_HP_LPH  # flow through the heat pump
