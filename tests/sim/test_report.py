"""The report as a file: whole, self-contained, small, and honest about what is missing."""

import html
from html.parser import HTMLParser

import numpy as np
import pytest
from fake_result import fake_result

from host_sim import report
from host_sim.reason_texts import plan_text, reason_text
from host_sim.report import MOST_CHANGES, report_html, write_report
from host_sim.result import BIN_KEYS, SUMMARY_KEYS, RunResult

LARGEST_BYTES = 5_000_000


class Tags(HTMLParser):
    """Collects what a browser would fetch, and the visible text."""

    def __init__(self):
        super().__init__()
        self.links = []
        self.words = []
        self.rows = 0
        self._quiet = 0

    def handle_starttag(self, tag, attrs):
        self.links += [value for name, value in attrs if name in ("src", "href", "srcset", "data", "action")]
        self._quiet += tag in ("script", "style")
        self.rows += tag == "tr"

    def handle_endtag(self, tag):
        self._quiet -= tag in ("script", "style")

    def handle_data(self, data):
        if not self._quiet:
            self.words.append(data)

    def text(self):
        return " ".join(" ".join(self.words).split())


def read(page):
    tags = Tags()
    tags.feed(page)
    return tags


@pytest.fixture(scope="module")
def week():
    return report_html(fake_result(7))


@pytest.fixture(scope="module")
def year():
    return report_html(fake_result(365))


def test_the_fake_has_the_keys_of_a_real_run():
    fake = fake_result(7)
    assert set(fake.summary) == set(SUMMARY_KEYS)
    assert set(fake.bins) == set(BIN_KEYS)
    assert np.isnan(fake_result(365).bins["required_c"]).any()


@pytest.mark.parametrize("days", [1, 7, 14, 15, 60, 365])
def test_the_file_is_small_and_whole(tmp_path, days):
    path = tmp_path / "report.html"
    write_report(path, fake_result(days))
    print(f"{days} days: {path.stat().st_size} bytes")
    assert path.stat().st_size < LARGEST_BYTES
    assert path.read_text(encoding="utf-8").rstrip().endswith("</html>")
    assert [p.name for p in tmp_path.iterdir()] == ["report.html"]


def test_a_failed_write_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "report.html"
    path.write_text("old")

    def broken(*_):
        raise OSError("disk full")

    monkeypatch.setattr(report.os, "replace", broken)
    with pytest.raises(OSError, match="disk full"):
        write_report(path, fake_result(1))
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["report.html"]


def test_nothing_is_loaded_from_elsewhere(week, year):
    for page in (week, year):
        assert read(page).links == ["data:,"]
        assert "@import" not in page
        assert "url(http" not in page


def test_every_reason_of_the_run_is_told(week):
    words = read(week).text()
    for _, plan, why in fake_result(7).decisions:
        assert reason_text(why) in words
        assert plan_text(plan) in words


def test_a_long_list_of_changes_is_cut_and_says_so(year):
    count = len(fake_result(365).decisions)
    assert count > MOST_CHANGES
    tags = read(year)
    assert MOST_CHANGES < tags.rows < MOST_CHANGES + 100
    assert "changes left out" in tags.text()


def test_figures_are_on_the_page(week):
    words = read(week).text()
    summary = fake_result(7).summary
    for text in (f"{summary['gas_m3']:.1f}", f"{summary['scop']:.2f}", f"{summary['room_min_c']:.1f}", "All held"):
        assert text in words
    assert "Interrupted" not in words
    assert "broken" not in words


def test_a_broken_floor_is_shown_in_red():
    page = report_html(fake_result(7, violations=["more than 3 starts in an hour: 2 times", "heating water under 5 C"]))
    words = read(page).text()
    assert "Safety floors were broken." in words
    assert "more than 3 starts in an hour: 2 times" in words
    assert "heating water under 5 C" in words
    assert '<div class="card bad">' in page
    assert "All held" not in words


def test_an_interrupted_run_says_so():
    words = read(report_html(fake_result(7, complete=False))).text()
    assert "Interrupted. Only the first 2 d 19 h of 7 days were simulated" in words


def test_a_run_interrupted_before_its_first_bin_still_gives_a_page():
    fake = fake_result(1)
    empty = RunResult(
        {**fake.summary, "complete": False, "room_min_c": float("inf")}, fake.start, 60,
        {name: values[:0] for name, values in fake.bins.items()}, [],
    )  # fmt: skip
    assert "Nothing was simulated." in read(report_html(empty)).text()


@pytest.mark.parametrize("days", [3, 60])
@pytest.mark.parametrize("kind", ["boiler", "heat pump"])
def test_one_source_alone(kind, days):
    words = read(report_html(fake_result(days, kind=kind))).text()
    assert "None" not in words
    assert "nan" not in words.lower()
    assert ("COP of the heat pump Heat per electricity" in words) == (kind == "heat pump")
    assert ("Gas, kW" in words) == (kind == "boiler")


def test_an_empty_summary_does_not_crash():
    fake = fake_result(2)
    page = report_html(RunResult({}, fake.start, fake.bin_s, fake.bins, []))
    assert "None" not in read(page).text()


def test_gaps_in_the_bins_do_not_crash():
    fake = fake_result(60)
    for name in ("outdoor_c", "room_c", "q_hp_w", "flow_c"):
        fake.bins[name] = np.where(np.arange(len(fake.bins[name])) % 7 == 0, np.nan, fake.bins[name])
    assert report_html(fake).count("<section") > 8


def test_names_from_outside_are_escaped():
    fake = fake_result(1)
    fake.summary["home"] = "<script>alert(1)</script>"
    page = report_html(fake)
    assert "<script>alert" not in page
    assert html.escape("<script>alert(1)</script>") in page
