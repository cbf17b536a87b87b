"""The numbers behind the report: means, ratios and spells of a RunResult. Nothing is filled in: gaps stay NaN."""

from datetime import UTC, datetime

import numpy as np

DAY_S = 86400
RUNNING_W = 100.0  # a compressor that draws less than this is standby, not a run with a COP


def start_ms(result):
    """Begin of the run in milliseconds as a time axis counts them. Local time is drawn as it is, in every browser."""
    return result.start.replace(tzinfo=UTC).timestamp() * 1000.0


def group_mean(values, size):
    """Means of ``size`` neighbours, leaving out NaN; a group without any value is NaN. The last group may be short."""
    counts, sums = _grouped(np.isfinite(values).astype(float), size), _grouped(np.nan_to_num(values), size)
    return np.divide(sums, counts, out=np.full(len(sums), np.nan), where=counts > 0)


def group_sum(values, size):
    """Sums of ``size`` neighbours; the last group may be short."""
    return _grouped(np.asarray(values, float), size)


def _grouped(values, size):
    if len(values) == 0:
        return np.zeros(0)
    return np.add.reduceat(values, np.arange(0, len(values), size))


def cop(bins, size):
    """Heat per electricity over ``size`` bins, from the bins in which the compressor runs; NaN where it does not."""
    running = bins["p_hp_w"] > RUNNING_W
    heat = group_sum(np.where(running, bins["q_hp_w"], 0.0), size)
    power = group_sum(np.where(running, bins["p_hp_w"], 0.0), size)
    return np.divide(heat, power, out=np.full(len(heat), np.nan), where=power > 0)


def break_even_cop(summary):
    """COP at which both sources cost the same at the prices of the summary, or None when a figure is missing."""
    gas, power = summary.get("gas_price_eur_m3"), summary.get("power_price_eur_kwh")
    efficiency_pct = summary.get("boiler_efficiency_pct")
    if not gas or not power or not efficiency_pct:
        return None
    gas_kwh_m3 = 9.77  # upper heating value of Dutch natural gas
    return power * efficiency_pct / 100.0 / (gas / gas_kwh_m3)


def spells(result):
    """The decisions as list of (from_s, to_s, plan, reason), up to the end of the run."""
    ends = [change[0] for change in result.decisions[1:]] + [result.length_s()]
    return [(t_s, end_s, plan, why) for (t_s, plan, why), end_s in zip(result.decisions, ends)]


def time_by_reason(all_spells):
    """Rows (plan, reason, seconds, how many spells), longest first."""
    rows = {}
    for from_s, to_s, plan, why in all_spells:
        seconds, count = rows.get((plan, why), (0, 0))
        rows[plan, why] = (seconds + to_s - from_s, count + 1)
    return sorted(((*key, *value) for key, value in rows.items()), key=lambda row: -row[2])


def heat_by_outdoor(bins, bin_s):
    """Mean heat per 1 K of outdoor temperature: arrays of bin centres (c), hours, heat pump (kW), boiler (kW)."""
    known = np.isfinite(bins["outdoor_c"] + bins["q_hp_w"] + bins["q_boiler_w"])
    if not known.any():
        return (np.zeros(0),) * 4
    floor_c = np.floor(bins["outdoor_c"][known]).astype(int)
    first = floor_c.min()
    hours = np.bincount(floor_c - first) * bin_s / 3600.0
    kwh = [np.bincount(floor_c - first, bins[name][known]) * bin_s / 3.6e6 for name in ("q_hp_w", "q_boiler_w")]
    seen = hours > 0
    hp_kw, boiler_kw = (part[seen] / hours[seen] for part in kwh)
    return (first + np.arange(len(hours)) + 0.5)[seen], hours[seen], hp_kw, boiler_kw


def switch_over_c(centre_c, hours, hp_kw, boiler_kw):
    """Outdoor temperature that best parts boiler weather from heat pump weather, None when there is no such split.

    The split with the most heat on its right side: the boiler's below plus the heat pump's above.
    """
    right_kwh = np.concatenate(([0.0], np.cumsum(boiler_kw * hours))) + np.concatenate(
        (np.cumsum((hp_kw * hours)[::-1])[::-1], [0.0])
    )
    best = int(right_kwh.argmax())
    if best in (0, len(centre_c)):
        return None
    return float(centre_c[best] - 0.5)


def months(result):
    """Rows (label, heat pump kWh, boiler kWh, electricity kWh, gas kWh) per calendar month of the run."""
    bins = result.bins
    stamp = np.datetime64(result.start) + np.arange(len(bins["plan"])) * np.timedelta64(result.bin_s, "s")
    month = stamp.astype("datetime64[M]")
    electric_w = bins["p_hp_w"] + bins["p_pumps_w"] + bins["p_boiler_w"]
    rows = []
    for name in np.unique(month):
        here = month == name
        kwh = [
            float(np.nansum(w[here])) * result.bin_s / 3.6e6
            for w in (bins["q_hp_w"], bins["q_boiler_w"], electric_w, bins["gas_w"])
        ]
        rows.append((name.astype(datetime).strftime("%b %Y"), *kwh))
    return rows


def plan_carpet(result):
    """Plans as an image: a row per bin of the day (row 0 at midnight), a column per day, 255 where nothing was run."""
    per_day = DAY_S // result.bin_s
    midnight = result.start.replace(hour=0, minute=0, second=0, microsecond=0)
    skipped = int((result.start - midnight).total_seconds()) // result.bin_s
    plans = np.concatenate((np.full(skipped, 255), result.bins["plan"]))
    padded = np.full(-(-len(plans) // per_day) * per_day, 255, np.uint8)
    padded[: len(plans)] = plans
    return np.ascontiguousarray(padded.reshape(-1, per_day).T)


def coldest_window_s(result, length_s):
    """(from_s, to_s) of the coldest ``length_s`` that begins at a whole hour of the run."""
    per_hour = 3600 // result.bin_s
    hourly_c = group_mean(result.bins["outdoor_c"], per_hour)
    size = min(length_s // 3600, len(hourly_c))
    means = np.convolve(np.nan_to_num(hourly_c, nan=99.0), np.ones(size), "valid")
    first_s = int(means.argmin()) * 3600
    return first_s, min(first_s + length_s, result.length_s())
