"""The summary of a run for the terminal: at most 80 columns of plain ASCII, read by the people who live there."""

import textwrap

from host_sim.report_text import figure_text, total

WIDTH = 78
_NAME, _VALUE = 24, 11  # widths of the columns


def format_summary(summary):
    """The table as text without a final newline. summary: see SUMMARY_KEYS of host_sim.result; gaps become "-"."""
    get = summary.get
    lines = [_headline(summary), "=" * WIDTH]
    if not get("complete", True):
        lines += ["INTERRUPTED: all figures are of the part that was simulated.", "-" * WIDTH]
    lines += _group(
        "Heat",
        ("from the heat pump", get("heat_hp_kwh"), 0, "kWh", _percent(get("coverage_pct"))),
        ("from the boiler", get("heat_boiler_kwh"), 0, "kWh", ""),
        ("COP of the heat pump", get("scop"), 2, "", "heat per electricity, whole run"),
        ("taken by defrosts", get("defrost_kwh"), 0, "kWh", _times(get("defrosts"))),
        ("boiler efficiency", get("boiler_efficiency_pct"), 1, "%", ""),
    )
    lines += _group(
        "Used",
        ("gas for heating", get("gas_m3"), 1, "m3", _price(get("gas_price_eur_m3"), "m3")),
        ("gas for hot water", get("gas_hot_water_m3"), 1, "m3", ""),
        ("electricity", _power_kwh(summary), 1, "kWh", _price(get("power_price_eur_kwh"), "kWh")),
        ("  heat pump", get("electricity_kwh"), 1, "kWh", "with its pump and standby"),
        ("  boiler", get("boiler_electricity_kwh"), 1, "kWh", ""),
        ("  circuit pump", get("circuit_pump_kwh"), 1, "kWh", ""),
        ("highest power", get("peak_import_w"), 0, "W", "electricity"),
        ("cost", get("cost_eur"), 2, "EUR", ""),
        ("CO2", get("co2_kg"), 0, "kg", ""),
    )
    lines += _group(
        "Comfort",
        ("room, mean", get("room_mean_c"), 1, "C", ""),
        ("room, coldest", get("room_min_c"), 1, "C", ""),
        ("room, warmest", get("room_max_c"), 1, "C", ""),
        ("too cold", get("underheated_kh"), 1, "K h", "degrees below target x hours"),
    )
    if get("hot_water"):
        lines += _group(
            f"Hot water ({get('hot_water')}, profile {get('tapping')})",
            ("at the tap", get("tapped_kwh"), 1, "kWh", f"{figure_text(get('tap_draws'))} draws"),
            ("too cold", get("tap_cold_draws"), 0, "", "draws under 40 C that wanted 40 C"),
            ("missed", get("tap_missed_kwh"), 1, "kWh", ""),
            *_tank(get),
        )
    lines += _group(
        "Machines",
        ("compressor starts", get("hp_starts"), 0, "", _most(get("hp_starts_hour_max"))),
        ("compressor running", get("hp_hours"), 0, "h", ""),
        ("boiler starts", get("boiler_starts"), 0, "", ""),
    )
    if get("opentherm"):
        lines += _opentherm(get("opentherm"))
    if get("scenario"):
        lines += [get("scenario_title"), *_twin(get), *_connection(get)]
        lines += [*_limits(get), "-" * WIDTH]
    return "\n".join(lines + _floors(get("floor_violations") or []) + ["=" * WIDTH])


def _opentherm(found):
    """How the two lines did."""
    none = "times without an answer"
    rows = [("boiler asked", found["boiler_asked"], 0, "", f"{found['boiler_silent']} {none}")]
    thermostat = found["thermostat"]
    if thermostat:
        most = f"999 of 1000 within {thermostat['wait_p999_ms']} ms"
        rows += [("thermostat asked", thermostat["asked"], 0, "", f"{thermostat['unanswered']} {none}"),
                 ("  answered after", thermostat["wait_p50_ms"], 0, "ms", most)]  # fmt: skip
    return _group("OpenTherm", *rows)


