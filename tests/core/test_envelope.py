"""The envelope: four states of a source, zero watts, silence, lowest wins, hard beside soft."""

from array import array

from control_bench import parameters
from tandem.control.envelope import Envelope
from tandem.control.param_table import P_CONTRACT_SAFE_W, P_FUSE_SAFE_W, P_GRID_SAFE_W, P_GRID_SILENT
from tandem.ports.frame import IN_LIMITS, LIMIT_FIELDS, N_IN, N_SOURCES
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

HARD = (SRC_FUSE, SRC_EMERGENCY, SRC_GRID)
SOFT = (SRC_CONTRACT, SRC_MANAGER, SRC_QUIET)


class Bench:
    def __init__(self):
        self.params = parameters()
        self.f = array("i", [0] * N_IN)
        self.e = Envelope()

    def say(self, source, state, watts=0):
        """What a source says from now on; returns (hard state, hard W, soft state, soft W) of the next step."""
        k = IN_LIMITS + source * LIMIT_FIELDS
        self.f[k] = state
        self.f[k + 1] = watts
        return self.step()

    def step(self):
        e = self.e
        e.step(self.f, self.params.v)
        return e.hard_state, e.hard_w, e.soft_state, e.soft_w


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


def test_values_are_clamped_to_what_is_possible():
    assert Bench().say(SRC_GRID, LIMIT_SET, -5)[1] == 0
    assert Bench().say(SRC_GRID, LIMIT_SET, -0x40000000)[1] == 0
    assert Bench().say(SRC_GRID, LIMIT_SET, 0x3FFFFFFF)[1] == 100000


def test_changed_is_true_for_one_step():
    bench = Bench()
    bench.step()
    for state, watts, changed in (
        (LIMIT_SET, 1000, True),
        (LIMIT_SET, 1000, False),
        (LIMIT_SET, 999, True),
        (LIMIT_NONE, 0, True),
        (LIMIT_NONE, 77, False),
        (LIMIT_ABSENT, 0, True),
        (LIMIT_ABSENT, 0, False),
    ):
        bench.say(SRC_GRID, state, watts)
        assert bench.e.changed == changed, (state, watts)


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
