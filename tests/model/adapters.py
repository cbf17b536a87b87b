"""The machines of the firmware, as compare.py wants them.

A device has the constructor, tick(), set_params() and reboot() of its model, and tick() returns the model's result
type. value_w is 0 unless the limit is LIMIT_SET; when it is LIMIT_ABSENT everything is 0. Answers of LPC are A_NONE at
a tick without the event. reboot() builds the machine anew and hands on what it keeps in flash (LPC: the written
failsafe values). Every tick is one call of the machine's step; nothing else is called in between.
"""

from array import array

import lpc
import par14a
import sg_ready

from tandem.control import param_table as t
from tandem.control.heatpump import HeatPump
from tandem.control.limits.dim import Dim
from tandem.control.limits.lpc import Lpc
from tandem.control.limits.sg import SgReady
from tandem.control.limits.source import Source
from tandem.control.readings import Readings
from tandem.control.site import Site
from tandem.control.wall import Wall
from tandem.ports import frame as fr
from tandem.ports.limits import LIMIT_ABSENT, LIMIT_SET, REF_DEVICE, REF_LOADS, SILENT_HOLD, SRC_GRID
from tandem.ports.reasons import R_NO_BEAT, R_RANGE


class Device:
    """A machine with its frame and parameters."""

    machine = None

    def __init__(self, params):
        self.f = array("i", [0] * fr.N_IN)
        self.p = array("i", [0] * t.N_PARAMS)
        self.wall = Wall()
        self.set_params(params)
        self.fresh()


class SgReadyDevice(Device):
    """tandem.control.limits.sg"""

    def fresh(self):
        """As after power on; the day's budget is not handed on, the model has none to compare with."""
        self.machine = SgReady()

    reboot = fresh

    def set_params(self, params):
        """From the next tick on."""
        ids = (t.P_SG_SENDER, t.P_SG_LOCK_W, t.P_SG_MAX_MIN, t.P_SG_DAY_MIN, t.P_SG_BLOCKS)
        for pid, value in zip(ids, params, strict=True):
            self.p[pid] = value

    def tick(self, now_s, c1, q1, c2, q2, clock_good, wall_min, offset_min):
        """One tick."""
        f, m = self.f, self.machine
        f[fr.IN_CH + fr.CH_SG_1], f[fr.IN_QUALITY + fr.CH_SG_1] = c1, q1
        f[fr.IN_CH + fr.CH_SG_2], f[fr.IN_QUALITY + fr.CH_SG_2] = c2, q2
        f[fr.IN_WALL_MIN], f[fr.IN_WALL_OFF_MIN] = wall_min, offset_min
        f[fr.IN_WALL_STATE] = fr.Q_GOOD if clock_good else fr.Q_ABSENT
        self.wall.step(f)
        m.step(f, self.p, self.wall, now_s)
        if m.state == LIMIT_ABSENT:
            return sg_ready.SgResult(m.sg, m.state, 0, 0, m.boost, int(m.over), 0 if m.left_s == -1 else m.left_s)
        watts = m.value_w if m.state == LIMIT_SET else 0
        return sg_ready.SgResult(m.sg, m.state, watts, int(m.hard), m.boost, int(m.over), m.left_s)


class LpcDevice(Device):
    """tandem.control.limits.lpc"""

    def fresh(self):
        """As after the first power on."""
        self.machine = Lpc()

    def reboot(self):
        """Power was lost and came back: what is kept is restored."""
        row = [0, 0]
        self.machine.keep(row, 0, 0)
        self.machine = Lpc()
        self.machine.restore(row, 0)

    def set_params(self, params):
        """From the next tick on."""
        for pid, value in zip((t.P_LPC_USE, t.P_LPC_SAFE_W, t.P_LPC_SAFE_MIN, t.P_LPC_SILENT), params, strict=True):
            self.p[pid] = value

    def tick(self, now_s, beat_seq, write_seq, active, value_w, duration_s, config_seq, safe_w, safe_s):
        """One tick. An event was heard when its sequence number is not that of the tick before."""
        f, m = self.f, self.machine
        first = not m.lpc
        wrote = not first and write_seq != f[fr.IN_LPC_WRITE]
        configured = not first and config_seq != f[fr.IN_LPC_CONFIG]
        f[fr.IN_LPC_BEAT], f[fr.IN_LPC_WRITE], f[fr.IN_LPC_ACTIVE] = beat_seq, write_seq, active
        f[fr.IN_LPC_W], f[fr.IN_LPC_S], f[fr.IN_LPC_CONFIG] = value_w, duration_s, config_seq
        f[fr.IN_LPC_SAFE_W], f[fr.IN_LPC_SAFE_S] = safe_w, safe_s
        m.step(f, self.p, self.wall, now_s)
        if m.state == LIMIT_ABSENT:
            return lpc.NOT_USED
        watts = m.value_w if m.state == LIMIT_SET else 0
        answer = _answer(m.answer) if wrote else lpc.A_NONE
        config_answer = _answer(m.config_answer) if configured else lpc.A_NONE
        return lpc.LpcResult(m.lpc, m.state, watts, int(m.hard), answer, config_answer)


class DimDevice(Device):
    """tandem.control.limits.dim, with the grid operator's slot, in a house without meters."""

    def fresh(self):
        """As after power on; what a slot holds over a restart is not this machine's."""
        site = Site(Readings(), HeatPump())
        self.slot = Source(site, SRC_GRID)
        self.machine = Dim(site, self.slot)

    reboot = fresh

    def set_params(self, params):
        """From the next tick on."""
        for pid, value in zip((t.P_DIM_USE, t.P_DIM_KIND, t.P_DIM_N, t.P_DIM_SUM_W), params, strict=True):
            self.p[pid] = value
        self.p[t.P_GRID_SILENT] = SILENT_HOLD
        self.p[t.P_GRID_SAFE_W] = par14a.SAFE_W

    def tick(self, now_s, contact, quality, slot_state, slot_w):
        """One tick."""
        f, m = self.f, self.machine
        f[fr.IN_CH + fr.CH_DIM], f[fr.IN_QUALITY + fr.CH_DIM] = contact, quality
        k = fr.IN_LIMITS + SRC_GRID * fr.LIMIT_FIELDS
        f[k], f[k + 1] = slot_state, slot_w
        self.slot.step(f, self.p, self.wall, now_s)
        m.step(f, self.p, self.wall, now_s)
        if m.state == LIMIT_ABSENT:
            return par14a.NOT_USED
        ref = REF_LOADS if self.p[t.P_DIM_KIND] else REF_DEVICE
        return par14a.DimResult(m.state, m.value_w if m.state == LIMIT_SET else 0, int(m.hard), ref)


def _answer(reason):
    return {R_RANGE: lpc.A_RANGE, R_NO_BEAT: lpc.A_NO_BEAT}.get(reason, lpc.A_OK)


class Twin:
    """A model in the place of a device, for the tests of the harness."""

    def __init__(self, model, params):
        self.machine = model(params)

    def set_params(self, params):
        """Other parameters from the next tick on."""
        self.machine.set_params(params)

    def reboot(self):
        """Power was lost and came back."""
        self.machine.reboot()

    def tick(self, *inputs):
        """Result of the model."""
        return self.machine.tick(*inputs)


def twin_of(model):
    """A maker of twins of this class."""
    return lambda params: Twin(model, params)


DEVICES = {"sg_ready": SgReadyDevice, "lpc": LpcDevice, "par14a": DimDevice}
