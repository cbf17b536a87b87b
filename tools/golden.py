"""Makes the golden traces: small recorded days that every interpreter must repeat bit for bit.

    python -m tools.golden

winter.trace   a January day around the cut-out temperature: both sources, starts and stops.
mild.trace     an April day: low load, cycling, the room warm in the afternoon.
faults.trace   a rough day from a seed: sensors fail and come back, limits of every source come and go, prices jump and
               vanish, parameters are changed, the heat pump's flow is blocked.
Run it when the core's decisions or the layout of the frames change on purpose, and say so in the changelog.
"""

import random
from datetime import datetime
from pathlib import Path

from host_sim.plant.layout import P_M_HP
from host_sim.run import Config, Simulation
from tandem.control import param_table as t
from tandem.ports.frame import (
    CH_HP_DEFROST,
    IN_AGE_S,
    IN_GAS_PRICE_STATE,
    IN_LIMITS,
    IN_POWER_PRICE_CT_MWH,
    IN_POWER_PRICE_STATE,
    LIMIT_FIELDS,
    N_SOURCES,
    Q_ABSENT,
    Q_FAULT,
    Q_GOOD,
    Q_OPEN,
    Q_SHORT,
)
from tandem.ports.limits import LIMIT_ABSENT, LIMIT_LOST, LIMIT_NONE, LIMIT_SET

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "golden"
DAY_S = 86400
_WATTS = (0, 1, 400, 659, 660, 900, 1500, 4200, 100000)
_CHANGES = (
    (t.P_MODE, (0, 1, 2, 3)),
    (t.P_RULE, (0, 1)),
    (t.P_BIVALENT, (0, 1)),
    (t.P_ROOM_USE, (0, 1)),
    (t.P_ROOM_TARGET_C100, (1500, 2000, 2200)),
    (t.P_HP_FLOW_PROOF, (0, 1)),
    (t.P_HP_CAN_CAP, (0, 1)),
    (t.P_CIRC_MAX_C100, (3500, 5500)),
    (t.P_HP_RUN_FEEDBACK, (0, 1)),
)


def record(name, config, disturb=None):
    """One trace; disturb(simulation) is called every five simulated minutes."""
    with open(FOLDER / name, "wb") as file:
        simulation = Simulation(config, file)
        while simulation.x[0] < simulation.end_s:
            simulation.advance_to(simulation.x[0] + 300)
            if disturb is not None:
                disturb(simulation)
        simulation.trace.close()
        return simulation


class Rough:
    """Faults, limits, prices and parameter changes from a seed."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def __call__(self, simulation):
        raw = simulation.board.raw
        draw = self.random
        if draw.random() < 0.25:
            channel = draw.randrange(CH_HP_DEFROST)
            quality = draw.choice((Q_GOOD, Q_GOOD, Q_GOOD, Q_OPEN, Q_SHORT, Q_FAULT, Q_ABSENT))
            simulation.board.set_quality(channel, quality)
            raw[IN_AGE_S + channel] = draw.choice((0, 0, 0, 30, 2000))
        if draw.random() < 0.2:
            slot = IN_LIMITS + LIMIT_FIELDS * draw.randrange(N_SOURCES)
            raw[slot] = draw.choice((LIMIT_ABSENT, LIMIT_NONE, LIMIT_SET, LIMIT_SET, LIMIT_LOST))
            raw[slot + 1] = draw.choice(_WATTS)
        if draw.random() < 0.1:
            raw[IN_POWER_PRICE_CT_MWH] = draw.choice((-50000, 0, 8000, 22000, 60000, 400000))
            raw[IN_POWER_PRICE_STATE] = draw.choice((Q_GOOD, Q_GOOD, Q_ABSENT))
            raw[IN_GAS_PRICE_STATE] = draw.choice((Q_GOOD, Q_GOOD, Q_ABSENT))
        if draw.random() < 0.1:
            pid, values = draw.choice(_CHANGES)
            simulation.app.params.set(pid, draw.choice(values))
        if draw.random() < 0.1:
            simulation.par[P_M_HP] = draw.choice((0.19, 0.19, 0.01))


def main():
    """Write all of them."""
    FOLDER.mkdir(exist_ok=True)
    record("winter.trace", Config(start=datetime(2025, 1, 22), days=1, cutout_c=2.0))
    record("mild.trace", Config(start=datetime(2025, 4, 12), days=1, emitter="ht"))
    record("faults.trace", Config(start=datetime(2025, 2, 3), days=1, seed=7), Rough(7))
    for path in sorted(FOLDER.glob("*.trace")):
        print(f"{path.name:<16}{path.stat().st_size:>8} bytes")


if __name__ == "__main__":
    main()
