"""What a board gives back before its loop begins is never called again."""

import ast
import sys
from datetime import datetime

import pytest
from boards_bench import bypass, lines, parse, relay, role

from host_sim.run import Config, Simulation
from tests.core.ot_gw_bench import Bench as Gateway
from tools import image, mpy, spent
from tools.boards import entry
from tools.interpreters import run_wheel

SERVE = """from a import Thing

def main():
    begin()
    loop()

def begin():
    Thing().start()
"""


def found(text, scripts=(), reached=(), loop="\ndef loop():\n    pass\n"):
    """What is spent in the module a of this text."""
    return spent.spent({"a": text, "tandem.serve": SERVE + loop}, scripts, reached).get("a", [])


THING = """class Thing:
    def __init__(self):
        self.n = 0

    def start(self):
        self.n = 1

    def turn(self):
        {turn}

    def other(self):
        pass

    def _own(self):
        pass
"""
TURNS = "\ndef loop():\n    x = 0\n    x.turn()\n"
MORE = "class More:\n    def {}(self):\n        {}\n"
ALL = "Thing.__init__ Thing.start Thing.other Thing._own"
# What turn() does, what else there is, what is found of the class.
CASES = (
    ("pass", "", ALL),
    ("self.other()", "", "Thing.__init__ Thing.start Thing._own"),
    ("self._own()", "", "Thing.__init__ Thing.start Thing.other"),
    ("self.n._own()", "", "Thing.__init__ Thing.start Thing.other"),
    ("self.turn()", MORE.format("turn", "self.other()"), "Thing.__init__ Thing.start Thing._own"),
    ("self.other()", MORE.format("other", "self._own()"), "Thing.__init__ Thing.start More.other Thing._own"),
    ("self.more()", MORE.format("more", "x.other()"), "Thing.__init__ Thing.start Thing._own"),
    ("getattr(self.n, 'other')()", "", "Thing.__init__ Thing.start Thing._own"),
    ("Thing()", "", "Thing.start Thing.other Thing._own"),
    ("make()", "def make():\n    return Thing()\n", "Thing.start Thing.other Thing._own"),
    ("pass", "def make():\n    return Thing()\n", ALL + " make"),
    # Handed on in what only runs at the start; made where the module is loaded.
    ("pass", "def make(x):\n    x.call = x.other\n", "Thing.__init__ Thing.start Thing._own make"),
    ("pass", "def make(x):\n    x.call(make)\n", ALL),
    ("pass", "ONE = Thing()\n", "Thing.start Thing.other Thing._own"),
    ("pass", "class More(Thing):\n    pass\n", ALL),
    ("More()", "class More(Thing):\n    pass\n", "Thing.start Thing.other Thing._own"),
    ("More()", "class More(Thing):\n    def turn(self):\n        self._own()\n", "Thing.start Thing.other"),
    # Called by the interpreter.
    ("pass", "class More:\n    def __call__(self):\n        self.other()\n", "Thing.__init__ Thing.start Thing._own"),
    (
        "pass",
        "class More(OSError):\n    def own(self):\n        self.other()\n",
        "Thing.__init__ Thing.start Thing._own",
    ),
    # In the body of its class a method is a bare name.
    ("pass", "class More:\n    def one(self):\n        pass\n    two = one\n", ALL),
)


@pytest.mark.parametrize("turn, more, expected", CASES)
def test_what_is_found(turn, more, expected):
    assert set(found(THING.format(turn=turn) + more, loop=TURNS)) == set(expected.split())


def test_what_scripts_and_others_reach():
    text = THING.format(turn="pass") + "def one():\n    pass\n\ndef two():\n    pass\n"
    assert {"one", "two", "Thing.other", "Thing.__init__"} <= set(found(text))
    script = (
        "from a import Thing, one, two as second\n\ndef main(handle):\n    one()\n    handle.put(second, Thing())\n"
    )
    assert {"one", "Thing.other", "Thing.__init__"} <= set(found(text, [script]))
    assert "two" not in found(text, [script])
    assert "Thing.other" not in found(text, ["def main(handle):\n    handle.other()\n"])
    assert "Thing.other" not in found(text, [], ["other", "_own", "__init__"])
    assert "Thing._own" in found(text, [], ["_own"])


