"""An OpenTherm frame in plain words:  words("C000030A") -> "READ-ACK 0 status: CH enable, DHW enable; CH mode, flame".

Nothing that is given to these functions makes them raise: what is no frame is said to be none.
"""

import re
from collections import namedtuple
from functools import cache

from host_sim.opentherm import special, texts
from host_sim.opentherm.id_schema import read_ids
from host_sim.opentherm.values import byte, flags, in_bounds, number
from tandem.links.opentherm import frame

# What a frame says, each part as text: "READ-ACK", "25", "boiler flow temperature", "49.50 C". ``problem`` is "" for a
# good frame. id -1: this is no frame at all.
Parts = namedtuple("Parts", "kind id name value problem")
_HEX = re.compile(r"[TBRAEtbrae]?([0-9A-Fa-f]{8})")
_NOT_NOW = {
    frame.INVALID_DATA: "no valid value",
    frame.DATA_INVALID: "not available, or refused",
    frame.UNKNOWN_ID: "not known to the slave",
    frame.RESERVED: "",
}


def words(data):
    """One line for a frame: eight hex digits (a gateway's letter T B R A E may stand before them), or four bytes."""
    found = parts(data)
    if found.id < 0:
        return found.problem
    line = f"{found.kind} {found.id} {found.name}"
    if found.value:
        line += f": {found.value}"
    return f"{line} ({found.problem})" if found.problem else line


def parts(data):
    """The Parts of a frame, as words() takes it."""
    raw = _bytes_of(data)
    if raw is None:
        return Parts("", -1, "", "", f"no frame: {_shown(data)}")
    problems = []
    message = frame.Message()
    if not message.unpack(raw):
        problems.append("wrong parity")
        raw[0] ^= 0x80
        message.unpack(raw)
    if message.kind == frame.RESERVED:
        problems.append("reserved message type")
    if raw[0] & 0x0F:
        problems.append(f"spare bits {raw[0] & 0x0F:04b}")
    row = ids().get(message.id)
    if row is None:
        name = "reserved id" if message.id < 128 else "maker's own id"
    else:
        name = row.text
    return Parts(texts.KINDS[message.kind], message.id, name, _value(message, row), ", ".join(problems))


@cache
def ids():
    """The table of data-ids, {id: Row}, read once."""
    return read_ids()


def _bytes_of(data):
    """A fresh bytearray of the four bytes, or None."""
    if isinstance(data, str):
        found = _HEX.fullmatch(data.strip())
        return bytearray.fromhex(found[1]) if found else None
    if isinstance(data, (bytes, bytearray, memoryview)) and len(bytes(data)) == frame.FRAME_SIZE:
        return bytearray(data)
    return None


def _shown(data):
    if isinstance(data, str):
        return repr(data) if len(data) <= 40 else f"{data[:37]!r}..."
    if isinstance(data, (bytes, bytearray, memoryview)):
        size = len(bytes(data))
        return f"{size} byte{'' if size == 1 else 's'} instead of {frame.FRAME_SIZE}"
    return f"{type(data).__name__} is neither text nor bytes"


def _value(message, row):
    """Text of the value, as far as this kind of message has one."""
    kind, value = message.kind, message.value
    if kind in _NOT_NOW:
        return _NOT_NOW[kind]
    if kind == frame.READ_DATA:
        return _asked(row, value)
    if row is None:
        return f"{value:04X} (two bytes {value >> 8}/{value & 0xFF}, number {value})"
    text = special.TEXTS[row.id](value) if row.id in special.TEXTS else _plain(row, value)
    if kind == frame.WRITE_DATA and "W" not in row.dir and row.dir != "-":
        text += " (read-only by the standard)"
    return text


def _asked(row, value):
    """What a request to read carries: flags of the master or an index; else zeros, or something that means nothing."""
    if row is not None and row.id in texts.HB_IN_REQUEST:
        text = special.solar_request(value) if row.id == 101 else flags(row.id, "hb", value >> 8)
        return text + (f" (and {value & 0xFF:02X})" if value & 0xFF else "")
    if row is not None and row.id in texts.INDEX_IN_REQUEST:
        return f"entry {value >> 8}"
    text = f"(carries {value:04X})" if value else ""
    if row is not None and row.dir == "W":
        text = f"{text} (write-only by the standard)".strip()
    return text


def _plain(row, value):
    """The value by the table: one number, or two bytes of which each says something."""
    if row.is_word:
        text = number(row.hb, value, row.units[0])
        return text if in_bounds(row, value) else f"{text} (outside {row.low[0]}..{row.high[0]})"
    found = (byte(row, "hb", value >> 8), byte(row, "lb", value & 0xFF))
    return "; ".join(text for text in found if text)
