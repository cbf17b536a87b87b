"""The report of a run: one HTML file that needs nothing else, neither a network nor a second file."""

import os
from datetime import timedelta

from bokeh.embed import components
from bokeh.resources import Resources

from host_sim.reason_texts import plan_text, reason_text
from host_sim.report_cards import all_figures, cards, headline
from host_sim.report_data import DAY_S, break_even_cop, coldest_window_s, spells, start_ms, time_by_reason
from host_sim.report_lanes import event_rows, limit_rows, reason_lanes
from host_sim.report_overviews import decision_carpet, decision_strip, month_figure, outdoor_figure
from host_sim.report_page import render
from host_sim.report_plots import TimePlots
from host_sim.report_series import DETAIL_DAYS
from host_sim.report_style import PLAN_COLORS, THEME
from host_sim.report_text import day_text, duration_text, figure_text, html_figure, share_text

MOST_CHANGES = 500  # rows in the list of changes; of more, the first and the last are shown


class Part:
    """One plot with its heading and its line of text."""

    def __init__(self, title, figure, text="", kind="timed", buttons=()):
        self.title = title
        self.figure = figure
        self.text = text
        self.kind = kind
        self.buttons = buttons
        self.div = ""


def write_report(path, result):
    """Write the report of ``result`` (RunResult) to ``path``; the file is there as a whole or not at all."""
    page = report_html(result)
    temporary = f"{path}.tmp"
    try:
        with open(temporary, "w", encoding="utf-8") as file:
            file.write(page)
        os.replace(temporary, path)
    except BaseException:
        if os.path.exists(temporary):
            os.remove(temporary)
        raise


def report_html(result):
    """The page as text."""
    summary = result.summary
    parts = _parts(result) if result.length_s() else []
    plots_js = ""
    if parts:
        plots_js, divs = components([part.figure for part in parts], theme=THEME)
        for part, div in zip(parts, divs, strict=True):
            part.div = div
    return render(
        title=f"Heating of a house: {summary.get('home', 'unnamed')}, {summary.get('control', '')}",
        subtitle=_subtitle(result),
        interrupted=_interrupted(result),
        violations=summary.get("floor_violations") or [],
        limit_violations=summary.get("limit_violations") or [],
        scenario=summary.get("scenario_title"),
        limits=limit_rows(result),
        events=event_rows(result),
        headline=headline(result),
        cards=cards(result),
        parts=parts,
        reasons=_reason_rows(result),
        changes=_change_rows(result),
        changes_text=_changes_text(result),
        figures=all_figures(summary),
        bokeh_js=Resources(mode="inline", components=["bokeh"], log_level="warn").render_js() if parts else "",
        plots_js=plots_js,
    )


def _subtitle(result):
    end = result.start + timedelta(seconds=result.length_s())
    weather = result.summary.get("weather")
    tail = f". Weather: {weather}" if weather else ""
    return f"{day_text(result.start)} to {day_text(end)}{tail}."


def _interrupted(result):
    """The notice of an interrupted run, or nothing."""
    if result.summary.get("complete", True):
        return ""
    asked = figure_text(result.summary.get("days"))
    done = duration_text(result.length_s())
    return f"Only the first {done} of {asked} days were simulated; all figures are of that part."


