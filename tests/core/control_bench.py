"""A controller on the bench: a plausible installation on a cool day, a heat pump that obeys, time moved by hand.

Everything goes through frames and parameters, as on a board. Temperatures move by a hundredth with every tick, as real
ones do: a sensor that stands still is taken as stuck.
"""

from tandem.control.controller import Controller
from tandem.control.param_table import GROUPS, P_RAMP_S, P_RELEASE_S, TABLE
from tandem.kernel.params import Params
from tandem.ports.frame import (
    CH_BOILER_FLOW,
    CH_FLAME,
    CH_FLOW,
    CH_HP_DEFROST,
    CH_HP_FLOW,
    CH_HP_LPH,
    CH_HP_POWER,
    CH_HP_RETURN,
    CH_HP_RUN,
    CH_OUTDOOR,
    CH_RETURN,
    CH_ROOM,
    IN_AGE_S,
    IN_CH,
    IN_GAS_PRICE_CT_MWH,
    IN_GAS_PRICE_STATE,
    IN_LIMITS,
    IN_POWER_PRICE_CT_MWH,
    IN_POWER_PRICE_STATE,
    IN_QUALITY,
    IN_UP_MS,
    IN_UP_S,
    LIMIT_FIELDS,
    N_CH,
    OUT_BOILER,
    OUT_HP,
    OUT_HP_PUMP,
    Q_GOOD,
    Inputs,
    Outputs,
)
from tandem.ports.limits import LIMIT_ABSENT, LIMIT_NONE, LIMIT_SET

GAS_CT_MWH = 8090
POWER_CT_MWH = 22000
LPH = 600
HP_W = 900
_TYPICAL = (
    (CH_OUTDOOR, 500),
    (CH_ROOM, 1950),
    (CH_FLOW, 2500),
    (CH_RETURN, 2400),
    (CH_HP_FLOW, 2500),
    (CH_HP_RETURN, 2400),
    (CH_BOILER_FLOW, 2500),
)


def parameters():
    """The parameters at their defaults, without events."""
    return Params(TABLE, GROUPS)


class Bench:
    """``now_ms`` is the uptime of the next tick. obeys: the compressor runs from the tick after its command."""

    def __init__(self, obeys=True, settings=()):
        self.params = parameters()
        # A machine alone on its street; who wants the staggered release sets it.
        self.set(P_RELEASE_S, 0)
        self.set(P_RAMP_S, 0)
        for pid, value in settings:
            self.set(pid, value)
        self.inputs = Inputs(self.params)
        self.outputs = Outputs()
        self.controller = Controller()
        self.f = self.inputs.f
        self.o = self.outputs.f
        self.obeys = obeys
        self.jitter = True
        self.now_ms = 0
        self.ticks = 0
        self.base = [0] * N_CH
        f = self.f
        for ch in range(CH_BOILER_FLOW + 1):
            f[IN_QUALITY + ch] = Q_GOOD
        for ch in (CH_HP_LPH, CH_HP_POWER, CH_HP_RUN, CH_FLAME, CH_HP_DEFROST):
            f[IN_QUALITY + ch] = Q_GOOD
        for ch, value in _TYPICAL:
            self.base[ch] = value
        f[IN_POWER_PRICE_CT_MWH] = POWER_CT_MWH
        f[IN_POWER_PRICE_STATE] = Q_GOOD
        f[IN_GAS_PRICE_CT_MWH] = GAS_CT_MWH
        f[IN_GAS_PRICE_STATE] = Q_GOOD

    def set(self, pid, value):
        """A parameter, which must take the value."""
        refused = self.params.set(pid, value)
        if refused:
            raise ValueError("parameter %d refuses %d" % (pid, value))

    def put(self, ch, value, quality=Q_GOOD, age_s=0):
        """What a channel says from now on."""
        self.base[ch] = value
        self.f[IN_QUALITY + ch] = quality
        self.f[IN_AGE_S + ch] = age_s

    def water(self, c100):
        """All water temperatures at once."""
        for ch in (CH_FLOW, CH_RETURN, CH_HP_FLOW, CH_HP_RETURN, CH_BOILER_FLOW):
            self.base[ch] = c100

    def limit(self, source, watts, state=LIMIT_SET):
        """A source's limit from now on; watts None: the source is alive and says that there is none."""
        k = IN_LIMITS + source * LIMIT_FIELDS
        self.f[k] = LIMIT_NONE if watts is None and state == LIMIT_SET else state
        self.f[k + 1] = 0 if watts is None else watts

    def no_limit(self, source):
        """The source is not configured."""
        self.limit(source, None, LIMIT_ABSENT)

    def machine(self, runs):
        """What the heat pump reports: running with its power, or not."""
        self.base[CH_HP_RUN] = 1 if runs else 0
        self.base[CH_HP_POWER] = HP_W if runs else 0

    def tick(self, step_ms=10000):
        """One control tick, then move on by step_ms."""
        f = self.f
        if self.obeys:
            self.machine(self.o[OUT_HP])
            self.base[CH_FLAME] = self.o[OUT_BOILER]
            # Water flows where a pump runs.
            self.base[CH_HP_LPH] = LPH if self.o[OUT_HP_PUMP] else 0
        odd = self.ticks % 2 if self.jitter else 0
        for ch in range(N_CH):
            value = self.base[ch]
            f[IN_CH + ch] = value + odd if ch <= CH_BOILER_FLOW and value < 12000 else value
        f[IN_UP_S] = self.now_ms // 1000
        f[IN_UP_MS] = self.now_ms % 1000
        self.step()
        self.ticks += 1
        self.now_ms += step_ms

    def step(self):
        """The controller's step alone."""
        self.controller.step(self.inputs, self.outputs)

    def run(self, seconds, step_ms=10000):
        """Ticks for so many seconds."""
        for _ in range(seconds * 1000 // step_ms):
            self.tick(step_ms)

    def until(self, at, value, limit_s=3600, step_ms=10000):
        """Tick until output ``at`` has this value; return the uptime of that tick in ms."""
        for _ in range(limit_s * 1000 // step_ms):
            self.tick(step_ms)
            if self.o[at] == value:
                return self.now_ms - step_ms
        raise AssertionError("output %d never became %d" % (at, value))

    def start(self):
        """Run until the heat pump is on and seen running; return the uptime of its command in ms."""
        at = self.until(OUT_HP, 1)
        self.tick()
        return at

    def reboot(self, protection=None, habits=None):
        """A new controller at uptime zero, with what it may restore; outputs at rest."""
        self.controller = Controller()
        for i in range(len(self.o)):
            self.o[i] = 0
        self.now_ms = 0
        return self.controller.load(protection, habits)
