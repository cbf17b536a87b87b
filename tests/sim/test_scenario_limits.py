"""The judge of limits: by the plant's power, minute by minute, after the time to react; on hand-made traces."""

from datetime import datetime

import pytest

from host_sim import cli_scenario
from host_sim.run import Simulation
from host_sim.scenario import summary, twin
from host_sim.scenario.limits import DEVICE, GROUP, IMPORT, LOADS, PHASES, Limits
from host_sim.scenario.signals import least_w
from host_sim.summary_table import format_summary
from tandem.control import param_table as t
from tandem.ports.frame import N_OUT, OUT_ELEMENT, OUT_HP, OUT_HP_CAP_W, OUT_HP_CAP_WHY
from tandem.ports.reasons import R_EMERGENCY, R_GRID, R_LIMIT_CAP, R_MANAGER, R_NO_LIMIT, R_QUIET

MONDAY = datetime(2025, 1, 20)
P = [0] * 200
P[t.P_HP_STOP_S] = 60
P[t.P_HP_CAN_CAP] = 1
P[t.P_HP_RATED_POWER_W] = 1500
P[t.P_ELEMENT_W] = 2000
P[t.P_HP_MIN_POWER_W] = 400
P[t.P_HP_START_POWER_W] = 600
P[t.P_HP_DEFROST_POWER_W] = 700


class Site:
    """A connection of which everything is known."""

    loads_w = 0.0
    import_w = 0.0
    phase_w = (0.0, 0.0, 0.0)


def judged(trace, limits, site=None, phase=0, fuse_phases=(0, 1, 2), begin_s=0):
    """Feed [(seconds, W)], in a defrost [(seconds, W, True)], in steps of 10 s; gives the limits."""
    now_s = begin_s
    for seconds, watts, *melts in trace:
        for _ in range(0, seconds, 10):
            now_s += 10
            limits.step(now_s, 10.0, float(watts), phase, site or Site, fuse_phases, P, bool(melts))
    return limits.all


def one(watts, why=R_GRID, hard=True, ref=DEVICE):
    """A list of limits with one that begins at 0."""
    limits = Limits()
    limits.set("a", 0.0, why, hard, watts, ref)
    return limits


def test_the_time_to_react_is_that_of_the_class_and_the_machine():
    # 60 s of a grid operator and 60 s of the machine.
    assert judged([(120, 1500), (600, 0)], one(0))[0].over_s == 0
    assert judged([(180, 1500), (600, 0)], one(0))[0].over_s == 60
    # An emergency stop has 10 s.
    got = judged([(70, 1500), (600, 0)], one(0, R_EMERGENCY))[0]
    assert got.over_s == 0
    got = judged([(130, 1500), (600, 0)], one(0, R_EMERGENCY))[0]
    assert (got.over_s, got.over_w) == (60, 1500)


def test_a_defrost_under_way_is_finished_and_counted_apart():
    # 240 s of defrost, then the machine has its 60 s to stop.
    got = judged([(240, 545, True), (60, 300), (600, 0)], one(0, R_EMERGENCY))[0]
    assert (got.over_s, got.defrost_s) == (0, 240)
    got = judged([(240, 545, True), (120, 300), (600, 0)], one(0, R_EMERGENCY))[0]
    assert (got.over_s, got.defrost_s) == (60, 240)
    # One that begins later is no excuse, nor one that never ends, nor is a power that the limit allows counted.
    got = judged([(10, 1500), (240, 545, True), (600, 0)], one(0, R_EMERGENCY))[0]
    assert (got.over_s, got.defrost_s) == (180, 0)
    got = judged([(3600, 545, True)], one(0))[0]
    assert got.defrost_s == 900 and got.over_s > 2000
    assert judged([(600, 545, True)], one(600))[0].defrost_s == 0
    # A limit that falls while the defrost lasts finds it under way.
    limits = one(600)
    judged([(100, 545, True)], limits)
    limits.set("a", 100.0, R_GRID, True, 0)
    got = judged([(240, 545, True), (60, 300), (600, 0)], limits, begin_s=100)[1]
    assert (got.over_s, got.defrost_s) == (0, 240)


def test_only_a_hard_limit_without_room_for_the_machine_comes_before_its_minimum_running_time():
    least_w = 1.1 * max(P[t.P_HP_MIN_POWER_W], P[t.P_HP_START_POWER_W], P[t.P_HP_DEFROST_POWER_W])

    def stops(limits):
        return limits.step(10.0, 10.0, 800.0, 0, Site, (0, 1, 2), P)

    assert stops(one(0)) and stops(one(least_w - 1))
    assert not stops(one(least_w + 1)) and not stops(one(0, hard=False)) and not stops(Limits())


