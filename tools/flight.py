"""Reads flight recorder blocks (tandem.kernel.recorder) and writes them as CSV, oldest first.

    python -m tools.flight FOLDER_OR_FILE... > flight.csv

Column names come from tandem.ports.frame. A block that was written under another frame layout gets plain numbers
(in_27, out_14) instead of names that might be wrong.
"""

import argparse
import csv
import re
import struct
import sys
from dataclasses import dataclass
from pathlib import Path

from tandem.kernel import record, recorder
from tandem.ports import frame, limits

_FILE = re.compile(r"fr\d+")


@dataclass
class Block:
    """One decoded block: rows are dicts of "up_s" (uptime of the record, seconds) and the recorded fields."""

    sequence: int
    frame_version: int
    base_up_s: int
    fields: list
    rows: list


def _constants(module, prefix):
    return {name: value for name, value in vars(module).items() if name.startswith(prefix)}


def input_names():
    """Name of every index of the input frame: "up_s", "limit_grid_value_w", "ch_flow_quality"..."""
    names = [f"in_{i}" for i in range(frame.N_IN)]
    arrays = ("IN_LIMITS", "IN_CH", "IN_QUALITY", "IN_AGE_S")
    for name, index in _constants(frame, "IN_").items():
        if name not in arrays:
            names[index] = name.removeprefix("IN_").lower()
    for name, source in _constants(limits, "SRC_").items():
        for k, field in enumerate(("state", "value_w", "left_s")):
            short = name.removeprefix("SRC_").lower()
            names[frame.IN_LIMITS + source * frame.LIMIT_FIELDS + k] = f"limit_{short}_{field}"
    for name, channel in _constants(frame, "CH_").items():
        names[frame.IN_CH + channel] = name.lower()
        names[frame.IN_QUALITY + channel] = f"{name.lower()}_quality"
        names[frame.IN_AGE_S + channel] = f"{name.lower()}_age_s"
    return names


def output_names():
    """Name of every index of the output frame: "out_hp", "out_hp_why"..."""
    names = [f"out_{i}" for i in range(frame.N_OUT)]
    for name, index in _constants(frame, "OUT_").items():
        names[index] = name.lower()
    return names


def decode(data):
    """The Block in the bytes of one file. Raises ValueError when they are not a whole block of a known version."""
    found = record.decode(data)
    if found is None:
        raise ValueError("not a whole record")
    sequence, payload = found[0], bytes(found[1])
    if len(payload) < recorder.BLOCK_SIZE:
        raise ValueError("not a flight recorder block")
    version, frame_version, n_in, n_out, base = struct.unpack_from(recorder.BLOCK, payload)
    if version != recorder.VERSION:
        raise ValueError(f"block version {version}, known is {recorder.VERSION}")
    known = frame_version == frame.FRAME_VERSION
    spec = payload[recorder.BLOCK_SIZE : recorder.BLOCK_SIZE + n_in + n_out]
    fields = [_name(byte, input_names() if known else [], "in") for byte in spec[:n_in]]
    fields += [_name(byte, output_names() if known else [], "out") for byte in spec[n_in:]]
    layout = struct.Struct("<H" + "".join("i" if byte & recorder.WIDE else "h" for byte in spec))
    records = payload[recorder.BLOCK_SIZE + len(spec) :]
    if len(records) % layout.size:
        raise ValueError("the last record is cut off")
    rows = [
        {**dict(zip(fields, values, strict=True)), "up_s": base + offset}
        for offset, *values in layout.iter_unpack(records)
    ]
    return Block(sequence, frame_version, base, fields, rows)


def _name(byte, names, prefix):
    index = byte & ~recorder.WIDE
    return names[index] if index < len(names) else f"{prefix}_{index}"


def read(paths):
    """(blocks of files and folders in the order of writing, complaints as lines)."""
    files = []
    for path in map(Path, paths):
        files += sorted(p for p in path.iterdir() if _FILE.fullmatch(p.name)) if path.is_dir() else [path]
    blocks, complaints = [], []
    for file in files:
        try:
            blocks.append(decode(file.read_bytes()))
        except (ValueError, OSError) as error:
            complaints.append(f"{file}: {error}")
    blocks.sort(key=lambda block: block.sequence)
    return blocks, complaints


def write_csv(blocks, out):
    """One line per record. Blocks may differ in their fields; a field that a block lacks stays empty."""
    columns = {"block": None, "up_s": None}
    for block in blocks:
        columns.update(dict.fromkeys(block.fields))
    writer = csv.DictWriter(out, list(columns), lineterminator="\n")
    writer.writeheader()
    for block in blocks:
        for row in block.rows:
            writer.writerow({"block": block.sequence, **row})


def main(arguments=None):
    """Returns the exit code: 1 when a file could not be used."""
    parser = argparse.ArgumentParser(description="Flight recorder blocks to CSV on standard output.")
    parser.add_argument("paths", nargs="+", metavar="FOLDER_OR_FILE")
    blocks, complaints = read(parser.parse_args(arguments).paths)
    write_csv(blocks, sys.stdout)
    for line in complaints:
        print(line, file=sys.stderr)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
