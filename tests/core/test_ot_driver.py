"""The drivers of an OpenTherm line against a simulated ESP32: RMT plays, I2S samples the pin or RMT captures pulses."""

import sys

from ot_line import VECTORS, Sampled, bits, block, frame, halves, runs
from support import Skip, no_allocation
from tandem.links.opentherm.bits import EdgeDecoder, levels
from tandem.links.opentherm.samples import SampleDecoder


class Chip:
    """What the fakes of both modules share: the wire from TX to RX, and time in blocks."""

    rmt = None
    i2s = None
    rx = None


class Pin:
    def __init__(self, number):
        self.number = number


class RMT:
    def __init__(self, channel, pin=None, resolution_hz=0, idle_level=False):
        if channel > 7:
            raise ValueError("no such channel")
        assert resolution_hz == 1000000
        self.pin = pin.number
        self.idle_level = idle_level
        self.busy = False
        self.played = []
        self.off = False
        Chip.rmt = self

    def wait_done(self, timeout=0):
        return not self.busy

    def write_pulses(self, duration, data):
        assert isinstance(duration, int) and isinstance(data, (list, tuple)), "mode 2 takes lists and tuples alone"
        self.played.append((duration, bytes(data)))

    def deinit(self):
        self.off = True


class RMTRX:
    def __init__(self, pin, num_symbols, min_ns, max_ns, resolution_hz):
        assert num_symbols >= 34 and resolution_hz == 1000000 and min_ns < 100000 and 1300000 < max_ns < 20000000
        self.pin = pin.number
        self.on = False
        self.bursts = []
        Chip.rx = self

    def active(self, on):
        self.on = on

    def get_data(self):
        assert self.on
        return self.bursts.pop(0) if self.bursts else None


class I2S:
    RX = 0
    STEREO = 1

    def __init__(self, unit, sck, ws, sd, mode, bits, format, rate, ibuf):
        if unit > 1:
            raise ValueError("no such unit")
        assert (mode, bits, format, rate) == (0, 32, 1, 8000)
        self.pins = (sck.number, ws.number, sd.number)
        self.ibuf = ibuf
        self.handler = None
        self.buffer = None
        self.off = False
        Chip.i2s = self

    def irq(self, handler):
        self.handler = handler

    def readinto(self, buffer):
        assert self.handler is not None, "without a callback this would block"
        assert self.buffer is None, "the receiver still fills the last one"
        self.buffer = buffer

    def fill(self, words):
        """A block is there."""
        buffer = self.buffer
        self.buffer = None
        for i in range(len(buffer)):
            buffer[i] = words[i]
        self.handler(self)

    def deinit(self):
        self.off = True


class Module:
    pass


def drivers():
    """(of the sampled line, of the captured one, of the sender), with the simulated chip under them."""
    esp32 = Module()
    esp32.RMT = RMT
    esp32.RMTRX = RMTRX
    machine = Module()
    machine.I2S = I2S
    machine.Pin = Pin
    kept = {name: sys.modules.get(name) for name in ("esp32", "machine")}
    sys.modules["esp32"] = esp32
    sys.modules["machine"] = machine
    try:
        from tandem.drivers import opentherm_capture, opentherm_line, opentherm_send
    except ImportError:
        raise Skip("drivers are compiled apart") from None
    finally:
        for name in kept:
            if kept[name] is None:
                del sys.modules[name]
            else:
                sys.modules[name] = kept[name]
    return opentherm_line, opentherm_capture, opentherm_send


class Bench:
    def __init__(self, idle=0):
        self.module, _, self.sending = drivers()
        words = block()
        self.decoder = SampleDecoder(EdgeDecoder(idle), words)
        self.line = self.module.OpenThermLine(17, 16, (25, 26), self.decoder, levels, idle)
        self.out = []
        self.got = bytearray(4)

    def heard(self):
        found = []
        while self.line.take(self.got):
            found.append("".join(["%02X" % byte for byte in self.got]))
        return found


def test_pins_and_modes():
    Bench()
    assert Chip.i2s.pins == (25, 26, 16) and Chip.rmt.pin == 17 and Chip.rmt.idle_level is False
    assert Chip.i2s.ibuf >= 4096, "two blocks at least"
    Bench(1)
    assert Chip.rmt.idle_level is True


def test_a_frame_is_played_once_and_not_into_another():
    bench = Bench()
    assert bench.line.send(frame("C000030A"))
    duration, played = Chip.rmt.played[0]
    text = "".join(["A" if level else "i" for level in played])
    assert duration == 500 and len(text) == 68
    # Start bit 1, then C = 1100.
    assert text[:10] == "AiAiAiiAiA" and text[-2:] == "Ai"
    Chip.rmt.busy = True
    assert not bench.line.send(frame("00000300")) and len(Chip.rmt.played) == 1
    Chip.rmt.busy = False
    assert bench.line.send(frame("00000300")) and len(Chip.rmt.played) == 2


