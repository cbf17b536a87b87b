"""Frames that came wrong with their parity right: all errors of two bits, in everything the control makes use of.

One such frame between good ones may change nothing that the control sees or says.
"""

from array import array

from ot_bench import frame
from tandem.links.opentherm.bridge import Bridge
from tandem.ports.frame import IN_AGE_S, N_IN, N_OUT, OUT_BOILER, OUT_BOILER_SET_C100, OUT_PLAN, PLAN_BOILER

STATUS = 0x030A
# What the boiler says and what the thermostat asks for: kind of the question, id, word.
BOILER = ((0, 0, STATUS), (0, 25, 0x2D00), (0, 28, 0x2300), (0, 18, 0x0180), (1, 1, 0x2D00), (1, 14, 0x6400))
THERMOSTAT = ((0, 0, 0x0300), (1, 1, 0x2D00), (1, 16, 0x1480), (1, 24, 0x1440), (0, 25, 0), (1, 14, 0x6400), (0, 3, 0))


class Port:
    """Gives what is put in."""

    def __init__(self):
        self.next = None

    def send(self, data):
        return True

    def take(self, data):
        if self.next is None:
            return False
        for i in range(4):
            data[i] = self.next[i]
        self.next = None
        return True

    def next_due_ms(self, now):
        return 1000


class House:
    def __init__(self):
        self.a = Port()
        self.b = Port()
        self.own = self
        self.bridge = Bridge(self, self, self.a, self.b)
        self.now = 1000
        self.f = array("i", [0] * N_IN)
        self.o = array("i", [0] * N_OUT)
        self.o[OUT_BOILER] = 1
        self.o[OUT_BOILER_SET_C100] = 4500
        self.o[OUT_PLAN] = PLAN_BOILER
        for _ in range(4):
            for row in BOILER:
                self.boiler(row, self.reply(row))
            for row in THERMOSTAT:
                self.thermostat(frame(*row))

    def read(self, frame_):
        for i in range(N_IN):
            frame_[i] = 0

    def write(self, frame_):
        pass

    def reply(self, row):
        return frame(4 + row[0], row[1], row[2])

    def boiler(self, row, data):
        """The master has asked this and gets that."""
        master = self.bridge.master
        master.tx.kind, master.tx.id, master.tx.value = row
        master._waits = True
        master._began_ms = self.now
        self.a.next = data
        self.bridge.poll(self.now)

    def thermostat(self, data):
        self.b.next = data
        self.bridge.poll(self.now)
        self.now += 30
        self.bridge.poll(self.now)

    def seen(self):
        """All that control, boiler and thermostat get to see."""
        self.bridge.read(self.f)
        self.bridge.write(self.o)
        master = self.bridge.master
        # Ages go on all the time.
        return bytes(self.f)[: 4 * IN_AGE_S], master.flags, master.set_word, self.bridge.gateway.status


def turned(data, one, two):
    """A copy with these two bits the other way."""
    out = bytearray(data)
    for bit in (one, two):
        out[bit >> 3] ^= 0x80 >> (bit & 7)
    return out


def test_the_house_sees_something_at_all():
    house = House()
    f, flags, word, status = house.seen()
    assert f != bytes(4 * IN_AGE_S) and flags == 0x0300 and word == 0x2D00 and status & 0x0A == 0x0A


def test_no_error_of_two_bits_in_what_the_boiler_says():
    house = House()
    before = house.seen()
    for row in BOILER:
        good = house.reply(row)
        for one in range(32):
            for two in range(one):
                house.boiler(row, turned(good, one, two))
                assert house.seen() == before, (row, one, two)
                house.boiler(row, good)
                house.boiler(row, good)


def test_no_error_of_two_bits_in_what_the_thermostat_asks():
    house = House()
    before = house.seen()
    for row in THERMOSTAT:
        good = frame(*row)
        for one in range(32):
            for two in range(one):
                house.thermostat(turned(good, one, two))
                assert house.seen() == before, (row, one, two)
                # Time goes on, so the boiler has to be heard.
                house.boiler(BOILER[0], house.reply(BOILER[0]))
                # Whatever id it became: what was said there before is said there again.
                for again in THERMOSTAT:
                    if again[0] or not again[1]:
                        house.thermostat(frame(*again))
                        house.thermostat(frame(*again))
