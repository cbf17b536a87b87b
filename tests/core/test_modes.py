"""Modes: schedule, absence, opt-out; chimney sweep, service stop, screed drying; what a restart makes of them."""

from array import array

from control_bench import Bench, parameters
from support import no_allocation
from tandem.control.modes import CHIMNEY, SCREED, STOP, Modes
from tandem.control.param_table import (
    P_AWAY_C100,
    P_AWAY_D,
    P_AWAY_MIN,
    P_BOILER_FITTED,
    P_CIRC_MAX_C100,
    P_DISPATCH_S,
    P_MODE,
    P_OPT_OUT_H,
    P_ROOM_TARGET_C100,
    P_SCHED,
    P_SERVICE,
    P_THERMOSTAT,
    P_WD1_MIN,
    P_WE1_MIN,
)
from tandem.control.snapshot import dump, load
from tandem.control.wall import Wall
from tandem.ports.frame import (
    CH_FLOW,
    CH_OUTDOOR,
    CH_ROOM,
    CH_ROOM_SET,
    IN_AGE_S,
    IN_WALL_MIN,
    IN_WALL_OFF_MIN,
    IN_WALL_STATE,
    N_IN,
    OUT_BOILER,
    OUT_BOILER_SET_C100,
    OUT_HP,
    OUT_MODE_WHY,
    OUT_PLAN_WHY,
    OUT_PUMP,
    OUT_REQ_C100,
    OUT_TARGET_C100,
    Q_ABSENT,
    Q_FAULT,
    Q_GOOD,
)
from tandem.ports.reasons import (
    R_AWAY,
    R_CHIMNEY,
    R_NONE,
    R_OPT_OUT,
    R_SCHEDULE,
    R_SCREED,
    R_SERVICE,
)

MONDAY = 9144  # 2025-01-13, days since 2000-01-01
DAY_S = 86400
HOUR_S = 3600
PLAIN = 2000
HIGHEST = 0x3FFFFFFF


class House:
    """Modes with parameters and a clock that is set by hand."""

    def __init__(self, *settings):
        self.params = parameters()
        self.modes = Modes()
        self.wall = Wall()
        self.f = array("i", [0] * N_IN)
        self.room = 2000
        self.load = 0
        self.flow = 3000
        self.tripped = False
        self.set(*settings)

    def set(self, *settings):
        for pid, value in settings:
            assert self.params.set(pid, value) == 0

    def at(self, day, minute, offset=0, known=True):
        """Local time day and minute, with this offset from UTC."""
        self.f[IN_WALL_MIN] = day * 1440 + minute - offset
        self.f[IN_WALL_OFF_MIN] = offset
        self.f[IN_WALL_STATE] = Q_GOOD if known else Q_ABSENT
        return self.step(0)

    def step(self, elapsed_s=60, n=1):
        self.wall.step(self.f)
        for _ in range(n):
            self.modes.step(self.params.v, self.wall, self.room, self.load, self.flow, self.tripped, elapsed_s)
        return self.modes

    def reboot(self):
        row = dump((self.modes,), 0)
        self.modes = Modes()
        assert load((self.modes,), row)
        return self.step(0)


def times(first, points):
    """Settings of switching points: (minute, c100) pairs from this parameter on, the rest unused."""
    out = []
    for k in range(4):
        minute, c100 = points[k] if k < len(points) else (1440, 3000)
        out.append((first + 2 * k, minute))
        out.append((first + 2 * k + 1, c100))
    return out


WORKDAY = times(P_WD1_MIN, ((390, 2100), (540, 1800), (960, 2150), (1350, 1700)))
WEEKEND = times(P_WE1_MIN, ((480, 2050), (1380, 1650)))


def scheduled(*more):
    return House((P_SCHED, 1), *(WORKDAY + WEEKEND + list(more)))


def test_the_day_used_here_is_a_monday():
    house = House()
    house.at(MONDAY, 0)
    assert house.wall.weekday == 0


