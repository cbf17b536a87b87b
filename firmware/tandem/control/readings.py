"""Readings: is a raw channel value usable, and what takes its place when it is not.

Each tick every measuring channel is judged: the driver's quality, age, range, the power-on value of a DS18B20, rate of
change, stuck values. A good value is passed on; after a bad one the last good value is held for a while; then the
channel is bad and whoever needs it uses its own fallback.
"""

from array import array

from tandem.ports.frame import (
    CH_LOADS,
    CH_MIXED_FLOW,
    CH_OUTDOOR,
    IN_AGE_S,
    IN_CH,
    IN_QUALITY,
    N_CH,
    Q_ABSENT,
    Q_GOOD,
)

S_ABSENT = 0  # not fitted
S_GOOD = 1
S_HELD = 2  # last good value, not older than the channel's hold time
S_BAD = 3

N_JUDGED = CH_LOADS + 1  # status channels are plain 0/1 and are read where they are used
POWER_ON_C100 = 8500  # what a DS18B20 says before its first conversion
_POWER_ON_NEAR_C100 = 500

# One row a judged channel: lowest, highest, largest plain change per second, hold time s, stuck after s.
# Ranges: what the place can really have. Rates: 5 K/s for water, 2 K/min for a room. A room may stand still, as may
# a tank; power may jump, and an old value of a meter is worth little.
# Tuples: an array would be a second copy of its constants.
_LO = (-4500, -1000, -500, -500, -1500, -1500, -500, -500, -500, 0, 0, 0) + (-60000,) * 4 + (0,)
_HI = (6000, 5000, 11000, 11000, 10000, 10000, 11500, 11000, 11000, 20000, 60000, 1000) + (60000,) * 5
_RATE = (20, 4, 500, 500, 500, 500, 500, 500, 500, 20000, 60000, 1000) + (60000,) * 5
_HOLD_S = (1800, 600, 60, 60, 60, 60, 60, 600, 60, 30, 60, 600, 30, 30, 30, 30, 60)
_STUCK_S = (86400, 0, 1800, 1800, 1800) + (0,) * 12
_OLD_S = (900, 600, 60, 60, 60, 60, 60, 600, 60, 30, 60, 600, 30, 30, 30, 30, 60)
_RATE_SLACK = 100  # a plain step of 1 K (or 100 of another unit) is never too fast


class Readings:
    """``v[ch]`` the value to use, ``state[ch]`` S_*; bad and ok are bit masks: S_BAD, and S_GOOD or S_HELD."""

    def __init__(self):
        zero = [0] * N_CH
        self.v = array("i", zero)
        self.state = array("i", zero)
        self.bad = 0
        self.ok = 0
        self.rejected = 0  # samples refused since boot
        self._raw = array("i", zero)
        self._good_s = array("i", zero)  # time of the last good sample, while not good
        self._same_s = array("i", zero)  # since when the raw value has not changed
        self._last_s = 0

    def step(self, f, now_s, heat_s):
        """Judge input frame f. heat_s: since when heat has been made, so that water temperatures must move; else -1."""
        raws = self._raw
        values = self.v
        state = self.state
        last_s = self._last_s
        same = self._same_s
        for ch in range(N_JUDGED):
            was = state[ch]
            if (
                was == S_GOOD
                and f[IN_QUALITY + ch] == Q_GOOD
                and (not f[IN_AGE_S + ch] or f[IN_AGE_S + ch] <= _OLD_S[ch])
            ):
                raw = f[IN_CH + ch]
                if raw == raws[ch]:
                    limit = _STUCK_S[ch]
                    if (
                        limit
                        and now_s - same[ch] > limit
                        and (ch == CH_OUTDOOR or (same[ch] < heat_s and now_s - heat_s > limit))
                    ):
                        self._refuse(ch, last_s, now_s)
                    continue
                raws[ch] = raw
                same[ch] = now_s
                # The range first, so that the difference is a small number; then the common case, a small step.
                if _LO[ch] <= raw <= _HI[ch] and (
                    -_RATE_SLACK <= raw - values[ch] <= _RATE_SLACK or self._plausible(ch, raw, now_s - last_s)
                ):
                    values[ch] = raw
                else:
                    self._refuse(ch, last_s, now_s)
            elif was != S_ABSENT or f[IN_QUALITY + ch] != Q_ABSENT:
                self._judge(f, ch, f[IN_CH + ch], now_s)
        self._last_s = now_s

    def usable(self, ch):
        """True when v[ch] may be used: measured now, or held."""
        return self.ok >> ch & 1 != 0

    def _plausible(self, ch, raw, elapsed_s):
        if not _LO[ch] <= raw <= _HI[ch]:
            return False
        d = raw - self.v[ch]
        if d < 0:
            d = -d
        if raw == POWER_ON_C100 and ch <= CH_MIXED_FLOW and d > _POWER_ON_NEAR_C100:
            return False
        if elapsed_s > 3600:
            elapsed_s = 3600
        return d <= _RATE_SLACK + _RATE[ch] * elapsed_s

    def _judge(self, f, ch, raw, now_s):
        """A channel that was not plainly good in the last tick, or is not now."""
        state = self.state[ch]
        quality = f[IN_QUALITY + ch]
        if quality == Q_ABSENT:
            if state != S_ABSENT:
                self._set(ch, S_ABSENT)
            return
        fresh = quality == Q_GOOD and f[IN_AGE_S + ch] <= _OLD_S[ch]
        if raw != self._raw[ch] or not fresh or state == S_ABSENT:
            # Only what the sensor itself says again and again is stuck, not what is left over from before a fault.
            self._raw[ch] = raw
            self._same_s[ch] = now_s
        elif _STUCK_S[ch] and now_s - self._same_s[ch] > _STUCK_S[ch]:
            fresh = False
        if fresh:
            if state == S_HELD:
                fresh = self._plausible(ch, raw, now_s - self._good_s[ch])
            else:
                # Nothing to compare with: range only, and never start on a power-on value.
                fresh = _LO[ch] <= raw <= _HI[ch] and not (raw == POWER_ON_C100 and ch <= CH_MIXED_FLOW)
        if fresh:
            self.v[ch] = raw
            self._same_s[ch] = now_s
            self._set(ch, S_GOOD)
        else:
            self._refuse(ch, self._last_s if state == S_GOOD else self._good_s[ch], now_s)

    def _refuse(self, ch, good_s, now_s):
        self.rejected = (self.rejected + 1) & 0x3FFFFFFF
        if self.state[ch] == S_GOOD:
            self._good_s[ch] = good_s
            self._set(ch, S_HELD)
        elif self.state[ch] == S_ABSENT:
            self._set(ch, S_BAD)
        if self.state[ch] == S_HELD and now_s - self._good_s[ch] > _HOLD_S[ch]:
            self._set(ch, S_BAD)

    def _set(self, ch, state):
        self.state[ch] = state
        bit = 1 << ch
        if state == S_BAD:
            self.bad |= bit
        else:
            self.bad &= ~bit
        if state == S_GOOD or state == S_HELD:
            self.ok |= bit
        else:
            self.ok &= ~bit
