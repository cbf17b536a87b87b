"""What the generators of packed tables share: from a schema for people to bytes for the board, written or compared."""

import argparse
import sys
from pathlib import Path


def literal(data):
    """Every byte as \\xhh, so that a changed value is a change of its own bytes only."""
    return 'b"' + "".join(f"\\x{byte:02x}" for byte in data) + '"'


def generate(arguments, text, schema, table, render, command, beside=None):
    """The main() of a generator; returns the exit code: 0 written or matching, 1 stale or wrong.

    text: what --help says; schema: path of the CSV; table: name of the file beside it; render: path -> text of the
    table, raising ValueError or OSError with one line; command: what to run when the table is stale; beside: a second
    file in the folder of the table, as (name, render).
    """
    parser = argparse.ArgumentParser(description=text)
    parser.add_argument("--schema", type=Path, default=schema)
    parser.add_argument("--table", type=Path, help=f"default: {table} beside the schema")
    parser.add_argument("--check", action="store_true", help="write nothing, exit 1 when the table is stale")
    options = parser.parse_args(arguments)
    target = options.table or options.schema.with_name(table)
    renders = [(target, render)] + ([(target.with_name(beside[0]), beside[1])] if beside else [])
    try:
        fresh = [(path, make(options.schema)) for path, make in renders]
    except (ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    for path, content in fresh:
        if not options.check:
            path.write_text(content, encoding="utf-8", newline="\n")
        elif not path.exists() or path.read_text(encoding="utf-8") != content:
            print(f"{path.name} does not match {options.schema.name}: run {command}", file=sys.stderr)
            return 1
    return 0
