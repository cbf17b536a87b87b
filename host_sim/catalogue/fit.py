"""From certificate points to the numbers the plant runs on: m of host_sim/plant/hp_map.py.

A certificate gives means over defrosts. Heat and COP are first divided by what frost costs on average at the point's
own humidity (frost_mean.py), because the plant adds frost back as events. Then

- highest heat: the two rated points fix it at 7 C (they are met exactly); the points at -7 C fix it there, lifted until
  no certificate point lies above; without them the usual slopes hold (+2.2 % per K outdoors, -0.25 % per K of flow);
- lowest heat: the 12 C points, at which every machine is at its lowest;
- COP: six coefficients, least squares on ln COP, drawn towards those of the median machine (ridge), so that a few
  points are enough, and held to fall with the flow temperature and rise with the outdoor temperature everywhere.
"""

import itertools
import math

import numpy as np

from host_sim.catalogue.frost_mean import certificate_humidity_pct, mean_factors
from host_sim.catalogue.machine import nominal_flow_kg_s
from host_sim.plant import frost, hp_map
from host_sim.plant.hp_map import *  # noqa: F403 - the layout

N_C = 6
# The median of 764 certificates of 3..5 kW units, fitted by itself (`median_prior` does it again; a test compares).
PRIOR = np.array((1.4955, -0.6229, 0.0965, -0.0226, -0.0632, 0.1271))
# How strongly each coefficient is drawn there, in points of weight 1. The share is left to the machine itself.
PULL = np.array((0.0, 0.1, 3.0, 1.0, 0.3, 0.01))
# Points off the curve count more, so that the worst comes nearer; beyond 8 % they count no more than at 8 %.
EVEN_ROUNDS = 6
EVEN_AT = 0.1
EVEN_MOST = 0.08
MIN_SLOPE = 0.001  # ln COP per K: at least so much per K of flow, and of outdoor temperature
SLOPE_WARM = 0.022  # highest heat per K outdoors, share (fit to the -7/2/7 C ratios of certificates)
SLOPE_FLOW = -0.0025  # and per K of flow
SLOPE_FLOW_LEAST = -0.015
SLOPE_WARM_MOST = 0.06
COLD_MOST = 2.0  # highest heat at A-7/W35, of that at A7/W35
MARGIN = 1.01  # highest heat above the certificate point that sets it
MIN_FLOW_SHARE = 0.4  # of the nominal flow (assumed where a file does not say)
START_POWER_SHARE = frost.RAMP_POWER * 0.5  # of the power at A7/W35, at half load (assumed where a file does not say)
WATER_J_K = 30e3  # of a 4 kW unit: 4 l of water and the plates (assumed)
ROUNDS = 40  # frost and share depend on each other; this settles to 1e-9
SCALED = (
    M_NOMINAL_W, M_CAP_COLD_W, M_START_POWER_W, M_FLOW_KG_S, M_MIN_FLOW_KG_S, M_WATER_J_K,
)  # fmt: skip


class HpMap:
    """A fitted machine. m: N_M floats for the plant; machine: what it was made from; shares and factors: one entry for
    each point it was fitted to, share of the highest heat while running and (heat, COP) factors of frost."""

    def __init__(self, machine, m, points, shares, factors):
        self.machine = machine
        self.m = m
        self.points = points
        self.shares = shares
        self.factors = factors


def fit(machine, points=None):
    """The map of this machine from all its points, or from some of them. The rated heat is always known."""
    points = list(machine.points if points is None else points)
    m = np.zeros(N_M)
    _fixed(m, machine)
    shares, factors = _capacity(m, machine, points)
    rows = np.array([features(p.outdoor_c, p.flow_c, share) for p, share in zip(points, shares)])
    logs = np.array([math.log(p.cop / factor[1]) for p, factor in zip(points, factors)])
    m[:N_C] = _constrained(rows, logs, PRIOR, PULL)
    for _ in range(EVEN_ROUNDS):
        weight = 1.0 + np.minimum(np.abs(rows @ m[:N_C] - logs), EVEN_MOST) / EVEN_AT
        m[:N_C] = _constrained(rows * weight[:, None], logs * weight, PRIOR, PULL)
    return HpMap(machine, m, points, shares, factors)


def scaled(m, factor):
    """The same machine, factor times as large. Standby and times stay."""
    out = m.copy()
    out[list(SCALED)] *= factor
    return out


