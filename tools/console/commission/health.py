"""The board itself: tasks, heap, clock, stored records."""

from host_sim.reason_texts import ALARM_TEXTS
from tools.console.commission.step import Step
from tools.console.commission.words import doubtful, ok, wrong

_LEAST_HEAP = 8000


class Health(Step):
    """Statistics of the kernel and both tasks."""

    key = "health"
    title = "Board"
    hint = "Asks the controller how it is."
    about_s = 15
    moves = False

    def run(self, site):
        """See Step."""
        looks = site.watch(12)
        board = site.board
        kernel = board.statistics("kernel")
        tasks = {name: board.statistics(name) for name in ("control", "keeper")}
        measured = [("free heap", f"{kernel['heap_free']} bytes"), ("running for", f"{kernel['up_s']} s")]
        measured += [(f"longest {name} run", f"{task['longest_ms']} ms") for name, task in tasks.items()]
        alarms = looks[-1].state["alarms"]
        measured.append(("alarms", ", ".join(text for bit, text in ALARM_TEXTS.items() if alarms & bit) or "none"))
        failing = [name for name, task in tasks.items() if task["failures"]]
        if failing:
            return wrong(f"A task fails: {', '.join(failing)}. Load the firmware anew.", "", measured)
        if kernel["stores"] or kernel["bad"]:
            return wrong("Records cannot be stored or read: the flash is worn or full.", "", measured)
        if 0 < kernel["heap_free"] < _LEAST_HEAP:
            return doubtful("Little heap is left: fewer links, or a larger board.", measured)
        if looks[-1].wall_min is None:
            return doubtful("It runs, but does not know the time: no clock, no network.", measured)
        return ok("It runs.", measured)
