"""One run: a home, its weather, its machines, the firmware in virtual time, and what came of it."""

import time
from datetime import datetime, timedelta

import numpy as np

from host_sim import commission, homes, weather
from host_sim.board import TwinBoard
from host_sim.plant import install
from host_sim.plant.jit import PLAIN
from host_sim.plant.judge import KINDS
from host_sim.plant.layout import *  # noqa: F403 - the layout is nothing but names
from host_sim.plant.physics import stored_j
from host_sim.result import RunResult, bin_seconds
from host_sim.trace import TraceWriter
from tandem.app import App
from tandem.ports.frame import (
    IN_GAS_PRICE_CT_MWH,
    IN_GAS_PRICE_STATE,
    IN_POWER_PRICE_CT_MWH,
    IN_POWER_PRICE_STATE,
    IN_WALL_STATE,
    OUT_PLAN,
    OUT_PLAN_WHY,
    Q_GOOD,
)

DAY_S = 86400
WARM_UP_S = DAY_S  # simulated before the start, not counted
CO2_GAS_KG_M3 = 1.8  # R4, 2021
CO2_POWER_KG_KWH = 0.3
KWH_J = 3.6e6
TARGET_C = 20.0
EPOCH = datetime(2000, 1, 1)
_MOST_DECISIONS = 50000
_CHUNK_S = 3600


class Config:
    """What a run is asked for; defaults are those of the command line."""

    home = homes.HOMES["terraced"]
    emitter = "lt"
    hp_kw = None  # usual size for the home
    control = "hybrid"
    cutout_c = None  # price rule
    weather = "try05"
    start = datetime(2025, 1, 1)
    days = 365
    period_s = 10
    seed = 1
    gas_price_eur_m3 = 0.79  # R4, 2021
    power_price_eur_kwh = 0.22
    settings = {}  # noqa: RUF012 - {parameter id: raw value} set over what an installer would enter; never changed in place
    step_s = None  # physics step, at most 10 s; None: the longest that divides the control period

    def __init__(self, **chosen):
        for key, value in chosen.items():
            if not hasattr(Config, key):
                raise TypeError(f"no such option: {key}")
            setattr(self, key, value)


class Decisions:
    """A tap that notes every change of plan or reason."""

    def __init__(self, count_from_s):
        self.changes = []
        self._plan = -1
        self._why = -1
        self._from_s = count_from_s

    def tick(self, inputs, outputs):
        """Tap port."""
        if outputs[OUT_PLAN] != self._plan or outputs[OUT_PLAN_WHY] != self._why:
            self._plan = outputs[OUT_PLAN]
            self._why = outputs[OUT_PLAN_WHY]
            if len(self.changes) < _MOST_DECISIONS:
                self.changes.append((inputs[0] - self._from_s, self._plan, self._why))

    def counted(self):
        """Changes since counting started; the state then in force comes first, at 0."""
        before = [c for c in self.changes if c[0] <= 0]
        after = [c for c in self.changes if c[0] > 0]
        if before:
            after.insert(0, (0, before[-1][1], before[-1][2]))
        return after