def test_switching_points_to_the_minute():
    house = scheduled()
    for minute, c100 in ((389, 1650), (390, 2100), (539, 2100), (540, 1800), (959, 1800), (960, 2150), (1350, 1700)):
        modes = house.at(MONDAY, minute)
        assert modes.target_c100 == c100, minute
        assert modes.target_why == R_SCHEDULE and modes.why == R_NONE


def test_over_midnight_the_day_before_holds():
    house = scheduled()
    for day, minute, c100 in (
        (1, 1439, 1700), (2, 0, 1700), (2, 389, 1700),  # Tuesday to Wednesday
        (4, 1439, 1700), (5, 0, 1700), (5, 479, 1700), (5, 480, 2050),  # Friday to Saturday
        (6, 0, 1650), (6, 480, 2050), (6, 1380, 1650), (7, 0, 1650), (7, 389, 1650), (7, 390, 2100),  # Sunday to Monday
    ):  # fmt: skip
        assert house.at(MONDAY + day, minute).target_c100 == c100, (day, minute)


def test_points_need_no_order_and_may_be_unused():
    house = House((P_SCHED, 1), *(times(P_WD1_MIN, ((1350, 1700), (390, 2100))) + times(P_WE1_MIN, ())))
    assert house.at(MONDAY, 400).target_c100 == 2100
    assert house.at(MONDAY, 1400).target_c100 == 1700
    for day in (5, 6):  # nothing on Saturday and Sunday: Friday evening goes on
        assert house.at(MONDAY + day, 700).target_c100 == 1700
    assert house.at(MONDAY + 7, 100).target_c100 == 1700
    house = House((P_SCHED, 1), *(times(P_WD1_MIN, ()) + times(P_WE1_MIN, ((600, 2200),))))
    assert house.at(MONDAY + 4, 1439).target_c100 == 2200  # Friday: still Sunday
    assert house.at(MONDAY + 5, 599).target_c100 == 2200
    house = House((P_SCHED, 1), *(times(P_WD1_MIN, ()) + times(P_WE1_MIN, ())))
    assert house.at(MONDAY, 700).target_c100 == PLAIN


def test_the_last_minute_of_a_day_and_midnight_as_a_point():
    house = House((P_SCHED, 1), *(times(P_WD1_MIN, ((0, 1800), (1439, 2200))) + times(P_WE1_MIN, ())))
    assert house.at(MONDAY, 0).target_c100 == 1800
    assert house.at(MONDAY, 1438).target_c100 == 1800
    assert house.at(MONDAY, 1439).target_c100 == 2200
    assert house.at(MONDAY + 6, 0).target_c100 == 2200


def test_the_schedule_goes_by_local_time_when_the_clocks_change():
    house = scheduled()
    sunday = MONDAY + 6
    utc = sunday * 1440 + 60  # 2 h becomes 3 h at 01:00 UTC
    for minutes, offset, c100 in ((0, 60, 1650), (0, 120, 1650), (299, 120, 1650), (300, 120, 2050)):
        house.f[IN_WALL_MIN] = utc + minutes
        house.f[IN_WALL_OFF_MIN] = offset
        house.f[IN_WALL_STATE] = Q_GOOD
        assert house.step().target_c100 == c100, (minutes, offset)


def test_without_a_clock_or_a_schedule_the_plain_target():
    house = scheduled()
    assert house.at(MONDAY, 1000).target_c100 == 2150
    modes = house.at(MONDAY, 1000, 0, False)
    assert modes.target_c100 == PLAIN and modes.target_why == R_NONE
    assert house.at(MONDAY, 1000).target_c100 == 2150
    house.set((P_SCHED, 0))
    assert house.at(MONDAY, 1000).target_c100 == PLAIN


