"""The ring of events: order, overflow, clamping, readers, no allocation."""

from array import array

from support import no_allocation
from tandem.kernel.events import FIELDS, MASK, Events
from tandem.kernel.reader import Reader

HIGHEST = 0x3FFFFFFF
LOWEST = -0x3FFFFFFF - 1


class FakeUptime:
    def __init__(self):
        self.s = 0


def row_of(events, number):
    row = array("i", [0] * FIELDS)
    return list(row) if events.at(number, row) else None


def unread(reader):
    row = array("i", [0] * FIELDS)
    codes = []
    while reader.next(row):
        codes.append(row[1])
    return codes


def test_events_keep_order_and_time():
    events = Events(4)
    uptime = FakeUptime()
    events.post(100)  # before there is a clock
    events.bind(uptime)
    uptime.s = 17
    events.post(101, 5, -6)
    assert row_of(events, 0) == [0, 100, 0, 0]
    assert row_of(events, 1) == [17, 101, 5, -6]
    assert row_of(events, 2) is None
    assert events.total == 2


def test_overflow_drops_the_oldest():
    events = Events(4)
    for code in range(6):
        events.post(code, code * 10)
    assert events.total == 6
    assert events.held == 4
    assert events.lost(0) == 2
    assert events.lost(2) == 0
    assert row_of(events, 1) is None
    for code in range(2, 6):
        assert row_of(events, code) == [0, code, code * 10, 0]


def test_values_are_clamped():
    events = Events(2)
    events.post(1, 1 << 40, -(1 << 40))
    assert row_of(events, 0) == [0, 1, HIGHEST, LOWEST]
    events.post(1, HIGHEST, LOWEST)
    assert row_of(events, 1) == [0, 1, HIGHEST, LOWEST]
    events.post(1, HIGHEST + 1, LOWEST - 1)
    assert row_of(events, 2) == [0, 1, HIGHEST, LOWEST]


def test_reader_sees_each_event_once_and_counts_the_lost():
    events = Events(4)
    events.post(1)
    reader = Reader(events)
    assert unread(reader) == [1]
    assert unread(reader) == []
    for code in range(2, 9):
        events.post(code)
    assert unread(reader) == [5, 6, 7, 8]
    assert reader.lost == 3
    events.post(9)
    assert unread(reader) == [9]
    assert reader.lost == 3


def test_reader_that_comes_late_starts_at_what_is_held():
    events = Events(2)
    for code in range(5):
        events.post(code)
    reader = Reader(events)
    assert unread(reader) == [3, 4]
    assert reader.lost == 0


def test_count_wraps():
    events = Events(4)
    events.total = MASK - 1
    reader = Reader(events)
    for code in range(3):
        events.post(code)
    assert events.total == 1
    assert unread(reader) == [0, 1, 2]
    for code in range(6):
        events.post(code)
    assert unread(reader) == [2, 3, 4, 5]
    assert reader.lost == 2


def test_post_allocates_nothing():
    events = Events(8)
    uptime = FakeUptime()
    uptime.s = HIGHEST
    events.bind(uptime)
    events.total = MASK - 20
    row = array("i", [0] * FIELDS)
    reader = Reader(events)

    def run(_):
        for _ in range(50):
            events.post(100)
            events.post(101, HIGHEST, LOWEST)
            events.post(102, b=LOWEST)
            reader.next(row)

    no_allocation(run, None)
