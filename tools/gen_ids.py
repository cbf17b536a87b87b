"""Packs the table of OpenTherm data-ids for the board: links/opentherm/ids.csv -> id_table.py beside it.

    python -m tools.gen_ids           write the table
    python -m tools.gen_ids --check   exit 1 when the table does not match

One byte an id, which names a shape (format and bounds) that many ids share, and says what the master may do. Names,
units and texts stay on the host.
"""

import sys

from host_sim.opentherm.id_schema import MOST_IDS, SCHEMA, read_ids
from tandem.links.opentherm import frame
from tools.packed import generate, literal

READ, WRITE = 0x40, 0x80
MOST_SHAPES = 64  # what the other six bits can name
_FORMS = {"f8.8": frame.FORM_F88, "s16": frame.FORM_S16, "u16": frame.FORM_U16, "day": frame.FORM_DAY_TIME}
_HEAD = '''\
"""The data-ids of OpenTherm as packed bytes. Generated from ids.csv by tools/gen_ids.py: edit those, not this."""

'''


def form(row):
    """FORM_* of a row."""
    if row.hb in _FORMS:
        return _FORMS[row.hb]
    if row.hb == row.lb == "s8":
        return frame.FORM_S8
    if "s8" in (row.hb, row.lb) or row.lb == "day":
        raise ValueError(f"{row.name}: no form for {row.hb}/{row.lb}")
    return frame.FORM_FLAGS if "flag8" in (row.hb, row.lb) else frame.FORM_U8


def shape(row):
    """Form, lowest and highest raw word of a row, as its five bytes."""
    if "s8" in (row.hb, row.lb) and min(row.low) < 0:
        raise ValueError(f"{row.name}: the board compares signed bytes as unsigned ones, no bound may be below 0")
    if row.is_word:
        # f8.8 is bounded in whole units.
        scale = 256 if row.hb == "f8.8" else 1
        low, high = (bound[0] * scale & 0xFFFF for bound in (row.low, row.high))
    else:
        # A byte of flags, or one that is not used, may hold anything.
        low, high = (
            sum((missing if half is None else half & 0xFF) << at for half, at in zip(bound, (8, 0), strict=True))
            for bound, missing in ((row.low, 0), (row.high, 0xFF))
        )
    return bytes((form(row), low >> 8, low & 0xFF, high >> 8, high & 0xFF))


def render(rows):
    """The text of id_table.py for {id: Row}."""
    on_board = {number: row for number, row in rows.items() if row.dir != "-"}
    shapes = list(dict.fromkeys(shape(row) for row in on_board.values()))
    if len(shapes) > MOST_SHAPES:
        raise ValueError(f"{len(shapes)} formats with their bounds, {MOST_SHAPES} fit")
    lines = [f"I_{row.name.upper()} = {number}\n" for number, row in on_board.items()]
    lines.append("\n# Per id: shape, may be read (64), may be written (128); 0 for an id that is not known.\nIDS = (\n")
    for number in range(MOST_IDS):
        row = on_board.get(number)
        packed = 0
        if row:
            allowed = (READ if "R" in row.dir else 0) | (WRITE if "W" in row.dir else 0)
            packed = shapes.index(shape(row)) | allowed
        lines.append(f"    {literal(bytes([packed]))}  # {number} {row.name if row else '-'}\n")
    lines.append(")\n\n# Per shape: form, lowest word, highest word.\nSHAPES = (\n")
    lines += [f"    {literal(each)}\n" for each in shapes]
    return _HEAD + "".join(lines) + ")\n"


def main(arguments=None):
    """Returns the exit code: 0 written or matching, 1 stale or wrong."""
    return generate(
        arguments,
        "Pack the table of OpenTherm data-ids for the board.",
        SCHEMA,
        "id_table.py",
        lambda path: render(read_ids(path)),
        "python -m tools.gen_ids",
    )


if __name__ == "__main__":
    sys.exit(main())
