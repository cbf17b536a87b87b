"""What happens to a house by the clock: faults begin and end, people turn the thermostat."""

from functools import partial

from host_sim.plant.layout import P_TARGET_C, P_WALL_MIN
from tandem.control.param_table import P_ROOM_TARGET_C100
from tandem.ports.series import SERIES_PRICE

DAY_S = 86400
WARM_UP_S = DAY_S
PUSHED_S = 13 * 3600


def of(simulation):
    """[(plant time s, function)] in order of time."""
    config, board, start_s = simulation.config, simulation.board, simulation.plant.start_s
    events = []
    for fault in config.faults:
        events.append((start_s + fault.from_s, lambda fault=fault: fault.begin(board)))
        if fault.to_s is not None:
            events.append((start_s + fault.to_s, lambda fault=fault: fault.end(board)))
    for t_s, pid, value in config.changes:
        events.append((start_s + t_s, partial(simulation.app.params.set, pid, value)))
    if config.schedule is not None:
        for t_s, target_c in config.schedule.changes(config.start, config.days):
            events.append((start_s + t_s, lambda target_c=target_c: set_target(simulation, target_c)))
    if config.price_year is not None:
        events += price_pushes(simulation, config.price_year)
    return sorted(events, key=lambda event: event[0])


def price_pushes(simulation, prices):
    """Day-ahead prices arrive as on the market: at the start those of today, at 13:00 those of tomorrow."""
    first_day = int((simulation.plant.start_s - WARM_UP_S) // DAY_S)
    days = int(simulation.config.days) + WARM_UP_S // DAY_S + 1
    times = [first_day * DAY_S] + [day * DAY_S + PUSHED_S for day in range(first_day, first_day + days)]
    return [(t_s, partial(push_day, simulation, prices, first_day + i)) for i, t_s in enumerate(times)]


def push_day(simulation, prices, day):
    """The 96 quarter-hours of one day of the plant's time."""
    series = simulation.app.inputs.series
    first = day * 96
    utc = int(simulation.par[P_WALL_MIN]) // 15 + first
    for q in range(96):
        series.put(SERIES_PRICE, utc + q, round(prices.retail_eur_mwh(first + q) * 10.0))


def set_target(simulation, target_c):
    """Someone turns the thermostat."""
    simulation.par[P_TARGET_C] = target_c
    simulation.set_parameters({P_ROOM_TARGET_C100: round(target_c * 100)})
