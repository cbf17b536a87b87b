"""What limits and reasons look like in the report: bands over the power, lanes of reasons, rows of the lists."""

from datetime import timedelta

import numpy as np
from bokeh.models import ColumnDataSource, HoverTool, Range1d

from host_sim.reason_texts import clause, reason_text
from host_sim.report_data import start_ms
from host_sim.report_style import (
    AMBER,
    BOILER,
    FONT,
    GREEN,
    GREY,
    HEAT_PUMP,
    PURPLE,
    SKY,
    hover_box,
    legend_below,
)
from host_sim.report_text import duration_text, html_figure
from tandem.ports import reasons as r

LIMIT = "#B3261E"
SOFT = PURPLE
# Names for the bands of a plot, and the shares of its width that they need lying and standing.
_SHORT = {
    r.R_FUSE: "Main fuse", r.R_EMERGENCY: "Emergency stop", r.R_GRID: "Grid operator", r.R_CONTRACT: "Contract",
    r.R_MANAGER: "Energy manager", r.R_QUIET: "Quiet hours", r.R_SG_LOCK: "SG Ready", r.R_LPC: "LPC",
    r.R_LPC_SAFE: "LPC failsafe", r.R_DIM: "Par. 14a", r.R_PROFILE: "Profile",
}  # fmt: skip
_LETTER_SHARE = 0.0075
_LINE_SHARE = 0.018
_IN_THE_WAY = (
    r.R_LIMIT_OFF, r.R_LIMIT_CAP, r.R_LIMIT_WAIT, r.R_RELEASE, r.R_RAMP, r.R_FUSE, r.R_EMERGENCY, r.R_GRID,
    r.R_CONTRACT, r.R_MANAGER, r.R_QUIET, r.R_SG_LOCK, r.R_LPC, r.R_LPC_SAFE, r.R_DIM, r.R_PROFILE, r.R_SILENT,
)  # fmt: skip
_GUARDS = (
    r.R_MIN_ON, r.R_MIN_OFF, r.R_STARTS_HOUR, r.R_STARTS_DAY, r.R_NO_FLOW, r.R_PUMP_FIRST, r.R_OVERHEAT, r.R_FROST,
    r.R_SELF_STOP, r.R_BOOT, r.R_BLIND, r.R_DEFROST, r.R_HP_ERROR, r.R_UNCONFIRMED, r.R_COLD_RETURN, r.R_PRESSURE,
)  # fmt: skip
# Lanes from the bottom: name, its command, its reason, colour of the command.
_LANES = (
    ("Tank", "dhw", "dhw_why", SKY),
    ("Boiler", "boiler", "boiler_why", BOILER),
    ("HP", "hp", "hp_why", HEAT_PUMP),
)


def _color(limit):
    return LIMIT if limit["hard"] else SOFT


def limit_bands(fig, result):
    """Bands of the limits over a plot of power in kW, with name and value. Gives entries for its legend."""
    limits = result.summary.get("limits") or []
    begin_ms, length_s = start_ms(result), max(1, result.length_s())
    entries = []
    for text, hard in (("Limit", True), ("Limit by contract or wish", False)):
        rows = [limit for limit in limits if limit["hard"] == hard]
        if not rows:
            continue
        top = max(0.5, float(np.nanmax(result.bins["p_hp_w"] + result.bins["p_pumps_w"])) / 1000.0) * 1.12
        source = ColumnDataSource({
            "left": [begin_ms + row["from_s"] * 1000.0 for row in rows],
            "right": [begin_ms + row["to_s"] * 1000.0 for row in rows],
            "kw": [min(top, row["watts"] / 1000.0) for row in rows],
            "top": [top] * len(rows),
            "name": [row["source"] for row in rows],
            "value": [f"{html_figure(row['watts'])} W" for row in rows],
            "kept": [_verdict(row) for row in rows],
        })  # fmt: skip
        color = _color(rows[0])
        band = fig.quad("left", "right", "top", "kw", source=source, fill_color=color, fill_alpha=0.1, line_color=None)
        line = fig.segment("left", "kw", "right", "kw", source=source, line_color=color, line_width=2)
        _labels(fig, rows, begin_ms, length_s, top, color)
        tips = hover_box("@name", [("Limit", "@value"), ("From", "@left{%a %d %b, %H:%M:%S}"),
                                   ("To", "@right{%a %d %b, %H:%M:%S}"), ("Kept", "@kept")])  # fmt: skip
        formats = {"@left": "datetime", "@right": "datetime"}
        fig.add_tools(HoverTool(renderers=[band], tooltips=tips, formatters=formats, visible=False))
        entries.append((text, [band, line]))
    return entries


def _labels(fig, rows, begin_ms, length_s, top, color):
    """Each source's name in its band: lying where that is wide enough, else standing, else not at all."""
    for standing in (False, True):
        places, names = [], []
        for row in rows:
            share = (row["to_s"] - row["from_s"]) / length_s
            name = _SHORT.get(row["why"], row["source"])
            lies = share >= len(name) * _LETTER_SHARE
            if lies != standing and share >= _LINE_SHARE:
                places.append(begin_ms + row["from_s"] * 1000.0)
                names.append(name)
        if places:
            source = ColumnDataSource({"x": places, "y": [top] * len(places), "name": names})
            turned = {"angle": np.pi / 2, "text_align": "right", "x_offset": 14, "y_offset": 4} if standing else \
                {"x_offset": 4, "y_offset": 14}  # fmt: skip
            fig.text("x", "y", "name", source=source, text_font={"value": FONT}, text_color=color,
                     text_font_size="11px", **turned)  # fmt: skip


