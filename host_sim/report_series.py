"""Time series in the page: whole days while a long run is looked at from afar, every bin when zoomed in.

The bins of a year travel as 16-bit integers with a scale per column, which keeps the file small and quick to open;
the browser turns them into floats when they are first looked at.
"""

import numpy as np
from bokeh.models import ColumnDataSource, CustomJS

from host_sim.report_data import DAY_S, start_ms

DETAIL_DAYS = 45  # shorter stretches are drawn bin by bin
GAP = -32768

UNPACK = """
const near = x_range.end - x_range.start < detail_ms
if (near && !fine.data.t) {
    const columns = {}
    for (const [name, scale] of Object.entries(scales))
        columns[name] = Float32Array.from(fine.data[name], (v) => v == gap ? NaN : v * scale)
    columns.t = Float64Array.from(columns[Object.keys(scales)[0]], (_, i) => first_ms + i * step_ms)
    fine.data = columns
}
const wanted = near ? fine : coarse
if (shown.data !== wanted.data) shown.data = wanted.data
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
