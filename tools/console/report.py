"""The commissioning report: one HTML file that needs nothing else, and the same as JSON."""

import json
from datetime import datetime
from html import escape

from tools.console.commission.words import DOUBTFUL, OK, SKIPPED, WRONG, cause_text

_SIGNS = {OK: "&#10003;", DOUBTFUL: "?", WRONG: "&#10007;", SKIPPED: "&ndash;"}
_STYLE = """
:root { color-scheme: light; }
body { font: 15px/1.45 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; color: #232a31;
  background: #f4f5f7; margin: 0; }
main { max-width: 56rem; margin: 2rem auto; background: #fff; padding: 2.2rem 2.6rem; border: 1px solid #e0e4e8;
  border-radius: 6px; }
h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.1rem; margin: 2rem 0 .6rem; }
p.sub { color: #5b6670; margin: .2rem 0 1.4rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1.4rem; margin: 0; }
dt { color: #5b6670; } dd { margin: 0; overflow-wrap: anywhere; }
.sum { display: flex; flex-wrap: wrap; gap: .7rem; margin: 1.4rem 0; }
.sum div { flex: 1 1 7rem; border: 1px solid #e0e4e8; border-radius: 6px; padding: .5rem .9rem; }
.sum b { display: block; font-size: 1.5rem; }
table { border-collapse: collapse; width: 100%; } th { text-align: left; font-weight: 600; color: #5b6670; }
th, td { padding: .45rem .6rem; border-bottom: 1px solid #e8ebee; vertical-align: top; }
td.n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.v { white-space: nowrap; font-weight: 600; } .v i { display: inline-block; width: 1.2em; font-style: normal; }
.ok .v { color: #00714f; } .doubtful .v { color: #8a5a00; } .wrong .v { color: #b13c00; }
.skipped .v { color: #6b7680; }
.wrong td { background: #fdf3ee; } .doubtful td { background: #fdf9ee; }
.m { color: #5b6670; font-size: .87rem; } .m span { white-space: nowrap; margin-right: 1.1em; }
.cause { font-weight: 600; }
.sign { display: flex; gap: 2.5rem; margin-top: 4rem; }
.sign div { flex: 1; border-top: 1px solid #232a31; padding-top: .3rem; color: #5b6670; }
@media (max-width: 40rem) { main { margin: 0; padding: 1.2rem; border: 0; } .hide { display: none; } }
@media print { body { background: #fff; } main { border: 0; margin: 0; max-width: none; padding: 0; }
  tr { break-inside: avoid; } }
"""


def document(board, results, who, place, when=None):
    """The report as a dict. board: {"about", ...}; results: [(step, Result)]; who, place: texts."""
    rows = board["schema"].rows
    values = board["parameters"]
    changed = [
        {"name": row.name, "value": row.show(values[row.name]), "default": row.show(row.default), "text": row.text}
        for row in rows
        if row.name in values and values[row.name] != row.default
    ]
    return {
        "format": 1,
        "who": who,
        "place": place,
        "when": when or datetime.now().isoformat(timespec="minutes"),
        "board": board["about"],
        "up_s": board["up_s"],
        "parameters": changed,
        "steps": [
            {
                "key": step.key, "title": step.title, "verdict": r.verdict, "text": r.text, "cause": r.cause,
                "cause_text": cause_text(r.cause), "measured": [list(pair) for pair in r.measured],
                "seconds": r.seconds, "when": r.when,
            }
            for step, r in results
        ],
    }  # fmt: skip


def collect(board):
    """What document() wants to know of a board (tools.console.board.Board)."""
    return {
        "about": board.about()["about"], "up_s": board.look().up_s, "schema": board.schema,
        "parameters": board.parameters(),
    }  # fmt: skip


def overall(report):
    """One word and one sentence for all steps."""
    verdicts = [step["verdict"] for step in report["steps"]]
    if not verdicts:
        return DOUBTFUL, "Nothing was tried."
    if WRONG in verdicts:
        return WRONG, "Not ready: see the steps that are wrong."
    if DOUBTFUL in verdicts:
        return DOUBTFUL, "Works, with doubts that somebody has to judge."
    return OK, "All that was tried works."


def html(report):
    """The page."""
    word, sentence = overall(report)
    counts = {verdict: sum(step["verdict"] == verdict for step in report["steps"]) for verdict in _SIGNS}
    boxes = "".join(f"<div><b>{count}</b>{verdict}</div>" for verdict, count in counts.items())
    facts = (
        ("Place", report["place"]), ("Done by", report["who"]), ("When", report["when"].replace("T", " ")),
        ("Board and firmware", report["board"]), ("Running for", f"{report['up_s']} s"),
    )  # fmt: skip
    facts_html = "".join(f"<dt>{escape(name)}</dt><dd>{escape(str(value)) or '&ndash;'}</dd>" for name, value in facts)
    rows = "".join(_step(step) for step in report["steps"])
    parameters = "".join(
        f"<tr><td>{escape(p['name'])}</td><td class='n'>{escape(p['value'])}</td>"
        f"<td class='n hide'>{escape(p['default'])}</td><td class='hide'>{escape(p['text'])}</td></tr>"
        for p in report["parameters"]
    )
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Commissioning report: {escape(report["place"] or report["board"])}</title><style>{_STYLE}</style></head>
<body><main>
<h1>Commissioning report</h1><p class="sub">Heating controller Tandem</p>
<dl>{facts_html}</dl>
<div class="sum">{boxes}</div>
<p class="{word}"><span class="v"><i>{_SIGNS[word]}</i>{escape(sentence)}</span></p>
<h2>Steps</h2>
<table><thead><tr><th>Step</th><th>Verdict</th><th>What was found</th><th class="hide">Took</th></tr></thead>
<tbody>{rows}</tbody></table>
<h2>Parameters that differ from their defaults</h2>
<table><thead><tr><th>Name</th><th>Value</th><th class="hide">Default</th><th class="hide">Meaning</th></tr></thead>
<tbody>{parameters}</tbody></table>
<div class="sign"><div>Place, date</div><div>Installer</div><div>Resident</div></div>
</main></body></html>
"""


def _step(step):
    measured = "".join(f"<span>{escape(a)}: {escape(str(b))}</span> " for a, b in step["measured"])
    cause = f"<div class='cause'>Likely: {escape(step['cause_text'])}.</div>" if step["cause"] else ""
    return (
        f"<tr class='{step['verdict']}'><td>{escape(step['title'])}</td>"
        f"<td class='v'><i>{_SIGNS[step['verdict']]}</i>{step['verdict']}</td>"
        f"<td>{escape(step['text'])}{cause}<div class='m'>{measured}</div></td>"
        f"<td class='n hide'>{step['seconds']} s</td></tr>"
    )


def write(report, path):
    """path with .html and .json; returns both."""
    page, data = path.with_suffix(".html"), path.with_suffix(".json")
    page.write_text(html(report), encoding="utf-8")
    data.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    return page, data