def running_share(m, point, rounds=ROUNDS):
    """(share while running, (heat, COP) factors of frost) at which this map gives the point's mean heat."""
    rh_pct = certificate_humidity_pct(point.outdoor_c)
    most = capacity_w(m, point.flow_c, point.outdoor_c)
    factors = (1.0, 1.0)
    share = 1.0
    for _ in range(rounds):
        share = min(1.0, point.heat_w / factors[0] / most)
        factors = mean_factors(m[M_NOMINAL_W], share * most, point.outdoor_c, rh_pct, share)
    return share, factors


def features(outdoor_c, flow_c, share):
    """What the six COP coefficients are multiplied with; hp_map.cop says the same in its own words."""
    x = (flow_c - outdoor_c - 30.0) / 20.0
    t = (min(hp_map.OUT_HIGH_C, max(hp_map.OUT_LOW_C, outdoor_c)) - 3.0) / 10.0
    return (1.0, x, x * x, t, t * t, share - 0.6)


def median_prior(machine):
    """PRIOR from the median machine: almost plain least squares."""
    m = fit(machine).m
    shares, factors = _capacity(m, machine, machine.points)
    rows = np.array([features(p.outdoor_c, p.flow_c, s) for p, s in zip(machine.points, shares)])
    logs = np.array([math.log(p.cop / f[1]) for p, f in zip(machine.points, factors)])
    pull = np.array((0.0, 0.0, 0.02, 0.02, 0.02, 0.02))
    return _ridge(rows, logs, np.zeros(N_C), pull)


def _fixed(m, machine):
    """What the file says outright."""
    rated = machine.rated
    m[M_NOMINAL_W] = rated.heat_w
    m[M_MAX_FLOW_C] = machine.max_flow_c
    m[M_MIN_OUT_C] = machine.min_outdoor_c
    m[M_STANDBY_W] = machine.standby_w
    m[M_START_S] = machine.start_delay_s
    m[M_STOP_S] = machine.stop_s
    start_w = machine.start_power_w
    m[M_START_POWER_W] = rated.heat_w / rated.cop * START_POWER_SHARE if start_w is None else start_w
    m[M_FLOW_KG_S] = nominal_flow_kg_s(rated.heat_w)
    least = machine.min_flow_kg_s
    m[M_MIN_FLOW_KG_S] = MIN_FLOW_SHARE * m[M_FLOW_KG_S] if least is None else least
    m[M_WATER_J_K] = WATER_J_K * max(1.0, rated.heat_w / 4000.0)


def _capacity(m, machine, points):
    """Fill in highest and lowest heat; (shares, factors) of the points."""
    hot = machine.at(7.0, 55.0)
    m[M_CAP_FLOW] = SLOPE_FLOW if hot is None else (hot.heat_w / machine.rated.heat_w - 1.0) / 20.0
    m[M_CAP_WARM] = SLOPE_WARM
    m[M_CAP_BELOW] = SLOPE_WARM
    heats = [p.heat_w for p in points]
    found = []
    for _ in range(ROUNDS):
        _cold_line(m, points, heats)
        found = [running_share(m, p, 2) for p in points]
        heats = [p.heat_w / factors[0] for p, (_, factors) in zip(points, found)]
    found = [running_share(m, p) for p in points]
    _floor(m, machine, points, [share for share, _ in found])
    return [share for share, _ in found], [factors for _, factors in found]


def _cold_line(m, points, heats):
    """Highest heat at -7 C (and above 7 C) from the heat while running at each point."""
    at = {p.kind: (p.flow_c, heat) for p, heat in zip(points, heats) if p.outdoor_c == -7.0}
    m[M_CAP_COLD_W] = m[M_NOMINAL_W] * (1.0 - 14.0 * SLOPE_WARM)
    m[M_CAP_COLD_FLOW] = SLOPE_FLOW
    (flow_lt, heat_lt), (flow_mt, heat_mt) = at.get("lt", (0.0, 0.0)), at.get("mt", (0.0, 0.0))
    if flow_lt > 0.0 and flow_mt > flow_lt + 5.0:
        slope_w = min(0.0, (heat_mt - heat_lt) / (flow_mt - flow_lt))
        m[M_CAP_COLD_W] = heat_lt + slope_w * (35.0 - flow_lt)
        m[M_CAP_COLD_FLOW] = max(SLOPE_FLOW_LEAST, slope_w / m[M_CAP_COLD_W])
    m[M_CAP_WARM] = SLOPE_WARM
    for _ in range(4):  # lifting the cold line lifts what lies between it and 7 C only in part
        need = [
            heat * MARGIN / capacity_w(m, p.flow_c, p.outdoor_c) for p, heat in zip(points, heats) if p.outdoor_c < 7
        ]
        m[M_CAP_COLD_W] = min(m[M_CAP_COLD_W] * max([1.0, *need]), COLD_MOST * m[M_NOMINAL_W])
    for p, heat in zip(points, heats):
        if p.outdoor_c > 7.0:
            more = heat * MARGIN / capacity_w(m, p.flow_c, 7.0) - 1.0
            m[M_CAP_WARM] = min(max(m[M_CAP_WARM], more / (p.outdoor_c - 7.0)), SLOPE_WARM_MOST)


