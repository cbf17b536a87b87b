"""The plots that sum up: what was decided when, heat over outdoor temperature, energy per month."""

import numpy as np
from bokeh.models import ColumnDataSource, CustomJSHover, HoverTool, LinearColorMapper, Range1d

from host_sim.reason_texts import PLAN_TEXTS, plan_text, reason_text
from host_sim.report_data import DAY_S, heat_by_outdoor, months, plan_carpet, spells, start_ms, switch_over_c
from host_sim.report_style import (
    AMBER,
    BOILER,
    DARK,
    HEAT_PUMP,
    PLAN_COLORS,
    add_hover,
    hover_box,
    legend_below,
    plain_figure,
    value_format,
)
from host_sim.report_text import duration_text, html_figure

NO_PLAN = 255
DAY_MS = DAY_S * 1000.0


def _plan_legend(fig, plans):
    """One entry per plan that occurs; the samples belong to marks without a place."""
    entries = [
        (PLAN_TEXTS[plan], [fig.scatter([np.nan], [np.nan], marker="square", size=11, color=PLAN_COLORS[plan])])
        for plan in sorted(PLAN_TEXTS)
        if plan in plans
    ]
    legend_below(fig, entries, hide=False)


def decision_strip(time_plots):
    """A short run: one coloured bar per spell of a plan and its reason."""
    result = time_plots.result
    begin_ms = start_ms(result)
    rows = [spell for spell in spells(result) if spell[2] in PLAN_TEXTS]
    source = ColumnDataSource(
        {
            "left": [begin_ms + from_s * 1000.0 for from_s, _, _, _ in rows],
            "right": [begin_ms + to_s * 1000.0 for _, to_s, _, _ in rows],
            "color": [PLAN_COLORS[plan] for _, _, plan, _ in rows],
            "plan": [plan_text(plan) for _, _, plan, _ in rows],
            "why": [reason_text(why) for _, _, _, why in rows],
            "lasted": [duration_text(to_s - from_s) for from_s, to_s, _, _ in rows],
        }
    )
    fig = time_plots.figure(150, y_range=Range1d(0, 1))
    bars = fig.quad("left", "right", 1, 0, source=source, fill_color="color", line_color=None)
    tooltips = hover_box("@plan", [("Why", "@why"), ("From", "@left{%a %d %b, %H:%M:%S}"), ("For", "@lasted")])
    fig.add_tools(
        HoverTool(
            renderers=[bars],
            tooltips=tooltips,
            formatters={"@left": "datetime"},
            point_policy="follow_mouse",
            visible=False,
        )
    )
    fig.yaxis.visible = False
    fig.min_border_left = 46
    fig.ygrid.grid_line_color = None
    _plan_legend(fig, {plan for _, _, plan, _ in rows})
    return fig


def decision_carpet(time_plots):
    """A long run: a column per day, midnight at the bottom, coloured by plan. Days and seasons show at a glance."""
    result = time_plots.result
    image = plan_carpet(result)
    midnight_ms = start_ms(result) - result.start.hour * 3600e3 - result.start.minute * 60e3
    mapper = LinearColorMapper(PLAN_COLORS, low=-0.5, high=3.5, high_color="#FFFFFF00", nan_color="#FFFFFF00")
    fig = time_plots.figure(300, y_range=Range1d(0, 24, bounds=(0, 24)))
    drawn = fig.image([image], x=midnight_ms, y=0, dw=image.shape[1] * DAY_MS, dh=24, color_mapper=mapper)
    names = ", ".join(f"{plan}: '{text}'" for plan, text in PLAN_TEXTS.items())
    clock = "const m = Math.floor(special_vars.y * 4) * 15; const two = (n) => String(n).padStart(2, '0')\n"
    clock += "return two(Math.floor(m / 60)) + ':' + two(m % 60)"
    tooltips = hover_box("$x{%a %d %b %Y}", [("Time", "$y{custom}"), ("Plan", "@image{custom}")])
    formatters = {
        "$x": "datetime",
        "$y": CustomJSHover(code=clock),
        "@image": CustomJSHover(code=f"return ({{{names}}})[value] ?? '–'"),
    }
    fig.add_tools(HoverTool(renderers=[drawn], tooltips=tooltips, formatters=formatters, visible=False))
    fig.yaxis.ticker = [0, 6, 12, 18, 24]
    fig.yaxis.major_label_overrides = {hour: f"{hour} h" for hour in (0, 6, 12, 18, 24)}
    fig.ygrid.grid_line_color = None
    _plan_legend(fig, set(np.unique(image)) - {NO_PLAN})
    return fig


