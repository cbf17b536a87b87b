"""What happens to a house by the clock: faults begin and end, people turn the thermostat, a script charges the tank."""

from functools import partial

from host_sim.hot_water.script import HP_LEAST_PAUSE_S, Charger
from host_sim.plant.heat_pump import OFF
from host_sim.plant.hot_water import sensor_c
from host_sim.plant.hp_map import M_MAX_FLOW_C
from host_sim.plant.layout import C_CHARGE, C_CHARGE_C, K_P_HP, P_TARGET_C, P_WALL_MIN, X_HP_AGE, X_HP_STATE, X_T
from host_sim.plant.layout_hot_water import TANK, WP_KIND
from tandem.control.param_table import P_ROOM_TARGET_C100
from tandem.ports.frame import OUT_HP, OUT_HP_PUMP, OUT_HP_SET_C100
from tandem.ports.series import SERIES_PRICE

BOILER_MAX_C = 80.0
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


class Charging:
    """Lets a Charger act on the board: on the diverter, and for a heat pump on its command."""

    def __init__(self, charger):
        self.charger = charger

    def step(self, board):
        """Once before the plant moves on."""
        plant = board.plant
        x, ctl = plant.x, board.ctl
        running = plant.k[K_P_HP] > 0.0
        want, flow_c = self.charger.step(float(x[X_T]), sensor_c(plant.w, plant.wp), running, float(x[X_HP_AGE]))
        ctl[C_CHARGE] = 1.0 if want else 0.0
        ctl[C_CHARGE_C] = flow_c
        # A machine that its own thermostat has stopped is left alone for the compressor's pause.
        resting = x[X_HP_STATE] == OFF and x[X_HP_AGE] < HP_LEAST_PAUSE_S
        if want and self.charger.source == "hp" and not resting:
            board.cmd[OUT_HP] = 1
            board.cmd[OUT_HP_PUMP] = 1
            board.cmd[OUT_HP_SET_C100] = round(flow_c * 100)


def charger_for(config, plant):
    """The script that charges this dwelling's tank, None without a tank."""
    if plant.wp[WP_KIND] != TANK:
        return None
    if config.charge_by == "hp":
        # A small machine cannot disinfect by itself: its flow ends at 55..60 C.
        top_c = float(plant.m[M_MAX_FLOW_C])
        return Charging(Charger(min(50.0, top_c - 8.0), source="hp", flow_max_c=top_c, january_1=plant.year.weekday()))
    weekly = (5, 3, 60.0)
    return Charging(Charger(55.0, weekly_disinfection=weekly, flow_max_c=BOILER_MAX_C, january_1=plant.year.weekday()))
