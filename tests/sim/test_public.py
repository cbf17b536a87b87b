"""A public name is renamed everywhere or nowhere, and nothing else gets its new name."""

import ast

import pytest

from tools import mpy
from tools.fold import fold
from tools.public import shorten_public, usual_first
from tools.rom_names import ROM_NAMES

TANK = """class Tank:
    hottest = 90

    def __init__(self, level):
        self.level = level
        self._secret = 1

    def fill(self, amount):
        self.level += amount; self.near = self.level
        return self
"""
USE = "def go(tank):\n    return tank.fill(1).fill(\n        2).level + tank.hottest + tank.near\n"


def short(tank=TANK, use=USE, **more):
    """({module: text}, {long: short}) of tank and use; a module "script" is one."""
    return shorten_public({"tank": tank, "use": use} | more, ["script"] if "script" in more else [])


def result(texts):
    names: dict = {}
    for text in texts.values():
        exec(text, names)
    return names["go"](names["Tank"](5))


def test_short_names_do_what_the_long_ones_did():
    texts, names = short()
    assert result(texts) == result({"tank": TANK, "use": USE}) == 8 + 90 + 8
    assert names["fill"] in ("a", "b") and names["fill"] not in ROM_NAMES
    assert {names["level"], names["hottest"], names["near"]} <= set(ROM_NAMES)
    for long in names:
        assert long not in {
            node.attr for text in texts.values() for node in ast.walk(ast.parse(text)) if hasattr(node, "attr")
        }
    assert "_secret" in texts["tank"]


def test_lines_stay():
    texts, _ = short()
    assert texts["use"].count("\n") == USE.count("\n")
    assert [line.split(" ")[0] for line in texts["tank"].splitlines()] == [
        line.split(" ")[0] for line in TANK.splitlines()
    ]


@pytest.mark.parametrize(
    "more",
    [
        {"script": "def f(x):\n    return x.level"},
        {"script": "f(level=1)"},
        {"script": "class Board:\n    def level(self):\n        pass"},
        {"other": "x = 'level'"},
        {"other": "def f(x):\n    return f'{x.level}'"},
        {"other": "import os\nos.level"},
    ],
)
def test_a_name_that_is_not_only_our_own_stays(more):
    texts, names = short(**more)
    assert "level" not in names
    assert "self.level += amount" in texts["tank"]
    assert "fill" in names


def test_names_of_ports_and_of_builtin_types_stay():
    text = TANK.replace("fill", "append").replace("near", "real")
    _, names = shorten_public({"tank": text, "use": USE}, kept={"hottest"})
    assert set(names) == {"level"}


@pytest.mark.parametrize(
    "other, taken", [("def f(a):\n    return a", "a"), ("x.acos = 1", "acos"), ("def g():\n    acos = 1", "acos")]
)
def test_a_new_name_is_never_one_that_is_there(other, taken):
    plain = list(short()[1].values())
    names = list(short(other=other)[1].values())
    assert taken in plain and taken not in names
    assert len(names) == len(set(names))


def test_private_names_of_classes_that_inherit_are_shortened_here():
    text = (
        "class A:\n    def _m(self):\n        return 2\n\n"
        "class B(A):\n    def go(self):\n        return self._mix()\n\n    def _mix(self):\n        return self._m()\n"
    )
    texts, names = shorten_public({"tank": text})
    assert set(names) == {"_mix"}  # two letters are short enough
    assert "_mix" not in texts["tank"]


def test_data_of_one_class_is_left_for_later():
    text = "class A:\n    def __init__(self):\n        self.inner = 1\n\n    def go(self):\n        return self.inner\n"
    assert shorten_public({"tank": text})[1] == {}
    assert set(shorten_public({"tank": text, "use": "def f(x):\n    return x.inner"})[1]) == {"inner"}


def test_refuses_what_it_cannot_follow():
    with pytest.raises(NameError, match="hottest is used in the body of Tank"):
        short(tank=TANK.replace("hottest = 90", "hottest = 90\n    twice = hottest * 2"))
    with pytest.raises(NameError, match="which names do the objects of machine have"):
        short(other="from machine import Pin")


def test_the_usual_names_come_first_and_do_nothing():
    text = "def f(x):\n    return x.rare + x.usual + x.usual\n"
    line, rest = usual_first(text).split("\n", 1)
    assert rest == text
    assert line.index("usual") < line.index("rare")
    names = {"__name__": "somebody"}
    exec(line, names)


def test_every_module_of_the_firmware_stays_equal_but_for_names():
    texts = {mpy.dotted(name): (mpy.SOURCE / name).read_text(encoding="utf-8") for name in mpy.sources()}
    folded = fold(texts)
    kept = mpy.kept_names(folded)
    assert {"tick", "now", "write", "max_wait_ms", "stopwatch", "links", "fallback", "poll"} <= kept
    renamed, names = shorten_public(folded, kept=kept)
    assert len(names) > 150 and not kept & set(names)
    back = {short: long for long, short in names.items()}
    assert len(back) == len(names)

    class Back(ast.NodeTransformer):
        def visit_Attribute(self, node):
            self.generic_visit(node)
            node.attr = back.get(node.attr, node.attr)
            return node

        def visit_ClassDef(self, node):
            self.generic_visit(node)
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef):
                    inner.name = back.get(inner.name, inner.name)
                elif isinstance(inner, ast.Assign):
                    inner.targets[0].id = back.get(inner.targets[0].id, inner.targets[0].id)
            return node

    for name, text in folded.items():
        assert ast.dump(Back().visit(ast.parse(renamed[name]))) == ast.dump(ast.parse(text)), name
        assert renamed[name].count("\n") == text.count("\n"), name