def reason_lanes(time_plots):
    """A lane each for heat pump, boiler and tank: what it did, in the colour of what held it; None in a long run."""
    result = time_plots.result
    if result.log is None or time_plots.is_long or not len(result.log):
        return None
    begin_ms = start_ms(result)
    columns = {key: [] for key in ("left", "right", "bottom", "top", "color", "name", "did", "why", "lasted")}
    lanes = [lane for lane in _LANES if np.any(result.log[lane[1]])]
    for place, (name, command, why, color) in enumerate(lanes):
        for from_s, to_s, on, code, plan in _spells(result.log, command, why, result.length_s()):
            held = command == "hp" and not on and code not in _IN_THE_WAY and plan in _IN_THE_WAY
            columns["left"].append(begin_ms + from_s * 1000.0)
            columns["right"].append(begin_ms + to_s * 1000.0)
            columns["bottom"].append(place + (0.12 if on else 0.3))
            columns["top"].append(place + (0.88 if on else 0.7))
            columns["color"].append(LIMIT if held else _lane_color(on, code, color))
            columns["name"].append(name)
            columns["did"].append("on" if on else "off")
            columns["why"].append(f"{reason_text(code)}; {clause(plan)}" if held else reason_text(code))
            columns["lasted"].append(duration_text(to_s - from_s))
    if not lanes:
        return None
    fig = time_plots.figure(70 + 44 * len(lanes), y_range=Range1d(0, len(lanes)))
    bars = fig.quad("left", "right", "top", "bottom", source=ColumnDataSource(columns), fill_color="color",
                    line_color=None)  # fmt: skip
    rows = [("Why", "@why"), ("From", "@left{%a %d %b, %H:%M:%S}"), ("For", "@lasted")]
    fig.add_tools(HoverTool(renderers=[bars], tooltips=hover_box("@name @did", rows), formatters={"@left": "datetime"},
                            point_policy="follow_mouse", visible=False))  # fmt: skip
    fig.yaxis.ticker = [place + 0.5 for place in range(len(lanes))]
    fig.yaxis.major_label_overrides = {place + 0.5: lane[0] for place, lane in enumerate(lanes)}
    fig.yaxis.major_tick_line_color = None
    fig.ygrid.grid_line_color = None
    full = {"HP": "Heat pump", "Tank": "Tank is heated"}
    names = [(full.get(lane[0], lane[0]), lane[3]) for lane in reversed(lanes)]
    names += [("Held by a limit", LIMIT), ("Held by a guard", AMBER), ("Asked to run", GREEN), ("Off", GREY)]
    used = set(columns["color"])
    entries = [(text, [fig.scatter([np.nan], [np.nan], marker="square", size=11, color=color)])
               for text, color in names if color in used]  # fmt: skip
    legend_below(fig, entries, hide=False)
    return fig


def _lane_color(on, code, color):
    if code in _IN_THE_WAY:
        return LIMIT
    if code in (r.R_SG_BOOST, r.R_SG_FORCE, r.R_SURPLUS, r.R_STORE):
        return GREEN
    if on:
        return color
    return AMBER if code in _GUARDS else GREY


def _spells(log, command, why, length_s):
    """[(from_s, to_s, on, reason, reason of the plan)] of a command within the run."""
    on, code, plan, t_s = log[command] != 0, log[why], log["plan_why"], np.maximum(log["t_s"], 0)
    moved = (on[1:] != on[:-1]) | (code[1:] != code[:-1])
    if command == "hp":
        moved |= plan[1:] != plan[:-1]
    first = np.flatnonzero(np.concatenate(([True], moved)))
    ends = [*(int(t_s[i]) for i in first[1:]), length_s]
    spells = [(int(t_s[i]), end, bool(on[i]), int(code[i]), int(plan[i])) for i, end in zip(first, ends, strict=True)]
    return [spell for spell in spells if spell[0] < spell[1]]


def limit_rows(result):
    """Rows of the list of limits."""
    rows = []
    for limit in result.summary.get("limits") or []:
        command = limit["command_s"]
        rows.append({
            "color": _color(limit),
            "source": limit["source"],
            "time": f"{_when(result, limit['from_s'])} to {_when(result, limit['to_s'], limit['from_s'])}",
            "watts": f"{html_figure(limit['watts'])} W",
            "command": "–" if command is None else f"{html_figure(command, 1 if command < 10 else 0)} s",
            "verdict": _verdict(limit),
            "bad": bool(limit["over_s"]),
        })  # fmt: skip
    return rows


def _verdict(limit):
    if limit["over_s"]:
        return f"above it for {duration_text(limit['over_s'])}, by up to {html_figure(limit['over_w'])} W"
    return "yes; resident had opted out" if limit["opted_out"] else "yes"


def event_rows(result):
    """Rows of the list of events."""
    return [{"time": _when(result, t_s), "text": text} for t_s, text in result.events]


def _when(result, t_s, after_s=None):
    when = result.start + timedelta(seconds=round(t_s))
    if after_s is not None and (result.start + timedelta(seconds=round(after_s))).date() == when.date():
        return f"{when:%H:%M}"
    return f"{when:%a %d %b, %H:%M}"


