"""Commissioning on simulated houses that are wired wrongly in one way: found, and named; a healthy one passes."""

import pytest

from host_sim.plant.judge import KINDS
from host_sim.plant.layout import J_COUNT
from host_sim.virtual.wiring import Wiring, WiringError
from tools.console import rehearsal
from tools.console.commission.site import Person
from tools.console.commission.words import DOUBTFUL, OK, SKIPPED, WRONG
from tools.wiring import judged

# Each with a house where it can be, and the steps that must find it; all the others are in the campaign.
FAULTS = (
    ("swapped-flow-return", {}, ("boiler",)),
    ("swapped-hp-flow-return", {"command": "contact"}, ("heat-pump",)),
    ("swapped-outdoor-room", {}, ("sensor-outdoor",)),
    ("swapped-relays:hp_pump:pump", {}, ("rest", "relay-pump")),
    ("dead-relay:boiler", {}, ("rest", "boiler")),
    ("inverted-contact:hp_error", {}, ("contact-hp_error",)),
    ("sensor-short:hp_return", {}, ("sensor-hp_return",)),
    ("flow-meter-scale:10", {}, ("rest", "flow")),
    ("boiler-gas-shut", {"hot_water": "tank"}, ("boiler",)),
    ("meter-turned", {}, ("heat-pump", "meter")),
    ("swapped-sg", {"command": "sg"}, ("rest", "sg")),
)


@pytest.mark.parametrize("fault,options,steps", FAULTS, ids=[fault for fault, _, _ in FAULTS])
def test_a_wrong_wire_is_found_and_named(fault, options, steps):
    result = rehearsal.rehearse(rehearsal.plain(fault, **options), steps)
    assert [step.key for step, _ in result] == list(steps)
    found, named, said = judged(fault, result)
    assert found and named, said


@pytest.mark.parametrize("options", [{}, {"hot_water": "tank", "contactor": True}], ids=["combi", "tank"])
def test_a_healthy_house_passes(options):
    bench = rehearsal.plain(**options)
    result = rehearsal.rehearse(bench)
    verdicts = {step.key: r.verdict for step, r in result}
    assert {WRONG, DOUBTFUL}.isdisjoint(verdicts.values()), verdicts
    assert [verdicts[key] for key in ("rest", "relay-pump", "flow", "boiler", "heat-pump", "meter")] == [OK] * 6
    assert verdicts["floor-thermostat"] == SKIPPED
    # The controller was reset once, and has its house back.
    assert bench.starts == 2
    assert bench.app.controller.trial is None and bench.app.controller.modes.service == 0
    assert not bench.house.sim.board.judge[J_COUNT : J_COUNT + len(KINDS)].any()  # nothing that must never happen


def test_nobody_there():
    """Without a person nothing is called right that nobody saw, and nothing wrong."""
    bench = rehearsal.plain()
    bench.person = Person()
    result = {step.key: r for step, r in rehearsal.rehearse(bench, ("rest", "relay-pump", "boiler", "outdoor"))}
    assert [result[key].verdict for key in ("relay-pump", "boiler", "outdoor")] == [DOUBTFUL, OK, DOUBTFUL]


@pytest.mark.parametrize("fault", ["", "swapped-relays:hp", "swapped-relays:hp:hp", "sensor-open:x", "none:1",
                                   "flow-meter-scale:0", "flow-meter-scale:x", "dead-relay"])  # fmt: skip
def test_faults_that_are_none(fault):
    with pytest.raises(WiringError, match="known are"):
        Wiring(fault)
