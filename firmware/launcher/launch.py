"""What the launcher hands to the firmware that it starts."""

import machine

from launcher.stdio import Stdio


class Watchdog:
    """The hardware watchdog. It cannot be stopped, only be given longer."""

    def __init__(self, ms):
        self.lengthen(ms)

    def lengthen(self, ms):
        """Reset ms milliseconds from now and from each feed()."""
        self._wdt = machine.WDT(timeout=ms)

    def feed(self):
        """Postpone the reset by the watchdog's timeout."""
        self._wdt.feed()


class Launch:
    """The handle that the image's board.main() is called with.

    watchdog, stdio; cause: of the last reset, as the machine numbers it; terminals: the board's pins as the launcher
    knows them; name: of the board; slots: the slot record; slot: 0 or 1, which image runs, -1 in safe mode; version: of
    it, four numbers.
    """

    def __init__(self, terminals, slots):
        self.terminals = terminals
        self.name = str(terminals.name, "ascii")
        self.safe()
        self.watchdog = Watchdog(terminals.watchdog_ms)
        self.cause = machine.reset_cause()
        self.slots = slots
        self.stdio = Stdio()
        self.slot = -1
        self.version = (0, 0, 0, 0)

    def safe(self):
        """All outputs to their fallback. Does not fail."""
        self.terminals.safe()

    def worked(self):
        """The firmware has done its work for long enough: this start counts as a good one. Raises OSError."""
        self.slots.worked()

    def lock(self):
        """From now on Ctrl-C is a byte like any other, until the next reset."""
        import micropython

        micropython.kbd_intr(-1)

    def restart(self):
        """Outputs to their fallback, then reset."""
        self.safe()
        machine.reset()
