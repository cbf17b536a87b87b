"""Management of a running controller over one serial line.

What answers its requests takes more heap than the line itself, and nobody asks for months: it is loaded with the first
request and forgotten a while after the last one.
"""

import sys

from launcher.smp import Smp
from tandem.ports.frame import IN_UP_S

KEEP_S = 60


class Service:
    """All groups of one link. app: what app.py builds; record: name of the parameters' record; stream and about: see
    launcher.smp; installer: whether the client is one, as whoever holds the cable is.
    calendar: ports.board.Calendar, or None.
    """

    group = -1

    def __init__(self, app, record, stream, calendar=None, about="Tandem", installer=True):
        self.app = app
        self.record = record
        self.calendar = calendar
        self.installer = installer
        self.link = Smp(stream, [self], app, about)
        self._answer = None
        self._last_s = 0

    def handle(self, write, command, request, reply):
        """See launcher.smp."""
        if self._answer is None:
            from tandem.links.smp.service import answer

            self._answer = answer
        self._last_s = self.app.uptime.s
        return self._answer(self, write, command, request, reply)

    def tick(self, inputs, _outputs):
        """A tap (ports.board.Tap)."""
        if self._answer is not None and inputs[IN_UP_S] - self._last_s > KEEP_S:
            self._answer = None
            # Another link may have done so before.
            if sys.modules.pop("tandem.links.smp.service", None) is not None:
                delattr(sys.modules["tandem.links.smp"], "service")