def test_minutes_count_by_their_mean():
    limit = judged([(120, 0), (30, 1800), (30, 0), (600, 0)], one(1000))[0]
    assert limit.over_s == 0
    limit = judged([(120, 0), (30, 2400), (30, 0), (60, 1600), (600, 900)], one(1000))[0]
    assert (limit.over_s, limit.over_w) == (120, 600)


def test_a_machine_that_starts_into_a_limit_has_no_second_time_to_react():
    limit = judged([(1200, 0), (300, 1500), (60, 0)], one(1000))[0]
    assert (limit.over_s, limit.over_w) == (300, 500)


class Moving(Site):
    """Others draw 2 kW from 600 s on."""

    def __init__(self):
        self.now_s = 0

    @property
    def import_w(self):
        self.now_s += 10
        return 1500.0 + (2000.0 if self.now_s > 600 else 0.0)


def test_a_limit_of_the_connection_that_sinks_gives_time_to_react_again():
    limits = one(3000, ref=IMPORT)
    judged([(600, 1500), (120, 1500)], limits, Moving())
    assert limits.all[0].over_s == 0
    limits = one(3000, ref=IMPORT)
    judged([(600, 1500), (240, 1500)], limits, Moving())
    assert (limits.all[0].over_s, limits.all[0].over_w) == (120, 500)


@pytest.mark.parametrize(
    "ref, phase, allowed",
    [(DEVICE, 0, 3000), (LOADS, 0, 2000), (IMPORT, 0, 500), (GROUP, 0, 2000), (PHASES, 1, 1500), (PHASES, 0, 3000)],
)
def test_reference_points(ref, phase, allowed):
    site = Site()
    site.loads_w, site.import_w, site.phase_w = 1000.0, 3500.0, (2500.0, 500.0, 500.0)
    limit = one(3000, ref=ref).all[0]
    assert limit.allowed_w(1000.0, phase, site, (0, 1, 2) if phase == 0 else (0,)) == pytest.approx(
        {(PHASES, 0): 3 * (3000 - (2500 - 1000 / 3))}.get((ref, phase), allowed)
    )


def test_the_heating_answers_only_for_its_own_power():
    site = Site()
    site.import_w = 9000.0
    limits = one(3000, ref=IMPORT)
    assert judged([(600, 0)], limits, site)[0].over_s == 0


def test_soft_limits_do_not_count_while_the_resident_has_opted_out_but_quiet_hours_do():
    for why, hard, over in ((R_MANAGER, False, 0), (R_QUIET, False, 480), (R_GRID, True, 480)):
        limits = one(0, why, hard)
        limits.opt_out(0.0, 3600.0)
        limit = judged([(600, 1500)], limits)[0]
        assert (limit.over_s, limit.opted_out) == (over, not over)


def test_a_source_has_one_limit_at_a_time():
    limits = one(500)
    limits.set("a", 100.0, R_GRID, True, 500)
    limits.set("a", 200.0, R_GRID, True, 300)
    limits.set("b", 200.0, R_MANAGER, False, 0)
    limits.clear("b", 200.0)
    limits.clear("a", 300.0)
    assert [(limit.watts, limit.from_s, limit.to_s) for limit in limits.all] == [(500, 0.0, 200.0), (300, 200.0, 300.0)]


def command(hp=0, cap=None, element=0):
    """Outputs of a control tick."""
    outputs = [0] * N_OUT
    outputs[OUT_HP], outputs[OUT_ELEMENT] = hp, element
    outputs[OUT_HP_CAP_W], outputs[OUT_HP_CAP_WHY] = (0, R_NO_LIMIT) if cap is None else (cap, R_LIMIT_CAP)
    return outputs


def answered_after(watts, *ticks):
    """Seconds until a command complied, of [(s, outputs)]; and whether that was late."""
    limits = one(watts)
    for when, outputs in ticks:
        limits.commands(when, outputs, 0.0, 0, Site, (0, 1, 2), P)
    limits.clear("a", 3600.0)
    return limits.all[0].command_s, limits.all[0].late(7200.0)


