"""Reference model of dimming under par. 14a EnWG (BK6-22-300): by a contact, or by a message in the GRID slot.

Written from the specification alone, as the oracle of the firmware's machine. Fractions instead of percent.

How the specification is read where it leaves a choice:
- A contact is closed when its value is not 0; it counts when its quality is Q_GOOD.
- The slot dims when it is LIMIT_SET. A value that cannot be (below 0, above 100 kW) is no freedom: what was in force
  stays, else the failsafe limit of 4200 W. LIMIT_LOST keeps what was said last, as a bad contact does; every other
  state does not dim.
- The slot is heard at all times, as it is a source of its own while it is not the message. The contact is heard only
  when dim_use names it, and starts open then.
- ref: kind 1 is the sum of controllable loads, kind 0 this device.
- Nothing is kept through a reboot.
"""

from collections import namedtuple
from fractions import Fraction
from functools import cache

from tandem.ports.frame import Q_GOOD
from tandem.ports.limits import LIMIT_ABSENT, LIMIT_LOST, LIMIT_NONE, LIMIT_SET, REF_DEVICE, REF_LOADS

# use: 0 none, 1 contact, 2 message; kind: 0 direct, 1 energy manager; n: devices, 1..99; sum_w: nominal W of the group.
DimParams = namedtuple("DimParams", "use kind n sum_w", defaults=(1, 0, 1, 8000))

# limit: LIMIT_*; value_w: only when LIMIT_SET, else 0; hard: 0 or 1; ref: REF_*.
# When the limit is LIMIT_ABSENT all others are 0.
DimResult = namedtuple("DimResult", "limit value_w hard ref")
NOT_USED = DimResult(LIMIT_ABSENT, 0, 0, 0)

CONTACT, MESSAGE = 1, 2
ENERGY_MANAGER = 1
DEVICE_W = 4200
SAFE_W = 4200
MOST_W = 100000
LARGE_W = 11000
LARGE_SHARE = Fraction(2, 5)
# Simultaneity of n devices (Anlage 1, 4.5.2), in hundredths; the last one holds for all that are more.
GZF = {2: 80, 3: 75, 4: 70, 5: 65, 6: 60, 7: 55, 8: 50, 9: 45}


@cache
def pmin_w(kind, n, sum_w):
    """Power that is always granted, W; each product rounded down to whole watts."""
    own = DEVICE_W if sum_w <= LARGE_W else int(LARGE_SHARE * sum_w)
    if kind != ENERGY_MANAGER or n == 1:
        return own
    return own + int((n - 1) * Fraction(GZF[min(n, 9)], 100) * DEVICE_W)


class Par14a:
    """One dimming input."""

    def __init__(self, params):
        self.params = params
        self.reboot()

    def reboot(self):
        """As after power came back."""
        self.use = None  # dim_use of the tick before
        self.heard = []  # everything usable that the contact said: None = not dimmed, else watts asked for
        self.said = [None]  # and the slot

    def set_params(self, params):
        """Take other parameters from the next tick on."""
        self.params = params

    def tick(self, now_s, contact, quality, slot_state, slot_w):
        """contact with its quality; state and watts of the GRID slot. Time (now_s) plays no part."""
        p = self.params
        self._hear_slot(slot_state, slot_w)
        if p.use != self.use:
            self.use = p.use
            self.heard = [None]
        if p.use == CONTACT:
            self._hear_contact(contact, quality)
        elif p.use != MESSAGE:
            return NOT_USED
        asked = self.heard[-1] if p.use == CONTACT else self.said[-1]
        ref = REF_LOADS if p.kind == ENERGY_MANAGER else REF_DEVICE
        if asked is None:
            return DimResult(LIMIT_NONE, 0, 1, ref)
        granted = max(asked, pmin_w(p.kind, p.n, p.sum_w))
        return DimResult(LIMIT_SET, min(granted, MOST_W), 1, ref)  # more than 100 kW is as good as none

    def _hear_contact(self, contact, quality):
        if quality == Q_GOOD:
            self.heard.append(0 if contact else None)

    def _hear_slot(self, slot_state, slot_w):
        if slot_state == LIMIT_LOST:
            return
        if slot_state != LIMIT_SET:
            self.said.append(None)
        elif 0 <= slot_w <= MOST_W:
            self.said.append(slot_w)
        elif self.said[-1] is None:
            self.said.append(SAFE_W)
