"""The way back after a limit, a price step or a power cut, so that a street does not come back as one.

A start waits for a delay of this device's own. Power may then rise to the rated power, first slowly, as every house is
a little cold by then and would take all it can get. It rises from what this house would draw now without the limit:
what it drew on average beside what its load and COP ask for, times what they ask for in the weather of now. This rule
is ours: frost, the minimum running time and a disinfection that is due go before it.
"""

from tandem.control.copmap import cop_x100
from tandem.control.curve import flow_c100
from tandem.control.param_table import (
    P_DESIGN_LOAD_W,
    P_DEVICE_SEED,
    P_HP_CAN_CAP,
    P_HP_RATED_POWER_W,
    P_RAMP_S,
    P_RELEASE_S,
    P_ROOM_TARGET_C100,
)
from tandem.control.snapshot import within

CAPPED = 1  # level of a limit: it caps the machine
OFF = 2  # it stops the machine
_SAMPLE_S = 60
_SAMPLE_MAX_S = 150  # keeps every product below 2^30
_MEAN_S = 43200  # time constant of the mean of own power beside the usual
_LEAST_S = 3600
_BOOT_S = 1800  # a power cut counts as a limit of this length
_PARTS = 64  # of a thousandth, in the mean
_MEAN_MAX = 4000 * _PARTS  # a house that draws more beside its load does something else
_LEAST_W = 50  # with less load than this there is nothing to compare with
_POWER_MAX = 30000


class Release:
    """hold: no start yet; cap_w: power allowed while it rises, 0 when there is no such cap.

    price: set it when a price step has made the heat pump the better source. free: nothing is held back for now.
    """

    def __init__(self):
        self.hold = False
        self.cap_w = 0
        self.price = False
        self.free = False
        self.level = OFF  # boot: the power may have been away for the whole street
        self._limit_s = -_BOOT_S  # since when limits have done something
        self._rises = False
        self._from_s = 0  # when power begins to rise
        self._span_s = 0  # and for how long
        self._base_w = 0
        self._usual_w = 0  # what load and COP ask for in this weather
        self._mean = 0  # of own power beside that while nothing limits it, parts of a thousandth
        self._mean_s = 0
        self._count = 0  # of releases

    def step(self, level, envelope, p, now_s):
        """level: what the limits do to this machine: 0 nothing, CAPPED, OFF."""
        if not self.level:
            self._limit_s = now_s
        self.level = level
        if not level and now_s - self._mean_s >= _SAMPLE_S:
            self._sample(envelope.site.own(p), now_s)
        if not self._rises:
            return
        since = now_s - self._from_s
        self._rises = level != OFF and since < self._span_s
        self.hold = self._rises and since < 0 and not self.free
        self.cap_w = 0
        w = self._base_w
        gap = p[P_HP_RATED_POWER_W] - w
        if self._rises and gap > 0 and p[P_HP_CAN_CAP] and not self.free:
            if since > 0:
                part = since * 1000 // self._span_s
                w += gap * part // 1000 * part // 1000 * part // 1000
            self.cap_w = w

    def usual(self, load, outdoor_c100, p):
        """Slow decision: what the weather of now asks for. load: load_x1000 at the room's plain target."""
        cop = cop_x100(flow_c100(p[P_ROOM_TARGET_C100], load, p), outdoor_c100, p)
        w = p[P_DESIGN_LOAD_W] * load // 1000 * 100 // cop
        self._usual_w = w if w < _POWER_MAX else _POWER_MAX

    def begin(self, floor, p, now_s):
        """A limit, a price step or a power cut is over: draw the delay. floor: the machine's electrical floor, watts.

        The longer the limit lasted, the longer the rise, at most ramp_s: a short one has cooled nothing. A machine that
        cannot be capped waits for its place in the rise of the street.
        """
        span = p[P_RAMP_S]
        lasted = now_s - self._limit_s
        if self.price:
            lasted = 0
        if lasted < span:
            lasted = 2 * lasted + _LEAST_S
        self._span_s = lasted if lasted < span else span
        self.price = False
        self._rises = True
        self._count = (self._count + 1) & 0xFF
        # One multiplication of a linear congruential generator: seeds side by side give delays spread evenly.
        x = ((p[P_DEVICE_SEED] + self._count * 7919 & 0xFFFF) * 4005 + 13849) & 0xFFFF
        span = p[P_RELEASE_S] if p[P_HP_CAN_CAP] else p[P_RELEASE_S] + self._span_s
        self._from_s = now_s + ((x >> 2) * span >> 14)
        w = self._mean // _PARTS * self._usual_w // 1000
        self._base_w = w if w > floor else floor

    def _sample(self, own_w, now_s):
        span = now_s - self._mean_s
        self._mean_s = now_s
        usual_w = self._usual_w
        if self.hold or usual_w < _LEAST_W:
            return
        if span > _SAMPLE_MAX_S:
            span = _SAMPLE_MAX_S
        own_w = (own_w if own_w < _POWER_MAX else _POWER_MAX) * 1000 // usual_w * _PARTS
        self._mean += ((own_w if own_w < _MEAN_MAX else _MEAN_MAX) - self._mean) * span // _MEAN_S

    def keep(self, row, at, _now_s):
        """For the record of habits: the mean and the number of releases."""
        row[at] = self._mean
        row[at + 1] = self._count
        return at + 2

    def restore(self, row, at):
        """After a restart."""
        mean = within(row[at], _MEAN_MAX)
        self._mean = mean if mean > 0 else 0
        self._count = row[at + 1] & 0xFF
        return at + 2
