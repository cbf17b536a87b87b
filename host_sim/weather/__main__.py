"""Figures of years of weather: python -m host_sim.weather [NAME|FILE ...]; without any, ten seeds of debilt."""

import sys

import numpy as np

from host_sim import weather

SEEDS = range(1, 11)
HEAD = ("year", "mean C", "min", "max", "degree days", "above 2 C", "hours < 0", "hours < 2", "frost days", "kWh/m2")


def row(label, year):
    """One line of the table."""
    outdoor = year.outdoor_c
    coldest = outdoor.reshape(weather.DAYS, 24).min(axis=1)
    cold, cool, frost = (
        np.count_nonzero(values < limit) for values, limit in ((outdoor, 0), (outdoor, 2), (coldest, 0))
    )
    share = f"{100.0 * weather.share_above(outdoor):.1f} %"
    figures = [f"{value:.1f}" for value in (outdoor.mean(), outdoor.min(), outdoor.max())]
    sums = f"{weather.degree_days(outdoor):.0f}", f"{year.global_w.sum() / 1000.0:.0f}"
    return (label, *figures, sums[0], share, f"{cold}", f"{cool}", f"{frost}", sums[1])


def main(names):
    """Print the table; exit code 2 when a name or file cannot be used."""
    try:
        if names:
            rows = [row(name, weather.read(name)) for name in names]
        else:
            rows = [row(f"debilt, seed {seed}", weather.read("debilt", seed)) for seed in SEEDS]
            rows.append(row("the same, cold spell", weather.read("debilt", SEEDS[-1], cold_spell=True)))
    except weather.WeatherError as error:
        print(error, file=sys.stderr)
        return 2
    for cells in (HEAD, ("---",) * len(HEAD), *rows):
        print("| " + " | ".join(cells) + " |")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
