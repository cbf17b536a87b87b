"""Tank and combi as machines: energy, steps, losses, charging, disinfection, the plain-Python oracle."""

import hashlib
import os
import subprocess
import sys
from functools import partial

import numpy as np
import pytest

from host_sim.hot_water import appliances, draws
from host_sim.hot_water.stand import Stand
from host_sim.plant.hot_water import ask, sensor_c, stored_j
from host_sim.plant.layout_hot_water import (
    CP,
    N_NODES,
    N_W,
    TANK,
    W_COLDEST_C,
    W_HX_J,
    W_SINCE_S,
    WA_COLD_S,
    WA_DISINFECTIONS,
    WA_DRAWN_J,
    WA_HEAT_J,
    WA_LITRES,
    WA_LOSS_J,
    WA_SINCE_MAX_S,
    WA_USEFUL_J,
    WP_COIL_NODES,
    WP_KIND,
    WP_NODE_K,
    WP_NODE_UA,
)
from host_sim.plant.tank import mix

DAY = 86400.0
APPLIANCES = {
    "combi": appliances.combi,
    "coil": partial(appliances.tank, 300.0),
    "plate": partial(appliances.tank, 300.0, charge="plate"),
}


@pytest.mark.parametrize("kind", APPLIANCES)
def test_energy_balance(kind):
    bench = Stand(APPLIANCES[kind](), draws.family("L", 0.0, 30, 1)).hours(30 * 24)
    assert abs(bench.open_j()) < 1e-9 * bench.wa[WA_DRAWN_J]
    assert bench.wa[WA_HEAT_J] > bench.wa[WA_DRAWN_J]
    bench.w[3] += 1e-3
    bench.w[W_HX_J] += 100.0
    assert abs(bench.open_j()) > 1e-9 * bench.wa[WA_DRAWN_J]


@pytest.mark.parametrize("charge", ["coil", "plate"])
def test_every_flow_at_once(charge):
    """20 l/min out of a small tank that is charged and heated electrically, with the coil over its whole height."""
    wp = appliances.tank(40.0, charge=charge)
    wp[WP_COIL_NODES] = 10.0
    bench = Stand(wp, draws.single(5000.0, 20.0, 10.0), tank_c=65.0)
    for i in range(400):
        m = ask(bench.w, wp, bench.rows, bench.t)
        bench.step(m, 0.4, 55.0 if i % 90 < 60 else 25.0, 2000.0)
        assert np.all(np.diff(bench.w[:N_NODES]) > -0.01)
        assert 9.9 < bench.w[0] < 90.0
    assert bench.wa[WA_DRAWN_J] > 3e6
    assert abs(bench.open_j()) < 1e-9 * bench.wa[WA_DRAWN_J]


def test_a_small_tank_and_a_wide_tap():
    """20 l/min move more than a node holds in 10 s: no temperature appears that was not there; as with steps of 1 s."""
    litres = []
    for dt in (10.0, 1.0):
        wp = appliances.tank(30.0, tap_c=65.0)
        wp[WP_NODE_UA] = 0.0
        bench = Stand(wp, draws.single(9000.0, 20.0, 40.0), tank_c=60.0, dt=dt)
        while bench.wa[WA_COLD_S] == 0.0:
            bench.step(ask(bench.w, wp, bench.rows, bench.t))
            assert bench.w[:N_NODES].min() >= 10.0 - 1e-9
            assert bench.w[:N_NODES].max() <= 60.0 + 1e-9
        litres.append(bench.wa[WA_LITRES] - bench.wa[WA_COLD_S] * 20.0 / 60.0)
    assert litres[0] == pytest.approx(litres[1], rel=0.05)


@pytest.mark.parametrize("kind", APPLIANCES)
def test_halving_the_step(kind):
    a, b = (Stand(APPLIANCES[kind](), draws.family("M", 0.0, 14, 2), dt=dt).hours(14 * 24).wa for dt in (10.0, 5.0))
    assert a[WA_USEFUL_J] == pytest.approx(b[WA_USEFUL_J], rel=1e-9)
    assert a[WA_LOSS_J] == pytest.approx(b[WA_LOSS_J], rel=0.005)
    assert a[WA_LITRES] == pytest.approx(b[WA_LITRES], rel=0.01)


def test_a_coil_has_its_share():
    """In a tank of one temperature the coil's water comes within exp(-UA / m cp) of it."""
    bench = Stand(appliances.tank(1000.0), tank_c=30.0)
    bench.step(0.0, 0.2, 50.0)
    assert bench.result[0] == pytest.approx(30.0 + 20.0 * np.exp(-800.0 / (0.2 * CP)))
    assert bench.result[1] == pytest.approx(0.2 * CP * (50.0 - bench.result[0]))


