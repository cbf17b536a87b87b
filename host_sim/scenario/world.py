"""The world of a scenario at work: its events on the input frame, its series, its meter; what the judge has to know.

A fast input (limit, contact, a write of a link) wakes the control task at once, as a board's port does.
"""

from typing import Any

from host_sim.board import TwinBoard
from host_sim.plant.heat_pump import DEFROSTING
from host_sim.plant.layout import (
    J_LIMIT_T,
    K_E_B,
    K_E_HP,
    K_E_HP_PUMP,
    K_E_PUMP,
    K_ELEMENT,
    K_P_HP,
    K_ROOM,
    X_HP_STATE,
    X_T,
)
from host_sim.scenario.acts import Acts
from host_sim.scenario.household import Site
from host_sim.scenario.limits import PHASES, Limits
from host_sim.scenario.lpc import Sender
from host_sim.scenario.publisher import Publisher
from host_sim.scenario.sums import Sums
from host_sim.scenario.thermostat import Thermostat
from tandem.app import WAKE_INPUT
from tandem.control.param_table import (
    P_FUSE_W,
    P_HP_RATED_POWER_W,
    P_PHASE,
    P_QUIET_FROM_MIN,
    P_QUIET_TO_MIN,
    P_QUIET_W,
)
from tandem.ports.reasons import R_FUSE, R_QUIET

STEP_MS = 10000
_PHASES = ((0, 1, 2), (0,), (1,), (2,))  # indices of those on which the heat pump is, by parameter
_ROOM_S = 60.0  # a fuse that has had room this long is no longer a limit


class WorldBoard(TwinBoard):
    """A board in a scenario: the world moves on with the plant, at least every 10 s."""

    max_wait_ms = STEP_MS
    world: Any = None

    def advance(self, wait_ms):
        """As the plain board's; then the world looks around."""
        super().advance(wait_ms)
        if self.world is not None and wait_ms > 0:
            self.world.step(wait_ms / 1000.0)


class World:
    """One scenario in one simulation. timeline(): what happens when; step(): after the plant has moved on."""

    def __init__(self, simulation, scenario):
        self.simulation = simulation
        self.scenario = scenario
        self.start_s = simulation.plant.start_s
        self.raw = simulation.board.raw
        # Plain floats come faster out of a view than out of the array.
        self._x, self._k = memoryview(simulation.x), memoryview(simulation.plant.k)
        self.limits = Limits()
        self.site = Site(simulation, scenario.tables)
        self.sender = Sender(self.raw, self.limits, self.params)
        self.publisher = Publisher(self)
        self.sums = Sums(self)
        table = scenario.tables.get("thermostat")
        self.thermostat = None if table is None else Thermostat(self, table)
        self.acts = Acts(self)
        self._room_since_s = None
        self._minute = -1
        simulation.board.world = self

    def params(self):
        """Values of the parameters in force, by id."""
        return self.simulation.app.params.v

    def now_s(self):
        """Seconds since the start of the run, below zero in the warm-up day."""
        return self._x[X_T] - self.start_s

    def wake(self):
        """A fast input has changed."""
        self.simulation.app.scheduler.wake(WAKE_INPUT)

    def timeline(self):
        """[(plant time s, function)] of the scenario's events and publications."""
        return [(self.start_s + t, act) for t, act in self.acts.timeline() + self.publisher.timeline()]

    def step(self, dt):
        """dt seconds have passed."""
        t = self.now_s()
        k = self._k
        own_w = k[K_P_HP] + k[K_ELEMENT]
        heating_w = k[K_E_HP] + k[K_E_HP_PUMP] + k[K_E_B] + k[K_E_PUMP] + k[K_ELEMENT]
        p = self.params()
        phase = p[P_PHASE]
        self.site.step(t + self.start_s, t, heating_w, phase)
        self.sender.step(t)
        self.publisher.step(t)
        if self.thermostat is not None:
            self.thermostat.step(t, k[K_ROOM])
        if t <= 0.0:
            return
        minute = int(t // 60)
        if minute != self._minute:
            self._minute = minute
            self._quiet(t, minute % 1440, p)
        if p[P_FUSE_W] and self.site.metered:
            self._fuse(t, own_w, phase, p)
        melts = self._x[X_HP_STATE] == DEFROSTING
        if self.limits.step(t, dt, own_w, phase, self.site, _PHASES[phase], p, melts):
            self.simulation.board.judge[J_LIMIT_T] = t + self.start_s
        self.sums.step(t, dt, heating_w)

    def tick(self, _inputs, outputs):
        """Tap port: the commands of a control tick."""
        if self.limits.unanswered():
            own_w = self._k[K_P_HP] + self._k[K_ELEMENT]
            p = self.params()
            phase = p[P_PHASE]
            self.limits.commands(self.now_s(), outputs, own_w, phase, self.site, _PHASES[phase], p)

    def controller_started(self):
        """After a restart the net comes back: heartbeats, prices, clock."""
        self.sender.controller_started(self.now_s())
        self.publisher.controller_started(self.now_s())
        self.acts.controller_started()

    def _quiet(self, t, minute, p):
        begin, end = p[P_QUIET_FROM_MIN], p[P_QUIET_TO_MIN]
        if begin != end and self.scenario.restricted:
            inside = begin <= minute < end if begin < end else minute >= begin or minute < end
            if inside:
                self.limits.set("quiet hours", t, R_QUIET, False, p[P_QUIET_W])
                return
        self.limits.clear("quiet hours", t)

    def _fuse(self, t, own_w, phase, p):
        """The main fuse is a limit while it has no room for the whole machine."""
        parts = 3.0 if phase == 0 else 1.0
        room_w = p[P_FUSE_W] - (p[P_HP_RATED_POWER_W] - own_w) / parts
        phase_w = self.site.phase_w
        if (phase_w[phase - 1] if phase else max(phase_w)) > room_w:
            self._room_since_s = None
            self.limits.set("main fuse", t, R_FUSE, True, p[P_FUSE_W], PHASES)
        elif self._room_since_s is None:
            self._room_since_s = t
        elif t - self._room_since_s >= _ROOM_S:
            self.limits.clear("main fuse", t)
