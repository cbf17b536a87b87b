"""Modes in the simulated house: a thermostat's contact, an absence, services, an opt-out over a power cut."""

from datetime import datetime

import pytest

from host_sim.board_files import MemoryFiles
from host_sim.plant.layout import J_MOST, P_T_COUNT, X_S_OUT, X_T
from host_sim.run import Config, Simulation
from tandem.app import App
from tandem.control import param_table as t
from tandem.ports.frame import CH_ROOM, CH_THERMOSTAT, IN_CH, IN_QUALITY, OUT_BOILER, OUT_HP, OUT_MODE_WHY, Q_GOOD
from tandem.ports.reasons import E_MODE, R_CHIMNEY, R_NONE, R_OPT_OUT, R_SCREED

WINTER = datetime(2025, 1, 20)
EPOCH = datetime(2000, 1, 1)
DAY_S = 86400.0


class OnOff:
    """A mechanical thermostat: a quarter of a kelvin either way."""

    def __init__(self):
        self.on = False

    def calls(self, room_c, t_s):
        if room_c < 19.75:
            self.on = True
        elif room_c > 20.25:
            self.on = False
        return self.on


class Pulses:
    """A thermostat that works by pulses (TPI): so many an hour, of a length by room temperature and its integral."""

    def __init__(self, per_hour):
        self.period_s = 3600.0 / per_hour
        self.sum = 0.5
        self.share = 0.5
        self.cycle = -1

    def calls(self, room_c, t_s):
        cycle, phase_s = divmod(t_s, self.period_s)
        if cycle != self.cycle:
            self.cycle = cycle
            self.sum = min(1.0, max(0.0, self.sum + (20.0 - room_c) * self.period_s / 36000.0))
            self.share = min(1.0, max(0.0, self.sum + (20.0 - room_c) / 1.5))
        return phase_s < self.share * self.period_s


def room_c(simulation):
    """What the room's sensor feels, C."""
    return float(simulation.x[X_S_OUT + CH_ROOM])


def run(simulation, step_s, each):
    """To the end, with each(room C, seconds counted so far) between steps; the highest and lowest room after a day."""
    rooms = []
    begin = simulation.par[P_T_COUNT]
    while simulation.x[X_T] < simulation.end_s:
        simulation.advance_to(min(simulation.x[X_T] + step_s, simulation.end_s))
        room = room_c(simulation)
        each(room, float(simulation.x[X_T]) - begin)
        if simulation.x[X_T] > begin + DAY_S:
            rooms.append(room)
    return min(rooms), max(rooms)


@pytest.mark.parametrize("thermostat", [OnOff(), Pulses(6), Pulses(3)], ids=["on-off", "six-pulses", "three-pulses"])
@pytest.mark.parametrize("control", ["hybrid", "hp-only"])
def test_a_week_with_a_thermostats_contact(control, thermostat):
    settings = {t.P_THERMOSTAT: 1, t.P_ROOM_USE: 0}
    simulation = Simulation(
        Config(start=WINTER, days=7, control=control, hp_kw=8.0 if control == "hp-only" else None, settings=settings)
    )
    raw = simulation.board.raw
    raw[IN_QUALITY + CH_THERMOSTAT] = Q_GOOD
    calls = []

    def contact(room, t_s):
        calls.append(bool(thermostat.calls(room, t_s)))
        raw[IN_CH + CH_THERMOSTAT] = 1 if calls[-1] else 0

    low, high = run(simulation, 30, contact)
    assert 18.9 < low < high < 21.8
    assert simulation.violations() == []
    assert simulation.board.judge[J_MOST] <= 3
    result = simulation.result(0.0, True).summary
    assert 19.7 < result["room_mean_c"] < 20.3
    switched = sum(now and not was for was, now in zip(calls, calls[1:], strict=False))
    assert result["hp_starts"] < 100
    if isinstance(thermostat, Pulses):
        assert switched > 400 and result["hp_starts"] < switched / 4


@pytest.mark.parametrize(
    ("emitter", "control", "start"),
    [
        ("lt", "hybrid", WINTER),
        ("ht", "hybrid", datetime(2025, 3, 24)),
        ("floor", "hp-only", WINTER),
        ("lt", "boiler-only", datetime(2025, 3, 24)),
    ],
)
def test_an_absence_ends_in_a_warm_house(emitter, control, start):
    """Six days at 15 C, and at the hour of the return, as in the hours after it, the room is within half a kelvin."""
    settings = {t.P_AWAY_D: (start - EPOCH).days + 6, t.P_AWAY_MIN: 960}
    kw = 8.0 if control == "hp-only" else None
    common = {"start": start, "days": 7, "settings": settings, "period_s": 20}
    simulation = Simulation(Config(emitter=emitter, control=control, hp_kw=kw, **common))
    return_s = 6 * DAY_S + 960 * 60
    rooms = []
    low, _high = run(simulation, 600, lambda room, t_s: rooms.append((t_s, room)))
    assert low < 17.0  # it was really let cool down
    back = [room for t_s, room in rooms if t_s >= return_s]
    assert all(19.5 < room < 20.6 for room in back)  # a compressor that cycles swings by a tenth more
    assert simulation.violations() == []


