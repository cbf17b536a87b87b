"""How fast a house-year is, with firmware and without, what it is spent on, and the year's own bars: `make bench`.

Machines differ and are shared, so every time is printed beside a calibration loop of the same run; the ratio is what is
compared. Bars in seconds mean an idle machine of two cores. Exit code 1 when a bar of the year is missed.
"""

import gc
import resource
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

from host_sim import cli_scenario
from host_sim.homes import by_gas
from host_sim.plant.layout import A_DEFROSTS, A_HP_S, K_OUT, X_AIR
from host_sim.run import Config, Simulation
from tandem.ports.frame import OUT_BOILER, OUT_BOILER_SET_C100, OUT_HP, OUT_HP_PUMP, OUT_HP_SET_C100, OUT_PUMP
from tools.money.__main__ import main as compare_money

BAR_S = 60.0
EVERYTHING_BAR_S = 180.0
BAR_MB = 500.0
PARTS_DAYS = 20
PHYSICS_BAR_S = 1.0
PLANT_BAR_US = 2.6  # per tick in the loop: 1.1 of house and machines alone, 1.5 for all that was added since
_CALIBRATION = 5_000_000
_PIECES = 73  # of a run that is compared with it, five days of a year


def calibrate(times=3):
    """Seconds of a plain integer loop in this interpreter, the best of so many."""
    best = 1e9
    for _ in range(times):
        began = time.perf_counter()
        x = 0
        for i in range(_CALIBRATION):
            x = (x + i * 7) % 1000003
        best = min(best, time.perf_counter() - began)
    return best


class Part:
    """Time spent in one method, its own timer's cost taken off."""

    def __init__(self, name, owner, method):
        self.name = name
        self.ns = 0
        self.calls = 0
        inner = getattr(owner, method)
        clock = time.perf_counter_ns

        def timed(*args):
            began = clock()
            result = inner(*args)
            self.ns += clock() - began
            self.calls += 1
            return result

        setattr(owner, method, timed)


def timer_cost_ns():
    """What one timed call adds to the time measured inside it."""

    class Nothing:
        def work(self):
            """Nothing."""

    nothing = Nothing()
    part = Part("", nothing, "work")
    for _ in range(100_000):
        nothing.work()
    return part.ns / part.calls


def parts(config, plant_bar_us=None):
    """Print the time per tick of each part, from a run of PARTS_DAYS."""
    plain = Simulation(config)
    plain.advance_to(plain.x[0] + 86400)
    began = time.perf_counter()
    plain.advance_to(plain.end_s)
    ticks = PARTS_DAYS * 8640
    whole_us = (time.perf_counter() - began) / ticks * 1e6

    simulation = Simulation(config)
    app, core = simulation.app, simulation.app.controller
    simulation.advance_to(simulation.x[0] + 86400)
    found = [
        Part("plant, sensors, judge", simulation.board, "_plant"),
        Part("readings", core.readings, "step"),
        Part("heat pump observed", core.hp, "observe"),
        Part("envelope", core.envelope, "step"),
        Part("demand and dispatch", core, "_decide"),
        Part("set-points", core, "_aim"),
        Part("guards", core.guards, "step"),
        Part("outputs", core, "_write"),
        Part("trace hash", simulation.trace, "tick"),
    ]
    if simulation.world is not None:
        found += [
            Part("limits and what they share", core.envelope.site, "step"),
            Part("tank", core.tank, "step"),
            Part("world of the scenario", simulation.world, "step"),
        ]
    simulation.advance_to(simulation.end_s)
    cost = timer_cost_ns()
    named = 0.0
    print(f"per tick of 10 s, {PARTS_DAYS} days from {config.start:%d %B}")
    for part in found:
        us = max(0.0, part.ns - cost * part.calls) / ticks / 1000.0
        named += us
        print(f"  {part.name:<26}{us:7.2f} us{part.calls / ticks:9.2f} calls")
    print(f"  {'kernel, loop, the rest':<26}{max(0.0, whole_us - named):7.2f} us")
    print(f"  {'together':<26}{whole_us:7.2f} us   (timed without the parts' clocks)")
    del app
    if plant_bar_us is None:
        return True
    plant_us = max(0.0, found[0].ns - cost * found[0].calls) / ticks / 1000.0
    good = plant_us < plant_bar_us
    print(f"  {'ok  ' if good else 'MISS'} plant under {plant_bar_us} us a tick")
    return good


EVERYTHING = {
    "combi, separator": {},
    "tank, second circuit": {"hot_water": "tank", "scheme": "mixed", "emitter": "ht"},
    "tank, buffer": {"hot_water": "tank", "scheme": "buffer"},
}


def physics():
    """A year of the plant alone at 10 s, everything on, behind a thermostat that looks once an hour; True if fast."""
    good = True
    print("physics alone, a year at 10 s with family draws, a monobloc and thermostatic valves")
    for name, chosen in EVERYTHING.items():
        best = 1e9
        for _ in range(3):
            simulation = Simulation(Config(tapping="family-L", monobloc=True, valves=True, people="family", **chosen))
            board, p = simulation.board, simulation.plant
            cmd = board.cmd
            began = time.perf_counter()
            for _ in range(366 * 24):
                outdoor, air = float(p.k[K_OUT]), float(p.x[X_AIR])
                want = air < 20.5
                flow_c100 = int(100 * (20.0 + max(0.0, 20.0 - outdoor)))
                cmd[OUT_HP] = 1 if want and outdoor > 0.0 else 0
                cmd[OUT_BOILER] = 1 if want and outdoor < 2.0 else 0
                cmd[OUT_HP_SET_C100] = cmd[OUT_BOILER_SET_C100] = flow_c100
                cmd[OUT_HP_PUMP] = cmd[OUT_PUMP] = 1 if want else 0
                board.advance(3600_000)
            best = min(best, time.perf_counter() - began)
        hours, defrosts = p.acc[A_HP_S] / 3600.0, p.acc[A_DEFROSTS]
        fast = best < PHYSICS_BAR_S
        good = good and fast
        text = f"{best:5.2f} s   ({hours:.0f} h of compressor, {defrosts:.0f} defrosts)"
        print(f"  {'ok  ' if fast else 'MISS'} {name:<24}{text}")
    return good


