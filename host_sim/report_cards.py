"""The words at the top of the report: headline, cards, and the table of all figures."""

from datetime import datetime

from host_sim.report_data import DAY_S
from host_sim.report_text import day_text, html_figure, total
from host_sim.result import SCENARIO_KEYS

NOTHING = "–"
NO_BREAK = "\u00a0"  # between a figure and its unit


class Card:
    """One figure with its unit and a line that explains it; ``bad`` draws it in red."""

    def __init__(self, title, value, unit="", note="", bad=False):
        self.title = title
        self.value = NOTHING if value == "-" else value
        self.unit = "" if value == "-" else unit
        self.note = note
        self.bad = bad


def headline(result):
    """A few sentences for the people who live there."""
    if not result.length_s():
        return "Nothing was simulated."
    s = result.summary
    days = result.length_s() / DAY_S
    used = []
    if s.get("gas_m3") is not None:
        used.append(_amount_text(s["gas_m3"], "m³ of gas") if s["gas_m3"] >= 0.05 else "no gas")
    if power_total_kwh(s) is not None:
        used.append(_amount_text(power_total_kwh(s), "kWh of electricity"))
    text = f"In {html_figure(days, 0 if days == int(days) else 1)} {'day' if days == 1 else 'days'}"
    text += f" heating took {' and '.join(used) or 'an unknown amount of energy'}"
    joint = " and"
    if s.get("gas_hot_water_m3"):
        text += f", hot water {_amount_text(s['gas_hot_water_m3'], 'm³ of gas')}"
        joint = "; all of it"
    if s.get("cost_eur") is not None:
        text += f"{joint} cost €{NO_BREAK}{html_figure(s['cost_eur'], _cents(s['cost_eur']))}"
    text += "."
    if s.get("coverage_pct") is not None and s.get("heat_boiler_kwh") is not None:
        share = html_figure(s["coverage_pct"])
        text += f" The heat pump made {share}{NO_BREAK}% of the heat"
        text += "." if share == "100" else ", the boiler the rest."
    if s.get("room_mean_c") is not None:
        text += f" The room was {html_figure(s['room_mean_c'], 1)}{NO_BREAK}°C on average"
        text += f" and never colder than {html_figure(s.get('room_min_c'), 1)}{NO_BREAK}°C."
    return text


def _amount_text(value, unit):
    return f"{html_figure(value, _places(value))}{NO_BREAK}{unit}"


def power_total_kwh(s):
    """All electricity for heating: heat pump, boiler and circuit pump."""
    return total(s.get("electricity_kwh"), s.get("boiler_electricity_kwh"), s.get("circuit_pump_kwh"))


def _places(value):
    """Small figures keep a decimal."""
    return 1 if abs(value) < 100 else 0


def _cents(value_eur):
    """Cents where they still matter."""
    return 2 if abs(value_eur or 0) < 100 else 0


def _kw(value_w):
    return None if value_w is None else value_w / 1000.0


def cards(result):
    """The cards of the first screen, in the order in which people ask."""
    s = result.summary
    broken = s.get("floor_violations") or []
    made = [
        _amount("Gas", s.get("gas_m3"), "m³", _price(s.get("gas_price_eur_m3"), "m³")),
        _amount("Gas for hot water", s.get("gas_hot_water_m3"), "m³", _tap_note(s)),
        _amount("Electricity", power_total_kwh(s), "kWh", _price(s.get("power_price_eur_kwh"), "kWh")),
        Card("Cost", html_figure(s.get("cost_eur"), _cents(s.get("cost_eur"))), "€", "gas and electricity"),
        _amount("CO₂", s.get("co2_kg"), "kg", "from gas and electricity"),
        Card("Room", html_figure(s.get("room_mean_c"), 1), "°C", _room_note(s)),
        Card("Too cold", html_figure(s.get("underheated_kh"), 1), "K·h", "degrees below target × hours"),
        Card("Heat from heat pump", html_figure(s.get("coverage_pct")), "%", _heat_note(s)),
        Card("COP of the heat pump", html_figure(s.get("scop"), 2), "", "heat per electricity, whole run"),
        Card("Compressor starts", html_figure(s.get("hp_starts")), "", _starts_note(s)),
        Card("Boiler starts", html_figure(s.get("boiler_starts")), "", _boiler_note(s)),
        Card("Highest power", html_figure(_kw(s.get("peak_import_w")), 1), "kW", "electricity, at any moment"),
    ]
    made += _limit_cards(s)
    if broken:
        made.append(Card("Safety floors", str(len(broken)), "broken", "listed above", bad=True))
    else:
        made.append(Card("Safety floors", "All held", "", "compressor, frost, heat, flow"))
    return made


