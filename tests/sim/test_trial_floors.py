"""Whatever an installer holds, in whatever order: the plant's own judge sees no floor broken."""

import random

import pytest

from host_sim.plant.judge import KINDS
from host_sim.plant.layout import J_COUNT, J_MOST
from tools.console import rehearsal
from tools.console.board import Board
from tools.console.commission.site import Site

OUTS = ("hp", "boiler", "hp_pump", "pump", "valve", "element", "contactor")
HOURS = 3
HOUSES = (
    {"hot_water": "tank", "contactor": True, "charge_by": "either", "element_w": 1500.0},
    {"emitter": "floor", "control": "hp-only", "monobloc": True},
    {"scheme": "series", "command": "contact"},
    {"command": "sg", "emitter": "ht"},
)


@pytest.mark.parametrize("number", range(len(HOUSES)))
def test_no_floor_is_broken(number):
    dice = random.Random(number)
    bench = rehearsal.plain(seed=number, **HOUSES[number])
    site = Site(Board(bench.client), bench.person, bench.passes)
    bench.passes(600)
    site.begin()
    ran = set()
    for _ in range(HOURS * 12):
        holds = {name: dice.randrange(2) for name in dice.sample(OUTS, dice.randrange(1, 4))}
        if dice.random() < 0.7:
            holds[dice.choice(("hp", "boiler"))] = 1
        if dice.random() < 0.5:
            holds.update(hp_set_c100=dice.randrange(2000, 6001), boiler_set_c100=dice.randrange(2000, 6001))
        if dice.random() < 0.2:
            holds["sg"] = dice.choice((3, 4))
        site.hold(**holds)
        last = site.watch(dice.choice((40, 300, 500)))[-1]
        ran.update(name for name in ("hp", "boiler") if last.state[name])
    site.leave()
    bench.passes(1800)
    judge = bench.house.sim.board.judge
    broken = {text: judge[J_COUNT + kind] for kind, text in enumerate(KINDS) if judge[J_COUNT + kind]}
    assert not broken
    assert judge[J_MOST] <= 3 and ran  # something was tried indeed
