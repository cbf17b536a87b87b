"""Frames in the lines of a log, as gateways and what listens to them write it, each frame as one aligned line of words.

A line may be a frame alone (C000030A, T80190000), or have a frame with its letter somewhere, after a time of day or
whatever a program writes before it. Everything else - answers of a gateway, its summaries, remarks - is no frame.
"""

import re
from collections import namedtuple

from host_sim.opentherm.words import parts

# Who sent it, by the letter of a gateway. R and A are what the gateway changed or said by itself. Without a letter the
# kind of message tells the side.
SENDERS = {
    "T": "thermostat",
    "B": "boiler",
    "R": "to boiler",
    "A": "to thermostat",
    "E": "line error",
}
Line = namedtuple("Line", "text good is_frame")  # good: False when a frame, or what should be one, cannot be trusted

_FRAME = re.compile(r"([TBRAEtbrae]?)([0-9A-Fa-f]{8})")
_LETTERED = re.compile(r"(?<![0-9A-Za-z])([TBRAE])([0-9A-Fa-f]{8})(?![0-9A-Za-z])")
# A time stamp: words of digits and their signs, one of them with a colon.
_TIME = re.compile(r"[\[(]?((?:\d[\d.,/-]*[T ]+)?\d{1,2}:\d\d[\d:.,]*(?:Z|[+-]\d\d:?\d\d)?)[\])]?(?![0-9A-Za-z])")
_ALONE = re.compile(r"(?:0x)?([0-9A-Fa-f]{8})")
# A frame of the wrong length: a letter and digits, and nothing else on the line.
_BROKEN = re.compile(r"[TBRAE][0-9A-Fa-f]{3,}")


def is_frame(text):
    """The text is a frame and nothing else."""
    return _FRAME.fullmatch(text) is not None


def decode(text):
    """A line of a log as a Line. What is no frame stays as it is, but for signs that a terminal would obey."""
    text = "".join(sign if sign.isprintable() or sign == "\t" else "?" for sign in text.rstrip("\r\n"))
    time, rest = "", text.strip()
    stamped = _TIME.match(rest)
    if stamped:
        time, rest = stamped[1], rest[stamped.end() :].strip()
    alone = _ALONE.fullmatch(rest)
    if alone:
        return _line(time, "", alone[1])
    found = _LETTERED.search(rest)
    if found:
        return _line(time, found[1], found[2])
    return Line(text, not _BROKEN.fullmatch(rest), False)


def frame_line(text):
    """A frame, for which is_frame() holds, as a Line."""
    return _line("", text[:-8].upper(), text[-8:])


def _line(time, letter, digits):
    said = parts(digits)
    # A gateway reports E for what it could not read; its digits are the error's, not a frame's.
    bad = said.problem or ("not read by the gateway" if letter == "E" else "")
    text = f"{said.name}: {said.value}" if said.value else said.name
    if bad:
        text = f"{bad.upper()} {text}"
    start = f"{time}  " if time else ""
    sender = SENDERS.get(letter) or ("slave" if int(digits[0], 16) & 4 else "master")
    who = f"{letter or ' '}{digits.upper()}  {sender:<13}"
    return Line(f"{start}{who}  {said.kind:<14} {said.id:>3}  {text}", not bad, True)
