"""Every decision of a run with its reasons and the readings beside it, compact enough to lie beside each report.

Made from the rows of the trace, a thousand ticks at a time: a row is kept when a command's state, a reason, an alarm
or an observed state changed, and else once a quarter-hour.
"""

import json

import numpy as np

from host_sim.trace import KIND_PARAM, KIND_START
from tandem.control.param_table import P_ROOM_TARGET_C100
from tandem.ports import frame
from tandem.ports.frame import (
    CH_FLAME,
    CH_FLOW,
    CH_HP_DEFROST,
    CH_HP_POWER,
    CH_HP_RUN,
    CH_OUTDOOR,
    CH_ROOM,
    CH_TANK,
    IN_CH,
    IN_QUALITY,
    IN_UP_S,
    N_IN,
    N_OUT,
)

CALM_S = 900
NAME = "decisions.npz"
_OUT = 1 + N_IN
# Kept of the inputs, by name.
READINGS = {
    "up_s": IN_UP_S, "outdoor": IN_CH + CH_OUTDOOR, "room": IN_CH + CH_ROOM, "flow": IN_CH + CH_FLOW,
    "tank": IN_CH + CH_TANK, "hp_w": IN_CH + CH_HP_POWER, "hp_run": IN_CH + CH_HP_RUN, "flame": IN_CH + CH_FLAME,
    "defrost": IN_CH + CH_HP_DEFROST, "outdoor_ok": IN_QUALITY + CH_OUTDOOR, "room_ok": IN_QUALITY + CH_ROOM,
    "tank_ok": IN_QUALITY + CH_TANK,
}  # fmt: skip
# All outputs are kept under their own names: hp, hp_why, plan, hard_w ...
OUTPUTS = {name[4:].lower(): value for name, value in vars(frame).items() if name.startswith("OUT_")}
_STATES = (
    "hp", "boiler", "plan", "hard_state", "soft_state", "alarms", "bad", "valve", "element", "sg", "contactor", "boost",
    "sg_state", "lpc_state", "dhw",
)  # fmt: skip
_WATCH = [1 + READINGS[name] for name in ("hp_run", "flame", "defrost", "outdoor_ok", "room_ok", "tank_ok")]
_WATCH += [_OUT + at for name, at in OUTPUTS.items() if name in _STATES or name.endswith("_why")]
_KEEP = [1 + at for at in READINGS.values()] + [_OUT + at for at in range(N_OUT)]
COLUMNS = ("t_s", "target", *READINGS, *sorted(OUTPUTS, key=OUTPUTS.__getitem__))


class DecisionLog:
    """read() takes rows of the trace. warm_up_s: before the start of the run; values: the parameters at its start."""

    def __init__(self, warm_up_s, values):
        self._offset_s = -warm_up_s
        self._warm_up_s = warm_up_s
        self._target = values[P_ROOM_TARGET_C100]
        self._last = None
        self._calm = None
        self._kept = []

    def read(self, rows):
        """Rows of the trace as they come, of any kind."""
        kinds = rows[:, 0]
        begin = 0
        for i in map(int, np.flatnonzero(kinds)):
            self._ticks(rows[begin:i])
            begin = i + 1
            if kinds[i] == KIND_START:
                self._offset_s = int(rows[i, 1]) - self._warm_up_s
            elif kinds[i] == KIND_PARAM and rows[i, 1] == P_ROOM_TARGET_C100:
                self._target = int(rows[i, 2])
        self._ticks(rows[begin:])

    def _ticks(self, rows):
        if not len(rows):
            return
        watched = rows.take(_WATCH, axis=1)
        t_s = rows[:, 1 + IN_UP_S] + self._offset_s
        calm = t_s // CALM_S
        keep = np.empty(len(rows), bool)
        keep[0] = self._last is None or calm[0] != self._calm or (watched[0] != self._last).any()
        keep[1:] = (watched[1:] != watched[:-1]).any(axis=1) | (calm[1:] != calm[:-1])
        self._last, self._calm = watched[-1], calm[-1]
        some = np.empty((int(keep.sum()), len(COLUMNS)), np.int32)
        some[:, 0] = t_s[keep]
        some[:, 1] = self._target
        some[:, 2:] = rows[keep].take(_KEEP, axis=1)
        self._kept.append(some)

    def table(self):
        """A Table of what was kept so far, from the last row before the start on."""
        rows = np.concatenate(self._kept) if self._kept else np.zeros((0, len(COLUMNS)), np.int32)
        first = max(0, int(np.searchsorted(rows[:, 0], 0, side="right")) - 1)
        return Table(rows[first:])


class Table:
    """Rows of COLUMNS in order of time; table["hp_why"] is a column."""

    def __init__(self, rows):
        self.rows = rows

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, name):
        return self.rows[:, COLUMNS.index(name)]

    def row(self, i):
        """{column: int} of a row."""
        return dict(zip(COLUMNS, map(int, self.rows[i]), strict=True))

    def plans(self):
        """[(t_s, plan, reason)]: the one in force at the start, as at 0, and each change after it."""
        plan, why = self["plan"], self["plan_why"]
        if not len(self):
            return []
        new = np.concatenate(([True], (plan[1:] != plan[:-1]) | (why[1:] != why[:-1])))
        t_s = np.maximum(self["t_s"], 0)
        return [(int(t_s[i]), int(plan[i]), int(why[i])) for i in np.flatnonzero(new)]

    def before(self, t_s):
        """Number of the row in force at t_s; -1 before the first."""
        return int(np.searchsorted(self["t_s"], t_s, side="right")) - 1


def write(path, result):
    """The log of a RunResult as a file: columns of differences, and what else an explanation needs."""
    about = {
        "start": result.start.isoformat(),
        "length_s": result.length_s(),
        "columns": list(COLUMNS),
        "scenario": result.summary.get("scenario_title"),
        "events": [(round(t_s), text) for t_s, text in result.events],
        "control": result.summary.get("control"),
    }
    delta = np.diff(result.log.rows, axis=0, prepend=0)
    text = np.frombuffer(json.dumps(about).encode(), np.uint8)
    with open(path, "wb") as file:
        np.savez_compressed(file, about=text, delta=np.asfortranarray(delta))


def read(path):
    """(Table, about) of a file; raises OSError or ValueError."""
    with np.load(path, allow_pickle=False) as data:
        about = json.loads(bytes(data["about"]))
        rows = np.cumsum(data["delta"], axis=0, dtype=np.int32)
    if tuple(about["columns"]) != COLUMNS:
        raise ValueError("was written by another version")
    return Table(rows), about

