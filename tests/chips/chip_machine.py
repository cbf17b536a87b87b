"""The simulated chip's machine module: what the drivers use of it, with the checks that the real one makes."""

import chip_time


class _Line:
    """What one pin's pad is connected to, and what was done to it."""

    def __init__(self):
        self.mode = None
        self.pull = None
        self.level = None
        self.outside = None  # level that the world puts on it
        self.log = []
        self.handler = None
        self.trigger = 0
        self.broken = False


class _Pins:
    def __init__(self):
        self.lines = {}

    def __getitem__(self, number):
        if number not in self.lines:
            self.lines[number] = _Line()
        return self.lines[number]

    def put(self, number, level, missed=False):
        """The world changes a level; missed: and the interrupt is lost."""
        line = self[number]
        was = line.outside
        line.outside = level
        edge = Pin.IRQ_RISING if level else Pin.IRQ_FALLING
        if line.handler and level != was and line.trigger & edge and not missed:
            line.handler(line)

    def clear(self):
        self.lines.clear()


pins = _Pins()


class Chip:
    """The rest of its state."""

    uv = {}
    uarts = {}
    counters = {}
    wdt_ms = 0
    fed = 0
    memory = b""
    datetime = None
    resets = 0


def fresh():
    """Power-on."""
    pins.clear()
    Chip.uv.clear()
    Chip.uarts.clear()
    Chip.counters.clear()
    Chip.wdt_ms = Chip.fed = Chip.resets = 0
    Chip.memory = b""
    Chip.datetime = None


class Pin:
    IN = 1
    OUT = 3
    OPEN_DRAIN = 7
    PULL_DOWN = 1
    PULL_UP = 2
    IRQ_RISING = 1
    IRQ_FALLING = 2

    def __init__(self, number, mode=-1, pull=-1, *, value=None):
        assert isinstance(number, int) and 0 <= number < 49
        self.number = number
        self.line = pins[number]
        self.init(mode, pull, value=value)

    def init(self, mode=-1, pull=-1, *, value=None):
        # The real one does it in this order too.
        if value is not None:
            self._put(value)
        if mode != -1:
            self.line.mode = mode
            self.line.log.append(("mode", mode))
        if pull != -1:
            self.line.pull = pull

    def value(self, level=None):
        line = self.line
        if line.broken:
            raise OSError(5)
        if level is not None:
            self._put(level)
            return None
        if line.mode == Pin.OUT:
            return line.level
        if line.outside is not None:
            return line.outside
        return 1 if line.pull == Pin.PULL_UP else 0

    def irq(self, handler, trigger):
        self.line.handler = handler
        self.line.trigger = trigger

    def _put(self, level):
        assert level in (0, 1)
        self.line.level = level
        if len(self.line.log) < 64:
            self.line.log.append(("level", level))


class ADC:
    ATTN_11DB = 3

    def __init__(self, pin, atten):
        assert atten == ADC.ATTN_11DB
        self.number = pin.number
        self.at = 0

    def read_uv(self):
        found = Chip.uv[self.number]
        if isinstance(found, int):
            return found
        self.at += 1
        return found[self.at % len(found)]


class PWM:
    def __init__(self, pin, *, freq, duty_u16):
        self.line = pin.line
        self.line.hz = freq
        self.duty_u16(duty_u16)

    def duty_u16(self, duty):
        assert 0 <= duty <= 65535
        self.line.duty = duty


class UART:
    """Chip.uarts[unit].wire: answer(request bytes) -> [(after ms, bytes)]."""

    def __init__(self, unit, *, baudrate, tx, rx, bits, parity, stop, rxbuf, timeout):
        assert timeout == 0 and bits == 8
        self.settings = (baudrate, tx.number, rx.number, parity, stop)
        self.ring = rxbuf
        self.wire = None
        self.sent = []
        self.coming = []
        self.de_number = -1
        self.de = []
        self.left = 0
        Chip.uarts[unit] = self

    def write(self, buf):
        data = bytes(buf)
        self.sent.append(data)
        self.left = 3
        if self.de_number >= 0:
            self.de.append(pins[self.de_number].level)
        if self.wire is not None:
            for after, answer in self.wire.answer(data):
                self.coming.append((chip_time.clock.ms + after, answer))
        return len(data)

    def txdone(self):
        if self.left > 0:
            self.left -= 1
        if self.de_number >= 0:
            self.de.append(pins[self.de_number].level)
        return self.left == 0

    def any(self):
        # What finds no room in the ring is lost.
        room = self.ring
        for i in range(len(self.coming)):
            at, data = self.coming[i]
            if at <= chip_time.clock.ms:
                self.coming[i] = (at, data[:room])
                room -= len(data[:room])
        self.coming = [piece for piece in self.coming if piece[1]]
        for at, data in self.coming:
            if at <= chip_time.clock.ms:
                return len(data)
        return 0

    def readinto(self, buf):
        for i in range(len(self.coming)):
            at, data = self.coming[i]
            if at <= chip_time.clock.ms:
                n = min(len(buf), len(data))
                buf[:n] = data[:n]
                if n < len(data):
                    self.coming[i] = (at, data[n:])
                else:
                    self.coming.pop(i)
                return n
        return None


class Counter:
    FALLING = 2

    def __init__(self, number, src, *, edge, filter_ns):
        assert edge == Counter.FALLING
        self.n = 0
        Chip.counters[number] = self

    def value(self):
        return self.n


class WDT:
    def __init__(self, timeout):
        Chip.wdt_ms = timeout

    def feed(self):
        Chip.fed += 1


class RTC:
    def memory(self, data=None):
        if data is None:
            return Chip.memory
        Chip.memory = bytes(data)
        return None

    def datetime(self, moment):
        Chip.datetime = moment


def reset():
    Chip.resets += 1
