"""A restart: every output falls to its fallback, and the controller is back soon."""

import time

from tools.console.commission.step import Step
from tools.console.commission.words import doubtful, ok, wrong
from tools.smp_port import PortError

BACK_S = 15
_GIVE_UP_S = 60
YES, NO = "yes", "no"


class Fallback(Step):
    """The circuit pump runs, the controller starts again."""

    key = "fallback"
    title = "Fallback by restart"
    hint = "The circuit pump runs, then the controller starts again. Watch the relays: all must drop at once."
    about_s = 40

    def run(self, site):
        """See Step."""
        site.hold(pump=1)
        up_s = site.watch(6, text="the pump runs")[-1].up_s
        site.hold()
        site.board.reset()
        began = time.monotonic()
        left = False
        while True:
            site.wait(0.5)
            gone = time.monotonic() - began
            try:
                look = site.board.look()
            except PortError:
                left = True
                look = None
            if look is not None and (left or look.up_s < up_s):
                break
            if gone > _GIVE_UP_S:
                return wrong("It does not come back.", "", [("waited", f"{gone:.0f} s")])
        said = site.person.choose("dropped", "Did the pump stop and all relays drop at once?", (YES, NO))
        measured = [("back after", f"{gone:.1f} s"), ("all dropped", said or "nobody could say")]
        if said == NO:
            return wrong("An output did not fall back: relay, wire or its driver's fallback.", "", measured)
        if gone > BACK_S:
            return doubtful("It took long to come back.", measured)
        if said is None:
            return doubtful("It came back; nobody watched the relays.", measured)
        return ok("All outputs fell back, and it came back.", measured)