def outdoor_figure(result):
    """(figure or None, switch-over temperature or None): mean heat of each source per 1 K outdoors."""
    centre_c, hours, hp_kw, boiler_kw = heat_by_outdoor(result.bins, result.bin_s)
    if len(centre_c) == 0:
        return None, None
    both_kw = hp_kw + boiler_kw
    source = ColumnDataSource({"t": centre_c, "hours": hours, "hp": hp_kw, "boiler": boiler_kw, "all": both_kw})
    fig = plain_figure(270)
    bars = fig.vbar_stack(
        ["hp", "boiler"], x="t", width=0.86, source=source, color=[HEAT_PUMP, BOILER], line_color=None
    )
    over = fig.line("t", "all", source=source, alpha=0)
    rows = [("Heat pump", "hp", 2, "kW"), ("Boiler", "boiler", 2, "kW"), ("Seen for", "hours", 1, "h")]
    add_hover(fig, over, rows, when="@t{custom}", when_format=value_format(1, "°C outdoors"))
    fig.y_range.start = min(0.0, float((hp_kw + np.minimum(boiler_kw, 0.0)).min()))
    switch_c = switch_over_c(centre_c, hours, hp_kw, boiler_kw)
    entries = [("Heat pump", [bars[0]])] if hp_kw.any() else []
    entries += [("Boiler", [bars[1]])] if boiler_kw.any() else []
    if switch_c is not None:
        top = float(both_kw.max())
        line = fig.line([switch_c, switch_c], [0, top], color=DARK, line_dash="dashed", line_width=1.6)
        entries.append((f"Switch-over: {html_figure(switch_c)} °C", [line]))
    fig.xaxis.axis_label = "Outdoors, °C"
    fig.xgrid.grid_line_color = None
    legend_below(fig, entries)
    return fig, switch_c


def month_figure(result):
    """Per month two bars side by side: the energy bought and the heat that it became."""
    names, hp, boiler, power, gas = zip(*months(result), strict=True)
    x = np.arange(len(names)) + 0.5
    source = ColumnDataSource(
        {
            "t": x, "left": x - 0.2, "right": x + 0.2, "name": names, "hp": hp, "boiler": boiler, "power": power,
            "gas": gas,
        }
    )  # fmt: skip
    fig = plain_figure(280, x_range=Range1d(0, len(names)))
    bars = {"width": 0.36, "source": source, "line_color": None}
    bought = fig.vbar_stack(["power", "gas"], x="left", color=["#7FB8D8", AMBER], **bars)
    made = fig.vbar_stack(["hp", "boiler"], x="right", color=[HEAT_PUMP, BOILER], **bars)
    over = fig.line("t", "power", source=source, alpha=0)
    rows = [
        ("Electricity bought", "power", 0, "kWh"),
        ("Gas bought", "gas", 0, "kWh"),
        ("Heat from heat pump", "hp", 0, "kWh"),
        ("Heat from boiler", "boiler", 0, "kWh"),
    ]
    add_hover(fig, over, rows, when="@name")
    fig.xaxis.ticker = list(x)
    fig.xaxis.major_label_overrides = {place: name[:3] for place, name in zip(x, names, strict=True)}
    fig.xgrid.grid_line_color = None
    texts = ("Electricity bought", "Gas bought", "Heat from heat pump", "Heat from boiler")
    legend_below(fig, [(text, [bar]) for text, bar in zip(texts, bought + made, strict=True)])
    return fig
