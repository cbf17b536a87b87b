"""The controller as a whole: determinism, restarts, parameters, slow and fast decisions, ticks at any time."""

from control_bench import Bench
from tandem.control.param_table import (
    P_BOILER_FITTED,
    P_CIRC_MAX_C100,
    P_DISPATCH_S,
    P_HP_MIN_ON_S,
    P_MODE,
    P_ROOM_KI_X10,
    P_ROOM_TARGET_C100,
    P_ROOM_USE,
)
from tandem.ports.frame import (
    ALARM_FLOW_SENSOR,
    ALARM_METER,
    ALARM_OUTDOOR,
    ALARM_ROOM,
    CH_FLOW,
    CH_FLOW_SET,
    CH_IMPORT,
    CH_LOADS,
    CH_OUTDOOR,
    CH_PHASE_1,
    CH_PHASE_3,
    CH_RETURN,
    CH_ROOM,
    N_OUT,
    OUT_ALARMS,
    OUT_BAD,
    OUT_BOILER,
    OUT_HARD_STATE,
    OUT_HARD_W,
    OUT_HP,
    OUT_PLAN,
    OUT_PLAN_WHY,
    OUT_PUMP,
    OUT_REQ_C100,
    PLAN_BOILER,
    PLAN_HP,
    PLAN_NONE,
    Q_ABSENT,
    Q_FAULT,
    Q_OPEN,
    Q_SHORT,
)
from tandem.ports.limits import LIMIT_ABSENT, LIMIT_NONE, LIMIT_SET, SRC_GRID
from tandem.ports.reasons import R_CHEAPER_HP, R_MODE_OFF, R_NO_OUTDOOR
from wild import Wild

HIGHEST = 0x3FFFFFFF
LOWEST = -HIGHEST - 1


def history(bench, wild, ticks):
    """Outputs of so many ticks, as one list."""
    out = []
    for i in range(ticks):
        if i % 50 == 49:
            wild.change(bench.params)
        wild.fill(bench.f, bench.o)
        bench.step()
        out.extend(bench.o)
    return out


def test_the_same_frames_give_the_same_outputs():
    for seed in range(3):
        first = history(Bench(), Wild(seed), 600)
        assert first == history(Bench(), Wild(seed), 600)
        assert first != history(Bench(), Wild(seed + 7), 600)
        for value in first:
            assert LOWEST <= value <= HIGHEST


def test_controllers_share_nothing():
    alone = history(Bench(), Wild(5), 300)
    one = Bench()
    other = Bench()
    wild_one = Wild(5)
    wild_other = Wild(6)
    out = []
    for i in range(300):
        if i % 50 == 49:
            wild_one.change(one.params)
        wild_one.fill(one.f, one.o)
        one.step()
        out.extend(one.o)
        wild_other.fill(other.f, other.o)
        other.step()
    assert out == alone


def test_two_that_restart_from_the_same_records_go_the_same_way():
    bench = Bench()
    history(bench, Wild(11), 400)
    records = bench.controller.dump(), bench.controller.dump_habits()
    ways = []
    for _ in range(2):
        again = Bench()
        assert again.reboot(records[0], records[1]) == 3
        ways.append(history(again, Wild(12), 300))
    assert ways[0] == ways[1]


def test_a_restart_goes_on_with_the_habits():
    bench = Bench()
    bench.put(CH_OUTDOOR, -500)
    bench.run(20000)
    wanted = bench.o[OUT_REQ_C100]
    bench.put(CH_OUTDOOR, 1000)  # a moment of sun on the sensor
    bench.reboot(bench.controller.dump(), bench.controller.dump_habits())
    bench.tick()
    assert abs(bench.o[OUT_REQ_C100] - wanted) <= 30


def test_at_rest_before_the_first_tick_and_decided_after_it():
    bench = Bench()
    for i in range(N_OUT):
        assert bench.o[i] == 0
    bench.tick()
    assert (bench.o[OUT_PLAN], bench.o[OUT_PLAN_WHY]) == (PLAN_HP, R_CHEAPER_HP)
    assert bench.o[OUT_HP] == 0 and bench.o[OUT_PUMP] == 1


