"""The envelope: four states of a source, zero watts, silence, lowest wins, hard beside soft."""

from limits_bench import LimitsBench
from support import no_allocation
from tandem.control.param_table import (
    P_CONTRACT_SAFE_W,
    P_DIM_USE,
    P_FUSE_SAFE_W,
    P_FUSE_W,
    P_GRID_SAFE_W,
    P_GRID_SILENT,
    P_PHASE,
    P_PROFILE_USE,
    P_PV_START_W,
    P_QUIET_FROM_MIN,
    P_QUIET_TO_MIN,
    P_QUIET_W,
)
from tandem.ports.frame import CH_DIM, CH_IMPORT, CH_PHASE_1, N_SOURCES
from tandem.ports.limits import (
    LIMIT_ABSENT,
    LIMIT_LOST,
    LIMIT_NONE,
    LIMIT_SET,
    SILENT_HOLD,
    SILENT_RELEASE,
    SILENT_SAFE,
    SRC_CONTRACT,
    SRC_EMERGENCY,
    SRC_FUSE,
    SRC_GRID,
    SRC_MANAGER,
    SRC_QUIET,
)
from tandem.ports.reasons import (
    R_CONTRACT,
    R_DIM,
    R_EMERGENCY,
    R_FUSE,
    R_GRID,
    R_MANAGER,
    R_NONE,
    R_PROFILE,
    R_QUIET,
    R_SURPLUS,
)
from tandem.ports.series import SERIES_PROFILE

HARD = (SRC_FUSE, SRC_EMERGENCY, SRC_GRID)
SOFT = (SRC_CONTRACT, SRC_MANAGER, SRC_QUIET)


class Bench(LimitsBench):
    def say(self, source, state, watts=0):
        """What a source says from now on; returns (hard state, hard W, soft state, soft W) of the next step."""
        self.slot(source, state, watts)
        return self.step()


def test_nothing_configured():
    bench = Bench()
    assert bench.step() == (LIMIT_ABSENT, 0, LIMIT_ABSENT, 0)
    assert not bench.e.changed
    assert bench.step() == (LIMIT_ABSENT, 0, LIMIT_ABSENT, 0)


def test_alive_without_limit_is_another_thing_than_absent():
    for source in range(N_SOURCES):
        got = Bench().say(source, LIMIT_NONE, 500)
        if source in HARD:
            assert got == (LIMIT_NONE, 0, LIMIT_ABSENT, 0)
        else:
            assert got == (LIMIT_ABSENT, 0, LIMIT_NONE, 0)


def test_each_source_has_its_class():
    for source in HARD:
        assert Bench().say(source, LIMIT_SET, 1200) == (LIMIT_SET, 1200, LIMIT_ABSENT, 0)
    for source in SOFT:
        assert Bench().say(source, LIMIT_SET, 1200) == (LIMIT_ABSENT, 0, LIMIT_SET, 1200)


def test_zero_watts_is_a_limit():
    bench = Bench()
    assert bench.say(SRC_GRID, LIMIT_SET, 0) == (LIMIT_SET, 0, LIMIT_ABSENT, 0)
    assert bench.e.changed
    assert bench.say(SRC_FUSE, LIMIT_SET, 3000)[:2] == (LIMIT_SET, 0)
    assert Bench().say(SRC_MANAGER, LIMIT_SET, 0) == (LIMIT_ABSENT, 0, LIMIT_SET, 0)


def test_the_lowest_of_a_class_rules():
    for sources in (HARD, SOFT):
        first = 0 if sources is HARD else 2
        for order in ((3000, 2000, 1000), (1000, 2000, 3000), (2000, 1000, 3000)):
            bench = Bench()
            for source, watts in zip(sources, order):
                bench.say(source, LIMIT_SET, watts)
            assert bench.step()[first : first + 2] == (LIMIT_SET, 1000)


