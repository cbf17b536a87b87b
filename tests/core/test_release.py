"""The way back: a delay of the device's own, a slow rise, what goes before it, comfort where nothing else heats."""

from control_bench import HP_W, Bench
from support import no_allocation
from tandem.control.curve import load_x1000
from tandem.control.param_table import (
    GROUPS,
    P_BOILER_FITTED,
    P_DEVICE_SEED,
    P_FUSE_W,
    P_HP_CAN_CAP,
    P_HP_RATED_POWER_W,
    P_PHASE,
    P_RAMP_S,
    P_RELEASE_S,
    TABLE,
)
from tandem.control.powerlimit import floor_w
from tandem.control.release import Release
from tandem.control.snapshot import dump, load
from tandem.kernel.params import Params
from tandem.ports.frame import (
    CH_PHASE_1,
    CH_ROOM,
    IN_POWER_PRICE_CT_MWH,
    OUT_BOILER,
    OUT_HP,
    OUT_HP_CAP_W,
    OUT_HP_CAP_WHY,
    OUT_HP_WHY,
    OUT_PLAN,
    OUT_SOFT_STATE,
    PLAN_BOILER,
)
from tandem.ports.limits import LIMIT_NONE, SRC_EMERGENCY, SRC_FUSE, SRC_GRID, SRC_MANAGER
from tandem.ports.reasons import R_FROST, R_HEAT, R_LIMIT_CAP, R_NO_LIMIT, R_OTHER_SOURCE, R_RAMP, R_RELEASE
from watched import Watched, told
from wild import YEARS_30_S

DELAY = ((P_RELEASE_S, 600), (P_RAMP_S, 0))
BOTH = ((P_RELEASE_S, 600), (P_RAMP_S, 14400))
RISE = ((P_RELEASE_S, 0), (P_RAMP_S, 14400))
ALONE = ((P_BOILER_FITTED, 0),)
FLOOR_W = 770


