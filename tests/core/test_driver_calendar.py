"""Date and time for people, there and back."""

import chips

DAY = 1440


def calendar():
    chips.fresh()
    wall = chips.driver("wall").Wall(60, 1)

    class Clock:
        now = staticmethod(chips.now)

    return chips.driver("calendar").Calendar(wall, Clock()), wall


def test_known_dates():
    # Minutes since 2000 by an independent count (CPython's datetime).
    known = (
        (14374080, (2027, 5, 1, 0, 0)),
        (14843039, (2028, 3, 21, 15, 59)),
        (14811598, (2028, 2, 28, 19, 58)),
        (14812799, (2028, 2, 29, 15, 59)),
        (14813280, (2028, 3, 1, 0, 0)),
        (14726879, (2027, 12, 31, 23, 59)),
        (15778079, (2029, 12, 30, 23, 59)),
    )
    made, wall = calendar()
    row = [0] * 6
    assert not made.read(row), "nobody has set it"
    for minute, date in known:
        assert wall.set_utc(minute, 7, chips.now())
        assert made.read(row) and tuple(row) == date + (7,), (minute, row)
        assert made.write(row) and wall.minute == minute and wall.second == 7


def test_every_day_there_and_back():
    made, wall = calendar()
    row = [0] * 6
    before = (0, 0, 0)
    for day in range(9900, 20000):
        wall.set_utc(day * DAY + 61, 0, chips.now())
        made.read(row)
        assert tuple(row[:3]) > before and row[3:] == [1, 1, 0]
        before = tuple(row[:3])
        assert made.write(row) and wall.minute == day * DAY + 61


def test_what_cannot_be_true_is_refused():
    made, wall = calendar()
    assert not made.write([2001, 1, 1, 0, 0, 0]) and not made.write([1999, 1, 1, 0, 0, 0])
    assert not made.write([2101, 1, 1, 0, 0, 0]) and not wall.known
