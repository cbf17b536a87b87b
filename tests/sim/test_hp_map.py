"""The maps of the catalogue's machines as functions, and frost: the event, its mean, and the published factors."""

import hashlib
import math
import os
import subprocess
import sys

import numpy as np
import pytest

from host_sim.catalogue.fit import fit, running_share, scaled
from host_sim.catalogue.frost_mean import certificate_humidity_pct, mean_factors, run_s
from host_sim.catalogue.machine import load, names
from host_sim.plant import frost
from host_sim.plant.hp_map import (
    COP_MAX,
    COP_MIN,
    M_FLOW_KG_S,
    M_MIN_FLOW_KG_S,
    M_NOMINAL_W,
    M_STANDBY_W,
    M_WATER_J_K,
    N_M,
    capacity_w,
    cop,
    floor_w,
)

OUTDOOR = np.arange(-20.0, 20.1, 1.0)
FLOW = np.arange(20.0, 65.1, 1.5)
SHARES = (0.2, 0.4, 0.6, 0.8, 1.0)

# Static factors on heat and COP at full load: Wetter-Afjei; NTA 8800; Rogeau and Roccatello at 85 % humidity.
PUBLISHED = (
    (-10, 0.93, 1.00, 0.92), (-7, 0.93, 1.00, 0.92), (-5, 0.91, 0.94, 0.92), (-2, 0.85, 0.86, 0.94),
    (0, 0.82, 0.81, 0.93), (2, 0.83, 0.75, 0.92), (4, 0.88, 0.85, 1.00), (5, 0.91, 0.90, 1.00),
    (7, 0.96, 1.00, 1.00), (10, 0.99, 1.00, 1.00),
)  # fmt: skip


@pytest.mark.parametrize("name", names())
def test_cop_is_monotonic_and_bounded(name):
    m = fit(load(name)).m
    for share in SHARES:
        grid = np.array([[cop(m, flow, outdoor, share) for flow in FLOW] for outdoor in OUTDOOR])
        assert grid.min() >= COP_MIN and grid.max() <= COP_MAX
        inside = (grid > COP_MIN) & (grid < COP_MAX)
        over_flow = np.diff(grid, axis=1)
        over_outdoor = np.diff(grid, axis=0)
        assert np.all(over_flow <= 0.0) and np.all(over_flow[inside[:, 1:]] < 0.0)
        assert np.all(over_outdoor >= 0.0) and np.all(over_outdoor[inside[:-1]] > 0.0)


@pytest.mark.parametrize("name", names())
def test_heat_has_a_floor_below_its_top(name):
    m = fit(load(name)).m
    for outdoor in OUTDOOR:
        for flow in FLOW:
            low, high = floor_w(m, flow, outdoor), capacity_w(m, flow, outdoor)
            assert 0.08 * m[M_NOMINAL_W] * 0.2 < low <= high
            assert high < 2.0 * m[M_NOMINAL_W]


def test_cold_and_cool_outside_the_certificates():
    """Far outside, the map neither explodes nor turns: the COP of a 4 kW unit at -20/65 and 20/20."""
    m = fit(load("median")).m
    assert 1.0 <= cop(m, 65.0, -20.0, 1.0) < 1.7
    assert 7.0 < cop(m, 20.0, 20.0, 0.5) <= 12.0
    assert cop(m, 35.0, 7.0, 5.0) == cop(m, 35.0, 7.0, 1.0)


def test_scaled_is_the_same_machine_larger():
    m = fit(load("vaillant-vwl-35-5")).m
    twice = scaled(m, 2.0)
    assert len(m) == N_M
    for function in (capacity_w, floor_w):
        assert function(twice, 45.0, -3.0) == pytest.approx(2.0 * function(m, 45.0, -3.0))
    assert cop(twice, 45.0, -3.0, 0.6) == cop(m, 45.0, -3.0, 0.6)
    for index in (M_NOMINAL_W, M_FLOW_KG_S, M_MIN_FLOW_KG_S, M_WATER_J_K):
        assert twice[index] == 2.0 * m[index]
    assert twice[M_STANDBY_W] == m[M_STANDBY_W]


def plain_or_compiled_hash():
    """Hash over every function on a grid of every machine."""
    sha = hashlib.sha256()
    for name in names():
        m = fit(load(name)).m
        for outdoor in (-19.3, -9.7, -3.1, 0.4, 1.9, 4.7, 5.2, 8.8, 13.7):
            for flow in (21.3, 33.7, 46.1, 63.9):
                values = [capacity_w(m, flow, outdoor), floor_w(m, flow, outdoor), cop(m, flow, outdoor, 0.37)]
                values.append(frost.frost_kg_s(m[M_NOMINAL_W], outdoor, 50.0 + flow, 0.83))
                sha.update(np.array(values).tobytes())
    sha.update(np.array([frost.defrost_j(3210.0, 0.71), frost.defrost_heat_w(3210.0)]).tobytes())
    sha.update(bytes([frost.defrost_due(3210.0, 0.5, 5400.0, 4.9), frost.defrost_due(3210.0, 0.5, 5400.0, 5.0)]))
    return sha.hexdigest()


def test_plain_python_gives_the_same_bits():
    """The compiled functions and the same source as plain Python: one hash."""
    hashes = set()
    for plain in ("0", "1"):
        env = {**os.environ, "TANDEM_PLAIN": plain}
        done = subprocess.run([sys.executable, __file__], env=env, capture_output=True, text=True, check=True)
        hashes.add(done.stdout.strip())
    assert len(hashes) == 1
    assert len(hashes.pop()) == 64


# --- frost -----------------------------------------------------------------------------------------------------------


