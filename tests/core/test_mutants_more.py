"""Limits, tank, records and sensors: more behaviour that the mutation tester found no test for."""

import struct

from control_bench import LPH, Bench
from limits_bench import LimitsBench
from tandem.control.choice import Choice
from tandem.control.param_table import (
    P_DHW_BY,
    P_DIM_USE,
    P_DISPATCH_S,
    P_ELEMENT_W,
    P_ENERGY_KMIN,
    P_HP_MIN_ON_S,
    P_MODE,
    P_SG_DAY_MIN,
    P_SG_MAX_MIN,
    P_SG_SENDER,
)
from tandem.control.powerlimit import floor_w
from tandem.control.prices import Prices
from tandem.ports.frame import (
    CH_DIM,
    CH_FLOW,
    CH_HP_DEFROST,
    CH_HP_LPH,
    CH_HP_POWER,
    CH_SG_1,
    CH_SG_2,
    DHW_HYGIENE,
    FRAME_VERSION,
    OUT_DHW,
    OUT_DHW_WHY,
    OUT_ELEMENT,
    OUT_HP,
    OUT_HP_CAP_W,
    OUT_HP_CAP_WHY,
    OUT_HP_WHY,
    OUT_PLAN,
    OUT_SG_LEFT_S,
    OUT_SG_STATE,
    OUT_VALVE,
    PLAN_NONE,
    Q_FAULT,
    Q_OPEN,
)
from tandem.ports.limits import SRC_GRID, SRC_MANAGER
from tandem.ports.reasons import R_AFTER_DEFROST, R_DEFROST, R_HEAT, R_LIMIT_CAP, R_MODE_OFF
from tank_bench import COLD, FULL_C100, HP, cold, fresh


def test_a_power_meter_that_failed_keeps_no_element_off():
    """What it said last is no power; then the machine's floor is what has to fit beside the element."""
    bench = Bench(settings=((P_ELEMENT_W, 500), (P_HP_MIN_ON_S, 3600)))
    bench.start()
    bench.obeys = False
    bench.put(CH_HP_POWER, 1500)
    bench.run(600)
    bench.put(CH_HP_POWER, 1500, Q_FAULT)
    bench.limit(SRC_GRID, 500 + floor_w(bench.params.v) + 50)
    bench.run(300)
    assert bench.o[OUT_HP] and not bench.controller.readings.usable(CH_HP_POWER)
    guards = bench.controller.guards
    guards.diverter.heat(Asks(), guards, bench.controller.envelope, bench.controller.readings, bench.params.v)
    assert guards.diverter.element


class Asks:
    """A tank that wants its element."""

    element = True
    late = False
    why = R_HEAT


def test_the_element_beside_a_soft_limit_that_yields_leaves_the_machine_its_floor():
    bench = Bench(settings=((P_ELEMENT_W, 500), (P_HP_MIN_ON_S, 3600)))
    bench.start()
    bench.run(400)
    floor = floor_w(bench.params.v)
    bench.limit(SRC_MANAGER, floor + 100)
    bench.run(100)
    assert bench.o[OUT_HP] and (bench.o[OUT_HP_CAP_W], bench.o[OUT_HP_CAP_WHY]) == (floor + 100, R_LIMIT_CAP)
    guards = bench.controller.guards
    tank = Asks()
    tank.late = True
    guards.diverter.heat(tank, guards, bench.controller.envelope, bench.controller.readings, bench.params.v)
    assert guards.limit.cap_w == floor


def test_a_tank_that_is_taken_out_gives_the_valve_back():
    bench = cold(HP)
    bench.run(300)
    assert bench.o[OUT_VALVE]
    bench.set(P_DHW_BY, 0)
    bench.run(3600)
    assert not bench.o[OUT_VALVE] and bench.tank(COLD) is None


def test_locks_of_the_day_are_in_the_protective_record():
    settings = ((P_SG_SENDER, 1), (P_SG_MAX_MIN, 0), (P_SG_DAY_MIN, 60))
    bench = Bench(settings=settings)
    bench.put(CH_SG_1, 0)
    bench.put(CH_SG_2, 0)
    bench.run(60)
    bench.base[CH_SG_1] = 1
    bench.until(OUT_SG_STATE, 1)
    bench.run(900)
    bench.base[CH_SG_1] = 0
    bench.until(OUT_SG_STATE, 2)
    left = bench.o[OUT_SG_LEFT_S]
    assert 2600 < left < 2750
    other = Bench(settings=settings)
    assert other.controller.load(bench.controller.dump(), None) == 1
    other.put(CH_SG_1, 0)
    other.put(CH_SG_2, 0)
    other.run(60)
    assert other.o[OUT_SG_LEFT_S] == left


