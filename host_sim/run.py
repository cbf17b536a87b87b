"""One run: a home, its weather, its machines, the firmware in virtual time, and what came of it."""

import gc
import math
import time
from bisect import insort
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from host_sim import commission, figures, homes, timeline
from host_sim.board import TwinBoard
from host_sim.decision_log import DecisionLog
from host_sim.dwelling import DAY_S, Plant
from host_sim.plant.jit import PLAIN
from host_sim.plant.judge import KINDS
from host_sim.plant.layout import *  # noqa: F403 - the layout is nothing but names
from host_sim.plant.layout_hot_water import TANK, WP_KIND
from host_sim.plant.physics import stored_j
from host_sim.result import RunResult, bin_seconds
from host_sim.scenario import summary as scenario_summary
from host_sim.scenario.world import World, WorldBoard
from host_sim.trace import TraceWriter
from tandem.app import WAKE_INPUT, App
from tandem.control.param_table import P_THERMOSTAT
from tandem.ports.frame import (
    IN_GAS_PRICE_CT_MWH,
    IN_GAS_PRICE_STATE,
    IN_POWER_PRICE_CT_MWH,
    IN_POWER_PRICE_STATE,
    IN_WALL_STATE,
    Q_GOOD,
)

WARM_UP_S = DAY_S  # simulated before the start, not counted
_MOST_DECISIONS = 50000
_CHUNK_S = 3600
_AWAY_MS = 10000
_GARBAGE = 100000  # new objects between two collections


class Config:
    """What a run is asked for; defaults are those of the command line."""

    home = homes.HOMES["terraced"]
    emitter = "lt"
    hp_kw = None  # usual size for the home
    control = "hybrid"
    cutout_c = None  # price rule
    machine = "median"
    boiler = "condensing"
    opentherm = False  # the boiler hangs on an OpenTherm wire, and on nothing else; "serial": on that of a front end
    thermostat = None  # a kind of opentherm.thermostat.KINDS, on a wire of its own
    line_noise = None  # (lost, damaged): chances a frame, of both wires
    command = "full"
    contactor = False
    scheme = "separator"
    monobloc = False
    mixing = 0.0  # share of the flow that mixes in the separator
    valves = False  # thermostatic valves on the radiators
    hot_water = "combi"
    tapping = "M"
    tank_l = 200.0
    charge_by = "boiler"
    tank_sensor = "middle"
    mixer = True  # a mixing valve behind the tank
    element_w = None  # electric element in the tank; None: 1500 W where the heat pump is alone with it
    people = "constant"
    schedule = None  # a people.Schedule
    faults = ()  # of faults.Fault
    weather = "try05"
    cold_spell = False
    start = datetime(2025, 1, 1)
    days = 365
    period_s = 10
    seed = 1
    gas_price_eur_m3 = 0.79  # R4, 2021
    power_price_eur_kwh = 0.22
    price_year = None  # a price_years.PriceYear: pushed in day by day, in place of the fixed price
    scenario = None  # a scenario.file.Scenario: the world around the house
    settings = {}  # noqa: RUF012 - {parameter id: raw value} set over what an installer would enter; never changed in place
    changes = ()  # (second of the run, parameter id, raw value)
    step_s = None  # physics step, at most 10 s; None: the longest that divides the control period

    def __init__(self, **chosen):
        for key, value in chosen.items():
            if not hasattr(Config, key):
                raise TypeError(f"no such option: {key}")
            setattr(self, key, value)


def _away():
    """Turn of a controller without supply: milliseconds until someone might look again."""
    return _AWAY_MS


def _board(config, plant, n_bins, start_ms, files):
    """The board of a run, by what it is asked for."""
    if not config.opentherm:
        make_board = TwinBoard if config.scenario is None else WorldBoard
        return make_board(plant, n_bins, start_ms, files, config.step_s)
    from host_sim.opentherm.board import OtBoard, OtWorldBoard  # its firmware is for houses that have the wire

    make_board = OtBoard if config.scenario is None else OtWorldBoard
    if config.opentherm == "serial":
        from host_sim.opentherm.pic_board import PicBoard

        if config.scenario is not None:
            raise ValueError("no scenario with a serial front end")
        make_board = PicBoard
    noise = config.line_noise
    return make_board(plant, n_bins, start_ms, files, config.step_s, config.thermostat, noise, config.seed)


def _moment(entry):
    return entry[0]


