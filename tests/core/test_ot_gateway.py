"""Between thermostat and boiler: who answers what, how soon, what gets through, and what happens when one is away."""

from ot_bench import Boiler, Line, Thermostat, frame, plain_words, run
from support import no_allocation
from tandem.links.opentherm.cells import Cells
from tandem.links.opentherm.frame import DATA_INVALID, READ_ACK, READ_DATA, UNKNOWN_ID, WRITE_ACK, WRITE_DATA, Message
from tandem.links.opentherm.gateway import W_ROOM, W_ROOM_SET, W_SET, W_STATUS, Gateway
from tandem.links.opentherm.master import Master
from tandem.links.opentherm.slave import Slave

USUAL = (
    (0, 0, 0x0300),
    (0, 25, 0),
    (1, 1, 0x2D00),
    (1, 16, 0x1480),
    (0, 0, 0x0300),
    (1, 24, 0x1420),
    (0, 17, 0),
    (0, 28, 0),
)


class Bench:
    def __init__(self, asks=USUAL, words=None, delay_ms=60, boiler=True):
        self.to_boiler = Line()
        self.to_thermostat = Line()
        self.cells = Cells()
        self.master = Master(self.to_boiler.a, self.cells) if boiler else None
        self.gateway = Gateway(self.cells, self.master)
        self.slave = Slave(self.to_thermostat.b, self.gateway)
        self.thermostat = Thermostat(self.to_thermostat.a, asks)
        self.boiler = Boiler(self.to_boiler.b, words, delay_ms)
        self.ours = [self.master, self.slave] if boiler else [self.slave]
        self.end_ms = 0

    def run(self, ms):
        self.end_ms += ms
        run([self.to_boiler, self.to_thermostat], self.ours, [self.boiler, self.thermostat], self.end_ms)

    def answers(self, at, since_ms=0):
        """(kind, word) of each answer about an id."""
        return [(kind, word) for when, _, kind, got, word in self.thermostat.answers if got == at and when >= since_ms]


def test_the_thermostat_is_answered_in_time():
    bench = Bench()
    bench.run(300000)
    took = [after for when, after, _, _, _ in bench.thermostat.answers if when > 30000]
    assert len(took) >= 265 and bench.thermostat.faults == 0
    assert 20 <= min(took) and max(took) <= 100
    took = [after for _, after, _, _, _ in bench.thermostat.answers]
    assert max(took) <= 800


def test_status_and_set_points_are_ours():
    bench = Bench()
    bench.gateway.status = 0x0A
    bench.run(30000)
    assert set(bench.answers(0)) == {(READ_ACK, 0x030A)}
    assert set(bench.answers(1)) == {(WRITE_ACK, 0x2D00)} and set(bench.answers(16)) == {(WRITE_ACK, 0x1480)}
    assert not bench.boiler.ch and bench.boiler.set_word == 0, "a thermostat's wish is no command"
    assert 16 not in [at for _, _, at, _ in bench.boiler.heard]


def test_wishes_are_heard():
    bench = Bench()
    bench.run(60000)
    wishes = bench.gateway.wishes
    assert wishes.flags(W_STATUS) == 0x0300 and wishes.number(W_SET) == 0x2D00
    assert wishes.number(W_ROOM_SET) == 0x1480 and wishes.number(W_ROOM) == 0x1420
    for i in (W_STATUS, W_SET, W_ROOM_SET, W_ROOM):
        assert wishes.known(i)
    bench.thermostat.silent = True
    bench.run(29000)
    assert bench.slave.alive and wishes.known(W_ROOM)
    bench.run(3000)
    assert not bench.slave.alive and not wishes.known(W_ROOM)
    bench.thermostat.silent = False
    bench.run(60000)
    assert bench.slave.alive and wishes.known(W_ROOM)


def test_own_words_before_the_boilers():
    bench = Bench()
    bench.run(30000)
    assert bench.answers(25)[-1] == (READ_ACK, 0x2300)
    bench.gateway.flow = 0x2680
    since = bench.end_ms
    bench.run(30000)
    assert set(bench.answers(25, since)) == {(READ_ACK, 0x2680)}


def test_what_the_gateway_does_not_know_gets_through():
    words = plain_words()
    words[99] = 0x0102
    words[40] = 0x1234
    asks = ((0, 0, 0x0300), (0, 40, 0), (1, 99, 0x0607), (0, 126, 0), (1, 41, 5))
    bench = Bench(asks, words)
    bench.run(120000)
    assert set(bench.answers(40)) == {(READ_ACK, 0x1234)}
    assert set(bench.answers(99)) == {(WRITE_ACK, 0x0607)} and words[99] == 0x0607
    assert {kind for kind, _ in bench.answers(126)} == {UNKNOWN_ID}
    assert {kind for kind, _ in bench.answers(41)} == {UNKNOWN_ID}
    assert bench.thermostat.faults == 0
    took = sorted(after for when, after, _, _, _ in bench.thermostat.answers)
    assert took[-1] <= 700