def by_steps(nominal_w, heat_w, outdoor_c, rh_pct, share, dt=1.0, cycles=3):
    """(heat, COP) factors of the rules in frost.py, walked through second by second over whole cycles."""
    frost_kg = cold_s = left_j = since_s = 0.0
    heat_j = power_j = time_s = 0.0
    defrosting = False
    done = 0
    while done < cycles:
        if defrosting:
            heat_j -= frost.defrost_heat_w(nominal_w) * dt
            power_j += frost.DEFROST_POWER * dt
            left_j -= frost.defrost_heat_w(nominal_w) * dt
            if left_j <= 0.0:
                defrosting, frost_kg, cold_s, since_s = False, 0.0, 0.0, 0.0
                done += 1
        else:
            ramp = 1.0 - math.exp(-(since_s + 0.5 * dt) / frost.RAMP_S)
            heat_j += heat_w * ramp * dt
            power_j += (frost.RAMP_POWER + (1.0 - frost.RAMP_POWER) * ramp) * dt
            since_s += dt
            frost_kg += frost.frost_kg_s(nominal_w, outdoor_c, rh_pct, share) * dt
            if outdoor_c < frost.COLD_C:
                cold_s += dt
            if frost.defrost_due(nominal_w, frost_kg, cold_s, outdoor_c):
                defrosting = True
                left_j = frost.defrost_j(nominal_w, frost_kg)
        time_s += dt
    heat = heat_j / (heat_w * time_s)
    return heat, heat / (power_j / time_s)


@pytest.mark.parametrize(
    ("nominal_w", "outdoor_c", "rh_pct", "share"),
    [
        (4000.0, 2.0, 85.0, 1.0),  # full coil
        (4000.0, 0.0, 95.0, 1.0),
        (4000.0, 2.0, 84.0, 0.65),  # waits for the least frost worth a defrost
        (3130.0, -7.0, 75.0, 1.0),  # after 90 min
        (2840.0, -3.0, 80.0, 0.9),
        (8000.0, 4.0, 90.0, 0.8),
        (4400.0, 5.5, 95.0, 1.0),  # no clock above 5 C
    ],
)
def test_closed_form_is_the_mean_of_the_events(nominal_w, outdoor_c, rh_pct, share):
    heat_w = 0.9 * share * nominal_w
    closed = mean_factors(nominal_w, heat_w, outdoor_c, rh_pct, share)
    assert by_steps(nominal_w, heat_w, outdoor_c, rh_pct, share) == pytest.approx(closed, rel=0.01)
    assert closed[0] < 1.0


def test_a_full_coil_takes_three_to_five_minutes():
    for nominal_w in (2800.0, 4000.0, 8000.0):
        seconds = frost.defrost_j(nominal_w, frost.full_kg(nominal_w)) / frost.defrost_heat_w(nominal_w)
        assert 180.0 <= seconds <= 300.0


def test_frost_needs_cold_damp_and_load():
    assert frost.frost_kg_s(4000.0, 7.0, 95.0, 1.0) == 0.0
    assert frost.frost_kg_s(4000.0, -13.0, 95.0, 1.0) == 0.0
    assert frost.frost_kg_s(4000.0, 0.0, 60.0, 1.0) == 0.0
    assert frost.frost_kg_s(4000.0, 0.0, 95.0, 0.5) < 0.2 * frost.frost_kg_s(4000.0, 0.0, 95.0, 1.0)
    assert frost.frost_kg_s(8000.0, 0.0, 95.0, 1.0) == 2.0 * frost.frost_kg_s(4000.0, 0.0, 95.0, 1.0)
    assert mean_factors(4000.0, 3000.0, 7.0, 87.0, 1.0) == (1.0, 1.0)


def test_one_defrost_an_hour_at_worst():
    """About one an hour at full load in damp air around freezing, about 15 % lost with it."""
    assert 2400.0 < run_s(4000.0, 1.0, 88.0, 1.0) < 4500.0
    heat, _ = mean_factors(4000.0, 3400.0, 1.0, 88.0, 1.0)
    assert 0.80 < heat < 0.90


def test_full_load_comes_near_the_published_factors():
    """Within 0.045 of the mean of the three sources, which differ by up to 0.17 among themselves, at 85 % humidity."""
    for outdoor_c, *factors in PUBLISHED:
        heat_w = 4000.0 * (1.0 + 0.022 * (outdoor_c - 7.0))
        mean, _ = mean_factors(4000.0, heat_w, float(outdoor_c), 85.0, 1.0)
        assert mean == pytest.approx(sum(factors) / 3.0, abs=0.045)


def test_humidity_of_the_test_room():
    for outdoor_c, rh_pct in ((12.0, 89.0), (7.0, 87.0), (2.0, 84.0), (-7.0, 75.0)):
        assert certificate_humidity_pct(outdoor_c) == pytest.approx(rh_pct, abs=1.0)


@pytest.mark.parametrize("name", names())
def test_frost_is_counted_once(name):
    """The events, run at a certificate's 2 C, give the heat asked for and the COP that the fit was judged by."""
    machine = load(name)
    m = fit(machine).m
    for point in machine.points:
        if point.outdoor_c != 2.0:
            continue
        share, factors = running_share(m, point)
        rh_pct = certificate_humidity_pct(point.outdoor_c)
        heat_w = share * capacity_w(m, point.flow_c, point.outdoor_c)
        walked = by_steps(m[M_NOMINAL_W], heat_w, point.outdoor_c, rh_pct, share, dt=5.0)
        assert walked == pytest.approx(factors, rel=0.01)
        assert heat_w * walked[0] == pytest.approx(point.heat_w, rel=0.012)


if __name__ == "__main__":
    print(plain_or_compiled_hash())
