"""A house on OpenTherm for a day with everything that goes wrong on the way: `make campaign`, part opentherm-soak.

    python -m tools.opentherm_soak [--hours 24] [--seed 1] [on-off modulating ...]

Frames are lost and damaged; about every two minutes the boiler's electronics, the thermostat, our controller or the
whole house lose their supply for up to 40 s. The judge looks at the simulated peers, not at our sessions: no question
of the thermostat that noise left alone may stay without an answer more than MOST_ROW times in a row while all three are
up, and the boiler heats only while whoever commands it wants that. Exit code 1 when that is broken.
"""

import argparse
import random
import sys
from datetime import datetime
from typing import Any

from host_sim.opentherm.thermostat import KINDS
from host_sim.run import Config, Simulation
from host_sim.scenario.outage import Outage
from tandem.links.opentherm.cells import U_FLOW
from tandem.links.opentherm.gateway import W_ROOM_SET, W_STATUS
from tandem.links.opentherm.master import CH_ENABLE

NOISE = (0.01, 0.01)  # lost, damaged; of these three in four show in the parity
BOILER, THERMOSTAT, CONTROLLER, HOUSE = "boiler", "thermostat", "controller", "whole house"
PEERS = (BOILER, THERMOSTAT, CONTROLLER, HOUSE)
MOST_ROW = 3
# Without demand the boiler may go on until the next status comes through: every third or fourth message.
MOST_OUTSIDE_S = 10.0
# Three words make a value that counts, so what is rarely said takes that many rounds.
MOST_BACK_S = {BOILER: 40.0, THERMOSTAT: 80.0, CONTROLLER: 80.0, HOUSE: 80.0}


