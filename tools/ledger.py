"""Reads the ledger of interventions (tandem.kernel.ledger) and writes it as CSV, oldest first.

    python -m tools.ledger FOLDER > interventions.csv

FOLDER holds the files of a board or of a simulation. Only blocks that are whole are used; what is damaged is told.
"""

import argparse
import csv
import re
import sys
from datetime import datetime, timedelta
from pathlib import Path

from host_sim.reason_texts import REASON_TEXTS
from tandem.kernel import ledger, record

EPOCH = datetime(2000, 1, 1)
VERDICTS = {
    ledger.VERDICT_MET: "met",
    ledger.VERDICT_ABOVE: "above",
    ledger.VERDICT_UNKNOWN: "not measured",
    ledger.VERDICT_OPEN: "open or cut off",
}
COLUMNS = ("start_utc", *ledger.FIELDS[1:7], "source", "verdict")


def read(folder):
    """(rows as dicts of COLUMNS, complaints as lines)."""
    blocks, complaints = {}, []
    name = re.escape(ledger.NAME)
    files = sorted(path for path in Path(folder).iterdir() if re.fullmatch(rf"{name}(\d+|\.[01])", path.name))
    working: tuple[int, bytes] | None = None
    for path in files:
        found = record.decode(path.read_bytes())
        if found is None:
            complaints.append(f"{path}: not a whole record")
        elif "." not in path.name:
            blocks[found[0]] = bytes(found[1])
        elif working is None or record.newer(found[0], working[0]):
            working = (found[0], bytes(found[1]))
    if working is not None and len(working[1]) >= 4:
        number = int.from_bytes(working[1][:4], "little")
        # A full block that is in the ring already is the same one.
        blocks.setdefault(number, working[1])
    rows = [_row(values) for number in sorted(blocks) for values in ledger.unpacked(blocks[number])]
    return rows, complaints


def _row(values):
    row = dict(zip(ledger.FIELDS, values, strict=True))
    wall_min = row.pop("wall_min")
    row.pop("spare")
    start = "" if wall_min <= 0 else f"{EPOCH + timedelta(minutes=wall_min):%Y-%m-%d %H:%M}"
    source = REASON_TEXTS.get(row["source"], str(row["source"]))
    return {**row, "start_utc": start, "source": source, "verdict": VERDICTS.get(row["verdict"], str(row["verdict"]))}


def main(arguments=None):
    """Returns the exit code: 1 when a file could not be used."""
    parser = argparse.ArgumentParser(description="Ledger of interventions to CSV on standard output.")
    parser.add_argument("folder", metavar="FOLDER")
    rows, complaints = read(parser.parse_args(arguments).folder)
    writer = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    for line in complaints:
        print(line, file=sys.stderr)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
