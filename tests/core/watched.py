"""A bench on which every single tick is watched for heap use. A story is told twice, once for each way of looking."""

from control_bench import Bench
from support import INTERPRETER, allocates_now


def step_alone(bench):
    bench.controller.step(bench.inputs, bench.outputs)


class Watched(Bench):
    """A bench whose every step is watched; ``lock`` is the way of looking."""

    def __init__(self, lock, settings=(), obeys=True):
        super().__init__(obeys, settings)
        self.lock = lock

    def step(self):
        if allocates_now(step_alone, self, self.lock):
            raise AssertionError("tick %d at %d ms allocates" % (self.ticks, self.now_ms))


def told(story, *args):
    """Tell a story in both ways of looking.

    On wasm only the lock: it sees every large integer, which is what the 32-bit run is for. What it is blind to, as
    exceptions, takes heap on 64 bits too; and garbage cannot be collected there while a test runs, so that each
    measurement would walk through all of it.
    """
    story(True, *args)
    if INTERPRETER != "wasm32":
        story(False, *args)
