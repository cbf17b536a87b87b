"""The launcher's safe.bin of a board; its layout is in boards/README.md."""

import math
import struct
import zlib
from collections import namedtuple

from tools.boards import signals as s

MAGIC = b"TSB1"
HEAD = struct.Struct("<4sBBBBHHBBBB24s")
OUTPUT = struct.Struct("<BBBB")
SENSOR = struct.Struct("<BBBB10s")
END = struct.Struct("<HH")
WATCHDOG_MS = 8000
SERVICE_S = 120
NONE = 255
MAY_FIRE = 1
WATER, OUTDOOR = 0, 1
ONE_WIRE, AT_ADC = 1, 2
_WATER_SIGNALS = ("flow", "return")
# The driver's limits (tandem.drivers.ntc): beyond, the wire is broken or shorted.
_LOW_MV, _HIGH_MV = 150, 3080
_MARKS_C = (5.0, 7.0, 15.0)

# What a file says; outputs: [(signal, pin, rest, on)], sensors: [(what, kind, pin, ten bytes)].
Safe = namedtuple("Safe", "chip flags watchdog_ms service_s bypass bypass_rest led led_on name outputs sensors")


def levels(entry):
    """(level at rest, level when on) of a relay's Entry: on through the resting contact is the coil's off."""
    coil_on = 1 if entry["active"] == "high" else 0
    on = coil_on if entry.get("wired", "no") == "no" else 1 - coil_on
    return 1 - coil_on, on


def ohm(curve, celsius):
    """Resistance of one of signals.NTC: R25 exp(B (1/T - 1/298.15 K)), or IEC 60751 above 0 C."""
    if curve == "pt1000":
        return 1000.0 * (1.0 + 3.9083e-3 * celsius - 5.775e-7 * celsius * celsius)
    return 10000.0 * math.exp(float(curve.removeprefix("10k")) * (1.0 / (celsius + 273.15) - 1.0 / 298.15))


def millivolts(entry, celsius):
    """At the ADC pin of an ntc Entry: sensor to ground, pull-up to the supply. The trim is in it."""
    sensor = ohm(entry["curve"], celsius - entry.get("trim_k", 0.0))
    return round(entry.get("supply_mv", 3300) * sensor / (sensor + entry["pull_ohm"]))


def sensor(board, signals):
    """The Entry of the first of these signals that safe mode can read without knowing more, or None."""
    for signal in signals:
        entry = board.input(signal)
        if entry is None:
            continue
        if entry.driver == "ntc":
            return entry
        if entry.driver == "ds18b20":
            others = [other for other in board.inputs if other.driver == "ds18b20" and other["pin"] == entry["pin"]]
            if entry.get("rom") or len(others) == 1:
                return entry
    return None


def contents(board):
    """The Safe of a schema.Board."""
    outputs = []
    for entry in board.outputs:
        number = s.OUTPUTS[entry.signal][0]
        if entry.driver == "relay":
            outputs.append((number, entry["pin"], *levels(entry)))
        else:
            outputs.append((number, entry["pin"], 0, 1))
    for line in board.lines:
        rest = 1 if line.get("idle", "low") == "high" else 0
        outputs.append((s.SAFE_LINE, line["tx"], rest, 1 - rest))
    outputs += [(s.SAFE_BUS, bus["direction"], 0, 1) for bus in board.buses if bus.get("direction") is not None]
    sensors = []
    for what, signals in ((WATER, _WATER_SIGNALS), (OUTDOOR, ("outdoor",))):
        entry = sensor(board, signals)
        if entry and entry.driver == "ds18b20":
            sensors.append((what, ONE_WIRE, entry["pin"], bytes.fromhex(entry.get("rom", "00" * 8)) + bytes(2)))
        elif entry:
            marks = [millivolts(entry, celsius) for celsius in _MARKS_C]
            sensors.append((what, AT_ADC, entry["pin"], struct.pack("<5H", *marks, _LOW_MV, _HIGH_MV)))
    fire = board.output("boiler") is not None and any(row[0] == WATER for row in sensors)
    led_on = 1 if board.led and board.led["active"] == "high" else 0
    return Safe(
        board.chip.code, MAY_FIRE if fire else 0, WATCHDOG_MS, SERVICE_S,
        board.bypass["pin"] if board.bypass else NONE, 0,
        board.led["pin"] if board.led else NONE, led_on, board.name, outputs, sensors,
    )  # fmt: skip


def packed(board):
    """The bytes of /safe.bin for a schema.Board."""
    safe = contents(board)
    data = HEAD.pack(
        MAGIC, safe.chip, len(safe.outputs), len(safe.sensors), safe.flags, safe.watchdog_ms, safe.service_s,
        safe.bypass, safe.bypass_rest, safe.led, safe.led_on, safe.name.encode("ascii"),
    )  # fmt: skip
    data += b"".join(OUTPUT.pack(*row) for row in safe.outputs)
    data += b"".join(SENSOR.pack(what, kind, pin, 0, more) for what, kind, pin, more in safe.sensors)
    crc = zlib.crc32(data)
    return data + END.pack(crc & 0xFFFF, crc >> 16)


def unpacked(data):
    """The Safe of a file's bytes; raises ValueError for anything that is no whole file."""
    if len(data) < HEAD.size + END.size or data[:4] != MAGIC:
        raise ValueError("no safe.bin")
    _, chip, n_out, n_sensors, flags, ms, service_s, bypass, rest, led, led_on, name = HEAD.unpack_from(data)
    end = HEAD.size + n_out * OUTPUT.size + n_sensors * SENSOR.size
    if len(data) != end + END.size:
        raise ValueError("safe.bin has another length")
    low, high = END.unpack_from(data, end)
    if zlib.crc32(data[:end]) != low | high << 16:
        raise ValueError("safe.bin is damaged")
    outputs = [OUTPUT.unpack_from(data, HEAD.size + i * OUTPUT.size) for i in range(n_out)]
    at = HEAD.size + n_out * OUTPUT.size
    sensors = [SENSOR.unpack_from(data, at + i * SENSOR.size) for i in range(n_sensors)]
    named = name.rstrip(b"\0").decode("ascii")
    probes = [(what, kind, pin, more) for what, kind, pin, _, more in sensors]
    return Safe(chip, flags, ms, service_s, bypass, rest, led, led_on, named, outputs, probes)