class Wire:
    """Takes the words that Sampled makes to the simulated receiver, block by block."""

    def __init__(self, decoder):
        self.words = block()
        self.decoder = decoder
        self.edges = decoder.edges
        self.order = decoder.order
        self.between = None

    def feed(self):
        Chip.i2s.fill(self.words)
        if self.between is not None:
            self.between()
        return False


def test_sampled_frames_are_heard():
    bench = Bench()
    wire = Wire(bench.decoder)
    heard = []
    wire.between = lambda: heard.extend(bench.heard())
    line = Sampled(wire)
    for text in VECTORS:
        line.line(60000, False)
        line.frame(text)
    line.line(100000, False)
    line.end()
    assert heard == VECTORS, heard
    assert bench.line.edges.good == len(VECTORS) and bench.line.lost == 0


def test_the_receiver_writes_only_into_what_was_read():
    bench = Bench()
    assert Chip.i2s.buffer is bench.decoder.words
    Chip.i2s.fill(block())
    assert Chip.i2s.buffer is None, "not before it is decoded"
    assert bench.line.next_due_ms(0) == 0
    assert bench.heard() == [] and Chip.i2s.buffer is bench.decoder.words
    assert bench.line.next_due_ms(0) == bench.module.POLL_MS


def test_the_loop_test_tells_what_came():
    bench = Bench()
    wire = Wire(bench.decoder)
    wire.between = bench.line._listen
    line = Sampled(wire)
    line.line(60000, False)
    done = [0]

    def sleep_ms(ms):
        # What was played comes back, but for the second frame.
        if len(Chip.rmt.played) > done[0]:
            done[0] += 1
            text = VECTORS[done[0] - 1]
            if done[0] != 2:
                line.frame(text)
        line.line(ms * 1000, False)

    found = bench.sending.loop_test(bench.line, [frame(text) for text in VECTORS[:3]], sleep_ms)
    assert [sent == heard for sent, heard in found] == [True, False, True] and found[1][1] is None


def test_what_the_chip_has_not_is_said():
    for unit, channel in ((2, 0), (0, 8)):
        module, _, _ = drivers()
        decoder = SampleDecoder(EdgeDecoder(), block())
        try:
            module.OpenThermLine(17, 16, (25, 26), decoder, levels, 0, unit, channel)
        except ValueError:
            continue
        raise AssertionError("no error")


def test_at_rest_when_closed():
    bench = Bench()
    bench.line.close()
    assert Chip.rmt.off and Chip.i2s.off


def test_it_takes_no_heap():
    bench = Bench()
    no_allocation(idle_second, bench)


def idle_second(bench):
    for _ in range(30):
        bench.line._full = True
        Chip.i2s.buffer = None
        bench.line.take(bench.got)
        bench.line.next_due_ms(0)


class Captured:
    def __init__(self, idle=0):
        _, module, self.sending = drivers()
        self.edges = EdgeDecoder(idle)
        self.line = module.OpenThermCapture(17, 16, self.edges, levels, idle)
        self.idle = idle
        self.got = bytearray(4)

    def burst(self, text, first=0, last=None):
        """What the receiver makes of a frame, without some of its pulses at either end."""
        found = []
        for us, active in runs(halves(bits(text)))[first:last]:
            found.append(us if (active != (self.idle == 1)) else -us)
        Chip.rx.bursts.append(found)

    def heard(self):
        return "".join(["%02X" % byte for byte in self.got]) if self.line.take(self.got) else ""


def test_captured_frames_are_heard():
    for idle in (0, 1):
        bench = Captured(idle)
        for text in VECTORS:
            bench.burst(text)
            assert bench.heard() == text
            bench.burst(text, 0, -1)  # the idle half of the stop bit is the pause behind it
            assert bench.heard() == text
            assert bench.heard() == ""


def test_a_broken_burst_is_none_and_the_next_is_heard():
    bench = Captured()
    for cut in (1, 5, 20, 40):
        bench.burst(VECTORS[1], 0, -cut - 1)
        assert bench.heard() == ""
        bench.burst(VECTORS[2])
        assert bench.heard() == VECTORS[2]
    Chip.rx.bursts.append([40, -60, 500, -30])
    assert bench.heard() == ""


def test_a_build_without_capture_says_so():
    _, module, _ = drivers()
    kept = module.esp32
    module.esp32 = Module()
    module.esp32.RMT = RMT
    try:
        module.OpenThermCapture(17, 16, EdgeDecoder(), levels)
    except ValueError as error:
        assert "capture" in str(error)
    else:
        raise AssertionError("no error")
    finally:
        module.esp32 = kept


def test_the_captured_line_sends_and_rests():
    bench = Captured()
    assert Chip.rx.pin == 16 and Chip.rmt.pin == 17 and Chip.rx.on
    assert bench.line.send(frame("C000030A")) and len(Chip.rmt.played) == 1
    bench.line.close()
    assert not Chip.rx.on and Chip.rmt.off