def test_a_machine_that_did_not_start_is_tried_again_after_half_an_hour_to_the_second():
    bench = Bench(obeys=False)
    bench.base[CH_HP_LPH] = LPH
    bench.until(OUT_HP, 1)
    guards = bench.controller.guards
    while guards.hp_ok:
        bench.tick()
    while not guards.hp_ok:
        failed_s = bench.now_ms // 1000 - guards._no_start_s
        bench.tick()
    assert failed_s == 1800


def test_the_reason_while_water_cooled_by_a_defrost_is_held_under_a_soft_limit():
    bench = Bench(settings=((P_HP_MIN_ON_S, 300),))
    bench.start()
    bench.run(1200)
    bench.put(CH_HP_DEFROST, 1)
    bench.run(60)
    bench.limit(SRC_MANAGER, 0)
    bench.run(30)
    assert bench.o[OUT_HP] and bench.o[OUT_HP_WHY] == R_DEFROST
    bench.base[CH_HP_DEFROST] = 0
    bench.run(30)
    assert bench.o[OUT_HP] and bench.o[OUT_HP_WHY] == R_AFTER_DEFROST
    bench.no_limit(SRC_MANAGER)


def test_a_source_is_set_up_once():
    bench = LimitsBench()
    bench.step()
    n = len(bench.e.sources)
    assert bench.e.dim is None
    bench.set(P_DIM_USE, 1)
    bench.put(CH_DIM, 0)
    for _ in range(5):
        bench.step()
    assert len(bench.e.sources) == n + 1
    dim = bench.e.dim
    bench.step()
    assert bench.e.dim is dim


def test_a_record_says_its_layout():
    bench = Bench()
    bench.run(60)
    for record in (bench.controller.dump(), bench.controller.dump_habits()):
        head = struct.unpack("<i", record[:4])[0]
        assert head == FRAME_VERSION << 8 | len(record) // 4
        assert bench.controller.load(struct.pack("<i", head - 256) + record[4:], None) == 0


def test_without_a_flow_sensor_a_source_holds_its_own_set_point():
    bench = Bench(settings=((P_ENERGY_KMIN, 30), (P_DISPATCH_S, 60)))
    bench.run(600)
    bench.water(6000)
    bench.run(60)
    bench.put(CH_FLOW, 9900, Q_OPEN)
    bench.run(900)
    assert bench.o[OUT_PLAN] != PLAN_NONE and bench.controller.dispatch.owed == 30 * 6000
    assert bench.controller.dispatch.hp_call or bench.controller.dispatch.boiler_call


def test_a_boiler_is_no_worse_than_with_water_of_55_c_coming_back():
    bench = Bench()
    bench.run(60)
    got = []
    for back_c100 in (5400, 5500, 5600, 7000):
        demand = bench.controller.demand
        demand.req_c100 = 6000
        demand.mean_c100 = (6000 + back_c100) // 2
        demand.boosted = 0
        choice = Choice()
        prices = bench.controller.prices
        assert isinstance(prices, Prices) and prices.known
        choice.step(prices, demand, bench.params.v, 1000, False, False)
        got.append(choice.boiler_ct)
    assert got[0] < got[1] == got[2] == got[3]


def test_disinfection_is_never_called_plain_hot_water():
    bench = fresh(HP, ((P_ELEMENT_W, 500),), clock=False)
    bench.tank(FULL_C100)
    while not bench.controller.tank.late:
        bench.tick(600000)
    bench.run(60)
    assert bench.o[OUT_DHW] == DHW_HYGIENE and (bench.o[OUT_ELEMENT] or bench.o[OUT_VALVE])


def test_free_heat_all_day_is_no_reason_to_shift():
    """The mean that prices are compared with is zero then."""

    class Free:
        quarter = 1000

        def at(self, _quarter):
            return 0

    bench = Bench()
    bench.run(60)
    choice = bench.controller.dispatch.choice
    choice.look(Free(), bench.params.v, False, True)
    assert choice.shift_c100 == 0


def test_a_defrost_is_believed_for_a_quarter_of_an_hour_to_the_second():
    bench = Bench()
    bench.start()
    bench.run(600)
    hp = bench.controller.hp
    bench.put(CH_HP_DEFROST, 1)
    bench.tick()
    begun_s = hp.melt_s
    for _ in range(91):
        bench.tick()
    assert hp.thaw_s - begun_s == 900


def test_a_start_that_may_have_happened_unseen_counts_from_the_second_after():
    hp = Bench().controller.hp
    hp.running = False
    hp.ask(100)
    hp.unask(200)
    assert hp.starts[hp.head] == hp.stop_s == 201
    assert hp.starts_within(3800, 3600) == 1 and hp.starts_within(3801, 3600) == 0


def test_switched_off_the_tank_says_so():
    bench = cold(HP)
    bench.set(P_MODE, 3)
    bench.run(120)
    assert bench.o[OUT_DHW_WHY] == R_MODE_OFF and not bench.o[OUT_VALVE]