class Street:
    """Releases alone, without a house. p: parameters by id."""

    def __init__(self, seed, release_s=600, ramp_s=14400, can_cap=1, now_s=0):
        self.p = Params(TABLE, GROUPS).v
        self.p[P_DEVICE_SEED] = seed
        self.p[P_RELEASE_S] = release_s
        self.p[P_RAMP_S] = ramp_s
        self.p[P_HP_CAN_CAP] = can_cap
        self.p[P_HP_RATED_POWER_W] = 1500
        self.release = Release()
        self.weather(200)
        self.now_s = now_s
        self.watts = 0
        self.site = self

    def weather(self, outdoor_c100):
        self.release.usual(load_x1000(2000, outdoor_c100, self.p), outdoor_c100, self.p)

    def own(self, p):
        return self.watts

    def step(self, level, seconds=10):
        self.now_s += seconds
        if level < self.release.level:
            self.release.begin(FLOOR_W, self.p, self.now_s)
        self.release.step(level, self, self.p, self.now_s)

    def walk(self, level, seconds):
        for _ in range(seconds // 10):
            self.step(level)

    def delay(self, level=2):
        """Seconds from the end of a limit to where a start is allowed."""
        self.walk(level, 600)
        began = self.now_s
        self.step(0)
        while self.release.hold:
            self.step(0)
        return self.now_s - began


def delays(n, first=0, **how):
    return [Street(first + i, **how).delay() for i in range(n)]


def test_the_same_seed_repeats_and_others_differ():
    assert delays(20) == delays(20)
    assert len(set(delays(20))) > 15
    a = Street(7)
    several = [a.delay() for _ in range(8)]
    assert len(set(several)) > 4  # nor is a device always the first
    b = Street(7)
    assert several == [b.delay() for _ in range(8)]


def test_a_street_is_spread_over_the_whole_time():
    for first in (0, 1, 500, 65000):
        got = delays(60, first)
        assert max(got) <= 610
        for k in range(6):
            assert 4 <= len([d for d in got if 100 * k <= d < 100 * (k + 1)]) <= 16, (first, k, got)


def test_seeds_far_apart_are_spread_too():
    got = [Street(i * 7919 & 0xFFFF).delay() for i in range(60)]
    assert len(set(got)) > 25
    assert min(got) < 60 and max(got) > 500


def test_no_delay_when_there_is_none():
    assert delays(5, release_s=0) == [10] * 5


def test_what_cannot_be_capped_waits_for_its_place_in_the_rise():
    got = delays(60, can_cap=0, release_s=0, ramp_s=3600)
    for k in range(4):
        assert 8 <= len([d for d in got if 900 * k <= d < 900 * (k + 1)]) <= 22
    a = Street(1, can_cap=0)
    a.walk(2, 600)
    a.step(0)
    assert a.release.cap_w == 0


def risen(watts, limited_s=20000, later_c100=200, **how):
    """A release after a steady use of ``watts`` at 2 C: [(seconds, cap)] of its rise, at later_c100 outdoors."""
    a = Street(3, 0, **how)
    a.walk(0, 60000)
    a.watts = watts
    a.walk(0, 400000)
    a.watts = 0
    a.walk(2, limited_s)
    a.weather(later_c100)
    caps = []
    a.step(0)
    began = a.now_s
    while a.release.cap_w:
        caps.append((a.now_s - began, a.release.cap_w))
        a.step(0)
    return caps


def test_power_rises_from_the_mean_before_to_the_rated_one_slowly_at_first():
    for watts in (900, 1200):
        caps = risen(watts)
        assert watts - 15 <= caps[0][1] <= watts
        for before, after in zip(caps, caps[1:]):
            assert after[1] >= before[1]
        assert caps[-1][0] == 14390 and caps[-1][1] > 1480
        half = [w for s, w in caps if s <= 7200][-1]
        assert half <= watts + (1500 - watts) // 7


def test_the_rise_begins_at_what_the_weather_of_now_asks_for():
    # From 2 to -3 C load goes up by 28 % (room 20 C) and COP falls by about 17 %; to 5 C it is the other way round.
    assert 1.45 * 800 < risen(800, later_c100=-300)[0][1] < 1.65 * 800
    assert 0.65 * 1400 < risen(1400, later_c100=500)[0][1] < 0.80 * 1400


def test_warm_weather_with_nothing_to_compare_leaves_the_mean_alone():
    a = Street(3, 0)
    a.walk(0, 60000)
    a.watts = 1000
    a.walk(0, 400000)
    a.weather(2100)
    a.watts = 5000  # a tank
    a.walk(0, 40000)
    a.weather(200)
    a.walk(2, 20000)
    a.step(0)
    assert 985 <= a.release.cap_w <= 1000


def test_from_the_floor_at_least():
    assert risen(100)[0][1] == FLOOR_W


def test_who_drew_the_rated_power_is_not_capped():
    assert risen(1600) == []


def test_a_short_limit_makes_a_short_rise():
    for limited_s, want in ((60, 3600 + 120), (1800, 7200), (6000, 14400), (100000, 14400)):
        assert abs(risen(900, limited_s)[-1][0] - want) <= 40


def test_time_under_a_limit_is_not_in_the_mean():
    assert risen(900, 86400)[0][1] == risen(900, 600)[0][1]


def test_thirty_years_and_31_bits():
    for seed in (0, 65535):
        a = Street(seed, 3600, 14400, now_s=YEARS_30_S)
        a.p[P_HP_RATED_POWER_W] = 20000
        a.watts = 60000
        a.walk(0, 90000)
        a.delay()
        no_allocation(_street, a)


def _street(a):
    a.step(0, 149)
    a.step(2)
    a.step(0)


def test_the_mean_and_the_count_outlive_a_restart():
    a = Street(9)
    a.walk(0, 60000)
    a.watts = 1300
    a.walk(0, 300000)
    data = dump((a.release,), a.now_s)
    fresh = Street(9)
    again = Street(9)
    assert load((again.release,), data)
    fresh.step(0)
    again.step(0)
    assert fresh.release.cap_w == FLOOR_W
    assert 1250 < again.release.cap_w <= 1300
    later = Street(9)
    load((later.release,), dump((again.release,), 0))
    assert later.delay() != Street(9).delay()  # the next one in the row


def test_strange_records_are_bounded():
    for fill in (0x7FFFFFFF, -0x7FFFFFFF, -1, 1 << 29):
        a = Street(9)
        assert a.release.restore([fill, fill], 0) == 2
        a.delay()
        assert FLOOR_W <= a.release.cap_w <= 1500 or a.release.cap_w == 0


# --- in a house ------------------------------------------------------------------------------------------------------
def after(limit_s, settings, source=SRC_GRID, seed=8):
    """A bench whose limit of 0 W has just ended after limit_s."""
    bench = Bench(settings=settings + ((P_DEVICE_SEED, seed),))
    bench.limit(source, 0)
    bench.run(limit_s)
    bench.limit(source, None)
    return bench


def test_a_start_waits_its_turn_and_the_boiler_heats_meanwhile():
    starts = set()
    for source in (SRC_GRID, SRC_EMERGENCY, SRC_MANAGER):
        for seed in (1, 2, 5, 8):
            bench = after(900, DELAY, source, seed)
            began = bench.now_ms
            bench.run(70)
            while bench.controller.guards.limit.release.hold:
                assert bench.o[OUT_HP] == 0
                assert bench.o[OUT_HP_WHY] in (R_RELEASE, R_OTHER_SOURCE)
                assert bench.o[OUT_PLAN] == PLAN_BOILER
                bench.tick()
            starts.add(bench.until(OUT_HP, 1) - began)
    assert len(starts) >= 4


def test_a_power_cut_is_over():
    waits = set()
    for seed in range(12):
        bench = Bench(settings=DELAY + ((P_DEVICE_SEED, seed),))
        waits.add(bench.until(OUT_HP, 1))
    assert min(waits) >= 300000  # the compressor's pause
    assert len(waits) >= 4


def test_a_running_machine_that_was_capped_goes_on_and_rises():
    bench = Bench(settings=BOTH)
    bench.run(20000)
    if not bench.o[OUT_HP]:
        bench.start()
    bench.limit(SRC_GRID, 1000)
    bench.run(600)
    assert (bench.o[OUT_HP], bench.o[OUT_HP_CAP_W], bench.o[OUT_HP_CAP_WHY]) == (1, 1000, R_LIMIT_CAP)
    bench.limit(SRC_GRID, None)
    bench.run(300)
    assert bench.o[OUT_HP] == 1 and bench.o[OUT_HP_WHY] == R_HEAT
    assert bench.o[OUT_HP_CAP_WHY] == R_RAMP
    assert FLOOR_W <= bench.o[OUT_HP_CAP_W] <= HP_W + 50
    bench.run(14400)
    assert bench.o[OUT_HP_CAP_WHY] == R_NO_LIMIT


def test_a_limit_that_caps_nothing_releases_nothing():
    bench = Bench(settings=BOTH)
    bench.run(20000)
    bench.limit(SRC_GRID, 4200)
    bench.run(600)
    bench.limit(SRC_GRID, None)
    bench.run(30)
    assert not bench.controller.guards.limit.release.hold
    assert bench.o[OUT_HP_CAP_WHY] == R_NO_LIMIT


def test_a_limit_that_is_raised_a_little_staggers_too():
    bench = after(900, BOTH)
    bench.limit(SRC_GRID, 1000)
    bench.run(70)
    assert bench.controller.guards.limit.release.hold
    bench.until(OUT_HP, 1)
    assert bench.o[OUT_HP_CAP_W] <= 1000


def test_a_fuse_is_nobody_elses():
    bench = Bench(settings=DELAY + ((P_FUSE_W, 5750), (P_PHASE, 1)))
    bench.put(CH_PHASE_1, 500)
    bench.run(1200)
    bench.put(CH_PHASE_1, 9000)
    bench.run(600)
    assert bench.o[OUT_HP] == 0
    bench.put(CH_PHASE_1, 500)
    bench.run(240)
    assert not bench.controller.guards.limit.release.hold
    bench = after(900, DELAY, SRC_FUSE)
    bench.run(100)
    assert not bench.controller.guards.limit.release.hold


def test_a_price_step_is_staggered():
    bench = Bench(settings=DELAY)
    bench.run(700)
    bench.f[IN_POWER_PRICE_CT_MWH] = 60000
    bench.run(1800)
    assert bench.o[OUT_HP] == 0
    bench.f[IN_POWER_PRICE_CT_MWH] = 15000
    bench.run(60)
    assert bench.controller.guards.limit.release.hold
    assert bench.o[OUT_PLAN] == PLAN_BOILER
    bench.run(600)
    assert not bench.controller.guards.limit.release.hold
    # A price that changes nothing releases nothing.
    bench.f[IN_POWER_PRICE_CT_MWH] = 14000
    bench.run(60)
    assert not bench.controller.guards.limit.release.hold


def test_frost_goes_before_it():
    bench = after(900, BOTH + ALONE)
    bench.run(70)
    assert bench.controller.guards.limit.release.hold
    bench.water(450)
    bench.run(100)
    assert (bench.o[OUT_HP], bench.o[OUT_HP_WHY]) == (1, R_FROST)
    assert bench.o[OUT_HP_CAP_WHY] == R_NO_LIMIT


def test_a_disinfection_that_is_due_goes_before_it():
    bench = after(900, BOTH)
    bench.run(70)
    assert bench.o[OUT_HP_CAP_WHY] == R_RAMP
    bench.controller.guards.no_wait = True
    bench.step()
    assert not bench.controller.guards.limit.release.hold
    assert bench.o[OUT_HP_CAP_WHY] == R_NO_LIMIT


def test_the_cap_starves_nothing():
    bench = after(900, BOTH)
    for _ in range(1500):
        bench.tick()
        if bench.o[OUT_HP_CAP_WHY] == R_RAMP:
            assert bench.o[OUT_HP_CAP_W] >= floor_w(bench.params.v)


def test_a_cold_house_with_nothing_but_its_heat_pump_is_let_go_by_soft_limits_only():
    for source, goes in ((SRC_MANAGER, True), (SRC_GRID, False)):
        bench = Bench(settings=ALONE)
        bench.limit(source, 0)
        bench.put(CH_ROOM, 2000)
        bench.run(900)
        assert bench.o[OUT_HP] == 0
        bench.put(CH_ROOM, 1950)
        bench.run(1200)
        assert (bench.o[OUT_HP] == 1) == goes
        if goes:
            assert bench.o[OUT_SOFT_STATE] == LIMIT_NONE
            bench.put(CH_ROOM, 2010)
            bench.run(1200)
            assert bench.o[OUT_HP] == 0


def test_a_hybrid_obeys_as_its_boiler_heats():
    bench = Bench()
    bench.limit(SRC_MANAGER, 0)
    bench.put(CH_ROOM, 1900)
    bench.run(3600)
    assert bench.o[OUT_HP] == 0 and bench.o[OUT_BOILER] == 1


def _story(lock):
    for settings in (BOTH, RISE + ALONE):
        bench = Watched(lock, settings)
        bench.now_ms = YEARS_30_S * 1000
        bench.run(400)
        for source in (SRC_MANAGER, SRC_GRID):
            bench.limit(source, 0)
            bench.run(300)
            bench.limit(source, None)
            bench.run(1500)
        bench.run(20000, 100000)


def test_no_allocation():
    told(_story)


def test_such_a_house_does_not_wait_for_its_street_when_it_is_really_cold_but_after_a_hard_limit_it_does():
    for source, waits in ((SRC_MANAGER, False), (SRC_GRID, True)):
        bench = Bench(settings=RISE + ALONE)
        bench.put(CH_ROOM, 2000)
        bench.run(40000)  # the power cut is long ago
        bench.limit(source, 0)
        bench.run(3600)
        bench.limit(source, None)
        bench.put(CH_ROOM, 1960)
        bench.run(600)
        assert bench.o[OUT_HP_CAP_WHY] == R_RAMP
        bench.put(CH_ROOM, 1940)
        bench.run(120)
        assert (bench.o[OUT_HP_CAP_WHY] == R_RAMP) == waits
