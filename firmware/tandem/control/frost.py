"""Frost protection of the indoor circuit: first the pump, then heat.

Floor: no circuit under 5 C while power, a pump and a heat source work. Two stages with hysteresis; a circuit nobody can
measure is taken as cold when it is cold outside, or when that is unknown too. Acts in every mode.
"""

from tandem.control.readings import S_ABSENT
from tandem.ports.frame import CH_OUTDOOR, CH_ROOM

PUMP_ON_C100 = 800
PUMP_OFF_C100 = 1000
HEAT_ON_C100 = 650
HEAT_OFF_C100 = 1200
ALARM_C100 = 500
OUTDOOR_COLD_C100 = 500
SET_C100 = 3000
_WARM_C100 = 9999


class Frost:
    """pump: water must move; heat: a source must heat; near: colder than the floor allows."""

    def __init__(self, scheme):
        self.scheme = scheme
        self._water = 1 << scheme.flow_ch | 1 << scheme.return_ch
        self.pump = False
        self.heat = False
        self.near = False
        self.set_c100 = SET_C100

    def step(self, readings):
        """Judge the coldest thing that is measured: flow, return, room."""
        v = readings.v
        scheme = self.scheme
        ok = readings.ok
        if ok & self._water == self._water and not (self.pump or self.heat):
            # The usual tick: both are measured and neither is cold, nor is the room.
            if v[scheme.flow_ch] >= PUMP_ON_C100 and v[scheme.return_ch] >= PUMP_ON_C100:
                if v[CH_ROOM] >= PUMP_ON_C100 or not ok >> CH_ROOM & 1:
                    self.heat = self.near = False
                    return
        coldest = _WARM_C100
        blind = True
        if readings.usable(scheme.flow_ch):
            coldest = v[scheme.flow_ch]
            blind = False
        if readings.usable(scheme.return_ch):
            blind = False
            if v[scheme.return_ch] < coldest:
                coldest = v[scheme.return_ch]
        if readings.usable(CH_ROOM) and v[CH_ROOM] < coldest:
            coldest = v[CH_ROOM]
        if blind:
            # The circuit cannot be seen: with no warm room to vouch for it, keep the water moving in the cold.
            if readings.state[CH_OUTDOOR] == S_ABSENT or not readings.usable(CH_OUTDOOR):
                cold_out = True
            else:
                cold_out = v[CH_OUTDOOR] < OUTDOOR_COLD_C100
            self.pump = cold_out
            self.heat = cold_out and coldest < HEAT_ON_C100
            self.near = coldest < ALARM_C100
            return
        self.pump = coldest < (PUMP_OFF_C100 if self.pump else PUMP_ON_C100)
        self.heat = coldest < (HEAT_OFF_C100 if self.heat else HEAT_ON_C100)
        self.near = coldest < ALARM_C100
