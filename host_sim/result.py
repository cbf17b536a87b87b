"""The outcome of one simulated run: what the report, the terminal table and summary.json are made from."""

from typing import Any

SHORT_BIN_S = 60
LONG_BIN_S = 900
SHORT_DAYS = 14

# What a summary may hold. A value is None where the question makes no sense: no heat pump, no boiler, no room heated.
SUMMARY_KEYS = (
    "home",
    "emitter",
    "control",
    "weather",
    "start",  # local time of the first bin, ISO 8601
    "days",  # days that were asked for
    "machine",  # heat pump by name
    "hp_kw",  # its output at A7/W35, kW
    "boiler",
    "scheme",  # hydraulics
    "cutout_c",  # fixed switch-over temperature, None under the price rule
    "heat_loss_w_k",
    "design_load_w",
    "control_period_s",
    "ticks",  # control ticks done
    "wall_s",  # time that the simulation itself took
    "gas_m3",  # for heating
    "gas_hot_water_m3",
    "electricity_kwh",  # heat pump with its own pumps and standby
    "boiler_electricity_kwh",
    "circuit_pump_kwh",  # not part of electricity_kwh
    "heat_hp_kwh",
    "heat_boiler_kwh",  # to the house
    "coverage_pct",  # share of the heat that came from the heat pump
    "scop",  # heat_hp_kwh / electricity_kwh
    "boiler_efficiency_pct",  # of the upper heating value
    "cost_eur",
    "co2_kg",
    "hp_starts",
    "hp_starts_hour_max",  # most in any rolling hour
    "hp_hours",
    "defrosts",
    "defrost_kwh",  # heat they took from the water
    "boiler_starts",  # for heating
    "hot_water_starts",
    "boiler_lock_outs",
    "outdoor_pipes_kwh",  # heat lost by water outdoors, None without
    "hot_water",  # combi, tank or None
    "tapping",
    "tapped_kwh",  # useful heat at the tap
    "tap_draws",
    "tap_cold_draws",  # colder than 40 C where 40 C was wanted
    "tap_missed_kwh",
    "tank_loss_kwh",
    "tank_disinfections",
    "tank_since_disinfection_max_h",  # longest time without one
    "room_min_c",
    "room_mean_c",
    "room_max_c",
    "underheated_kh",  # kelvin below the target, times hours
    "peak_import_w",
    "energy_balance_rel",  # relative error of the plant's energy balance
    "floor_violations",  # list of texts; empty when every safety floor held
    "trace_sha256",
    "gas_price_eur_m3",
    "power_price_eur_kwh",
    "seed",
    "plain_python_plant",  # True when the physics ran uncompiled
    "complete",  # False when the run was interrupted
)

# What comes on top in the run of a scenario, where cost_eur counts electricity at its price of the moment and
# power_price_eur_kwh is what was paid on average; and when its unrestricted twin was run, too.
SCENARIO_KEYS = (
    "scenario",
    "scenario_title",
    "limits",  # list of {source, why, hard, watts, from_s, to_s, over_s, over_w, defrost_s, command_s,
    # opted_out}
    "limit_windows",
    "limit_over_s",  # seconds of minutes whose mean was above a hard limit, after the time to react
    "limit_defrost_s",  # seconds above one only to finish a defrost that was under way, not in those
    "limit_over_w",  # most above one
    "soft_over_s",
    "soft_over_w",
    "late_commands",  # hard limits without a command within 1 s
    "limits_broken",
    "limit_violations",  # list of texts
    "import_kwh",  # of the whole connection, None without a household
    "export_kwh",
    "pv_kwh",
    "pv_used_kwh",  # of it by the heating
    "quarter_peak_w",  # highest mean import of a quarter-hour
)
TWIN_KEYS = (
    "twin_room_drop_k",  # most that the room was colder than the twin's, hourly means; see scenario.twin
    "twin_room_drop_s",  # when, seconds since start
    "twin_electricity_more_kwh",
    "twin_gas_more_m3",
    "twin_cost_more_eur",
    "twin_co2_more_kg",
    "twin_quarter_peak_more_w",
)

# Means over a bin.
MEAN_KEYS = (
    "outdoor_c",
    "room_c",
    "target_c",
    "flow_c",
    "return_c",
    "required_c",  # NaN while no heat is wanted
    "hp_flow_c",
    "q_hp_w",  # heat into the water; below zero in defrost
    "q_boiler_w",
    "p_hp_w",  # compressor and standby
    "p_pumps_w",
    "p_boiler_w",
    "gas_w",  # upper heating value
    "solar_w",
    "gains_w",
    "tap_w",  # drawn above cold water
    "load_w",  # heat load as the controller estimates it
)
# Counts in a bin, and the last plan in it (PLAN_* of the output frame).
# Only where there is a tank.
TANK_KEYS = ("tank_top_c", "tank_cold_c")  # at the top; coldest place
# Only in the run of a scenario that has them: import of the connection, own sun, price, the unrestricted twin's room.
WORLD_KEYS = ("import_w", "pv_w", "price_eur_kwh", "twin_room_c")
COUNT_KEYS = ("hp_starts", "boiler_starts", "defrosts")
BIN_KEYS = MEAN_KEYS + COUNT_KEYS + ("plan",)


def bin_seconds(days):
    """Length of a bin in seconds for a run of ``days`` days: fine enough to read, few enough to draw."""
    return SHORT_BIN_S if days <= SHORT_DAYS else LONG_BIN_S


class RunResult:
    """Figures, time series and decisions of one run.

    summary: dict with SUMMARY_KEYS.
    start: naive datetime, local time at which bin 0 begins. Local time runs on without daylight-saving steps.
    bin_s: length of a bin, seconds.
    bins: dict of BIN_KEYS to equally long numpy arrays. An interrupted run has fewer bins, never invented ones.
    decisions: list of (t_s, plan, reason): each change of plan or of its reason, seconds since start, ascending.
    log: decision_log.Table of all decisions, or None. events: list of (t_s, text) of what a scenario did.
    """

    log: Any = None
    events: list = []  # noqa: RUF012 - never changed in place

    def __init__(self, summary, start, bin_s, bins, decisions):
        self.summary = summary
        self.start = start
        self.bin_s = bin_s
        self.bins = bins
        self.decisions = decisions

    def length_s(self):
        """Seconds that were really simulated."""
        return len(self.bins["plan"]) * self.bin_s
