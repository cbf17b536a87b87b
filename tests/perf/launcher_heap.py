"""What the launcher keeps of a board's heap, on MicroPython, one step at a time (see heap_app.py, tests/wasm/heap.mjs).

steps(tree): the tree is the compiled launcher and small_machine.py; in its images lie an image, keys and safe.bin.
"""

import sys

import small_machine


class Select:
    """The interpreter has no ipoll()."""

    @staticmethod
    def poll():
        return Select

    @staticmethod
    def register(stream, events):
        pass


class Stdio:
    buffer = None


def steps(tree):
    """All steps: to the moment before the firmware is imported, then what safe mode adds."""
    sys.modules["machine"] = small_machine
    sys.modules["select"] = Select
    kept = []
    images = tree + "/images"

    def start():
        from launcher import boot  # noqa: F401  loaded by main.py
        from launcher.start import begin, choose

        kept.append(begin(images))
        assert choose(kept[0], images)

    def forget():
        from launcher import boot

        boot.forget()

    def safe():
        from launcher.safe import Safe

        kept.append(Safe(kept[0], images))
        assert "launcher.upload" in sys.modules and "launcher.smp" in sys.modules

    return [("start", start), ("forget", forget), ("safe mode", safe)]
