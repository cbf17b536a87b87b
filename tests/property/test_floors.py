"""The safety floors hold for any sensor, limit, price, parameter, machine, span of time and restart.

TANDEM_EXAMPLES=20000 makes a campaign of it.
"""

from apphouse import AppHouse
from house import House
from hypothesis import given
from hypothesis import strategies as st
from script import CHANGES, campaign, installations, machines, parameter, scripts

from tandem.control import param_table as t


@campaign(400)
@given(machines(), installations(), scripts())
def test_floors_of_the_controller(machine, settings, script):
    house = House(machine, settings)
    for segment in script:
        house.play(segment)


TOGGLES = st.sampled_from(
    (("param", (t.P_MODE, 0)),) * 5 + (("param", (t.P_MODE, 3)),) * 5 + (("restart", 0), ("restart", 60000))
)


@campaign(120)
@given(machines(), installations(), scripts(20, 60, TOGGLES, st.sampled_from((10000, 9973, 33333))))
def test_many_starts(machine, settings, script):
    house = House(machine, settings)
    for segment in script:
        house.play(segment)


@campaign(60)
@given(machines(), installations(), scripts(3, 12, spans=st.sampled_from((10000, 3000, 137))))
def test_floors_of_the_whole_firmware(machine, settings, script):
    house = AppHouse(machine, settings)
    for segment in script:
        house.play(segment)
    assert list(house.app.scheduler.failures)[:2] == [0, 0]
    assert house.resets == []


@campaign(100)
@given(st.binary(max_size=200), st.binary(max_size=40), st.lists(parameter(), max_size=3), scripts(2, 8))
def test_any_record_may_be_loaded(protection, habits, settings, script):
    house = House(st_machine(), settings)
    good = house.controller.dump()
    house.controller.load(protection, habits)
    house.controller.load(good[:2] + protection[: len(good) - 2].ljust(len(good) - 2, b"\x7f"), None)
    for segment in script:
        house.play(segment)


def st_machine():
    """A machine that obeys at once."""
    from machine import REPORTS_RUN, Machine

    return Machine(0, 0, 0, REPORTS_RUN)


def test_the_scripts_reach_what_they_are_meant_to_reach():
    """A fixed script with many starts: were there none, the tests above would hold nothing."""
    eager = [(t.P_HP_STARTS_HOUR, 6), (t.P_HP_MIN_ON_S, 300), (t.P_ENERGY_KMIN, 5), (t.P_HP_MIN_POWER_W, 50)]
    house = House(st_machine(), [*eager, (t.P_START_CT_X10, 0)])
    for i in range(40):
        house.play({"change": ("param", (t.P_MODE, 3 if i % 2 else 0)), "span_ms": 10000, "ticks": 45})
    assert len(house.machine.starts) >= 15
    assert CHANGES is not None
