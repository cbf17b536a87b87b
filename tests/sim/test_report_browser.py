"""The report in a real browser, wide and narrow. Times are printed, not judged: they belong to the machine."""

import pytest
from fake_result import fake_result

from host_sim.report import write_report
from host_sim.report_data import start_ms
from tools.screenshot import Page, find_browser, outside

pytestmark = pytest.mark.skipif(
    find_browser() is None, reason="NO CHROMIUM: the report was not looked at in a browser (apt-get install chromium)"
)

PLOTS = "document.querySelectorAll('.plot').length"
OVERFLOW_PX = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
POINTS = """
Math.max(...Bokeh.documents[0].get_model_by_name("time").js_property_callbacks["change:start"]
    .map((callback) => callback.args.shown?.data.t.length ?? 0))
"""
NEAR = """
(() => {
  const callbacks = Bokeh.documents[0].get_model_by_name("time").js_property_callbacks["change:start"]
  const data = callbacks.map((callback) => callback.args.shown?.data).find((columns) => columns?.outdoor)
  return [data.t[0], data.t[1], Array.from(data.outdoor)]
})()
"""
# A canvas that was drawn has more than one colour; canvases live in nested shadow roots.
BLANK = """
(() => {
  const found = []
  const walk = (node) => {
    if (node instanceof HTMLCanvasElement && node.width > 100) found.push(node)
    for (const child of [...node.children, ...(node.shadowRoot?.children ?? [])]) walk(child)
  }
  const drawn = (canvas) => {
    const pixels = new Uint32Array(canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.buffer)
    return pixels.some((value) => value != pixels[0])
  }
  return [...document.querySelectorAll(".plot")].filter((plot) => {
    found.length = 0
    walk(plot)
    return !found.some(drawn)
  }).length
})()
"""


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reports")
    paths = {}
    for name, run in {
        "week": fake_result(7),
        "year": fake_result(365),
        "boiler": fake_result(3, kind="boiler"),
        "broken": fake_result(7, complete=False, violations=["heating water under 5 C: 1 times"]),
    }.items():
        paths[name] = folder / f"{name}.html"
        write_report(paths[name], run)
    return paths


@pytest.mark.parametrize("width", [1280, 400])
@pytest.mark.parametrize("name", ["week", "year", "boiler", "broken"])
def test_the_report_draws_without_errors(reports, name, width, capsys):
    picture = reports[name].with_suffix(f".{width}.png")
    with Page(width, 900) as page:
        drawn_ms = page.open(reports[name])
        page.picture(picture)
        plots, overflow_px, blank = page.evaluate(PLOTS), page.evaluate(OVERFLOW_PX), page.evaluate(BLANK)
    with capsys.disabled():
        print(f"\n{name} at {width} px: {plots} plots drawn after {drawn_ms:.0f} ms, picture {picture}")
    assert page.errors == []
    assert outside(page.requests) == []
    assert plots >= 8
    assert blank == 0
    assert overflow_px <= 0
    assert picture.read_bytes()[:4] == b"\x89PNG"


def test_zooming_into_a_year_shows_quarter_hours(reports):
    with Page() as page:
        page.open(reports["year"])
        assert page.evaluate(POINTS) == 365
        page.evaluate("[...document.querySelectorAll('button')].find((b) => b.textContent == 'Coldest week').click()")
        week = 7 * 96
        assert week < page.wait(f"({POINTS}) != 365 && ({POINTS})") <= 3 * week + 3
        first_ms, second_ms, outdoor_c = page.evaluate(NEAR)
        assert second_ms - first_ms == 900e3
        run = fake_result(365)
        place = round((first_ms - 450e3 - start_ms(run)) / 900e3)
        assert outdoor_c == pytest.approx(run.bins["outdoor_c"][place : place + len(outdoor_c)], abs=0.006)
        page.evaluate("[...document.querySelectorAll('button')].find((b) => b.textContent == 'Whole run').click()")
        assert page.wait(f"({POINTS}) == 365")
    assert page.errors == []


def test_the_list_of_changes_can_be_searched(reports):
    with Page() as page:
        page.open(reports["week"])
        shown = "[...document.querySelectorAll('#changes tbody tr')].filter((row) => !row.hidden).length"
        before = page.evaluate(shown)
        page.evaluate("search.value = 'tue gas cheaper'; search.dispatchEvent(new Event('input'))")
        assert 0 < page.evaluate(shown) < before


def test_a_finger_scrolls_the_page(reports):
    with Page(400, 800, phone=True) as page:
        page.open(reports["week"])
        tools = "Bokeh.documents[0].roots().flatMap((root) => root.toolbar.tools)"
        pans = f"{tools}.filter((tool) => tool.type == 'PanTool')"
        page.wait(f"{pans}.length > 3 && {pans}.every((tool) => !tool.active)")
    assert page.errors == []
