"""What may stand in the place of what: operators, words that are one of a pair, families of named constants."""

import ast
import re

BOUNDARY: dict = {ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">"}
NEGATED: dict = {
    ast.Lt: ">=",
    ast.LtE: ">",
    ast.Gt: "<=",
    ast.GtE: "<",
    ast.Eq: "!=",
    ast.NotEq: "==",
    ast.Is: "is not",
    ast.IsNot: "is",
    ast.In: "not in",
    ast.NotIn: "in",
}
ARITHMETIC: dict = {
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "//"),
    ast.FloorDiv: ("//", "*"),
    ast.Mod: ("%", "//"),
    ast.BitAnd: ("&", "|"),
    ast.BitOr: ("|", "&"),
    ast.LShift: ("<<", ">>"),
    ast.RShift: (">>", "<<"),
}
COMPARISON = rb"<=|>=|==|!=|<|>|\bis\s+not\b|\bnot\s+in\b|\bis\b|\bin\b"
# Words that stand for two of a kind; a name is swapped only for one that the file really has.
_PAIRS = "hard soft, hp boiler, flow return, on off, min max, start stop, day hour, room outdoor, low high, cold warm"
_TWIN: dict[str, list[str]] = {}
for _pair in _PAIRS.split(", "):
    _a, _b = _pair.split()
    _TWIN.setdefault(_a, []).append(_b)
    _TWIN.setdefault(_b, []).append(_a)
# Families of named constants in which one may stand where another should.
_FAMILY = re.compile(r"_?(R|P|S|Q|CH|IN|OUT|LIMIT|MODE|PLAN|SILENT|SRC|ALARM)_[A-Z0-9_]+$")


def twins(name):
    """The names that differ from this one by one word of a pair."""
    words = re.split(r"(_)", name)
    for i, word in enumerate(words):
        for twin in _TWIN.get(word.lower(), ()):
            yield "".join([*words[:i], twin.upper() if word.isupper() else twin, *words[i + 1 :]])


def family_of(name):
    """The family of a named constant, or None."""
    found = _FAMILY.match(name)
    return found.group(1) if found else None
