"""The house at the ports of a virtual board: a simulation in which the controller is somebody else.

Its time is made by pauses, or goes by itself at ``speed`` times the real one.
"""

import math
import time
from datetime import timedelta

from host_sim.board_files import MemoryFiles
from host_sim.plant.layout import X_T
from host_sim.run import Simulation
from tandem.app import REC_PARAMS
from tandem.ports.frame import CH_OUTDOOR, CH_ROOM, IN_CH, IN_WALL_MIN, OUT_BOILER, OUT_HP, OUT_HP_PUMP, OUT_PUMP
from tools.boards import schema, signals

_LONGEST_MS = 10000
_NOT_OURS = ("set", "restart", "power_cut")
# Pins of boards/virtual.toml: {pin: field of the output frame}. Those of set points and of SG Ready only know "off".
OUTPUTS = {entry["pin"]: signals.OUTPUTS[entry.signal][1] for entry in schema.load("virtual").outputs}
_ON_OFF = (OUT_BOILER, OUT_HP_PUMP, OUT_PUMP)  # what the launcher switches on


def playable(scenario):
    """Whether a scenario (or None) can happen around a virtual board: not what sets its parameters or takes its supply.

    Series of prices and profiles, which links would bring, do not reach it.
    """
    return scenario is None or not any(event.kind in _NOT_OURS for event in scenario.events)


class House:
    """config: of host_sim.run. speed: 0 for time that is made by pauses. wiring: None, or what lies between."""

    def __init__(self, config, speed=0.0, wiring=None):
        if config.opentherm or config.changes or config.schedule is not None or not playable(config.scenario):
            raise ValueError("a virtual board has no wires, its own supply, and its parameters are its own affair")
        files = MemoryFiles()
        self.sim = Simulation(config, files=files)
        self._board = self.sim.board
        self.speed = speed
        self._began: float | None = None
        self._passed_ms = 0
        self.ticks = 0
        self.watchers = []  # called with (clock ms, output frame) at every control tick
        app = self.sim.app
        app.store.save(REC_PARAMS, app.params.dump())
        self.records = dict(files.data)  # what commissioning leaves on the board
        self.wiring = wiring
        if wiring is not None:
            wiring.attach(self._board)
        self._happen()

    def begin(self):
        """Time goes from now on."""
        self._began = time.monotonic()

    def clock(self):
        """Milliseconds modulo 2^30, after catching up with the real time."""
        self.catch_up()
        return self._board.clock.now()

    def catch_up(self):
        """Let the time pass that has passed."""
        if self.speed and self._began is not None:
            due_ms = int((time.monotonic() - self._began) * 1000.0 * self.speed)
            while self._passed_ms < due_ms:
                step_ms = min(due_ms - self._passed_ms, _LONGEST_MS)
                self._passed_ms += step_ms
                while step_ms > 0:
                    step_ms -= self.advance(step_ms)

    def advance(self, ms):
        """Let up to ms pass, only until the next thing on the house's timeline; returns how many did."""
        sim = self.sim
        x = sim.x
        if sim.timeline:
            left_ms = math.ceil((sim.timeline[0][0] - x[X_T]) * 1000.0)
            if 0 < left_ms < ms:
                ms = left_ms
        self._board.advance(ms)
        self._happen()
        return ms

    def _happen(self):
        timeline = self.sim.timeline
        while timeline and timeline[0][0] <= self.sim.x[X_T]:
            timeline.pop(0)[1]()

    def read(self):
        """The input frame."""
        self.catch_up()
        raw = self._board.raw
        return raw if self.wiring is None else self.wiring.inputs(raw)

    def write(self, frame):
        """An output frame of the controller."""
        self.catch_up()
        self.ticks += 1
        self._board.write(frame if self.wiring is None else self.wiring.outputs(frame))
        for watcher in self.watchers:
            watcher(self._board.clock.now(), frame)

    def fallback(self):
        """All outputs are at their fallback from now on."""
        self.catch_up()
        self._board.fallback()

    def switch(self, pin, level):
        """The processor drives a pin that an output hangs on: the launcher, which has no other way to it."""
        if pin in OUTPUTS and (level == 0 or OUTPUTS[pin] in _ON_OFF):
            self.catch_up()
            self._board.cmd[OUTPUTS[pin]] = level

    def commands(self):
        """The output frame that the machines obey."""
        return self._board.cmd

    def driven(self):
        """Those of them that drive an output; all are 0 at its fallback."""
        return [self._board.cmd[field] for field in sorted(set(OUTPUTS.values()))]

    def status(self):
        """A line for people."""
        now_s = self.now_s()
        moment = self.sim.plant.year + timedelta(seconds=int(now_s))
        raw, cmd = self._board.raw, self._board.cmd
        return (
            f"{moment:%d %b %H:%M:%S}, outdoor {raw[IN_CH + CH_OUTDOOR] / 100:.1f} C, room "
            f"{raw[IN_CH + CH_ROOM] / 100:.1f} C, heat pump {'on' if cmd[OUT_HP] else 'off'}, "
            f"boiler {'on' if cmd[OUT_BOILER] else 'off'}, ticks {self.ticks}"
        )

    def now_s(self):
        """The plant's time, s since 1 January."""
        return float(self.sim.x[X_T])

    def wall_s(self):
        """Seconds since 2000 in UTC, as the house's clock has it."""
        self.catch_up()
        return int(self._board.raw[IN_WALL_MIN]) * 60 + int(self.now_s() % 60.0)
