"""The weather curve against the published table of heating curves, and its inverse."""

from control_bench import parameters
from tandem.control.curve import X_MAX, flow_c100, load_at_flow_x1000, load_x1000
from tandem.control.param_table import (
    P_CIRC_FLOW_C100,
    P_CIRC_RETURN_C100,
    P_DESIGN_OUTDOOR_C100,
    P_EMITTER_EXP_X100,
)

# Flow and return in C at the design point (-10 C outside), exponent, then (outdoor, flow, return).
TABLE = (
    (80, 60, 130, ((-10, 80, 60), (-5, 72, 55), (0, 63, 50), (5, 54, 44), (10, 45, 38))),
    (55, 45, 130, ((-10, 55, 45), (-5, 50, 42), (0, 45, 39), (5, 40, 35))),
    (50, 40, 130, ((-10, 50, 40), (-5, 46, 38), (0, 42, 35), (5, 37, 32))),
    (35, 28, 110, ((-10, 35, 28), (-5, 33, 27), (0, 30, 26), (5, 28, 24))),
)


def circuit(flow, back, exponent):
    params = parameters()
    for pid, value in (
        (P_CIRC_FLOW_C100, flow * 100),
        (P_CIRC_RETURN_C100, back * 100),
        (P_EMITTER_EXP_X100, exponent),
        (P_DESIGN_OUTDOOR_C100, -1000),
    ):
        assert params.set(pid, value) == 0
    return params.v


def test_agrees_with_the_published_table_within_a_kelvin():
    for flow, back, exponent, rows in TABLE:
        p = circuit(flow, back, exponent)
        for outdoor, want_flow, want_back in rows:
            x = load_x1000(2000, outdoor * 100, p)
            assert x == (20 - outdoor) * 1000 // 30
            got = flow_c100(2000, x, p)
            assert abs(got - want_flow * 100) <= 100, (flow, outdoor, got)
            got_back = got - (flow - back) * 100 * x // 1000
            assert abs(got_back - want_back * 100) <= 100, (flow, outdoor, got_back)


def test_load_is_linear_and_bounded():
    p = circuit(50, 40, 130)
    assert load_x1000(2000, 2000, p) == 0
    assert load_x1000(2000, 500, p) == 500
    assert load_x1000(2000, -1000, p) == 1000
    assert load_x1000(2000, -1600, p) == 1200
    assert load_x1000(2000, -4500, p) == X_MAX
    assert load_x1000(2000, 6000, p) == 0
    assert load_x1000(2100, 2000, p) == 33  # 1 K of 30, rounded down


def test_no_load_needs_no_more_than_the_room():
    for flow, back, exponent, _ in TABLE:
        assert flow_c100(2000, 0, circuit(flow, back, exponent)) == 2000


def test_a_warmer_room_moves_the_curve_with_it():
    p = circuit(50, 40, 130)
    for x in range(0, 1301, 50):
        assert flow_c100(2150, x, p) == flow_c100(2000, x, p) + 150


def test_rises_with_the_load_for_every_exponent():
    for exponent in range(100, 151):
        p = circuit(50, 40, exponent)
        last = -1
        for x in range(X_MAX + 1):
            flow = flow_c100(2000, x, p)
            assert flow >= last
            last = flow
        assert flow_c100(2000, 1000, p) == 5000


def test_exponent_one_is_a_straight_line():
    p = circuit(50, 40, 100)
    for x in range(0, 1301, 25):
        assert abs(flow_c100(2000, x, p) - (2000 + 3 * x)) <= 1


def test_between_the_rows_of_the_table():
    # 1000 * 0.35^(1/1.25) = 431.8, 1000 * 1.25^(1/1.45) = 1166.4; lift 25 K, spread 10 K.
    assert abs(flow_c100(2000, 350, circuit(50, 40, 125)) - (2000 + 1079 + 175)) <= 10
    assert abs(flow_c100(2000, 1250, circuit(50, 40, 145)) - (2000 + 2916 + 625)) <= 10


def test_inverse():
    for flow, back, exponent, _ in TABLE:
        p = circuit(flow, back, exponent)
        for x in range(20, 1290, 30):
            assert abs(load_at_flow_x1000(2000, flow_c100(2000, x, p), p) - x) <= 10
        assert load_at_flow_x1000(2000, 0, p) < 10
        assert load_at_flow_x1000(2000, 12000, p) > X_MAX - 10