class Soak:
    """One house under fire. run() gives the complaints; the rest are figures."""

    def __init__(self, kind, hours=24.0, seed=1, noise=NOISE):
        chosen = {"thermostat": kind, "line_noise": noise, "seed": seed}
        # The boiler has the house for itself, and much to do: it is its wire that is on trial.
        usual = {"start": datetime(2025, 1, 20), "days": 2, "control": "boiler-only", "opentherm": True}
        self.simulation = simulation = Simulation(Config(**usual, **chosen))
        self.board = board = simulation.board
        self.kind = kind
        self.begin_s = float(simulation.x[0])
        self.end_s = self.begin_s + hours * 3600.0
        self.back_s = {what: [] for what in PEERS}
        self.never = dict.fromkeys(PEERS, 0)  # not well again before the next blow
        self.heats_s = self.outside_s = self.outside_longest_s = 0.0
        self._outside_now_s = 0.0
        self._down = set()
        self._waits = None  # (what came back, when)
        self._outage: Any = None
        self._advance = board.advance
        board.advance = self._watched
        dice = random.Random(seed)
        at_s = self.begin_s + 120.0
        while at_s < self.end_s - 120.0:
            what = dice.choice(PEERS)
            away_s = dice.choice((1.0, 5.0, 12.0, 40.0)) * dice.uniform(0.5, 1.0)
            simulation.at(at_s, lambda what=what: self._cut(what))
            simulation.at(at_s + away_s, lambda what=what: self._back(what))
            at_s += away_s + dice.uniform(90.0, 180.0)

    def run(self):
        """To the end; the complaints as texts."""
        self.simulation.advance_to(self.end_s)
        thermostat = self.board.thermostat
        wrong = list(self.simulation.violations())
        if thermostat.most_unexplained > MOST_ROW:
            wrong.append(f"{thermostat.most_unexplained} questions in a row without an answer, not by noise")
        if self.outside_longest_s > MOST_OUTSIDE_S:
            wrong.append(f"the boiler heated {self.outside_longest_s:.1f} s in a row without demand")
        for what, most_s in MOST_BACK_S.items():
            if self.back_s[what] and max(self.back_s[what]) > most_s:
                wrong.append(f"{what}: {max(self.back_s[what]):.0f} s until all was well again")
            if self.never[what]:
                wrong.append(f"{what}: {self.never[what]} times not well again after a minute and a half")
        if not self.heats_s:
            wrong.append("the boiler never heated: nothing was tested")
        return wrong

    def lines(self):
        """The figures."""
        board = self.board
        thermostat = board.thermostat
        yield (
            f"{self.kind}: {thermostat.asked} questions, {thermostat.faults} without an answer while all were up, "
            f"{thermostat.unexplained} of them not by noise; most in a row {thermostat.most_in_a_row}, "
            f"not by noise {thermostat.most_unexplained}"
        )
        yield (
            f"  boiler: heating enabled {self.heats_s:.0f} s, without demand {self.outside_s:.1f} s, longest "
            f"{self.outside_longest_s:.1f} s"
        )
        for what, times in self.back_s.items():
            if times:
                times = sorted(times)
                p50, p99 = (times[min(len(times) - 1, int(share * len(times)))] for share in (0.5, 0.99))
                yield f"  {what}: {len(times)} times, all well after p50 {p50:.1f} p99 {p99:.1f} max {times[-1]:.1f} s"

    # --- what goes wrong ---------------------------------------------------------------------------------------------
    def _cut(self, what):
        if self._waits is not None:
            self.never[self._waits[0]] += 1
            self._waits = None
        self._down = {BOILER, THERMOSTAT, CONTROLLER} if what == HOUSE else {what}
        board = self.board
        if BOILER in self._down:
            board.boiler.switch(False)
        if THERMOSTAT in self._down:
            board.thermostat.switch(False)
        if CONTROLLER in self._down:
            self._outage = Outage(self.simulation, what == HOUSE)
            self._outage.begin()
        board.thermostat.counts = False

    def _back(self, what):
        board = self.board
        if BOILER in self._down:
            board.boiler.switch(True)
        if THERMOSTAT in self._down:
            board.thermostat.switch(True)
        if CONTROLLER in self._down:
            self._outage.end()
        self._down = set()
        board.thermostat.counts = True
        self._waits = (what, board.time.ms)

    # --- the judge ---------------------------------------------------------------------------------------------------
    def _watched(self, wait_ms):
        board = self.board
        before_ms = board.time.ms
        self._advance(wait_ms)
        self._look((board.time.ms - before_ms) / 1000.0)
        if self._waits is not None and self._well():
            what, since_ms = self._waits
            self.back_s[what].append((board.time.ms - since_ms) / 1000.0)
            self._waits = None

    def _look(self, dt):
        board = self.board
        boiler = board.boiler
        if not boiler.ch:
            self._outside_now_s = 0.0
            return
        self.heats_s += dt
        if self._wanted():
            self._outside_now_s = 0.0
        else:
            self.outside_s += dt
            self._outside_now_s += dt
            self.outside_longest_s = max(self.outside_longest_s, self._outside_now_s)

    def _wanted(self):
        """Who has the boiler's wire wants heat."""
        board = self.board
        if board.bypassed:
            return board.thermostat.on and board.thermostat.calls
        return bool(board.bridge.master.flags & CH_ENABLE)

    def _well(self):
        """We have the wire, values of both sides count again, and the boiler was told what it has to do."""
        board = self.board
        master, wishes = board.bridge.master, board.bridge.gateway.wishes
        if board.bypassed or not master.alive or not master.steady.known(U_FLOW) or not board.bridge.slave.alive:
            return False
        told = board.boiler.set_c == min(100.0, master.set_word / 256.0)
        told = told and board.boiler.ch == bool(master.flags & CH_ENABLE)
        return told and wishes.known(W_STATUS) and wishes.known(W_ROOM_SET)


def soaks(kinds=KINDS, hours=24.0, seed=1):
    """Run them, print the figures; number of failures."""
    failed = 0
    for kind in kinds:
        soak = Soak(kind, hours, seed)
        wrong = soak.run()
        failed += bool(wrong)
        print("\n".join(soak.lines()))
        verdict = "FAIL" if wrong else "ok  "
        print(f"{verdict} soak of {hours:g} h, {kind}{': ' if wrong else ''}{'; '.join(wrong)}", flush=True)
    return failed


def main(arguments=None):
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kinds", nargs="*", metavar="kind", help=" ".join(KINDS))
    parser.add_argument("--hours", type=float, default=24.0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    if set(options.kinds) - set(KINDS):
        parser.error(f"kinds are {' '.join(KINDS)}")
    return 1 if soaks(options.kinds or KINDS, options.hours, options.seed) else 0


if __name__ == "__main__":
    sys.exit(main())
