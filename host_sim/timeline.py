"""What happens to a house by the clock: faults begin and end, people turn the thermostat."""

from host_sim.plant.layout import P_TARGET_C
from tandem.control.param_table import P_ROOM_TARGET_C100


def of(simulation):
    """[(plant time s, function)] in order of time."""
    config, board, start_s = simulation.config, simulation.board, simulation.plant.start_s
    events = []
    for fault in config.faults:
        events.append((start_s + fault.from_s, lambda fault=fault: fault.begin(board)))
        if fault.to_s is not None:
            events.append((start_s + fault.to_s, lambda fault=fault: fault.end(board)))
    if config.schedule is not None:
        for t_s, target_c in config.schedule.changes(config.start, config.days):
            events.append((start_s + t_s, lambda target_c=target_c: set_target(simulation, target_c)))
    return sorted(events, key=lambda event: event[0])


def set_target(simulation, target_c):
    """Someone turns the thermostat."""
    simulation.par[P_TARGET_C] = target_c
    simulation.app.params.set(P_ROOM_TARGET_C100, round(target_c * 100))
