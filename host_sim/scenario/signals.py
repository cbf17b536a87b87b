"""Limit slots and contacts on the input frame, each with what it means for the judge."""

from host_sim.scenario.limits import DEVICE, GROUP, IMPORT, LOADS
from tandem.control.param_table import (
    P_CONTRACT_REF,
    P_CONTRACT_SAFE_W,
    P_DIM_KIND,
    P_DIM_N,
    P_DIM_SUM_W,
    P_DIM_USE,
    P_FUSE_SAFE_W,
    P_GRID_REF,
    P_GRID_SAFE_W,
    P_GRID_SILENT,
    P_MANAGER_REF,
    P_SG_BLOCKS,
    P_SG_DAY_MIN,
    P_SG_LOCK_W,
    P_SG_MAX_MIN,
    P_SG_SENDER,
)
from tandem.ports.frame import (
    CH_DIM,
    CH_SG_1,
    CH_SG_2,
    CH_THERMOSTAT,
    IN_CH,
    IN_LIMITS,
    IN_QUALITY,
    LIMIT_FIELDS,
    Q_GOOD,
    Q_OPEN,
)
from tandem.ports.limits import (
    LIMIT_ABSENT,
    LIMIT_LOST,
    LIMIT_NONE,
    LIMIT_SET,
    SILENT_HOLD,
    SILENT_RELEASE,
    SRC_CONTRACT,
    SRC_EMERGENCY,
    SRC_FUSE,
    SRC_GRID,
    SRC_MANAGER,
    SRC_QUIET,
)
from tandem.ports.reasons import (
    R_CONTRACT,
    R_DIM,
    R_EMERGENCY,
    R_FUSE,
    R_GRID,
    R_MANAGER,
    R_QUIET,
    R_SG_LOCK,
)

_STATES = {"set": LIMIT_SET, "none": LIMIT_NONE, "lost": LIMIT_LOST, "absent": LIMIT_ABSENT}
_WHY = {SRC_FUSE: R_FUSE, SRC_EMERGENCY: R_EMERGENCY, SRC_GRID: R_GRID, SRC_CONTRACT: R_CONTRACT,
        SRC_MANAGER: R_MANAGER, SRC_QUIET: R_QUIET}  # fmt: skip
_HARD = (SRC_FUSE, SRC_EMERGENCY, SRC_GRID)
_REFS = {SRC_GRID: P_GRID_REF, SRC_CONTRACT: P_CONTRACT_REF, SRC_MANAGER: P_MANAGER_REF}
_SAFE = {SRC_FUSE: P_FUSE_SAFE_W, SRC_CONTRACT: P_CONTRACT_SAFE_W, SRC_GRID: P_GRID_SAFE_W}
# Par. 14a: simultaneity of n devices, percent.
_SIMULTANEOUS = {2: 80, 3: 75, 4: 70, 5: 65, 6: 60, 7: 55, 8: 50}
_MIN_W = 4200
_BIG_W = 11000
_SG = {1: (1, 0), 2: (0, 0), 3: (0, 1), 4: (1, 1)}
DAY_S = 86400


def least_w(p):
    """What par. 14a leaves at least, W."""
    big = p[P_DIM_SUM_W] * 40 // 100 if p[P_DIM_SUM_W] > _BIG_W else _MIN_W
    if p[P_DIM_KIND] == 0:
        return big
    n = p[P_DIM_N]
    return big if n < 2 else big + (n - 1) * _SIMULTANEOUS.get(n, 45) * _MIN_W // 100


