"""A board between two OpenTherm lines: the plant's boiler is reached over the wire only.

The bypass relay of floor 10 is on it: held by the control tick, it drops RELAY_MS after the last one, and at once when
the outputs go to their fallback; then the thermostat is on the boiler's wire, as it was before the box came.
"""

from typing import Any

from host_sim.board import CLOCK_MASK, TwinBoard
from host_sim.opentherm.boiler import BoilerSlave
from host_sim.opentherm.thermostat import Thermostat
from host_sim.opentherm.wire import NEVER_MS, Clock, Noise, Wire
from host_sim.plant.layout import X_T
from host_sim.scenario.world import WorldBoard
from tandem.links.opentherm.bridge import Bridge
from tandem.ports.board import FramePort
from tandem.ports.frame import CH_BOILER_FLOW, CH_FLAME, CH_ROOM, IN_QUALITY, Q_ABSENT

RELAY_MS = 15000 + 3000  # the control task's watchdog limit, and the relay's own 3 s
STEP_MS = 1000
LONG_MS = 0x1FFFFFFF  # the longest a port may say


class Own:
    """The board's sensors and actuators without OpenTherm."""

    def __init__(self, board):
        self._board = board

    def read(self, frame):
        """Sensors port."""
        self._board.settle()
        frame[:] = self._board.raw

    def write(self, frame):
        """Actuators port: the boiler does what its wire says, not this frame."""
        self._board.settle()
        self._board.cmd[:] = frame
        self._board.held()

    def fallback(self):
        """Actuators port."""
        self._board.fallback()


class Ours(FramePort):
    """Our end of a wire behind the relay: cut off while that has fallen."""

    def __init__(self, board, end):
        self._board = board
        self._end = end

    def send(self, frame):
        """FramePort; into the air while bypassed."""
        return self._board.bypassed or self._end.send(frame)

    def take(self, frame):
        """FramePort."""
        return not self._board.bypassed and self._end.take(frame)

    def next_due_ms(self, now):
        """FramePort."""
        if self._board.bypassed:
            return LONG_MS
        left = self._end.arrives_ms - self._board.time.ms
        return left if left > 0 else 0


