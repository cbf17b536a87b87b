"""Frost protection of the heating water: first the pumps, then heat, in every mode.

Floor 5: no circuit under 5 C while power, a pump and a heat source work. Stage 1 moves the water: while any of it is
under 8 C, and now and then where it has stood long in the cold. Stage 2 heats, under 6.5 C. Cold outdoors, or nobody
knows: a lost sensor counts as cold. Watched are flow, return, a mixed second circuit and the room; and the heat pump's
own water where it must circulate in frost (hp_outdoor_water 2) or does not protect itself (hp_own_frost 0).

It needs one temperature of each water. Water that nobody can measure is kept moving in the cold, and is heated when the
room, too, is cold. Pipes outdoors are felt only by water that moves: in frost theirs is moved every half an hour.
"""

from tandem.control.param_table import P_HP_FITTED, P_HP_OUTDOOR_WATER, P_HP_OWN_FROST
from tandem.control.scheme import MIXED
from tandem.ports.frame import CH_FLOW, CH_HP_FLOW, CH_HP_RETURN, CH_MIXED_FLOW, CH_OUTDOOR, CH_RETURN, CH_ROOM

PUMP_ON_C100 = 800
PUMP_OFF_C100 = 1000
HEAT_ON_C100 = 650
HEAT_OFF_C100 = 1200
ALARM_C100 = 500
OUTDOOR_COLD_C100 = 500
SET_C100 = 3000
_WARM_C100 = 9999
_FREEZES_C100 = 200  # outdoors: pipes there need their water moved
_STAND_S = 21600  # water that stood so long in the cold is moved ...
_STAND_OUT_S = 1800  # ... and so long where it stands outdoors ...
_TURN_S = 300  # ... for so long
_MUST_CIRCULATE = 2
_CIRCUIT = 1 << CH_FLOW | 1 << CH_RETURN
_HP_WATER = 1 << CH_HP_FLOW | 1 << CH_HP_RETURN


class Frost:
    """pump: water must move; heat: a source must heat; near: colder than the floor allows."""

    def __init__(self, scheme):
        self.scheme = scheme
        self.pump = False
        self.heat = False
        self.near = False
        self.set_c100 = SET_C100
        self._moved_s = 0  # when the water last moved

    def step(self, readings, p, circuit_moves, hp_moves, now_s):
        """Judge the coldest thing that is measured. circuit_moves, hp_moves: a pump runs for another reason."""
        v = readings.v
        scheme = self.scheme
        ok = readings.ok
        outdoors = p[P_HP_OUTDOOR_WATER] == _MUST_CIRCULATE
        own = p[P_HP_FITTED] and (outdoors or not p[P_HP_OWN_FROST])
        if hp_moves if own else circuit_moves:
            self._moved_s = now_s
        must = _CIRCUIT | _HP_WATER if own else _CIRCUIT
        if ok & must == must and not (self.pump or self.heat or scheme.kind == MIXED):
            # The usual tick: all are measured and none is cold, nor is the room, and the water has moved not long ago.
            if v[CH_FLOW] >= PUMP_ON_C100 and v[CH_RETURN] >= PUMP_ON_C100:
                warm = not own or (v[CH_HP_FLOW] >= PUMP_ON_C100 and v[CH_HP_RETURN] >= PUMP_ON_C100)
                if warm and now_s - self._moved_s < (_STAND_OUT_S if outdoors else _STAND_S):
                    if v[CH_ROOM] >= PUMP_ON_C100 or not ok >> CH_ROOM & 1:
                        self.near = False
                        return
        watch = _CIRCUIT | 1 << CH_ROOM
        if scheme.kind == MIXED:
            watch |= 1 << CH_MIXED_FLOW
        if own:
            watch |= _HP_WATER
        watch &= ok
        coldest = _WARM_C100
        for ch in range(CH_ROOM, CH_MIXED_FLOW + 1):
            if watch >> ch & 1 and v[ch] < coldest:
                coldest = v[ch]
        blind = not ok & _CIRCUIT
        outdoor = v[CH_OUTDOOR] if ok >> CH_OUTDOOR & 1 else _FREEZES_C100 - 1
        cold = outdoor < OUTDOOR_COLD_C100
        self.pump = (
            coldest < (PUMP_OFF_C100 if self.pump else PUMP_ON_C100) and (cold or not blind)
            or cold and (blind or own and not ok & _HP_WATER)
            or self._stood(cold, outdoors and outdoor < _FREEZES_C100, now_s)
        )  # fmt: skip
        self.heat = coldest < (HEAT_OFF_C100 if self.heat else HEAT_ON_C100) and (cold or not blind)
        self.near = coldest < ALARM_C100

    def _stood(self, cold, outdoors, now_s):
        """True while water that stood long is to be moved."""
        stand_s = _STAND_OUT_S if outdoors else _STAND_S
        still_s = now_s - self._moved_s
        if not cold:
            if still_s > stand_s:
                self._moved_s = now_s - stand_s
            return False
        if still_s >= stand_s + _TURN_S:
            self._moved_s = now_s
            return False
        return still_s >= stand_s