def test_a_source_without_limit_lifts_no_other():
    bench = Bench()
    bench.say(SRC_FUSE, LIMIT_SET, 2500)
    assert bench.say(SRC_GRID, LIMIT_NONE)[:2] == (LIMIT_SET, 2500)
    assert bench.say(SRC_EMERGENCY, LIMIT_NONE)[:2] == (LIMIT_SET, 2500)
    assert bench.say(SRC_FUSE, LIMIT_NONE)[:2] == (LIMIT_NONE, 0)


def test_hard_and_soft_do_not_mix():
    bench = Bench()
    bench.say(SRC_GRID, LIMIT_SET, 4200)
    assert bench.say(SRC_QUIET, LIMIT_SET, 800) == (LIMIT_SET, 4200, LIMIT_SET, 800)
    assert bench.say(SRC_QUIET, LIMIT_ABSENT) == (LIMIT_SET, 4200, LIMIT_ABSENT, 0)


def test_changed_is_true_for_one_step():
    for source in (SRC_GRID, SRC_MANAGER):
        bench = Bench()
        bench.step()
        for state, watts, changed, turned in (
            (LIMIT_SET, 1000, True, True),
            (LIMIT_SET, 1000, False, False),
            (LIMIT_SET, 999, True, False),
            (LIMIT_NONE, 0, True, True),
            (LIMIT_NONE, 77, False, False),
            (LIMIT_ABSENT, 0, True, True),
            (LIMIT_ABSENT, 0, False, False),
        ):
            bench.say(source, state, watts)
            assert (bench.e.changed, bench.e.turned) == (changed, turned), (source, state, watts)


def test_another_source_that_rules_is_a_turn():
    for first, other in ((SRC_GRID, SRC_EMERGENCY), (SRC_MANAGER, SRC_QUIET)):
        bench = Bench()
        bench.say(first, LIMIT_SET, 1000)
        bench.say(other, LIMIT_SET, 900)
        assert bench.e.turned
        bench.say(other, LIMIT_SET, 800)
        assert bench.e.changed and not bench.e.turned


def test_silence_of_the_fuses_meter_is_the_safe_cap():
    bench = Bench()
    bench.params.set(P_FUSE_SAFE_W, 1700)
    bench.say(SRC_FUSE, LIMIT_SET, 6000)
    assert bench.say(SRC_FUSE, LIMIT_LOST)[:2] == (LIMIT_SET, 1700)
    bench.say(SRC_FUSE, LIMIT_NONE)
    assert bench.say(SRC_FUSE, LIMIT_LOST)[:2] == (LIMIT_SET, 1700)


def test_silence_of_an_emergency_stop_holds_until_it_is_released():
    bench = Bench()
    bench.say(SRC_EMERGENCY, LIMIT_SET, 0)
    for _ in range(5):
        assert bench.say(SRC_EMERGENCY, LIMIT_LOST, 9999)[:2] == (LIMIT_SET, 0)
    assert bench.say(SRC_EMERGENCY, LIMIT_NONE)[:2] == (LIMIT_NONE, 0)
    assert bench.say(SRC_EMERGENCY, LIMIT_LOST)[:2] == (LIMIT_NONE, 0)


def test_silence_of_the_grid_operator_goes_by_the_declared_rule():
    for rule, after_limit, after_none in (
        (SILENT_RELEASE, (LIMIT_NONE, 0), (LIMIT_NONE, 0)),
        (SILENT_HOLD, (LIMIT_SET, 2500), (LIMIT_NONE, 0)),
        (SILENT_SAFE, (LIMIT_SET, 4100), (LIMIT_SET, 4100)),
    ):
        bench = Bench()
        bench.params.set(P_GRID_SILENT, rule)
        bench.params.set(P_GRID_SAFE_W, 4100)
        bench.say(SRC_GRID, LIMIT_SET, 2500)
        assert bench.say(SRC_GRID, LIMIT_LOST)[:2] == after_limit
        bench.say(SRC_GRID, LIMIT_NONE)
        assert bench.say(SRC_GRID, LIMIT_LOST)[:2] == after_none


