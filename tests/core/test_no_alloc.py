"""The control step takes no heap: at extreme inputs, in every mode and every fault branch.

An integer from 2^30 on is an object on 32 bits only, so there the run counts.
"""

from tandem.control.param_table import (
    P_BIVALENT,
    P_BOILER_EFF_X1000,
    P_BOILER_FITTED,
    P_CIRC_MAX_C100,
    P_DESIGN_OUTDOOR_C100,
    P_DISPATCH_S,
    P_GRID_SILENT,
    P_HP_CAN_CAP,
    P_HP_FITTED,
    P_HP_FLOW_PROOF,
    P_HP_RUN_FEEDBACK,
    P_MODE,
    P_PRICE_HYST_PCT,
    P_ROOM_TARGET_C100,
    P_ROOM_USE,
    P_RULE,
)
from tandem.ports.frame import (
    CH_FLAME,
    CH_FLOW,
    CH_HP_FLOW,
    CH_HP_LPH,
    CH_HP_POWER,
    CH_OUTDOOR,
    CH_RETURN,
    CH_ROOM,
    IN_GAS_PRICE_CT_MWH,
    IN_POWER_PRICE_CT_MWH,
    N_CH,
    OUT_HP,
    Q_ABSENT,
    Q_GOOD,
)
from tandem.ports.limits import LIMIT_LOST, SRC_FUSE, SRC_GRID, SRC_MANAGER
from watched import Watched, told
from wild import EDGES, PRICES, WATTS, YEARS_30_S

MODE_OFF = 3


def _modes(lock, uptime_s):
    for mode in range(4):
        for rule in range(2):
            for bivalent in range(2):
                for proof in range(2):
                    settings = ((P_MODE, mode), (P_RULE, rule), (P_BIVALENT, bivalent), (P_HP_FLOW_PROOF, proof))
                    bench = Watched(lock, settings)
                    bench.now_ms = uptime_s * 1000
                    bench.run(350)
                    bench.put(CH_HP_FLOW, 2700)  # a response of the water
                    bench.put(CH_OUTDOOR, -1500)
                    bench.put(CH_ROOM, 1850)
                    bench.run(500)
                    bench.put(CH_OUTDOOR, 3000)
                    bench.put(CH_ROOM, 2300)
                    bench.run(200)


def test_every_mode():
    told(_modes, 0)


def test_every_mode_after_thirty_years():
    told(_modes, YEARS_30_S)


def _faults(lock):
    for ch in range(N_CH):
        for quality in (0, 2, 3, 4, 99):
            bench = Watched(lock)
            bench.now_ms = 1000000
            bench.start()
            value = bench.base[ch]
            bench.put(ch, value, quality)
            bench.run(100)
            bench.run(3600, 600000)
            bench.put(ch, value)
            bench.run(50)
            bench.put(ch, value, Q_GOOD, 10**6)
            bench.run(100)


def test_every_fault_of_every_channel():
    told(_faults)


def _edges(lock):
    for ch in range(N_CH):
        bench = Watched(lock, obeys=False)
        bench.now_ms = YEARS_30_S * 1000
        for value in EDGES:
            bench.put(ch, value)
            bench.run(30)
            bench.run(600, 300000)  # held, then bad, then whatever is in range


def test_every_edge_of_every_channel():
    told(_edges)