def test_a_tank_cools_as_its_class_says():
    """200 l of class B lose 61 W at 45 K: 24 h of cooling from 60 C."""
    wp = appliances.tank(200.0, "B")
    ua = 10.0 * wp[WP_NODE_UA]
    assert ua * 45.0 == pytest.approx(61.4, abs=0.1)
    bench = Stand(wp, tank_c=60.0, source_w=0.0).hours(24)
    expected = 20.0 + 40.0 * np.exp(-ua * DAY / (200.0 * CP))
    assert bench.w[:N_NODES].mean() == pytest.approx(expected, abs=0.005)
    assert bench.wa[WA_LOSS_J] == pytest.approx(200.0 * CP * (60.0 - expected), rel=1e-3)


@pytest.mark.parametrize("charge", ["coil", "plate"])
def test_charging_takes_the_time_of_its_energy(charge):
    """4 kW, at most 60 C of flow, from 10 to 48 C: 200 l x 38 K / 4 kW, and the loss of a few minutes."""
    bench = Stand(appliances.tank(charge=charge), tank_c=10.0)
    bench.result[0] = 10.0
    while stored_j(bench.w, bench.wp) < 200.0 * CP * 48.0:
        bench.step(0.0, 4000.0 / (CP * 5.0), min(60.0, bench.result[0] + 5.0))
    assert bench.t == pytest.approx(200.0 * CP * 38.0 / 4000.0, rel=0.02)
    if charge == "coil":
        # A coil for heat pumps: flow about 5 K above the tank at 4 kW.
        assert 3.0 < bench.result[0] + 5.0 - sensor_c(bench.w, bench.wp) < 9.0


def test_mixing_keeps_the_heat_and_ends_in_order():
    dice = np.random.default_rng(1)
    for coarse in (False, True) * 150:
        w = np.zeros(N_W)
        w[:N_NODES] = dice.integers(10, 15, N_NODES) * 5.0 if coarse else dice.uniform(10.0, 80.0, N_NODES)
        before = w.copy()
        mix(w)
        assert w[:N_NODES].sum() == pytest.approx(before[:N_NODES].sum(), rel=1e-12)
        assert np.all(np.diff(w[:N_NODES]) >= -1e-12)
        ordered = before.copy()
        ordered[:N_NODES].sort()
        same = ordered.copy()
        mix(same)
        assert np.array_equal(same, ordered)


@pytest.mark.parametrize(("tank_c", "least_s"), [(60.0, 1200), (65.0, 600), (70.0, 300)])
def test_disinfection_needs_its_time(tank_c, least_s):
    wp = appliances.tank()
    wp[WP_NODE_UA] = 0.0
    bench = Stand(wp, tank_c=tank_c)
    while bench.wa[WA_DISINFECTIONS] == 0.0:
        assert bench.t < least_s
        bench.step()
    assert bench.t == least_s
    assert bench.w[W_SINCE_S] == 0.0
    bench.hours(1)
    assert bench.wa[WA_DISINFECTIONS] == 1.0


def test_one_cold_node_spoils_it():
    """The coldest node counts, and it has to be hot without a break."""
    wp = appliances.tank()
    wp[WP_NODE_UA] = wp[WP_NODE_K] = 0.0
    bench = Stand(wp, tank_c=62.0)
    bench.w[0] = 59.9
    bench.hours(1, set_c=50.0)
    assert bench.w[W_COLDEST_C] == 59.9
    assert bench.w[W_SINCE_S] == bench.wa[WA_SINCE_MAX_S] == 3600.0
    for cold_c in (62.0, 59.9, 62.0):
        bench.w[0] = cold_c
        for _ in range(110):
            bench.step()
    assert bench.wa[WA_DISINFECTIONS] == 0.0


def test_nonsense_is_refused():
    for make in (
        partial(appliances.tank, sensor="outside"),
        partial(appliances.tank, 5.0), partial(appliances.tank, charge="sun"), partial(appliances.tank, 200.0, "D"),
        partial(appliances.combi, 90.0),
    ):  # fmt: skip
        with pytest.raises(ValueError):
            make()


def bits():
    """Hash over state and sums of a few days of everything."""
    sha = hashlib.sha256()
    for make in APPLIANCES.values():
        bench = Stand(make(), draws.family("L", 0.0, 2, 1), source_w=12e3).hours(48)
        if bench.wp[WP_KIND] == TANK:
            for i in range(300):
                bench.step(0.05, 0.2 if i % 9 else 0.0, 50.0 + i % 40, 2000.0)
        sha.update(bench.w.tobytes() + bench.wa.tobytes() + bench.result.tobytes())
    return sha.hexdigest()


def test_plain_python_gives_the_same_bits():
    script = "from test_hot_water import bits; print(bits())"
    hashes = set()
    for plain in ("0", "1"):
        env = {**os.environ, "TANDEM_PLAIN": plain, "PYTHONPATH": os.path.dirname(__file__)}
        done = subprocess.run([sys.executable, "-c", script], env=env, capture_output=True, text=True, check=True)
        hashes.add(done.stdout.strip())
    assert len(hashes) == 1
    assert len(hashes.pop()) == 64
