"""The handle that a launcher gives, with no start by a launcher behind it."""

import machine
import micropython
import vm_words as w
from vm_host import host

from launcher.launch import Watchdog
from launcher.stdio import Stdio


class Launch:
    """As launcher.launch.Launch."""

    name = "virtual"
    slot = 0
    version = (0, 0, 0, 0)

    def __init__(self):
        self.safe()
        self.watchdog = Watchdog(8000)
        self.stdio = Stdio()
        self.cause = machine.reset_cause()
        self.good = False

    def safe(self):
        """All outputs to their fallback."""
        host.tell(w.FALLBACK)

    def lock(self):
        """From now on Ctrl-C is a byte like any other."""
        micropython.kbd_intr(-1)

    def worked(self):
        """Good control for long enough; there is nobody to tell."""
        self.good = True
