"""A street of homes behind one cable: what they draw together around a limit that all of them get at once.

    python -m tools.street --homes 100

One limit of 0 W from 16 to 21 h, legal (hard) or of an energy manager (soft), on cold days. Prints the highest mean
quarter-hour of the two hours after it beside that of the same street without limit, delays and ramps, and the largest
loss of any room against its twin, mean of an hour. Exit code 1 above 1.1 times that peak. 100 homes of both kinds on
two days take about a quarter of an hour on two cores.
"""

import argparse
import sys
from datetime import datetime
from multiprocessing import Pool

import numpy as np

from host_sim import homes
from host_sim.run import Config, Simulation
from tandem.control import param_table as t
from tandem.ports.frame import CH_HP_POWER, CH_ROOM, IN_CH, IN_LIMITS, IN_UP_S, LIMIT_FIELDS
from tandem.ports.limits import LIMIT_NONE, LIMIT_SET, SRC_GRID, SRC_MANAGER

MINUTES = 1440
BEGIN_H, END_H = 16, 21
PEAK_BAR = 1.1
DAYS = "2025-02-01,2025-01-22"  # -4.9 and 3.1 C in the mean
TOGETHER = {t.P_RELEASE_S: 0, t.P_RAMP_S: 0}
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
    """(watts, room) by the minute. job: (number, control, slot of the limit of 0 W or None, settings, day, period)."""
    number, control, slot, settings, day, period_s = job
    gas = GAS_M3[number % len(GAS_M3)]
    settings = {t.P_DEVICE_SEED: (number * 7919 + 12345) & 0xFFFF, **settings}
    config = Config(
        home=homes.by_gas(gas), control=control, days=1, start=day, seed=number + 1, settings=settings,
        hp_kw=gas / 200.0 if control == "hp-only" else None, people="constant", tapping="none", hot_water="none",
        period_s=period_s,
    )  # fmt: skip
    simulation = Simulation(config)
    meter = Meter(86400)
    simulation.app.tap(meter)
    k = IN_LIMITS + (slot or 0) * LIMIT_FIELDS
    raw = simulation.board.raw

    def say(state):
        raw[k], raw[k + 1] = state, 0

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


def street(run, n, control, slot, settings=None, day=datetime(2025, 1, 22), period_s=10):
    """(watts, rooms), each n x 1440. run: a map over jobs, such as that of a pool."""
    jobs = [(i, control, slot, settings or {}, day, period_s) for i in range(n)]
    done = list(run(home, jobs))
    return np.array([w for w, _ in done]), np.array([r for _, r in done])


def after(watts):
    """Highest quarter-hour of the two hours after the limit, W."""
    return quarters(watts)[4 * END_H : 4 * END_H + 8].max()


def loss(warm, rooms):
    """Homes x hours from the limit's begin on: how much colder than the twin, K, hourly means."""
    return (warm - rooms)[:, BEGIN_H * 60 :].reshape(len(rooms), -1, 60).mean(axis=2)


def compare(run, n, control, day):
    """Prints two lines; True when the bar is kept."""
    free, warm = street(run, n, control, None, settings=TOGETHER, day=day)
    kept = True
    for name, slot in (("hard", SRC_GRID), ("soft", SRC_MANAGER)):
        watts, rooms = street(run, n, control, slot, day=day)
        peak = after(watts) / after(free)
        kept &= peak <= PEAK_BAR
        print(
            f"{'ok  ' if peak <= PEAK_BAR else 'FAIL'} street of {n}, {control}, {day:%d %b}, {name}: peak {peak:.2f}, "
            f"room {loss(warm, rooms).max():.2f} K",
            flush=True,
        )
    return kept


def main(arguments=None):
    """Returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--homes", type=int, default=100)
    parser.add_argument("--control", default="hybrid,hp-only")
    parser.add_argument("--days", default=DAYS)
    options = parser.parse_args(arguments)
    with Pool(2) as pool:
        kept = [
            compare(lambda function, jobs: pool.imap(function, jobs, 2), options.homes, control, day)
            for control in options.control.split(",")
            for day in map(datetime.fromisoformat, options.days.split(","))
        ]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