class Slots:
    """The six plain limit slots."""

    def __init__(self, world):
        self._world = world
        self._slots = {}  # slot: (state, watts, end or None)
        self._online = True

    def fit(self, slot):
        """The source is connected, without a limit."""
        self.set(slot, "none", 0.0, None)

    def set(self, slot, state, watts, until_s):
        """state: set, none, lost, absent; until_s: the end that the source names, s since the start, or None."""
        self._slots[slot] = (_STATES[state], round(watts), until_s)
        self._show(slot)
        self._world.wake()

    def online(self, on):
        """After a restart the sources are silent until their links are up."""
        self._online = on
        for slot in self._slots:
            self._show(slot)
        self._world.wake()

    def _show(self, slot):
        state, watts, until_s = self._slots[slot]
        if not self._online and state != LIMIT_ABSENT:
            state = LIMIT_LOST
        world = self._world
        t = world.now_s()
        k = IN_LIMITS + slot * LIMIT_FIELDS
        world.raw[k] = state
        world.raw[k + 1] = watts if state == LIMIT_SET else 0
        world.raw[k + 2] = max(1, round(until_s - t)) if until_s is not None and state == LIMIT_SET else 0
        self._tell(slot, t, state, watts, world.params())

    def _tell(self, slot, t, state, watts, p):
        """What follows for the judge; a lost source follows its declared rule."""
        limits = self._world.limits
        key = ("slot", slot)
        if state == LIMIT_LOST:
            if slot == SRC_MANAGER or (slot == SRC_GRID and p[P_GRID_SILENT] == SILENT_RELEASE):
                limits.clear(key, t)
                return
            if slot in (SRC_EMERGENCY, SRC_QUIET) or (slot == SRC_GRID and p[P_GRID_SILENT] == SILENT_HOLD):
                return  # as it was
            watts = p[_SAFE[slot]]
        elif state != LIMIT_SET:
            limits.clear(key, t)
            return
        ref = (DEVICE, LOADS, IMPORT)[p[_REFS[slot]]] if slot in _REFS else DEVICE
        why = _WHY[slot]
        if slot == SRC_GRID and p[P_DIM_USE] == 2:
            why, watts = R_DIM, max(watts, least_w(p))
            ref = GROUP if p[P_DIM_KIND] else DEVICE
        limits.set(key, t, why, slot in _HARD, watts, ref)


class Contacts:
    """SG Ready, par. 14a and thermostat contacts."""

    def __init__(self, world):
        self._world = world
        self._day = None
        self._locks = 0
        self._locked_s = 0.0
        self._since_s = None

    def fit(self, kind):
        """The contacts are wired, and open."""
        raw = self._world.raw
        for ch in {"sg": (CH_SG_1, CH_SG_2), "dim": (CH_DIM,), "thermostat": (CH_THERMOSTAT,)}[kind]:
            raw[IN_QUALITY + ch] = Q_GOOD
            raw[IN_CH + ch] = 0

    def sg(self, state):
        """SG Ready state 1..4, or "broken": both wires."""
        raw = self._world.raw
        broken = state == "broken"
        first, second = _SG[2 if broken else state]
        raw[IN_CH + CH_SG_1], raw[IN_CH + CH_SG_2] = first, second
        raw[IN_QUALITY + CH_SG_1] = raw[IN_QUALITY + CH_SG_2] = Q_OPEN if broken else Q_GOOD
        self._world.wake()
        self._lock(state == 1)

    def dim(self, state):
        """Par. 14a contact: closed, open, or broken, which keeps what was."""
        raw, world = self._world.raw, self._world
        raw[IN_QUALITY + CH_DIM] = Q_OPEN if state == "broken" else Q_GOOD
        raw[IN_CH + CH_DIM] = 1 if state == "closed" else 0
        world.wake()
        p, t = world.params(), world.now_s()
        if state == "closed" and p[P_DIM_USE] == 1:
            world.limits.set("dim", t, R_DIM, True, least_w(p), GROUP if p[P_DIM_KIND] else DEVICE)
        elif state == "open":
            world.limits.clear("dim", t)

    def thermostat(self, calls):
        """On/off room thermostat."""
        self._world.raw[IN_CH + CH_THERMOSTAT] = int(calls)
        self._world.wake()

    def _lock(self, locked):
        """State 1 is a limit; an energy manager's only within its budget."""
        world, p = self._world, self._world.params()
        limits, t = world.limits, world.now_s()
        if self._since_s is not None:
            self._locked_s += t - self._since_s
            self._since_s = None
        limits.clear("sg", t)
        if not locked or not p[P_SG_SENDER]:
            return
        if t // DAY_S != self._day:
            self._day, self._locks, self._locked_s = t // DAY_S, 0, 0.0
        self._locks += 1
        self._since_s = t
        limits.set("sg", t, R_SG_LOCK, p[P_SG_SENDER] == 2, p[P_SG_LOCK_W])
        if p[P_SG_SENDER] == 2:
            return
        left = [p[P_SG_MAX_MIN] * 60.0] if p[P_SG_MAX_MIN] else []
        left += [p[P_SG_DAY_MIN] * 60.0 - self._locked_s] if p[P_SG_DAY_MIN] else []
        if p[P_SG_BLOCKS] and self._locks > p[P_SG_BLOCKS]:
            left = [0.0]
        if left:
            since_s = t
            world.simulation.at(world.start_s + t + max(0.0, min(left)), lambda: self._over(since_s))

    def _over(self, since_s):
        """The sender's budget is used up: its lock no longer counts."""
        if self._since_s == since_s:
            self._world.limits.clear("sg", self._world.now_s())
