"""The simulator's board: the ports of firmware with the plant behind them, so that the firmware cannot tell.

Time is virtual: it moves only in advance(), together with the plant. Nothing here looks into the controller.
"""

from array import array
from typing import Any

import numpy as np

from host_sim.board_files import MemoryFiles
from host_sim.plant.boiler import LOCKED
from host_sim.plant.layout import (
    COMMAND_FULL,
    J_HEAD,
    N_BINS,
    N_JUDGE,
    P_HP_COMMAND,
    P_SCHEME,
    SCHEME_MIXED,
    X_B_STATE,
    X_T,
)
from host_sim.plant.layout_hot_water import TANK, WP_KIND
from host_sim.plant.physics import advance
from tandem.ports.frame import (
    CH_BOILER_FLOW,
    CH_FLAME,
    CH_HP_DEFROST,
    CH_HP_ERROR,
    CH_HP_LPH,
    CH_HP_POWER,
    CH_HP_RUN,
    CH_MIXED_FLOW,
    CH_TANK,
    IN_QUALITY,
    N_IN,
    N_OUT,
    Q_ABSENT,
    Q_GOOD,
)

CLOCK_MASK = 0x3FFFFFFF
STEP_MAX_S = 10.0
# What is wired in every house; meters and contacts are not, nor the tank's sensor where there is no tank.
FITTED = (*range(CH_BOILER_FLOW + 1), CH_HP_LPH, CH_HP_POWER, CH_HP_RUN, CH_FLAME, CH_HP_DEFROST, CH_HP_ERROR)
MUTE = (CH_HP_RUN, CH_HP_DEFROST)  # a machine with contacts alone does not report these


class VirtualClock:
    """Milliseconds modulo 2^30, as an ESP32 counts them."""

    def __init__(self, start_ms=0):
        self.ms = start_ms & CLOCK_MASK

    def now(self):
        """The port's clock."""
        return self.ms


class VirtualWatchdog:
    """Expires in virtual time; a reset is counted and left to the simulation."""

    def __init__(self):
        self.fed = 0
        self.resets = []

    def feed(self):
        """The port's feed."""
        self.fed += 1

    def reset(self, task):
        """The port's reset."""
        self.resets.append(task)


class TwinBoard:
    """One board in one house. plant: host_sim.home.Plant, the arrays that the physics works on."""

    links: Any = ()
    stopwatch = None
    # Nothing happens between two due times of a plain simulation, so it may jump there.
    max_wait_ms = 0

    def __init__(self, plant, n_bins, start_ms=0, files=None, step_s=None):
        self.clock = VirtualClock(start_ms)
        self.watchdog = VirtualWatchdog()
        self.files = files if files is not None else MemoryFiles()
        self.sensors: Any = self
        self.actuators: Any = self
        self.raw = array("i", [0] * N_IN)
        self.cmd = array("i", [0] * N_OUT)
        for ch in FITTED:
            self.raw[IN_QUALITY + ch] = Q_GOOD
        if plant.par[P_HP_COMMAND] != COMMAND_FULL:
            for ch in MUTE:
                self.raw[IN_QUALITY + ch] = Q_ABSENT
        if plant.par[P_SCHEME] == SCHEME_MIXED:
            self.raw[IN_QUALITY + CH_MIXED_FLOW] = Q_GOOD
        if plant.wp[WP_KIND] == TANK:
            self.raw[IN_QUALITY + CH_TANK] = Q_GOOD
        self.plant = plant
        self.ctl = plant.ctl
        self.judge = np.full(N_JUDGE, -1e9)
        self.judge[J_HEAD:] = 0.0
        self.bins = np.zeros((n_bins, N_BINS))
        self._frame = np.frombuffer(self.raw, dtype=np.int32)
        self._cmd = np.frombuffer(self.cmd, dtype=np.int32)
        self._step_s = STEP_MAX_S if step_s is None else step_s
        self._plant(0, 1.0)

    def read(self, frame):
        """Sensors port: the whole frame; the time fields are the kernel's."""
        frame[:] = self.raw

    def write(self, frame):
        """Actuators port."""
        self.cmd[:] = frame

    def fallback(self):
        """Actuators port: everything off."""
        for i in range(N_OUT):
            self.cmd[i] = 0

    def mains(self, on):
        """The house loses its supply, or has it back: for what hangs on the board and not in the plant."""

    def set_quality(self, channel, quality):
        """What the driver says of a channel from now on."""
        self.raw[IN_QUALITY + channel] = quality

    def now_s(self):
        """The plant's time, s since 1 January."""
        return float(self.plant.x[X_T])

    def reset_boiler(self):
        """Someone presses the button of a locked boiler."""
        if self.plant.x[X_B_STATE] == LOCKED:
            self.plant.x[X_B_STATE] = 0.0

    def settle(self):
        """What is owed to the plant is done: nothing here, where it moves with the time."""

    def advance(self, wait_ms):
        """Let wait_ms of virtual time pass, the plant with it."""
        if wait_ms <= 0:
            return
        self.clock.ms = (self.clock.ms + wait_ms) & CLOCK_MASK
        seconds = wait_ms / 1000.0
        steps = int(-(-seconds // self._step_s))
        self._plant(steps, seconds / steps)

    def _plant(self, steps, dt):
        p = self.plant
        advance(
            p.x, p.par, p.m, p.wx, p.ctl, self._cmd, self._frame, p.acc, self.judge, self.bins, p.k,
            p.w, p.wp, p.wa, p.draws, p.out, steps, dt,
        )  # fmt: skip
