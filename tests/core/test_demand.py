"""Demand: when heat is wanted and how warm, from curve, season, room and mode."""

from array import array

from control_bench import parameters
from tandem.control.curve import flow_c100, load_x1000
from tandem.control.demand import MODE_AUTO, MODE_OFF, Demand
from tandem.control.modes import CHIMNEY, SCREED, STOP, Modes
from tandem.control.param_table import (
    P_BOOST_ROOM_C100,
    P_CIRC_FLOW_C100,
    P_CIRC_MAX_C100,
    P_CIRC_RETURN_C100,
    P_DESIGN_LOAD_W,
    P_MODE,
    P_ROOM_KI_X10,
    P_ROOM_KP_X10,
    P_ROOM_TARGET_C100,
    P_ROOM_USE,
    P_SUMMER_C100,
    P_THERMOSTAT,
)
from tandem.ports.frame import (
    CH_FLOW_SET,
    CH_OUTDOOR,
    CH_ROOM,
    CH_THERMOSTAT,
    IN_AGE_S,
    IN_CH,
    IN_QUALITY,
    N_CH,
    N_IN,
    Q_ABSENT,
    Q_GOOD,
    Q_OPEN,
)
from tandem.ports.reasons import (
    R_CHIMNEY,
    R_CURVE,
    R_MAX_SET,
    R_MODE_OFF,
    R_NO_OUTDOOR,
    R_OUTER,
    R_ROOM_WARM,
    R_SCREED,
    R_SERVICE,
    R_SUMMER,
    R_THERMOSTAT,
)


class FakeReadings:
    def __init__(self):
        self.v = array("i", [0] * N_CH)
        self.good = [True] * N_CH

    def usable(self, ch):
        return self.good[ch]


class Bench:
    """A demand with outdoor and room; the room correction is off unless asked for."""

    def __init__(self, outdoor=0, room=2000, kp=0, ki=0):
        self.params = parameters()
        self.readings = FakeReadings()
        self.readings.v[CH_OUTDOOR] = outdoor
        self.readings.v[CH_ROOM] = room
        self.params.set(P_ROOM_KP_X10, kp)
        self.params.set(P_ROOM_KI_X10, ki)
        self.d = Demand()
        self.modes = Modes()
        self.f = array("i", [0] * N_IN)
        self.short = False
        self.boost = 0

    def step(self, elapsed_s=60, n=1, shift_c100=0):
        p = self.params.v
        for _ in range(n):
            if not self.modes.service:
                self.modes.target_c100 = p[P_ROOM_TARGET_C100]
            self.d.step(self.f, self.readings, p, elapsed_s, self.short, self.modes, self.boost, shift_c100)
        return self.d

    def room(self, c100):
        self.readings.v[CH_ROOM] = c100

    def outdoor(self, c100):
        self.readings.v[CH_OUTDOOR] = c100


def test_follows_the_curve():
    for outdoor in (-1000, -500, 0, 500, 1000):
        bench = Bench(outdoor)
        d = bench.step()
        p = bench.params.v
        assert d.wanted and d.why == R_CURVE
        assert d.req_c100 == flow_c100(2000, load_x1000(2000, outdoor, p), p)
        want_w = p[P_DESIGN_LOAD_W] * (2000 - outdoor) // 3000
        assert abs(d.load_w - want_w) <= p[P_DESIGN_LOAD_W] // 100
        half_spread = 1000 * (2000 - outdoor) // 3000 // 2
        assert abs(d.req_c100 - half_spread - d.mean_c100) <= 10


def test_without_room_sensor_the_curve_alone():
    for fitted, used in ((False, 1), (True, 0)):
        bench = Bench(0, 2400, 30, 10)
        bench.readings.good[CH_ROOM] = fitted
        bench.params.set(P_ROOM_USE, used)
        d = bench.step(60, 100)
        assert d.wanted and d.room_error == 0
        assert d.req_c100 == Bench(0).step().req_c100


