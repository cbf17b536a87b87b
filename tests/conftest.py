"""What pytest needs: the paths that the core tests expect, their skips, and repeatable property tests."""

import sys
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent
for folder in ("firmware", "tests/chips", "tests/core"):
    sys.path.insert(0, str(ROOT / folder))

import support  # noqa: E402  the path has to come first

# No deadline: a slow machine is no failure. "steady" draws the same examples each time, so that a red run can be
# repeated; TANDEM_EXAMPLES=2000 makes the property tests draw new ones, and more of them.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """A core test cannot call pytest.skip(); its own Skip means the same."""
    try:
        return (yield)
    except support.Skip as why:
        pytest.skip(f"{item.name}: {why}")
