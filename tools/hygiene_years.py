"""A year of disinfections with everything in the way, judged at the plant's coldest layer.

    python -m tools.hygiene_years

On every second day a limit lies on the five cheapest hours; the boiler locks out for three days; power fails thirty
times, for seconds or half a day, and in half of the cases the clock comes back an hour late; now and then somebody
takes a shower, or power fails, in the middle of the hold. Where the sensor can prove it, all weeks must be met;
wherever one is missed, there must have been an alarm.
"""

import random
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from itertools import product

from host_sim.hot_water.upsets import draw, limit, power_cut
from host_sim.plant.judge import KINDS
from host_sim.plant.layout import C_BOILER_LOCK, J_HYGIENE, J_MIN_ON
from host_sim.plant.layout_hot_water import W_SINCE_S
from host_sim.run import Config, Simulation
from tandem.ports.frame import (
    ALARM_HYGIENE,
    ALARM_NO_MIXER,
    ALARM_TANK,
    IN_WALL_MIN,
    IN_WALL_STATE,
    OUT_ALARMS,
    Q_ABSENT,
    Q_GOOD,
)
from tandem.ports.limits import SRC_GRID, SRC_MANAGER
from tandem.ports.series import SERIES_PRICE

DAY_S = 86400
HOUR_S = 3600
STEP_S = 300
WEEK_S = 7 * DAY_S
FORGIVEN = (KINDS[J_MIN_ON], KINDS[J_HYGIENE])  # the latter is judged here, while there is power
SAYS = ALARM_HYGIENE | ALARM_NO_MIXER | ALARM_TANK
CUTS = 30
BLOCK_H = 5
CASES = tuple(product(("boiler", "hp", "either"), ("bottom", "middle", "top"), (1,)))


