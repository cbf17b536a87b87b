"""The hardware watchdog, and the way to a reset that leaves a note for the next start."""

import machine

_MARK = 0x54  # T


class Dog:
    """The chip's watchdog for a board without the launcher, whose handle has one. timeout_ms: 1000 and more."""

    def __init__(self, timeout_ms):
        self._wdt = machine.WDT(timeout=timeout_ms)

    def feed(self):
        """Postpone the reset."""
        self._wdt.feed()

    def lengthen(self, ms):
        """Another timeout from now on: a watchdog of an ESP32 that is made again takes the new one. Never off."""
        self._wdt = machine.WDT(timeout=ms)
        self._wdt.feed()


class Watchdog:
    """The Watchdog port. dog: feed() and lengthen(ms), the launcher's or Dog."""

    def __init__(self, dog):
        self._dog = dog
        self._board = None

    def attach(self, board):
        """Whose outputs go to their fallback before a reset."""
        self._board = board

    def feed(self):
        """The port's feed."""
        self._dog.feed()

    def lengthen(self, ms):
        """For a service during which outputs are at their fallback, ms."""
        self._dog.lengthen(ms)

    def reset(self, task):
        """The port's reset. The number of the task is kept in memory that outlives a reset, not a power cut."""
        try:
            if self._board is not None:
                self._board.fallback()
            note = task & 0xFF
            machine.RTC().memory(bytes((_MARK, note, note ^ 0xFF)))
        finally:
            machine.reset()

    def stale(self):
        """The port's stale."""
        rtc = machine.RTC()
        note = rtc.memory()
        if len(note) != 3 or note[0] != _MARK or note[1] ^ note[2] != 0xFF:
            return -1
        rtc.memory(b"")
        return note[1] if note[1] != 0xFF else -1