class Watch:
    """While it lasts: no function of the firmware that stays calls one that goes. Notes the calls that do."""

    def __init__(self):
        texts = {mpy.dotted(name): (mpy.SOURCE / name).read_text() for name in mpy.sources()}
        own = {name: text for name, text in texts.items() if name != spent.MODULE}
        launcher = (mpy.mentioned(ast.parse(text)) for text in mpy.launcher_texts().values())
        lists = spent.spent(own, [], mpy.kept_names(own).union(*launcher))
        self.goes = {(str(mpy.SOURCE / name.replace(".", "/")) + ".py", word) for name in lists for word in lists[name]}
        self.here = str(mpy.SOURCE / "tandem")
        self.calls = 0
        self.wrong = set()

    def __enter__(self):
        sys.setprofile(self.note)
        return self

    def __exit__(self, kind, value, trace):
        sys.setprofile(None)

    def note(self, frame, event, argument):
        code = frame.f_code
        if event != "call" or not code.co_filename.startswith(self.here):
            return
        self.calls += 1
        if self._goes(code) and frame.f_back.f_code.co_filename.startswith(self.here):
            if not self._goes(frame.f_back.f_code):
                self.wrong.add((frame.f_back.f_code.co_qualname, code.co_qualname))

    def _goes(self, code):
        return (code.co_filename, code.co_qualname.partition(".<locals>")[0]) in self.goes


def test_a_heating_day_and_two_opentherm_lines_call_nothing_of_it():
    with Watch() as watch:
        Simulation(Config(start=datetime(2025, 1, 21), days=1)).run()
        bench = Gateway()
        bench.run(600)
    assert watch.calls > 500_000 and len(watch.goes) > 60
    assert watch.wrong == set()


def test_the_watch_sees_a_call():
    watch = Watch()
    with watch:
        watch.goes = {(file, word) for file, word in watch.goes if not file.endswith(("app.py", "controller.py"))}
        Simulation(Config(start=datetime(2025, 1, 21), days=1))
    assert ("App.__init__", "Uptime.__init__") in watch.wrong


def test_what_goes_on_a_board(tmp_path):
    """In the compiled tree, whatever a script does: nothing can be made afterwards, and what is there goes on."""
    script = tmp_path / "going.py"
    script.write_text(
        """import sys
from tandem.app import App
from tests_heap import BOARD
app = App(BOARD)
from tandem.spent import forget
forget(sys.modules)
for name in ("tandem.spent", "nothing"):
    print(name in sys.modules)
for _ in range(600):
    app.loop.turn()
    BOARD.ms += 1000
print(app.uptime.s)
try:
    App(BOARD)
except TypeError:
    print("no more")
"""
    )
    mpy.build(tmp_path / "mpy", [script, mpy.ROOT / "tests/perf/heap_app.py"])
    (tmp_path / "mpy" / "scripts" / "heap_app.py").rename(tmp_path / "mpy" / "tests_heap.py")
    code, output = run_wheel(str(tmp_path / "mpy" / "scripts" / "going.py"), path=[str(tmp_path / "mpy")])
    assert (code, output) == (0, "False\nFalse\n599\nno more\n")


def test_what_a_real_board_keeps(tmp_path, monkeypatch):
    """What its entry hands on stays; its drivers give back what made them."""
    lists = {}
    whole = spent.spent
    monkeypatch.setattr(spent, "spent", lambda *given: lists.update(whole(*given)) or lists)
    monkeypatch.setattr(mpy, "STORE", tmp_path / "store")
    board = parse(relay() + role() + lines() + bypass())
    image.compiled(entry.text(board), tmp_path / "tree")
    bits = lists["tandem.links.opentherm.bits"]
    assert "encode" in bits and "levels" not in bits
    assert "Bridge.__init__" in lists["tandem.links.opentherm.bridge"]
    drivers = [name for name in lists if name.startswith("tandem.drivers.")]
    assert len(drivers) > 5 and all(any(word.endswith("__init__") for word in lists[name]) for name in drivers)
    assert not any(word in ("Board.pause", "Board.read", "Board.poll") for word in lists["tandem.drivers.board"])
    for name in drivers:
        print(name, lists[name])
