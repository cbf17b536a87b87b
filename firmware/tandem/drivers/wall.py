"""Wall time: kept by the board's own count of milliseconds, set by answers that agree, never by one alone.

Minutes since 2000-01-01 00:00 UTC everywhere; the epoch of the interpreter (2000 on an ESP32, 1970 elsewhere) is
converted here and nowhere else. The chip's clock is only a store that outlives a reset without a power cut.
"""

import time

import machine

from tandem.drivers.clock import since
from tandem.ports.frame import IN_WALL_MIN, IN_WALL_OFF_MIN, IN_WALL_STATE, Q_ABSENT, Q_GOOD
from tandem.ports.reasons import E_CLOCK

EARLIEST_MIN = 14116320  # 2026-11-03: no time before this firmware was written is true
LATEST_MIN = EARLIEST_MIN + 30 * 525960
AGREE_S = 2
ANSWERS = 2
JUMP_MIN = 5
JUMP_ANSWERS = 6  # to believe that the own time is wrong by more than JUMP_MIN
_DAY = 1440
_SUMMER_MIN = 60
_FAR_S = 0x10000000
_EPOCH_MIN = (0, 15778080)[1 if time.gmtime(0)[0] == 1970 else 0]  # minutes from 1970 to 2000

TAKEN = 0
MORE = 1  # believable, but others must agree
REFUSED = 2


class Wall:
    """offset_min: local time in winter minus UTC; eu_dst: 1 for an hour more from the last Sunday of March to the last
    of October, 01:00 UTC both (Directive 2000/84/EC). ``known``: the time may be used."""

    channels = ()

    def __init__(self, offset_min, eu_dst):
        self._standard = offset_min
        self._dst = eu_dst
        self._board = None
        self.known = False
        self.minute = 0
        self.second = 0
        self._ms = 0
        self._last = -1
        self._offset = offset_min
        self._from = 0  # minutes between which the offset holds
        self._until = 0
        self._claim_min = 0  # what the answers so far agree on, carried on
        self._claim_s = 0
        self._claims = 0
        self._claim_at = 0
        self._restore()

    def attach(self, board):
        """For events."""
        self._board = board

    def read(self, frame, now):
        """The frame's wall time."""
        self.advance(now)
        minute = self.minute
        if not self._from <= minute < self._until:
            self._zone(minute)
        frame[IN_WALL_MIN] = minute
        frame[IN_WALL_OFF_MIN] = self._offset
        frame[IN_WALL_STATE] = Q_GOOD if self.known else Q_ABSENT

    def offer(self, minute, second, now):
        """What a server says it is, at clock reading now; return TAKEN, MORE or REFUSED."""
        if not EARLIEST_MIN <= minute < LATEST_MIN:
            return REFUSED
        self.advance(now)
        ahead_s = since(now, self._claim_at) // 1000
        if self._claims and abs(_apart(self._claim_min, self._claim_s + ahead_s, minute, second)) <= AGREE_S:
            self._claims += 1
        else:
            self._claims = 1
        self._claim_min = minute
        self._claim_s = second
        self._claim_at = now
        wanted = ANSWERS
        if self.known and abs(minute - self.minute) > JUMP_MIN:
            wanted = JUMP_ANSWERS
        if self._claims < wanted:
            return MORE
        self.set_utc(minute, second, now)
        return TAKEN

    def set_utc(self, minute, second, now):
        """Take it as it is: the answers agreed, or someone who is present says so. False when it cannot be true."""
        if not EARLIEST_MIN <= minute < LATEST_MIN:
            return False
        self.advance(now)
        jump = minute - self.minute if self.known else 0
        first = not self.known
        self.known = True
        self.minute = minute
        self.second = second
        self._ms = 0
        if self._board is not None and (first or jump > 1 or jump < -1):
            self._board.post(E_CLOCK, jump)
        try:
            t = time.gmtime((minute + _EPOCH_MIN) * 60 + second)
            machine.RTC().datetime((t[0], t[1], t[2], t[6], t[3], t[4], t[5], 0))
        except OSError:
            pass  # it is only for after a reset
        return True

    def _restore(self):
        seconds = time.time()
        minute = int(seconds) // 60 - _EPOCH_MIN
        if EARLIEST_MIN <= minute < LATEST_MIN:
            self.minute = minute
            self.second = int(seconds) % 60
            self.known = True

    def advance(self, now):
        """Let the time since the last call pass; now: the clock."""
        if self._last >= 0:
            passed = since(now, self._last)
            if passed < 0:
                return
            passed += self._ms
            self._ms = passed % 1000
            seconds = self.second + passed // 1000
            self.second = seconds % 60
            self.minute += seconds // 60
        self._last = now

    def _zone(self, minute):
        """The offset, and between which minutes it holds."""
        year = 2000
        day = minute // _DAY
        start = 0
        while True:
            leap = 1 if year % 4 == 0 and (year % 100 or year % 400 == 0) else 0
            if day - start < 365 + leap:
                break
            start += 365 + leap
            year += 1
        end = (start + 365 + leap) * _DAY
        self._from = start * _DAY
        self._until = end
        self._offset = self._standard
        if not self._dst:
            return
        spring = _sunday(start + 89 + leap) * _DAY + 60
        autumn = _sunday(start + 303 + leap) * _DAY + 60
        if minute < spring:
            self._until = spring
        elif minute < autumn:
            self._from = spring
            self._until = autumn
            self._offset += _SUMMER_MIN
        else:
            self._from = autumn


def _sunday(day):
    """The last Sunday up to day, both days since 2000-01-01, a Saturday."""
    return day - (day + 6) % 7


def _apart(minute_a, second_a, minute_b, second_b):
    """Seconds from b to a, _FAR_S when they are more than a day apart."""
    d = minute_a + second_a // 60 - minute_b
    if not -_DAY < d < _DAY:
        return _FAR_S
    return d * 60 + second_a % 60 - second_b