def test_one_of_many_is_never_from_memory():
    class Texts(Boiler):
        def reply(self, kind, at, word):
            if at == 93:
                text = b"Tandem"
                i = word >> 8
                return frame(4, 93, len(text) << 8 | text[i]) if i < len(text) else frame(6, 93, 0)
            return Boiler.reply(self, kind, at, word)

    bench = Bench(tuple((0, 93, i << 8) for i in range(7)))
    bench.boiler = Texts(bench.to_boiler.b)
    bench.run(21000)
    text = bytes(word & 0xFF for kind, word in bench.answers(93)[:6])
    assert text == b"Tandem", text
    assert bench.answers(93)[6][0] == DATA_INVALID


def test_hot_water_goes_to_the_boiler_on_change_only():
    bench = Bench(((0, 0, 0x0300), (1, 56, 0x3200), (0, 56, 0)))
    bench.run(120000)
    writes = [word for _, kind, at, word in bench.boiler.heard if at == 56 and kind == WRITE_DATA]
    assert writes == [0x3200] and bench.answers(56)[-1] == (READ_ACK, 0x3200)


def test_no_value_is_said_so():
    bench = Bench(((0, 0, 0x0300), (0, 26, 0)))
    bench.boiler.invalid = [26]
    bench.run(60000)
    assert {kind for kind, _ in bench.answers(26)} == {DATA_INVALID}


def test_who_asks_again_is_answered_from_memory():
    # Unknown there, without a value there, asked only now and then: the first question waits for the boiler, no other.
    words = plain_words()
    words[40] = 0x1234
    bench = Bench(((0, 41, 5), (0, 26, 0), (0, 40, 0)) + ((0, 0, 0x0300),) * 100, words)
    bench.boiler.invalid = [26]
    bench.run(400000)
    kinds = {41: UNKNOWN_ID, 26: DATA_INVALID, 40: READ_ACK}
    for at in (41, 26, 40):
        took = [after for _, after, kind, asked, _ in bench.thermostat.answers if asked == at]
        assert len(took) > 2 and {kind for kind, _ in bench.answers(at)} == {kinds[at]}
        assert max(took[1:]) <= 100, (at, took)


def test_without_a_boiler_the_thermostat_sees_no_broken_line():
    for boiler in (True, False):
        bench = Bench(USUAL + ((0, 18, 0), (1, 56, 0x3200)), boiler=boiler)
        bench.boiler.silent = True
        bench.run(120000)
        assert bench.thermostat.faults <= 1, "at the start there may be one"
        assert set(bench.answers(0)) == {(READ_ACK, 0x0300)}
        assert {kind for kind, _ in bench.answers(18)} == {DATA_INVALID}
        assert {kind for kind, _ in bench.answers(56)} == {WRITE_ACK}


def test_a_slow_boiler_is_waited_for():
    bench = Bench(((0, 0, 0x0300), (0, 116, 0)), delay_ms=390)
    bench.run(60000)
    assert bench.thermostat.faults <= 1 and set(bench.answers(116)) == {(READ_ACK, 1234)}


def test_override_is_offered_to_the_thermostat():
    bench = Bench(((0, 9, 0), (0, 100, 0)))
    bench.run(5000)
    assert set(bench.answers(9)) == {(READ_ACK, 0)}
    bench.gateway.override = 0x1580
    bench.gateway.override_why = 3
    since = bench.end_ms
    bench.run(5000)
    assert set(bench.answers(9, since)) == {(READ_ACK, 0x1580)} and set(bench.answers(100, since)) == {
        (READ_ACK, 0x0303)
    }


def test_one_wrong_request_moves_no_wish():
    bench = Bench()
    bench.run(60000)
    wishes = bench.gateway.wishes
    rq = Message()
    reply = Message()
    for at, word in ((0, 0), (1, 0x6300), (16, 0x2300), (24, 0)):
        rq.kind = READ_DATA if at == 0 else WRITE_DATA
        rq.id = at
        rq.value = word
        bench.gateway.answer(rq, reply, 0, False)
        assert wishes.flags(W_STATUS) == 0x0300 and wishes.number(W_SET) == 0x2D00
        assert wishes.number(W_ROOM_SET) == 0x1480 and wishes.number(W_ROOM) == 0x1420


def test_it_takes_no_heap():
    bench = Bench()
    bench.run(60000)
    no_allocation(all_asked, bench, 5)


def all_asked(bench):
    rq = bench.slave.request
    gateway = bench.gateway
    for at in range(256):
        rq.id = at
        for kind in range(3):
            rq.kind = kind
            gateway.answer(rq, bench.slave.reply, 0, False)
            gateway.answer(rq, bench.slave.reply, 0, True)
