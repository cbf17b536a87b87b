"""How near the maps come: to the points they were fitted to, and to points they have not seen.

Every error is of means over defrosts: the map's frost-free COP times the steady mean of the frost events, against the
certificate. Held out means: the machine's points are divided in two halves, each of which spans both flow temperatures
and all outdoor temperatures; a map built from one half is judged on the other, and the reverse. The rated heat at
A7/W35 and A7/W55 (the name plate) is known to both, its COP is not.
"""

from host_sim.catalogue.fit import fit, running_share
from host_sim.catalogue.machine import load, names
from host_sim.plant.hp_map import capacity_w, cop

# The first half; everything else is the second. Alternating, so that neither half has to guess a whole region.
FIRST_HALF = {
    ("rated", 7.0, 35.0),
    ("lt", 2.0, 30.0),
    ("lt", 12.0, 24.0),
    ("lt", -10.0, 35.0),
    ("lt", -5.0, 33.0),
    ("mt", -7.0, 52.0),
    ("mt", 7.0, 36.0),
}


class Verdict:
    """One machine. cop_errors, held_out: [(point, error)], error as a share of the certificate; power_errors likewise
    for the rated heat; short: how far the highest heat lies below a certificate's at most (0: nowhere)."""

    def __init__(self, machine):
        self.machine = machine
        fitted = fit(machine)
        self.fitted = fitted
        self.cop_errors = [(point, cop_error(fitted.m, point)) for point in machine.points]
        self.power_errors = [(p, capacity_error(fitted.m, p)) for p in machine.points if p.kind == "rated"]
        self.short = max(max(0.0, -capacity_error(fitted.m, p)) for p in machine.points)
        self.held_out = held_out(machine)

    def worst(self):
        """Largest COP error of the map fitted to all points, as a share."""
        return max(abs(error) for _, error in self.cop_errors)

    def worst_held_out(self):
        """Largest COP error at points the map had not seen, as a share."""
        return max(abs(error) for _, error in self.held_out)


def cop_error(m, point):
    """Mean COP of this map at this point against the certificate's, as a share."""
    share, factors = running_share(m, point)
    return cop(m, point.flow_c, point.outdoor_c, share) * factors[1] / point.cop - 1.0


def capacity_error(m, point):
    """Highest mean heat of this map against the certificate's heat, as a share; above 0 at part load."""
    _, factors = running_share(m, point)
    return capacity_w(m, point.flow_c, point.outdoor_c) * factors[0] / point.heat_w - 1.0


def halves(machine):
    """The machine's points in two halves."""
    first = [p for p in machine.points if (p.kind, p.outdoor_c, p.flow_c) in FIRST_HALF]
    return first, [p for p in machine.points if p not in first]


def held_out(machine):
    """[(point, error)]: each point judged by the map of the other half."""
    first, second = halves(machine)
    pairs = ((fit(machine, first), second), (fit(machine, second), first))
    return [(point, cop_error(fitted.m, point)) for fitted, hidden in pairs for point in hidden]


def left_out(machine):
    """[(point, error)]: each point judged by the map of all others."""
    return [(p, cop_error(fit(machine, [q for q in machine.points if q is not p]).m, p)) for p in machine.points]


def verdicts():
    """Every machine of the catalogue, the median last."""
    order = [name for name in names() if name != "median"] + ["median"]
    return [Verdict(load(name)) for name in order]