def test_without_outdoor_sensor_a_cold_day_is_assumed():
    bench = Bench(1500)
    bench.readings.good[CH_OUTDOOR] = False
    d = bench.step()
    assert d.wanted and d.why == R_NO_OUTDOOR
    assert not d.outdoor_known
    assert d.outdoor_c100 == 0
    assert d.req_c100 == Bench(0).step().req_c100


def test_an_outdoor_sensor_that_is_lost_later_fades_to_the_assumed_day():
    bench = Bench(1200)
    warm = bench.step().req_c100
    bench.readings.good[CH_OUTDOOR] = False
    assert bench.step().req_c100 <= warm + 20  # not at once
    bench.step(60, 60 * 12)
    assert abs(bench.d.req_c100 - Bench(0).step().req_c100) <= 10
    bench.readings.good[CH_OUTDOOR] = True
    assert bench.step().outdoor_c100 == 1200


def test_the_outdoor_temperature_is_damped_over_two_hours():
    bench = Bench(0)
    bench.step()
    bench.outdoor(1000)
    bench.step(60, 120)
    assert 620 <= bench.d.damped // 1024 <= 640  # 1 - 1/e
    assert bench.d.outdoor_c100 == 1000  # the momentary one is not


def test_the_filters_do_not_depend_on_the_period():
    ends = []
    for period_s in (10, 60, 90, 120, 300, 600):
        bench = Bench(0)
        bench.step()
        bench.outdoor(1000)
        bench.step(period_s, 7200 // period_s)
        ends.append(bench.d.damped // 1024)
    assert max(ends) - min(ends) <= 6


def test_a_long_gap_counts_as_ten_minutes():
    bench = Bench(0)
    bench.step()
    bench.outdoor(1000)
    bench.step(10**6)
    assert 70 <= bench.d.damped // 1024 <= 90


def test_summer_begins_and_ends_with_the_mean_of_a_day():
    bench = Bench(1690, 2000)
    bench.params.set(P_ROOM_TARGET_C100, 2300)
    bench.room(2290)
    assert bench.step().wanted
    bench.outdoor(3000)
    minutes = 3 * 1440
    while bench.step().wanted and minutes:
        minutes -= 1
    assert bench.d.why == R_SUMMER
    assert 1700 < bench.d.day // 1024 < 1702
    bench.outdoor(1000)
    bench.step(60, 60)
    assert bench.d.why == R_SUMMER  # a kelvin of hysteresis
    bench.step(60, 1440)
    assert bench.d.wanted
    assert bench.d.day // 1024 < 1600


def test_a_cold_room_is_heated_in_summer_too():
    bench = Bench(2000, 1969)
    d = bench.step()
    assert d.summer and d.wanted
    assert d.req_c100 == 1969 + 250  # the least useful heat
    assert bench.step().req_c100 == 1969 + 150
    bench.room(1970)
    assert bench.step().why == R_SUMMER


def test_a_warm_room_ends_heating_with_hysteresis():
    bench = Bench(0, 2020)
    assert bench.step().wanted
    bench.room(2050)
    assert bench.step().wanted
    bench.room(2051)
    assert bench.step().why == R_ROOM_WARM
    bench.room(2021)
    assert not bench.step().wanted
    bench.room(2020)
    assert bench.step().wanted


def test_a_dear_hour_takes_the_less_from_a_room_the_cooler_it_is():
    for error, want in ((-15, -15), (-10, -15), (0, -10), (10, -5), (20, 0), (100, 0)):
        bench = Bench(outdoor=500, room=2000 - error, kp=30)
        plain = bench.step().req_c100
        assert bench.step(shift_c100=-15).room_error == error + want
        assert (bench.d.req_c100 < plain) if want else (bench.d.req_c100 == plain)
        bench.step(shift_c100=15)
        assert bench.d.room_error == error + 15


def test_room_error_shifts_the_curve():
    plain = Bench(0).step().req_c100
    for error, shift in ((-10, -30), (100, 300), (300, 900), (800, 900)):
        bench = Bench(0, 2000 - error, 30)
        assert bench.step().req_c100 == plain + shift  # 3 K per K, at most for 3 K


def test_the_integral_lifts_slowly_and_is_bounded():
    bench = Bench(0, 1900, 0, 10)
    bench.params.set(P_CIRC_MAX_C100, 9000)
    plain = Bench(0).step().req_c100
    bench.step()
    bench.step(60, 60)
    assert abs(bench.d.req_c100 - plain - 100) <= 3  # 1 K an hour for 1 K
    bench.step(60, 60 * 40)
    assert bench.d.req_c100 == plain + 1500
    bench.room(2040)
    bench.step(60, 60 * 200)
    assert bench.d.req_c100 == plain - 1500


def test_the_integral_rests_while_nothing_heats_and_while_the_sources_are_short():
    bench = Bench(0, 1900, 0, 10)
    bench.step()
    bench.short = True
    bench.step(60, 100)
    assert bench.d.integral == 0
    bench.room(2010)
    bench.step(60, 10)
    assert bench.d.integral < 0  # downwards it may
    bench.room(2200)
    bench.step()
    wound = bench.d.integral
    bench.step(60, 100)
    assert bench.d.integral == wound


def test_never_above_the_circuits_maximum():
    bench = Bench(-3000, 1700, 200)
    bench.params.set(P_CIRC_MAX_C100, 4200)
    d = bench.step()
    assert d.req_c100 == 4200 and d.why == R_MAX_SET


def test_off_is_off():
    bench = Bench(-1000, 1000)
    bench.params.set(P_MODE, MODE_OFF)
    d = bench.step()
    assert not d.wanted and d.why == R_MODE_OFF
    assert d.req_c100 == 0 and d.load_w == 0
    bench.params.set(P_MODE, MODE_AUTO)
    assert bench.step().wanted


def test_water_hardly_warmer_than_the_room_is_not_worth_a_start():
    bench = Bench(1950)
    bench.params.set(P_SUMMER_C100, 3000)
    bench.params.set(P_CIRC_FLOW_C100, 3500)
    bench.params.set(P_CIRC_RETURN_C100, 2800)
    assert bench.step().why == R_ROOM_WARM
    bench.room(1971)
    assert not bench.step().wanted
    bench.room(1969)
    assert bench.step().wanted  # but a cold room is
    bench.room(1999)
    assert bench.step().wanted  # until it is warm
    bench.room(2000)
    assert not bench.step().wanted


# --- what is asked for beside curve and room --------------------------------------------------------------------------
def test_a_boost_raises_the_target_for_the_heat_pump_alone():
    plain = Bench(0, 2000, 30).step().req_c100
    for boost, more in ((1, 50), (2, 100)):
        bench = Bench(0, 2000, 30)
        bench.boost = boost
        d = bench.step()
        p = bench.params.v
        want = flow_c100(2000 + more, load_x1000(2000 + more, 0, p), p) + more * 3
        assert d.req_c100 == want
        assert d.req_c100 - d.boosted == plain


def test_a_boost_is_at_most_two_kelvin():
    bench = Bench(0, 2000)
    bench.params.set(P_BOOST_ROOM_C100, 200)
    bench.boost = 1
    once = bench.step().req_c100
    bench.boost = 2
    assert bench.step().req_c100 == once


def test_a_boost_heats_a_warm_room_for_the_heat_pump_alone_and_ends_above_its_target():
    bench = Bench(0, 2060)
    assert not bench.step().wanted
    bench.boost = 2
    d = bench.step()
    assert d.wanted and d.boosted == d.req_c100 > 0
    bench.room(2151)
    assert not bench.step().wanted
    bench.room(2060)
    assert bench.step().wanted
    bench.boost = 0
    assert not bench.step().wanted
    assert bench.d.boosted == 0


def test_nobody_boosts_in_summer_or_when_it_is_off():
    bench = Bench(2500, 2100)
    bench.boost = 2
    assert bench.step().why == R_SUMMER
    bench = Bench(0, 2000)
    bench.boost = 2
    bench.params.set(P_MODE, MODE_OFF)
    assert bench.step().why == R_MODE_OFF and bench.d.boosted == 0


def test_a_boost_leaves_the_integral_alone():
    bench = Bench(0, 2040, 30, 10)
    bench.boost = 2
    bench.step(60, 100)
    assert bench.d.wanted and bench.d.integral == 0
    bench.room(2010)  # now heat would be wanted without it, too: the room is on its way up
    bench.step(60, 100)
    assert 0 < bench.d.boosted < bench.d.req_c100 and bench.d.integral == 0


def test_the_integral_rests_while_a_limit_holds_the_sources_back():
    bench = Bench(0, 1900, 0, 10)
    bench.step()
    bench.short = True  # cold water, or a limit without a boiler beside it
    bench.step(60, 200)
    assert bench.d.integral == 0
    bench.short = False
    bench.step(60, 10)
    assert bench.d.integral > 0


class Thermostat(Bench):
    """A house whose only room sensor is a thermostat's contact."""

    def __init__(self, outdoor=0):
        super().__init__(outdoor, 2000, 30, 10)
        self.params.set(P_THERMOSTAT, 1)
        self.params.set(P_ROOM_USE, 0)
        self.calls(1)

    def calls(self, contact, quality=Q_GOOD):
        self.f[IN_CH + CH_THERMOSTAT] = contact
        self.f[IN_QUALITY + CH_THERMOSTAT] = quality


def test_the_curve_runs_while_the_thermostat_calls():
    bench = Thermostat()
    assert bench.step().wanted
    bench.calls(0)
    minutes = 0
    while bench.step().wanted:
        minutes += 1
    assert bench.d.why == R_THERMOSTAT
    assert 20 < minutes < 50  # a call outlasts the minimum running time
    bench.step(60, 600)
    assert not bench.d.wanted
    bench.calls(1)
    minutes = 0
    while not bench.step().wanted:
        minutes += 1
    assert 5 < minutes < 20


def test_pulses_do_not_switch():
    """TPI: the same load with 2 to 12 pulses an hour."""
    for on_min, off_min in ((3, 3), (2, 3), (5, 5), (10, 8), (15, 15)):
        bench = Thermostat()
        bench.step()
        changes = 0
        for _ in range(40):
            for contact, minutes in ((1, on_min), (0, off_min)):
                bench.calls(contact)
                for _ in range(minutes):
                    was = bench.d.wanted
                    changes += was != bench.step().wanted
        assert changes == 0 and bench.d.wanted, (on_min, off_min)


def test_rare_calls_mean_that_it_is_warm_and_many_that_it_is_cold():
    flows = []
    for of_ten in (5, 7, 9):
        bench = Thermostat()
        for minute in range(240):
            bench.calls(1 if minute % 10 < of_ten else 0)
            bench.step()
        flows.append(bench.d.req_c100)
    assert flows[0] + 100 < flows[1] < flows[2] - 100
    bench = Thermostat()
    for minute in range(240):
        bench.calls(1 if minute % 10 < 1 else 0)
        bench.step()
    assert not bench.d.wanted


def test_a_broken_wire_or_a_room_sensor_leaves_the_thermostat_out():
    for quality in (Q_OPEN, Q_ABSENT):
        bench = Thermostat()
        bench.calls(0, quality)
        assert bench.step(60, 300).wanted
        assert bench.d.req_c100 == Bench(0).step().req_c100
    bench = Thermostat()
    bench.boost = 2  # how warm the room may become is not known
    assert bench.step().boosted == 0 and bench.d.wanted
    bench = Thermostat()
    bench.params.set(P_ROOM_USE, 1)
    bench.calls(0)
    assert bench.step(60, 300).wanted


def test_the_services_come_before_everything():
    for mode, outdoor, room in ((0, 0, 2000), (MODE_OFF, 0, 2000), (0, 2500, 2300), (2, -1000, 1500)):
        bench = Bench(outdoor, room)
        bench.params.set(P_MODE, mode)
        bench.boost = 2
        bench.modes.service = CHIMNEY
        d = bench.step()
        assert d.wanted and d.req_c100 == bench.params.v[P_CIRC_MAX_C100] and d.why == R_CHIMNEY
        bench.modes.service = SCREED
        bench.modes.screed_c100 = 2500
        d = bench.step()
        assert d.wanted and d.req_c100 == 2500 and d.why == R_SCREED and d.boosted == 0
        bench.modes.service = STOP
        d = bench.step()
        assert not d.wanted and d.req_c100 == 0 and d.why == R_SERVICE


def test_most_of_what_a_higher_target_gathers_goes_when_the_room_is_there():
    bench = Bench(0, 1700, 30, 10)
    bench.params.set(P_ROOM_TARGET_C100, 1700)
    bench.step(60, 10)
    bench.params.set(P_ROOM_TARGET_C100, 2000)
    bench.step(60, 120)
    gathered = bench.d.integral
    assert gathered > 500 * 36000
    kept = [0] * 8
    bench.d.keep(kept, 0, 0)
    assert kept[3] == 0  # nor is it what a restart remembers
    bench.room(1980)
    bench.step()
    left = bench.d.integral
    assert left <= gathered // 3 + 60 * 10 * 30  # the walls are still cold
    bench.room(1950)  # from now on the integral is free again
    bench.step(60, 120)
    assert bench.d.integral > left + 50 * 36000


def outer(bench, c100, quality=Q_GOOD, age_s=0):
    bench.f[IN_CH + CH_FLOW_SET] = c100
    bench.f[IN_QUALITY + CH_FLOW_SET] = quality
    bench.f[IN_AGE_S + CH_FLOW_SET] = age_s
    return bench.step()


def test_an_outer_controller_sets_the_flow_temperature_within_the_circuits():
    bench = Bench(0)
    plain = bench.step().req_c100
    for wish, got in ((2000, 2000), (plain + 200, plain + 200), (9000, bench.params.v[P_CIRC_MAX_C100])):
        d = outer(bench, wish)
        assert (d.wanted, d.req_c100, d.why) == (True, got, R_OUTER)
    for wish in (0, 800, 1999, -100):
        d = outer(bench, wish)
        assert (d.wanted, d.req_c100, d.why) == (False, 0, R_OUTER)
    bench.outdoor(2500)
    bench.step(86400, 3)
    assert outer(bench, 3000).req_c100 == 3000, "in summer, too"


def test_an_outer_controller_that_falls_silent_is_none():
    bench = Bench(0)
    plain = bench.step().req_c100
    for quality, age_s in ((Q_ABSENT, 0), (Q_OPEN, 0), (Q_GOOD, 91)):
        d = outer(bench, 4200, quality, age_s)
        assert (d.req_c100, d.why) == (plain, R_CURVE)
    assert outer(bench, 4200, Q_GOOD, 90).req_c100 == 4200


def test_an_outer_controller_yields_to_the_resident():
    bench = Bench(0, 2000)
    plain = bench.step().req_c100
    bench.modes.opt_out = True
    assert outer(bench, 0).req_c100 == plain
    bench.modes.opt_out = False
    assert not outer(bench, 0).wanted
    bench.room(1899)
    assert outer(bench, 0).wanted and bench.d.why == R_CURVE
    bench.room(1900)
    assert not outer(bench, 0).wanted
    bench.room(2200)
    assert outer(bench, 4000).wanted
    bench.room(2201)
    assert not outer(bench, 4000).wanted
    bench.params.set(P_ROOM_USE, 0)
    assert outer(bench, 4000).wanted


def test_service_and_mode_go_before_an_outer_controller():
    bench = Bench(0)
    bench.params.set(P_MODE, MODE_OFF)
    assert not outer(bench, 4000).wanted and bench.d.why == R_MODE_OFF
    bench.params.set(P_MODE, MODE_AUTO)
    bench.modes.service = STOP
    assert not outer(bench, 4000).wanted and bench.d.why == R_SERVICE
