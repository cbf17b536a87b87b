"""The mutation tester: what it changes, and which of the changes it chooses."""

import pytest

from tools.mutate.operators import Mutant, mutants, sound
from tools.mutate.pool import HERE, uses
from tools.mutate.sample import GUARDS, REST, all_mutants, group_of, sample

SOURCE = '''\
"""A small core."""

from tandem.ports.reasons import R_HOT, R_NONE

_TOP = 60
_ALSO = _TOP


class Tank:
    """Hot water."""

    def __init__(self):
        self.hard_off = False
        self.soft_off = False

    def step(self, c, on):
        """Comment beside."""
        n = 1  # one
        if c > _TOP and not on:
            self.hard_off = True
            n += 2
        while n < 9 or c == -4:
            n = n + 3
        self.soft_off = self.hard_off
        self.tell(max(n, 5))
        return R_HOT if n else R_NONE

    def tell(self, n):
        return None
'''

# What each operator must make of it: {operator: {(line as it was, line as it is)}}.
EXPECTED = {
    "boundary": {
        ("if c > _TOP and not on:", "if c >= _TOP and not on:"),
        ("while n < 9 or c == -4:", "while n <= 9 or c == -4:"),
    },
    "negation": {
        ("if c > _TOP and not on:", "if c <= _TOP and not on:"),
        ("while n < 9 or c == -4:", "while n >= 9 or c == -4:"),
        ("while n < 9 or c == -4:", "while n < 9 or c != -4:"),
    },
    "arithmetic": {("n += 2", "n -= 2"), ("n = n + 3", "n = n - 3")},
    "module constant": {("_TOP = 60", f"_TOP = {value}") for value in (0, 59, 61, 120)},
    "and/or": {
        ("if c > _TOP and not on:", "if c > _TOP or not on:"),
        ("while n < 9 or c == -4:", "while n < 9 and c == -4:"),
    },
    "not": {("if c > _TOP and not on:", "if c > _TOP and on:")},
    "condition": {
        ("if c > _TOP and not on:", "if True:"),
        ("if c > _TOP and not on:", "if False:"),
        ("if c > _TOP and not on:", "if True and not on:"),
        ("if c > _TOP and not on:", "if c > _TOP and True:"),
        ("while n < 9 or c == -4:", "while False:"),
        ("while n < 9 or c == -4:", "while False or c == -4:"),
        ("while n < 9 or c == -4:", "while n < 9 or False:"),
        ("return R_HOT if n else R_NONE", "return R_HOT if True else R_NONE"),
        ("return R_HOT if n else R_NONE", "return R_HOT if False else R_NONE"),
    },
    "deletion": {
        ("self.hard_off = True", "pass"),
        ("n += 2", "pass"),
        ("n = n + 3", "pass"),
        ("self.soft_off = self.hard_off", "pass"),
        ("self.tell(max(n, 5))", "pass"),
    },
    "return value": {("return R_HOT if n else R_NONE", "return 0")},
    "named constant": {
        ("return R_HOT if n else R_NONE", "return R_NONE if n else R_NONE"),
        ("return R_HOT if n else R_NONE", "return R_HOT if n else R_HOT"),
    },
    "twin attribute": {
        ("self.hard_off = False", "self.soft_off = False"),
        ("self.soft_off = False", "self.hard_off = False"),
        ("self.hard_off = True", "self.soft_off = True"),
        ("self.soft_off = self.hard_off", "self.hard_off = self.hard_off"),
        ("self.soft_off = self.hard_off", "self.soft_off = self.soft_off"),
    },
    "min/max": {("self.tell(max(n, 5))", "self.tell(min(n, 5))")},
}


def made(source):
    found = {}
    for mutant in mutants("a.py", source.encode()):
        found.setdefault(mutant.operator, set()).add((mutant.original, mutant.mutated))
    return found


@pytest.mark.parametrize("operator", EXPECTED)
def test_what_an_operator_makes(operator):
    assert made(SOURCE)[operator] == EXPECTED[operator]


def test_constants_and_no_other_operator():
    found = made(SOURCE)
    assert set(found) == {*EXPECTED, "constant"}
    assert {("n = 1", "n = 0"), ("n = 1", "n = 2")} == {pair for pair in found["constant"] if pair[0] == "n = 1"}
    wrong = {new for old, new in found["constant"] if old.startswith("while") and "c == -4" not in new}
    assert wrong == {f"while n < 9 or c == {value}:" for value in (0, -3, -5, -8)}
    assert ("self.hard_off = False", "self.hard_off = True") in found["constant"]


def test_every_mutant_of_the_core_compiles_and_is_exactly_where_it_says():
    changed = 0
    for file, some in all_mutants(HERE).items():
        source = (HERE / file).read_bytes()
        texts = set()
        for mutant in some[::17]:
            text = mutant.apply(source)
            assert sound(mutant, source), mutant
            assert text[: mutant.start] == source[: mutant.start]
            assert text.endswith(source[mutant.end :])
            assert source.count(b"\n", 0, mutant.start) + 1 == mutant.line
            assert mutant.first <= mutant.line <= mutant.last or mutant.name
            texts.add(text)
            changed += 1
        assert len(texts) == len(some[::17])
    assert changed > 150


def test_what_is_no_change_or_no_python_is_not_sound():
    source = b"a = b < c\n"
    row = "a.py", "", "", 1, 6, 7
    assert sound(Mutant(*row, "<=", "", "", 1, 1, ""), source)
    assert not sound(Mutant(*row, " <", "", "", 1, 1, ""), source)
    assert not sound(Mutant(*row, "<>", "", "", 1, 1, ""), source)


def test_columns_behind_wide_characters():
    source = 'x = "\N{DEGREE SIGN}\N{GREEK SMALL LETTER PI}" if a < b else 1\n'.encode()
    texts = [mutant.apply(source).decode() for mutant in mutants("a.py", source)]
    assert any(text.endswith('" if a <= b else 1\n') for text in texts)
    assert any(text.endswith('" if False else 1\n') for text in texts)


def test_the_sample_is_fixed_by_its_seed_and_dense_in_the_guards():
    found = all_mutants(HERE)
    some = sample(found, 200, 1)
    assert some == sample(found, 200, 1)
    assert some != sample(found, 200, 2)
    assert len(some) == len(set(some)) == 200
    assert sum(group_of(mutant.file) == GUARDS for mutant in some) >= 60
    assert {mutant.file for mutant in some} == set(found)
    assert len({(mutant.file, mutant.start, mutant.end, mutant.operator) for mutant in some}) == 200
    initial = [(mutant.file, mutant.line) for mutant in some if mutant.function.endswith("__init__")]
    assert len(initial) == len(set(initial)) > 0
    assert len(sample(found, 0, 1)) == sum(map(len, found.values()))
    one = {file: all_of for file, all_of in found.items() if group_of(file) == REST}
    assert len(sample(one, 40, 1)) == 40


def test_a_change_elsewhere_leaves_the_sample_nearly_as_it_was():
    def texts(source):
        found = {"a.py": mutants("a.py", source.encode())}
        return {(mutant.original, mutant.mutated) for mutant in sample(found, 20, 5)}

    more = SOURCE + "\n    def more(self):\n        return self.hard_off\n"
    assert len(texts(SOURCE) - texts(more)) <= 2


def test_where_a_constant_is_used_also_by_another_name():
    sources = {"a.py": SOURCE, "b.py": "from a import _ALSO\n\n\ndef f():\n    return _ALSO\n"}
    assert uses(sources, "_TOP") == {"a.py": {5, 6, 19}, "b.py": {1, 5}}
