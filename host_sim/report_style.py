"""The look that all plots of the report share: colours, fonts, legends below, hover texts, linked time axis."""

from bokeh.models import (
    AdaptiveTicker,
    CrosshairTool,
    CustomJS,
    CustomJSHover,
    DatetimeTickFormatter,
    HoverTool,
    WheelZoomTool,
)
from bokeh.models.annotations import Legend
from bokeh.plotting import figure
from bokeh.themes import Theme

# Okabe and Ito's palette: told apart with every common kind of colour blindness.
BLUE, ORANGE, GREEN, PURPLE = "#0072B2", "#D55E00", "#009E73", "#CC79A7"
SKY, AMBER, GREY, DARK = "#56B4E9", "#E69F00", "#D5D9DE", "#333A42"
HEAT_PUMP, BOILER, BOTH, IDLE = BLUE, ORANGE, PURPLE, GREY
PLAN_COLORS = (IDLE, HEAT_PUMP, BOILER, BOTH)  # by PLAN_* of the output frame

FONT = "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
LEGEND_ENTRY_PX = 150
TICK_PX = 105
TIME_RANGE_NAME = "time"

_AXIS = {
    "axis_line_color": "#9AA3AD",
    "major_tick_line_color": "#9AA3AD",
    "minor_tick_line_color": None,
    "major_label_text_font": FONT,
    "major_label_text_font_size": "12px",
    "major_label_text_color": DARK,
    "axis_label_text_font": FONT,
    "axis_label_text_font_size": "12px",
    "axis_label_text_font_style": "normal",
    "axis_label_text_color": DARK,
}
THEME = Theme(
    json={
        "attrs": {
            "Plot": {"outline_line_color": None, "background_fill_color": "#FFFFFF", "border_fill_color": "#FFFFFF"},
            "Grid": {"grid_line_color": "#E8EBEE"},
            "Axis": _AXIS,
            "Legend": {
                "label_text_font": FONT,
                "label_text_font_size": "12px",
                "label_text_color": DARK,
                "border_line_color": None,
                "background_fill_alpha": 0.0,
                "padding": 2,
                "margin": 2,
                "spacing": 14,
                "glyph_width": 18,
            },
        }
    }
)


def plain_figure(height, **options):
    """A figure as wide as its column; ``height`` in pixels. Left and right borders are equal, so plots line up."""
    fig = figure(
        height=height, sizing_mode="stretch_width", toolbar_location=None, tools="", min_border_left=46,
        min_border_right=12, **options
    )  # fmt: skip
    fig.toolbar.logo = None
    fig.yaxis.ticker.desired_num_ticks = 5
    return fig


def time_axis(fig):
    """Local time along the bottom, with as many labels as fit."""
    fig.xaxis.formatter = DatetimeTickFormatter(
        minutes="%H:%M", hourmin="%H:%M", hours="%H:%M", days="%a %d %b", months="%b %Y", years="%Y"
    )
    fig.xgrid.grid_line_color = None
    code = "ticker.desired_num_ticks = Math.max(2, Math.floor(fig.inner_width / width))"
    args = {"fig": fig, "ticker": fig.xaxis[0].ticker, "width": TICK_PX}
    fig.js_on_change("inner_width", CustomJS(args=args, code=code))


def time_figure(x_range, height, crosshair, **options):
    """A figure on the shared time axis: drag to pan, ctrl + wheel to zoom, heights follow the part in view."""
    fig = plain_figure(height, x_axis_type="datetime", x_range=x_range, window_axis="x", **options)
    fig.toolbar_location = "above"
    wheel = WheelZoomTool(dimensions="width", modifiers="ctrl")
    fig.add_tools("xpan", "xbox_zoom", wheel, "reset", "save", CrosshairTool(overlay=crosshair, visible=False))
    fig.toolbar.active_scroll = wheel
    time_axis(fig)
    return fig


def whole_numbers(axis):
    """Ticks of a count: never at halves."""
    axis.ticker = AdaptiveTicker(min_interval=1, desired_num_ticks=4)


LEGEND_FIT = """
const columns = Math.min(count, Math.max(1, Math.floor(fig.inner_width / entry_px)))
if (legend.ncols == columns) return
legend.setv({ncols: columns, spacing: columns < count ? 6 : 14})
fig.height = height + (Math.ceil(count / columns) - 1) * 26
"""


def legend_below(fig, entries, hide=True):
    """A legend under the plot, in as many columns as fit. entries: list of (text, [renderers])."""
    if not entries:
        return
    legend = Legend(items=entries, orientation="horizontal", ncols=len(entries), location="left")
    legend.click_policy = "hide" if hide else "none"
    fig.add_layout(legend, "below")
    sizes = {"count": len(entries), "entry_px": LEGEND_ENTRY_PX, "height": fig.height}
    fig.js_on_change("inner_width", CustomJS(args={"fig": fig, "legend": legend, **sizes}, code=LEGEND_FIT))


def value_format(decimals, unit):
    """A hover format that writes a gap as a dash, not as NaN."""
    code = f"return Number.isFinite(value) ? value.toFixed({decimals}) + ' {unit}' : '–'"
    return CustomJSHover(code=code)


def hover_box(title, rows):
    """HTML of a hover box: a title line, then text and value side by side. Bokeh fills in the @fields."""
    style = f"display: grid; grid-template-columns: auto auto; gap: 1px 12px; font: 13px/1.4 {FONT}; color: {DARK}"
    cells = "".join(f'<span style="color: #59636e">{text}</span><span>{value}</span>' for text, value in rows)
    return f'<div style="{style}"><b style="grid-column: 1 / 3">{title}</b>{cells}</div>'


def add_hover(fig, renderer, rows, when="@t{%a %d %b %Y, %H:%M}", when_format="datetime"):
    """One hover box per place on the x axis. rows: list of (text, column, decimals, unit); when: its first line."""
    formatters = {f"@{column}": value_format(decimals, unit) for _, column, decimals, unit in rows}
    formatters["@t"] = when_format
    tooltips = hover_box(when, [(text, f"@{column}{{custom}}") for text, column, _, _ in rows])
    mode = {"mode": "vline", "line_policy": "nearest", "point_policy": "follow_mouse"}
    fig.add_tools(HoverTool(renderers=[renderer], tooltips=tooltips, formatters=formatters, visible=False, **mode))
