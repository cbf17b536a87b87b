"""Meters on a Modbus RTU line: bytes of the specifications, values, silence, noise, exceptions."""

import struct
from array import array
from binascii import hexlify, unhexlify

import chips
from chip_machine import Chip
from support import no_allocation, raises
from tandem.ports.frame import (
    CH_HP_POWER,
    CH_IMPORT,
    CH_PHASE_1,
    CH_PHASE_3,
    IN_AGE_S,
    IN_CH,
    IN_QUALITY,
    N_IN,
    Q_ABSENT,
    Q_FAULT,
    Q_GOOD,
)

TIME = chips.chip_time.clock


def halves(text):
    raw = unhexlify(text)
    return raw[0] << 8 | raw[1], raw[2] << 8 | raw[3]


def crc(data):
    """By table of bits, written apart from the driver: polynomial 0x8005 reflected."""
    c = 0xFFFF
    for byte in data:
        for i in range(8):
            mix = (c ^ (byte >> i)) & 1
            c >>= 1
            if mix:
                c ^= 0xA001
    return bytes((c & 0xFF, c >> 8))


class Meter:
    """The other end of the line: answers a request as its mood is."""

    def __init__(self, address, values, after_ms=60):
        self.address = address
        self.values = values  # {register: float}
        self.after_ms = after_ms
        self.mood = "good"

    def answer(self, request):
        if request[0] != self.address or self.mood == "dead":
            return []
        assert crc(request[:6]) == request[6:] and len(request) == 8
        start = request[2] << 8 | request[3]
        count = request[4] << 8 | request[5]
        if self.mood == "refuses" or request[1] != 4:
            data = bytes((self.address, request[1] | 0x80, 2))
            return self.sent(data + crc(data))
        body = b""
        for register in range(start, start + count, 2):
            body += struct.pack(">f", self.values.get(register, 0.0))
        data = bytes((self.address, 4, len(body))) + body
        data += crc(data)
        if self.mood == "noise":
            data = data[:4] + bytes((data[4] ^ 0x10,)) + data[5:]
        elif self.mood == "cut":
            data = data[:-3]
        elif self.mood == "other":
            data = bytes((self.address + 1,)) + data[1:]
        elif self.mood == "long":
            data += bytes(300)
        return self.sent(data)

    def sent(self, data):
        """In two pieces, as a UART has it."""
        half = len(data) // 2
        return [(self.after_ms, data[:half]), (self.after_ms + 15, data[half:])]


class Wires:
    def __init__(self, *meters):
        self.meters = meters

    def answer(self, request):
        return [piece for meter in self.meters for piece in meter.answer(request)]


class Bench:
    def __init__(self, *meters):
        chips.fresh()
        self.uart = chips.driver("uart").Serial(2, 17, 5, 9600)
        Chip.uarts[2].wire = Wires(*meters)
        self.master = chips.driver("modbus_rtu").Master(self.uart)
        self.f = array("i", [0] * N_IN)

    def meter(self, *args):
        return chips.driver("modbus_meter").Meter(self.master, *args)

    def seen(self, meter, ms=3000):
        chips.serve(self.master, ms)
        meter.read(self.f, chips.now())
        return [(self.f[IN_QUALITY + ch], self.f[IN_CH + ch]) for ch in meter.channels]


def test_checksum_of_the_specification():
    crc16 = chips.driver("modbus_rtu").crc16
    # "MODBUS over Serial Line", 6.2.2: 02 07 gives 41 12; and the example request of the SDM120's manual.
    assert crc16(b"\x02\x07", 2) == 0x1241
    request = unhexlify("010400000002")
    assert crc16(request, 6) == 0xCB71 and crc(request) == b"\x71\xcb"


def test_singles_are_rounded_to_whole_numbers():
    whole = chips.driver("modbus_meter").whole
    # 230.2 V of the manual is 43 66 33 33 (as 230.19999).
    assert whole(0x4366, 0x3334) == 230
    for value in (0.0, -0.0, 0.49, 0.5, -0.5, 1.0, 1.4999, 1.5, 2.5, -1.5, 1499.5, -1499.5, 12345.678, -60000.0,
                  2.0**27, 16777215.0, 1e-30, 0.25, 33554432.0):  # fmt: skip
        want = int(abs(value) + 0.5) * (1 if value >= 0 else -1)
        assert whole(*halves(hexlify(struct.pack(">f", value)).decode())) == want, value
    wrong = chips.driver("modbus_meter").WRONG
    for text in ("7f800000", "ff800000", "7fc00000", "7f7fffff", "4d800000"):
        assert whole(*halves(text)) == wrong, text


