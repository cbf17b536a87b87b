"""The COP map against the published fit, COP = 10.507 - 0.26886 L + 0.00218 L^2, and the output against its formula."""

from control_bench import parameters
from tandem.control.copmap import cop_x100, output_w
from tandem.control.param_table import P_COP_SCALE_PCT, P_HP_NOMINAL_W

# Lift in K, COP x 1000 by the formula; from 50 K on the straight line 2.514 - 0.045 (L - 50).
FIT = (
    (8, 8496),
    (10, 8036),
    (11, 7813),
    (12, 7595),
    (15, 6965),
    (17, 6566),
    (18, 6374),
    (20, 6002),
    (23, 5476),
    (25, 5148),
    (27, 4837),
    (30, 4403),
    (33, 4009),
    (35, 3767),
    (37, 3544),
    (40, 3241),
    (42, 3060),
    (45, 2823),
    (47, 2686),
    (48, 2624),
    (49, 2567),
    (50, 2514),
    (55, 2289),
    (60, 2064),
    (65, 1839),
    (70, 1614),
)


def test_follows_the_published_fit_within_a_percent():
    p = parameters().v
    for lift, want_x1000 in FIT:
        for outdoor in (-2000, -700, 0, 700, 2000):
            got_x1000 = cop_x100(outdoor + lift * 100, outdoor, p) * 10
            assert abs(got_x1000 - want_x1000) * 100 <= want_x1000, (lift, got_x1000)


def test_depends_on_the_lift_alone_and_never_rises_with_it():
    p = parameters().v
    last = 851
    for lift in range(-2000, 9000, 7):
        got = cop_x100(3000 + lift, 3000, p)
        assert got == cop_x100(lift - 1500, -1500, p)
        assert got <= last
        last = got


def test_bounds():
    p = parameters().v
    assert cop_x100(2000, 6000, p) == 850
    assert cop_x100(800, 0, p) == 850
    assert cop_x100(11000, -4500, p) == 100


def test_scale_of_this_machine():
    params = parameters()
    for pct, want in ((50, 300), (100, 600), (150, 900)):
        params.set(P_COP_SCALE_PCT, pct)
        assert cop_x100(2000, 0, params.v) == want


def test_output():
    params = parameters()
    p = params.v
    assert output_w(3500, 700, p) == 4000
    assert output_w(3500, -300, p) == 3120  # 22 % less at -3
    assert output_w(5500, 700, p) == 3800  # 5 % less at 55
    assert output_w(5500, -1000, p) == 2378
    assert output_w(3500, -4500, p) == 0
    params.set(P_HP_NOMINAL_W, 30000)
    assert output_w(3500, 700, p) == 30000
    assert output_w(2500, 6000, p) == 66604