def _floor(m, machine, points, shares):
    """Lowest heat as a share of the highest: the lowest of the 12 C points, and what colder points undercut."""
    warm = [s for p, s in zip(points, shares) if p.outdoor_c >= 12.0] or list(shares)
    m[M_FLOOR_WARM] = min(warm)
    if machine.lowest_heat_w is not None:
        m[M_FLOOR_WARM] = min(1.0, machine.lowest_heat_w / capacity_w(m, 30.0, 12.0))
    m[M_FLOOR_COLD] = m[M_FLOOR_WARM]
    for p, share in zip(points, shares):
        part = max(0.0, 1.0 - max(0.0, p.outdoor_c - 2.0) / 10.0)  # how much the cold end counts here
        if part > 0.0:
            m[M_FLOOR_COLD] = min(m[M_FLOOR_COLD], max(0.1, (share - (1.0 - part) * m[M_FLOOR_WARM]) / part))


def _ridge(rows, logs, prior, pull):
    """Least squares, drawn towards prior."""
    return np.linalg.solve(rows.T @ rows + np.diag(pull), rows.T @ logs + pull * prior)


def _limits():
    """A, b: ln COP is monotonic as promised when A c <= b. Slopes are linear in lift and outdoor temperature, so the
    corners of what can happen (flow 20..65 C, outdoor -20..20 C, clamped as in hp_map.cop) are enough."""
    low, high = hp_map.OUT_LOW_C, hp_map.OUT_HIGH_C
    corners = [(low, 20.0 - low), (low, 67.0), (65.0 - 67.0, 67.0), (high, 65.0 - high), (high, 8.0)]
    a = []
    for outdoor, lift in corners:
        x = (lift - 30.0) / 20.0
        t = (outdoor - 3.0) / 10.0
        a.append((0.0, 0.05, 0.1 * x, 0.0, 0.0, 0.0))  # d ln COP / d flow <= -MIN_SLOPE
        a.append((0.0, 0.05, 0.1 * x, -0.1, -0.2 * t, 0.0))  # d ln COP / d outdoor >= MIN_SLOPE
    return np.array(a), np.full(len(a), -MIN_SLOPE)


def _constrained(rows, logs, prior, pull):
    """_ridge within _limits: the best of all solutions that keep some of the limits exactly and none broken."""
    a, b = _limits()
    h = rows.T @ rows + np.diag(pull)
    g = rows.T @ logs + pull * prior
    free = np.linalg.solve(h, g)
    if np.all(a @ free <= b):
        return free
    level = prior.copy()  # the median's shape at the machine's own level always keeps the limits
    level[0] += rows[:, 0] @ (logs - rows @ prior) / (rows[:, 0] @ rows[:, 0])
    best = (0.5 * level @ h @ level - g @ level, level)
    for count in (1, 2, 3):
        for held in itertools.combinations(range(len(b)), count):
            c = _held(h, g, a[list(held)], b[list(held)])
            if c is not None and np.all(a @ c <= b + 1e-9):
                best = min(best, (0.5 * c @ h @ c - g @ c, c), key=lambda found: found[0])
    return best[1]


def _held(h, g, a, b):
    """Minimum of c'hc/2 - g'c with a c = b, or None when these limits contradict each other."""
    n = len(b)
    kkt = np.block([[h, a.T], [a, np.zeros((n, n))]])
    if np.linalg.matrix_rank(a) < n:
        return None
    return np.linalg.solve(kkt, np.concatenate([g, b]))[: len(g)]
