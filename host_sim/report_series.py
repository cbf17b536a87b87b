"""Time series in the page: whole days while a long run is looked at from afar, every bin when zoomed in.

The bins of a year travel as 16-bit integers with a scale per column, which keeps the file small and quick to open;
the browser turns the stretch that is looked at into floats.
"""

import numpy as np
from bokeh.models import ColumnDataSource, CustomJS

from host_sim.report_data import DAY_S, start_ms

DETAIL_DAYS = 45  # shorter stretches are drawn bin by bin
GAP = -32768

# The drawn stretch reaches one view further on both sides; it is unpacked anew when the view leaves it.
UNPACK = """
if (x_range.end - x_range.start >= detail_ms) {
    if (shown.data !== coarse.data) shown.data = coarse.data
    return
}
const packed = fine.data
const last = Object.values(packed)[0].length - 1
const place = (ms) => Math.min(last, Math.max(0, Math.round((ms - first_ms) / step_ms)))
const from = place(x_range.start), to = place(x_range.end)
if (shown.data !== coarse.data && shown.tags.length && shown.tags[0] <= from && to <= shown.tags[1]) return
const low = Math.max(0, 2 * from - to), high = Math.min(last, 2 * to - from)
const length = high - low + 1
const columns = {t: Float64Array.from({length}, (_, i) => first_ms + (low + i) * step_ms)}
for (const [name, scale] of Object.entries(scales)) {
    const steps = packed[name], values = new Float32Array(length)
    for (let i = 0; i < length; i++) values[i] = steps[low + i] == gap ? NaN : steps[low + i] * scale
    columns[name] = values
}
shown.tags = [low, high]
shown.data = columns
"""


def series(result, x_range, columns, size=1):
    """A data source with column ``t`` (ms, middle of the bin) and what ``columns(n)`` gives: dict of arrays in which
    each value stands for n bins. ``size``: the n of the finest view."""
    bin_s = size * result.bin_s
    if result.length_s() <= DETAIL_DAYS * DAY_S:
        return ColumnDataSource(_table(result, columns(size), bin_s))
    shown = ColumnDataSource(_table(result, columns(DAY_S // result.bin_s), DAY_S))
    coarse = ColumnDataSource(shown.data)
    fine_columns = columns(size)
    scales = {name: _scale(values) for name, values in fine_columns.items()}
    fine = ColumnDataSource({name: pack(values, scales[name]) for name, values in fine_columns.items()})
    swap = CustomJS(
        args={
            "x_range": x_range, "shown": shown, "coarse": coarse, "fine": fine, "scales": scales, "gap": GAP,
            "first_ms": start_ms(result) + bin_s * 500.0, "step_ms": bin_s * 1000.0,
            "detail_ms": DETAIL_DAYS * DAY_S * 1000.0,
        },
        code=UNPACK,
    )  # fmt: skip
    x_range.js_on_change("start", swap)
    x_range.js_on_change("end", swap)
    return shown


def _table(result, columns, bin_s):
    """The columns as float32 beside the middles of their bins."""
    table = {name: np.asarray(values, np.float32) for name, values in columns.items()}
    length = len(next(iter(table.values())))
    table["t"] = start_ms(result) + (np.arange(length) + 0.5) * bin_s * 1000.0
    return table


def _scale(values):
    """Worth of one integer step: a hundredth, or coarser where the range asks for it."""
    largest = np.nanmax(np.abs(values)) if np.isfinite(values).any() else 0.0
    return max(0.01, float(largest) / 32767.0)


def pack(values, scale):
    """Values as 16-bit integers of ``scale``; NaN becomes GAP."""
    steps = np.round(np.nan_to_num(values) / scale)
    return np.where(np.isfinite(values), steps, GAP).astype(np.int16)