def test_slow_decisions_have_their_own_period():
    for period_s in (10, 60, 600):
        bench = Bench(settings=((P_DISPATCH_S, period_s),))
        bench.run(600)
        changed = []
        for _ in range(3):
            bench.set(P_MODE, 3 if bench.o[OUT_PLAN] != PLAN_NONE else 0)
            was = bench.o[OUT_PLAN]
            while bench.o[OUT_PLAN] == was:
                bench.tick()
            changed.append(bench.now_ms - 10000)
        for at in changed:
            assert at % (period_s * 1000) == 0
        assert changed[1] - changed[0] == period_s * 1000


def test_a_limit_that_moves_is_decided_upon_at_once():
    bench = Bench(settings=((P_DISPATCH_S, 600),))
    bench.run(610)
    bench.set(P_MODE, 3)
    bench.tick(100)
    assert bench.o[OUT_PLAN] == PLAN_HP
    bench.limit(SRC_GRID, 4200)
    bench.tick(100)
    assert bench.o[OUT_PLAN] == PLAN_NONE and bench.o[OUT_PLAN_WHY] == R_MODE_OFF


def test_the_watts_of_a_limit_alone_wait_for_the_slow_decision():
    """A fuse's limit moves with every kettle; what it is now stands in the outputs all the same."""
    bench = Bench(settings=((P_DISPATCH_S, 600),))
    bench.limit(SRC_GRID, 4300)
    bench.run(610)
    bench.set(P_MODE, 3)
    bench.limit(SRC_GRID, 4200)
    bench.tick(100)
    assert bench.o[OUT_HARD_W] == 4200 and bench.o[OUT_PLAN] == PLAN_HP
    bench.run(600)
    assert bench.o[OUT_PLAN] == PLAN_NONE


def test_an_outer_controller_is_heard_at_once():
    bench = Bench(settings=((P_DISPATCH_S, 600),))
    bench.run(610)
    for wish in (3000, 3100, 0):
        bench.put(CH_FLOW_SET, wish)
        bench.tick(100)
        assert bench.o[OUT_REQ_C100] == wish
    assert bench.o[OUT_PLAN] == PLAN_NONE


def test_a_parameter_takes_effect_with_the_next_tick():
    bench = Bench(settings=((P_HP_MIN_ON_S, 3600),))
    bench.start()
    bench.run(1000)
    bench.set(P_MODE, 3)
    bench.run(600)
    assert bench.o[OUT_HP] == 1
    bench.set(P_HP_MIN_ON_S, 600)
    bench.tick()
    assert bench.o[OUT_HP] == 0


def test_target_and_maximum_are_felt_in_the_next_decision():
    bench = Bench()
    bench.run(60)
    was = bench.o[OUT_REQ_C100]
    bench.set(P_ROOM_TARGET_C100, 2100)
    bench.run(70)
    assert bench.o[OUT_REQ_C100] > was + 100
    bench.set(P_CIRC_MAX_C100, 3000)
    bench.run(70)
    assert bench.o[OUT_REQ_C100] == 3000


def test_ticks_may_come_at_any_time():
    plain = Bench()
    odd = Bench()
    plain.start()
    spans = (1, 99, 137, 1000, 3777, 10000, 61001, 5)
    for i in range(400):
        odd.tick(spans[i % len(spans)])
        if odd.o[OUT_HP]:
            break
    assert odd.o[OUT_HP] == 1
    # The pause and the pump's lead are kept, and not by much more than a tick.
    assert 360000 <= odd.now_ms - spans[i % len(spans)] <= 360000 + 2 * 61001


def test_many_ticks_in_the_same_moment_change_nothing():
    bench = Bench()
    bench.start()
    before = list(bench.o)
    for _ in range(50):
        bench.tick(0)
        assert list(bench.o) == before


def test_hours_between_two_ticks():
    bench = Bench()
    bench.start()
    for _ in range(20):
        bench.tick(3 * 3600 * 1000)
    assert bench.o[OUT_BAD] == 0


