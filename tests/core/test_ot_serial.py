"""The serial front end: its lines, what becomes of them, the commands it is told, resets, silence and noise."""

from array import array

from ot_bench import frame
from support import no_allocation
from tandem.links.opentherm.bridge import Bridge
from tandem.links.opentherm.lines import LONGEST, Lines
from tandem.links.opentherm.master import CH_ENABLE, DHW_ENABLE
from tandem.links.opentherm.serial import over_serial
from tandem.ports.frame import (
    CH_BOILER_FLOW,
    CH_FLAME,
    CH_PRESSURE,
    CH_ROOM_SET,
    CH_THERMOSTAT,
    IN_CH,
    IN_QUALITY,
    N_IN,
    N_OUT,
    OUT_BOILER,
    OUT_BOILER_SET_C100,
    Q_ABSENT,
    Q_FAULT,
    Q_GOOD,
)

STEP_MS = 200
USUAL = (
    ("T", 0, 0, 0x0300), ("B", 4, 0, 0x030A), ("T", 0, 25, 0), ("B", 4, 25, 0x2D00), ("T", 1, 1, 0x3C00),
    ("R", 1, 1, 0x2800), ("B", 5, 1, 0x2800), ("A", 5, 1, 0x3C00), ("T", 1, 16, 0x1480), ("B", 7, 16, 0),
)  # fmt: skip


def hexed(letter, kind, at, word):
    return letter.encode() + b"".join(b"%02X" % byte for byte in frame(kind, at, word))


class Own:
    """The board's own sensors and actuators: none."""

    def read(self, f):
        for i in range(N_IN):
            f[i] = 0
        for ch in (CH_BOILER_FLOW, CH_FLAME, CH_PRESSURE, CH_ROOM_SET, CH_THERMOSTAT):
            f[IN_QUALITY + ch] = Q_ABSENT

    def write(self, frame):
        pass

    def fallback(self):
        pass


