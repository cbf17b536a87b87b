"""Are devices and models the same, did the sequences go everywhere, and would a fault be found?

TANDEM_SEQUENCES says how many sequences of 50 events each machine gets; 10000 unless told.
"""

import compare
import pytest
from adapters import DEVICES, twin_of
from compare import MACHINES
from mutants import MUTANTS, mutant_of

# Never rarer than this, so that a small number of sequences for a quick look says nothing of the coverage.
ENOUGH = 2000
TRIES = 10000


@pytest.mark.parametrize("name", MACHINES)
def test_device_is_the_model_and_every_pair_is_met(name):
    machine, make = MACHINES[name], DEVICES[name]
    outcome = compare.run(machine, make)
    assert outcome.failed is None, "\n" + compare.show(outcome.failed, make)
    if compare.COUNT >= ENOUGH:
        wanted = {(place, kind) for place in machine.places for kind in machine.kinds}
        assert wanted - set(outcome.pairs) == set(), "never met"
        assert set(outcome.pairs) - wanted == set(), "not foreseen"
        print(f"\n{name}: {len(wanted)} pairs, the rarest {min(outcome.pairs.values())} times")


@pytest.mark.parametrize("name", MACHINES)
def test_every_mutant_is_found(name):
    machine = MACHINES[name]
    found = {}
    for old, new in MUTANTS[name]:
        make = twin_of(mutant_of(machine.model, old, new))
        for seed in range(1, TRIES + 1):
            sequence = machine.sequence(seed)
            index = compare.trial(machine, make, sequence, sequence.events)
            if index is not None:
                found[old, new] = seed
                failed = compare.Divergence(machine, seed, sequence, sequence.events[: index + 1])
                assert "DEVICE raised" not in compare.show(failed, make), f"{new!r} is no honest mutant"
                break
    alive = [f"{old!r} -> {new!r}" for old, new in MUTANTS[name] if (old, new) not in found]
    last = max(found, key=lambda mutant: found[mutant])
    print(f"\n{name}: {len(found)} of {len(MUTANTS[name])} mutants found; last {last} at sequence {found[last]}")
    assert not alive, "not found:\n" + "\n".join(alive)
    assert len(found) >= 25


def test_a_difference_is_shrunk_to_its_cause_and_told():
    """A limit without a duration that ends at once: heartbeat and write are enough to show it."""
    machine = MACHINES["lpc"]
    make = twin_of(mutant_of(machine.model, "return self.limit.duration_s != 0 and", "return"))
    failed = compare.run(machine, make, 1000).failed
    assert failed is not None
    assert 2 <= len(failed.events) <= 3
    told = compare.show(failed, make)
    assert f"seed {failed.seed}" in told
    assert told.count("DEVICE") == 1
    assert told.splitlines()[-1].strip().startswith("DEVICE state 2")


def test_a_device_that_raises_differs():
    machine = MACHINES["sg_ready"]
    make = twin_of(
        mutant_of(machine.model, "limited = state == LOCK and", "limited = [True][state // 4] and state == LOCK and")
    )
    failed = compare.run(machine, make, 1000).failed
    assert failed is not None
    assert "DEVICE raised IndexError" in compare.show(failed, make)


def test_the_same_seed_gives_the_same_sequence_and_another_one_another():
    for machine in MACHINES.values():
        assert machine.sequence(7) == machine.sequence(7)
        assert machine.sequence(7) != machine.sequence(8)
        assert len(machine.sequence(7).events) >= 50


def test_every_input_is_a_small_integer_of_a_board():
    for machine in MACHINES.values():
        for seed in range(1, 501):
            sequence = machine.sequence(seed)
            for step in machine.unfold(sequence, sequence.events):
                assert all(type(value) is int and abs(value) < 1 << 30 for value in step.args), (machine.name, seed)
