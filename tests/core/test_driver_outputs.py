"""Relays, SG Ready contacts, analogue output, bypass and light, on the simulated chip."""

from array import array

import chips
from chip_machine import Pin
from support import no_allocation, raises
from tandem.ports.frame import (
    N_OUT,
    OUT_ALARMS,
    OUT_BOILER,
    OUT_HP,
    OUT_HP_SET_C100,
    OUT_PUMP,
    OUT_SG,
)
from tandem.ports.reasons import E_OUTPUT

PINS = chips.pins


def frame():
    chips.fresh()
    return array("i", [0] * N_OUT)


def test_no_relay_clicks_before_it_is_an_output():
    relay = chips.driver("relay")
    for active in (0, 1):
        for fallback in (0, 1):
            chips.fresh()
            relay.Relay(5, OUT_PUMP, active, fallback)
            rest = active if fallback else 1 - active
            assert PINS[5].log == [("level", rest), ("mode", Pin.OUT)], (active, fallback)


def test_a_relay_follows_its_own_command():
    relay = chips.driver("relay")
    for active in (0, 1):
        f = frame()
        made = relay.Relay(5, OUT_BOILER, active, 0)
        f[OUT_PUMP] = 1
        made.write(f)
        assert PINS[5].level == 1 - active
        f[OUT_BOILER] = 1
        made.write(f)
        assert PINS[5].level == active
        made.fallback()
        assert PINS[5].level == 1 - active


def test_fallback_on_stays_on():
    f = frame()
    made = chips.driver("relay").Relay(5, OUT_PUMP, 1, 1)
    made.write(f)
    assert PINS[5].level == 0
    made.fallback()
    assert PINS[5].level == 1


def proven(back_active=0):
    made = chips.driver("relay").ProvenRelay(5, OUT_BOILER, 1, 0, 6, back_active)
    hub = chips.Hub()
    made.attach(hub)
    return made, hub


def test_a_relay_that_does_not_follow_is_reported_once_and_when_it_follows_again():
    f = frame()
    made, hub = proven()
    chips.serve(made, 5000)
    assert hub.events == [] and not made.fault
    f[OUT_BOILER] = 1
    made.write(f)
    chips.serve(made, 900, 100)
    assert hub.events == [], "a relay may be slow"
    chips.serve(made, 5000, 100)
    assert hub.events == [(E_OUTPUT, OUT_BOILER, 2)] and made.fault
    assert PINS[5].level == 1, "it is driven all the same"
    PINS.put(6, 0)
    chips.serve(made, 300, 100)
    assert hub.events[1:] == [(E_OUTPUT, OUT_BOILER, 0)] and not made.fault


def test_a_welded_relay_is_reported():
    f = frame()
    made, hub = proven(1)
    f[OUT_BOILER] = 1
    PINS.put(6, 1)
    made.write(f)
    chips.serve(made, 3000, 100)
    made.fallback()
    chips.serve(made, 3000, 100)
    assert hub.events == [(E_OUTPUT, OUT_BOILER, 1)]


def test_a_short_difference_does_not_add_up():
    f = frame()
    made, hub = proven(1)
    f[OUT_BOILER] = 1
    made.write(f)
    for _ in range(10):
        PINS.put(6, 0)
        chips.serve(made, 600, 100)
        PINS.put(6, 1)
        chips.serve(made, 200, 100)
    assert hub.events == []


def test_sg_ready_states():
    contacts = chips.driver("contacts")
    for active in (0, 1):
        f = frame()
        made = contacts.SgOut(7, 8, active)
        assert PINS[7].log[0] == PINS[8].log[0] == ("level", 1 - active)
        for state, one, two in ((1, 1, 0), (2, 0, 0), (3, 0, 1), (4, 1, 1), (0, 0, 0), (4, 1, 1), (9, 0, 0)):
            f[OUT_SG] = state
            made.write(f)
            assert (PINS[7].level == active, PINS[8].level == active) == (one == 1, two == 1), state
        f[OUT_SG] = 4
        made.write(f)
        made.fallback()
        assert PINS[7].level == PINS[8].level == 1 - active


def test_no_change_passes_through_the_order_to_start():
    contacts = chips.driver("contacts")
    for first in (1, 2, 3, 4):
        for second in (1, 2, 3):
            f = frame()
            made = contacts.SgOut(7, 8, 1)
            f[OUT_SG] = first
            made.write(f)
            seen = []
            for number in (7, 8):
                line = PINS[number]
                line.log = Watch(seen)
            f[OUT_SG] = second
            made.write(f)
            assert first == 4 or (1, 1) not in seen, (first, second, seen)


class Watch:
    """In place of a pin's log: notes both levels at each change."""

    def __init__(self, seen):
        self.seen = seen

    def __len__(self):
        return 0

    def append(self, what):
        self.seen.append((PINS[7].level, PINS[8].level))


