"""An installer's trial: outputs held one by one over SMP, and what the guards say to it."""

import sys

from smp_bench import Managed
from tandem.control.param_table import (
    P_CIRC_MAX_C100,
    P_CIRC_MIN_BAR_X100,
    P_DHW_BY,
    P_DHW_SET_C100,
    P_ELEMENT_W,
    P_HP_CONTACTOR,
    P_HP_MIN_OFF_S,
    P_HP_MIN_ON_S,
    P_HP_STARTS_HOUR,
    P_PUMP_LEAD_S,
    P_RAMP_S,
    P_RELEASE_S,
    P_SERVICE,
)
from tandem.ports.frame import (
    CH_BOILER_FLOW,
    CH_FLAME,
    CH_FLOW,
    CH_HP_FLOW,
    CH_HP_LPH,
    CH_HP_RETURN,
    CH_HP_RUN,
    CH_OUTDOOR,
    CH_PRESSURE,
    CH_RETURN,
    CH_ROOM,
    CH_TANK,
    IN_CH,
    IN_LIMITS,
    IN_QUALITY,
    OUT_BOILER,
    OUT_BOILER_SET_C100,
    OUT_BOILER_WHY,
    OUT_CONTACTOR,
    OUT_ELEMENT,
    OUT_HP,
    OUT_HP_PUMP,
    OUT_HP_WHY,
    OUT_PUMP,
    OUT_PUMP_WHY,
    OUT_VALVE,
    Q_GOOD,
    Q_OPEN,
)
from tandem.ports.limits import LIMIT_SET
from tandem.ports.reasons import (
    R_BLIND,
    R_BOOT,
    R_LIMIT_OFF,
    R_MIN_OFF,
    R_MIN_ON,
    R_NO_FLOW,
    R_OVERHEAT,
    R_PUMP_FIRST,
    R_SERVICE,
    R_STARTS_HOUR,
)

USER = 84
TRIAL = 7
STOP = 2
_WATER = (CH_FLOW, CH_RETURN, CH_HP_FLOW, CH_HP_RETURN, CH_BOILER_FLOW)


class House(Managed):
    """A controller in the service stop, with a machine that obeys and water that can be put."""

    def __init__(self, settings=(), stop=True):
        Managed.__init__(self, settings=((P_RELEASE_S, 0), (P_RAMP_S, 0), (P_SERVICE, STOP if stop else 0)) + settings)
        self.obeys = True
        self.flows = True
        self.put(CH_OUTDOOR, 800)
        self.put(CH_ROOM, 2000)
        self.put(CH_HP_LPH, 0)
        self.put(CH_HP_RUN, 0)
        self.put(CH_FLAME, 0)
        self.water(2500)
        self.out = self.app.outputs.f
        # The pause after a start is over.
        self.wait(400)

    def put(self, ch, value, quality=Q_GOOD):
        self.board.seen[IN_CH + ch] = value
        self.board.seen[IN_QUALITY + ch] = quality

    def water(self, c100):
        for ch in _WATER:
            self.put(ch, c100)

    def turn(self, ms=0):
        Managed.turn(self, ms)
        out = self.app.outputs.f
        if self.obeys:
            self.put(CH_HP_RUN, out[OUT_HP])
            self.put(CH_HP_LPH, 800 if out[OUT_HP_PUMP] and self.flows else 0)
        for ch in _WATER + (CH_OUTDOOR, CH_ROOM):  # real ones never stand still
            self.board.seen[IN_CH + ch] ^= 1

    def wait(self, seconds, holds=None):
        """Let time pass, and repeat holds as a client does."""
        for second in range(seconds):
            if holds and second % 5 == 0:
                assert self.hold(holds)["o"], holds
            self.turn(1000)

    def begin(self):
        return self.write(USER, TRIAL, {"on": True})

    def hold(self, holds, seconds=30):
        return self.write(USER, TRIAL, {"o": holds, "s": seconds})


def test_it_needs_the_service_stop():
    house = House(stop=False)
    assert house.begin() == {"rc": 6}
    assert house.hold({OUT_PUMP: 1}) == {"rc": 6}
    house.wait(20)
    assert house.read(USER, TRIAL) == {"left_s": 0, "o": {}}
    house.app.params.set(P_SERVICE, STOP, False)
    assert house.begin() == {"left_s": 1800, "o": {}}
    assert house.hold({OUT_PUMP: 1}) == {"left_s": 1800, "o": {OUT_PUMP: 1}}
    house.wait(11)
    assert house.out[OUT_PUMP] == 1
    house.app.params.set(P_SERVICE, 0, False)
    house.wait(1)
    assert house.read(USER, TRIAL) == {"left_s": 0, "o": {}} and house.app.controller.trial is None


