"""The controller restarts, with or without the mains gone: it begins anew with what its files kept.

While it is away its outputs are at their fallback. A cut of the mains stops all machines at once, burner, pumps and the
outdoor unit's own frost pump too; a restart alone leaves them what they do by themselves.
"""

from host_sim.plant.boiler import LOCKED
from host_sim.plant.layout import (
    P_B_STANDBY_W,
    P_B_TAP_W,
    P_HP_STANDBY_W,
    P_OUT_PUMP_C,
    X_B_PUMP_S,
    X_B_STATE,
    X_B_TAP,
    X_HP_STATE,
)

NET_S = 60.0  # until clock, prices and heartbeats reach a controller that has started
_MAINS = {P_B_STANDBY_W: 0.0, P_B_TAP_W: 0.0, P_HP_STANDBY_W: 0.0, P_OUT_PUMP_C: -99.0}


class Outage:
    """begin(), and end() once the controller has its supply back. mains: the whole house is without power."""

    def __init__(self, simulation, mains):
        self._simulation = simulation
        self._mains = mains
        self._kept = {}

    def begin(self):
        """The controller is gone from now on."""
        simulation = self._simulation
        simulation.board.fallback()
        simulation.hold()
        if not self._mains:
            return
        x, par = simulation.x, simulation.par
        x[X_HP_STATE] = 0.0
        x[X_B_PUMP_S] = 0.0
        x[X_B_TAP] = 0.0
        if x[X_B_STATE] != LOCKED:
            x[X_B_STATE] = 0.0
        for at, value in _MAINS.items():
            self._kept[at] = float(par[at])
            par[at] = value
        simulation.board.mains(False)

    def end(self):
        """The controller starts."""
        for at, value in self._kept.items():
            self._simulation.par[at] = value
        if self._mains:
            self._simulation.board.mains(True)
        self._simulation.restart()
