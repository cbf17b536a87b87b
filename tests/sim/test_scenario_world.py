"""Events of a scenario act on the input frame, at their second and at once; the world around them keeps its books."""

from datetime import datetime

import pytest

from host_sim import cli_scenario
from host_sim.plant.layout import K_ROOM, X_HP_STATE
from host_sim.run import Simulation
from host_sim.scenario import file
from host_sim.trace import TraceWriter, open_trace
from tandem.control import param_table as t
from tandem.ports.frame import *  # noqa: F403 - nothing but names
from tandem.ports.limits import LIMIT_ABSENT, LIMIT_LOST, LIMIT_NONE, LIMIT_SET, SRC_EMERGENCY, SRC_GRID, SRC_MANAGER
from tandem.ports.series import NO_VALUE, SERIES_PRICE, SERIES_PROFILE

START = datetime(2025, 1, 20)


def house(text, *words):
    """A simulation of a scenario of this text, two cold days."""
    scenario = file.parse('title = "A"\ntext = "B"\n' + text, "t.toml", cli_scenario.known_options())
    args = ("--start", "2025-01-20", "--days", "2", *words)
    config = cli_scenario.config("evening-limit", *args)
    config.scenario = scenario
    config.settings = {**scenario.parameters}
    return Simulation(config)


def at(simulation, hours, seconds=0.0):
    """Go so far into the counted run; gives the input frame."""
    simulation.advance_to(simulation.plant.start_s + hours * 3600 + seconds)
    return simulation.board.raw


def slot(raw, source):
    """(state, watts, seconds left) of a limit slot."""
    k = IN_LIMITS + source * LIMIT_FIELDS
    return tuple(raw[k : k + 3])


class Ticks:
    """A tap that notes when the control ran and what a field of its input was."""

    def __init__(self, simulation, field):
        self.simulation = simulation
        self.field = field
        self.seen = []
        simulation.app.tap(self)

    def tick(self, inputs, _outputs):
        """Tap port."""
        self.seen.append((round(self.simulation.world.now_s(), 3), inputs[self.field]))


def test_a_limit_comes_at_its_second_and_wakes_the_control_at_once():
    simulation = house("[[event]]\nat = '0d06:00:03'\nsource = 'grid'\nwatts = 500\nfor = '1h'\nsays_end = true")
    ticks = Ticks(simulation, IN_LIMITS + SRC_GRID * LIMIT_FIELDS)
    assert slot(at(simulation, 6), SRC_GRID) == (LIMIT_NONE, 0, 0)
    assert slot(at(simulation, 6, 4), SRC_GRID) == (LIMIT_SET, 500, 3600)
    assert slot(at(simulation, 6, 4), SRC_EMERGENCY) == (LIMIT_ABSENT, 0, 0)
    assert slot(at(simulation, 7, 20), SRC_GRID) == (LIMIT_NONE, 0, 0)
    set_at = [when for when, state in ticks.seen if state == LIMIT_SET]
    assert set_at[0] == 6 * 3600 + 3
    assert set_at[1] == 6 * 3600 + 10
    assert [when for when, state in ticks.seen if when > set_at[-1]][0] == 7 * 3600 + 3


def test_a_lost_source_and_an_older_event_that_ends_later():
    simulation = house(
        "[[event]]\nat = '0d06:00'\nsource = 'grid'\nwatts = 500\nfor = '4h'\n"
        "[[event]]\nat = '0d08:00'\nsource = 'grid'\nstate = 'lost'"
    )
    assert slot(at(simulation, 7), SRC_GRID)[0] == LIMIT_SET
    assert slot(at(simulation, 9), SRC_GRID)[0] == LIMIT_LOST
    assert slot(at(simulation, 11), SRC_GRID)[0] == LIMIT_LOST
    limits = simulation.world.limits.all
    assert [(limit.watts, limit.from_s, limit.to_s) for limit in limits] == [(500, 6 * 3600, None)]  # it holds


