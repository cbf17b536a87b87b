"""The choice by cost beside the simple rules, over five homes and three price years: `python -m tools.money`.

Prints a row a season: cost under each rule, starts, comfort, and the gap to perfect foresight. Exit code 1 when a bar
is missed: never more than 0.5 % above the best simple rule of that season, better in the mean, as warm, and no more
starts than that rule. About a quarter of an hour on two cores.
"""

import argparse
import sys
from datetime import datetime
from itertools import product
from multiprocessing import Pool

from tools.money import years

WORSE_PCT = 0.5
COLDER_PCT = 5.0
FEWER_PCT = 2.0


def main(arguments=None):
    """Returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--days", type=int, default=years.DAYS)
    parser.add_argument("--start", type=datetime.fromisoformat, default=years.START)
    parser.add_argument("--homes", type=int, default=len(years.HOMES), help="how many of them")
    parser.add_argument("--prices", default=",".join(years.PRICES))
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    seasons = list(product(years.HOMES[: options.homes], options.prices.split(",")))
    jobs = [
        (home, emitter, prices, rule, options.start, options.days, options.seed)
        for (home, emitter), prices in seasons
        for rule in years.RULES
    ]
    found = {}
    with Pool(2) as pool:
        for job, season in pool.imap(years.run, jobs):
            found[job[:4]] = season
            if len(found) % len(years.RULES) == 0:
                print(row(found, job[:3]), flush=True)
    return verdict(found, seasons)


def best_simple(found, key):
    """(name, Season) of the cheapest simple rule."""
    return min(((rule, found[(*key, rule)]) for rule in years.SIMPLE), key=lambda pair: pair[1].cost_eur)


def row(found, key):
    """One line of a season."""
    ours = found[(*key, "cost")]
    name, best = best_simple(found, key)
    pct = 100.0 * (ours.cost_eur / best.cost_eur - 1.0)
    gap = 100.0 * (ours.cost_eur / ours.optimum_eur - 1.0)
    costs = "  ".join(f"{rule} {found[(*key, rule)].cost_eur:.2f}" for rule in years.RULES)
    return (
        f"{' '.join(key):28} {costs} EUR; {pct:+.2f} % to {name}; starts {ours.starts} ({best.starts}); "
        f"under target {ours.under_kh:.0f} ({best.under_kh:.0f}) Kh; {gap:.1f} % above perfect foresight"
    )


def verdict(found, seasons):
    """Print what was missed; the exit code."""
    missed = 0
    total = 0.0
    starts = [0, 0]
    for (home, emitter), prices in seasons:
        key = (home, emitter, prices)
        ours = found[(*key, "cost")]
        _, best = best_simple(found, key)
        pct = 100.0 * (ours.cost_eur / best.cost_eur - 1.0)
        total += pct
        starts[0] += ours.starts
        starts[1] += best.starts
        complaints = list(ours.broken)
        if pct > WORSE_PCT:
            complaints.append(f"{pct:.2f} % dearer")
        if ours.under_kh > best.under_kh * (1.0 + COLDER_PCT / 100.0):
            complaints.append(f"{ours.under_kh:.0f} Kh under target instead of {best.under_kh:.0f}")
        if ours.starts > best.starts * (1.0 + FEWER_PCT / 100.0):
            complaints.append(f"{ours.starts} starts instead of {best.starts}")
        if complaints:
            missed += 1
            print(f"missed: {' '.join(key)}: {', '.join(complaints)}")
    mean = total / len(seasons)
    if mean >= 0.0:
        missed += 1
        print("missed: not better in the mean")
    counts = f"{starts[0]} starts ({starts[1]}), {missed} missed"
    print(f"money: {len(seasons)} seasons, {mean:+.2f} % in the mean, {counts}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
