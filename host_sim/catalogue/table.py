"""The catalogue for people: `tandem machines`."""

import textwrap

from host_sim.catalogue.fit import fit, running_share
from host_sim.catalogue.judge import capacity_error, cop_error
from host_sim.catalogue.machine import load, names
from host_sim.plant.hp_map import M_NOMINAL_W, capacity_w, cop, floor_w

WIDTH = 80


def machines_table():
    """All machines of the catalogue, 80 columns."""
    lines = [
        f"{'':<20}{'A7/W35':>12}{'A7/W55':>12}{'lowest':>8}{'flow':>6}{'outdoor':>9}{'worst':>7}",
        f"{'name':<20}{'kW':>6}{'COP':>6}{'kW':>6}{'COP':>6}{'heat':>8}{'to':>6}{'from':>9}{'COP':>7}",
        "-" * WIDTH,
    ]
    for name in names():
        machine = load(name)
        m = fit(machine).m
        worst = max(abs(cop_error(m, point)) for point in machine.points)
        rated, hot = machine.rated, machine.at(7.0, 55.0)
        columns = [f"{name:<20}", f"{rated.heat_w / 1000:6.2f}{rated.cop:6.2f}"]
        columns.append(f"{hot.heat_w / 1000:6.2f}{hot.cop:6.2f}" if hot else f"{'-':>6}{'-':>6}")
        columns.append(f"{100 * floor_share(m):6.0f} %{machine.max_flow_c:4.0f} C{machine.min_outdoor_c:7.0f} C")
        columns.append(f"{100 * worst:5.0f} %")
        lines.append("".join(columns))
    lines.append("-" * WIDTH)
    lines.append("lowest heat: at 12 C, of the heat at A7/W35. worst COP: map against certificate.")
    lines.append("More of one: tandem machines NAME; of your own: tandem machines FILE.toml")
    return "\n".join(lines)


def floor_share(m):
    """Lowest heat at A12/W30 as a share of the heat at A7/W35."""
    return floor_w(m, 30.0, 12.0) / m[M_NOMINAL_W]


def describe(machine):
    """One machine: what is known of it, and every certificate point beside the map."""
    m = fit(machine).m
    lines = [machine.name, "=" * WIDTH]
    lines += _wrapped("maker", machine.maker)
    lines += _wrapped("refrigerant", machine.refrigerant)
    lines += _wrapped("limits", f"outdoors from {machine.min_outdoor_c:g} C, flow to {machine.max_flow_c:g} C")
    lines += _wrapped("standby", f"{machine.standby_w:g} W")
    low, high = floor_w(m, 30.0, 12.0) / 1000, capacity_w(m, 30.0, 12.0) / 1000
    lines += _wrapped("turn-down", f"{low:.2f}..{high:.2f} kW at A12/W30")
    lines += ["-" * WIDTH]
    lines += [f"{'':<18}{'certificate':>16}{'map, with defrosts':>24}{'':>8}{'share of':>12}"]
    lines += [f"{'point':<18}{'kW':>8}{'COP':>8}{'most kW':>12}{'COP':>12}{'off':>8}{'most heat':>12}", "-" * WIDTH]
    lines += [_point_line(m, point) for point in machine.points]
    for point in machine.off_points:
        lines.append(f"{point.kind + ' ' + point.label():<18}{'off':>8}")
    lines += ["-" * WIDTH]
    lines += _wrapped("source", machine.source)
    lines += _wrapped("licence", machine.licence)
    if machine.note:
        lines += _wrapped("note", machine.note)
    return "\n".join(lines)


def _point_line(m, point):
    """One certificate point beside the map."""
    share, factors = running_share(m, point)
    mean_cop = cop(m, point.flow_c, point.outdoor_c, share) * factors[1]
    most = (1.0 + capacity_error(m, point)) * point.heat_w / 1000
    text = f"{point.kind + ' ' + point.label():<18}{point.heat_w / 1000:8.2f}{point.cop:8.2f}{most:12.2f}"
    return text + f"{mean_cop:12.2f}{100 * cop_error(m, point):+6.0f} %{100 * share:10.0f} %"


def _wrapped(word, text):
    """A word in the first column, the text beside it within 80 columns."""
    lines = textwrap.wrap(text, WIDTH - 14)
    return [f"{word if i == 0 else '':<14}{line}" for i, line in enumerate(lines)]