def test_contacts():
    simulation = house(
        "[parameters]\ndim_use = 1\ndim_sum_w = 12000\n"
        "[[event]]\nat = '0d01:00'\nsg = 1\n[[event]]\nat = '0d02:00'\nsg = 3\n[[event]]\nat = '0d03:00'\nsg = 4\n"
        "[[event]]\nat = '0d04:00'\nsg = 'broken'\n[[event]]\nat = '0d05:00'\nsg = 2\n"
        "[[event]]\nat = '0d06:00'\ndim = 'closed'\nfor = '1h'\n"
        "[[event]]\nat = '0d08:00'\nthermostat = 'on'\nfor = '1h'"
    )
    raw = at(simulation, 0.5)
    fields = (IN_CH + CH_SG_1, IN_CH + CH_SG_2, IN_QUALITY + CH_SG_1, IN_QUALITY + CH_SG_2)
    assert [raw[i] for i in fields] == [0, 0, Q_GOOD, Q_GOOD]
    assert [at(simulation, 1.5)[i] for i in fields] == [1, 0, Q_GOOD, Q_GOOD]
    assert [at(simulation, 2.5)[i] for i in fields] == [0, 1, Q_GOOD, Q_GOOD]
    assert [at(simulation, 3.5)[i] for i in fields] == [1, 1, Q_GOOD, Q_GOOD]
    assert [at(simulation, 4.5)[i] for i in fields] == [0, 0, Q_OPEN, Q_OPEN]
    assert [at(simulation, 5.5)[i] for i in fields] == [0, 0, Q_GOOD, Q_GOOD]
    assert at(simulation, 6.5)[IN_CH + CH_DIM] == 1
    assert [(limit.watts, limit.hard) for limit in simulation.world.limits.all if limit.to_s is None] == [(4800, True)]
    assert at(simulation, 7.5)[IN_CH + CH_DIM] == 0
    assert at(simulation, 8.5)[IN_CH + CH_THERMOSTAT] == 1
    assert at(simulation, 9.5)[IN_CH + CH_THERMOSTAT] == 0


def test_lpc_heartbeats_writes_and_what_follows_for_the_judge():
    simulation = house(
        "[parameters]\nlpc_use = 1\n[[event]]\nat = '0d00:00'\nlpc = 'beats'\n"
        "[[event]]\nat = '0d00:01'\nlpc = 'failsafe'\nwatts = 700\nduration = '3h'\n"
        "[[event]]\nat = '0d01:00'\nlpc = 'limit'\nwatts = 900\nduration = '30min'\n"
        "[[event]]\nat = '0d02:00'\nlpc = 'limit'\nwatts = 0\n"
        "[[event]]\nat = '0d03:00'\nlpc = 'silence'\nfor = '1h'\n[[event]]\nat = '0d05:00'\nlpc = 'release'"
    )
    before = at(simulation, 0.2)[IN_LPC_BEAT]
    assert at(simulation, 0.7)[IN_LPC_BEAT] - before == 30
    raw = at(simulation, 1.2)
    assert (raw[IN_LPC_ACTIVE], raw[IN_LPC_W], raw[IN_LPC_S], raw[IN_LPC_WRITE]) == (1, 900, 1800, 1)
    assert (raw[IN_LPC_CONFIG], raw[IN_LPC_SAFE_W], raw[IN_LPC_SAFE_S]) == (1, 700, 10800)
    raw = at(simulation, 2.5)
    assert (raw[IN_LPC_W], raw[IN_LPC_S], raw[IN_LPC_WRITE]) == (0, 0, 2)
    silent = at(simulation, 3.1)[IN_LPC_BEAT]
    assert at(simulation, 3.9)[IN_LPC_BEAT] == silent
    assert at(simulation, 4.5)[IN_LPC_BEAT] > silent
    raw = at(simulation, 5.5)
    assert (raw[IN_LPC_ACTIVE], raw[IN_LPC_WRITE]) == (0, 3)
    spans = [(limit.watts, round(limit.from_s / 60), round(limit.to_s / 60)) for limit in simulation.world.limits.all]
    # 30 min as said; then until 120 s after the last heartbeat; then failsafe until the next write, heartbeats or not.
    assert spans == [(900, 60, 90), (0, 120, 182), (700, 182, 300)]


def test_prices_are_published_at_13_and_missing_ones_come_later():
    simulation = house(
        f"[prices]\nvalues = {[100 + hour for hour in range(24)]}\n"
        "[[event]]\nat = '0d12:00'\nmissing = 'prices'\nfor = '4h'"
    )
    series = simulation.app.inputs.series
    raw = at(simulation, 0.3)
    midnight = raw[IN_WALL_MIN] // 15 - 1
    assert raw[IN_POWER_PRICE_CT_MWH] == 10000
    assert [series.get(SERIES_PRICE, midnight + q) for q in (0, 4, 95, 96)] == [1000, 1010, 1230, NO_VALUE]
    assert at(simulation, 10.1)[IN_POWER_PRICE_CT_MWH] == 11000
    at(simulation, 15.9)
    assert series.get(SERIES_PRICE, midnight + 96) == NO_VALUE
    at(simulation, 16.1)
    assert [series.get(SERIES_PRICE, midnight + q) for q in (95, 96, 191, 192)] == [1230, 1000, 1230, NO_VALUE]
    at(simulation, 37.1)
    assert [series.get(SERIES_PRICE, midnight + q) for q in (192, 287)] == [1000, 1230]


