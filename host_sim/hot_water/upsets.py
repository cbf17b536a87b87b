"""What goes wrong around a tank, as a simulation's hooks: power cuts, a draw at the wrong moment, a limit."""

from host_sim.hot_water import draws
from host_sim.plant.layout import X_T
from host_sim.plant.layout_hot_water import *  # noqa: F403 - the layout is nothing but names
from tandem.app import App
from tandem.ports.frame import IN_LIMITS, LIMIT_FIELDS
from tandem.ports.limits import LIMIT_ABSENT, LIMIT_SET


def power_cut(simulation, away_s):
    """The controller is gone for a while, at most to the run's end, and starts anew from what its files hold.

    The house goes on without it.
    """
    board, old = simulation.board, simulation.app
    board.fallback()
    board.advance(round(min(away_s, simulation.end_s - simulation.x[X_T]) * 1000))
    app = App(board, simulation.config.period_s * 1000)
    simulation.take(app)
    # A parameter that was changed a moment before the cut is not what this is about.
    for pid, value in enumerate(old.params.v):
        app.params.set(pid, value)
    for slot in range(len(app.inputs.series.v)):
        app.inputs.series.v[slot] = old.inputs.series.v[slot]
    app.inputs.series.first[:] = old.inputs.series.first
    app.inputs.series.until[:] = old.inputs.series.until


def draw(simulation, wh, l_min, useful_c=40.0):
    """Somebody takes a shower now, whatever the profile says; nothing happens while water runs already."""
    w = simulation.plant.w
    if w[W_LEFT_J] > 0.0:
        return False
    row = draws.single(wh, l_min, useful_c)[0]
    w[W_LEFT_J] = row[D_J]
    w[W_FLOW] = row[D_FLOW]
    w[W_USEFUL_C] = row[D_USEFUL_C]
    w[W_PEAK_C] = row[D_PEAK_C]
    w[W_MOST_S] = row[D_MOST_S]
    w[W_DRAW_S] = w[W_HOTTEST_C] = w[W_COLD] = 0.0
    return True


def limit(simulation, source, watts):
    """A source of limits says so many watts, None: it says that it is not there."""
    raw = simulation.board.raw
    k = IN_LIMITS + source * LIMIT_FIELDS
    raw[k] = LIMIT_ABSENT if watts is None else LIMIT_SET
    raw[k + 1] = 0 if watts is None else watts
