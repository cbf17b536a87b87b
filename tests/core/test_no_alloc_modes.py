"""No tick takes heap in the modes that people and installers ask for, nor where the water is short of pressure."""

from tandem.control.param_table import (
    P_AWAY_D,
    P_BOOST_ROOM_C100,
    P_DHW_BY,
    P_DISPATCH_S,
    P_MODE,
    P_OPT_OUT_H,
    P_ROOM_USE,
    P_SCHED,
    P_SEIZE_H,
    P_SERVICE,
    P_THERMOSTAT,
)
from tandem.ports.frame import (
    CH_FLOW,
    CH_PRESSURE,
    CH_ROOM,
    CH_THERMOSTAT,
    IN_WALL_MIN,
    IN_WALL_OFF_MIN,
    IN_WALL_STATE,
    Q_ABSENT,
    Q_GOOD,
)
from watched import Watched, told
from wild import EDGES, YEARS_30_S


def _services(lock, uptime_s):
    for mode in (0, 3):
        bench = Watched(lock, ((P_MODE, mode), (P_SEIZE_H, 1), (P_DHW_BY, 1)))
        bench.now_ms = uptime_s * 1000
        bench.run(700)
        for service in (1, 0, 1, 2, 3, 0, 3, 1):
            bench.set(P_SERVICE, service)
            bench.set(P_OPT_OUT_H, 160 + service)
            bench.run(2000)
        bench.base[CH_FLOW] = 6500
        bench.run(100)
        bench.set(P_SERVICE, 0)
        bench.set(P_SERVICE, 3)
        bench.base[CH_FLOW] = 2500
        bench.run(86400 * 12, 3600000)


def test_services():
    told(_services, 0)


def test_services_after_thirty_years():
    told(_services, YEARS_30_S - 86400 * 13)


def _times(lock):
    bench = Watched(lock, ((P_SCHED, 1), (P_AWAY_D, 65535), (P_DISPATCH_S, 10)))
    f = bench.f
    f[IN_WALL_STATE] = Q_GOOD
    for minute in EDGES + (13166640, 0x0FFFFFFF, 65535 * 1440):
        for offset in (0, 120, -1439, 1439, 100000):
            f[IN_WALL_MIN] = minute
            f[IN_WALL_OFF_MIN] = offset
            bench.run(20)


def test_wall_times():
    told(_times)


def _wishes(lock):
    for use in (0, 1):
        bench = Watched(lock, ((P_THERMOSTAT, 1), (P_ROOM_USE, use), (P_BOOST_ROOM_C100, 200)))
        for value, quality in ((1, Q_GOOD), (0, Q_GOOD), (0x3FFFFFFF, Q_GOOD), (1, Q_ABSENT), (0, Q_GOOD)):
            bench.put(CH_THERMOSTAT, value, quality)
            for boost in (0, 1, 2):
                bench.controller.envelope.boost = boost
                for room in (1500, 2050, 2500):
                    bench.put(CH_ROOM, room)
                    bench.run(600)
                    bench.run(3600, 600000)


def test_thermostat_and_boost():
    told(_wishes)


def _pressure(lock):
    bench = Watched(lock)
    bench.start()
    for pressure in (100, 50, 20, 50, 1000, -1, 0x3FFFFFFF, 20, 100):
        bench.put(CH_PRESSURE, pressure)
        bench.run(200)
    bench.put(CH_PRESSURE, 0, Q_ABSENT)
    bench.run(100)


def test_pressure():
    told(_pressure)
