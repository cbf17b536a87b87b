"""The page around the plots: HTML, style sheet and a few lines of script. Every value is escaped by Jinja."""

from jinja2 import Environment

STYLE = """
:root { --ink: #1f262d; --soft: #59636e; --line: #dde2e7; --paper: #f5f7f9; --bad: #b3261e; --blue: #0072b2; }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink);
       font: 16px/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
main { max-width: 1200px; margin: 0 auto; padding: 20px 20px 60px; }
h1 { font-size: 1.65rem; line-height: 1.25; margin: 4px 0 2px; }
h2 { font-size: 1.12rem; margin: 0; }
p { margin: 0 0 6px; }
.soft { color: var(--soft); font-size: .9rem; }
.lead { font-size: 1.06rem; margin: 14px 0; max-width: 46em; }
.cards { display: grid; gap: 10px; grid-template-columns: repeat(auto-fit, minmax(165px, 1fr)); margin: 14px 0 18px; }
.card, section { background: #fff; border: 1px solid var(--line); border-radius: 8px; }
.card { padding: 10px 13px; }
.card .title { color: var(--soft); font-size: .86rem; }
.card .value { font-size: 1.5rem; font-weight: 600; line-height: 1.3; white-space: nowrap; }
.card .value small { font-size: .9rem; font-weight: 400; color: var(--soft); }
.card .note { color: var(--soft); font-size: .8rem; line-height: 1.35; }
.card.bad, .notice { border-color: var(--bad); background: #fdf1f0; }
.card.bad .value, .card.bad .value small, .notice { color: var(--bad); }
.notice { border: 1px solid var(--bad); border-radius: 8px; padding: 10px 14px; margin: 12px 0; }
.notice ul { margin: 4px 0 0; padding-left: 20px; }
section { padding: 14px 14px 8px; margin: 0 0 14px; min-width: 0; }
.plot { margin: 4px -6px 0; min-width: 0; overflow: hidden; }
.timed .plot { margin-top: -30px; }
.timed h2, .timed p { position: relative; z-index: 1; width: fit-content; }
.timed p { max-width: calc(100% - 170px); }
.overview { position: sticky; top: 0; z-index: 5; box-shadow: 0 2px 6px #0000000d; }
.overview .row { display: flex; flex-wrap: wrap; gap: 6px 8px; align-items: center; }
.overview h2 { margin-right: auto; }
button, input { font: inherit; font-size: .86rem; color: var(--ink); background: #fff; border: 1px solid #b9c1c9;
                border-radius: 6px; padding: 3px 10px; }
button { cursor: pointer; }
button:hover { border-color: var(--blue); color: var(--blue); }
input { width: min(320px, 100%); }
.wide { overflow-x: auto; margin: 8px 0; }
.scroll { overflow: auto; max-height: 420px; border: 1px solid var(--line); border-radius: 6px; margin: 8px 0; }
table { border-collapse: collapse; width: 100%; font-size: .88rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: 4px 8px; border-bottom: 1px solid #edf0f2; }
th { color: var(--soft); font-weight: 600; background: #fff; }
.scroll th { position: sticky; top: 0; }
td.number, th.number { text-align: right; white-space: nowrap; }
td.time { white-space: nowrap; width: 1%; padding-right: 24px; }
table.figures td:last-child { overflow-wrap: anywhere; }
tr.broken td { color: var(--bad); }
tr.left-out td { color: var(--soft); text-align: center; }
.plan { display: inline-block; min-width: 8.5em; white-space: nowrap; }
.dot { display: inline-block; width: .8em; height: .8em; border-radius: 2px; margin-right: .5em;
       vertical-align: -.05em; }
@media (max-width: 560px) {
  main { padding: 12px 10px 40px; }
  h1 { font-size: 1.35rem; }
  .cards { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 8px; }
  .card { padding: 8px 10px; }
  .card .value { font-size: 1.25rem; }
  section { padding: 12px 8px 6px; }
  .plot, .timed .plot { margin: 4px -4px 0; }
  .timed h2, .timed p { position: relative; z-index: 1; width: fit-content; }
.timed p { max-width: none; }
  .overview { position: static; }
  th, td { padding: 4px 5px; }
  .why { display: block; color: var(--soft); }
  table.figures td { width: 50%; }
}
@media print {
  /* Plots keep the size that they have on the screen, so the sheet is as wide as they are; printers scale it. */
  @page { size: 1280px 1810px; margin: 40px; }
  body { background: #fff; }
  main { padding: 0; }
  section, .card { break-inside: avoid; border-color: #ccc; }
  section.table { break-inside: auto; }
  .overview { position: static; box-shadow: none; }
  .screen { display: none; }
  .plan { display: inline-block; min-width: 8.5em; white-space: nowrap; }
.dot { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
"""

SCRIPT = """
// Buttons set the part of the run that all plots show.
document.querySelectorAll("button[data-from]").forEach((button) => button.addEventListener("click", () => {
  Bokeh.documents[0].get_model_by_name("time").setv({start: +button.dataset.from, end: +button.dataset.to})
}))
// A finger on a plot scrolls the page; there the time is chosen in the strip on top and with the buttons.
if (matchMedia("(pointer: coarse)").matches) {
  const timer = setInterval(() => {
    const page = Bokeh.documents[0]
    if (!page || !page.is_idle) return
    clearInterval(timer)
    for (const root of page.roots())
      for (const tool of root.toolbar.tools)
        if (tool.type == "PanTool" || tool.type == "WheelZoomTool") tool.active = false
  }, 100)
}
const search = document.getElementById("search")
if (search) search.addEventListener("input", () => {
  const words = search.value.toLowerCase().split(" ")
  for (const row of document.querySelectorAll("#changes tbody tr"))
    row.hidden = !words.every((word) => row.textContent.toLowerCase().includes(word))
})
"""