class Year:
    """One house with its troubles, from a seed. run() gives the figures."""

    def __init__(self, charge_by, sensor, seed, days=365):
        self.dice = random.Random(f"{charge_by} {sensor} {seed}")
        self.days = days
        self.simulation = Simulation(
            Config(hot_water="tank", tapping="family-M", charge_by=charge_by, tank_sensor=sensor, seed=seed,
                   start=datetime(2025, 1, 1), days=days, period_s=30)
        )  # fmt: skip
        start = self.simulation.plant.start_s
        self.cuts = sorted(start + self.dice.uniform(2.0, days - 1.0) * DAY_S for _ in range(CUTS * days // 365))
        lock_s = start + self.dice.uniform(0.1, 0.8) * days * DAY_S
        self.lock = (lock_s, lock_s + 3 * DAY_S) if charge_by != "hp" else (0.0, 0.0)
        self.clock_s = 0.0  # the wall clock comes back
        self.block = (0.0, 0.0, 0)  # begins, ends, watts
        self.source = SRC_GRID
        self.pushed = -1
        self.doubt_s = 0.0
        self.upset = False  # something has happened in this hold
        self.missed = self.silent = self.doubtful = self.credits = self.wrong = self.showers = self.limited = 0
        self.longest_s = 0.0
        self.weeks = [True] * (days // 7)

    def run(self):
        """{figure: value}."""
        simulation = self.simulation
        start = simulation.plant.start_s
        simulation.advance_to(start)
        self._prices(0)
        due_s = self._due()
        while simulation.x[0] < simulation.end_s:
            t = simulation.x[0]
            day = int((t - start) // DAY_S)
            if day > self.pushed:
                self._prices(day)
            self._upset(t)
            simulation.advance_to(min(t + STEP_S, simulation.end_s))
            now = self._due()
            # The whole term again; after a restart the clock may also give back a part of it.
            if now - due_s > HOUR_S and now - simulation.x[0] > WEEK_S - STEP_S - 120:
                # The firmware says that the tank is clean: was it?
                self.credits += 1
                self.wrong += int(simulation.plant.w[W_SINCE_S] > 2 * HOUR_S)
            due_s = now
            self._judge(simulation.x[0] - start)
        return {
            "weeks": sum(self.weeks),
            "of": len(self.weeks),
            "longest_h": round(self.longest_s / HOUR_S, 1),
            "late_without_alarm_s": self.silent,
            "late_after_a_cut_s": self.doubtful,
            "late_with_alarm_s": self.missed,
            "credits": self.credits,
            "wrong_credits": self.wrong,
            "showers_in_hold": self.showers,
            "limits": self.limited,
            "cold_draws": simulation.run().summary["tap_cold_draws"],
            # A compressor's shortest run yields to a hard limit and to a power cut; in one nobody can raise an alarm.
            "floors": [text for text in simulation.violations() if not text.startswith(FORGIVEN)],
        }

    def _due(self):
        """When the firmware takes the next one to be due, in the plant's time; what a restart left open counts."""
        return self.simulation.x[0] + self.simulation.app.controller.hygiene.left_s

    def _judge(self, s):
        since_s = float(self.simulation.plant.w[W_SINCE_S])
        self.longest_s = max(self.longest_s, since_s)
        if since_s <= WEEK_S:
            return
        week = int(s // WEEK_S)
        if week < len(self.weeks):
            self.weeks[week] = False
        if self.simulation.board.cmd[OUT_ALARMS] & SAYS:
            self.missed += STEP_S
        elif self.simulation.x[0] < self.doubt_s:
            self.doubtful += STEP_S
        else:
            self.silent += STEP_S

    def _prices(self, day):
        """This day's and the next one's quarter-hours, and a limit on the cheapest of them."""
        self.pushed = day
        quarter = self.simulation.board.raw[IN_WALL_MIN] // 15
        series = self.simulation.app.inputs.series
        shift = self.dice.uniform(-3.0, 3.0)
        for i in range(192):
            hour = (i / 4.0 - shift) % 24.0
            low = min(abs(hour - 3.0), abs(hour - 13.5))
            series.put(SERIES_PRICE, quarter + i, round(600 + 250 * low + self.dice.uniform(0, 200)))
        if day % 2:
            begin = self.simulation.x[0] + ((13.5 if self.dice.random() < 0.7 else 3.0) + shift - BLOCK_H / 2) * HOUR_S
            self.block = (begin, begin + BLOCK_H * HOUR_S, self.dice.choice((0, 0, 600, 1800)))
            self.source = self.dice.choice((SRC_GRID, SRC_MANAGER))

    def _upset(self, t):
        simulation = self.simulation
        begin, end, watts = self.block
        inside = begin <= t < end
        self.limited += int(inside and t - STEP_S < begin)
        for source in (SRC_GRID, SRC_MANAGER):
            limit(simulation, source, watts if inside and source == self.source else None)
        simulation.board.ctl[C_BOILER_LOCK] = 1.0 if self.lock[0] <= t < self.lock[1] else 0.0
        if not self.lock[0] <= t < self.lock[1]:
            simulation.board.reset_boiler()
        hygiene = simulation.app.controller.hygiene
        if not hygiene.want:
            self.upset = False
        elif hygiene.holds and not self.upset and self.dice.random() < 0.1:
            self.upset = True
            if self.dice.random() < 0.8:
                self.showers += draw(simulation, self.dice.choice((105.0, 1400.0)), 6.0)
            else:
                self.cuts.insert(0, t)  # power fails in the middle of a hold, too
        if self.cuts and t >= self.cuts[0]:
            self.cuts.pop(0)
            # Until a day after a cut of unknown length nobody can know better.
            self.doubt_s = t + 1.5 * DAY_S
            power_cut(simulation, self.dice.choice((10, 600, 3 * HOUR_S, 12 * HOUR_S)))
            self.clock_s = simulation.x[0] + self.dice.choice((0, HOUR_S))
        simulation.board.raw[IN_WALL_STATE] = Q_GOOD if t >= self.clock_s else Q_ABSENT


def one(case):
    """(case, figures, seconds)."""
    began = time.perf_counter()
    return case, Year(*case).run(), time.perf_counter() - began


def complaint(case, got):
    """What is wrong with a year, "" when nothing is. While the boiler is locked a week may be missed, with an alarm."""
    wrong = list(got["floors"])
    if got["late_without_alarm_s"]:
        wrong.append(f"late for {got['late_without_alarm_s']} s without an alarm")
    if case[1] == "bottom" and got["wrong_credits"]:
        wrong.append(f"{got['wrong_credits']} credits that were none")
    if case[1] == "bottom" and got["late_with_alarm_s"] > 3 * DAY_S * (case[0] != "hp"):
        wrong.append(f"{got['weeks']} of {got['of']} weeks")
    return "; ".join(wrong)


def hygiene_years(workers=2):
    """All cases; number of failures. Called by the campaign."""
    failed = 0
    with ProcessPoolExecutor(workers) as pool:
        for case, got, seconds in pool.map(one, CASES):
            wrong = complaint(case, got)
            failed += bool(wrong)
            name = f"disinfection, {' '.join(map(str, case))}"
            print(f"{'FAIL' if wrong else 'ok  '} {name}: {got}, {seconds:.0f} s {wrong}", flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(1 if hygiene_years(1) else 0)