def away(*more):
    """Away until Sunday 16:00, in a house that takes 2 h a kelvin at no load."""
    house = House((P_AWAY_D, MONDAY + 6), (P_AWAY_MIN, 960), (P_AWAY_C100, 1500), *more)
    house.room = 1500
    return house


def test_away_until_warming_up_begins():
    house = away()
    modes = house.at(MONDAY, 0)
    assert (modes.target_c100, modes.target_why, modes.why) == (1500, R_AWAY, R_AWAY)
    assert modes.away == 6 * 1440 + 960
    assert house.at(MONDAY + 6, 359).target_c100 == 1500
    modes = house.at(MONDAY + 6, 360)  # 5 K at 2 h each
    assert (modes.target_c100, modes.target_why, modes.why) == (PLAIN, R_NONE, R_AWAY)
    house.room = 1990  # soon warm: it stays so
    assert house.at(MONDAY + 6, 400).target_c100 == PLAIN
    assert house.at(MONDAY + 6, 959).why == R_AWAY
    modes = house.at(MONDAY + 6, 960)
    assert (modes.target_c100, modes.why, modes.away) == (PLAIN, R_NONE, 0)
    modes = house.at(MONDAY + 6, 961)
    assert (modes.why, modes.away) == (R_NONE, 0)
    assert house.at(MONDAY + 60, 0).target_c100 == PLAIN


def test_a_cold_day_takes_longer_and_a_warm_house_shorter():
    begins = []
    for share, room in ((0, 1500), (500, 1500), (1000, 1500), (0, 1800), (0, 2100)):
        house = away()
        house.load, house.room = share, room
        minute = 0
        while minute < 7 * 1440 and house.at(MONDAY, minute).target_c100 == 1500:
            minute += 10
        begins.append(6 * 1440 + 960 - minute)
    assert begins == [600, 1050, 1500, 240, 0]


def test_who_returns_finds_the_schedule_of_that_moment():
    house = away((P_SCHED, 1), *(WORKDAY + WEEKEND))
    assert house.at(MONDAY + 6, 200).target_c100 == 1500
    modes = house.at(MONDAY + 6, 400)  # the schedule says 16.5 now, and 20.5 at the return
    assert (modes.target_c100, modes.target_why) == (2050, R_SCHEDULE)
    assert house.at(MONDAY + 6, 961).target_c100 == 2050
    assert house.at(MONDAY + 6, 1380).target_c100 == 1650


def test_away_without_a_clock_is_ignored():
    house = away()
    assert house.at(MONDAY, 0).target_c100 == 1500
    modes = house.at(MONDAY, 0, 0, False)
    assert modes.target_c100 == PLAIN and modes.why == R_NONE and modes.away == 0
    assert house.at(MONDAY, 0).target_c100 == 1500


def test_coming_home_early_ends_it():
    house = away()
    house.at(MONDAY, 0)
    house.set((P_AWAY_D, 0))
    assert house.step().target_c100 == PLAIN


def test_opt_out_ends_by_itself_and_a_change_begins_anew():
    house = House()
    assert not house.step().opt_out
    house.set((P_OPT_OUT_H, 2))
    modes = house.step(60)
    assert modes.opt_out and modes.why == R_OPT_OUT
    assert house.step(60, 119).opt_out
    modes = house.step(60)
    assert not modes.opt_out and modes.why == R_NONE
    assert not house.step(600, 500).opt_out  # though the parameter stays
    house.set((P_OPT_OUT_H, 1))
    assert house.step(60).opt_out
    assert house.step(60, 59).opt_out and not house.step(60).opt_out
    house.set((P_OPT_OUT_H, 0))
    house.step()
    house.set((P_OPT_OUT_H, 1))
    assert house.step().opt_out
    house.set((P_OPT_OUT_H, 0))
    assert not house.step().opt_out


