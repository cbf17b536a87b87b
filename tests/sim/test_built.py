"""The store of what was built: the same for the same, and never for anything else."""

from tools import built


def made(tmp_path, count, words=(), text="a"):
    source = tmp_path / "source"
    source.mkdir(exist_ok=True)
    (source / "one.py").write_text(text)
    target = tmp_path / f"target{len(count)}"

    def build():
        count.append(1)
        target.mkdir()
        (target / "out").write_text(text.upper())
        return [["one", len(text)]]

    result = built.from_store(tmp_path / "store", words, [source], target, build)
    return (target / "out").read_text(), result


def test_the_same_is_built_once(tmp_path):
    count: list[int] = []
    first = made(tmp_path, count)
    count.append(0)
    assert made(tmp_path, count) == first == ("A", [["one", 1]])
    assert sum(count) == 1


def test_a_changed_source_or_word_is_built_anew(tmp_path):
    count: list[int] = []
    made(tmp_path, count)
    assert made(tmp_path, count, text="bb") == ("BB", [["one", 2]])
    made(tmp_path, count, words=["other"])
    assert sum(count) == 3


def test_a_damaged_entry_is_built_anew(tmp_path):
    count: list[int] = []
    made(tmp_path, count)
    for path in (tmp_path / "store").glob("*/result.json"):
        path.write_text("[[")
    count.append(0)
    assert made(tmp_path, count)[0] == "A"
    assert sum(count) == 2


def test_the_oldest_go(tmp_path, monkeypatch):
    monkeypatch.setattr(built, "MOST", 3)
    count: list[int] = []
    for i in range(6):
        made(tmp_path, count, words=[i])
    assert len(list((tmp_path / "store").iterdir())) == 3