def _limit_cards(s):
    """Limits of a scenario, and the room beside the unrestricted twin's."""
    made = []
    if s.get("limit_windows"):
        count, wrong = s["limit_windows"], s.get("limits_broken")
        if wrong:
            made.append(Card("Limits", f"{wrong} of {count}", "not kept", "listed above", bad=True))
        else:
            made.append(Card("Limits", f"All {count}", "kept", "by the machine's own power"))
    if s.get("twin_room_drop_k") is not None:
        drop, more = html_figure(s["twin_room_drop_k"], 1), s.get("twin_cost_more_eur") or 0.0
        note = f"at most, than without limits; cost {'+' if more >= 0 else ''}{html_figure(more, 2)}{NO_BREAK}€"
        made.append(Card("Room, colder by", drop, "K", note))
    return made


def _amount(title, value, unit, note):
    return Card(title, html_figure(value, _places(value or 0)), unit, note if value is not None else "not fitted")


def _price(price_eur, unit):
    return "" if price_eur is None else f"at {html_figure(price_eur, 2)} € per {unit}"


def _tap_note(s):
    if not s.get("hot_water"):
        return "none drawn"
    cold = s.get("tap_cold_draws")
    note = f"{html_figure(s.get('tapped_kwh'))} kWh at the tap"
    return note if not cold else f"{note}; {html_figure(cold)} draws too cold"


def _room_note(s):
    return f"mean; {html_figure(s.get('room_min_c'), 1)} to {html_figure(s.get('room_max_c'), 1)} °C"


def _heat_note(s):
    hp, boiler = s.get("heat_hp_kwh"), s.get("heat_boiler_kwh")
    if hp is None or boiler is None:
        return "only one heat source" if total(hp, boiler) is not None else ""
    return f"{html_figure(hp)} of {html_figure(hp + boiler)} kWh"


def _starts_note(s):
    starts, hours = s.get("hp_starts"), s.get("hp_hours")
    if not starts or hours is None:
        return ""
    note = f"{html_figure(hours / starts, 1)} h each on average"
    most = s.get("hp_starts_hour_max")
    return note if most is None else f"{note}; at most {most} in any hour"


def _boiler_note(s):
    """How well the boiler burnt."""
    efficiency = s.get("boiler_efficiency_pct")
    return "" if efficiency is None else f"efficiency {html_figure(efficiency)} %"


