"""The formats of OpenTherm values as text: numbers with units, bytes, flags by name."""

from host_sim.opentherm import texts
from tandem.links.opentherm import frame


def number(kind, word, unit):
    """A word of format f8.8, s16 or u16: "49.50 C", "-5 C", "1500 rpm"."""
    if kind == "f8.8":
        c100 = frame.c100(word)
        whole, hundredths = divmod(abs(c100), 100)
        text = f"{'-' if c100 < 0 else ''}{whole}.{hundredths:02}"
    else:
        text = str(frame.s16(word) if kind == "s16" else word)
    return f"{text} {unit}" if unit else text


def raw_number(kind, word):
    """The same as a number, exactly."""
    if kind == "f8.8":
        return frame.s16(word) / 256
    return frame.s16(word) if kind == "s16" else word


def in_bounds(row, word):
    """A word lies within the bounds of its Row."""
    return row.low[0] <= raw_number(row.hb, word) <= row.high[0]


def flags(number, half, value):
    """Names of the flags that are set, "none" for none of them; a reserved bit is named by its place."""
    known = texts.FLAGS.get((number, half), ())
    names = []
    for bit in range(8):
        if value >> bit & 1:
            names.append((known[bit] if bit < len(known) else None) or f"bit {bit}")
    return ", ".join(names) or "none"


def byte(row, half, value):
    """What one byte of a Row says; "" for one that is not used and 0."""
    place = 0 if half == "hb" else 1
    kind = (row.hb, row.lb)[place]
    if kind == "-":
        return f"{half.upper()} {value:02X}" if value else ""
    label = texts.LABELS.get((row.id, half), "")
    if kind == "flag8":
        return f"{label} {flags(row.id, half, value)}".strip()
    shown = frame.s8(value) if kind == "s8" else value
    text = " ".join(part for part in (label, str(shown), row.units[place]) if part)
    low, high = row.low[place], row.high[place]
    return text if low <= shown <= high else f"{text} (outside {low}..{high})"
