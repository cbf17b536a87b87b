"""Packs the parameter schema for the board: control/params.csv -> control/param_table.py.

    python -m tools.gen_params           write the table
    python -m tools.gen_params --check   exit 1 when the table does not match the schema

The board carries numbers only; names, units and texts stay in the CSV on the host.
"""

import struct
import sys

from host_sim.param_names import SCHEMA, read_schema
from tools.packed import generate, literal

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


def main(arguments=None):
    """Returns the exit code: 0 written or matching, 1 stale or wrong."""
    return generate(
        arguments,
        "Pack the parameter schema for the board.",
        SCHEMA,
        "param_table.py",
        lambda path: render(read_schema(path)),
        "python -m tools.gen_params",
    )


if __name__ == "__main__":
    sys.exit(main())