def test_prices_that_never_come_leave_the_house_without():
    simulation = house(f"[prices]\nvalues = {[90] * 24}\n[[event]]\nat = '0d12:00'\nmissing = 'prices'")
    assert at(simulation, 23.9)[IN_POWER_PRICE_STATE] == Q_GOOD
    assert at(simulation, 24.1)[IN_POWER_PRICE_STATE] == Q_ABSENT


def test_a_profile_is_pushed_in_and_judged():
    simulation = house(
        "[parameters]\nprofile_use = 1\n[profile]\nwindows = [{ at = '06:00-07:00', watts = 805 }]\n"
        "[co2]\nvalues = [300, 301, 302, 303, 304, 305, 306, 307, 308, 309, 310, 311, 312, 313, 314, 315, 316, 317,"
        " 318, 319, 320, 321, 322, 323]"
    )
    raw = at(simulation, 0.3)
    midnight = raw[IN_WALL_MIN] // 15 - 1
    series = simulation.app.inputs.series
    assert [series.get(SERIES_PROFILE, midnight + q) for q in (23, 24, 27, 28)] == [-1, 80, 80, -1]
    assert at(simulation, 5.1)[IN_CO2_G_KWH] == 305
    at(simulation, 8)
    limits = simulation.world.limits.all
    assert [(limit.watts, limit.from_s, limit.to_s) for limit in limits] == [(800, 6 * 3600, 7 * 3600)]


def test_the_meter_counts_all_that_flows_and_grows_old_when_silent():
    simulation = house(
        "[parameters]\nphase = 1\n[household]\n[pv]\nkwp = 4\nphase = 3\n"
        "[[event]]\nat = '0d10:00'\nload = 3000\nphase = 2\ncontrollable = true\nfor = '1h'\n"
        "[[event]]\nat = '0d12:00'\nmeter = 'silent'\nfor = '1h'\n"
        "[[event]]\nat = '0d14:00'\nmeter = 'fault'\nfor = '1h'"
    )
    site = simulation.world.site
    raw = at(simulation, 10.5)
    values = [raw[IN_CH + ch] for ch in (CH_IMPORT, CH_PHASE_1, CH_PHASE_2, CH_PHASE_3, CH_LOADS)]
    assert values[0] == pytest.approx(sum(values[1:4]), abs=3)
    assert values[2] > 3000 and values[4] == 3000
    assert site.pv_w > 0 and values[0] == pytest.approx(site.import_w, abs=1)
    assert raw[IN_AGE_S + CH_IMPORT] <= 10
    assert at(simulation, 11.5)[IN_CH + CH_LOADS] == 0
    held = at(simulation, 12.2)[IN_CH + CH_IMPORT]
    raw = at(simulation, 12.9)
    assert raw[IN_CH + CH_IMPORT] == held and raw[IN_AGE_S + CH_IMPORT] == pytest.approx(0.9 * 3600, abs=20)
    assert at(simulation, 13.1)[IN_AGE_S + CH_IMPORT] <= 10
    assert at(simulation, 14.5)[IN_QUALITY + CH_PHASE_1] == Q_FAULT
    assert at(simulation, 15.5)[IN_QUALITY + CH_PHASE_1] == Q_GOOD


def test_parameters_faults_and_the_clock():
    simulation = house(
        "[[event]]\nat = '0d02:00'\nset = { room_target_c100 = '21 C' }\nfor = '1h'\n"
        "[[event]]\nat = '0d04:00'\nfault = 'sensor-outdoor=open'\nfor = '1h'\n"
        "[[event]]\nat = '0d06:00'\nclock = 'lost'\nfor = '1h'"
    )
    at(simulation, 2.5)
    assert simulation.app.params.v[t.P_ROOM_TARGET_C100] == 2100
    at(simulation, 3.5)
    assert simulation.app.params.v[t.P_ROOM_TARGET_C100] == 2000
    assert at(simulation, 4.5)[IN_QUALITY + CH_OUTDOOR] == Q_OPEN
    assert at(simulation, 5.5)[IN_QUALITY + CH_OUTDOOR] == Q_GOOD
    assert at(simulation, 6.5)[IN_WALL_STATE] == Q_ABSENT
    assert at(simulation, 7.5)[IN_WALL_STATE] == Q_GOOD