def year():
    """The bars of a year: --gas 1100 --emitter lt --cutout 2."""
    simulation = Simulation(Config(home=by_gas(1100.0), cutout_c=2.0))
    gc.collect()
    began = time.perf_counter()
    result = simulation.run()
    wall = time.perf_counter() - began
    got = result.summary
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0
    unit = calibrate()
    print(f"house-year at 10 s: {wall:.1f} s, {wall / got['ticks'] * 1e6:.2f} us a tick, {peak_mb:.0f} MB")
    print(f"calibration loop of {_CALIBRATION / 1e6:.0f} million turns: {unit:.3f} s; ratio {wall / unit:.1f}")
    checks = [
        (f"house-year under {BAR_S:.0f} s on an idle machine", wall < BAR_S, f"{wall:.1f} s"),
        (f"memory under {BAR_MB:.0f} MB", peak_mb < BAR_MB, f"{peak_mb:.0f} MB"),
        ("room never more than 1 K under 20 C", got["room_min_c"] > 19.0, f"{got['room_min_c']} C"),
        ("no floor violation", got["floor_violations"] == [], str(got["floor_violations"])),
        ("at most 3 starts in any hour", got["hp_starts_hour_max"] <= 3, str(got["hp_starts_hour_max"])),
        ("at most 1200 starts", got["hp_starts"] <= 1200, str(got["hp_starts"])),
        ("gas 310..395 m3, 15 % either side", 310 * 0.85 <= got["gas_m3"] <= 395 * 1.15, f"{got['gas_m3']} m3"),
        (
            "electricity 1780..1920 kWh, 15 % either side",
            1780 * 0.85 <= got["electricity_kwh"] <= 1920 * 1.15,
            f"{got['electricity_kwh']} kWh",
        ),
        ("energy balance closes to 1e-6", got["energy_balance_rel"] < 1e-6, f"{got['energy_balance_rel']:.1e}"),
    ]
    for text, good, value in checks:
        print(f"  {'ok  ' if good else 'MISS'} {text}: {value}")
    return all(good for _, good, _ in checks)


def beside_calibration(simulation):
    """(seconds, ratio to the calibration loop, best seconds of that loop) of a run. The loop runs between its pieces,
    as what else the machine does comes and goes within a run; its mean is what the run is compared with."""
    end_s = simulation.end_s
    piece_s = (end_s - simulation.plant.start_s) / _PIECES
    units = [calibrate(1)]
    wall = 0.0
    for number in range(_PIECES):
        began = time.perf_counter()
        simulation.advance_to(end_s - (_PIECES - 1 - number) * piece_s)
        wall += time.perf_counter() - began
        units.append(calibrate(1))
    return wall, wall / (sum(units) / len(units)), min(units)


def everything():
    """A year with every source of limits, prices, sun, tank and family: its time, and that of its parts."""
    config = cli_scenario.config(str(Path(__file__).with_name("everything.toml")))
    simulation = Simulation(config)
    gc.collect()
    wall, ratio, unit = beside_calibration(simulation)
    got = simulation.run().summary
    idle = ratio * unit
    print(f"house-year with everything on: {wall:.1f} s; ratio to the calibration loop {ratio:.1f}, best {unit:.3f} s")
    checks = [
        (f"under {EVERYTHING_BAR_S:.0f} s on an idle machine", idle < EVERYTHING_BAR_S, f"{idle:.1f} s by the ratio"),
        ("no floor violation", got["floor_violations"] == [], str(got["floor_violations"])),
        ("all limits kept", not got["limits_broken"], f"{got['limit_windows']} limits"),
    ]
    for text, good, value in checks:
        print(f"  {'ok  ' if good else 'MISS'} {text}: {value}")
    config.days = PARTS_DAYS
    parts(config)
    return all(good for _, good, _ in checks)


def money():
    """What the choice by cost pays above perfect foresight, for one home in three price years; bars: tools.money."""
    print("two months of winter at three price years")
    compare_money(["--homes", "1", "--days", "60", "--start", "2025-01-05"])


def opentherm_sessions():
    """What the sessions of OpenTherm cost, on two interpreters; True when a thermostat is answered in time."""
    sys.stdout.flush()
    return subprocess.run([sys.executable, "-m", "tests.perf.bench_ot_sessions"]).returncode == 0


def in_the_loop():
    """A winter week decided by a virtual board; True when each tick is the host's own."""
    sys.stdout.flush()
    return subprocess.run([sys.executable, "-m", "tests.device.benched", "week"]).returncode == 0


def main():
    """All of it."""
    march = Config(start=datetime(2025, 3, 1), days=PARTS_DAYS, cutout_c=2.0)
    good = [parts(march, PLANT_BAR_US), physics(), year(), everything(), opentherm_sessions(), in_the_loop()]
    money()
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
