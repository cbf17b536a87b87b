"""The decisions of safe mode: pump and boiler against frost, from two temperatures and the time. Integers only.

The house is with its thermostat and boiler then, so nothing is heated for comfort.
"""

NO_READING = -32768
_PUMP_ON_C100 = 700
_PUMP_OFF_C100 = 900
_FIRE_C100 = 500
_FIRED_C100 = 1500
_FIRE_LONGEST_S = 1200  # a sensor in the wrong place must not boil the house
_FIRE_REST_S = 600
_MILD_C100 = 500  # outdoors: from here on water stands without harm
_HOUR_S = 3600
_STIR_S = 300  # of each hour the pump runs where nobody knows how cold it is


class Frost:
    """may_fire: there are a boiler contact and a water sensor. After step(): pump and boiler, True for on."""

    def __init__(self, may_fire):
        self._may_fire = may_fire
        self.pump = False
        self.boiler = False
        self._cold = False
        self._hour_s = 0
        self._fire_s = 0  # firing counts up, rest counts down to 0 from below

    def step(self, water_c100, outdoor_c100):
        """One second has passed. Temperatures in hundredths of a degree, or NO_READING."""
        self._hour_s = (self._hour_s + 1) % _HOUR_S
        if water_c100 == NO_READING:
            self._cold = False
        elif water_c100 < _PUMP_ON_C100:
            self._cold = True
        elif water_c100 >= _PUMP_OFF_C100:
            self._cold = False
        self._fire(water_c100)
        blind = outdoor_c100 == NO_READING or (water_c100 == NO_READING and outdoor_c100 < _MILD_C100)
        self.pump = self._cold or self.boiler or (blind and self._hour_s < _STIR_S)

    def _fire(self, water_c100):
        if self._fire_s < 0:
            self._fire_s += 1
        if self.boiler:
            self._fire_s += 1
            if water_c100 == NO_READING or water_c100 >= _FIRED_C100:
                self.boiler = False
                self._fire_s = 0
            elif self._fire_s >= _FIRE_LONGEST_S:
                self.boiler = False
                self._fire_s = -_FIRE_REST_S
        elif self._may_fire and self._fire_s == 0 and water_c100 != NO_READING:
            self.boiler = water_c100 < _FIRE_C100