def test_opt_out_goes_on_after_a_restart_and_does_not_begin_with_one():
    house = House()
    house.step()
    house.set((P_OPT_OUT_H, 3))
    house.step(60, 61)
    assert house.reboot().opt_out
    assert house.step(60, 119).opt_out
    assert not house.step(60).opt_out
    assert not house.reboot().opt_out
    assert not House((P_OPT_OUT_H, 3)).step().opt_out  # no record: nobody asks now
    house.set((P_OPT_OUT_H, 5))
    assert not house.reboot().opt_out


def test_chimney_sweep_ends_after_half_an_hour_though_the_parameter_stays():
    house = House()
    house.step()
    house.set((P_SERVICE, CHIMNEY))
    modes = house.step(10)
    assert modes.service == CHIMNEY and modes.why == R_CHIMNEY
    assert house.step(10, 179).service == CHIMNEY
    assert house.step(10).service == 0
    assert house.step(600, 100).service == 0
    house.set((P_SERVICE, 0))
    house.step()
    house.set((P_SERVICE, CHIMNEY))
    assert house.step().service == CHIMNEY  # a new edge
    house.set((P_SERVICE, 0))
    assert house.step().service == 0


def test_chimney_sweep_ends_at_over_temperature_and_needs_a_boiler():
    house = House()
    house.step()
    house.set((P_SERVICE, CHIMNEY))
    house.step()
    house.tripped = True
    assert house.step().service == 0
    house.tripped = False
    assert house.step().service == 0
    house = House((P_BOILER_FITTED, 0))
    house.step()
    house.set((P_SERVICE, CHIMNEY))
    assert house.step().service == 0


def test_a_restart_in_each_service():
    for service, after in ((0, 0), (CHIMNEY, 0), (STOP, STOP), (SCREED, SCREED)):
        house = House()
        house.step()
        house.set((P_SERVICE, service))
        assert house.step().service == service
        assert house.reboot().service == after, service
        assert house.step(60, 5).service == after
    for service, after in ((CHIMNEY, 0), (STOP, STOP), (SCREED, 0)):
        assert House((P_SERVICE, service)).step().service == after  # and without a record


def dried(circ_max, power_cuts=False):
    """(flow temperature a day, highest flow recorded a day) of a whole screed drying."""
    house = House((P_CIRC_MAX_C100, circ_max))
    house.flow = 0
    house.step()
    house.set((P_SERVICE, SCREED))
    modes = house.step()
    flows, tops = [], []
    for hour in range(24 * 20):
        if not modes.service:
            break
        assert modes.why == R_SCREED
        if hour % 24 == 12:
            flows.append(modes.screed_c100)
        house.flow = modes.screed_c100 + (30 if hour % 24 == 5 else -10)
        day = modes.day
        modes = house.step(600, 6)
        if modes.day != day:
            tops.append(modes.last_c100)
        if power_cuts:
            modes = house.reboot()
    assert modes.service == 0 and house.step(600, 1000).service == 0  # though the parameter stays
    return flows, tops


def test_screed_drying_day_by_day():
    for circ_max, expected in (
        (5500, [2500] * 3 + [4500] * 4 + [3500, 2500]),
        (4500, [2500] * 3 + [4500] * 4 + [3500, 2500]),
        (4200, [2500] * 3 + [4200] * 4 + [3200, 2500]),
        (3600, [2500] * 3 + [3600] * 4 + [2600, 2500]),
        (3500, [2500] * 3 + [3500] * 4 + [2500]),
        (3000, [2500] * 3 + [3000] * 4 + [2500]),
    ):
        for cuts in (False, True):
            flows, tops = dried(circ_max, cuts)
            assert flows == expected
            assert tops == [c100 + 30 for c100 in expected]


def test_screed_drying_begins_anew_with_a_new_edge_only():
    house = House()
    house.step()
    house.set((P_SERVICE, SCREED))
    house.step(600, 6 * 24 * 5)
    assert house.modes.day == 5 and house.modes.screed_c100 == 4500
    house.set((P_SERVICE, 0))
    assert house.step().service == 0
    house.set((P_SERVICE, SCREED))
    assert house.step(0).screed_c100 == 2500 and house.modes.day == 1


