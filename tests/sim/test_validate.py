"""The quick subset of `make validate`, the bin method, and that the page cannot lie about what is off."""

from tools.validate import __main__ as validate
from tools.validate import bins, homes, page, still


def test_the_quick_subset(tmp_path, capsys):
    """Every chapter in days in place of years: no bar is missed without a reason, and the page holds every chapter."""
    out = tmp_path / "validation.md"
    assert validate.main(["--quick", "--out", str(out)]) == 0, capsys.readouterr().out
    text = out.read_text(encoding="utf-8")
    for chapter in validate.CHAPTERS:
        assert f"## {chapter.TITLE}\n" in text
    assert "Not explained" not in text
    assert capsys.readouterr().out.count("\nok ") > 30


def test_one_chapter_prints_and_writes_nothing(capsys):
    before = validate.PAGE.read_bytes()
    assert validate.main(["--chapter", "cooling"]) == 0
    assert "## Time constants" in capsys.readouterr().out
    assert validate.PAGE.read_bytes() == before


def test_a_missed_bar_is_seen(monkeypatch, tmp_path, capsys):
    """Without a reason the exit code is 1; a reason counts only as far as it goes."""

    class Chapter:
        """One bar that is missed."""

        NAME = "taps"
        TITLE = "Probe"
        check = page.Check("a bar", False, "5")

        def jobs(self, quick):
            """None."""
            return []

        def write(self, got, quick):
            """Nothing but the bar."""
            return "", [self.check]

    monkeypatch.setattr(validate, "CHAPTERS", (Chapter(),))
    out = tmp_path / "page.md"
    assert validate.main(["--out", str(out)]) == 1
    assert "Not explained" in out.read_text(encoding="utf-8")
    Chapter.check = page.Check("a bar", False, "5", "a reason", within=False)
    assert validate.main(["--out", str(out)]) == 1
    Chapter.check = page.Check("a bar", False, "5", "a reason")
    assert validate.main(["--out", str(out)]) == 0
    assert "a bar: 5. a reason." in out.read_text(encoding="utf-8")
    capsys.readouterr()


def test_reasons_belong_to_rows_of_the_table():
    """A reason without a row, or one that covers anything, would hide a fault."""
    for home, emitter, what in homes.KNOWN:
        assert (home, emitter) in homes.ROWS
        assert what in ("hybrid, gas", "hybrid, electricity")
    assert all(most < 1.0 for _, most in homes.KNOWN.values())


def test_figures_in_words():
    assert [page.percent(share) for share in (0.004, -0.004, 0.126, -0.5)] == ["0 %", "0 %", "+13 %", "-50 %"]
    assert [page.under(value) for value in (3e-14, 1e-6, 0.0)] == ["under 1e-12", "under 1e-5", "under 1e-12"]
    assert page.table(["a"], [(1,)]) == "| a |\n|---|\n| 1 |\n"


def test_a_house_alone_is_in_balance():
    """The steady start solved apart from the plant stays where it is; blocked it cools, faster in the cold."""
    homes_at = [still.House(190.0, still.EMITTERS["50/40"], outdoor, 300.0) for outdoor in (5.0, -5.0)]
    for home in homes_at:
        assert abs(home.run(1.0)[-1] - 20.0) < 0.001
    mild, cold = (home.block(1.0)[-1] for home in homes_at)
    assert cold < mild < 20.0


def test_bins_follow_the_cutout():
    """The yardstick itself: a higher cut-out means more gas and less electricity."""
    outdoor = [float(c) for c in range(-10, 20)]
    warm = bins.year(outdoor, 1100.0, 16.0, 16.0, cutout_c=5.0)
    cold = bins.year(outdoor, 1100.0, 16.0, 16.0, cutout_c=-5.0)
    assert warm[0] > cold[0]
    assert warm[1] < cold[1]
    assert round(bins.year(outdoor, 1100.0, 16.0, 16.0, cutout_c=50.0)[0]) == 1100
