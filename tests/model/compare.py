"""Feeds the model and a device under test with the same random sequences; the first difference is shrunk and shown.

    python tests/model/compare.py lpc --count 1000000 --first 1

compares the model with the device of adapters.py. Beside each event stands what the model says and, when it differs,
what the device says.
"""

import argparse
import os
import sys
from collections import Counter, namedtuple

import lpc
import par14a
import sequences
import sequences_lpc
import sg_ready

from tandem.ports.limits import LIMIT_ABSENT, LIMIT_SET

COUNT = int(os.environ.get("TANDEM_SEQUENCES", "10000"))

# model: class; sequence(seed) and unfold(sequence, events): see sequences.py; kinds: of event; places, place(model,
# result of the last tick): where a machine can be, seen for the coverage.
Machine = namedtuple("Machine", "name model sequence unfold kinds places place")

# failed: Divergence or None; pairs: how often (place, kind of event) was met; ticks: how many in all.
Outcome = namedtuple("Outcome", "failed pairs ticks")
# events: the shortest found that still fail, the last of them is the one that differs.
Divergence = namedtuple("Divergence", "machine seed sequence events")


def sg_place(model, result):
    """State in force, whether the lock is released, whether a budget is exceeded."""
    if result.limit == LIMIT_ABSENT:
        return "not fitted"
    state = ("", "lock", "normal", "raised", "forced")[result.state]
    if result.state == sg_ready.LOCK and result.limit != LIMIT_SET:
        state = "released lock"
    return state + ", over" if result.over else state


def lpc_place(model, result):
    """State, and what decides its future: heartbeat, end of the limit."""
    if result.limit == LIMIT_ABSENT:
        return "not used"
    if result.state == lpc.CONTROLLED:
        return "controlled"
    if result.state == lpc.LIMITED:
        return "limited, with an end" if model.limit.duration_s else "limited, for ever"
    name = {lpc.INIT: "init", lpc.FAILSAFE: "failsafe", lpc.AUTONOMOUS: "autonomous"}[result.state]
    return name + (", alive" if model.alive(model.now_s) else ", dead")


def dim_place(model, result):
    """What is listened to, and whether it dims."""
    if result.limit == LIMIT_ABSENT:
        return "not used"
    way = "contact" if model.params.use == par14a.CONTACT else "message"
    return way + (", dimmed" if result.limit == LIMIT_SET else ", not dimmed")


def _kinds(table):
    return tuple(sorted((set(table) - {"wait"}) | set(sequences.WAITS)))


SG_PLACES = ("not fitted", "lock", "lock, over", "released lock", "released lock, over") + tuple(
    state + over for state in ("normal", "raised", "forced") for over in ("", ", over")
)
LPC_PLACES = ("not used", "controlled", "limited, with an end", "limited, for ever") + tuple(
    f"{state}, {life}" for state in ("init", "failsafe", "autonomous") for life in ("alive", "dead")
)
DIM_PLACES = ("not used", "contact, dimmed", "contact, not dimmed", "message, dimmed", "message, not dimmed")

MACHINES = {
    "sg_ready": Machine(
        "sg_ready", sg_ready.SgReady, sequences.sg_ready, sequences.unfold_sg_ready,
        _kinds(sequences.SG_KINDS), SG_PLACES, sg_place,
    ),
    "lpc": Machine(
        "lpc", lpc.Lpc, sequences_lpc.lpc, sequences_lpc.unfold_lpc,
        _kinds(sequences_lpc.LPC_KINDS), LPC_PLACES, lpc_place,
    ),
    "par14a": Machine(
        "par14a", par14a.Par14a, sequences.par14a, sequences.unfold_par14a,
        _kinds(sequences.DIM_KINDS), DIM_PLACES, dim_place,
    ),
}  # fmt: skip


def trial(machine, make, sequence, events, pairs=None):
    """Index of the first event at which the device differs, or None. make(params) gives a device."""
    model, device = machine.model(sequence.params), make(sequence.params)
    result = None
    for index, (kind, reboot, params, args) in enumerate(machine.unfold(sequence, events)):
        if pairs is not None and result is not None:
            pairs[machine.place(model, result), kind] += 1
        if reboot:
            model.reboot()
            device.reboot()
        if params is not None:
            model.set_params(params)
            device.set_params(params)
        result = model.tick(*args)
        if _ask(device, args) != result:
            return index
    return None


def _ask(device, args):
    """What a device says; that it raised is an answer too."""
    try:
        return device.tick(*args)
    except Exception as error:
        return f"raised {error!r}"


def run(machine, make, count=COUNT, first=1):
    """Compare through this many sequences, or until they differ."""
    pairs = Counter()
    ticks = 0
    for seed in range(first, first + count):
        sequence = machine.sequence(seed)
        ticks += len(sequence.events)
        index = trial(machine, make, sequence, sequence.events, pairs)
        if index is not None:
            events = shrink(machine, make, sequence, sequence.events[: index + 1])
            return Outcome(Divergence(machine, seed, sequence, events), pairs, ticks)
    return Outcome(None, pairs, ticks)


def shrink(machine, make, sequence, events):
    """Fewer events that still end in a difference: drop ever smaller runs of them, their time kept or not."""
    size = len(events) // 2
    while size:
        at = 0
        while at < len(events):
            for shorter in _without(events, at, size):
                index = trial(machine, make, sequence, shorter)
                if index is not None:
                    events = shorter[: index + 1]
                    break
            else:
                at += size
        size //= 2
    return events


def _without(events, at, size):
    rest = events[at + size :]
    yield events[:at] + rest
    if rest:
        kind, dt, data = rest[0]
        lost = sum(event[1] for event in events[at : at + size])
        if lost:
            yield [*events[:at], (kind, dt + lost, data), *rest[1:]]


def show(failed, make):
    """Lines that tell a divergence: the seed, the parameters, each event with what came out."""
    machine, seed, sequence, events = failed
    model, device = machine.model(sequence.params), make(sequence.params)
    lines = [f"{machine.name}, seed {seed}: {len(events)} events to a difference", f"  {sequence.params}"]
    for event, (_, reboot, params, args) in zip(events, machine.unfold(sequence, events)):
        if reboot:
            model.reboot()
            device.reboot()
        if params is not None:
            model.set_params(params)
            device.set_params(params)
        wanted, got = model.tick(*args), _ask(device, args)
        lines.append(f"  +{event[1]} s, now {args[0]} s: {event[0]} {event[2] or ''}")
        lines.append(f"      tick{args}")
        lines.append(f"      model  {_fields(wanted)}")
        if got != wanted:
            lines.append(f"      DEVICE {_fields(got)}")
    return "\n".join(lines)


def _fields(result):
    if isinstance(result, str):
        return result
    return ", ".join(f"{name} {value}" for name, value in result._asdict().items())


def main():
    """Command line; 1 when they differ."""
    from adapters import DEVICES

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("machine", choices=MACHINES)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--first", type=int, default=1)
    options = parser.parse_args()
    machine, make = MACHINES[options.machine], DEVICES[options.machine]
    outcome = run(machine, make, options.count, options.first)
    if outcome.failed:
        print(show(outcome.failed, make))
        return 1
    print(f"{machine.name}: {options.count} sequences, {outcome.ticks} ticks, no difference")
    return 0


if __name__ == "__main__":
    sys.exit(main())
