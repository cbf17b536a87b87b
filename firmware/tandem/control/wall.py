"""Wall time as the core uses it: a reading that may be missing. Only schedules, prices and dates go by it, no timer."""

from tandem.ports.frame import IN_WALL_MIN, IN_WALL_OFF_MIN, IN_WALL_STATE, Q_GOOD

DAY_MIN = 1440
_LATEST_MIN = 1 << 28  # the year 2510


class Wall:
    """known; minute of the local day 0..1439; day: local days since 2000-01-01; weekday 0 Monday; quarter of UTC."""

    def __init__(self):
        self.known = False
        self.minute = 0
        self.day = 0
        self.weekday = 0
        self.quarter = 0
        self._min = -1

    def step(self, f):
        """Take it from an input frame."""
        utc = f[IN_WALL_MIN]
        offset = f[IN_WALL_OFF_MIN]
        self.known = f[IN_WALL_STATE] == Q_GOOD and 0 < utc < _LATEST_MIN and -DAY_MIN < offset < DAY_MIN
        if not self.known:
            return
        local = utc + offset
        self.quarter = utc // 15
        if local == self._min:
            return
        self._min = local
        self.day = local // DAY_MIN
        self.minute = local - self.day * DAY_MIN
        self.weekday = (self.day + 5) % 7  # 2000-01-01 was a Saturday

    def within(self, start, end):
        """Whether the local minute lies in start..end, which may run over midnight; never when both are the same."""
        return self.at(self.minute, start, end)

    def at(self, minute, start, end):
        """The same for another minute, counted on from midnight."""
        minute %= DAY_MIN
        if start <= end:
            return self.known and start <= minute < end
        return self.known and (minute >= start or minute < end)