def test_a_power_cut_stops_everything_and_the_controller_comes_back_with_its_files(tmp_path):
    simulation = house(
        "[[event]]\nat = '0d00:30'\nset = { price_hyst_pct = 7 }\n[[event]]\nat = '0d05:00'\nset = { quiet_w = 123 }\n"
        "[[event]]\nat = '0d01:00'\nsource = 'manager'\nwatts = 5000\n[[event]]\nat = '0d04:00'\npower_cut = '6h'\n"
        f"[prices]\nvalues = {[150] * 24}"
    )
    trace = tmp_path / "cut.trace"
    trace_file = trace.open("wb")
    series = simulation.app.inputs.series
    simulation.trace = TraceWriter(simulation.app.params, simulation._header(), trace_file, series)
    simulation.app.control.taps[0] = simulation.trace
    at(simulation, 3.9)
    before, ticks, room_c = simulation.app, simulation.trace.ticks, simulation.plant.k[K_ROOM]
    at(simulation, 9.9)
    assert simulation.trace.ticks - ticks == pytest.approx(36, abs=2)  # the last six minutes before the cut
    assert simulation.x[X_HP_STATE] == 0
    assert list(simulation.board.cmd[:OUT_PUMP_WHY]) == [0] * OUT_PUMP_WHY
    assert simulation.plant.k[K_ROOM] < room_c - 0.5
    raw = at(simulation, 10, 30)
    assert simulation.app is not before
    assert simulation.app.uptime.s == 20  # of the tick before
    assert simulation.app.params.v[t.P_PRICE_HYST_PCT] == 7  # stored before the cut
    assert simulation.app.params.v[t.P_QUIET_W] == 123  # someone tried meanwhile
    assert (raw[IN_WALL_STATE], slot(raw, SRC_MANAGER)[0]) == (Q_ABSENT, LIMIT_LOST)
    assert raw[IN_POWER_PRICE_STATE] == Q_ABSENT
    raw = at(simulation, 10, 90)
    assert (raw[IN_WALL_STATE], slot(raw, SRC_MANAGER)[:2]) == (Q_GOOD, (LIMIT_SET, 5000))
    assert raw[IN_POWER_PRICE_STATE] == Q_GOOD
    assert simulation.app.inputs.series.get(SERIES_PRICE, raw[IN_WALL_MIN] // 15) == 1500
    at(simulation, 12)
    simulation.trace.close()
    trace_file.close()
    from tools.replay import replay

    assert replay(trace, "cpython") == ("", simulation.trace.ticks)
    assert sum(len(rows) for rows in open_trace(trace)[1]) > simulation.trace.ticks


def test_a_restart_alone_leaves_the_machines_to_themselves():
    simulation = house("[[event]]\nat = '0d04:00'\nrestart = '40s'")
    at(simulation, 4.5)
    assert simulation.app.uptime.s == 1750  # of the tick before
    result = simulation.run()
    assert result.summary["floor_violations"] == []
    assert list(result.log["t_s"]) == sorted(result.log["t_s"])
    started = result.log.before(4 * 3600 + 40)
    assert result.log["up_s"][started] == 0 and result.log["t_s"][started] == 4 * 3600 + 40


def test_the_thermostat_calls_by_the_room():
    simulation = house("[thermostat]\nkind = 'on-off'\ntarget = 20\nband = 0.2\nroom_sensor = false")
    world = simulation.world
    assert at(simulation, 1)[IN_QUALITY + CH_ROOM] == Q_ABSENT
    world.thermostat.step(0.0, 19.7)
    assert world.raw[IN_CH + CH_THERMOSTAT] == 1
    world.thermostat.step(10.0, 20.1)
    assert world.raw[IN_CH + CH_THERMOSTAT] == 1
    world.thermostat.step(20.0, 20.3)
    assert world.raw[IN_CH + CH_THERMOSTAT] == 0
    tpi = house("[thermostat]\nkind = 'tpi'\ncycles = 6").world
    calls = []
    for second in range(0, 3600, 10):
        tpi.thermostat.step(float(second), 20.0)
        calls.append(tpi.raw[IN_CH + CH_THERMOSTAT])
    assert sum(calls) == len(calls) // 2
    assert sum(b > a for a, b in zip([0, *calls], calls, strict=False)) == 6
