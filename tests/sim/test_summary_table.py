"""The table in the terminal: narrow, plain, complete."""

import pytest
from fake_result import fake_result

from host_sim.summary_table import format_summary


@pytest.mark.parametrize("kind", ["hybrid", "boiler", "heat pump"])
@pytest.mark.parametrize("days", [1, 365])
def test_fits_a_terminal(kind, days):
    text = format_summary(fake_result(days, kind=kind, violations=["x" * 200]).summary)
    assert text.isascii()
    assert max(map(len, text.splitlines())) <= 80
    assert "None" not in text
    assert not any(line != line.rstrip() for line in text.splitlines())


def test_a_machine_that_is_not_there_is_a_dash():
    lines = format_summary(fake_result(7, kind="boiler").summary).splitlines()
    assert next(line for line in lines if "from the heat pump" in line).split()[-1] == "-"
    assert next(line for line in lines if "compressor starts" in line).split()[-1] == "-"


def test_broken_floors_and_interruption_stand_out():
    summary = fake_result(7, complete=False, violations=["heating water under 5 C: 1 times"]).summary
    text = format_summary(summary)
    assert "INTERRUPTED" in text
    assert "SAFETY FLOORS BROKEN: 1" in text
    assert "! heating water under 5 C: 1 times" in text
    calm = format_summary(fake_result(7).summary)
    assert "INTERRUPTED" not in calm
    assert "all held" in calm


def test_an_empty_summary_does_not_crash():
    assert "all held" in format_summary({})