def test_a_rule_that_is_changed_in_the_silence_acts_at_once():
    bench = Bench()
    bench.say(SRC_GRID, LIMIT_SET, 2500)
    assert bench.say(SRC_GRID, LIMIT_LOST)[:2] == (LIMIT_SET, 2500)
    bench.params.set(P_GRID_SILENT, SILENT_SAFE)
    assert bench.step()[:2] == (LIMIT_SET, 4200)


def test_silence_of_a_contract_is_its_default_profile():
    bench = Bench()
    bench.params.set(P_CONTRACT_SAFE_W, 3300)
    bench.say(SRC_CONTRACT, LIMIT_SET, 5000)
    assert bench.say(SRC_CONTRACT, LIMIT_LOST)[2:] == (LIMIT_SET, 3300)


def test_silence_of_an_energy_manager_is_normal():
    bench = Bench()
    bench.say(SRC_MANAGER, LIMIT_SET, 500)
    assert bench.say(SRC_MANAGER, LIMIT_LOST)[2:] == (LIMIT_NONE, 0)


def test_quiet_hours_are_local_and_hold():
    bench = Bench()
    bench.say(SRC_QUIET, LIMIT_SET, 500)
    assert bench.say(SRC_QUIET, LIMIT_LOST)[2:] == (LIMIT_SET, 500)


def test_a_source_that_is_taken_out_is_forgotten():
    bench = Bench()
    bench.say(SRC_EMERGENCY, LIMIT_SET, 0)
    assert bench.say(SRC_EMERGENCY, LIMIT_ABSENT)[:2] == (LIMIT_ABSENT, 0)
    assert bench.say(SRC_EMERGENCY, LIMIT_LOST)[:2] == (LIMIT_NONE, 0)


def test_a_state_that_nobody_knows_is_absent():
    for state in (4, 99, -1, 0x3FFFFFFF):
        assert Bench().say(SRC_GRID, state, 500)[:2] == (LIMIT_ABSENT, 0)


WHY = (R_FUSE, R_EMERGENCY, R_GRID, R_CONTRACT, R_MANAGER, R_QUIET)


def test_the_reason_is_that_of_the_source_that_rules():
    for source in range(N_SOURCES):
        bench = Bench()
        bench.say(source, LIMIT_SET, 900)
        hard = source in HARD
        assert (bench.e.hard_why, bench.e.soft_why) == ((WHY[source], R_NONE) if hard else (R_NONE, WHY[source]))
        bench.say(source, LIMIT_NONE)
        assert (bench.e.hard_why, bench.e.soft_why) == (R_NONE, R_NONE)
    bench = Bench()
    bench.say(SRC_FUSE, LIMIT_SET, 900)
    bench.say(SRC_GRID, LIMIT_SET, 901)
    assert bench.e.hard_why == R_FUSE
    bench.say(SRC_GRID, LIMIT_SET, 899)
    assert bench.e.changed and bench.e.hard_why == R_GRID


STATES = (LIMIT_ABSENT, LIMIT_NONE, LIMIT_SET, LIMIT_LOST)
SAFE = {SRC_FUSE: 1500, SRC_CONTRACT: 4200}


def _meant(source, state, watts):
    """The limit that a slot means which never spoke before, None: no limit."""
    if state == LIMIT_SET:
        return watts
    return SAFE.get(source) if state == LIMIT_LOST else None


def test_every_subset_of_slots_set_silent_or_free_gives_the_lowest():
    """4^6 combinations: lowest of each class, nothing above any hard source."""
    watts = (2500, 700, 4100, 1200, 300, 900)
    for combination in range(4**N_SOURCES):
        bench = Bench() if combination % 64 == 0 else bench  # noqa: F821 - the first is a multiple
        bench.boot()
        hard = []
        soft = []
        for source in range(N_SOURCES):
            state = STATES[combination >> 2 * source & 3]
            bench.slot(source, state, watts[source])
            meant = _meant(source, state, watts[source])
            if meant is not None:
                (hard if source in HARD else soft).append(meant)
        bench.step()
        assert bench.hard() == (min(hard) if hard else None), combination
        assert bench.soft() == (min(soft) if soft else None), combination


