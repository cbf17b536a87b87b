"""The hybrid claim: a power limit on the heat pump costs gas, not warmth."""

from datetime import datetime

import numpy as np

from host_sim.homes import by_gas
from host_sim.plant.layout import X_T
from host_sim.run import Config, Simulation
from tandem.ports.frame import IN_LIMITS, LIMIT_FIELDS
from tandem.ports.limits import LIMIT_NONE, LIMIT_SET, SRC_GRID
from tools.validate.page import Check, Job, table

NAME = "hybrid"
TITLE = "A blocked heat pump in a hybrid"

DAY_S = 86400
FROM_H, TO_H = 16, 21
HYBRID = {"control": "hybrid", "cutout_c": -10.0}
ALONE = {"control": "hp-only", "hp_kw": 8.0}
MOST_K = 0.3  # the mean room may be this much colder at the end of a block
M3_PER_KWH = (0.095, 0.125)  # gas per heat not made: 1 / (9.77 x efficiency), 0.11 expected


def jobs(quick):
    """Two winter weeks with and without a block from 16 to 21 h, hybrid and heat pump alone."""
    days = 2 if quick else 14
    return [
        Job(f"block {name} {blocked}", weeks, (options, blocked, days), 4.0)
        for name, options in (("hybrid", HYBRID), ("alone", ALONE))
        for blocked in (False, True)
    ]


def weeks(options, blocked, days):
    """Sums, and the room at every minute; blocked: the grid operator allows 0 W each day from 16 to 21 h."""
    common = {"emitter": "lt", "hot_water": "none", "start": datetime(2025, 1, 16), "days": days}
    simulation = Simulation(Config(home=by_gas(1100.0), **common, **options))
    raw, slot = simulation.board.raw, IN_LIMITS + LIMIT_FIELDS * SRC_GRID
    day_s = simulation.plant.start_s
    while blocked and day_s < simulation.end_s:
        for hour, state in ((FROM_H, LIMIT_SET), (TO_H, LIMIT_NONE)):
            simulation.advance_to(day_s + hour * 3600.0)
            raw[slot], raw[slot + 1] = state, 0
        day_s += DAY_S
    result = simulation.run()
    assert simulation.x[X_T] >= simulation.end_s
    room = np.asarray(result.bins["room_c"])
    made = np.asarray(result.bins["q_hp_w"])
    power = np.asarray(result.bins["p_hp_w"])
    hour = (np.arange(len(room)) * result.bin_s // 3600) % 24
    inside = (hour >= FROM_H) & (hour < TO_H)
    at_end = (np.arange(len(room)) * result.bin_s) % DAY_S == TO_H * 3600 - result.bin_s
    return {
        "room_end": room[at_end],
        "room_mean": float(room.mean()),
        "room_min": float(room.min()),
        "made_kwh": float(made[inside].sum()) * result.bin_s / 3.6e6,
        "power_w": float(power[inside].mean()),
        "gas_m3": result.summary["gas_m3"],
        "electricity_kwh": result.summary["electricity_kwh"],
        "violations": result.summary["floor_violations"],
        "heat_hp_kwh": result.summary["heat_hp_kwh"],
    }


def write(got, quick):
    """The page's chapter and its checks."""
    rows, drops = [], {}
    for name, text in (("hybrid", "hybrid, 4 kW and boiler"), ("alone", "heat pump alone, 8 kW")):
        free, held = got[f"block {name} False"], got[f"block {name} True"]
        drops[name] = float(np.mean(free["room_end"] - held["room_end"]))
        gas = "-" if free["gas_m3"] is None else f"{free['gas_m3']:.1f} to {held['gas_m3']:.1f}"
        rows.append(
            (
                text, f"{max(0.0, drops[name]):.1f}", f"{float(np.max(free['room_end'] - held['room_end'])):.2f}",
                f"{free['room_min']:.1f} to {held['room_min']:.1f}", f"{free['power_w']:.0f} to {held['power_w']:.0f}",
                f"{free['electricity_kwh']:.0f} to {held['electricity_kwh']:.0f}", gas,
            )
        )  # fmt: skip
    free, held = got["block hybrid False"], got["block hybrid True"]
    gas = held["gas_m3"] - free["gas_m3"]
    kwh = free["heat_hp_kwh"] - held["heat_hp_kwh"]
    days = len(free["room_end"])
    broken = [text for text in held["violations"] if not text.startswith("compressor ran less than")]
    checks = [
        Check(f"hybrid: the room is no more than {MOST_K} K colder after a block", abs(drops["hybrid"]) <= MOST_K,
              f"{abs(drops['hybrid']):.1f} K"),
        Check("hybrid: gas for each kWh of heat that the heat pump did not make, 0.11 m3 (0.095..0.125)",
              M3_PER_KWH[0] <= gas / kwh <= M3_PER_KWH[1], f"{gas / kwh:.3f} m3/kWh"),
        Check("heat pump alone: the room is colder after a block", drops["alone"] > MOST_K, f"{drops['alone']:.2f} K"),
        Check("hybrid: no safety floor is broken but the least run, which yields to a hard limit", not broken,
              "; ".join(broken) or "none"),
    ]  # fmt: skip
    text = (
        f"The average terraced house, radiators 50/40, {days} days from 16 January, Essen. Each day from {FROM_H} to "
        f"{TO_H} h the grid operator allows the heat pump 0 W; the whole firmware runs. Without the limit to with it:\n"
        "\n"
    )
    head = [
        "", "colder at 21 h, mean K", "most K", "lowest room, C", "electric power 16..21 h, W", "electricity, kWh",
        "gas, m3",
    ]  # fmt: skip
    text += table(head, rows)
    text += (
        f"\nA block of five hours costs the hybrid {gas / days:.1f} m3 of gas a day and saves "
        f"{(free['electricity_kwh'] - held['electricity_kwh']) / days:.1f} kWh of electricity.\n"
    )
    return text, checks
