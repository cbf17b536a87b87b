"""How much of a board's heap an image with all its usual links keeps: launcher, kernel, control, loop, SMP, OpenTherm.

On wasm32, as in test_heap.py. All of it together is to be within 88 KB, after what only the start uses was given back.
"""

import shutil

from tests.perf.test_heap import _measure
from tests.perf.test_launcher_heap import BOARD, DATA, MACHINE, _sealed
from tools import mpy

WITHOUT_OPENTHERM_BAR = 72 * 1024
BAR = 88 * 1024
LINKS = """
import heap_base
import launcher_steps
import sys

def steps(tree):
    app = []
    base = launcher_steps.steps(tree)

    def core():
        app.append(heap_base.build())

    def serve():
        from tandem.serve import main
        from tandem.flight import record
        app.append(record(app[0]))

    def link():
        class Port:
            def read(self, buf):
                return 0
            def write(self, data):
                pass
        app[0].smp(Port())

    def opentherm():
        from tandem.links.opentherm.bridge import Bridge
        import tandem.links.opentherm.samples, tandem.links.opentherm.bits
        class End:
            def send(self, data):
                return False
            def receive(self, buf):
                return 0
        app.append(Bridge(app[0], app[0], End(), End()))

    def minute():
        for _ in range(60):
            app[0].loop.turn()
            app[0].loop.clock.ms += 1000

    first = [("launcher", base[0][1]), ("forget", base[1][1])]
    def spent():
        from tandem.spent import forget
        forget(sys.modules)

    parts = [("core", core), ("serve", serve), ("smp", link), ("opentherm", opentherm), ("spent", spent)]
    return first + [part for part in parts if part[0] != LEFT_OUT] + [("minute", minute)]
"""


def test_an_image_with_its_usual_links(tmp_path):
    tree = tmp_path / "mpy"
    mpy.build(tree, [mpy.ROOT / "tests/perf/heap_app.py", mpy.ROOT / "tests/perf/launcher_heap.py"])
    shutil.copy(tree / "scripts" / "heap_app.py", tree / "heap_base.py")
    shutil.copy(tree / "scripts" / "launcher_heap.py", tree / "launcher_steps.py")
    shutil.copy(MACHINE, tree)
    images = tree / "images"
    images.mkdir()
    head = b"TSB1" + bytes((1, 0, 0, 0)) + b"\x40\x1f\x78\x00" + bytes((255, 0, 255, 0)) + BOARD.encode()
    (images / "safe.bin").write_bytes(_sealed(head.ljust(40, b"\0")))
    shutil.copy(DATA / "small.img", images / "image.0")
    shutil.copy(DATA / "small.pub", images / "key.pub")
    script = tmp_path / "links.py"
    totals = []
    for left_out, bar in (("opentherm", WITHOUT_OPENTHERM_BAR), ("", BAR)):
        script.write_text(LINKS.replace("LEFT_OUT", repr(left_out)))
        steps = _measure(str(tree), str(script))
        print(f"{steps}\nwithout {left_out or 'nothing'}: {steps['total']} of {bar}")
        totals.append(steps["total"])
    assert steps["core"] > 40_000 and steps["opentherm"] > 10_000 and steps["serve"] > 2_000
    assert steps["spent"] < -5_000
    assert totals[0] <= WITHOUT_OPENTHERM_BAR and totals[1] <= BAR
