"""Sensors as drivers report them: lag, noise, quantum, and the ways in which they lie.

Lag: 300 s for air, 30 s for strapped pipe sensors, 60 s in a tank's pocket; quanta: 0.1 K, and the DS18B20's 1/16 K;
noise and flow meter 1 % (engineering estimates). Open and short are the driver's verdict and set by the board.
"""

import math

from host_sim.plant.jit import jit
from host_sim.plant.layout import (
    C_HELD,
    C_SENSOR,
    C_SINCE,
    C_VALUE,
    SENSOR_DRIFT,
    SENSOR_OFFSET,
    SENSOR_OK,
    SENSOR_STUCK,
    SENSOR_SWAPPED,
    X_S_OUT,
    X_SEED,
    X_T,
)
from tandem.ports.frame import CH_BOILER_FLOW, CH_TANK, IN_CH

LAG_S = (300.0, 300.0, 30.0, 30.0, 30.0, 30.0, 30.0, 60.0)
QUANTUM_C = (0.1, 0.1, 0.0625, 0.0625, 0.0625, 0.0625, 0.0625, 0.0625)
NOISE_C = (0.05, 0.02, 0.03, 0.03, 0.03, 0.03, 0.03, 0.03)


@jit
def noise(x):
    """Triangular noise -1..1 from the plant's own generator (Park and Miller's minimal standard)."""
    seed = int(x[X_SEED])
    seed = (seed * 16807) % 2147483647
    first = seed
    seed = (seed * 16807) % 2147483647
    x[X_SEED] = float(seed)
    return (first + seed) / 2147483647.0 - 1.0


@jit
def lag(x, channel, value_c, dt):
    """Let a sensor follow what it measures."""
    x[X_S_OUT + channel] += dt / LAG_S[channel] * (value_c - x[X_S_OUT + channel])


@jit
def read(x, ctl, frame, scale):
    """All temperatures but the tank's into the frame, in c100. scale: of the noise, 1 as stated."""
    for channel in range(CH_BOILER_FLOW + 1):
        show(x, ctl, frame, scale, channel)


@jit
def read_tank(x, ctl, frame, scale):
    """The tank's sensor, where there is a tank: a house without one keeps its dice."""
    show(x, ctl, frame, scale, CH_TANK)


@jit
def show(x, ctl, frame, scale, channel):
    """What one sensor says."""
    kind = ctl[C_SENSOR + channel]
    value = x[X_S_OUT + channel]
    if kind != SENSOR_OK:
        if kind == SENSOR_SWAPPED:
            value = x[X_S_OUT + int(ctl[C_VALUE + channel])]
        elif kind == SENSOR_OFFSET:
            value += ctl[C_VALUE + channel]
        elif kind == SENSOR_DRIFT:
            value += ctl[C_VALUE + channel] * (x[X_T] - ctl[C_SINCE + channel]) / 3600.0
    quantum = QUANTUM_C[channel]
    value += NOISE_C[channel] * scale * noise(x)
    c100 = int(math.floor(math.floor(value / quantum + 0.5) * quantum * 100.0 + 0.5))
    if kind == SENSOR_STUCK:
        c100 = int(ctl[C_HELD + channel])
    frame[IN_CH + channel] = c100
