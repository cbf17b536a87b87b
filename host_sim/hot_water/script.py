"""A script that charges a tank until the firmware does: thermostat, hours, disinfection, the compressor's rest."""

HP_LEAST_RUN_S = 600.0
HP_LEAST_PAUSE_S = 300.0
DAY_S = 86400.0
LIFT_K = {"hp": 7.0, "boiler": 15.0}  # flow temperature over the tank's goal
# The sensor is not the coldest place: the script goes a little higher and stays longer.
MARGIN_K = 3.0
HOLD_S = 3600.0
GIVE_UP_S = 4 * 3600.0


class Charger:
    """Decides each control period whether the tank is charged, and with which flow temperature.

    set_c: 30..65 C at the sensor, charged again hysteresis_k below; window: (from, to) hours of the day, may run over
    midnight, None for always; weekly_disinfection: (weekday 0 Monday, hour, 60..65 C) or None; source "boiler" or "hp",
    whose compressor then keeps its 600 s of run and 300 s of pause; flow_max_c: highest flow temperature of the source;
    january_1: weekday of 1 January. Raises ValueError when the source cannot reach what is asked.
    """

    def __init__(self, set_c=55.0, hysteresis_k=6.0, window=None, weekly_disinfection=None, source="boiler",
                 flow_max_c=75.0, january_1=2):  # fmt: skip
        if source not in LIFT_K:
            raise ValueError(f"source is boiler or hp, not {source}")
        if not 30.0 <= set_c <= 65.0 or hysteresis_k <= 0.0:
            raise ValueError(f"set_c {set_c}, hysteresis_k {hysteresis_k}: out of range")
        hottest = set_c
        if weekly_disinfection is not None:
            if not 60.0 <= weekly_disinfection[2] <= 65.0:
                raise ValueError(f"disinfection at {weekly_disinfection[2]} C, not within 60..65")
            hottest = max(hottest, weekly_disinfection[2] + MARGIN_K)
        if hottest >= flow_max_c:
            raise ValueError(f"a flow of {flow_max_c} C does not make {hottest} C in the tank")
        self.set_c = set_c
        self.hysteresis_k = hysteresis_k
        self.window = window
        self.weekly = weekly_disinfection
        self.source = source
        self.flow_max_c = flow_max_c
        self.january_1 = january_1
        self.charging = False
        self._week = None  # in which the last disinfection began
        self._since_s = None  # the one that is going on
        self._hot_s = None

    def step(self, t_s, sensor_c, hp_running, hp_seconds_in_state):
        """(charge?, flow temperature C) at t_s (s since 1 January) with the sensor at sensor_c."""
        goal = self.set_c
        if self._disinfecting(t_s, sensor_c):
            goal = self.weekly[2] + MARGIN_K
            want = sensor_c < goal + 1.0 if self.charging else sensor_c < goal
        elif not self._open(t_s):
            want = False
        elif self.charging:
            want = sensor_c < goal
        else:
            want = sensor_c < goal - self.hysteresis_k
        if self.source == "hp" and want != self.charging and self._rests(hp_running, hp_seconds_in_state):
            want = self.charging
        self.charging = want
        return want, min(goal + LIFT_K[self.source], self.flow_max_c) if want else 0.0

    def _rests(self, hp_running, seconds):
        """Whether the compressor has to stay as it is. One that runs already, for the house, may charge at once."""
        if self.charging:
            return hp_running and seconds < HP_LEAST_RUN_S
        return not hp_running and seconds < HP_LEAST_PAUSE_S

    def _open(self, t_s):
        if self.window is None:
            return True
        hour = t_s % DAY_S / 3600.0
        begin, end = self.window
        return begin <= hour < end if begin <= end else hour >= begin or hour < end

    def _disinfecting(self, t_s, sensor_c):
        """Begins once a week at its hour; over when it has been hot long enough, or given up."""
        if self.weekly is None:
            return False
        weekday, hour, goal_c = self.weekly
        # Weeks that begin at the hour of disinfection.
        week = (t_s + (self.january_1 - weekday) * DAY_S - hour * 3600.0) // (7 * DAY_S)
        if self._week is None:
            self._week = week
        if week != self._week:
            self._week = week
            self._since_s = t_s
            self._hot_s = None
        if self._since_s is None:
            return False
        if sensor_c < goal_c:
            self._hot_s = None
        elif self._hot_s is None:
            self._hot_s = t_s
        done = self._hot_s is not None and t_s - self._hot_s >= HOLD_S
        if done or t_s - self._since_s >= GIVE_UP_S:
            self._since_s = None
            return False
        return True
