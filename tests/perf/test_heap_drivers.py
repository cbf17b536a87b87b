"""How much of a board's heap each driver keeps:  python tests/perf/test_heap_drivers.py

Code alone, compiled as an image has it, on wasm32. The least of several runs, as a number that looks like an address
may keep something else. The interpreter's table of names grows in steps of 2 KB and more; whichever driver it falls
upon is shown with it.
"""

import tempfile
from pathlib import Path

from tools import mpy
from tools.interpreters import run, wasm_command

# In the order in which a board's entry loads them, each after what it needs.
ORDER = (
    "clock board watchdog relay bypass contacts analog_out led ntc ds18b20 pulses uart modbus_rtu modbus_meter wall "
    "calendar net dns ntp"
).split()
USUAL = "clock board watchdog relay contacts ds18b20 wall calendar".split()
USUAL_BAR = 15 * 1024
SCRIPT = """
import random, sys, time

class Chip:
    pass

for _name in ("machine", "onewire", "network", "socket"):
    _module = Chip()
    for _part in "Pin ADC PWM UART".split():
        setattr(_module, _part, object)
    sys.modules[_name] = _module

def load(names):
    for name in names:
        __import__(name)

def one(name):
    return lambda: load(["tandem.drivers." + name])

def steps(tree):
    with open(tree + "/modules.txt") as file:
        names = file.read().split()
    core = names[: names.index("tandem.app") + 1]
    return [("core", lambda: load(core))] + [(name, one(name)) for name in ORDER]
"""


def measured(folder, order):
    """{driver: bytes} when they are loaded in this order."""
    folder = Path(folder)
    sources = [mpy.SOURCE / "tandem" / "drivers" / f"{name}.py" for name in order]
    mpy.build(folder, sources)
    target = folder / "tandem" / "drivers"
    for source in sources:
        text = (folder / "scripts" / source.name).read_text(encoding="utf-8")
        mpy.compile_text(f"tandem.drivers.{source.stem}", text, target / f"{source.stem}.mpy")
    script = folder / "drivers_heap.py"
    script.write_text(f"ORDER = {order!r}\n{SCRIPT}")
    least = {}
    for padding in ("0", "1000", "30000"):
        code, output = run(wasm_command(str(folder), [str(script), padding], runner="tests/wasm/heap.mjs"))
        assert code == 0, output
        for text in output.splitlines()[:-1]:
            name, size = text.rsplit(" ", 1)
            least[name] = min(int(size), least.get(name, 1 << 30))
    return {name: least[name] for name in order}


def test_what_a_usual_board_loads(tmp_path):
    found = measured(tmp_path, USUAL)
    print(found, sum(found.values()))
    assert 5_000 < sum(found.values()) <= USUAL_BAR


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        sizes = measured(place, ORDER)
    for driver, size in sizes.items():
        print(f"{driver:14} {size:6}")
    print(f"{'usual board':14} {sum(sizes[name] for name in USUAL):6}")
