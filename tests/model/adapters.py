"""Devices under test, as compare.py wants them.

A device has the constructor, tick(), set_params() and reboot() of its model, and tick() returns the model's result
type. What an adapter has to see to:

- value_w is 0 unless the limit is LIMIT_SET; when it is LIMIT_ABSENT, everything is 0, but boost as it really is.
- answers of LPC are A_NONE at a tick without the event.
- reboot() builds the machine anew and hands on what it keeps in flash (LPC: the written failsafe values). Time begins
  again near 0; params stay.
- Every tick is a call of the machine's step; nothing else is called in between.

DEVICES names what `make test` compares. A twin is a second instance of the model: it holds the harness and the
coverage until a machine of the firmware takes its place, for instance

    class SgReadyDevice:
        def tick(self, now_s, c1, q1, c2, q2, clock_good, wall_min, offset_min):
            f = self.frame  # array('i')
            f[IN_UP_S] = now_s
            ...
            self.machine.step(...)
            return SgResult(...)
"""

from lpc import Lpc
from par14a import Par14a
from sg_ready import SgReady


class Twin:
    """A model in the place of a device."""

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


DEVICES = {"sg_ready": twin_of(SgReady), "lpc": twin_of(Lpc), "par14a": twin_of(Par14a)}