def test_a_hold_acts_at_once_and_ends_to_the_second():
    house = House()
    house.begin()
    assert not house.out[OUT_PUMP]
    house.hold({OUT_PUMP: 1}, 7)
    house.turn(10)
    assert house.out[OUT_PUMP] == 1 and house.out[OUT_PUMP_WHY] == R_SERVICE
    house.turn(6900)
    assert house.out[OUT_PUMP] == 1
    house.turn(100)
    assert house.out[OUT_PUMP] == 0
    assert house.read(USER, TRIAL)["o"] == {}


def test_a_hold_lasts_no_longer_than_30_s_and_may_be_repeated():
    house = House()
    house.begin()
    assert house.hold({OUT_PUMP: 1}, 31)["rc"] == 3
    house.wait(120, {OUT_PUMP: 1})
    assert house.out[OUT_PUMP] == 1
    house.wait(26)
    assert house.out[OUT_PUMP] == 0


def test_all_of_it_ends_after_half_an_hour():
    house = House()
    house.begin()
    house.wait(1795, {OUT_PUMP: 1})
    assert house.out[OUT_PUMP] == 1
    house.wait(6)
    assert house.out[OUT_PUMP] == 0
    assert house.hold({OUT_PUMP: 1}) == {"rc": 6}
    assert house.begin()["left_s"] == 1800


def test_a_service_stop_for_it_alone_ends_with_it():
    house = House(stop=False)
    house.app.params.set(P_SERVICE, STOP, False)
    house.begin()
    house.wait(1790)
    assert house.app.params.v[P_SERVICE] == STOP
    house.wait(12)
    assert house.app.params.v[P_SERVICE] == 0 and house.app.controller.modes.service == 0
    house = House()
    house.begin()
    house.wait(1812)
    assert house.app.params.v[P_SERVICE] == STOP  # that one was somebody's own


def test_the_code_is_given_back():
    house = House()
    house.begin()
    links = len(house.app.loop.links)
    assert "tandem.trial" in sys.modules
    assert house.write(USER, TRIAL, {"on": False}) == {"left_s": 0, "o": {}}
    assert "tandem.trial" not in sys.modules and not hasattr(sys.modules["tandem"], "trial")
    assert len(house.app.loop.links) == links - 1
    house.begin()
    house.begin()
    assert len(house.app.loop.links) == links


def test_what_cannot_be_held():
    house = House()
    house.begin()
    wrong = ((OUT_PUMP, 2), (OUT_PUMP, -1), (OUT_PUMP_WHY, 1), (OUT_BOILER_SET_C100, 6001), (300, 1), (-1, 1))
    for out, value in wrong:
        assert house.hold({out: value}) == {"rc": 3, "rsn": str(out)}, (out, value)
    assert house.write(USER, TRIAL, {"o": {OUT_PUMP: True}})["rc"] == 3
    assert house.write(USER, TRIAL, {"o": 5})["rc"] == 3 and house.write(USER, TRIAL, {"on": 1})["rc"] == 3
    assert house.read(USER, TRIAL)["o"] == {}


def test_the_heat_pump_starts_by_the_guards_rules():
    house = House()
    house.begin()
    lead = house.app.params.v[P_PUMP_LEAD_S]
    house.wait(5, {OUT_HP: 1})
    assert (house.out[OUT_HP], house.out[OUT_HP_PUMP], house.out[OUT_HP_WHY]) == (0, 1, R_PUMP_FIRST)
    house.wait(lead + 20, {OUT_HP: 1})
    assert house.out[OUT_HP] == 1 and house.out[OUT_PUMP] == 1
    # Let go, it runs for as long as a compressor has to.
    house.wait(60)
    assert house.read(USER, TRIAL)["o"] == {}
    assert house.out[OUT_HP] == 1 and house.out[OUT_HP_WHY] == R_MIN_ON
    house.write(USER, TRIAL, {"on": False})
    house.wait(house.app.params.v[P_HP_MIN_ON_S] - 120)
    assert house.out[OUT_HP] == 1
    house.wait(120)
    assert house.out[OUT_HP] == 0
    # And rests as it has to.
    house.begin()
    house.wait(60, {OUT_HP: 1})
    assert house.out[OUT_HP] == 0 and house.out[OUT_HP_WHY] == R_MIN_OFF
    house.wait(house.app.params.v[P_HP_MIN_OFF_S] + lead, {OUT_HP: 1})
    assert house.out[OUT_HP] == 1


def test_no_flow_no_compressor():
    house = House()
    house.flows = False
    house.begin()
    house.wait(200, {OUT_HP: 1})
    assert house.out[OUT_HP] == 0 and house.out[OUT_HP_PUMP] == 1 and house.out[OUT_HP_WHY] == R_NO_FLOW


def test_the_cap_on_starts_holds():
    house = House(((P_HP_STARTS_HOUR, 1), (P_HP_MIN_OFF_S, 300), (P_HP_MIN_ON_S, 300)))
    house.begin()
    house.wait(100, {OUT_HP: 1})
    assert house.out[OUT_HP] == 1
    house.wait(700)
    assert house.out[OUT_HP] == 0
    house.wait(400, {OUT_HP: 1})
    assert house.out[OUT_HP] == 0 and house.out[OUT_HP_WHY] == R_STARTS_HOUR


