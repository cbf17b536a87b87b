"""How much of a board's heap kernel and core keep, and that the firmware loads where little is left.

    python tests/perf/test_heap.py      the share of every module, each built as a file of its own

Retained bytes are measured on wasm32, which agrees with a real 32-bit build within 1 %. Running out of memory shows
only on the wheel, whose heap is fixed; its words are twice as wide, so N KB on a board are 1.4 x N there.

The interpreter's table of names doubles when it is full. The next time, at 300 names, that costs 2 KB at once, wherever
it happens to fall; so the number of names is printed with the steps.
"""

import re
import shutil
import tempfile
from pathlib import Path

import pytest

from tools import mpy
from tools.interpreters import run, run_with_heap, wasm_command
from tools.smp_port import HEADER, READ, VERSION, lines

APP = "tests/perf/heap_app.py"  # folded along with the firmware, since that loses its constants
RETAINED_BAR = 55 * 1024  # tandem.ports, kernel and control, and all objects; without the code of tandem.app
OPENTHERM = ("frame", "id_table", "ids", "cells", "master", "slave", "gateway", "bridge", "outer", "otgw")
OPENTHERM_BAR = 19 * 1024 + 512  # code alone; the objects of a session are some 1.5 KB
SMP_LAUNCHER_BAR = 5 * 1024  # codec, lines and dispatch, which the launcher's safe mode has too
SMP_IDLE_BAR = 7 * 1024 + 512  # and the link of a running controller, with its objects
SMP_BAR = 13 * 1024  # while somebody asks
WHEEL_HEAP = "112k"  # 80 KB on a board; 108k is enough


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """The firmware and the script, compiled."""
    folder = tmp_path_factory.mktemp("mpy")
    mpy.build(folder, [mpy.ROOT / APP])
    return str(folder)


@pytest.fixture(scope="module")
def app(tree):
    """The script that loads it."""
    return tree + "/scripts/heap_app.py"


def _measure(tree, script):
    """{step: bytes added}, with the entries "before", "total" and "names".

    The lower of two runs: now and then a number that looks like an address keeps 8 KB that ran while a module loaded.
    """
    runs = []
    for padding in ("0", "30000"):
        code, output = run(wasm_command(tree, [script, padding], runner="tests/wasm/heap.mjs"))
        assert code == 0, output
        *lines, names = output.splitlines()
        steps = {name: int(size) for name, size in (line.rsplit(" ", 1) for line in lines)}
        steps["names"] = int(re.search(r"n_qstr=(\d+)", names)[1])
        runs.append(steps)
    return min(runs, key=lambda steps: steps["total"])


def _show(steps):
    """Print them, and return the bytes of kernel, core and objects, and those of everything."""
    for name, size in steps.items():
        print(f"{name:32} {size:6}")
    always = list(steps)[1 : list(steps).index("first minute") + 1]
    counted = sum(steps[name] for name in always if name != "tandem.app")
    print(f"{'kernel, core and objects':32} {counted:6} of {RETAINED_BAR}, beside {steps['tandem.app']} of tandem.app")
    print(f"{'and all that loads when set up':32} {steps['total']:6}")
    return counted, steps["total"]


def test_retained_heap(tree, app):
    steps = _measure(tree, app)
    counted, total = _show(steps)
    assert steps["before"] > 0
    assert total == sum(size for name, size in steps.items() if name not in ("before", "total", "names"))
    assert {"tandem.core", "objects", "tandem.control.limits.sg", "tandem.intervention", "tandem.flight"} <= set(steps)
    assert 40_000 < counted <= RETAINED_BAR
    assert counted + steps["tandem.app"] < total


def test_opentherm_with_the_gateways_protocol(tree, tmp_path):
    names = Path(tree, "modules.txt").read_text().split()
    core = names[: names.index("tandem.app") + 1]
    links = [f"tandem.links.opentherm.{name}" for name in OPENTHERM]
    script = tmp_path / "links.py"
    script.write_text(
        f"def load(names):\n    for name in names:\n        __import__(name)\n"
        f"def steps(tree):\n    return [('core', lambda: load({core})), ('links', lambda: load({links}))]\n"
    )
    steps = _measure(tree, str(script))
    print(f"OpenTherm and the gateway's protocol: {steps['links']} of {OPENTHERM_BAR}")
    assert 10_000 < steps["links"] <= OPENTHERM_BAR


SMP = """
import heap_base
class Port:
    def read(self, buf):
        n = len(self.data)
        buf[:n] = self.data
        self.data = b""
        return n
    def write(self, data):
        self.sent += len(data)
def steps(tree):
    app = []
    port = Port()
    port.data = b""
    port.sent = 0
    def time(seconds):
        for _ in range(seconds):
            app[0].loop.turn()
            app[0].loop.clock.ms += 1000
    def core():
        app.append(heap_base.build())
        time(60)
    def launcher():
        __import__("launcher.smp")
    def link():
        app[0].smp(port)
        time(60)
    def ask():
        port.data = LINE
        time(30)
        assert port.sent > 100
    return [("core", core), ("launcher", launcher), ("link", link), ("asked", ask), ("given back", lambda: time(100))]
"""


def test_management(tree, tmp_path):
    state = lines(HEADER.pack(READ | VERSION, 0, 1, 84, 1, 0) + b"\xa0")
    shutil.copytree(tree, tmp_path / "mpy")
    shutil.copy(Path(tree, "scripts", "heap_app.py"), tmp_path / "mpy" / "heap_base.py")
    script = tmp_path / "smp.py"
    script.write_text(SMP.replace("LINE", repr(state)))
    steps = _measure(str(tmp_path / "mpy"), str(script))
    idle = steps["launcher"] + steps["link"]
    print(f"SMP: {steps['launcher']} of {SMP_LAUNCHER_BAR} in the launcher, {idle} of {SMP_IDLE_BAR} idle,")
    print(f"{idle + steps['asked']} of {SMP_BAR} while somebody asks, of which {-steps['given back']} are given back")
    assert 3000 < steps["launcher"] <= SMP_LAUNCHER_BAR
    assert idle <= SMP_IDLE_BAR
    assert steps["asked"] > 3000 and idle + steps["asked"] <= SMP_BAR
    assert steps["given back"] < -3000


def test_measure_sees_a_kept_kilobyte(tree, tmp_path):
    script = tmp_path / "probe.py"
    script.write_text(
        "def steps(tree):\n    return [('kept', lambda: bytearray(1024)), ('dropped', lambda: len(bytearray(4096)))]\n"
    )
    steps = _measure(tree, str(script))
    assert 1024 <= steps["kept"] < 1100
    assert steps["dropped"] == 0


def test_loads_in_a_small_heap(tree, app):
    code, output = run_with_heap(app, WHEEL_HEAP, tree, [tree])
    assert (code, output) == (0, "loaded\n")


def test_a_heap_can_be_too_small(tree, app):
    code, output = run_with_heap(app, "20k", tree, [tree])
    assert code == 1
    assert "MemoryError" in output


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        mpy.build(Path(folder), [mpy.ROOT / APP], bundled=False)
        _show(_measure(folder, folder + "/scripts/heap_app.py"))