def everything():
    """A bench with each kind of source configured."""
    return Bench(
        (
            (P_DIM_USE, 1),
            (P_FUSE_W, 5750),
            (P_PHASE, 1),
            (P_FUSE_SAFE_W, 1600),
            (P_QUIET_FROM_MIN, 600),
            (P_QUIET_TO_MIN, 660),
            (P_QUIET_W, 950),
            (P_PROFILE_USE, 1),
            (P_CONTRACT_SAFE_W, 3900),
        )
    )


def test_every_subset_of_the_other_sources_too():
    """Contact, fuse, quiet hours, profile: set, without limit, lost. 3^4 combinations beside slots."""
    for combination in range(81):
        bench = everything()
        dim, fuse, quiet, profile = (combination // 3**k % 3 for k in range(4))
        bench.put(CH_DIM, 1 if dim == 0 else 0, 2 if dim == 2 else 1)
        bench.put(CH_PHASE_1, (3000, -5000, 0)[fuse], 2 if fuse == 2 else 1)
        bench.clock((610, 700, None)[quiet])
        quarter = bench.f[2] // 15
        bench.series.put(SERIES_PROFILE, quarter, 80 if profile == 0 else -1)
        if profile == 2:
            bench.series.until[SERIES_PROFILE] = bench.series.first[SERIES_PROFILE] = 0
        bench.slot(SRC_EMERGENCY, LIMIT_SET, 3500)
        bench.slot(SRC_MANAGER, LIMIT_SET, 2000)
        bench.step()
        hard = [3500, 4200 if dim == 0 else 9999, (2750, 10750, 1600)[fuse]]
        capacity = 3900 if profile == 2 or quiet == 2 else 800 if profile == 0 else 9999
        soft = [2000, 950 if quiet == 0 else 9999, capacity]
        assert bench.hard() == min(hard), combination
        assert bench.soft() == min(soft), combination


def test_never_above_any_hard_source():
    """Whatever the sources say: a source that is hard and has a limit is never exceeded."""
    from wild import AGES_S, WATTS, Random

    random = Random(5)
    bench = everything()
    for _ in range(3000):
        for source in range(N_SOURCES):
            if not random.below(4):
                bench.slot(source, random.below(6) - 1, random.pick(WATTS), random.pick(AGES_S))
        if not random.below(3):
            bench.put(CH_PHASE_1, random.below(9000) - 3000, random.below(3))
            bench.put(CH_IMPORT, random.below(9000) - 3000, random.below(3))
            bench.put(CH_DIM, random.below(2), random.below(3))
        bench.opt_out = random.below(2) == 1
        bench.step(random.below(400))
        for source in bench.e.sources:
            if source.hard and source.state == LIMIT_SET:
                assert bench.hard() is not None and bench.hard() <= source.value_w
            assert 0 <= source.value_w <= 100000


def test_opt_out_silences_contracts_and_wishes_but_neither_hard_limits_nor_quiet_hours():
    bench = Bench(((P_PROFILE_USE, 1), (P_QUIET_FROM_MIN, 600), (P_QUIET_TO_MIN, 660), (P_QUIET_W, 950)))
    bench.clock(610)
    for source, watts in ((SRC_GRID, 3000), (SRC_CONTRACT, 500), (SRC_MANAGER, 400)):
        bench.slot(source, LIMIT_SET, watts)
    assert bench.step() == (LIMIT_SET, 3000, LIMIT_SET, 400)
    bench.opt_out = True
    assert bench.step() == (LIMIT_SET, 3000, LIMIT_SET, 950)
    assert bench.e.soft_why == R_QUIET
    bench.slot(SRC_QUIET, LIMIT_SET, 800)
    assert bench.step() == (LIMIT_SET, 3000, LIMIT_SET, 800)
    bench.slot(SRC_QUIET, LIMIT_NONE)
    bench.clock(700)
    assert bench.step() == (LIMIT_SET, 3000, LIMIT_NONE, 0)
    bench.opt_out = False
    assert bench.step() == (LIMIT_SET, 3000, LIMIT_SET, 400)
    bench.slot(SRC_MANAGER, LIMIT_NONE)
    bench.slot(SRC_CONTRACT, LIMIT_NONE)
    bench.step()
    assert (bench.soft(), bench.e.soft_why) == (4200, R_PROFILE)


def test_a_cold_house_without_another_source_is_as_opted_out():
    bench = Bench()
    bench.say(SRC_MANAGER, LIMIT_SET, 0)
    bench.e.cold = True
    assert bench.step()[2] == LIMIT_NONE
    bench.slot(SRC_GRID, LIMIT_SET, 0)
    assert bench.step()[:2] == (LIMIT_SET, 0)


class Wish:
    boost_why = 77

    def __init__(self, boost):
        self.boost = boost


def test_the_strongest_request_counts():
    bench = Bench(((P_PV_START_W, 1000),))
    bench.put(CH_IMPORT, -2000)
    bench.walk(320)
    assert (bench.e.boost, bench.e.boost_why) == (1, R_SURPLUS)
    assert bench.e.requests == (bench.e.surplus,)
    bench.e.requests = (bench.e.surplus, Wish(2))
    bench.step(10)
    assert (bench.e.boost, bench.e.boost_why, bench.e.changed) == (2, 77, True)
    bench.opt_out = True
    bench.step(10)
    assert (bench.e.boost, bench.e.boost_why) == (0, R_NONE)
    bench.opt_out = False
    bench.e.requests = (bench.e.surplus, Wish(0))
    bench.step(10)
    assert (bench.e.boost, bench.e.boost_why) == (1, R_SURPLUS)


def test_dimming_names_itself():
    bench = Bench(((P_DIM_USE, 1),))
    bench.put(CH_DIM, 1)
    bench.step()
    assert (bench.hard(), bench.e.hard_why) == (4200, R_DIM)


def test_a_source_that_is_set_up_while_running_counts_at_once():
    bench = Bench()
    bench.step()
    bench.step(10)
    bench.clock(610)
    bench.set(P_QUIET_TO_MIN, 660)
    bench.set(P_QUIET_FROM_MIN, 600)
    assert bench.step(10)[2:] == (LIMIT_SET, 0)
    bench.set(P_QUIET_FROM_MIN, 660)
    assert bench.step(10)[2:] == (LIMIT_ABSENT, 0)


def test_no_allocation_with_everything_configured():
    from wild import HIGHEST, LOWEST

    for value in (HIGHEST, LOWEST, 0):
        bench = everything()
        bench.now_s = 946000000
        for ch in range(CH_PHASE_1 + 3):
            bench.put(ch, value)
        for source in range(N_SOURCES):
            bench.slot(source, LIMIT_SET, value, value)
        no_allocation(_step, bench)


def _step(bench):
    bench.tick(10)


def test_a_source_that_found_no_heap_is_tried_again_at_the_next_tick():
    bench = Bench()
    bench.step()
    tries = []

    def short(envelope, p, series):
        tries.append(0)
        raise MemoryError

    bench.e._extend = short
    bench.set(P_DIM_USE, 1)
    bench.put(CH_DIM, 1)
    for _ in range(2):
        try:
            bench.step(10)
        except MemoryError:
            pass
    assert len(tries) == 2 and bench.hard() is None
    bench.e._extend = None
    bench.step(10)
    assert bench.hard() == 4200