PAGE = """{% macro decision(row) %}
<span class="plan"><span class="dot" style="background: {{ row.color }}"></span>{{ row.plan }}</span> {# -#}
<span class="why">{{ row.why }}</span>{% endmacro %}
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ title }}</title>
<link rel="icon" href="data:,">
<style>{{ style | safe }}</style>
</head>
<body>
<main>
<h1>{{ title }}</h1>
<p class="soft">{{ subtitle }}</p>
{% if interrupted %}<div class="notice"><b>Interrupted.</b> {{ interrupted }}</div>{% endif %}
{% if violations %}<div class="notice"><b>Safety floors were broken.</b>
<ul>{% for text in violations %}<li>{{ text }}</li>{% endfor %}</ul></div>{% endif %}
{% if limit_violations %}<div class="notice"><b>Limits were not kept,</b> by the machine's own power:
<ul>{% for text in limit_violations %}<li>{{ text }}</li>{% endfor %}</ul></div>{% endif %}
{% if scenario %}<p class="soft">Scenario: <b>{{ scenario }}</b></p>{% endif %}
<p class="lead">{{ headline }}</p>
<div class="cards">
{% for card in cards %}<div class="card{{ ' bad' if card.bad }}"><div class="title">{{ card.title }}</div>
<div class="value">{{ card.value }}{% if card.unit %} <small>{{ card.unit }}</small>{% endif %}</div>
<div class="note">{{ card.note }}</div></div>
{% endfor %}</div>
<noscript><div class="notice">The plots need JavaScript.</div></noscript>
{% for part in parts %}{% if part.buttons %}<p class="soft screen">{{ part.text }}</p>
{% endif %}<section class="{{ part.kind }}">
{% if part.buttons %}<div class="row"><h2>{{ part.title }}</h2>
{% for name, from_ms, to_ms in part.buttons %}
<button class="screen" type="button" data-from="{{ from_ms }}" data-to="{{ to_ms }}">{{ name }}</button>{% endfor %}
</div>
{% else %}<h2>{{ part.title }}</h2>
{% if part.text %}<p class="soft">{{ part.text }}</p>{% endif %}{% endif %}
<div class="plot">{{ part.div | safe }}</div>
</section>
{% endfor %}
{% if limits %}<section class="table">
<h2>Limits</h2>
<div class="wide"><table><thead><tr><th>Source</th><th>Local time</th><th class="number">Limit</th>
<th class="number">Command after</th><th>Kept by the machine</th></tr></thead><tbody>
{% for row in limits %}<tr{% if row.bad %} class="broken"{% endif %}><td><span class="dot" {# -#}
style="background: {{ row.color }}"></span>{{ row.source }}</td>
<td class="time">{{ row.time }}</td><td class="number">{{ row.watts }}</td>
<td class="number">{{ row.command }}</td><td>{{ row.verdict }}</td></tr>
{% endfor %}</tbody></table></div>
</section>{% endif %}
{% if events %}<section class="table">
<h2>What happened</h2>
<div class="scroll"><table><thead><tr><th>Local time</th><th>Event</th></tr></thead><tbody>
{% for row in events %}<tr><td class="time">{{ row.time }}</td><td>{{ row.text }}</td></tr>
{% endfor %}</tbody></table></div>
</section>{% endif %}
<section class="table">
<h2>Why: time spent per decision</h2>
<div class="wide"><table><thead><tr><th>Plan and reason</th><th class="number">Time</th>
<th class="number">Share</th><th class="number">Times</th></tr></thead><tbody>
{% for row in reasons %}<tr><td>{{ decision(row) }}</td><td class="number">{{ row.time }}</td>
<td class="number">{{ row.share }}</td><td class="number">{{ row.count }}</td></tr>
{% endfor %}</tbody></table></div>
</section>
<section class="table screen">
<h2>Changes of plan</h2>
<p class="soft">{{ changes_text }}</p>
<input id="search" type="search" placeholder="Search: a day, a plan, a reason" aria-label="Search the changes">
<div class="scroll"><table id="changes"><thead><tr><th>Local time</th><th>Plan and reason</th></tr></thead><tbody>
{% for row in changes %}{% if row.left_out %}<tr class="left-out"><td colspan="2">{{ row.left_out }}</td></tr>
{% else %}<tr><td class="time">{{ row.time }}</td><td>{{ decision(row) }}</td></tr>
{% endif %}{% endfor %}</tbody></table></div>
</section>
<section class="table">
<h2>All figures</h2>
<table class="figures"><tbody>
{% for text, value in figures %}<tr><td>{{ text }}</td><td>{{ value }}</td></tr>
{% endfor %}</tbody></table>
</section>
<p class="soft">Made by the Tandem simulator: the controller's own firmware in a simulated house. Not a promise for a
real house. Times are local, without daylight-saving steps.</p>
</main>
{{ bokeh_js | safe }}
{{ plots_js | safe }}
<script>{{ script | safe }}</script>
</body>
</html>
"""


def render(**values):
    """The page as text. See PAGE for the names of the values."""
    template = Environment(autoescape=True, trim_blocks=True).from_string(PAGE)
    return template.render(style=STYLE, script=SCRIPT, **values)
