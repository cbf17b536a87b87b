"""Folding must change no value and no line number, and must leave alone what it cannot be sure of."""

import ast

from tools import mpy
from tools.fold import fold, is_empty

LIB = '''"""Doc."""
from micropython import const
A = 5
B = -A * 2  # a comment stays
_C = const(1 << 4)
NAMES = ("a", "b")
lower = 7
'''


def one(text, **more):
    """The folded text of module "use" beside LIB and more."""
    texts = {"lib": LIB, "use": text} | more
    return fold(texts)["use"]


def test_imported_and_own_constants_become_numbers():
    assert one("from lib import A, B\nX = A + 1\ny = [X, A - B]") == "\n\ny = [6, 5 - (-10)]"


def test_used_up_definitions_go_and_lines_stay():
    folded = fold({"lib": LIB})["lib"]
    assert folded.splitlines()[2:5] == ["", "  # a comment stays", ""]
    assert folded.splitlines()[5:] == LIB.splitlines()[5:]


def test_lines_stay_under_a_long_import():
    text = "from lib import (\n    A,\n    NAMES,\n    B as OTHER,\n)\n\nx = (A,\n     OTHER)\n"
    assert one(text) == "from lib import NAMES\n\n\n\n\n\nx = (5,\n     (-10))\n"


def test_a_name_bound_twice_is_left_alone():
    for text in (
        "from lib import A\nA = 2\nx = A",
        "from lib import A\ndef f(A):\n    return A",
        "from lib import A\ndef f():\n    for A in ():\n        pass",
        "X = 1\nX = 2\nx = X",
        "X = 1\nclass Y:\n    X = 2\n    x = X",
        "X = 1\ndef f():\n    global X\n    return X",
        "X = 1\nX += 1\nx = X",
        "X = 1\nx = f'{X}'",
        "X = 1.5\nx = X",
        "X = True\nx = X",
        "lower = 1\nx = lower",
    ):
        assert one(text) == text, text


def test_a_definition_that_is_still_imported_stays():
    for user in ("from lib import *", "import lib\nx = lib.A", "def f():\n    from lib import A\n    return A"):
        folded = fold({"lib": LIB, "use": user})
        assert "A = 5" in folded["lib"]
        assert folded["use"] == user


def test_attributes_and_keywords_are_no_names():
    assert one("from lib import A\nx.A = f(A=A)") == "\nx.A = f(A=5)"


def test_a_script_keeps_its_own_definitions():
    assert fold({"lib": LIB, "use": "from lib import A\nX = A"}, ["use"])["use"] == "\nX = 5"


def test_is_empty():
    assert is_empty('"""Doc."""\n\n# nothing')
    assert not is_empty("x = 1")


def test_every_module_of_the_firmware_stays_equal_but_for_constants():
    """Each folded file has the lines of its source, and the same functions and classes on them."""
    texts = {mpy.dotted(name): (mpy.SOURCE / name).read_text(encoding="utf-8") for name in mpy.sources()}

    def outline(text):
        kinds = (ast.FunctionDef, ast.ClassDef)
        return [(node.name, node.lineno) for node in ast.walk(ast.parse(text)) if isinstance(node, kinds)]

    folded = fold(texts)
    assert folded != texts
    for name, text in texts.items():
        assert len(folded[name].splitlines()) == len(text.splitlines()), name
        assert outline(folded[name]) == outline(text), name