class OtBoard(TwinBoard):
    """thermostat: a kind of thermostat.KINDS or None; noise: (lost, damaged) chances a frame or None."""

    max_wait_ms = longest_ms = STEP_MS
    hasty = False  # the controller is asked at each event of a wire

    def __init__(self, plant, n_bins, start_ms=0, files=None, step_s=None, thermostat=None, noise=None, seed=1):
        super().__init__(plant, n_bins, start_ms, files, step_s)
        self.time = Clock()
        self.noise = Noise(noise[0], noise[1], seed) if noise else None
        self.to_boiler = Wire(self.time, self.noise)
        self.to_thermostat = Wire(self.time, self.noise)
        self.boiler = BoilerSlave(self.to_boiler.slave, self, seed)
        self.thermostat = Thermostat(self.to_boiler.master, self, thermostat) if thermostat else None
        self.bypassed = True
        self._held_ms = 0
        self._x: Any = memoryview(plant.x)  # of floats
        self._owed_ms = 0  # for which the plant has not been moved on
        self._settled_s = 0.0
        self._own = Own(self)
        for ch in (CH_BOILER_FLOW, CH_FLAME, *((CH_ROOM,) if thermostat else ())):
            self.raw[IN_QUALITY + ch] = Q_ABSENT
        self.start()

    def start(self):
        """A controller begins: its sessions are new."""
        ours = Ours(self, self.to_thermostat.slave) if self.thermostat is not None else None
        self.bridge: Any = Bridge(self._own, self._own, Ours(self, self.to_boiler.master), ours)
        self.links = (self.bridge,)
        self.sensors = self.actuators = self.bridge

    def held(self):
        """A control tick has been: the relay stays with us."""
        self._held_ms = self.time.ms
        self._connect(False)

    def fallback(self):
        """Every output at rest; the relay falls, and thermostat and boiler are on one wire."""
        self.settle()
        super().fallback()
        self._connect(True)

    def mains(self, on):
        """A boiler without supply is silent, and a thermostat lives on the boiler's line."""
        self.boiler.switch(on)
        if self.thermostat is not None:
            self.thermostat.switch(on)

    def advance(self, wait_ms):
        """Let at most wait_ms pass: until the controller wanted to be asked again, or something comes in for it."""
        time, boiler, thermostat = self.time, self.boiler, self.thermostat
        from_boiler, from_thermostat = self.to_boiler.master, self.to_thermostat.slave
        now = time.ms
        until_ms = now + max(0, min(wait_ms, self.longest_ms))
        while True:
            boiler_ms = due_ms = boiler.due_ms()
            thermostat_ms = NEVER_MS if thermostat is None else thermostat.due_ms()
            if thermostat_ms < due_ms:
                due_ms = thermostat_ms
            ours_ms = NEVER_MS
            if not self.bypassed:
                ours_ms = min(from_boiler.arrives_ms, from_thermostat.arrives_ms)
                if ours_ms < due_ms:
                    due_ms = ours_ms
            if due_ms <= now < until_ms:
                due_ms = now + 1
            if due_ms > until_ms:
                due_ms = until_ms
            if due_ms > now:
                self._pass(due_ms - now)
                now = time.ms = due_ms
                if now - self._held_ms >= RELAY_MS:
                    self._connect(True)
            if now >= boiler_ms:
                boiler.step(now)
            if thermostat is not None and now >= thermostat_ms:
                thermostat.step(now)
            if now >= until_ms or now >= ours_ms or self.hasty:
                return

    def _pass(self, ms):
        """Time moves on; the plant's clock with it, its physics when somebody looks, or STEP_MS are due."""
        if self._owed_ms + ms > STEP_MS:
            self.settle()
        self.clock.ms = (self.clock.ms + ms) & CLOCK_MASK
        if not self._owed_ms:
            self._settled_s = self._x[X_T]
        self._owed_ms += ms
        self._x[X_T] = self._settled_s + self._owed_ms / 1000.0

    def settle(self):
        """The plant catches up: before anybody looks at it, or changes what it is told."""
        seconds = self._owed_ms / 1000.0
        if seconds:
            self._owed_ms = 0
            self._x[X_T] = self._settled_s
            steps = int(-(-seconds // self._step_s))
            self._plant(steps, seconds / steps)

    def figures(self):
        """Of the lines, for the summary: conversations with the boiler and with the thermostat, and how they went."""
        found = {"boiler_asked": self.boiler_asked(), "boiler_silent": self.bridge.master.silent, "thermostat": None}
        if self.thermostat is not None:
            waits = sorted(self.thermostat.waits_ms) or [0]
            found["thermostat"] = {
                "asked": self.thermostat.asked,
                "unanswered": self.thermostat.faults,
                "wait_p50_ms": waits[len(waits) // 2],
                "wait_p999_ms": waits[len(waits) * 999 // 1000],
                "wait_most_ms": waits[-1],
            }
        return found

    def boiler_asked(self):
        """Conversations of ours with the boiler."""
        return self.bridge.master.sent

    def _connect(self, bypassed):
        self.boiler.obey()
        if bypassed != self.bypassed:
            self.bypassed = bypassed
            if self.thermostat is not None:
                self.thermostat.end = self.to_boiler.master if bypassed else self.to_thermostat.master


class OtWorldBoard(OtBoard, WorldBoard):
    """In a scenario, whose fast inputs the controller has to see at once."""

    hasty = True

    def settle(self):
        """As above; then the world looks around."""
        owed_s = self._owed_ms / 1000.0
        super().settle()
        if owed_s and self.world is not None:
            self.world.step(owed_s)
