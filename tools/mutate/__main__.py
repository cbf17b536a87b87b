"""Mutation testing of the control core: `make mutate`, or  python -m tools.mutate  with options.

Changes the core in many small ways, one at a time and in private copies of the tree, and counts how often a test
notices. Writes out/mutate.json. Exit code 1 when a group's bar is missed, 2 when the unchanged core does not pass.
"""

import argparse
import json
import os
import signal
import sys
import time
from collections import Counter
from pathlib import Path

from tqdm import tqdm

from tools.mutate.operators import sound
from tools.mutate.pool import HERE, Pool, PoolError
from tools.mutate.sample import BARS, Known, all_mutants, group_of, sample

KNOWN = Path(__file__).with_name("known.toml")


def rows(judged, known):
    """A dictionary for each (mutant, answer), in the order of the files."""
    found = []
    for mutant, answer in sorted(judged, key=lambda pair: (pair[0].file, pair[0].start, pair[0].new)):
        found.append(
            {
                "file": mutant.file,
                "line": mutant.line,
                "function": mutant.function,
                "operator": mutant.operator,
                "original": mutant.original,
                "mutated": mutant.mutated,
                "group": group_of(mutant.file),
                "killed_by": answer["by"],
                "how": answer["how"],
                "seconds": round(answer.get("seconds", 0.0), 2),
                "known": "" if answer["by"] else known.reason(mutant),
            }
        )
    return found


def scores(found):
    """{group: killed, all, per cent, bar, met} of rows; a group without mutants is left out."""
    table = {}
    for group, bar in BARS.items():
        some = [row for row in found if row["group"] == group]
        killed = sum(bool(row["killed_by"]) for row in some)
        if some:
            met = 100 * killed >= bar * len(some)
            percent = round(100 * killed / len(some), 1)
            table[group] = {"killed": killed, "all": len(some), "percent": percent, "bar": bar, "met": met}
    return table


def show(found, table):
    """Survivors, then the rates."""
    for title, wanted in (("survivors without an explanation", False), ("survivors, explained", True)):
        some = [row for row in found if not row["killed_by"] and bool(row["known"]) == wanted]
        if some:
            print(f"{title}: {len(some)}\n")
        for row in some:
            print(f"{row['file']}:{row['line']}  {row['function'] or 'module'}  ({row['operator']})")
            print(f"    - {row['original']}\n    + {row['mutated']}")
            if wanted:
                print(f"    {row['known']}")
        print(end="\n" if some else "")
    how = Counter(row["how"] for row in found if row["killed_by"])
    print("killed by: " + ", ".join(f"{name} {count}" for name, count in how.most_common()))
    for group, score in table.items():
        verdict = "" if score["met"] else "  MISSED"
        rate = f"{score['killed']}/{score['all']} killed, {score['percent']:.1f} %"
        print(f"{group:<18}{rate:<26}(bar {score['bar']} %){verdict}")


def arguments(argv):
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", type=int, default=200, metavar="N", help="so many mutants, 0 for all (200)")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="another seed, another sample (1)")
    parser.add_argument("--only", action="append", metavar="FILE", help="only files whose path contains this; or these")
    parser.add_argument("--list", action="store_true", help="show the sample and run nothing")
    parser.add_argument("--workers", type=int, default=min(2, os.cpu_count() or 1), metavar="N")
    parser.add_argument("--root", type=Path, default=HERE, help=argparse.SUPPRESS)
    parser.add_argument("--known", type=Path, default=KNOWN, help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, default=Path("out/mutate.json"))
    return parser.parse_args(argv)


def main(argv=None):
    """All of it; returns the exit code."""
    args = arguments(argv)
    found = all_mutants(args.root)
    known = Known(args.known)
    for key in known.stale(found):
        print(f"{args.known.name}: fits nothing any more: {key[0]} {key[1]}: {key[3]}")
    wanted = {file: all_of for file, all_of in found.items() if any(part in file for part in args.only or [""])}
    some = [m for m in sample(wanted, args.sample, args.seed) if sound(m, (args.root / m.file).read_bytes())]
    if not some:
        print("no mutant")
        return 2
    if args.list:
        for mutant in some:
            print(f"{mutant.file}:{mutant.line}  {mutant.function or 'module'}  ({mutant.operator})")
            print(f"    - {mutant.original}\n    + {mutant.mutated}")
        return 0
    # An ordinary end is an interrupt too: the copies are removed.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    began = time.monotonic()
    try:
        with Pool(args.root, args.workers) as pool:
            pool.prepare()
            for note in pool.notes:
                print(note)
            ready = time.monotonic()
            total = sum(map(len, found.values()))
            print(f"{len(some)} of {total} mutants; the unchanged core took {ready - began:.0f} s", flush=True)
            judged = list(tqdm(pool.judged(some), total=len(some), unit="mutant", disable=None))
    except PoolError as error:
        print(error)
        return 2
    except KeyboardInterrupt:
        print("interrupted")
        return 130
    spent = time.monotonic() - ready
    found_rows = rows(judged, known)
    table = scores(found_rows)
    show(found_rows, table)
    print(f"{spent:.0f} s, {spent / len(some):.2f} s a mutant")
    args.out.parent.mkdir(parents=True, exist_ok=True)
    result = {"sample": args.sample, "seed": args.seed, "groups": table, "mutants": found_rows}
    args.out.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    return 0 if all(score["met"] for score in table.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