def test_one_phase():
    meter = Meter(1, {0x0C: 1234.6})
    bench = Bench(meter)
    driver = bench.meter(1, "sdm120", (CH_HP_POWER,))
    driver.read(bench.f, chips.now())
    assert bench.f[IN_QUALITY + CH_HP_POWER] == Q_ABSENT
    assert bench.seen(driver) == [(Q_GOOD, 1235)]
    assert hexlify(Chip.uarts[2].sent[0]) == b"0104000c0002b1c8"
    assert bench.f[IN_AGE_S + CH_HP_POWER] <= 2
    meter.values[0x0C] = -800.4
    assert bench.seen(driver) == [(Q_GOOD, -800)]


def test_three_phases_and_what_is_not_wanted():
    values = {0x0C: 100.0, 0x0E: 200.0, 0x10: -50.0, 0x34: 250.0}
    bench = Bench(Meter(7, values))
    driver = bench.meter(7, "sdm630", (CH_IMPORT, CH_PHASE_1, -1, CH_PHASE_3))
    assert driver.channels == (CH_IMPORT, CH_PHASE_1, CH_PHASE_3)
    assert bench.seen(driver) == [(Q_GOOD, 250), (Q_GOOD, 100), (Q_GOOD, -50)]
    assert bench.f[IN_QUALITY + CH_PHASE_1 + 1] == Q_ABSENT


def test_two_on_one_line_one_of_them_dead():
    bench = Bench(Meter(1, {0x0C: 500.0}), Meter(2, {0x34: 3000.0}))
    one = bench.meter(1, "sdm120", (CH_HP_POWER,))
    three = bench.meter(2, "sdm630", (CH_IMPORT, -1, -1, -1))
    assert bench.seen(one) == [(Q_GOOD, 500)] and bench.seen(three) == [(Q_GOOD, 3000)]
    Chip.uarts[2].wire.meters[0].mood = "dead"
    assert bench.seen(one, 12000) == [(Q_FAULT, 500)]
    assert bench.seen(three) == [(Q_GOOD, 3000)] and bench.f[IN_AGE_S + CH_IMPORT] <= 3
    Chip.uarts[2].wire.meters[0].mood = "good"
    assert bench.seen(one, 12000) == [(Q_GOOD, 500)]


def test_moods_of_a_meter():
    for mood in ("dead", "noise", "cut", "other", "refuses"):
        meter = Meter(1, {0x0C: 700.0})
        bench = Bench(meter)
        driver = bench.meter(1, "sdm120", (CH_HP_POWER,))
        bench.seen(driver)
        meter.mood = mood
        meter.values[0x0C] = 900.0
        assert bench.seen(driver, 2500) == [(Q_GOOD, 700)], "one failure is not the end: " + mood
        assert bench.seen(driver, 8000) == [(Q_FAULT, 700)], mood
        assert bench.master.bad >= 3
        meter.mood = "good"
        assert bench.seen(driver, 12000) == [(Q_GOOD, 900)], mood


def test_an_answer_of_another_length_is_not_ours():
    meter = Meter(1, {0x0C: 321.0})
    bench = Bench(meter)
    driver = bench.meter(1, "sdm120", (CH_HP_POWER,))
    answers = meter.answer
    short = b"\x01\x04\x02\x55\x55"
    other = b"\x01\x03\x04\x45\x45\x45\x45"
    meter.answer = lambda request: [(10, short + crc(short)), (20, other + crc(other))] + answers(request)
    assert bench.seen(driver) == [(Q_GOOD, 321)]


def test_it_is_asked_every_two_seconds():
    bench = Bench(Meter(1, {0x0C: 1.0}))
    driver = bench.meter(1, "sdm120", (CH_HP_POWER,))
    bench.seen(driver, 20000)
    assert 8 <= len(Chip.uarts[2].sent) <= 11


