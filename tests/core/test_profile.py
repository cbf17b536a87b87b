"""The day-ahead capacity profile: quarter by quarter, a missing day, no clock, nonsense."""

from limits_bench import MONDAY_MIN, LimitsBench
from support import no_allocation
from tandem.control.param_table import P_CONTRACT_REF, P_CONTRACT_SAFE_W, P_LOADS_W, P_PROFILE_USE
from tandem.ports.limits import LIMIT_ABSENT, LIMIT_NONE, LIMIT_SET
from tandem.ports.reasons import R_PROFILE
from tandem.ports.series import NO_VALUE, SERIES_PRICE, SERIES_PROFILE

FIRST = MONDAY_MIN // 15
DAY = 96


def pushed(values, settings=()):
    """A bench whose profile begins at midnight."""
    b = LimitsBench(((P_PROFILE_USE, 1), (P_CONTRACT_SAFE_W, 3900)) + settings)
    for i, value in enumerate(values):
        b.series.put(SERIES_PROFILE, FIRST + i, value)
    return b


def at(b, quarter):
    """Soft limit in that quarter, counted from midnight; None: none."""
    b.clock(quarter % DAY * 15 + 7, quarter // DAY)
    b.step(10)
    return b.soft()


def test_not_used_is_absent():
    b = LimitsBench()
    b.series.put(SERIES_PROFILE, FIRST, 10)
    b.clock(0)
    assert b.step()[2] == LIMIT_ABSENT
    b = pushed([10])
    b.clock(0)
    b.step()
    b.set(P_PROFILE_USE, 0)
    assert b.step()[2] == LIMIT_ABSENT


def test_each_quarter_has_its_value():
    b = pushed([100 + i for i in range(DAY)])
    for quarter in range(DAY):
        assert at(b, quarter) == 1000 + 10 * quarter
    assert b.e.soft_why == R_PROFILE
    b.clock(14)
    b.step(10)
    assert b.soft() == 1000
    b.clock(15)  # at the minute
    b.step(10)
    assert b.soft() == 1010


def test_a_value_can_say_that_there_is_no_limit_and_zero_is_one():
    b = pushed([-1, 0, 50])
    assert at(b, 0) is None
    assert b.e.soft_state == LIMIT_NONE
    assert at(b, 1) == 0
    assert at(b, 2) == 500


def test_a_missing_tomorrow_is_today_once_more_and_then_the_default():
    b = pushed([100 + i for i in range(DAY)])
    for quarter in range(DAY, 2 * DAY):
        assert at(b, quarter) == 1000 + 10 * (quarter - DAY)
    for quarter in (2 * DAY, 2 * DAY + 50, 5 * DAY):
        assert at(b, quarter) == 3900


def test_tomorrow_as_soon_as_it_is_there():
    b = pushed([100] * DAY)
    assert at(b, DAY + 3) == 1000
    for i in range(DAY):
        b.series.put(SERIES_PROFILE, FIRST + DAY + i, 200)
    assert at(b, DAY + 3) == 2000
    assert at(b, 2 * DAY + 3) == 2000


def test_nothing_pushed_in_is_the_fixed_profile():
    b = pushed([])
    b.series.put(SERIES_PRICE, FIRST, 100)
    assert at(b, 0) == 3900
    assert at(b, 40) == 3900


def test_without_a_clock_the_default():
    b = pushed([100] * DAY)
    assert at(b, 3) == 1000
    b.clock(None)
    b.step(10)
    assert b.soft() == 3900


def test_nonsense_is_the_default():
    for value in (-2, -500, 10001, 32767, NO_VALUE + 1):
        assert at(pushed([value] * 4), 1) == 3900
    assert at(pushed([10000]), 0) == 100000


def test_the_contracts_reference_point():
    b = pushed([500], ((P_CONTRACT_REF, 1), (P_LOADS_W, 2200)))
    assert at(b, 0) == 2800
    b.set(P_CONTRACT_SAFE_W, 2000)
    assert at(b, 4 * DAY) == 0


def _step(b):
    b.tick(10)


def test_no_allocation():
    b = pushed([32767] * DAY)
    for quarter in (0, DAY, 3 * DAY):
        at(b, quarter)
        no_allocation(_step, b)
    b.clock(None)
    no_allocation(_step, b)
    assert b.step(10)[2] == LIMIT_SET
