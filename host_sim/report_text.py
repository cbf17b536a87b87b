"""How a figure is written for people: rounded, grouped by thousands, and "-" where there is none."""

import math

THIN_SPACE = "\u202f"


def figure_text(value, decimals=0, group=" "):
    """``value`` with ``decimals`` places; ``group`` parts the thousands. None, NaN and infinity become "-"."""
    if value is None or not math.isfinite(value):
        return "-"
    text = f"{value:,.{decimals}f}".replace(",", group)
    return text.lstrip("-") if not text.strip("-0." + group) else text  # never "-0"


def html_figure(value, decimals=0):
    """The same for the page, with thin spaces that do not break a line, and a real minus."""
    text = figure_text(value, decimals, THIN_SPACE)
    return text if text == "-" else text.replace("-", "\u2212")


def duration_text(seconds):
    """A length of time in its two largest units: 3 d 4 h, 5 h 12 min, 7 min."""
    minutes = int(seconds + 30) // 60
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return f"{days} d {hours} h"
    return f"{hours} h {rest:02d} min" if hours else f"{rest} min"


def day_text(moment):
    """Local day and time: Mon 13 Jan 2025, 06:30."""
    return moment.strftime("%a %d %b %Y, %H:%M")


def share_text(share):
    """A share 0..1 in per cent; what is there but tiny is not written as nothing."""
    return "< 0.1 %" if 0 < share < 0.0005 else f"{100.0 * share:.1f} %"


def total(*values):
    """Sum of what is there; None when nothing is."""
    there = [value for value in values if value is not None]
    return sum(there) if there else None
