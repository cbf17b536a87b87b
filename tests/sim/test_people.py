"""Presence, internal gains and set-back schedules."""

from datetime import datetime

import numpy as np
import pytest

from host_sim import people

MONDAY = datetime(2025, 1, 6)


@pytest.mark.parametrize("kind", people.KINDS)
def test_every_kind_gives_the_same_heat_and_is_a_share_at_home(kind):
    gains = people.gains_w_m2(kind, 2)
    at_home = people.presence(kind, 2)
    assert gains.shape == at_home.shape == (8760,)
    assert gains.dtype == np.float64
    assert gains[: 52 * 168].mean() == pytest.approx(2.7)
    assert people.gains_w_m2(kind, 2, 4.0)[: 52 * 168].mean() == pytest.approx(4.0)
    assert gains.min() > 0.5
    assert gains.max() < 8.0
    assert at_home.min() >= 0.0
    assert at_home.max() == 1.0


def test_those_who_work_are_out_on_weekdays_only():
    """1 January 2025 is a Wednesday: hours 72.. are Saturday."""
    at_home = people.presence("working", 2)
    assert at_home[12] == 0.0
    assert at_home[3] == 1.0
    assert at_home[72 + 12] > 0.5
    gains = people.gains_w_m2("working", 2)
    assert gains[12] < gains[20] / 3.0
    assert gains[12] < gains[72 + 12]
    assert people.presence("retired", 0).mean() > people.presence("family", 0).mean() > at_home.mean()


def test_the_default_is_constant():
    assert people.gains_w_m2("constant", 0).tolist() == [2.7] * 8760


def test_unknown_kind_and_weekday():
    with pytest.raises(people.PeopleError, match="'students', allowed: constant, family, working, retired"):
        people.gains_w_m2("students", 0)
    with pytest.raises(people.PeopleError, match="weekday 7"):
        people.presence("family", 7)


def test_a_day_and_a_night():
    schedule = people.schedule("20 06:30-22:30, 17")
    assert schedule.target_c(0, 389) == 17.0
    assert schedule.target_c(0, 390) == 20.0
    assert schedule.target_c(6, 1349) == 20.0
    assert schedule.target_c(6, 1350) == 17.0
    assert schedule.changes(MONDAY, 1) == [(0.0, 17.0), (23400.0, 20.0), (81000.0, 17.0)]


def test_weekdays_and_weekend():
    schedule = people.schedule("weekday 20 6:30-8:00 17:00-22:30; weekend 20.5 8-23; else 16.5")
    friday = datetime(2025, 1, 10, 12)
    assert schedule.changes(friday, 1) == [(0.0, 16.5), (18000.0, 20.0), (37800.0, 16.5), (72000.0, 20.5)]
    assert [schedule.target_c(day, 600) for day in range(7)] == [16.5] * 5 + [20.5] * 2


def test_a_night_goes_on_into_the_next_day():
    schedule = people.schedule("sun 21 22-6; fri-sat 19; 18")
    assert schedule.target_c(6, 23 * 60) == 21.0
    assert schedule.target_c(0, 5 * 60) == 21.0
    assert schedule.target_c(0, 6 * 60) == 18.0
    assert schedule.target_c(5, 0) == 19.0
    assert people.schedule("SAT-MON 20; 18").target_c(6, 0) == 20.0


def test_the_first_part_counts_and_all_day_is_one_change():
    schedule = people.schedule("wed 21 8-10; 20 7-23; 17")
    assert schedule.target_c(2, 540) == 21.0
    assert schedule.target_c(1, 540) == 20.0
    assert people.schedule("20").changes(MONDAY, 365) == [(0.0, 20.0)]


def test_changes_agree_with_the_table_over_a_month():
    schedule = people.schedule("weekday 20 6:30-8 17-22:30; weekend 20 9-0:30; else 16.5")
    thursday = datetime(2025, 1, 9)
    changes = dict(schedule.changes(thursday, 30))
    target = None
    for minute in range(30 * 1440):
        target = changes.get(minute * 60.0, target)
        assert target == schedule.target_c((minute // 1440 + 3) % 7, minute % 1440)


def test_away():
    schedule = people.schedule("20 7-23, 17").away(datetime(2025, 1, 6, 12), datetime(2025, 1, 8, 6), 12.0)
    assert schedule.changes(MONDAY, 3) == [
        (0.0, 17.0), (7 * 3600.0, 20.0), (12 * 3600.0, 12.0),
        (54 * 3600.0, 17.0), (55 * 3600.0, 20.0), (71 * 3600.0, 17.0),
    ]  # fmt: skip
    with pytest.raises(people.ScheduleError, match="not after"):
        schedule.away(MONDAY, MONDAY, 12.0)
    with pytest.raises(people.ScheduleError, match=r"3 is out of range, allowed 5\.\.30"):
        schedule.away(MONDAY, datetime(2025, 2, 1), 3.0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "empty"),
        ("20,,17", "empty"),
        ("20 7-23", "no target on mon at 0:00"),
        ("weekend 20", "no target on mon at 0:00"),
        ("20 7-25, 17", "'7-25' is not a span of time"),
        ("20 6:75-8, 17", "'6:75-8'"),
        ("20 7-7, 17", "'7-7'"),
        ("20 7-8-9, 17", "'7-8-9'"),
        ("20 6.30-8, 17", "'6.30-8'"),
        ("funday 20, 17", "'funday'"),
        ("mon-xyz 20, 17", "'mon-xyz'"),
        ("20 mon, 17", "'mon'"),
        ("weekday 7-9, 17", "'7-9'"),
        ("weekday; 17", "no temperature"),
        ("35", "'35' is out of range, allowed 5..30 C"),
        ("4.9", "'4.9' is out of range, allowed 5..30 C"),
        ("nan", "'nan'"),
        ("20 21", "'21'"),
        ("else 17 6-7", "'6-7'"),
        ("20 7-23, 16,5", "'5' never counts"),
    ],
)
def test_a_wrong_schedule_names_the_word(text, expected):
    with pytest.raises(people.ScheduleError) as error:
        people.schedule(text)
    assert expected in str(error.value)
    assert "\n" not in str(error.value)
