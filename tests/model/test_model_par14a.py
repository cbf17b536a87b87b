"""The model of par. 14a against the check values of BK6-22-300 and scenarios worked out by hand."""

import pytest
from par14a import NOT_USED, DimParams, DimResult, Par14a, pmin_w

from tandem.ports.frame import Q_ABSENT, Q_FAULT, Q_GOOD, Q_OPEN
from tandem.ports.limits import LIMIT_ABSENT, LIMIT_LOST, LIMIT_NONE, LIMIT_SET, REF_DEVICE, REF_LOADS

OPEN = DimResult(LIMIT_NONE, 0, 1, REF_DEVICE)
DIMMED = DimResult(LIMIT_SET, 4200, 1, REF_DEVICE)
NO_SLOT = (LIMIT_ABSENT, 0)


@pytest.mark.parametrize(
    "kind, n, sum_w, watts",
    [
        (0, 1, 8000, 4200),
        (0, 1, 11000, 4200),
        (0, 1, 11001, 4400),
        (0, 1, 11004, 4401),
        (0, 1, 14000, 5600),
        (0, 5, 14000, 5600),  # direct control knows no other devices
        (1, 1, 8000, 4200),
        (1, 2, 8000, 7560),
        (1, 3, 8000, 10500),
        (1, 4, 8000, 13020),  # 4200 + 3 * 0.70 * 4200
        (1, 5, 8000, 15120),
        (1, 6, 14000, 18200),  # the example with a 14 kW heat pump
        (1, 7, 8000, 18060),
        (1, 8, 8000, 18900),
        (1, 9, 8000, 19320),
        (1, 10, 8000, 21210),
        (1, 99, 8000, 189420),
    ],
)
def test_check_values(kind, n, sum_w, watts):
    assert pmin_w(kind, n, sum_w) == watts


def test_the_contact_dims_and_releases():
    machine = Par14a(DimParams(use=1))
    assert machine.tick(0, 0, Q_GOOD, *NO_SLOT) == OPEN
    assert machine.tick(1, 1, Q_GOOD, *NO_SLOT) == DIMMED
    assert machine.tick(2, 0, Q_GOOD, *NO_SLOT) == OPEN


@pytest.mark.parametrize("quality", [Q_ABSENT, Q_OPEN, Q_FAULT])
def test_a_bad_contact_keeps_the_last_good_one(quality):
    machine = Par14a(DimParams(use=1))
    assert machine.tick(0, 1, quality, *NO_SLOT) == OPEN
    assert machine.tick(1, 1, Q_GOOD, *NO_SLOT) == DIMMED
    assert machine.tick(2, 0, quality, *NO_SLOT) == DIMMED
    assert machine.tick(3, 0, Q_GOOD, *NO_SLOT) == OPEN
    assert machine.tick(4, 1, quality, *NO_SLOT) == OPEN
    machine.tick(5, 1, Q_GOOD, *NO_SLOT)
    machine.reboot()
    assert machine.tick(0, 1, quality, *NO_SLOT) == OPEN


def test_a_message_is_lifted_to_what_is_always_granted():
    machine = Par14a(DimParams(use=2, kind=1, n=2))
    wanted = DimResult(LIMIT_SET, 7560, 1, REF_LOADS)
    for watts in (0, -1, 7559, 7560):
        assert machine.tick(0, 1, Q_GOOD, LIMIT_SET, watts) == wanted
    assert machine.tick(0, 1, Q_GOOD, LIMIT_SET, 7561).value_w == 7561
    assert machine.tick(0, 1, Q_GOOD, LIMIT_NONE, 5000) == DimResult(LIMIT_NONE, 0, 1, REF_LOADS)


def test_a_lost_message_holds():
    machine = Par14a(DimParams(use=2))
    assert machine.tick(0, 0, Q_GOOD, LIMIT_LOST, 0) == OPEN
    machine.tick(1, 0, Q_GOOD, LIMIT_SET, 6000)
    assert machine.tick(2, 0, Q_GOOD, LIMIT_LOST, 0).value_w == 6000
    assert machine.tick(3, 0, Q_GOOD, LIMIT_ABSENT, 6000) == OPEN


def test_only_the_configured_way_is_listened_to():
    assert Par14a(DimParams(use=0)).tick(0, 1, Q_GOOD, LIMIT_SET, 0) == NOT_USED
    assert Par14a(DimParams(use=1)).tick(0, 0, Q_GOOD, LIMIT_SET, 0) == OPEN
    assert Par14a(DimParams(use=2)).tick(0, 1, Q_GOOD, LIMIT_NONE, 0) == OPEN


def test_another_way_starts_open():
    machine = Par14a(DimParams(use=1))
    machine.tick(0, 1, Q_GOOD, *NO_SLOT)
    machine.set_params(DimParams(use=2))
    assert machine.tick(1, 1, Q_GOOD, LIMIT_LOST, 0) == OPEN
    machine.set_params(DimParams(use=1))
    assert machine.tick(2, 1, Q_OPEN, *NO_SLOT) == OPEN
    assert machine.tick(3, 1, Q_GOOD, *NO_SLOT) == DIMMED


def test_another_size_counts_at_once():
    machine = Par14a(DimParams(use=1))
    machine.tick(0, 1, Q_GOOD, *NO_SLOT)
    machine.set_params(DimParams(use=1, sum_w=20000))
    assert machine.tick(1, 1, Q_GOOD, *NO_SLOT).value_w == 8000