class Bench:
    """answer(command) gives the reply, None for none; talks: what is reported, two lines each 200 ms."""

    def __init__(self, talks=USUAL):
        self.bridge = Bridge(Own(), Own())
        self.serial = over_serial(self.bridge)
        self.talks = talks
        self.told = []  # (ms, command)
        self.now = 0
        self.f = array("i", [0] * N_IN)
        self.o = array("i", [0] * N_OUT)
        self._in = b""
        self._turn = 0

    def answer(self, command):
        if command == b"PR=A":
            return b"PR: A=OpenTherm Gateway 6.6"
        return command[:2] + b": " + command[3:]

    def say(self, line):
        data = line + b"\r\n"
        self.serial.feed(data, len(data))

    def run(self, seconds):
        buf = bytearray(5)  # a driver takes what its own buffer holds
        for _ in range(seconds * 1000 // STEP_MS):
            self.now += STEP_MS
            for _ in range(2 if self.talks else 0):
                self.say(hexed(*self.talks[self._turn % len(self.talks)]))
                self._turn += 1
            self.bridge.poll(self.now)
            n = self.serial.take_out(buf)
            while n:
                self._in += bytes(buf[:n])
                n = self.serial.take_out(buf)
            while b"\r" in self._in:
                at = self._in.find(b"\r")
                command = self._in[:at]
                self._in = self._in[at + 1 :]
                self.told.append((self.now, command))
                reply = self.answer(command)
                if reply is not None:
                    self.say(reply)

    def command(self, on, set_c100):
        self.o[OUT_BOILER] = on
        self.o[OUT_BOILER_SET_C100] = set_c100
        self.bridge.write(self.o)

    def since(self, ms):
        return [command for when, command in self.told if when >= ms]

    def got(self, ch):
        self.bridge.read(self.f)
        return self.f[IN_QUALITY + ch], self.f[IN_CH + ch]


def test_lines_whatever_comes():
    lines = Lines()

    def cut(data):
        found, at = [], lines.next(data, 0, len(data))
        while at >= 0:
            found.append(bytes(lines.buf[: lines.n]))
            at = lines.next(data, at, len(data))
        return found

    assert cut(b"\r\n\r\nT0") == [] and cut(b"0110") == [] and cut(b"000\rB4") == [b"T00110000"]
    assert cut(b"0\x000\r\nWDT reset!\n") == [b"WDT reset!"] and lines.bad == 1
    assert cut(b"x" * 500) == [] and cut(b"\r") == [] and lines.bad == 2
    assert cut(b"y" * LONGEST + b"\r" + b"z" * (LONGEST + 1) + b"\rok\r") == [b"y" * LONGEST, b"ok"]
    assert cut(b"\xff\xfe\r\n") == [] and lines.bad == 4


def test_only_a_whole_report_is_a_frame():
    lines = Lines()
    four = bytearray(4)
    for text in (b"T0011000", b"T001100000", b"X00110000", b"t00110000", b"T0011000g", b"T0011000a", b"E00110000"):
        data = text + b"\r"
        assert lines.next(data, 0, len(data)) > 0
        assert lines.frame(four) == 0, text
    data = b"A9013FE0C\r"
    lines.next(data, 0, len(data))
    assert lines.frame(four) == 65 and bytes(four) == bytes((0x90, 0x13, 0xFE, 0x0C))


def test_what_the_two_sides_say():
    bench = Bench()
    assert bench.got(CH_BOILER_FLOW)[0] == Q_ABSENT
    bench.run(20)
    assert bench.got(CH_BOILER_FLOW) == (Q_GOOD, 4500) and bench.got(CH_FLAME) == (Q_GOOD, 1)
    assert bench.got(CH_THERMOSTAT) == (Q_GOOD, 1) and bench.got(CH_ROOM_SET) == (Q_GOOD, 2050)
    assert bench.got(CH_PRESSURE)[0] == Q_ABSENT
    assert bench.serial.bad == 0


def test_nothing_is_overridden_before_somebody_commands():
    bench = Bench()
    bench.run(5)
    assert bench.told[0][1] == b"PR=A"
    told = bench.since(0)
    assert b"CS=0.00" in told and b"PS=0" in told and b"GW=1" in told and b"HW=A" in told and b"MM=-" in told
    assert not [command for command in told if command[:2] == b"CH" or command[:2] == b"SW"]


def test_commands_and_that_they_are_repeated():
    bench = Bench()
    bench.run(5)
    bench.command(1, 4550)
    since = bench.now
    bench.run(2)
    told = bench.since(since)
    assert told.index(b"CH=1") < told.index(b"CS=45.50")
    bench.run(300)
    times = [when for when, command in bench.told if command == b"CS=45.50"]
    assert len(times) >= 10
    for k in range(1, len(times)):
        assert times[k] - times[k - 1] <= 40000
    since = bench.now
    bench.command(0, 0)
    bench.run(2)
    told = bench.since(since)
    # An override that is in force and says no: with CS=0 the thermostat would have the boiler.
    assert told[0] == b"CH=0" and b"CS=10.00" in told
    since = bench.now
    bench.bridge.fallback()
    bench.run(100)
    assert b"CS=0.00" in bench.since(since) and b"CS=10.00" not in bench.since(since)


def test_limits_of_what_is_told():
    bench = Bench()
    bench.run(5)
    for set_c100, told in ((12000, b"CS=90.00"), (700, b"CS=10.00"), (2005, b"CS=20.05"), (6900, b"CS=69.00")):
        since = bench.now
        bench.command(1, set_c100)
        bench.run(3)
        assert told in bench.since(since), set_c100
    since = bench.now
    for percent, told in ((0, b"MM=0"), (7, b"MM=7"), (42, b"MM=42"), (100, b"MM=-")):
        bench.serial.modulation_word = percent << 8
        bench.run(3)
        assert told in bench.since(since)
        since = bench.now
    bench.serial.write(56, 0x3780)
    bench.serial.write(57, 0x4600)
    bench.run(100)
    told = bench.since(since)
    assert told.count(b"SW=55.50") == 1 and told.count(b"SH=70.00") == 1, "they end in EEPROM"
    for k in range(40):
        bench.serial.write(56, 0x3000 + 256 * (k % 2))
        bench.run(2)
    assert len([command for command in bench.since(since) if command[:1] == b"S"]) == 10


def test_after_a_reset_all_is_told_again():
    for line in (b"OpenTherm Gateway 6.6", b"WDT reset!"):
        bench = Bench()
        bench.run(5)
        bench.command(1, 5000)
        bench.run(4)
        since = bench.now
        bench.say(line)
        bench.run(4)
        told = bench.since(since)
        assert told[0] == b"PR=A" and bench.serial.resets == 1
        for command in (b"GW=1", b"CH=1", b"CS=50.00"):
            assert command in told, (line, command)


def test_a_reset_that_nobody_saw():
    bench = Bench()
    bench.run(5)
    bench.command(0, 3000)
    bench.run(10)
    since = bench.now
    bench.run(40)
    for command in (b"GW=1", b"CH=0", b"CS=30.00"):
        assert command in bench.since(since), command


def test_silence_makes_faults_and_the_way_back():
    bench = Bench()
    bench.run(30)
    bench.command(1, 5000)
    bench.run(3)
    talks, bench.talks = bench.talks, ()
    bench.answer = lambda command: None
    since = bench.now
    bench.run(12)
    assert bench.got(CH_BOILER_FLOW)[0] == Q_FAULT and bench.got(CH_FLAME)[0] == Q_FAULT
    bench.run(60)
    assert bench.got(CH_THERMOSTAT)[0] == Q_FAULT and bench.got(CH_ROOM_SET)[0] == Q_FAULT
    told = bench.since(since + 30000)
    assert told and set(told) == {b"PR=A"} and len(told) <= 10, "asked now and then, told nothing"
    bench.talks = talks
    del bench.answer
    since = bench.now
    bench.run(20)
    assert bench.since(since)[0] == b"PR=A" and b"CS=50.00" in bench.since(since)
    assert bench.got(CH_BOILER_FLOW) == (Q_GOOD, 4500) and bench.got(CH_THERMOSTAT) == (Q_GOOD, 1)


def test_a_thermostat_that_was_taken_off():
    bench = Bench()
    bench.run(20)
    assert bench.got(CH_THERMOSTAT)[0] == Q_GOOD
    bench.command(1, 5000)
    bench.talks = (("R", 0, 0, 0x0300), ("B", 4, 0, 0x030A), ("R", 0, 25, 0), ("B", 4, 25, 0x2D00))
    bench.say(b"Thermostat disconnected")
    bench.run(3)
    assert bench.got(CH_THERMOSTAT)[0] == Q_FAULT and bench.got(CH_BOILER_FLOW)[0] == Q_GOOD
    assert b"HW=1" in bench.since(0), "hot water must not depend on it"
    bench.talks = USUAL
    since = bench.now
    bench.run(20)
    assert bench.got(CH_THERMOSTAT) == (Q_GOOD, 1) and b"HW=A" in bench.since(since)


def test_what_nobody_asks_for_is_asked():
    bench = Bench(USUAL[:2])
    bench.run(120)
    asked = {command for command in bench.since(0) if command[:2] == b"PM"}
    assert b"PM=25" in asked
    bench.say(hexed("B", 4, 25, 0x2D00))
    bench.run(10)
    assert b"PM=18" in bench.since(0)
    bench.answer = lambda command: b"PM: NG" if command[:2] == b"PM" else Bench.answer(bench, command)
    bench.run(10)
    since = bench.now
    bench.run(60)
    assert not [command for command in bench.since(since) if command[:2] == b"PM"], "an old one cannot"


def test_refusals():
    bench = Bench()
    bench.run(5)
    seen = []

    def answer(command):
        if command[:2] == b"CS":
            seen.append(command)
            return b"CS: OE" if len(seen) < 2 else (b"SE" if len(seen) < 3 else b"CS: BV")
        return Bench.answer(bench, command)

    bench.answer = answer
    bench.command(1, 5000)
    bench.run(10)
    assert len(seen) == 3, "what came wrong is repeated, what is refused is not"
    bench.run(35)
    assert len(seen) == 4 and bench.serial.refused == 4
    del bench.answer
    bench.run(5)
    bench.answer = lambda command: b"SE" if command[:2] == b"CH" else Bench.answer(bench, command)
    since = bench.now
    bench.command(0, 5000)
    bench.run(20)
    assert bench.since(since).count(b"CH=0") in (3, 6), "three times, and with the next set-point again"


def test_noise_never_becomes_a_value():
    bench = Bench()
    bench.run(20)
    before = bench.got(CH_BOILER_FLOW), bench.got(CH_ROOM_SET), bench.got(CH_THERMOSTAT)
    bad = bench.serial.bad
    good = hexed("B", 4, 25, 0x5A00)
    for i in range(len(good)):
        for byte in (0x00, 0x20, 0x47, 0x7F, 0xFF, 0x0D):
            bench.say(good[:i] + bytes((byte,)) + good[i + 1 :])
    heard = bench.serial.good
    for _ in range(5):
        bench.say(b"B" + b"C0195A00")  # its parity is wrong, however often it comes
    assert bench.serial.good == heard
    # One hex digit another: the parity shows half of them, and of the others only one comes.
    bench.say(b"B" + b"C0195B00")
    for line in (b"Error 01", b"Error 04", b"E00000000", b"?", b"CS", b"CS:", b"CS: ", b": ", b"0/1,2/3," * 20):
        bench.say(line)
    assert bench.serial.bad >= bad + 5
    assert (bench.got(CH_BOILER_FLOW), bench.got(CH_ROOM_SET), bench.got(CH_THERMOSTAT)) == before
    bench.run(5)
    assert bench.serial.alive and bench.serial.thermostat.alive


def busy(quick):
    """A second of all that is usual."""
    serial, bridge = quick[0], quick[1]
    serial.set_word ^= 0x0100
    quick[2] += 250
    for data in quick[3]:
        serial.feed(data, len(data))
        bridge.poll(quick[2])
        serial.take_out(quick[4])


def test_it_takes_no_heap():
    bench = Bench()
    bench.run(40)
    bench.command(1, 5000)
    bench.run(2)
    data = [hexed(*talk) + b"\r\n" for talk in USUAL]
    data += [b"CS: 50.00\r\n", b"SE\r\n", b"WDT reset!\r\n", b"PR: A=OpenTherm Gateway 6.6\r\n", b"\xff" * 70 + b"\r\n"]
    no_allocation(busy, [bench.serial, bench.bridge, bench.now, data, bytearray(16)], 40)


def test_flags_are_what_a_bridge_gives():
    bench = Bench()
    bench.run(20)
    bench.command(1, 5000)
    assert bench.serial.flags == CH_ENABLE | DHW_ENABLE
