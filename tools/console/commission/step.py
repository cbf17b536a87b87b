"""A step of commissioning, and how one is run."""

import time
from datetime import datetime

from tools.console.commission import words
from tools.console.commission.site import Stopped


class Step:
    """key: stable name; title and hint for people; about_s: how long it usually takes."""

    key = ""
    title = ""
    hint = ""
    about_s = 30
    moves = True  # it holds outputs, so the house is without heat meanwhile

    def run(self, site):
        """Do it: a Result, or raise Skip. Outputs held are let go by who runs it."""
        raise NotImplementedError


def perform(step, site):
    """Run a step to the end, whatever it does: its Result, with times. Raises PortError, and Stopped."""
    began = time.monotonic()
    first = site.board.look().up_s
    try:
        site.begin()
        result = step.run(site)
    except words.Skip as skip:
        result = words.Result(words.SKIPPED, str(skip))
    finally:
        site.end()
    last = site.board.look().up_s
    # After a restart the board's own time has begun anew.
    result.seconds = last - first if last >= first else round(time.monotonic() - began)
    result.when = datetime.now().isoformat(timespec="seconds")
    return result


__all__ = ["Step", "Stopped", "perform"]
