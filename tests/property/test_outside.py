"""The floors, and what is made of it, hold whatever comes from outside: clocks that jump, series, contacts, meters,
limits with an end, a sender; and for a heat pump behind SG Ready contacts that starts by itself."""

from apphouse import AppHouse
from house import House
from hypothesis import given
from hypothesis import strategies as st
from script import campaign, machines, scripts
from script_outside import MIDNIGHT, OUTSIDE, behind_contacts, connections, own_minds

from tandem.control import param_table as t
from tandem.ports import frame as fr
from tandem.ports.series import SERIES_PROFILE

SPANS_MS = st.sampled_from((10000,) * 8 + (1037, 60001, 300000, 900000, 10800000))


def play(house, script):
    """All of it."""
    for segment in script:
        house.play(segment)
    return house


@campaign(200)
@given(machines(), connections(), scripts(8, 30, OUTSIDE, SPANS_MS))
def test_whatever_comes_from_outside(machine, settings, script):
    play(House(machine, settings), script)


@campaign(40)
@given(machines(), connections(), scripts(5, 15, OUTSIDE, st.sampled_from((10000, 3000, 60000))))
def test_whatever_comes_from_outside_to_the_whole_firmware(machine, settings, script):
    house = play(AppHouse(machine, settings), script)
    assert list(house.app.scheduler.failures)[:2] == [0, 0]
    assert house.resets == []


@campaign(160)
@given(own_minds(), behind_contacts(), scripts(8, 30))
def test_a_machine_behind_contacts_with_a_mind_of_its_own(machine, settings, script):
    play(House(machine, settings), script)


ASKED = st.sampled_from(
    (("param", (t.P_MODE, 0)),) * 4
    + (("param", (t.P_MODE, 3)),) * 4
    + (("limit", (1, 2, 0)), ("limit", (1, 2, 700)), ("limit", (1, 1, 0)), ("limit", (1, 1, 0)))
    + tuple(("param", (t.P_HP_COMMAND, by)) for by in (0, 1, 2, 2))
    + (("param", (t.P_HP_FITTED, 0)), ("param", (t.P_HP_FITTED, 1)), ("water", 2500), ("water", 5900))
    + (("limit", (4, 2, 0)), ("limit", (4, 1, 0)), ("restart", 0), ("restart", 600000))
)


@campaign(80)
@given(own_minds(), behind_contacts(), scripts(20, 50, ASKED, st.sampled_from((10000, 9973, 33333, 61000))))
def test_contacts_that_are_asked_for_much(machine, settings, script):
    play(House(machine, settings), script)


def walk(changes, settings=(), machine=None, ticks=6, span_ms=10000):
    """A fixed script; yields the outputs after each change."""
    from test_floors import st_machine

    house = House(machine or st_machine(), list(settings))
    house.play({"change": ("calm", None), "span_ms": 10000, "ticks": 40})
    for change in changes:
        house.play({"change": change, "span_ms": span_ms, "ticks": ticks})
        yield house.o


def test_the_scripts_reach_what_they_are_meant_to_reach():
    """Each thing from outside does something: else the tests above would hold nothing."""
    day = (MIDNIGHT + 600) // 15
    settings = (
        (t.P_PROFILE_USE, 1), (t.P_SG_SENDER, 2), (t.P_SG_LOCK_W, 700), (t.P_LPC_USE, 1), (t.P_LPC_SILENT, 1),
        (t.P_DIM_USE, 1), (t.P_FUSE_W, 5750), (t.P_PHASE, 1),
    )  # fmt: skip
    changes = (
        ("wall", (fr.Q_GOOD, MIDNIGHT + 600, 60, True)),
        ("push", (SERIES_PROFILE, day, [90, None, 80], True)),
        ("push", (SERIES_PROFILE, 0, [95], False)),
        ("jump", 1440),
        ("jump", 1440),
        ("contact", ((fr.CH_SG_1, 1, fr.Q_GOOD), (fr.CH_SG_2, 0, fr.Q_GOOD))),
        ("meter", ((fr.CH_PHASE_1, 5300, fr.Q_GOOD),)),
        ("lpc", ("beats", True)),
        ("lpc", ("write", (1, 400, 0))),
    )
    seen = [(o[fr.OUT_SOFT_W], o[fr.OUT_HARD_W]) for o in walk(changes, settings)]
    assert [soft for soft, _ in seen] == [4200, 4200, 950, 950, 4200, 4200, 4200, 4200, 4200]
    assert [hard for _, hard in seen][5:] == [700, 450, 450, 400]


def test_a_machine_of_its_own_mind_runs_unasked():
    """With everything off it is let go every two hours, and runs then."""
    from machine import REPORTS_RUN, Machine

    machine = Machine(0, 0, 400000, REPORTS_RUN, 100000)
    settings = ((t.P_HP_COMMAND, 2), (t.P_MODE, 3), (t.P_HP_MIN_ON_S, 300))
    states = {o[fr.OUT_SG] for o in walk([("calm", None)] * 20, settings, machine, 90)}
    assert states == {1, 2} and 2 <= len(machine.starts) <= 8
