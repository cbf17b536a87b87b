"""A street of homes behind one cable: what they draw together around a limit that all of them get at once."""

from datetime import datetime

import numpy as np

from host_sim import homes
from host_sim.run import Config, Simulation
from tandem.control import param_table as t
from tandem.ports.frame import CH_HP_POWER, CH_ROOM, IN_CH, IN_LIMITS, IN_UP_S, LIMIT_FIELDS
from tandem.ports.limits import LIMIT_NONE, LIMIT_SET

MINUTES = 1440
BEGIN_H, END_H = 16, 21
GAS_M3 = (800, 950, 1100, 1100, 1300, 1300, 1500, 1000, 900, 1200, 1700, 1400)


class Meter:
    """A tap: own power and room, by the minute of the counted day."""

    def __init__(self, count_from_s):
        self.from_s = count_from_s
        self.watts = np.zeros(MINUTES)
        self.room = np.zeros(MINUTES)
        self.n = np.zeros(MINUTES)

    def tick(self, inputs, _outputs):
        """Tap port."""
        minute = (inputs[IN_UP_S] - self.from_s) // 60
        if 0 <= minute < MINUTES:
            self.watts[minute] += inputs[IN_CH + CH_HP_POWER]
            self.room[minute] += inputs[IN_CH + CH_ROOM] / 100.0
            self.n[minute] += 1


def home(job):
    """(watts, room) by the minute. job: (number, control, slot of the limit or None, W, settings, day)."""
    number, control, slot, limit_w, settings, day = job
    gas = GAS_M3[number % len(GAS_M3)]
    settings = {t.P_DEVICE_SEED: (number * 7919 + 12345) & 0xFFFF, **settings}
    config = Config(
        home=homes.by_gas(gas), control=control, days=1, start=day, seed=number + 1, settings=settings,
        hp_kw=gas / 200.0 if control == "hp-only" else None, people="constant", tapping="none", hot_water="none",
    )  # fmt: skip
    simulation = Simulation(config)
    meter = Meter(86400)
    simulation.app.tap(meter)
    k = IN_LIMITS + (slot or 0) * LIMIT_FIELDS
    raw = simulation.board.raw

    def say(state):
        raw[k], raw[k + 1] = state, limit_w

    start_s = simulation.plant.start_s
    if slot is not None:
        simulation.timeline += [
            (start_s + BEGIN_H * 3600, lambda: say(LIMIT_SET)),
            (start_s + END_H * 3600, lambda: say(LIMIT_NONE)),
        ]
    simulation.run()
    n = np.maximum(meter.n, 1)
    return meter.watts / n, meter.room / n


def quarters(watts):
    """Quarter-hour means of the whole street, W."""
    return watts.sum(axis=0).reshape(-1, 15).mean(axis=1)


def street(run, n, control, slot, limit_w=0, settings=None, day=datetime(2025, 1, 22)):
    """(watts, rooms), each n x 1440. run: a map over jobs, such as that of a pool."""
    jobs = [(i, control, slot, limit_w, settings or {}, day) for i in range(n)]
    done = list(run(home, jobs))
    return np.array([w for w, _ in done]), np.array([r for _, r in done])