def test_strange_records_are_bounded():
    size = len(dump((Modes(),), 0))
    head = dump((Modes(),), 0)[:4]
    for fill in (0x03, 0x7F, 0x80, 0xFF):
        for service in (0, SCREED):
            house = House((P_SERVICE, service))
            row = head + bytes([service, 0, 0, 0]) + bytes([fill]) * (size - 8)
            assert load((house.modes,), row)
            modes = house.step(60, 3)
            assert modes.service in (0, SCREED)
            assert 2500 <= modes.screed_c100 <= 4500 or not modes.service
            house.step(HIGHEST // 2)


def test_extremes_stay_small():
    """On 32 bits nothing here may become a large integer."""
    house = scheduled((P_AWAY_D, 65535), (P_AWAY_C100, 500), (P_ROOM_TARGET_C100, 3000))
    house.load = 1300
    house.room = -1000
    house.set((P_SERVICE, SCREED), (P_OPT_OUT_H, 168))
    for day in (1, MONDAY, 186000):
        for elapsed_s in (0, 60, 946000000):
            house.at(day, 1439)

            def step(h, elapsed_s=elapsed_s):
                h.modes.step(h.params.v, h.wall, h.room, h.load, 11000, False, elapsed_s)

            no_allocation(step, house)


# --- in the controller ------------------------------------------------------------------------------------------------
def warm(*settings):
    """A house in spring that wants no heat."""
    bench = Bench(settings=settings)
    bench.put(CH_OUTDOOR, 2000)
    bench.put(CH_ROOM, 2200)
    bench.run(700)
    assert bench.o[OUT_BOILER] == bench.o[OUT_HP] == 0
    return bench


def test_chimney_sweep_fires_the_boiler_whatever_season_and_room_say():
    for mode in range(4):
        for period_s in (10, 60, 600):
            bench = warm((P_DISPATCH_S, period_s), (P_MODE, mode))
            bench.set(P_SERVICE, CHIMNEY)
            bench.tick()
            began = bench.now_ms
            seconds = 0
            bench.water(5400)  # as hot as it may be: still it burns
            while bench.o[OUT_BOILER] and seconds < 7200:
                assert bench.o[OUT_BOILER_SET_C100] == 5500 and bench.o[OUT_PUMP] == 1
                assert bench.o[OUT_MODE_WHY] == bench.o[OUT_PLAN_WHY] == R_CHIMNEY
                bench.tick()
                seconds = (bench.now_ms - began) // 1000
            assert 1780 <= seconds <= 1820, seconds
            bench.run(7200)
            assert bench.o[OUT_BOILER] == 0 and bench.o[OUT_MODE_WHY] == R_NONE


def test_chimney_sweep_lets_the_heat_pump_finish():
    bench = Bench()
    bench.put(CH_ROOM, 1900)
    start_ms = bench.start()
    bench.set(P_SERVICE, CHIMNEY)
    bench.tick()
    assert bench.o[OUT_BOILER] == 1 and bench.o[OUT_HP] == 1
    stop_ms = bench.until(OUT_HP, 0)
    assert 600 <= (stop_ms - start_ms) // 1000 <= 640
    assert bench.o[OUT_BOILER] == 1


def test_chimney_sweep_stops_when_the_water_is_too_hot():
    bench = warm()
    bench.set(P_SERVICE, CHIMNEY)
    bench.run(60)
    bench.put(CH_FLOW, 5900)
    bench.run(60)
    assert bench.o[OUT_BOILER] == 0 and bench.o[OUT_MODE_WHY] == R_NONE
    bench.put(CH_FLOW, 3000)
    bench.run(1200)
    assert bench.o[OUT_BOILER] == 0


def test_service_stop_but_not_against_frost():
    bench = Bench()
    bench.put(CH_ROOM, 1500)
    bench.start()
    bench.set(P_SERVICE, STOP)
    bench.run(900)
    assert bench.o[OUT_HP] == bench.o[OUT_BOILER] == bench.o[OUT_PUMP] == 0
    assert bench.o[OUT_MODE_WHY] == bench.o[OUT_PLAN_WHY] == R_SERVICE
    habits = bench.controller.dump_habits()
    bench.reboot(None, habits)
    bench.run(3600)
    assert bench.o[OUT_HP] == bench.o[OUT_BOILER] == 0
    bench.water(500)
    bench.run(900)
    assert bench.o[OUT_BOILER] == 1
    bench.water(2500)
    bench.set(P_SERVICE, 0)
    bench.run(1800)
    assert bench.o[OUT_HP] == 1


def test_screed_sets_the_flow_whatever_the_room_says():
    for mode in (0, 3):
        bench = warm((P_MODE, mode))
        bench.water(2000)
        bench.set(P_SERVICE, SCREED)
        bench.run(3600)
        assert bench.o[OUT_REQ_C100] == 2500 and bench.o[OUT_MODE_WHY] == R_SCREED
        assert bench.o[OUT_HP] == 1
    bench = warm((P_MODE, 2))  # the boiler aims no higher than asked for either
    bench.water(2000)
    bench.set(P_SERVICE, SCREED)
    bench.run(3600)
    assert bench.o[OUT_BOILER] == 1 and bench.o[OUT_BOILER_SET_C100] == 2500


def test_the_schedule_reaches_the_outputs():
    bench = Bench(settings=WORKDAY)
    bench.set(P_SCHED, 1)
    bench.f[IN_WALL_STATE] = Q_GOOD
    bench.f[IN_WALL_MIN] = MONDAY * 1440 + 1000
    bench.tick()
    assert bench.o[OUT_TARGET_C100] == 2150
    bench.f[IN_WALL_MIN] = MONDAY * 1440 + 1350
    bench.run(70)
    assert bench.o[OUT_TARGET_C100] == 1700


def test_the_thermostats_set_point_is_what_is_wanted():
    """Its own schedule is in it; only absence, which no thermostat knows of, goes before it."""
    bench = Bench(settings=((P_THERMOSTAT, 1), (P_SCHED, 1), (P_DISPATCH_S, 10)))
    bench.put(CH_ROOM_SET, 2150)
    bench.run(20)
    assert bench.o[OUT_TARGET_C100] == 2150
    bench.base[CH_ROOM_SET] = 1600
    bench.run(20)
    assert bench.o[OUT_TARGET_C100] == 1600
    for value, quality in ((2150, Q_ABSENT), (2150, Q_FAULT), (499, Q_GOOD), (3001, Q_GOOD), (0, Q_GOOD)):
        bench.put(CH_ROOM_SET, value, quality)
        bench.run(20)
        assert bench.o[OUT_TARGET_C100] == PLAIN, (value, quality)
    bench.put(CH_ROOM_SET, 2150)
    bench.f[IN_AGE_S + CH_ROOM_SET] = 1801
    bench.run(20)
    assert bench.o[OUT_TARGET_C100] == PLAIN
    bench.f[IN_AGE_S + CH_ROOM_SET] = 1800
    bench.run(20)
    assert bench.o[OUT_TARGET_C100] == 2150
    bench.set(P_THERMOSTAT, 0)
    bench.run(20)
    assert bench.o[OUT_TARGET_C100] == PLAIN


def test_absence_goes_before_the_thermostat():
    house = House((P_AWAY_D, MONDAY + 5), (P_AWAY_MIN, 720))
    house.modes.knob_c100 = 2150
    modes = house.at(MONDAY, 600)
    assert modes.why == R_AWAY and modes.target_c100 == house.params.v[P_AWAY_C100]
    house.set((P_AWAY_D, 0))
    assert house.step().target_c100 == 2150
