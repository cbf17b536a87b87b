"""Constants and first state of a combi or a tank, for host_sim.plant.hot_water.

Sources: standing loss of the classes: Regulation (EU) 812/2013, annex II, in W at 45 K over the room for V litres.
Engineering estimates: 2.5 l/min as lowest flow, 5..8 s of dead time, 40..60 kJ to warm a combi's exchanger, 1..2 W/mK
conduction with the wall, 0.5..1.2 kW/K for the coil of a tank made for a heat pump. Nobody expects warm water within
20 s: the longest wait that Dutch installers count with.
"""

import math

import numpy as np

from host_sim.hot_water.profiles import COLD_C
from host_sim.plant.layout_hot_water import *  # noqa: F403 - the layout is nothing but names

# Upper limits of the energy classes: a + b V^0.4 W.
LOSS_CLASSES = {"A": (8.5, 4.25), "B": (12.0, 5.93), "C": (16.66, 8.33)}
LOSS_TEST_K = 45.0
CONDUCTION_W_MK = 1.5
HEIGHT_TO_WIDTH = 2.5
SENSOR_NODES = {"bottom": 0.0, "middle": 3.0, "top": 8.0}
NO_MIXER_C = 99.0  # nothing is mixed in


def none():
    """No hot water at all."""
    return np.zeros(N_WP)


def combi(tap_c=60.0, dead_s=6.0, exchanger_j=50e3):
    """A combi that makes water of tap_c (40..65 C) while it is drawn."""
    _within("tap_c", tap_c, 40.0, 65.0)
    _within("dead_s", dead_s, 0.0, 30.0)
    _within("exchanger_j", exchanger_j, 0.0, 200e3)
    wp = np.zeros(N_WP)
    wp[WP_KIND] = COMBI
    wp[WP_COLD_C] = COLD_C
    wp[WP_TAP_C] = tap_c
    wp[WP_WAIT_S] = 20.0
    wp[WP_DEAD_S] = dead_s
    wp[WP_HX_J] = exchanger_j
    wp[WP_HX_COOL_S] = 900.0
    wp[WP_MIN_KG_S] = 2.5 / 60.0
    return wp


def tank(volume_l=200.0, loss_class="B", charge="coil", ua_w_k=800.0, tap_c=60.0, sensor="middle", mixer=True):
    """A tank (30..1000 l), charged by a coil in its lower six tenths or by a plate exchanger into its top.

    loss_class: A, B, C, or the loss itself in W at 45 K; ua_w_k: 100..5000 W/K of the coil or plate; tap_c: set-point
    of the mixing valve behind it (40..65 C), if there is one (mixer); sensor: bottom, middle or top.
    """
    _within("volume_l", volume_l, 30.0, 1000.0)
    _within("ua_w_k", ua_w_k, 100.0, 5000.0)
    _within("tap_c", tap_c, 40.0, 65.0)
    if charge not in ("coil", "plate"):
        raise ValueError(f"charge is coil or plate, not {charge}")
    if sensor not in SENSOR_NODES:
        raise ValueError(f"sensor is {', '.join(SENSOR_NODES)}, not {sensor}")
    width_m = (volume_l / 1000.0 / (math.pi / 4.0 * HEIGHT_TO_WIDTH)) ** (1.0 / 3.0)
    node_m = HEIGHT_TO_WIDTH * width_m / N_NODES
    wp = np.zeros(N_WP)
    wp[WP_KIND] = TANK
    wp[WP_COLD_C] = COLD_C
    wp[WP_TAP_C] = tap_c if mixer else NO_MIXER_C
    wp[WP_NODE_JK] = volume_l * CP / N_NODES
    wp[WP_NODE_UA] = loss_w(volume_l, loss_class) / LOSS_TEST_K / N_NODES
    wp[WP_NODE_K] = CONDUCTION_W_MK * math.pi / 4.0 * width_m * width_m / node_m
    wp[WP_CHARGE] = PLATE if charge == "plate" else COIL
    wp[WP_UA] = ua_w_k
    wp[WP_COIL_NODES] = 6.0
    wp[WP_ELEMENT_NODE] = 0.0
    wp[WP_SENSOR_NODE] = SENSOR_NODES[sensor]
    return wp


def loss_w(volume_l, loss_class):
    """Standing loss at 45 K over the room, W: that of a class's limit, or the given one."""
    if loss_class in LOSS_CLASSES:
        a, b = LOSS_CLASSES[loss_class]
        return a + b * volume_l**0.4
    try:
        loss = float(loss_class)
    except ValueError:
        raise ValueError(f"loss_class is A, B, C or a number of W, not {loss_class}") from None
    _within("loss_class", loss, 5.0, 500.0)
    return loss


def settled(wp, tank_c=50.0):
    """State at the start of a run: the tank all at tank_c (0..95 C), just disinfected; a combi is cold."""
    _within("tank_c", tank_c, 0.0, 95.0)
    w = np.zeros(N_W)
    if wp[WP_KIND] == TANK:
        w[:N_NODES] = tank_c
        w[W_COLDEST_C] = tank_c
    w[W_NEXT_S] = -1e18
    w[W_HX_J] = wp[WP_HX_J]
    return w


def _within(name, value, least, most):
    if not least <= value <= most:
        raise ValueError(f"{name} is {value}, not within {least:g}..{most:g}")