def test_the_command_must_be_out_within_a_second():
    assert answered_after(0, (0.0, command(hp=1)), (0.0, command())) == (0.0, False)
    assert answered_after(0, (0.0, command(hp=1)), (1.0, command())) == (1.0, False)
    assert answered_after(0, (0.0, command(hp=1)), (10.0, command())) == (10.0, True)
    assert answered_after(0, (10.0, command(hp=1))) == (None, True)
    assert answered_after(800, (0.0, command(hp=1, cap=800))) == (0.0, False)
    assert answered_after(800, (0.0, command(hp=1, cap=900)), (20.0, command(hp=1, cap=800))) == (20.0, True)
    assert answered_after(1500, (0.0, command(hp=1))) == (0.0, False)  # cannot draw more
    assert answered_after(1000, (0.0, command(element=1)), (5.0, command())) == (5.0, True)
    limits = one(0, R_MANAGER, False)
    limits.clear("a", 3600.0)
    assert not limits.all[0].late(7200.0)  # no such duty for a wish


def test_what_par_14a_leaves():
    p = list(P)
    for kind, n, total, least in ((0, 1, 9000, 4200), (0, 1, 12000, 4800), (1, 3, 4200, 10500), (1, 9, 12000, 19920),
                                  (1, 1, 4200, 4200)):  # fmt: skip
        p[t.P_DIM_KIND], p[t.P_DIM_N], p[t.P_DIM_SUM_W] = kind, n, total
        assert least_w(p) == least


def test_words_for_what_was_wrong():
    limits = one(0)
    limits.all[0].from_s, limits.all[0].since_s = 57600.0, 57600.0
    judged([(3600, 1200)], limits, begin_s=57600)
    limits.clear("a", 61200.0)
    over, late = summary.words(limits.all[0], MONDAY, 90000.0)
    assert over == "Limit of the grid operator, Mon 20 Jan 16:00 to 17:00: 0 W exceeded for 58 min, by up to 1 200 W"
    assert late.endswith("0 W, no command to comply (1 s allowed)")


def test_an_evening_without_electricity_beside_its_twin():
    config = cli_scenario.config("evening-limit", "--days", "1")
    result = Simulation(config).run()
    got = result.summary
    assert (got["limit_windows"], got["limits_broken"], got["limit_over_s"]) == (1, 0, 0)
    assert got["limits"][0]["command_s"] == 0
    evening = slice(16 * 60 + 3, 21 * 60)
    assert result.bins["p_hp_w"][evening].max() < 50
    other = Simulation(twin.config(config)).run()
    assert other.summary["limit_windows"] == 0
    assert other.bins["p_hp_w"][evening].max() > 300
    twin.compare(result, other)
    assert 0.0 < got["twin_room_drop_k"] < 1.0
    assert got["twin_electricity_more_kwh"] < -1.0 and got["twin_gas_more_m3"] > 0.3
    text = format_summary(got)
    assert "all 1 kept" in text and "colder by" in text
    assert max(map(len, text.splitlines())) <= 80


def test_a_plant_that_does_not_obey_is_found_out():
    """The judge looks at the machine: a controller that only believes it has stopped it does not help."""
    simulation = Simulation(cli_scenario.config("evening-limit", "--days", "1"))
    simulation.advance_to(simulation.plant.start_s + 15 * 3600)
    simulation.board.write = lambda frame: None  # the bus to the machine is cut, its last command stays
    simulation.board.cmd[OUT_HP] = 1
    got = simulation.run().summary
    assert got["limit_over_s"] > 600 and got["limit_over_w"] > 200
    assert got["limits_broken"] == 1
    assert "LIMITS NOT KEPT: 1 of 1" in format_summary(got)


def test_dynamic_prices_change_the_cost():
    flat = Simulation(cli_scenario.config("evening-limit", "--days", "1")).run().summary
    dear = cli_scenario.config("evening-limit", "--days", "1")
    dear.scenario.tables["prices"] = {"values": [1000.0] * 24}
    got = Simulation(dear).run().summary
    kwh = sum(got[key] for key in ("electricity_kwh", "boiler_electricity_kwh", "circuit_pump_kwh"))
    gas_eur = 0.79 * (got["gas_m3"] + got["gas_hot_water_m3"])
    assert got["cost_eur"] == pytest.approx(gas_eur + kwh * 1.0, rel=0.01)
    assert flat["cost_eur"] == pytest.approx(
        0.79 * (flat["gas_m3"] + flat["gas_hot_water_m3"])
        + 0.22 * sum(flat[key] for key in ("electricity_kwh", "boiler_electricity_kwh", "circuit_pump_kwh")),
        abs=0.02,
    )