def test_alarms_name_the_sensor():
    for ch, alarm in ((CH_OUTDOOR, ALARM_OUTDOOR), (CH_ROOM, ALARM_ROOM), (CH_FLOW, ALARM_FLOW_SENSOR)):
        for quality in (Q_OPEN, Q_SHORT, Q_FAULT):
            bench = Bench()
            bench.run(60)
            assert bench.o[OUT_ALARMS] == 0
            bench.put(ch, 0, quality)
            bench.run(2000)
            assert bench.o[OUT_ALARMS] & alarm
            assert bench.o[OUT_BAD] == 1 << ch
            bench.put(ch, 2000 if ch != CH_OUTDOOR else 500)
            bench.run(60)
            assert not bench.o[OUT_ALARMS] & alarm and bench.o[OUT_BAD] == 0


def test_a_cheap_hour_lets_a_compressor_run_on_and_is_no_reason_to_start_one():
    for runs in (False, True):
        required = []
        for shift in (0, 15, -15):
            bench = Bench(settings=((P_ROOM_KI_X10, 0),))
            bench.put(CH_ROOM, 2000)
            if runs:
                bench.start()
            else:
                bench.water(4500)
            bench.controller.dispatch.choice.shift_c100 = shift
            bench.run(120)
            assert bench.o[OUT_HP] == runs
            required.append(bench.o[OUT_REQ_C100])
        plain, cheap, dear = required
        assert dear < plain
        assert (cheap > plain) if runs else (cheap == plain)


def test_a_meter_that_falls_silent_is_an_alarm():
    for ch in (CH_IMPORT, CH_PHASE_1, CH_PHASE_3, CH_LOADS):
        bench = Bench()
        bench.put(ch, 500)
        bench.run(60)
        assert bench.o[OUT_ALARMS] == 0
        bench.put(ch, 500, Q_FAULT)
        bench.run(180)
        assert bench.o[OUT_ALARMS] == ALARM_METER
        bench.put(ch, 500)
        bench.run(60)
        assert bench.o[OUT_ALARMS] == 0


def test_what_is_not_fitted_is_no_alarm():
    for ch in (CH_OUTDOOR, CH_ROOM, CH_FLOW):
        bench = Bench()
        bench.put(ch, 0, Q_ABSENT)
        bench.run(2000)
        assert bench.o[OUT_ALARMS] == 0 and bench.o[OUT_BAD] == 0


def test_a_room_sensor_that_is_not_used_is_no_alarm():
    bench = Bench(settings=((P_ROOM_USE, 0),))
    bench.put(CH_ROOM, 0, Q_FAULT)
    bench.run(2000)
    assert bench.o[OUT_ALARMS] == 0 and bench.o[OUT_BAD] == 1 << CH_ROOM


def test_goes_on_without_outdoor_sensor():
    bench = Bench()
    bench.put(CH_OUTDOOR, 0, Q_OPEN)
    bench.run(120)
    assert bench.o[OUT_PLAN] != PLAN_NONE
    assert bench.controller.demand.why == R_NO_OUTDOOR


def test_goes_on_without_return_sensor():
    bench = Bench(settings=((P_MODE, 2),))
    bench.put(CH_RETURN, 0, Q_ABSENT)
    bench.until(OUT_BOILER, 1)
    assert bench.o[OUT_PLAN] == PLAN_BOILER
    bench.water(6000)
    bench.until(OUT_BOILER, 0)


def test_the_envelope_is_shown():
    bench = Bench()
    for watts, state, shown in ((0, LIMIT_SET, 0), (4200, LIMIT_SET, 4200), (None, LIMIT_NONE, 0)):
        bench.limit(SRC_GRID, watts)
        bench.tick()
        assert (bench.o[OUT_HARD_STATE], bench.o[OUT_HARD_W]) == (state, shown)
    bench.no_limit(SRC_GRID)
    bench.tick()
    assert bench.o[OUT_HARD_STATE] == LIMIT_ABSENT


def test_a_limit_without_a_boiler_beside_it_does_not_wind_the_integral_up():
    for fitted, watts, winds in ((0, 0, False), (0, 900, False), (1, 0, True), (0, None, True)):
        bench = Bench(settings=((P_BOILER_FITTED, fitted),))
        bench.put(CH_ROOM, 1900)
        bench.limit(SRC_GRID, None)
        bench.start()
        demand = bench.controller.demand
        bench.limit(SRC_GRID, watts)
        bench.run(900)
        before = demand.integral
        for _ in range(60):
            bench.water(demand.mean_c100 - 50)  # no shortfall
            bench.run(60)
        assert (demand.integral > before + 30 * 36000) == winds, (fitted, watts)
