"""The plots on the shared time axis: temperatures, heat, electricity, gas, COP, starts."""

import numpy as np
from bokeh.models import ColumnDataSource, DataRange1d, Range1d, RangeTool
from bokeh.models.annotations import Span

from host_sim.report_data import DAY_S, break_even_cop, cop, group_mean, group_sum, start_ms
from host_sim.report_lanes import limit_bands
from host_sim.report_series import series
from host_sim.report_style import (
    AMBER,
    BOILER,
    DARK,
    GREEN,
    GREY,
    HEAT_PUMP,
    PURPLE,
    SKY,
    TIME_RANGE_NAME,
    add_hover,
    legend_below,
    plain_figure,
    time_axis,
    time_figure,
    whole_numbers,
)  # fmt: skip
from host_sim.result import SHORT_DAYS

STARTS_PER_HOUR = 3  # the controller's own cap, over a rolling hour
HOUR_MS = 3600e3


class TimePlots:
    """Builds the linked plots of one result. Each method gives a figure, or None when there is nothing to show."""

    def __init__(self, result):
        self.result = result
        self.bins = result.bins
        begin_ms = start_ms(result)
        end_ms = begin_ms + result.length_s() * 1000.0
        self.has_hp = bool(np.any(self.bins["q_hp_w"]))
        self.has_boiler = bool(np.any(self.bins["q_boiler_w"]))
        self.is_long = result.length_s() > SHORT_DAYS * DAY_S
        self.x_range = Range1d(
            begin_ms, end_ms, bounds=(begin_ms, end_ms), min_interval=HOUR_MS, name=TIME_RANGE_NAME
        )  # fmt: skip
        self.crosshair = Span(dimension="height", line_color="#6B7680", line_width=1, line_dash="dotted")
        self.source = series(result, self.x_range, self._columns)

    def _columns(self, size):
        """Means over ``size`` bins, in the units of the plots."""
        bins = self.bins
        kw = {name: bins[name] / 1000.0 for name in bins if name.endswith("_w")}
        columns = {
            "outdoor": bins["outdoor_c"], "room": bins["room_c"], "target": bins["target_c"], "flow": bins["flow_c"],
            "back": bins["return_c"], "required": bins["required_c"], "hp_flow": bins["hp_flow_c"],
            "hp": kw["q_hp_w"], "boiler": kw["q_boiler_w"], "load": kw["load_w"],
            "free": kw["solar_w"] + kw["gains_w"], "gas": kw["gas_w"], "el_hp": kw["p_hp_w"],
            "el_rest": kw["p_pumps_w"] + kw["p_boiler_w"],
        }  # fmt: skip
        if "tank_top_c" in bins:
            columns.update(tank_top=bins["tank_top_c"], tank_cold=bins["tank_cold_c"], tap=kw["tap_w"])
        for name, key in (("price", "price_eur_kwh"), ("twin_room", "twin_room_c")):
            if key in bins:
                columns[name] = bins[key]
        for name, key in (("import", "import_w"), ("pv", "pv_w")):
            if key in bins:
                columns[name] = kw[key]
        return {name: group_mean(values, size) for name, values in columns.items()}

    def figure(self, height, **options):
        """An empty figure on the shared time axis; height in pixels."""
        return time_figure(self.x_range, height, self.crosshair, **options)

    def _line(self, fig, column, color, **style):
        return fig.line("t", column, source=self.source, color=color, **{"line_width": 1.6, **style})

    def overview(self):
        """The whole run in a strip; the marked part is what the other plots show."""
        fig = plain_figure(92, x_axis_type="datetime", x_range=Range1d(self.x_range.start, self.x_range.end))
        size = (DAY_S if self.is_long else 3600) // self.result.bin_s
        outdoor_c = group_mean(self.bins["outdoor_c"], size).astype(np.float32)
        t = start_ms(self.result) + (np.arange(len(outdoor_c)) + 0.5) * size * self.result.bin_s * 1000.0
        fig.line(t, outdoor_c, color=SKY, line_width=1.6)
        fig.yaxis.ticker.desired_num_ticks = 2
        fig.ygrid.grid_line_color = None
        time_axis(fig)
        tool = RangeTool(x_range=self.x_range, start_gesture="pan")
        tool.overlay.fill_color, tool.overlay.fill_alpha = HEAT_PUMP, 0.12
        tool.overlay.line_color, tool.overlay.line_alpha = HEAT_PUMP, 0.7
        fig.add_tools(tool)
        return fig

    def room(self):
        """Room against its target; over a long run also each day's range."""
        fig = self.figure(230)
        entries = []
        if self.is_long:
            size = DAY_S // self.result.bin_s
            edges = np.arange(0, len(self.bins["room_c"]), size)
            day = {
                "t": start_ms(self.result) + (np.arange(len(edges)) + 0.5) * DAY_S * 1000.0,
                "low": np.fmin.reduceat(self.bins["room_c"], edges),
                "high": np.fmax.reduceat(self.bins["room_c"], edges),
            }
            band = fig.varea("t", "low", "high", source=ColumnDataSource(day), color=GREEN, alpha=0.18)
            entries.append(("Room, range of the day", [band]))
        twin = self._line(fig, "twin_room", PURPLE) if "twin_room_c" in self.bins else None
        room = self._line(fig, "room", GREEN, line_width=2)
        target = self._line(fig, "target", DARK, line_dash="dashed", line_width=1.4)
        rows = [("Room", "room", 1, "°C"), ("Target", "target", 1, "°C"), ("Outdoors", "outdoor", 1, "°C")]
        if twin is not None:
            entries.insert(0, ("Room without limits", [twin]))
            rows.insert(1, ("Without limits", "twin_room", 1, "°C"))
        add_hover(fig, room, rows)
        legend_below(fig, [("Room", [room]), ("Target", [target]), *entries])
        return fig

    def water(self):
        """Temperatures of the heating water, and outdoors."""
        fig = self.figure(300)
        back = self._line(fig, "back", PURPLE)
        flow = self._line(fig, "flow", AMBER, line_width=1.8)
        hp_flow = self._line(fig, "hp_flow", HEAT_PUMP, visible=False)
        required = self._line(fig, "required", DARK, line_dash="dashed", line_width=1.4)
        outdoor = self._line(fig, "outdoor", SKY, line_width=2)
        rows = [
            ("Flow", "flow", 1, "°C"), ("Required flow", "required", 1, "°C"), ("Return", "back", 1, "°C"),
            ("From heat pump", "hp_flow", 1, "°C"), ("Outdoors", "outdoor", 1, "°C"),
        ]  # fmt: skip
        add_hover(fig, flow, rows)
        entries = [("Flow", [flow]), ("Required flow", [required]), ("Return", [back]), ("Outdoors", [outdoor])]
        legend_below(fig, entries + ([("From heat pump", [hp_flow])] if self.has_hp else []))
        return fig

    def tank(self):
        """The hot water tank: at the top, and at its coldest place, where legionella would live."""
        if "tank_top_c" not in self.bins:
            return None
        fig = self.figure(220)
        top = self._line(fig, "tank_top", BOILER, line_width=1.8)
        cold = self._line(fig, "tank_cold", SKY)
        add_hover(
            fig, top, [("Top", "tank_top", 1, "°C"), ("Coldest", "tank_cold", 1, "°C"), ("Drawn", "tap", 2, "kW")]
        )
        legend_below(fig, [("Tank, top", [top]), ("Tank, coldest place", [cold])])
        return fig

    def heat(self):
        """Who delivered the heat, stacked, with the load that the controller saw."""
        fig = self.figure(280)
        hp, boiler = fig.varea_stack(
            ["hp", "boiler"], x="t", source=self.source, color=[HEAT_PUMP, BOILER], alpha=0.85
        )  # fmt: skip
        load = self._line(fig, "load", DARK, line_width=1.3)
        free = self._line(fig, "free", AMBER, visible=False)
        rows = [
            ("Heat pump", "hp", 2, "kW"), ("Boiler", "boiler", 2, "kW"), ("Heat load", "load", 2, "kW"),
            ("Sun and people", "free", 2, "kW"), ("Outdoors", "outdoor", 1, "°C"),
        ]  # fmt: skip
        add_hover(fig, load, rows)
        entries = [("Heat pump", [hp])] if self.has_hp else []
        entries += [("Boiler", [boiler])] if self.has_boiler else []
        legend_below(fig, entries + [("Estimated load", [load]), ("Sun and people", [free])])
        return fig

    def electricity(self):
        """Electrical power: the heat pump, and pumps and boiler on top of it."""
        fig = self.figure(240 if self.result.summary.get("limits") else 220, y_range=DataRange1d(start=0))
        limits = limit_bands(fig, self.result)
        hp, rest = fig.varea_stack(
            ["el_hp", "el_rest"], x="t", source=self.source, color=[HEAT_PUMP, AMBER], alpha=0.85
        )  # fmt: skip
        over = fig.line("t", "el_hp", source=self.source, alpha=0)
        add_hover(fig, over, [("Heat pump", "el_hp", 2, "kW"), ("Pumps and boiler", "el_rest", 2, "kW")])
        others = "Pumps" if self.result.summary.get("boiler_electricity_kwh") is None else "Pumps and boiler"
        legend_below(fig, ([("Heat pump", [hp])] if self.has_hp else []) + [(others, [rest]), *limits])
        return fig

    def connection(self):
        """Import of the whole house, and what the roof makes."""
        if "import_w" not in self.bins:
            return None
        fig = self.figure(220)
        drawn = self._line(fig, "import", DARK)
        entries, rows = [("Import", [drawn])], [("Import", "import", 2, "kW")]
        if "pv_w" in self.bins:
            entries.append(("Solar panels", [self._line(fig, "pv", AMBER, line_width=1.8)]))
            rows.append(("Solar panels", "pv", 2, "kW"))
        add_hover(fig, drawn, [*rows, ("Heat pump", "el_hp", 2, "kW")])
        legend_below(fig, entries)
        return fig

    def price(self):
        """Electricity's price of the moment."""
        if "price_eur_kwh" not in self.bins:
            return None
        fig = self.figure(190)
        line = self._line(fig, "price", PURPLE, line_width=1.8)
        add_hover(fig, line, [("Electricity", "price", 3, "€/kWh")])
        legend_below(fig, [("Electricity", [line])])
        return fig

    def gas(self):
        """Power of the gas burnt, upper heating value."""
        if not np.any(self.bins["gas_w"] > 0):
            return None
        fig = self.figure(190, y_range=DataRange1d(start=0))
        area = fig.varea("t", 0, "gas", source=self.source, color=BOILER, alpha=0.85)
        over = fig.line("t", "gas", source=self.source, alpha=0)
        add_hover(fig, over, [("Gas", "gas", 2, "kW")])
        legend_below(fig, [("Gas", [area])])
        return fig

    def cop(self):
        """COP where the compressor runs, and the COP at which gas costs the same."""
        source = series(
            self.result, self.x_range, lambda size: {"cop": cop(self.bins, size)}, 900 // self.result.bin_s
        )  # fmt: skip
        known = source.data["cop"][np.isfinite(source.data["cop"])]
        if len(known) == 0:
            return None
        fig = self.figure(230, y_range=Range1d(0, max(4.0, float(np.percentile(known, 99.5)) * 1.15)))
        dots = fig.scatter("t", "cop", source=source, color=HEAT_PUMP, size=4, alpha=0.7)
        line = fig.line("t", "cop", source=source, color=HEAT_PUMP, line_width=1, alpha=0.5)
        entries = [("COP", [dots, line])]
        even = break_even_cop(self.result.summary)
        if even is not None:
            ends = [self.x_range.start, self.x_range.end]
            line = fig.line(ends, [even, even], color=BOILER, line_dash="dashed", line_width=1.6)
            entries.append(("Same cost as gas", [line]))
        add_hover(fig, dots, [("COP", "cop", 2, "")])
        legend_below(fig, entries)
        return fig

    def starts(self):
        """Starts per hour, or per day in a long run."""
        width_s = DAY_S if self.is_long else 3600
        size = width_s // self.result.bin_s
        hp, boiler = (group_sum(self.bins[name], size) for name in ("hp_starts", "boiler_starts"))
        t = start_ms(self.result) + (np.arange(len(hp)) + 0.5) * width_s * 1000.0
        shift = width_s * 1000.0 * 0.2
        source = ColumnDataSource({"t": t, "left": t - shift, "right": t + shift, "hp": hp, "boiler": boiler})
        fig = self.figure(200, y_range=DataRange1d(start=0))
        bars = {"source": source, "width": 2 * shift, "line_color": None}
        entries = []
        if hp.any():
            entries.append(("Heat pump", [fig.vbar("left", top="hp", color=HEAT_PUMP, **bars)]))
        if boiler.any():
            entries.append(("Boiler", [fig.vbar("right", top="boiler", color=BOILER, **bars)]))
        if not entries:
            return None
        if not self.is_long and hp.any():
            ends = [self.x_range.start, self.x_range.end]
            cap = fig.line(ends, [STARTS_PER_HOUR] * 2, color=DARK, line_dash="dashed", line_width=1.6)
            entries.append((f"Heat pump: at most {STARTS_PER_HOUR}", [cap]))
        whole_numbers(fig.yaxis)
        over = fig.line("t", "hp", source=source, color=GREY, alpha=0)
        add_hover(fig, over, [("Heat pump", "hp", 0, "starts"), ("Boiler", "boiler", 0, "starts")])
        legend_below(fig, entries)
        return fig
