"""Date and time for people who ask the board, over its wall clock. Days since 2000-01-01, a leap year; until 2099."""

_DAY_MIN = 1440
_DAYS = b"\x1f\x1c\x1f\x1e\x1f\x1e\x1f\x1f\x1e\x1f\x1e\x1f"
_FOUR = 1461


class Calendar:
    """ports.board.Calendar. wall: drivers.wall.Wall; clock: the board's."""

    def __init__(self, wall, clock):
        self._wall = wall
        self._clock = clock

    def read(self, row):
        """The port's."""
        wall = self._wall
        if not wall.known:
            return False
        wall.advance(self._clock.now())
        day = wall.minute // _DAY_MIN
        year = day // _FOUR * 4
        day %= _FOUR
        while day >= 366 - (year % 4 > 0):
            day -= 366 - (year % 4 > 0)
            year += 1
        month = 0
        while day >= _length(year, month):
            day -= _length(year, month)
            month += 1
        row[0] = 2000 + year
        row[1] = month + 1
        row[2] = day + 1
        row[3] = wall.minute % _DAY_MIN // 60
        row[4] = wall.minute % 60
        row[5] = wall.second
        return True

    def write(self, row):
        """The port's. False for a time that cannot be true."""
        year = row[0] - 2000
        if not 0 <= year < 100:
            return False
        day = year * 365 + (year + 3) // 4 + row[2] - 1
        for month in range(row[1] - 1):
            day += _length(year, month)
        minute = (day * 24 + row[3]) * 60 + row[4]
        return self._wall.set_utc(minute, row[5], self._clock.now())


def _length(year, month):
    """Days of a month, 0..11."""
    return _DAYS[month] + (month == 1 and year % 4 == 0)