def test_an_absence_saves():
    away = {t.P_AWAY_D: (WINTER - EPOCH).days + 6, t.P_AWAY_MIN: 960}
    costs = []
    for settings in ({}, away):
        got = Simulation(Config(start=WINTER, days=7, settings=settings, period_s=30)).run().summary
        costs.append(got["heat_hp_kwh"] + got["heat_boiler_kwh"])
    assert costs[1] < 0.9 * costs[0]


def test_chimney_sweep_by_a_setting_at_a_time():
    simulation = Simulation(Config(start=datetime(2025, 6, 20), days=1, changes=((36000.0, t.P_SERVICE, 1),)))
    begin = simulation.par[P_T_COUNT]
    fired = []

    def look(_room, t_s):
        if simulation.app.outputs.f[OUT_BOILER] and t_s > 0:
            fired.append(t_s)

    run_to(simulation, begin, look)
    assert 36000 <= fired[0] <= 36120 and 37740 <= fired[-1] <= 37860
    assert len(fired) >= 170
    assert simulation.violations() == []


def run_to(simulation, begin, look):
    while simulation.x[X_T] < simulation.end_s:
        simulation.advance_to(min(simulation.x[X_T] + 10, simulation.end_s))
        look(room_c(simulation), float(simulation.x[X_T]) - begin)


def cut(simulation):
    """A power cut without an end to the run: a new controller with the same files, parameters as set."""
    values = list(simulation.app.params.v)
    simulation.board.fallback()
    simulation.take(App(simulation.board))
    for pid, value in enumerate(values):
        simulation.app.params.set(pid, value)


def test_opt_out_and_screed_go_on_after_a_power_cut_a_chimney_sweep_does_not():
    for pid, value, why, after in (
        (t.P_OPT_OUT_H, 5, R_OPT_OUT, R_OPT_OUT),
        (t.P_SERVICE, 3, R_SCREED, R_SCREED),
        (t.P_SERVICE, 1, R_CHIMNEY, R_NONE),
    ):
        simulation = Simulation(Config(start=WINTER, days=1), files=MemoryFiles())
        begin = simulation.par[P_T_COUNT]
        simulation.advance_to(begin)
        simulation.app.params.set(pid, value)
        simulation.advance_to(begin + 180)  # soon after: saved because of the change, not by the hour
        assert simulation.app.outputs.f[OUT_MODE_WHY] == why
        cut(simulation)
        simulation.advance_to(begin + 240)
        assert simulation.app.outputs.f[OUT_MODE_WHY] == after
        simulation.advance_to(begin + 6 * 3600)
        assert simulation.app.outputs.f[OUT_MODE_WHY] == (R_SCREED if after == R_SCREED else R_NONE)


def test_screed_drying_keeps_its_temperatures_and_tells_each_day():
    settings = {t.P_ROOM_USE: 1, t.P_START_CT_X10: 20}
    simulation = Simulation(
        Config(start=WINTER, days=10, emitter="floor", settings=settings, changes=((0.0, t.P_SERVICE, 3),))
    )
    tops = []
    post = simulation.app.events.post

    def listen(code, a=0, b=0):
        if code == E_MODE:
            tops.append((a, b))
        post(code, a, b)

    simulation.app.events.post = listen
    simulation.run()
    assert tops[0] == (R_SCREED, 0)
    assert tops[-1][0] == R_NONE
    days = [b for _a, b in tops[1:]]
    top = min(int(simulation.app.params.v[t.P_CIRC_MAX_C100]), 4500)
    steps = [2500] * 3 + [top] * 4
    while top > 2500:
        top -= 1000
        steps.append(max(top, 2500))
    assert len(days) == len(steps)
    for got, wanted in zip(days, steps, strict=True):
        assert wanted - 100 < got < wanted + 500, (days, steps)
    assert simulation.violations() == []


def test_service_stop_lets_nothing_run():
    simulation = Simulation(Config(start=WINTER, days=1, settings={t.P_SERVICE: 2}))
    on = []
    run_to(
        simulation,
        0.0,
        lambda _room, _t: on.append(simulation.app.outputs.f[OUT_HP] or simulation.app.outputs.f[OUT_BOILER]),
    )
    assert not any(on[60:])
