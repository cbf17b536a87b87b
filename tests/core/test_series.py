"""Quarter-hour series: what is known, two days of it, in order."""

from tandem.ports.series import N_SERIES, NO_VALUE, SLOTS, Series


def test_nothing_is_known_at_first():
    series = Series()
    for kind in range(N_SERIES):
        for quarter in (-1, 0, 1, 900000):
            assert series.get(kind, quarter) == NO_VALUE


def test_values_in_order_of_time():
    series = Series()
    for i in range(96):
        series.put(0, 900000 + i, i)
    assert series.get(0, 899999) == NO_VALUE
    assert [series.get(0, 900000 + i) for i in range(96)] == list(range(96))
    assert series.get(0, 900096) == NO_VALUE
    assert series.get(1, 900000) == NO_VALUE


def test_two_days_are_kept():
    series = Series()
    for i in range(SLOTS + 5):
        series.put(2, 700000 + i, i)
    assert series.get(2, 700004) == NO_VALUE
    assert [series.get(2, 700005 + i) for i in range(SLOTS)] == list(range(5, SLOTS + 5))


def test_a_correction_keeps_the_rest():
    series = Series()
    for i in range(10):
        series.put(0, 1000 + i, i)
    series.put(0, 1004, -7)
    assert [series.get(0, 1000 + i) for i in range(10)] == [0, 1, 2, 3, -7, 5, 6, 7, 8, 9]


def test_a_gap_or_an_earlier_start_begins_anew():
    series = Series()
    series.put(0, 1000, 1)
    series.put(0, 1002, 3)
    assert (series.get(0, 1000), series.get(0, 1001), series.get(0, 1002)) == (NO_VALUE, NO_VALUE, 3)
    series.put(0, 500, 9)
    assert (series.get(0, 500), series.get(0, 1002)) == (9, NO_VALUE)


def test_sixteen_bits():
    series = Series()
    for value, kept in ((32767, 32767), (32768, 32767), (1 << 29, 32767), (-32767, -32767), (-32768, -32767)):
        series.put(0, 100, value)
        assert series.get(0, 100) == kept
