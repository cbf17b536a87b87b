"""What a house hears from outside: the clock on the wall, quarter-hour series, contacts, meters, a sender of limits.

Keeps its own account of all of it, so that a judge need not ask the firmware what it has understood.
"""

from tandem.ports import frame as fr
from tandem.ports.series import N_SERIES, SLOTS

MOST = (1 << 30) - 1
CONTACTS = (fr.CH_SG_1, fr.CH_SG_2, fr.CH_DIM, fr.CH_THERMOSTAT)
BEAT_MS = 50000  # a sender that lives


class Outside:
    """Everything is at rest until a script plays something."""

    def __init__(self):
        self.wall = (fr.Q_ABSENT, 0, 0)  # state, minutes UTC, offset as set ...
        self.wall_ms = 0  # ... at this moment
        self.goes = True  # the clock does
        self.utc = 0  # as shown in the latest frame
        self.channels = {}  # contact or meter: (value, quality)
        self.lpc = [0] * 8
        self.beats = False
        self.beat_ms = 0
        self.series = None
        self.restart()

    def attach(self, series):
        """The firmware's rings, empty after a restart."""
        self.series = series

    def restart(self):
        """What was pushed is gone with the power."""
        self.pushed = [{} for _ in range(N_SERIES)]

    def calm(self):
        """Contacts open, meters silent, a sender that lives on."""
        self.channels.clear()

    # --- script ------------------------------------------------------------------------------------------------------
    def play(self, kind, change, now_ms):
        """See script.OUTSIDE."""
        if kind == "wall":
            self.wall, self.goes = change[:3], change[3]
            self.wall_ms = now_ms
        elif kind == "jump":
            self.wall = (self.wall[0], self._minutes(now_ms) + change, self.wall[2])
            self.wall_ms = now_ms
        elif kind == "push":
            self._push(*change)
        elif kind == "contact" or kind == "meter":
            for ch, value, quality in change:
                self.channels[ch] = (value, quality)
        elif kind == "lpc":
            self._send(change)
        else:
            raise ValueError(kind)

    def _minutes(self, now_ms):
        return self.wall[1] + ((now_ms - self.wall_ms) // 60000 if self.goes else 0)

    def _push(self, kind, ahead, values, absolute):
        """Values in order of time, None leaves a gap; from so many quarters ahead of now."""
        quarter = ahead if absolute else self.utc // 15 + ahead
        for value in values:
            if value is not None and -MOST < quarter < MOST:
                self.series.put(kind, quarter, value)
                self._remember(kind, quarter, max(-32767, min(32767, value)))
            quarter += 1

    def _remember(self, kind, quarter, value):
        """Two days, without gaps; what does not follow on begins anew."""
        known = self.pushed[kind]
        if known and quarter not in known and quarter != max(known) + 1:
            known.clear()
        known[quarter] = value
        known.pop(quarter - SLOTS, None)

    def _send(self, change):
        """Heartbeats begin or end, a write, new failsafe values; numbers go on from what they were."""
        what, numbers = change
        lpc = self.lpc
        if what == "beats":
            self.beats = bool(numbers)
        elif what == "write":
            lpc[1] = (lpc[1] + 1) & MOST
            lpc[2:5] = numbers
        elif what == "config":
            lpc[5] = (lpc[5] + 1) & MOST
            lpc[6:8] = numbers
        else:
            lpc[:] = numbers  # anything

    # --- frame -------------------------------------------------------------------------------------------------------
    def fill(self, f, now_ms):
        """Write the fields of a tick."""
        state, _, offset = self.wall
        self.utc = max(-MOST, min(MOST, self._minutes(now_ms)))
        f[fr.IN_WALL_MIN], f[fr.IN_WALL_OFF_MIN], f[fr.IN_WALL_STATE] = self.utc, offset, state
        if self.beats and now_ms - self.beat_ms >= BEAT_MS:
            self.beat_ms = now_ms
            self.lpc[0] = (self.lpc[0] + 1) & MOST
        f[fr.IN_LPC_BEAT : fr.IN_LPC_SAFE_S + 1] = type(f)("i", self.lpc)
        for ch, (value, quality) in self.channels.items():
            f[fr.IN_CH + ch] = value
            f[fr.IN_QUALITY + ch] = quality

    # --- for the judge -----------------------------------------------------------------------------------------------
    def clock(self):
        """(quarter UTC, local minute of the day), None where the clock cannot be used."""
        state, _, offset = self.wall
        if state != fr.Q_GOOD or not 0 < self.utc < 1 << 28 or not -1440 < offset < 1440:
            return None
        return self.utc // 15, (self.utc + offset) % 1440

    def value(self, kind, quarter):
        """What was pushed for a quarter, None when nobody knows."""
        return self.pushed[kind].get(quarter)
