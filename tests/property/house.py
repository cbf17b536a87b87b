"""A house for property tests: a machine, a judge, and a controller or a whole App between them; told by a script.

A script is a list of segments; a segment changes something (readings, limits, prices, a parameter, a restart) and lets
some ticks pass. What is not changed stays plausible.
"""

import csv
from pathlib import Path

from judge import BY_SG, FROST, Judge
from judge_sg import NORMAL
from machine import REPORTS_POWER, REPORTS_RUN
from outside import Outside
from sources import Sources

import tandem.control
from tandem.control.controller import Controller
from tandem.control.param_table import GROUPS, P_HP_COMMAND, P_HP_FITTED, TABLE
from tandem.kernel.params import Params
from tandem.ports import frame as fr

SCHEMA = []  # (default, lowest, highest) by parameter id
with open(Path(tandem.control.__file__).with_name("params.csv"), encoding="utf-8") as file:
    rows = csv.DictReader(line for line in file if not line.startswith("#"))
    SCHEMA.extend((int(row["default"]), int(row["min"]), int(row["max"])) for row in rows)

WATER = (fr.CH_FLOW, fr.CH_RETURN, fr.CH_HP_FLOW, fr.CH_HP_RETURN, fr.CH_BOILER_FLOW)
LPH = 1200
# Meters and contacts are there only where a script upsets them.
FITTED = (*range(fr.CH_TANK + 1), fr.CH_HP_LPH, fr.CH_HP_POWER, fr.CH_HP_RUN, fr.CH_FLAME, fr.CH_HP_DEFROST)


