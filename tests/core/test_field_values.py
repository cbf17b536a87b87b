"""Defects reported from other controllers in the field: values that cannot be, sensors that fall silent, a slow boiler,
memory worn out by writes. See docs/testing.md for which test holds which defect."""

from control_bench import Bench
from tandem.app import App
from tandem.control.param_table import P_MODE, P_ROOM_TARGET_C100, P_SCHED, P_WD1_C100, P_WD1_MIN, P_WE1_MIN
from tandem.ports.frame import (
    ALARM_BOILER,
    CH_BOILER_FLOW,
    CH_FLAME,
    CH_FLOW,
    CH_MIXED_FLOW,
    CH_OUTDOOR,
    CH_ROOM,
    CH_TANK,
    IN_WALL_MIN,
    IN_WALL_STATE,
    OUT_ALARMS,
    OUT_BOILER,
    OUT_HP,
    OUT_HP_SET_C100,
    OUT_PLAN,
    OUT_REQ_C100,
    OUT_TARGET_C100,
    PLAN_BOILER,
    Q_FAULT,
    Q_GOOD,
    Q_OPEN,
)

MODE_BOILER = 2
# -127 C and 85 C of a digital sensor; 255, 655.35, 4095.9 as bytes and words without a sign; 0x7FFF; 8857 C of an
# exhaust; what a float near zero became; -5.5 C as an unsigned word (f8.8 and tenths).
ABSURD = (-12700, 25500, 65535, 65535 * 100, 409590, 32767, 885700, (1 << 30) - 1, -(1 << 30), 25050, 654810)


def test_values_that_cannot_be_are_never_used():
    for ch in range(CH_MIXED_FLOW + 1):
        bench = Bench()
        if ch in (CH_TANK, CH_MIXED_FLOW):
            bench.put(ch, 4000)
        bench.run(100)
        readings = bench.controller.readings
        good = readings.v[ch]
        for raw in ABSURD:
            bench.base[ch] = raw
            bench.tick()
            assert readings.v[ch] - good in (0, 1, -1), (ch, raw)


def test_the_power_on_value_moves_nothing():
    for ch in (CH_OUTDOOR, CH_ROOM, CH_FLOW, CH_BOILER_FLOW):
        bench = Bench()
        bench.start()
        bench.water(4500)  # so warm that 85 C is not too fast a change
        bench.run(100)
        req, set_c100 = bench.o[OUT_REQ_C100], bench.o[OUT_HP_SET_C100]
        good = bench.base[ch]
        bench.base[ch] = 8500
        bench.run(30)
        bench.base[ch] = good
        assert bench.o[OUT_HP] == 1 and -20 <= bench.o[OUT_REQ_C100] - req <= 20
        assert -20 <= bench.o[OUT_HP_SET_C100] - set_c100 <= 20


def test_a_room_value_that_grew_old_heats_no_house_for_hours():
    """Twelve hours of heating on a value that a broker had kept."""
    bench = Bench()
    bench.put(CH_ROOM, 1500)
    bench.run(1800)
    cold = bench.o[OUT_REQ_C100]
    bench.put(CH_ROOM, 1500, age_s=700)
    bench.run(1800)
    plain = Bench()
    plain.put(CH_ROOM, 0, Q_OPEN)
    plain.run(3600)
    assert bench.o[OUT_REQ_C100] < cold - 500
    assert -20 <= bench.o[OUT_REQ_C100] - plain.o[OUT_REQ_C100] <= 20


def test_sensors_that_are_away_for_a_minute_fire_no_boiler():
    """A boiler fired each time that an access point restarted, for the sensors behind it were gone."""
    bench = Bench()
    bench.start()
    bench.water(bench.o[OUT_REQ_C100] - 30)
    bench.run(600)
    plan = bench.o[OUT_PLAN]
    assert plan != PLAN_BOILER
    for ch in (CH_OUTDOOR, CH_ROOM):
        bench.put(ch, 0, Q_FAULT)
    for _ in range(30):
        bench.tick()
        assert (bench.o[OUT_BOILER], bench.o[OUT_PLAN]) == (0, plan)


def test_a_boiler_that_waits_minutes_before_it_burns_has_not_failed():
    """One maker's boilers wait for two minutes, and a test of them timed out."""
    bench = Bench(settings=((P_MODE, MODE_BOILER),))
    bench.until(OUT_BOILER, 1)
    bench.obeys = False
    bench.put(CH_FLAME, 0)
    bench.run(240)
    assert bench.o[OUT_BOILER] == 1 and not bench.o[OUT_ALARMS] & ALARM_BOILER


def test_each_hour_of_the_day_has_its_schedule():
    """A mask of four bits once cut off the hours from 16 on."""
    bench = Bench(settings=((P_SCHED, 1), (P_WD1_C100, 2150), (P_ROOM_TARGET_C100, 1800)))
    for pid in range(P_WD1_MIN + 2, P_WD1_MIN + 16, 2):
        bench.set(pid, 1440)
    bench.set(P_WE1_MIN, 1440)
    bench.f[IN_WALL_STATE] = Q_GOOD
    monday = (9800 - (9800 + 5) % 7) * 1440
    for hour in range(24):
        bench.set(P_WD1_MIN, hour * 60)
        bench.f[IN_WALL_MIN] = monday + 7 * 1440 + hour * 60
        bench.run(70)
        assert bench.o[OUT_TARGET_C100] == 2150, hour
        assert bench.controller.wall.minute == hour * 60


def test_the_years_2036_2038_and_2100_are_years():
    """The eras of NTP and of Unix end, and a year once lay in eight bits with a sign."""
    for day in (13186, 13897, 36525 + 59, 10000, 46000):
        for minute in (-1, 0, 1):
            bench = Bench()
            bench.f[IN_WALL_STATE] = Q_GOOD
            bench.f[IN_WALL_MIN] = day * 1440 + minute
            bench.tick()
            wall = bench.controller.wall
            assert wall.known and wall.day * 1440 + wall.minute == day * 1440 + minute
            assert 0 <= wall.minute < 1440
            assert wall.weekday == (wall.day + 5) % 7


class Files:
    """A board that counts what is written; nothing is connected to it."""

    stopwatch = None
    links = ()
    max_wait_ms = 0

    def __init__(self):
        self.clock = self.sensors = self.actuators = self.files = self.watchdog = self
        self.ms = self.writes = 0
        self.app = App(self)

    def now(self):
        return self.ms

    def read(self, what):
        return None

    def write(self, what, data=None):
        if data is not None:
            self.writes += 1

    def feed(self):
        pass

    def until(self, seconds):
        while self.ms < seconds * 1000:
            self.ms += self.app.loop.turn()


def test_a_setting_that_is_sent_all_day_wears_nothing_out():
    """Home automation wrote a set-point each minute, and each one went to the flash."""
    board = Files()
    board.until(120)
    before = board.writes
    stored = 0
    for minute in range(24 * 60):
        board.app.params.set(P_ROOM_TARGET_C100, 1900 + minute % 100)
        board.until(120 + minute * 60)
        stored += not board.app.params.dirty
    idle = Files()
    idle.until(120)
    plain = idle.writes
    idle.until(120 + 24 * 3600)
    # Hourly records apart, which a day without any setting has too; what is set last is kept in the end.
    assert board.writes - before <= idle.writes - plain + 24
    assert stored >= 23  # or another setting would be gone with the next power cut