class Simulation:
    """A house with the firmware in it. run() goes to the end; advance_to() lets tests stop on the way."""

    def __init__(self, config, trace_file=None, files=None, start_ms=0):
        self.config = config
        self.emitter = install.EMITTERS[config.emitter]
        self.wx = np.ascontiguousarray(weather.load(config.weather))
        year = datetime(config.start.year, 1, 1)
        # Weather has 365 days: 29 February is taken as 1 March.
        start_s = (config.start - year).total_seconds()
        par = np.zeros(N_PAR)
        self.ua_w_k = install.calibrate(config.home.area_m2, config.home.gas_m3, self.emitter, self.wx)
        install.house(par, config.home.area_m2, self.ua_w_k)
        self.load_w = install.design_load_w(par, self.emitter.to_air)
        install.emitters(par, self.emitter, config.home.area_m2, self.load_w)
        hp_kw = homes.hp_kw_for(config.home.gas_m3) if config.hp_kw is None else config.hp_kw
        install.machines(
            par, 0.0 if config.control == "boiler-only" else hp_kw * 1000.0, config.control != "hp-only", self.load_w
        )
        par[P_TARGET_C] = TARGET_C
        par[P_CIRC_MAX_C] = self.emitter.max_c
        par[P_NOISE] = 1.0
        self.bin_s = bin_seconds(config.days)
        par[P_BIN_S] = self.bin_s
        par[P_T_COUNT] = start_s
        par[P_WX_HOURS] = len(self.wx)
        par[P_WALL_MIN] = (year - EPOCH).total_seconds() / 60.0
        self.par = par
        self.x = self._settled(start_s - WARM_UP_S)
        self.acc = np.zeros(N_ACC)
        n_bins = int(config.days * DAY_S / self.bin_s) + 1
        self.board = TwinBoard(self.x, par, self.wx, self.acc, n_bins, start_ms, files, config.step_s)
        raw = self.board.raw
        raw[IN_WALL_STATE] = Q_GOOD
        raw[IN_POWER_PRICE_CT_MWH] = commission.power_price_ct_mwh(config.power_price_eur_kwh)
        raw[IN_POWER_PRICE_STATE] = Q_GOOD
        raw[IN_GAS_PRICE_CT_MWH] = commission.gas_price_ct_mwh(config.gas_price_eur_m3)
        raw[IN_GAS_PRICE_STATE] = Q_GOOD
        self.app = App(self.board, config.period_s * 1000)
        params = commission.values(par, self.emitter, self.load_w, config.control, config.cutout_c)
        params.update(config.settings)
        for pid, value in params.items():
            refused = self.app.params.set(pid, value)
            if refused:
                raise ValueError(f"parameter {pid} refuses {value} (code {refused})")
        self.trace = TraceWriter(self.app.params, self._header(), trace_file)
        self.decisions = Decisions(WARM_UP_S)
        self.app.tap(self.trace)
        self.app.tap(self.decisions)
        self.end_s = start_s + config.days * DAY_S
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

    def _settled(self, t):
        """State at time t: room at its target, structure between room and outdoors, water at room temperature."""
        x = np.zeros(N_X)
        x[X_T] = t
        x[X_AIR] = TARGET_C
        outdoor = self.wx[int(t // 3600) % len(self.wx), 0]
        share = self.par[P_H_EM] / (self.par[P_H_EM] + self.par[P_H_MS])
        x[X_MASS] = TARGET_C - share * (TARGET_C - outdoor)
        x[X_EM1 : X_BOILER + 1] = TARGET_C + 1.0
        x[X_S_OUT] = outdoor
        x[X_S_ROOM : X_S_BOILER + 1] = TARGET_C
        x[X_SEED] = 1 + (self.config.seed * 7919 + 104729) % 2147483645
        return x

    def advance_to(self, t_s):
        """Run until the plant's time (s since 1 January) reaches t_s."""
        turn = self.app.loop.turn
        advance = self.board.advance
        x = self.x
        while x[X_T] < t_s:
            advance(turn())

    def run(self, progress=None):
        """To the end; progress(share 0..1) is called about once a simulated hour. Returns a RunResult.

        After stop() the run ends early; the result then says that it is not complete.
        """
        began = time.perf_counter()
        t = float(self.x[X_T])
        count_s = t + WARM_UP_S
        while t < self.end_s and not self._stop:
            t = min(t + _CHUNK_S, self.end_s)
            self.advance_to(t)
            if progress is not None:
                progress(max(0.0, (t - count_s) / (self.end_s - count_s)))
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
        put_in = acc[A_Q_HP] + acc[A_Q_B] + acc[A_SOLAR] + acc[A_GAINS]
        left = stored_j(self.x, self.par) - acc[A_STORE0]
        return float(abs(put_in - acc[A_LOSS] - left) / max(put_in, 1.0))

    def result(self, wall_s, complete):
        """Sums and bins as a RunResult."""
        acc = self.acc
        seconds = acc[A_S]
        used = int(-(-seconds // self.bin_s))
        return RunResult(
            self._summary(wall_s, complete), self.config.start, self.bin_s, self._bins(used), self.decisions.counted()
        )

    def _bins(self, used):
        raw = self.board.bins[:used]
        span = np.maximum(raw[:, B_S], 1e-9)
        bins = {name: raw[:, i] / span for i, name in enumerate(BIN_NAMES)}
        wanted = raw[:, B_WANTED]
        required = np.full(used, np.nan)
        np.divide(raw[:, B_REQ], wanted, out=required, where=wanted > 0.0)
        bins["required_c"] = required
        for name, column in (("hp_starts", B_HP_STARTS), ("boiler_starts", B_B_STARTS), ("plan", B_PLAN)):
            bins[name] = raw[:, column].astype(int)
        bins["target_c"] = np.full(used, TARGET_C)
        del bins["wanted_s"], bins["s"]
        return bins

    def _summary(self, wall_s, complete):
        config = self.config
        acc = self.acc
        hp = self.par[P_HP_QN] > 0.0
        boiler = self.par[P_B_MAX_W] > 0.0
        kwh = {key: float(acc[i]) / KWH_J for key, i in (
            ("hp", A_Q_HP), ("b", A_Q_B), ("gas", A_GAS), ("e_hp", A_E_HP), ("e_hp_pump", A_E_HP_PUMP),
            ("e_b", A_E_B), ("e_pump", A_E_PUMP),
        )}  # fmt: skip
        gas_m3 = kwh["gas"] / install.GAS_KWH_M3
        electricity = kwh["e_hp"] + kwh["e_hp_pump"]
        power = electricity + kwh["e_b"] + kwh["e_pump"]
        heat = kwh["hp"] + kwh["b"]
        seconds = max(float(acc[A_S]), 1e-9)
        return {
            "home": config.home.name,
            "emitter": config.emitter,
            "control": config.control,
            "weather": config.weather,
            "start": config.start.isoformat(),
            "days": config.days,
            "hp_kw": round(self.par[P_HP_QN] / 1000.0, 3),
            "cutout_c": config.cutout_c,
            "heat_loss_w_k": round(self.ua_w_k, 1),
            "design_load_w": round(self.load_w),
            "control_period_s": config.period_s,
            "ticks": round(seconds / config.period_s),
            "wall_s": round(wall_s, 2),
            "gas_m3": round(gas_m3, 2) if boiler else None,
            "electricity_kwh": round(electricity, 2) if hp else None,
            "boiler_electricity_kwh": round(kwh["e_b"], 2) if boiler else None,
            "circuit_pump_kwh": round(kwh["e_pump"], 2),
            "heat_hp_kwh": round(kwh["hp"], 2) if hp else None,
            "heat_boiler_kwh": round(kwh["b"], 2) if boiler else None,
            "coverage_pct": round(100.0 * kwh["hp"] / heat, 2) if hp and heat > 0.0 else None,
            "scop": round(kwh["hp"] / electricity, 3) if hp and kwh["hp"] > 0.0 else None,
            "boiler_efficiency_pct": round(100.0 * kwh["b"] / kwh["gas"], 2) if kwh["gas"] > 0.0 else None,
            "cost_eur": round(gas_m3 * config.gas_price_eur_m3 + power * config.power_price_eur_kwh, 2),
            "co2_kg": round(gas_m3 * CO2_GAS_KG_M3 + power * CO2_POWER_KG_KWH, 1),
            "hp_starts": round(acc[A_HP_STARTS]) if hp else None,
            "hp_starts_hour_max": int(self.board.judge[J_MOST]) if hp else None,
            "hp_hours": round(float(acc[A_HP_S]) / 3600.0, 1) if hp else None,
            "boiler_starts": round(acc[A_B_STARTS]) if boiler else None,
            "room_min_c": round(float(acc[A_ROOM_MIN]), 2),
            "room_mean_c": round(float(acc[A_ROOM]) / seconds, 2),
            "room_max_c": round(float(acc[A_ROOM_MAX]), 2),
            "underheated_kh": round(float(acc[A_UNDER]) / 3600.0, 2),
            "peak_import_w": round(float(acc[A_PEAK_W])),
            "energy_balance_rel": self.balance_rel(),
            "floor_violations": self.violations(),
            "trace_sha256": self.sha256,
            "gas_price_eur_m3": config.gas_price_eur_m3,
            "power_price_eur_kwh": config.power_price_eur_kwh,
            "seed": config.seed,
            "plain_python_plant": PLAIN,
            "complete": complete,
        }
