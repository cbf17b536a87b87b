"""Shortening must rename a thing everywhere or nowhere, keep every line, and refuse what it cannot follow."""

import ast

import pytest

from tools import mpy
from tools.fold import fold
from tools.shorten import shorten

CLASS = """class Tank:
    def __init__(self, level, unit=1):
        self._level = level
        self.unit = unit

    def _fill(self, amount):
        self._level += amount

    def fill(self, amount):
        self._fill(amount * self.unit)
        return self._level
"""
SHORT_CLASS = """class Tank:
    def __init__(self, _a, _b=1):
        self._b = _a
        self._c = _b

    def _a(self, _a):
        self._b += _a

    def fill(self, _a):
        self._a(_a * self._c)
        return self._b
"""


def one(text, **more):
    """The short text of module "lib" beside more."""
    return shorten({"lib": text} | more)["lib"]


def test_a_class_and_its_arguments():
    assert one(CLASS) == SHORT_CLASS


def test_short_names_do_what_the_long_ones_did():
    for text in (CLASS, one(CLASS)):
        names = {}
        exec(text, names)
        assert names["Tank"](5, 2).fill(3) == 11


def test_functions_and_variables_of_a_module():
    text = "_table = (1, 2)\n\ndef _row(i):\n    return _table[i]\n\ndef row(i):\n    return _row(i)\n"
    short = "_a = (1, 2)\n\ndef _b(_c):\n    return _a[_c]\n\ndef row(_c):\n    return _b(_c)\n"
    assert one(text) == short


def test_every_class_starts_anew():
    text = "class A:\n    def _one(self):\n        pass\n\nclass B:\n    def _two(self):\n        pass\n"
    assert one(text) == text.replace("_one", "_a").replace("_two", "_a")


def test_a_name_that_is_there_is_not_given_again():
    assert one("def f(x, y):\n    _a = x\n    return _a + y\n") == "def f(_b, _c):\n    _a = _b\n    return _a + _c\n"


def test_arguments_passed_by_name_stay():
    text = "def f(size, place):\n    return size\n"
    assert one(text, use="from lib import f\nf(size=1, place=2)") == text
    assert one(text, use="from lib import f\nf(1, place=2)") == text.replace("size", "_a")


def test_arguments_of_functions_with_an_inner_scope_stay():
    for text in (
        "def f(x):\n    return lambda: x",
        "def f(x):\n    return [x for x in x]",
        "def f(x):\n    def g():\n        return x\n    return g",
    ):
        assert one(text) == text, text


def test_what_a_script_or_another_file_mentions_stays():
    use = "def look(tank):\n    return tank.unit"
    assert one(CLASS, use=use) == SHORT_CLASS.replace("self._c", "self.unit")
    short = shorten({"lib": CLASS, "use": "Tank(1)._level"}, ["use"])
    assert short["use"] == "Tank(1)._level"
    assert "self._level" in short["lib"] and "_fill" not in short["lib"]


def test_public_methods_and_classes_that_inherit_stay():
    for text in (
        "class A:\n    def read(self):\n        return self.read()\n",
        "class A(Exception):\n    def _m(self):\n        self.x = self._m()\n",
        "class A:\n    def _m(self):\n        self.x = 1\n\nclass B(A):\n    pass\n",
    ):
        assert one(text) == text, text


def test_names_in_an_f_string_stay():
    text = "_x = 1\n\ndef f(y):\n    return f'{_x}{y}'\n\nclass A:\n    def _m(self):\n        return f'{self._m}'\n"
    assert one(text) == text


def test_a_local_of_the_same_name_keeps_both():
    text = "_x = 1\n\ndef f():\n    _x = 2\n    return _x\n"
    assert one(text) == text


@pytest.mark.parametrize(
    "text, why",
    [
        ("def f(x):\n    return x._level", "is not reached as self._level"),
        ("import lib2\nlib2._x", "is not reached as self._x"),
        ("class A:\n    def f(self):\n        return self._x", "A does not bind _x itself"),
        ("class A:\n    _x = 1\n    def f(self):\n        return self._x", "A does not bind _x itself"),
        ("class A:\n    def _m(self):\n        pass\n    m = _m", "is used in the body of A"),
        ("from lib2 import _x", "is private to another file"),
        ("def f(x):\n    class A:\n        pass", "a class inside of something"),
        ("def f(x):\n    return g(**x)", "hides which arguments"),
        ("def f(x, y):\n    return getattr(x, y)", "with a computed name"),
        ("class A:\n    def _m(self):\n        return getattr(self, '_m')", "also written as a string"),
    ],
)
def test_refuses_what_it_cannot_follow(text, why):
    with pytest.raises(NameError, match=why):
        one(text)


def test_every_module_of_the_firmware_stays_equal_but_for_names():
    """The same tree, node for node and line for line, when all names are left out."""
    texts = {mpy.dotted(name): (mpy.SOURCE / name).read_text(encoding="utf-8") for name in mpy.sources()}

    def outline(text):
        nodes = list(ast.walk(ast.parse(text)))
        return [(type(node), getattr(node, "lineno", 0), getattr(node, "value", None).__class__) for node in nodes]

    def public(text):
        found = {node.name for node in ast.walk(ast.parse(text)) if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
        return {name for name in found if not name.startswith("_")}

    folded = fold(texts)
    short = shorten(folded)
    assert short != folded
    for name, text in folded.items():
        assert outline(short[name]) == outline(text), name
        assert public(short[name]) == public(text), name
