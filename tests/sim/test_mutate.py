"""The mutation tester: what it changes, what it chooses, and that it judges in copies and tells right from wrong."""

import json
import textwrap

import pytest

from tools.mutate.__main__ import main
from tools.mutate.operators import Mutant, mutants, sound
from tools.mutate.pool import HERE, Pool, PoolError, uses
from tools.mutate.sample import GUARDS, REST, Known, all_mutants, group_of, sample

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


# --- a tree of its own, with a core, its tests and the whole way through ---------------------------------------------
GUARD = '''\
_TOP = 60


def hot(c):
    """Above the limit."""
    if c > _TOP:
        return True
    return False


def untested(a):
    return a + 7
'''
TESTS = """\
from tandem.control.guards import hot


def test_limit():
    assert hot(61) and not hot(60)
"""
KNOWN = """\
[[known]]
file = "firmware/tandem/control/guards.py"
function = "untested"
original = "return a  +  7"
mutated = "return 0"
reason = "nobody asks"

[[known]]
file = "firmware/tandem/control/guards.py"
function = "gone"
original = "return 1"
mutated = "return 0"
reason = "was taken out"
"""


@pytest.fixture
def tree(tmp_path):
    files = {
        "firmware/tandem/__init__.py": "",
        "firmware/tandem/control/__init__.py": "",
        "firmware/tandem/control/guards.py": GUARD,
        "tests/core/test_guards_of_a_tree.py": TESTS,
    }
    for name, text in files.items():
        path = tmp_path / "tree" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "tree"


def contents(tree):
    return {path: path.read_bytes() for path in sorted(tree.rglob("*")) if path.is_file()}


def test_the_whole_way(tree, tmp_path, capsys):
    (tmp_path / "known.toml").write_text(KNOWN)
    before = contents(tree)
    out = tmp_path / "out.json"
    options = ["--root", str(tree), "--known", str(tmp_path / "known.toml"), "--out", str(out), "--sample", "0"]
    assert main(options) == 1  # what nobody tests survives
    assert contents(tree) == before
    result = json.loads(out.read_text())
    rows = {(row["function"], row["mutated"]): row for row in result["mutants"]}
    limit = "tests/core/test_guards_of_a_tree.py::test_limit"
    for key in (("hot", "if c >= _TOP:"), ("hot", "if c <= _TOP:"), ("hot", "return False"), ("", "_TOP = 61")):
        assert rows[key]["killed_by"] == limit, key
    survivors = {row["mutated"]: row["known"] for row in result["mutants"] if not row["killed_by"]}
    assert {"return a - 7", "return a + 8", "return 0"} <= set(survivors)
    assert survivors["return 0"] == "nobody asks" and survivors["return a - 7"] == ""
    score = result["groups"][GUARDS]
    assert score["all"] == len(rows) and score["killed"] == len(rows) - len(survivors) and not score["met"]
    printed = capsys.readouterr().out
    assert "guards.py:12  untested  (arithmetic)\n    - return a + 7\n    + return a - 7" in printed
    assert "nobody asks" in printed and "fits nothing any more" in printed and "MISSED" in printed


def test_all_is_well_when_nothing_survives(tree, tmp_path):
    path = tree / "firmware/tandem/control/guards.py"
    path.write_text(GUARD[: GUARD.index("def untested")])
    test = "from tandem.control.guards import hot\n\n\ndef test_limit():\n    "
    test += "assert hot(61) is True and hot(60) is False\n"
    (tree / "tests/core/test_guards_of_a_tree.py").write_text(test)
    out = tmp_path / "out.json"
    assert main(["--root", str(tree), "--out", str(out), "--sample", "0", "--workers", "1"]) == 0
    assert json.loads(out.read_text())["groups"][GUARDS]["percent"] == 100


def test_a_core_that_fails_by_itself_is_no_measure(tree):
    (tree / "tests/core/test_guards_more.py").write_text("def test_no():\n    assert False\n")
    with Pool(tree, 1) as pool:
        folder = pool.copies[0].folder
        with pytest.raises(PoolError, match="test_guards_more.py::test_no"):
            pool.prepare()
        assert folder.exists()
    assert not folder.exists()
    assert main(["--root", str(tree)]) == 2


def test_pytest_files_and_nearest_tests_first(tree):
    """A property file notices what no core test does; what reaches the line comes first, and nothing else is run."""
    folder = tree / "tests/property"
    folder.mkdir()
    folder.joinpath("test_tree.py").write_text(
        textwrap.dedent(
            """\
            from hypothesis import given, settings
            from hypothesis import strategies as st

            from tandem.control.guards import untested


            @settings(max_examples=5)
            @given(st.integers(0, 9))
            def test_adds(n):
                assert untested(n) == n + 7
            """
        )
    )
    (tree / "tests/core/test_another.py").write_text(TESTS.replace("test_limit", "test_limit_too"))
    some = {mutant.mutated: mutant for mutant in all_mutants(tree)["firmware/tandem/control/guards.py"]}
    with Pool(tree, 1) as pool:
        pool.prepare()
        plan = [row[:2] for row in pool.plan(some["if c >= _TOP:"])]
        assert plan == [
            ["tests/core/test_guards_of_a_tree.py", "test_limit"],
            ["tests/core/test_another.py", "test_limit_too"],
        ]
        (_, answer), *_ = pool.judged([some["return a - 7"]])
        assert answer["how"] == "property" and "test_adds" in answer["by"]


LOOP = """\
def count(n):
    k = 0
    while n > 0:
        n -= 1
        k += 1
    return k
"""


def test_an_endless_loop_is_noticed(tree):
    (tree / "firmware/tandem/control/loop.py").write_text(LOOP)
    (tree / "tests/core/test_loop_of_a_tree.py").write_text(
        "from tandem.control.loop import count\n\n\ndef test_count():\n    assert count(3) == 3\n"
    )
    some = {mutant.mutated: mutant for mutant in all_mutants(tree)["firmware/tandem/control/loop.py"]}
    with Pool(tree, 1) as pool:
        pool.prepare()
        (_, answer), *_ = pool.judged([some["n += 1"]])
    assert answer["how"] == "limit" and answer["by"].endswith("::test_count")


def test_known_mutants_are_matched_by_text(tmp_path):
    path = tmp_path / "known.toml"
    path.write_text(KNOWN)
    known = Known(path)
    moved = mutants("firmware/tandem/control/guards.py", ("# a line more\n" + GUARD).encode())
    assert [mutant.mutated for mutant in moved if known.reason(mutant)] == ["return 0"]
    assert [key[1] for key in known.stale({"": moved})] == ["gone"]
    path.write_text(KNOWN.replace("nobody asks", " "))
    with pytest.raises(ValueError, match="no reason"):
        Known(path)
    assert Known(tmp_path / "none.toml").reasons == {}