def test_a_hard_limit_stops_what_is_tried():
    house = House()
    house.begin()
    house.wait(100, {OUT_HP: 1})
    assert house.out[OUT_HP] == 1
    house.board.seen[IN_LIMITS] = LIMIT_SET
    house.board.seen[IN_LIMITS + 1] = 0
    house.wait(12, {OUT_HP: 1})
    assert house.out[OUT_HP] == 0 and house.out[OUT_HP_WHY] == R_LIMIT_OFF


def test_the_boiler_burns_only_beside_a_pump_and_below_the_maximum():
    house = House()
    top = house.app.params.v[P_CIRC_MAX_C100]
    house.begin()
    house.hold({OUT_BOILER: 1, OUT_BOILER_SET_C100: 6000})
    house.turn(100)
    assert (house.out[OUT_BOILER], house.out[OUT_PUMP], house.out[OUT_BOILER_WHY]) == (0, 1, R_PUMP_FIRST)
    house.wait(25, {OUT_BOILER: 1, OUT_BOILER_SET_C100: 6000})
    assert house.out[OUT_BOILER] == 1 and house.out[OUT_BOILER_SET_C100] == top
    house.put(CH_FLOW, top)
    house.wait(11, {OUT_BOILER: 1})
    assert house.out[OUT_BOILER] == 0 and house.out[OUT_BOILER_WHY] == R_OVERHEAT
    house.put(CH_FLOW, 3000)
    house.wait(11, {OUT_BOILER: 1})
    assert house.out[OUT_BOILER] == 1
    house.put(CH_FLOW, 3000, Q_OPEN)
    house.wait(80, {OUT_BOILER: 1})
    assert house.out[OUT_BOILER] == 0 and house.out[OUT_BOILER_WHY] == R_BLIND
    house.put(CH_FLOW, 3000)
    house.wait(11, {OUT_BOILER: 1})
    house.wait(40)
    assert house.out[OUT_BOILER] == 0


def test_no_pump_without_water():
    house = House(((P_CIRC_MIN_BAR_X100, 80),))
    house.put(CH_PRESSURE, 10)
    house.wait(150)
    house.begin()
    house.wait(20, {OUT_PUMP: 1, OUT_HP_PUMP: 1, OUT_BOILER: 1, OUT_HP: 1})
    assert not (house.out[OUT_PUMP] or house.out[OUT_HP_PUMP] or house.out[OUT_BOILER] or house.out[OUT_HP])


def test_diverter_and_element():
    house = House(((P_DHW_BY, 1), (P_ELEMENT_W, 1500)))
    house.put(CH_TANK, 3000)
    house.begin()
    house.wait(11, {OUT_VALVE: 1})
    assert house.out[OUT_VALVE] == 1
    house.wait(11, {OUT_VALVE: 1, OUT_BOILER: 1})
    house.wait(11, {OUT_VALVE: 1, OUT_BOILER: 1})
    assert house.out[OUT_BOILER] == 1 and house.out[OUT_VALVE] == 0  # what is hot stays in its circuit
    house.wait(40)
    house.wait(11, {OUT_ELEMENT: 1})
    assert house.out[OUT_ELEMENT] == 1
    house.put(CH_TANK, house.app.params.v[P_DHW_SET_C100])
    house.wait(11, {OUT_ELEMENT: 1})
    assert house.out[OUT_ELEMENT] == 0
    house.put(CH_TANK, 3000)
    house.board.seen[IN_LIMITS] = LIMIT_SET
    house.board.seen[IN_LIMITS + 1] = 1000
    house.wait(11, {OUT_ELEMENT: 1})
    assert house.out[OUT_ELEMENT] == 0
    house.board.seen[IN_LIMITS] = 0
    house.wait(11, {OUT_ELEMENT: 1})
    assert house.out[OUT_ELEMENT] == 1
    house.write(USER, TRIAL, {"on": False})
    house.wait(1)
    assert house.out[OUT_ELEMENT] == 0


def test_the_contactor_opens_only_behind_a_machine_at_rest():
    house = House(((P_HP_CONTACTOR, 1),))
    house.begin()
    house.wait(3, {OUT_CONTACTOR: 0})
    assert house.out[OUT_CONTACTOR] == 0
    # As after an opening of the guards' own, it closes after the machine's pause.
    house.wait(100, {OUT_HP: 1})
    assert house.out[OUT_HP] == 0 and house.out[OUT_CONTACTOR] == 0 and house.out[OUT_HP_WHY] == R_BOOT
    house.wait(300, {OUT_HP: 1})
    assert house.out[OUT_HP] == 1 and house.out[OUT_CONTACTOR] == 1
    house.wait(11, {OUT_CONTACTOR: 0})
    assert house.out[OUT_CONTACTOR] == 1
