"""The connection: what this device and the others draw, and what a limit at another place leaves for this device.

Unmeasured means the worst: own power is the rated one while the machine runs or is asked to, others' the declared one.
"""

from tandem.control.param_table import P_HP_RATED_POWER_W, P_LOADS_W
from tandem.ports.frame import CH_HP_POWER, CH_IMPORT, CH_LOADS
from tandem.ports.limits import REF_DEVICE, REF_LOADS

W_MAX = 100000


class Site:
    """own_w: compressor and heaters; others_w: the other controllable loads; rest_w: import without this device,
    negative while the sun gives more than the house takes; known: the import is measured."""

    def __init__(self, readings, hp):
        self.readings = readings
        self.hp = hp
        self.own_w = 0
        self.others_w = 0
        self.rest_w = 0
        self.known = False

    def own(self, p):
        """Power of this device now, watts: measured, else rated while it runs or is asked to, else 0."""
        readings = self.readings
        if readings.usable(CH_HP_POWER):
            return readings.v[CH_HP_POWER]
        return p[P_HP_RATED_POWER_W] if self.hp.running or self.hp.waiting else 0

    def step(self, p):
        """Take the values of this tick."""
        readings = self.readings
        self.own_w = self.own(p)
        self.others_w = readings.v[CH_LOADS] if readings.usable(CH_LOADS) else p[P_LOADS_W]
        self.known = readings.usable(CH_IMPORT)
        self.rest_w = readings.v[CH_IMPORT] - self.own_w

    def to_device(self, ref, value_w):
        """What a limit of value_w at reference point REF_DEVICE, REF_LOADS or REF_IMPORT allows here: 0..100 kW.

        An import nobody measures cannot be shared: the value is for this device whole.
        """
        if ref == REF_LOADS:
            value_w -= self.others_w
        elif ref != REF_DEVICE and self.known:
            value_w -= self.rest_w
        if value_w < 0:
            return 0
        return value_w if value_w < W_MAX else W_MAX
