"""Values of OpenTherm that the table of data-ids cannot say alone: clock, modes, requests, makers, text."""

from host_sim.opentherm import texts
from host_sim.opentherm.values import flags, number


def _named(names, code):
    """Name of a code in a sequence, or the code itself."""
    return (names[code] if code < len(names) else None) or f"code {code}"


def _master_config(value):
    return f"{flags(2, 'hb', value >> 8)}; {_member(texts.MASTER_MEMBERS, value & 0xFF)}"


def _slave_config(value):
    return f"{flags(3, 'hb', value >> 8)}; {_member(texts.SLAVE_MEMBERS, value & 0xFF)}"


def _member(members, code):
    """0 is a device of no member in particular."""
    if code == 0:
        return "member 0 (not a member's own)"
    return f"member {code}" + (f" (seen from {members[code]})" if code in members else "")


def _request(value):
    """HB what is asked; LB of the answer 128..255 accepted. A request has 0 there."""
    code, answer = value >> 8, value & 0xFF
    text = _named(texts.REQUESTS, code)
    if answer:
        text += f"; {'accepted' if answer >= 128 else 'refused'} ({answer})"
    return text


def _override(value):
    return "none" if value == 0 else number("f8.8", value, "C")


def _day_time(value):
    day, hour, minute = value >> 13, value >> 8 & 0x1F, value & 0xFF
    clock = f"{hour:02}:{minute:02}"
    if hour > 23 or minute > 59:
        clock += " (no time of day)"
    return f"{texts.DAYS[day]} {clock}" if day else clock


def _date(value):
    month, day = value >> 8, value & 0xFF
    if 1 <= month <= 12 and 1 <= day <= 31:
        return f"{day} {texts.MONTHS[month - 1]}"
    return f"month {month}, day {day} (no date)"


def _collector(value):
    """Whole degrees by 4.2, f8.8 in older boilers: a word beyond the bounds of the first is taken for the second."""
    if -40 <= (value ^ 0x8000) - 0x8000 <= 250:
        return number("s16", value, "C")
    return f"{number('f8.8', value, 'C')} (taken for f8.8)"


def _fan(value):
    """Hz is rpm/60."""
    setpoint, actual = value >> 8, value & 0xFF
    return f"setpoint {setpoint} Hz ({setpoint * 60} rpm); actual {actual} Hz ({actual * 60} rpm)"


def _character(value):
    """HB is the length of the text, LB the character asked for."""
    length, code = value >> 8, value & 0xFF
    shown = f"'{chr(code)}'" if 32 <= code < 127 else f"code {code}"
    return f"length {length}; character {shown}"


def _sensor(value):
    kind, index = value >> 12, value >> 8 & 0x0F
    strength, battery = value >> 2 & 7, value & 3
    name = texts.SENSORS.get(kind, f"sensor kind {kind}")
    signal = f"signal {strength} of 5" if strength else "signal unknown"
    return f"{name} {index}; {signal}, {texts.BATTERIES[battery]}"


def _modes(value):
    hot_water = _named(texts.DHW_MODES, value >> 8 & 0x0F)
    push = ", push" if value & 0x1000 else ""
    first, second = (_named(texts.HEATING_MODES, value >> at & 0x0F) for at in (0, 4))
    return f"DHW {hot_water}{push}; CH {first}, CH2 {second}"


def _override_function(value):
    """LB by the class table. A gateway may set HB to the same, for thermostats that read it there."""
    text = flags(100, "lb", value & 0xFF)
    return f"{text}; HB {flags(100, 'lb', value >> 8)}" if value >> 8 else text


def solar_request(value):
    """HB bits 2..0: what the master wants of the solar storage."""
    return _named(texts.SOLAR_MODES, value >> 8 & 7)


def _solar_status(value):
    low = value & 0xFF
    fault = "fault, " if low & 1 else ""
    mode, state = _named(texts.SOLAR_MODES, low >> 1 & 7), texts.SOLAR_STATES[low >> 4 & 3]
    return f"{solar_request(value)}; {fault}{mode}, {state}"


# id: function of the value word that gives the whole text.
TEXTS = {
    2: _master_config,
    3: _slave_config,
    4: _request,
    9: _override,
    20: _day_time,
    21: _date,
    30: _collector,
    35: _fan,
    39: _override,
    93: _character,
    94: _character,
    95: _character,
    98: _sensor,
    99: _modes,
    100: _override_function,
    101: _solar_status,
}