def _twin(get):
    """Beside the unrestricted twin, where it was run."""
    if get("twin_room_drop_k") is None:
        return []
    days, rest = divmod(get("twin_room_drop_s"), 86400)
    when = f"day {days} at {rest // 3600:02d}:{rest // 60 % 60:02d}"
    return _rows(
        ("room, colder by", get("twin_room_drop_k"), 2, "K", f"than unrestricted, {when}"),
        ("electricity, more", get("twin_electricity_more_kwh"), 1, "kWh", ""),
        ("gas, more", get("twin_gas_more_m3"), 2, "m3", ""),
        ("cost, more", get("twin_cost_more_eur"), 2, "EUR", ""),
        ("highest quarter-hour, more", get("twin_quarter_peak_more_w"), 0, "W", ""),
    )  # fmt: skip


def _connection(get):
    if get("import_kwh") is None:
        return []
    rows = [("drawn by the house", get("import_kwh"), 1, "kWh", "household and heating"),
            ("highest quarter-hour", get("quarter_peak_w"), 0, "W", "")]  # fmt: skip
    if get("pv_kwh") is not None:
        rows += [("solar panels", get("pv_kwh"), 1, "kWh", f"{get('pv_used_kwh'):.1f} kWh used by the heating"),
                 ("fed in", get("export_kwh"), 1, "kWh", "")]  # fmt: skip
    return _rows(*rows)


def _limits(get):
    """Whether the plant kept its limits."""
    count, broken = get("limit_windows"), get("limit_violations") or []
    if not count:
        return ["  limits                        none"]
    if not broken:
        return [f"  limits                all {count} kept  by the machine's own power"]
    return [f"  LIMITS NOT KEPT: {get('limits_broken')} of {count}"] + [f"  ! {line}" for text in broken for line in
            textwrap.wrap(text, WIDTH - 4)]  # fmt: skip


def _headline(summary):
    """Which house, how driven, since when, how long."""
    what = ", ".join(str(summary[key]) for key in ("home", "emitter", "control") if summary.get(key))
    when = f"{str(summary.get('start', ''))[:10]}, {figure_text(summary.get('days'))} days"
    return f"{what[: WIDTH - len(when) - 2]}  {when}"


def _group(title, *rows):
    """A heading and its rows of (name, value, decimals, unit, note), then a rule."""
    return [title, *_rows(*rows), "-" * WIDTH]


def _rows(*rows):
    lines = []
    for name, value, decimals, unit, note in rows:
        figure = figure_text(value, decimals)
        unit, note = ("", "") if figure == "-" else (unit, note)
        lines.append(f"  {name:<{_NAME}}{figure:>{_VALUE}} {unit:<4} {note}".rstrip())
    return lines


def _tank(get):
    if get("tank_loss_kwh") is None:
        return []
    longest_h = get("tank_since_disinfection_max_h")
    return [
        ("lost by the tank", get("tank_loss_kwh"), 1, "kWh", ""),
        ("disinfections", get("tank_disinfections"), 0, "", f"at most {figure_text(longest_h)} h without one"),
    ]


def _times(count):
    return "" if count is None else f"in {figure_text(count)} defrosts"


def _floors(violations):
    if not violations:
        return ["Safety floors             all held"]
    return [f"SAFETY FLOORS BROKEN: {len(violations)}"] + [f"  ! {_cut(text)}" for text in violations]


def _cut(text):
    text = " ".join(str(text).split())
    return text if len(text) <= WIDTH - 4 else text[: WIDTH - 7] + "..."


def _power_kwh(summary):
    return total(*(summary.get(key) for key in ("electricity_kwh", "boiler_electricity_kwh", "circuit_pump_kwh")))


def _percent(value):
    return "" if value is None else f"{figure_text(value)} % of all heat"


def _price(price_eur, unit):
    return "" if price_eur is None else f"at {price_eur:.2f} EUR per {unit}"


def _most(count):
    return "" if count is None else f"at most {count} in any hour"