class House:
    """Frames for a controller, from a machine and whatever a script upsets. ``p`` are the parameters in force."""

    def __init__(self, machine, settings):
        self.machine = machine
        self.judge = Judge(machine)
        self.sources = Sources(self.judge)
        self.now_ms = 0  # the judge's time
        self.boot_ms = 0
        self.ticks = 0
        self.broken = None
        self.outside = Outside()
        self.upsets = {}  # channel: (value, quality, age), None for the plausible one
        self.f = fr.Inputs(None).f
        self.f[fr.IN_POWER_PRICE_CT_MWH] = 22000
        self.f[fr.IN_GAS_PRICE_CT_MWH] = 8090
        self.f[fr.IN_POWER_PRICE_STATE] = self.f[fr.IN_GAS_PRICE_STATE] = fr.Q_GOOD
        self.base = [500, 1900, 2500, 2400, 2500, 2400, 2500, 5300] + [0] * (fr.N_CH - 8)
        self.o = fr.Outputs().f
        self.boot(settings)

    def boot(self, settings):
        self.params = Params(TABLE, GROUPS)
        for pid, value in settings:
            self.params.set(pid, value)
        self.controller = Controller()
        self.inputs = fr.Inputs(self.params)
        self.outside.attach(self.inputs.series)
        self.outputs = fr.Outputs()

    def fill(self):
        """The frame of this moment."""
        f, machine = self.f, self.machine
        up_ms = self.now_ms - self.boot_ms
        f[fr.IN_UP_S] = up_ms // 1000
        f[fr.IN_UP_MS] = up_ms % 1000
        for ch in range(fr.N_CH):
            f[fr.IN_QUALITY + ch] = fr.Q_GOOD if ch in FITTED else fr.Q_ABSENT
            f[fr.IN_AGE_S + ch] = 0
            f[fr.IN_CH + ch] = self.base[ch] + (self.ticks % 2 if ch <= fr.CH_TANK else 0)
        f[fr.IN_CH + fr.CH_HP_LPH] = LPH if self.o[fr.OUT_HP_PUMP] else 0
        f[fr.IN_CH + fr.CH_FLAME] = self.o[fr.OUT_BOILER]
        f[fr.IN_CH + fr.CH_HP_RUN] = int(machine.running)
        f[fr.IN_CH + fr.CH_HP_POWER] = 20000 if machine.running else 0
        if machine.reports != REPORTS_RUN:
            f[fr.IN_QUALITY + fr.CH_HP_RUN] = fr.Q_ABSENT
            if machine.reports != REPORTS_POWER:
                f[fr.IN_QUALITY + fr.CH_HP_POWER] = fr.Q_ABSENT
        self.outside.fill(f, self.now_ms)
        for ch, (value, quality, age_s) in self.upsets.items():
            honest = ch in (fr.CH_HP_RUN, fr.CH_HP_POWER) and quality == fr.Q_GOOD and age_s <= 60
            if not honest:  # a machine may say nothing, but it does not lie
                f[fr.IN_CH + ch] = value
                f[fr.IN_QUALITY + ch] = quality
                f[fr.IN_AGE_S + ch] = age_s

    def step(self):
        """One control tick."""
        self.fill()
        self.inputs.f[:] = self.f
        self.controller.step(self.inputs, self.outputs)
        self.written(self.outputs.f)

    def written(self, o):
        """What the actuators got in this tick."""
        self.o = o[:]
        try:
            self.judge.tick(self.f, o, self.params.v, self.now_ms)
            self.sources.tick(self.f, o, self.params.v, self.now_ms, self.outside)
        except AssertionError as error:
            self.broken = self.broken or error  # a scheduler isolates what its tasks raise
            raise
        sg = o[fr.OUT_SG] if self.params.v[P_HP_COMMAND] == BY_SG else 0
        enabled = sg > 1 if sg else bool(o[fr.OUT_HP])
        self.machine.command(enabled, o[fr.OUT_HP_WHY] in FROST, bool(o[fr.OUT_CONTACTOR]), sg == NORMAL)
        self.ticks += 1

    def wait(self, ms):
        """Let time pass."""
        self.now_ms += ms
        self.machine.advance(self.now_ms)

    def restart(self, away_ms):
        """Power fails, and comes back after away_ms; what has been dumped is there again."""
        records = self.controller.dump(), self.controller.dump_habits()
        self.rest(away_ms)
        self.boot([(pid, self.params.v[pid]) for pid in range(len(SCHEMA))])
        assert self.controller.load(*records) == 3

    def rest(self, away_ms):
        """Outputs fall to their rest, which for SG Ready contacts is normal operation."""
        by_sg = self.params.v[P_HP_COMMAND] == BY_SG and self.params.v[P_HP_FITTED]
        self.machine.command(by_sg, False, True, True)
        self.o = fr.Outputs().f
        self.judge.restart()
        self.sources.restart()
        self.outside.restart()
        House.wait(self, away_ms)
        self.boot_ms = self.now_ms

    def play(self, segment):
        """Change what the segment says, then let its ticks pass."""
        kind, change = segment["change"]
        if kind == "upset":
            self.upsets[change[0]] = change[1:]
        elif kind == "calm":
            self.upsets.clear()
            self.outside.calm()
            for source in range(fr.N_SOURCES):
                self.f[fr.IN_LIMITS + fr.LIMIT_FIELDS * source] = 0
        elif kind == "water":
            for ch in WATER:
                self.base[ch] = change
        elif kind == "tank":
            self.base[fr.CH_TANK] = change
        elif kind == "room":
            self.base[fr.CH_ROOM] = change
        elif kind == "outdoor":
            self.base[fr.CH_OUTDOOR] = change
        elif kind == "limit":
            k = fr.IN_LIMITS + fr.LIMIT_FIELDS * change[0]
            self.f[k], self.f[k + 1], self.f[k + 2] = (*change[1:], 0)[:3]
        elif kind == "prices":
            self.f[fr.IN_POWER_PRICE_CT_MWH], self.f[fr.IN_GAS_PRICE_CT_MWH] = change
        elif kind == "param":
            assert self.params.set(*change) == 0
        elif kind == "restart":
            self.restart(change)
        else:
            self.outside.play(kind, change, self.now_ms)
        for _ in range(segment["ticks"]):
            self.wait(segment["span_ms"])
            self.step()
            if self.broken:
                raise self.broken