def test_one_broken_pin_does_not_hold_the_other_contact():
    f = frame()
    made = chips.driver("contacts").SgOut(7, 8, 1)
    f[OUT_SG] = 4
    made.write(f)
    PINS[7].broken = True
    raises(OSError, made.fallback)
    assert PINS[8].level == 0


def analog():
    return chips.driver("analog_out").AnalogOut(9, OUT_HP, OUT_HP_SET_C100, 2000, 2000, 6000, 10000, 0, 500)


def test_set_point_as_a_voltage():
    f = frame()
    made = analog()
    assert made.mv == 500, "at its fallback before the first command"
    for on, c100, mv in ((0, 4000, 0), (1, 2000, 2000), (1, 6000, 10000), (1, 4000, 6000), (1, 0, 2000),
                         (1, 9000, 10000), (1, 2001, 2002), (1, 5999, 9998)):  # fmt: skip
        f[OUT_HP] = on
        f[OUT_HP_SET_C100] = c100
        made.write(f)
        assert made.mv == mv, (on, c100, made.mv)
        assert abs(PINS[9].duty * 10000 - mv * 65535) <= 5000
    made.fallback()
    assert made.mv == 500 and PINS[9].duty == 3277


def test_a_falling_line_and_bad_points():
    f = frame()
    made = chips.driver("analog_out").AnalogOut(9, OUT_HP, OUT_HP_SET_C100, 2000, 10000, 6000, 2000, 10000, 10000)
    f[OUT_HP] = 1
    f[OUT_HP_SET_C100] = 3000
    made.write(f)
    assert made.mv == 8000
    raises(ValueError, chips.driver("analog_out").AnalogOut, 9, 0, 2, 6000, 0, 6000, 1, 0, 0)


def test_the_bypass_is_held_by_changes_alone():
    frame()
    made = chips.driver("bypass").Bypass(10)
    assert PINS[10].log[0] == ("level", 0)
    chips.serve(made, 5000)
    assert len(PINS[10].log) == 2, "not asked to hold"
    made.hold(True)
    levels = []
    for _ in range(40):
        made.poll(chips.now())
        levels.append(PINS[10].level)
        assert made.next_due_ms(chips.now()) <= 500
        chips.serve(made, 100)
    changes = sum([1 for i in range(1, 40) if levels[i] != levels[i - 1]])
    assert 6 <= changes <= 9, changes
    made.fallback()
    log = len(PINS[10].log)
    chips.serve(made, 5000, 100)
    assert len(PINS[10].log) == log and PINS[10].level == 0


def light(made, f=None):
    shown = ""
    for _ in range(16):
        if f is not None:
            made.write(f)
        chips.serve(made, 250)
        shown += "#" if PINS[2].level else "."
    return shown


def test_the_light_tells_what_is_wrong():
    f = frame()
    chips.chip_time.clock.ms = 900000

    class Net:
        up = True

    made = chips.driver("led").Led(2, 1, Net)
    assert light(made).count("#") == 8, "nothing runs yet"
    assert light(made, f).count("#") >= 15
    Net.up = False
    assert light(made, f).count("#") == 14
    f[OUT_ALARMS] = 4
    assert light(made, f).count("#") == 6
    made.fallback()
    assert light(made).count("#") == 8
    light(made, f)
    chips.serve(made, 61000)
    assert light(made).count("#") == 8, "no control tick for a minute"


def test_the_light_changes_at_its_time_though_nobody_looks_more_often():
    f = frame()
    chips.chip_time.clock.ms = 1100
    made = chips.driver("led").Led(2, 1)
    f[OUT_ALARMS] = 4
    made.write(f)
    made.poll(chips.now())
    shown = {}
    for _ in range(12):
        now = chips.now()
        shown[now // 250 % 8] = PINS[2].level
        due = made.next_due_ms(now)
        assert 0 < due <= 2000
        if due > 250:
            # Nothing changes until then.
            chips.chip_time.clock.ms += due - 1
            made.poll(chips.now())
            assert PINS[2].level == shown[now // 250 % 8]
            chips.chip_time.clock.ms += 1
        else:
            chips.chip_time.clock.ms += due
        made.poll(chips.now())
        if due <= 2000 and due != 2000:
            assert PINS[2].level != shown[now // 250 % 8]


def test_outputs_take_no_heap():
    f = frame()
    relay = chips.driver("relay")
    contacts = chips.driver("contacts")
    made = [relay.Relay(5, OUT_PUMP, 1, 0), contacts.SgOut(7, 8, 1), analog(), chips.driver("led").Led(2, 1)]
    for number in (5, 7, 8, 2):
        PINS[number].log = [0] * 64  # full
    f[OUT_HP] = f[OUT_PUMP] = 1
    f[OUT_SG] = 4
    f[OUT_HP_SET_C100] = 5555
    for output in made:
        no_allocation(output.write, f)
    no_allocation(made[3].next_due_ms, 12345)
