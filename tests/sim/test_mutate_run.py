"""The mutation tester at work in a small tree: it judges in copies, tells right from wrong, and says what it found."""

import json
import textwrap

import pytest

from tools.mutate.__main__ import main
from tools.mutate.operators import mutants
from tools.mutate.pool import Pool, PoolError
from tools.mutate.sample import GUARDS, Known, all_mutants

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
    path.write_text(KNOWN.replace('mutated = "return 0"\n', ""))
    assert sum(bool(Known(path).reason(mutant)) for mutant in moved) == 6  # every mutant of that line
    path.write_text(KNOWN.replace("nobody asks", " "))
    with pytest.raises(ValueError, match="no reason"):
        Known(path)
    assert Known(tmp_path / "none.toml").reasons == {}