class Simulation:
    """A house with the firmware in it. run() goes to the end; advance_to() lets tests stop on the way."""

    def __init__(self, config, trace_file=None, files=None, start_ms=0, make_trace=TraceWriter):
        self.config = config
        self.plant = plant = Plant(config, WARM_UP_S)
        self.x = plant.x
        self.par = plant.par
        self.acc = plant.acc
        self.bin_s = bin_seconds(config.days)
        self.par[P_BIN_S] = self.bin_s
        n_bins = int(config.days * DAY_S / self.bin_s) + 1
        self.board = _board(config, plant, n_bins, start_ms, files)
        raw = self.board.raw
        raw[IN_WALL_STATE] = Q_GOOD
        raw[IN_POWER_PRICE_CT_MWH] = commission.power_price_ct_mwh(config.power_price_eur_kwh)
        raw[IN_POWER_PRICE_STATE] = Q_GOOD
        raw[IN_GAS_PRICE_CT_MWH] = commission.gas_price_ct_mwh(config.gas_price_eur_m3)
        raw[IN_GAS_PRICE_STATE] = Q_GOOD
        self.app = App(self.board, config.period_s * 1000)
        self.take(self.app)
        params = commission.values(plant, config.control, config.cutout_c, config.tank_sensor)
        if config.thermostat:
            params[P_THERMOSTAT] = 1
        params.update(config.settings)
        self._waiting = {}  # parameters set while the controller is away
        self.set_parameters(params)
        self.log = DecisionLog(WARM_UP_S, self.app.params.v)
        self.trace = make_trace(self.app.params, self._header(), trace_file, self.app.inputs.series, self.log.read)
        self.app.tap(self.trace)
        self.end_s = plant.start_s + config.days * DAY_S
        self.timeline = timeline.of(self)
        self.world = None
        if config.scenario is not None:
            self.world = World(self, config.scenario)
            self.app.tap(self.world)
            self.timeline = sorted(self.timeline + self.world.timeline(), key=_moment)
        self.sha256 = None
        self._stop = False

    def _header(self):
        config = self.config
        return {
            "snapshot": [self.app.controller.dump().hex(), self.app.controller.dump_habits().hex()],
            "home": config.home.name,
            "emitter": config.emitter,
            "control": config.control,
            "period_s": config.period_s,
            "seed": config.seed,
        }

    def advance_to(self, t_s):
        """Run until the plant's time (s since 1 January) reaches t_s; what the timeline holds happens on the way."""
        while self.timeline and self.timeline[0][0] <= t_s:
            at_s, happens = self.timeline.pop(0)
            self._move_to(at_s, True)
            happens()
        self._move_to(t_s, False)

    def _move_to(self, t_s, exactly):
        turn = self._turn
        advance = self.board.advance
        x: Any = memoryview(self.x)  # plain floats come faster out of a view than out of the array
        while x[X_T] < t_s:
            wait_ms = turn()
            if exactly:
                left_ms = math.ceil((t_s - x[X_T]) * 1000.0)
                if wait_ms > left_ms:
                    wait_ms = left_ms
            advance(wait_ms)
        self.board.settle()

    def at(self, at_s, happens):
        """Let something happen at a plant time that is still to come."""
        insort(self.timeline, (at_s, happens), key=_moment)

    def set_parameters(self, values):
        """Someone changes {parameter id: raw value}; raises ValueError when one is refused. With the controller away
        it is done once it is back."""
        if self._turn == _away:
            self._waiting.update(values)
            return
        for pid, value in values.items():
            refused = self.app.params.set(pid, value)
            if refused:
                raise ValueError(f"parameter {pid} refuses {value} (code {refused})")

    def hold(self):
        """The controller is without supply; virtual time goes on."""
        self._turn = _away

    def take(self, app):
        """Another controller from now on."""
        self.app = app
        self._turn = app.loop.turn
        if self.config.opentherm:
            self.board.bridge.wake = lambda: app.scheduler.wake(WAKE_INPUT)

    def restart(self):
        """The controller starts again, with what its files kept."""
        if self.config.opentherm:
            self.board.start()
        app = App(self.board, self.config.period_s * 1000)
        self.take(app)
        run_s = float(self.x[X_T]) - self.plant.start_s
        snapshot = (app.controller.dump(), app.controller.dump_habits())
        self.trace.controller_started(round(run_s) + WARM_UP_S, app.params, app.inputs.series, snapshot)
        for tap in (self.trace, self.world):
            if tap is not None:
                app.tap(tap)
        self.set_parameters(self._waiting)
        self._waiting = {}

    def run(self, progress=None):
        """To the end; progress(share 0..1) is called about once a simulated hour. Returns a RunResult.

        After stop() the run ends early; the result then says that it is not complete.
        """
        began = time.perf_counter()
        t = float(self.x[X_T])
        count_s = t + WARM_UP_S
        # A run leaves hardly a cycle behind, and all that was imported need not be looked through for one.
        usual = gc.get_threshold()
        gc.set_threshold(_GARBAGE)
        try:
            while t < self.end_s and not self._stop:
                t = min(t + _CHUNK_S, self.end_s)
                self.advance_to(t)
                if progress is not None:
                    progress(max(0.0, (t - count_s) / (self.end_s - count_s)))
        finally:
            gc.set_threshold(*usual)
        self.sha256 = self.trace.close()
        return self.result(time.perf_counter() - began, bool(t >= self.end_s))

    def stop(self):
        """End run() within a simulated hour; may be called from a signal handler."""
        self._stop = True

    def violations(self):
        """Floor violations by the plant's own judge, as texts."""
        judge = self.board.judge
        texts = []
        for kind, text in enumerate(KINDS):
            n = int(judge[J_COUNT + kind])
            if n:
                when = datetime(self.config.start.year, 1, 1) + timedelta(seconds=float(judge[J_FIRST + kind]))
                texts.append(f"{text}: {n} times, first {when:%Y-%m-%d %H:%M:%S}")
        for task in self.board.watchdog.resets[:1]:
            texts.append(f"task {task} missed its watchdog limit {len(self.board.watchdog.resets)} times")
        return texts

    def balance_rel(self):
        """What the plant's energy balance leaves open, relative to all heat put in."""
        acc = self.acc
        put_in = acc[A_Q_HP] + acc[A_Q_B] + acc[A_Q_TAP] + acc[A_E_ELEMENT] + acc[A_SOLAR] + acc[A_GAINS]
        left = stored_j(self.x, self.par, self.plant.w, self.plant.wp) - acc[A_STORE0]
        return float(abs(put_in - acc[A_LOSS] - acc[A_DRAWN] - left) / max(put_in, 1.0))

    def result(self, wall_s, complete):
        """Sums and bins as a RunResult."""
        acc = self.acc
        seconds = acc[A_S]
        used = int(-(-seconds // self.bin_s))
        log = self.log.table()
        summary = self._summary(wall_s, complete)
        result = RunResult(summary, self.config.start, self.bin_s, self._bins(used), log.plans()[:_MOST_DECISIONS])
        result.log = log
        result.events = [] if self.world is None else self.world.acts.log
        return result

    def _bins(self, used):
        raw = self.board.bins[:used]
        span = np.maximum(raw[:, B_S], 1e-9)
        bins = {name: raw[:, i] / span for i, name in enumerate(BIN_NAMES)}
        wanted = raw[:, B_WANTED]
        required = np.full(used, np.nan)
        np.divide(raw[:, B_REQ], wanted, out=required, where=wanted > 0.0)
        bins["required_c"] = required
        for name, column in (
            ("hp_starts", B_HP_STARTS),
            ("boiler_starts", B_B_STARTS),
            ("defrosts", B_DEFROSTS),
            ("plan", B_PLAN),
        ):
            bins[name] = raw[:, column].astype(int)
        del bins["wanted_s"], bins["s"]
        if self.plant.wp[WP_KIND] != TANK:
            del bins["tank_top_c"], bins["tank_cold_c"]
        if self.world is not None:
            bins.update(self.world.sums.bins(used))
        return bins

    def _summary(self, wall_s, complete):
        return {
            **figures.figures(self.config, self.plant),
            "ticks": round(max(float(self.acc[A_S]), 1e-9) / self.config.period_s),
            "wall_s": round(wall_s, 2),
            "hp_starts_hour_max": int(self.board.judge[J_MOST]) if self.par[P_HP_FITTED] else None,
            "energy_balance_rel": self.balance_rel(),
            "floor_violations": self.violations(),
            "trace_sha256": self.sha256,
            "plain_python_plant": PLAIN,
            "complete": complete,
            **({} if self.world is None else scenario_summary.of(self.world)),
            **({"opentherm": self.board.figures()} if self.config.opentherm else {}),
        }