# key -> (text, unit, decimals); in the order of the table.
_ALL = {
    "home": ("Home", "", None),
    "emitter": ("Emitters", "", None),
    "control": ("Control", "", None),
    "weather": ("Weather", "", None),
    "start": ("Start, local time", "", None),
    "days": ("Length asked for", "days", 0),
    "machine": ("Heat pump", "", None),
    "hp_kw": ("Its output at A7/W35", "kW", 1),
    "boiler": ("Boiler", "", None),
    "scheme": ("Hydraulics", "", None),
    "cutout_c": ("Fixed switch-over temperature", "°C", 1),
    "heat_loss_w_k": ("Heat loss of the house", "W/K", 0),
    "design_load_w": ("Heat load on the coldest day", "W", 0),
    "gas_m3": ("Gas for heating", "m³", 1),
    "gas_hot_water_m3": ("Gas for hot water", "m³", 1),
    "electricity_kwh": ("Electricity of the heat pump, its pump and standby", "kWh", 1),
    "boiler_electricity_kwh": ("Electricity of the boiler", "kWh", 1),
    "circuit_pump_kwh": ("Electricity of the circuit pump", "kWh", 1),
    "peak_import_w": ("Highest electrical power", "W", 0),
    "heat_hp_kwh": ("Heat from the heat pump", "kWh", 0),
    "heat_boiler_kwh": ("Heat from the boiler", "kWh", 0),
    "coverage_pct": ("Share of the heat pump", "%", 1),
    "scop": ("COP over the run", "", 2),
    "boiler_efficiency_pct": ("Efficiency of the boiler, upper heating value", "%", 1),
    "gas_price_eur_m3": ("Price of gas", "€/m³", 3),
    "power_price_eur_kwh": ("Price of electricity", "€/kWh", 3),
    "cost_eur": ("Cost", "€", 2),
    "co2_kg": ("CO₂", "kg", 1),
    "hp_starts": ("Compressor starts", "", 0),
    "hp_starts_hour_max": ("Most compressor starts in an hour", "", 0),
    "hp_hours": ("Compressor running", "h", 1),
    "defrosts": ("Defrosts", "", 0),
    "defrost_kwh": ("Heat taken by defrosts", "kWh", 1),
    "boiler_starts": ("Boiler starts for heating", "", 0),
    "hot_water_starts": ("Boiler starts for hot water", "", 0),
    "boiler_lock_outs": ("Boiler lock-outs", "", 0),
    "outdoor_pipes_kwh": ("Heat lost by water outdoors", "kWh", 1),
    "hot_water": ("Hot water", "", None),
    "tapping": ("Tapping profile", "", None),
    "tapped_kwh": ("Useful heat at the tap", "kWh", 1),
    "tap_draws": ("Draws", "", 0),
    "tap_cold_draws": ("Draws under 40 °C where 40 °C was wanted", "", 0),
    "tap_missed_kwh": ("Heat that draws lacked", "kWh", 1),
    "tank_loss_kwh": ("Heat lost by the tank", "kWh", 1),
    "tank_disinfections": ("Disinfections of the tank", "", 0),
    "tank_since_disinfection_max_h": ("Longest time without a disinfection", "h", 1),
    "room_min_c": ("Coldest room temperature", "°C", 2),
    "room_mean_c": ("Mean room temperature", "°C", 2),
    "room_max_c": ("Warmest room temperature", "°C", 2),
    "underheated_kh": ("Below target", "K·h", 1),
    "scenario": ("Scenario", "", None),
    "limit_windows": ("Limits in force", "", 0),
    "limits_broken": ("Limits not kept", "", 0),
    "limit_over_s": ("Above limits that must be obeyed", "s", 0),
    "limit_defrost_s": ("Above them to finish a defrost", "s", 0),
    "limit_over_w": ("Most above one of them", "W", 0),
    "soft_over_s": ("Above limits by contract or wish", "s", 0),
    "soft_over_w": ("Most above one of those", "W", 0),
    "late_commands": ("Commands out after more than 1 s", "", 0),
    "import_kwh": ("Drawn by the whole house", "kWh", 1),
    "export_kwh": ("Fed in", "kWh", 1),
    "pv_kwh": ("Made by solar panels", "kWh", 1),
    "pv_used_kwh": ("Of it used by the heating", "kWh", 1),
    "quarter_peak_w": ("Highest quarter-hour of the connection", "W", 0),
    "twin_room_drop_k": ("Room colder than without limits, at most", "K", 2),
    "twin_electricity_more_kwh": ("Electricity more than without limits", "kWh", 1),
    "twin_gas_more_m3": ("Gas more than without limits", "m³", 2),
    "twin_cost_more_eur": ("Cost more than without limits", "€", 2),
    "twin_co2_more_kg": ("CO₂ more than without limits", "kg", 1),
    "twin_quarter_peak_more_w": ("Highest quarter-hour more than without limits", "W", 0),
    "control_period_s": ("Control period", "s", 0),
    "ticks": ("Control ticks", "", 0),
    "wall_s": ("Time to simulate", "s", 1),
    "energy_balance_rel": ("Error of the energy balance", "", None),
    "seed": ("Seed", "", None),
    "plain_python_plant": ("Physics in plain Python", "", None),
    "trace_sha256": ("SHA-256 of the trace", "", None),
}


def all_figures(summary):
    """Rows (text, value) of every figure in the summary that has a text."""
    rows = []
    for key, (text, unit, decimals) in _ALL.items():
        if key in summary:
            value = summary[key]
            if value is None and key in SCENARIO_KEYS:
                continue
            rows.append((text, NOTHING if value is None else _written(key, value, decimals, unit)))
    return rows


def _written(key, value, decimals, unit):
    if key == "start":
        return day_text(datetime.fromisoformat(value))
    if key == "energy_balance_rel":
        return f"{value:.1e}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if decimals is None:
        return str(value)
    if key == "days" and value != int(value):
        decimals = 1
    return f"{html_figure(value, decimals)} {unit}".strip()