def _parts(result):
    """The plots that make sense for this run, in the order of the page."""
    plots = TimePlots(result)
    long_run = result.length_s() > DETAIL_DAYS * DAY_S
    how = "Drag over the strip to choose a part, drag a plot to move on; Ctrl + wheel zooms."
    if long_run:
        how += f" Lines are daily means; a part shorter than {DETAIL_DAYS} days is drawn by the quarter-hour."
    if plots.is_long:
        strip = decision_carpet(plots)
        decided = "What the controller chose: a column per day, from midnight at the bottom to midnight on top."
    else:
        strip = decision_strip(plots)
        decided = "What the controller chose; point at a bar for the reason."
    parts = [
        Part("Time shown, by outdoor temperature", plots.overview(), how, "overview", _buttons(result)),
        Part("Room, °C", plots.room()),
        Part("Heating water and outdoors, °C", plots.water()),
        Part("Who made the heat, kW", plots.heat()),
        Part("Decisions", strip, decided),
        Part("Reasons", reason_lanes(plots), "What each did and what held it; point at a bar for the reason."),
        Part("Hot water tank, °C", plots.tank()),
        Part("Electricity, kW", plots.electricity()),
        Part("The whole connection, kW", plots.connection()),
        Part("Price of electricity, € per kWh", plots.price()),
        Part("Gas, kW", plots.gas()),
        Part("COP of the heat pump", plots.cop(), _cop_text(result)),
        Part("Starts per day" if plots.is_long else "Starts per hour", plots.starts()),
    ]
    outdoor, switch_c = outdoor_figure(result)
    both = "Mean over all hours at that temperature."
    if switch_c is not None:
        both += f" The switch-over that fits best is {html_figure(switch_c)} °C:"
        both += " below it mostly the boiler, above it the heat pump."
    parts.append(Part("Heat over outdoor temperature, kW", outdoor, both, "summed"))
    if long_run:
        text = "Per month, left what was bought, right the heat that came of it."
        parts.append(Part("Energy per month, kWh", month_figure(result), text, "summed"))
    return [part for part in parts if part.figure is not None]


def _cop_text(result):
    text = "Heat per electricity, where the compressor runs."
    if break_even_cop(result.summary) is not None:
        text += " Below the dashed line gas would have been the cheaper heat."
    return text


def _buttons(result):
    """(name, from, to) in milliseconds of the time axis."""
    first_ms = start_ms(result)
    shown = [("Whole run", first_ms, first_ms + result.length_s() * 1000.0)]
    for name, length_s in (("Coldest week", 7 * DAY_S), ("Coldest day", DAY_S)):
        if result.length_s() >= 2 * length_s:
            from_s, to_s = coldest_window_s(result, length_s)
            shown.append((name, first_ms + from_s * 1000.0, first_ms + to_s * 1000.0))
    return [(name, round(from_ms), round(to_ms)) for name, from_ms, to_ms in shown]


def _reason_rows(result):
    """Rows of the table of reasons."""
    whole_s = max(1, result.length_s())
    return [
        {
            "color": _color(plan),
            "plan": plan_text(plan),
            "why": reason_text(why),
            "time": duration_text(seconds),
            "share": share_text(seconds / whole_s),
            "count": html_figure(count),
        }
        for plan, why, seconds, count in time_by_reason(spells(result))
    ]


def _change_rows(result):
    """Rows of the list of changes, the middle of a long one left out."""
    rows = [
        {
            "time": (result.start + timedelta(seconds=int(t_s))).strftime("%a %d %b %Y, %H:%M:%S"),
            "color": _color(plan),
            "plan": plan_text(plan),
            "why": reason_text(why),
        }
        for t_s, plan, why in _kept(result.decisions)
    ]
    left_out = len(result.decisions) - len(rows)
    if left_out:
        rows.insert(MOST_CHANGES // 2, {"left_out": f"{html_figure(left_out)} changes left out"})
    return rows


def _kept(decisions):
    """The first and the last decisions of a list that is too long."""
    half = MOST_CHANGES // 2
    return decisions if len(decisions) <= MOST_CHANGES else decisions[:half] + decisions[-half:]


def _changes_text(result):
    count = len(result.decisions)
    text = f"{html_figure(count)} changes of plan or reason"
    half = MOST_CHANGES // 2
    return f"{text}; the first and the last {half} are listed." if count > MOST_CHANGES else f"{text}."


def _color(plan):
    return PLAN_COLORS[plan] if 0 <= plan < len(PLAN_COLORS) else "#FFFFFF"
