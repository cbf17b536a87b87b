"""Compares the simulator with everything published about it and writes docs/validation.md.

    python -m tools.validate [--quick] [--chapter NAME] [--out FILE]

One line per bar; exit code 1 when one is missed that no chapter knows a reason for. --quick runs days in place of years
and is not written to docs/ unless --out says so; with --chapter the page holds that chapter only, on the terminal.
"""

import argparse
import sys
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from tqdm import tqdm

from tools.validate import basics, blocks, cooling, energy, homes, hybrid, machines, outlook, peers, taps
from tools.validate.page import Check, verdicts

CHAPTERS = (homes, machines, basics, energy, taps, blocks, hybrid, cooling, peers, outlook)
PAGE = Path(__file__).resolve().parents[2] / "docs" / "validation.md"
PROCESSES = 2
HEAD = """\
# How far the simulator can be trusted

Written by `make validate` (`tools/validate`); do not edit. {met} of {all} bars are met; {off} are off, each with its
reason where it stands{unknown}. The reasons are part of the page: nothing in the plant was bent to meet a table.

"""


def arguments(argv):
    """The command line."""
    parser = argparse.ArgumentParser(prog="tools.validate", description="The simulator against published figures.")
    parser.add_argument("--quick", action="store_true", help="days in place of years, under a minute")
    parser.add_argument("--chapter", choices=[chapter.NAME for chapter in CHAPTERS], help="this chapter only")
    parser.add_argument("--out", type=Path, help="file to write (default: docs/validation.md for a whole run)")
    return parser.parse_args(argv)


def compute(chapters, quick):
    """{name of job: its result}, on two processes; the longest first."""
    wanted = {job.name: job for chapter in chapters for job in chapter.jobs(quick)}
    order = sorted(wanted.values(), key=lambda job: -job.weight)
    found = {}
    with ProcessPoolExecutor(PROCESSES) as pool, tqdm(total=sum(job.weight for job in order), unit="s") as bar:
        bar.bar_format = "{l_bar}{bar}| {elapsed}<{remaining}"
        running = {pool.submit(job.function, *job.args): job for job in order}
        for future in as_completed(running):
            job = running[future]
            found[job.name] = future.result()
            bar.set_postfix_str(job.name)
            bar.update(job.weight)
    return {job.name: found[job.name] for job in wanted.values()}


def compose(chapters, got, quick):
    """(the page, all checks)."""
    parts: list[str] = []
    checks: list[Check] = []
    for chapter in chapters:
        text, found = chapter.write(got, quick)
        checks += found
        parts.append(f"## {chapter.TITLE}\n\n{text.strip()}\n" + (f"\n{verdicts(found)}" if found else ""))
    off = [check for check in checks if not check.ok]
    unknown = sum(not check.known for check in off)
    head = HEAD.format(
        met=len(checks) - len(off), all=len(checks), off=len(off), unknown=f", {unknown} without one" if unknown else ""
    )
    return head + "\n".join(parts), checks


def main(argv=None):
    """Exit code: 0 when every bar is met or known to be missed."""
    options = arguments(argv)
    chapters = [c for c in CHAPTERS if options.chapter in (None, c.NAME)]
    page, checks = compose(chapters, compute(chapters, options.quick), options.quick)
    for check in checks:
        word = "ok " if check.ok else "off" if check.known else "OFF"
        print(f"{word}  {check.text}: {check.figure}")
    out = options.out
    if out is None and not options.quick and options.chapter is None:
        out = PAGE
    if out is None:
        print(page)
    else:
        out.write_text(page, encoding="utf-8")
        print(f"written: {out}")
    missed = [check for check in checks if not check.ok]
    bad = sum(not check.known for check in missed)
    print(
        f"{len(checks)} bars: {len(checks) - len(missed)} met, {len(missed) - bad} off for known reasons, {bad} missed"
    )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
