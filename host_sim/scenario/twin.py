"""The unrestricted twin: the same house, seed and world without limits and requests, and what they cost beside it."""

import copy

import numpy as np

from host_sim.param_names import read_schema


def config(restricted):
    """Config of the twin of a run's Config."""
    schema = read_schema()
    twin = copy.copy(restricted)
    twin.scenario = restricted.scenario.unrestricted(schema)
    # Settings of the command line stay, as far as they are no limits.
    own = {pid: raw for pid, raw in restricted.settings.items() if restricted.scenario.parameters.get(pid) != raw}
    from host_sim.scenario.file import UNRESTRICTED

    for name in UNRESTRICTED:
        own.pop(schema.pid(name), None)
    twin.settings = {**twin.scenario.parameters, **own}
    return twin


def compare(result, other):
    """Put the difference between a run and its twin into the run's summary and bins."""
    summary, its = result.summary, other.summary
    room, twin_room = result.bins["room_c"], other.bins["room_c"]
    # People feel hours, not the minutes by which two machines start apart; nor do they miss heat above the target.
    drop = _hour_means(np.minimum(twin_room, other.bins["target_c"]) - room, result.bin_s)
    i = int(np.argmax(drop))
    result.bins["twin_room_c"] = twin_room
    summary["twin_room_drop_k"] = round(float(drop[i]), 2)
    summary["twin_room_drop_s"] = i * result.bin_s
    for key, of in (
        ("twin_electricity_more_kwh", ("electricity_kwh", "boiler_electricity_kwh", "circuit_pump_kwh")),
        ("twin_gas_more_m3", ("gas_m3", "gas_hot_water_m3")),
        ("twin_cost_more_eur", ("cost_eur",)),
        ("twin_co2_more_kg", ("co2_kg",)),
        ("twin_quarter_peak_more_w", ("quarter_peak_w",)),
    ):
        more = [(summary.get(name) or 0.0) - (its.get(name) or 0.0) for name in of]
        summary[key] = round(sum(more), 2)


def _hour_means(values, bin_s):
    """Running means of an hour, by the bin in which it begins."""
    n = min(max(1, int(3600 // bin_s)), len(values))
    return np.convolve(values, np.ones(n) / n, "valid")
