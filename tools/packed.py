"""What the generators of packed tables share: from a schema for people to bytes for the board, written or compared."""

import argparse
import sys
from pathlib import Path


def literal(data):
    """Every byte as \\xhh, so that a changed value is a change of its own bytes only."""
    return 'b"' + "".join(f"\\x{byte:02x}" for byte in data) + '"'


def generate(arguments, text, schema, table, render, command):
    """The main() of a generator; returns the exit code: 0 written or matching, 1 stale or wrong.

    text: what --help says; schema: path of the CSV; table: name of the file beside it; render: path -> text of the
    table, raising ValueError or OSError with one line; command: what to run when the table is stale.
    """
    parser = argparse.ArgumentParser(description=text)
    parser.add_argument("--schema", type=Path, default=schema)
    parser.add_argument("--table", type=Path, help=f"default: {table} beside the schema")
    parser.add_argument("--check", action="store_true", help="write nothing, exit 1 when the table is stale")
    options = parser.parse_args(arguments)
    target = options.table or options.schema.with_name(table)
    try:
        fresh = render(options.schema)
    except (ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    if not options.check:
        target.write_text(fresh, encoding="utf-8", newline="\n")
        return 0
    if not target.exists() or target.read_text(encoding="utf-8") != fresh:
        print(f"{target.name} does not match {options.schema.name}: run {command}", file=sys.stderr)
        return 1
    return 0
