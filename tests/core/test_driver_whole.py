"""A whole board of drivers under the real App on the simulated chip, with everything breaking at times."""

import gc
import struct
from array import array

import chips
from chip_machine import Chip
from chip_net import Air, Net
from chip_onewire import Bus, Sensor
from support import INTERPRETER, Skip
from tandem import app
from tandem.ports.frame import (
    CH_DIM,
    CH_FLOW,
    CH_HP_FLOW,
    CH_HP_POWER,
    CH_IMPORT,
    CH_OUTDOOR,
    CH_RETURN,
    IN_AGE_S,
    IN_CH,
    IN_QUALITY,
    IN_WALL_STATE,
    N_CH,
    OUT_ALARMS,
    OUT_BOILER,
    OUT_HP,
    OUT_HP_PUMP,
    OUT_HP_SET_C100,
    OUT_PUMP,
    OUT_SG,
    Q_FAULT,
    Q_GOOD,
)
from tandem.ports.reasons import E_BOOT, E_TASK_STALE

TIME = chips.chip_time.clock
PINS = chips.pins
RELAYS = ((16, OUT_HP), (17, OUT_BOILER), (18, OUT_PUMP), (19, OUT_HP_PUMP))
# The bus is simulated bit by bit, which takes a slow interpreter long.
SEEDS, SHAKES = (3, 150) if INTERPRETER == "cpython" else (1, 40)
SERVERS = ("10.0.0.1", "10.0.0.2")


class Files:
    def __init__(self):
        self.kept = {}

    def read(self, name):
        return self.kept.get(name)

    def write(self, name, data):
        self.kept[name] = bytes(data)


class Dog:
    fed = 0

    def feed(self):
        self.fed += 1

    def lengthen(self, ms):
        pass


class Meter:
    dead = False

    def answer(self, request):
        if self.dead:
            return []
        data = bytes((1, 4, 4)) + struct.pack(">f", 1500.0)
        crc = chips.driver("modbus_rtu").crc16(data, len(data))
        return [(50, data + bytes((crc & 0xFF, crc >> 8)))]


class House:
    """All that is connected."""

    def __init__(self):
        chips.fresh()
        d = chips.driver
        relay = d("relay")
        self.outputs = [relay.Relay(pin, out, 1, 0) for pin, out in RELAYS]
        self.outputs.append(d("contacts").SgOut(20, 21, 1))
        self.outputs.append(d("analog_out").AnalogOut(22, OUT_HP, OUT_HP_SET_C100, 2000, 2000, 6000, 10000, 0, 0))
        self.outputs.append(d("led").Led(2, 1))
        self.sensors = [Sensor(0x11 + i, 16 * (40 - 5 * i)) for i in range(3)]
        Bus(4, self.sensors)
        self.meter = Meter()
        files = Files()
        bus = d("modbus_rtu").Master(d("uart").Serial(2, 25, 26, 9600))
        Chip.uarts[2].wire = self.meter
        Chip.uv[34] = 2300000
        self.wall = d("wall").Wall(60, 1)
        net = d("net").Wifi("house", "secret", "tandem")
        dns = d("dns").Dns(net)
        ntp = d("ntp").Ntp(net, dns, self.wall, SERVERS)
        inputs = (
            d("ds18b20").Ds18b20(4, (CH_FLOW, CH_RETURN, CH_HP_FLOW), b"", files),
            d("ntc").Ntc(34, CH_OUTDOOR, "10k3950", 10000, 3300),
            d("modbus_meter").Meter(bus, 1, "sdm120", (CH_HP_POWER,)),
            d("pulses").Pulses(27, CH_IMPORT, 1000),
            d("contacts").Contact(14, CH_DIM, 0, 1, 50, 1),
            self.wall,
        )
        self.dog = Dog()
        watchdog = d("watchdog").Watchdog(self.dog)
        self.board = d("board").Board(inputs, tuple(self.outputs), (bus, net, dns, ntp), [], files, watchdog)
        self.app = app.App(self.board)
        for server in SERVERS:
            Net.peers[(server, 123)] = self.time_of(server)

    def time_of(self, server):
        def answer(request):
            seconds = 1809129600 + 2208988800 + TIME.ms // 1000
            out = bytearray(48)
            out[0] = 0x24
            out[1] = 2
            out[24:32] = request[40:48]
            for i in range(4):
                out[40 + i] = (seconds >> (24 - 8 * i)) & 0xFF
            return [((server, 123), bytes(out))]

        return answer

    def run(self, ms):
        """The loop; it sleeps by moving the time."""
        end = TIME.ms + ms
        while TIME.ms < end:
            wait = self.app.loop.turn()
            assert 0 <= wait <= self.board.max_wait_ms
            TIME.ms += 1 if self.board.woken else min(max(wait, 1), end - TIME.ms)
            self.board.woken = False

    def quality(self, ch):
        return self.app.inputs.f[IN_QUALITY + ch]