def _both_edges(lock):
    """All channels at an edge at once, and the next edge right after it."""
    bench = Watched(lock, obeys=False)
    for step_ms in (10000, 3600000):
        for value in EDGES:
            for other in (EDGES[0], EDGES[-1], EDGES[-2], value):
                for ch in range(N_CH):
                    bench.put(ch, value if ch % 2 else other)
                bench.run(2 * step_ms // 1000, step_ms)


def test_all_channels_at_their_edges():
    told(_both_edges)


def _prices(lock):
    bench = Watched(lock, ((P_BOILER_EFF_X1000, 1100), (P_PRICE_HYST_PCT, 30)))
    bench.set(P_DISPATCH_S, 10)
    bench.run(400)
    for power in PRICES:
        for gas in PRICES:
            bench.f[IN_POWER_PRICE_CT_MWH] = power
            bench.f[IN_GAS_PRICE_CT_MWH] = gas
            bench.tick()


def test_extreme_prices():
    told(_prices)


def _limits(lock):
    for can_cap in range(2):
        bench = Watched(lock, ((P_HP_CAN_CAP, can_cap),))
        bench.start()
        for source in range(6):
            for watts in WATTS:
                bench.limit(source, watts)
                bench.run(20)
            bench.limit(source, 0, LIMIT_LOST)
            bench.run(20)
            bench.no_limit(source)
            bench.run(70)
        for rule in range(3):
            bench.set(P_GRID_SILENT, rule)
            bench.limit(SRC_GRID, 0, LIMIT_LOST)
            bench.run(400)
            bench.limit(SRC_GRID, None)
            bench.limit(SRC_FUSE, 100)
            bench.run(400)
            bench.no_limit(SRC_FUSE)


def test_limits():
    told(_limits)


def _starts(lock):
    bench = Watched(lock)
    for _ in range(4):
        bench.set(P_MODE, 0)
        bench.until(OUT_HP, 1, 7200)
        bench.run(100)
        bench.set(P_MODE, MODE_OFF)
        bench.until(OUT_HP, 0)
        bench.run(500)
    bench = Watched(lock, ((P_HP_RUN_FEEDBACK, 0),))
    bench.start()
    bench.put(CH_HP_POWER, 0, Q_ABSENT)  # and power is not known either
    bench.run(900)
    bench.set(P_MODE, MODE_OFF)
    bench.run(300)


def test_starts_and_stops():
    told(_starts)


def _misbehaviour(lock):
    bench = Watched(lock, obeys=False)
    bench.put(CH_HP_LPH, 600)
    bench.until(OUT_HP, 1)
    bench.until(OUT_HP, 0)  # it did not start
    bench.run(2400)
    bench.obeys = True
    bench.until(OUT_HP, 1, 7200)
    bench.run(60)
    bench.obeys = False
    bench.machine(False)  # stops by itself
    bench.run(60)
    bench.machine(True)  # starts by itself
    bench.run(60)
    bench.put(CH_HP_LPH, 0)  # without water
    bench.run(900)


def test_a_machine_that_misbehaves():
    told(_misbehaviour)


def _trip_and_frost(lock):
    for fitted in range(4):
        bench = Watched(lock, ((P_HP_FITTED, fitted & 1), (P_BOILER_FITTED, fitted >> 1)))
        bench.run(400)
        bench.base[CH_FLOW] = 6500
        bench.run(100)
        bench.base[CH_FLOW] = 2500
        bench.run(100)
        bench.limit(SRC_GRID, 0)
        bench.limit(SRC_MANAGER, 0)
        bench.water(450)
        bench.run(700)
        bench.put(CH_FLOW, 0, 2)
        bench.put(CH_RETURN, 0, 3)
        bench.run(200)
        bench.put(CH_OUTDOOR, 0, 0)
        bench.obeys = False
        bench.put(CH_FLAME, 0)
        bench.run(1200)


def test_trip_and_frost():
    told(_trip_and_frost)


def _parameters(lock):
    """The corners of what a curve and its filters have to reckon with."""
    for outdoor in (-2500, 500):
        for target in (500, 3000):
            bench = Watched(lock, ((P_DESIGN_OUTDOOR_C100, outdoor), (P_ROOM_TARGET_C100, target)))
            bench.set(P_CIRC_MAX_C100, 9000)
            bench.set(P_DISPATCH_S, 600)
            for use in (0, 1):
                bench.set(P_ROOM_USE, use)
                for temperature in (-4500, 6000, -4500):
                    bench.put(CH_OUTDOOR, 0, 2)
                    bench.run(7200, 3600000)
                    bench.put(CH_OUTDOOR, temperature)
                    bench.put(CH_ROOM, temperature // 2)
                    bench.run(3600, 600000)


def test_corners_of_the_parameters():
    told(_parameters)
