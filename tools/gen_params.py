"""Packs the parameter schema for the board: control/params.csv -> control/param_table.py and control/params.names.

    python -m tools.gen_params           write the table
    python -m tools.gen_params --check   exit 1 when the table does not match the schema

The board's heap carries numbers only; units and texts stay in the CSV on the host. The names lie in a file of rows of
equal length, where links.smp.names looks one up when a client asks.
"""

import re
import struct
import sys

from host_sim.param_names import SCHEMA, read_schema
from tools.packed import generate, literal

NAME_WIDTH = 24  # links.smp.names
ROW = struct.Struct("<hhHBB")  # default, min, max, group, flags: the row of tandem.kernel.params
_HEAD = '''\
"""The parameter schema as packed bytes. Generated from params.csv by tools/gen_params.py: edit those, not this."""

'''


def render(schema):
    """The text of param_table.py."""
    lines = [f"P_{row.name.upper()} = {row.pid}\n" for row in schema.rows]
    lines.append(f"N_PARAMS = {len(schema.rows)}\n")
    lines.append(f"\n# Version of each group: {', '.join(name for name, _ in schema.groups)}.\n")
    lines.append(f"GROUPS = {literal(bytes(version for _, version in schema.groups))}\n")
    lines.append("\n# Per parameter: default, min (int16), max (uint16), group, flags (bytes).\n")
    lines.append("TABLE = (\n")
    for row in schema.rows:
        try:
            packed = ROW.pack(row.default, row.low, row.high, row.group, row.flags)
        except struct.error as error:
            raise ValueError(f"{row.name}: {error}; choose a larger unit") from None
        lines.append(f"    {literal(packed)}  # {row.name}\n")
    lines.append(")\n")
    return _HEAD + "".join(lines)


def render_names(schema):
    """The text of params.names: a name in each NAME_WIDTH bytes, filled up with spaces, a line feed at its end."""
    for row in schema.rows:
        if len(row.name) >= NAME_WIDTH:
            raise ValueError(f"{row.name}: a name has up to {NAME_WIDTH - 1} characters")
        if re.fullmatch("p[0-9]+", row.name):
            raise ValueError(f"{row.name}: that means a parameter's number")
    return "".join(row.name.ljust(NAME_WIDTH - 1) + "\n" for row in schema.rows)


def main(arguments=None):
    """Returns the exit code: 0 written or matching, 1 stale or wrong."""
    return generate(
        arguments,
        "Pack the parameter schema for the board.",
        SCHEMA,
        "param_table.py",
        lambda path: render(read_schema(path)),
        "python -m tools.gen_params",
        ("params.names", lambda path: render_names(read_schema(path))),
    )


if __name__ == "__main__":
    sys.exit(main())