def test_no_number_is_a_fault_at_once():
    meter = Meter(1, {0x0C: float("nan")})
    bench = Bench(meter)
    driver = bench.meter(1, "sdm120", (CH_HP_POWER,))
    assert bench.seen(driver)[0][0] == Q_FAULT
    meter.values[0x0C] = 10.0
    assert bench.seen(driver, 12000) == [(Q_GOOD, 10)]


def test_a_late_answer_is_not_taken_for_the_next():
    slow = Meter(1, {0x0C: 111.0}, 430)
    bench = Bench(slow, Meter(2, {0x0C: 222.0}))
    one = bench.meter(1, "sdm120", (CH_HP_POWER,))
    two = bench.meter(2, "sdm120", (CH_IMPORT,))
    chips.serve(bench.master, 20000)
    bench.seen(one)
    assert bench.seen(two) == [(Q_GOOD, 222)]
    assert bench.f[IN_CH + CH_HP_POWER] == 0 and bench.f[IN_QUALITY + CH_HP_POWER] == Q_FAULT


def test_a_chattering_line_stops_nothing():
    meter = Meter(1, {0x0C: 5.0})
    bench = Bench(meter)
    driver = bench.meter(1, "sdm120", (CH_HP_POWER,))
    meter.mood = "long"
    for _ in range(50):
        Chip.uarts[2].coming.append((TIME.ms, bytes(200)))
        chips.serve(bench.master, 200)
    meter.mood = "good"
    assert bench.seen(driver, 15000) == [(Q_GOOD, 5)]


def test_direction_of_rs485():
    chips.fresh()
    line = chips.driver("uart").Serial(1, 17, 5, 9600, 0, 1, 23)
    uart = Chip.uarts[1]
    uart.de_number = 23
    assert uart.settings == (9600, 17, 5, 0, 1) and chips.pins[23].level == 0
    assert line.write(b"12345678") == 8
    assert 400 <= TIME.slept_us <= 20000, "it waits without asking all the time"
    assert uart.de == [1] * len(uart.de) and len(uart.de) == 4, "high until the last bit is out"
    assert chips.pins[23].level == 0
    # A transmitter that never ends does not hang the loop, nor keep the line.
    uart.txdone = lambda: False
    line.write(b"12345678")
    assert chips.pins[23].level == 0 and TIME.slept_us < 40000


def test_a_stream_does_not_wait():
    chips.fresh()
    line = chips.driver("uart").Serial(1, 17, 5, 9600)
    buf = bytearray(4)
    assert line.read(buf) == 0
    Chip.uarts[1].coming.append((0, b"abcdef"))
    assert line.read(buf) == 4 and bytes(buf) == b"abcd" and line.read(buf) == 2 and bytes(buf[:2]) == b"ef"
    assert line.read(buf) == 0 and line.write(b"x") == 1


def test_bad_settings_are_refused():
    bench = Bench()
    raises(ValueError, bench.meter, 0, "sdm120", (CH_HP_POWER,))
    raises(ValueError, bench.meter, 1, "sdm630", (CH_HP_POWER,))
    raises(ValueError, bench.meter, 1, "sdm999", (CH_HP_POWER,))


class Steady:
    """A stream that always has the same answer."""

    def __init__(self, data):
        self.data = data
        self.at = len(data)

    def write(self, buf):
        self.at = 0
        return 8

    def read(self, buf):
        n = min(len(buf), len(self.data) - self.at)
        for i in range(n):
            buf[i] = self.data[self.at + i]
        self.at += n
        return n


def test_it_takes_no_heap():
    chips.fresh()
    data = bytes((1, 4, 4)) + struct.pack(">f", -123456.5)
    master = chips.driver("modbus_rtu").Master(Steady(data + crc(data)))
    driver = chips.driver("modbus_meter").Meter(master, 1, "sdm120", (CH_HP_POWER,))
    driver.f = array("i", [0] * N_IN)
    driver.master = master
    no_allocation(exchange, driver)
    assert driver.f[IN_CH + CH_HP_POWER] == -123457 and master.bad == 0


def exchange(driver):
    now = 0
    for _ in range(8):
        now += 700
        driver.master.poll(now)
        driver.master.next_due_ms(now)
    driver._asked = -1
    driver.master._free = 0
    driver.master._asked = -1
    driver.read(driver.f, now)