def test_everything_works():
    house = House()
    house.run(120000)
    f = house.app.inputs.f
    for ch in (CH_FLOW, CH_RETURN, CH_HP_FLOW, CH_OUTDOOR, CH_HP_POWER, CH_DIM):
        assert house.quality(ch) == Q_GOOD, ch
        assert f[IN_AGE_S + ch] <= 12
    assert sorted([f[IN_CH + CH_FLOW], f[IN_CH + CH_RETURN], f[IN_CH + CH_HP_FLOW]]) == [3000, 3500, 4000]
    assert f[IN_CH + CH_HP_POWER] == 1500
    assert f[IN_WALL_STATE] == Q_GOOD and house.wall.known
    assert house.dog.fed > 60
    assert house.app.scheduler.failures[0] == 0


def test_a_start_tells_which_task_the_reset_was_for():
    house = House()
    house.board.watchdog.reset(1)
    for expected in ([E_TASK_STALE, 1], None):
        events = app.App(house.board).events
        row = [0] * 4
        rows = [list(row[1:3]) for number in range(events.total) if events.at(number, row)]
        assert rows[0][0] == E_BOOT
        assert [told for told in rows if told[0] == E_TASK_STALE] == ([expected] if expected else [])


def test_commands_reach_the_pins():
    house = House()
    PINS[16].log = PINS[17].log = []
    house.run(300000)
    o = house.app.outputs.f
    for pin, out in RELAYS:
        assert PINS[pin].level == (1 if o[out] else 0), out
    assert PINS[20].level == (1 if o[OUT_SG] in (1, 4) else 0)


class Dice:
    def __init__(self, seed):
        self.state = seed

    def roll(self, n):
        self.state = (self.state * 16807) % 2147483647
        return self.state % n


def shake(house, dice):
    """Break or mend something."""
    what = dice.roll(12)
    bad = dice.roll(2) == 1
    if what == 0:
        PINS.put(4, 0 if bad else 1)
    elif what == 1:
        house.sensors[dice.roll(3)].dead = bad
    elif what == 2:
        house.sensors[dice.roll(3)].power_on()
    elif what == 3:
        Chip.uv[34] = (0, 2300000, 3300000)[dice.roll(3)]
    elif what == 4:
        house.meter.dead = bad
    elif what == 5:
        Air.there = bad
    elif what == 6:
        Air.broken = bad
    elif what == 7:
        Net.unreachable = bad
    elif what == 8:
        PINS.put(14, dice.roll(2), missed=bad)
    elif what == 9:
        PINS[14].broken = PINS[16 + dice.roll(4)].broken = bad
    elif what == 10:
        Chip.uarts[2].coming.append((0, bytes(dice.roll(600))))
    else:
        for _ in range(dice.roll(20)):
            PINS.put(27, 0)
            PINS.put(27, 1)


def test_whatever_breaks_the_tick_goes_on():
    for seed in range(1, SEEDS + 1):
        house = House()
        dice = Dice(seed)
        for _ in range(SHAKES):
            shake(house, dice)
            house.run(1000 + dice.roll(20000))
            for ch in range(N_CH):
                assert 0 <= house.quality(ch) <= Q_FAULT
            assert TIME.slept_us == 0
        scheduler = house.app.scheduler
        assert scheduler.failures[0] == 0 and scheduler.slips[0] == 0
        assert house.app.supervisor.resets == 0 and house.app.loop.link_failures == 0
        # Mended, all of it comes back by itself.
        PINS.put(4, 1)
        PINS.put(14, 1)
        for sensor in house.sensors:
            sensor.dead = False
        for pin in (14, 16, 17, 18, 19):
            PINS[pin].broken = False
        Chip.uv[34] = 2300000
        house.meter.dead = Air.broken = Net.unreachable = False
        Air.there = True
        house.run(330000)
        for ch in (CH_FLOW, CH_RETURN, CH_HP_FLOW, CH_OUTDOOR, CH_HP_POWER, CH_DIM):
            assert house.quality(ch) == Q_GOOD, (seed, ch)
        o = house.app.outputs.f
        for pin, out in RELAYS:
            assert PINS[pin].level == (1 if o[out] else 0), (seed, out)
        assert o[OUT_ALARMS] & 1 == 0, "outdoor sensor"


def test_minutes_keep_no_heap():
    if INTERPRETER == "cpython":
        raise Skip("heap use is measured on MicroPython only")
    if INTERPRETER == "wasm32":
        raise Skip("its collector runs between calls only")
    house = House()
    house.run(300000)
    used = array("i", [0, 0])
    for i in range(2):
        for line in PINS.lines.values():
            line.log = []
        Net.sent = []
        Chip.uarts[2].sent = []
        gc.collect()
        used[i] = gc.mem_alloc()
        house.run(600000)
    assert used[1] - used[0] < 1500, used[1] - used[0]
