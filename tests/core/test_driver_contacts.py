"""Contacts with bounces, lost interrupts and both senses, on the simulated chip."""

from array import array

import chips
from support import no_allocation
from tandem.ports.frame import CH_DIM, IN_AGE_S, IN_CH, IN_QUALITY, N_IN, Q_GOOD

PINS = chips.pins


class Bench:
    def __init__(self, active=0, pull=1, debounce_ms=50, fast=1):
        chips.fresh()
        self.f = array("i", [77] * N_IN)
        self.contact = chips.driver("contacts").Contact(4, CH_DIM, active, pull, debounce_ms, fast)
        self.hub = chips.Hub()
        self.contact.attach(self.hub)
        assert self.contact.channels == (CH_DIM,)

    def seen(self, ms=0):
        chips.serve(self.contact, ms, 10)
        self.contact.poll(chips.now())
        self.contact.read(self.f, chips.now())
        assert self.f[IN_QUALITY + CH_DIM] == Q_GOOD and self.f[IN_AGE_S + CH_DIM] == 0
        return self.f[IN_CH + CH_DIM]


def test_levels_and_pulls():
    for active, pull, closed in ((0, 1, 0), (1, 2, 1), (1, 0, 1)):
        bench = Bench(active, pull)
        if pull:
            assert PINS[4].pull == (None, 2, 1)[pull]
        assert bench.seen(100) == 0, "at rest with nothing connected"
        PINS.put(4, closed)
        assert bench.seen(200) == 1
        PINS.put(4, 1 - closed)
        assert bench.seen(200) == 0


def test_an_edge_ends_the_pause_and_counts_after_the_debounce():
    bench = Bench()
    PINS.put(4, 0)
    assert bench.hub.woken, "by the interrupt"
    assert bench.seen(0) == 0 and bench.contact.next_due_ms(0) <= 10
    assert bench.seen(40) == 0 and bench.hub.wakes == 0
    assert bench.seen(20) == 1 and bench.hub.wakes == 1
    assert bench.seen(1000) == 1 and bench.hub.wakes == 1


def test_a_bounce_is_no_change():
    bench = Bench()
    for _ in range(50):
        PINS.put(4, 0)
        assert bench.seen(30) == 0
        PINS.put(4, 1)
        assert bench.seen(10) == 0
    assert bench.hub.wakes == 0


def test_without_debounce_at_once():
    bench = Bench(debounce_ms=0)
    PINS.put(4, 0)
    assert bench.seen() == 1 and bench.hub.wakes == 1


def test_a_lost_interrupt_costs_one_turn():
    bench = Bench(debounce_ms=50)
    PINS.put(4, 0, missed=True)
    assert not bench.hub.woken
    bench.contact.poll(chips.now())
    assert bench.contact.next_due_ms(chips.now()) <= 10
    assert bench.seen(60) == 1


def test_a_slow_contact_does_not_wake_the_tick():
    bench = Bench(fast=0)
    PINS.put(4, 0)
    assert bench.seen(100) == 1 and bench.hub.wakes == 0


def test_the_state_at_the_start_is_the_level():
    chips.fresh()
    PINS.put(4, 0)
    contact = chips.driver("contacts").Contact(4, CH_DIM, 0, 1, 5000, 1)
    f = array("i", [0] * N_IN)
    contact.read(f, 0)
    assert f[IN_CH + CH_DIM] == 1


def test_it_takes_no_heap():
    bench = Bench()
    no_allocation(look, bench)


def look(bench):
    PINS[4].outside = 0
    bench.contact.poll(5000)
    bench.contact.read(bench.f, 5000)
    bench.contact.next_due_ms(5000)
    bench.contact._edge(None)
    PINS[4].outside = 1
    bench.contact.poll(5100)
