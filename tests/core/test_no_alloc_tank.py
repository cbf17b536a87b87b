"""The control step takes no heap with a tank either: charges, disinfection, element, lost sensor, edges."""

from tandem.control.param_table import P_ELEMENT_W, P_HP_MAX_FLOW_C100, P_TANK_SENSOR
from tandem.ports.frame import CH_TANK, Q_GOOD, Q_OPEN
from tandem.ports.limits import SRC_GRID
from tank_bench import BOILER, EITHER, HP, Prices, TankBench
from watched import told
from wild import EDGES, YEARS_30_S

START_MIN = 600


def _charges(lock, uptime_s):
    for by in (BOILER, HP, EITHER):
        for place in range(3):
            settings = ((P_ELEMENT_W, 2000), (P_HP_MAX_FLOW_C100, 6000), (P_TANK_SENSOR, place))
            bench = TankBench(by, settings, heats=40, lock=lock)
            bench.now_ms = uptime_s * 1000
            bench.clock(START_MIN)
            bench.controller.prices = Prices(400000, 400000)
            bench.tank(4500)
            bench.run(4000)
            bench.tank(3000)
            bench.run(600)
            bench.limit(SRC_GRID, 0)
            bench.tank(3000)
            bench.run(600)
            bench.put(CH_TANK, 3000, Q_OPEN)
            bench.run(3000, 30000)
            bench.put(CH_TANK, 5300, Q_GOOD)
            bench.run(7 * 86400, 1800000)
            bench.tank(7800)
            bench.run(900)


def test_a_tank_in_every_state():
    told(_charges, 0)


def test_a_tank_after_thirty_years():
    told(_charges, YEARS_30_S)


def _edges(lock):
    for value in EDGES:
        bench = TankBench(EITHER, lock=lock)
        bench.clock(START_MIN)
        bench.tank(value)
        bench.run(300)
        bench.run(7200, 600000)


def test_every_edge_of_the_tanks_sensor():
    told(_edges)
