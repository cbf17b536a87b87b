"""Packs the parameter schema for the board: control/params.csv -> control/param_table.py.

    python -m tools.gen_params           write the table
    python -m tools.gen_params --check   exit 1 when the table does not match the schema

The board carries numbers only; names, units and texts stay in the CSV on the host.
"""

import argparse
import struct
import sys
from pathlib import Path

from host_sim.param_names import SCHEMA, read_schema

ROW = struct.Struct("<hhHBB")  # default, min, max, group, flags: the row of tandem.kernel.params
_HEAD = '''\
"""The parameter schema as packed bytes. Generated from params.csv by tools/gen_params.py: edit those, not this."""

'''


def render(schema):
    """The text of param_table.py."""
    lines = [f"P_{row.name.upper()} = {row.pid}\n" for row in schema.rows]
    lines.append(f"N_PARAMS = {len(schema.rows)}\n")
    lines.append(f"\n# Version of each group: {', '.join(name for name, _ in schema.groups)}.\n")
    lines.append(f"GROUPS = {_literal(bytes(version for _, version in schema.groups))}\n")
    lines.append("\n# Per parameter: default, min (int16), max (uint16), group, flags (bytes).\n")
    lines.append("TABLE = (\n")
    for row in schema.rows:
        try:
            packed = ROW.pack(row.default, row.low, row.high, row.group, row.flags)
        except struct.error as error:
            raise ValueError(f"{row.name}: {error}; choose a larger unit") from None
        lines.append(f"    {_literal(packed)}  # {row.name}\n")
    lines.append(")\n")
    return _HEAD + "".join(lines)


def _literal(data):
    """Every byte as \\xhh, so that a changed value is a change of its own bytes only."""
    return 'b"' + "".join(f"\\x{byte:02x}" for byte in data) + '"'


def main(arguments=None):
    """Returns the exit code: 0 written or matching, 1 stale or wrong."""
    parser = argparse.ArgumentParser(description="Pack the parameter schema for the board.")
    parser.add_argument("--schema", type=Path, default=SCHEMA)
    parser.add_argument("--table", type=Path, help="default: param_table.py beside the schema")
    parser.add_argument("--check", action="store_true", help="write nothing, exit 1 when the table is stale")
    options = parser.parse_args(arguments)
    table = options.table or options.schema.with_name("param_table.py")
    try:
        text = render(read_schema(options.schema))
    except (ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    if not options.check:
        table.write_text(text, encoding="utf-8", newline="\n")
        return 0
    if not table.exists() or table.read_text(encoding="utf-8") != text:
        print(f"{table.name} does not match {options.schema.name}: run python -m tools.gen_params", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
